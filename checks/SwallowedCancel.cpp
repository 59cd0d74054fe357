//===- SwallowedCancel.cpp - ctx-swallowed-cancel -------------------------===//
//
// Positive when
//   - a handler (`...`, a base class; the error's own class in an endless loop,
//     or with nothing in it) takes what cancellation throws, and control comes
//     back to the cancelled work or goes on to other work without anybody
//     looking;
//   - a handler takes an error that its library forbids to keep;
//   - a handler is for another cancellation error than the one thrown there.
// Negative when
//   - the try block has no cancellable work, or a token that is never stopped;
//   - an earlier handler takes the error; the handler rethrows, throws, hands
//     the exception on, or leaves the loop and the function;
//   - the token is polled or given to somebody before work goes on;
//   - it is the outermost frame: main, a handler of requests, the body of a
//     thread (unless it loops), clean-up, a test.
// Unknown when (silent)
//   - a condition on the way depends on the exception, on what the try block or
//     the handler wrote, or on a flag that somebody else sets;
//   - each round has a token of its own.
// A loop that only retries is ctx-retried-cancel's.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/InScope.h"
#include "analysis/Swallows.h"
#include "core/CheckRegistry.h"
#include "llvm/ADT/DenseSet.h"

using namespace clang;
using ctx::model::Role;

namespace ctx {
namespace {

constexpr CheckInfo Info = {
    "ctx-swallowed-cancel",
    "a handler swallows cancellation, or is for another type than the one "
    "thrown",
    "detekt SuspendFunSwallowedCancellation, Error Prone "
    "InterruptedExceptionSwallowed, CancelCop CC019",
    "M33 M35 A12",
    Severity::Warning,
    FixKind::Always,
    /*OnByDefault=*/true,
    "0.1",
    {},
    /*UnsafeFixes=*/true,
};

class SwallowedCancel : public Check {
public:
  SwallowedCancel(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

  void registerMatchers(ast_matchers::MatchFinder *Finder) override {
    Check::registerMatchers(Finder);
    matchOuterInitialisers(Finder);
  }
  void onStartOfTranslationUnit() override {
    Check::onStartOfTranslationUnit();
    Looks.reset();
    Errors.reset();
    Candidates.clear();
    Bodies.clear();
  }

protected:
  void checkFunction(const FunctionDecl *F) override;
  void
  checkMatch(const ast_matchers::MatchFinder::MatchResult &Result) override;
  void endOfTu(ASTContext &Context) override;

private:
  struct Candidate {
    analysis::Swallow Found;
    analysis::Frame Frame;
    bool Outermost; ///< as far as the frame itself tells
  };

  void checkFrame(const analysis::Frame &F, const Stmt *Whole,
                  const ParentMap &Parents, bool IsEntry);
  void report(const Candidate &C, bool Outermost);
  void report(const analysis::WrongType &W);
  void tell(const analysis::CancelPoint &P);

  std::optional<analysis::Polls> Looks;
  std::optional<analysis::CancelErrors> Errors;
  std::vector<Candidate> Candidates;
  std::vector<const Stmt *> Bodies; ///< of all functions seen
};

//===----------------------------------------------------------------------===//
// Frames
//===----------------------------------------------------------------------===//

void SwallowedCancel::checkFunction(const FunctionDecl *F) {
  const Stmt *Body = analysis::bodyInReach(F);
  if (!Body || isLambda(F))
    return;
  Bodies.push_back(Body);
  if (analysis::isMain(F) || analysis::isCleanup(F) ||
      analysis::isTestCode(F, roles()))
    return;
  for (const analysis::Frame &Frame : analysis::framesOf(F))
    checkFrame(Frame, Body, services().parents(F),
               !Frame.Lambda && bool(roles().entryPoint(F)));
}

void SwallowedCancel::checkMatch(
    const ast_matchers::MatchFinder::MatchResult &Result) {
  const auto *Init = Result.Nodes.getNodeAs<Expr>("init");
  std::vector<analysis::Frame> Frames = analysis::framesOf(Init);
  if (Frames.empty())
    return;
  ParentMap Parents(const_cast<Expr *>(Init));
  for (const analysis::Frame &F : Frames)
    checkFrame(F, Init, Parents, false);
}

static bool hasTry(const Stmt *Body) {
  bool Found = false;
  analysis::forEachInFrame(Body, [&](const Stmt *S) {
    Found |= isa<CXXTryStmt>(S);
    return !Found;
  });
  return Found;
}

void SwallowedCancel::checkFrame(const analysis::Frame &F, const Stmt *Whole,
                                 const ParentMap &Parents, bool IsEntry) {
  if (!hasTry(F.Body))
    return;
  if (!Errors) {
    Looks.emplace(roles());
    Errors.emplace(roles(), *Looks);
  }
  const CFG *Graph = cfg(F.Function);
  if (!Graph)
    return;
  analysis::FrameView View{F, *Graph, Parents, roles(), *Looks};
  // What is started or kept runs above no handler of ours.
  bool Outermost =
      IsEntry || (F.Lambda && !analysis::runsInPlace(F.Lambda, Parents, Whole));
  for (analysis::Swallow &S : analysis::swallowsIn(View, *Errors))
    if (!S.Retries)
      Candidates.push_back({std::move(S), F, Outermost});
  for (const analysis::WrongType &W : analysis::wrongTypesIn(View, *Errors))
    report(W);
}

//===----------------------------------------------------------------------===//
// Outermost frames
//===----------------------------------------------------------------------===//

/// Functions that run as the outermost frame of a thread or task: started as
/// such, or called by a lambda that is.
static llvm::DenseSet<const FunctionDecl *>
outermostFunctions(llvm::ArrayRef<const Stmt *> Bodies,
                   const model::RoleIndex &Roles) {
  llvm::DenseSet<const FunctionDecl *> Out;
  auto AddBody = [&](const Stmt *Body) {
    analysis::forEachInFrame(Body, [&](const Stmt *S) {
      if (isa<CXXTryStmt>(S))
        return false;
      if (const auto *C = dyn_cast<CallExpr>(S))
        if (const FunctionDecl *F = C->getDirectCallee())
          Out.insert(F->getCanonicalDecl());
      return true;
    });
  };
  auto AddArgument = [&](const Expr *A) {
    const Expr *E = analysis::object(A);
    if (const auto *R = dyn_cast_or_null<DeclRefExpr>(E)) {
      if (const auto *F = dyn_cast<FunctionDecl>(R->getDecl()))
        Out.insert(F->getCanonicalDecl());
    } else if (const auto *L = dyn_cast_or_null<LambdaExpr>(E)) {
      AddBody(L->getBody());
    }
  };
  for (const Stmt *Body : Bodies)
    analysis::forEachStmt(Body, [&](const Stmt *S) {
      const auto *E = dyn_cast<Expr>(S);
      if (!E || !isa<CallExpr, CXXConstructExpr>(E))
        return true;
      bool Starts = bool(Roles.op(E, Role::Spawn));
      if (const auto *M =
              dyn_cast<CXXMemberCallExpr>(E)) // threads.emplace_back
        Starts |= Roles.element(M->getImplicitObjectArgument()->getType())
                      .has(Role::TaskHandle);
      if (Starts)
        for (const Expr *A : model::writtenArgs(E))
          AddArgument(A);
      return true;
    });
  return Out;
}

void SwallowedCancel::endOfTu(ASTContext &Context) {
  if (!Candidates.empty()) {
    auto Outermost = outermostFunctions(Bodies, roles());
    for (const Candidate &C : Candidates)
      report(C, C.Outermost ||
                    Outermost.count(C.Frame.Function->getCanonicalDecl()));
  }
  Candidates.clear();
  Bodies.clear();
  Errors.reset();
  Looks.reset();
}

//===----------------------------------------------------------------------===//
// Reports
//===----------------------------------------------------------------------===//

static std::string calleeOf(const Expr *E) {
  const FunctionDecl *F = nullptr;
  if (const auto *C = dyn_cast_or_null<CallExpr>(E))
    F = C->getDirectCallee();
  return F && F->getIdentifier() ? F->getNameAsString() : "";
}

void SwallowedCancel::tell(const analysis::CancelPoint &P) {
  std::string Callee = calleeOf(P.At);
  const std::string &Name = P.Error.Name;
  if (P.Presumed && !P.Through)
    diag(P.At->getExprLoc(), "'%0' is given a token that is polled by throwing",
         DiagnosticIDs::Note)
        << Callee;
  else
    diag(P.At->getExprLoc(), "'%0' is thrown here when a stop was requested",
         DiagnosticIDs::Note)
        << Name;
  if (P.Origin)
    diag(P.Origin->getExprLoc(), "by this, in '%0'", DiagnosticIDs::Note)
        << P.Through->getNameAsString();
}

void SwallowedCancel::report(const Candidate &C, bool Outermost) {
  const analysis::Swallow &S = C.Found;
  const std::string &Name = S.Point.Error.Name;
  SourceLocation At = S.Handler->getCatchLoc();
  auto Fix = analysis::letThrough(S, C.Frame, Outermost, roles());
  switch (S.Kind) {
  case analysis::Swallow::GoesRound: {
    auto D = diag(At, "this handler keeps '%0', and the '%1' loop goes on "
                      "although it was asked to stop; %2")
             << Name << analysis::loopKeyword(S.Loop)
             << analysis::advice(S, Outermost);
    for (const FixItHint &Hint : Fix)
      D << Hint;
    break;
  }
  case analysis::Swallow::GoesOn: {
    // The last to know need not tell anybody.
    if (Outermost)
      return;
    auto D =
        diag(At, "this handler keeps '%0', and '%1' is called as if nobody "
                 "had asked to stop; %2")
        << Name << calleeOf(S.Work)
        << (S.TooLate ? analysis::advice(S, Outermost)
                      : "rethrow it in a handler before this one");
    for (const FixItHint &Hint : Fix)
      D << Hint;
    break;
  }
  case analysis::Swallow::Undefined: {
    auto D = diag(At, "this handler keeps '%0', which is undefined behaviour; "
                      "rethrow it")
             << Name;
    for (const FixItHint &Hint :
         analysis::letThrough(S, C.Frame, /*Outermost=*/false, roles()))
      D << Hint;
    break;
  }
  }
  tell(S.Point);
}

/// The type as written in `catch (const T &)`; invalid if a fix may not replace
/// it, because the handler uses the exception.
static SourceRange replaceableType(const CXXCatchStmt *Handler,
                                   const ASTContext &Context) {
  const VarDecl *Caught = Handler->getExceptionDecl();
  if (!Caught || !Caught->getTypeSourceInfo() ||
      analysis::mentions(Handler->getHandlerBlock(), Caught))
    return {};
  TypeLoc Written = Caught->getTypeSourceInfo()->getTypeLoc();
  if (auto Reference = Written.getAs<ReferenceTypeLoc>())
    Written = Reference.getPointeeLoc();
  SourceRange Range = Written.getUnqualifiedLoc().getSourceRange();
  return analysis::canEdit(Range, Context) ? Range : SourceRange();
}

void SwallowedCancel::report(const analysis::WrongType &W) {
  {
    const std::string &Name = W.Point.Error.Name;
    auto D = diag(W.Handler->getCatchLoc(),
                  "cancellation is thrown here as '%0', which this handler for "
                  "'%1' does not take; catch '%0'")
             << Name
             << W.Handler->getCaughtType()
                    .getNonReferenceType()
                    .getUnqualifiedType()
                    .getAsString(ast().getPrintingPolicy());
    SourceRange Type = replaceableType(W.Handler, ast());
    if (Type.isValid() && W.Point.Error.Exact)
      D << FixItHint::CreateReplacement(Type, Name);
  }
  tell(W.Point);
}

CTX_REGISTER_CHECK(SwallowedCancel, Info);

} // namespace
} // namespace ctx
