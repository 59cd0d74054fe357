//===- Polls.cpp ----------------------------------------------------------===//

#include "Polls.h"
#include "../compat/Compat.h"
#include "CodeKind.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;
using ctx::model::Role;
using ctx::model::RoleSet;
using ctx::model::TypeUse;

namespace ctx::analysis {

static const RoleSet &askingRoles() {
  static const RoleSet Set{Role::Poll, Role::PollThrow, Role::PollStatus};
  return Set;
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

bool Polls::isPollable(const TypeUse &Use) const {
  if (!Use || Use.hasForm(model::Form::Weak) ||
      !Use.Roles.hasAny({Role::Token, Role::Context, Role::Unified}))
    return false;
  for (Role R : {Role::Poll, Role::PollThrow, Role::PollStatus})
    for (const auto &VocAndOp : Roles.opsPlaying(R)) {
      const model::OpEntry &Op = *VocAndOp.second;
      for (const std::string &Id : Op.OfTypes)
        if (Roles.isType(Use, *VocAndOp.first, Id))
          return true;
      for (const model::ParamCondition &P : Op.Params)
        if (!P.TypeId.empty() && Roles.isType(Use, *VocAndOp.first, P.TypeId))
          return true;
    }
  // An annotated class: its operations are found where they are called.
  return Use.has(Role::Token) && Use.Voc && Use.Voc->Ops.empty();
}

static bool isTokenLikeUse(const Polls &P, const TypeUse &Use) {
  // Who owns running work can end it; that tells the work's owner nothing.
  if (!Use || Use.has(Role::TaskHandle))
    return false;
  if (Use.Roles.hasAny({Role::Token, Role::Source, Role::EdgeSlot,
                        Role::EdgeSignal, Role::Registration, Role::Carrier}))
    return true;
  return P.isPollable(Use);
}

bool Polls::isTokenLike(QualType T) const {
  if (T.isNull())
    return false;
  return isTokenLikeUse(*this, Roles.type(T)) ||
         isTokenLikeUse(*this, Roles.element(T));
}

bool Polls::isTokenLike(const ValueDecl *D) const {
  return isTokenLikeUse(*this, Roles.type(D)) ||
         isTokenLikeUse(*this, Roles.element(D->getType()));
}

llvm::SmallVector<const VarDecl *, 2> Polls::tokensOf(const Frame &F) const {
  llvm::SmallVector<const VarDecl *, 2> Out;
  for (const ParmVarDecl *P : F.Function->parameters())
    if (P->getIdentifier() && isPollable(Roles.type(P)))
      Out.push_back(P);
  if (F.Lambda)
    for (const LambdaCapture &C : F.Lambda->captures())
      if (C.capturesVariable())
        if (const auto *V = dyn_cast<VarDecl>(C.getCapturedVar()))
          if (isPollable(Roles.type(V)))
            Out.push_back(V);
  return Out;
}

//===----------------------------------------------------------------------===//
// Observing
//===----------------------------------------------------------------------===//

bool Polls::isNoUse(const Expr *E, const ParentMap &Parents) const {
  const Stmt *Parent = userParent(Parents, E);
  if (isa_and_nonnull<MemberExpr>(Parent))
    if (const auto *M =
            dyn_cast_or_null<CXXMemberCallExpr>(userParent(Parents, Parent)))
      return bool(Roles.op(M, Role::CanCancel));
  const auto *P = dyn_cast_or_null<Expr>(Parent);
  if (!P)
    return isa_and_nonnull<CompoundStmt>(Parent); // a statement of its own
  if (const auto *C = dyn_cast<ExplicitCastExpr>(P))
    return C->getType()->isVoidType();
  if (const auto *B = dyn_cast<BinaryOperator>(P))
    return B->getOpcode() == BO_Assign && object(B->getLHS()) == object(E);
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(P))
    return O->getOperator() == OO_Equal && O->getNumArgs() == 2 &&
           object(O->getArg(0)) == object(E);
  if (const auto *C = dyn_cast<CallExpr>(P))
    return bool(Roles.op(C, Role::CanCancel));
  return false;
}

bool Polls::registers(const Frame &F) const {
  bool Found = false;
  forEachStmt(F.Body, [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclStmt>(S)) {
      for (const Decl *One : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(One))
          Found |= Roles.type(V).has(Role::Registration);
    } else if (const auto *E = dyn_cast<Expr>(S)) {
      if (isa<CallExpr>(E) || isa<CXXConstructExpr>(E))
        Found |= bool(Roles.op(E, Role::Register));
    }
    return !Found;
  });
  return Found;
}

/// True if \p R or a base of it has a field that can tell of a stop request.
static bool holdsToken(const Polls &P, const CXXRecordDecl *R,
                       unsigned Depth = 0) {
  if (!R || !(R = R->getDefinition()) || Depth > 3)
    return false;
  for (const FieldDecl *F : R->fields())
    if (P.isTokenLike(F))
      return true;
  for (const CXXBaseSpecifier &B : R->bases())
    if (holdsToken(P, B.getType()->getAsCXXRecordDecl(), Depth + 1))
      return true;
  return false;
}

bool Polls::calleeMayObserve(const FunctionDecl *F) {
  if (!F)
    return false;
  F = F->getCanonicalDecl();
  // Recursion: the answer of the outer call stands for the inner one.
  auto Inserted = Observers.try_emplace(F, false);
  if (!Inserted.second)
    return Inserted.first->second;
  bool Answer = false;
  const FunctionDecl *Source = F;
  if (const FunctionDecl *Pattern = F->getTemplateInstantiationPattern())
    if (!bodyInReach(F))
      Source = Pattern;
  if (const Stmt *Body = bodyInReach(Source)) {
    Answer = mayObserve(Body);
  } else if (const auto *M = dyn_cast<CXXMethodDecl>(F)) {
    SourceLocation At = M->getLocation();
    if (!M->getASTContext().getSourceManager().isInSystemHeader(At))
      Answer = holdsToken(*this, M->getParent());
  }
  return Observers[F] = Answer;
}

bool Polls::mayObserve(const Stmt *Root,
                       const llvm::SmallPtrSetImpl<const ValueDecl *> *Tainted,
                       const llvm::SmallPtrSetImpl<const Stmt *> *Except) {
  static const RoleSet Asking{
      Role::Poll,     Role::PollThrow,      Role::PollStatus,
      Role::Register, Role::GetToken,       Role::Derive,
      Role::Merge,    Role::DeriveDeadline, Role::GetDeadline,
      Role::Bind,     Role::CancelCurrent};
  bool Found = false;
  auto Knows = [&](const ValueDecl *D) {
    return (Tainted && Tainted->count(D)) || isTokenLike(D);
  };
  forEachStmt(Root, [&](const Stmt *S) {
    if (Found || (Except && Except->count(S)))
      return false;
    if (const auto *C = dyn_cast<CStyleCastExpr>(S))
      if (C->getType()->isVoidType() &&
          isa<DeclRefExpr>(object(C->getSubExpr())))
        return false;
    if (isa<CoawaitExpr>(S) || isa<CoyieldExpr>(S) ||
        isa<DependentCoawaitExpr>(S)) {
      Found = true;
      return false;
    }
    const auto *E = dyn_cast<Expr>(S);
    if (!E)
      return true;
    if (const auto *M = dyn_cast<CXXMemberCallExpr>(E))
      if (Roles.op(M, RoleSet{Role::CanCancel, Role::Trigger}))
        return false;
    if (const auto *R = dyn_cast<DeclRefExpr>(E)) {
      Found |= Knows(R->getDecl()) || bool(Roles.op(R, Asking));
    } else if (const auto *M = dyn_cast<MemberExpr>(E)) {
      Found |= Knows(M->getMemberDecl()) || bool(Roles.op(M, Asking));
    } else if (isa<CXXThisExpr>(E)) {
      Found |= Tainted && Tainted->count(nullptr);
    } else if (const auto *D = dyn_cast<CXXDefaultArgExpr>(E)) {
      // A token left out: passing it is the better cure, and another's claim.
      Found |= isTokenLike(D->getType());
    } else if (const auto *C = dyn_cast<CallExpr>(E)) {
      Found |= bool(Roles.op(C, Asking)) || isTokenLike(C->getType()) ||
               calleeMayObserve(C->getDirectCallee());
    } else if (const auto *C = dyn_cast<CXXConstructExpr>(E)) {
      Found |= bool(Roles.op(C, Asking)) || isTokenLike(C->getType()) ||
               (!C->getConstructor()->isCopyOrMoveConstructor() &&
                calleeMayObserve(C->getConstructor()));
    }
    return !Found;
  });
  return Found;
}

llvm::SmallPtrSet<const ValueDecl *, 8>
Polls::taintedBy(const Frame &F, llvm::ArrayRef<const VarDecl *> Tokens) const {
  llvm::SmallPtrSet<const ValueDecl *, 8> Known;
  auto MentionsKnown = [&](const Stmt *S) {
    bool Yes = false;
    forEachStmt(S, [&](const Stmt *T) {
      if (const auto *R = dyn_cast<DeclRefExpr>(T))
        Yes |= Known.count(R->getDecl()) ||
               llvm::is_contained(Tokens, R->getDecl());
      else if (const auto *M = dyn_cast<MemberExpr>(T))
        Yes |= bool(Known.count(M->getMemberDecl()));
      return !Yes;
    });
    return Yes;
  };
  bool Changed = true;
  auto Add = [&](const ValueDecl *D) { Changed |= Known.insert(D).second; };
  // What a call that knows the token is also given, by reference or as the
  // object it works on, may know it afterwards.
  auto AddObjects = [&](const CallExpr *C) {
    if (Roles.op(C, askingRoles()) || Roles.op(C, Role::CanCancel))
      return;
    auto One = [&](const Expr *A) {
      if (!A)
        return;
      const Expr *O = object(A);
      if (const auto *M = dyn_cast_or_null<MemberExpr>(O)) {
        if (isMemberOfThis(M))
          Add(M->getMemberDecl());
        else if (const ValueDecl *D = referenced(M->getBase()))
          Add(D);
      } else if (isa_and_nonnull<CXXThisExpr>(O)) {
        Add(nullptr);
      } else if (const ValueDecl *D = referenced(A)) {
        QualType T = A->IgnoreParenImpCasts()->getType();
        if (!isa<FunctionDecl>(D) && !T.isConstQualified() &&
            !T->isArithmeticType() && !llvm::is_contained(Tokens, D))
          Add(D);
      }
    };
    if (const auto *M = dyn_cast<CXXMemberCallExpr>(C))
      if (!isa<CXXThisExpr>(
              M->getImplicitObjectArgument()->IgnoreParenImpCasts()))
        One(M->getImplicitObjectArgument());
    for (const Expr *A : C->arguments())
      One(A);
  };
  for (unsigned Round = 0; Changed && Round != 4; ++Round) {
    Changed = false;
    forEachStmt(F.Body, [&](const Stmt *S) {
      if (const auto *D = dyn_cast<DeclStmt>(S)) {
        for (const Decl *One : D->decls())
          if (const auto *V = dyn_cast<VarDecl>(One))
            if (V->hasInit() && !Known.count(V) &&
                MentionsKnown(V->getInit()) &&
                !V->getType()->isArithmeticType())
              Add(V);
      } else if (const auto *C = dyn_cast<CallExpr>(S)) {
        if (MentionsKnown(C))
          AddObjects(C);
      } else if (const auto *B = dyn_cast<BinaryOperator>(S)) {
        if (B->isAssignmentOp() && MentionsKnown(B->getRHS())) {
          if (const ValueDecl *D = referenced(B->getLHS()))
            if (!D->getType()->isArithmeticType())
              Add(D);
        }
      }
      return true;
    });
  }
  return Known;
}

//===----------------------------------------------------------------------===//
// Effort
//===----------------------------------------------------------------------===//

bool Polls::isLogging(const CallExpr *Call) {
  const FunctionDecl *F = Call->getDirectCallee();
  if (!F)
    return false;
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(Call))
    return O->getOperator() == OO_LessLess;
  if (!F->getIdentifier())
    return false;
  static const llvm::StringRef First[] = {
      "log",     "logf",  "trace",  "debug",   "info",    "warn",
      "warning", "error", "print",  "printf",  "println", "fprintf",
      "puts",    "fputs", "perror", "verbose", "syslog"};
  auto Words = wordsOf(F->getName());
  return !Words.empty() && (llvm::is_contained(First, Words.front()) ||
                            llvm::is_contained(Words, "log"));
}

bool Polls::isPlainWaitOrPoll(const CallExpr *Call) const {
  return bool(Roles.op(Call, RoleSet{Role::Poll, Role::PollStatus,
                                     Role::CanCancel, Role::Blocking,
                                     Role::TimedBlocking, Role::GetDeadline}));
}

/// Names of functions that look something up, keep books, start or end the work
/// of others, or report: nobody waits for them.
static bool isTrivialName(llvm::StringRef Name) {
  static const llvm::StringRef First[] = {
      "get",       "set",         "is",        "has",      "can",
      "should",    "add",         "push",      "insert",   "emplace",
      "append",    "put",         "find",      "contains", "count",
      "size",      "length",      "empty",     "at",       "front",
      "back",      "begin",       "end",       "reserve",  "resize",
      "clear",     "erase",       "remove",    "swap",     "reset",
      "to",        "from",        "as",        "make",     "create",
      "format",    "report",      "record",    "mark",     "name",
      "id",        "type",        "key",       "value",    "data",
      "str",       "c",           "mutable",   "release",  "hash",
      "compare",   "equal",       "equals",    "min",      "max",
      "copy",      "clone",       "move",      "merge",    "sort",
      "split",     "trim",        "parse",     "encode",   "decode",
      "convert",   "serialize",   "build",     "escape",   "normalize",
      "match",     "lookup",      "map",       "register", "unregister",
      "subscribe", "unsubscribe", "enable",    "disable",  "free",
      "destroy",   "delete",      "close",     "cancel",   "stop",
      "abort",     "kill",        "terminate", "join",     "shutdown",
      "lock",      "unlock",      "schedule",  "post",     "enqueue",
      "submit",    "spawn",       "start",     "launch",   "dispatch",
      "queue",     "notify",      "signal",    "emit",     "increment",
      "decrement", "inc",         "dec",       "assign",   "on",
      "assert",    "expect",      "check",     "validate", "ensure",
      "try",       "calc",        "advance",   "skip",     "peek"};
  auto Words = wordsOf(Name);
  return Words.empty() || llvm::is_contained(First, Words.front());
}

static bool isTrivialDeclaration(const FunctionDecl *F) {
  if (!F->getIdentifier() || F->isConstexpr() || F->hasAttr<ConstAttr>() ||
      F->hasAttr<PureAttr>())
    return true;
  if (isTrivialName(F->getName()))
    return true;
  QualType T = F->getReturnType();
  if (const auto *M = dyn_cast<CXXMethodDecl>(F))
    if (M->isConst() && M->getNumParams() == 0)
      return true;
  return F->getNumParams() == 0 && (T->isReferenceType() || T->isPointerType());
}

Effort Polls::effort(const FunctionDecl *F, unsigned Depth) {
  F = F->getCanonicalDecl();
  auto It = Efforts.find(F);
  if (It != Efforts.end())
    return It->second;
  const FunctionDecl *Source = F;
  if (const FunctionDecl *Pattern = F->getTemplateInstantiationPattern())
    if (!bodyInReach(F))
      Source = Pattern;
  const Stmt *Body = bodyInReach(Source);
  if (!Body) {
    const SourceManager &SM = F->getASTContext().getSourceManager();
    if (F->getBuiltinID() || isInStd(F) || F->isImplicit())
      return Effort::None;
    if (SM.isInSystemHeader(SM.getExpansionLoc(F->getLocation())))
      return isTrivialDeclaration(F) ? Effort::None : Effort::Foreign;
    return isTrivialDeclaration(F) ? Effort::None : Effort::Work;
  }
  if (Depth > 4)
    return Effort::Unknown;
  Efforts[F] = Effort::None; // what a recursive call adds
  Effort Most = Effort::None;
  forEachInFrame(Body, [&](const Stmt *S) {
    if (const auto *C = dyn_cast<CallExpr>(S)) {
      Effort One = Effort::Unknown;
      if (Roles.op(C, RoleSet{Role::Blocking, Role::TimedBlocking}))
        One = Effort::Work;
      else if (const FunctionDecl *Callee = C->getDirectCallee())
        One = isLogging(C) ? Effort::None : effort(Callee, Depth + 1);
      Most = std::max(Most, One);
    } else if (isLoop(S) && isEndless(S, F->getASTContext()) &&
               !hasJumpOut(S)) {
      Most = Effort::Work;
    }
    return Most != Effort::Work;
  });
  return Efforts[F] = Most;
}

Effort Polls::effort(const CallExpr *Call) {
  if (Roles.op(Call, RoleSet{Role::Blocking, Role::TimedBlocking}))
    return Effort::Work;
  // Starting, ending and awaiting others, reading clocks and values.
  if (!Roles.ops(Call).empty())
    return Roles.op(Call, Role::StartOp) ? Effort::Work : Effort::None;
  if (isa<CXXOperatorCallExpr>(Call)) {
    const FunctionDecl *F = Call->getDirectCallee();
    if (F && F->getOverloadedOperator() == OO_Call)
      return bodyInReach(F) ? effort(F, 0) : Effort::Unknown;
    return Effort::None;
  }
  const FunctionDecl *F = Call->getDirectCallee();
  if (!F)
    return Effort::Unknown;
  return isLogging(Call) ? Effort::None : effort(F, 0);
}

const CallExpr *Polls::firstCall(const Stmt *Root, Effort Least,
                                 const Stmt *Except) {
  const CallExpr *Found = nullptr;
  forEachInFrame(Root, [&](const Stmt *S) {
    if (Found || S == Except || isa<CXXCatchStmt>(S))
      return false;
    if (const auto *C = dyn_cast<CallExpr>(S))
      if (effort(C) >= Least)
        Found = C;
    return !Found;
  });
  return Found;
}

//===----------------------------------------------------------------------===//
// Branches
//===----------------------------------------------------------------------===//

PollBranch Polls::branch(const CFGBlock *Block) const {
  PollBranch Out;
  if (!Block->getTerminatorStmt() || Block->succ_size() != 2)
    return Out;
  const Expr *Condition = Block->getLastCondition();
  if (!Condition)
    return Out;
  bool WhenTrue = true;
  const Expr *E = Condition;
  for (;;) {
    E = strip(E);
    const auto *U = dyn_cast<UnaryOperator>(E);
    if (!U || U->getOpcode() != UO_LNot)
      break;
    WhenTrue = !WhenTrue;
    E = U->getSubExpr();
  }
  model::OpUse Use = Roles.op(E, Role::Poll);
  if (!Use)
    return Out;
  const CFGBlock *IfTrue = *Block->succ_begin();
  const CFGBlock *IfFalse = *std::next(Block->succ_begin());
  if (!Use.Entry->StopWhen)
    WhenTrue = !WhenTrue;
  if (!WhenTrue)
    std::swap(IfTrue, IfFalse);
  if (!IfTrue || !IfFalse)
    return Out;
  const Expr *Object = Use.arg("token");
  if (!Object)
    Object = Use.receiver();
  if (!Object)
    if (const auto *C = dyn_cast_or_null<CallExpr>(Use.E))
      if (C->getNumArgs() == 1)
        Object = C->getArg(0);
  Out.Polled = Object ? referenced(Object) : nullptr;
  if (Object && !Out.Polled)
    return Out; // some other object's token
  Out.Use = Use;
  Out.Condition = E;
  Out.Block = Block;
  Out.Stopped = IfTrue;
  Out.GoesOn = IfFalse;
  return Out;
}

} // namespace ctx::analysis
