//===- DanglingContext.cpp - ctx-dangling-context -------------------------===//
//
// Work that goes on was lent an object, and the object dies first.
//
// Positive when
//   - a local source, signal, context or token is lent to work that was started
//     (captured by reference, pointed at, by a slot or token that points into
//     it, as the context of an asynchronous call), and a path ends its life
//     without waiting for the work;
//   - the handle that waits in its destructor dies after it: it was declared
//     before;
//   - a handler lends what ends when it returns;
//   - what is returned points into what the function ends;
//   - a class declares the handle of its work before the member that the work
//     uses, and its destructor does not wait.
// Negative when
//   - every such path joins, awaits, drains a queue, or destroys what waits;
//   - the work owns the object with others: a copy of a shared state, a shared
//     pointer by value; the function is main.
// Unknown when (silent)
//   - the object belongs to the caller, or was given away;
//   - something on the way may wait: a call that by its name or body does, a
//     guard, a loop over what the work shares;
//   - the work runs on an object of this function that no model knows.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/Lent.h"
#include "analysis/LentMembers.h"
#include "core/CheckRegistry.h"

using namespace clang;
using namespace clang::ast_matchers;

namespace ctx {
namespace {

using namespace analysis;
using model::Role;

constexpr OptionInfo Options[] = {
    {"StartWords", "spawn;submit;enqueue;post;schedule;run in background",
     "words in the name of a function that say that it runs later what it is "
     "given"},
};

constexpr CheckInfo Info = {
    "ctx-dangling-context",
    "work outlives the source, signal or context that it was lent",
    "CA2025",
    "M05 A10 X01",
    Severity::Warning,
    FixKind::None,
    /*OnByDefault=*/true,
    "0.1",
    Options,
};

class DanglingContext : public Check {
public:
  DanglingContext(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context), Words(list("StartWords")) {
    StartWords.assign(Words.begin(), Words.end());
  }

  void registerMatchers(MatchFinder *Finder) override {
    Check::registerMatchers(Finder);
    Finder->addMatcher(cxxRecordDecl(isDefinition(), has(fieldDecl()),
                                     unless(isExpansionInSystemHeader()))
                           .bind("class"),
                       this);
  }

protected:
  void checkFunction(const FunctionDecl *F) override;
  void checkMatch(const MatchFinder::MatchResult &Result) override;

private:
  void report(const Owner &O, const Dangling &D);

  std::vector<std::string> Words;
  llvm::SmallVector<llvm::StringRef, 8> StartWords;
};

void DanglingContext::checkFunction(const FunctionDecl *F) {
  std::vector<Owner> Owners = ownersIn(F, roles());
  if (Owners.empty() || F->isMain() || F->isDependentContext())
    return;
  const ParentMap &Parents = services().parents(F);
  FunctionView View(F, Parents, roles());
  std::vector<Start> Starts = startsIn(F, Parents, roles());
  HandOutContext Context{roles(), StartWords,
                         [this](const FunctionDecl *G) -> const ParentMap & {
                           return services().parents(G);
                         },
                         [this](const Expr *Call, const Expr *Arg) {
                           return startsAsync(Call, Arg, roles());
                         }};
  Lent Analysis(View, Starts, Context);
  for (const Owner &O : Owners)
    if (Analysis.isLent(O))
      if (const CFG *Graph = cfg(O.Unit))
        if (std::optional<Dangling> D = Analysis.find(O, *Graph))
          report(O, *D);
}

/// What to tell of a loan, for a note.
static llvm::StringRef lentHow(Loan How) {
  switch (How) {
  case Loan::Reference:
    return "the work gets at '%0' by reference from here on";
  case Loan::Token:
    return "the work gets what points into '%0' here";
  case Loan::Derived:
    return "the work gets a context here that is derived from '%0' and uses it";
  case Loan::Call:
    return "the call that starts here uses '%0' until it is over";
  }
  return "";
}

void DanglingContext::report(const Owner &O, const Dangling &D) {
  if (isDetached(D.At->getBeginLoc()))
    return;
  llvm::StringRef Name = O.V->getName();
  if (O.Request)
    diag(O.V->getLocation(),
         "'%0' ends when the handler returns, and work that goes on still uses "
         "it; wait for the work, or give it copies of what it needs")
        << Name;
  else if (D.Returned)
    diag(O.V->getLocation(),
         "'%0' dies when the function returns, and what is returned still uses "
         "it; let the caller own it, or share it")
        << Name;
  else if (D.Handle)
    diag(
        O.V->getLocation(),
        "'%0' dies before '%1', which waits for the work that uses it; declare "
        "'%0' before '%1', or wait for the work first")
        << Name << D.Handle->getName();
  else
    diag(
        O.V->getLocation(),
        "'%0' may die while the work that it was lent to goes on; wait for the "
        "work on every path, or let it share the ownership")
        << Name;
  diag(D.At->getBeginLoc(), lentHow(D.How), DiagnosticIDs::Note) << Name;
  if (!D.Returned)
    diag(D.Dies, "this path leaves without waiting, and '%0' ends",
         DiagnosticIDs::Note)
        << Name;
}

void DanglingContext::checkMatch(const MatchFinder::MatchResult &Result) {
  const auto *R = Result.Nodes.getNodeAs<CXXRecordDecl>("class");
  if (!R)
    return;
  auto Parents = [this](const FunctionDecl *F) -> const ParentMap & {
    return services().parents(F);
  };
  for (const DyingMember &M : dyingMembers(R, roles(), Parents)) {
    diag(
        M.Owner->getLocation(),
        "'%0' dies before '%1', which waits for the work that uses it; declare "
        "'%0' before '%1', or wait in the destructor")
        << M.Owner->getName() << M.Handle->getName();
    diag(M.Handle->getLocation(),
         "'%0' is declared first, so it is destroyed last", DiagnosticIDs::Note)
        << M.Handle->getName();
    diag(M.Use->getExprLoc(), "the work uses '%0' here", DiagnosticIDs::Note)
        << M.Owner->getName();
  }
}

CTX_REGISTER_CHECK(DanglingContext, Info);

} // namespace
} // namespace ctx
