//===- EntryTypes.cpp - what stands under `types:` ------------------------===//

#include "EntryReader.h"

namespace ctx::model {

void EntryReader::types(const Node &N, Vocabulary &V) {
  entries<TypeEntry>(N, "types", V.Types, [&](const Node &N, TypeEntry &E) {
    fields(
        N, "a type",
        {{"id",
          "how ops refer to the type: by this, or by vocabulary.id from "
          "another file",
          [&](const Node &N) { E.Id = word(N); }, true},
         {"names",
          "qualified names as a user spells them ('::acme::Context'); the "
          "first that resolves counts",
          [&](const Node &N) { E.Names = spellings(N); }},
         {"matching",
          "regular expressions: every class whose whole qualified name matches "
          "one is the type ('acme::.*Context')",
          [&](const Node &N) { E.Matching = classPatterns(N); }},
         {"requires",
          "what the type is looked for under, for one that only some versions "
          "of the library have",
          [&](const Node &N) {
            fields(N, "'requires'", guardFields(E.Requires));
          }},
         {"roles",
          "what the type is; may be empty for a type that only ops refer to",
          [&](const Node &N) { roles(N, E.Roles); }, true},
         {"wrappers", "further smart pointer templates to look through",
          [&](const Node &N) { E.Wrappers = spellings(N); }},
         {"nullable", "true: a null pointer to it is a root",
          [&](const Node &N) { E.Nullable = boolean(N); }},
         {"ownership",
          "who keeps the state alive: shared by all copies, borrowed from "
          "somebody else, or part of the value",
          [&](const Node &N) {
            E.Owns = choice<Ownership>(N, {{"shared", Ownership::Shared},
                                           {"borrowed", Ownership::Borrowed},
                                           {"value", Ownership::Value}});
          }},
         {"default_ctor",
          "what a default-constructed object is: a root, alive (live), "
          "unusable (invalid); none: there is no default constructor",
          [&](const Node &N) {
            E.Default =
                choice<DefaultCtor>(N, {{"none", DefaultCtor::None},
                                        {"root", DefaultCtor::Root},
                                        {"live", DefaultCtor::Live},
                                        {"invalid", DefaultCtor::Invalid}});
          }},
         {"on_destroy", "what the destructor does to the work or the request",
          [&](const Node &N) {
            E.Destroy =
                choice<OnDestroy>(N, {{"nothing", OnDestroy::Nothing},
                                      {"cancel", OnDestroy::Cancel},
                                      {"cancel_join", OnDestroy::CancelJoin},
                                      {"join", OnDestroy::Join},
                                      {"detach", OnDestroy::Detach},
                                      {"deregister", OnDestroy::Deregister},
                                      {"terminate", OnDestroy::Terminate}});
          }},
         {"swallow",
          "of a cancellation error: what a handler does that keeps it to "
          "itself: a bug, undefined behaviour, or ok",
          [&](const Node &N) {
            E.Swallowing =
                choice<Swallow>(N, {{"bug", Swallow::Bug},
                                    {"undefined", Swallow::Undefined},
                                    {"ok", Swallow::Ok}});
          }},
         {"position", "where the parameter stands by convention",
          [&](const Node &N) {
            E.Where = choice<Position>(N, {{"any", Position::Any},
                                           {"first", Position::First},
                                           {"last", Position::Last}});
          }},
         {"must_use", "true: a temporary that nobody keeps is a mistake",
          [&](const Node &N) { E.MustUse = boolean(N); }},
         {"thread_bound", "true: it has to die on the thread that made it",
          [&](const Node &N) { E.ThreadBound = boolean(N); }},
         {"container", "map: a value bag whose subscripts and finds take keys",
          [&](const Node &N) { E.MapLike = choice<bool>(N, {{"map", true}}); }},
         {"name_hint", "usual names of parameters of the type",
          [&](const Node &N) { E.NameHints = list(N); }},
         {"task_scoped_classes",
          "regular expressions: a class derived from one whose name matches "
          "lives as long as the request",
          [&](const Node &N) { E.TaskScopedClasses = regexes(N); }},
         {"ref", "where the rule is documented",
          [&](const Node &N) { E.Ref = word(N); }}});
    needsOneOf(N, "a type", {"names", "matching"});
  });
}

/// An empty list is right for a type that other entries refer to.
void EntryReader::roles(const Node &N, RoleSet &Into) {
  auto One = [&](const Node &N) { Into.insert(role(N, RoleKind::Type)); };
  if (Shape) {
    One(N);
    describes(shape::oneOrMore(*Shape));
  } else if (N.Kind == Node::Scalar)
    One(N);
  else
    items(N, "a role or a list of roles", One);
}
} // namespace ctx::model
