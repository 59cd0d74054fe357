//===- Command.cpp --------------------------------------------------------===//

#include "Command.h"
#include "AllowList.h"
#include "Files.h"
#include "RefusedFlags.h"
#include "ResponseFile.h"
#include "clang/Driver/ToolChain.h"
#include "clang/Options/Options.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Option/Arg.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Support/Path.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;
using namespace clang;
namespace path = llvm::sys::path;

namespace ctx::tool {
namespace {

/// True if code for \p Target runs on a processor of its own kind. Asked for
/// the one of this machine, the driver starts a program to find it.
bool isGpu(StringRef Target) {
  return Triple(Triple::normalize(Target)).isGPU();
}

/// The options of one command, sorted into kept and dropped.
class Filter {
public:
  /// \param Target of the compiler, if its name says one.
  explicit Filter(ArrayRef<std::string> Flags, StringRef NamedTarget = "") {
    if (!NamedTarget.empty())
      keepTarget({"--target=" + NamedTarget.str()}, NamedTarget);
    SmallVector<const char *, 64> Argv;
    for (const std::string &F : Flags)
      Argv.push_back(F.c_str());
    unsigned MissingIndex, MissingCount;
    // Whatever gcc knows and clang does not becomes an unknown option here and
    // is dropped with the rest.
    opt::InputArgList Args =
        getDriverOptTable().ParseArgs(Argv, MissingIndex, MissingCount,
                                      opt::Visibility(options::ClangOption));
    for (const opt::Arg *A : Args)
      sort(*A, Args);
    takeFrontendIncludes();
    dropRefused();
  }

  /// The flags to parse with.
  std::vector<std::string> flags() const {
    std::vector<std::string> Out;
    for (const Flag &F : Kept)
      Out.insert(Out.end(), F.begin(), F.end());
    return Out;
  }

  std::vector<std::string> Dropped;
  std::string Language;
  bool Gpu = false; ///< the target is one

private:
  void sort(const opt::Arg &A, const opt::ArgList &Args) {
    const opt::Option &Option = A.getOption().getUnaliasedOption();
    if (Option.matches(options::OPT_INPUT))
      return;
    if (Option.matches(options::OPT_x)) {
      Language = A.getValue();
      return;
    }
    if (Option.matches(options::OPT_Xclang)) {
      Frontend.push_back(A.getValue());
      return;
    }
    if (Option.matches(options::OPT_include)) {
      include(A.getValue());
      return;
    }
    opt::ArgStringList Rendered;
    A.render(Args, Rendered);
    Flag F(Rendered.begin(), Rendered.end());
    bool SaysTarget = Option.matches(options::OPT_target) ||
                      Option.matches(options::OPT_target_legacy_spelling);
    // Several make several jobs, of which one can be parsed.
    bool SaysArch = Option.matches(options::OPT_arch);
    if (F.empty() || !changesParsing(A, F.front()) || (SaysArch && HasArch))
      Dropped.push_back(A.getAsString(Args));
    else if (SaysTarget || SaysArch)
      keepTarget(std::move(F), SaysTarget ? A.getValue() : "");
    else
      Kept.push_back(std::move(F));
    HasArch |= SaysArch;
  }

  void keepTarget(Flag F, StringRef Name) {
    if (!Name.empty())
      Gpu = isGpu(Name);
    Target.insert(Target.end(), F.begin(), F.end());
    Kept.push_back(std::move(F));
  }

  /// Goes past the driver: it would look for a precompiled version of the file,
  /// which only its own compiler can read.
  void include(StringRef File) {
    Kept.push_back({"-Xclang", "-include", "-Xclang", File.str()});
  }

  /// CMake hands clang a precompiled header and, next to it, the name of the
  /// header as text. The text is kept.
  void takeFrontendIncludes() {
    for (size_t I = 0; I != Frontend.size(); ++I) {
      if (Frontend[I] == "-include" && I + 1 != Frontend.size())
        include(Frontend[++I]);
      else
        Dropped.push_back("-Xclang " + Frontend[I]);
    }
  }

  void dropRefused() {
    std::vector<Flag> Doubtful;
    for (const Flag &F : Kept)
      if (mayBeRefused(F))
        Doubtful.push_back(F);
    std::vector<bool> Refused = refusedFlags(Doubtful, Target);
    size_t Next = 0;
    std::vector<Flag> Good;
    for (Flag &F : Kept) {
      if (!mayBeRefused(F) || !Refused[Next++]) {
        Good.push_back(std::move(F));
        continue;
      }
      Dropped.push_back(llvm::join(F, " "));
      StringRef Std = F.front();
      if (Std.consume_front("-std=") || Std.consume_front("--std="))
        if (std::string Near = nearestStandard(Std); !Near.empty())
          Good.push_back({"-std=" + Near});
    }
    Kept = std::move(Good);
  }

  std::vector<Flag> Kept;
  std::vector<std::string> Frontend, Target;
  bool HasArch = false;
};

/// Drops what stands in front of the compiler: ccache and its like, and
/// `cmake -E env NAME=VALUE`.
ArrayRef<std::string> withoutLauncher(ArrayRef<std::string> Args) {
  auto Stem = [](StringRef Program) {
    StringRef Name = path::filename(Program);
    Name.consume_back(".exe");
    return Name;
  };
  static const StringSet<> Launchers = {
      "ccache",   "sccache", "distcc", "icecc", "gomacc", "buildcache",
      "colorgcc", "env",     "time",   "nice",  "recc"};
  while (Args.size() > 1) {
    StringRef Name = Stem(Args.front());
    if (Name == "cmake" && Args.size() > 3 && Args[1] == "-E" &&
        Args[2] == "env")
      Args = Args.drop_front(3);
    else if (Launchers.contains(Name))
      Args = Args.drop_front(1);
    else
      return Args;
    while (Args.size() > 1 &&
           (StringRef(Args.front()).contains('=') || Args.front() == "--"))
      Args = Args.drop_front(1);
  }
  return Args;
}

enum class Source { Cxx, ObjCxx, Cuda, Other };

/// What the compiler called \p Program takes \p File for.
Source languageOf(StringRef File, StringRef Explicit, bool CxxDriver) {
  if (!Explicit.empty() && Explicit != "none") {
    if (Explicit.starts_with("objective-c++"))
      return Source::ObjCxx;
    if (Explicit.starts_with("c++"))
      return Source::Cxx;
    bool Cuda = Explicit == "cuda" || Explicit == "cu" || Explicit == "hip";
    return Cuda ? Source::Cuda : Source::Other;
  }
  StringRef Ext = path::extension(File);
  if (Ext == ".mm" || Ext == ".M")
    return Source::ObjCxx;
  if (Ext == ".cu" || Ext == ".cuh" || Ext == ".hip")
    return Source::Cuda;
  static const StringSet<> Cxx = {
      ".cpp",  ".cc",   ".cxx", ".c++", ".C",   ".CPP", ".cppm", ".ixx", ".ccm",
      ".cxxm", ".c++m", ".mpp", ".hpp", ".hh",  ".hxx", ".h++",  ".H",   ".ipp",
      ".tpp",  ".inl",  ".inc", ".txx", ".tcc", ".ii",  ".cp",   ".h",   ""};
  if (Cxx.contains(Ext))
    return Source::Cxx;
  return Ext == ".c" && CxxDriver ? Source::Cxx : Source::Other;
}

Command broken(Command C, const Twine &Why) {
  C.Kind = Command::Broken;
  C.Why = Why.str();
  return C;
}

/// The compiler's name without folders, whoever wrote them.
StringRef programName(StringRef Path) {
  return path::filename(Path, Path.contains('\\') ? path::Style::windows
                                                  : path::Style::native);
}

} // namespace

const std::string &compilerProgram() {
  static const std::string Path = [] {
    StringRef Root = CTX_RESOURCE_DIR; // <root>/lib/clang/<major>
    for (int I = 0; I != 3; ++I)
      Root = path::parent_path(Root);
    SmallString<128> Out(Root);
    path::append(Out, "bin", "clang++");
    return Out.str().str();
  }();
  return Path;
}

std::vector<std::string> allowedFlags(ArrayRef<std::string> Flags,
                                      std::vector<std::string> *Dropped) {
  Filter F(Flags);
  if (Dropped)
    *Dropped = F.Gpu ? Flags.vec() : F.Dropped;
  return F.Gpu ? std::vector<std::string>() : F.flags();
}

Command cleanCommand(ArrayRef<std::string> Arguments, std::string File,
                     std::string Directory, ArrayRef<std::string> ReadBelow) {
  Command C;
  C.File = std::move(File);
  C.Directory = std::move(Directory);
  Arguments = withoutLauncher(Arguments);
  if (Arguments.empty() || Arguments.front().empty())
    return broken(C, "its command is empty");
  std::vector<std::string> Expanded;
  ResponseFiles Responses(C.Directory, ReadBelow);
  if (!Responses.expand(Arguments.drop_front(), Expanded))
    return broken(C, Responses.why());

  StringRef Program = programName(Arguments.front());
  StringRef Stem = Program;
  if (Stem.ends_with_insensitive(".exe"))
    Stem = Stem.drop_back(4);
  // A cross compiler says its target by its name only.
  auto Named = driver::ToolChain::getTargetAndModeFromProgramName(Stem);
  StringRef Mode = Named.DriverMode ? Named.DriverMode : "";
  if (Stem.equals_insensitive("cl") || Mode == "--driver-mode=cl" ||
      is_contained(Expanded, "--driver-mode=cl"))
    return broken(C, "commands of cl and clang-cl are not supported");

  Filter F(Expanded, Named.TargetIsValid ? StringRef(Named.TargetPrefix) : "");
  bool CxxDriver =
      Stem.contains("++") || is_contained(Expanded, "--driver-mode=g++");
  Source Language = languageOf(C.File, F.Language, CxxDriver);
  if (Language == Source::Other) {
    C.Kind = Command::NotApplicable;
    return C;
  }
  if (Language == Source::Cuda)
    return broken(C, "CUDA and HIP are not supported");
  if (F.Gpu)
    return broken(C, "code for a graphics processor is not supported");
  C.Flags = F.flags();
  C.Flags.push_back("-x");
  C.Flags.push_back(Language == Source::ObjCxx ? "objective-c++" : "c++");
  C.Dropped = std::move(F.Dropped);
  C.Kind = Command::Ready;
  return C;
}

} // namespace ctx::tool
