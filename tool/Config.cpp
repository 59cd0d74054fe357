//===- Config.cpp ---------------------------------------------------------===//

#include "Config.h"
#include "ConfigFile.h"
#include "Files.h"
#include "NoLint.h"
#include "clang-tidy/GlobList.h"
#include "core/AnnotationRule.h"
#include "core/CheckRegistry.h"
#include "model/Spelling.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Regex.h"

using namespace llvm;
using clang::tidy::ClangTidyOptions;
namespace path = llvm::sys::path;

namespace ctx::tool {

/// An included source file is the user's own code, as in a unity build.
static const char IncludedSource[] = "\\.(c|cc|cpp|cxx|c\\+\\+|C)$";

static std::string defaultChecks() {
  std::vector<StringRef> Ids;
  for (const CheckEntry &E : allChecks())
    if (E.Info->OnByDefault)
      Ids.push_back(E.Info->Id);
  return llvm::join(Ids, ",");
}

std::string checksValue(ArrayRef<std::string> Enabled) {
  return "-*," + llvm::join(Enabled, ",") + "," + AnnotationRule.Id;
}

Config::Config(const Options &O) : O(O) { readCommandLine(); }

/// A name on the command line that is nobody's is taken for ours if it nearly
/// is.
static void judgeForeignNames(StringRef Globs,
                              std::vector<std::string> &Errors) {
  std::vector<StringRef> Ids;
  for (const CheckEntry &E : allChecks())
    Ids.push_back(E.Info->Id);
  SmallVector<StringRef, 8> Parts;
  Globs.split(Parts, ',');
  for (StringRef Part : Parts) {
    Part = Part.trim();
    Part.consume_front("-");
    if (Part.empty() || Part.contains('*') || Part.starts_with("ctx-"))
      continue;
    std::string Full = ("ctx-" + Part).str();
    StringRef Meant = findCheck(Full) ? StringRef(Full) : nearest(Part, Ids);
    if (!Meant.empty())
      Errors.push_back(complaint("--checks: unknown check '" +
                                 escapeControls(Part) + "'; did you mean '" +
                                 Meant.str() + "'?"));
  }
}

/// --fix=GLOBS.
static void judgeFixGlobs(StringRef Globs, std::vector<std::string> &Errors) {
  std::vector<StringRef> Ids;
  for (const CheckEntry &E : allChecks())
    Ids.push_back(E.Info->Id);
  Ids.push_back(UnusedNoLint.Id);
  for (StringRef Part : split(Globs, ',')) {
    Part = Part.trim();
    StringRef Name = Part;
    Name.consume_front("-");
    clang::tidy::GlobList Glob(Name);
    if (Part.empty() ||
        any_of(Ids, [&](StringRef Id) { return Glob.contains(Id); }))
      continue;
    StringRef Meant = nearest(Name, Ids);
    Errors.push_back(complaint(
        "--fix: no check is called '" + escapeControls(Name) + "'" +
        (Meant.empty() ? "" : "; did you mean '" + Meant.str() + "'?")));
  }
}

void Config::readLineFilter() {
  auto Wrong = [&](const Twine &What) {
    Errors.push_back(
        complaint("--line-filter: " + What +
                  "; expected [{\"name\":\"a.cpp\",\"lines\":[[1,3]]}]"));
  };
  // clang-tidy's own reader takes it for YAML, and some YAML ends the program.
  if (Expected<json::Value> V = json::parse(O.LineFilter); !V)
    Wrong(toString(V.takeError()));
  else if (std::error_code EC =
               clang::tidy::parseLineFilter(O.LineFilter, Global))
    Wrong(EC.message());
}

void Config::readCommandLine() {
  judgeFixGlobs(O.FixChecks, Errors);
  auto Filter = [&](StringRef Option, const std::optional<std::string> &Value,
                    std::optional<std::string> &Out) {
    std::string Why;
    if (Value && !Value->empty() && !Regex(*Value).isValid(Why))
      Errors.push_back(
          complaint("--" + Option + ": " + wrongRegex(*Value, Why)));
    if (Value)
      Out = *Value;
  };
  judgeGlobs(O.Checks, complaint("--checks: "), Errors);
  judgeForeignNames(O.Checks, Errors);
  if (!O.Checks.empty())
    CommandLine.Checks = O.Checks;
  if (O.WarningsAsErrors) {
    judgeGlobs(*O.WarningsAsErrors, complaint("--warnings-as-errors: "), Errors,
               /*Rules=*/true);
    CommandLine.WarningsAsErrors = O.WarningsAsErrors;
  }
  Filter("header-filter", O.HeaderFilter, CommandLine.HeaderFilterRegex);
  Filter("exclude-header-filter", O.ExcludeHeaderFilter,
         CommandLine.ExcludeHeaderFilterRegex);
  if (!O.LineFilter.empty())
    readLineFilter();
  if (O.Config) {
    Named = readConfig(*O.Config, "<--config>", Judge::Everything, Errors,
                       Warnings, Notes);
  } else if (!O.ConfigFile.empty()) {
    auto Buffer = readRegularFile(O.ConfigFile, 1 << 20);
    if (Buffer)
      Named = readConfig((*Buffer)->getBuffer(), displayPath(O.ConfigFile),
                         Judge::Everything, Errors, Warnings, Notes);
    else
      Errors.push_back(displayPath(O.ConfigFile) + ": error: cannot be read: " +
                       Buffer.getError().message());
  }
}

const FileConfig &Config::of(StringRef File) {
  return inDirectory(path::parent_path(File));
}

const FileConfig &Config::inDirectory(StringRef Directory) {
  auto Inserted = Directories.try_emplace(Directory.str());
  if (!Inserted.second)
    return Inserted.first->second;
  std::vector<ClangTidyOptions> Layers;
  if (!Named || Named->InheritParentConfig.value_or(false))
    discovered(Directory, Layers);
  if (Named)
    Layers.push_back(*Named);
  return Inserted.first->second = combine(Layers);
}

void Config::discovered(StringRef Directory,
                        std::vector<ClangTidyOptions> &Layers) {
  for (StringRef D = Directory; !D.empty(); D = path::parent_path(D)) {
    const ClangTidyOptions *Found = fileIn(D);
    if (!Found)
      continue;
    Layers.insert(Layers.begin(), *Found);
    if (!Found->InheritParentConfig.value_or(false))
      return;
  }
}

const ClangTidyOptions *Config::fileIn(StringRef Directory) {
  auto Inserted = Files.try_emplace(Directory.str());
  std::optional<ClangTidyOptions> &Slot = Inserted.first->second;
  if (Inserted.second) {
    SmallString<256> Path(Directory);
    path::append(Path, ".clang-tidy");
    auto Buffer = readRegularFile(Path, 1 << 20);
    if (Buffer)
      Slot = readConfig((*Buffer)->getBuffer(), displayPath(Path),
                        Judge::OurNames, Errors, Warnings, Notes);
    else if (sys::fs::exists(Path) && !sys::fs::is_directory(Path))
      Errors.push_back(displayPath(Path) + ": error: cannot be read: " +
                       Buffer.getError().message());
  }
  return Slot ? &*Slot : nullptr;
}

FileConfig Config::combine(const std::vector<ClangTidyOptions> &Layers) {
  ClangTidyOptions All = ClangTidyOptions::getDefaults();
  All.Checks = defaultChecks();
  unsigned Order = 1;
  for (const ClangTidyOptions &L : Layers)
    All.mergeWith(L, Order++);
  All.mergeWith(CommandLine, Order);

  FileConfig C;
  clang::tidy::GlobList Globs(*All.Checks);
  for (const CheckEntry &E : allChecks())
    if (Globs.contains(E.Info->Id))
      C.Enabled.push_back(E.Info->Id);
  // Spelled out, so that a '*' does not also mean the static analyzer.
  All.Checks = checksValue(C.Enabled);

  if (All.HeaderFilterRegex && All.HeaderFilterRegex != ".*")
    All.HeaderFilterRegex =
        All.HeaderFilterRegex->empty()
            ? std::string(IncludedSource)
            : "(" + *All.HeaderFilterRegex + ")|" + IncludedSource;

  auto &Models = All.CheckOptions[ModelsOption];
  SmallVector<StringRef, 4> Parts;
  StringRef(Models.Value).split(Parts, ';');
  for (StringRef P : Parts)
    if (!P.trim().empty())
      C.Models.push_back(P.trim().str());
  C.Models.insert(C.Models.end(), O.Models.begin(), O.Models.end());
  Models.Value = llvm::join(C.Models, ";");
  C.Tidy = std::move(All);
  return C;
}

} // namespace ctx::tool
