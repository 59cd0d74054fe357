//===- Vocabulary.h - one library's names and roles, as read ----*- C++ -*-===//
//
// Plain data: what a model file says, before any translation unit is looked at.
// VocabularyReader.h fills it, RoleIndex.h resolves it against an AST.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_MODEL_VOCABULARY_H
#define CTX_TIDY_MODEL_VOCABULARY_H

#include "Roles.h"
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ctx::model {

/// A place in a model file. Line and Column are 1-based, 0 when unknown.
struct ModelSpot {
  unsigned Line = 0;
  unsigned Column = 0;
};

/// Who keeps the state behind an object alive.
enum class Ownership : uint8_t {
  Shared,   ///< copies share the state and keep it alive
  Borrowed, ///< points at state that somebody else owns
  Value     ///< the object is the state
};

/// What a default-constructed object is.
enum class DefaultCtor : uint8_t {
  None,   ///< there is none, or nothing is known
  Root,   ///< a root: never stopped, no parent
  Live,   ///< a working object of its own
  Invalid ///< must be assigned before use
};

/// What destroying the object does.
enum class OnDestroy : uint8_t {
  Nothing,
  Cancel,     ///< triggers
  CancelJoin, ///< triggers and waits
  Join,       ///< waits
  Detach,
  Deregister, ///< takes a callback back
  Terminate   ///< ends the program when work still runs
};

/// Where the vocabulary puts its context parameter.
enum class Position : uint8_t { Any, First, Last };

/// What a trigger or a registration returns.
enum class TriggerReturns : uint8_t {
  Void,
  FirstTrue,     ///< true for the call that made the request
  AlreadyTrue,   ///< true if it had been requested before
  RegisteredTrue ///< true if the callback was registered; false if a request
                 ///< was made before, and the callback will not run
};

/// What it means when a handler keeps a cancellation error to itself.
enum class Swallow : uint8_t {
  Bug,       ///< the work goes on although it was told to stop
  Undefined, ///< the library's documentation forbids it
  Ok         ///< documented as harmless
};

/// A condition on a macro, as it stands where the translation unit ends.
struct MacroCondition {
  enum TestT : uint8_t { Defined, Undefined, Eq, Ne, Lt, Le, Gt, Ge };
  std::string Macro;
  TestT Test = Defined;
  uint64_t Value = 0; ///< of the comparisons
  std::string Text;   ///< as written, for people
};

/// `requires:` and `when:` - what an entry or a vocabulary is looked for under.
/// All parts hold; of the names one.
struct Guard {
  std::vector<std::string> Resolves; ///< user spellings; empty: not asked
  std::vector<MacroCondition> Macros;

  bool empty() const { return Resolves.empty() && Macros.empty(); }
};

/// One entry under `types:`.
struct TypeEntry {
  std::string Id;
  std::vector<std::string> Names; ///< user spellings; the first that resolves
  /// ERE that the whole qualified name of a class has to match, without inline
  /// namespaces and template arguments; every such class is the type, too.
  std::vector<std::string> Matching;
  Guard Requires;
  RoleSet Roles;
  std::vector<std::string> Wrappers; ///< further smart pointers, user spelling
  bool Nullable = false;             ///< a null pointer form counts as a root
  Ownership Owns = Ownership::Shared;
  DefaultCtor Default = DefaultCtor::None;
  OnDestroy Destroy = OnDestroy::Nothing;
  Swallow Swallowing = Swallow::Bug; ///< cancel_error: what keeping it means
  Position Where = Position::Any;
  bool MustUse = false;     ///< a discarded temporary is a mistake
  bool ThreadBound = false; ///< has to die on the thread that made it
  bool MapLike = false;     ///< `container: map`: subscripts and find take keys
  std::vector<std::string> NameHints; ///< usual parameter names
  /// ERE on qualified class names: an object of such a class, or of one derived
  /// from it, lives as long as the request and may keep a context.
  std::vector<std::string> TaskScopedClasses;
  std::string Ref;
  ModelSpot Spot;
};

/// What an op entry matches.
enum class MatchKind : uint8_t {
  Method,   ///< receiver type and name
  Static,   ///< class type and name
  Ctor,     ///< constructed type
  Free,     ///< free function, user spelling
  Functor,  ///< call operator of a named object, user spelling
  Operator, ///< receiver type and operator spelling ("()", "[]", "bool")
  Field,    ///< data member of a type
  Var,      ///< named variable or constant, user spelling
  Macro,    ///< what is written as a macro without arguments, its name
  Override  ///< user overrides of a virtual member function
};

/// `params:` - one condition on a parameter of the matched declaration.
struct ParamCondition {
  int Index = 0;        ///< 0-based; -1 is the last
  std::string TypeId;   ///< plays the role type, or
  std::string TypeName; ///< has this type, user spelling
  ModelSpot Spot;
};

/// Where an operation's argument or result part is found.
struct ArgSlot {
  enum KindT : uint8_t { Index, This, Last, Result, ResultPart } Kind = Index;
  unsigned Number = 0; ///< 0-based argument number for Index
  std::string Part;    ///< "first" or "second" for ResultPart
  /// ResultPart: the member of the result (a field, or a method without
  /// parameters) that is the pair; "" if the result is.
  std::string Within;
};

/// What a spawn or a task takes over from where it is started.
enum class Inherits : uint8_t {
  None,    ///< nothing: a token has to be passed
  Ambient, ///< the current context
  Parent   ///< cancelled with the work that started it
};

/// One item of `sibling:` - what could be called instead, so that a stop
/// request reaches the call. Exactly one of the first six is given.
struct Sibling {
  std::string OverloadType; ///< type id: same name, one more parameter of it
  std::string Renamed;      ///< another free function, user spelling
  std::string Method;       ///< another method of the same receiver
  std::string OnToken;      ///< a method of the token or context
  std::string InsteadType;  ///< type id: the same call on such a receiver
  std::string Note;         ///< advice, no name
  std::optional<ArgSlot> Token; ///< where the token goes; Index or Last
  std::optional<unsigned>
      Arity; ///< only for calls with so many written arguments
  /// The whole call rewritten: `${this}`, `${token}`, `${0}`, `${1}` ... stand
  /// for the receiver, the token and the written arguments. "": no such form.
  std::string Rewrite;
  ModelSpot Spot;
};

/// One entry under `ops:`.
struct OpEntry {
  std::string Id;
  MatchKind Kind = MatchKind::Free;
  Guard Requires;
  std::vector<std::string> OfTypes; ///< type ids, `id` or `vocabulary.id`
  std::vector<std::string> Names;   ///< member names, operators, or spellings
  std::vector<ParamCondition> Params;
  std::string WithoutParamType; ///< type id no parameter may play
  unsigned MinArgs = 0;
  std::optional<unsigned> MaxArgs; ///< of the arguments that are written
  bool Awaited = false;            ///< the result of co_await plays the role
  Role Plays = Role::Poll;
  std::map<std::string, ArgSlot>
      Args;               ///< argument role ("token", "key") -> slot
  std::string ResultType; ///< type id that the result plays
  std::string ResultPart; ///< "", "first" or "second"
  /// Number of the argument that receives it instead; derive(parent, &child).
  std::optional<unsigned> ResultOut;
  TriggerReturns Returns = TriggerReturns::Void;
  bool StopWhen = true;        ///< poll: the value that means stop
  bool MustUse = false;        ///< dropping the result is a mistake
  bool Placeholder = false;    ///< root_factory: a TODO left in the code
  bool OptOut = false;         ///< root_factory: a deliberate, named opt-out
  bool PassesOwnToken = false; ///< spawn: hands the callable a token of its own
  bool MapLike = false;        ///< field: its subscripts and finds take keys
  bool Detached = false;       ///< spawn: nobody holds a handle of the work
  std::string DetachedIf;      ///< spawn: so if the last argument has this type
  Inherits Takes = Inherits::None; ///< spawn: what the work takes over
  bool HandleJoins = false;        ///< spawn: its handle's destructor waits
  /// spawn: the kinds of request, constants in user spelling, that the work
  /// takes unless it changes that itself. Empty: not said.
  std::vector<std::string> Accepts;
  std::string Throws; ///< type id of the error it throws on a stop
  std::vector<Sibling> Siblings;
  /// It plays its role only if the argument "value" is written as one of these.
  std::vector<std::string> ValueIs;
  std::string For; ///< root_factory var: type id it is a root of
  std::string Ref;
  ModelSpot Spot;
};

/// `policy.allowed_roots`: where making a root is right.
struct RootPolicy {
  std::vector<std::string> Functions; ///< function names
  std::vector<std::string> Macros;    ///< macros whose bodies are tests
  std::vector<std::string> Paths;     ///< globs on the file's path
};

/// How findings are shown.
enum class Shown : uint8_t { Off, Info, Warning, Error };

/// One item of `policy.severities`: how findings of some checks in some files
/// are shown.
struct SeverityRule {
  std::vector<std::string> Checks; ///< ids; empty: all
  std::vector<std::string> Paths;  ///< globs on the file's path
  Shown As = Shown::Warning;
  std::string File; ///< that says so
  ModelSpot Spot;
};

/// `disable:` - an entry of an earlier file that is not looked for.
struct DisabledEntry {
  bool IsType = false;
  std::string Id;   ///< `id` or `vocabulary.id`, as written
  std::string File; ///< that says so
  ModelSpot Spot;
};

/// One model file, or one instance of a file with variables.
struct Vocabulary {
  std::string Name;
  std::string File; ///< as shown in messages
  std::vector<std::string> Extends;
  Guard When; ///< where it is active; empty: everywhere
  std::string Home, Note;
  std::vector<TypeEntry> Types;
  std::vector<OpEntry> Ops;
  RootPolicy AllowedRoots;
  std::vector<SeverityRule> Severities; ///< the last that fits counts
  /// As read: what this file takes away. In a VocabularySet: what was taken
  /// away from this vocabulary.
  std::vector<DisabledEntry> Disabled;
};

} // namespace ctx::model

#endif // CTX_TIDY_MODEL_VOCABULARY_H
