//===- Command.cpp --------------------------------------------------------===//

#include "Command.h"
#include "Files.h"
#include "clang/Driver/ToolChain.h"
#include "clang/Options/Options.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Option/Arg.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace clang;
namespace path = llvm::sys::path;

namespace ctx::tool {
namespace {

/// At most this many response files inside one another, and this many bytes.
constexpr unsigned MaxResponseDepth = 8;
constexpr uint64_t MaxResponseBytes = 4 << 20;

/// Options that change what a file parses to. Those of the target (-m...) are
/// told by their group.
bool isAllowedId(unsigned Id) {
  switch (Id) {
  case options::OPT_I:
  case options::OPT_D:
  case options::OPT_U:
  case options::OPT_F:
  case options::OPT_undef:
  case options::OPT_isystem:
  case options::OPT_isystem_after:
  case options::OPT_cxx_isystem:
  case options::OPT_stdlibxx_isystem:
  case options::OPT_iquote:
  case options::OPT_idirafter:
  case options::OPT_iprefix:
  case options::OPT_iwithprefix:
  case options::OPT_iwithprefixbefore:
  case options::OPT_iwithsysroot:
  case options::OPT_iframework:
  case options::OPT_isysroot:
  case options::OPT__sysroot_EQ:
  case options::OPT_embed_dir_EQ:
  case options::OPT_imacros:
  case options::OPT_std_EQ:
  case options::OPT_ansi:
  case options::OPT_stdlib_EQ:
  case options::OPT_nostdinc:
  case options::OPT_nostdincxx:
  case options::OPT_nostdlibinc:
  case options::OPT_nobuiltininc:
  case options::OPT_target:
  case options::OPT_target_legacy_spelling:
  case options::OPT_arch:
  case options::OPT_gcc_toolchain:
  case options::OPT_gcc_install_dir_EQ:
  case options::OPT_gcc_triple_EQ:
  case options::OPT_pthread:
  case options::OPT_pthreads:
  case options::OPT_trigraphs:
    return true;
  default:
    return false;
  }
}

/// Names of -f and -fno- options that change what a file parses to.
bool isAllowedFeature(StringRef Name) {
  static const StringSet<> Flags = {"exceptions",
                                    "cxx-exceptions",
                                    "rtti",
                                    "rtti-data",
                                    "coroutines",
                                    "coroutines-ts",
                                    "coro-aligned-allocation",
                                    "char8_t",
                                    "short-enums",
                                    "short-wchar",
                                    "signed-char",
                                    "unsigned-char",
                                    "signed-wchar",
                                    "ms-extensions",
                                    "ms-compatibility",
                                    "delayed-template-parsing",
                                    "declspec",
                                    "borland-extensions",
                                    "gnu-keywords",
                                    "gnu89-inline",
                                    "dollars-in-identifiers",
                                    "operator-names",
                                    "builtin",
                                    "freestanding",
                                    "hosted",
                                    "openmp",
                                    "blocks",
                                    "PIC",
                                    "pic",
                                    "PIE",
                                    "pie",
                                    "sized-deallocation",
                                    "aligned-allocation",
                                    "aligned-new",
                                    "relaxed-template-template-args",
                                    "access-control",
                                    "elide-constructors",
                                    "fast-math",
                                    "finite-math-only",
                                    "math-errno",
                                    "threadsafe-statics",
                                    "digraphs",
                                    "fixed-point",
                                    "reflection",
                                    "concepts-ts",
                                    "lax-vector-conversions",
                                    "raw-string-literals",
                                    "static-extern-inline",
                                    "visibility-inlines-hidden",
                                    "experimental-library",
                                    "c++-static-destructors",
                                    "objc-arc"};
  static const StringRef Valued[] = {"template-depth=",
                                     "constexpr-depth=",
                                     "constexpr-steps=",
                                     "constexpr-loop-limit=",
                                     "ms-compatibility-version=",
                                     "new-alignment=",
                                     "bracket-depth=",
                                     "pack-struct=",
                                     "wchar-type=",
                                     "openmp=",
                                     "input-charset=",
                                     "lax-vector-conversions=",
                                     "abi-version="};
  if (!Name.consume_front("-f"))
    return false;
  for (StringRef V : Valued)
    if (Name.starts_with(V))
      return true;
  Name.consume_front("no-");
  return Flags.contains(Name);
}

bool isTargetOption(const opt::Option &Option) {
  return Option.matches(options::OPT_m_Group);
}

/// The options of one command, sorted into kept and dropped.
class Filter {
public:
  explicit Filter(ArrayRef<std::string> Flags) {
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
  }

  std::vector<std::string> Kept, Dropped;
  std::string Language;

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
    // -Wno-x has to stay where x is an error by default.
    bool Warning = Option.matches(options::OPT_W_Joined) && A.getNumValues() &&
                   StringRef(A.getValue()).starts_with("no-");
    bool Keep = isAllowedId(Option.getID()) || isTargetOption(Option) ||
                Warning ||
                (!Rendered.empty() && !Option.matches(options::OPT_UNKNOWN) &&
                 isAllowedFeature(Rendered.front()));
    if (!Keep) {
      Dropped.push_back(A.getAsString(Args));
      return;
    }
    Kept.insert(Kept.end(), Rendered.begin(), Rendered.end());
  }

  /// Goes past the driver: it would look for a precompiled version of the file,
  /// which only its own compiler can read.
  void include(StringRef File) {
    for (StringRef Part : {StringRef("-Xclang"), StringRef("-include"),
                           StringRef("-Xclang"), File})
      Kept.push_back(Part.str());
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

  std::vector<std::string> Frontend;
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

/// Replaces `@file` by what the file says.
class ResponseFiles {
public:
  ResponseFiles(StringRef Directory, ArrayRef<std::string> ReadBelow)
      : Directory(Directory), ReadBelow(ReadBelow) {}

  bool expand(ArrayRef<std::string> Args, std::vector<std::string> &Out,
              unsigned Depth = 0) {
    for (const std::string &A : Args) {
      StringRef Name = A;
      if (!Name.consume_front("@") || Name.empty()) {
        Out.push_back(A);
        continue;
      }
      // Module maps that gcc is told of by CMake; nothing in them is for us.
      if (Name.ends_with(".modmap"))
        continue;
      if (!read(Name, Out, Depth))
        return false;
    }
    return true;
  }

  std::string Why;

private:
  bool read(StringRef Name, std::vector<std::string> &Out, unsigned Depth) {
    std::string Path = realPath(Name, Directory);
    if (Depth == MaxResponseDepth)
      return fail(Name, "is nested too deeply");
    if (none_of(ReadBelow,
                [&](const std::string &D) { return isBelow(Path, D); }))
      return fail(Name, "is outside the project and its build folder");
    auto Buffer = readRegularFile(Path, MaxResponseBytes);
    if (!Buffer)
      return fail(Name, "cannot be read: " + Buffer.getError().message());
    Bytes += (*Buffer)->getBufferSize();
    if (Bytes > MaxResponseBytes)
      return fail(Name, "is too large");
    BumpPtrAllocator Alloc;
    StringSaver Saver(Alloc);
    SmallVector<const char *, 64> Words;
    cl::TokenizeGNUCommandLine((*Buffer)->getBuffer(), Saver, Words);
    return expand(std::vector<std::string>(Words.begin(), Words.end()), Out,
                  Depth + 1);
  }

  bool fail(StringRef Name, const Twine &What) {
    Why = ("response file '" + escapeControls(Name) + "' " + What).str();
    return false;
  }

  StringRef Directory;
  ArrayRef<std::string> ReadBelow;
  uint64_t Bytes = 0;
};

enum class Source { Cxx, ObjCxx, Cuda, Other };

/// What the compiler called \p Program takes \p File for.
Source languageOf(StringRef File, StringRef Explicit, bool CxxDriver) {
  if (!Explicit.empty() && Explicit != "none") {
    if (Explicit.starts_with("objective-c++"))
      return Source::ObjCxx;
    if (Explicit.starts_with("c++"))
      return Source::Cxx;
    return Explicit == "cuda" || Explicit == "hip" ? Source::Cuda
                                                   : Source::Other;
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

} // namespace

std::vector<std::string> allowedFlags(ArrayRef<std::string> Flags) {
  return Filter(Flags).Kept;
}

Command cleanCommand(ArrayRef<std::string> Arguments, std::string File,
                     std::string Directory, ArrayRef<std::string> ReadBelow) {
  Command C;
  C.File = std::move(File);
  C.Directory = std::move(Directory);
  Arguments = withoutLauncher(Arguments);
  if (Arguments.empty() || Arguments.front().empty())
    return broken(C, "its command is empty");
  StringRef Program = path::filename(Arguments.front());
  StringRef Stem = Program;
  Stem.consume_back(".exe");
  if (Stem.equals_insensitive("cl") || Stem.equals_insensitive("clang-cl") ||
      is_contained(Arguments, "--driver-mode=cl"))
    return broken(C, "commands of cl and clang-cl are not supported");

  std::vector<std::string> Expanded;
  ResponseFiles Responses(C.Directory, ReadBelow);
  if (!Responses.expand(Arguments.drop_front(), Expanded))
    return broken(C, Responses.Why);

  Filter F(Expanded);
  bool CxxDriver =
      Stem.contains("++") || is_contained(Expanded, "--driver-mode=g++");
  Source Language = languageOf(C.File, F.Language, CxxDriver);
  if (Language == Source::Other) {
    C.Kind = Command::NotApplicable;
    return C;
  }
  if (Language == Source::Cuda)
    return broken(C, "CUDA and HIP are not supported");
  // A cross compiler says its target by its name only.
  auto Named = driver::ToolChain::getTargetAndModeFromProgramName(Program);
  if (Named.TargetIsValid)
    C.Flags.push_back("--target=" + Named.TargetPrefix);
  C.Flags.insert(C.Flags.end(), F.Kept.begin(), F.Kept.end());
  C.Flags.push_back("-x");
  C.Flags.push_back(Language == Source::ObjCxx ? "objective-c++" : "c++");
  C.Dropped = std::move(F.Dropped);
  C.Kind = Command::Ready;
  return C;
}

} // namespace ctx::tool
