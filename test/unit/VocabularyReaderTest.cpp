//===- VocabularyReaderTest.cpp -------------------------------------------===//

#include "model/VocabularyReader.h"
#include "model/Yaml.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"
#include <set>

using namespace ctx::model;

namespace {

/// The complaints about one file, joined by line breaks; "" if there are none.
std::string complaints(llvm::StringRef Text) {
  std::vector<ModelError> Errors;
  std::vector<Vocabulary> All = readVocabularies(Text, "m.yaml", Errors);
  EXPECT_EQ(All.empty(), !Errors.empty());
  std::string Out;
  for (const ModelError &E : Errors)
    Out += (Out.empty() ? "" : "\n") + E.str();
  return Out;
}

Vocabulary read(llvm::StringRef Text, llvm::StringRef File = "m.yaml") {
  std::vector<ModelError> Errors;
  std::vector<Vocabulary> All = readVocabularies(Text, File, Errors);
  EXPECT_EQ(All.size(), 1u) << (Errors.empty() ? "" : Errors.front().str());
  return All.empty() ? Vocabulary() : std::move(All.front());
}

std::string makeErrors(std::vector<Vocabulary> All) {
  std::vector<ModelError> Errors;
  auto Set = VocabularySet::make(std::move(All), Errors);
  EXPECT_EQ(Set == nullptr, !Errors.empty());
  std::string Out;
  for (const ModelError &E : Errors)
    Out += (Out.empty() ? "" : "\n") + E.str();
  return Out;
}

const char *const Head = "schema: 1\nvocabulary: v\n";

TEST(VocabularyReader, ReadsEveryPart) {
  Vocabulary V = read(R"(
schema: 1
vocabulary: acme
extends: [std]
when: { resolves: ["::acme::Context"] }
docs: { home: "acme/acme", note: "in house" }
types:
  - { id: ctx, names: ["::acme::Context", "old::Context"], roles: [context, token], ownership: borrowed, nullable: true,
      default_ctor: root, on_destroy: cancel_join, position: first, must_use: true, thread_bound: true, container: map,
      name_hint: [ctx], wrappers: ["::acme::Ref"], task_scoped_classes: ["^acme::.*Request$"], ref: "x" }
ops:
  - { id: derive, free: "::acme::WithCancel", role: derive, args: { parent: 0, cancel: result.second },
      result: { type: ctx, part: first }, must_use: true }
  - { id: stop, method: { of: ctx, name: [stop, cancel] }, role: trigger, returns: already_true, min_args: 1,
      params: [{ index: last, type: ctx }, { index: 1, type_name: "::acme::Flag" }], without_param_type: ctx }
  - { id: poll, operator: { of: ctx, op: bool }, role: poll, stop_when: false, awaited: true }
policy:
  allowed_roots: { functions: [main], macros: [TEST], paths: ["*/test/*"] }
)");
  EXPECT_EQ(V.Name, "acme");
  EXPECT_EQ(V.Extends, std::vector<std::string>{"std"});
  EXPECT_EQ(V.When.Resolves, std::vector<std::string>{"acme::Context"});
  EXPECT_EQ(V.Home, "acme/acme");
  ASSERT_EQ(V.Types.size(), 1u);
  const TypeEntry &T = V.Types[0];
  EXPECT_EQ(T.Names,
            (std::vector<std::string>{"acme::Context", "old::Context"}));
  EXPECT_TRUE(T.Roles == (RoleSet{Role::Context, Role::Token}));
  EXPECT_EQ(T.Owns, Ownership::Borrowed);
  EXPECT_EQ(T.Default, DefaultCtor::Root);
  EXPECT_EQ(T.Destroy, OnDestroy::CancelJoin);
  EXPECT_EQ(T.Where, Position::First);
  EXPECT_TRUE(T.Nullable && T.MustUse && T.ThreadBound && T.MapLike);
  EXPECT_EQ(T.Wrappers, std::vector<std::string>{"acme::Ref"});
  EXPECT_EQ(T.Spot.Line, 8u);
  ASSERT_EQ(V.Ops.size(), 3u);
  EXPECT_EQ(V.Ops[0].Kind, MatchKind::Free);
  EXPECT_EQ(V.Ops[0].Args.at("cancel").Kind, ArgSlot::ResultPart);
  EXPECT_EQ(V.Ops[0].Args.at("cancel").Part, "second");
  EXPECT_EQ(V.Ops[0].ResultPart, "first");
  EXPECT_EQ(V.Ops[1].Names, (std::vector<std::string>{"stop", "cancel"}));
  EXPECT_EQ(V.Ops[1].Returns, TriggerReturns::AlreadyTrue);
  ASSERT_EQ(V.Ops[1].Params.size(), 2u);
  EXPECT_EQ(V.Ops[1].Params[0].Index, -1);
  EXPECT_EQ(V.Ops[1].Params[1].TypeName, "acme::Flag");
  EXPECT_FALSE(V.Ops[2].StopWhen);
  EXPECT_TRUE(V.Ops[2].Awaited && !V.Ops[1].Awaited);
  EXPECT_EQ(V.AllowedRoots.Paths, std::vector<std::string>{"*/test/*"});
}

TEST(VocabularyReader, BuiltinModelsAreRight) {
  std::vector<ModelError> Errors;
  auto Set = VocabularySet::load({}, Errors);
  ASSERT_TRUE(Set) << Errors.front().str();
  EXPECT_GE(Set->vocabularies().size(), 3u);
  // A file with variables makes several.
  EXPECT_GT(Set->vocabularies().size(), builtinModels().size());
}

TEST(VocabularyReader, BuiltinModelsAsNeeded) {
  auto Names = [](std::set<std::string> Known) {
    std::set<std::string> Out;
    auto Set = VocabularySet::builtinFor(
        [&](llvm::StringRef Name) { return Known.count(Name.str()) != 0; });
    for (const Vocabulary &V : Set->vocabularies())
      Out.insert(V.Name);
    return Out;
  };
  using Set = std::set<std::string>;
  EXPECT_EQ(Names({}), Set({"std"}));
  EXPECT_EQ(Names({"ClientContext"}), Set({"grpc", "std"}));
  EXPECT_EQ(Names({"io_context"}), Set({"asio", "boost.asio", "std"}));
  EXPECT_EQ(Names({"condition_variable"}), Set({"libcoro", "std"}));
  // Every one can be had: each says when it is active, in a way that is seen.
  std::vector<ModelError> Errors;
  auto All = VocabularySet::load({}, Errors);
  auto Every = VocabularySet::builtinFor([](llvm::StringRef) { return true; });
  ASSERT_TRUE(All && Every);
  EXPECT_EQ(All->vocabularies().size(), Every->vocabularies().size());
  for (const Vocabulary &V : All->vocabularies())
    for (const std::string &Name : V.When.Resolves)
      EXPECT_TRUE(Names({Name.substr(Name.rfind(':') + 1)}).count(V.Name))
          << V.Name << ": " << Name;
}

const char *const TwoNames = R"yaml(
schema: 1
vocabulary: lib
vars: { NS: { lib: "::lib", big.lib: "::big::lib" }, ERR: { lib: "::std", big.lib: "::big" } }
when: { resolves: ["${NS}::token"] }
types:
  - { id: token, names: ["${NS}::token"], roles: [token] }
  - { id: error, names: ["${ERR}::error"], roles: [cancel_error] }
ops:
  - { id: wait, free: "${NS}::wait", role: blocking, sibling: [{ renamed: "${NS}::wait_for", rewrite: "${NS}::f(${0}, ${token})" }] }
)yaml";

TEST(VocabularyReader, VariablesMakeInstances) {
  std::vector<ModelError> Errors;
  std::vector<Vocabulary> All = readVocabularies(TwoNames, "m.yaml", Errors);
  ASSERT_EQ(All.size(), 2u) << (Errors.empty() ? "" : Errors[0].str());
  EXPECT_EQ(All[0].Name, "lib");
  EXPECT_EQ(All[1].Name, "big.lib");
  EXPECT_EQ(All[0].When.Resolves, std::vector<std::string>{"lib::token"});
  EXPECT_EQ(All[1].When.Resolves, std::vector<std::string>{"big::lib::token"});
  EXPECT_EQ(All[0].Types[1].Names, std::vector<std::string>{"std::error"});
  EXPECT_EQ(All[1].Types[1].Names, std::vector<std::string>{"big::error"});
  EXPECT_EQ(All[1].Ops[0].Siblings[0].Renamed, "big::lib::wait_for");
  EXPECT_EQ(All[1].Ops[0].Siblings[0].Rewrite, "::big::lib::f(${0}, ${token})");
  EXPECT_EQ(All[1].Types[0].Spot.Line, 7u);
}

TEST(VocabularyReader, IdsOfAVocabularyWithADot) {
  std::vector<ModelError> Errors;
  std::vector<Vocabulary> All = readVocabularies(TwoNames, "m.yaml", Errors);
  All.push_back(read(std::string(Head) +
                     "extends: [big.lib]\nops:\n  - { id: a, method: { of: "
                     "big.lib.token, name: f }, role: poll }\n"));
  auto Set = VocabularySet::make(std::move(All), Errors);
  ASSERT_TRUE(Set) << Errors.front().str();
  const TypeEntry *T =
      Set->findType(Set->vocabularies().back(), "big.lib.token");
  ASSERT_TRUE(T);
  EXPECT_EQ(T->Names, std::vector<std::string>{"big::lib::token"});
}

TEST(VocabularyReader, WrongVariables) {
  auto With = [](llvm::StringRef Vars, llvm::StringRef Name) {
    return complaints((llvm::Twine("schema: 1\nvocabulary: v\nvars: ") + Vars +
                       "\ntypes:\n  - { id: a, names: [\"" + Name +
                       "\"], roles: [] }\n")
                          .str());
  };
  EXPECT_EQ(With("{ NS: { v: \"::a\" } }", "${NS}::A"), "");
  EXPECT_EQ(With("{ NS: { v: \"::a\", w: \"::b\" } }", "${N}::A"),
            "m.yaml:5:22: error: unknown variable 'N'; did you mean 'NS'?\n"
            "m.yaml:3:9: error: variable 'NS' is never used; write ${NS} where "
            "it stands");
  EXPECT_NE(With("{ NS: { v: a }, E: { w: b } }", "${NS}::${E}")
                .find("variable 'NS' has no value for vocabulary 'w'"),
            std::string::npos);
  EXPECT_NE(With("{ ns: { v: a } }", "A").find("write it in capitals"),
            std::string::npos);
  EXPECT_NE(With("[NS]", "A").find("expected 'vars' to be a mapping"),
            std::string::npos);
  EXPECT_NE(With("{ NS: a }", "${NS}::A").find("expected a mapping of "),
            std::string::npos);
}

TEST(VocabularyReader, UnknownKeyNamesPlaceAndNearest) {
  EXPECT_EQ(complaints("schema: 1\nvocabulary: v\ntypse: []\n"),
            "m.yaml:3:1: error: unknown key 'typse' in a model file; did you "
            "mean 'types'?");
  EXPECT_EQ(
      complaints(std::string(Head) +
                 "types:\n  - { id: a, names: [\"::A\"], role: [token] }\n"),
      "m.yaml:4:30: error: unknown key 'role' in a type; did you mean "
      "'roles'?\nm.yaml:4:7: error: a type needs the key 'roles'");
  EXPECT_NE(complaints(std::string(Head) + "zzzzzzzzzzzz: 1\n")
                .find("unknown key 'zzzzzzzzzzzz' in a model file"),
            std::string::npos);
  EXPECT_EQ(complaints(std::string(Head) + "zzzzzzzzzzzz: 1\n").find("did you"),
            std::string::npos);
}

TEST(VocabularyReader, UnknownRole) {
  EXPECT_EQ(complaints(std::string(Head) +
                       "types:\n  - { id: a, names: [A], roles: [tokne] }\n"),
            "m.yaml:4:34: error: unknown role 'tokne'; did you mean 'token'?");
  // A word that exists, on the wrong side.
  EXPECT_NE(complaints(std::string(Head) +
                       "types:\n  - { id: a, names: [A], roles: [poll] }\n")
                .find("role 'poll' is not for types"),
            std::string::npos);
  EXPECT_NE(complaints(std::string(Head) + "ops:\n  - { id: a, free: f, role: "
                                           "token }\n")
                .find("role 'token' is not for ops"),
            std::string::npos);
}

TEST(VocabularyReader, DuplicateIds) {
  EXPECT_EQ(complaints(std::string(Head) +
                       "types:\n  - { id: a, names: [A], roles: [] }\n"
                       "  - { id: a, names: [B], roles: [] }\n"),
            "m.yaml:5:7: error: duplicate id 'a' among the types; first given "
            "in line 4");
  EXPECT_NE(complaints("schema: 1\nschema: 1\nvocabulary: v\n")
                .find("m.yaml:2:1: error: key 'schema' is given twice"),
            std::string::npos);
}

TEST(VocabularyReader, WrongValues) {
  auto Type = [](llvm::StringRef Key) {
    return complaints(std::string(Head) +
                      "types:\n  - { id: a, names: [A], roles: [], " +
                      Key.str() + " }\n");
  };
  EXPECT_NE(Type("ownership: shard").find("did you mean 'shared'?"),
            std::string::npos);
  EXPECT_NE(Type("nullable: yes").find("expected true or false"),
            std::string::npos);
  EXPECT_NE(Type("task_scoped_classes: \"(\"").find("regular expression"),
            std::string::npos);
  auto Op = [](llvm::StringRef Keys) {
    return complaints(std::string(Head) + "ops:\n  - { id: o, role: poll, " +
                      Keys.str() + " }\n");
  };
  EXPECT_NE(Op("must_use: true").find("exactly one of method"),
            std::string::npos);
  EXPECT_NE(Op("free: f, var: g").find("exactly one of method"),
            std::string::npos);
  EXPECT_NE(Op("free: \"a b\"").find("not a qualified name"),
            std::string::npos);
  EXPECT_NE(Op("free: \"a::\"").find("not a qualified name"),
            std::string::npos);
  EXPECT_NE(Op("free: f, args: { token: first }").find("argument number"),
            std::string::npos);
  EXPECT_NE(Op("free: f, args: { tokn: 0 }").find("did you mean 'token'?"),
            std::string::npos);
  EXPECT_NE(Op("free: f, min_args: -1").find("number from 0 to 1000"),
            std::string::npos);
  EXPECT_NE(
      Op("free: f, params: [{ index: 0 }]").find("one of type, type_name"),
      std::string::npos);
  EXPECT_NE(complaints("schema: 2\nvocabulary: v\n").find("unknown schema '2'"),
            std::string::npos);
  EXPECT_NE(complaints("schema: 1\n").find("needs the key 'vocabulary'"),
            std::string::npos);
  EXPECT_NE(complaints("schema: 1\nvocabulary: v\ntypes: 3\n")
                .find("m.yaml:3:8: error: expected a list of types"),
            std::string::npos);
}

TEST(VocabularyReader, NotAModelAtAll) {
  EXPECT_NE(complaints("- a\n- b\n").find("to be a mapping"),
            std::string::npos);
  EXPECT_NE(complaints("").find("to be a mapping"), std::string::npos);
  EXPECT_NE(complaints("just text").find("to be a mapping"), std::string::npos);
  EXPECT_NE(complaints("a: [1, 2\n").find("m.yaml:"), std::string::npos);
  EXPECT_NE(complaints(std::string(Head) + "---\nschema: 1\n")
                .find("more than one document"),
            std::string::npos);
  EXPECT_NE(complaints(std::string(Head) + "docs: &a { home: x }\ntypes: *a\n")
                .find("anchors and aliases"),
            std::string::npos);
  EXPECT_FALSE(complaints(std::string("\xff\xfe\0\x01", 4)).empty());
  EXPECT_FALSE(complaints("\"unterminated").empty());
  EXPECT_FALSE(complaints("a: 'b\n c: d").empty());
  EXPECT_FALSE(complaints("? ").empty());
  EXPECT_FALSE(complaints("!!tag [").empty());
}

TEST(VocabularyReader, HostileSizeAndDepth) {
  for (char Open : {'[', '{'})
    EXPECT_NE(complaints(std::string(200000, Open)).find("nested deeper"),
              std::string::npos);
  EXPECT_NE(complaints("a: " + std::string(200000, '[')).find("nested deeper"),
            std::string::npos);
  std::string Dashes;
  for (unsigned I = 0; I != 200000; ++I)
    Dashes += "- ";
  EXPECT_NE(complaints(Dashes).find("nested deeper"), std::string::npos);
  std::string Steps, Questions, Lines;
  for (unsigned I = 0; I != 2000; ++I)
    Steps += std::string(I, ' ') + "a:\n";
  EXPECT_NE(complaints(Steps.substr(0, yaml::MaxBytes)).find("nested deeper"),
            std::string::npos);
  for (unsigned I = 0; I != 100000; ++I)
    Questions += "? ";
  EXPECT_FALSE(complaints(Questions).empty());
  for (unsigned I = 0; I != 5000; ++I)
    Lines += "[\n";
  EXPECT_NE(complaints(Lines).find("nested deeper"), std::string::npos);
  EXPECT_NE(
      complaints(std::string(yaml::MaxBytes + 1, ' ')).find("larger than"),
      std::string::npos);
}

TEST(VocabularyReader, Siblings) {
  Vocabulary V = read(std::string(Head) + R"y(
types:
  - { id: token, names: ["::Token"], roles: [token] }
  - { id: error, names: ["::Stopped"], roles: [cancel_error], swallow: undefined }
ops:
  - { id: pause, free: "::pause", role: timed_blocking, args: { timeout: 0 }, throws: error, sibling: [
        { on_token: sleepFor, arity: 1, rewrite: "${token}.sleepFor(${0})" }, { overload: token, token: last },
        { renamed: "::ns::pauseOrStop", token: 1 }, { method: wait }, { instead: token }, { note: "ask the clock" } ] }
  - { id: go, free: "::go", role: spawn, detached: true, detached_if: "::ns::detached_t", inherits: parent }
)y");
  ASSERT_EQ(V.Types.size(), 2u);
  EXPECT_EQ(V.Types[0].Swallowing, Swallow::Bug);
  EXPECT_EQ(V.Types[1].Swallowing, Swallow::Undefined);
  ASSERT_EQ(V.Ops.size(), 2u);
  EXPECT_EQ(V.Ops[0].Throws, "error");
  const std::vector<Sibling> &S = V.Ops[0].Siblings;
  ASSERT_EQ(S.size(), 6u);
  EXPECT_EQ(S[0].OnToken, "sleepFor");
  EXPECT_EQ(S[0].Arity, 1u);
  EXPECT_EQ(S[0].Rewrite, "${token}.sleepFor(${0})");
  EXPECT_FALSE(S[0].Token);
  EXPECT_EQ(S[1].OverloadType, "token");
  ASSERT_TRUE(S[1].Token);
  EXPECT_EQ(S[1].Token->Kind, ArgSlot::Last);
  EXPECT_EQ(S[2].Renamed, "ns::pauseOrStop");
  EXPECT_EQ(S[2].Token->Number, 1u);
  EXPECT_EQ(S[3].Method, "wait");
  EXPECT_EQ(S[4].InsteadType, "token");
  EXPECT_EQ(S[5].Note, "ask the clock");
  EXPECT_TRUE(V.Ops[1].Detached);
  EXPECT_EQ(V.Ops[1].DetachedIf, "ns::detached_t");
  EXPECT_EQ(V.Ops[1].Takes, Inherits::Parent);
}

TEST(VocabularyReader, ArgumentsTellOperationsApart) {
  Vocabulary V = read(std::string(Head) + R"y(
ops:
  - { id: a, free: f, max_args: 0, role: root_factory }
  - { id: b, free: f, args: { value: 0 }, value_is: [nullptr, "NULL"], role: root_factory }
  - { id: c, free: f, role: derive, args: { cancel: result.value.second } }
)y");
  ASSERT_EQ(V.Ops.size(), 3u);
  EXPECT_EQ(V.Ops[0].MaxArgs, 0u);
  EXPECT_FALSE(V.Ops[1].MaxArgs);
  EXPECT_EQ(V.Ops[1].ValueIs, (std::vector<std::string>{"nullptr", "NULL"}));
  const ArgSlot &Cancel = V.Ops[2].Args.at("cancel");
  EXPECT_EQ(Cancel.Kind, ArgSlot::ResultPart);
  EXPECT_EQ(Cancel.Within, "value");
  EXPECT_EQ(Cancel.Part, "second");

  std::string Op = std::string(Head) + "ops:\n  - { id: a, free: f, ";
  EXPECT_EQ(complaints(Op + "role: trigger, max_arg: 1 }"),
            "m.yaml:4:38: error: unknown key 'max_arg' in an op; did you mean "
            "'max_args'?");
  EXPECT_EQ(complaints(Op + "min_args: 2, max_args: 1, role: trigger }"),
            "m.yaml:4:7: error: no call has as many as 2 arguments and as few "
            "as 1");
  for (const char *Slot :
       {"result.value", "result.a.b.second", "result..first"})
    EXPECT_EQ(complaints(Op + "role: derive, args: { cancel: " + Slot + " } }"),
              "m.yaml:4:53: error: expected an argument number from 0, this, "
              "last, result, result.first or result.second");
}

TEST(VocabularyReader, SiblingErrors) {
  std::string Op = std::string(Head) +
                   "ops:\n  - { id: a, free: f, role: blocking, sibling: ";
  EXPECT_EQ(complaints(Op + "once }"),
            "m.yaml:4:48: error: expected a list of siblings");
  EXPECT_EQ(complaints(Op + "[{ token: 0 }] }"),
            "m.yaml:4:51: error: a sibling needs exactly one of overload, "
            "renamed, method, on_token, instead, note");
  EXPECT_EQ(complaints(Op + "[{ note: x, token: this }] }"),
            "m.yaml:4:67: error: expected an argument number from 0, or last");
  EXPECT_EQ(complaints(Op + "[{ note: x, rewrite: \"g(${what})\" }] }"),
            "m.yaml:4:69: error: '${what}' is not ${this}, ${token} or the "
            "${number} of an argument");
  EXPECT_EQ(complaints(Op + "[{ note: x, rewrite: \"g(${0\" }] }"),
            "m.yaml:4:69: error: '${0' is not ${this}, ${token} or the "
            "${number} of an argument");
  EXPECT_EQ(complaints(Op + "[{ renamd: g }] }"),
            "m.yaml:4:51: error: unknown key 'renamd' in a sibling; did you "
            "mean 'renamed'?\nm.yaml:4:51: error: a sibling needs exactly one "
            "of overload, renamed, method, on_token, instead, note");
}

/// The one line of a file with the op `{ id: o, free: f, <Keys> }`, and where
/// \p What stands in it, as complaints give it.
static std::string opWith(llvm::StringRef Keys) {
  return std::string(Head) + "ops:\n  - { id: o, free: f, " + Keys.str() +
         " }\n";
}
static std::string at(llvm::StringRef Keys, llvm::StringRef What) {
  return "m.yaml:4:" +
         std::to_string(llvm::StringRef("  - { id: o, free: f, ").size() +
                        Keys.find(What) + 1) +
         ": error: ";
}

TEST(VocabularyReader, Kills) {
  Vocabulary V = read(opWith("role: kill, args: { value: 1 }, value_is: "
                             "[SIGKILL, \"9\"]"));
  ASSERT_EQ(V.Ops.size(), 1u);
  EXPECT_EQ(V.Ops[0].Plays, Role::Kill);
  EXPECT_EQ(V.Ops[0].ValueIs, (std::vector<std::string>{"SIGKILL", "9"}));
  EXPECT_EQ(V.Ops[0].Args.at("value").Number, 1u);
  V = read(opWith("role: kill, args: { value: 0 }, value_is: ASYNC"));
  EXPECT_EQ(V.Ops[0].ValueIs, std::vector<std::string>{"ASYNC"});
  EXPECT_TRUE(read(opWith("role: kill")).Ops[0].ValueIs.empty());

  std::string Keys = "role: kill, args: { value: 0 }, value_is: { a: 1 }";
  EXPECT_EQ(complaints(opWith(Keys)),
            at(Keys, "a: 1") + "expected a string or a list of strings");
  EXPECT_EQ(complaints(opWith("role: kill, value_is: 9")),
            "m.yaml:4:7: error: 'value_is' needs the argument 'value' in "
            "'args'");
  Keys = "role: kil";
  EXPECT_EQ(complaints(opWith(Keys))
                .find(at(Keys, "kil") + "unknown role 'kil'; did you mean "
                                        "'kill'?"),
            0u);
  // It is something that is done, not something that is.
  EXPECT_NE(complaints(std::string(Head) +
                       "types:\n  - { id: a, names: [A], roles: [kill] }\n")
                .find("m.yaml:4:34: error: role 'kill' is not for types"),
            std::string::npos);
}

TEST(VocabularyReader, WhatResultsSay) {
  auto Returns = [](llvm::StringRef Word) {
    return read(opWith(("role: register, returns: " + Word).str()))
        .Ops[0]
        .Returns;
  };
  EXPECT_EQ(Returns("registered_true"), TriggerReturns::RegisteredTrue);
  EXPECT_EQ(Returns("first_true"), TriggerReturns::FirstTrue);
  EXPECT_EQ(Returns("void"), TriggerReturns::Void);
  std::string Keys = "role: register, returns: registered_ture";
  EXPECT_EQ(complaints(opWith(Keys)),
            at(Keys, "registered_ture") +
                "unknown word 'registered_ture'; did you mean "
                "'registered_true'?; expected one of void, first_true, "
                "already_true, registered_true");
  Keys = "role: register, returns: true";
  EXPECT_EQ(complaints(opWith(Keys)).find(at(Keys, "true") + "unknown word"),
            0u);
}

TEST(VocabularyReader, HandlesThatJoin) {
  EXPECT_TRUE(
      read(opWith("role: spawn, handle_joins: true")).Ops[0].HandleJoins);
  EXPECT_FALSE(read(opWith("role: spawn")).Ops[0].HandleJoins);
  std::string Keys = "role: spawn, handle_joins: yes";
  EXPECT_EQ(complaints(opWith(Keys)),
            at(Keys, "yes") + "expected true or false");
  Keys = "role: spawn, handle_join: true";
  EXPECT_NE(complaints(opWith(Keys)).find("did you mean 'handle_joins'?"),
            std::string::npos);
}

TEST(VocabularyReader, WhatAnOperationAccepts) {
  Vocabulary V = read(opWith("role: spawn, accepts: [\"::ns::Kind::some\", "
                             "ns::Kind::all]"));
  EXPECT_EQ(V.Ops[0].Accepts,
            (std::vector<std::string>{"ns::Kind::some", "ns::Kind::all"}));
  EXPECT_EQ(read(opWith("role: spawn, accepts: \"::K::one\"")).Ops[0].Accepts,
            std::vector<std::string>{"K::one"});
  std::string Keys = "role: spawn, accepts: [\"::K::one\", \"K::\"]";
  EXPECT_EQ(complaints(opWith(Keys)),
            at(Keys, "\"K::\"") +
                "'K::' is not a qualified name such as '::ns::Name'");
  Keys = "role: spawn, accepts: []";
  EXPECT_EQ(complaints(opWith(Keys)),
            at(Keys, "]") + "expected at least one name");
}

TEST(VocabularyReader, TheKindOfARequest) {
  Vocabulary V = read(opWith("role: trigger, args: { kind: 0, source: this }"));
  EXPECT_EQ(V.Ops[0].Args.at("kind").Kind, ArgSlot::Index);
  EXPECT_EQ(V.Ops[0].Args.at("kind").Number, 0u);
  EXPECT_EQ(V.Ops[0].Args.at("source").Kind, ArgSlot::This);
  std::string Keys = "role: trigger, args: { kind: all }";
  EXPECT_EQ(complaints(opWith(Keys)),
            at(Keys, "all }") +
                "expected an argument number from 0, this, last, result, "
                "result.first or result.second");
  Keys = "role: trigger, args: { kinds: 0 }";
  EXPECT_NE(complaints(opWith(Keys)).find("did you mean 'kind'?"),
            std::string::npos);
}

TEST(VocabularySet, CrossReferences) {
  EXPECT_EQ(makeErrors({read(std::string(Head) +
                             "types:\n  - { id: ctx, names: [C], roles: [] }\n"
                             "ops:\n  - { id: o, method: { of: cxt, name: f }, "
                             "role: poll }\n")}),
            "m.yaml:6:7: error: op 'o' refers to the unknown type 'cxt'; did "
            "you mean 'ctx'?");
  EXPECT_NE(makeErrors({read(std::string(Head) +
                             "ops:\n  - { id: o, free: f, role: derive, "
                             "result: { type: other.ctx } }\n")})
                .find("unknown type 'other.ctx'"),
            std::string::npos);
  EXPECT_NE(makeErrors({read(std::string(Head) + "extends: [sdt]\n"),
                        read("schema: 1\nvocabulary: std\n", "std.yaml")})
                .find("unknown vocabulary 'sdt'; did you mean 'std'?"),
            std::string::npos);
}

TEST(VocabularySet, IdsAcrossVocabularies) {
  std::vector<ModelError> Errors;
  auto Set = VocabularySet::make(
      {read("schema: 1\nvocabulary: base\ntypes:\n  - { id: t, names: [B], "
            "roles: [token] }\n"),
       read("schema: 1\nvocabulary: own\nextends: base\nops:\n  - { id: a, "
            "method: { of: t, name: f }, role: poll }\n  - { id: b, method: { "
            "of: base.t, name: g }, role: poll }\n")},
      Errors);
  ASSERT_TRUE(Set) << Errors.front().str();
  const Vocabulary &Own = Set->vocabularies()[1];
  EXPECT_NE(Set->findType(Own, "t"), nullptr);
  EXPECT_EQ(Set->findType(Own, "t"), Set->findType(Own, "base.t"));
  EXPECT_EQ(Set->findType(Own, "u"), nullptr);
  EXPECT_EQ(Set->findType(Own, "base.u"), nullptr);
  EXPECT_EQ(Set->findType(Own, "none.t"), nullptr);
}

/// A file with the given text that is gone with the object.
class TempFile {
public:
  explicit TempFile(llvm::StringRef Text) {
    int Fd;
    EXPECT_FALSE(llvm::sys::fs::createTemporaryFile("model", "yaml", Fd, Path));
    llvm::raw_fd_ostream(Fd, /*shouldClose=*/true) << Text;
  }
  ~TempFile() { llvm::sys::fs::remove(Path); }
  std::string path() const { return Path.str().str(); }

private:
  llvm::SmallString<128> Path;
};

TEST(VocabularySet, UserFileOverridesBuiltinById) {
  TempFile F("schema: 1\nvocabulary: std\ntypes:\n  - { id: token, names: "
             "[\"::mine::token\"], roles: [token] }\n");
  std::vector<ModelError> Errors;
  auto Plain = VocabularySet::load({}, Errors);
  auto Set = VocabularySet::load({F.path()}, Errors);
  ASSERT_TRUE(Plain && Set) << Errors.front().str();
  EXPECT_EQ(Plain->vocabularies().size(), Set->vocabularies().size());
  for (const Vocabulary &V : Set->vocabularies())
    if (V.Name == "std") {
      const TypeEntry *T = Set->findType(V, "token");
      ASSERT_NE(T, nullptr);
      EXPECT_EQ(T->Names, std::vector<std::string>{"mine::token"});
      EXPECT_NE(Set->findType(V, "source"), nullptr);
    }
}

TEST(VocabularySet, UserFileKeepsTheRestOfTheVocabulary) {
  TempFile F("schema: 1\nvocabulary: std\npolicy:\n  allowed_roots: { "
             "functions: [RunCli] }\n");
  std::vector<ModelError> Errors;
  auto Set = VocabularySet::load({F.path()}, Errors);
  ASSERT_TRUE(Set);
  for (const Vocabulary &V : Set->vocabularies())
    if (V.Name == "std") {
      EXPECT_TRUE(llvm::is_contained(V.AllowedRoots.Functions, "RunCli"));
      EXPECT_TRUE(llvm::is_contained(V.AllowedRoots.Functions, "main"));
      EXPECT_FALSE(V.AllowedRoots.Paths.empty());
    }
}

TEST(VocabularySet, UnreadableUserFiles) {
  std::vector<ModelError> Errors;
  EXPECT_EQ(VocabularySet::load({"/no/such/file.yaml"}, Errors), nullptr);
  ASSERT_EQ(Errors.size(), 1u);
  EXPECT_EQ(Errors[0].File, "/no/such/file.yaml");
  Errors.clear();
  EXPECT_EQ(VocabularySet::load({"/"}, Errors), nullptr);
  ASSERT_EQ(Errors.size(), 1u);
  EXPECT_NE(Errors[0].str().find("not a regular file"), std::string::npos);
  Errors.clear();
  TempFile Big(std::string(yaml::MaxBytes + 1, '#'));
  EXPECT_EQ(VocabularySet::load({Big.path()}, Errors), nullptr);
  EXPECT_NE(Errors[0].str().find("larger than"), std::string::npos);
}

} // namespace
