//===- ContextShapes.cpp --------------------------------------------------===//

#include "ContextShapes.h"
#include "../compat/Compat.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "StopNames.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace ctx::analysis {
namespace {

const char OtherMeaning[] = "the name has other meanings";

/// True for `atomic<bool>`, by value or through a pointer, and for a volatile
/// bool.
bool isFlag(QualType T) {
  T = T.getNonReferenceType();
  if (T->isPointerType())
    T = T->getPointeeType();
  if (T->isBooleanType())
    return T.isVolatileQualified();
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  const auto *S = dyn_cast_or_null<ClassTemplateSpecializationDecl>(R);
  if (!R || !R->getIdentifier())
    return false;
  if (!S)
    return R->getName() == "atomic_flag" || R->getName() == "atomic_bool";
  if (!S->getTemplateArgs().size() ||
      S->getTemplateArgs()[0].getKind() != TemplateArgument::Type)
    return false;
  QualType Of = S->getTemplateArgs()[0].getAsType();
  if (R->getName() == "atomic")
    return Of->isBooleanType();
  return namesPointer(R->getName()) && isFlag(Of) && !Of->isBooleanType();
}

/// The exception that the body of \p F throws, if it is in reach and throws
/// one that is made there. \p Throws is true if it does, or calls what may: a
/// function that is called for what it does.
const CXXRecordDecl *thrownBy(const FunctionDecl *F, bool &Throws) {
  const CXXRecordDecl *Out = nullptr;
  Throws = false;
  if (const Stmt *Body = bodyInReach(F))
    forEachStmt(Body, [&](const Stmt *S) {
      if (const auto *T = dyn_cast<CXXThrowExpr>(S)) {
        Throws = true;
        if (const Expr *E = T->getSubExpr())
          Out = E->getType()->getAsCXXRecordDecl();
      } else if (const auto *C = dyn_cast<CallExpr>(S))
        Throws |= C->getType()->isVoidType();
      return true;
    });
  return Out;
}

/// True if a call without arguments is right.
bool needsNothing(const FunctionDecl *F) {
  return F->getMinRequiredArguments() == 0 && F->getNumParams() <= 1;
}

/// True if \p T can be a key: text, or anything in a template.
bool isKey(QualType T) {
  T = T.getNonReferenceType();
  if (T->isDependentType())
    return true;
  if (T->isPointerType())
    return T->getPointeeType()->isCharType();
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  return R && R->getIdentifier() &&
         (R->getName().contains("string") || R->getName().contains("String") ||
          R->getName() == "any" || R->getName().contains("Key"));
}

/// What a question of the name \p Name with the result \p Result is.
std::optional<ShapedOp> question(const char *Matcher, const FunctionDecl *F) {
  llvm::StringRef Name = F->getName();
  QualType Result = F->getReturnType();
  if (!needsNothing(F) || Result->isDependentType())
    return std::nullopt;
  ShapedOp Op{Matcher, Name.str(), "poll", {}, {}, nullptr, F};
  if (Result->isVoidType()) {
    Sure S = throwsOnStop(Name);
    if (S == Sure::No)
      return std::nullopt;
    bool Throws = false;
    Op.Role = "poll_throw";
    Op.Of = thrownBy(F, Throws);
    if (!Throws && S != Sure::Yes)
      Op.Doubt = OtherMeaning;
    else if (!Throws && !Name.contains_insensitive("throw") && bodyInReach(F) &&
             !F->isDependentContext())
      Op.Doubt = "no throw is seen in it";
    return Op;
  }
  AskedName Asked = asksToStop(Name);
  if (Asked.Asks == Sure::No && !Result->isBooleanType() &&
      throwsOnStop(Name) != Sure::No)
    Asked.Asks = Sure::Yes;
  if (Asked.Asks == Sure::No)
    return std::nullopt;
  if (Asked.Asks == Sure::Maybe)
    Op.Doubt = OtherMeaning;
  if (!Asked.StopWhen)
    Op.Extra = "stop_when: false";
  if (Result->isBooleanType() || isFlag(Result))
    return Op;
  const Type *T = Result.getNonReferenceType().getTypePtr();
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  if (!R && !T->isEnumeralType())
    return std::nullopt;
  llvm::StringRef Says = R && R->getIdentifier() ? R->getName() : "";
  bool Status = Says.contains("Status") || Says.contains("status") ||
                Says.contains("Result") || Says.contains("rror");
  if (Asked.Asks != Sure::Yes)
    return std::nullopt;
  // A future or an event: waited for, not asked. `Status Cancelled()` makes
  // one.
  if (R && (!Status || throwsOnStop(Name) == Sure::No))
    return std::nullopt;
  Op.Role = "poll_status";
  Op.Extra.clear();
  if (!Status)
    Op.Doubt = "which of its values mean stop?";
  return Op;
}

std::optional<ShapedOp> request(const char *Matcher, const FunctionDecl *F) {
  QualType Result = F->getReturnType();
  if (F->getMinRequiredArguments() > 2 || F->getNumParams() > 3 ||
      !(Result->isVoidType() || Result->isBooleanType()))
    return std::nullopt;
  llvm::StringRef Name = F->getName();
  ShapedOp Op{Matcher, Name.str(), "reset", {}, {}, nullptr, F};
  if (Sure S = takesStopBack(Name);
      S != Sure::No && Result->isVoidType() && !F->getNumParams()) {
    if (S == Sure::Maybe)
      Op.Doubt = "what does it reset?";
    return Op;
  }
  Sure S = requestsStop(Name);
  if (S == Sure::No)
    return std::nullopt;
  Op.Role = "trigger";
  if (S == Sure::Maybe)
    Op.Doubt = OtherMeaning;
  if (Result->isVoidType())
    Op.Extra = "returns: void";
  if (F->getNumParams() && F->getParamDecl(0)->getType()->isBooleanType())
    Op.Doubt = "its argument says whether it stops";
  // "interrupt(number)" is a processor's, "cancel(id)" one of many.
  else if (F->getMinRequiredArguments() &&
           F->getParamDecl(0)->getType()->isIntegerType())
    Op.Doubt = "what does its argument say?";
  return Op;
}

void addDeadline(const char *Matcher, const FunctionDecl *F,
                 std::vector<ShapedOp> &Out) {
  if (!namesDeadline(F->getName()))
    return;
  QualType Result = F->getReturnType();
  bool Gets = !F->getNumParams() && !Result->isVoidType();
  bool Sets =
      F->getNumParams() == 1 && (compat::startsWith(F->getName(), "set") ||
                                 compat::startsWith(F->getName(), "Set"));
  if (!Gets && !Sets)
    return;
  ShapedOp Op{Matcher,
              F->getName().str(),
              Gets ? "get_deadline" : "set_deadline",
              Gets ? "" : "args: { deadline: 0 }",
              {},
              nullptr,
              F};
  if (Gets && Result->isBooleanType())
    Op.Doubt = "it says whether there is one, or it has passed";
  Out.push_back(std::move(Op));
}

/// A free function that derives by its name and takes a context, but returns
/// something else: a pair, a result.
void addDerivation(const FunctionDecl *F, std::vector<ShapedOp> &Out) {
  llvm::StringRef Role = namesDerive(F->getName());
  if (Role.empty() || F->getReturnType()->isVoidType())
    return;
  for (unsigned I = 0; I != F->getNumParams(); ++I) {
    const CXXRecordDecl *R = bareClass(F->getParamDecl(I)->getType());
    if (!R || !R->getIdentifier() || classHint(R->getName()).empty())
      continue;
    Out.push_back(
        {"free", F->getName().str(), Role.str(),
         "args: { parent: " + std::to_string(I) + " }",
         "which part of its result is the child, and what cancels it?", R, F});
    return;
  }
}

/// What comes of \p F if it makes objects of \p Made.
void addMaker(const char *Matcher, const FunctionDecl *F,
              const CXXRecordDecl *Made, std::vector<ShapedOp> &Out) {
  const CXXRecordDecl *Result = bareClass(F->getReturnType());
  if (!Result || (Made && Result != Made))
    return;
  int Parent = -1;
  for (unsigned I = 0; I != F->getNumParams(); ++I)
    if (Parent < 0 && bareClass(F->getParamDecl(I)->getType()) == Result)
      Parent = int(I);
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  bool OfThis = M && M->isInstance();
  ShapedOp Op{Matcher, F->getName().str(), "root_factory", {}, {}, Result, F};
  bool Placeholder = false;
  if (Parent < 0 && !OfThis && F->getMinRequiredArguments() <= 1 &&
      namesRoot(F->getName(), Placeholder)) {
    if (Placeholder)
      Op.Extra = "placeholder: true";
    Out.push_back(std::move(Op));
    return;
  }
  llvm::StringRef Role = namesDerive(F->getName());
  if (Role.empty() || (Parent < 0 && !OfThis))
    return;
  Op.Role = Role.str();
  Op.Extra = Parent < 0 ? "args: { parent: this }"
                        : "args: { parent: " + std::to_string(Parent) + " }";
  Op.Doubt = "is what comes out cancelled with its parent?";
  Out.push_back(std::move(Op));
}

void addValue(const CXXMethodDecl *M, std::vector<ShapedOp> &Out) {
  unsigned N = M->getNumParams();
  // Get<Key>() has no argument to name.
  if (!N || !isKey(M->getParamDecl(0)->getType()))
    return;
  bool Sets = N == 2 && namesValue(M->getName(), true);
  if (!Sets && (N != 1 || M->getReturnType()->isVoidType() ||
                !namesValue(M->getName(), false)))
    return;
  Out.push_back({"method",
                 M->getName().str(),
                 Sets ? "value_set" : "value_get",
                 Sets ? "args: { key: 0, value: 1 }" : "args: { key: 0 }",
                 {},
                 nullptr,
                 M});
}

/// `operator bool()` and `operator()()` of a class that says what it is.
void addOperator(const CXXMethodDecl *M, std::vector<ShapedOp> &Out) {
  bool Asks = isa<CXXConversionDecl>(M) && M->getReturnType()->isBooleanType();
  bool Calls = M->getOverloadedOperator() == OO_Call && !M->getNumParams();
  llvm::StringRef Hint = M->getParent()->getIdentifier()
                             ? classHint(M->getParent()->getName())
                             : "";
  if ((Asks || Calls) && (Hint == "token" || Hint == "source"))
    Out.push_back(
        {"operator",
         Asks ? "bool" : "()",
         Asks ? "poll" : "trigger",
         {},
         Asks ? "is true if a stop was requested?" : "does it ask, or request?",
         nullptr,
         M});
}

/// True for `bool done()`, which of a context means stopped.
bool isGoDone(const CXXMethodDecl *M) {
  llvm::StringRef Name = M->getName();
  return M->isInstance() && needsNothing(M) &&
         M->getReturnType()->isBooleanType() &&
         (Name.equals_insensitive("done") ||
          Name.equals_insensitive("isDone") || Name == "is_done");
}

bool isOwnMethod(const CXXMethodDecl *M) {
  return !M->isImplicit() && !M->isInvalidDecl() && !M->isDeleted() &&
         !isa<CXXConstructorDecl, CXXDestructorDecl>(M);
}

} // namespace

std::vector<ShapedOp> shapeOf(const CXXMethodDecl *M, bool IsContext) {
  std::vector<ShapedOp> Out;
  if (!isOwnMethod(M))
    return Out;
  if (!M->getIdentifier()) {
    addOperator(M, Out);
    return Out;
  }
  const char *Matcher = M->isStatic() ? "static" : "method";
  if (auto Op = question(Matcher, M))
    Out.push_back(std::move(*Op));
  else if (auto Op = request(Matcher, M))
    Out.push_back(std::move(*Op));
  else if (IsContext && isGoDone(M))
    Out.push_back(
        {Matcher, M->getName().str(), "poll", {}, OtherMeaning, nullptr, M});
  addDeadline(Matcher, M, Out);
  addMaker(Matcher, M, M->getParent()->getCanonicalDecl(), Out);
  if (IsContext && M->isInstance())
    addValue(M, Out);
  const CXXRecordDecl *Token = bareClass(M->getReturnType());
  if (M->isInstance() && !M->getNumParams() && Token &&
      namesToken(M->getName()))
    Out.push_back(
        {"method", M->getName().str(), "get_token", {}, {}, Token, M});
  return Out;
}

std::vector<ShapedOp> shapeOf(const FieldDecl *F) {
  if (!F->getIdentifier() || F->isInvalidDecl())
    return {};
  llvm::StringRef Name = F->getName();
  if (isFlag(F->getType())) {
    AskedName Asked = asksToStop(Name);
    if (Asked.Asks == Sure::No)
      return {};
    return {{"field",
             Name.str(),
             "poll",
             Asked.StopWhen ? "" : "stop_when: false",
             {},
             nullptr,
             F}};
  }
  if (namesDeadline(Name) && F->getAccess() != AS_private &&
      F->getAccess() != AS_protected && !F->getType()->isBooleanType())
    return {{"field", Name.str(), "get_deadline", {}, {}, nullptr, F}};
  return {};
}

std::vector<ShapedOp> shapeOfFree(const FunctionDecl *F) {
  std::vector<ShapedOp> Out;
  if (!F->getIdentifier() || F->isInvalidDecl() || F->isMain())
    return Out;
  if (auto Op = question("free", F))
    if (Op->Doubt != OtherMeaning)
      Out.push_back(std::move(*Op));
  addMaker("free", F, nullptr, Out);
  if (Out.empty())
    addDerivation(F, Out);
  for (ShapedOp &Op : Out)
    Op.Name = modelName(F);
  return Out;
}

std::vector<ShapedOp> shapeOf(const VarDecl *V) {
  if (!V->getIdentifier() || !isFlag(V->getType()))
    return {};
  AskedName Asked = asksToStop(V->getName());
  if (Asked.Asks == Sure::No)
    return {};
  return {{"var",
           modelName(V),
           "poll",
           Asked.StopWhen ? "" : "stop_when: false",
           {},
           nullptr,
           V}};
}

std::string modelName(const NamedDecl *D) {
  if (!D->getIdentifier())
    return "";
  std::string Out = D->getName().str();
  for (const DeclContext *C = D->getDeclContext(); !C->isTranslationUnit();
       C = C->getParent()) {
    if (isa<LinkageSpecDecl, ExportDecl>(C))
      continue;
    const auto *Outer = dyn_cast<NamedDecl>(C);
    if (const auto *N = dyn_cast<NamespaceDecl>(C)) {
      if (N->isAnonymousNamespace())
        return "";
      if (N->isInline())
        continue;
    } else if (!isa<CXXRecordDecl>(C))
      return ""; // local
    if (!Outer || !Outer->getIdentifier())
      return "";
    Out = Outer->getName().str() + "::" + Out;
  }
  return Out;
}

const CXXRecordDecl *writtenClass(const CXXRecordDecl *R) {
  if (!R)
    return nullptr;
  if (const CXXRecordDecl *Pattern = R->getTemplateInstantiationPattern())
    R = Pattern;
  R = R->getDefinition();
  return R ? R->getCanonicalDecl() : nullptr;
}

const CXXRecordDecl *bareClass(QualType T, const NamedDecl **Wrapper) {
  for (unsigned Depth = 0; Depth != 4 && !T.isNull(); ++Depth) {
    T = T.getNonReferenceType();
    while (T->isPointerType())
      T = T->getPointeeType();
    const CXXRecordDecl *R = T->getAsCXXRecordDecl();
    if (!R)
      if (const auto *Injected = T->getAs<TemplateSpecializationType>())
        if (const TemplateDecl *D =
                Injected->getTemplateName().getAsTemplateDecl())
          R = dyn_cast_or_null<CXXRecordDecl>(D->getTemplatedDecl());
    if (!R)
      return nullptr;
    const auto *S = dyn_cast<ClassTemplateSpecializationDecl>(R);
    if (!S || !R->getIdentifier() || !namesPointer(R->getName()) ||
        !S->getTemplateArgs().size() ||
        S->getTemplateArgs()[0].getKind() != TemplateArgument::Type) {
      if (const CXXRecordDecl *Pattern = R->getTemplateInstantiationPattern())
        R = Pattern;
      return R->getCanonicalDecl();
    }
    if (Wrapper)
      *Wrapper = S->getSpecializedTemplate();
    T = S->getTemplateArgs()[0].getAsType();
  }
  return nullptr;
}

} // namespace ctx::analysis
