//===- Knowers.cpp --------------------------------------------------------===//

#include "Knowers.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "InScope.h"

using namespace clang;
using ctx::model::Role;
using ctx::model::RoleSet;

namespace ctx::analysis {

llvm::SmallPtrSet<const ValueDecl *, 8>
knowersOf(const ValueDecl *Token, const FunctionDecl *F, Hops &Classes,
          const model::RoleIndex &Roles) {
  llvm::SmallPtrSet<const ValueDecl *, 8> Known;
  Known.insert(Token);
  auto Mentions = [&](const Stmt *S) {
    bool Found = false;
    forEachStmt(S, [&](const Stmt *T) {
      if (const auto *R = dyn_cast<DeclRefExpr>(T))
        Found |= Known.count(R->getDecl()) != 0;
      else if (const auto *M = dyn_cast<MemberExpr>(T))
        Found |= Known.count(M->getMemberDecl()) != 0;
      return !Found;
    });
    return Found;
  };
  auto Learn = [&](const Expr *E) {
    const Expr *O = E ? object(E) : nullptr;
    if (isa_and_nonnull<CXXThisExpr>(O))
      Known.insert(nullptr);
    else if (const ValueDecl *D = O ? referenced(O) : nullptr)
      Known.insert(D);
    else if (const auto *M = dyn_cast_or_null<MemberExpr>(O))
      if (const ValueDecl *Base = referenced(M->getBase()))
        Known.insert(Base);
  };
  auto MayKeep = [](QualType T) {
    if (!T->isReferenceType() && !T->isPointerType())
      return false;
    T = T->getPointeeType();
    const CXXRecordDecl *R = T->getAsCXXRecordDecl();
    return R && !T.isConstQualified() && !isInStd(R);
  };
  static const RoleSet Looks{Role::Poll, Role::PollThrow, Role::PollStatus,
                             Role::CanCancel, Role::GetDeadline};
  for (size_t Before = 0; Before != Known.size();) {
    Before = Known.size();
    forEachStmtOf(F, [&](const Stmt *S) {
      if (const auto *D = dyn_cast<DeclStmt>(S)) {
        for (const Decl *One : D->decls()) {
          const auto *V = dyn_cast<VarDecl>(One);
          if (!V || !V->hasInit() || !Mentions(V->getInit()))
            continue;
          const Expr *Init = strip(V->getInit());
          bool Made = isa<CXXConstructExpr, InitListExpr, LambdaExpr>(Init);
          if (Made || Classes.knowsStop(V->getType()) ||
              V->getType()->isUndeducedType())
            Known.insert(V);
          else if (const auto *C = dyn_cast<CallExpr>(Init))
            // make_unique<Client>(st), connect(st)
            if (const auto *R =
                    V->getType().getNonReferenceType()->getAsCXXRecordDecl())
              if (!C->getType()->isArithmeticType() &&
                  (!isInStd(R) || hasPhrase(R->getName(), {"ptr"})))
                Known.insert(V);
        }
      } else if (const auto *C = dyn_cast<CallExpr>(S)) {
        if (Roles.op(C, Looks))
          return true;
        bool Given = llvm::any_of(C->arguments(), Mentions);
        if (!Given)
          return true;
        const FunctionDecl *Callee = C->getDirectCallee();
        if (const auto *M = dyn_cast<CXXMemberCallExpr>(C)) {
          const Expr *On = M->getImplicitObjectArgument();
          // `run(st)` on itself is a call like another; `setToken(st)` is not.
          bool Keeps =
              Callee && Callee->getIdentifier() &&
              hasPhrase(Callee->getName(), {"set", "with", "attach", "bind",
                                            "store", "assign", "use"});
          if (Keeps || (!isa<CXXThisExpr>(object(On)) &&
                        !Classes.surelyKeepsNone(On->getType())))
            Learn(On);
        } else if (const auto *O = dyn_cast<CXXOperatorCallExpr>(C)) {
          if (O->isAssignmentOp())
            Learn(O->getArg(0));
          return true;
        }
        for (unsigned I = 0; Callee && I != C->getNumArgs(); ++I)
          if (I < Callee->getNumParams() &&
              MayKeep(Callee->getParamDecl(I)->getType()) &&
              !Classes.surelyKeepsNone(C->getArg(I)->getType()) &&
              !Roles.type(Callee->getParamDecl(I)))
            Learn(C->getArg(I));
      } else if (const auto *B = dyn_cast<BinaryOperator>(S)) {
        if (B->isAssignmentOp() && Mentions(B->getRHS()) &&
            !B->getType()->isArithmeticType())
          Learn(B->getLHS());
      }
      return true;
    });
  }
  return Known;
}

bool mentionsAny(const CallExpr *Call,
                 const llvm::SmallPtrSetImpl<const ValueDecl *> &Known,
                 Hops &Classes) {
  bool Found = false;
  forEachStmt(Call, [&](const Stmt *S) {
    if (const auto *R = dyn_cast<DeclRefExpr>(S))
      Found |= Known.count(R->getDecl()) != 0;
    else if (const auto *M = dyn_cast<MemberExpr>(S))
      Found |= Known.count(M->getMemberDecl()) != 0;
    else if (isa<CXXThisExpr>(S))
      Found |= Known.count(nullptr) != 0;
    else if (const auto *C = dyn_cast<CallExpr>(S))
      // Manager::of(context)
      if (C != Call && Classes.surelyKeepsNone(C->getType()))
        return false;
    return !Found;
  });
  return Found;
}

} // namespace ctx::analysis
