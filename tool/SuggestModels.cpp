//===- SuggestModels.cpp --------------------------------------------------===//

#include "SuggestModels.h"
#include "Files.h"
#include "Suggestions.h"
#include "model/VocabularyReader.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using ctx::facts::Candidate;
using ctx::facts::Part;
using ctx::facts::PartKey;
using ctx::facts::Place;

namespace ctx::tool {
namespace {

/// "IsCancelled" becomes "is_cancelled".
std::string snake(StringRef Name) {
  std::string Out;
  for (size_t I = 0; I != Name.size(); ++I) {
    char C = Name[I];
    bool Starts = isUpper(C) && I && Name[I - 1] != '_' &&
                  (!isUpper(Name[I - 1]) ||
                   (I + 1 != Name.size() && isLower(Name[I + 1])));
    if (Starts)
      Out += '_';
    Out += isAlnum(C) ? toLower(C) : '_';
  }
  return StringRef(Out).trim('_').str();
}

std::string lastPart(StringRef Qualified) {
  return Qualified.substr(Qualified.rfind(':') + 1).str();
}

std::string count(size_t N, const char *One, const char *Many) {
  return std::to_string(N) + " " + (N == 1 ? One : Many);
}

std::string shown(const Place &P) {
  return escapeControls(displayPath(P.File)) + ":" + std::to_string(P.Line);
}

/// Writes one model file.
class Skeleton {
public:
  Skeleton(std::vector<Suggestion> Chosen, std::vector<Suggestion> Errors,
           raw_ostream &OS)
      : Chosen(std::move(Chosen)), Errors(std::move(Errors)), OS(OS) {
    nameTypes();
  }

  void write(size_t Units, unsigned More, unsigned Limit) {
    head(Units, More, Limit);
    if (!Ids.empty())
      OS << "types:\n";
    for (const Suggestion &S : Chosen)
      if (S.What->IsType)
        type(S);
    for (const Suggestion &E : Errors)
      error(E);
    std::string Ops;
    {
      raw_string_ostream Text(Ops);
      for (const Suggestion &S : Chosen)
        ops(S, Text);
    }
    // A key without a value is no list.
    OS << (SureOps ? "ops:\n" : "ops: []\n") << Ops;
    OS << "# examples:\n"
          "#   - name: what this model is for; see docs/teach.md\n"
          "#     headers: the/header.h\n"
          "#     finds: ctx-fresh-root\n"
          "#     code: |\n"
          "#       ...\n";
  }

private:
  void nameTypes() {
    for (std::vector<Suggestion> *List : {&Chosen, &Errors})
      for (const Suggestion &S : *List)
        if (S.What->IsType)
          Ids["::" + S.Name] = unused(snake(lastPart(S.Name)));
  }

  /// \p Id, or with a number if it is taken.
  std::string unused(const std::string &Id) {
    std::string Out = Id;
    for (unsigned N = 2; !Taken.insert(Out).second; ++N)
      Out = Id + "_" + std::to_string(N);
    return Out;
  }

  /// The project's outermost namespace, as most of what is suggested says it.
  std::string vocabulary() const {
    std::map<std::string, unsigned> Votes;
    for (const Suggestion &S : Chosen) {
      StringRef Name = S.What->IsType ? StringRef(S.Name)
                                      : S.What->Parts.begin()->first.Name;
      if (Name.contains("::"))
        ++Votes[Name.split("::").first.str()];
    }
    std::string Best = "mine";
    unsigned Most = 0;
    for (const auto &V : Votes)
      if (V.second > Most) {
        Most = V.second;
        Best = snake(V.first);
      }
    std::vector<model::ModelError> None;
    auto Builtin = model::VocabularySet::load({}, None);
    // A file of the same name would override entries of that one.
    if (Builtin &&
        any_of(Builtin->vocabularies(),
               [&](const model::Vocabulary &V) { return V.Name == Best; }))
      Best += "_own";
    return Best;
  }

  void head(size_t Units, unsigned More, unsigned Limit) {
    std::string Schema = installedSchema();
    if (!Schema.empty())
      OS << "# yaml-language-server: $schema=" << Schema << "\n";
    OS << "# What looks like a context or a token in "
       << count(Units, "translation unit", "translation units")
       << ": the most convincing first. These are\n"
          "# guesses. Take away what is none, put right what is not quite so, "
          "and look at the\n"
          "# lines that are commented out. Nothing here says anything before "
          "it is named with\n"
          "# --models; --explain-models shows what becomes of it.\n";
    if (More)
      OS << "# " << More << " more " << (More == 1 ? "is" : "are")
         << " less convincing: --suggest-limit=" << Limit + More << " shows "
         << (More == 1 ? "it" : "them") << ".\n";
    OS << "schema: 1\nvocabulary: " << vocabulary() << "\nwhen:\n  resolves:\n";
    std::set<std::string> Said;
    for (const Suggestion &S : Chosen) {
      if (S.What->IsType)
        resolves(S.Name, Said);
      else
        for (const auto &P : S.What->Parts)
          resolves(P.first.Name, Said);
    }
  }

  void resolves(const std::string &Name, std::set<std::string> &Said) {
    if (Said.insert(Name).second)
      OS << "    - \"::" << Name << "\"\n";
  }

  /// The schema that was installed with this program; "" if none was.
  static std::string installedSchema() {
    SmallString<256> Path(sys::path::parent_path(
        sys::path::parent_path(sys::fs::getMainExecutable(
            nullptr, reinterpret_cast<void *>(&snake)))));
    sys::path::append(Path, "share", "ctx-tidy", "models.schema.json");
    return sys::fs::exists(Path) ? escapeControls(Path) : "";
  }

  void type(const Suggestion &S) {
    const Candidate &C = *S.What;
    OS << "  # " << S.Name << ", " << shown(C.At) << "\n";
    size_t Passed = 0, First = 0, Last = 0, Several = 0;
    const Place *Example = nullptr;
    for (const auto &P : C.Parameters) {
      Passed += bool(P.second & facts::PassesOn);
      First += bool(P.second & facts::IsFirst);
      Last += bool(P.second & facts::IsLast);
      Several += !(P.second & facts::IsAlone);
      if (!Example && P.second & facts::PassesOn)
        Example = &P.first;
    }
    if (!C.Parameters.empty()) {
      OS << "  #   a parameter of "
         << count(C.Parameters.size(), "function", "functions") << ", ";
      if (Passed)
        OS << (Passed == C.Parameters.size()
                   ? Passed == 1 ? "which passes" : "all of which pass"
                   : std::to_string(Passed) +
                         (Passed == 1 ? " of which passes" : " of which pass"))
           << " it on, ";
      OS << "e.g. " << shown(Example ? *Example : C.Parameters.begin()->first)
         << "\n";
    }
    if (!C.Members.empty())
      OS << "  #   a member at " << count(C.Members.size(), "place", "places")
         << ", e.g. " << shown(*C.Members.begin()) << "\n";
    const std::string &Id = Ids["::" + S.Name];
    OS << "  - { id: " << Id << ", names: [\"::" << S.Name << "\"], roles: ["
       << llvm::join(S.Roles, ", ") << "]";
    if (Several >= 3 && First * 10 >= Several * 8)
      OS << ", position: first";
    else if (Several >= 3 && Last * 10 >= Several * 8)
      OS << ", position: last";
    if (!C.Wrappers.empty())
      OS << ", wrappers: [\"::" << llvm::join(C.Wrappers, "\", \"::") << "\"]";
    OS << " }\n";
  }

  void error(const Suggestion &E) {
    OS << "  # " << E.Name << ", " << shown(E.What->At) << "\n"
       << "  #   thrown at " << count(E.What->Members.size(), "place", "places")
       << ", e.g. " << shown(*E.What->Members.begin()) << "\n"
       << "  - { id: " << Ids["::" + E.Name] << ", names: [\"::" << E.Name
       << "\"], roles: [cancel_error] }\n";
  }

  void ops(const Suggestion &S, raw_ostream &OS) {
    const Candidate &C = *S.What;
    std::string Type = C.IsType ? Ids["::" + S.Name] : "";
    if (C.IsType)
      OS << "  # of " << S.Name << "\n";
    for (const auto &P : C.Parts)
      if (!isInternal(C, P.first, P.second))
        op(S, Type, P.first, P.second, OS);
  }

  /// True for the flag behind a method that asks: nobody else reads it.
  static bool isInternal(const Candidate &C, const PartKey &Key,
                         const Part &P) {
    return Key.Matcher == "field" && isPoll(P) && !usageOf(P.Uses).Outside &&
           any_of(C.Parts, [](const auto &Other) {
             return Other.first.Matcher == "method" && isPoll(Other.second);
           });
  }

  static std::string evidence(const Part &P) {
    Usage U = usageOf(P.Uses);
    if (!U.All)
      return "";
    bool Asks = isPoll(P);
    std::string Out =
        (Asks ? "asked at " : "used at ") + count(U.All, "place", "places");
    if (Asks && U.Loops)
      Out += U.Loops == U.All ? U.All == 1 ? ", in a loop" : ", all in loops"
                              : ", " + std::to_string(U.Loops) + " in loops";
    return Out + ", e.g. " + shown(U.Example);
  }

  void op(const Suggestion &S, const std::string &Type, const PartKey &Key,
          const Part &P, raw_ostream &OS) {
    std::string Doubt = P.Doubt;
    std::string Keys = P.Extra;
    refer(Key, P, Keys, Doubt);
    if (isRival(*S.What, Key, P))
      Doubt = "an overload does something else: params or min_args tell them "
              "apart";
    std::string Why = evidence(P);
    SureOps |= Doubt.empty();
    if (Why.empty())
      Why = "declared in " + shown(P.At);
    OS << "  #   " << Why;
    if (!Doubt.empty())
      OS << "; look at it first: " << Doubt;
    OS << "\n  " << (Doubt.empty() ? "" : "# ") << "- { id: " << opId(Key, Type)
       << ", " << matcher(Key, Type) << ", role: " << P.Role;
    if (!Keys.empty())
      OS << ", " << Keys;
    OS << " }\n";
  }

  /// Adds to \p Keys what comes out of \p P, or is thrown by it.
  void refer(const PartKey &Key, const Part &P, std::string &Keys,
             std::string &Doubt) {
    if (P.Of.empty())
      return;
    std::string Id = P.Of;
    if (StringRef(Id).starts_with("::")) {
      auto Known = Ids.find(Id);
      if (Known == Ids.end()) {
        if (P.Role != "poll_throw")
          Doubt = "there is no entry for '" + P.Of + "'";
        return;
      }
      Id = Known->second;
    }
    if (!Keys.empty())
      Keys += ", ";
    Keys += P.Role == "poll_throw" ? "throws: " + Id
                                   : "result: { type: " + Id + " }";
  }

  /// True if another overload plays another role.
  static bool isRival(const Candidate &C, const PartKey &Key, const Part &P) {
    return any_of(C.Parts, [&](const auto &Other) {
      return Other.first.Name == Key.Name && Other.second.Role != P.Role;
    });
  }

  std::string opId(const PartKey &Key, const std::string &Type) {
    std::string Name = Key.Name == "bool" ? "as_bool"
                       : Key.Name == "()" ? "call"
                                          : snake(lastPart(Key.Name));
    return unusedOp(Type.empty() ? Name : Type + "_" + Name);
  }

  std::string unusedOp(const std::string &Id) {
    std::string Out = Id;
    for (unsigned N = 2; !TakenOps.insert(Out).second; ++N)
      Out = Id + "_" + std::to_string(N);
    return Out;
  }

  static std::string matcher(const PartKey &Key, const std::string &Type) {
    if (Key.Matcher == "free" || Key.Matcher == "var")
      return Key.Matcher + ": \"::" + Key.Name + "\"";
    if (Key.Matcher == "operator")
      return "operator: { of: " + Type + ", op: \"" + Key.Name + "\" }";
    return Key.Matcher + ": { of: " + Type + ", name: " + Key.Name + " }";
  }

  std::vector<Suggestion> Chosen, Errors;
  raw_ostream &OS;
  std::map<std::string, std::string> Ids; ///< of types, by name
  std::set<std::string> Taken, TakenOps;
  bool SureOps = false; ///< one that is not commented out
};

} // namespace

Suggested suggestModels(const std::vector<TuResult> &Results, unsigned Limit,
                        raw_ostream &OS) {
  facts::CandidateSet All;
  size_t Units = 0;
  for (const TuResult &R : Results) {
    All.merge(R.Candidates);
    Units += R.Status == TuStatus::Analysed || R.Status == TuStatus::Incomplete;
  }
  std::vector<Suggestion> Chosen = rank(All);
  Suggested Out;
  Out.Shown = std::min<size_t>(Limit, Chosen.size());
  Out.More = Chosen.size() - Out.Shown;
  Chosen.resize(Out.Shown);
  if (Chosen.empty())
    return Out;
  Skeleton(std::move(Chosen), cancelErrors(All), OS)
      .write(Units, Out.More, Limit);
  return Out;
}

} // namespace ctx::tool
