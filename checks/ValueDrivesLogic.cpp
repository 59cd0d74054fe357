//===- ValueDrivesLogic.cpp - ctx-value-drives-logic ----------------------===//
//
// Positive when a value that is read from a context, directly or through local
// variables of the same function, decides a condition or is handed to a call
// that does not log, trace or measure.
//
// Negative when it is only asked for its presence, logged, asserted, put into
// another context or on the wire, returned, or its key is allowed by option.
//
// Unknown when it goes into a member, a lambda or a container: silent.
//
//===----------------------------------------------------------------------===//

#include "analysis/Assigned.h"
#include "analysis/CodeKind.h"
#include "analysis/ContextValues.h"
#include "analysis/Exprs.h"
#include "analysis/Loops.h"
#include "analysis/ObjectUses.h"
#include "compat/Compat.h"
#include "core/CheckRegistry.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::Role;
using model::writtenArgs;

constexpr OptionInfo Options[] = {
    {"AllowedKeys", "",
     "texts or names of keys whose values may decide, separated by semicolons"},
    {"ObservingWords",
     "log;logger;trace;debug;info;warn;warning;error;print;format;fmt;metric;"
     "metrics;counter;histogram;record;span;attribute;annotate;event;tag;label;"
     "inject;extract;header;metadata;baggage;append;stream",
     "words in the names of functions and classes that only observe, separated "
     "by semicolons"}};

constexpr CheckInfo Info = {
    /*Id=*/"ctx-value-drives-logic",
    /*Title=*/
    "a context value decides what the program does, rather than what it logs",
    /*Counterpart=*/"",
    /*Spec=*/"M58",
    /*Level=*/Severity::Info,
    /*Fixes=*/FixKind::None,
    /*OnByDefault=*/false,
    /*Since=*/"0.1",
    /*Options=*/Options};

class ValueDrivesLogic : public Check {
public:
  ValueDrivesLogic(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context), AllowedKeys(list("AllowedKeys")),
        Observing(list("ObservingWords")) {}

protected:
  void checkFunction(const FunctionDecl *F) override;
  void endOfTu(ASTContext &) override { Relevant.reset(); }

private:
  struct State {
    const ValueRead &Read;
    const Frame &In;
    const FunctionView &View;
    llvm::SmallPtrSet<const VarDecl *, 4> Seen;
    bool Said = false;
  };
  void follow(State &S, const Expr *E, bool Whole, unsigned Depth);
  void followVariable(State &S, const VarDecl *V, bool Whole, unsigned Depth);
  void report(State &S, const Expr *At, llvm::StringRef Callee);
  bool observes(const Expr *Call) const;

  std::vector<std::string> AllowedKeys, Observing;
  std::optional<bool> Relevant;
};

} // namespace

void ValueDrivesLogic::checkFunction(const FunctionDecl *F) {
  if (!Relevant)
    Relevant = hasValueOps(roles(), ast());
  if (!*Relevant || !bodyInReach(F) || F->isDependentContext() ||
      isTestCode(F, roles()))
    return;
  std::optional<FunctionView> View; // one for all frames
  for (const Frame &In : framesOf(F)) {
    std::vector<ValueRead> Reads = readsIn(In.Body, roles());
    if (Reads.empty())
      continue;
    if (!View)
      View.emplace(F, services().parents(F), roles());
    for (const ValueRead &R : Reads) {
      if (R.Asks || llvm::is_contained(AllowedKeys, keyText(R.Key)) ||
          llvm::is_contained(AllowedKeys, keyName(R.Key)))
        continue;
      State S{R, In, *View, {}};
      if (R.Out) {
        if (const auto *D = dyn_cast_or_null<DeclRefExpr>(object(R.Out)))
          if (const auto *V = dyn_cast<VarDecl>(D->getDecl()))
            followVariable(S, V, false, 0);
      } else {
        // A pointer or any says first whether there is a value at all.
        follow(S, R.Get,
               kindOf(R.Get->getType()) != ValueKind::None || R.Iterator, 0);
      }
    }
  }
}

/// True if a call of \p M, on an object of \p Kind that holds a value or not,
/// asks which of the two it is.
static bool asksForPresence(const CXXMethodDecl *M, ValueKind Kind) {
  // What is a bool by conversion says whether there is something in it.
  if (const auto *C = dyn_cast<CXXConversionDecl>(M))
    return C->getConversionType()->isBooleanType();
  return M->getIdentifier() &&
         (M->getName() == "has_value" ||
          // boost::any and those made after it
          (M->getName() == "empty" && Kind == ValueKind::Any));
}

/// Where \p S, if it has a condition, says that it does; invalid for others.
static SourceLocation conditionLoc(const Stmt *S) {
  if (const auto *C = dyn_cast<ConditionalOperator>(S))
    return C->getQuestionLoc();
  return isa<IfStmt, SwitchStmt>(S) || isLoop(S) ? S->getBeginLoc()
                                                 : SourceLocation();
}

/// True if \p F is a method that puts what it is given into a container.
static bool fills(const FunctionDecl *F) {
  return isa<CXXMethodDecl>(F) && F->getIdentifier() &&
         compat::isOneOf(F->getName(),
                         {"emplace", "emplace_back", "push_back", "push",
                          "insert", "insert_or_assign", "try_emplace"});
}

/// True if the callee of \p Call only writes down what it is given.
bool ValueDrivesLogic::observes(const Expr *Call) const {
  const FunctionDecl *F = calledFunction(Call);
  if (!F)
    return true; // nobody knows what it does
  auto Has = [&](llvm::StringRef Name) {
    return llvm::any_of(Observing, [&](llvm::StringRef Word) {
      return hasPhrase(Name, {Word});
    });
  };
  if (isa<CXXConstructorDecl>(F))
    return true; // what becomes of the object is not followed
  if (F->isOverloadedOperator())
    return F->getOverloadedOperator() == OO_LessLess;
  if (fills(F) || (F->getIdentifier() && Has(F->getName())))
    return true;
  for (const DeclContext *DC = F->getDeclContext(); isa<CXXRecordDecl>(DC);
       DC = DC->getParent())
    if (const auto *R = dyn_cast<CXXRecordDecl>(DC))
      if (R->getIdentifier() && Has(R->getName()))
        return true;
  // A call whose result goes on decides nothing by itself: to_string(v).
  return isInStd(F);
}

/// Follows \p E, which is the value (\p Whole: or what may hold one).
void ValueDrivesLogic::follow(State &S, const Expr *E, bool Whole,
                              unsigned Depth) {
  if (S.Said || Depth > 20)
    return;
  const Stmt *P = S.View.parent(E);
  const Stmt *Child = E;
  while (P && isa<Expr>(P) &&
         (isa<ImplicitCastExpr, ParenExpr, FullExpr, MaterializeTemporaryExpr,
              CXXBindTemporaryExpr>(P) ||
          strip(cast<Expr>(P)) == strip(E))) {
    Child = P;
    P = S.View.parent(P);
  }
  if (!P)
    return;
  if (const auto *D = dyn_cast<DeclStmt>(P)) {
    for (const Decl *One : D->decls())
      if (const auto *V = dyn_cast<VarDecl>(One))
        if (V->getInit() && V->hasLocalStorage() && V->getInit() == Child)
          followVariable(S, V, Whole, Depth + 1);
    return;
  }
  if (const auto *If = dyn_cast<IfStmt>(P)) {
    if (If->getCond() == Child && !Whole)
      report(S, E, "");
    return;
  }
  if (isLoop(P)) {
    if (loopCondition(P) == Child && !Whole)
      report(S, E, "");
    return;
  }
  if (const auto *Switch = dyn_cast<SwitchStmt>(P)) {
    if (Switch->getCond() == Child)
      report(S, E, "");
    return;
  }
  const auto *User = dyn_cast<Expr>(P);
  if (!User)
    return;
  if (const auto *C = dyn_cast<ConditionalOperator>(User)) {
    if (C->getCond() == Child) {
      if (!Whole)
        report(S, E, "");
      return;
    }
    return follow(S, C, Whole, Depth + 1);
  }
  if (const auto *B = dyn_cast<BinaryOperator>(User)) {
    if (B->isAssignmentOp()) {
      const auto *Left = dyn_cast<DeclRefExpr>(strip(B->getLHS()));
      const auto *V = Left ? dyn_cast<VarDecl>(Left->getDecl()) : nullptr;
      if (V && B->getRHS() == Child)
        followVariable(S, V, Whole, Depth + 1);
      return;
    }
    if (B->isEqualityOp() && Whole)
      return;
    return follow(S, B, Whole && B->isLogicalOp(), Depth + 1);
  }
  if (isa<CXXRewrittenBinaryOperator>(User)) {
    if (!Whole)
      follow(S, User, false, Depth + 1);
    return;
  }
  if (const auto *U = dyn_cast<UnaryOperator>(User)) {
    // What a variant holds may be a pointer, which may be null again.
    if (U->getOpcode() == UO_Deref)
      return follow(S, U, kindOf(U->getType()) != ValueKind::None, Depth + 1);
    if (U->getOpcode() == UO_LNot || U->getOpcode() == UO_AddrOf)
      return follow(S, U, Whole, Depth + 1);
    return follow(S, U, false, Depth + 1);
  }
  if (isa<ExplicitCastExpr>(User))
    return follow(S, User, Whole, Depth + 1);
  if (const auto *M = dyn_cast<MemberExpr>(User)) {
    const auto *C = dyn_cast_or_null<CXXMemberCallExpr>(S.View.parent(M));
    if (!C || C->getCallee()->IgnoreParens() != M)
      return follow(S, M, false, Depth + 1);
    const CXXMethodDecl *D = C->getMethodDecl();
    // What is asked of the value goes on from here.
    if (!D || D->getReturnType()->isVoidType() ||
        asksForPresence(D, kindOf(C->getObjectType())))
      return;
    return follow(S, C, isa<CXXConversionDecl>(D) && Whole, Depth + 1);
  }
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(User)) {
    if (O->getOperator() == OO_LessLess || O->isAssignmentOp())
      return;
    if (O->isComparisonOp() && Whole)
      return;
    return follow(S, O, false, Depth + 1);
  }
  if (!isa<CallExpr, CXXConstructExpr>(User))
    return;
  if (takenFrom(User))
    return follow(S, User, kindOf(User->getType()) != ValueKind::None,
                  Depth + 1);
  if (takenFrom(User, true))
    return follow(S, User, true, Depth + 1);
  if (!roles().ops(User).empty() || Whole)
    return; // into another context
  if (isa<CXXConstructExpr>(User) ||
      isInStd(calledFunction(User) ? calledFunction(User) : S.In.Function))
    return follow(S, User, false, Depth + 1);
  if (observes(User))
    return;
  report(S, E, calledFunction(User)->getNameAsString());
}

void ValueDrivesLogic::followVariable(State &S, const VarDecl *V, bool Whole,
                                      unsigned Depth) {
  if (!V->hasLocalStorage() || !S.Seen.insert(V).second)
    return;
  for (const DeclRefExpr *R : S.View.references(V)) {
    if (S.Said)
      return;
    if (R == object(S.Read.Out) || S.View.lambdaAround(R, S.In.Body))
      continue;
    follow(S, R, Whole, Depth + 1);
  }
}

void ValueDrivesLogic::report(State &S, const Expr *At,
                              llvm::StringRef Callee) {
  // A condition that a macro writes is an assertion, or nobody knows.
  if (Callee.empty())
    for (const Stmt *P = S.View.parent(At); P && P != S.In.Body;
         P = S.View.parent(P)) {
      SourceLocation L = conditionLoc(P);
      if (L.isMacroID() &&
          sources().getSpellingLoc(L) != sources().getFileLoc(L))
        return;
      if (!isa<Expr>(P))
        break;
    }
  S.Said = true;
  diag(sources().getFileLoc(At->getExprLoc()),
       "a value from the context %select{decides what is done|is given to "
       "'%1'}0; make it a parameter, which callers can see")
      << !Callee.empty() << Callee;
  if (sources().getFileLoc(S.Read.Get->getExprLoc()) !=
      sources().getFileLoc(At->getExprLoc()))
    diag(sources().getFileLoc(S.Read.Get->getExprLoc()),
         "read from the context here", DiagnosticIDs::Note);
}

namespace {
CTX_REGISTER_CHECK(ValueDrivesLogic, Info);
} // namespace

} // namespace ctx
