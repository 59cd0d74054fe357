//===- ValueDrivesLogic.cpp - ctx-value-drives-logic ----------------------===//
//
// Positive when a value that is read from a context, directly or through local
// variables of the same function, decides a condition or is handed to a call
// that does not log, trace or measure.
//
// Negative when it is only asked for its presence, logged (also as a text),
// asserted, put into another context or on the wire, returned, replaced by a
// default, decides what is logged, or its key is allowed by option.
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
#include "analysis/Telemetry.h"
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
  bool isOnlyTold(const State &S, const VarDecl *V) const;
  bool leavesTelemetry(const State &S, const IfStmt *If) const;
  void decides(State &S, const IfStmt *If, const Expr *E);
  void decides(State &S, const ConditionalOperator *C, const Expr *E,
               unsigned Depth);
  bool observes(const Expr *Call) const;

  std::vector<std::string> AllowedKeys;
  Telemetry Observing;
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

/// True if \p F is a method that puts what it is given into a container, or
/// into its object: `request.set_id(id)`.
static bool fills(const FunctionDecl *F) {
  if (!isa<CXXMethodDecl>(F) || !F->getIdentifier())
    return false;
  auto Words = wordsOf(F->getName());
  return (Words.size() > 1 && Words[0] == "set") ||
         compat::isOneOf(F->getName(),
                         {"emplace", "emplace_back", "push_back", "push",
                          "insert", "insert_or_assign", "try_emplace"});
}

/// True if the callee of \p Call only writes down what it is given.
bool ValueDrivesLogic::observes(const Expr *Call) const {
  const FunctionDecl *F = calledFunction(Call);
  if (!F)
    return true; // nobody knows what it does
  if (isa<CXXConstructorDecl>(F))
    return true; // what becomes of the object is not followed
  if (F->isOverloadedOperator())
    return F->getOverloadedOperator() == OO_LessLess;
  // A call whose result goes on decides nothing by itself.
  return fills(F) || Observing.includes(F) || isInStd(F);
}

/// True if \p E mentions one of \p Kept, the variables that keep the value.
static bool mentionsAny(const llvm::SmallPtrSetImpl<const VarDecl *> &Kept,
                        const Stmt *E) {
  return llvm::any_of(Kept, [&](const VarDecl *V) { return mentions(E, V); });
}

/// The local variable that \p E assigns to, or null.
static const VarDecl *assignedVariable(const Expr *E) {
  const Expr *To = nullptr;
  if (const auto *B = dyn_cast<BinaryOperator>(E))
    To = B->isAssignmentOp() ? B->getLHS() : nullptr;
  else if (const auto *O = dyn_cast<CXXOperatorCallExpr>(E))
    To = O->isAssignmentOp() ? O->getArg(0) : nullptr;
  const auto *R = dyn_cast_or_null<DeclRefExpr>(To ? strip(To) : nullptr);
  const auto *V = R ? dyn_cast<VarDecl>(R->getDecl()) : nullptr;
  return V && V->hasLocalStorage() ? V : nullptr;
}

/// What \p S, a return statement or a block that is one, returns; null for
/// others.
static const Expr *returned(const Stmt *S) {
  if (const auto *C = dyn_cast_or_null<CompoundStmt>(S))
    S = C->size() == 1 ? *C->body_begin() : nullptr;
  const auto *R = dyn_cast_or_null<ReturnStmt>(S);
  return R ? R->getRetValue() : nullptr;
}

/// What comes after \p S in the block \p Block.
static llvm::ArrayRef<const Stmt *> after(const Stmt *S, const Stmt *Block) {
  const auto *C = dyn_cast_or_null<CompoundStmt>(Block);
  if (!C)
    return {};
  llvm::ArrayRef<const Stmt *> All(C->body_begin(), C->size());
  const auto *It = llvm::find(All, S);
  return It == All.end() ? llvm::ArrayRef<const Stmt *>()
                         : All.drop_front(It - All.begin() + 1);
}

/// True if \p If and others like it after it return a default, and what comes
/// then returns the value: `if (id.empty()) return "unknown"; return id;`.
static bool returnsDefault(const IfStmt *If, llvm::ArrayRef<const Stmt *> Next,
                           const llvm::SmallPtrSetImpl<const VarDecl *> &Kept) {
  while (true) {
    const Expr *Default = returned(If->getThen());
    if (!Default || !onlyConverts(Default))
      return false;
    const Stmt *Then = If->getElse();
    if (!Then) {
      if (Next.empty())
        return false;
      Then = Next.front();
      Next = Next.drop_front();
    }
    If = dyn_cast<IfStmt>(Then);
    if (If)
      continue;
    const Expr *Value = returned(Then);
    return Value && onlyConverts(Value) && mentionsAny(Kept, Value);
  }
}

/// True if \p V is only logged, apart from where it is assigned.
bool ValueDrivesLogic::isOnlyTold(const State &S, const VarDecl *V) const {
  return V->hasLocalStorage() &&
         llvm::all_of(S.View.references(V), [&](const DeclRefExpr *Ref) {
           const auto *User = dyn_cast_or_null<Expr>(S.View.parent(Ref));
           return (User && assignedVariable(User) == V) ||
                  Observing.takes(Ref, S.View);
         });
}

/// True if \p If does no more than leave a function that only logs behind it:
/// `if (!verbose) return; log(...);`.
bool ValueDrivesLogic::leavesTelemetry(const State &S, const IfStmt *If) const {
  const Stmt *Then = If->getThen(), *Block = S.View.parent(If);
  if (const auto *C = dyn_cast<CompoundStmt>(Then))
    Then = C->size() == 1 ? *C->body_begin() : nullptr;
  const auto *R = dyn_cast_or_null<ReturnStmt>(Then);
  return R && !R->getRetValue() && !If->getElse() && Block == S.In.Body &&
         llvm::all_of(after(If, Block), [&](const Stmt *Next) {
           return Observing.isAllOf(Next, ast(),
                                    [](const Expr *) { return false; });
         });
}

/// \p E, the value, is the condition of \p If.
void ValueDrivesLogic::decides(State &S, const IfStmt *If, const Expr *E) {
  // if (id.empty()) id = "unknown"; else id.resize(8);
  auto Replaces = [&](const Expr *Part) {
    if (const auto *M = dyn_cast<CXXMemberCallExpr>(Part)) {
      const auto *V =
          dyn_cast_or_null<VarDecl>(referenced(M->getImplicitObjectArgument()));
      return V && S.Seen.count(V) && M->getMethodDecl() &&
             isInStd(M->getMethodDecl());
    }
    const VarDecl *V = assignedVariable(Part);
    return V &&
           (S.Seen.count(V) || mentionsAny(S.Seen, Part) || isOnlyTold(S, V));
  };
  if (Observing.isAllOf(If->getThen(), ast(), Replaces) &&
      Observing.isAllOf(If->getElse(), ast(), Replaces))
    return;
  if (leavesTelemetry(S, If) ||
      returnsDefault(If, after(If, S.View.parent(If)), S.Seen))
    return;
  report(S, E, "");
}

/// \p E, the value, is the condition of \p C.
void ValueDrivesLogic::decides(State &S, const ConditionalOperator *C,
                               const Expr *E, unsigned Depth) {
  auto IsValue = [&](const Expr *Part) {
    return mentionsAny(S.Seen, Part) && onlyConverts(Part);
  };
  if (onlyConverts(C) && Observing.takes(C, S.View))
    return;
  // id.empty() ? "unknown" : id
  if (IsValue(C->getTrueExpr()) || IsValue(C->getFalseExpr()))
    return follow(S, C, false, Depth + 1);
  // const char *role = admin ? "admin" : "user"; log(role);
  const Stmt *P = S.View.parent(C);
  while (
      isa_and_nonnull<CastExpr, ParenExpr, FullExpr, MaterializeTemporaryExpr,
                      CXXBindTemporaryExpr, CXXConstructExpr>(P))
    P = S.View.parent(P);
  if (const auto *D = dyn_cast_or_null<DeclStmt>(P); D && D->isSingleDecl())
    if (const auto *V = dyn_cast<VarDecl>(D->getSingleDecl());
        V && onlyConverts(C) && isOnlyTold(S, V))
      return;
  report(S, E, "");
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
      decides(S, If, E);
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
        decides(S, C, E, Depth);
      return;
    }
    return follow(S, C, Whole, Depth + 1);
  }
  if (const auto *B = dyn_cast<BinaryOperator>(User)) {
    if (B->isAssignmentOp()) {
      const VarDecl *V = assignedVariable(B);
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
    if (O->getOperator() == OO_LessLess)
      return;
    if (O->isAssignmentOp()) {
      const VarDecl *V = assignedVariable(O);
      if (V && O->getNumArgs() == 2 && O->getArg(1) == Child)
        followVariable(S, V, Whole, Depth + 1);
      return;
    }
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
  const FunctionDecl *F = calledFunction(User);
  if (isa<CXXConstructExpr>(User) || (F && (isInStd(F) || converts(F))))
    return follow(S, User, false, Depth + 1);
  if (observes(User))
    return;
  // log(nameOf(id))
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  if ((!Method || Method->isStatic()) && isText(F->getReturnType()) &&
      Observing.takes(User, S.View))
    return;
  report(S, E, F->getNameAsString());
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
