//===- LentMembersTest.cpp ------------------------------------------------===//

#include "analysis/LentMembers.h"
#include "Analysed.h"

using namespace clang;
using namespace ctx;

namespace {

/// The members of class `S` that die before their user: "src_ before t_, used
/// by `src_`"; "" for none.
std::string dying(const std::string &Members) {
  test::Analysed U("void poll(std::stop_source &); struct S {" + Members +
                   "};");
  std::string Out;
  for (const analysis::DyingMember &D :
       analysis::dyingMembers(U.named<CXXRecordDecl>("S")->getDefinition(),
                              U.roles(), U.parentsOf()))
    Out += (Out.empty() ? "" : "; ") + D.Owner->getNameAsString() + " before " +
           D.Handle->getNameAsString() + ", used by " + U.text(D.Use);
  return Out;
}

TEST(LentMembers, DeclaredBehindItsUser) {
  EXPECT_EQ(dying("std::jthread t_{[this] { poll(src_); }}; std::stop_source "
                  "src_;"),
            "src_ before t_, used by src_");
  EXPECT_EQ(dying("std::stop_source src_; std::jthread t_{[this] { poll(src_); "
                  "}};"),
            "");
  EXPECT_EQ(dying("std::jthread t_; std::stop_source src_; void start() { t_ = "
                  "std::jthread([this] { run(); }); } void run() { poll(src_); "
                  "}"),
            "src_ before t_, used by src_");
}

TEST(LentMembers, WorkThatDoesNotUseIt) {
  EXPECT_EQ(dying("std::jthread t_{[] { step(); }}; std::stop_source src_;"),
            "");
  EXPECT_EQ(dying("std::thread t_{[this] { poll(src_); }}; std::stop_source "
                  "src_; ~S() {}"),
            "");
}

TEST(LentMembers, SomethingWaitsBefore) {
  EXPECT_EQ(dying("std::jthread t_{[this] { poll(src_); }}; std::stop_source "
                  "src_; ~S() { t_.join(); }"),
            "");
  EXPECT_EQ(dying("std::jthread t_{[this] { poll(src_); }}; std::stop_source "
                  "src_; ~S() { step(); }"),
            "src_ before t_, used by src_");
}

TEST(LentMembers, UnknownDestructor) {
  EXPECT_EQ(dying("std::jthread t_{[this] { poll(src_); }}; std::stop_source "
                  "src_; ~S();"),
            "");
}

} // namespace
