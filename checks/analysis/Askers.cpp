//===- Askers.cpp ---------------------------------------------------------===//

#include "Askers.h"
#include "../model/Annotation.h"
#include "CodeKind.h"
#include "Loops.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace ctx::analysis {

using model::Role;

bool namesAsker(llvm::StringRef Name) {
  // requestAll, but not handleRequest.
  auto Words = wordsOf(Name);
  if (Words.size() > 1 && Words[0] == "request")
    return true;
  return hasPhrase(
      Name,
      {"cancel",      "cancels",    "canceller",  "canceler",    "cancelled",
       "canceled",    "stop",       "stops",      "stopper",     "stopped",
       "abort",       "aborts",     "aborted",    "interrupt",   "interrupted",
       "terminate",   "kill",       "shutdown",   "shut down",   "quit",
       "exit",        "end",        "close",      "trigger",     "timeout",
       "watchdog",    "expire",     "deadline",   "limit",       "finish",
       "drain",       "reset",      "signal",     "sigint",      "sigterm",
       "sighup",      "sigquit",    "teardown",   "tear down",   "halt",
       "fire",        "race",       "when any",   "wait any",    "any of",
       "until any",   "first of",   "first wins", "first error", "when first",
       "until first", "wait first", "disconnect", "fail",        "fails",
       "failure",     "done",       "both",       "idle",        "monitor"});
}

/// True if the comment of \p F says that it makes the request.
static bool saysThatItAsks(const FunctionDecl *F) {
  const ASTContext &Context = F->getASTContext();
  for (const FunctionDecl *One : F->redecls())
    if (const RawComment *C = Context.getRawCommentForDeclNoCache(One)) {
      std::string Text = C->getRawText(Context.getSourceManager()).lower();
      for (const char *Word : {"cancel", "stop", "abort", "interrupt"})
        if (llvm::StringRef(Text).contains(Word))
          return true;
    }
  return false;
}

static bool isAnnotatedTrigger(const FunctionDecl *F) {
  for (const FunctionDecl *One : F->redecls())
    for (const auto *A : One->specific_attrs<AnnotateAttr>()) {
      llvm::StringRef Text = A->getAnnotation();
      model::Annotation Out;
      if (Text.consume_front("ctx:") &&
          model::parseAnnotation(Text, model::RoleKind::Op, Out).empty() &&
          Out.Plays == Role::Trigger)
        return true;
    }
  return false;
}

bool mayAsk(const FunctionDecl *F) {
  if (isCleanup(F) || isAnnotatedTrigger(F) || saysThatItAsks(F) ||
      (F->getIdentifier() && namesAsker(F->getName())))
    return true;
  // It handles an event, and has the source for what the event asks for:
  // nothing else would be handed to whoever calls it.
  if (F->getIdentifier()) {
    auto Words = wordsOf(F->getName());
    if (Words.size() > 1 && Words[0] == "on")
      return true;
  }
  // A class that is there to ask: Canceller::operator(), Watchdog::check().
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  return M && M->getParent()->getIdentifier() &&
         namesAsker(M->getParent()->getName());
}

/// True if \p Condition is about what the caller gave besides, as it is:
/// `command == "quit"`, `--left == 0`. What other work on it comes to is not
/// the caller's word.
static bool callerDecides(const Expr *Condition, const FunctionView &View) {
  bool Given = false, Works = false;
  forEachStmt(Condition, [&](const Stmt *S) {
    if (const auto *C = dyn_cast<CallExpr>(S)) {
      const FunctionDecl *Callee = C->getDirectCallee();
      const auto *M = dyn_cast_or_null<CXXMethodDecl>(Callee);
      const auto *O = dyn_cast<CXXOperatorCallExpr>(C);
      bool Invokes = O && O->getOperator() == OO_Call;
      Works |=
          Invokes || !Callee || !(O || isInStd(Callee) || (M && M->isConst()));
    }
    const auto *R = dyn_cast<DeclRefExpr>(S);
    const auto *P = R ? dyn_cast<ParmVarDecl>(R->getDecl()) : nullptr;
    Given |=
        P && P->getDeclContext() == View.function() && !View.roles().type(P);
    return !Works;
  });
  return Given && !Works;
}

bool callerDecides(const ObjectUses &Uses, const FunctionView &View) {
  return llvm::any_of(Uses.Uses, [&](const ObjectUse &U) {
    if (U.Kind != UseKind::Trigger)
      return false;
    const Stmt *Child = U.E;
    for (const Stmt *S = View.parent(Child); S; Child = S, S = View.parent(S)) {
      const Expr *Condition = nullptr;
      if (const auto *I = dyn_cast<IfStmt>(S))
        Condition = I->getCond();
      else if (const auto *W = dyn_cast<SwitchStmt>(S))
        Condition = W->getCond();
      else if (const auto *O = dyn_cast<ConditionalOperator>(S))
        Condition = O->getCond();
      else if (const auto *B = dyn_cast<BinaryOperator>(S))
        Condition = B->isLogicalOp() ? B->getLHS() : nullptr;
      if (Condition && Condition != Child && callerDecides(Condition, View))
        return true;
    }
    return false;
  });
}

} // namespace ctx::analysis
