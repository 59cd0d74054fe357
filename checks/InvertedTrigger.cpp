//===- InvertedTrigger.cpp - ctx-inverted-trigger -------------------------===//
//
// A trigger says whether this call made the request, or whether it had been
// made before; a registration says whether the callback will run. Which of them
// is true is in the model.
//
// Positive when the result is read, and the code says that it reads it the
// wrong way round:
//   - the branch for the first request says "already", the other one "first";
//   - the branch for the first request only leaves, and behind it the work is
//     waited for;
//   - the branch for a request that was made before is the only one that waits
//     for the work;
//   - the result is kept in, or returned by, something named for the opposite;
//   - the branch for a registered callback leaves with what says "cancelled".
// Negative when nothing says so, or the names and messages fit.
// Unknown when (silent)
//   - both branches say the same thing, or one says both.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/InScope.h"
#include "analysis/Loops.h"
#include "analysis/Observed.h"
#include "core/CheckRegistry.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::OpUse;
using model::Role;
using model::RoleSet;
using model::TriggerReturns;

constexpr CheckInfo Info = {
    "ctx-inverted-trigger",
    "the result of a trigger or registration is read the wrong way round",
    "",
    "X04",
    Severity::Warning,
    FixKind::Always,
    /*OnByDefault=*/true,
    "0.1",
    {},
    /*UnsafeFixes=*/true,
};

/// What a piece of code takes to be the case.
enum class Says : uint8_t {
  Nothing,
  First,   ///< this call made the request; the callback was registered
  Already, ///< a request had been made before
  Both
};

Says opposite(Says S) { return S == Says::First ? Says::Already : Says::First; }

struct Statement {
  Says What = Says::Nothing;
  std::string Text; ///< what says so
  SourceLocation At;

  void add(Says S, llvm::StringRef Said, SourceLocation Where) {
    if (S == Says::Nothing || S == What)
      return;
    if (What == Says::Nothing) {
      // A message goes into one line of ours.
      Said = Said.trim().take_until(
          [](char C) { return static_cast<unsigned char>(C) < ' '; });
      Text = Said.take_front(60).str() + (Said.size() > 60 ? "..." : "");
      At = Where;
      What = S;
    } else {
      What = Says::Both;
    }
  }
};

class InvertedTrigger : public Check {
public:
  InvertedTrigger(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

protected:
  void checkFunction(const FunctionDecl *F) override;

private:
  /// One read of a result.
  struct Reading {
    OpUse Op;
    const Expr *Value = nullptr; ///< the call
    /// What it is if the expression at hand is true.
    Says True = Says::First;
    /// The outermost expression that only negates it, or compares it.
    const Expr *Whole = nullptr;
  };

  void read(const OpUse &Op);
  void branches(const Reading &R, const Stmt *Then, const Stmt *Else,
                const Stmt *If, bool ThenSure, bool ElseSure);
  bool leavesBeforeJoin(const Reading &R, const Stmt *Branch, const Stmt *If);
  bool waitsOnlyThere(const Reading &R, const Stmt *Branch);
  void variable(const Reading &R, const VarDecl *V, bool Whole);
  void named(const Reading &R, llvm::StringRef Name, SourceLocation At,
             Says Said);
  Statement saidIn(const Stmt *Branch, bool Registration) const;
  DiagnosticBuilder claim(const Reading &R, llvm::StringRef Rest);
  void negate(const Reading &R, DiagnosticBuilder &D) const;

  const FunctionDecl *F = nullptr;
  const ParentMap *Parents = nullptr;
};

//===----------------------------------------------------------------------===//
// Words
//===----------------------------------------------------------------------===//

bool begins(llvm::StringRef Word,
            std::initializer_list<llvm::StringRef> Stems) {
  return llvm::any_of(Stems, [&](llvm::StringRef Stem) {
    return Word.substr(0, Stem.size()) == Stem;
  });
}

/// True for a word that is about asking work to end; what has ended, or was
/// closed, may be the work itself.
bool isStopWord(llvm::StringRef Word) {
  return begins(Word, {"stop", "cancel", "request", "shut", "quit", "interrupt",
                       "abort", "terminat", "ask"});
}

/// What \p Text, a name or a message, takes to be the case.
Says saidBy(llvm::StringRef Text) {
  auto Words = wordsOf(Text);
  bool First = false, Already = false;
  for (size_t I = 0; I != Words.size(); ++I) {
    // "already stopping", "already been asked to stop", "was already stopped"
    auto Near = [&](size_t Reach) {
      for (size_t N = I + 1; N < Words.size() && N <= I + Reach; ++N)
        if (isStopWord(Words[N]))
          return true;
      return false;
    };
    bool Alone = Words.size() == 1;
    // "wasn't" is two words.
    size_t Before = I && Words[I - 1] == "t" ? I - 1 : I;
    static const llvm::StringRef Negations[] = {"not", "wasn", "isn", "hadn",
                                                "never"};
    bool Not = Before && llvm::is_contained(Negations,
                                            llvm::StringRef(Words[Before - 1]));
    bool Asks = I && (Words[I - 1] == "is" || Words[I - 1] == "was");
    llvm::StringRef W = Words[I];
    if (W == "already")
      (Not ? First : Already) |= Alone || Near(3) || Words.size() == I + 1;
    else if (W == "previously" || W == "duplicate" || W == "redundant" ||
             W == "repeated")
      Already |= Alone || Near(2);
    else if ((W == "before" || W == "again" || W == "twice") &&
             I + 1 == Words.size()) // "cancelled before"
      Already |= (I && isStopWord(Words[I - 1])) ||
                 (I > 1 && isStopWord(Words[I - 2]));
    else if (W == "was" && I + 1 < Words.size())
      // "was stopping" is about the time before; "was stopped" need not be.
      Already |= isStopWord(Words[I + 1]) &&
                 llvm::StringRef(Words[I + 1]).take_back(3) == "ing";
    else if (W == "first" || W == "newly")
      (Not ? Already : First) |=
          Alone || Near(2) || (Asks && Words.size() == 2);
  }
  if (First == Already)
    return First ? Says::Both : Says::Nothing;
  return First ? Says::First : Says::Already;
}

/// What \p Name, of a variable that holds nothing but a result, takes to be the
/// case.
Says saidByVariable(llvm::StringRef Name) {
  Says Said = saidBy(Name);
  auto Words = wordsOf(Name);
  // "first_timeout"; but "first_failed" is about something else.
  if (Said != Says::Nothing || Words.size() < 2 || Words.front() != "first" ||
      llvm::any_of(Words, [](llvm::StringRef W) {
        return begins(W, {"fail", "err", "wrong", "bad", "miss", "not"});
      }))
    return Said;
  return Says::First;
}

/// True if \p Text says that work was cancelled, as an error code does.
bool saysCancelled(llvm::StringRef Text) {
  for (const std::string &W : wordsOf(Text))
    if (begins(W, {"cancelled", "canceled", "aborted"}))
      return true;
  return false;
}

} // namespace

/// What \p Branch says, by its messages and the names in it.
Statement InvertedTrigger::saidIn(const Stmt *Branch, bool Registration) const {
  Statement Out;
  auto Hear = [&](llvm::StringRef Text, const Expr *E) {
    Out.add(saidBy(Text), Text, E->getExprLoc());
    // Who is told that work was cancelled was not registered.
    if (Registration && saysCancelled(Text))
      Out.add(Says::Already, Text, E->getExprLoc());
  };
  if (!Branch)
    return Out;
  // What is set there is so from now on, not before.
  llvm::SmallPtrSet<const Expr *, 4> Set;
  forEachInFrame(Branch, [&](const Stmt *S) {
    if (const auto *B = dyn_cast<BinaryOperator>(S); B && B->isAssignmentOp())
      Set.insert(strip(B->getLHS()));
    if (const auto *O = dyn_cast<CXXOperatorCallExpr>(S);
        O && O->isAssignmentOp())
      Set.insert(strip(O->getArg(0)));
    if (const auto *E = dyn_cast<Expr>(S); E && Set.count(strip(E)))
      return false;
    if (isa<IfStmt, ConditionalOperator>(S) && S != Branch)
      return false; // that is about something else
    if (const auto *L = dyn_cast<StringLiteral>(S)) {
      if (L->getCharByteWidth() == 1)
        Hear(L->getString(), L);
    } else if (const auto *R = dyn_cast<DeclRefExpr>(S)) {
      if (R->getDecl()->getIdentifier())
        Hear(R->getDecl()->getName(), R);
    } else if (const auto *M = dyn_cast<MemberExpr>(S)) {
      if (M->getMemberDecl()->getIdentifier())
        Hear(M->getMemberDecl()->getName(), M);
    }
    return true;
  });
  return Out;
}

//===----------------------------------------------------------------------===//
// Reads
//===----------------------------------------------------------------------===//

void InvertedTrigger::checkFunction(const FunctionDecl *Function) {
  if (!bodyInReach(Function))
    return;
  F = Function;
  Parents = nullptr;
  forEachStmtOf(F, [&](const Stmt *S) {
    const auto *C = dyn_cast<CallExpr>(S);
    if (!C || !C->getType()->isBooleanType())
      return true;
    OpUse Op = roles().op(C, RoleSet{Role::Trigger, Role::Register});
    if (!Op || Op.Entry->Returns == TriggerReturns::Void)
      return true;
    if (!Parents)
      Parents = &services().parents(F);
    read(Op);
    return true;
  });
}

/// The value of \p E if it is `true` or `false`.
static std::optional<bool> literal(const Expr *E) {
  const auto *B = dyn_cast<CXXBoolLiteralExpr>(strip(E));
  return B ? std::optional<bool>(B->getValue()) : std::nullopt;
}

void InvertedTrigger::read(const OpUse &Op) {
  Reading R;
  R.Op = Op;
  R.Value = Op.E;
  R.Whole = Op.E;
  R.True = Op.Entry->Returns == TriggerReturns::AlreadyTrue ? Says::Already
                                                            : Says::First;
  bool ThenSure = true, ElseSure = true;
  const Stmt *Child = Op.E;
  for (const Stmt *P = userParent(*Parents, Child); P;
       Child = P, P = userParent(*Parents, Child)) {
    if (const auto *U = dyn_cast<UnaryOperator>(P)) {
      if (U->getOpcode() != UO_LNot || !ThenSure || !ElseSure)
        return;
      R.True = opposite(R.True);
      R.Whole = U;
      continue;
    }
    if (const auto *B = dyn_cast<BinaryOperator>(P)) {
      bool Left = strip(B->getLHS()) == strip(cast<Expr>(Child));
      if (B->isEqualityOp()) {
        std::optional<bool> Other = literal(Left ? B->getRHS() : B->getLHS());
        if (!Other || !ThenSure || !ElseSure)
          return;
        if ((B->getOpcode() == BO_EQ) != *Other)
          R.True = opposite(R.True);
        R.Whole = B;
        continue;
      }
      if (B->getOpcode() == BO_LAnd && ThenSure) {
        ElseSure = false; // something else may have been false
        continue;
      }
      if (B->getOpcode() == BO_LOr && ElseSure) {
        ThenSure = false;
        continue;
      }
      if (B->getOpcode() == BO_Assign && !Left && ThenSure && ElseSure) {
        const Expr *To = object(B->getLHS());
        if (const auto *M = dyn_cast_or_null<MemberExpr>(To))
          named(R, M->getMemberDecl()->getName(), M->getExprLoc(),
                saidBy(M->getMemberDecl()->getName()));
        else if (const auto *D = dyn_cast_or_null<DeclRefExpr>(To))
          named(R, D->getDecl()->getName(), D->getExprLoc(),
                saidByVariable(D->getDecl()->getName()));
      }
      return;
    }
    if (const auto *C = dyn_cast<ConditionalOperator>(P)) {
      if (strip(C->getCond()) == strip(cast<Expr>(Child)))
        branches(R, C->getTrueExpr(), C->getFalseExpr(), C, ThenSure, ElseSure);
      return;
    }
    if (const auto *If = dyn_cast<IfStmt>(P)) {
      if (If->getCond() && strip(If->getCond()) == strip(cast<Expr>(Child)))
        branches(R, If->getThen(), If->getElse(), If, ThenSure, ElseSure);
      return;
    }
    if (const auto *D = dyn_cast<DeclStmt>(P)) {
      // What is true only if the result is says no less by its name.
      for (const Decl *Each : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(Each);
            V && ThenSure && V->getInit() &&
            strip(V->getInit()) == strip(cast<Expr>(Child)))
          variable(R, V, ElseSure);
      return;
    }
    if (!ThenSure || !ElseSure)
      return;
    if (isa<ReturnStmt>(P)) {
      // A lambda has no name.
      for (const Stmt *Up = P; Up; Up = Parents->getParent(Up))
        if (isa<LambdaExpr>(Up))
          return;
      if (F->getIdentifier() && F->getReturnType()->isBooleanType())
        named(R, F->getName(), F->getLocation(), saidBy(F->getName()));
    }
    return;
  }
}

/// A variable that keeps the result: its name, or what is done with it; only
/// its name if it is not \p Whole, but also false for other reasons.
void InvertedTrigger::variable(const Reading &R, const VarDecl *V, bool Whole) {
  if (!V->getIdentifier() || !V->getType()->isBooleanType())
    return;
  if (Says Said = saidByVariable(V->getName()); Said != Says::Nothing)
    return named(R, V->getName(), V->getLocation(), Said);
  if (!Whole || writesTo(bodyInReach(F), V))
    return;
  forEachStmtOf(F, [&](const Stmt *S) {
    const auto *If = dyn_cast<IfStmt>(S);
    if (!If || !If->getCond())
      return true;
    Reading Later = R;
    const Expr *C = strip(If->getCond());
    if (const auto *U = dyn_cast<UnaryOperator>(C))
      if (U->getOpcode() == UO_LNot) {
        Later.True = opposite(Later.True);
        C = strip(U->getSubExpr());
      }
    const auto *Ref = dyn_cast<DeclRefExpr>(C);
    if (!Ref || Ref->getDecl() != V)
      return true;
    // Others may read the variable: the condition is what is wrong.
    Later.Whole = strip(If->getCond());
    branches(Later, If->getThen(), If->getElse(), If, true, true);
    return false;
  });
}

void InvertedTrigger::named(const Reading &R, llvm::StringRef Name,
                            SourceLocation At, Says Said) {
  if (Said == Says::Nothing || Said == Says::Both || Said == R.True)
    return;
  {
    auto D = claim(R, ("'" + Name + "' takes it for the opposite").str());
    negate(R, D);
  }
  if (At != R.Value->getExprLoc())
    diag(At, "'%0' is this", DiagnosticIDs::Note) << Name;
}

void InvertedTrigger::branches(const Reading &R, const Stmt *Then,
                               const Stmt *Else, const Stmt *If, bool ThenSure,
                               bool ElseSure) {
  bool Registration = R.Op.role() == Role::Register;
  Statement InThen = saidIn(Then, Registration);
  Statement InElse = saidIn(Else, Registration);
  // A registration that failed may well be told of in the other branch, too.
  if (InThen.What == InElse.What && InThen.What != Says::Nothing)
    return;
  auto Wrong = [&](const Statement &S, Says Case) {
    return S.What == opposite(Case);
  };
  const Statement *Found = nullptr;
  if (ThenSure && Wrong(InThen, R.True))
    Found = &InThen;
  else if (ElseSure && Wrong(InElse, opposite(R.True)))
    Found = &InElse;
  // The other branch may say that all is well.
  const Statement &Other = Found == &InThen ? InElse : InThen;
  Says OtherCase = Found == &InThen ? opposite(R.True) : R.True;
  if (Found && (Other.What == OtherCase || Other.What == Says::Both))
    return;
  if (Found) {
    {
      auto D = claim(R, "the branch for that says '" + Found->Text + "'");
      negate(R, D);
    }
    diag(Found->At, "it is said here", DiagnosticIDs::Note);
    return;
  }
  if (Registration || !isa<IfStmt>(If) || InThen.What != Says::Nothing ||
      InElse.What != Says::Nothing)
    return;
  if (ThenSure && R.True == Says::First && !Else)
    leavesBeforeJoin(R, Then, If);
  else if (ThenSure && ElseSure && R.True == Says::Already && !Else)
    waitsOnlyThere(R, Then);
}

/// Reports the branch for a request that was made before if the work is waited
/// for there, and nowhere else in the function: who asks first has to wait.
bool InvertedTrigger::waitsOnlyThere(const Reading &R, const Stmt *Branch) {
  const Expr *Asked = R.Op.receiver();
  const ValueDecl *Handle = Asked ? referenced(Asked) : nullptr;
  if (!Handle)
    return false;
  const Expr *Join = nullptr;
  unsigned Elsewhere = 0;
  forEachStmtOf(F, [&](const Stmt *S) {
    const auto *C = dyn_cast<CallExpr>(S);
    OpUse Op = C ? roles().op(C, Role::Join) : OpUse();
    if (!Op)
      return true;
    bool Inside = sources().isPointWithin(
        C->getExprLoc(), Branch->getBeginLoc(), Branch->getEndLoc());
    if (Inside && Op.receiver() && referenced(Op.receiver()) == Handle)
      Join = C;
    else
      ++Elsewhere;
    return true;
  });
  if (!Join || Elsewhere)
    return false;
  {
    auto D = claim(R, "the work is waited for only if it was asked before");
    negate(R, D);
  }
  diag(Join->getExprLoc(), "it is waited for here", DiagnosticIDs::Note);
  return true;
}

/// Reports a branch that only leaves, although it is the one that has to wait
/// for the work further down.
bool InvertedTrigger::leavesBeforeJoin(const Reading &R, const Stmt *Branch,
                                       const Stmt *If) {
  if (!alwaysLeaves(Branch))
    return false;
  bool Plain = true;
  forEachInFrame(Branch, [&](const Stmt *S) {
    Plain &= !isa<CallExpr, CXXThrowExpr>(S) || isa<CXXOperatorCallExpr>(S);
    return Plain;
  });
  const auto *Block = dyn_cast_or_null<CompoundStmt>(
      Parents->getParent(const_cast<Stmt *>(If)));
  if (!Plain || !Block)
    return false;
  const Expr *Join = nullptr;
  bool Behind = false;
  for (const Stmt *S : Block->body()) {
    if (Behind)
      forEachInFrame(S, [&](const Stmt *Inner) {
        const auto *C = dyn_cast<CallExpr>(Inner);
        if (!Join && C && roles().op(C, Role::Join))
          Join = C;
        return !Join;
      });
    Behind |= S == If;
  }
  if (!Join)
    return false;
  {
    auto D = claim(R, "the branch for that leaves before the work is waited "
                      "for");
    negate(R, D);
  }
  diag(Join->getExprLoc(), "it is waited for here", DiagnosticIDs::Note);
  return true;
}

//===----------------------------------------------------------------------===//
// Reports
//===----------------------------------------------------------------------===//

DiagnosticBuilder InvertedTrigger::claim(const Reading &R,
                                         llvm::StringRef Rest) {
  const auto *C = cast<CallExpr>(R.Value);
  const FunctionDecl *Callee = C->getDirectCallee();
  unsigned Kind = R.Op.Entry->Returns == TriggerReturns::FirstTrue     ? 0
                  : R.Op.Entry->Returns == TriggerReturns::AlreadyTrue ? 1
                                                                       : 2;
  return diag(R.Value->getExprLoc(),
              "'%0' returns true %select{for the call that makes the "
              "request|if the request was made before|if the callback was "
              "registered}1, but %2; negate it")
         << (Callee ? Callee->getNameAsString() : "this") << Kind << Rest.str();
}

void InvertedTrigger::negate(const Reading &R, DiagnosticBuilder &D) const {
  if (!canEdit(R.Whole->getSourceRange(), ast()))
    return;
  if (const auto *U = dyn_cast<UnaryOperator>(R.Whole)) {
    D << FixItHint::CreateRemoval(
        CharSourceRange::getTokenRange(U->getOperatorLoc()));
    return;
  }
  if (const auto *B = dyn_cast<BinaryOperator>(R.Whole)) {
    D << FixItHint::CreateReplacement(B->getOperatorLoc(),
                                      B->getOpcode() == BO_EQ ? "!=" : "==");
    return;
  }
  D << FixItHint::CreateInsertion(R.Whole->getBeginLoc(), "!");
}

namespace {
CTX_REGISTER_CHECK(InvertedTrigger, Info);
} // namespace

} // namespace ctx
