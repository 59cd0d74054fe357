//===- ContextValuesTest.cpp ----------------------------------------------===//

#include "analysis/ContextValues.h"
#include "Analysed.h"

using namespace clang;
using namespace ctx;
using analysis::ValueKind;

namespace {

// A context that is asked by name, and one that is a map.
const char *const Contexts = R"(
namespace std { struct any {}; template <class T> T any_cast(const any &) { throw 0; }
template <class T> T *any_cast(any *) { throw 0; }
template <class... T> struct variant {}; template <class T, class... U> T get(variant<U...> &) { throw 0; }
template <class T, class... U> T *get_if(variant<U...> *) { throw 0; } }
namespace opentelemetry::context {
struct Context { std::any GetValue(const char *) const; bool HasKey(const char *) const;
  Context SetValue(const char *, int) const; int Other(const char *) const; };
}
namespace Ice { struct Current; struct Communicator {};
struct Context { struct iterator {}; iterator find(const char *); int count(const char *) const;
  int &at(const char *); int &operator[](const char *); template <class... A> void emplace(A...); };
}
const char kUser[] = "user"; const char kOther[] = "user"; const char *name();
)";

/// The reads and writes of a function with the statements \p Code: how and with
/// which key.
std::string values(const std::string &Code) {
  test::Analysed U(Contexts + ("void f(opentelemetry::context::Context ctx, "
                               "Ice::Context bag, const char *key) {" +
                               Code + "}"));
  std::string Out;
  auto Add = [&](std::string What) { Out += (Out.empty() ? "" : ", ") + What; };
  const Stmt *Body = U.function("f")->getBody();
  for (const analysis::ValueRead &R : analysis::readsIn(Body, U.roles()))
    Add((R.Asks       ? "asks "
         : R.Throws   ? "throws "
         : R.Iterator ? "finds "
                      : "reads ") +
        U.text(R.Key));
  analysis::forEachStmt(Body, [&](const Stmt *S) {
    if (const auto *E = dyn_cast<Expr>(S))
      if (analysis::ValueWrite W = analysis::writeAt(E, U.roles()); W.Op)
        Add("stores " + U.text(W.Value) + " as " + U.text(W.Key));
    return true;
  });
  return Out;
}

TEST(ContextValues, ByName) {
  EXPECT_EQ(values("ctx.GetValue(kUser);"), "reads kUser");
  EXPECT_EQ(values("ctx.HasKey(\"user\");"), "asks \"user\"");
  EXPECT_EQ(values("ctx.SetValue(key, 1);"), "stores 1 as key");
  EXPECT_EQ(values("ctx.Other(kUser);"), "");
}

TEST(ContextValues, InAMap) {
  EXPECT_EQ(values("bag.find(kUser);"), "finds kUser");
  EXPECT_EQ(values("bag.at(kUser);"), "throws kUser");
  EXPECT_EQ(values("bag.count(kUser);"), "asks kUser");
  EXPECT_EQ(values("auto &same = bag; same[kUser];"), "reads kUser");
  EXPECT_EQ(values("bag.emplace(kUser, 2);"), "stores 2 as kUser");
}

TEST(ContextValues, Keys) {
  test::Analysed U(Contexts +
                   std::string("void f(const char *key) { use(kUser, "
                               "kOther, \"user\", \"id\", key, key, "
                               "name()); }"));
  const CallExpr *C = U.call("use");
  auto Text = [&](unsigned I) { return analysis::keyText(C->getArg(I)); };
  auto Name = [&](unsigned I) { return analysis::keyName(C->getArg(I)); };
  auto Same = [&](unsigned I, unsigned J) {
    return analysis::isSameKey(C->getArg(I), C->getArg(J), U.context());
  };
  EXPECT_EQ(Text(0), "user");
  EXPECT_EQ(Text(3), "id");
  EXPECT_EQ(Text(4), "");
  EXPECT_EQ(Name(0), "kUser");
  EXPECT_EQ(Name(4), "key");
  EXPECT_EQ(Name(6), "");
  EXPECT_TRUE(Same(0, 1));
  EXPECT_TRUE(Same(0, 2));
  EXPECT_TRUE(Same(4, 5));
  EXPECT_FALSE(Same(0, 3));
  EXPECT_FALSE(Same(3, 4));
}

TEST(ContextValues, WhatHoldsThem) {
  test::Analysed U(Contexts +
                   std::string("std::any any; std::variant<int> either; int "
                               "*pointer; std::shared_ptr<int> shared; "
                               "std::optional<int> maybe; int number;"));
  auto Kind = [&](llvm::StringRef Name) {
    return analysis::kindOf(U.named<VarDecl>(Name)->getType());
  };
  EXPECT_EQ(Kind("any"), ValueKind::Any);
  EXPECT_EQ(Kind("either"), ValueKind::Any);
  EXPECT_EQ(Kind("pointer"), ValueKind::Pointer);
  EXPECT_EQ(Kind("shared"), ValueKind::Smart);
  EXPECT_EQ(Kind("maybe"), ValueKind::Optional);
  EXPECT_EQ(Kind("number"), ValueKind::None);
}

TEST(ContextValues, TakenOut) {
  auto From = [](const std::string &Call, bool Pointer) {
    test::Analysed U(Contexts + ("void f(std::any a, std::variant<int> v, "
                                 "std::unique_ptr<int> p) { use(" +
                                 Call + "); }"));
    return U.text(analysis::takenFrom(analysis::strip(U.call("use")->getArg(0)),
                                      Pointer));
  };
  EXPECT_EQ(From("std::any_cast<int>(a)", false), "a");
  EXPECT_EQ(From("std::get<int>(v)", false), "v");
  EXPECT_EQ(From("std::any_cast<int>(&a)", true), "a");
  EXPECT_EQ(From("std::get_if<int>(&v)", true), "v");
  EXPECT_EQ(From("std::any_cast<int>(a)", true), "");
  EXPECT_EQ(From("p.get()", false), "");
}

} // namespace
