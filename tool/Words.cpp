//===- Words.cpp ----------------------------------------------------------===//

#include "Words.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"
#include <set>

using namespace llvm;
using ctx::model::MatchKind;
using ctx::model::OpEntry;
using ctx::model::Role;
using ctx::model::RoleSet;
using ctx::model::TypeEntry;

namespace ctx::tool {
namespace {

/// Types that are worth a finding only next to another role.
bool starts(const TypeEntry &T) {
  static const RoleSet Helpers{Role::TaskHandle, Role::Nursery, Role::Deadline,
                               Role::Completion};
  for (const model::RoleInfo &R : model::allRoles())
    if (T.Roles.has(R.Value) && !Helpers.has(R.Value))
      return true;
  return false;
}

/// The same for operations: work that is started without any token is a
/// finding, a wait without one is not.
bool starts(const OpEntry &Op) {
  static const RoleSet Helpers{
      Role::Blocking,    Role::TimedBlocking, Role::Join,     Role::DetachTask,
      Role::GetDeadline, Role::SetDeadline,   Role::Tokenless};
  return !Helpers.has(Op.Plays);
}

bool isFree(MatchKind K) {
  return K == MatchKind::Free || K == MatchKind::Functor ||
         K == MatchKind::Var || K == MatchKind::Macro;
}

bool hasPatterns(const model::Vocabulary &V) {
  return any_of(V.Types,
                [](const TypeEntry &T) { return !T.Matching.empty(); });
}

class Collector {
public:
  Collector(const model::VocabularySet &Set,
            const std::map<std::string, std::vector<std::string>> &Headers)
      : Set(Set), Headers(Headers) {}

  WordList collect() {
    for (const model::Vocabulary &V : Set.vocabularies()) {
      auto Known = Headers.find(V.Name);
      // A class that is known by its name's form may be spelled anywhere: what
      // the vocabulary is active by stands for it, also in the own headers.
      Out.Headers.push_back(Known == Headers.end() || hasPatterns(V)
                                ? std::vector<std::string>()
                                : Known->second);
      for (const OpEntry &Op : V.Ops)
        if (starts(Op))
          for (const std::string &Id : Op.OfTypes)
            if (const TypeEntry *T = Set.findType(V, Id)) {
              bool &Only = Acting.try_emplace(T, true).first->second;
              Only &= Op.Plays == Role::Spawn;
            }
    }
    size_t Index = 0;
    for (const model::Vocabulary &V : Set.vocabularies()) {
      for (const TypeEntry &T : V.Types) {
        auto Acts = Acting.find(&T);
        if (starts(T) || Acts != Acting.end())
          add(T.Names, /*Function=*/false, !starts(T) && Acts->second, Index,
              /*Type=*/true);
      }
      if (hasPatterns(V))
        add(V.When.Resolves, /*Function=*/false, /*OnlyWork=*/false, Index);
      for (const OpEntry &Op : V.Ops)
        if (isFree(Op.Kind) && starts(Op))
          add(Op.Names,
              Op.Kind == MatchKind::Free || Op.Kind == MatchKind::Functor,
              Op.Plays == Role::Spawn, Index);
      ++Index;
    }
    return std::move(Out);
  }

private:
  void add(ArrayRef<std::string> Names, bool Function, bool OnlyWork,
           size_t Vocabulary, bool Type = false) {
    for (StringRef Spelling : Names) {
      auto Inserted =
          Known.try_emplace({Spelling.str(), Vocabulary}, Out.Words.size());
      if (!Inserted.second) {
        Word &Other = Out.Words[Inserted.first->second];
        Other.Function |= Function;
        Other.OnlyWork &= OnlyWork;
        Other.Type &= Type;
        continue;
      }
      auto [Before, Name] = Spelling.rsplit("::");
      if (Name.empty())
        std::swap(Before, Name);
      StringRef Qualifier = Before.rsplit("::").second;
      Out.Words.push_back(
          {Name.str(), (Qualifier.empty() ? Before : Qualifier).str(),
           Spelling.str(), Function, OnlyWork, Vocabulary, Type});
    }
  }

  const model::VocabularySet &Set;
  const std::map<std::string, std::vector<std::string>> &Headers;
  /// Types with operations that start a finding: whether all start work.
  std::map<const TypeEntry *, bool> Acting;
  std::map<std::pair<std::string, size_t>, size_t> Known;
  WordList Out;
};

/// The headers of ISO C and POSIX.
bool isCHeader(StringRef Name) {
  static const std::set<StringRef> Names = {
      "aio",      "assert",      "complex",  "cpio",      "ctype",
      "dirent",   "dlfcn",       "errno",    "fcntl",     "features",
      "fenv",     "float",       "fmtmsg",   "fnmatch",   "ftw",
      "getopt",   "glob",        "grp",      "iconv",     "inttypes",
      "iso646",   "langinfo",    "libgen",   "limits",    "link",
      "locale",   "malloc",      "math",     "mqueue",    "ndbm",
      "netdb",    "nl_types",    "poll",     "pthread",   "pwd",
      "regex",    "sched",       "search",   "semaphore", "setjmp",
      "signal",   "spawn",       "stdalign", "stdarg",    "stdatomic",
      "stdbool",  "stdc-predef", "stddef",   "stdint",    "stdio",
      "stdlib",   "stdnoreturn", "string",   "strings",   "stropts",
      "syslog",   "tar",         "termios",  "tgmath",    "threads",
      "time",     "trace",       "uchar",    "ucontext",  "ulimit",
      "unistd",   "utime",       "utmpx",    "wchar",     "wctype",
      "wordexp",  "alloca",      "byteswap", "endian",    "err",
      "execinfo", "memory",      "values"};
  return Name.consume_back(".h") && Names.count(Name);
}

} // namespace

WordList
startingWords(const model::VocabularySet &Set,
              const std::map<std::string, std::vector<std::string>> &Headers) {
  return Collector(Set, Headers).collect();
}

bool isOneOf(StringRef Path, ArrayRef<std::string> Headers) {
  for (StringRef H : Headers) {
    size_t At = H.ends_with("/")
                    ? Path.rfind(("/" + H).str())
                    : (Path.ends_with(("/" + H).str()) ? Path.size() - H.size()
                                                       : StringRef::npos);
    if (At != StringRef::npos)
      return true;
  }
  return false;
}

bool isToolchains(StringRef Path, StringRef InC) {
  SmallVector<StringRef, 16> Parts(sys::path::begin(Path),
                                   sys::path::end(Path));
  for (size_t I = 0; I + 1 < Parts.size(); ++I) {
    StringRef Part = Parts[I], Next = Parts[I + 1];
    // /usr/include/c++/12/, .../c++/v1/, VC/Tools/MSVC/14.38/
    bool Version = isDigit(Next.front()) ||
                   (Next.front() == 'v' && Next.size() > 1 && isDigit(Next[1]));
    if ((Part == "c++" || Part == "MSVC") && Version)
      return true;
    // lib/clang/22/include/, lib/gcc/x86_64-linux-gnu/12/include/
    if (Part == "lib" && (Next == "clang" || Next == "gcc"))
      return true;
  }
  // [triple/]pthread.h, [triple/]bits/.
  StringRef First, Rest;
  std::tie(First, Rest) = InC.split('/');
  if (First.contains("-linux-") || First.contains("-apple-"))
    std::tie(First, Rest) = Rest.split('/');
  static const StringRef Folders[] = {
      "bits", "sys", "gnu",     "asm", "linux",    "asm-generic",
      "arpa", "net", "netinet", "rpc", "protocols"};
  return Rest.empty() ? isCHeader(First) : is_contained(Folders, First);
}

} // namespace ctx::tool
