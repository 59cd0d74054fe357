//===- Releases.cpp -------------------------------------------------------===//

#include "Releases.h"
#include "../compat/Compat.h"
#include "CodeKind.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;
using ctx::model::TypeUse;

namespace ctx::analysis {

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

namespace {

/// Two words that are a pair, and how sure one can be.
struct WordPair {
  llvm::StringRef Take, Give;
  /// How the two sides say that they mean the same thing.
  enum ByT : uint8_t {
    Object, ///< the object, or the first argument, or the result
    Key,    ///< the first argument, or the result
    Result  ///< the result alone
  } By = Object;
};

constexpr WordPair Pairs[] = {
    {"lock", "unlock"},
    {"begin", "end"},
    {"acquire", "release"},
    {"open", "close"},
    {"enter", "leave"},
    {"enter", "exit"},
    {"start", "stop"},
    {"start", "end"},
    {"start", "finish"},
    {"begin", "finish"},
    {"pause", "resume"},
    {"suspend", "resume"},
    {"disable", "enable"},
    {"block", "unblock"},
    {"freeze", "thaw"},
    {"freeze", "unfreeze"},
    {"arm", "disarm"},
    {"attach", "detach"},
    {"connect", "disconnect"},
    {"incref", "decref"},
    {"increment", "decrement"},
    {"inc", "dec"},
    {"ref", "unref"},
    {"addref", "release"},
    {"retain", "release"},
    {"pin", "unpin"},
    {"map", "unmap"},
    {"mount", "unmount"},
    {"push", "pop"},
    {"reserve", "unreserve"},
    {"alloc", "free"},
    {"allocate", "deallocate"},
    {"alloc", "dealloc"},
    {"malloc", "free", WordPair::Result},
    {"calloc", "free", WordPair::Result},
    {"strdup", "free", WordPair::Result},
    {"fopen", "fclose", WordPair::Result},
    {"fdopen", "fclose", WordPair::Result},
    {"tmpfile", "fclose", WordPair::Result},
    {"popen", "pclose", WordPair::Result},
    {"opendir", "closedir", WordPair::Result},
    {"socket", "close", WordPair::Result},
    {"accept", "close", WordPair::Result},
    {"dup", "close", WordPair::Result},
    {"creat", "close", WordPair::Result},
    {"create", "destroy"},
    {"create", "free"},
    {"create", "delete"},
    {"new", "free"},
    {"new", "delete"},
    {"init", "deinit"},
    {"init", "destroy"},
    {"setup", "teardown"},
    {"mark", "unmark"},
    {"borrow", "return"},
    {"checkout", "checkin"},
    {"insert", "erase", WordPair::Key},
    {"emplace", "erase", WordPair::Key},
    {"insert", "remove", WordPair::Key},
    {"add", "remove", WordPair::Key},
    {"add", "erase", WordPair::Key},
    {"add", "delete", WordPair::Key},
    {"register", "unregister", WordPair::Key},
    {"register", "deregister", WordPair::Key},
    {"subscribe", "unsubscribe", WordPair::Key},
    {"track", "untrack", WordPair::Key},
    {"watch", "unwatch", WordPair::Key},
    {"join", "leave", WordPair::Key},
};

using Words = llvm::SmallVectorImpl<std::string>;

} // namespace

/// \p All without words that only say how a call is made.
static llvm::SmallVector<std::string, 4> essence(const Words &All) {
  static const llvm::StringRef How[] = {"async", "co", "try", "do"};
  llvm::SmallVector<std::string, 4> Out;
  for (const std::string &W : All)
    if (All.size() == 1 || !llvm::is_contained(How, W))
      Out.push_back(W);
  // Two words that are written as one elsewhere.
  for (size_t I = 0; I + 1 < Out.size(); ++I)
    if ((Out[I] == "add" && Out[I + 1] == "ref") ||
        (Out[I] == "set" && Out[I + 1] == "up") ||
        (Out[I] == "tear" && Out[I + 1] == "down") ||
        (Out[I] == "check" && (Out[I + 1] == "out" || Out[I + 1] == "in"))) {
      Out[I] += Out[I + 1];
      Out.erase(Out.begin() + I + 1);
    }
  return Out;
}

/// The pair that \p Take and \p Give are: the same name but for one word.
static const WordPair *pairOf(const Words &TakeWords, const Words &GiveWords) {
  auto Take = essence(TakeWords), Give = essence(GiveWords);
  // insert_or_assign, try_emplace, emplace_back and the like.
  if (Take.size() > 1 && Give.size() == 1 &&
      (Take[0] == "insert" || Take[0] == "emplace"))
    Take.truncate(1);
  if (Take.size() != Give.size())
    return nullptr;
  const WordPair *Found = nullptr;
  for (size_t I = 0; I != Take.size(); ++I) {
    if (Take[I] == Give[I])
      continue;
    if (Found)
      return nullptr;
    for (const WordPair &P : Pairs)
      if (Take[I] == P.Take && Give[I] == P.Give)
        Found = &P;
    if (!Found)
      return nullptr;
  }
  return Found;
}

/// True if a flag called \p Name says, being true, that something is going on;
/// with \p Up false, that it is not.
static bool saysAtIt(llvm::StringRef Name, bool Up) {
  auto Words = wordsOf(Name);
  static const llvm::StringRef Wishes[] = {
      "needs",      "need",       "should",    "must",    "want",
      "wants",      "request",    "stopping",  "closing", "quitting",
      "exiting",    "cancelling", "requested", "missing", "remaining",
      "incoming",   "outgoing",   "string",    "thing",   "nothing",
      "everything", "warning",    "setting",   "existing"};
  for (const std::string &W : Words)
    if (llvm::is_contained(Wishes, W))
      return false;
  if (!Up)
    return hasPhrase(Name, {"idle", "available", "enabled", "free"});
  if (hasPhrase(Name,
                {"busy",        "active",   "locked", "in use",    "in flight",
                 "in progress", "inflight", "inside", "held",      "taken",
                 "occupied",    "reserved", "paused", "suspended", "blocked",
                 "disabled",    "in call",  "leased", "pinned",    "entered"}))
    return true;
  return llvm::any_of(Words, [](llvm::StringRef W) {
    return W.size() > 5 && compat::endsWith(W, "ing");
  });
}

//===----------------------------------------------------------------------===//
// Objects
//===----------------------------------------------------------------------===//

bool isSameObject(const Expr *A, const Expr *B) {
  A = object(A);
  B = object(B);
  if (!A || !B || A->getStmtClass() != B->getStmtClass())
    return false;
  if (isa<CXXThisExpr>(A))
    return true;
  if (const auto *R = dyn_cast<DeclRefExpr>(A))
    return R->getDecl()->getCanonicalDecl() ==
           cast<DeclRefExpr>(B)->getDecl()->getCanonicalDecl();
  if (const auto *M = dyn_cast<MemberExpr>(A)) {
    const auto *N = cast<MemberExpr>(B);
    return M->getMemberDecl()->getCanonicalDecl() ==
               N->getMemberDecl()->getCanonicalDecl() &&
           isSameObject(M->getBase(), N->getBase());
  }
  if (const auto *L = dyn_cast<IntegerLiteral>(A))
    return L->getValue() == cast<IntegerLiteral>(B)->getValue();
  if (const auto *S = dyn_cast<ArraySubscriptExpr>(A))
    return isSameObject(S->getBase(), cast<ArraySubscriptExpr>(B)->getBase()) &&
           isSameObject(S->getIdx(), cast<ArraySubscriptExpr>(B)->getIdx());
  // `state().mutex`, `job->pool()`, `slots[i]`
  if (const auto *C = dyn_cast<CallExpr>(A)) {
    const auto *D = cast<CallExpr>(B);
    if (!C->getDirectCallee() || C->getDirectCallee() != D->getDirectCallee() ||
        C->getNumArgs() != D->getNumArgs())
      return false;
    if (const auto *M = dyn_cast<CXXMemberCallExpr>(C))
      if (!isSameObject(
              M->getImplicitObjectArgument(),
              cast<CXXMemberCallExpr>(D)->getImplicitObjectArgument()))
        return false;
    for (unsigned I = 0; I != C->getNumArgs(); ++I)
      if (!isSameObject(C->getArg(I), D->getArg(I)))
        return false;
    return true;
  }
  return false;
}

/// The variable, `this` or call that the members of \p E start from.
static const Expr *rootOfMembers(const Expr *E) {
  for (E = object(E); E; E = object(E)) {
    if (const auto *M = dyn_cast<MemberExpr>(E))
      E = M->getBase();
    else if (const auto *S = dyn_cast<ArraySubscriptExpr>(E))
      E = S->getBase();
    else if (const auto *O = dyn_cast<CXXOperatorCallExpr>(E))
      E = O->getNumArgs() ? O->getArg(0) : nullptr;
    else
      break;
  }
  return E;
}

static const ValueDecl *rootDecl(const Expr *E) {
  const auto *R = dyn_cast_or_null<DeclRefExpr>(E ? rootOfMembers(E) : nullptr);
  return R ? R->getDecl() : nullptr;
}

static bool refersTo(const Expr *E, const ValueDecl *D) {
  const ValueDecl *R = referenced(E);
  return R && D && R->getCanonicalDecl() == D->getCanonicalDecl();
}

static const NamedDecl *lastName(const Expr *E) {
  E = object(E);
  if (const auto *M = dyn_cast_or_null<MemberExpr>(E))
    return M->getMemberDecl();
  if (const auto *R = dyn_cast_or_null<DeclRefExpr>(E))
    return R->getDecl();
  return nullptr;
}

//===----------------------------------------------------------------------===//
// Hand work
//===----------------------------------------------------------------------===//

/// True for what a discarding cast or the compiler puts around.
static bool onlyWraps(const Stmt *S) {
  if (const auto *C = dyn_cast<CastExpr>(S))
    return isa<ImplicitCastExpr>(C) || C->getType()->isVoidType() ||
           C->getType()->isPointerType();
  return isa<ExprWithCleanups, MaterializeTemporaryExpr, CXXBindTemporaryExpr,
             ParenExpr>(S);
}

/// Fills in who gets the result of \p W. A guard as result makes it none.
/// \returns false then.
static bool addResult(HandWork &W, const Expr *Awaited,
                      const ParentMap &Parents) {
  const Stmt *Child = Awaited ? Awaited : W.At;
  const Stmt *P = Parents.getParent(Child);
  QualType Type = Awaited ? Awaited->getType() : W.At->getType();
  for (; P && onlyWraps(P); P = Parents.getParent(P))
    Child = P;
  // Copies and constructions on the way into a variable.
  while (isa_and_nonnull<CXXConstructExpr>(P) &&
         cast<CXXConstructExpr>(P)->getNumArgs() == 1) {
    Child = P;
    P = Parents.getParent(P);
    while (P && onlyWraps(P))
      P = Parents.getParent(Child = P);
  }
  W.Unused =
      !P || (!isa<Expr>(P) && !isa<DeclStmt, ReturnStmt, CoreturnStmt>(P));
  if (const auto *If = dyn_cast_or_null<IfStmt>(P))
    W.Unused = Child != If->getCond();
  if (const auto *D = dyn_cast_or_null<DeclStmt>(P)) {
    for (const Decl *One : D->decls())
      if (const auto *V = dyn_cast<VarDecl>(One))
        if (V->getInit() && (V->getInit() == Child ||
                             strip(V->getInit()) == (Awaited ? Awaited : W.At)))
          W.Holder = V;
  } else if (const auto *B = dyn_cast_or_null<BinaryOperator>(P)) {
    if (B->getOpcode() == BO_Assign && B->getRHS() == Child)
      W.Holder = referenced(B->getLHS());
  }
  const CXXRecordDecl *R = Type->getAsCXXRecordDecl();
  bool Guard = R && R->hasDefinition() && R->hasNonTrivialDestructor();
  return !Guard || W.Unused || isa_and_nonnull<CXXNewExpr>(W.At);
}

static const CXXBoolLiteralExpr *boolLiteral(const Expr *E) {
  return dyn_cast<CXXBoolLiteralExpr>(strip(E));
}

static bool isBool(QualType T) {
  T = T.getNonReferenceType();
  if (T->isBooleanType())
    return true;
  const auto *S = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      T->getAsCXXRecordDecl());
  return S && S->isInStdNamespace() && S->getName() == "atomic" &&
         S->getTemplateArgs()[0].getKind() == TemplateArgument::Type &&
         S->getTemplateArgs()[0].getAsType()->isBooleanType();
}

static bool methodWork(const CXXMemberCallExpr *C, HandWork &W) {
  const CXXMethodDecl *M = C->getMethodDecl();
  if (!M || !M->getIdentifier())
    return false;
  W.Object = C->getImplicitObjectArgument();
  W.Words = wordsOf(M->getName());
  for (const Expr *A : C->arguments())
    if (!isa<CXXDefaultArgExpr>(A))
      W.Args.push_back(A);
  llvm::StringRef Name = M->getName();
  if (isBool(W.Object->getType()) && (Name == "store" || Name == "exchange")) {
    const auto *L = W.Args.empty() ? nullptr : boolLiteral(W.Args[0]);
    if (!L)
      return false;
    W.Kind = HandWork::Flag;
    W.Up = L->getValue();
    W.Words.clear();
    W.Args.clear();
    return true;
  }
  if (isBool(W.Object->getType()) &&
      compat::startsWith(Name, "compare_exchange")) {
    const auto *L = W.Args.size() < 2 ? nullptr : boolLiteral(W.Args[1]);
    if (!L)
      return false;
    W.Kind = HandWork::Flag;
    W.Up = L->getValue();
    W.Words.clear();
    W.Args.clear();
    return true;
  }
  if (Name == "fetch_add" || Name == "fetch_sub") {
    W.Kind = HandWork::Counter;
    W.Up = Name == "fetch_add";
    W.Words.clear();
    W.Args.truncate(std::min<size_t>(1, W.Args.size()));
    return true;
  }
  // `dialog.setBusy(true)`
  if (W.Args.size() == 1 && W.Words.size() > 1 && W.Words[0] == "set")
    if (const auto *L = boolLiteral(W.Args[0])) {
      W.Kind = HandWork::Flag;
      W.Up = L->getValue();
      W.Args.clear();
    }
  return true;
}

/// `waiters[id] = handler` takes what `waiters.erase(id)` gives back.
static bool subscriptWork(const Expr *Left, HandWork &W) {
  const auto *S = dyn_cast<CXXOperatorCallExpr>(strip(Left));
  if (!S || S->getOperator() != OO_Subscript || S->getNumArgs() != 2)
    return false;
  W.Object = S->getArg(0);
  W.Args.push_back(S->getArg(1));
  W.Words.push_back("insert");
  return true;
}

static bool operatorWork(const CXXOperatorCallExpr *C, HandWork &W) {
  W.Object = C->getNumArgs() ? C->getArg(0) : nullptr;
  switch (C->getOperator()) {
  case OO_Equal: {
    const auto *L = boolLiteral(C->getArg(1));
    if (L && isBool(W.Object->getType())) {
      W.Kind = HandWork::Flag;
      W.Up = L->getValue();
      return true;
    }
    return subscriptWork(C->getArg(0), W);
  }
  case OO_PlusPlus:
  case OO_MinusMinus:
    W.Kind = HandWork::Counter;
    W.Up = C->getOperator() == OO_PlusPlus;
    return true;
  case OO_PlusEqual:
  case OO_MinusEqual:
    W.Kind = HandWork::Counter;
    W.Up = C->getOperator() == OO_PlusEqual;
    W.Args.push_back(C->getArg(1));
    return true;
  default:
    return false;
  }
}

/// What \p E does by hand, as far as \p E itself tells.
static std::optional<HandWork> workOf(const Expr *E) {
  HandWork W;
  W.At = E;
  if (const auto *U = dyn_cast<UnaryOperator>(E)) {
    if (!U->isIncrementDecrementOp())
      return std::nullopt;
    W.Kind = HandWork::Counter;
    W.Object = U->getSubExpr();
    W.Up = U->isIncrementOp();
    return W;
  }
  if (const auto *B = dyn_cast<BinaryOperator>(E)) {
    W.Object = B->getLHS();
    if (B->getOpcode() == BO_AddAssign || B->getOpcode() == BO_SubAssign) {
      W.Kind = HandWork::Counter;
      W.Up = B->getOpcode() == BO_AddAssign;
      W.Args.push_back(B->getRHS());
      return W;
    }
    if (B->getOpcode() != BO_Assign)
      return std::nullopt;
    if (subscriptWork(B->getLHS(), W))
      return W;
    const auto *L = boolLiteral(B->getRHS());
    if (!L)
      return std::nullopt;
    W.Kind = HandWork::Flag;
    W.Up = L->getValue();
    return W;
  }
  if (isa<CXXNewExpr>(E)) {
    W.Words.push_back("new");
    return W;
  }
  if (const auto *D = dyn_cast<CXXDeleteExpr>(E)) {
    W.Words.push_back("delete");
    W.Args.push_back(D->getArgument());
    return W;
  }
  if (const auto *C = dyn_cast<CXXMemberCallExpr>(E))
    return methodWork(C, W) ? std::optional<HandWork>(W) : std::nullopt;
  if (const auto *C = dyn_cast<CXXOperatorCallExpr>(E))
    return operatorWork(C, W) ? std::optional<HandWork>(W) : std::nullopt;
  if (const auto *C = dyn_cast<CallExpr>(E)) {
    const FunctionDecl *F = C->getDirectCallee();
    if (!F || !F->getIdentifier())
      return std::nullopt;
    W.Words = wordsOf(F->getName());
    for (const Expr *A : C->arguments())
      if (!isa<CXXDefaultArgExpr>(A))
        W.Args.push_back(A);
    return W;
  }
  return std::nullopt;
}

static void addHandWork(const Stmt *Root, const ParentMap &Parents,
                        std::vector<HandWork> &Out) {
  auto Add = [&](const Expr *E, const Expr *Awaited) {
    std::optional<HandWork> W = workOf(E);
    if (W && addResult(*W, Awaited, Parents))
      Out.push_back(std::move(*W));
  };
  forEachInFrame(Root, [&](const Stmt *S) {
    if (const auto *E = dyn_cast<Expr>(S)) {
      // Of a suspension only what is written; the compiler adds calls.
      if (const auto *A = dyn_cast<CoroutineSuspendExpr>(E)) {
        const Expr *Operand = strip(compat::suspendOperand(A));
        Add(Operand, A);
        for (const Stmt *Child : Operand->children())
          if (Child)
            addHandWork(Child, Parents, Out);
        return false;
      }
      Add(E, nullptr);
    }
    if (const auto *R = dyn_cast<CoreturnStmt>(S)) {
      if (R->getOperand())
        addHandWork(R->getOperand(), Parents, Out);
      return false;
    }
    return true;
  });
}

std::vector<HandWork> handWorkIn(const Stmt *Root, const ParentMap &Parents) {
  std::vector<HandWork> Out;
  if (const auto *C = dyn_cast_or_null<CoroutineBodyStmt>(Root))
    Root = C->getBody();
  addHandWork(Root, Parents, Out);
  return Out;
}

//===----------------------------------------------------------------------===//
// Pairs
//===----------------------------------------------------------------------===//

/// True for a key that means the same thing on both sides.
static bool isKey(const Expr *E) {
  return isa_and_nonnull<DeclRefExpr, MemberExpr, CXXThisExpr>(object(E));
}

/// True if the release names what the taking returned.
static bool namesResult(const HandWork &Taken, const HandWork &Release) {
  return Taken.Holder && llvm::any_of(Release.Args, [&](const Expr *A) {
           return refersTo(A, Taken.Holder);
         });
}

/// True if the first arguments name the same thing.
static bool sameKey(const HandWork &Taken, const HandWork &Release) {
  return !Release.Args.empty() && !Taken.Args.empty() &&
         isKey(Release.Args[0]) && isSameObject(Taken.Args[0], Release.Args[0]);
}

/// True if what is pushed into \p E comes out in another order.
static bool isQueue(const Expr *E) {
  const CXXRecordDecl *R =
      E ? object(E)->getType().getNonReferenceType()->getAsCXXRecordDecl()
        : nullptr;
  return R && R->getIdentifier() &&
         hasPhrase(R->getName(), {"queue", "channel", "buffer"});
}

static bool callGivesBack(const HandWork &Taken, const HandWork &Release) {
  const WordPair *Pair = pairOf(Taken.Words, Release.Words);
  if (!Pair)
    return false;
  // `auto *s = pool.take(); s->release()`
  if (Release.Object && Taken.Holder && refersTo(Release.Object, Taken.Holder))
    return Release.Args.empty();
  if (bool(Taken.Object) != bool(Release.Object))
    return false;
  if (Taken.Object && !isSameObject(Taken.Object, Release.Object))
    return false;
  if (namesResult(Taken, Release))
    return true;
  if (Pair->By == WordPair::Result ||
      (Pair->Take == "push" && isQueue(Taken.Object)))
    return false;
  if (sameKey(Taken, Release))
    return true;
  if (Pair->By == WordPair::Key ||
      (Taken.Holder && Taken.Holder->getType()->isPointerType()))
    return false;
  // Functions without any object are about whatever their name says.
  if (!Taken.Object)
    return Taken.Args.empty() && Release.Args.empty() && Taken.Words.size() > 1;
  return Release.Args.empty();
}

/// True for a number, not for something that walks through others.
static bool isNumber(QualType T) {
  T = T.getNonReferenceType();
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  return T->isIntegerType() ||
         (R && R->isInStdNamespace() && R->getIdentifier() &&
          (R->getName() == "atomic" || R->getName() == "__atomic_base"));
}

bool givesBack(const HandWork &Taken, const HandWork &Release) {
  if (Taken.Kind != Release.Kind)
    return false;
  switch (Taken.Kind) {
  case HandWork::Call:
    return callGivesBack(Taken, Release);
  case HandWork::Flag: {
    if (Taken.Up == Release.Up || Taken.Words != Release.Words ||
        !isSameObject(Taken.Object, Release.Object))
      return false;
    const NamedDecl *D = lastName(Taken.Object);
    std::string Name = Taken.Words.empty() ? (D ? D->getNameAsString() : "")
                                           : llvm::join(Taken.Words, "_");
    return saysAtIt(Name, Taken.Up);
  }
  case HandWork::Counter:
    return Taken.Up && !Release.Up && isNumber(Taken.Object->getType()) &&
           isSameObject(Taken.Object, Release.Object) &&
           Taken.Args.size() == Release.Args.size() &&
           (Taken.Args.empty() || isSameObject(Taken.Args[0], Release.Args[0]));
  }
  return false;
}

bool mayTake(const HandWork &W) {
  switch (W.Kind) {
  case HandWork::Flag:
    return true;
  case HandWork::Counter:
    return W.Up;
  case HandWork::Call:
    break;
  }
  auto Words = essence(W.Words);
  return llvm::any_of(Pairs, [&](const WordPair &P) {
    return llvm::is_contained(Words, P.Take);
  });
}

bool mayRelease(const HandWork &W) {
  switch (W.Kind) {
  case HandWork::Flag:
    return true;
  case HandWork::Counter:
    return !W.Up;
  case HandWork::Call:
    break;
  }
  auto Words = essence(W.Words);
  return W.Unused && llvm::any_of(Pairs, [&](const WordPair &P) {
           return llvm::is_contained(Words, P.Give);
         });
}

bool givesBackWithin(const Stmt *Root, const HandWork &Taken) {
  bool Found = false;
  forEachStmt(Root, [&](const Stmt *S) {
    if (const auto *E = dyn_cast<Expr>(S))
      if (std::optional<HandWork> W = workOf(E))
        Found |= givesBack(Taken, *W);
    if (const auto *L = dyn_cast<LambdaExpr>(S))
      Found |= L->getBody() && givesBackWithin(L->getBody(), Taken);
    return !Found;
  });
  return Found;
}

//===----------------------------------------------------------------------===//
// What needs no release by hand
//===----------------------------------------------------------------------===//

static bool endsByItself(const CXXRecordDecl *R) {
  return R && R->hasDefinition() && R->hasNonTrivialDestructor();
}

/// True if the destructor of \p R visibly does what \p Release does.
static bool destructorReleases(const CXXRecordDecl *R,
                               const HandWork &Release) {
  if (!R || !R->hasDefinition())
    return false;
  const CXXDestructorDecl *D = R->getDefinition()->getDestructor();
  const Stmt *Body = D ? bodyInReach(D) : nullptr;
  bool Found = false;
  forEachStmt(Body, [&](const Stmt *S) {
    const auto *E = dyn_cast<Expr>(S);
    std::optional<HandWork> W = E ? workOf(E) : std::nullopt;
    Found |= W && W->Kind == Release.Kind && W->Words == Release.Words &&
             W->Up == Release.Up &&
             (!W->Object || isa<CXXThisExpr>(object(W->Object)) ||
              isSameObject(W->Object, Release.Object));
    return !Found;
  });
  return Found;
}

/// True if \p V is a guard that was given what \p Taken takes.
static bool guards(const VarDecl *V, const HandWork &Taken) {
  if (!V->getInit() || !endsByItself(V->getType()->getAsCXXRecordDecl()) ||
      isa<CoawaitExpr>(strip(V->getInit())))
    return false;
  const Expr *Init = strip(V->getInit());
  llvm::SmallVector<const Expr *, 4> Args = model::writtenArgs(Init);
  for (const Expr *A : Args) {
    if (isa_and_nonnull<CXXThisExpr>(object(A)) && isa<CXXConstructExpr>(Init))
      return true;
    if (Taken.Object && !isa<CXXThisExpr>(object(Taken.Object)) &&
        isSameObject(A, Taken.Object))
      return true;
    if (Taken.Holder && refersTo(A, Taken.Holder) &&
        isa<CXXConstructExpr>(Init))
      return true;
    if (!Taken.Object && !Taken.Args.empty() && isKey(Taken.Args[0]) &&
        isSameObject(A, Taken.Args[0]))
      return true;
  }
  return false;
}

bool comesBackByItself(const HandWork &Taken, const HandWork &Release,
                       const Stmt *Body, const model::RoleIndex &Roles) {
  if (const Expr *O = Taken.Object) {
    QualType T = object(O)->getType().getNonReferenceType();
    if (T->isPointerType())
      T = T->getPointeeType();
    const CXXRecordDecl *R = T->getAsCXXRecordDecl();
    // A lock that knows what it owns is a guard, whoever holds it.
    if (R && R->hasDefinition())
      for (const CXXMethodDecl *M : R->methods())
        if (M->getIdentifier() && M->getName() == "owns_lock")
          return true;
    if (TypeUse Use = Roles.type(T))
      if (Use.Entry->Destroy != model::OnDestroy::Nothing)
        return true;
    if (destructorReleases(R, Release))
      return true;
    const Expr *Root = rootOfMembers(O);
    if (const auto *M = dyn_cast<MemberExpr>(object(O)))
      if (isa_and_nonnull<CXXThisExpr>(Root))
        if (destructorReleases(
                dyn_cast<CXXRecordDecl>(M->getMemberDecl()->getDeclContext()),
                Release))
          return true;
    // What dies with the frame takes its state along.
    const auto *V = dyn_cast_or_null<VarDecl>(rootDecl(O));
    const auto *Ref = dyn_cast_or_null<DeclRefExpr>(Root);
    bool Outer = Ref && Ref->refersToEnclosingVariableOrCapture();
    if (V && !Outer && V->hasLocalStorage()) {
      QualType VT = V->getType();
      if (!VT->isReferenceType() && !VT->isPointerType()) {
        const CXXRecordDecl *VR = VT->getAsCXXRecordDecl();
        bool Shares = VR && VR->getIdentifier() &&
                      VR->getName() == "shared_ptr" && V->hasInit() &&
                      !isa<CallExpr>(strip(V->getInit()));
        if (!Shares && !(isa<ParmVarDecl>(V) && VR && VR->getIdentifier() &&
                         VR->getName() == "shared_ptr"))
          return true;
      }
    }
    if (!V && Root && !isa<CXXThisExpr, CallExpr, DeclRefExpr>(Root))
      return true;
  }
  if (Taken.Holder) {
    QualType T = Taken.Holder->getType().getNonReferenceType();
    if (endsByItself(T->getAsCXXRecordDecl()))
      return true;
  }
  bool Guarded = false;
  forEachStmt(Body, [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclStmt>(S)) {
      for (const Decl *One : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(One))
          Guarded |= guards(V, Taken);
    } else if (const auto *L = dyn_cast<LambdaExpr>(S)) {
      // Whoever keeps this will call it.
      Guarded |= L->getBody() && givesBackWithin(L->getBody(), Taken);
    }
    return !Guarded;
  });
  return Guarded;
}

//===----------------------------------------------------------------------===//
// On the way
//===----------------------------------------------------------------------===//

/// True if \p C's body gives back what is taken, as far as it shows the same
/// member.
static bool calleeGivesBack(const CallExpr *C, const HandWork &Taken) {
  const FunctionDecl *F = C->getDirectCallee();
  const Stmt *Body = bodyInReach(F);
  return Body && givesBackWithin(Body, Taken);
}

static bool keeps(const Expr *E, const ValueDecl *Holder) {
  return Holder && refersTo(E, Holder);
}

bool mayGiveBack(const Stmt *S, const HandWork &Taken) {
  if (const auto *R = dyn_cast<ReturnStmt>(S))
    return Taken.Holder && R->getRetValue() &&
           mentions(R->getRetValue(), Taken.Holder);
  if (const auto *R = dyn_cast<CoreturnStmt>(S))
    return Taken.Holder && R->getOperand() &&
           mentions(R->getOperand(), Taken.Holder);
  const auto *E = dyn_cast<Expr>(S);
  if (!E || E == Taken.At)
    return false;
  if (std::optional<HandWork> W = workOf(E)) {
    if (givesBack(Taken, *W))
      return true;
    if (Taken.Kind == HandWork::Flag && W->Kind == HandWork::Flag &&
        W->Up != Taken.Up && isSameObject(W->Object, Taken.Object))
      return true;
  }
  if (const auto *B = dyn_cast<BinaryOperator>(E)) {
    if (!B->isAssignmentOp())
      return false;
    // Kept by somebody else, or overwritten.
    if (Taken.Holder && B->getOpcode() == BO_Assign &&
        B->getRHS() != Taken.At && strip(B->getRHS()) != Taken.At &&
        (keeps(B->getRHS(), Taken.Holder) || keeps(B->getLHS(), Taken.Holder)))
      return true;
    return Taken.Kind == HandWork::Flag &&
           isSameObject(B->getLHS(), Taken.Object) && !boolLiteral(B->getRHS());
  }
  if (const auto *C = dyn_cast<CXXConstructExpr>(E)) {
    for (const Expr *A : C->arguments())
      if (keeps(A, Taken.Holder) && Taken.Kind == HandWork::Call &&
          Taken.Holder->getType()->isPointerType())
        return true;
    return false;
  }
  const auto *C = dyn_cast<CallExpr>(E);
  const FunctionDecl *F = C ? C->getDirectCallee() : nullptr;
  if (!F)
    return false;
  if (isCleanup(F)) {
    const auto *M = dyn_cast<CXXMemberCallExpr>(C);
    const Expr *On = M ? M->getImplicitObjectArgument() : nullptr;
    const Expr *Object = Taken.Object;
    if (!On || !Object || isa<CXXThisExpr>(object(On)) ||
        isSameObject(On, Object))
      return true;
    for (const Expr *A : C->arguments())
      if (isSameObject(A, Object))
        return true;
  }
  return calleeGivesBack(C, Taken);
}

std::string describe(const HandWork &W, const ASTContext &Context) {
  std::string Text = textOf(W.At->getSourceRange(), Context);
  if (Text.empty() || Text.size() > 60 || Text.find('\n') != std::string::npos)
    return llvm::join(W.Words, "_");
  return Text;
}

} // namespace ctx::analysis
