//===- Around.cpp ---------------------------------------------------------===//

#include "Around.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include <limits>

using namespace clang;

namespace ctx::tool {
namespace {

/// A declaration outside of functions and classes, and where it is written.
struct Written {
  unsigned Begin, End; ///< offsets of its first and last token
  const Decl *D;
};

/// \p D without the template around it.
const Decl *untemplated(const Decl *D) {
  const auto *T = dyn_cast<TemplateDecl>(D);
  return T && T->getTemplatedDecl() ? T->getTemplatedDecl() : D;
}

const Decl *outermostClass(const DeclContext *DC) {
  const Decl *Out = nullptr;
  for (; DC && DC->isRecord(); DC = DC->getParent())
    Out = Decl::castFromDeclContext(DC);
  return Out ? Out->getCanonicalDecl() : nullptr;
}

class Finder {
public:
  Finder(ASTContext &Context,
         llvm::function_ref<std::string(FileEntryRef)> RealPath)
      : SM(Context.getSourceManager()), RealPath(RealPath) {
    for (const Decl *D : Context.getTraversalScope())
      add(D);
    for (auto &File : Index)
      llvm::stable_sort(File.second, [](const Written &A, const Written &B) {
        return A.Begin < B.Begin;
      });
  }

  std::set<LineRange> around(FileID File, unsigned Offset) {
    std::set<LineRange> Out;
    const Decl *D = covering(File, Offset);
    if (!D)
      return Out;
    const Decl *Inner = untemplated(D);
    if (isa<CXXRecordDecl>(Inner)) {
      const Decl *Body = bodyIn(cast<CXXRecordDecl>(Inner), File, Offset);
      if (Body)
        addLines(Body, Out);
      else
        addClass(cast<CXXRecordDecl>(Inner), D, Out);
    } else if (isa<VarDecl>(Inner)) {
      addAll(File, Out);
      addAll(SM.getMainFileID(), Out);
    } else {
      addLines(D, Out);
    }
    return Out;
  }

private:
  void add(const Decl *D) {
    if (isa<NamespaceDecl, LinkageSpecDecl, ExportDecl>(D)) {
      for (const Decl *Inner : cast<DeclContext>(D)->decls())
        add(Inner);
      return;
    }
    FileID File;
    Written W;
    if (!D->isImplicit() && range(D, File, W))
      Index[File].push_back(W);
  }

  /// Where \p D is written. \returns false if that is not in one file.
  bool range(const Decl *D, FileID &File, Written &W) const {
    SourceRange R = D->getSourceRange();
    if (R.isInvalid())
      return false;
    auto Begin = SM.getDecomposedLoc(SM.getExpansionLoc(R.getBegin()));
    auto End = SM.getDecomposedLoc(SM.getExpansionRange(R.getEnd()).getEnd());
    File = Begin.first;
    W = {Begin.second, End.second, D};
    return Begin.first == End.first;
  }

  const Decl *covering(FileID File, unsigned Offset) const {
    auto Here = Index.find(File);
    if (Here == Index.end())
      return nullptr;
    auto Next = llvm::upper_bound(
        Here->second, Offset,
        [](unsigned O, const Written &W) { return O < W.Begin; });
    while (Next != Here->second.begin())
      if ((--Next)->End >= Offset)
        return Next->D;
    return nullptr;
  }

  /// The function in \p Class, or in one in it, that has its body there.
  const Decl *bodyIn(const CXXRecordDecl *Class, FileID File,
                     unsigned Offset) const {
    for (const Decl *D : Class->decls()) {
      FileID In;
      Written W;
      if (D->isImplicit() || !range(D, In, W) || In != File ||
          Offset < W.Begin || Offset > W.End)
        continue;
      const Decl *Inner = untemplated(D);
      if (const auto *Nested = dyn_cast<CXXRecordDecl>(Inner)) {
        if (const Decl *Body = bodyIn(Nested, File, Offset))
          return Body;
      } else if (const auto *F = dyn_cast<FunctionDecl>(Inner)) {
        if (F->doesThisDeclarationHaveABody())
          return D;
      }
    }
    return nullptr;
  }

  /// \param Whole has the head of its template.
  void addClass(const CXXRecordDecl *Class, const Decl *Whole,
                std::set<LineRange> &Out) {
    auto Known = Classes.try_emplace(outermostClass(Class));
    std::set<LineRange> &Lines = Known.first->second;
    if (Known.second) {
      addLines(Whole, Lines);
      for (const auto &File : Index)
        for (const Written &W : File.second)
          if (const auto *F = dyn_cast<FunctionDecl>(untemplated(W.D)))
            if (outermostClass(F->getDeclContext()) == Known.first->first)
              addLines(W.D, Lines);
    }
    Out.insert(Lines.begin(), Lines.end());
  }

  void addLines(const Decl *D, std::set<LineRange> &Out) const {
    FileID File;
    Written W;
    if (!range(D, File, W))
      return;
    if (OptionalFileEntryRef Entry = SM.getFileEntryRefForID(File))
      Out.insert({RealPath(*Entry), SM.getLineNumber(File, W.Begin),
                  SM.getLineNumber(File, W.End)});
  }

  void addAll(FileID File, std::set<LineRange> &Out) const {
    if (OptionalFileEntryRef Entry = SM.getFileEntryRefForID(File))
      Out.insert(
          {RealPath(*Entry), 1, unsigned(std::numeric_limits<int>::max())});
  }

  const SourceManager &SM;
  llvm::function_ref<std::string(FileEntryRef)> RealPath;
  std::map<FileID, std::vector<Written>> Index;
  std::map<const Decl *, std::set<LineRange>> Classes;
};

} // namespace

Surroundings
linesAround(ASTContext &Context, llvm::ArrayRef<SourceLocation> Places,
            llvm::function_ref<std::string(FileEntryRef)> RealPath) {
  Surroundings Out;
  if (Places.empty())
    return Out;
  const SourceManager &SM = Context.getSourceManager();
  Finder Find(Context, RealPath);
  for (SourceLocation Place : Places) {
    auto [File, Offset] = SM.getDecomposedLoc(SM.getFileLoc(Place));
    OptionalFileEntryRef Entry = SM.getFileEntryRefForID(File);
    if (!Entry || SM.isInSystemHeader(Place))
      continue;
    auto Inserted = Out.try_emplace({RealPath(*Entry), Offset});
    if (Inserted.second)
      Inserted.first->second = Find.around(File, Offset);
  }
  return Out;
}

} // namespace ctx::tool
