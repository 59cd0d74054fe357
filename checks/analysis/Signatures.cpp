//===- Signatures.cpp -----------------------------------------------------===//

#include "Signatures.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "OwnWalk.h"
#include "OwnedSource.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/DenseSet.h"

using namespace clang;

namespace ctx::analysis {

//===----------------------------------------------------------------------===//
// Imposed signatures
//===----------------------------------------------------------------------===//

/// True if a declaration of \p F is one of many that a macro writes alike.
static bool isDeclaredByMacro(const FunctionDecl *F) {
  const SourceManager &SM = F->getASTContext().getSourceManager();
  return llvm::any_of(F->redecls(), [&](const FunctionDecl *One) {
    return One->getNumParams() &&
           SM.isMacroBodyExpansion(One->getParamDecl(0)->getBeginLoc());
  });
}

/// True for a command of a program, `int f(int argc, char **argv, ...)`: a
/// table that may be anywhere calls them all alike.
static bool isCommand(const FunctionDecl *F) {
  if (F->getNumParams() < 2 || isa<CXXMethodDecl>(F))
    return false;
  QualType Count = F->getParamDecl(0)->getType();
  QualType Words = F->getParamDecl(1)->getType()->getPointeeType();
  return Count->isIntegerType() && !Words.isNull() &&
         !Words->getPointeeType().isNull() &&
         Words->getPointeeType()->isCharType();
}

bool isImposed(const FunctionDecl *F) {
  if (isDeclaredByMacro(F) || isCommand(F))
    return true;
  if (F->isOverloadedOperator() || isa<CXXConversionDecl>(F) ||
      F->getTemplateSpecializationKind() == TSK_ExplicitSpecialization ||
      (F->getIdentifier() && F->getName() == "tag_invoke"))
    return true;
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  if (!M)
    return false;
  if (M->isVirtual() || M->hasAttr<OverrideAttr>() || M->hasAttr<FinalAttr>())
    return true;
  const CXXRecordDecl *Class = M->getParent();
  if (Class->hasAnyDependentBases() ||
      Class->getTemplateSpecializationKind() == TSK_ExplicitSpecialization)
    return true;
  // A base that is given this class calls what it expects to find here.
  for (const CXXBaseSpecifier &B : Class->bases())
    if (const auto *S = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
            B.getType()->getAsCXXRecordDecl()))
      for (const TemplateArgument &A : S->getTemplateArgs().asArray())
        if (A.getKind() == TemplateArgument::Type &&
            A.getAsType()->getAsCXXRecordDecl() == Class)
          return true;
  return false;
}

const Stmt *writtenBody(const FunctionDecl *F) {
  const Stmt *Body = bodyInReach(F);
  if (const auto *C = dyn_cast_or_null<CoroutineBodyStmt>(Body))
    return C->getBody();
  return Body;
}

//===----------------------------------------------------------------------===//
// Mentions
//===----------------------------------------------------------------------===//

namespace {

class SiteWalk : public OwnWalk<SiteWalk> {
public:
  using Map = llvm::DenseMap<const FunctionDecl *, CallSites>;

  SiteWalk(const SourceManager &Sources, Map &Sites)
      : OwnWalk(Sources), Sites(Sites) {
    for (auto &[F, S] : Sites)
      if (const auto *C = dyn_cast<CXXConstructorDecl>(F))
        Made[C->getParent()->getCanonicalDecl()].push_back(&S);
  }

  // Calls come before what is inside them.
  bool VisitCallExpr(CallExpr *C) {
    bound(C, C->getDirectCallee(),
          llvm::ArrayRef(C->getArgs(), C->getNumArgs()));
    constructs(C->getDirectCallee());
    if (CallSites *S = of(C->getCalleeDecl())) {
      S->Calls.push_back(C);
      Explained.insert(C->getCallee()->IgnoreParenImpCasts());
    }
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) {
    bound(E, E->getConstructor(),
          llvm::ArrayRef(E->getArgs(), E->getNumArgs()));
    constructs(E->getConstructor());
    if (CallSites *S = of(E->getConstructor()))
      S->Calls.push_back(E);
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *E) { return named(E, E->getDecl()); }
  bool VisitMemberExpr(MemberExpr *E) { return named(E, E->getMemberDecl()); }
  bool VisitOverloadExpr(OverloadExpr *E) {
    for (const NamedDecl *D : E->decls())
      if (CallSites *S = of(D->getUnderlyingDecl()))
        S->Dependent = true;
    return true;
  }

private:
  CallSites *of(const Decl *D) {
    if (const auto *T = dyn_cast_or_null<FunctionTemplateDecl>(D))
      D = T->getTemplatedDecl();
    const auto *F = dyn_cast_or_null<FunctionDecl>(D);
    if (!F)
      return nullptr;
    if (const FunctionDecl *Pattern = F->getTemplateInstantiationPattern())
      F = Pattern;
    auto It = Sites.find(F->getCanonicalDecl());
    return It == Sites.end() ? nullptr : &It->second;
  }
  bool named(const Expr *E, const Decl *D) {
    if (CallSites *S = of(D); S && !Explained.count(E)) {
      S->Taken = true;
      S->Expected |= !Given.count(E);
    }
    return true;
  }
  /// Notes the constructors that \p Callee, a template, may call with what it
  /// is given: make_unique<T>(...), emplace_back(...) of a vector<T>.
  void constructs(const FunctionDecl *Callee) {
    const FunctionDecl *Pattern =
        Callee && !Made.empty() ? Callee->getTemplateInstantiationPattern()
                                : nullptr;
    if (!Pattern || !Pattern->getNumParams())
      return;
    if (const TemplateArgumentList *L = Callee->getTemplateSpecializationArgs())
      constructs(L->asArray());
    const auto *Class =
        dyn_cast<ClassTemplateSpecializationDecl>(Callee->getDeclContext());
    if (Class && Pattern->parameters().back()->isParameterPack())
      constructs(Class->getTemplateArgs().asArray());
  }
  void constructs(llvm::ArrayRef<TemplateArgument> Args) {
    for (const TemplateArgument &A : Args) {
      if (A.getKind() == TemplateArgument::Pack)
        constructs(A.pack_elements());
      if (A.getKind() != TemplateArgument::Type)
        continue;
      const CXXRecordDecl *Class = A.getAsType()->getAsCXXRecordDecl();
      if (!Class)
        continue;
      if (const CXXRecordDecl *P = Class->getTemplateInstantiationPattern())
        Class = P;
      auto It = Made.find(Class->getCanonicalDecl());
      if (It != Made.end())
        for (CallSites *S : It->second)
          S->Dependent = true;
    }
  }
  /// Notes the functions among \p Args, of the call \p Call of \p Callee, that
  /// stand for a parameter of any type and are followed by arguments.
  void bound(const Expr *Call, const FunctionDecl *Callee,
             llvm::ArrayRef<const Expr *> Args) {
    const FunctionDecl *Pattern =
        Callee ? Callee->getTemplateInstantiationPattern() : nullptr;
    if (!Pattern || Args.size() < 2)
      return;
    for (unsigned I = 0; I + 1 < Args.size() && I < Pattern->getNumParams();
         ++I) {
      if (!Pattern->getParamDecl(I)->getType()->isDependentType())
        continue;
      const Expr *E = strip(Args[I]);
      if (const auto *U = dyn_cast<UnaryOperator>(E);
          U && U->getOpcode() == UO_AddrOf)
        E = U->getSubExpr()->IgnoreParens();
      const auto *R = dyn_cast<DeclRefExpr>(E);
      if (CallSites *S = R ? of(R->getDecl()) : nullptr) {
        S->Bound.push_back(Call);
        Given.insert(R);
      }
    }
  }

  Map &Sites;
  /// The constructors among them, by class.
  llvm::DenseMap<const CXXRecordDecl *, llvm::SmallVector<CallSites *, 1>> Made;
  llvm::DenseSet<const Expr *> Explained, Given;
};

} // namespace

llvm::DenseMap<const FunctionDecl *, CallSites>
callSites(ASTContext &Context, llvm::ArrayRef<const FunctionDecl *> Functions) {
  SiteWalk::Map Sites;
  for (const FunctionDecl *F : Functions)
    Sites[F->getCanonicalDecl()];
  if (Sites.empty())
    return Sites;
  SiteWalk Walk(Context.getSourceManager(), Sites);
  for (Decl *D : Context.getTraversalScope()) {
    if (auto *Tu = dyn_cast<TranslationUnitDecl>(D)) {
      for (Decl *Top : Tu->decls())
        Walk.TraverseDecl(Top);
    } else {
      Walk.TraverseDecl(D);
    }
  }
  return Sites;
}

//===----------------------------------------------------------------------===//
// Edits
//===----------------------------------------------------------------------===//

/// True if nobody but the class of \p M, which is wholly in reach, calls it.
static bool isPrivateHere(const CXXMethodDecl *M) {
  llvm::SmallVector<const FunctionDecl *, 16> All;
  return M->getAccess() == AS_private && insidersOf(M->getParent(), All);
}

bool canChange(const FunctionDecl *F, const CallSites &Sites) {
  const SourceManager &SM = F->getASTContext().getSourceManager();
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  if (Sites.Taken || Sites.Dependent || F->getDescribedFunctionTemplate() ||
      F->isTemplated() || F->getPrimaryTemplate() || isImposed(F) ||
      (F->isExternallyVisible() && !(M && isPrivateHere(M))))
    return false;
  // In a header, another source file may call it.
  return llvm::all_of(F->redecls(), [&](const FunctionDecl *One) {
    return (M && F->isExternallyVisible()) ||
           SM.getFileID(SM.getExpansionLoc(One->getLocation())) ==
               SM.getMainFileID();
  });
}

const Expr *writtenArg(const Expr *Call, unsigned Index) {
  const Expr *A = nullptr;
  if (const auto *C = dyn_cast<CallExpr>(Call)) {
    if (!isa<CXXOperatorCallExpr>(C) && Index < C->getNumArgs())
      A = C->getArg(Index);
  } else if (const auto *C = dyn_cast<CXXConstructExpr>(Call)) {
    if (Index < C->getNumArgs())
      A = C->getArg(Index);
  }
  return A && !isa<CXXDefaultArgExpr>(A) ? A : nullptr;
}

llvm::SmallVector<FixItHint, 4>
retypeParameter(const FunctionDecl *F, unsigned Index, llvm::StringRef Type) {
  llvm::SmallVector<FixItHint, 4> Out;
  for (const FunctionDecl *One : F->redecls()) {
    const ParmVarDecl *P = One->getParamDecl(Index);
    bool Named = P->getIdentifier();
    SourceLocation End = Named
                             ? P->getLocation()
                             : P->getTypeSourceInfo()->getTypeLoc().getEndLoc();
    SourceRange Range(P->getBeginLoc(), End);
    if (!canEdit(Range, F->getASTContext()))
      return {};
    std::string Text = Type.str();
    if (Named)
      Text += " " + P->getNameAsString();
    Out.push_back(FixItHint::CreateReplacement(
        CharSourceRange::getTokenRange(Range), Text));
  }
  return Out;
}

} // namespace ctx::analysis
