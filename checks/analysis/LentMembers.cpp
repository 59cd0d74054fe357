//===- LentMembers.cpp ----------------------------------------------------===//

#include "LentMembers.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "Lent.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;
using namespace ctx::model;

namespace ctx::analysis {

/// The first mention of a member of `this` called \p D in \p Frame or in
/// methods of the class that it calls on `this`.
static const Expr *useOf(const FieldDecl *D, const Stmt *Body,
                         llvm::SmallPtrSetImpl<const Stmt *> &Seen) {
  if (!Body || !Seen.insert(Body).second)
    return nullptr;
  const Expr *Found = nullptr;
  forEachStmt(Body, [&](const Stmt *S) {
    if (Found)
      return false;
    if (const auto *M = dyn_cast<MemberExpr>(S);
        M && isMemberOfThis(M) && M->getMemberDecl() == D) {
      Found = M;
    } else if (const auto *C = dyn_cast<CXXMemberCallExpr>(S)) {
      const Expr *Object = C->getImplicitObjectArgument();
      if (Object && isa<CXXThisExpr>(Object->IgnoreParenImpCasts()))
        if (const Expr *Inside =
                useOf(D, bodyInReach(C->getMethodDecl()), Seen))
          Found = Inside;
    }
    return !Found;
  });
  return Found;
}

std::vector<DyingMember> dyingMembers(
    const CXXRecordDecl *R, const RoleIndex &Roles,
    const std::function<const ParentMap &(const FunctionDecl *)> &Parents) {
  static const RoleSet Owners{Role::Source, Role::Unified, Role::EdgeSignal,
                              Role::Context, Role::Token};
  std::vector<DyingMember> Out;
  if (R->isDependentContext() || R->isLambda())
    return Out;
  // Handles, each with the members declared behind it.
  llvm::SmallVector<const FieldDecl *, 2> Handles;
  llvm::SmallVector<std::pair<const FieldDecl *, const FieldDecl *>, 2> Pairs;
  for (const FieldDecl *F : R->fields()) {
    TypeUse T = Roles.type(F);
    bool Handle = joinsOnDestroy(F->getType(), Roles) &&
                  (T ? T : Roles.element(F->getType())).has(Role::TaskHandle);
    if (Handle)
      Handles.push_back(F);
    else if (T.Roles.hasAny(Owners) &&
             (T.byValue() || T.hasForm(Form::Optional)) &&
             F->getType()->isRecordType())
      for (const FieldDecl *H : Handles)
        Pairs.push_back({H, F});
  }
  if (Pairs.empty())
    return Out;
  const CXXDestructorDecl *D = R->getDestructor();
  if (D && !D->isImplicit() && !D->isDefaulted()) {
    // What it does with the handle may wait.
    const Stmt *Body = bodyInReach(D);
    Waiters Waits(Roles);
    if (!Body || Waits.waitsWithin(Body))
      return Out;
    for (const FieldDecl *H : Handles)
      if (mentions(Body, H))
        llvm::erase_if(Pairs, [&](auto &P) { return P.first == H; });
  }
  std::vector<Start> Starts;
  auto Add = [&](std::vector<Start> More) {
    for (Start &S : More)
      Starts.push_back(std::move(S));
  };
  for (const FieldDecl *H : Handles)
    if (const Expr *Init = H->getInClassInitializer()) {
      ParentMap Own(const_cast<Expr *>(Init));
      Add(startsIn(H, Own, Roles));
    }
  for (const CXXMethodDecl *M : R->methods()) {
    const FunctionDecl *Definition = M->getDefinition();
    if (Definition && !Definition->isImplicit() && bodyInReach(Definition))
      Add(startsIn(Definition, Parents(Definition), Roles));
  }
  for (const auto &P : Pairs)
    for (const Start &S : Starts) {
      if (S.KeptIn != P.first || !S.Runs.Body)
        continue;
      llvm::SmallPtrSet<const Stmt *, 8> Seen;
      if (const Expr *Use = useOf(P.second, S.Runs.Body, Seen)) {
        Out.push_back({P.second, P.first, Use});
        break;
      }
    }
  return Out;
}

} // namespace ctx::analysis
