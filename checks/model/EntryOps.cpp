//===- EntryOps.cpp - what stands under `ops:` ----------------------------===//

#include "EntryReader.h"
#include "llvm/Support/Regex.h"

namespace ctx::model {

/// Reads what a matcher key says. Keys that name no class ("free", "functor",
/// "var") take user spellings.
void EntryReader::matcher(const Node &N, OpEntry &E, MatchKind Kind) {
  E.Kind = Kind;
  switch (Kind) {
  case MatchKind::Free:
  case MatchKind::Functor:
  case MatchKind::Var:
    E.Names = spellings(N);
    return;
  case MatchKind::Macro:
    E.Names = spellings(N);
    for (const std::string &Name : E.Names)
      if (llvm::StringRef(Name).contains(':'))
        error(N, "'" + Name + "' is no name of a macro");
    return;
  case MatchKind::Ctor:
    fields(N, "'ctor'",
           {{"of", "id of the class, or a list of ids",
             [&](const Node &N) { E.OfTypes = list(N); }, true}});
    return;
  case MatchKind::Operator:
    fields(N, "'operator'",
           {{"of", "id of the class, or a list of ids",
             [&](const Node &N) { E.OfTypes = list(N); }, true},
            {"op", "the operator: \"()\", \"[]\", \"bool\"",
             [&](const Node &N) { E.Names = list(N); }, true}});
    return;
  case MatchKind::Method:
  case MatchKind::Static:
  case MatchKind::Field:
  case MatchKind::Override:
    fields(N, "a matcher",
           {{"of",
             "id of the class, or a list of ids; member functions and fields "
             "of its bases count",
             [&](const Node &N) { E.OfTypes = list(N); }, true},
            {"name", "name of the member, or a list of names",
             [&](const Node &N) { E.Names = list(N); }, true}});
    return;
  }
}

void EntryReader::ops(const Node &N, Vocabulary &V) {
  entries<OpEntry>(N, "ops", V.Ops, [&](const Node &N, OpEntry &E) {
    auto Match = [&](MatchKind K) {
      return [this, &E, K](const Node &N) { matcher(N, E, K); };
    };
    fields(
        N, "an op",
        {{"id", "name of the entry; a second file overrides it by this",
          [&](const Node &N) { E.Id = word(N); }, true},
         {"method", "a call of a member function on an object of the type",
          Match(MatchKind::Method)},
         {"static", "a call of a static member function",
          Match(MatchKind::Static)},
         {"ctor", "a construction of the type", Match(MatchKind::Ctor)},
         {"free", "a call of a free function, by its qualified name",
          Match(MatchKind::Free)},
         {"functor", "a call of a named function object",
          Match(MatchKind::Functor)},
         {"operator", "an operator applied to an object of the type",
          Match(MatchKind::Operator)},
         {"field", "a data member", Match(MatchKind::Field)},
         {"var", "a variable, constant or enumerator", Match(MatchKind::Var)},
         {"macro", "what is written as a macro without arguments, by its name",
          Match(MatchKind::Macro)},
         {"override", "a user's override of a virtual member function",
          Match(MatchKind::Override)},
         {"requires",
          "what the operation is looked for under, for one that only some "
          "versions of the library have",
          [&](const Node &N) {
            fields(N, "'requires'", guardFields(E.Requires));
          }},
         {"params", "only overloads whose parameters have these types",
          [&](const Node &N) { params(N, E); }},
         {"without_param_type",
          "id of a type: only overloads that have no parameter of it",
          [&](const Node &N) { E.WithoutParamType = word(N); }},
         {"min_args", "only calls with at least so many written arguments",
          [&](const Node &N) { E.MinArgs = number(N); }},
         {"max_args", "only calls with at most so many written arguments",
          [&](const Node &N) { E.MaxArgs = number(N); }},
         {"awaited",
          "true: the result of co_await on it plays the role, not that "
          "itself",
          [&](const Node &N) { E.Awaited = boolean(N); }},
         {"role", "what the operation does",
          [&](const Node &N) { E.Plays = role(N, RoleKind::Op); }, true},
         {"args",
          "which argument, or part of the result, plays which part: a number "
          "from 0, this, last, result, result.first or result.second; "
          "result.NAME.second if a member has the pair; of 'cancel', a number "
          "is the argument that receives it",
          [&](const Node &N) { args(N, E); }},
         {"result", "the role type that comes out",
          [&](const Node &N) {
            fields(N, "'result'",
                   {{"type", "id of the type",
                     [&](const Node &N) { E.ResultType = word(N); }, true},
                    {"part", "where in a pair it is",
                     [&](const Node &N) {
                       E.ResultPart = choice<const char *>(
                           N, {{"first", "first"}, {"second", "second"}});
                     }},
                    {"out",
                     "number of the argument, a pointer or reference, that "
                     "receives it",
                     [&](const Node &N) { E.ResultOut = number(N); }}});
            if (!E.ResultPart.empty() && E.ResultOut)
              error(N, "'result' has either 'part' or 'out'");
          }},
         {"returns",
          "what the result of a trigger says: first_true for the call that "
          "made the request, already_true if it had been made before; of a "
          "register, registered_true if the callback will run",
          [&](const Node &N) {
            E.Returns = choice<TriggerReturns>(
                N, {{"void", TriggerReturns::Void},
                    {"first_true", TriggerReturns::FirstTrue},
                    {"already_true", TriggerReturns::AlreadyTrue},
                    {"registered_true", TriggerReturns::RegisteredTrue}});
          }},
         {"stop_when", "the value of a poll that means stop; default: true",
          [&](const Node &N) { E.StopWhen = boolean(N); }},
         {"must_use", "true: a result that nobody keeps is a mistake",
          [&](const Node &N) { E.MustUse = boolean(N); }},
         {"placeholder", "true: a root that means 'to be decided'",
          [&](const Node &N) { E.Placeholder = boolean(N); }},
         {"opt_out", "true: a root whose name says that it is meant",
          [&](const Node &N) { E.OptOut = boolean(N); }},
         {"passes_own_token",
          "true: a spawn that gives the callable a token of its own",
          [&](const Node &N) { E.PassesOwnToken = boolean(N); }},
         {"container", "map: a field whose subscripts and finds take keys",
          [&](const Node &N) { E.MapLike = choice<bool>(N, {{"map", true}}); }},
         {"detached",
          "true: a spawn after which nobody holds a handle of the work",
          [&](const Node &N) { E.Detached = boolean(N); }},
         {"detached_if",
          "name of a type: a detached spawn if the last argument is of this "
          "type",
          [&](const Node &N) {
            std::vector<std::string> S = spellings(N);
            E.DetachedIf = S.empty() ? "" : S.front();
          }},
         {"inherits",
          "what started work takes over by itself: nothing, the ambient "
          "context, or that of its parent",
          [&](const Node &N) {
            E.Takes = choice<Inherits>(N, {{"none", Inherits::None},
                                           {"ambient", Inherits::Ambient},
                                           {"parent", Inherits::Parent}});
          }},
         {"handle_joins",
          "true: a spawn whose handle waits for the work when it is "
          "destroyed, although not every object of its type does",
          [&](const Node &N) { E.HandleJoins = boolean(N); }},
         {"accepts",
          "of a spawn: the kinds of an edge signal's request that the work "
          "takes unless it changes that itself",
          [&](const Node &N) { E.Accepts = spellings(N); }},
         {"throws",
          "id of the cancellation error that the call throws when a stop was "
          "asked for",
          [&](const Node &N) { E.Throws = word(N); }},
         {"sibling",
          "what could be called instead so that a stop request reaches the "
          "call, the best first",
          [&](const Node &N) { siblings(N, E); }},
         {"value_is",
          "only calls whose argument 'value' is written as one of these",
          [&](const Node &N) { E.ValueIs = list(N); }},
         {"for",
          "id of the type that a constant is a root of; of a cancel_code, of "
          "the status or error that holds it",
          [&](const Node &N) { E.For = word(N); }},
         {"ref", "where the rule is documented",
          [&](const Node &N) { E.Ref = word(N); }}});
    exactlyOne(N, "an op",
               {"method", "static", "ctor", "free", "functor", "operator",
                "field", "var", "macro", "override"});
    if (E.MaxArgs && E.MinArgs > *E.MaxArgs)
      error(N, "no call has as many as " + llvm::utostr(E.MinArgs) +
                   " arguments and as few as " + llvm::utostr(*E.MaxArgs));
    if (!E.ValueIs.empty() && !E.Args.count("value"))
      error(N, "'value_is' needs the argument 'value' in 'args'");
  });
}

void EntryReader::siblings(const Node &N, OpEntry &E) {
  items(N, "a list of siblings", [&](const Node &Item) {
    Sibling S;
    S.Spot = Item.Spot;
    auto Form = [&](std::string &Into) {
      return [this, &Into](const Node &N) { Into = word(N); };
    };
    fields(Item, "a sibling",
           {{"overload",
             "the same name with one more parameter of this type (an id)",
             Form(S.OverloadType)},
            {"renamed", "another free function",
             [&](const Node &N) {
               std::vector<std::string> Names = spellings(N);
               S.Renamed = Names.empty() ? "" : Names.front();
             }},
            {"method", "another method of the same object", Form(S.Method)},
            {"on_token", "a method of the token or context", Form(S.OnToken)},
            {"instead", "the same call on an object of another type (an id)",
             Form(S.InsteadType)},
            {"note", "advice in words", Form(S.Note)},
            {"token", "the argument number that the token gets, or last",
             [&](const Node &N) { S.Token = tokenSlot(N); }},
            {"arity", "only for calls with so many written arguments",
             [&](const Node &N) { S.Arity = number(N); }},
            {"rewrite",
             "text of the whole new call; ${this}, ${token}, ${0}, ${1} "
             "stand for the object, the token and the written arguments",
             [&](const Node &N) { S.Rewrite = rewrite(N); }}});
    exactlyOne(
        Item, "a sibling",
        {"overload", "renamed", "method", "on_token", "instead", "note"});
    E.Siblings.push_back(std::move(S));
  });
}

ArgSlot EntryReader::tokenSlot(const Node &N) {
  ArgSlot S = slot(N);
  if (S.Kind != ArgSlot::Index && S.Kind != ArgSlot::Last)
    error(N, "expected an argument number from 0, or last");
  describes(shape::indexOrLast());
  return S;
}

/// A text whose every `${...}` is `this`, `token` or an argument number.
std::string EntryReader::rewrite(const Node &N) {
  std::string Text = word(N);
  llvm::StringRef Rest = Text;
  for (size_t At = Rest.find("${"); At != llvm::StringRef::npos;
       At = Rest.find("${")) {
    Rest = Rest.drop_front(At + 2);
    llvm::StringRef Name = Rest.take_until([](char C) { return C == '}'; });
    unsigned Number = 0;
    bool Closed = Name.size() != Rest.size();
    if (!Closed ||
        (Name != "this" && Name != "token" && Name.getAsInteger(10, Number)))
      error(N, "'${" + Name.str() + (Closed ? "}" : "") +
                   "' is not ${this}, ${token} or the ${number} of an "
                   "argument");
  }
  return Text;
}

void EntryReader::params(const Node &N, OpEntry &E) {
  items(N, "a list of parameter conditions", [&](const Node &Item) {
    ParamCondition P;
    P.Spot = Item.Spot;
    fields(
        Item, "a parameter condition",
        {{"index", "number of the parameter from 0, or last",
          [&](const Node &N) {
            P.Index = N.Text == "last" ? -1 : int(number(N));
            describes(shape::indexOrLast());
          },
          true},
         {"type", "id of its type", [&](const Node &N) { P.TypeId = word(N); }},
         {"type_name", "qualified name of its type", [&](const Node &N) {
            std::vector<std::string> S = spellings(N);
            P.TypeName = S.empty() ? "" : S.front();
          }}});
    exactlyOne(Item, "a parameter condition", {"type", "type_name"});
    E.Params.push_back(std::move(P));
  });
}

void EntryReader::args(const Node &N, OpEntry &E) {
  std::vector<Field> Known;
  static const std::pair<llvm::StringRef, llvm::StringRef> Parts[] = {
      {"token", "the token that the operation looks at or hands on"},
      {"source", "the source that is asked or triggered"},
      {"parent", "the context or token that the new one is derived from"},
      {"deadline", "the point in time"},
      {"key", "the key of a value"},
      {"value", "the value; of a kill, the signal"},
      {"callback", "what is called, or runs, later"},
      {"cancel", "what cancels the new context"},
      {"timeout", "how long it may take"},
      {"status", "the status, result or error that is looked at"},
      {"kind", "the kinds of request"}};
  for (const auto &P : Parts)
    Known.push_back({P.first, P.second, [this, &E, P](const Node &N) {
                       E.Args[P.first.str()] = slot(N);
                     }});
  fields(N, "'args'", Known);
}

ArgSlot EntryReader::slot(const Node &N) {
  ArgSlot S;
  if (describes(shape::shared("argument")))
    return S;
  if (N.Text == "this")
    S.Kind = ArgSlot::This;
  else if (N.Text == "last")
    S.Kind = ArgSlot::Last;
  else if (N.Text == "result")
    S.Kind = ArgSlot::Result;
  else if (llvm::Regex("^result(\\.[A-Za-z_][A-Za-z0-9_]*)?"
                       "\\.(first|second)$")
               .match(N.Text)) {
    S.Kind = ArgSlot::ResultPart;
    llvm::StringRef Within;
    std::tie(Within, S.Part) = llvm::StringRef(N.Text).rsplit('.');
    S.Within = Within.split('.').second.str();
  } else if (llvm::StringRef(N.Text).getAsInteger(10, S.Number))
    error(N, "expected an argument number from 0, this, last, result, "
             "result.first or result.second");
  return S;
}
} // namespace ctx::model
