//===- UncheckedValue.cpp - ctx-unchecked-value ---------------------------===//
//
// Positive when a value is taken out of a context, and on some path nobody
// looked whether it is there and of that type before
//   - it is taken out of an any or variant in a way that throws,
//   - a pointer, optional or place in a map is followed,
//   - what a failed look-up leaves as it was is used.
// Negative when a condition asks (null, has_value, holds_alternative, the key
// itself), a default stands in, or the throw is caught in the same function.
// Unknown when (silent)
//   - somebody else is asked about the value, or may change it;
//   - a condition asks what may know it: tested together with it, or written
//     where it is missing;
//   - a call before the read was given the context, and its result is asked
//     for, or it may store the value, or it looks for it;
//   - the same function stored the value before.
//
//===----------------------------------------------------------------------===//

#include "analysis/Assertions.h"
#include "analysis/Assigned.h"
#include "analysis/Assumed.h"
#include "analysis/CaughtBy.h"
#include "analysis/CodeKind.h"
#include "analysis/ContextValues.h"
#include "analysis/Correlated.h"
#include "analysis/Exprs.h"
#include "analysis/InScope.h"
#include "analysis/Loops.h"
#include "analysis/MissingValues.h"
#include "analysis/ObjectUses.h"
#include "compat/Compat.h"
#include "core/CheckRegistry.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::writtenArgs;
using Step = Assumption::Step;

constexpr CheckInfo Info = {
    /*Id=*/"ctx-unchecked-value",
    /*Title=*/
    "a value is taken out of a context and used without checking that it is "
    "there and of that type",
    /*Counterpart=*/"",
    /*Spec=*/"A05",
    /*Level=*/Severity::Warning,
    /*Fixes=*/FixKind::Sometimes,
    /*OnByDefault=*/true,
    /*Since=*/"0.1",
    /*Options=*/{},
    /*UnsafeFixes=*/true};

class UncheckedValue : public Check {
public:
  UncheckedValue(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

protected:
  void checkFunction(const FunctionDecl *F) override;
  void endOfTu(ASTContext &) override { Relevant.reset(); }

private:
  struct State {
    const Frame &In;
    const FunctionDecl *F;
    const ParentMap &Up;
    const FunctionView &View;
    Paths P;
    const CFG &Graph;
    std::vector<ValueRead> Reads;
    llvm::SmallPtrSet<const Expr *, 4> Said;
    std::optional<Assertions> Dropped; ///< asked for by who has found something

    const Assertions &dropped() {
      if (!Dropped)
        Dropped.emplace(Graph, In.Body, F->getASTContext());
      return *Dropped;
    }
  };
  void checkRead(State &S, const ValueRead &R);
  bool place(const State &S, const Expr *E, Held &H) const;
  void follow(State &S, const Held &H, unsigned Depth);
  bool isStored(const State &S, const ValueRead &R) const;
  bool isKnown(State &S, const ValueRead &R, const Stmt *At) const;
  bool asserts(const Spellings &Argument, const ValueRead &R) const;
  void report(State &S, const Held &H, const Consumer &C);
  void leaveFirst(DiagnosticBuilder &Report, State &S, const Held &H,
                  const Consumer &C) const;

  std::optional<bool> Relevant;
};

/// True if \p S declares \p V.
bool declaresIt(const Stmt *S, const VarDecl *V) {
  const auto *D = dyn_cast<DeclStmt>(S);
  return D && llvm::is_contained(D->decls(), V);
}

} // namespace

void UncheckedValue::checkFunction(const FunctionDecl *F) {
  if (!Relevant)
    Relevant = hasValueOps(roles(), ast());
  if (!*Relevant || !bodyInReach(F) || F->isDependentContext() ||
      isTestCode(F, roles()))
    return;
  std::optional<FunctionView> View; // one for all frames
  for (const Frame &In : framesOf(F)) {
    std::vector<ValueRead> Reads = readsIn(In.Body, roles());
    if (llvm::all_of(Reads, [](const ValueRead &R) { return R.Asks; }))
      continue;
    const CFG *Graph = cfg(In.Function);
    if (!Graph)
      continue;
    const ParentMap &Up = services().parents(F);
    if (!View)
      View.emplace(F, Up, roles());
    State S{In, F, Up, *View, Paths(*Graph), *Graph, std::move(Reads), {}, {}};
    for (size_t I = 0; I != S.Reads.size(); ++I)
      if (!S.Reads[I].Asks && !isStored(S, S.Reads[I]))
        checkRead(S, S.Reads[I]);
  }
}

/// True if the function may have stored a value under the key that \p R reads
/// by then.
bool UncheckedValue::isStored(const State &S, const ValueRead &R) const {
  auto Visit = [&](const Stmt *Part) {
    return Part == R.Get ? Step::Found : Step::On;
  };
  auto Decide = [](const Expr *) { return Answer::Either; };
  auto IsBefore = [&](const Expr *Write) {
    // Nobody knows when a lambda runs.
    std::optional<PathSpot> Spot = S.P.spotOf(Write);
    return !Spot || leadsTo(*Spot, {Visit, Decide, nullptr});
  };
  bool Found = false;
  forEachStmt(S.In.Body, [&](const Stmt *Part) {
    if (isa<CallExpr, CXXConstructExpr>(Part))
      if (ValueWrite W = writeAt(cast<Expr>(Part), roles()); W.Op)
        Found |= isSameKey(W.Key, R.Key, ast()) && IsBefore(W.Op);
    return !Found;
  });
  return Found;
}

/// True if \p Argument, that of an assertion, asks the context for the key of
/// \p R.
bool UncheckedValue::asserts(const Spellings &Argument,
                             const ValueRead &R) const {
  auto Spelled = [&](const Expr *E) {
    return E ? spellingsOf(textOf(E->getSourceRange(), ast()),
                           ast().getLangOpts())
             : Spellings();
  };
  std::optional<size_t> Key = indexOf(Spelled(R.Key), Argument);
  return Key && *Key && compat::isOneOf(Argument[*Key - 1], {"(", ",", "["}) &&
         (!R.On || indexOf(Spelled(R.On), Argument));
}

/// True if the value of \p R was asked for before \p At on every path, and
/// since the context or key was given another value.
bool UncheckedValue::isKnown(State &S, const ValueRead &R,
                             const Stmt *At) const {
  bool Asked = llvm::any_of(S.Reads, [&](const ValueRead &Other) {
    return Other.Get != R.Get && isSameValue(Other, R, ast());
  });
  bool Helped = false;
  forEachInFrame(S.In.Body, [&](const Stmt *Part) {
    const auto *Call = dyn_cast<CallExpr>(Part);
    Helped |= mayProvide(Part, R, roles(), ast()) ||
              (Call && asksHelper(Call, R, roles()));
    return !Helped;
  });
  if (!Asked && !Helped && S.dropped().empty())
    return false;
  Held Nothing;
  Nothing.Read = &R;
  const Tellers Told(Nothing, S.In.Body, S.Up, roles(), ast());
  auto Graphs = [&](const FunctionDecl *F) { return cfg(F); };
  auto Visit = [&](const Stmt *Part) {
    if (Part == At)
      return Step::Found;
    return isRequired(Part, Nothing, roles(), ast(), Graphs) ||
                   (Helped && mayProvide(Part, R, roles(), ast())) ||
                   S.dropped().anyAt(
                       Part, nullptr,
                       [&](const Spellings &Said) { return asserts(Said, R); })
               ? Step::Stop
               : Step::On;
  };
  auto Decide = [&](const Expr *E) {
    Answer Is = ifMissing(Nothing, E, roles(), ast());
    bool Knows = Is == Answer::Either &&
                 (Told.tell(E) || (Helped && asksHelper(E, R, roles())));
    return Knows ? Answer::Unknown : Is;
  };
  auto Switch = [&](const Expr *Condition, const Expr *) {
    return Decide(Condition) == Answer::Unknown ? Answer::Unknown
                                                : Answer::Either;
  };
  const Assumption Missing{Visit, Decide, Switch};
  if (leadsTo({&S.Graph.getEntry(), -1}, Missing))
    return false;
  const ValueDecl *On = R.On ? referenced(R.On) : nullptr;
  const ValueDecl *Key = R.Key ? referenced(R.Key) : nullptr;
  bool Known = true;
  forEachInFrame(S.In.Body, [&](const Stmt *Part) {
    const Expr *To = nullptr;
    if (const auto *B = dyn_cast<BinaryOperator>(Part))
      To = B->isAssignmentOp() ? B->getLHS() : nullptr;
    else if (const auto *U = dyn_cast<UnaryOperator>(Part))
      To = U->isIncrementDecrementOp() ? U->getSubExpr() : nullptr;
    else if (const auto *O = dyn_cast<CXXOperatorCallExpr>(Part))
      To = O->isAssignmentOp() ? O->getArg(0) : nullptr;
    const ValueDecl *Written = To ? referenced(To) : nullptr;
    if (Written && (Written == On || Written == Key) &&
        !mayProvide(Part, R, roles(), ast()))
      if (std::optional<PathSpot> Spot = S.P.spotOf(Part))
        Known &= !leadsTo(*Spot, Missing);
    return true;
  });
  return Known;
}

/// Finds what becomes of \p E, a value: fills \p H if a variable keeps it.
bool UncheckedValue::place(const State &S, const Expr *E, Held &H) const {
  H.From = E;
  const Stmt *P = userParent(S.Up, E);
  // The type it is taken for is another matter.
  while (const auto *C = dyn_cast_or_null<ExplicitCastExpr>(P)) {
    if (!C->getType()->isPointerType())
      return false;
    P = userParent(S.Up, C);
  }
  if (const auto *D = dyn_cast_or_null<DeclStmt>(P)) {
    for (const Decl *One : D->decls())
      if (const auto *V = dyn_cast<VarDecl>(One))
        if (V->getInit() && isWithin(E, V->getInit(), S.Up))
          H.In = V;
  } else if (const auto *B = dyn_cast_or_null<BinaryOperator>(P)) {
    if (B->getOpcode() == BO_Assign) {
      H.In = dyn_cast_or_null<VarDecl>(referenced(B->getLHS()));
      H.Stored = B;
    }
  } else if (const auto *O = dyn_cast_or_null<CXXOperatorCallExpr>(P)) {
    if (O->getOperator() == OO_Equal)
      if (const auto *R = dyn_cast<DeclRefExpr>(strip(O->getArg(0)))) {
        H.In = dyn_cast<VarDecl>(R->getDecl());
        H.Stored = O;
      }
  }
  return H.In && H.In->hasLocalStorage();
}

void UncheckedValue::checkRead(State &S, const ValueRead &R) {
  Held H;
  H.Read = &R;
  H.From = R.Get;
  H.Kind = kindOf(R.Get->getType());
  H.Iterator = R.Iterator;
  if (R.Out) {
    const auto *Ref = dyn_cast_or_null<DeclRefExpr>(object(R.Out));
    H.In = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    if (!H.In || !H.In->hasLocalStorage() || isa<ParmVarDecl>(H.In) ||
        !isEmptyInit(H.In->getInit(), roles()))
      return;
    H.Kind = kindOf(H.In->getType());
    H.Filled = true;
    // Class types have a value of their own.
    if (H.Kind == ValueKind::None &&
        (H.In->getInit() || H.In->getType()->isRecordType()))
      return;
    Held Flag;
    if (place(S, R.Get, Flag))
      H.Ok = Flag.In;
    return follow(S, H, 0);
  }
  if (R.Throws) {
    if (!isCaught(R.Get, bodyInReach(S.F), S.Up) && !isKnown(S, R, R.Get))
      report(S, H, {R.Get, true});
    return;
  }
  // A reference promises a value, if of no type; a subscript of a map makes an
  // empty one.
  if (H.Kind != ValueKind::Any && R.Get->isGLValue() &&
      roles().op(R.Get, model::Role::ValueGet))
    return;
  if (H.Kind == ValueKind::None && !R.Iterator)
    return;
  // Used on the spot.
  const Stmt *P = userParent(S.Up, R.Get);
  // any_cast<T>(&ctx.Value(key))
  const Expr *Value = R.Get;
  if (const auto *U = dyn_cast_or_null<UnaryOperator>(P);
      U && U->getOpcode() == UO_AddrOf && H.Kind == ValueKind::Any) {
    const auto *Call = dyn_cast_or_null<CallExpr>(userParent(S.Up, U));
    if (!Call || !takenFrom(Call, true))
      return;
    Value = Call;
    H.Kind = ValueKind::Pointer;
    P = userParent(S.Up, Call);
  }
  const auto *User = dyn_cast_or_null<Expr>(P);
  if (User && H.Kind == ValueKind::Any && takenFrom(User)) {
    if (!isCaught(User, bodyInReach(S.F), S.Up) && !isKnown(S, R, User))
      report(S, H, {User, true});
    return;
  }
  while (isa_and_nonnull<ExplicitCastExpr>(User)) {
    if (!User->getType()->isPointerType())
      return;
    User = dyn_cast_or_null<Expr>(userParent(S.Up, User));
  }
  if (User) {
    const auto *U = dyn_cast<UnaryOperator>(User);
    const auto *M = dyn_cast<MemberExpr>(User);
    const auto *O = dyn_cast<CXXOperatorCallExpr>(User);
    bool Follows =
        (U && U->getOpcode() == UO_Deref) || (M && M->isArrow()) ||
        (O && O->getNumArgs() == 1 &&
         (O->getOperator() == OO_Arrow || O->getOperator() == OO_Star));
    if (Follows) {
      if (!isKnown(S, R, User))
        report(S, H, {User, false});
      return;
    }
  }
  if (!place(S, Value, H))
    return;
  follow(S, H, 0);
  // What is there may be a pointer itself, and null.
  if (Value != R.Get &&
      kindOf(Value->getType()->getPointeeType()) == ValueKind::Smart) {
    H.Inner = true;
    H.Read = nullptr;
    follow(S, H, 0);
  }
}

/// Looks for a use of \p H that comes without a look at it.
void UncheckedValue::follow(State &S, const Held &Value, unsigned Depth) {
  Held H = Value;
  std::optional<PathSpot> From = spotAbove(S.P, H.From, S.View);
  if (!H.Filled && S.P.spotOf(H.In) && H.In->getInit() &&
      isWithin(H.From, H.In->getInit(), S.Up))
    From = S.P.spotOf(H.In);
  if (!From)
    return;
  Consumer Found;
  const llvm::SmallVector<Held, 2> Names = namesOf(H, S.In.Body);
  const VarDecl *FoundIn = nullptr;
  auto Graphs = [&](const FunctionDecl *F) { return cfg(F); };
  auto VisitOne = [&](const Stmt *Part, const Held &H) {
    const auto *E = dyn_cast<Expr>(Part);
    if (E) {
      if (Consumer C = consumerAt(E, H); C.At) {
        if (C.Throws && isCaught(C.At, bodyInReach(S.F), S.Up))
          return Step::Stop;
        Found = C;
        FoundIn = H.In;
        return Step::Found;
      }
    }
    return endsSearch(Part, H) || isRequired(Part, H, roles(), ast(), Graphs)
               ? Step::Stop
               : Step::On;
  };
  auto Visit = [&](const Stmt *Part) {
    Step Is = VisitOne(Part, H);
    for (const Held &Name : Names)
      if (Is == Step::On && !declaresIt(Part, Name.In))
        Is = VisitOne(Part, Name);
    return Is;
  };
  auto IsNamed = [&](const Spellings &Said) {
    auto Is = [&](const Held &Name) {
      return bool(indexOf({Name.In->getNameAsString()}, Said));
    };
    return Is(H) || llvm::any_of(Names, Is);
  };
  auto VisitAll = [&](const Stmt *Part) {
    return S.dropped().anyAt(Part, H.From, IsNamed) ? Step::Stop : Visit(Part);
  };
  std::optional<Tellers> Told; // asked for by who has found something
  auto Decide = [&](const Expr *E) {
    Answer Is = ifMissing(H, E, roles(), ast());
    for (const Held &Name : Names)
      if (Is == Answer::Either)
        Is = ifMissing(Name, E, roles(), ast());
    return Is == Answer::Either && Told && Told->tell(E) ? Answer::Unknown : Is;
  };
  auto Switch = [&](const Expr *Condition, const Expr *Case) {
    Answer Is = ifMissing(H, Condition, Case, S.Up, ast());
    return Is == Answer::Either && Told && Told->tell(Condition)
               ? Answer::Unknown
               : Is;
  };
  auto IsUsed = [&] {
    if (!leadsTo(*From, {Visit, Decide, Switch}))
      return false;
    if (!Told)
      Told.emplace(H, S.In.Body, S.Up, roles(), ast());
    return (Told->empty() || leadsTo(*From, {Visit, Decide, Switch})) &&
           (S.dropped().empty() || leadsTo(*From, {VisitAll, Decide, Switch}));
  };
  bool Used = IsUsed();
  // A look for one type, and taken for another.
  if (!Used && H.Kind == ValueKind::Any && Depth == 0) {
    auto Types = askedTypes(S.In.Body, H);
    H.OneOf = Types.size() > 1;
    for (QualType T : Types) {
      H.Is = T;
      if ((Used = IsUsed()))
        break;
    }
  }
  H.Is = {};
  if (Used && !(H.Read && isKnown(S, *H.Read, H.Read->Get))) {
    H.In = FoundIn;
    report(S, H, Found);
    return;
  }
  if (H.Kind != ValueKind::Any || Depth > 1)
    return;
  // Pointers into it, and pointers that it holds.
  for (const DeclRefExpr *Ref : S.View.references(H.In)) {
    const Stmt *P = Ref;
    const Expr *Out = nullptr;
    for (unsigned I = 0; P && I < 6 && !Out; ++I, P = S.Up.getParent(P))
      if (const auto *C = dyn_cast<CallExpr>(P))
        Out = takenFrom(C, true) || takenFrom(C) ? C : nullptr;
    if (!Out || S.View.lambdaAround(Ref, S.In.Body))
      continue;
    Held Next;
    Next.Kind = kindOf(Out->getType());
    if ((Next.Kind == ValueKind::Pointer || Next.Kind == ValueKind::Smart) &&
        place(S, Out, Next) && Next.In != H.In) {
      follow(S, Next, Depth + 1);
      // What is there may be a pointer itself, and null.
      if (Next.Kind == ValueKind::Pointer &&
          kindOf(Out->getType()->getPointeeType()) == ValueKind::Smart) {
        Next.Inner = true;
        follow(S, Next, Depth + 1);
      }
    }
  }
}

void UncheckedValue::report(State &S, const Held &H, const Consumer &C) {
  if (!S.Said.insert(C.At).second)
    return;
  std::string Name = H.In ? "'" + std::string(H.Inner ? "*" : "") +
                                H.In->getNameAsString() + "'"
                          : "the value";
  SourceLocation At = sources().getFileLoc(C.At->getBeginLoc());
  {
    auto Report =
        C.Throws
            ? diag(At, "%0 is taken out of the context without a look whether "
                       "it is there and of that type; this throws if it is not")
            : diag(At, "%0 %select{may be null|may be the end|was never "
                       "filled}1 if the context does not hold it; check before "
                       "it is used");
    Report << Name;
    if (!C.Throws)
      Report << (H.Filled && H.Kind == ValueKind::None ? 2 : H.Iterator);
    leaveFirst(Report, S, H, C);
  }
  if (H.In && H.From)
    diag(sources().getFileLoc(H.From->getExprLoc()),
         "read from the context here", DiagnosticIDs::Note);
}

/// Adds the edit that leaves the function, which returns nothing, before \p C
/// if the value of \p H is missing.
void UncheckedValue::leaveFirst(DiagnosticBuilder &Report, State &S,
                                const Held &H, const Consumer &C) const {
  if (!H.In || H.Filled || H.Iterator || H.Inner ||
      !S.In.Function->getReturnType()->isVoidType() ||
      isa<CoroutineBodyStmt>(S.In.Function->getBody()))
    return;
  const Stmt *At = C.At, *Block = S.Up.getParent(At);
  while (Block && !isa<CompoundStmt>(Block)) {
    if (isLoop(Block) || isa<LambdaExpr, IfStmt, SwitchStmt>(Block))
      return;
    At = Block;
    Block = S.Up.getParent(At);
  }
  SourceLocation Begin = At->getBeginLoc();
  if (!Block || isa<LabelStmt, SwitchCase>(At) || Begin.isMacroID() ||
      !canEdit(At->getSourceRange(), ast()))
    return;
  const std::string Name = H.In->getNameAsString();
  std::string Condition = "!" + Name;
  if (H.Kind == ValueKind::Any) {
    // Not the `*` around get_if<T>(&v).
    const auto *Call = dyn_cast<CallExpr>(C.At);
    const auto *Callee =
        Call ? dyn_cast<DeclRefExpr>(Call->getCallee()->IgnoreParenImpCasts())
             : nullptr;
    if (!Callee || !Callee->hasExplicitTemplateArgs())
      return;
    std::string Spelled = textOf(Callee->getSourceRange(), ast());
    size_t Open = Spelled.find('<');
    if (Open == std::string::npos || Callee->getNumTemplateArgs() != 1 ||
        Callee->getTemplateArgs()[0].getArgument().getKind() !=
            TemplateArgument::Type ||
        Callee->getTemplateArgs()[0]
            .getArgument()
            .getAsType()
            ->isReferenceType())
      return;
    llvm::StringRef Function = llvm::StringRef(Spelled).take_front(Open);
    if (compat::endsWith(Function, "any_cast"))
      Condition = "!" + Spelled + "(&" + Name + ")";
    else if (Function.consume_back("get") &&
             (Function.empty() || compat::endsWith(Function, "::")))
      Condition = "!" + Function.str() + "holds_alternative" +
                  Spelled.substr(Open) + "(" + Name + ")";
    else
      return;
  }
  unsigned Offset = sources().getFileOffset(Begin);
  llvm::StringRef Buffer = sources().getBufferData(sources().getFileID(Begin));
  size_t Line = Buffer.rfind('\n', Offset);
  llvm::StringRef Indent = Line == llvm::StringRef::npos
                               ? llvm::StringRef()
                               : Buffer.slice(Line + 1, Offset);
  if (!Indent.trim().empty())
    return;
  Report << FixItHint::CreateInsertion(Begin, "if (" + Condition + ")\n" +
                                                  Indent.str() + "  return;\n" +
                                                  Indent.str());
}

namespace {
CTX_REGISTER_CHECK(UncheckedValue, Info);
} // namespace

} // namespace ctx
