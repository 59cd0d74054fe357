//===- ExprsTest.cpp ------------------------------------------------------===//

#include "analysis/Exprs.h"
#include "model/RoleMatchers.h"
#include "model/VocabularyReader.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/ASTMatchers/ASTMatchers.h"
#include "clang/Tooling/Tooling.h"
#include "gtest/gtest.h"

using namespace clang;
using namespace clang::ast_matchers;
using namespace ctx;

namespace {

const char *const Prelude = R"(
namespace std {
template <class T> struct remove_reference { using type = T; };
template <class T> struct remove_reference<T &> { using type = T; };
template <class T> typename remove_reference<T>::type &&move(T &&);
template <class T> struct reference_wrapper { operator T &() const; T &get() const; };
template <class T> reference_wrapper<T> ref(T &);
template <class T> struct unique_ptr { T *get() const; T &operator*() const; T *operator->() const; };
struct thread {};
struct stop_token { bool stop_requested() const; };
}
struct Ctx { Ctx(); Ctx(const Ctx &); Ctx(Ctx &&); ~Ctx(); };
void sink(Ctx); void look(const Ctx &); void ptr(Ctx *);
)";

std::unique_ptr<ASTUnit> parse(const std::string &Code) {
  return tooling::buildASTFromCodeWithArgs(Prelude + Code, {"-std=c++20"},
                                           "a.cpp");
}

/// The name of the declaration that the first argument of the only call of
/// \p Callee refers to.
std::string referencedBy(ASTUnit &Unit, llvm::StringRef Callee) {
  auto Found =
      match(callExpr(callee(functionDecl(hasName(Callee)))).bind("c"),
            Unit.getASTContext());
  if (Found.empty())
    return "<no call>";
  const auto *Call = Found.front().getNodeAs<CallExpr>("c");
  const ValueDecl *D = analysis::referenced(Call->getArg(0));
  return D ? D->getNameAsString() : "";
}

TEST(Exprs, ReferencedSeesThroughCopiesMovesAndPointers) {
  EXPECT_EQ(referencedBy(*parse("void f(Ctx c) { sink(c); }"), "sink"), "c");
  EXPECT_EQ(
      referencedBy(*parse("void f(Ctx c) { sink(std::move(c)); }"), "sink"),
      "c");
  EXPECT_EQ(referencedBy(*parse("void f(Ctx *c) { look(*c); }"), "look"), "c");
  EXPECT_EQ(referencedBy(*parse("void f(Ctx c) { ptr(&(c)); }"), "ptr"), "c");
  EXPECT_EQ(
      referencedBy(*parse("void f(std::unique_ptr<Ctx> c) { ptr(c.get()); }"),
                   "ptr"),
      "c");
  EXPECT_EQ(
      referencedBy(*parse("void f(std::unique_ptr<Ctx> c) { look(*c); }"),
                   "look"),
      "c");
  EXPECT_EQ(
      referencedBy(*parse("void f(Ctx c) { look(std::ref(c)); }"), "look"),
      "c");
  EXPECT_EQ(
      referencedBy(*parse("struct S { Ctx c_; void f() { sink(c_); } };"),
                   "sink"),
      "c_");
}

TEST(Exprs, ReferencedIsNullForOtherObjects) {
  EXPECT_EQ(referencedBy(*parse("Ctx make(); void f() { sink(make()); }"),
                         "sink"),
            "");
  EXPECT_EQ(referencedBy(
                *parse("struct S { Ctx c; }; void f(S s) { sink(s.c); }"),
                "sink"),
            "");
}

TEST(Exprs, MentionsLooksIntoLambdasAndNotIntoUnevaluatedOperands) {
  auto Unit = parse("void f(Ctx c, Ctx d) { auto l = [&] { look(c); };"
                    " (void)sizeof(d); }");
  ASTContext &Context = Unit->getASTContext();
  auto Param = [&](llvm::StringRef Name) {
    return match(parmVarDecl(hasName(Name), hasAncestor(functionDecl(
                                                hasName("f"))))
                     .bind("p"),
                 Context)
        .front()
        .getNodeAs<ParmVarDecl>("p");
  };
  const auto *F = match(functionDecl(hasName("f")).bind("f"), Context)
                      .front()
                      .getNodeAs<FunctionDecl>("f");
  EXPECT_TRUE(analysis::mentions(F->getBody(), Param("c")));
  EXPECT_FALSE(analysis::mentions(F->getBody(), Param("d")));
}

TEST(Exprs, MacroBodiesCannotBeEditedMacroArgumentsCan) {
  auto Unit = parse("#define ID(x) (x)\n#define BODY look(c)\n#define SAME(x) x\n"
                    "void f(Ctx c) { ID(look(c)); }\nvoid g(Ctx c) { BODY; }\n"
                    "void h(Ctx c) { SAME(look(c)); }\n");
  ASTContext &Context = Unit->getASTContext();
  auto Range = [&](llvm::StringRef In) {
    return match(callExpr(callee(functionDecl(hasName("look"))),
                          hasAncestor(functionDecl(hasName(In))))
                     .bind("c"),
                 Context)
        .front()
        .getNodeAs<CallExpr>("c")
        ->getSourceRange();
  };
  EXPECT_TRUE(analysis::canEdit(Range("f"), Context));
  EXPECT_EQ(analysis::textOf(Range("f"), Context), "look(c)");
  EXPECT_FALSE(analysis::canEdit(Range("g"), Context));
  // The text of this range would be the whole macro call.
  EXPECT_FALSE(analysis::canEdit(Range("h"), Context));
}

TEST(RoleMatchers, PickOutExpressionsAndDeclarationsByRole) {
  auto Unit = parse("void f(std::stop_token st, int n) { st.stop_requested(); }");
  std::vector<model::ModelError> Errors;
  auto Set = model::VocabularySet::load({}, Errors);
  ASSERT_NE(Set, nullptr);
  model::RoleIndex Index(Set, Unit->getASTContext());
  model::IndexOf Of = [&](ASTContext &) -> const model::RoleIndex & {
    return Index;
  };
  EXPECT_EQ(match(callExpr(model::playsRole(Of, {model::Role::Poll})),
                  Unit->getASTContext())
                .size(),
            1u);
  EXPECT_EQ(match(parmVarDecl(model::ofRole(Of, {model::Role::Token}),
                              hasAncestor(functionDecl(hasName("f")))),
                  Unit->getASTContext())
                .size(),
            1u);
}

} // namespace
