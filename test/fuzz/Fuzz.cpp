//===- Fuzz.cpp - what readers, reports and fixes make of any bytes -------===//
//
// One program for all targets, since they share most of what they are made of:
// CTX_FUZZ=models ctx_fuzz corpus/ -max_total_time=10. A target may not crash,
// and what it says of its answer has to be true: abort() where it is not.
//
//===----------------------------------------------------------------------===//

#include "Baseline.h"
#include "Changes.h"
#include "Config.h"
#include "ConfigFile.h"
#include "Database.h"
#include "Fix.h"
#include "NoLint.h"
#include "ResultFile.h"
#include "RunFile.h"
#include "model/VocabularyReader.h"
#include "sinks/Sinks.h"
#include "clang/Basic/LangOptions.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <fuzzer/FuzzedDataProvider.h>

using namespace ctx::tool;
using namespace llvm;

namespace {

void insist(bool Holds, const char *What) {
  if (Holds)
    return;
  errs() << "not so: " << What << "\n";
  abort();
}

bool isUtf8(StringRef Text) {
  const UTF8 *At = Text.bytes_begin();
  return isLegalUTF8String(&At, Text.bytes_end());
}

/// A file that holds the bytes of the case, gone with the process.
const std::string &scratch(StringRef Text) {
  static const std::string Path = [] {
    SmallString<128> Name;
    sys::fs::createTemporaryFile("ctx-fuzz", "json", Name);
    sys::fs::remove(Name);
    return std::string(Name) + ".d/compile_commands.json";
  }();
  sys::fs::create_directories(sys::path::parent_path(Path));
  std::error_code E;
  raw_fd_ostream(Path, E) << Text;
  return Path;
}

void models(StringRef Text) {
  std::vector<ctx::model::ModelError> Errors;
  auto Read = ctx::model::readVocabularies(Text, "m.yaml", Errors);
  insist(Read.empty() || Errors.empty(), "a wrong model is not read");
  size_t Lines = Text.count('\n') + 1;
  for (const ctx::model::ModelError &E : Errors)
    insist(E.Line <= Lines && !E.Message.empty(), "an error names its line");
  if (Errors.empty())
    ctx::model::VocabularySet::make(std::move(Read), Errors);
}

void config(StringRef Text) {
  for (Judge How : {Judge::OurNames, Judge::Everything}) {
    std::vector<std::string> Errors, Warnings, Notes;
    readConfig(Text, ".clang-tidy", How, Errors, Warnings, Notes);
    for (const std::string &E : Errors)
      insist(escapeControls(E) == E, "an error is fit for a terminal");
  }
}

void database(StringRef Text) {
  Options O;
  O.BuildPath = scratch(Text);
  std::vector<std::string> Errors;
  std::optional<WorkList> W = makeWorkList(O, Errors);
  insist(W || !Errors.empty(), "what is wrong is said");
  if (!W)
    return;
  for (const Command &C : W->Commands) {
    insist(C.Kind != Command::Broken || !C.Why.empty(),
           "what is wrong is said");
    insist(sys::path::is_absolute(C.File), "paths are absolute");
    for (const std::string &F : C.Flags)
      insist(F != "-o" && !StringRef(F).starts_with("-fplugin"),
             "no flag that writes or loads is passed on");
  }
}

void baseline(StringRef Text) {
  Expected<Baseline> Read = Baseline::read(scratch(Text));
  if (!Read) {
    insist(!toString(Read.takeError()).empty(), "what is wrong is said");
    return;
  }
  std::string Once = Read->text();
  Expected<Baseline> Again = Baseline::read(scratch(Once));
  insist(bool(Again), "what is written can be read");
  insist(Again->text() == Once, "and says the same");
}

void changes(StringRef Text) {
  Expected<Changes> Read = Changes::parse(Text, "/project");
  if (!Read) {
    insist(!toString(Read.takeError()).empty(), "what is wrong is said");
    return;
  }
  Finding F;
  F.Main.File = "/project/a.cpp";
  F.Main.Line = 3;
  if (Read->holds(F.Main.File, F.Main.Line))
    insist(Read->touch(F, {}), "what is on a changed line is new");
}

/// The words of \p Text, comments left out.
std::vector<std::string> tokensOf(const std::string &Text) {
  clang::LangOptions Language;
  Language.CPlusPlus = Language.CPlusPlus11 = Language.CPlusPlus14 =
      Language.CPlusPlus17 = Language.CPlusPlus20 = Language.LineComment =
          Language.RawStringLiterals = true;
  clang::Lexer Lex(clang::SourceLocation(), Language, Text.data(), Text.data(),
                   Text.data() + Text.size());
  std::vector<std::string> Out;
  clang::Token T;
  for (Lex.LexFromRawLexer(T); T.isNot(clang::tok::eof); Lex.LexFromRawLexer(T))
    Out.emplace_back(Lex.getBufferLocation() - T.getLength(), T.getLength());
  return Out;
}

/// Comments that silence nothing are taken away, and nothing else is.
void nolint(StringRef Text) {
  std::string File = scratch(Text);
  Silence S;
  S.Seen.Ran = {"ctx-lost-cancel", "ctx-fresh-root"};
  S.Files = {File};
  SourceCache Sources;
  for (const Finding &F : unusedNoLints(S, Sources)) {
    std::string New = Text.str();
    std::vector<Edit> Edits = F.Main.Fix;
    llvm::sort(Edits);
    for (const Edit &E : reverse(Edits)) {
      insist(size_t(E.Offset) + E.Length <= New.size(),
             "edits are in the file");
      New.replace(E.Offset, E.Length, E.Text);
    }
    insist(tokensOf(New) == tokensOf(Text.str()), "the program stays the same");
  }
}

void results(StringRef Text) {
  if (Expected<RunFile> Run = readRun(scratch(Text)); !Run)
    consumeError(Run.takeError());
  Expected<json::Value> V = json::parse(Text);
  if (!V)
    return consumeError(V.takeError());
  Expected<TuResult> R = resultFromJson(*V);
  if (!R)
    return consumeError(R.takeError());
  json::Value Once = toJson(*R);
  Expected<TuResult> Again = resultFromJson(Once);
  insist(bool(Again), "what is written can be read");
  insist(toJson(*Again) == Once, "and says the same");
}

void filters(StringRef Text) {
  auto [LineFilter, Rest] = Text.split('\0');
  auto [Header, Checks] = Rest.split('\0');
  Options O;
  O.LineFilter = LineFilter.str();
  O.HeaderFilter = Header.str();
  O.Checks = Checks.str();
  O.Config = "{}";
  Config C(O);
  C.of("/x.cpp");
}

/// Findings about /f/a.cpp, whose text is the first of them.
struct Invented {
  std::map<std::string, std::string> Texts;
  std::vector<Finding> Findings;

  explicit Invented(StringRef Data) {
    FuzzedDataProvider Next(Data.bytes_begin(), Data.size());
    const std::string File = "/f/a.cpp";
    std::string Text = Next.ConsumeRandomLengthString(200);
    unsigned Size = Text.size();
    auto Edits = [&] {
      std::vector<Edit> All;
      for (unsigned N = Next.ConsumeIntegralInRange(0, 3); N--;)
        All.push_back({File, Next.ConsumeIntegralInRange(0u, Size + 1),
                       Next.ConsumeIntegralInRange(0u, Size + 1),
                       Next.ConsumeRandomLengthString(20)});
      return All;
    };
    auto Message = [&] {
      ctx::tool::Message M;
      M.Text = Next.ConsumeRandomLengthString(60);
      M.File = Next.ConsumeBool() ? File : Next.ConsumeRandomLengthString(20);
      M.Offset = Next.ConsumeIntegralInRange(0u, Size);
      M.Line = Next.ConsumeIntegralInRange(0, 20);
      M.Column = Next.ConsumeIntegralInRange(0, 20);
      // As a results file may have them: ends before beginnings, other files.
      for (unsigned N = Next.ConsumeIntegralInRange(0, 2); N--;)
        M.Ranges.push_back(
            {Next.ConsumeBool() ? M.File : File,
             Next.ConsumeBool() ? Next.ConsumeIntegral<unsigned>()
                                : Next.ConsumeIntegralInRange(0u, Size + 1),
             Next.ConsumeBool() ? Next.ConsumeIntegral<unsigned>()
                                : Next.ConsumeIntegralInRange(0u, Size + 1)});
      M.Fix = Edits();
      return M;
    };
    while (Next.remaining_bytes() && Findings.size() < 5) {
      Finding F;
      F.Check = Next.ConsumeBool() ? "ctx-lost-cancel" : "ctx-of-tomorrow";
      F.Main = Message();
      for (unsigned N = Next.ConsumeIntegralInRange(0, 3); N--;)
        F.Notes.push_back(Message());
      Findings.push_back(std::move(F));
    }
    Texts[File] = std::move(Text);
  }
};

void judge(StringRef Format, StringRef Text) {
  insist(isUtf8(Text), "reports are UTF-8");
  if (Format == "json" || Format == "sarif" || Format == "gitlab")
    insist(bool(json::parse(Text)), "a report is JSON");
  if (Format == "rdjsonl") {
    SmallVector<StringRef, 8> Lines;
    Text.split(Lines, '\n', -1, /*KeepEmpty=*/false);
    for (StringRef Line : Lines)
      insist(bool(json::parse(Line)), "each line of a report is JSON");
  }
  // JSON holds paths and texts of edits as they are.
  bool IsJson = Format == "json" || Format == "sarif" || Format == "gitlab" ||
                Format == "rdjsonl";
  for (unsigned char C : Text)
    if (C != '\n' && C != '\t' && (C < 32 || (C == 127 && !IsJson))) {
      errs() << Format << ": byte " << unsigned(C) << "\n";
      insist(false, "no report drives a terminal");
    }
  if (Format == "html")
    insist(Text.count("<script") == 1 || Text.count("<script") == 0,
           "no text becomes a script");
}

void reports(StringRef Data) {
  Invented Case(Data);
  SourceCache Sources(Case.Texts);
  std::vector<std::string> Prints(Case.Findings.size(), "0123456789abcdef");
  Report R{Case.Findings, Prints, Sources, {}, {}, 1, 1, true, false};
  if (!Case.Findings.empty())
    R.Shortfalls.push_back(
        {Case.Findings[0].Main.File, Case.Findings[0].Main.Text, false});
  for (const Format &F : formats()) {
    std::string Text;
    raw_string_ostream OS(Text);
    F.Write(R, OS);
    judge(F.Name, Text);
  }
}

void fixes(StringRef Data) {
  Invented Case(Data);
  FixScope Scope;
  // The file has to be there for the question whether it may be written.
  std::string Path = sys::path::parent_path(scratch("")).str() + "/a.cpp";
  std::string &Text = Case.Texts["/f/a.cpp"];
  std::error_code E;
  if (!sys::fs::exists(Path))
    raw_fd_ostream(Path, E) << "";
  for (Finding &F : Case.Findings)
    for (Edit &X : F.Main.Fix)
      X.File = Path;
  SourceCache Sources({{Path, Text}});
  Scope.Roots = {sys::path::parent_path(Path).str()};
  Scope.Read[Path] = contentHash(Text);
  FixPlan Plan = planFixes(Case.Findings, Scope, Sources);
  insist(Plan.Why.size() == Case.Findings.size(), "each fix has an answer");
  // What is taken is taken as a whole: every byte of the old text is kept, or
  // covered by an edit; every text of an edit is there.
  std::vector<bool> Gone(Text.size());
  size_t Added = 0;
  std::vector<Edit> Made;
  for (size_t I = 0; I != Case.Findings.size(); ++I) {
    if (!Plan.Why[I].empty())
      continue;
    for (const Edit &X : Case.Findings[I].Main.Fix) {
      if (is_contained(Made, X))
        continue;
      Made.push_back(X);
      for (unsigned J = 0; J != X.Length; ++J) {
        insist(!Gone[X.Offset + J], "no byte is replaced twice");
        Gone[X.Offset + J] = true;
      }
      Added += X.Text.size();
    }
  }
  if (Made.empty())
    return;
  size_t Kept = count(Gone, false);
  insist(Plan.NewText.size() == 1, "one file is changed");
  StringRef New = Plan.NewText.begin()->second;
  // Line ends may become those of the file.
  size_t Ends = New.count('\r');
  insist(New.size() >= Kept + Added && New.size() <= Kept + Added + Ends,
         "nothing is lost and nothing invented");
}

using Target = void (*)(StringRef);

Target chosen() {
  StringRef Name = getenv("CTX_FUZZ") ? getenv("CTX_FUZZ") : "";
  std::pair<StringRef, Target> All[] = {
      {"models", models},     {"config", config},   {"database", database},
      {"baseline", baseline}, {"results", results}, {"filters", filters},
      {"reports", reports},   {"fixes", fixes},     {"changes", changes},
      {"nolint", nolint}};
  for (auto &[Known, Run] : All)
    if (Name == Known)
      return Run;
  errs() << "CTX_FUZZ is one of models, config, database, baseline, results, "
            "filters, reports, fixes, changes, nolint\n";
  exit(2);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  static const Target Run = chosen();
  Run(StringRef(reinterpret_cast<const char *>(Data), Size));
  return 0;
}
