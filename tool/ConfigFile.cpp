//===- ConfigFile.cpp -----------------------------------------------------===//

#include "ConfigFile.h"
#include "Command.h"
#include "Files.h"
#include "NoLint.h"
#include "clang-tidy/GlobList.h"
#include "core/AnnotationRule.h"
#include "core/CheckRegistry.h"
#include "model/Spelling.h"
#include "model/Yaml.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Regex.h"

using namespace llvm;
using clang::tidy::ClangTidyOptions;
using ctx::model::yaml::Node;

namespace ctx::tool {
namespace {

const char OurPrefix[] = "ctx-";

/// The keys clang-tidy 22 knows.
const StringRef KnownKeys[] = {"Checks",
                               "WarningsAsErrors",
                               "HeaderFileExtensions",
                               "ImplementationFileExtensions",
                               "HeaderFilterRegex",
                               "ExcludeHeaderFilterRegex",
                               "SystemHeaders",
                               "FormatStyle",
                               "User",
                               "CheckOptions",
                               "CustomChecks",
                               "ExtraArgs",
                               "ExtraArgsBefore",
                               "RemovedArgs",
                               "InheritParentConfig",
                               "UseColor",
                               "AnalyzeTemporaryDtors"};

/// The globs of a list, as clang-tidy splits it.
std::vector<StringRef> splitGlobs(StringRef Text) {
  std::vector<StringRef> Out;
  while (!Text.empty()) {
    size_t End = Text.find_first_of(",\n");
    StringRef Glob = Text.substr(0, End).trim();
    if (!Glob.empty())
      Out.push_back(Glob);
    Text = End == StringRef::npos ? "" : Text.drop_front(End + 1);
  }
  return Out;
}

StringRef withoutMinus(StringRef Glob) {
  Glob.consume_front("-");
  return Glob.ltrim();
}

/// Of a list that speaks of many tools' checks, what concerns ours.
std::string ourGlobs(StringRef Text) {
  std::vector<StringRef> Globs = splitGlobs(Text), Ours;
  bool Names =
      any_of(Globs, [](StringRef G) { return G.starts_with(OurPrefix); });
  for (StringRef G : Globs) {
    bool Clears = G.starts_with("-") && withoutMinus(G) == "*";
    if (withoutMinus(G).starts_with(OurPrefix) || (Clears && Names))
      Ours.push_back(G);
  }
  return llvm::join(Ours, ",");
}

bool matchesAnyCheck(StringRef Glob) {
  clang::tidy::GlobList List(Glob);
  return List.contains(AnnotationRule.Id) ||
         any_of(allChecks(),
                [&](const CheckEntry &E) { return List.contains(E.Info->Id); });
}

std::vector<StringRef> checkNames() {
  std::vector<StringRef> Out;
  for (const CheckEntry &E : allChecks())
    Out.push_back(E.Info->Id);
  return Out;
}

class Reader {
public:
  Reader(StringRef File, Judge How, std::vector<std::string> &Errors,
         std::vector<std::string> &Warnings, std::vector<std::string> &Notes)
      : File(File), How(How), Errors(Errors), Warnings(Warnings), Notes(Notes) {
  }

  ClangTidyOptions read(const Node &Root) {
    if (Root.Kind == Node::Null)
      return Out;
    if (Root.Kind != Node::Mapping) {
      complain(Root, "expected 'Key: value' lines");
      return Out;
    }
    for (const auto &Field : Root.Fields)
      readField(Field.first, Field.second);
    return Out;
  }

private:
  void readField(const Node &Key, const Node &Value) {
    StringRef Name = Key.Text;
    if (Name == "Checks")
      Out.Checks = How == Judge::OurNames ? ourGlobs(readGlobs(Value))
                                          : readGlobs(Value);
    else if (Name == "WarningsAsErrors")
      Out.WarningsAsErrors = readGlobs(Value, /*Rules=*/true);
    else if (Name == "HeaderFilterRegex")
      Out.HeaderFilterRegex = readRegex(Value);
    else if (Name == "ExcludeHeaderFilterRegex")
      Out.ExcludeHeaderFilterRegex = readRegex(Value);
    else if (Name == "ExtraArgs")
      Out.ExtraArgs = readFlags(Value);
    else if (Name == "ExtraArgsBefore")
      Out.ExtraArgsBefore = readFlags(Value);
    else if (Name == "InheritParentConfig")
      Out.InheritParentConfig = Value.Text == "true";
    else if (Name == "CheckOptions")
      readCheckOptions(Value);
    else if (How == Judge::Everything && !is_contained(KnownKeys, Name))
      complain(Key, "unknown key '" + Name + "'" + didYouMean(Name, KnownKeys));
  }

  std::vector<std::string> readTexts(const Node &Value) {
    std::vector<std::string> Texts;
    if (Value.Kind == Node::Scalar)
      Texts.push_back(Value.Text);
    else if (Value.Kind == Node::Sequence)
      for (const Node &Item : Value.Items) {
        if (Item.Kind == Node::Scalar)
          Texts.push_back(Item.Text);
        else if (Item.Kind != Node::Null)
          complain(Item, "expected a text");
      }
    else if (Value.Kind != Node::Null)
      complain(Value, "expected a text or a list of texts");
    return Texts;
  }

  std::string readGlobs(const Node &Value, bool Rules = false) {
    if (Value.Kind == Node::Sequence) {
      for (const Node &Item : Value.Items)
        judgeGlobs(Item.Text, at(Item), Errors, Rules);
    } else {
      judgeGlobs(Value.Text, at(Value), Errors, Rules);
    }
    return llvm::join(readTexts(Value), ",");
  }

  std::optional<std::string> readRegex(const Node &Value) {
    std::string Why;
    if (Value.Text.empty() || Regex(Value.Text).isValid(Why))
      return Value.Text;
    if (How == Judge::Everything) {
      complain(Value, wrongRegex(Value.Text, Why));
      return std::nullopt;
    }
    // clang-tidy takes the file without a word, so the project lives with it.
    Warnings.push_back(at(Value, "warning") +
                       escapeControls(wrongRegex(Value.Text, Why)) +
                       "; the filter is left out");
    return std::nullopt;
  }

  std::vector<std::string> readFlags(const Node &Value) {
    std::vector<std::string> Dropped,
        Kept = allowedFlags(readTexts(Value), &Dropped);
    if (!Dropped.empty())
      Notes.push_back(at(Value, "note") +
                      "left out: " + escapeControls(llvm::join(Dropped, " ")));
    return Kept;
  }

  /// Both forms: a mapping, and a list of {key: ..., value: ...}.
  void readCheckOptions(const Node &Value) {
    if (Value.Kind == Node::Mapping) {
      for (const auto &Field : Value.Fields)
        readCheckOption(Field.first, Field.second);
      return;
    }
    for (const Node &Item : Value.Items) {
      const Node *Key = nullptr, *Text = nullptr;
      for (const auto &Field : Item.Fields) {
        if (Field.first.Text == "key")
          Key = &Field.second;
        else if (Field.first.Text == "value")
          Text = &Field.second;
      }
      if (Key && Text)
        readCheckOption(*Key, *Text);
      else
        complain(Item, "expected 'key' and 'value'");
    }
    if (Value.Kind == Node::Scalar)
      complain(Value, "expected 'check.Option: value' lines");
  }

  void readCheckOption(const Node &Key, const Node &Value) {
    StringRef Name = Key.Text;
    if (Name == ModelsOption) {
      Out.CheckOptions[Name] = {Value.Text};
      return;
    }
    if (!Name.starts_with(OurPrefix)) {
      if (Name.starts_with("Ctx"))
        complain(Key, "unknown option '" + Name + "'" +
                          didYouMean(Name, {StringRef(ModelsOption)}));
      return;
    }
    StringRef Check, Option;
    std::tie(Check, Option) = Name.split('.');
    const CheckEntry *Entry = findCheck(Check);
    if (!Entry)
      return complain(Key, "unknown check '" + Check + "'" +
                               didYouMean(Check, checkNames()));
    std::vector<StringRef> Known;
    for (const OptionInfo &I : Entry->Info->Options) {
      Known.push_back(I.Name);
      if (Option == I.Name)
        judgeValue(Value, Name, I);
    }
    if (!is_contained(Known, Option))
      return complain(Key, "check '" + Check + "' has no option '" + Option +
                               "'" + didYouMean(Option, Known));
    Out.CheckOptions[Name] = {Value.Text};
  }

  /// The default says what kind of value an option takes.
  void judgeValue(const Node &Value, StringRef Name, const OptionInfo &I) {
    StringRef Default = I.Default, Text = Value.Text;
    bool WantsFlag = Default == "true" || Default == "false";
    bool WantsNumber = !Default.empty() && all_of(Default, isDigit);
    unsigned Number;
    if (WantsFlag && Text != "true" && Text != "false")
      complain(Value, "wrong value '" + Text + "' for '" + Name +
                          "'; expected true or false");
    else if (WantsNumber && Text.getAsInteger(10, Number))
      complain(Value, "wrong value '" + Text + "' for '" + Name +
                          "'; expected a number");
  }

  std::string at(const Node &N, const char *Kind = "error") const {
    return (File + ":" + Twine(N.Spot.Line) + ":" + Twine(N.Spot.Column) +
            ": " + Kind + ": ")
        .str();
  }
  void complain(const Node &N, const Twine &What) {
    Errors.push_back(at(N) + escapeControls(What.str()));
  }

  StringRef File;
  Judge How;
  std::vector<std::string> &Errors, &Warnings, &Notes;
  ClangTidyOptions Out;
};

} // namespace

std::string wrongRegex(StringRef Text, StringRef Why) {
  // The mistake nearly everybody makes.
  const char *Hint = Text.contains("(?")
                         ? "; POSIX extended expressions have no look-ahead"
                         : "";
  return ("wrong regular expression: " + Why + Hint).str();
}

void judgeGlobs(StringRef Globs, const std::string &Prefix,
                std::vector<std::string> &Errors, bool Rules) {
  std::vector<StringRef> Names = checkNames();
  if (Rules)
    Names.insert(Names.end(), {UnusedNoLint.Id, AnnotationRule.Id});
  for (StringRef Glob : splitGlobs(Globs)) {
    StringRef Name = withoutMinus(Glob);
    if (!Name.starts_with(OurPrefix) || matchesAnyCheck(Name) ||
        is_contained(Names, Name))
      continue;
    bool IsGlob = Name.contains('*');
    Errors.push_back(Prefix +
                     (IsGlob ? "no check matches '" : "unknown check '") +
                     escapeControls(Name) + "'" + didYouMean(Name, Names));
  }
}

ClangTidyOptions readConfig(StringRef Text, StringRef File, Judge How,
                            std::vector<std::string> &Errors,
                            std::vector<std::string> &Warnings,
                            std::vector<std::string> &Notes) {
  model::yaml::ParseError E;
  std::optional<Node> Root = model::yaml::parse(Text, E);
  if (Root)
    return Reader(File, How, Errors, Warnings, Notes).read(*Root);
  std::string Where = File.str();
  if (E.Spot.Line)
    Where += ":" + utostr(E.Spot.Line) + ":" + utostr(E.Spot.Column);
  Errors.push_back(Where + ": error: " + escapeControls(E.Message));
  return {};
}

} // namespace ctx::tool
