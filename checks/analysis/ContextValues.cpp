//===- ContextValues.cpp --------------------------------------------------===//

#include "ContextValues.h"
#include "../compat/Compat.h"
#include "../model/VocabularyReader.h"
#include "Exprs.h"
#include "Loops.h"
#include "Relevant.h"

using namespace clang;

namespace ctx::analysis {

using model::OpUse;
using model::Role;
using model::RoleIndex;
using model::TypeUse;
using model::writtenArgs;

static bool isBag(const Expr *Object, const RoleIndex &Roles, unsigned Depth) {
  const Expr *O = object(Object);
  if (!O || O->isInstantiationDependent())
    return false;
  for (const OpUse &Op : Roles.ops(O))
    if (Op.Entry->MapLike)
      return true;
  TypeUse T = Roles.type(O->getType());
  if (T && T.Entry->MapLike && T.has(Role::ValueBag))
    return true;
  // auto &bag = ctx.values;
  if (const auto *R = dyn_cast<DeclRefExpr>(O))
    if (const auto *V = dyn_cast<VarDecl>(R->getDecl()))
      if (V->getInit() && Depth < 4 &&
          (V->getType()->isReferenceType() || V->getType()->isPointerType()))
        return isBag(V->getInit(), Roles, Depth + 1);
  return false;
}

bool isBag(const Expr *Object, const RoleIndex &Roles) {
  return isBag(Object, Roles, 0);
}

bool hasValueOps(const RoleIndex &Roles, ASTContext &Context) {
  if (mayOccur(Roles, Context, {},
               {Role::DeriveValue, Role::ValueSet, Role::ValueGet}))
    return true;
  for (const model::Vocabulary &V : Roles.vocabularies().vocabularies())
    if (Roles.active(V.Name) &&
        llvm::any_of(V.Types,
                     [](const model::TypeEntry &T) { return T.MapLike; }))
      return true;
  return false;
}

/// The name of the member function that \p C calls, or "".
static llvm::StringRef methodName(const CXXMemberCallExpr *C) {
  const CXXMethodDecl *D = C->getMethodDecl();
  return D && D->getIdentifier() ? D->getName() : llvm::StringRef();
}

/// The subscript on a bag that \p E is.
static const CXXOperatorCallExpr *subscript(const Expr *E,
                                            const RoleIndex &Roles) {
  const auto *O = dyn_cast_or_null<CXXOperatorCallExpr>(strip(E));
  return O && O->getOperator() == OO_Subscript && O->getNumArgs() == 2 &&
                 isBag(O->getArg(0), Roles)
             ? O
             : nullptr;
}

ValueRead readAt(const Expr *E, const RoleIndex &Roles) {
  ValueRead Out;
  if (OpUse Op = Roles.op(E, Role::ValueGet)) {
    if (Op.Entry->MapLike)
      return Out; // the bag, not yet a value
    Out.Get = E;
    Out.On = Op.receiver();
    Out.Key = Op.arg("key");
    Out.Out = Op.arg("value");
    Out.Asks = !Out.Out && E->getType()->isBooleanType();
    return Out;
  }
  if (const CXXOperatorCallExpr *O = subscript(E, Roles)) {
    Out.Get = E;
    Out.On = O->getArg(0);
    Out.Key = O->getArg(1);
    return Out;
  }
  const auto *C = dyn_cast<CXXMemberCallExpr>(E);
  if (!C || C->getNumArgs() == 0 || !C->getMethodDecl() ||
      !compat::isOneOf(methodName(C), {"at", "find", "count", "contains"}) ||
      !isBag(C->getImplicitObjectArgument(), Roles))
    return Out;
  Out.Get = E;
  Out.On = C->getImplicitObjectArgument();
  Out.Key = C->getArg(0);
  Out.Throws = methodName(C) == "at";
  Out.Iterator = methodName(C) == "find";
  Out.Asks = !Out.Throws && !Out.Iterator;
  return Out;
}

ValueWrite writeAt(const Expr *E, const RoleIndex &Roles) {
  ValueWrite Out;
  if (OpUse Op = Roles.op(E, {Role::ValueSet, Role::DeriveValue})) {
    Out.Value = Op.arg("value");
    Out.Key = Op.arg("key");
    Out.Op = Out.Value ? E : nullptr;
    return Out;
  }
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(E)) {
    const CXXOperatorCallExpr *Place =
        O->getOperator() == OO_Equal && O->getNumArgs() == 2
            ? subscript(O->getArg(0), Roles)
            : nullptr;
    if (Place)
      return {E, Place->getArg(1), O->getArg(1)};
  }
  if (const auto *C = dyn_cast<CXXMemberCallExpr>(E))
    if (C->getNumArgs() == 2 &&
        compat::isOneOf(methodName(C),
                        {"emplace", "insert_or_assign", "try_emplace"}) &&
        isBag(C->getImplicitObjectArgument(), Roles))
      return {E, C->getArg(0), C->getArg(1)};
  return Out;
}

std::vector<ValueRead> readsIn(const Stmt *Body, const RoleIndex &Roles) {
  std::vector<ValueRead> Out;
  forEachInFrame(Body, [&](const Stmt *S) {
    if (const auto *C = dyn_cast<CallExpr>(S))
      if (ValueRead R = readAt(C, Roles); R.Get)
        Out.push_back(R);
    return true;
  });
  return Out;
}

//===----------------------------------------------------------------------===//
// Keys
//===----------------------------------------------------------------------===//

/// The literal in \p E, through what turns literals into strings.
static const StringLiteral *literalIn(const Expr *E, unsigned Depth = 0) {
  E = strip(E);
  if (!E || Depth > 6)
    return nullptr;
  if (const auto *L = dyn_cast<StringLiteral>(E))
    return L;
  if (const auto *U = dyn_cast<UserDefinedLiteral>(E))
    return U->getNumArgs() ? literalIn(U->getArg(0), Depth + 1) : nullptr;
  if (const auto *C = dyn_cast<CXXConstructExpr>(E))
    return C->getNumArgs() ? literalIn(C->getArg(0), Depth + 1) : nullptr;
  if (const auto *I = dyn_cast<InitListExpr>(E))
    return I->getNumInits() == 1 ? literalIn(I->getInit(0), Depth + 1)
                                 : nullptr;
  if (const auto *C = dyn_cast<ExplicitCastExpr>(E))
    return literalIn(C->getSubExpr(), Depth + 1);
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(E))
    return isa_and_nonnull<CXXConversionDecl>(M->getMethodDecl())
               ? literalIn(M->getImplicitObjectArgument(), Depth + 1)
               : nullptr;
  if (const auto *R = dyn_cast<DeclRefExpr>(E))
    if (const auto *V = dyn_cast<VarDecl>(R->getDecl()))
      if (const Expr *Init = V->getAnyInitializer())
        return Init->isInstantiationDependent() ? nullptr
                                                : literalIn(Init, Depth + 1);
  return nullptr;
}

std::string keyText(const Expr *Key) {
  const StringLiteral *L = Key ? literalIn(Key) : nullptr;
  return L && L->getCharByteWidth() == 1 ? L->getString().str() : "";
}

std::string keyName(const Expr *Key) {
  const ValueDecl *D = nullptr;
  for (unsigned I = 0; Key && I < 6; ++I) {
    Key = strip(Key);
    if (const auto *C = dyn_cast<CXXConstructExpr>(Key))
      Key = C->getNumArgs() ? C->getArg(0) : nullptr;
    else if (const auto *M = dyn_cast<CXXMemberCallExpr>(Key))
      Key = M->getImplicitObjectArgument();
    else if (const auto *C = dyn_cast<ExplicitCastExpr>(Key))
      Key = C->getSubExpr();
    else
      break;
  }
  if (Key)
    D = referenced(Key);
  return D && D->getIdentifier() ? D->getName().str() : "";
}

bool isSameKey(const Expr *A, const Expr *B, const ASTContext &Context) {
  if (!A || !B)
    return false;
  std::string Text = keyText(A);
  if (!Text.empty() && Text == keyText(B))
    return true;
  Text = textOf(A->getSourceRange(), Context);
  return !Text.empty() && Text == textOf(B->getSourceRange(), Context);
}

/// The parameter that \p On is, or null.
static const ParmVarDecl *parameterOf(const Expr *On) {
  const auto *R = dyn_cast_or_null<DeclRefExpr>(On ? object(On) : nullptr);
  return R ? dyn_cast<ParmVarDecl>(R->getDecl()) : nullptr;
}

bool isSameValue(const ValueRead &A, const ValueRead &B,
                 const ASTContext &Context) {
  if (!isSameKey(A.Key, B.Key, Context))
    return false;
  // A copy, a reference or what was derived holds the same.
  const ParmVarDecl *Left = parameterOf(A.On), *Right = parameterOf(B.On);
  return !Left || !Right || Left == Right;
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

ValueKind kindOf(QualType T) {
  T = T.getNonReferenceType();
  if (T->isObjectPointerType() || T->isVoidPointerType())
    return ValueKind::Pointer;
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  if (!R || !R->getIdentifier())
    return ValueKind::None;
  llvm::StringRef Name = R->getName();
  if (compat::isOneOf(Name, {"any", "Any", "variant", "Variant"}))
    return ValueKind::Any;
  if (compat::isOneOf(Name, {"shared_ptr", "unique_ptr", "intrusive_ptr"}))
    return ValueKind::Smart;
  return compat::isOneOf(Name, {"optional", "Optional"}) ? ValueKind::Optional
                                                         : ValueKind::None;
}

const Expr *takenFrom(const Expr *E, bool Pointer) {
  const auto *C = dyn_cast_or_null<CallExpr>(E);
  const FunctionDecl *F = C ? C->getDirectCallee() : nullptr;
  if (!F || !F->getIdentifier() || C->getNumArgs() != 1 ||
      isa<CXXMethodDecl>(F))
    return nullptr;
  llvm::StringRef Name = F->getName();
  const Expr *From = C->getArg(0);
  if (Pointer) {
    if (!C->getType()->isPointerType() ||
        !compat::isOneOf(Name, {"get_if", "any_cast", "AnyCast"}))
      return nullptr;
    From = object(From);
    return kindOf(From->getType()) == ValueKind::Any ? From : nullptr;
  }
  if (!compat::isOneOf(Name, {"get", "any_cast", "AnyCast", "RefAnyCast"}) ||
      kindOf(From->getType()) != ValueKind::Any)
    return nullptr;
  return From;
}

QualType namedType(const Expr *E) {
  const auto *C = dyn_cast_or_null<CallExpr>(E);
  const FunctionDecl *F = C ? C->getDirectCallee() : nullptr;
  const TemplateArgumentList *Args =
      F ? F->getTemplateSpecializationArgs() : nullptr;
  if (!Args || Args->size() == 0)
    return {};
  const TemplateArgument *First = &Args->get(0);
  if (First->getKind() == TemplateArgument::Pack && First->pack_size())
    First = First->pack_begin();
  return First->getKind() == TemplateArgument::Type
             ? First->getAsType()
                   .getNonReferenceType()
                   .getCanonicalType()
                   .getUnqualifiedType()
             : QualType();
}

} // namespace ctx::analysis
