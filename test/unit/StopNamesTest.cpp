//===- StopNamesTest.cpp --------------------------------------------------===//

#include "analysis/StopNames.h"
#include "gtest/gtest.h"

using namespace ctx::analysis;

namespace {

TEST(StopNames, WhatAsks) {
  for (const char *Name :
       {"is_cancelled", "IsCanceled", "stop_requested", "isStopRequested",
        "IsInterrupted", "ShouldStop", "should_abort", "MustAbort",
        "isCancellationRequested", "cancelled_", "m_cancelled",
        "IsShutdownRequested", "CheckCancelled", "wantsToQuit",
        "HasBeenCancelled", "is_aborted", "shutdown_requested"})
    EXPECT_EQ(asksToStop(Name).Asks, Sure::Yes) << Name;
  for (const char *Name : {"stopped", "is_stopped", "isRunning", "stop_",
                           "shutting_down", "IsKilled"})
    EXPECT_EQ(asksToStop(Name).Asks, Sure::Maybe) << Name;
  for (const char *Name :
       {"empty", "done", "is_open", "valid", "has_value", "isStoppable",
        "cancelable", "stop_token", "can_cancel", "should_stop_at_end_of_line",
        "interrupt_number", "IsFinished", "expired", "canBeCancelled"})
    EXPECT_EQ(asksToStop(Name).Asks, Sure::No) << Name;
}

TEST(StopNames, WhichWay) {
  EXPECT_TRUE(asksToStop("should_stop").StopWhen);
  for (const char *Name : {"is_running", "should_continue", "keep_going",
                           "keepRunning", "ShouldContinue"})
    EXPECT_FALSE(asksToStop(Name).StopWhen) << Name;
}

TEST(StopNames, WhatThrowsAndRequests) {
  for (const char *Name :
       {"throw_if_cancelled", "CheckInterrupt", "InterruptCheck", "check_abort",
        "interruption_point", "ThrowIfStopped"})
    EXPECT_EQ(throwsOnStop(Name), Sure::Yes) << Name;
  for (const char *Name : {"check", "stop", "throw_cancelled", "CheckPoint"})
    EXPECT_EQ(throwsOnStop(Name), Sure::No) << Name;
  for (const char *Name : {"cancel", "Interrupt", "request_stop", "Abort",
                           "setCancelled", "CancelOperation", "signalStop"})
    EXPECT_EQ(requestsStop(Name), Sure::Yes) << Name;
  for (const char *Name : {"stop", "Kill", "cancel_timer"})
    EXPECT_EQ(requestsStop(Name), Sure::Maybe) << Name;
  for (const char *Name : {"close", "start", "set_value", "canceled"})
    EXPECT_EQ(requestsStop(Name), Sure::No) << Name;
}

TEST(StopNames, Classes) {
  EXPECT_EQ(classHint("ClientContext"), "context");
  EXPECT_EQ(classHint("OpCtx"), "context");
  EXPECT_EQ(classHint("CancellationToken"), "token");
  EXPECT_EQ(classHint("StopFlag"), "token");
  EXPECT_EQ(classHint("CancelSource"), "source");
  EXPECT_EQ(classHint("InterruptException"), "error");
  EXPECT_EQ(classHint("InterruptController"), "");
  EXPECT_EQ(classHint("AccessToken"), "");
  EXPECT_EQ(classHint("Query"), "");
}

TEST(StopNames, Others) {
  bool Placeholder = false;
  EXPECT_TRUE(namesRoot("Background", Placeholder));
  EXPECT_FALSE(Placeholder);
  EXPECT_TRUE(namesRoot("TODO", Placeholder));
  EXPECT_TRUE(Placeholder);
  EXPECT_FALSE(namesRoot("current", Placeholder));
  EXPECT_EQ(namesDerive("WithTimeout"), "derive_deadline");
  EXPECT_EQ(namesDerive("WithValue"), "derive_value");
  EXPECT_EQ(namesDerive("MakeChild"), "derive");
  EXPECT_EQ(namesDerive("width"), "");
  EXPECT_TRUE(namesDeadline("query_deadline"));
  EXPECT_FALSE(namesDeadline("timeout"));
}

} // namespace
