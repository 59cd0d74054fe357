//===- VocabularyReader.cpp -----------------------------------------------===//

#include "VocabularyReader.h"
#include "Shapes.h"
#include "Spelling.h"
#include "Yaml.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/Regex.h"
#include <functional>

namespace ctx::model {

std::string ModelError::str() const {
  std::string S = File;
  if (Line)
    S += ":" + llvm::utostr(Line) + ":" + llvm::utostr(Column);
  return S + ": error: " + Message;
}

namespace {

using yaml::Node;

/// One key of a mapping and what to do with its value. The list of them is at
/// once the reader, the list of right spellings and the schema.
struct Field {
  llvm::StringRef Key;
  llvm::StringRef Says; ///< what it is for, shown by editors
  std::function<void(const Node &)> Read;
  bool Required = false;
};

/// What each variable of a file stands for in one of its vocabularies.
struct Instance {
  std::string Name; ///< of the vocabulary; "" for a file without variables
  llvm::StringMap<std::string> Values;
};

/// Reads model files; or says what it would read, as a JSON Schema. Both are
/// the same code, so that an editor's word is the reader's.
class Reader {
public:
  Reader(llvm::StringRef File, std::vector<ModelError> &Errors)
      : File(File.str()), Errors(Errors) {}

  /// The JSON Schema of what read() takes.
  static shape::Object describe() {
    std::vector<ModelError> None;
    Reader R("", None);
    shape::Object Out;
    R.Shape = &Out;
    R.read(Node());
    return Out;
  }

  /// The vocabularies that \p Root describes, by its `vars`; one without a name
  /// if there are none.
  std::vector<Instance> instances(const Node &Root) {
    std::vector<Instance> Out;
    const Node *Vars = nullptr;
    for (const auto &KV : Root.Fields)
      if (KV.first.Text == "vars")
        Vars = &KV.second;
    if (!Vars)
      return {Instance()};
    if (Vars->Kind != Node::Mapping || Vars->Fields.empty()) {
      error(*Vars, "expected 'vars' to be a mapping of variables to values");
      return {Instance()};
    }
    for (const auto &Var : Vars->Fields)
      variable(Var.first, Var.second, Out);
    for (const auto &Var : Vars->Fields)
      for (const Instance &I : Out)
        if (!I.Values.count(Var.first.Text))
          error(Var.first, "variable '" + Var.first.Text +
                               "' has no value for vocabulary '" + I.Name +
                               "'");
    return Out;
  }

  /// Puts the values of \p I for every `${NAME}` below \p N. Variables are
  /// upper case; `${this}` and its like mean something else.
  void substitute(Node &N, const Instance &I, llvm::StringSet<> &Used) {
    for (Node &Item : N.Items)
      substitute(Item, I, Used);
    for (auto &KV : N.Fields)
      substitute(KV.second, I, Used);
    std::string Out;
    llvm::StringRef Rest = N.Text;
    for (size_t At; (At = Rest.find("${")) != llvm::StringRef::npos;) {
      size_t End = Rest.find('}', At);
      llvm::StringRef Name = Rest.slice(At + 2, End);
      if (End == llvm::StringRef::npos || !isVariable(Name)) {
        Out += Rest.take_front(At + 2);
        Rest = Rest.drop_front(At + 2);
        continue;
      }
      Out += Rest.take_front(At);
      Rest = Rest.drop_front(End + 1);
      auto It = I.Values.find(Name);
      if (It == I.Values.end()) {
        std::vector<llvm::StringRef> Known;
        for (const auto &KV : I.Values)
          Known.push_back(KV.first());
        error(N, "unknown variable '" + Name + "'" + didYouMean(Name, Known));
        continue;
      }
      Used.insert(Name);
      Out += It->second;
    }
    N.Text = Out + Rest.str();
  }

  /// Complains about variables of \p Root that are not among \p Used.
  void checkUsed(const Node &Root, const llvm::StringSet<> &Used) {
    for (const auto &KV : Root.Fields)
      if (KV.first.Text == "vars")
        for (const auto &Var : KV.second.Fields)
          if (!Used.count(Var.first.Text))
            error(Var.first, "variable '" + Var.first.Text +
                                 "' is never used; write ${" + Var.first.Text +
                                 "} where it stands");
  }

  Vocabulary read(const Node &Root) {
    Vocabulary V;
    V.File = File;
    fields(
        Root, "a model file",
        {{"schema", "version of the format: always 1",
          [&](const Node &N) { schema(N); }, true},
         {"vocabulary",
          "name of the library or project; a second file with the same name "
          "overrides entries of the first by id",
          [&](const Node &N) { V.Name = word(N); }, true},
         {"extends",
          "vocabularies whose types the ops here may refer to by id alone",
          [&](const Node &N) { V.Extends = list(N); }},
         // Read by instances().
         {"vars",
          "for a library that exists under several names: variables in "
          "capitals, each with one value per vocabulary; ${NAME} stands for "
          "the value",
          [&](const Node &) { describes(shape::variables()); }},
         {"when",
          "when the vocabulary is active in a translation unit; without it, "
          "always",
          [&](const Node &N) { when(N, V); }},
         {"headers",
          "the library's own headers as they are included ('acme/acme.h'), or "
          "folders of them ('acme/'): what they spell is no reason to parse a "
          "translation unit",
          [&](const Node &N) { headers(N); }}, // OwnHeaders.h
         {"docs", "where the library is documented",
          [&](const Node &N) { docs(N, V); }},
         {"types", "classes and the roles they play",
          [&](const Node &N) { types(N, V); }},
         {"ops",
          "functions, operators, fields and variables, and the role each plays",
          [&](const Node &N) { ops(N, V); }},
         {"policy",
          "what is right in this code base although it would be reported "
          "elsewhere",
          [&](const Node &N) { policy(N, V); }},
         {"examples",
          "source code and what is found in it; --check-models holds the model "
          "to it",
          [&](const Node &N) { examples(N); }}}); // Examples.h
    return V;
  }

private:
  /// True if this reader describes what it would read: then \p What is it.
  bool describes(shape::Object What) {
    if (Shape)
      *Shape = std::move(What);
    return Shape;
  }

  /// Reads each item of the list \p N, of which there may be none.
  void items(const Node &N, llvm::StringRef Expected,
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

  /// Complains if not exactly one of \p Keys is in the mapping \p N, which
  /// fields() has read.
  void exactlyOne(const Node &N, llvm::StringRef What,
                  llvm::ArrayRef<llvm::StringRef> Keys) {
    if (Shape)
      shape::exactlyOne(Keys, *Shape);
    else if (N.Kind == Node::Mapping &&
             llvm::count_if(N.Fields, [&](const auto &KV) {
               return llvm::is_contained(Keys, KV.first.Text);
             }) != 1)
      error(N, What + " needs exactly one of " + llvm::join(Keys, ", "));
  }

  void error(const Node &At, const llvm::Twine &Message) {
    if (Shape)
      return;
    Errors.push_back({File, At.Spot.Line, At.Spot.Column, Message.str()});
  }

  static bool isVariable(llvm::StringRef Name) {
    return !Name.empty() && llvm::all_of(Name, [](char C) {
      return (C >= 'A' && C <= 'Z') || llvm::isDigit(C) || C == '_';
    }) && !llvm::isDigit(Name.front());
  }

  void variable(const Node &Name, const Node &Values,
                std::vector<Instance> &Out) {
    if (Name.Kind != Node::Scalar || !isVariable(Name.Text))
      error(Name, "'" + Name.Text +
                      "' is no name for a variable; write it in capitals");
    if (Values.Kind != Node::Mapping || Values.Fields.empty()) {
      error(Values, "expected a mapping of vocabularies to the values of '" +
                        Name.Text + "'");
      return;
    }
    for (const auto &KV : Values.Fields) {
      std::string Vocabulary = word(KV.first);
      auto It = llvm::find_if(
          Out, [&](const Instance &I) { return I.Name == Vocabulary; });
      if (It == Out.end()) {
        Out.push_back({Vocabulary, {}});
        It = std::prev(Out.end());
      }
      if (!It->Values.try_emplace(Name.Text, word(KV.second)).second)
        error(KV.first, "variable '" + Name.Text +
                            "' is given twice for vocabulary '" + Vocabulary +
                            "'");
    }
  }

  void fields(const Node &N, llvm::StringRef What,
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
      auto It = llvm::find_if(
          Known, [&](const Field &F) { return F.Key == Key.Text; });
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

  void describeFields(const std::vector<Field> &Known) {
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

  std::string word(const Node &N) {
    if (describes(shape::shared("word")))
      return {};
    if (N.Kind != Node::Scalar || N.Text.empty())
      error(N, "expected one word or string");
    return N.Text;
  }

  /// A list of strings; one string stands for a list of one.
  std::vector<std::string> list(const Node &N) {
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

  /// Names as a user spells them, with the leading '::' taken off.
  std::vector<std::string> spellings(const Node &N) {
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

  bool boolean(const Node &N) {
    if (describes(shape::boolean()))
      return false;
    if (N.Kind == Node::Scalar && (N.Text == "true" || N.Text == "false"))
      return N.Text == "true";
    error(N, "expected true or false");
    return false;
  }

  unsigned number(const Node &N) {
    if (describes(shape::shared("number")))
      return 0;
    unsigned Value = 0;
    if (N.Kind != Node::Scalar ||
        llvm::StringRef(N.Text).getAsInteger(10, Value) || Value > 1000)
      error(N, "expected a number from 0 to 1000");
    return Value;
  }

  template <class T>
  T choice(const Node &N, llvm::ArrayRef<std::pair<llvm::StringRef, T>> Of) {
    std::vector<llvm::StringRef> Spellings;
    for (const auto &P : Of) {
      if (N.Kind == Node::Scalar && N.Text == P.first)
        return P.second;
      Spellings.push_back(P.first);
    }
    describes(shape::choice(Spellings));
    error(N, "unknown word '" + N.Text + "'" + didYouMean(N.Text, Spellings) +
                 "; expected one of " + llvm::join(Spellings, ", "));
    return Of.front().second;
  }

  Role role(const Node &N, RoleKind Kind) {
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

  template <class EntryT>
  void entries(const Node &N, llvm::StringRef What, std::vector<EntryT> &Out,
               const std::function<void(const Node &, EntryT &)> &One) {
    llvm::StringMap<ModelSpot> Seen;
    items(N, ("a list of " + What).str(), [&](const Node &Item) {
      EntryT E;
      E.Spot = Item.Spot;
      One(Item, E);
      auto Inserted = Seen.try_emplace(E.Id, Item.Spot);
      if (!E.Id.empty() && !Inserted.second)
        error(Item, "duplicate id '" + E.Id + "' among the " + What +
                        "; first given in line " +
                        llvm::utostr(Inserted.first->second.Line));
      Out.push_back(std::move(E));
    });
  }

  void schema(const Node &N) {
    if (describes(shape::Object{{"const", 1}}))
      return;
    if (N.Kind != Node::Scalar || N.Text != "1")
      error(N, "unknown schema '" + N.Text + "'; this program reads schema 1");
  }

  void when(const Node &N, Vocabulary &V) {
    fields(N, "'when'",
           {{"resolves", "names of which at least one has to resolve",
             [&](const Node &N) { V.WhenResolves = spellings(N); }}});
  }

  void headers(const Node &N) {
    std::vector<std::string> Out = list(N);
    for (size_t I = 0; I != Out.size(); ++I)
      if (Out[I].empty() || Out[I].front() == '/' ||
          llvm::StringRef(Out[I]).contains('\\'))
        error(N.Kind == Node::Sequence ? N.Items[I] : N,
              "'" + Out[I] +
                  "' is not a header as it is included, such as 'lib/lib.h', "
                  "or a folder of them, such as 'lib/'");
  }

  void examples(const Node &N) {
    llvm::StringSet<> Names;
    items(N, "a list of examples", [&](const Node &Item) {
      auto List = [&](const Node &N) { list(N); };
      fields(
          Item, "an example",
          {{"name", "what the example shows; each name once",
            [&](const Node &N) {
              std::string Name = word(N);
              if (!Name.empty() && !Names.insert(Name).second)
                error(N, "two examples have the name '" + Name + "'");
            },
            true},
           {"code", "a source file, best as a literal block: |",
            [&](const Node &N) { word(N); }, true},
           {"finds",
            "the checks that report something, each once for each finding; [] "
            "if nothing is found",
            List, true},
           {"flags", "compiler flags, after -std=c++20", List},
           {"headers",
            "what the source file includes first: acme/context.h or <vector>",
            List}});
    });
  }

  void docs(const Node &N, Vocabulary &V) {
    fields(N, "'docs'",
           {{"home", "where the library lives, for example owner/name",
             [&](const Node &N) { V.Home = word(N); }},
            {"note", "a remark for people",
             [&](const Node &N) { V.Note = word(N); }}});
  }

  void types(const Node &N, Vocabulary &V) {
    entries<TypeEntry>(N, "types", V.Types, [&](const Node &N, TypeEntry &E) {
      fields(
          N, "a type",
          {{"id",
            "how ops refer to the type: by this, or by vocabulary.id from "
            "another file",
            [&](const Node &N) { E.Id = word(N); }, true},
           {"names",
            "qualified names as a user spells them ('::acme::Context'); the "
            "first that resolves counts",
            [&](const Node &N) { E.Names = spellings(N); }, true},
           {"roles",
            "what the type is; may be empty for a type that only ops refer to",
            [&](const Node &N) { roles(N, E.Roles); }, true},
           {"wrappers", "further smart pointer templates to look through",
            [&](const Node &N) { E.Wrappers = spellings(N); }},
           {"nullable", "true: a null pointer to it is a root",
            [&](const Node &N) { E.Nullable = boolean(N); }},
           {"ownership",
            "who keeps the state alive: shared by all copies, borrowed from "
            "somebody else, or part of the value",
            [&](const Node &N) {
              E.Owns = choice<Ownership>(N, {{"shared", Ownership::Shared},
                                             {"borrowed", Ownership::Borrowed},
                                             {"value", Ownership::Value}});
            }},
           {"default_ctor",
            "what a default-constructed object is: a root, alive (live), "
            "unusable (invalid); none: there is no default constructor",
            [&](const Node &N) {
              E.Default =
                  choice<DefaultCtor>(N, {{"none", DefaultCtor::None},
                                          {"root", DefaultCtor::Root},
                                          {"live", DefaultCtor::Live},
                                          {"invalid", DefaultCtor::Invalid}});
            }},
           {"on_destroy", "what the destructor does to the work or the request",
            [&](const Node &N) {
              E.Destroy =
                  choice<OnDestroy>(N, {{"nothing", OnDestroy::Nothing},
                                        {"cancel", OnDestroy::Cancel},
                                        {"cancel_join", OnDestroy::CancelJoin},
                                        {"join", OnDestroy::Join},
                                        {"detach", OnDestroy::Detach},
                                        {"deregister", OnDestroy::Deregister},
                                        {"terminate", OnDestroy::Terminate}});
            }},
           {"swallow",
            "of a cancellation error: what a handler does that keeps it to "
            "itself: a bug, undefined behaviour, or ok",
            [&](const Node &N) {
              E.Swallowing =
                  choice<Swallow>(N, {{"bug", Swallow::Bug},
                                      {"undefined", Swallow::Undefined},
                                      {"ok", Swallow::Ok}});
            }},
           {"position", "where the parameter stands by convention",
            [&](const Node &N) {
              E.Where = choice<Position>(N, {{"any", Position::Any},
                                             {"first", Position::First},
                                             {"last", Position::Last}});
            }},
           {"must_use", "true: a temporary that nobody keeps is a mistake",
            [&](const Node &N) { E.MustUse = boolean(N); }},
           {"thread_bound", "true: it has to die on the thread that made it",
            [&](const Node &N) { E.ThreadBound = boolean(N); }},
           {"container",
            "map: a value bag whose subscripts and finds take keys",
            [&](const Node &N) {
              E.MapLike = choice<bool>(N, {{"map", true}});
            }},
           {"name_hint", "usual names of parameters of the type",
            [&](const Node &N) { E.NameHints = list(N); }},
           {"task_scoped_classes",
            "regular expressions: a class derived from one whose name matches "
            "lives as long as the request",
            [&](const Node &N) { E.TaskScopedClasses = regexes(N); }},
           {"ref", "where the rule is documented",
            [&](const Node &N) { E.Ref = word(N); }}});
    });
  }

  /// An empty list is right for a type that other entries refer to.
  void roles(const Node &N, RoleSet &Into) {
    auto One = [&](const Node &N) { Into.insert(role(N, RoleKind::Type)); };
    if (Shape) {
      One(N);
      describes(shape::oneOrMore(*Shape));
    } else if (N.Kind == Node::Scalar)
      One(N);
    else
      items(N, "a role or a list of roles", One);
  }

  std::vector<std::string> regexes(const Node &N) {
    std::vector<std::string> Out = list(N);
    for (const std::string &S : Out) {
      std::string Why;
      if (!llvm::Regex(S).isValid(Why))
        error(N, "'" + S + "' is not a regular expression: " + Why);
    }
    return Out;
  }

  std::vector<std::string> globs(const Node &N) {
    std::vector<std::string> Out = list(N);
    for (const std::string &S : Out) {
      auto Pattern = llvm::GlobPattern::create(S);
      if (!Pattern)
        error(N, "'" + S +
                     "' is not a glob: " + llvm::toString(Pattern.takeError()));
    }
    return Out;
  }

  /// Reads what a matcher key says. Keys that name no class ("free", "functor",
  /// "var") take user spellings.
  void matcher(const Node &N, OpEntry &E, MatchKind Kind) {
    E.Kind = Kind;
    switch (Kind) {
    case MatchKind::Free:
    case MatchKind::Functor:
    case MatchKind::Var:
      E.Names = spellings(N);
      return;
    case MatchKind::Ctor:
      fields(N, "'ctor'",
             {{"of", "id of the class, or a list of ids",
               [&](const Node &N) { E.OfTypes = list(N); }, true}});
      return;
    case MatchKind::Operator:
      fields(N, "'operator'",
             {{"of", "id of the class, or a list of ids",
               [&](const Node &N) { E.OfTypes = list(N); }, true},
              {"op", "the operator: \"()\", \"[]\", \"bool\"",
               [&](const Node &N) { E.Names = list(N); }, true}});
      return;
    case MatchKind::Method:
    case MatchKind::Static:
    case MatchKind::Field:
    case MatchKind::Override:
      fields(N, "a matcher",
             {{"of",
               "id of the class, or a list of ids; member functions and fields "
               "of its bases count",
               [&](const Node &N) { E.OfTypes = list(N); }, true},
              {"name", "name of the member, or a list of names",
               [&](const Node &N) { E.Names = list(N); }, true}});
      return;
    }
  }

  void ops(const Node &N, Vocabulary &V) {
    entries<OpEntry>(N, "ops", V.Ops, [&](const Node &N, OpEntry &E) {
      auto Match = [&](MatchKind K) {
        return [this, &E, K](const Node &N) { matcher(N, E, K); };
      };
      fields(
          N, "an op",
          {{"id", "name of the entry; a second file overrides it by this",
            [&](const Node &N) { E.Id = word(N); }, true},
           {"method", "a call of a member function on an object of the type",
            Match(MatchKind::Method)},
           {"static", "a call of a static member function",
            Match(MatchKind::Static)},
           {"ctor", "a construction of the type", Match(MatchKind::Ctor)},
           {"free", "a call of a free function, by its qualified name",
            Match(MatchKind::Free)},
           {"functor", "a call of a named function object",
            Match(MatchKind::Functor)},
           {"operator", "an operator applied to an object of the type",
            Match(MatchKind::Operator)},
           {"field", "a data member", Match(MatchKind::Field)},
           {"var", "a variable, constant or enumerator", Match(MatchKind::Var)},
           {"override", "a user's override of a virtual member function",
            Match(MatchKind::Override)},
           {"params", "only overloads whose parameters have these types",
            [&](const Node &N) { params(N, E); }},
           {"without_param_type",
            "id of a type: only overloads that have no parameter of it",
            [&](const Node &N) { E.WithoutParamType = word(N); }},
           {"min_args", "only calls with at least so many written arguments",
            [&](const Node &N) { E.MinArgs = number(N); }},
           {"max_args", "only calls with at most so many written arguments",
            [&](const Node &N) { E.MaxArgs = number(N); }},
           {"awaited",
            "true: the result of co_await on it plays the role, not that "
            "itself",
            [&](const Node &N) { E.Awaited = boolean(N); }},
           {"role", "what the operation does",
            [&](const Node &N) { E.Plays = role(N, RoleKind::Op); }, true},
           {"args",
            "which argument, or part of the result, plays which part: a number "
            "from 0, this, last, result, result.first or result.second; "
            "result.NAME.second if a member has the pair",
            [&](const Node &N) { args(N, E); }},
           {"result", "the role type that comes out",
            [&](const Node &N) {
              fields(N, "'result'",
                     {{"type", "id of the type",
                       [&](const Node &N) { E.ResultType = word(N); }, true},
                      {"part", "where in a pair it is", [&](const Node &N) {
                         E.ResultPart = choice<const char *>(
                             N, {{"first", "first"}, {"second", "second"}});
                       }}});
            }},
           {"returns",
            "what the result of a trigger says: first_true for the call that "
            "made the request, already_true if it had been made before; of a "
            "register, registered_true if the callback will run",
            [&](const Node &N) {
              E.Returns = choice<TriggerReturns>(
                  N, {{"void", TriggerReturns::Void},
                      {"first_true", TriggerReturns::FirstTrue},
                      {"already_true", TriggerReturns::AlreadyTrue},
                      {"registered_true", TriggerReturns::RegisteredTrue}});
            }},
           {"stop_when", "the value of a poll that means stop; default: true",
            [&](const Node &N) { E.StopWhen = boolean(N); }},
           {"must_use", "true: a result that nobody keeps is a mistake",
            [&](const Node &N) { E.MustUse = boolean(N); }},
           {"placeholder", "true: a root that means 'to be decided'",
            [&](const Node &N) { E.Placeholder = boolean(N); }},
           {"opt_out", "true: a root whose name says that it is meant",
            [&](const Node &N) { E.OptOut = boolean(N); }},
           {"passes_own_token",
            "true: a spawn that gives the callable a token of its own",
            [&](const Node &N) { E.PassesOwnToken = boolean(N); }},
           {"container", "map: a field whose subscripts and finds take keys",
            [&](const Node &N) {
              E.MapLike = choice<bool>(N, {{"map", true}});
            }},
           {"detached",
            "true: a spawn after which nobody holds a handle of the work",
            [&](const Node &N) { E.Detached = boolean(N); }},
           {"detached_if",
            "name of a type: a detached spawn if the last argument is of this "
            "type",
            [&](const Node &N) {
              std::vector<std::string> S = spellings(N);
              E.DetachedIf = S.empty() ? "" : S.front();
            }},
           {"inherits",
            "what started work takes over by itself: nothing, the ambient "
            "context, or that of its parent",
            [&](const Node &N) {
              E.Takes = choice<Inherits>(N, {{"none", Inherits::None},
                                             {"ambient", Inherits::Ambient},
                                             {"parent", Inherits::Parent}});
            }},
           {"handle_joins",
            "true: a spawn whose handle waits for the work when it is "
            "destroyed, although not every object of its type does",
            [&](const Node &N) { E.HandleJoins = boolean(N); }},
           {"accepts",
            "of a spawn: the kinds of an edge signal's request that the work "
            "takes unless it changes that itself",
            [&](const Node &N) { E.Accepts = spellings(N); }},
           {"throws",
            "id of the cancellation error that the call throws when a stop was "
            "asked for",
            [&](const Node &N) { E.Throws = word(N); }},
           {"sibling",
            "what could be called instead so that a stop request reaches the "
            "call, the best first",
            [&](const Node &N) { siblings(N, E); }},
           {"value_is",
            "only calls whose argument 'value' is written as one of these",
            [&](const Node &N) { E.ValueIs = list(N); }},
           {"for",
            "id of the type that a constant is a root of; of a cancel_code, of "
            "the status or error that holds it",
            [&](const Node &N) { E.For = word(N); }},
           {"ref", "where the rule is documented",
            [&](const Node &N) { E.Ref = word(N); }}});
      exactlyOne(N, "an op",
                 {"method", "static", "ctor", "free", "functor", "operator",
                  "field", "var", "override"});
      if (E.MaxArgs && E.MinArgs > *E.MaxArgs)
        error(N, "no call has as many as " + llvm::utostr(E.MinArgs) +
                     " arguments and as few as " + llvm::utostr(*E.MaxArgs));
      if (!E.ValueIs.empty() && !E.Args.count("value"))
        error(N, "'value_is' needs the argument 'value' in 'args'");
    });
  }

  void siblings(const Node &N, OpEntry &E) {
    items(N, "a list of siblings", [&](const Node &Item) {
      Sibling S;
      S.Spot = Item.Spot;
      auto Form = [&](std::string &Into) {
        return [this, &Into](const Node &N) { Into = word(N); };
      };
      fields(Item, "a sibling",
             {{"overload",
               "the same name with one more parameter of this type (an id)",
               Form(S.OverloadType)},
              {"renamed", "another free function",
               [&](const Node &N) {
                 std::vector<std::string> Names = spellings(N);
                 S.Renamed = Names.empty() ? "" : Names.front();
               }},
              {"method", "another method of the same object", Form(S.Method)},
              {"on_token", "a method of the token or context", Form(S.OnToken)},
              {"instead", "the same call on an object of another type (an id)",
               Form(S.InsteadType)},
              {"note", "advice in words", Form(S.Note)},
              {"token", "the argument number that the token gets, or last",
               [&](const Node &N) { S.Token = tokenSlot(N); }},
              {"arity", "only for calls with so many written arguments",
               [&](const Node &N) { S.Arity = number(N); }},
              {"rewrite",
               "text of the whole new call; ${this}, ${token}, ${0}, ${1} "
               "stand for the object, the token and the written arguments",
               [&](const Node &N) { S.Rewrite = rewrite(N); }}});
      exactlyOne(
          Item, "a sibling",
          {"overload", "renamed", "method", "on_token", "instead", "note"});
      E.Siblings.push_back(std::move(S));
    });
  }

  ArgSlot tokenSlot(const Node &N) {
    ArgSlot S = slot(N);
    if (S.Kind != ArgSlot::Index && S.Kind != ArgSlot::Last)
      error(N, "expected an argument number from 0, or last");
    describes(shape::indexOrLast());
    return S;
  }

  /// A text whose every `${...}` is `this`, `token` or an argument number.
  std::string rewrite(const Node &N) {
    std::string Text = word(N);
    llvm::StringRef Rest = Text;
    for (size_t At = Rest.find("${"); At != llvm::StringRef::npos;
         At = Rest.find("${")) {
      Rest = Rest.drop_front(At + 2);
      llvm::StringRef Name = Rest.take_until([](char C) { return C == '}'; });
      unsigned Number = 0;
      bool Closed = Name.size() != Rest.size();
      if (!Closed ||
          (Name != "this" && Name != "token" && Name.getAsInteger(10, Number)))
        error(N, "'${" + Name.str() + (Closed ? "}" : "") +
                     "' is not ${this}, ${token} or the ${number} of an "
                     "argument");
    }
    return Text;
  }

  void params(const Node &N, OpEntry &E) {
    items(N, "a list of parameter conditions", [&](const Node &Item) {
      ParamCondition P;
      P.Spot = Item.Spot;
      fields(Item, "a parameter condition",
             {{"index", "number of the parameter from 0, or last",
               [&](const Node &N) {
                 P.Index = N.Text == "last" ? -1 : int(number(N));
                 describes(shape::indexOrLast());
               },
               true},
              {"type", "id of its type",
               [&](const Node &N) { P.TypeId = word(N); }},
              {"type_name", "qualified name of its type", [&](const Node &N) {
                 std::vector<std::string> S = spellings(N);
                 P.TypeName = S.empty() ? "" : S.front();
               }}});
      exactlyOne(Item, "a parameter condition", {"type", "type_name"});
      E.Params.push_back(std::move(P));
    });
  }

  void args(const Node &N, OpEntry &E) {
    std::vector<Field> Known;
    static const std::pair<llvm::StringRef, llvm::StringRef> Parts[] = {
        {"token", "the token that the operation looks at or hands on"},
        {"source", "the source that is asked or triggered"},
        {"parent", "the context or token that the new one is derived from"},
        {"deadline", "the point in time"},
        {"key", "the key of a value"},
        {"value", "the value; of a kill, the signal"},
        {"callback", "what is called, or runs, later"},
        {"cancel", "what cancels the new context"},
        {"timeout", "how long it may take"},
        {"status", "the status, result or error that is looked at"},
        {"kind", "the kinds of request"}};
    for (const auto &P : Parts)
      Known.push_back({P.first, P.second, [this, &E, P](const Node &N) {
                         E.Args[P.first.str()] = slot(N);
                       }});
    fields(N, "'args'", Known);
  }

  ArgSlot slot(const Node &N) {
    ArgSlot S;
    if (describes(shape::shared("argument")))
      return S;
    if (N.Text == "this")
      S.Kind = ArgSlot::This;
    else if (N.Text == "last")
      S.Kind = ArgSlot::Last;
    else if (N.Text == "result")
      S.Kind = ArgSlot::Result;
    else if (llvm::Regex("^result(\\.[A-Za-z_][A-Za-z0-9_]*)?"
                         "\\.(first|second)$")
                 .match(N.Text)) {
      S.Kind = ArgSlot::ResultPart;
      llvm::StringRef Within;
      std::tie(Within, S.Part) = llvm::StringRef(N.Text).rsplit('.');
      S.Within = Within.split('.').second.str();
    } else if (llvm::StringRef(N.Text).getAsInteger(10, S.Number))
      error(N, "expected an argument number from 0, this, last, result, "
               "result.first or result.second");
    return S;
  }

  void policy(const Node &N, Vocabulary &V) {
    fields(
        N, "'policy'",
        {{"allowed_roots", "where making a root is right", [&](const Node &N) {
            fields(
                N, "'allowed_roots'",
                {{"functions", "names of functions",
                  [&](const Node &N) { V.AllowedRoots.Functions = list(N); }},
                 {"macros",
                  "macros whose expansion holds the code, for example those of "
                  "tests",
                  [&](const Node &N) { V.AllowedRoots.Macros = list(N); }},
                 {"paths", "globs of source files",
                  [&](const Node &N) { V.AllowedRoots.Paths = globs(N); }}});
          }}});
  }

  std::string File;
  std::vector<ModelError> &Errors;
  /// Where the shape of the value goes that would be read next; null if this
  /// reader reads.
  shape::Object *Shape = nullptr;
};

} // namespace

llvm::json::Value modelsSchema() {
  shape::Object Out = Reader::describe();
  Out["$schema"] = "http://json-schema.org/draft-07/schema#";
  Out["title"] = "model files of ctx-tidy, schema 1";
  Out["definitions"] = shape::definitions();
  return Out;
}

std::vector<Vocabulary> readVocabularies(llvm::StringRef Text,
                                         llvm::StringRef File,
                                         std::vector<ModelError> &Errors) {
  yaml::ParseError E;
  std::optional<Node> Root = yaml::parse(Text, E);
  if (!Root) {
    Errors.push_back({File.str(), E.Spot.Line, E.Spot.Column, E.Message});
    return {};
  }
  size_t Before = Errors.size();
  Reader R(File, Errors);
  std::vector<Vocabulary> Out;
  std::vector<Instance> Instances = R.instances(*Root);
  for (const Instance &I : Instances) {
    std::optional<Node> Copy;
    if (Instances.size() > 1)
      Copy = Root;
    Node &Mine = Copy ? *Copy : *Root;
    llvm::StringSet<> Used;
    R.substitute(Mine, I, Used);
    R.checkUsed(Mine, Used);
    Vocabulary V = R.read(Mine);
    if (!I.Name.empty())
      V.Name = I.Name;
    // The others would say the same again.
    if (Errors.size() != Before)
      return {};
    Out.push_back(std::move(V));
  }
  return Out;
}

} // namespace ctx::model
