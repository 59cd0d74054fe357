//===- WakeupsTest.cpp ----------------------------------------------------===//

#include "analysis/Wakeups.h"
#include "Analysed.h"

using namespace clang;
using namespace ctx;
using analysis::WakeAnswer;

namespace {

/// Whether a request wakes the first wait of `run`, and why not: "no: nobody",
/// "no: no mutex at `cv_.notify_one()`"; "no wait" if it looks at no token.
std::string wakes(const std::string &Code) {
  test::Analysed U(Code);
  analysis::Wakers All(U.roles());
  for (const FunctionDecl *F : U.functions())
    All.add(F);
  analysis::Wakeups Wakes(
      U.roles(), All,
      [&](const FunctionDecl *F) { return F->hasBody() ? U.cfg(F) : nullptr; },
      U.parentsOf());
  auto W = Wakes.read(U.call("wait"), U.function("run"));
  if (!W || W->Tokens.empty())
    return "no wait";
  EXPECT_TRUE(analysis::Wakeups::waitOf(W->Call, U.roles()));
  WakeAnswer A = Wakes.wakes(*W, W->Tokens.front());
  static const char *const Why[] = {"nobody", "no mutex", "too early",
                                    "in callback", "only flag"};
  if (A.Is == WakeAnswer::Unknown)
    return "unknown";
  if (A.Is == WakeAnswer::Woken)
    return "yes";
  EXPECT_EQ(A.At == nullptr, A.Why == WakeAnswer::Nobody);
  return std::string("no: ") + Why[A.Why] +
         (A.At ? " at " + U.text(A.At) : std::string());
}

const std::string Worker =
    "class W { std::mutex m_; std::condition_variable cv_; std::stop_source "
    "src_; bool done_ = false; void run() { std::unique_lock<std::mutex> "
    "lk(m_); cv_.wait(lk, [&] { return done_ || src_.stop_requested(); }); }"
    "public:";

std::string withStop(const std::string &Body) {
  return wakes(Worker + "void stop() {" + Body + "} };");
}

TEST(Wakeups, NobodyNotifies) {
  EXPECT_EQ(withStop("src_.request_stop();"), "no: nobody");
}

TEST(Wakeups, TheMutexBetweenRequestAndNotification) {
  EXPECT_EQ(withStop("src_.request_stop(); cv_.notify_one();"),
            "no: no mutex at cv_.notify_one()");
  EXPECT_EQ(withStop("src_.request_stop(); { std::lock_guard<std::mutex> "
                     "g(m_); } cv_.notify_one();"),
            "yes");
  EXPECT_EQ(withStop("std::lock_guard<std::mutex> g(m_); src_.request_stop(); "
                     "cv_.notify_one();"),
            "yes");
}

TEST(Wakeups, ANotificationInFrontOfTheRequest) {
  EXPECT_EQ(withStop("cv_.notify_one(); src_.request_stop();"),
            "no: too early at cv_.notify_one()");
}

TEST(Wakeups, WhatCannotBeSeenMayWake) {
  EXPECT_EQ(wakes(Worker + "void stop() { src_.request_stop(); wake(*this); } "
                           "friend void wake(W &); };"),
            "unknown");
  EXPECT_EQ(wakes(Worker + "void stop(); };"), "unknown");
}

TEST(Wakeups, Callbacks) {
  auto Callback = [](const std::string &Body) {
    return wakes("void run(std::stop_token st, std::mutex &m, "
                 "std::condition_variable &cv, bool &done) { "
                 "std::stop_callback wake(st, [&] {" +
                 Body +
                 "}); std::unique_lock<std::mutex> lk(m); cv.wait(lk, [&] { "
                 "return done || st.stop_requested(); }); }");
  };
  EXPECT_EQ(Callback("cv.notify_all();"), "no: in callback at cv.notify_all()");
  EXPECT_EQ(Callback("{ std::lock_guard<std::mutex> g(m); } cv.notify_all();"),
            "yes");
  EXPECT_EQ(Callback("step();"), "no: nobody");
  EXPECT_EQ(Callback("use(cv);"), "no: in callback at use(cv)");
  EXPECT_EQ(wakes("void run(std::stop_token st, std::mutex &m, "
                  "std::condition_variable &cv, bool &done, "
                  "std::function<void()> h) { std::stop_callback wake(st, h); "
                  "std::unique_lock<std::mutex> lk(m); cv.wait(lk, [&] { "
                  "return done || st.stop_requested(); }); }"),
            "unknown");
}

TEST(Wakeups, AFlagThatOnlyACallbackSets) {
  EXPECT_EQ(wakes("void run(std::stop_token st, std::mutex &m, "
                  "std::condition_variable &cv) { std::atomic<bool> "
                  "gone(false); std::stop_callback note(st, [&] { gone = true; "
                  "}); std::unique_lock<std::mutex> lk(m); cv.wait(lk, [&] { "
                  "return gone.load(); }); }"),
            "no: only flag at gone = true");
}

TEST(Wakeups, TheLoopAroundAWaitIsItsPredicate) {
  EXPECT_EQ(wakes("void run(std::stop_token st, std::mutex &m, "
                  "std::condition_variable &cv) { std::unique_lock<std::mutex> "
                  "lk(m); while (!st.stop_requested()) cv.wait(lk); }"),
            "no: nobody");
}

TEST(Wakeups, WaitsThatLookAtNothing) {
  EXPECT_EQ(
      wakes("void run(std::stop_token st, std::mutex &m, "
            "std::condition_variable &cv, bool &done) { "
            "std::unique_lock<std::mutex> lk(m); cv.wait(lk, [&] { return "
            "done; }); }"),
      "no wait");
  EXPECT_EQ(wakes("void run(std::stop_token st, std::mutex &m, "
                  "std::condition_variable_any &cv, bool &done) { "
                  "std::unique_lock<std::mutex> lk(m); cv.wait(lk, st, [&] { "
                  "return done || st.stop_requested(); }); }"),
            "no wait");
}

} // namespace
