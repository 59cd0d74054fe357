//===- Relevant.cpp -------------------------------------------------------===//

#include "Relevant.h"
#include "../model/VocabularyReader.h"
#include "InScope.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/DenseMap.h"

using namespace clang;

namespace ctx::analysis {

bool mayOccur(const model::RoleIndex &Roles, ASTContext &Context,
              model::RoleSet Types, model::RoleSet Ops) {
  if (Context.Idents.find("annotate") != Context.Idents.end())
    return true;
  for (const model::Vocabulary &V : Roles.vocabularies().vocabularies())
    if (Roles.active(V.Name) &&
        (llvm::any_of(V.Types,
                      [&](const model::TypeEntry &T) {
                        return T.Roles.hasAny(Types);
                      }) ||
         llvm::any_of(V.Ops, [&](const model::OpEntry &Op) {
           return Ops.has(Op.Plays);
         })))
      return true;
  return false;
}

namespace {

/// Members of members are as far as any check looks for a token; one more is
/// for the object that holds a container of them.
constexpr unsigned MemberDepth = 3;

/// What is known of classes, for the whole translation unit.
struct ClassMemory {
  llvm::DenseMap<const CXXRecordDecl *, bool> Holds;
};

class Touch {
public:
  explicit Touch(const model::RoleIndex &Roles)
      : Roles(Roles), Classes(Roles.remembered<ClassMemory>(nullptr)) {}

  bool type(QualType T, unsigned Depth = 0) {
    if (T.isNull())
      return false;
    if (T->isDependentType() || Roles.type(T))
      return true;
    while (true) {
      T = T.getNonReferenceType();
      if (T->isPointerType())
        T = T->getPointeeType();
      else if (const auto *A = T->getAsArrayTypeUnsafe())
        T = A->getElementType();
      else
        break;
      if (Roles.type(T))
        return true;
    }
    if (const auto *P = T->getAs<FunctionProtoType>())
      return type(P->getReturnType(), Depth + 1) ||
             llvm::any_of(P->param_types(),
                          [&](QualType A) { return type(A, Depth + 1); });
    const CXXRecordDecl *R = T->getAsCXXRecordDecl();
    return R && Depth <= MemberDepth && record(R, Depth);
  }

  bool signature(const FunctionDecl *F) {
    return type(F->getReturnType()) ||
           llvm::any_of(F->parameters(), [&](const ParmVarDecl *P) {
             return Roles.type(P) || type(P->getType());
           });
  }

  bool record(const CXXRecordDecl *R, unsigned Depth) {
    // Smart pointers, containers, callables.
    if (const auto *S = dyn_cast<ClassTemplateSpecializationDecl>(R))
      for (const TemplateArgument &A : S->getTemplateArgs().asArray())
        if (A.getKind() == TemplateArgument::Type &&
            type(A.getAsType(), Depth + 1))
          return true;
    if (!(R = R->getDefinition()))
      return false;
    // Only whole answers are kept: one cut short by the depth is not.
    auto Known = Classes.Holds.find(R);
    if (Known != Classes.Holds.end())
      return Known->second;
    if (R->isDependentType())
      return true;
    bool Found = llvm::any_of(R->fields(), [&](const FieldDecl *F) {
      return Roles.type(F) || type(F->getType(), Depth + 1);
    });
    for (const Decl *D : R->decls())
      if (const auto *V = dyn_cast<VarDecl>(D))
        Found |= bool(Roles.type(V));
    for (const CXXBaseSpecifier &B : R->bases())
      Found = Found || type(B.getType(), Depth);
    if (Found || Depth == 0)
      Classes.Holds[R] = Found;
    return Found;
  }

  bool expression(const Expr *E) {
    if (E->isTypeDependent() || isa<CoawaitExpr, CoyieldExpr>(E))
      return true;
    if (const auto *L = dyn_cast<LambdaExpr>(E))
      return signature(L->getCallOperator());
    if (const auto *D = dyn_cast<DeclRefExpr>(E))
      return type(D->getType()) || Roles.type(D->getDecl()) ||
             !Roles.ops(E).empty();
    if (const auto *M = dyn_cast<MemberExpr>(E))
      return type(M->getType()) || Roles.type(M->getMemberDecl()) ||
             !Roles.ops(E).empty();
    if (isa<CallExpr, CXXConstructExpr, CXXNewExpr, InitListExpr>(E))
      return type(E->getType()) || !Roles.ops(E).empty();
    return false;
  }

private:
  const model::RoleIndex &Roles;
  ClassMemory &Classes;
};

} // namespace

bool touchesRole(const FunctionDecl *F, const model::RoleIndex &Roles) {
  if (F->isDependentContext() || Roles.entryPoint(F))
    return true;
  Touch T(Roles);
  if (T.signature(F))
    return true;
  // The class the function belongs to, and those around it.
  for (const DeclContext *DC = F->getDeclContext(); DC; DC = DC->getParent())
    if (const auto *R = dyn_cast<CXXRecordDecl>(DC))
      if (T.record(R, 0))
        return true;
  if (const auto *C = dyn_cast<CXXConstructorDecl>(F))
    for (const CXXCtorInitializer *I : C->inits())
      if (isa<CXXTryStmt>(F->getBody()) || T.type(I->getInit()->getType()))
        return true;
  bool Found = false;
  forEachStmtOf(F, [&](const Stmt *S) {
    if (Found) // the walk goes on next to what it does not go into
      return false;
    if (isa<CXXTryStmt, CoroutineBodyStmt, CoreturnStmt>(S))
      Found = true;
    else if (const auto *D = dyn_cast<DeclStmt>(S))
      Found = llvm::any_of(D->decls(), [&](const Decl *One) {
        const auto *V = dyn_cast<VarDecl>(One);
        return V && (Roles.type(V) || T.type(V->getType()));
      });
    else if (const auto *E = dyn_cast<Expr>(S))
      Found = T.expression(E);
    return !Found;
  });
  return Found;
}

} // namespace ctx::analysis
