//===- ModelFormatTest.cpp - what entries say of other versions and files -===//

#include "model/RoleIndex.h"
#include "model/VocabularyReader.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Frontend/ASTUnit.h"
#include "clang/Tooling/Tooling.h"
#include "gtest/gtest.h"

using namespace clang;
using namespace ctx::model;

namespace {

const char *const Head = "schema: 1\nvocabulary: v\n";

std::string joined(llvm::ArrayRef<ModelError> Errors) {
  std::string Out;
  for (const ModelError &E : Errors)
    Out += (Out.empty() ? "" : "\n") + E.str();
  return Out;
}

/// The vocabularies of \p Files, v0.yaml and so on; \p Complaints receives what
/// is wrong with them.
std::shared_ptr<const VocabularySet> setOf(std::vector<std::string> Files,
                                           std::string &Complaints) {
  std::vector<ModelError> Errors;
  std::vector<Vocabulary> All;
  for (size_t I = 0; I != Files.size(); ++I)
    for (Vocabulary &V :
         readVocabularies(Files[I], "v" + std::to_string(I) + ".yaml", Errors))
      All.push_back(std::move(V));
  auto Set =
      Errors.empty() ? VocabularySet::make(std::move(All), Errors) : nullptr;
  Complaints = joined(Errors);
  return Set;
}

std::string complaints(std::vector<std::string> Files) {
  std::string Out;
  setOf(std::move(Files), Out);
  return Out;
}

/// A parsed file, the index of \p Files, and what each entry resolved to.
struct Tu {
  Tu(std::vector<std::string> Files, llvm::StringRef Code) {
    std::string Complaints;
    auto Set = setOf(std::move(Files), Complaints);
    EXPECT_EQ(Complaints, "");
    if (!Set)
      Set = std::make_shared<VocabularySet>();
    Unit =
        tooling::buildASTFromCodeWithArgs(Code, {"-std=c++20", "-nostdinc++"});
    Index = std::make_unique<RoleIndex>(Set, Unit->getASTContext(),
                                        &Unit->getPreprocessor());
  }

  /// What --explain-models says of the entry \p Id.
  std::string explained(llvm::StringRef Id) {
    for (const Resolution &R : Index->resolutions())
      if (R.Id == Id)
        return !R.Excuse.empty() ? R.Excuse : R.Resolved ? R.To : "-";
    return "no such entry";
  }

  /// The type of the variable \p Name, by the id of its entry.
  std::string typeOf(llvm::StringRef Name) {
    struct Finder : RecursiveASTVisitor<Finder> {
      llvm::StringRef Name;
      const VarDecl *Found = nullptr;
      bool VisitVarDecl(VarDecl *D) {
        if (D->getName() == Name)
          Found = D;
        return true;
      }
    } F;
    F.Name = Name;
    F.TraverseDecl(Unit->getASTContext().getTranslationUnitDecl());
    TypeUse Use = Index->type(F.Found);
    return Use ? Use.Entry->Id : "none";
  }

  /// How often an expression plays \p R.
  unsigned count(Role R) {
    struct Counter : RecursiveASTVisitor<Counter> {
      const RoleIndex *Index;
      Role R;
      unsigned Count = 0;
      bool VisitExpr(Expr *E) {
        if (E == E->IgnoreParenImpCasts())
          Count += bool(Index->op(E, R));
        return true;
      }
    } C;
    C.Index = Index.get();
    C.R = R;
    C.TraverseDecl(Unit->getASTContext().getTranslationUnitDecl());
    return C.Count;
  }

  std::unique_ptr<ASTUnit> Unit;
  std::unique_ptr<RoleIndex> Index;
};

TEST(ModelFormat, RequiresAMacro) {
  auto Explained = [](llvm::StringRef Condition, llvm::StringRef Code) {
    Tu T(
        {std::string(Head) +
         "ops:\n  - { id: o, free: \"::f\", role: poll, requires: { macro: \"" +
         Condition.str() + "\" } }\n"},
        ("bool f();\n" + Code).str());
    return T.explained("o");
  };
  const char *const Old = "not in this version: requires ";
  EXPECT_EQ(Explained("NEW", "#define NEW\n"), "f");
  EXPECT_EQ(Explained("NEW", ""), Old + std::string("NEW"));
  EXPECT_EQ(Explained("!NEW", ""), "f");
  EXPECT_EQ(Explained("!NEW", "#define NEW 1\n"), Old + std::string("!NEW"));
  for (const char *Value : {"10800", "10'800L", "(10800)", "0x2A30", "SAME"}) {
    std::string Code =
        "#define SAME 10800\n#define VER " + std::string(Value) + "\n";
    EXPECT_EQ(Explained("VER >= 10800", Code), "f") << Value;
    EXPECT_EQ(Explained("VER == 0x2A30", Code), "f") << Value;
    EXPECT_EQ(Explained("VER<=10800", Code), "f") << Value;
    EXPECT_NE(Explained("VER > 10800", Code), "f") << Value;
    EXPECT_NE(Explained("VER < 10800", Code), "f") << Value;
    EXPECT_NE(Explained("VER != 10800", Code), "f") << Value;
  }
  // Taken back before the file ends; no number; not there at all.
  EXPECT_NE(Explained("NEW", "#define NEW\n#undef NEW\n"), "f");
  EXPECT_EQ(Explained("VER >= 2", "#define VER 1 + 1\n"), "f");
  EXPECT_EQ(Explained("VER >= 2", "#define VER(x) 1\n"), "f");
  EXPECT_NE(Explained("VER < 2", ""), "f");
  // What is left to itself refers to nothing.
  EXPECT_EQ(Explained("VER >= 2", "#define VER VER\n"), "f");
}

TEST(ModelFormat, RequiresNames) {
  const std::string Model = std::string(Head) + R"y(
types:
  - { id: t, names: ["::T"], roles: [token], requires: { resolves: ["::n::V2", "::n::V3"] } }
ops:
  - { id: o, method: { of: t, name: f }, role: poll }
)y";
  Tu New({Model},
         "struct T { bool f(); }; namespace n { struct V3; } T t; bool "
         "b = t.f();");
  EXPECT_EQ(New.explained("t"), "T");
  EXPECT_EQ(New.typeOf("t"), "t");
  EXPECT_EQ(New.count(Role::Poll), 1u);
  Tu Old({Model}, "struct T { bool f(); }; T t; bool b = t.f();");
  EXPECT_EQ(Old.explained("t"), "not in this version: requires n::V2 or n::V3");
  EXPECT_EQ(Old.explained("o"), "not in this version: requires n::V2 or n::V3");
  EXPECT_EQ(Old.typeOf("t"), "none");
  EXPECT_EQ(Old.count(Role::Poll), 0u);
}

TEST(ModelFormat, WhenOfAVocabulary) {
  const std::string Model = std::string(Head) + R"y(
when: { resolves: ["::T"], macro: ["V >= 2", "!OFF"] }
types: [{ id: t, names: ["::T"], roles: [token] }]
)y";
  EXPECT_EQ(Tu({Model}, "#define V 2\nstruct T {}; T t;").typeOf("t"), "t");
  EXPECT_EQ(Tu({Model}, "#define V 1\nstruct T {}; T t;").typeOf("t"), "none");
  EXPECT_EQ(
      Tu({Model}, "#define V 2\n#define OFF\nstruct T {}; T t;").typeOf("t"),
      "none");
}

TEST(ModelFormat, WrongConditions) {
  auto Of = [](llvm::StringRef Condition) {
    return complaints({std::string(Head) +
                       "ops:\n  - { id: o, free: f, role: poll, requires: { "
                       "macro: \"" +
                       Condition.str() + "\" } }\n"});
  };
  for (const char *Wrong :
       {"A =", "A = 1", "1A", "A >= B", "!A > 1", "A B", "A >= -1", "!"})
    EXPECT_EQ(Of(Wrong), "v0.yaml:4:54: error: '" + std::string(Wrong) +
                             "' is not a condition on a macro such as 'NAME', "
                             "'!NAME' or 'NAME >= 10200'");
  EXPECT_EQ(Of("A"), "");
  EXPECT_EQ(complaints({std::string(Head) + "when: { macros: A }\n"}),
            "v0.yaml:3:9: error: unknown key 'macros' in 'when'; did you mean "
            "'macro'?");
}

const char *const Base = R"y(
schema: 1
vocabulary: base.lib
types:
  - { id: token, names: ["::Token"], roles: [token] }
ops:
  - { id: poll, method: { of: token, name: poll }, role: poll }
  - { id: token, free: "::makeToken", role: root_factory }
  - { id: stop, free: "::stop", role: trigger }
)y";
const char *const Code = "struct Token { bool poll(); }; Token makeToken(); "
                         "void stop();\nvoid f() { Token t = makeToken(); "
                         "t.poll(); stop(); }";

TEST(ModelFormat, DisabledEntries) {
  // By the same vocabulary or from another; a type and an op have one id.
  for (const char *Other :
       {"schema: 1\nvocabulary: base.lib\ndisable:\n  types: token\n",
        "schema: 1\nvocabulary: mine\ndisable:\n  types: [base.lib.token]\n"}) {
    Tu T({Base, Other}, Code);
    EXPECT_EQ(T.explained("token"), "makeToken");
    EXPECT_EQ(T.typeOf("t"), "none");
    EXPECT_EQ(T.explained("poll"), "disabled with type 'token'");
    EXPECT_EQ(T.count(Role::RootFactory), 1u);
    EXPECT_EQ(T.count(Role::Poll), 0u);
  }
  Tu T({Base, "schema: 1\nvocabulary: base.lib\ndisable: { ops: [token, stop] "
              "}\n"},
       Code);
  EXPECT_EQ(T.typeOf("t"), "token");
  EXPECT_EQ(T.explained("stop"), "disabled by v1.yaml:3");
  EXPECT_EQ(T.count(Role::RootFactory), 0u);
  EXPECT_EQ(T.count(Role::Trigger), 0u);
  EXPECT_EQ(T.count(Role::Poll), 1u);
}

TEST(ModelFormat, WhatALaterFileGivesAgain) {
  Tu T({Base, "schema: 1\nvocabulary: base.lib\ndisable: { ops: stop }\n",
        "schema: 1\nvocabulary: base.lib\nops: [{ id: stop, free: \"::stop\", "
        "role: trigger }]\n"},
       Code);
  EXPECT_EQ(T.explained("stop"), "stop");
  EXPECT_EQ(T.count(Role::Trigger), 1u);
}

TEST(ModelFormat, DisablesWhatIsNotThere) {
  auto Of = [](llvm::StringRef Disable) {
    return complaints(
        {Base,
         ("schema: 1\nvocabulary: mine\ndisable: " + Disable + "\n").str()});
  };
  EXPECT_EQ(Of("{ ops: [base.lib.pol] }"),
            "v1.yaml:3:18: error: disables the unknown op 'base.lib.pol'; did "
            "you mean 'base.lib.poll'?");
  EXPECT_EQ(Of("{ types: base.lib.stop }"),
            "v1.yaml:3:19: error: disables the unknown type 'base.lib.stop'");
  EXPECT_EQ(Of("{ ops: [base.lob.poll] }"),
            "v1.yaml:3:18: error: disables an entry of the unknown vocabulary "
            "'base.lob'; did you mean 'base.lib'?");
  EXPECT_EQ(Of("{ op: poll }"),
            "v1.yaml:3:12: error: unknown key 'op' in 'disable'; did you mean "
            "'ops'?");
}

TEST(ModelFormat, ClassesByTheirNames) {
  const std::string Model = std::string(Head) + R"y(
when: { resolves: ["::acme"] }
types:
  - { id: ctx, matching: ["::acme::.*Context", "acme::in::T(ask|ree)"], roles: [context] }
ops:
  - { id: done, method: { of: ctx, name: Done }, role: poll }
)y";
  Tu T({Model}, R"cpp(
namespace acme {
inline namespace v1 { struct Base { bool Done() const; }; struct HttpContext : Base {}; }
template <class T> struct BoxContext { bool Done() const; };
struct HttpContexts { bool Done() const; };
namespace in { struct Task {}; struct Tasks {}; }
struct Outer { struct InnerContext {}; };
}
struct acmeContext {};
struct Own : acme::HttpContext {};
void f() {
  struct LocalContext {} local;
  acme::HttpContext http; acme::BoxContext<int> box; acme::HttpContexts more;
  acme::in::Task task; acme::in::Tasks tasks; acme::Outer::InnerContext inner;
  acmeContext none; Own own; acme::Base base; acme::HttpContext *pointer;
  http.Done(); box.Done(); own.Done(); more.Done(); base.Done(); pointer->Done();
}
)cpp");
  for (const char *Is : {"http", "box", "task", "inner", "own", "pointer"})
    EXPECT_EQ(T.typeOf(Is), "ctx") << Is;
  for (const char *Not : {"local", "more", "tasks", "none", "base"})
    EXPECT_EQ(T.typeOf(Not), "none") << Not;
  EXPECT_EQ(T.count(Role::Poll), 4u);
  EXPECT_TRUE(T.Index->active());
  EXPECT_NE(T.explained("ctx"), "-");
  EXPECT_EQ(T.explained("done"), "acme::Base::Done");
  EXPECT_EQ(
      Tu({Model}, "struct acme; struct XContext {}; XContext c;").typeOf("c"),
      "none");
}

TEST(ModelFormat, WrongPatterns) {
  auto Of = [](llvm::StringRef Pattern) {
    return complaints({std::string(Head) +
                       "when: { resolves: A }\ntypes:\n  - { id: t, roles: [], "
                       "matching: '" +
                       Pattern.str() + "' }\n"});
  };
  EXPECT_EQ(Of("acme::(A|B)[0-9]+"), "");
  EXPECT_NE(Of("acme::(").find("v0.yaml:5:35: error: 'acme::(' is not a "
                               "regular expression: "),
            std::string::npos);
  EXPECT_EQ(Of("(a{9}){9}"),
            "v0.yaml:5:35: error: '(a{9}){9}' may not count with '{'");
  EXPECT_EQ(Of("(a)\\1"),
            "v0.yaml:5:35: error: '(a)\\1' may not refer back to a group");
  EXPECT_EQ(Of(".*"), "v0.yaml:5:35: error: '.*' matches every class");
  EXPECT_NE(Of(std::string(201, 'a')).find("1 to 200 characters"),
            std::string::npos);
  EXPECT_EQ(complaints({std::string(Head) +
                        "types:\n  - { id: t, matching: A, roles: [] }\n"}),
            "v0.yaml:4:7: error: a type with 'matching' needs the names under "
            "'when: resolves:' at the top of the file");
  EXPECT_EQ(
      complaints({std::string(Head) + "types:\n  - { id: t, roles: [] }\n"}),
      "v0.yaml:4:7: error: a type needs one of names, matching");
}

TEST(ModelFormat, Macros) {
  Tu T({std::string(Head) + R"y(
types: [{ id: status, names: ["::Status", "::Plain"], roles: [] }]
ops:
  - { id: code, macro: [E_GONE, E_STOPPED], role: cancel_code, for: status }
  - { id: other, macro: E_OTHER, role: cancel_code }
)y"},
       R"cpp(
#define E_STOPPED 9
#define E_SAME E_STOPPED
#define E_MORE 10
#define IS(x) ((x) == E_STOPPED)
enum Status { Good };
void f(int a, Status status) {
  bool b = a == E_STOPPED;      // 1
  b = a == (E_STOPPED);         // 2
  b = E_SAME == a;              // 3
  b = IS(a);                    // 4
  b = a == E_STOPPED + 1;       // 5: the operand
  b = a == E_MORE || a == 9;
}
)cpp");
  EXPECT_EQ(T.count(Role::CancelCode), 5u);
  EXPECT_EQ(T.explained("code"), "E_STOPPED");
  EXPECT_EQ(T.explained("other"), "-");
  EXPECT_EQ(T.typeOf("status"), "status");
  EXPECT_EQ(complaints({std::string(Head) +
                        "ops: [{ id: o, macro: \"a::B\", role: poll }]\n"}),
            "v0.yaml:3:23: error: 'a::B' is no name of a macro");
}

TEST(ModelFormat, WhereAResultGoes) {
  std::vector<ModelError> Errors;
  std::vector<Vocabulary> All = readVocabularies(
      std::string(Head) +
          "types: [{ id: t, names: [T], roles: [] }]\nops:\n  - { id: o, free: "
          "f, role: derive, args: { parent: 0, cancel: 2 }, result: { type: t, "
          "out: 1 } }\n",
      "m.yaml", Errors);
  ASSERT_EQ(All.size(), 1u);
  EXPECT_EQ(All[0].Ops[0].ResultOut, 1u);
  EXPECT_EQ(complaints({std::string(Head) +
                        "ops:\n  - { id: o, free: f, role: derive, result: { "
                        "type: t, out: 1, part: first } }\n"}),
            "v0.yaml:4:47: error: 'result' has either 'part' or 'out'");
}

TEST(ModelFormat, Severities) {
  std::string Model = std::string(Head) + R"y(
types: [{ id: t, names: ["::T"], roles: [token] }]
policy:
  severities:
    - { paths: "*/old/*", severity: info }
    - { checks: ctx-a, paths: ["*/old/new/*", "*.gen.h"], severity: off }
)y";
  std::string Complaints;
  auto Set = setOf({Model}, Complaints);
  ASSERT_TRUE(Set) << Complaints;
  auto ShownIn = [&](const char *File, llvm::StringRef Check) {
    auto Unit = tooling::buildASTFromCodeWithArgs("struct T {};", {}, File);
    RoleIndex Index(Set, Unit->getASTContext());
    const SourceManager &SM = Unit->getSourceManager();
    return Index.shownAs(Check, SM.getLocForStartOfFile(SM.getMainFileID()));
  };
  EXPECT_EQ(ShownIn("src/a.cpp", "ctx-a"), Shown::Warning);
  EXPECT_EQ(ShownIn("src/old/a.cpp", "ctx-a"), Shown::Info);
  EXPECT_EQ(ShownIn("src/old/new/a.cpp", "ctx-a"), Shown::Off);
  EXPECT_EQ(ShownIn("src/old/new/a.cpp", "ctx-b"), Shown::Info);
  EXPECT_EQ(ShownIn("x.gen.h.cpp", "ctx-a"), Shown::Warning);
  EXPECT_EQ(
      complaints({std::string(Head) +
                  "policy:\n  severities:\n    - { paths: \"*\", severity: "
                  "of }\n"}),
      "v0.yaml:5:31: error: unknown word 'of'; did you mean 'off'?; "
      "expected one of off, info, warning, error");
  EXPECT_EQ(complaints({std::string(Head) +
                        "policy:\n  severities:\n    - { severity: off }\n"}),
            "v0.yaml:5:9: error: a rule needs the key 'paths'");
  EXPECT_NE(
      complaints({std::string(Head) +
                  "policy:\n  severities:\n    - { paths: \"[\", severity: "
                  "off }\n"})
          .find("is not a glob"),
      std::string::npos);
}

} // namespace
