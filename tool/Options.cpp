//===- Options.cpp --------------------------------------------------------===//
//
// One table says everything: names, arguments, help. llvm::cl is not used:
// every option of every LLVM library in the program would come with it, and it
// ends the program with the exit code that means "findings".
//
//===----------------------------------------------------------------------===//

#include "Options.h"
#include "Files.h"
#include "model/Spelling.h"
#include "sinks/Sinks.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/GlobPattern.h"

using namespace llvm;

namespace ctx::tool {
namespace {

enum class Arg { None, Required, Optional };

using Setter = bool (*)(Options &, StringRef Value);

struct OptionRow {
  const char *Name;
  Arg Takes;
  const char *Value; ///< how the help calls the argument
  const char *Help;
  Setter Set; ///< false: the value is wrong
};

struct Section {
  const char *Title;
  ArrayRef<OptionRow> Rows;
};

template <auto Member> bool setText(Options &O, StringRef Value) {
  O.*Member = Value.str();
  return true;
}
template <auto Member> bool addText(Options &O, StringRef Value) {
  (O.*Member).push_back(Value.str());
  return true;
}
template <auto Member> bool setFlag(Options &O, StringRef Value) {
  O.*Member = Value.empty() || Value == "true" || Value == "1";
  return O.*Member || Value == "false" || Value == "0";
}
template <Mode What> bool setMode(Options &O, StringRef Value) {
  O.What = What;
  O.Topic = Value.str();
  return true;
}

bool addChecks(Options &O, StringRef Value) {
  if (!O.Checks.empty())
    O.Checks += ',';
  O.Checks += Value;
  return true;
}

bool setJobs(Options &O, StringRef Value) {
  return !Value.getAsInteger(10, O.Jobs) && O.Jobs >= 1 && O.Jobs <= 4096;
}

bool addGlob(Options &O, StringRef Value) {
  auto Pattern = GlobPattern::create(Value);
  if (!Pattern) {
    consumeError(Pattern.takeError());
    return false;
  }
  O.MayFail.push_back(Value.str());
  return true;
}

template <auto Member> bool setNumber(Options &O, StringRef Value) {
  return !Value.getAsInteger(10, O.*Member) && O.*Member <= 1000000;
}

/// An absolute URL of a kind that reports may link to.
bool setDocsUrl(Options &O, StringRef Value) {
  O.DocsUrl = Value.rtrim('/').str();
  auto [Scheme, Rest] = Value.split("://");
  return (Scheme == "https" || Scheme == "http" || Scheme == "file") &&
         !StringRef(O.DocsUrl).ends_with(":") && all_of(Rest, [](char C) {
           return isAlnum(C) || StringRef("-._~:/@!$&'()*+,;=%").contains(C);
         });
}

bool setFailOn(Options &O, StringRef Value) {
  if (Value == "warning")
    O.Threshold = FailOn::Warning;
  else if (Value == "error")
    O.Threshold = FailOn::Error;
  else if (Value == "never")
    O.Threshold = FailOn::Never;
  else
    return false;
  return true;
}

/// True if what is written to \p A and to \p B comes to one place ("-" is
/// standard output).
bool isSameFile(const std::string &A, const std::string &B) {
  if (A == "-" || B == "-")
    return A == B;
  return realPath(A, workingDirectory()) == realPath(B, workingDirectory());
}

bool addOutput(Options &O, StringRef Value) {
  auto [Name, File] = Value.split(':');
  if (!findFormat(Name) || (File.empty() && Value.contains(':')))
    return false;
  std::string To = File.empty() ? "-" : File.str();
  // Two reports in one file are none.
  for (const OutputRequest &Other : O.Outputs)
    if (isSameFile(Other.File, To))
      return false;
  O.Outputs.push_back({Name.str(), To});
  return true;
}

/// A yes or no, or the checks whose fixes are meant.
bool setFix(Options &O, StringRef Value) {
  O.Fix = Value != "false" && Value != "0";
  bool Plain = !O.Fix || Value.empty() || Value == "true" || Value == "1";
  O.FixChecks = Plain ? "" : Value.str();
  return true;
}

bool setUpdate(Options &O, StringRef Value) {
  O.UpdateBaseline =
      Value == "all" ? BaselineUpdate::All : BaselineUpdate::Shrink;
  return Value.empty() || Value == "all" || Value == "shrink";
}

bool setShard(Options &O, StringRef Value) {
  std::optional<ShardId> S = parseShard(Value);
  O.Shard = S.value_or(ShardId());
  O.Sharded = true;
  return S.has_value();
}

bool setHeaders(Options &O, StringRef Value) {
  O.ShallowHeaders = Value == "shallow";
  return O.ShallowHeaders || Value == "all";
}

bool setDump(Options &O, StringRef Value) {
  O.What = Mode::DumpChecks;
  return Value == "json";
}

const OptionRow InputRows[] = {
    {"p", Arg::Required, "DIR",
     "folder with the compile_commands.json to use; without it, the nearest "
     "one "
     "in the folders above the first file, or in a folder 'build' there",
     setText<&Options::BuildPath>},
    {"header", Arg::Required, "FILE",
     "analyse this header, and report what is in it: through the nearest "
     "source "
     "that includes it, or by itself with the nearest command; repeatable",
     addText<&Options::Headers>},
    {"extra-arg", Arg::Required, "FLAG",
     "add a compiler flag after those of the command; repeatable",
     addText<&Options::ExtraArgs>},
    {"extra-arg-before", Arg::Required, "FLAG",
     "add a compiler flag before those of the command; repeatable",
     addText<&Options::ExtraArgsBefore>},
    {"models", Arg::Required, "FILE",
     "a YAML file that says what your own types and functions are; repeatable",
     addText<&Options::Models>},
};

const OptionRow SelectRows[] = {
    {"checks", Arg::Required, "GLOBS",
     "which checks to run: globs separated by commas, '-' in front takes away; "
     "appended to the default set and the configuration",
     addChecks},
    {"config-file", Arg::Required, "FILE",
     "use this file instead of the .clang-tidy files next to the sources",
     setText<&Options::ConfigFile>},
    {"config", Arg::Required, "YAML", "as --config-file, given as text",
     setText<&Options::Config>},
    {"header-filter", Arg::Required, "REGEX",
     "report findings in headers whose path matches; default: all but system "
     "headers",
     setText<&Options::HeaderFilter>},
    {"exclude-header-filter", Arg::Required, "REGEX",
     "and do not report them in headers whose path matches",
     setText<&Options::ExcludeHeaderFilter>},
    {"line-filter", Arg::Required, "JSON",
     "report only on these lines: [{\"name\":\"a.cpp\",\"lines\":[[1,3]]}]",
     setText<&Options::LineFilter>},
    {"generated", Arg::Optional, "BOOL",
     "report findings in generated files, too", setFlag<&Options::Generated>},
};

const OptionRow KnownRows[] = {
    {"report-unused-nolint", Arg::Optional, "BOOL",
     "report NOLINT comments, too, that name checks of ctx-tidy and silence "
     "nothing; --fix takes them away",
     setFlag<&Options::UnusedNoLint>},
    {"new-from", Arg::Required, "REVISION",
     "report only what is on lines, or has a note on lines, that differ from "
     "where this branch left REVISION; asks git",
     setText<&Options::NewFrom>},
    {"baseline", Arg::Required, "FILE",
     "leave out the findings that FILE holds, and say which of them are gone",
     setText<&Options::BaselineFile>},
    {"update-baseline", Arg::Optional, "HOW",
     "write the file of --baseline: without it made, otherwise without what is "
     "gone; 'all' takes in what is new, too",
     setUpdate},
};

const OptionRow OutputRows[] = {
    {"fix", Arg::Optional, "GLOBS",
     "apply the suggested fixes that hold to the sources; with GLOBS, those of "
     "these checks only",
     setFix},
    {"unsafe-fixes", Arg::Optional, "BOOL",
     "apply fixes, too, that may change what the code does while nobody asks "
     "it to stop; the page of a check says if its are such",
     setFlag<&Options::UnsafeFixes>},
    {"fix-notes", Arg::Optional, "BOOL",
     "where a finding has no fix because several would do, take the first of "
     "those that its notes offer; with --fix, --diff and --export-fixes",
     setFlag<&Options::FixNotes>},
    {"diff", Arg::Optional, "BOOL",
     "write what --fix would do to standard output, as a patch, and change no "
     "file; findings are shown where an --output says so",
     setFlag<&Options::Diff>},
    {"output", Arg::Required, "FORMAT[:FILE]",
     "write the findings as text, json, sarif, gitlab, github, rdjsonl, "
     "markdown or html to FILE, or to standard output; repeatable, each FILE "
     "once; default: text",
     addOutput},
    {"docs-url", Arg::Required, "URL",
     "where this documentation is, for people who read the report elsewhere: "
     "sarif links to it, and to URL/checks/CHECK.md for each check",
     setDocsUrl},
    {"export-fixes", Arg::Required, "FILE",
     "write findings and fixes as YAML, for clang-apply-replacements",
     setText<&Options::ExportFixes>},
    {"warnings-as-errors", Arg::Required, "GLOBS",
     "show findings of these checks as errors",
     setText<&Options::WarningsAsErrors>},
    {"fail-on", Arg::Required, "LEVEL",
     "the least serious finding that makes the exit code 1: warning (default), "
     "error or never",
     setFailOn},
    {"exit-zero", Arg::Optional, "BOOL",
     "exit with 0 where 1 would mean findings", setFlag<&Options::ExitZero>},
    {"quiet", Arg::Optional, "BOOL", "no summary", setFlag<&Options::Quiet>},
    {"v", Arg::None, "", "say which flags of the commands were left out",
     setFlag<&Options::Verbose>},
    {"use-color", Arg::Optional, "BOOL",
     "colours; default: when writing to a terminal",
     [](Options &O, StringRef Value) {
       O.UseColor = Value.empty() || Value == "true" || Value == "1";
       return *O.UseColor || Value == "false" || Value == "0";
     }},
    {"j", Arg::Required, "N",
     "translation units to analyse at a time; default: as many as the machine "
     "has processors and memory for",
     setJobs},
    {"timeout", Arg::Required, "SECONDS",
     "give up a translation unit that takes longer; default: 600, 0 for never",
     setNumber<&Options::Seconds>},
    {"memory-limit", Arg::Required, "MB",
     "give up a translation unit that needs more memory, after trying it once "
     "more alone; default: 0 for no limit",
     setNumber<&Options::Megabytes>},
    {"allow-incomplete", Arg::Required, "GLOB",
     "source files that may fail: said and counted, but the exit code does not "
     "become 3; matched against the path as shown, and absolute; repeatable",
     addGlob},
    {"profile", Arg::Optional, "BOOL",
     "say where the processor time went: parsing, models, each check",
     setFlag<&Options::Profile>},
    {"system-bodies", Arg::Optional, "BOOL",
     "parse the bodies of functions in system headers, too; they hold no "
     "finding; default: false",
     setFlag<&Options::SystemBodies>},
    {"headers", Arg::Required, "HOW",
     "'all' (default): look into your own headers wherever they are included; "
     "'shallow': do not parse the bodies of functions in them, which is faster "
     "and finds less",
     setHeaders},
    {"no-cache", Arg::Optional, "BOOL",
     "analyse everything, whatever earlier runs found out",
     setFlag<&Options::NoCache>},
    {"cache-dir", Arg::Required, "DIR",
     "where results are kept for later runs; default: ctx-tidy in the user's "
     "cache directory",
     setText<&Options::CacheDir>},
    {"cache-size", Arg::Required, "MB",
     "keep at most so much there; default: 2048, 0 for no limit",
     [](Options &O, StringRef Value) {
       O.CacheMegabytes.emplace();
       return !Value.getAsInteger(10, *O.CacheMegabytes);
     }},
    {"preambles", Arg::Required, "N",
     "keep there what edited files include, parsed, if a run has no more than "
     "N "
     "of them; default: 8, 0 for never",
     setNumber<&Options::Preambles>},
    {"cache-stats", Arg::Optional, "BOOL",
     "say how many results were found there", setFlag<&Options::CacheStats>},
    {"no-select", Arg::None, "",
     "parse every translation unit, also where no file mentions a word that a "
     "finding could start with",
     [](Options &O, StringRef) {
       O.Select = false;
       return true;
     }},
    {"why", Arg::Required, "FILE",
     "say why the translation unit of this source file was parsed or not; "
     "repeatable",
     addText<&Options::Why>},
    {"isolate", Arg::Optional, "BOOL",
     "analyse each translation unit in a process of its own, so that a crash "
     "costs one and not all; default: true",
     setFlag<&Options::Isolate>},
};

const OptionRow ShardRows[] = {
    {"shard", Arg::Required, "I/N",
     "analyse the I-th of N parts and report nothing; 'ctx-tidy merge' makes "
     "the report; needs --results",
     setShard},
    {"results", Arg::Required, "FILE",
     "write everything that was found to FILE, for 'ctx-tidy merge' and "
     "--shard-costs",
     setText<&Options::ResultsFile>},
    {"shard-costs", Arg::Required, "FILE",
     "balance the shards by the times in FILE, which --results wrote; "
     "repeatable; the same for all shards",
     addText<&Options::ShardCosts>},
};

const OptionRow AskRows[] = {
    {"list-checks", Arg::None, "", "list the checks that would run",
     setMode<Mode::ListChecks>},
    {"explain", Arg::Required, "CHECK", "show the page of a check",
     setMode<Mode::Explain>},
    {"dump-checks", Arg::Required, "json",
     "everything known of every check, for programs", setDump},
    {"explain-models", Arg::None, "",
     "show, per translation unit, what each entry of the models resolves to",
     setMode<Mode::ExplainModels>},
    {"suggest-models", Arg::None, "",
     "write a model file to begin with to standard output: what looks like a "
     "context or a token of your own, and why",
     setMode<Mode::SuggestModels>},
    {"suggest-limit", Arg::Required, "N",
     "suggest the N most convincing ones; default: 10",
     setNumber<&Options::SuggestLimit>},
    {"check-models", Arg::None, "",
     "analyse the examples in the files of --models, and fail if one does not "
     "find what it says",
     setMode<Mode::CheckModels>},
    {"dump-models-schema", Arg::None, "",
     "the JSON Schema of the files of --models, for editors",
     setMode<Mode::DumpModelsSchema>},
    {"verify-config", Arg::None, "",
     "check the configuration and the models, and analyse nothing",
     setMode<Mode::VerifyConfig>},
    {"version", Arg::None, "", "show the versions of ctx-tidy and LLVM",
     setMode<Mode::Version>},
    {"help", Arg::None, "", "show this", setMode<Mode::Help>},
    {"h", Arg::None, "", "", setMode<Mode::Help>},
};

const Section Sections[] = {
    {"What to analyse", InputRows},   {"What to report", SelectRows},
    {"New findings only", KnownRows}, {"What to do with it", OutputRows},
    {"Several machines", ShardRows},  {"Questions", AskRows}};

const OptionRow *findRow(StringRef Name) {
  for (const Section &S : Sections)
    for (const OptionRow &R : S.Rows)
      if (Name == R.Name)
        return &R;
  return nullptr;
}

std::string suggestion(StringRef Name) {
  std::vector<StringRef> Known;
  for (const Section &S : Sections)
    for (const OptionRow &R : S.Rows)
      if (StringRef(R.Name).size() > 1)
        Known.push_back(R.Name);
  StringRef Best = nearest(Name, Known);
  return Best.empty() ? "" : "; did you mean '--" + Best.str() + "'?";
}

class Parser {
public:
  Parser(ArrayRef<const char *> Args, raw_ostream &Errors)
      : Args(Args), Errors(Errors) {}

  std::optional<Options> parse() {
    StringRef First = Args.empty() ? "" : Args.front();
    if (First == "merge" || First == "doctor") {
      O.What = First == "merge" ? Mode::Merge : Mode::Doctor;
      ++Next;
    }
    for (; Next != Args.size(); ++Next) {
      StringRef Text = Args[Next];
      if (Text == "--") {
        O.FixedFlags.emplace(Args.begin() + Next + 1, Args.end());
        break;
      }
      bool IsOption = Text.size() > 1 && Text[0] == '-';
      if (!IsOption)
        O.Files.push_back(Text.str());
      else if (!parseOption(Text))
        return std::nullopt;
    }
    if (O.Diff && any_of(O.Outputs, [](const OutputRequest &To) {
          return To.File == "-";
        })) {
      fail("--diff writes to standard output, and so does an --output");
      return std::nullopt;
    }
    if (writesTwice())
      return std::nullopt;
    return O;
  }

private:
  /// Says so if two options write to the same file.
  bool writesTwice() {
    std::vector<std::pair<std::string, std::string>> Files;
    for (const OutputRequest &To : O.Outputs)
      Files.emplace_back("--output", To.File);
    Files.emplace_back("--export-fixes", O.ExportFixes);
    Files.emplace_back("--results", O.ResultsFile);
    for (auto A = Files.begin(); A != Files.end(); ++A)
      for (auto B = std::next(A); B != Files.end(); ++B)
        if (!A->second.empty() && !B->second.empty() &&
            isSameFile(A->second, B->second)) {
          fail(A->first + " and " + B->first +
               " write to the same file: " + displayPath(A->second));
          return true;
        }
    return false;
  }

  bool parseOption(StringRef Text) {
    StringRef Name, Value;
    std::tie(Name, Value) = Text.ltrim('-').split('=');
    bool HasValue = Text.contains('=');
    // -j8, and -pDIR as some editors write it.
    bool Joined = !findRow(Name) && Text[1] != '-' &&
                  (Text[1] == 'j' || Text[1] == 'p') && Text.size() > 2;
    if (Joined) {
      Name = Text.substr(1, 1);
      Value = Text.drop_front(2);
      HasValue = true;
    }
    const OptionRow *Row = findRow(Name);
    if (!Row)
      return fail("unknown option '" + Text + "'" + suggestion(Name));
    if (HasValue && Row->Takes == Arg::None)
      return fail("option '" + Text + "' takes no value");
    if (!HasValue && Row->Takes == Arg::Required) {
      if (Next + 1 == Args.size())
        return fail("option '" + Text + "' needs a value: " + Row->Value);
      Value = Args[++Next];
    }
    O.Given.push_back(Row->Name);
    if (Row->Set(O, Value))
      return true;
    return fail("wrong value '" + Value + "' for option '" +
                (Name.size() == 1 ? "-" : "--") + Name + "'; expected " +
                Row->Value + ": " + Row->Help);
  }

  bool fail(const Twine &What) {
    Errors << "ctx-tidy: error: " << What << "\n";
    return false;
  }

  ArrayRef<const char *> Args;
  raw_ostream &Errors;
  Options O;
  size_t Next = 0;
};

/// Writes \p Text wrapped to 80 columns, indented by \p Indent.
void printWrapped(raw_ostream &OS, StringRef Text, unsigned Indent) {
  unsigned Column = Indent;
  OS.indent(Indent);
  while (!Text.empty()) {
    StringRef Word;
    std::tie(Word, Text) = Text.split(' ');
    if (Column > Indent && Column + 1 + Word.size() > 80) {
      OS << '\n';
      OS.indent(Column = Indent);
    } else if (Column > Indent) {
      OS << ' ';
      ++Column;
    }
    OS << Word;
    Column += Word.size();
  }
  OS << '\n';
}

} // namespace

std::optional<Options> parseOptions(ArrayRef<const char *> Args,
                                    raw_ostream &Errors) {
  return Parser(Args, Errors).parse();
}

void printHelp(raw_ostream &OS) {
  OS << "ctx-tidy finds the places in C++ where cancellation stops flowing.\n\n"
        "Usage: ctx-tidy [options] [files or folders]\n"
        "       ctx-tidy [options] files -- [compiler flags]\n"
        "       ctx-tidy merge [options] files of --results\n"
        "       ctx-tidy doctor [options] [clang-tidy programs and plugins]\n\n"
        "Without files, everything in the compilation database is analysed.\n";
  for (const Section &S : Sections) {
    OS << "\n" << S.Title << ":\n";
    for (const OptionRow &R : S.Rows) {
      StringRef Name = R.Name;
      if (!*R.Help)
        continue;
      OS << "  " << (Name.size() == 1 ? "-" : "--") << Name;
      if (R.Takes == Arg::Required)
        OS << (Name.size() == 1 ? " " : "=") << R.Value;
      OS << '\n';
      printWrapped(OS, R.Help, 6);
    }
  }
  OS << "\nExit code: 0 clean, 1 findings, 2 wrong usage, configuration or "
        "database,\n3 something was not analysed or not written, 4 internal "
        "error,\n128+N stopped by signal N.\n";
}

} // namespace ctx::tool
