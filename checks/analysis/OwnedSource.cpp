//===- OwnedSource.cpp ----------------------------------------------------===//

#include "OwnedSource.h"
#include "../compat/Compat.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "OwnWalk.h"
#include "clang/AST/DeclFriend.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;
using namespace ctx::model;

namespace ctx::analysis {

//===----------------------------------------------------------------------===//
// Classes
//===----------------------------------------------------------------------===//

namespace {

using Functions = llvm::SmallVector<const FunctionDecl *, 16>;

/// Everything that may touch the private members of a class.
class Insiders {
public:
  /// With \p MayMiss, functions without a body here are counted and no failure.
  explicit Insiders(bool MayMiss = false) : MayMiss(MayMiss) {}

  /// False if something of it has no body here, or cannot be listed.
  bool add(const CXXRecordDecl *R) {
    R = R ? R->getDefinition() : nullptr;
    if (!R)
      return false;
    if (!Seen.insert(R).second)
      return true;
    for (const Decl *D : R->decls())
      if (!addMember(D))
        return false;
    return true;
  }

  Functions All;        ///< those with a body here, their definitions
  Functions Declared;   ///< all of them
  bool Missing = false; ///< some have no body here

private:
  bool add(const FunctionDecl *F) {
    if (F->isImplicit() || F->isDefaulted() || F->isDeleted() ||
        compat::isPureVirtual(F))
      return true;
    Declared.push_back(F);
    if (!bodyInReach(F)) {
      Missing = true;
      return MayMiss;
    }
    All.push_back(F->getDefinition());
    return true;
  }

  bool addMember(const Decl *D) {
    if (const auto *F = dyn_cast<FunctionDecl>(D))
      return add(F);
    if (const auto *T = dyn_cast<FunctionTemplateDecl>(D))
      return add(T->getTemplatedDecl());
    if (const auto *R = dyn_cast<CXXRecordDecl>(D))
      return R->isImplicit() || add(R);
    if (isa<ClassTemplateDecl>(D))
      return false;
    if (const auto *F = dyn_cast<FriendDecl>(D)) {
      if (const TypeSourceInfo *T = F->getFriendType())
        return add(T->getType()->getAsCXXRecordDecl());
      return F->getFriendDecl() && addMember(F->getFriendDecl());
    }
    return true;
  }

  bool MayMiss;
  llvm::SmallPtrSet<const CXXRecordDecl *, 4> Seen;
};

bool stopLike(const CXXMethodDecl *M) {
  return isa<CXXDestructorDecl>(M) ||
         (M->getIdentifier() &&
          hasPhrase(M->getName(), {"stop", "shutdown", "shut down", "close",
                                   "join", "wait"}));
}

bool holdsTasks(const ValueDecl *D, const RoleIndex &Roles) {
  return Roles.type(D).has(Role::TaskHandle) ||
         Roles.element(D->getType()).has(Role::TaskHandle);
}

bool joinsByItself(const ValueDecl *D, const RoleIndex &Roles) {
  TypeUse T = Roles.type(D);
  if (!T)
    T = Roles.element(D->getType());
  return T && (T.Entry->Destroy == OnDestroy::Cancel ||
               T.Entry->Destroy == OnDestroy::CancelJoin);
}

/// True if \p Body tells other code something, besides waiting: it writes a
/// member, or calls something not const on one that holds no task.
bool tellsOther(const Stmt *Body, const RoleIndex &Roles) {
  bool Tells = false;
  auto Member = [&](const Expr *E) {
    const ValueDecl *D = isMemberOfThis(object(E)) ? referenced(E) : nullptr;
    return D && !holdsTasks(D, Roles) && !Roles.type(D).has(Role::Source);
  };
  forEachStmt(Body, [&](const Stmt *S) {
    if (const auto *B = dyn_cast<BinaryOperator>(S)) {
      Tells |= B->isAssignmentOp() && Member(B->getLHS());
    } else if (const auto *O = dyn_cast<CXXOperatorCallExpr>(S)) {
      const auto *M = dyn_cast_or_null<CXXMethodDecl>(O->getDirectCallee());
      Tells |= M && !M->isConst() && O->getNumArgs() && Member(O->getArg(0));
    } else if (const auto *C = dyn_cast<CXXMemberCallExpr>(S)) {
      const CXXMethodDecl *M = C->getMethodDecl();
      Tells |= M && !M->isConst() && Member(C->getImplicitObjectArgument());
    }
    return !Tells;
  });
  return Tells;
}

/// Finds the wait for one of \p R's own tasks in \p M.
bool findJoin(const CXXMethodDecl *M, const RoleIndex &Roles,
              const ParentMap &Parents, OwnedSource &Out) {
  FunctionView View(M, Parents, Roles);
  forEachStmt(M->getBody(), [&](const Stmt *S) {
    const auto *C = dyn_cast<CXXMemberCallExpr>(S);
    if (!C || Out.Join || !Roles.op(C, Role::Join))
      return !Out.Join;
    const ValueDecl *D = referenced(C->getImplicitObjectArgument());
    D = D ? View.ranged(D) : nullptr;
    if (!isa_and_nonnull<FieldDecl>(D) || !holdsTasks(D, Roles))
      return true;
    Out.Join = C;
    Out.Where = M;
    Out.NeedsToken = joinsByItself(D, Roles);
    for (const Stmt *P = C; P && P != M->getBody(); P = View.parent(P))
      Out.Statement = P;
    return false;
  });
  return Out.Join != nullptr;
}

/// A member that is a source of its own in every object of its class.
bool isOwn(const FieldDecl *F, const RoleIndex &Roles) {
  TypeUse T = Roles.type(F);
  if (!T.has(Role::Source) || T.has(Role::TaskHandle) || T.has(Role::Unified) ||
      !T.byValue() || T.Entry->Default != DefaultCtor::Live ||
      T.Entry->Destroy == OnDestroy::Cancel ||
      T.Entry->Destroy == OnDestroy::CancelJoin)
    return false;
  // Another initialiser is met in the walk over the uses.
  return true;
}

} // namespace

bool insidersOf(const CXXRecordDecl *R,
                llvm::SmallVectorImpl<const FunctionDecl *> &Out) {
  Insiders Inside;
  if (!Inside.add(R))
    return false;
  Out.append(Inside.All.begin(), Inside.All.end());
  return true;
}

/// The members of \p R that are sources which only its insiders see.
static llvm::SmallVector<const FieldDecl *, 2>
ownFields(const CXXRecordDecl *R, const RoleIndex &Roles) {
  llvm::SmallVector<const FieldDecl *, 2> Fields;
  if (R->isLambda() || R->isUnion() ||
      (isa<ClassTemplateSpecializationDecl>(R) &&
       cast<ClassTemplateSpecializationDecl>(R)->getSpecializationKind() ==
           TSK_ImplicitInstantiation))
    return Fields;
  for (const FieldDecl *F : R->fields())
    if (isOwn(F, Roles) && (F->getAccess() == AS_private ||
                            (!R->isExternallyVisible() && !R->isAggregate())))
      Fields.push_back(F);
  return Fields;
}

SpreadClass spreadSources(
    const CXXRecordDecl *R, const RoleIndex &Roles,
    const std::function<const ParentMap &(const FunctionDecl *)> &Parents) {
  SpreadClass Out;
  llvm::SmallVector<const FieldDecl *, 2> Fields = ownFields(R, Roles);
  Insiders Inside(/*MayMiss=*/true);
  bool HasTasks = llvm::any_of(
      R->fields(), [&](const FieldDecl *F) { return holdsTasks(F, Roles); });
  if (Fields.empty() || !HasTasks || !R->isExternallyVisible() ||
      R->isDependentContext() || !Inside.add(R) || !Inside.Missing)
    return Out;
  Out.Fields = Fields;
  Out.Needed.assign(Inside.Declared.begin(), Inside.Declared.end());
  Out.Seen.assign(Inside.All.begin(), Inside.All.end());
  for (const FunctionDecl *F : Inside.All) {
    const auto *M = dyn_cast<CXXMethodDecl>(F);
    if (!M || !stopLike(M))
      continue;
    Out.Told |= tellsOther(M->getBody(), Roles);
    OwnedSource Wait;
    if (M->getParent()->getCanonicalDecl() == R->getCanonicalDecl() &&
        findJoin(M, Roles, Parents(M), Wait))
      Out.Waits.push_back(Wait);
  }
  return Out;
}

void ownedSources(
    const CXXRecordDecl *R, const RoleIndex &Roles,
    const std::function<const ParentMap &(const FunctionDecl *)> &Parents,
    std::vector<OwnedSource> &Out) {
  llvm::SmallVector<const FieldDecl *, 2> Fields = ownFields(R, Roles);
  Insiders Inside;
  if (Fields.empty() || !Inside.add(R))
    return;

  OwnedSource Wait;
  for (bool Destructor : {true, false})
    for (const FunctionDecl *F : Inside.All) {
      const auto *M = dyn_cast<CXXMethodDecl>(F);
      if (M && M->getParent() == R && !Wait.Join &&
          isa<CXXDestructorDecl>(M) == Destructor && stopLike(M))
        findJoin(M, Roles, Parents(M), Wait);
    }
  if (!Wait.Join)
    return;
  // The end may be told in another way: then only a token that was handed out
  // shows that this source was meant, and even then nobody knows.
  bool ToldHere = tellsOther(Wait.Where->getBody(), Roles);
  bool ToldElsewhere = false;
  for (const FunctionDecl *F : Inside.All) {
    const auto *M = dyn_cast<CXXMethodDecl>(F);
    if (M && stopLike(M) && M != Wait.Where)
      ToldElsewhere |= tellsOther(F->getBody(), Roles);
  }
  if (ToldHere || ToldElsewhere)
    return;
  for (const FieldDecl *F : Fields) {
    Out.push_back(Wait);
    Out.back().Field = F;
  }
}

//===----------------------------------------------------------------------===//
// Uses in the translation unit
//===----------------------------------------------------------------------===//

namespace {

class UseWalk : public OwnWalk<UseWalk> {
public:
  UseWalk(const RoleIndex &Roles, const SourceManager &Sources,
          llvm::MapVector<const ValueDecl *, SourceUses> &Uses)
      : OwnWalk(Sources), Roles(Roles), Uses(Uses) {}

  bool VisitCallExpr(CallExpr *C) {
    for (const OpUse &Op : Roles.ops(C)) {
      const Expr *O = Op.receiver() ? object(Op.receiver()) : nullptr;
      if (!O || !of(O))
        continue;
      Explained.insert(O);
      UseKind K = kindOfOp(C, Roles);
      SourceUses &U = *of(O);
      note(K == UseKind::Trigger  ? U.Triggered
           : K == UseKind::Escape ? U.Escaped
           : K == UseKind::Look   ? U.Polled
                                  : U.HandedOut,
           C->getExprLoc());
      break;
    }
    return true;
  }

  bool VisitDeclRefExpr(DeclRefExpr *E) { return reference(E); }
  bool VisitMemberExpr(MemberExpr *E) { return reference(E); }

  bool TraverseConstructorInitializer(CXXCtorInitializer *I) {
    if (I->isMemberInitializer() && I->isWritten())
      initialiser(I->getMember(), I->getInit());
    return RecursiveASTVisitor::TraverseConstructorInitializer(I);
  }
  bool VisitFieldDecl(FieldDecl *F) {
    if (F->hasInClassInitializer())
      initialiser(F, F->getInClassInitializer());
    return true;
  }

private:
  SourceUses *of(const ValueDecl *D) {
    auto It = Uses.find(cast<ValueDecl>(D->getCanonicalDecl()));
    return It == Uses.end() ? nullptr : &It->second;
  }
  SourceUses *of(const Expr *E) {
    if (const auto *R = dyn_cast<DeclRefExpr>(E))
      return of(R->getDecl());
    if (const auto *M = dyn_cast<MemberExpr>(E))
      return of(M->getMemberDecl());
    return nullptr;
  }
  static void note(SourceLocation &To, SourceLocation At) {
    if (To.isInvalid())
      To = At;
  }
  bool reference(const Expr *E) {
    // Calls come before what is inside them.
    if (SourceUses *U = of(E); U && !Explained.count(E))
      note(U->Escaped, E->getExprLoc());
    return true;
  }
  void initialiser(const FieldDecl *F, const Expr *Init) {
    SourceUses *U = of(F);
    if (!U || !Init)
      return;
    const Expr *E = strip(Init);
    const auto *C = dyn_cast<CXXConstructExpr>(E);
    const auto *L = dyn_cast<InitListExpr>(E);
    bool Default = (C && C->getConstructor()->isDefaultConstructor()) ||
                   (L && L->getNumInits() == 0);
    if (!Default)
      note(U->Escaped, F->getLocation());
  }

  const RoleIndex &Roles;
  llvm::MapVector<const ValueDecl *, SourceUses> &Uses;
  llvm::DenseSet<const Expr *> Explained;
};

} // namespace

llvm::MapVector<const ValueDecl *, SourceUses>
usesInTu(ASTContext &Context, const RoleIndex &Roles,
         llvm::ArrayRef<const ValueDecl *> Sources) {
  llvm::MapVector<const ValueDecl *, SourceUses> Uses;
  for (const ValueDecl *D : Sources)
    Uses.insert({cast<ValueDecl>(D->getCanonicalDecl()), SourceUses()});
  UseWalk Walk(Roles, Context.getSourceManager(), Uses);
  for (Decl *D : Context.getTraversalScope()) {
    if (auto *Tu = dyn_cast<TranslationUnitDecl>(D)) {
      for (Decl *Top : Tu->decls())
        Walk.TraverseDecl(Top);
    } else {
      Walk.TraverseDecl(D);
    }
  }
  return Uses;
}

} // namespace ctx::analysis
