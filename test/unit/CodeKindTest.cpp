//===- CodeKindTest.cpp ---------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "model/VocabularyReader.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/ASTMatchers/ASTMatchers.h"
#include "clang/Tooling/Tooling.h"
#include "gtest/gtest.h"

using namespace clang;
using namespace clang::ast_matchers;
using namespace ctx;

namespace {

std::unique_ptr<ASTUnit> parse(llvm::StringRef Code,
                               llvm::StringRef File = "src/a.cpp") {
  return tooling::buildASTFromCodeWithArgs(Code, {"-std=c++20"}, File);
}

const FunctionDecl *function(ASTUnit &Unit, llvm::StringRef Name) {
  auto Found = match(functionDecl(hasName(Name)).bind("f"),
                     Unit.getASTContext());
  return Found.empty() ? nullptr : Found.front().getNodeAs<FunctionDecl>("f");
}

std::shared_ptr<const model::VocabularySet> builtins() {
  std::vector<model::ModelError> Errors;
  auto Set = model::VocabularySet::load({}, Errors);
  for (const model::ModelError &E : Errors)
    ADD_FAILURE() << E.str();
  return Set;
}

TEST(CodeKind, SplitsIdentifiersIntoWords) {
  auto Words = [](llvm::StringRef S) {
    std::string Out;
    for (const std::string &W : analysis::wordsOf(S))
      Out += W + " ";
    return Out;
  };
  EXPECT_EQ(Words("shutDown"), "shut down ");
  EXPECT_EQ(Words("shut_down_now_"), "shut down now ");
  EXPECT_EQ(Words("HTTPServer"), "http server ");
  EXPECT_EQ(Words("onRPCDone2"), "on rpc done2 ");
  EXPECT_EQ(Words(""), "");
}

TEST(CodeKind, PhrasesNeedTheirWordsNextToEachOther) {
  EXPECT_TRUE(analysis::hasPhrase("doShutDown", {"shut down"}));
  EXPECT_TRUE(analysis::hasPhrase("close_all", {"close"}));
  EXPECT_FALSE(analysis::hasPhrase("shut_the_door_down", {"shut down"}));
  EXPECT_FALSE(analysis::hasPhrase("closest", {"close"}));
}

TEST(CodeKind, CleanupIsADestructorOrSaysSo) {
  auto Unit = parse("struct A { ~A() {} void flush(); void work(); };"
                    "void rollBack(); void enclose();");
  EXPECT_TRUE(analysis::isCleanup(function(*Unit, "flush")));
  EXPECT_TRUE(analysis::isCleanup(function(*Unit, "rollBack")));
  EXPECT_FALSE(analysis::isCleanup(function(*Unit, "work")));
  EXPECT_FALSE(analysis::isCleanup(function(*Unit, "enclose")));
  EXPECT_TRUE(analysis::isCleanup(function(*Unit, "~A")));
}

TEST(CodeKind, TestsAreKnownByMacroFixtureAndPath) {
  auto Set = builtins();
  auto Unit = parse("#define TEST(a, b) void a##_##b()\n"
                    "namespace testing { class Test {}; }\n"
                    "TEST(suite, one) {}\n"
                    "class Fix : public testing::Test { void body() {} };\n"
                    "void plain() {}\n");
  model::RoleIndex Index(Set, Unit->getASTContext());
  EXPECT_TRUE(analysis::isTestCode(function(*Unit, "suite_one"), Index));
  EXPECT_TRUE(analysis::isTestCode(function(*Unit, "body"), Index));
  EXPECT_FALSE(analysis::isTestCode(function(*Unit, "plain"), Index));

  auto InTests = parse("void plain() {}", "project/tests/a.cpp");
  model::RoleIndex Other(Set, InTests->getASTContext());
  EXPECT_TRUE(analysis::isTestCode(function(*InTests, "plain"), Other));
}

TEST(CodeKind, RootsAreRightInMain) {
  auto Set = builtins();
  auto Unit = parse("int main() {} void serve() {}");
  model::RoleIndex Index(Set, Unit->getASTContext());
  EXPECT_TRUE(analysis::mayMakeRoots(function(*Unit, "main"), Index));
  EXPECT_FALSE(analysis::mayMakeRoots(function(*Unit, "serve"), Index));
}

TEST(CodeKind, GeneratorsReturnAContextInAnyForm) {
  auto Set = builtins();
  auto Unit = parse("namespace std { struct stop_token {}; struct thread {};"
                    "template <class A, class B> struct pair {}; }\n"
                    "std::stop_token one(); std::pair<std::stop_token, int> two();"
                    "int three();");
  model::RoleIndex Index(Set, Unit->getASTContext());
  EXPECT_TRUE(analysis::isGenerator(function(*Unit, "one"), Index));
  EXPECT_TRUE(analysis::isGenerator(function(*Unit, "two"), Index));
  EXPECT_FALSE(analysis::isGenerator(function(*Unit, "three"), Index));
}

TEST(CodeKind, ForeignBodiesAreOutOfReach) {
  tooling::FileContentMappings Files{
      {"/sys/lib.h", "inline void foreign() {}"}};
  auto Unit = tooling::buildASTFromCodeWithArgs(
      "#include <lib.h>\nvoid own() {}\nvoid declared();",
      {"-std=c++20", "-isystem", "/sys"}, "src/a.cpp", "ctx-unit",
      std::make_shared<PCHContainerOperations>(),
      tooling::getClangStripDependencyFileAdjuster(), Files);
  EXPECT_NE(bodyInReach(function(*Unit, "own")), nullptr);
  EXPECT_EQ(bodyInReach(function(*Unit, "declared")), nullptr);
  ASSERT_NE(function(*Unit, "foreign"), nullptr);
  EXPECT_EQ(bodyInReach(function(*Unit, "foreign")), nullptr);
}

} // namespace
