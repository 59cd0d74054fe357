//===- Unassigned.cpp -----------------------------------------------------===//

#include "Unassigned.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "InScope.h"
#include "OwnedSource.h"
#include "Roots.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace ctx::analysis {

using model::Form;
using model::Role;
using model::RoleIndex;
using model::RoleSet;
using model::TypeUse;

static const RoleSet Travels{Role::Token, Role::Context, Role::Unified};

bool saysEmpty(llvm::StringRef Name) {
  return saysOptOut(Name) ||
         hasPhrase(Name, {"empty", "dummy", "null", "default", "unused", "noop",
                          "invalid", "fake", "no token", "no context"});
}

bool startsEmpty(const ValueDecl *D, const RoleIndex &Roles, TypeUse &Type) {
  if (!D->getIdentifier() || D->getType()->isDependentType() ||
      D->getType()->isReferenceType() || D->getType().isConstQualified() ||
      D->isInvalidDecl() || D->isWeak() || D->hasAttr<UsedAttr>())
    return false;
  Type = Roles.type(D);
  if (!Type || !Type.Roles.hasAny(Travels) || Type.has(Role::TaskHandle) ||
      Type.hasForm(Form::Weak) || Type.hasForm(Form::RefWrapper))
    return false;
  if (Type.byValue() && (Type.has(Role::SingleUse) ||
                         (Type.Entry->Default != model::DefaultCtor::Root &&
                          Type.Entry->Default != model::DefaultCtor::Invalid)))
    return false;
  return !saysEmpty(D->getName());
}

bool isOwnToken(const ValueDecl *D, const RoleIndex &Roles, TypeUse &Type) {
  if (!startsEmpty(D, Roles, Type))
    return false;
  const auto *R = dyn_cast<CXXRecordDecl>(D->getDeclContext());
  if (R && (R->isLambda() || R->isUnion() ||
            isa<ClassTemplateSpecializationDecl>(R)))
    return false;
  if (const auto *V = dyn_cast<VarDecl>(D)) {
    for (const VarDecl *Re : V->redecls())
      if (!isEmptyInit(Re->getInit(), Roles))
        return false;
  } else if (!isEmptyInit(cast<FieldDecl>(D)->getInClassInitializer(), Roles)) {
    return false;
  }
  bool FileOnly = R ? !R->isExternallyVisible() : !D->isExternallyVisible();
  return FileOnly || (R && D->getAccess() == AS_private);
}

/// True if \p S mentions \p D by name; sets \p Unclear for what may mean it.
static bool isMentionOf(const Stmt *S, const ValueDecl *D, bool &Unclear) {
  auto Same = [&](const ValueDecl *Other) {
    return Other->getCanonicalDecl() == D->getCanonicalDecl();
  };
  if (const auto *R = dyn_cast<DeclRefExpr>(S)) {
    Unclear |= Same(R->getDecl()) && isa<FieldDecl>(D); // &T::member
    return Same(R->getDecl());
  }
  if (const auto *M = dyn_cast<MemberExpr>(S))
    return Same(M->getMemberDecl());
  if (const auto *M = dyn_cast<CXXDependentScopeMemberExpr>(S))
    Unclear |= M->getMember() == D->getDeclName();
  // T{..., token}
  if (const auto *I = dyn_cast<InitListExpr>(S)) {
    const auto *Field = dyn_cast<FieldDecl>(D);
    const CXXRecordDecl *R = I->getType()->getAsCXXRecordDecl();
    if (Field && R &&
        R->getCanonicalDecl() == Field->getParent()->getCanonicalDecl())
      Unclear |=
          (I->isSemanticForm() && I->getSyntacticForm() ? I->getSyntacticForm()
                                                        : I)
              ->getNumInits() > 0;
  }
  return false;
}

void TuCode::see(Unassigned &State, const FunctionDecl *In) const {
  if (const auto *C = dyn_cast<CXXConstructorDecl>(In))
    for (const CXXCtorInitializer *I : C->inits())
      if (I->isWritten() && I->isAnyMemberInitializer() &&
          I->getAnyMember() == State.Decl)
        State.Written |= !isEmptyInit(I->getInit(), Roles) &&
                         !mentions(I->getInit(), State.Decl);
  if (!bodyInReach(In))
    return;
  const ParentMap &Map = Parents(In);
  forEachStmtOf(In, [&](const Stmt *S) {
    bool Unclear = false;
    if (isMentionOf(S, State.Decl, Unclear))
      State.add(mentionOf(cast<Expr>(S), Map, Roles), In);
    State.Written |= Unclear;
    return !State.Written;
  });
}

void TuCode::see(Unassigned &State, const Expr *Initialiser) const {
  bool Any = false;
  forEachStmt(Initialiser, [&](const Stmt *S) {
    bool Unclear = false;
    Any |= isMentionOf(S, State.Decl, Unclear);
    State.Written |= Unclear;
    return true;
  });
  if (!Any)
    return;
  ParentMap Map(const_cast<Expr *>(Initialiser)); // it takes no const
  forEachStmt(Initialiser, [&](const Stmt *S) {
    bool Unclear = false;
    if (isMentionOf(S, State.Decl, Unclear))
      State.add(mentionOf(cast<Expr>(S), Map, Roles), nullptr);
    return true;
  });
}

bool TuCode::collect(Unassigned &State) const {
  const auto *R = dyn_cast<CXXRecordDecl>(State.Decl->getDeclContext());
  llvm::SmallVector<const FunctionDecl *, 16> Insiders;
  if (R && State.Decl->getAccess() == AS_private) {
    if (!insidersOf(R, Insiders))
      return false;
  } else {
    Insiders.append(Functions.begin(), Functions.end());
  }
  for (const FunctionDecl *In : Insiders) {
    see(State, In);
    if (State.Written)
      return true;
  }
  for (const Expr *Init : Inits)
    see(State, Init);
  return true;
}

} // namespace ctx::analysis
