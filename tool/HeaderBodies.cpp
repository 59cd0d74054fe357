//===- HeaderBodies.cpp ---------------------------------------------------===//

#include "HeaderBodies.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace ctx::tool {

bool isHeaderName(StringRef Path) {
  StringRef Ext = sys::path::extension(Path);
  static const StringRef Known[] = {".h",   ".hh",  ".hpp", ".hxx",
                                    ".h++", ".H",   ".ipp", ".tpp",
                                    ".inl", ".inc", ".txx", ".tcc"};
  return is_contained(Known, Ext);
}

bool isBodyParsed(const clang::Decl &D, bool Shallow) {
  const clang::SourceManager &SM = D.getASTContext().getSourceManager();
  clang::SourceLocation At = SM.getExpansionLoc(D.getLocation());
  if (At.isInvalid())
    return true;
  if (SM.isInSystemHeader(At))
    return false;
  if (!Shallow || SM.isInMainFile(At))
    return true;
  auto File = SM.getFileEntryRefForID(SM.getFileID(At));
  return !File || !isHeaderName(File->getName());
}

std::string wrongShallowUse(const Options &O) {
  if (!O.ShallowHeaders)
    return "";
  StringRef Other = !O.Headers.empty() ? "--header"
                    : O.Fix            ? "--fix"
                    : O.Diff           ? "--diff"
                    : O.UnusedNoLint   ? "--report-unused-nolint"
                    : O.UpdateBaseline != BaselineUpdate::No
                        ? "--update-baseline"
                        : "";
  if (Other.empty())
    return "";
  return (Other + " needs all there is in headers, and --headers=shallow "
                  "leaves some out")
      .str();
}

} // namespace ctx::tool
