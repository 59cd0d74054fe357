//===- FieldReader.cpp ----------------------------------------------------===//

#include "FieldReader.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/Regex.h"

namespace ctx::model {

bool FieldReader::describes(shape::Object What) {
  if (Shape)
    *Shape = std::move(What);
  return Shape;
}

void FieldReader::items(const Node &N, llvm::StringRef Expected,
                        llvm::function_ref<void(const Node &)> One) {
  if (shape::Object *List = Shape) {
    shape::Object Item;
    Shape = &Item;
    One(Node());
    Shape = List;
    describes(shape::listOf(std::move(Item)));
    return;
  }
  if (N.Kind != Node::Sequence)
    error(N, "expected " + Expected);
  for (const Node &Item : N.Items)
    One(Item);
}

void FieldReader::exactlyOne(const Node &N, llvm::StringRef What,
                             llvm::ArrayRef<llvm::StringRef> Keys) {
  if (Shape)
    shape::exactlyOne(Keys, *Shape);
  else if (N.Kind == Node::Mapping &&
           llvm::count_if(N.Fields, [&](const auto &KV) {
             return llvm::is_contained(Keys, KV.first.Text);
           }) != 1)
    error(N, What + " needs exactly one of " + llvm::join(Keys, ", "));
}

void FieldReader::needsOneOf(const Node &N, llvm::StringRef What,
                             llvm::ArrayRef<llvm::StringRef> Keys) {
  if (Shape)
    shape::atLeastOne(Keys, *Shape);
  else if (N.Kind == Node::Mapping &&
           llvm::none_of(N.Fields, [&](const auto &KV) {
             return llvm::is_contained(Keys, KV.first.Text);
           }))
    error(N, What + " needs one of " + llvm::join(Keys, ", "));
}

void FieldReader::error(const Node &At, const llvm::Twine &Message) {
  if (Shape)
    return;
  Errors.push_back({File, At.Spot.Line, At.Spot.Column, Message.str()});
}

void FieldReader::fields(const Node &N, llvm::StringRef What,
                         const std::vector<Field> &Known) {
  if (Shape) {
    describeFields(Known);
    return;
  }
  if (N.Kind != Node::Mapping) {
    error(N, "expected " + What + " to be a mapping of keys to values");
    return;
  }
  std::vector<llvm::StringRef> Spellings;
  for (const Field &F : Known)
    Spellings.push_back(F.Key);
  llvm::StringSet<> Seen;
  for (const auto &KV : N.Fields) {
    const Node &Key = KV.first;
    auto It =
        llvm::find_if(Known, [&](const Field &F) { return F.Key == Key.Text; });
    if (Key.Kind != Node::Scalar || It == Known.end())
      error(Key, "unknown key '" + Key.Text + "' in " + What +
                     didYouMean(Key.Text, Spellings));
    else if (!Seen.insert(Key.Text).second)
      error(Key, "key '" + Key.Text + "' is given twice in " + What);
    else
      It->Read(KV.second);
  }
  for (const Field &F : Known)
    if (F.Required && !Seen.count(F.Key))
      error(N, What + " needs the key '" + F.Key + "'");
}

void FieldReader::describeFields(const std::vector<Field> &Known) {
  shape::Object *Mine = Shape, Properties;
  shape::Array Required;
  for (const Field &F : Known) {
    shape::Object One;
    Shape = &One;
    F.Read(Node());
    One["description"] = F.Says;
    Properties[F.Key] = std::move(One);
    if (F.Required)
      Required.push_back(F.Key);
  }
  Shape = Mine;
  describes(shape::Object{{"type", "object"},
                          {"additionalProperties", false},
                          {"properties", std::move(Properties)}});
  if (!Required.empty())
    (*Shape)["required"] = std::move(Required);
}

std::string FieldReader::word(const Node &N) {
  if (describes(shape::shared("word")))
    return {};
  if (N.Kind != Node::Scalar || N.Text.empty())
    error(N, "expected one word or string");
  return N.Text;
}

std::vector<std::string> FieldReader::list(const Node &N) {
  if (describes(shape::shared("words")))
    return {};
  if (N.Kind == Node::Scalar)
    return {word(N)};
  std::vector<std::string> Out;
  if (N.Kind != Node::Sequence)
    error(N, "expected a string or a list of strings");
  for (const Node &Item : N.Items)
    Out.push_back(word(Item));
  return Out;
}

std::vector<std::string> FieldReader::spellings(const Node &N) {
  if (describes(shape::shared("names")))
    return {};
  std::vector<std::string> Out = list(N);
  if (Out.empty())
    error(N, "expected at least one name");
  for (size_t I = 0; I != Out.size(); ++I) {
    llvm::StringRef Name = Out[I];
    Name.consume_front("::");
    Out[I] = Name.str();
    llvm::SmallVector<llvm::StringRef, 4> Parts;
    llvm::StringRef(Out[I]).split(Parts, "::");
    if (llvm::any_of(Parts, [](llvm::StringRef Part) {
          return Part.empty() || !llvm::all_of(Part, [](char C) {
                   return llvm::isAlnum(C) || C == '_';
                 });
        }))
      error(N.Kind == Node::Sequence ? N.Items[I] : N,
            "'" + Out[I] + "' is not a qualified name such as '::ns::Name'");
  }
  return Out;
}

bool FieldReader::boolean(const Node &N) {
  if (describes(shape::boolean()))
    return false;
  if (N.Kind == Node::Scalar && (N.Text == "true" || N.Text == "false"))
    return N.Text == "true";
  error(N, "expected true or false");
  return false;
}

unsigned FieldReader::number(const Node &N) {
  if (describes(shape::shared("number")))
    return 0;
  unsigned Value = 0;
  if (N.Kind != Node::Scalar ||
      llvm::StringRef(N.Text).getAsInteger(10, Value) || Value > 1000)
    error(N, "expected a number from 0 to 1000");
  return Value;
}

Role FieldReader::role(const Node &N, RoleKind Kind) {
  if (N.Kind == Node::Scalar)
    if (const RoleInfo *I = findRole(N.Text, Kind))
      return I->Value;
  std::vector<llvm::StringRef> Spellings;
  shape::Array Words;
  for (const RoleInfo &I : allRoles())
    if (unsigned(I.Kind) & unsigned(Kind)) {
      Spellings.push_back(I.Spelling);
      Words.push_back(shape::word(I.Spelling, I.Sentence));
    }
  describes(shape::Object{{"anyOf", std::move(Words)}});
  bool Other = findRole(N.Text, RoleKind::Both) != nullptr;
  error(N, (Other ? "role '" + N.Text + "' is not for " +
                        (Kind == RoleKind::Type ? "types" : "ops")
                  : "unknown role '" + N.Text + "'") +
               didYouMean(N.Text, Spellings));
  return Role::Poll;
}

std::vector<std::string> FieldReader::regexes(const Node &N) {
  std::vector<std::string> Out = list(N);
  for (const std::string &S : Out) {
    std::string Why;
    if (!llvm::Regex(S).isValid(Why))
      error(N, "'" + S + "' is not a regular expression: " + Why);
  }
  return Out;
}

std::vector<std::string> FieldReader::globs(const Node &N) {
  std::vector<std::string> Out = list(N);
  for (const std::string &S : Out) {
    auto Pattern = llvm::GlobPattern::create(S);
    if (!Pattern)
      error(N, "'" + S +
                   "' is not a glob: " + llvm::toString(Pattern.takeError()));
  }
  return Out;
}

/// A pattern may not make the matcher work or grow without bound.
static std::string tooMuch(llvm::StringRef Pattern) {
  if (Pattern.empty() || Pattern.size() > 200)
    return "has to have 1 to 200 characters";
  if (Pattern.contains('{'))
    return "may not count with '{'";
  for (size_t I = 0; I + 1 < Pattern.size(); ++I)
    if (Pattern[I] == '\\' && llvm::isDigit(Pattern[++I]))
      return "may not refer back to a group";
  return "";
}

std::vector<std::string> FieldReader::classPatterns(const Node &N) {
  std::vector<std::string> Out = list(N);
  for (size_t I = 0; I != Out.size(); ++I) {
    const Node &At = N.Kind == Node::Sequence ? N.Items[I] : N;
    llvm::StringRef Pattern = Out[I];
    Pattern.consume_front("^");
    Pattern.consume_front("::");
    Pattern.consume_back("$");
    std::string Why = tooMuch(Pattern);
    if (!Why.empty())
      error(At, "'" + Out[I] + "' " + Why);
    else if (!llvm::Regex(Pattern).isValid(Why))
      error(At, "'" + Out[I] + "' is not a regular expression: " + Why);
    else if (llvm::Regex(("^(" + Pattern + ")$").str()).match("no::such::name"))
      error(At, "'" + Out[I] + "' matches every class");
    Out[I] = Pattern.str();
  }
  return Out;
}

MacroCondition FieldReader::macroCondition(const Node &N) {
  static const std::pair<llvm::StringRef, MacroCondition::TestT> Tests[] = {
      {"==", MacroCondition::Eq}, {"!=", MacroCondition::Ne},
      {"<=", MacroCondition::Le}, {">=", MacroCondition::Ge},
      {"<", MacroCondition::Lt},  {">", MacroCondition::Gt}};
  MacroCondition Out;
  Out.Text = word(N);
  llvm::StringRef Rest = llvm::StringRef(Out.Text).trim();
  bool Not = Rest.consume_front("!");
  if (Not)
    Out.Test = MacroCondition::Undefined;
  llvm::StringRef Name =
      Rest.take_while([](char C) { return llvm::isAlnum(C) || C == '_'; });
  Out.Macro = Name.str();
  Rest = Rest.drop_front(Name.size()).trim();
  bool Right = !Name.empty() && !llvm::isDigit(Name.front());
  if (Right && !Rest.empty()) {
    auto Test = llvm::find_if(
        Tests, [&](const auto &T) { return Rest.consume_front(T.first); });
    Right = !Not && Test != std::end(Tests) &&
            !Rest.trim().getAsInteger(0, Out.Value);
    if (Right)
      Out.Test = Test->second;
  }
  if (!Right && !Out.Text.empty())
    error(N, "'" + Out.Text +
                 "' is not a condition on a macro such as 'NAME', '!NAME' or "
                 "'NAME >= 10200'");
  return Out;
}

std::vector<Field> FieldReader::guardFields(Guard &G) {
  return {{"resolves", "names of which at least one has to resolve",
           [&](const Node &N) { G.Resolves = spellings(N); }},
          {"macro",
           "conditions on macros that all have to hold: NAME, !NAME, NAME >= "
           "10200; a macro whose value is not a number holds every comparison",
           [&](const Node &N) {
             if (describes(shape::oneOrMore(shape::macroCondition())))
               return;
             if (N.Kind == Node::Scalar)
               G.Macros.push_back(macroCondition(N));
             else
               items(N, "a condition or a list of conditions",
                     [&](const Node &Item) {
                       G.Macros.push_back(macroCondition(Item));
                     });
           }}};
}

} // namespace ctx::model
