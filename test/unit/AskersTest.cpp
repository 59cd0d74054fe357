//===- AskersTest.cpp -----------------------------------------------------===//

#include "analysis/Askers.h"
#include "Analysed.h"

using namespace clang;
using namespace ctx;

namespace {

TEST(Askers, Names) {
  for (const char *Name :
       {"cancelAll", "stop_workers", "handleSigterm", "limitTo", "whenAny",
        "first_wins", "onDisconnect", "requestAll"})
    EXPECT_TRUE(analysis::namesAsker(Name)) << Name;
  // These words stand in many names.
  for (const char *Name : {"handleRequest", "request", "loadFirst", "verifySig",
                           "anyRow", "design", "stopgap"})
    EXPECT_FALSE(analysis::namesAsker(Name)) << Name;
}

/// True if the function `f` in \p Code may ask.
bool mayAsk(const std::string &Code) {
  test::Analysed U(Code);
  return analysis::mayAsk(U.function("f"));
}
/// The same of one called \p Name.
bool mayAskAs(const std::string &Name) {
  test::Analysed U("void " + Name + "(int) {}");
  return analysis::mayAsk(U.function(Name));
}

TEST(Askers, Functions) {
  EXPECT_TRUE(mayAsk("/// Cancels the others.\nvoid f() {}"));
  EXPECT_TRUE(mayAsk("struct Watchdog { void f() {} };"));
  EXPECT_FALSE(mayAsk("/// Reads a line.\nvoid f() {}"));
  EXPECT_FALSE(mayAsk("struct Reader { void f() {} };"));
}

TEST(Askers, HandlersOfEvents) {
  EXPECT_TRUE(mayAskAs("onConnectionLost"));
  EXPECT_TRUE(mayAskAs("on_error"));
  EXPECT_FALSE(mayAskAs("on"));
  EXPECT_FALSE(mayAskAs("basedOnRows"));
  EXPECT_FALSE(mayAskAs("once"));
}

} // namespace
