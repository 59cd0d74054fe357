//===- RetriedCancel.cpp - ctx-retried-cancel -----------------------------===//
//
// Positive when
//   - a loop makes a call again until it succeeds, and does so after a status
//     or an exception that means "cancelled" as after any other failure.
// Negative when
//   - the loop asks for the code that means cancelled, or goes round only for
//     codes that mean something else;
//   - the loop looks at a token, or hands one to somebody who may;
//   - each round makes another request (elements of a range, what a counter
//     selects); success does not end the loop.
// Unknown when (silent)
//   - the status, its code or the exception is given to somebody who may judge
//     it, or a condition on it is not understood;
//   - a flag that somebody else sets ends the loop; the status is one of a
//     general type and nothing says that the call can be cancelled.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/InScope.h"
#include "analysis/Statuses.h"
#include "compat/Compat.h"
#include "core/CheckRegistry.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace ctx {
namespace {

constexpr CheckInfo Info = {
    "ctx-retried-cancel",
    "a cancelled status or exception is treated as failure and retried",
    "",
    "M36 A12",
    Severity::Warning,
    FixKind::Sometimes,
    /*OnByDefault=*/true,
    "0.1",
    {},
};

class RetriedCancel : public Check {
public:
  RetriedCancel(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

  void registerMatchers(ast_matchers::MatchFinder *Finder) override {
    Check::registerMatchers(Finder);
    matchOuterInitialisers(Finder);
  }
  void onStartOfTranslationUnit() override {
    Check::onStartOfTranslationUnit();
    forget();
  }

protected:
  void checkFunction(const FunctionDecl *F) override;
  void
  checkMatch(const ast_matchers::MatchFinder::MatchResult &Result) override;
  void endOfTu(ASTContext &Context) override { forget(); }

private:
  void forget() {
    Types.reset();
    Errors.reset();
    Looks.reset();
  }
  void checkFrame(const analysis::Frame &F, const Stmt *Whole,
                  const ParentMap &Parents);
  void report(const analysis::Retry &R, const analysis::Frame &F,
              const ParentMap &Parents);
  void report(const analysis::Swallow &S, const analysis::Frame &F,
              bool Outermost);
  llvm::SmallVector<FixItHint, 1>
  leaveWhenCancelled(const analysis::Retry &R, const analysis::Frame &F,
                     const ParentMap &Parents) const;

  std::optional<analysis::Polls> Looks;
  std::optional<analysis::CancelErrors> Errors;
  std::optional<analysis::StatusTypes> Types;
};

void RetriedCancel::checkFunction(const FunctionDecl *F) {
  const Stmt *Body = analysis::bodyInReach(F);
  if (!Body || isLambda(F) || analysis::isTestCode(F, roles()))
    return;
  for (const analysis::Frame &Frame : analysis::framesOf(F))
    checkFrame(Frame, Body, services().parents(F));
}

void RetriedCancel::checkMatch(
    const ast_matchers::MatchFinder::MatchResult &Result) {
  const auto *Init = Result.Nodes.getNodeAs<Expr>("init");
  std::vector<analysis::Frame> Frames = analysis::framesOf(Init);
  if (Frames.empty())
    return;
  ParentMap Parents(const_cast<Expr *>(Init));
  for (const analysis::Frame &F : Frames)
    checkFrame(F, Init, Parents);
}

void RetriedCancel::checkFrame(const analysis::Frame &F, const Stmt *Whole,
                               const ParentMap &Parents) {
  bool Loops = false;
  analysis::forEachInFrame(F.Body, [&](const Stmt *S) {
    Loops |= analysis::isLoop(S);
    return !Loops;
  });
  if (!Loops)
    return;
  if (!Types) {
    Looks.emplace(roles());
    Errors.emplace(roles(), *Looks);
    Types.emplace(roles());
  }
  const CFG *Graph = cfg(F.Function);
  if (!Graph)
    return;
  analysis::FrameView View{F, *Graph, Parents, roles(), *Looks};
  for (const analysis::Retry &R : analysis::blindRetriesIn(View, *Types))
    report(R, F, Parents);
  bool Outermost = F.Lambda && !analysis::runsInPlace(F.Lambda, Parents, Whole);
  if (!analysis::isCleanup(F.Function))
    for (const analysis::Swallow &S : analysis::swallowsIn(View, *Errors))
      if (S.Retries)
        report(S, F, Outermost);
}

//===----------------------------------------------------------------------===//
// Reports
//===----------------------------------------------------------------------===//

static std::string nameOf(const Expr *E) {
  const auto *C = dyn_cast<CallExpr>(E);
  if (!C)
    return "";
  const NamedDecl *D = C->getDirectCallee();
  if (D && isa<CXXMethodDecl>(D) &&
      cast<CXXMethodDecl>(D)->getOverloadedOperator() == OO_Call)
    D = analysis::referenced(C->getArg(0)); // a callable has its own name
  return D && D->getIdentifier() ? D->getNameAsString() : "";
}

/// The statements behind \p Loop in its block.
static std::vector<const Stmt *> behind(const Stmt *Loop,
                                        const ParentMap &Parents) {
  const auto *Block = dyn_cast_or_null<CompoundStmt>(Parents.getParent(Loop));
  if (!Block)
    return {};
  auto At = llvm::find(Block->body(), Loop);
  return {At == Block->body_end() ? At : std::next(At), Block->body_end()};
}

/// The statement that leaves \p Loop with the status \p V; "" if there is none
/// that could be stood behind.
static std::string leaveText(const Stmt *Loop, const ValueDecl *V,
                             const analysis::Frame &F, const ParentMap &Parents,
                             const ASTContext &Context) {
  bool Coroutine = isa<CoroutineBodyStmt>(F.Body);
  QualType Result = F.Function->getReturnType();
  if (!Coroutine && Context.hasSameUnqualifiedType(
                        Result, V->getType().getNonReferenceType())) {
    // What stands behind the loop is to run in any case, unless it only
    // returns.
    std::vector<const Stmt *> Rest = behind(Loop, Parents);
    if (!Rest.empty() && isa<ReturnStmt>(Rest.front()))
      return "return " + V->getNameAsString() + ";";
    bool Returned = llvm::any_of(Rest, [&](const Stmt *S) {
      return isa<ReturnStmt>(S) && analysis::mentions(S, V);
    });
    if (Rest.empty() && analysis::isEndless(Loop, Context))
      return "return " + V->getNameAsString() + ";";
    return Returned ? "break;" : "";
  }
  if (!analysis::isEndless(Loop, Context))
    return "break;";
  return !Coroutine && Result->isVoidType() ? "return;" : "";
}

llvm::SmallVector<FixItHint, 1>
RetriedCancel::leaveWhenCancelled(const analysis::Retry &R,
                                  const analysis::Frame &F,
                                  const ParentMap &Parents) const {
  std::string Test = analysis::cancelledTest(R.Of, roles());
  if (Test.empty())
    return {};
  // The full statement, in a block of the loop's own.
  const Stmt *Statement = R.Of.Call;
  const Stmt *Block = Parents.getParent(Statement);
  while (Block && !isa<CompoundStmt>(Block)) {
    if (!isa<Expr, DeclStmt>(Block))
      return {};
    Statement = Block;
    Block = Parents.getParent(Block);
  }
  for (const Stmt *P = Block; P && P != R.Loop; P = Parents.getParent(P))
    if (isa<SwitchStmt>(P))
      return {};
  if (!Block)
    return {};
  SourceRange Whole(Statement->getBeginLoc(), compat::endLoc(Statement));
  if (!analysis::canEdit(Whole, ast()))
    return {};
  std::string Leave = leaveText(R.Loop, R.Of.Variable, F, Parents, ast());
  if (Leave.empty())
    return {};
  const SourceManager &SM = sources();
  SourceLocation End =
      Lexer::getLocForEndOfToken(Whole.getEnd(), 0, SM, ast().getLangOpts());
  if (!isa<DeclStmt>(Statement)) { // whose range ends behind its semicolon
    std::pair<FileID, unsigned> Spot = SM.getDecomposedLoc(End);
    llvm::StringRef Rest = SM.getBufferData(Spot.first).drop_front(Spot.second);
    size_t Semi = Rest.find_first_not_of(" \t\r\n");
    if (Semi == llvm::StringRef::npos || Rest[Semi] != ';')
      return {};
    End = End.getLocWithOffset(int(Semi) + 1);
  }
  std::pair<FileID, unsigned> Begin =
      SM.getDecomposedLoc(Statement->getBeginLoc());
  llvm::StringRef Before =
      SM.getBufferData(Begin.first).take_front(Begin.second);
  llvm::StringRef Line = Before.substr(Before.rfind('\n') + 1);
  bool First = Line.trim().empty();
  std::string Gap = First ? "\n" + Line.str() : " ";
  return {FixItHint::CreateInsertion(End, Gap + "if (" + Test + ") " + Leave)};
}

void RetriedCancel::report(const analysis::Retry &R, const analysis::Frame &F,
                           const ParentMap &Parents) {
  {
    std::string Name = nameOf(R.Of.Call);
    auto D = diag(R.Of.Call->getExprLoc(),
                  "'%0' is called again after any failure, also when it was "
                  "cancelled; leave the loop %select{on '%2'|then}1")
             << Name << R.Of.Type->Code.empty() << R.Of.Type->Code;
    for (const FixItHint &Hint : leaveWhenCancelled(R, F, Parents))
      D << Hint;
  }
  diag(R.Loop->getBeginLoc(), "this loop tries again", DiagnosticIDs::Note);
}

void RetriedCancel::report(const analysis::Swallow &S, const analysis::Frame &F,
                           bool Outermost) {
  {
    auto D = diag(S.Handler->getCatchLoc(),
                  "the '%0' loop tries again after any exception, also after "
                  "'%1', which means cancelled; %2")
             << analysis::loopKeyword(S.Loop) << S.Point.Error.Name
             << analysis::advice(S, Outermost);
    for (const FixItHint &Hint : analysis::letThrough(S, F, Outermost, roles()))
      D << Hint;
  }
  diag(S.Point.At->getExprLoc(), "this is what is tried again",
       DiagnosticIDs::Note);
}

CTX_REGISTER_CHECK(RetriedCancel, Info);

} // namespace
} // namespace ctx
