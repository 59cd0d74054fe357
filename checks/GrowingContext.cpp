//===- GrowingContext.cpp - ctx-growing-context ---------------------------===//
//
// Positive when
//   - a loop, or a lambda that a standard algorithm calls for each element,
//     assigns to a context or token from outside of it what is derived from
//     that very context, and uses it there: each iteration adds a link;
//   - a loop of unknown length keeps a registration per iteration, or makes one
//     (or a linked source) that nothing takes back, on a token from outside.
// Negative when
//   - no second iteration sees it: the loop is left after it, the variable is
//     set anew from something else, or it is declared in the loop;
//   - it is assigned in one iteration only (a flag, a counter, a key that it
//     lacks), or is given back what it was (a stack of contexts);
//   - the loop only puts together what is used behind it: a fold. One over an
//     input may ask on the way what it has so far, and whether to go on; a
//     condition may ask others about it.
// Unknown when (silent)
//   - the wrapper that derives is not in reach;
//   - a lambda that is kept, or a member, is assigned to; by option.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/FoldUses.h"
#include "analysis/InScope.h"
#include "analysis/LoopGrowth.h"
#include "analysis/LoopOnce.h"
#include "analysis/Loops.h"
#include "analysis/ObjectUses.h"
#include "analysis/Relevant.h"
#include "analysis/Signatures.h"
#include "core/CheckRegistry.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::OpUse;
using model::Role;
using model::RoleSet;
using model::TypeUse;

constexpr OptionInfo InfoOptions[] = {
    {"Closures", "false",
     "also report lambdas that are kept and derive a captured variable from "
     "itself each time they are called"},
    {"Members", "false",
     "also report loops that derive a member of the object from itself"},
};

constexpr CheckInfo Info = {
    "ctx-growing-context",
    "a context is derived from itself in a loop, or registrations pile up on a "
    "token that outlives the loop",
    "fatcontext",
    "M59 A07",
    Severity::Warning,
    FixKind::Sometimes,
    /*OnByDefault=*/true,
    "0.1",
    InfoOptions,
    /*UnsafeFixes=*/true,
};

const RoleSet Deriving{Role::Derive, Role::DeriveValue, Role::DeriveDeadline,
                       Role::Merge};

/// An assignment `V = derive(V)`.
struct Growth {
  const Expr *At = nullptr; ///< the assignment
  const ValueDecl *V = nullptr;
  const Expr *From = nullptr; ///< its right-hand side
  const Stmt *Loop = nullptr; ///< null: in a lambda that is called repeatedly
};

class GrowingContext : public Check {
public:
  GrowingContext(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

  void onStartOfTranslationUnit() override {
    Check::onStartOfTranslationUnit();
    Relevant.reset();
    Wrappers.clear();
  }

protected:
  void checkFunction(const FunctionDecl *F) override;

private:
  bool derivesFrom(const Expr *E, const ValueDecl *V, unsigned Depth = 0);
  bool isWrapper(const FunctionDecl *F, unsigned Index, unsigned Depth);
  const ValueDecl *target(const Expr *To, const Expr *From);
  void frame(const FunctionDecl *F, const Frame &One,
             std::optional<FunctionView> &View);
  void grows(const Frame &One, const FunctionView &View, Growth G);
  bool comesRound(const Frame &One, const FunctionView &View, const Growth &G);
  bool usedIn(const Stmt *Root, const Growth &G, const FunctionView &View,
              bool Bounded);
  void suggest(DiagnosticBuilder &D, const Frame &One, const FunctionView &View,
               const Growth &G);
  void pilesUp(const Stmt *Loop, const Frame &One, const FunctionView &View);

  std::optional<bool> Relevant;
  std::map<std::pair<const FunctionDecl *, unsigned>, bool> Wrappers;
};

//===----------------------------------------------------------------------===//
// Derived from itself
//===----------------------------------------------------------------------===//

/// True if \p E is a child of \p V: the derivation itself, a chain of them, a
/// branch of a choice, a part of the pair, or a function in reach that returns
/// it.
bool GrowingContext::derivesFrom(const Expr *E, const ValueDecl *V,
                                 unsigned Depth) {
  E = strip(E);
  if (!E || Depth > 4)
    return false;
  if (const auto *C = dyn_cast<ConditionalOperator>(E))
    return derivesFrom(C->getTrueExpr(), V, Depth + 1) ||
           derivesFrom(C->getFalseExpr(), V, Depth + 1);
  if (const auto *M = dyn_cast<MemberExpr>(E))
    return derivesFrom(M->getBase(), V, Depth + 1);
  // auto child = derive(V); V = child;
  if (const auto *R = dyn_cast<DeclRefExpr>(E)) {
    const auto *Named = dyn_cast<VarDecl>(R->getDecl());
    return Named && Named != V && Named->isLocalVarDecl() &&
           !Named->isStaticLocal() && Named->getInit() &&
           derivesFrom(Named->getInit(), V, Depth + 1);
  }
  auto IsV = [&](const Expr *A) {
    return A && (referenced(A) == V || derivesFrom(A, V, Depth + 1));
  };
  if (OpUse Op = roles().op(E, Deriving)) {
    if (const Expr *Parent = Op.arg("parent"))
      return IsV(Parent);
    return IsV(Op.receiver()) || llvm::any_of(model::writtenArgs(E), IsV);
  }
  const auto *Call = dyn_cast<CallExpr>(E);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee || isa<CXXOperatorCallExpr>(Call) || !bodyInReach(Callee))
    return false;
  for (unsigned I = 0; I < Call->getNumArgs() && I < Callee->getNumParams();
       ++I)
    if (referenced(Call->getArg(I)) == V && isWrapper(Callee, I, Depth + 1))
      return true;
  return false;
}

/// True if \p F, which has a body in reach, returns what is derived from its
/// parameter \p Index.
bool GrowingContext::isWrapper(const FunctionDecl *F, unsigned Index,
                               unsigned Depth) {
  auto [It, New] = Wrappers.try_emplace({F->getCanonicalDecl(), Index}, false);
  if (!New)
    return It->second;
  const FunctionDecl *Definition = F->getDefinition();
  if (!Definition)
    return false;
  const ParmVarDecl *P = Definition->getParamDecl(Index);
  bool Found = false;
  forEachInFrame(writtenBody(F), [&](const Stmt *S) {
    if (const auto *R = dyn_cast<ReturnStmt>(S))
      Found |= R->getRetValue() && derivesFrom(R->getRetValue(), P, Depth);
    return !Found;
  });
  return Wrappers[{F->getCanonicalDecl(), Index}] = Found;
}

/// What `To = From` derives from itself; null for nothing. With `std::tie` it
/// is the part that is a context.
const ValueDecl *GrowingContext::target(const Expr *To, const Expr *From) {
  llvm::SmallVector<const Expr *, 2> Parts{To};
  if (const auto *Tie = dyn_cast<CallExpr>(strip(To));
      Tie && Tie->getDirectCallee() && isInStd(Tie->getDirectCallee()) &&
      !isa<CXXOperatorCallExpr>(Tie))
    Parts.assign(Tie->arg_begin(), Tie->arg_end());
  for (const Expr *Part : Parts) {
    const ValueDecl *V = referenced(Part);
    if (V && roles().type(V) && derivesFrom(From, V))
      return V;
  }
  return nullptr;
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

/// The innermost loop of \p One that holds \p S and not the declaration of
/// \p V.
static const Stmt *loopAround(const Stmt *S, const ValueDecl *V,
                              const Frame &One, const FunctionView &View) {
  for (const Stmt *P = View.parent(S); P && P != One.Body; P = View.parent(P))
    if (isLoop(P))
      return declaresAnew(P, V) ? nullptr : P;
  return nullptr;
}

/// The outermost of the loops around \p Loop that do not declare \p V.
static const Stmt *outermost(const Stmt *Loop, const ValueDecl *V,
                             const Frame &One, const FunctionView &View) {
  const Stmt *Outer = Loop;
  for (const Stmt *Next = Loop; Next; Outer = Next ? Next : Outer)
    Next = loopAround(Next, V, One, View);
  return Outer;
}

/// True if the lambda of \p One is given to a standard algorithm.
static bool isPerElement(const Frame &One, const FunctionView &View) {
  const Stmt *P = One.Lambda;
  for (P = View.parent(P); P && isa<Expr>(P); P = View.parent(P))
    if (const auto *C = dyn_cast<CallExpr>(P)) {
      const NamedDecl *F = C->getDirectCallee();
      // Those of std::ranges are objects.
      if (const auto *O = dyn_cast<CXXOperatorCallExpr>(C))
        F = O->getOperator() == OO_Call ? referenced(O->getArg(0)) : nullptr;
      return F && !isa<CXXMethodDecl>(F) && F->getIdentifier() && isInStd(F) &&
             hasPhrase(F->getName(),
                       {"for each", "transform", "all of", "any of", "none of",
                        "generate", "accumulate", "remove if", "find if"});
    }
  return false;
}

/// True if the assignment can be reached from itself without \p G.V being set
/// from anything else.
bool GrowingContext::comesRound(const Frame &One, const FunctionView &View,
                                const Growth &G) {
  const CFG *Graph = cfg(One.Function);
  if (!Graph)
    return false;
  Paths P(*Graph);
  std::optional<PathSpot> Spot = spotAbove(P, G.At, View);
  if (!Spot)
    return false;
  const auto *Var = dyn_cast<VarDecl>(G.V);
  auto SetAnew = [&](const CFGElement &Element) {
    if (Var && declares(Element, Var))
      return true;
    auto S = Element.getAs<CFGStmt>();
    if (!S)
      return false;
    auto [To, From] = sidesOf(S->getStmt());
    if (To)
      return referenced(To) == G.V && !derivesFrom(From, G.V);
    // cleared, or filled by somebody
    const auto *Call = dyn_cast<CXXMemberCallExpr>(S->getStmt());
    return Call && Call->getMethodDecl() &&
           Call->getMethodDecl()->getIdentifier() &&
           referenced(Call->getImplicitObjectArgument()) == G.V &&
           hasPhrase(Call->getMethodDecl()->getName(),
                     {"reset", "clear", "swap", "assign"});
  };
  return P.reaches(*Spot, *Spot, {SetAnew, nullptr});
}

/// True if \p From names a child that is made once, outside of \p Loop.
static bool isMadeOutside(const Expr *From, const Stmt *Loop) {
  const auto *R = dyn_cast<DeclRefExpr>(strip(From));
  return R && !declaresIn(Loop, R->getDecl());
}

/// True if \p Loop goes over something: a range, or with a counter or iterator.
static bool goesOver(const Stmt *Loop) {
  const auto *For = dyn_cast<ForStmt>(Loop);
  return isa<CXXForRangeStmt>(Loop) || (For && For->getCond() && For->getInc());
}

/// True if what \p G made is there for what follows behind its loop.
static bool isUsedBehind(const Growth &G, const FunctionView &View) {
  const auto *Var = dyn_cast<VarDecl>(G.V);
  if (!Var || !Var->hasLocalStorage() || Var->getType()->isReferenceType())
    return true;
  const SourceManager &SM = View.function()->getASTContext().getSourceManager();
  return G.Loop &&
         llvm::any_of(View.references(Var), [&](const DeclRefExpr *R) {
           return SM.isBeforeInTranslationUnit(G.Loop->getEndLoc(),
                                               R->getBeginLoc());
         });
}

/// True if the value of the assignment \p At is used where it stands:
/// `charge(ctx = derive(ctx))`.
static bool isUsedInPlace(const Expr *At, const FunctionView &View) {
  const Stmt *P = View.parent(At);
  while (isa_and_nonnull<FullExpr, ParenExpr>(P))
    P = View.parent(P);
  const auto *Comma = dyn_cast_or_null<BinaryOperator>(P);
  return isa_and_nonnull<Expr>(P) && !isa<LambdaExpr>(P) &&
         !(Comma && Comma->getOpcode() == BO_Comma);
}

/// True if something in \p Root uses the variable, or a child that is to take
/// its place, other than to derive it from itself. What only looks at it counts
/// unless the loop is \p Bounded by what it goes over; nor do conditions count
/// then that ask others about it, if there is a use behind the loop.
bool GrowingContext::usedIn(const Stmt *Root, const Growth &G,
                            const FunctionView &View, bool Bounded) {
  bool Used = false;
  bool Fold = Bounded && isUsedBehind(G, View);
  llvm::SmallPtrSet<const ValueDecl *, 4> Names{G.V};
  forEachStmt(Root, [&](const Stmt *S) {
    auto [To, From] = sidesOf(S);
    if (To && target(To, From) == G.V) {
      Used |= isUsedInPlace(cast<Expr>(S), View);
      return false;
    }
    // auto child = derive(V);
    if (const auto *D = dyn_cast<DeclStmt>(S); D && D->isSingleDecl())
      if (const auto *V = dyn_cast<VarDecl>(D->getSingleDecl());
          V && V->getInit() && V->isLocalVarDecl() && !V->isStaticLocal() &&
          !isa<DecompositionDecl>(V) && roles().type(V) &&
          derivesFrom(V->getInit(), G.V)) {
        Names.insert(V);
        return false;
      }
    const ValueDecl *Named = nullptr;
    if (const auto *R = dyn_cast<DeclRefExpr>(S))
      Named = R->getDecl();
    else if (const auto *M = dyn_cast<MemberExpr>(S))
      Named = M->getMemberDecl();
    Used |= Named && Names.count(Named) &&
            !(Bounded && onlyLooks(cast<Expr>(S), View)) &&
            !(Fold && isAskedAbout(cast<Expr>(S), View));
    return !Used;
  });
  return Used;
}

void GrowingContext::grows(const Frame &One, const FunctionView &View,
                           Growth G) {
  const auto *Var = dyn_cast<VarDecl>(G.V);
  bool Member = isa<FieldDecl>(G.V);
  if ((!Var && !Member) || (Member && !flag("Members")))
    return;
  G.Loop = loopAround(G.At, G.V, One, View);
  const Stmt *Scope = G.Loop ? outermost(G.Loop, G.V, One, View) : One.Body;
  if (happensOnce(G.At, Scope, View) ||
      addsMissingKey(G.At, G.From, G.V, Scope, View) ||
      isTakenBack(G.V, Scope, View,
                  [&](const Expr *E) { return derivesFrom(E, G.V); }))
    return;
  if (!G.Loop) {
    bool Captured = One.Lambda && Var && Var->getDeclContext() != One.Function;
    if (!Captured || (!isPerElement(One, View) && !flag("Closures")))
      return;
    // Set before it is derived, each call starts anew.
    bool Reset = false;
    forEachInFrame(One.Body, [&](const Stmt *S) {
      auto [To, From] = sidesOf(S);
      Reset |= To && referenced(To) == G.V && !derivesFrom(From, G.V);
      return !Reset;
    });
    if (Reset || !usedIn(One.Body, G, View, isPerElement(One, View)))
      return;
    diag(G.At->getExprLoc(),
         "'%0' is derived from itself each time this lambda is called, so it "
         "gets a link longer each time; keep the derived one in a variable of "
         "the lambda")
        << G.V->getName();
    return;
  }
  if (isMadeOutside(G.From, G.Loop) || !comesRound(One, View, G) ||
      !usedIn(G.Loop, G, View, goesOver(G.Loop)))
    return;
  auto D = diag(G.At->getExprLoc(),
                "'%0' is derived from itself in this '%1' loop, so it gets a "
                "link longer with each iteration; keep the derived one in a "
                "variable of the loop")
           << G.V->getName() << loopKeyword(G.Loop);
  suggest(D, One, View, G);
}

//===----------------------------------------------------------------------===//
// The fix
//===----------------------------------------------------------------------===//

/// A name for what is derived from \p V that \p F does not use: "loop_ctx".
static std::string nameForDerived(const ValueDecl *V, const FunctionDecl *F) {
  llvm::StringRef Old = V->getName();
  bool Camel = Old.find('_') == llvm::StringRef::npos &&
               llvm::any_of(Old.drop_front(),
                            [](char C) { return C >= 'A' && C <= 'Z'; });
  std::string Name = "loop";
  if (Camel) {
    Name += Old.str();
    Name[4] = llvm::toUpper(Name[4]);
  } else {
    Name += "_" + Old.rtrim('_').str();
  }
  bool Taken = false;
  forEachStmtOf(F, [&](const Stmt *S) {
    if (const auto *R = dyn_cast<DeclRefExpr>(S))
      Taken |= R->getDecl()->getIdentifier() && R->getDecl()->getName() == Name;
    else if (const auto *D = dyn_cast<DeclStmt>(S))
      for (const Decl *One : D->decls())
        if (const auto *N = dyn_cast<NamedDecl>(One))
          Taken |= N->getIdentifier() && N->getName() == Name;
    return !Taken;
  });
  return Taken ? "" : Name;
}

/// Adds the edits that make the assignment a declaration, with everything
/// behind it in the loop's block about the new variable, further derivations
/// too. None if another variable would not do: the old one is read elsewhere in
/// the loop, behind it, or by others; or if the child has a name already.
void GrowingContext::suggest(DiagnosticBuilder &D, const Frame &One,
                             const FunctionView &View, const Growth &G) {
  const auto *Var = dyn_cast<VarDecl>(G.V);
  const Stmt *Block = View.parent(G.At);
  while (isa_and_nonnull<FullExpr>(Block))
    Block = View.parent(Block);
  if (!Var || !Var->hasLocalStorage() || Var->getType()->isReferenceType() ||
      Var->getDeclContext() != One.Function ||
      !isa_and_nonnull<CompoundStmt>(Block) ||
      View.parent(Block) != G.Loop || // in a branch, others go on without it
      !isa<DeclRefExpr>(strip(sidesOf(G.At).first)) ||
      isa<DeclRefExpr>(strip(G.From)) ||
      !canEdit(G.At->getSourceRange(), ast()))
    return;
  std::string Name = nameForDerived(Var, View.function());
  if (Name.empty())
    return;
  llvm::SmallVector<const DeclRefExpr *, 4> Behind;
  const SourceManager &SM = sources();
  const ParentMap &Parents = services().parents(View.function());
  const Stmt *Outer = outermost(G.Loop, Var, One, View);
  bool SameType =
      ast().hasSameUnqualifiedType(Var->getType(), strip(G.From)->getType());
  for (const DeclRefExpr *R : View.references(Var)) {
    const auto *Address = dyn_cast_or_null<UnaryOperator>(View.parent(R));
    if (View.lambdaAround(R, One.Body) ||
        (Address && Address->getOpcode() == UO_AddrOf))
      return;
    if (isWithin(R, G.At, Parents))
      continue;
    if (!SM.isBeforeInTranslationUnit(G.At->getEndLoc(), R->getBeginLoc())) {
      // The condition, or something ahead, goes by what the last one left.
      if (isWithin(R, Outer, Parents))
        return;
      continue;
    }
    if (!isWithin(R, Block, Parents) || !canEdit(R->getSourceRange(), ast()))
      return;
    // A further derivation goes on with the new variable. Any other assignment
    // is about what the loop began with.
    if (auto [To, From] = sidesOf(View.parent(R));
        To && strip(To) == R && (!SameType || !derivesFrom(From, Var)))
      return;
    Behind.push_back(R);
  }
  SourceRange Left(G.At->getBeginLoc(), sidesOf(G.At).first->getEndLoc());
  if (!canEdit(Left, ast()))
    return;
  D << FixItHint::CreateReplacement(CharSourceRange::getTokenRange(Left),
                                    "auto " + Name);
  for (const DeclRefExpr *R : Behind)
    D << FixItHint::CreateReplacement(R->getSourceRange(), Name);
}

//===----------------------------------------------------------------------===//
// Registrations
//===----------------------------------------------------------------------===//

void GrowingContext::pilesUp(const Stmt *Loop, const Frame &One,
                             const FunctionView &View) {
  if (isBounded(Loop, ast()))
    return;
  for (const Pile &P : pilesIn(Loop, View, [&] { return cfg(One.Function); }))
    switch (P.What) {
    case Pile::Kept:
      diag(P.At->getExprLoc(),
           "each iteration of this '%0' loop keeps another registration in "
           "'%1', and none is taken back; register once before the loop, or "
           "let the registration end with the iteration")
          << loopKeyword(Loop) << P.Onto;
      break;
    case Pile::Registered:
      diag(P.At->getExprLoc(),
           "each iteration of this '%0' loop registers another callback on "
           "'%1', and none is taken back; register once before the loop, or "
           "deregister at the end of the iteration")
          << loopKeyword(Loop) << P.Onto;
      break;
    case Pile::Linked:
      diag(P.At->getExprLoc(),
           "each iteration of this '%0' loop links another source to '%1', "
           "and nothing takes the link back; link one before the loop, or "
           "derive from what ends with the iteration")
          << loopKeyword(Loop) << P.Onto;
      break;
    }
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

void GrowingContext::frame(const FunctionDecl *F, const Frame &One,
                           std::optional<FunctionView> &View) {
  llvm::SmallVector<const Stmt *, 4> Loops;
  llvm::SmallVector<Growth, 2> Found;
  const Stmt *Body = One.Lambda ? One.Body : writtenBody(F);
  forEachInFrame(Body, [&](const Stmt *S) {
    if (isLoop(S))
      Loops.push_back(S);
    if ((Loops.empty() && !One.Lambda))
      return true;
    if (auto [To, From] = sidesOf(S); To)
      if (const ValueDecl *V = target(To, From))
        Found.push_back({cast<Expr>(S), V, From});
    return true;
  });
  if (Loops.empty() && Found.empty())
    return;
  if (!View)
    View.emplace(F, services().parents(F), roles());
  for (const Growth &G : Found)
    grows(One, *View, G);
  for (const Stmt *Loop : Loops)
    pilesUp(Loop, One, *View);
}

void GrowingContext::checkFunction(const FunctionDecl *F) {
  if (!Relevant)
    Relevant = mayOccur(roles(), ast(), {},
                        {Role::Derive, Role::DeriveValue, Role::DeriveDeadline,
                         Role::Merge, Role::Register});
  if (!*Relevant || !bodyInReach(F) || isMain(F) || isTestCode(F, roles()))
    return;
  std::optional<FunctionView> View; // one for all frames
  for (const Frame &One : framesOf(F))
    frame(F, One, View);
}

CTX_REGISTER_CHECK(GrowingContext, Info);

} // namespace
} // namespace ctx
