//===- Unpolled.cpp -------------------------------------------------------===//

#include "Unpolled.h"
#include "CodeKind.h"
#include "clang/AST/ASTContext.h"

using namespace clang;
using ctx::model::Role;

namespace ctx::analysis {

namespace {

class Finder {
public:
  Finder(const Frame &F, llvm::ArrayRef<const VarDecl *> Tokens, Polls &P,
         const ASTContext &Context)
      : F(F), P(P), Context(Context), Tainted(P.taintedBy(F, Tokens)),
        Broad(P.areBroad(Tokens)) {}

  std::vector<UnpolledLoop> run() {
    visit(F.Body);
    return std::move(Out);
  }

private:
  void visit(const Stmt *S);
  void visitLoop(const Stmt *Loop);
  const CallExpr *workOf(const Stmt *Loop);
  bool isAnswered(const Stmt *Loop);

  const Frame &F;
  Polls &P;
  const ASTContext &Context;
  llvm::SmallPtrSet<const ValueDecl *, 8> Tainted;
  /// All there is to look at is an object that is handed around for much else.
  const bool Broad;
  std::vector<UnpolledLoop> Out;
  /// Below a loop that looks at a token itself.
  bool OuterLooks = false;
  /// After a point that may be reached only because of a stop request.
  bool Stopped = false;
};

/// True if \p Loop is left by its condition or a `break` when stopped: what
/// comes after it may be the time after the request. A `return` excuses
/// nothing.
bool Finder::isAnswered(const Stmt *Loop) {
  if (const Expr *Condition = loopCondition(Loop))
    if (P.mayObserve(Condition, &Tainted))
      return true;
  bool Found = false;
  forEachInFrame(loopBody(Loop), [&](const Stmt *S) {
    if (const auto *I = dyn_cast<IfStmt>(S)) {
      const Stmt *Then = I->getThen();
      if (const auto *C = dyn_cast<CompoundStmt>(Then))
        Then = C->body_empty() ? nullptr : C->body_back();
      if (isa_and_nonnull<BreakStmt>(Then))
        Found |= P.mayObserve(I->getCond(), &Tainted);
    }
    return !Found;
  });
  return Found;
}

const CallExpr *Finder::workOf(const Stmt *Loop) {
  const Stmt *Body = loopBody(Loop);
  const auto *Compound = dyn_cast<CompoundStmt>(Body);
  if (isa<NullStmt>(Body) || (Compound && Compound->body_empty()))
    return nullptr; // all there is, is the condition
  bool NoExit = isEndless(Loop, Context) && !hasJumpOut(Loop);
  // Whatever is called: only an exception gets out of there.
  if (NoExit)
    return P.firstCall(Loop, Effort::Unknown);
  // What somebody handed in may look at the token by itself, and a `goto` may
  // lead to a poll.
  bool Unknown = false;
  forEachInFrame(Loop, [&](const Stmt *S) {
    Unknown |= isa<GotoStmt>(S) || isa<IndirectGotoStmt>(S);
    if (const auto *C = dyn_cast<CallExpr>(S))
      Unknown |= !C->isTypeDependent() && P.effort(C) == Effort::Unknown;
    return !Unknown;
  });
  return Unknown ? nullptr : P.firstCall(Loop, Effort::Work);
}

/// True for a loop that a macro of the system wrote: it tries one call again.
static bool isOfSystemMacro(const Stmt *Loop, const ASTContext &Context) {
  const SourceManager &SM = Context.getSourceManager();
  SourceLocation At = Loop->getBeginLoc();
  return At.isMacroID() && SM.isInSystemHeader(SM.getSpellingLoc(At));
}

void Finder::visitLoop(const Stmt *Loop) {
  if (isOfSystemMacro(Loop, Context)) {
    visit(loopBody(Loop));
    return;
  }
  bool Looks = P.mayObserve(Loop, &Tainted);
  if (!Looks && !Stopped && !isBounded(Loop, Context) &&
      (!OuterLooks || isEndless(Loop, Context)) &&
      !isEndedFromOutside(Loop, [](const Expr *) { return false; }) &&
      (!Broad || P.surelyTakesTime(Loop)))
    if (const CallExpr *Work = workOf(Loop)) {
      Out.push_back({Loop, Work});
      return;
    }
  bool Before = OuterLooks;
  OuterLooks |= Looks;
  visit(loopBody(Loop));
  OuterLooks = Before;
  Stopped |= Looks && isAnswered(Loop);
}

void Finder::visit(const Stmt *S) {
  if (!S || isa<CXXCatchStmt>(S) || isa<LambdaExpr>(S))
    return;
  if (isLoop(S)) {
    visitLoop(S);
    return;
  }
  if (const auto *I = dyn_cast<IfStmt>(S)) {
    // Either branch may be the time after the request.
    if (I->getCond() && P.mayObserve(I->getCond(), &Tainted)) {
      bool Before = Stopped;
      Stopped = true;
      visit(I->getThen());
      visit(I->getElse());
      Stopped = Before;
      return;
    }
  } else if (const auto *C = dyn_cast<CallExpr>(S)) {
    // A library's wait that a request ends.
    const FunctionDecl *Callee = C->getDirectCallee();
    if (Callee && isInStd(Callee) && !P.isPlainWaitOrPoll(C) &&
        P.mayObserve(C, &Tainted))
      Stopped = true;
  }
  for (const Stmt *Child : S->children())
    visit(Child);
}

} // namespace

std::vector<UnpolledLoop> unpolledLoops(const Frame &F,
                                        llvm::ArrayRef<const VarDecl *> Tokens,
                                        Polls &Polls,
                                        const ASTContext &Context) {
  if (Tokens.empty() || Polls.registers(F))
    return {};
  return Finder(F, Tokens, Polls, Context).run();
}

std::vector<UnpolledLoop> loopsWithoutPoll(const Frame &F, Polls &Polls,
                                           const ASTContext &Context) {
  if (Polls.registers(F))
    return {};
  return Finder(F, {}, Polls, Context).run();
}

} // namespace ctx::analysis
