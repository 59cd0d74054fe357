//===- RetypeTest.cpp -----------------------------------------------------===//

#include "analysis/Retype.h"
#include "Analysed.h"
#include "analysis/Wakeups.h"

using namespace clang;
using namespace ctx;

namespace {

/// The type that `cv_` gets for its first wait, which is in `f`; "none" if its
/// type has to stay.
std::string retyped(const std::string &Code) {
  test::Analysed U(Code);
  const CallExpr *Wait = U.call("wait");
  model::OpUse Op = analysis::Wakeups::waitOf(Wait, U.roles());
  EXPECT_TRUE(Op);
  analysis::SiblingUse Use;
  if (!Op.Entry->Siblings.empty()) {
    Use.Entry = &Op.Entry->Siblings.front();
    Use.Voc = Op.Voc;
  }
  const auto *On = U.named<DeclaratorDecl>("cv_");
  auto Fix =
      analysis::retypeFor(On, Use, U.roles(), U.functions(), U.parentsOf());
  return Fix ? Fix->CodeToInsert : "none";
}

const std::string Wait = "std::unique_lock<std::mutex> lk(m_); cv_.wait(lk);";

TEST(Retype, PrivateFieldsOfClassesThatAreWhollyVisible) {
  EXPECT_EQ(
      retyped("class S { std::mutex m_; std::condition_variable cv_; void "
              "f() {" +
              Wait + "} };"),
      "std::condition_variable_any");
  EXPECT_EQ(retyped("using namespace std; class S { std::mutex m_; "
                    "condition_variable cv_; void f() {" +
                    Wait + "} };"),
            "condition_variable_any");
  EXPECT_EQ(retyped("class S { std::mutex m_; ::std::condition_variable cv_{}; "
                    "void f() {" +
                    Wait + "} };"),
            "::std::condition_variable_any");
}

TEST(Retype, LocalVariables) {
  EXPECT_EQ(retyped("void f(std::mutex &m_) { std::condition_variable cv_; " +
                    Wait + "}"),
            "std::condition_variable_any");
}

TEST(Retype, OthersMayUseIt) {
  EXPECT_EQ(retyped("struct S { std::mutex m_; std::condition_variable cv_; "
                    "void f() {" +
                    Wait + "} };"),
            "none");
  EXPECT_EQ(
      retyped("class S { std::mutex m_; std::condition_variable cv_; void "
              "g(); void f() {" +
              Wait + "} };"),
      "none");
  EXPECT_EQ(retyped("class S { std::mutex m_; std::condition_variable cv_; "
                    "friend void g(S &); void f() {" +
                    Wait + "} };"),
            "none");
  EXPECT_EQ(retyped("void f(std::mutex &m_, std::condition_variable &cv_) {" +
                    Wait + "}"),
            "none");
}

TEST(Retype, UsesThatTheNewTypeDoesNotFit) {
  EXPECT_EQ(
      retyped("void take(std::condition_variable &); class S { std::mutex "
              "m_; std::condition_variable cv_; void f() {" +
              Wait + " take(cv_); } };"),
      "none");
}

TEST(Retype, DeclarationsThatAnEditWouldBreak) {
  EXPECT_EQ(retyped("class S { std::mutex m_; std::condition_variable cv_, b_; "
                    "void f() {" +
                    Wait + "} };"),
            "none");
  EXPECT_EQ(retyped("using Cv = std::condition_variable; class S { std::mutex "
                    "m_; Cv cv_; void f() {" +
                    Wait + "} };"),
            "none");
}

} // namespace
