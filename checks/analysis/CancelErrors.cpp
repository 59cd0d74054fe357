//===- CancelErrors.cpp ---------------------------------------------------===//

#include "CancelErrors.h"
#include "../compat/Compat.h"
#include "../model/VocabularyReader.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "Observed.h"
#include "Paths.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;
using ctx::model::MatchKind;
using ctx::model::OpUse;
using ctx::model::Role;
using ctx::model::TypeUse;

namespace ctx::analysis {

/// How deep callees are looked into.
static constexpr unsigned MaxDepth = 5;

//===----------------------------------------------------------------------===//
// Classes
//===----------------------------------------------------------------------===//

/// True for an error that says in a code what failed, as std::system_error
/// does: its class alone does not mean cancellation.
static bool carriesCode(const CXXRecordDecl *R) {
  R = R->getDefinition(); // a declaration has no members
  if (!R)
    return false;
  for (const CXXMethodDecl *M : R->methods())
    if (M->getIdentifier() && M->getName() == "code" && M->isConst() &&
        M->getNumParams() == 0)
      return true;
  return llvm::any_of(R->bases(), [](const CXXBaseSpecifier &B) {
    const CXXRecordDecl *Base = B.getType()->getAsCXXRecordDecl();
    return Base && carriesCode(Base);
  });
}

/// True if the name of \p R says that it is about cancellation alone.
static bool saysCancelled(const CXXRecordDecl *R) {
  return R->getIdentifier() &&
         hasPhrase(R->getName(),
                   {"cancel", "cancelled", "canceled", "cancellation",
                    "interrupt", "interrupted", "abort", "aborted", "stop",
                    "stopped", "stop requested", "shutdown"});
}

static std::string writtenName(const CXXRecordDecl *R) {
  std::string Name;
  llvm::raw_string_ostream Out(Name);
  PrintingPolicy Policy(R->getASTContext().getLangOpts());
  Policy.SuppressUnwrittenScope = true;
  R->printQualifiedName(Out, Policy);
  return Out.str();
}

CancelError CancelErrors::fromEntry(const model::Vocabulary &Voc,
                                    const model::TypeEntry &Entry) const {
  for (llvm::StringRef Spelling : Entry.Names) {
    if (compat::startsWith(Spelling, "::"))
      Spelling = Spelling.drop_front(2);
    for (const NamedDecl *D : Roles.lookUp(Spelling)) {
      const auto *R = dyn_cast<CXXRecordDecl>(D);
      if (const auto *T = dyn_cast<TypedefNameDecl>(D))
        R = T->getUnderlyingType()->getAsCXXRecordDecl();
      if (!R)
        continue;
      CancelError Out;
      Out.Class = R->getCanonicalDecl();
      Out.Name = Spelling.str();
      Out.Exact = !carriesCode(R);
      Out.Modelled = true;
      Out.Swallowing = Entry.Swallowing;
      Out.Voc = &Voc;
      return Out;
    }
  }
  return {};
}

CancelError CancelErrors::named(QualType T) const {
  if (T.isNull())
    return {};
  TypeUse Use = Roles.type(T);
  const CXXRecordDecl *R = T.getNonReferenceType()->getAsCXXRecordDecl();
  if (!R || !Use.has(Role::CancelError) || !Use.Entry)
    return {};
  CancelError Out;
  Out.Class = R->getCanonicalDecl();
  Out.Name = writtenName(R);
  Out.Exact = !carriesCode(R);
  Out.Modelled = true;
  Out.Swallowing = Use.Entry->Swallowing;
  Out.Voc = Use.Voc;
  return Out;
}

CancelError CancelErrors::errorOf(const OpUse &Use) const {
  if (!Use.Voc)
    return {};
  if (!Use.Entry->Throws.empty()) {
    const model::TypeEntry *T = Roles.typeEntry(*Use.Voc, Use.Entry->Throws);
    return T ? fromEntry(*Use.Voc, *T) : CancelError();
  }
  if (Use.role() != Role::PollThrow && Use.role() != Role::CancelCurrent)
    return {};
  for (const model::TypeEntry &T : Use.Voc->Types)
    if (T.Roles.has(Role::CancelError))
      if (CancelError E = fromEntry(*Use.Voc, T))
        return E;
  return {};
}

CancelError CancelErrors::thrownBy(const CXXThrowExpr *T, bool Observed) const {
  if (!T->getSubExpr())
    return {};
  QualType Type = T->getSubExpr()->getType();
  if (CancelError E = named(Type))
    return E;
  const CXXRecordDecl *R = Type->getAsCXXRecordDecl();
  if (!Observed || !R || R->isDependentType())
    return {};
  CancelError Out;
  Out.Class = R->getCanonicalDecl();
  Out.Name = writtenName(R);
  Out.Exact = !isInStd(R) && saysCancelled(R) && !carriesCode(R);
  return Out;
}

/// The error that polling \p Argument's token throws, if its vocabulary has
/// such a poll.
CancelError CancelErrors::throwingToken(const Expr *Argument) const {
  TypeUse Use = Roles.type(Argument->getType());
  if (!Use || !Use.Roles.hasAny({Role::Token, Role::Context, Role::Unified}))
    return {};
  for (const auto &VocAndOp : Roles.opsPlaying(Role::PollThrow)) {
    const model::OpEntry &Op = *VocAndOp.second;
    auto IsIt = [&](const std::string &Id) {
      return !Id.empty() && Roles.isType(Use, *VocAndOp.first, Id);
    };
    bool Polls = llvm::any_of(Op.OfTypes, IsIt);
    for (const model::ParamCondition &P : Op.Params)
      Polls |= IsIt(P.TypeId);
    if (!Polls)
      continue;
    OpUse Poll;
    Poll.Voc = VocAndOp.first;
    Poll.Entry = VocAndOp.second;
    if (CancelError E = errorOf(Poll))
      return E;
  }
  return {};
}

//===----------------------------------------------------------------------===//
// Handlers
//===----------------------------------------------------------------------===//

bool takes(const CXXCatchStmt *Handler, const CXXRecordDecl *Class) {
  QualType Caught = Handler->getCaughtType();
  if (Caught.isNull())
    return true;
  const CXXRecordDecl *R = Caught.getNonReferenceType()->getAsCXXRecordDecl();
  if (!R || R->isDependentType())
    return false;
  if (R->getCanonicalDecl() == Class->getCanonicalDecl())
    return true;
  return Class->hasDefinition() && R->hasDefinition() &&
         Class->getDefinition()->isDerivedFrom(R);
}

const CXXCatchStmt *handlerFor(const CXXTryStmt *Try,
                               const CXXRecordDecl *Class) {
  for (unsigned I = 0; I != Try->getNumHandlers(); ++I)
    if (takes(Try->getHandler(I), Class))
      return Try->getHandler(I);
  return nullptr;
}

static bool rethrows(const Stmt *Root, unsigned Depth) {
  bool Found = false;
  forEachInFrame(Root, [&](const Stmt *S) {
    if (const auto *T = dyn_cast<CXXThrowExpr>(S)) {
      Found |= T->getSubExpr() == nullptr;
    } else if (const auto *C = dyn_cast<CallExpr>(S)) {
      const FunctionDecl *F = C->getDirectCallee();
      if (F && F->isInStdNamespace() && F->getIdentifier() &&
          F->getName() == "rethrow_exception")
        Found = true;
      else if (const Stmt *Body = Depth < 2 ? bodyInReach(F) : nullptr)
        Found |= rethrows(Body, Depth + 1);
    }
    return !Found;
  });
  return Found;
}

bool rethrows(const CXXCatchStmt *Handler) {
  return rethrows(Handler->getHandlerBlock(), 0);
}

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

static bool isNoexcept(const FunctionDecl *F) {
  const auto *Type = F->getType()->getAs<FunctionProtoType>();
  if (!Type)
    return false;
  switch (Type->getExceptionSpecType()) {
  case EST_BasicNoexcept:
  case EST_NoexceptTrue:
  case EST_NoThrow:
  case EST_DynamicNone:
    return true;
  default:
    return false;
  }
}

/// True if a function with result \p T tells of cancellation in its result.
static bool tellsByResult(QualType T) {
  const CXXRecordDecl *R = T.getNonReferenceType()->getAsCXXRecordDecl();
  const auto *E = T->getAs<EnumType>();
  const NamedDecl *D = R;
  if (!D && E)
    D = E->getDecl();
  return D && D->getIdentifier() &&
         hasPhrase(D->getName(), {"status", "result", "expected", "error",
                                  "error code", "outcome", "errc", "err"});
}

/// True if nothing runs at the call of a coroutine: it has to be awaited.
static bool isCoroutine(const FunctionDecl *F) {
  return isa_and_nonnull<CoroutineBodyStmt>(bodyInReach(F));
}

/// True for a function of the library that calls the callable it is given
/// before it returns.
static bool callsItsArgument(const CallExpr *C, const model::RoleIndex &Roles) {
  const FunctionDecl *F = C->getDirectCallee();
  if (!F || !F->isInStdNamespace() || !F->getIdentifier() ||
      !Roles.ops(C).empty())
    return false;
  return !hasPhrase(F->getName(), {"bind", "make", "ref", "move", "forward",
                                   "function", "async"});
}

static const Expr *tokenOf(const OpUse &Use) {
  if (const Expr *Token = Use.arg("token"))
    return Token;
  return Use.receiver();
}

void CancelErrors::collectCall(const Expr *Call, const FunctionDecl *Callee,
                               bool Awaited, unsigned Depth,
                               std::vector<CancelPoint> &Out) {
  CancelPoint Point;
  Point.At = Call;
  // An operation that is named asynchronous throws where it is awaited.
  bool Asynchronous = Callee && Callee->getIdentifier() &&
                      hasPhrase(Callee->getName(), {"async"});
  auto Uses = Roles.ops(Call);
  for (const OpUse &Use : Uses) {
    if (Asynchronous && !Awaited)
      break;
    if (CancelError E = errorOf(Use)) {
      Point.Error = E;
      Point.Token = tokenOf(Use);
      Out.push_back(Point);
      return;
    }
  }
  if (!Callee || isNoexcept(Callee))
    return;
  if (isCoroutine(Callee) && !Awaited)
    return;
  const Expr *TokenArgument = nullptr;
  for (const Expr *A : model::writtenArgs(Call))
    if (!isa<CXXDefaultArgExpr>(A) && Looks.isTokenLike(A->getType()))
      TokenArgument = A;
  if (bodyInReach(Callee)) {
    for (const CancelPoint &Inner : ofCallee(Callee, Depth + 1)) {
      Point.Error = Inner.Error;
      Point.Through = Callee;
      Point.Origin = Inner.Origin ? Inner.Origin : Inner.At;
      Point.Token = TokenArgument;
      Point.Presumed = Inner.Presumed;
      Out.push_back(Point);
    }
    return;
  }
  const auto *C = dyn_cast<CallExpr>(Call);
  if (!C || !TokenArgument || !Uses.empty() || Callee->isInStdNamespace() ||
      isa<CXXOperatorCallExpr>(C) || tellsByResult(Callee->getReturnType()) ||
      isGenerator(Callee, Roles) || Looks.effort(C) < Effort::Work)
    return;
  if (CancelError E = throwingToken(TokenArgument)) {
    Point.Error = E;
    Point.Token = TokenArgument;
    Point.Presumed = true;
    Out.push_back(Point);
  }
}

void CancelErrors::collectTry(const CXXTryStmt *Try, bool Observed,
                              unsigned Depth, std::vector<CancelPoint> &Out) {
  std::vector<CancelPoint> Inner;
  collect(Try->getTryBlock(), Observed, false, Depth, Inner);
  for (CancelPoint &P : Inner) {
    const CXXCatchStmt *Handler = handlerFor(Try, P.Error.Class);
    if (!Handler || rethrows(Handler))
      Out.push_back(std::move(P));
  }
  for (unsigned I = 0; I != Try->getNumHandlers(); ++I)
    collect(Try->getHandler(I)->getHandlerBlock(), false, false, Depth, Out);
}

void CancelErrors::collect(const Stmt *S, bool Observed, bool Awaited,
                           unsigned Depth, std::vector<CancelPoint> &Out) {
  if (!S || isa<UnaryExprOrTypeTraitExpr>(S) || isa<CXXNoexceptExpr>(S))
    return;
  if (const auto *Try = dyn_cast<CXXTryStmt>(S)) {
    collectTry(Try, Observed, Depth, Out);
    return;
  }
  if (const auto *L = dyn_cast<LambdaExpr>(S)) {
    for (const Expr *Init : L->capture_inits())
      collect(Init, Observed, false, Depth, Out);
    return;
  }
  if (const auto *Body = dyn_cast<CoroutineBodyStmt>(S)) {
    collect(Body->getBody(), Observed, false, Depth, Out);
    return;
  }
  if (const auto *If = dyn_cast<IfStmt>(S)) {
    // Only a poll makes what is thrown behind it a cancellation error.
    auto Polled = [&](bool Value) {
      bool Asks = false;
      forEachInFrame(If->getCond(), [&](const Stmt *Sub) {
        if (const auto *E = dyn_cast<Expr>(Sub))
          Asks |= bool(Roles.op(E, {Role::Poll, Role::PollStatus}));
        return !Asks;
      });
      return Asks && meansCancelled(If->getCond(), Value, Roles);
    };
    if (If->getInit())
      collect(If->getInit(), Observed, false, Depth, Out);
    collect(If->getCond(), Observed, false, Depth, Out);
    collect(If->getThen(), Observed || Polled(true), false, Depth, Out);
    collect(If->getElse(), Observed || Polled(false), false, Depth, Out);
    return;
  }
  if (const auto *Await = dyn_cast<CoawaitExpr>(S)) {
    for (const OpUse &Use : Roles.ops(Await))
      if (CancelError E = errorOf(Use)) {
        CancelPoint Point;
        Point.Error = E;
        Point.At = Await;
        Out.push_back(Point);
        return;
      }
    collect(compat::awaitedOperand(Await), Observed, true, Depth, Out);
    return;
  }
  if (const auto *T = dyn_cast<CXXThrowExpr>(S)) {
    if (CancelError E = thrownBy(T, Observed)) {
      CancelPoint Point;
      Point.Error = E;
      Point.At = T;
      Out.push_back(Point);
    }
  } else if (const auto *C = dyn_cast<CallExpr>(S)) {
    collectCall(C, C->getDirectCallee(), Awaited, Depth, Out);
    if (callsItsArgument(C, Roles))
      for (const Expr *A : C->arguments())
        if (const auto *L = dyn_cast<LambdaExpr>(strip(A)))
          collectCall(C, L->getCallOperator(), false, Depth, Out);
  } else if (const auto *C = dyn_cast<CXXConstructExpr>(S)) {
    if (!C->getConstructor()->isCopyOrMoveConstructor())
      collectCall(C, C->getConstructor(), false, Depth, Out);
  }
  // What only wraps an awaited call does not change that it is awaited.
  bool Wraps = isa<ExprWithCleanups, MaterializeTemporaryExpr,
                   CXXBindTemporaryExpr, ParenExpr, ImplicitCastExpr>(S);
  for (const Stmt *Child : S->children())
    collect(Child, Observed, Awaited && Wraps, Depth, Out);
}

const std::vector<CancelPoint> &CancelErrors::ofCallee(const FunctionDecl *F,
                                                       unsigned Depth) {
  static const std::vector<CancelPoint> None;
  F = F->getCanonicalDecl();
  auto It = Callees.find(F);
  if (It != Callees.end())
    return It->second;
  const Stmt *Body = bodyInReach(F);
  if (!Body || Depth > MaxDepth)
    return None;
  Callees[F] = {}; // what a recursive call adds
  std::vector<CancelPoint> Found;
  collect(Body, false, false, Depth, Found);
  // One of each class is enough for a caller, and the surest.
  std::vector<CancelPoint> Kept;
  for (CancelPoint &P : Found) {
    auto Same = llvm::find_if(Kept, [&](const CancelPoint &K) {
      return K.Error.Class == P.Error.Class;
    });
    if (Same == Kept.end())
      Kept.push_back(std::move(P));
    else if (Same->Presumed && !P.Presumed)
      *Same = std::move(P);
  }
  return Callees[F] = std::move(Kept);
}

std::vector<CancelPoint> CancelErrors::leaving(const Stmt *Root) {
  std::vector<CancelPoint> Out;
  collect(Root, false, false, 0, Out);
  return Out;
}

} // namespace ctx::analysis
