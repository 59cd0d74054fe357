//===- JoinOrderTest.cpp --------------------------------------------------===//

#include "analysis/JoinOrder.h"
#include "Analysed.h"

using namespace clang;
using namespace ctx;
using analysis::EarlyJoin;

namespace {

/// What is wrong with the waits of the function `f`: "t before src", with the
/// line of the loop for a witness that has one; "" if all is well.
std::string order(const std::string &Code) {
  test::Analysed U("struct Guard { std::stop_source &s; ~Guard() { "
                   "s.request_stop(); } }; void work(std::stop_token);" +
                   Code);
  const FunctionDecl *F = U.function("f");
  analysis::FunctionView View(F, U.parents(F), U.roles());
  analysis::Workers Works(U.roles(), U.parentsOf());
  analysis::JoinOrder Order(View, Works, U.roles());
  std::string Out;
  for (const analysis::Frame &In : analysis::framesOf(F))
    if (Order.enter(In))
      for (const EarlyJoin &J : Order.find(*U.cfg(In.Function))) {
        EXPECT_NE(J.Join, nullptr);
        Out += (Out.empty() ? "" : "; ") + J.Handle.name() + " before " +
               (J.Guard ? J.Guard->getNameAsString() : J.Object.name()) +
               (J.Request || J.Guard ? "" : ", never") +
               (J.Loop ? ", loop" : "");
      }
  return Out;
}

const std::string Loop = "while (!st.stop_requested()) step();";
const std::string Source = "std::stop_source src; std::thread t([st = "
                           "src.get_token()] {" +
                           Loop + "});";

std::string inF(const std::string &Body) {
  return order("void f() {" + Body + "}");
}

TEST(JoinOrder, TheRequestComesBehindTheWait) {
  EXPECT_EQ(inF(Source + "t.join(); src.request_stop();"),
            "t before src, loop");
  EXPECT_EQ(inF(Source + "src.request_stop(); t.join();"), "");
  EXPECT_EQ(order("void f(std::jthread &t) { t.join(); t.request_stop(); }"),
            "t before t");
  EXPECT_EQ(order("void f(std::jthread &t) { t.request_stop(); t.join(); }"),
            "");
}

TEST(JoinOrder, NoPathLeadsFromTheWaitToTheRequest) {
  EXPECT_EQ(inF(Source + "if (ready()) { t.join(); return; } "
                         "src.request_stop(); t.join();"),
            "");
  EXPECT_EQ(order("void f(std::jthread &t) { t.join(); t = std::jthread(work); "
                  "t.request_stop(); }"),
            "");
}

TEST(JoinOrder, SomethingElseEndsTheWork) {
  EXPECT_EQ(inF("std::stop_source src; std::thread t([st = src.get_token()] { "
                "step(); }); t.join(); src.request_stop();"),
            "");
  EXPECT_EQ(
      inF("bool done = false; std::jthread t([&](std::stop_token st) { "
          "while (!st.stop_requested() && !done) step(); }); done = true; "
          "t.join(); t.request_stop();"),
      "");
  EXPECT_EQ(inF(Source + "auto stop = [&] { src.request_stop(); }; stop(); "
                         "t.join(); src.request_stop();"),
            "");
}

TEST(JoinOrder, OtherWorkMayHaveTheToken) {
  // Nothing is known of work().
  EXPECT_EQ(inF("std::stop_source src; std::thread t(work, src.get_token()); "
                "t.join(); src.request_stop();"),
            "t before src");
  EXPECT_EQ(inF("std::stop_source src; std::thread t(work, src.get_token()); "
                "std::thread u(work, src.get_token()); t.join(); "
                "src.request_stop(); u.join();"),
            "");
}

TEST(JoinOrder, AtTheEndOfTheScope) {
  EXPECT_EQ(inF("std::stop_source src; Guard g{src}; std::thread t([st = "
                "src.get_token()] {" +
                Loop + "}); t.join();"),
            "t before g, loop");
  EXPECT_EQ(inF("std::stop_source src; std::thread t([st = src.get_token()] {" +
                Loop + "}); { Guard g{src}; } t.join();"),
            "");
  EXPECT_EQ(inF("std::stop_source src; Guard g{src}; std::thread t([st = "
                "src.get_token()] { step(); }); t.join();"),
            "");
}

TEST(JoinOrder, NobodyEverAsks) {
  EXPECT_EQ(
      inF("std::jthread t([](std::stop_token st) {" + Loop + "}); t.join();"),
      "t before t, never, loop");
  EXPECT_EQ(
      inF("std::jthread t([](std::stop_token st) { step(); }); t.join();"), "");
  EXPECT_EQ(inF("std::jthread t([](std::stop_token st) {" + Loop +
                "}); use(&t); t.join();"),
            "");
  EXPECT_EQ(order("class S { std::jthread t_{[](std::stop_token st) {" + Loop +
                  "}}; public: void f() { t_.join(); } };"),
            "");
  EXPECT_EQ(order("class S { std::jthread t_{[](std::stop_token st) {" + Loop +
                  "}}; public: void shutdown() { t_.join(); } void f() {} };"),
            "");
}

TEST(JoinOrder, MembersOfOneObject) {
  const std::string Class =
      "class S { std::stop_source src_; std::thread t_{[this] { while "
      "(!src_.stop_requested()) step(); }};";
  EXPECT_EQ(order(Class + "void f() { t_.join(); src_.request_stop(); } };"),
            "t_ before src_, loop");
  // Others may ask what is public.
  EXPECT_EQ(order("struct" + Class.substr(5) +
                  "void f() { t_.join(); src_.request_stop(); } };"),
            "");
  EXPECT_EQ(order(Class + "void f(S &other) { t_.join(); "
                          "other.src_.request_stop(); } };"),
            "");
  EXPECT_EQ(order(Class + "void stop() { src_.request_stop(); } void f() { "
                          "t_.join(); src_.request_stop(); } };"),
            "");
}

TEST(JoinOrder, OneRequestTooLateForSeveralIsOneDefect) {
  EXPECT_EQ(inF("std::stop_source src; auto run = [st = src.get_token()] {" +
                Loop + "}; std::thread a([st = src.get_token()] {" + Loop +
                "}); std::thread b([st = src.get_token()] {" + Loop +
                "}); a.join(); b.join(); src.request_stop();"),
            "a before src, loop");
}

} // namespace
