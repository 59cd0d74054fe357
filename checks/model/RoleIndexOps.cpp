//===- RoleIndexOps.cpp - the role of an expression -----------------------===//

#include "../compat/Compat.h"
#include "RoleIndexImpl.h"
#include "WrittenAs.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/OperatorKinds.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace ctx::model {

llvm::SmallVector<const Expr *, 4> writtenArgs(const Expr *E) {
  llvm::SmallVector<const Expr *, 4> Out;
  if (const auto *C = dyn_cast<CXXConstructExpr>(E)) {
    Out.append(C->arg_begin(), C->arg_end());
  } else if (const auto *C = dyn_cast<CallExpr>(E)) {
    bool Object = isa<CXXOperatorCallExpr>(C) &&
                  isa_and_nonnull<CXXMethodDecl>(C->getDirectCallee());
    Out.append(C->arg_begin() + (Object ? 1 : 0), C->arg_end());
  }
  return Out;
}

const Expr *OpUse::receiver() const {
  if (const auto *C = dyn_cast<CXXMemberCallExpr>(E))
    return C->getImplicitObjectArgument()->IgnoreParenImpCasts();
  if (const auto *C = dyn_cast<CXXOperatorCallExpr>(E))
    return C->getNumArgs() ? C->getArg(0)->IgnoreParenImpCasts() : nullptr;
  if (const auto *M = dyn_cast<MemberExpr>(E))
    return M->getBase()->IgnoreParenImpCasts();
  return nullptr;
}

const Expr *OpUse::arg(llvm::StringRef Name) const {
  auto It = Entry->Args.find(Name.str());
  if (It == Entry->Args.end())
    return nullptr;
  auto Args = writtenArgs(E);
  switch (It->second.Kind) {
  case ArgSlot::This:
    return receiver();
  case ArgSlot::Last:
    return Args.empty() ? nullptr : Args.back();
  case ArgSlot::Index:
    return It->second.Number < Args.size() ? Args[It->second.Number] : nullptr;
  case ArgSlot::Result:
  case ArgSlot::ResultPart:
    return nullptr;
  }
  return nullptr;
}

/// \p E without what the compiler and parentheses add around it.
static const Expr *lookThrough(const Expr *E) {
  for (const Expr *Before = nullptr; Before != E;) {
    Before = E;
    E = E->IgnoreParenImpCasts();
    if (const auto *C = dyn_cast<ExprWithCleanups>(E))
      E = C->getSubExpr();
    else if (const auto *M = dyn_cast<MaterializeTemporaryExpr>(E))
      E = M->getSubExpr();
    else if (const auto *B = dyn_cast<CXXBindTemporaryExpr>(E))
      E = B->getSubExpr();
    else if (const auto *F = dyn_cast<CXXFunctionalCastExpr>(E))
      E = F->getSubExpr();
    else if (const auto *D = dyn_cast<CXXDefaultArgExpr>(E))
      E = D->getExpr();
  }
  return E;
}

llvm::SmallVector<OpUse, 2> RoleIndex::ops(const Expr *E) const {
  if (!E)
    return {};
  I->prepare();
  E = lookThrough(E);
  const Expr *Awaited = compat::awaitedOperand(E);
  llvm::SmallVector<OpUse, 2> Out = opsOf(Awaited ? lookThrough(Awaited) : E);
  llvm::erase_if(Out, [&](const OpUse &Use) {
    if (Use.Entry->Awaited != bool(Awaited))
      return true;
    if (Use.Entry->ValueIs.empty())
      return false;
    const Expr *Value = Use.arg("value");
    return !Value || !llvm::is_contained(Use.Entry->ValueIs,
                                         writtenAs(Value, I->Context));
  });
  return Out;
}

/// The macros without arguments that \p E is written as, innermost first.
static llvm::SmallVector<llvm::StringRef, 2>
macrosOf(const Expr *E, const ASTContext &Context) {
  llvm::SmallVector<llvm::StringRef, 2> Out;
  const SourceManager &SM = Context.getSourceManager();
  SourceLocation Begin = E->getBeginLoc(), End = E->getEndLoc();
  while (Begin.isMacroID() && End.isMacroID()) {
    if (SM.isMacroArgExpansion(Begin)) {
      Begin = SM.getImmediateSpellingLoc(Begin);
      End = SM.getImmediateSpellingLoc(End);
      continue;
    }
    if (SM.getFileID(Begin) != SM.getFileID(End))
      break;
    Out.push_back(
        Lexer::getImmediateMacroName(Begin, SM, Context.getLangOpts()));
    Begin = SM.getImmediateExpansionRange(Begin).getBegin();
    End = SM.getImmediateExpansionRange(End).getEnd();
  }
  return Out;
}

llvm::SmallVector<OpUse, 2> RoleIndex::opsOf(const Expr *E) const {
  llvm::SmallVector<OpUse, 2> Out;
  auto Add = [&](const Impl::OpRef &Op) {
    Out.push_back({Op.Entry, Op.Voc, E});
  };
  auto AddMembers = [&](llvm::StringRef Name, MatchKind Kind, QualType Of,
                        const FunctionDecl *F, unsigned Written) {
    auto It = I->MembersByName.find(Name);
    if (It == I->MembersByName.end())
      return;
    for (const Impl::OpRef &Op : It->second)
      if (Op.Entry->Kind == Kind && I->of(Op, Of) &&
          (!F || I->paramsMatch(Op, F, Written)))
        Add(Op);
  };
  auto AddDecl = [&](const NamedDecl *D, const FunctionDecl *F,
                     unsigned Written, llvm::ArrayRef<MatchKind> Kinds) {
    auto It = I->OpsByDecl.find(D);
    if (It != I->OpsByDecl.end())
      for (const Impl::OpRef &Op : It->second)
        if (llvm::is_contained(Kinds, Op.Entry->Kind) &&
            (!F || I->paramsMatch(Op, F, Written)))
          Add(Op);
  };
  auto AddAnnotated = [&](const Decl *D) {
    for (const Impl::OpRef &Op : I->annotatedOps(D))
      Add(Op);
  };
  auto WrittenCount = [](llvm::ArrayRef<const Expr *> Args) {
    return unsigned(llvm::count_if(
        Args, [](const Expr *A) { return !isa<CXXDefaultArgExpr>(A); }));
  };

  if (!I->OpsByMacro.empty())
    for (llvm::StringRef Macro : macrosOf(E, I->Context)) {
      auto It = I->OpsByMacro.find(Macro);
      if (It != I->OpsByMacro.end())
        for (const Impl::OpRef &Op : It->second)
          Add(Op);
    }
  if (const auto *C = dyn_cast<CXXConstructExpr>(E)) {
    auto Args = writtenArgs(C);
    for (const Impl::OpRef &Op : I->Ctors)
      if (I->of(Op, C->getType()) &&
          I->paramsMatch(Op, C->getConstructor(), WrittenCount(Args)))
        Add(Op);
    AddAnnotated(C->getConstructor());
    return Out;
  }
  if (const auto *M = dyn_cast<MemberExpr>(E)) {
    if (const auto *F = dyn_cast<FieldDecl>(M->getMemberDecl())) {
      if (F->getIdentifier())
        AddMembers(F->getName(), MatchKind::Field, M->getBase()->getType(),
                   nullptr, 0);
      AddAnnotated(F);
    } else if (const auto *V = dyn_cast<VarDecl>(M->getMemberDecl())) {
      AddDecl(V->getCanonicalDecl(), nullptr, 0, {MatchKind::Var});
      AddAnnotated(V);
    }
    return Out;
  }
  if (const auto *D = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *V = dyn_cast<VarDecl>(D->getDecl())) {
      AddDecl(V->getCanonicalDecl(), nullptr, 0, {MatchKind::Var});
      AddAnnotated(V);
    } else if (const auto *C = dyn_cast<EnumConstantDecl>(D->getDecl())) {
      AddDecl(C->getCanonicalDecl(), nullptr, 0, {MatchKind::Var});
    }
    return Out;
  }

  const auto *Call = dyn_cast<CallExpr>(E);
  if (!Call)
    return Out;
  auto Args = writtenArgs(Call);
  unsigned Written = WrittenCount(Args);
  const FunctionDecl *Callee = Call->getDirectCallee();

  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(Call)) {
    llvm::StringRef Spelling = O->getOperator() == OO_Call
                                   ? "()"
                                   : getOperatorSpelling(O->getOperator());
    if (O->getNumArgs())
      for (const Impl::OpRef &Op : I->Operators)
        if (llvm::is_contained(Op.Entry->Names, Spelling) &&
            I->of(Op, O->getArg(0)->IgnoreParenImpCasts()->getType()))
          Add(Op);
    if (O->getOperator() == OO_Call)
      if (const auto *D =
              dyn_cast<DeclRefExpr>(O->getArg(0)->IgnoreParenImpCasts()))
        AddDecl(cast<NamedDecl>(D->getDecl()->getCanonicalDecl()), Callee,
                Written, {MatchKind::Functor});
  } else if (const auto *M = dyn_cast<CXXMemberCallExpr>(Call)) {
    if (const CXXMethodDecl *Method = M->getMethodDecl()) {
      QualType Of =
          M->getImplicitObjectArgument()->IgnoreParenImpCasts()->getType();
      if (isa<CXXConversionDecl>(Method)) {
        for (const Impl::OpRef &Op : I->Operators)
          if (llvm::is_contained(Op.Entry->Names,
                                 M->getType()->isBooleanType() ? "bool" : "") &&
              I->of(Op, Of))
            Add(Op);
      } else if (Method->getIdentifier()) {
        AddMembers(Method->getName(), MatchKind::Method, Of, Method, Written);
      }
    }
  } else if (Callee) {
    const FunctionDecl *Pattern = Callee;
    if (const FunctionTemplateDecl *T = Callee->getPrimaryTemplate())
      Pattern = T->getTemplatedDecl();
    AddDecl(Pattern->getCanonicalDecl(), Callee, Written, {MatchKind::Free});
    if (const auto *Method = dyn_cast<CXXMethodDecl>(Callee))
      if (Method->isStatic() && Method->getIdentifier())
        AddMembers(Method->getName(), MatchKind::Static,
                   compat::typeOf(I->Context, Method->getParent()), Method,
                   Written);
  }
  if (Callee) {
    AddAnnotated(Callee);
    if (const FunctionDecl *P = Callee->getTemplateInstantiationPattern())
      AddAnnotated(P);
  }
  return Out;
}

OpUse RoleIndex::op(const Expr *E, RoleSet Roles) const {
  for (const OpUse &Use : ops(E))
    if (Roles.has(Use.role()))
      return Use;
  return {};
}

OpUse RoleIndex::entryPoint(const FunctionDecl *F) const {
  I->prepare();
  for (const Impl::OpRef &Op : I->annotatedOps(F))
    if (Op.Entry->Plays == Role::RequestEntry)
      return {Op.Entry, Op.Voc, nullptr};
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  if (!M || !M->getIdentifier())
    return {};
  auto It = I->MembersByName.find(M->getName());
  if (It != I->MembersByName.end())
    for (const Impl::OpRef &Op : It->second)
      if (Op.Entry->Kind == MatchKind::Override &&
          I->of(Op, compat::typeOf(I->Context, M->getParent())))
        return {Op.Entry, Op.Voc, nullptr};
  return {};
}

} // namespace ctx::model
