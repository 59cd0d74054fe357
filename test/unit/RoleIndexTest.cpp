//===- RoleIndexTest.cpp --------------------------------------------------===//

#include "model/RoleIndex.h"
#include "model/RoleMatchers.h"
#include "model/VocabularyReader.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Frontend/ASTUnit.h"
#include "clang/Tooling/Tooling.h"
#include "gtest/gtest.h"

using namespace clang;
using namespace ctx::model;

namespace {

/// A parsed file and its index.
class Tu {
public:
  Tu(llvm::StringRef Model, llvm::StringRef Code) {
    std::vector<ModelError> Errors;
    std::vector<Vocabulary> All;
    for (Vocabulary &V : readVocabularies(
             "schema: 1\nvocabulary: lib\n" + Model.str(), "m.yaml", Errors))
      All.push_back(std::move(V));
    auto Set = VocabularySet::make(std::move(All), Errors);
    for (const ModelError &E : Errors)
      ADD_FAILURE() << E.str();
    Unit =
        tooling::buildASTFromCodeWithArgs(Code, {"-std=c++20", "-nostdinc++"});
    EXPECT_FALSE(Unit->getDiagnostics().hasErrorOccurred()) << Code.str();
    if (!Set)
      Set = std::make_shared<VocabularySet>();
    Index = std::make_unique<RoleIndex>(Set, Unit->getASTContext());
  }

  ASTContext &context() { return Unit->getASTContext(); }
  const RoleIndex &roles() { return *Index; }

  /// The variable, field, parameter or alias called \p Name.
  const ValueDecl *value(llvm::StringRef Name) {
    struct Finder : RecursiveASTVisitor<Finder> {
      llvm::StringRef Name;
      const ValueDecl *Found = nullptr;
      bool shouldVisitTemplateInstantiations() const { return true; }
      bool VisitValueDecl(ValueDecl *D) {
        if (!Found && D->getIdentifier() && D->getName() == Name &&
            !isa<FunctionDecl>(D))
          Found = D;
        return true;
      }
    } F;
    F.Name = Name;
    F.TraverseDecl(context().getTranslationUnitDecl());
    EXPECT_NE(F.Found, nullptr) << "no declaration of " << Name.str();
    return F.Found;
  }
  TypeUse type(llvm::StringRef Name) { return Index->type(value(Name)); }
  TypeUse typeOnly(llvm::StringRef Name) {
    return Index->type(value(Name)->getType());
  }

  /// The ids of all ops of the initializer of the variable \p Name, joined.
  std::string ops(llvm::StringRef Name) {
    std::string Out;
    for (const OpUse &U : Index->ops(init(Name)))
      Out += (Out.empty() ? "" : " ") + U.Entry->Id;
    return Out;
  }
  const Expr *init(llvm::StringRef Name) {
    const auto *V = dyn_cast_or_null<VarDecl>(value(Name));
    EXPECT_TRUE(V && V->getInit()) << Name.str();
    return V ? V->getInit() : nullptr;
  }

  std::string to(llvm::StringRef Id) {
    for (const Resolution &R : Index->resolutions())
      if (R.Id == Id)
        return (R.Resolved ? "" : "not: ") + R.To;
    return "unknown id";
  }

private:
  std::unique_ptr<ASTUnit> Unit;
  std::unique_ptr<RoleIndex> Index;
};

const char *const Token =
    "types:\n  - { id: token, names: [\"::lib::token\"], roles: [token] }\n";

TEST(Ops, Enumerators) {
  Tu T("ops:\n  - { id: plain, var: \"::lib::Plain::CANCELLED\", role: "
       "cancel_code }\n  - { id: scoped, var: \"::lib::Scoped::CANCELLED\", "
       "role: cancel_code }\n  - { id: hoisted, var: \"::lib::ABORTED\", role: "
       "cancel_code }\n",
       "namespace lib { enum Plain { OK, CANCELLED }; enum Other { ABORTED };"
       " enum class Scoped { OK, CANCELLED }; }"
       "lib::Plain a = lib::CANCELLED, b = lib::Plain::CANCELLED, c = lib::OK;"
       "lib::Scoped d = lib::Scoped::CANCELLED, e = lib::Scoped::OK;"
       "lib::Other f = lib::Other::ABORTED;");
  EXPECT_EQ(T.ops("a"), "plain");
  EXPECT_EQ(T.ops("b"), "plain");
  EXPECT_EQ(T.ops("c"), "");
  EXPECT_EQ(T.ops("d"), "scoped");
  EXPECT_EQ(T.ops("e"), "");
  EXPECT_EQ(T.ops("f"), "hoisted");
}

//===----------------------------------------------------------------------===//
// Name look-up
//===----------------------------------------------------------------------===//

TEST(LookUp, PlainName) {
  Tu T(Token, "namespace lib { struct token {}; } lib::token a; struct token "
              "{} b;");
  EXPECT_TRUE(T.type("a").has(Role::Token));
  EXPECT_FALSE(T.type("b"));
}

TEST(LookUp, InlineNamespace) {
  Tu T(Token,
       "namespace lib { inline namespace v1 { struct token {}; } "
       "namespace v0 { struct token {}; } } lib::token a; lib::v1::token "
       "b; lib::v0::token c;");
  EXPECT_TRUE(T.type("a"));
  EXPECT_TRUE(T.type("b"));
  EXPECT_FALSE(T.type("c"));
  EXPECT_EQ(T.to("token"), "lib::token");
}

TEST(LookUp, UsingDeclaration) {
  Tu T(Token, "namespace impl { namespace d1 { struct token {}; } } namespace "
              "lib { inline namespace v1 { using impl::d1::token; } } "
              "lib::token a; impl::d1::token b;");
  EXPECT_TRUE(T.type("a"));
  EXPECT_TRUE(T.type("b"));
  EXPECT_EQ(T.to("token"), "impl::d1::token");
}

TEST(LookUp, UsingDirective) {
  Tu T(Token, "namespace impl { struct token {}; } namespace lib { using "
              "namespace impl; } lib::token a;");
  EXPECT_TRUE(T.type("a"));
}

// A customisation point object behind a using-directive, and the friend of the
// same name that it calls.
TEST(LookUp, FriendsAreNotFoundBeforeObjects) {
  const char *Model = "ops:\n  - { id: bind, functor: \"::lib::bind\", role: "
                      "bind }\n  - { id: only, free: \"::lib::only\", role: "
                      "poll }\n";
  Tu T(Model,
       "namespace lib { namespace adl { struct fn { int operator()(int) const; "
       "}; } struct task { friend int bind(int, task) { return 0; } friend int "
       "only(task) { return 0; } }; namespace cpo { inline constexpr adl::fn "
       "bind{}; } using namespace cpo; } int a = lib::bind(1); int b = "
       "only(lib::task());");
  EXPECT_EQ(T.ops("a"), "bind");
  EXPECT_EQ(T.to("bind"), "lib::cpo::bind");
  EXPECT_EQ(T.ops("b"), "only");
}

TEST(LookUp, UsingDirectivesInACycle) {
  Tu T(Token, "namespace lib {} namespace b { using namespace lib; } namespace "
              "c { using namespace b; struct token {}; } namespace lib { using "
              "namespace c; } lib::token a;");
  EXPECT_TRUE(T.type("a"));
  Tu None(Token, "namespace lib {} namespace b { using namespace lib; } "
                 "namespace lib { using namespace b; } struct token {} a;");
  EXPECT_FALSE(None.type("a"));
}

TEST(LookUp, OwnMembersHideThoseOfDirectives) {
  Tu T(Token,
       "namespace impl { struct token {}; } namespace lib { using "
       "namespace impl; struct token {}; } lib::token a; impl::token b;");
  EXPECT_TRUE(T.type("a"));
  EXPECT_FALSE(T.type("b"));
}

TEST(LookUp, SeveralDirectivesAtOneLevel) {
  Tu T(Token, "namespace x { struct other {}; } namespace y { struct token {}; "
              "} namespace lib { using namespace x; using namespace y; } "
              "lib::token a;");
  EXPECT_TRUE(T.type("a"));
}

TEST(LookUp, NamespaceAlias) {
  Tu T(Token, "namespace real { struct token {}; } namespace lib = real; "
              "lib::token a;");
  EXPECT_TRUE(T.type("a"));
}

TEST(LookUp, AliasOfItsOwnLibrary) {
  Tu T(Token, "namespace lib { struct basic {}; using token = basic; } "
              "lib::token a; lib::basic b;");
  EXPECT_TRUE(T.type("a"));
  EXPECT_TRUE(T.type("b"));
}

TEST(LookUp, AliasOfAStandardTypeCountsOnlyWhereItIsSaid) {
  Tu T(Token, "namespace std { template <class F> class function {}; } "
              "namespace lib { using token = std::function<void()>; } "
              "lib::token a; std::function<void()> b; const lib::token &c = a; "
              "lib::token *d; using mine = lib::token; mine e;");
  EXPECT_TRUE(T.type("a"));
  EXPECT_FALSE(T.type("b"));
  EXPECT_TRUE(T.type("c"));
  EXPECT_TRUE(T.type("c").hasForm(Form::Reference));
  EXPECT_TRUE(T.type("d").hasForm(Form::Pointer));
  EXPECT_TRUE(T.type("e"));
}

TEST(LookUp, NestedClassAndTypedef) {
  const char *Model =
      "types:\n  - { id: token, names: [\"::lib::outer::token\"], roles: "
      "[token] }\n";
  Tu T(Model, "namespace lib { struct outer { struct token {}; }; } "
              "lib::outer::token a;");
  EXPECT_TRUE(T.type("a"));
  Tu Alias(Model, "namespace lib { struct base { struct token {}; }; typedef "
                  "base outer; } lib::base::token a;");
  EXPECT_TRUE(Alias.type("a"));
}

TEST(LookUp, TheFirstNameThatResolves) {
  const char *Model = "types:\n  - { id: token, names: [\"::lib::newer\", "
                      "\"::lib::older\"], roles: [token] }\n";
  Tu Both(Model, "namespace lib { struct newer {}; struct older {}; } "
                 "lib::newer a; lib::older b;");
  EXPECT_TRUE(Both.type("a"));
  EXPECT_FALSE(Both.type("b"));
  Tu Older(Model, "namespace lib { struct older {}; } lib::older b;");
  EXPECT_TRUE(Older.type("b"));
}

TEST(LookUp, WhatDoesNotResolveIsInactive) {
  std::string Model = "when: { resolves: [\"::lib::token\"] }\n" +
                      std::string(Token) +
                      "ops:\n  - { id: f, free: \"::f\", role: trigger }\n";
  Tu Off(Model, "bool f(); bool a = f();");
  EXPECT_FALSE(Off.roles().active());
  EXPECT_FALSE(Off.roles().active("lib"));
  EXPECT_EQ(Off.ops("a"), "");
  EXPECT_EQ(Off.to("token"), "not: lib::token");
  Tu On(Model, "namespace lib { struct token; } bool f(); bool a = f();");
  EXPECT_TRUE(On.roles().active("lib"));
  EXPECT_EQ(On.ops("a"), "f");
}

TEST(LookUp, ForwardDeclarationsAndRedeclarations) {
  Tu T(Token, "namespace lib { class token; } lib::token *a; namespace lib { "
              "class token {}; class token; } lib::token b;");
  EXPECT_TRUE(T.type("a"));
  EXPECT_TRUE(T.type("b"));
}

TEST(LookUp, ANameThatIsNoType) {
  Tu T(Token, "namespace lib { int token; } int a = lib::token;");
  EXPECT_FALSE(T.type("a"));
}

//===----------------------------------------------------------------------===//
// Forms
//===----------------------------------------------------------------------===//

const char *const Wrappers = R"(
namespace std {
template <class T> struct shared_ptr { T *get() const; template <class U> operator shared_ptr<U>() const; };
template <class T> struct weak_ptr {};
template <class T, class D = int> struct unique_ptr {};
template <class T> struct optional {};
template <class T> struct reference_wrapper {};
template <class T> struct vector {};
template <class K, class V> struct map {};
template <class T> struct atomic {};
}
namespace lib { struct token {}; template <class T> struct Ref {}; }
)";

Tu forms(llvm::StringRef Code) {
  return Tu("types:\n  - { id: token, names: [\"::lib::token\"], roles: "
            "[token], wrappers: [\"::lib::Ref\"] }\n",
            Wrappers + Code.str());
}

TEST(Forms, ValueReferencePointer) {
  Tu T = forms("void f(lib::token a, const lib::token b, const lib::token &c, "
               "lib::token &&d, const lib::token *e, lib::token *const &g);");
  EXPECT_TRUE(T.type("a").byValue());
  EXPECT_TRUE(T.type("b").byValue());
  EXPECT_TRUE(T.type("c").hasForm(Form::Reference));
  EXPECT_FALSE(T.type("c").mayBeNull());
  EXPECT_TRUE(T.type("d").hasForm(Form::Reference));
  EXPECT_TRUE(T.type("e").hasForm(Form::Pointer));
  EXPECT_TRUE(T.type("e").mayBeNull());
  EXPECT_TRUE(T.type("g").hasForm(Form::Reference));
  EXPECT_TRUE(T.type("g").hasForm(Form::Pointer));
  EXPECT_EQ(T.type("c").Bare.getAsString(), T.type("a").Bare.getAsString());
}

TEST(Forms, Wrappers) {
  Tu T =
      forms("std::shared_ptr<lib::token> a; std::unique_ptr<lib::token> b; "
            "std::optional<lib::token> c; "
            "std::reference_wrapper<const lib::token> d; "
            "std::weak_ptr<lib::token> e; lib::Ref<lib::token> g; "
            "const std::shared_ptr<const lib::token> &h = a; "
            "std::optional<std::shared_ptr<lib::token>> i; "
            "std::atomic<lib::token> j; using P = std::shared_ptr<lib::token>;"
            " P k; lib::token l[3];");
  EXPECT_TRUE(T.type("a").hasForm(Form::Smart));
  EXPECT_TRUE(T.type("b").hasForm(Form::Smart));
  EXPECT_TRUE(T.type("c").hasForm(Form::Optional));
  EXPECT_TRUE(T.type("d").hasForm(Form::RefWrapper));
  EXPECT_FALSE(T.type("d").mayBeNull());
  EXPECT_TRUE(T.type("e").hasForm(Form::Weak));
  EXPECT_TRUE(T.type("g").hasForm(Form::Smart));
  EXPECT_TRUE(T.type("h").hasForm(Form::Smart));
  EXPECT_TRUE(T.type("h").hasForm(Form::Reference));
  EXPECT_EQ(T.type("i").Forms.size(), 2u);
  EXPECT_FALSE(T.type("j")); // no form that anybody knows
  EXPECT_TRUE(T.type("k").hasForm(Form::Smart));
  EXPECT_TRUE(T.type("l"));
}

TEST(Forms, Elements) {
  Tu T = forms("std::vector<lib::token> a; std::map<int, lib::token *> b; "
               "std::vector<int> c; lib::token d; "
               "const std::vector<std::shared_ptr<lib::token>> &e = {};");
  EXPECT_TRUE(T.roles().element(T.value("a")->getType()));
  EXPECT_TRUE(
      T.roles().element(T.value("b")->getType()).hasForm(Form::Pointer));
  EXPECT_FALSE(T.roles().element(T.value("c")->getType()));
  EXPECT_FALSE(T.roles().element(T.value("d")->getType()));
  EXPECT_TRUE(T.roles().element(T.value("e")->getType()).hasForm(Form::Smart));
  EXPECT_FALSE(T.type("a"));
}

TEST(Forms, DerivedClasses) {
  Tu T = forms("struct mine : lib::token {}; mine a; struct further : mine {}; "
               "further *b; struct hidden : private lib::token {}; hidden c;");
  EXPECT_TRUE(T.type("a"));
  EXPECT_TRUE(T.type("b"));
  EXPECT_FALSE(T.type("c"));
}

TEST(Forms, ClassTemplates) {
  Tu T("types:\n  - { id: task, names: [\"::lib::task\"], roles: [task_handle] "
       "}\n",
       "namespace lib { template <class T> struct task {}; } lib::task<int> a; "
       "lib::task<lib::task<char>> b; template <class T> void f(lib::task<T> "
       "c) {} template <> struct lib::task<void> {}; lib::task<void> d;");
  for (const char *Name : {"a", "b", "c", "d"})
    EXPECT_TRUE(T.type(Name).has(Role::TaskHandle)) << Name;
}

TEST(Forms, SeveralEntriesForOneType) {
  Tu T("types:\n  - { id: base, names: [\"::lib::base\"], roles: [context] }\n"
       "  - { id: token, names: [\"::lib::token\"], roles: [token] }\n",
       "namespace lib { struct base {}; struct token : base {}; } lib::token "
       "a;");
  EXPECT_TRUE(T.type("a").has(Role::Token));
  EXPECT_TRUE(T.type("a").has(Role::Context));
  EXPECT_EQ(T.type("a").Entry->Id, "token");
  const Vocabulary &V = T.roles().vocabularies().vocabularies()[0];
  EXPECT_TRUE(T.roles().isType(T.type("a"), V, "token"));
  EXPECT_TRUE(T.roles().isType(T.type("a"), V, "base"));
}

TEST(Forms, DependentAndOddTypesAreSilent) {
  Tu T = forms(
      "template <class T> struct S { T a; typename T::x *b; "
      "std::shared_ptr<T> c; }; struct R : lib::token { R *self; } d; "
      "auto e = [] {}; int g; void (*h)(lib::token); int lib::token::*i;");
  for (const char *Name : {"a", "b", "c", "e", "g", "h", "i"})
    EXPECT_FALSE(T.type(Name)) << Name;
  EXPECT_TRUE(T.type("d"));
  EXPECT_FALSE(T.roles().type(QualType()));
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

const char *const OpModel = R"yaml(
types:
  - { id: token, names: ["::lib::token"], roles: [token] }
  - { id: source, names: ["::lib::source"], roles: [source] }
  - { id: callback, names: ["::lib::callback"], roles: [registration] }
  - { id: pool, names: ["::lib::pool"], roles: [] }
ops:
  - { id: poll, method: { of: [token, source], name: [requested, stopped] }, role: poll }
  - { id: make, static: { of: token, name: never }, role: root_factory }
  - { id: reg, ctor: { of: callback }, min_args: 2, role: register, args: { token: 0, callback: last } }
  - { id: free_stop, free: "::lib::stop", role: trigger, args: { token: 0 } }
  - { id: cpo, functor: "::lib::wait", role: blocking, args: { token: 1 } }
  - { id: call, operator: { of: source, op: "()" }, role: trigger, args: { source: this } }
  - { id: as_bool, operator: { of: token, op: bool }, role: poll }
  - { id: index, operator: { of: source, op: "[]" }, role: value_get, args: { key: 0 } }
  - { id: field, field: { of: source, name: flag }, role: get_token }
  - { id: none, var: "::lib::none", role: root_factory, for: token }
  - { id: submit_plain, method: { of: pool, name: submit }, without_param_type: token, role: spawn, args: { callback: 0 } }
  - { id: submit_token, method: { of: pool, name: submit }, params: [{ index: 0, type: token }], role: spawn, args: { token: 0, callback: 1 } }
  - { id: last_token, method: { of: pool, name: run }, params: [{ index: last, type: token }], role: blocking, args: { token: last } }
  - { id: entry, override: { of: pool, name: handle }, role: request_entry }
  - { id: few, ctor: { of: callback }, max_args: 0, role: reset }
  - { id: through, method: { of: pool, name: finish }, args: { value: 1 }, value_is: ["false", OFF, Never], role: finish }
)yaml";

const char *const OpCode = R"(
namespace lib {
struct flag_t {};
enum class mode { Always, Never };
struct state { bool requested() const; bool other() const; };
struct token : private state { using state::requested; static token never(int = 0); explicit operator bool() const; };
struct source_base { bool stopped() const; };
struct source : source_base { bool operator()(); int operator[](const char *) const; flag_t flag; };
struct callback { callback(); callback(token, int); callback(token, int, int); };
bool stop(token, int = 3);
template <class T> bool stop(T *);
struct wait_fn { template <class A, class B> bool operator()(A, B) const; };
inline constexpr wait_fn wait{};
extern const token none;
struct pool {
  int submit(int); int submit(token, int); int run(int, token); int run(int);
  virtual int handle(int);
  int finish(int, bool interruptible = true); int finish(int, mode);
};
}
)";

Tu operations(llvm::StringRef Code) { return Tu(OpModel, OpCode + Code.str()); }

TEST(Ops, ArgumentsAsWritten) {
  Tu T = operations(
      "\n#define OFF 0\nconst bool no = false; extern const bool some;"
      "void f(lib::pool p, bool maybe) {"
      "  int a = p.finish(1, false); int b = p.finish(1); int c = p.finish(1, "
      "true); int d = p.finish(1, no); int e = p.finish(1, maybe); int g = "
      "p.finish(1, lib::mode::Never); int h = p.finish(1, OFF); int i = "
      "p.finish(1, some); }");
  for (const char *Name : {"a", "d", "g", "h"})
    EXPECT_EQ(T.ops(Name), "through") << Name;
  for (const char *Name : {"b", "c", "e", "i"})
    EXPECT_EQ(T.ops(Name), "") << Name;
}

TEST(Ops, Methods) {
  Tu T = operations(
      "struct mine : lib::token {}; struct own { bool requested(); };"
      "void f(lib::token t, lib::token *p, lib::source s, mine m, own o) {"
      "  bool a = t.requested(); bool b = p->requested(); bool c = "
      "s.stopped();"
      "  bool d = m.requested(); bool e = o.requested(); bool g = "
      "(!t.requested());"
      "  bool h = ((t.requested())); }");
  for (const char *Name : {"a", "b", "c", "d", "h"})
    EXPECT_EQ(T.ops(Name), "poll") << Name;
  EXPECT_EQ(T.ops("e"), "");
  EXPECT_EQ(T.ops("g"), ""); // a negation is not the poll itself
  OpUse U = T.roles().op(T.init("b"), Role::Poll);
  ASSERT_TRUE(U);
  EXPECT_EQ(cast<DeclRefExpr>(U.receiver())->getDecl()->getName(), "p");
  EXPECT_FALSE(T.roles().op(T.init("b"), Role::Trigger));
}

TEST(Ops, StaticsConstructorsAndVariables) {
  Tu T = operations(
      "lib::token t; lib::token a = lib::token::never(); "
      "lib::callback b(t, 1); lib::callback c; lib::callback d{t, 1, 2}; "
      "const lib::token &e = lib::none; auto g = lib::token::never(7); "
      "lib::token h = t.never();");
  EXPECT_EQ(T.ops("a"), "make");
  EXPECT_EQ(T.ops("b"), "reg");
  EXPECT_EQ(T.ops("c"), "few");
  EXPECT_EQ(T.ops("d"), "reg");
  EXPECT_EQ(T.ops("e"), "none");
  EXPECT_EQ(T.ops("g"), "make");
  EXPECT_EQ(T.ops("h"), "make");
  OpUse U = T.roles().op(T.init("d"), Role::Register);
  ASSERT_TRUE(U);
  ASSERT_TRUE(U.arg("token") && U.arg("callback"));
  EXPECT_EQ(cast<IntegerLiteral>(U.arg("callback"))->getValue(), 2);
  EXPECT_EQ(U.arg("key"), nullptr);
}

TEST(Ops, FreeFunctionsAndFunctors) {
  Tu T = operations(
      "lib::token t; bool a = lib::stop(t); bool b = lib::stop(&t); "
      "using lib::stop; bool c = stop(t); "
      "bool d = lib::wait(1, t); struct other { bool stop(lib::token); } o; "
      "bool e = o.stop(t);");
  EXPECT_EQ(T.ops("a"), "free_stop");
  EXPECT_EQ(T.ops("b"), "free_stop");
  EXPECT_EQ(T.ops("c"), "free_stop");
  EXPECT_EQ(T.ops("d"), "cpo");
  EXPECT_EQ(T.ops("e"), "");
  OpUse U = T.roles().op(T.init("d"), Role::Blocking);
  ASSERT_TRUE(U && U.arg("token"));
  EXPECT_TRUE(T.roles().type(U.arg("token")->getType()));
}

TEST(Ops, OperatorsAndFields) {
  Tu T = operations(
      "lib::source s; lib::token t; bool a = s(); bool b = bool(t); "
      "int c = s[\"user\"]; auto &d = s.flag; bool e = t ? true : false; "
      "lib::source *p = &s; auto &h = p->flag;");
  EXPECT_EQ(T.ops("a"), "call");
  EXPECT_EQ(T.ops("b"), "as_bool");
  EXPECT_EQ(T.ops("c"), "index");
  EXPECT_EQ(T.ops("d"), "field");
  EXPECT_EQ(T.ops("h"), "field");
  const auto *Cond = cast<ConditionalOperator>(T.init("e"));
  EXPECT_TRUE(T.roles().op(Cond->getCond(), Role::Poll));
  OpUse Index = T.roles().op(T.init("c"), Role::ValueGet);
  ASSERT_TRUE(Index && Index.arg("key"));
  EXPECT_TRUE(isa<StringLiteral>(Index.arg("key")->IgnoreParenImpCasts()));
  OpUse Call = T.roles().op(T.init("a"), Role::Trigger);
  ASSERT_TRUE(Call && Call.arg("source"));
  EXPECT_EQ(Call.arg("source"), Call.receiver());
}

TEST(Ops, OverloadsByParameters) {
  Tu T = operations("lib::token t; lib::pool p; int a = p.submit(1); int b = "
                    "p.submit(t, 1); "
                    "int c = p.run(1, t); int d = p.run(1);");
  EXPECT_EQ(T.ops("a"), "submit_plain");
  EXPECT_EQ(T.ops("b"), "submit_token");
  EXPECT_EQ(T.ops("c"), "last_token");
  EXPECT_EQ(T.ops("d"), "");
}

TEST(Ops, DefaultArguments) {
  Tu T = operations("int f(lib::token t = lib::token::never()); int a = f();");
  const auto *Call = cast<CallExpr>(T.init("a"));
  ASSERT_EQ(Call->getNumArgs(), 1u);
  EXPECT_TRUE(T.roles().op(Call->getArg(0), Role::RootFactory));
}

TEST(Ops, Awaited) {
  Tu T(R"(
types:
  - { id: token, names: ["::lib::token"], roles: [token] }
ops:
  - { id: current, var: "::lib::this_token", awaited: true, role: current }
  - { id: checked, free: "::lib::check", awaited: true, role: poll_throw }
  - { id: sleep, free: "::lib::sleep", role: timed_blocking }
)",
       R"(
namespace std {
template <class R, class...> struct coroutine_traits {
  using promise_type = typename R::promise_type;
};
template <class P = void> struct coroutine_handle {
  static coroutine_handle from_address(void *) noexcept;
  void *address() const noexcept;
};
template <> struct coroutine_handle<void> {
  template <class P> coroutine_handle(coroutine_handle<P>) noexcept;
};
}
namespace lib {
struct token {};
struct this_token_t {} constexpr this_token;
struct task {
  struct promise_type {
    struct never { bool await_ready() noexcept; void await_suspend(std::coroutine_handle<>) noexcept; int await_resume() noexcept; };
    task get_return_object(); never initial_suspend() noexcept; never final_suspend() noexcept;
    void unhandled_exception(); void return_void();
    template <class T> never await_transform(T &&);
  };
};
struct step {};
step check(); step sleep();
}
lib::task f() {
  int a = co_await lib::this_token;
  auto b = lib::this_token;
  int c = co_await lib::check();
  auto d = lib::check();
  int e = co_await lib::sleep();
  auto g = lib::sleep();
}
)");
  EXPECT_EQ(T.ops("a"), "current");
  EXPECT_EQ(T.ops("b"), "");
  EXPECT_EQ(T.ops("c"), "checked");
  EXPECT_EQ(T.ops("d"), "");
  EXPECT_EQ(T.ops("e"), ""); // the call is the operation, not the waiting
  EXPECT_EQ(T.ops("g"), "sleep");
}

TEST(Ops, EntryPoints) {
  Tu T = operations(
      "struct mine : lib::pool { int handle(int) override; int other(int); };"
      "struct stranger { int handle(int); };");
  auto Method = [&](llvm::StringRef Class, llvm::StringRef Name) {
    for (const NamedDecl *D : T.roles().lookUp(Class))
      for (const CXXMethodDecl *M : cast<CXXRecordDecl>(D)->methods())
        if (M->getIdentifier() && M->getName() == Name)
          return T.roles().entryPoint(M);
    return OpUse();
  };
  EXPECT_TRUE(Method("mine", "handle"));
  EXPECT_FALSE(Method("mine", "other"));
  EXPECT_FALSE(Method("stranger", "handle"));
}

TEST(Ops, InsideTemplates) {
  Tu T = operations("template <class T> void f(lib::token t, T x) { bool a = "
                    "t.requested(); "
                    "auto b = x.requested(); }");
  EXPECT_EQ(T.ops("a"), "poll");
  EXPECT_EQ(T.ops("b"), ""); // depends on T
  EXPECT_TRUE(T.roles().ops(nullptr).empty());
}

TEST(Ops, Resolutions) {
  Tu T = operations("");
  EXPECT_EQ(T.to("poll"), "lib::state::requested, lib::source_base::stopped");
  EXPECT_EQ(T.to("make"), "lib::token::never");
  EXPECT_EQ(T.to("none"), "lib::none");
  EXPECT_EQ(T.to("cpo"), "lib::wait");
  EXPECT_EQ(T.to("reg"), "lib::callback");
  Tu Without(OpModel, "namespace lib { struct token {}; }");
  EXPECT_EQ(Without.to("poll"), "not: requested, stopped");
  EXPECT_EQ(Without.to("free_stop"), "not: lib::stop");
}

TEST(Ops, OpsPlaying) {
  Tu T = operations("");
  EXPECT_EQ(T.roles().opsPlaying(Role::Spawn).size(), 2u);
  EXPECT_TRUE(T.roles().opsPlaying(Role::Shield).empty());
}

//===----------------------------------------------------------------------===//
// Annotations
//===----------------------------------------------------------------------===//

std::string problems(Tu &T) {
  std::string Out;
  for (const AnnotationProblem &P : T.roles().takeProblems())
    Out += (Out.empty() ? "" : "\n") + P.Message;
  return Out;
}

TEST(Annotations, Types) {
  Tu T("", "struct [[clang::annotate(\"ctx:role=token,position=last\")]] "
           "[[clang::annotate(\"ctx:role=context\")]] Flag {}; Flag a; const "
           "Flag &b = a; struct Derived : Flag {}; Derived c; struct "
           "[[clang::annotate(\"other:role=token\")]] Else {}; Else d;");
  EXPECT_TRUE(T.roles().active());
  EXPECT_TRUE(T.type("a").has(Role::Token));
  EXPECT_TRUE(T.type("a").has(Role::Context));
  EXPECT_EQ(T.type("a").Entry->Where, Position::Last);
  EXPECT_TRUE(T.type("b").hasForm(Form::Reference));
  EXPECT_TRUE(T.type("c"));
  EXPECT_FALSE(T.type("d"));
  EXPECT_EQ(problems(T), "");
}

TEST(Annotations, FunctionsAndValues) {
  Tu T("",
       "struct S { [[clang::annotate(\"ctx:role=poll\")]] bool stopping() "
       "const; [[clang::annotate(\"ctx:role=get_token\")]] int token; }; "
       "[[clang::annotate(\"ctx:role=root_factory,placeholder\")]] S todo(); "
       "S s = todo(); bool b = s.stopping(); int c = s.token; "
       "[[clang::annotate(\"ctx:role=derive,parent=0\")]] S child(S, int); "
       "S d = child(s, 1); [[clang::annotate(\"ctx:role=token\")]] int e;");
  EXPECT_TRUE(T.roles().op(T.init("s"), Role::RootFactory));
  EXPECT_TRUE(T.roles().op(T.init("s"), Role::RootFactory).Entry->Placeholder);
  EXPECT_TRUE(T.roles().op(T.init("b"), Role::Poll));
  EXPECT_TRUE(T.roles().op(T.init("c"), Role::GetToken));
  OpUse Derive = T.roles().op(T.init("d"), Role::Derive);
  ASSERT_TRUE(Derive);
  EXPECT_NE(Derive.arg("parent"), nullptr);
  EXPECT_TRUE(T.type("e").has(Role::Token));
  EXPECT_EQ(problems(T), "");
}

TEST(Annotations, MisspelledOnesAreReported) {
  Tu Role("", "struct [[clang::annotate(\"ctx:role=tokne\")]] A {}; A a;");
  EXPECT_FALSE(Role.type("a"));
  EXPECT_EQ(problems(Role),
            "unknown role 'tokne' in annotation; did you mean 'token'?");
  EXPECT_EQ(problems(Role), "");
  Tu Key("", "struct [[clang::annotate(\"ctx:role=token,positon=last\")]] A "
             "{}; A a;");
  EXPECT_FALSE(Key.type("a"));
  EXPECT_EQ(problems(Key),
            "unknown key 'positon' in annotation; did you mean 'position'?");
  Tu None("", "struct [[clang::annotate(\"ctx:position=last\")]] A {}; A a;");
  EXPECT_FALSE(None.type("a"));
  EXPECT_EQ(problems(None), "annotation names no role; write ctx:role=<role>");
  Tu Side("",
          "[[clang::annotate(\"ctx:role=token\")]] bool f(); bool a = f();");
  EXPECT_EQ(Side.ops("a"), "");
  EXPECT_NE(problems(Side).find("unknown role 'token'"), std::string::npos);
}

TEST(Annotations, LaterDeclarationsInherit) {
  Tu T("",
       "[[clang::annotate(\"ctx:role=poll\")]] bool f(); bool f(); bool a = "
       "f(); bool f() { return true; } bool b = f();");
  EXPECT_EQ(T.ops("a"), "f");
  EXPECT_EQ(T.ops("b"), "f");
}

//===----------------------------------------------------------------------===//
// Matchers
//===----------------------------------------------------------------------===//

TEST(RoleMatchers, PickExpressionsAndDeclarations) {
  using namespace clang::ast_matchers;
  Tu T = operations(
      "void f(lib::token t, int n) { t.requested(); t.requested(); }");
  IndexOf Index = [&](ASTContext &) -> const RoleIndex & { return T.roles(); };
  EXPECT_EQ(match(cxxMemberCallExpr(playsRole(Index, RoleSet{Role::Poll})),
                  T.context())
                .size(),
            2u);
  EXPECT_TRUE(match(parmVarDecl(hasName("n"), ofRole(Index, {Role::Token})),
                    T.context())
                  .empty());
  EXPECT_EQ(match(parmVarDecl(hasName("t"), ofRole(Index, {Role::Token})),
                  T.context())
                .size(),
            1u);
}

} // namespace
