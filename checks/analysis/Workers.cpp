//===- Workers.cpp --------------------------------------------------------===//

#include "Workers.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "LostPaths.h"
#include "Wakers.h"
#include "Work.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;
using namespace ctx::model;

namespace ctx::analysis {

/// How far callees are followed from the function that was started.
static constexpr unsigned MaxDepth = 3;

static const ValueDecl *canonical(const ValueDecl *D) {
  return cast<ValueDecl>(D->getCanonicalDecl());
}

llvm::SmallVector<const FunctionDecl *, 16>
methodsInReach(const CXXRecordDecl *R) {
  llvm::SmallVector<const FunctionDecl *, 16> Out;
  R = R ? R->getDefinition() : nullptr;
  if (!R)
    return Out;
  auto Add = [&](const FunctionDecl *F) {
    const FunctionDecl *Definition = nullptr;
    if (F && bodyInReach(F) && F->hasBody(Definition))
      Out.push_back(Definition);
  };
  for (const Decl *D : R->decls()) {
    if (const auto *T = dyn_cast<FunctionTemplateDecl>(D))
      Add(T->getTemplatedDecl());
    else
      Add(dyn_cast<CXXMethodDecl>(D));
  }
  return Out;
}

const std::vector<Start> &Workers::startsIn(const FunctionDecl *F) {
  auto &Slot = Found[F];
  if (!Slot)
    Slot = std::make_unique<std::vector<Start>>(
        analysis::startsIn(F, Parents(F), Roles));
  return *Slot;
}

llvm::SmallVector<const Start *, 2> Workers::startsOf(const ValueDecl *Handle,
                                                      const FunctionDecl *F) {
  llvm::SmallVector<const Start *, 2> Out;
  auto Take = [&](const std::vector<Start> &All) {
    for (const Start &S : All)
      if (S.KeptIn && canonical(S.KeptIn) == Handle)
        Out.push_back(&S);
  };
  const auto *Field = dyn_cast_or_null<FieldDecl>(Handle);
  if (!Field) {
    if (Handle)
      Take(startsIn(F));
    return Out;
  }
  llvm::SmallPtrSet<const CXXRecordDecl *, 2> Classes;
  // What a class is made up for starts what it keeps, too.
  for (const DeclContext *C = Field->getParent(); C; C = C->getParent())
    if (const auto *R = dyn_cast<CXXRecordDecl>(C))
      Classes.insert(R->getCanonicalDecl());
  if (const auto *M = dyn_cast<CXXMethodDecl>(F))
    if (!M->getParent()->isLambda())
      Classes.insert(M->getParent()->getCanonicalDecl());
  for (const CXXRecordDecl *R : Classes)
    for (const FunctionDecl *G : methodsInReach(R))
      Take(startsIn(G));
  if (Field->hasInClassInitializer()) {
    auto &Slot = InFields[Field];
    if (!Slot) {
      ParentMap Inside(const_cast<Expr *>(Field->getInClassInitializer()));
      Slot = std::make_unique<std::vector<Start>>(
          analysis::startsIn(Field, Inside, Roles));
    }
    Take(*Slot);
  }
  return Out;
}

bool Workers::isToken(const Expr *E, const TokenSet &Tokens) const {
  for (unsigned Step = 0; E && Step != 8; ++Step) {
    if (const ValueDecl *D = namedObject(E))
      return Tokens.count(canonical(D));
    E = object(E);
    // What comes through a void pointer.
    if (const auto *C = dyn_cast_or_null<ExplicitCastExpr>(E)) {
      E = C->getSubExpr();
      continue;
    }
    if (!isa_and_nonnull<CallExpr, CXXConstructExpr, MemberExpr>(E))
      return false;
    OpUse Op = Roles.op(E, {Role::GetToken, Role::Derive, Role::DeriveDeadline,
                            Role::DeriveValue, Role::Merge});
    const Expr *From = Op ? Op.receiver() : nullptr;
    if (!From && Op)
      for (llvm::StringRef Name : {"source", "parent", "token"})
        if (const Expr *A = Op.arg(Name))
          From = A;
    E = From;
  }
  return false;
}

void Workers::addHolders(const FunctionDecl *F, TokenSet &Tokens) const {
  auto Note = [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclStmt>(S)) {
      for (const Decl *One : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(One);
            V && V->getInit() && isToken(V->getInit(), Tokens))
          Tokens.insert(canonical(V));
    } else if (const auto *L = dyn_cast<LambdaExpr>(S)) {
      auto Init = L->capture_init_begin();
      for (const LambdaCapture &C : L->captures()) {
        if (L->isInitCapture(&C) && *Init && isToken(*Init, Tokens))
          Tokens.insert(canonical(C.getCapturedVar()));
        ++Init;
      }
    }
    return true;
  };
  forEachStmt(bodyInReach(F), Note);
  if (const auto *C = dyn_cast<CXXConstructorDecl>(F))
    for (const CXXCtorInitializer *I : C->inits())
      if (I->isWritten())
        forEachStmt(I->getInit(), Note);
}

/// True if the callable of \p S is given the handle's own token: it has one
/// parameter more than it is given arguments, and the first is a token.
bool Workers::takesOwnToken(const Start &S) const {
  const FunctionDecl *F = S.Target;
  if (!S.OwnToken || !F || !F->getNumParams())
    return false;
  size_t Given = S.Bound.size();
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  if (M && !M->isStatic() && !M->getParent()->isLambda() &&
      M->getOverloadedOperator() != OO_Call && Given)
    --Given;
  const ParmVarDecl *First = F->getParamDecl(0);
  return F->getNumParams() > Given && (Roles.type(First).has(Role::Token) ||
                                       First->getType()->isDependentType());
}

/// Calls \p Visit for what is surely reached if \p Root is: not for what stands
/// under a condition.
static void forEachSure(const Stmt *Root,
                        llvm::function_ref<void(const Stmt *)> Visit) {
  if (!Root || isa<LambdaExpr>(Root))
    return;
  Visit(Root);
  if (const auto *I = dyn_cast<IfStmt>(Root))
    return forEachSure(I->getCond(), Visit);
  if (isa<SwitchStmt, CXXCatchStmt, ConditionalOperator>(Root))
    return;
  for (const Stmt *Child : Root->children())
    forEachSure(Child, Visit);
}

void Workers::look(Body At, WorkSeen &Out, unsigned Depth) {
  if (!At.Root || llvm::is_contained(Out.Bodies, At.Root))
    return;
  Out.Bodies.push_back(At.Root);
  addHolders(At.Function, At.Tokens);

  static const RoleSet Polling{Role::Poll, Role::PollThrow, Role::PollStatus};
  auto PollsIt = [&](const Stmt *Root) {
    bool Found = false;
    forEachInFrame(Root, [&](const Stmt *S) {
      if (const auto *E = dyn_cast<Expr>(S))
        if (OpUse Op = Roles.op(E, Polling)) {
          const Expr *Asked = Op.receiver() ? Op.receiver() : Op.arg("token");
          Found |= Asked && isToken(Asked, At.Tokens);
        }
      return !Found;
    });
    return Found;
  };
  llvm::SmallPtrSet<const Stmt *, 32> Sure;
  forEachSure(At.Root, [&](const Stmt *S) {
    Sure.insert(S);
    if (!Out.Loop && isLoop(S) && loopsUntilAsked(S, Roles) && PollsIt(S))
      Out.Loop = S;
  });

  forEachInFrame(At.Root, [&](const Stmt *S) {
    if (const auto *E = dyn_cast<Expr>(S))
      if (const ValueDecl *D = namedObject(E))
        Out.HasToken |= At.Tokens.count(canonical(D)) != 0;
    const auto *C = dyn_cast<CallExpr>(S);
    if (!C)
      return true;
    auto Args = writtenArgs(C);
    bool Given = llvm::any_of(
        Args, [&](const Expr *A) { return isToken(A, At.Tokens); });
    const auto *M = dyn_cast<CXXMemberCallExpr>(C);
    bool OnThis =
        M &&
        isa<CXXThisExpr>(M->getImplicitObjectArgument()->IgnoreParenImpCasts());
    if (!Given && !OnThis)
      return true;
    const FunctionDecl *F = C->getDirectCallee();
    const FunctionDecl *Definition = nullptr;
    const auto *Method = dyn_cast_or_null<CXXMethodDecl>(F);
    bool Replaced = Method && Method->isVirtual() &&
                    !Method->hasAttr<FinalAttr>() &&
                    !Method->getParent()->hasAttr<FinalAttr>();
    if (!F || !bodyInReach(F) || !F->hasBody(Definition) || Replaced ||
        Depth == MaxDepth) {
      Out.PassesOn |= Given && !(F && isInStd(F) && !Roles.ops(C).empty());
      Out.Hidden |= OnThis && Roles.ops(C).empty();
      return true;
    }
    Body Next{Definition, Definition->getBody(), {}};
    for (unsigned I = 0; I != Args.size() && I != Definition->getNumParams();
         ++I)
      if (isToken(Args[I], At.Tokens))
        Next.Tokens.insert(canonical(Definition->getParamDecl(I)));
    for (const ValueDecl *D : At.Tokens)
      if (isa<FieldDecl>(D))
        Next.Tokens.insert(D);
    // Only a call that is surely made can keep the work going.
    const Stmt *Before = Out.Loop;
    look(std::move(Next), Out, Depth + 1);
    if (!Sure.count(C))
      Out.Loop = Before;
    return true;
  });
}

WorkSeen Workers::ownWork(const ValueDecl *Handle, const FunctionDecl *F) {
  WorkSeen Out;
  for (const Start *S : startsOf(Handle, F)) {
    Out.Started = true;
    Body At{S->Runs.Function, S->Runs.Body, {}};
    At.Tokens.insert(Handle); // thread_.get_stop_token()
    if (takesOwnToken(*S)) {
      const FunctionDecl *Runs = S->Runs.Body ? S->Runs.Function : S->Target;
      At.Tokens.insert(canonical(Runs->getParamDecl(0)));
      Out.HasToken |= Runs->getParamDecl(0)->getIdentifier() != nullptr;
      Out.PassesOn |= !S->Runs.Body;
    }
    Out.Hidden |= !S->Runs.Body;
    look(std::move(At), Out, 0);
  }
  return Out;
}

/// Adds the contexts that \p F derives together with the cancel handle
/// \p Handle: the two are one object to the code around them.
static void addDerivedWith(const ValueDecl *Handle, const FunctionDecl *F,
                           const RoleIndex &Roles, TokenSet &Tokens) {
  if (isa<FieldDecl>(Handle) || !Roles.type(Handle).has(Role::CancelHandle))
    return;
  for (const LocalSource &S : localSources(F, Roles, /*Cancelling=*/true))
    if (llvm::any_of(S.Refs, [&](const Expr *E) {
          const ValueDecl *D = referenced(E);
          return D && canonical(D) == Handle;
        }))
      for (const Expr *E : S.Derived)
        if (const ValueDecl *D = referenced(E))
          Tokens.insert(canonical(D));
}

WorkSeen Workers::workWith(const ValueDecl *Handle, const ValueDecl *Source,
                           const FunctionDecl *F) {
  WorkSeen Out;
  for (const Start *S : startsOf(Handle, F)) {
    Out.Started = true;
    Out.Hidden |= !S->Runs.Body;
    TokenSet Tokens;
    Tokens.insert(Source);
    if (const auto *Field = dyn_cast<FieldDecl>(Source)) {
      if (const auto *R = dyn_cast<CXXRecordDecl>(Field->getParent()))
        for (const FunctionDecl *G : methodsInReach(R))
          addHolders(G, Tokens);
    } else {
      addDerivedWith(Source, F, Roles, Tokens);
      addHolders(F, Tokens);
    }
    Body At{S->Runs.Function, S->Runs.Body, Tokens};
    // What is bound to the parameters comes after a token of the handle's own.
    unsigned First = takesOwnToken(*S) ? 1 : 0;
    const auto *M = dyn_cast_or_null<CXXMethodDecl>(S->Target);
    bool HasObject = M && !M->isStatic() && !M->getParent()->isLambda() &&
                     M->getOverloadedOperator() != OO_Call;
    for (size_t I = 0; I != S->Bound.size(); ++I) {
      if (!isToken(S->Bound[I], Tokens))
        continue;
      Out.HasToken = true;
      Out.PassesOn |= !S->Runs.Body;
      size_t Param = First + I - (HasObject && I ? 1 : 0);
      if (S->Runs.Body && Param < S->Runs.Function->getNumParams())
        At.Tokens.insert(canonical(S->Runs.Function->getParamDecl(Param)));
    }
    look(std::move(At), Out, 0);
  }
  return Out;
}

} // namespace ctx::analysis
