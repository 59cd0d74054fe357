//===- SkippedCleanup.cpp - ctx-skipped-cleanup ---------------------------===//
//
// Positive when
//   - something is taken by hand, given back by hand further down, and a place
//     between the two may throw what cancellation throws, which no handler
//     turns into a path to the release;
//   - between the two a poll, or a test of an awaited result, finds that the
//     work was cancelled and leaves without the release.
// Negative when
//   - the release is in a destructor, a guard, a handler, a lambda that
//   somebody
//     keeps, or in a function that is called on the way out;
//   - the object is local, or gives back by itself;
//   - the place is shielded, or its token is never stopped.
// Unknown when (silent)
//   - the two sides are not on the same object, or their names are no pair;
//   - a handler or the way out has conditions of its own.
//
//===----------------------------------------------------------------------===//

#include "analysis/CancelErrors.h"
#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/Observed.h"
#include "analysis/OptOut.h"
#include "analysis/Paths.h"
#include "analysis/Releases.h"
#include "analysis/Roots.h"
#include "analysis/Statuses.h"
#include "core/CheckRegistry.h"
#include "llvm/ADT/DenseSet.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::Role;

constexpr CheckInfo Info = {
    "ctx-skipped-cleanup",
    "cleanup by hand after a suspension point, which cancellation skips",
    "flake8-async ASYNC102",
    "M34",
    Severity::Warning,
    FixKind::None,
    /*OnByDefault=*/false,
    "0.1",
    {},
};

/// One way by which cancellation leaves between the taking and the release.
struct Way {
  const Expr *At = nullptr;           ///< what throws, or the test
  const CancelPoint *Point = nullptr; ///< null for a test
  const CFGBlock *Stopped = nullptr;  ///< a test: where cancellation leads
  const CFGBlock *GoesOn = nullptr;   ///< a test: where it does not
  const Stmt *Leaves = nullptr;       ///< a test: the statement that leaves
};

class SkippedCleanup : public Check {
public:
  SkippedCleanup(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

  void registerMatchers(ast_matchers::MatchFinder *Finder) override {
    Check::registerMatchers(Finder);
    matchOuterInitialisers(Finder);
  }

protected:
  /// What only calls others that ask an ambient token mentions no role.
  bool wantsAll() const override { return true; }
  void checkFunction(const FunctionDecl *F) override;
  void
  checkMatch(const ast_matchers::MatchFinder::MatchResult &Result) override;
  void endOfTu(ASTContext &Context) override;

private:
  void checkFrame(const Frame &F, const ParentMap &Parents);
  std::vector<Way> waysOut(const Frame &F, const CFG &Graph,
                           const ParentMap &Parents,
                           std::vector<CancelPoint> &Points);
  std::optional<bool> cancelledWhen(const Expr *Condition, unsigned Depth = 0);
  bool isShielded(const Expr *At, const Frame &F,
                  const ParentMap &Parents) const;
  void report(const HandWork &Taken, const HandWork &Release, const Way &W);

  std::unique_ptr<Polls> Looks;
  std::unique_ptr<CancelErrors> Errors;
  std::unique_ptr<StatusTypes> Statuses;
  std::unique_ptr<OptOutComments> OptOuts;
};

void SkippedCleanup::checkFunction(const FunctionDecl *F) {
  if (!bodyInReach(F) || isLambda(F) || isMain(F) || isCleanup(F) ||
      isTestCode(F, roles()))
    return;
  for (const Frame &Frame : framesOf(F))
    checkFrame(Frame, services().parents(F));
}

void SkippedCleanup::checkMatch(
    const ast_matchers::MatchFinder::MatchResult &Result) {
  const auto *Init = Result.Nodes.getNodeAs<Expr>("init");
  std::vector<Frame> Frames = framesOf(Init);
  if (Frames.empty())
    return;
  ParentMap Parents(const_cast<Expr *>(Init));
  for (const Frame &F : Frames)
    checkFrame(F, Parents);
}

void SkippedCleanup::endOfTu(ASTContext &) {
  OptOuts.reset();
  Statuses.reset();
  Errors.reset();
  Looks.reset();
}

//===----------------------------------------------------------------------===//
// Ways out
//===----------------------------------------------------------------------===//

/// Which outcome of \p Condition says that the work was cancelled; nothing if
/// none or both may.
std::optional<bool> SkippedCleanup::cancelledWhen(const Expr *Condition,
                                                  unsigned Depth) {
  const Expr *E = strip(Condition);
  if (!E || Depth > 8)
    return std::nullopt;
  if (PollAnswer Asked = answerOf(E, roles()))
    return Asked.StoppedIf;
  if (roles().op(E, Role::CancelTest))
    return true;
  if (const auto *U = dyn_cast<UnaryOperator>(E)) {
    if (U->getOpcode() != UO_LNot)
      return std::nullopt;
    auto Inner = cancelledWhen(U->getSubExpr(), Depth + 1);
    return Inner ? std::optional<bool>(!*Inner) : std::nullopt;
  }
  const Expr *Sides[2] = {nullptr, nullptr};
  bool Equal = true;
  if (const auto *B = dyn_cast<BinaryOperator>(E)) {
    if (!B->isEqualityOp())
      return std::nullopt;
    Sides[0] = B->getLHS();
    Sides[1] = B->getRHS();
    Equal = B->getOpcode() == BO_EQ;
  } else if (const auto *R = dyn_cast<CXXRewrittenBinaryOperator>(E)) {
    Sides[0] = R->getLHS();
    Sides[1] = R->getRHS();
    Equal = R->getOperator() == BO_EQ;
  } else if (const auto *O = dyn_cast<CXXOperatorCallExpr>(E)) {
    if (O->getNumArgs() == 2 && (O->getOperator() == OO_EqualEqual ||
                                 O->getOperator() == OO_ExclaimEqual)) {
      Sides[0] = O->getArg(0);
      Sides[1] = O->getArg(1);
      Equal = O->getOperator() == OO_EqualEqual;
    }
  }
  for (const Expr *Side : Sides)
    if (Side && roles().op(strip(Side), Role::CancelCode))
      return Equal;
  // `if (ec)`, `if (!status.ok())`: a failure, and being cancelled is one.
  if (const auto *C = dyn_cast<CXXMemberCallExpr>(E)) {
    const CXXMethodDecl *M = C->getMethodDecl();
    const Expr *On = C->getImplicitObjectArgument();
    if (!M || !On || C->getNumArgs() != 0 || !Statuses->of(On->getType()))
      return std::nullopt;
    const CXXRecordDecl *R = M->getParent();
    if (isa<CXXConversionDecl>(M))
      return R->getIdentifier() && hasPhrase(R->getName(), {"error", "err"})
                 ? std::optional<bool>(true)
                 : std::nullopt;
    if (M->getIdentifier() && hasPhrase(M->getName(), {"ok"}))
      return false;
    if (M->getIdentifier() && hasPhrase(M->getName(), {"failed"}))
      return true;
    return std::nullopt;
  }
  if (const auto *D = dyn_cast<DeclRefExpr>(E))
    if (const auto *V = dyn_cast<VarDecl>(D->getDecl()))
      if (V->isLocalVarDecl() && V->getInit() && V->getType()->isBooleanType())
        return cancelledWhen(V->getInit(), Depth + 1);
  return std::nullopt;
}

/// True if \p At is under a shield: within a shielding call, behind one that is
/// a statement, or in the block of a shield object.
bool SkippedCleanup::isShielded(const Expr *At, const Frame &F,
                                const ParentMap &Parents) const {
  bool Found = false;
  forEachInFrame(F.Body, [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclStmt>(S)) {
      for (const Decl *One : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(One))
          if (roles().type(V).has(Role::Shield))
            Found |= isWithin(At, Parents.getParent(D), Parents);
    } else if (const auto *C = dyn_cast<CallExpr>(S)) {
      if (roles().op(C, Role::Shield))
        Found |= isWithin(At, C, Parents) ||
                 sources().isBeforeInTranslationUnit(C->getBeginLoc(),
                                                     At->getBeginLoc());
    } else if (const auto *A = dyn_cast<CoawaitExpr>(S)) {
      if (roles().op(A, Role::Shield))
        Found |= sources().isBeforeInTranslationUnit(A->getBeginLoc(),
                                                     At->getBeginLoc());
    }
    return !Found;
  });
  return Found;
}

/// The places and tests of \p F by which cancellation may leave, in source
/// order. \p Points keeps what the places refer to.
std::vector<Way> SkippedCleanup::waysOut(const Frame &F, const CFG &Graph,
                                         const ParentMap &Parents,
                                         std::vector<CancelPoint> &Points) {
  Points = Errors->leaving(F.Body);
  forEachInFrame(F.Body, [&](const Stmt *S) {
    if (const auto *Try = dyn_cast<CXXTryStmt>(S))
      for (CancelPoint &P : Errors->leaving(Try->getTryBlock()))
        if (llvm::none_of(Points, [&](const CancelPoint &K) {
              return K.At == P.At && K.Error.Class == P.Error.Class;
            }))
          Points.push_back(std::move(P));
    return true;
  });
  std::vector<Way> Out;
  for (const CancelPoint &P : Points) {
    if (P.Token && rootOf(P.Token, roles()))
      continue;
    Way W;
    W.At = P.At;
    W.Point = &P;
    Out.push_back(W);
  }
  for (const CFGBlock *B : Graph) {
    if (B->succ_size() != 2 || !B->getTerminatorStmt())
      continue;
    const auto *Condition = dyn_cast_or_null<Expr>(B->getLastCondition());
    std::optional<bool> When =
        Condition ? cancelledWhen(Condition) : std::nullopt;
    if (!When)
      continue;
    Way W;
    W.At = Condition;
    W.Stopped = *B->succ_begin();
    W.GoesOn = *std::next(B->succ_begin());
    if (!*When)
      std::swap(W.Stopped, W.GoesOn);
    if (W.Stopped && W.GoesOn)
      Out.push_back(W);
  }
  llvm::erase_if(Out,
                 [&](const Way &W) { return isShielded(W.At, F, Parents); });
  llvm::sort(Out, [&](const Way &A, const Way &B) {
    return sources().isBeforeInTranslationUnit(A.At->getExprLoc(),
                                               B.At->getExprLoc());
  });
  return Out;
}

//===----------------------------------------------------------------------===//
// Between
//===----------------------------------------------------------------------===//

namespace {

/// What is asked about one taking.
class Between {
public:
  Between(const HandWork &Taken, const Paths &P, const CFG &Graph,
          const Frame &F, const ParentMap &Parents)
      : Taken(Taken), P(P), Graph(Graph), F(F), Parents(Parents) {
    for (const CFGBlock *B : Graph)
      for (const CFGElement &E : *B)
        if (auto S = E.getAs<CFGStmt>())
          if (mayGiveBack(S->getStmt(), Taken))
            Releases.insert(S->getStmt());
  }

  bool skips(Way &W, const HandWork &Release) const;

private:
  bool leavesBy(const CancelPoint &Point) const;
  std::optional<PathOut> wayOut(PathSpot From) const;

  const HandWork &Taken;
  const Paths &P;
  const CFG &Graph;
  const Frame &F;
  const ParentMap &Parents;
  llvm::SmallPtrSet<const Stmt *, 8> Releases;
};

} // namespace

/// The way out behind \p From that passes no release and no condition.
std::optional<PathOut> Between::wayOut(PathSpot From) const {
  auto Passed = [&](const CFGElement &E) {
    auto S = E.getAs<CFGStmt>();
    return S && Releases.count(S->getStmt());
  };
  std::optional<PathOut> Out = P.pathOut(From, nullptr, {Passed, nullptr});
  if (!Out || !Out->Branches.empty())
    return std::nullopt;
  return Out;
}

/// True if the error of \p Point gets out of the frame, past all handlers.
bool Between::leavesBy(const CancelPoint &Point) const {
  const Stmt *Child = Point.At;
  for (const Stmt *S = Parents.getParent(Child); S && Child != F.Body;
       Child = S, S = Parents.getParent(S)) {
    const auto *Try = dyn_cast<CXXTryStmt>(S);
    if (!Try || Child != Try->getTryBlock())
      continue;
    const CXXCatchStmt *Handler = handlerFor(Try, Point.Error.Class);
    if (!Handler)
      continue;
    if (givesBackWithin(Handler->getHandlerBlock(), Taken))
      return false;
    const CFGBlock *Start = nullptr;
    for (const CFGBlock *B : Graph)
      if (B->getLabel() == Handler)
        Start = B;
    std::optional<PathOut> Out =
        Start ? wayOut({Start, -1}) : std::optional<PathOut>();
    if (!Out)
      return false;
    const auto *Throw = dyn_cast_or_null<CXXThrowExpr>(Out->Leaves);
    if (!Throw || Throw->getSubExpr())
      return true;
  }
  return true;
}

bool Between::skips(Way &W, const HandWork &Release) const {
  auto From = P.spotOf(Taken.At), To = P.spotOf(W.At),
       Back = P.spotOf(Release.At);
  if (!From || !To || !Back || isWithin(W.At, Taken.At, Parents) ||
      isWithin(Taken.At, W.At, Parents) || Releases.count(W.At) ||
      isWithin(W.At, Release.At, Parents))
    return false;
  auto Passed = [&](const CFGElement &E) {
    auto S = E.getAs<CFGStmt>();
    return S && Releases.count(S->getStmt());
  };
  auto TakenAgain = [&](const CFGElement &E) {
    auto S = E.getAs<CFGStmt>();
    return S && S->getStmt() == Taken.At;
  };
  if (!P.reaches(*From, *To, {Passed, nullptr}))
    return false;
  PathSpot On = W.Point ? *To : PathSpot{W.GoesOn, -1};
  if (!P.reaches(On, *Back, {TakenAgain, nullptr}))
    return false;
  if (W.Point)
    return leavesBy(*W.Point);
  std::optional<PathOut> Out = wayOut({W.Stopped, -1});
  if (!Out)
    return false;
  W.Leaves = Out->Leaves;
  return true;
}

void SkippedCleanup::checkFrame(const Frame &F, const ParentMap &Parents) {
  std::vector<HandWork> Work = handWorkIn(F.Body, Parents);
  llvm::SmallVector<const HandWork *, 8> Takers, Releases;
  for (const HandWork &W : Work) {
    if (mayTake(W))
      Takers.push_back(&W);
    if (mayRelease(W))
      Releases.push_back(&W);
  }
  llvm::SmallVector<std::pair<const HandWork *, const HandWork *>, 4> Found;
  for (const HandWork *Taken : Takers)
    for (const HandWork *Release : Releases)
      if (Taken != Release && givesBack(*Taken, *Release) &&
          !comesBackByItself(*Taken, *Release, F.Body, roles()))
        Found.push_back({Taken, Release});
  if (Found.empty())
    return;
  const CFG *Graph = cfg(F.Function);
  if (!Graph)
    return;
  if (!Errors) {
    Looks = std::make_unique<Polls>(roles());
    Errors = std::make_unique<CancelErrors>(roles(), *Looks);
    Statuses = std::make_unique<StatusTypes>(roles());
    OptOuts = std::make_unique<OptOutComments>(sources());
  }
  std::vector<CancelPoint> Points;
  std::vector<Way> Ways = waysOut(F, *Graph, Parents, Points);
  if (Ways.empty())
    return;
  Paths P(*Graph);
  llvm::DenseSet<const Expr *> Said;
  for (const auto &Pair : Found) {
    if (Said.count(Pair.first->At) || Said.count(Pair.second->At))
      continue;
    Between Asked(*Pair.first, P, *Graph, F, Parents);
    for (Way &W : Ways)
      if (Asked.skips(W, *Pair.second)) {
        report(*Pair.first, *Pair.second, W);
        Said.insert(Pair.first->At);
        Said.insert(Pair.second->At);
        break;
      }
  }
}

//===----------------------------------------------------------------------===//
// Reports
//===----------------------------------------------------------------------===//

void SkippedCleanup::report(const HandWork &Taken, const HandWork &Release,
                            const Way &W) {
  SourceLocation Leaves = W.Leaves ? W.Leaves->getBeginLoc() : SourceLocation();
  if (OptOuts->coverLine(Release.At->getExprLoc()) ||
      OptOuts->coverLine(Taken.At->getExprLoc()) ||
      OptOuts->coverLine(W.At->getExprLoc()) ||
      (Leaves.isValid() && OptOuts->coverLine(Leaves)))
    return;
  diag(Release.At->getBeginLoc(),
       "'%0' is skipped when the work is cancelled; do it in a destructor, or "
       "in a handler too")
      << describe(Release, ast());
  diag(Taken.At->getBeginLoc(), "'%0' makes it necessary", DiagnosticIDs::Note)
      << describe(Taken, ast());
  if (!W.Point) {
    diag(Leaves.isValid() ? Leaves : W.At->getBeginLoc(),
         "cancellation leaves here", DiagnosticIDs::Note);
    return;
  }
  diag(W.At->getExprLoc(),
       "'%0' is thrown here when a stop was requested, and leaves",
       DiagnosticIDs::Note)
      << W.Point->Error.Name;
  if (W.Point->Origin)
    diag(W.Point->Origin->getExprLoc(), "by this, in '%0'", DiagnosticIDs::Note)
        << W.Point->Through->getNameAsString();
}

CTX_REGISTER_CHECK(SkippedCleanup, Info);

} // namespace
} // namespace ctx
