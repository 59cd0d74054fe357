//===- StopNames.cpp ------------------------------------------------------===//

#include "StopNames.h"
#include "CodeKind.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace ctx::analysis {
namespace {

using Words = SmallVector<std::string, 4>;

bool isOne(StringRef Word, ArrayRef<StringRef> Of) {
  return is_contained(Of, Word);
}

/// "cancel": asks for nothing but what is meant here.
const StringRef CancelVerbs[] = {"cancel", "interrupt", "abort"};
const StringRef StopVerbs[] = {"cancel",   "interrupt", "abort", "stop",
                               "quit",     "exit",      "kill",  "terminate",
                               "shutdown", "halt",      "bail"};
const StringRef CancelDone[] = {"cancelled", "canceled", "interrupted",
                                "aborted"};
const StringRef StopDone[] = {
    "stopped", "stopping",    "killed",   "terminated", "quitting",
    "exiting", "aborting",    "shutdown", "cancelling", "canceling",
    "quit",    "terminating", "stop",     "cancel",     "abort"};
const StringRef StopNouns[] = {"cancellation", "interruption", "termination",
                               "interrupts", "cancelation"};

bool isVerb(StringRef W) { return isOne(W, StopVerbs); }
bool isCancelWord(StringRef W) {
  return isOne(W, CancelVerbs) || isOne(W, CancelDone) || isOne(W, StopNouns);
}
bool isStopWord(StringRef W) {
  return isVerb(W) || isCancelWord(W) || isOne(W, StopDone);
}

/// The words of \p Name; "shut down" is one.
Words wordsIn(StringRef Name) {
  Words Out;
  for (std::string &W : wordsOf(Name))
    if (W == "down" && !Out.empty() && Out.back() == "shut")
      Out.back() = "shutdown";
    else if (W == "down" && !Out.empty() && Out.back() == "shutting")
      Out.back() = "stopping";
    else
      Out.push_back(std::move(W));
  return Out;
}

/// Without what says that it is a question, or a member.
Words bareWords(StringRef Name) {
  Words Out = wordsIn(Name);
  while (Out.size() > 1 &&
         isOne(Out.front(),
               {"is", "was", "has", "been", "get", "m", "g", "s", "be", "are",
                "query", "task", "job", "operation", "request"}))
    Out.erase(Out.begin());
  while (Out.size() > 1 &&
         isOne(Out.back(), {"flag", "now", "atomic", "p", "ptr", "early"}))
    Out.pop_back();
  return Out;
}

} // namespace

AskedName asksToStop(StringRef Name) {
  Words W = bareWords(Name);
  if (W.empty() || W.size() > 5)
    return {};
  bool Wants = isOne(W[0], {"should", "must", "want", "wants", "need", "needs",
                            "can", "may", "ok", "to"});
  if (W.size() > 1 && (Wants || W[0] == "keep")) {
    for (const std::string &Word : W)
      if (isOne(Word, {"continue", "proceed", "going", "running"}))
        return {Sure::Yes, false};
    // "should stop at end" is a setting.
    if (Wants && !isOne(W[0], {"can", "may", "ok"}) && W.size() <= 3 &&
        any_of(W, isVerb))
      return {Sure::Yes, true};
  }
  for (size_t I = 0; I + 1 < W.size(); ++I)
    if (isStopWord(W[I]) &&
        isOne(W[I + 1], {"requested", "signalled", "signaled", "received"}))
      return {Sure::Yes, true};
    else if (isStopWord(W[I]) && W[I] != "interrupt" && W[I + 1] == "pending")
      return {Sure::Yes, true};
    else if (isOne(W[I], {"check", "test", "requested"}) &&
             isCancelWord(W[I + 1]) && W.size() <= 4)
      return {isOne(W[I + 1], {"interrupt", "interrupts"}) ? Sure::Maybe
                                                           : Sure::Yes,
              true};
  if (W.size() == 1 && isOne(W[0], CancelDone))
    return {Sure::Yes, true};
  if (W.size() == 1 && isOne(W[0], StopDone))
    return {Sure::Maybe, true};
  if (W.size() == 1 && isOne(W[0], {"running", "run", "alive"}))
    return {Sure::Maybe, false};
  return {};
}

Sure throwsOnStop(StringRef Name) {
  Words W = wordsIn(Name);
  if (W.size() > 5 || none_of(W, isStopWord))
    return Sure::No;
  bool Cancels = any_of(W, isCancelWord);
  if (W[0] == "throw" || W[0] == "raise")
    return is_contained(W, "if") ? Sure::Yes : Sure::No;
  bool Looks = isOne(W[0], {"check", "test", "poll", "verify"}) ||
               isOne(W.back(), {"check", "point"}) || W[0] == "maybe";
  if (!Looks || !Cancels)
    return Sure::No;
  // Of the work that is stopped, or of a processor.
  return is_contained(W, "interrupts") && W.size() == 2 ? Sure::Maybe
                                                        : Sure::Yes;
}

Sure requestsStop(StringRef Name) {
  Words W = wordsIn(Name);
  if (W.empty() || W.size() > 4)
    return Sure::No;
  if (isOne(W[0], {"request", "signal", "trigger", "set", "mark", "try", "post",
                   "issue"}) &&
      W.size() > 1 && isStopWord(W[1]))
    return W.size() == 2 || isOne(W[2], {"requested", "flag", "all"})
               ? Sure::Yes
               : Sure::Maybe;
  if (isOne(W[0], CancelVerbs))
    return W.size() == 1 || isOne(W[1], {"all", "now", "operation", "request"})
               ? Sure::Yes
               : Sure::Maybe;
  if (W.size() == 1 && isVerb(W[0]))
    return Sure::Maybe;
  return Sure::No;
}

Sure takesStopBack(StringRef Name) {
  Words W = wordsIn(Name);
  if (W.size() >= 2 && W.size() <= 3 &&
      isOne(W[0], {"clear", "reset", "rearm", "un"}) && isStopWord(W[1]))
    return Sure::Yes;
  return W.size() == 1 && W[0] == "reset" ? Sure::Maybe : Sure::No;
}

StringRef classHint(StringRef Name) {
  Words W = wordsIn(Name);
  if (W.empty())
    return "";
  auto Has = [&](ArrayRef<StringRef> Any) {
    return any_of(W, [&](const std::string &Word) { return isOne(Word, Any); });
  };
  bool Stops = any_of(W, isStopWord);
  if (Stops && Has({"exception", "error"}))
    return "error";
  if (Stops && (Has({"source"}) || Has({"canceller", "canceler"})))
    return "source";
  if (Has({"context", "ctx"}))
    return "context";
  if (Stops && Has({"token", "flag", "signal", "state", "status", "checker",
                    "observer", "monitor"}))
    return "token";
  if (Has({"canceller", "canceler", "interruptor", "interrupter", "stopper",
           "aborter", "interruptible", "cancellable", "cancelable"}) ||
      (W.size() == 1 && isOne(W[0], StopNouns)))
    return "token";
  return "";
}

bool namesRoot(StringRef Name, bool &Placeholder) {
  std::string Joined;
  for (const std::string &W : wordsIn(Name))
    if (W != "context" && W != "token" && W != "ctx" && W != "get")
      Joined += W;
  Placeholder = Joined == "todo";
  return isOne(Joined, {"todo", "background", "none", "never", "empty", "root",
                        "infinite", "uncancellable", "uncancelable",
                        "nevercancelled", "nocancel", "nocancellation",
                        "application", "applicationcontext"});
}

StringRef namesDerive(StringRef Name) {
  Words W = wordsIn(Name);
  if (W.empty())
    return "";
  auto Has = [&](StringRef Word) { return is_contained(W, Word); };
  if (W[0] == "with" || Has("derive") || Has("child") || W[0] == "fork" ||
      Has("linked")) {
    if (Has("deadline") || Has("timeout"))
      return "derive_deadline";
    return Has("value") || Has("key") ? "derive_value" : "derive";
  }
  return "";
}

bool namesToken(StringRef Name) {
  Words W = wordsIn(Name);
  return !W.empty() && W.back() == "token" && W.size() <= 4;
}

bool namesDeadline(StringRef Name) {
  return is_contained(wordsIn(Name), "deadline");
}

bool namesValue(StringRef Name, bool Sets) {
  Words W = bareWords(Name);
  if (W.empty() || W.size() > 3)
    return false;
  if (Sets)
    return isOne(W[0], {"set", "put", "insert", "add", "with"}) &&
           (W.size() == 1 ||
            isOne(W[1], {"value", "data", "attribute", "metadata", "baggage"}));
  return isOne(W[0], {"value", "get", "find", "data", "attribute", "metadata",
                      "lookup"}) &&
         (W.size() == 1 ||
          isOne(W[1], {"value", "data", "attribute", "metadata", "by"}));
}

bool namesPointer(StringRef Name) {
  for (const std::string &W : wordsOf(Name))
    if (isOne(W, {"ptr", "ref", "pointer", "optional", "reference"}))
      return true;
  return false;
}

} // namespace ctx::analysis
