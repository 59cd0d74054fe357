//===- TaskScopedTest.cpp -------------------------------------------------===//

#include "analysis/TaskScoped.h"
#include "model/VocabularyReader.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/ASTMatchers/ASTMatchers.h"
#include "clang/Tooling/Tooling.h"
#include "gtest/gtest.h"

using namespace clang;
using namespace clang::ast_matchers;
using namespace ctx;
using analysis::NameSays;

namespace {

std::unique_ptr<ASTUnit> parse(llvm::StringRef Code) {
  return tooling::buildASTFromCodeWithArgs(Code, {"-std=c++20"}, "src/a.cpp");
}

const CXXRecordDecl *record(ASTUnit &Unit, llvm::StringRef Name) {
  auto Found = match(cxxRecordDecl(hasName(Name), isDefinition()).bind("r"),
                     Unit.getASTContext());
  return Found.empty() ? nullptr : Found.front().getNodeAs<CXXRecordDecl>("r");
}

NameSays says(llvm::StringRef Name) {
  analysis::LifetimeWords Words{{"call", "request", "state", "op"},
                                {"server", "cache", "manager"}};
  auto Unit = parse(("struct " + Name + " {};").str());
  return analysis::nameSays(record(*Unit, Name), Words);
}

TEST(TaskScoped, TheLastListedNounDecides) {
  EXPECT_EQ(says("Call"), NameSays::TaskScoped);
  EXPECT_EQ(says("ServerCall"), NameSays::TaskScoped);
  EXPECT_EQ(says("CallManagerImpl"), NameSays::LongLived);
  EXPECT_EQ(says("request_cache_t"), NameSays::LongLived);
  EXPECT_EQ(says("CallData"), NameSays::TaskScoped);
  EXPECT_EQ(says("GetRequest2"), NameSays::TaskScoped);
  EXPECT_EQ(says("Caller"), NameSays::Nothing);
}

TEST(TaskScoped, WhatIsCalledAfterALongLivedObjectIsAnother) {
  EXPECT_EQ(says("ServerHelper"), NameSays::Nothing);
  EXPECT_EQ(says("CacheEntry"), NameSays::Nothing);
  EXPECT_EQ(says("ServerImplV2"), NameSays::LongLived);
  EXPECT_EQ(says("ServerBase"), NameSays::LongLived);
  EXPECT_EQ(says("server_t"), NameSays::LongLived);
  EXPECT_EQ(says("RequestHelper"), NameSays::TaskScoped);
}

TEST(TaskScoped, AStateIsWhatItsOwnerIs) {
  EXPECT_EQ(says("State"), NameSays::TaskScoped);
  EXPECT_EQ(says("OpState"), NameSays::TaskScoped);
  EXPECT_EQ(says("ServerState"), NameSays::LongLived);
}

TEST(TaskScoped, NestedClassesTakeTheWordOfARequest) {
  analysis::LifetimeWords Words{{"request"}, {"server"}};
  auto Unit = parse("struct Request { struct Part {}; struct Impl {}; };"
                    "struct Server { struct Peer {}; struct PImpl {};"
                    "  struct Private {}; };");
  auto Says = [&](llvm::StringRef Name) {
    return analysis::nameSays(record(*Unit, Name), Words);
  };
  EXPECT_EQ(Says("Request::Part"), NameSays::TaskScoped);
  EXPECT_EQ(Says("Request::Impl"), NameSays::TaskScoped);
  EXPECT_EQ(Says("Server::Peer"), NameSays::Nothing);
  EXPECT_EQ(Says("Server::PImpl"), NameSays::LongLived);
  EXPECT_EQ(Says("Server::Private"), NameSays::LongLived);
}

TEST(TaskScoped, ShapesOfOneOperation) {
  auto Unit = parse(R"(
    struct Awaiter { bool await_ready(); };
    struct Derived : Awaiter {};
    template <class R> struct Started { Started(Started &&) = delete; R Rec;
      void start() noexcept; };
    struct Movable { void start() noexcept; };
    struct Guard { Guard(const Guard &) = delete; ~Guard() { f(); }
      static void f(); void dismiss(); int *P; };
    struct Poller { Poller(const Poller &) = delete; ~Poller() { stop(); }
      void stop(); void poll(); };
    struct Plain { int *P; };
    struct Base {}; struct Reactor : Base { struct Inner {}; };
    void f() { struct Local {}; })");
  std::vector<model::ModelError> Errors;
  model::RoleIndex Roles(model::VocabularySet::load({}, Errors),
                         Unit->getASTContext());
  ASSERT_TRUE(Errors.empty());
  auto Scoped = [&](llvm::StringRef Name) {
    return analysis::hasTaskScopedShape(record(*Unit, Name), Roles, {"^Base$"});
  };
  EXPECT_TRUE(Scoped("Awaiter"));
  EXPECT_TRUE(Scoped("Derived"));
  EXPECT_TRUE(Scoped("Started"));
  EXPECT_FALSE(Scoped("Movable"));
  EXPECT_TRUE(Scoped("Guard"));
  EXPECT_FALSE(Scoped("Poller"));
  EXPECT_FALSE(Scoped("Plain"));
  EXPECT_TRUE(Scoped("Reactor"));
  EXPECT_TRUE(Scoped("Reactor::Inner"));
  EXPECT_TRUE(Scoped("Local"));
}

analysis::MadeHow census(llvm::StringRef Code) {
  auto Unit = parse(("struct X { int I; void go(); };" + Code).str());
  analysis::ObjectCensus Census;
  const CXXRecordDecl *X = record(*Unit, "X");
  Census.watch(X);
  for (const auto &M :
       match(functionDecl(isDefinition(), hasBody(stmt()), unless(isImplicit()))
                 .bind("f"),
             Unit->getASTContext())) {
    const auto *F = M.getNodeAs<FunctionDecl>("f");
    ParentMap Parents(F->getBody());
    Census.addFunction(F, Parents);
  }
  for (const auto &M : match(fieldDecl().bind("d"), Unit->getASTContext()))
    Census.addField(M.getNodeAs<FieldDecl>("d"));
  for (const auto &M :
       match(varDecl(hasGlobalStorage()).bind("v"), Unit->getASTContext()))
    Census.addStatic(M.getNodeAs<VarDecl>("v"));
  return Census.of(X);
}

TEST(TaskScoped, ObjectsThatDieInTheirFunction) {
  EXPECT_TRUE(census("void f() { X A; A.go(); }").onlyAutomatic());
  EXPECT_TRUE(census("void f(int I) { X A{I}; A.go(); }").onlyAutomatic());
  EXPECT_TRUE(census("void f() { X{1}.go(); }").onlyAutomatic());
}

TEST(TaskScoped, ObjectsThatMayLiveOn) {
  EXPECT_FALSE(census("").onlyAutomatic());
  EXPECT_FALSE(census("X *f() { X A; return new X; }").onlyAutomatic());
  EXPECT_FALSE(census("X f() { X A; return A; }").onlyAutomatic());
  EXPECT_FALSE(census("void f() { X A; } struct Y { X In; };").onlyAutomatic());
  EXPECT_FALSE(census("int main() { X A; A.go(); }").onlyAutomatic());
  EXPECT_FALSE(census("void f() { static X A; A.go(); }").onlyAutomatic());
  EXPECT_FALSE(census("namespace std { template <class T> struct vector {"
                      " void push_back(const T &); }; }"
                      "void f(std::vector<X> &V) { X A; V.push_back(A); }")
                   .onlyAutomatic());
}

TEST(TaskScoped, StaticObjectsAreNamed) {
  analysis::MadeHow Made = census("X Global;");
  ASSERT_TRUE(Made.Static);
  EXPECT_EQ(Made.Static->getNameAsString(), "Global");
  EXPECT_FALSE(census("extern X Global;").Static);
}

} // namespace
