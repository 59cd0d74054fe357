//===- Askers.cpp ---------------------------------------------------------===//

#include "Askers.h"
#include "../model/Annotation.h"
#include "CodeKind.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"

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
       "until first", "wait first", "disconnect"});
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

} // namespace ctx::analysis
