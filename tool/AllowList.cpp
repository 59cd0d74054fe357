//===- AllowList.cpp ------------------------------------------------------===//

#include "AllowList.h"
#include "clang/Options/Options.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;
using namespace clang;

namespace ctx::tool {
namespace {

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

} // namespace

bool changesParsing(const opt::Arg &A, StringRef Spelling) {
  const opt::Option &Option = A.getOption().getUnaliasedOption();
  if (Option.matches(options::OPT_UNKNOWN))
    return false;
  // -Wno-x has to stay where x is an error by default.
  bool Warning = Option.matches(options::OPT_W_Joined) && A.getNumValues() &&
                 StringRef(A.getValue()).starts_with("no-");
  return isAllowedId(Option.getID()) || Option.matches(options::OPT_m_Group) ||
         Warning || isAllowedFeature(Spelling);
}

} // namespace ctx::tool
