//===- InScope.cpp --------------------------------------------------------===//

#include "InScope.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "Observed.h"
#include "Roots.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include <memory>
#include <set>

using namespace clang;

namespace ctx::analysis {

using model::Form;
using model::Role;
using model::RoleIndex;
using model::RoleSet;
using model::TypeUse;

static const RoleSet Wanted{Role::Token, Role::Context, Role::Unified};

static bool isWanted(const TypeUse &Use) {
  return Use && Use.Roles.hasAny(Wanted) && !Use.hasForm(Form::Weak);
}

void forEachStmtOf(const FunctionDecl *F,
                   llvm::function_ref<bool(const Stmt *)> Visit) {
  if (const auto *C = dyn_cast<CXXConstructorDecl>(F))
    for (const CXXCtorInitializer *I : C->inits())
      if (I->isWritten())
        forEachStmt(I->getInit(), Visit);
  forEachStmt(F->getBody(), Visit);
}

//===----------------------------------------------------------------------===//
// Lambdas
//===----------------------------------------------------------------------===//

/// Standard functions that keep or run a callable later; the others call it
/// before they return.
static bool keepsCallable(llvm::StringRef StdFunction) {
  return hasPhrase(StdFunction,
                   {"async", "bind", "make", "move", "forward", "ref",
                    "exchange", "mem fn", "not fn", "as const", "swap"});
}

static bool callsItsArguments(const CallExpr *C) {
  const FunctionDecl *F = C->getDirectCallee();
  if (!F || !isInStd(F))
    return false;
  if (const auto *M = dyn_cast<CXXMethodDecl>(F)) {
    if (isa<CXXOperatorCallExpr>(C)) {
      // The algorithms of std::ranges are objects.
      const CXXRecordDecl *R = M->getParent();
      return R->isEmpty() &&
             cast<CXXOperatorCallExpr>(C)->getOperator() == OO_Call;
    }
    return M->getIdentifier() &&
           hasPhrase(M->getName(), {"wait", "sort", "remove if", "and then",
                                    "transform", "or else"});
  }
  return F->getIdentifier() && !keepsCallable(F->getName());
}

bool runsInPlace(const LambdaExpr *Lambda, const ParentMap &Parents,
                 const Stmt *Body) {
  const Stmt *P = userParent(Parents, Lambda);
  if (const auto *C = dyn_cast_or_null<CallExpr>(P)) {
    if (strip(C->getCallee()) == Lambda)
      return true;
    if (const auto *O = dyn_cast<CXXOperatorCallExpr>(C))
      if (O->getOperator() == OO_Call && strip(O->getArg(0)) == Lambda)
        return true;
    return callsItsArguments(C);
  }
  const auto *DS = dyn_cast_or_null<DeclStmt>(P);
  if (!DS || !DS->isSingleDecl())
    return false;
  const auto *V = dyn_cast<VarDecl>(DS->getSingleDecl());
  if (!V || !V->isLocalVarDecl() || V->isStaticLocal() || !V->getInit() ||
      strip(V->getInit()) != Lambda)
    return false;
  bool OnlyCalled = true;
  forEachStmt(Body, [&](const Stmt *S) {
    if (const auto *L = dyn_cast<LambdaExpr>(S))
      OnlyCalled &= llvm::none_of(L->captures(), [&](const LambdaCapture &C) {
        return C.capturesVariable() && C.getCapturedVar() == V;
      });
    const auto *D = dyn_cast<DeclRefExpr>(S);
    if (!D || D->getDecl() != V)
      return OnlyCalled;
    const Stmt *User = userParent(Parents, D);
    const auto *O = dyn_cast_or_null<CXXOperatorCallExpr>(User);
    if (O && O->getOperator() == OO_Call && strip(O->getArg(0)) == D)
      return OnlyCalled;
    const auto *C = dyn_cast_or_null<CallExpr>(User);
    OnlyCalled &= C && callsItsArguments(C);
    return OnlyCalled;
  });
  return OnlyCalled;
}

//===----------------------------------------------------------------------===//
// Null or not
//===----------------------------------------------------------------------===//

namespace {
enum class NullTest : uint8_t { None, IfTrue, IfFalse };
} // namespace

/// Which outcome of \p E means that \p D is null, if \p E is that test alone.
static NullTest nullTest(const Expr *E, const ValueDecl *D) {
  E = strip(E);
  if (const auto *U = dyn_cast<UnaryOperator>(E))
    if (U->getOpcode() == UO_LNot) {
      NullTest T = nullTest(U->getSubExpr(), D);
      return T == NullTest::None     ? T
             : T == NullTest::IfTrue ? NullTest::IfFalse
                                     : NullTest::IfTrue;
    }
  auto IsNull = [](const Expr *N) {
    N = N->IgnoreParenImpCasts();
    return isa<CXXNullPtrLiteralExpr, GNUNullExpr>(N) ||
           (isa<IntegerLiteral>(N) && cast<IntegerLiteral>(N)->getValue() == 0);
  };
  if (const auto *B = dyn_cast<BinaryOperator>(E))
    if (B->isEqualityOp() &&
        ((referenced(B->getLHS()) == D && IsNull(B->getRHS())) ||
         (referenced(B->getRHS()) == D && IsNull(B->getLHS()))))
      return B->getOpcode() == BO_EQ ? NullTest::IfTrue : NullTest::IfFalse;
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(E))
    if (O->getNumArgs() == 2 && (O->getOperator() == OO_EqualEqual ||
                                 O->getOperator() == OO_ExclaimEqual))
      if (referenced(O->getArg(0)) == D || referenced(O->getArg(1)) == D)
        return O->getOperator() == OO_EqualEqual ? NullTest::IfTrue
                                                 : NullTest::IfFalse;
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(E))
    if (const CXXMethodDecl *Method = M->getMethodDecl())
      if ((isa<CXXConversionDecl>(Method) ||
           (Method->getIdentifier() && Method->getName() == "has_value")) &&
          referenced(M->getImplicitObjectArgument()) == D)
        return NullTest::IfFalse;
  if (const auto *C = dyn_cast<CastExpr>(E); C && C->getType()->isBooleanType())
    return nullTest(C->getSubExpr(), D);
  if (const auto *R = dyn_cast<DeclRefExpr>(E); R && R->getDecl() == D)
    return NullTest::IfFalse;
  if (isMemberOfThis(E) && cast<MemberExpr>(E)->getMemberDecl() == D)
    return NullTest::IfFalse;
  return NullTest::None;
}

/// True if \p D is not null where \p Condition came out as \p Value.
static bool impliesPresent(const Expr *Condition, bool Value,
                           const ValueDecl *D) {
  const Expr *E = strip(Condition);
  if (const auto *U = dyn_cast<UnaryOperator>(E);
      U && U->getOpcode() == UO_LNot)
    return impliesPresent(U->getSubExpr(), !Value, D);
  if (const auto *B = dyn_cast<BinaryOperator>(E); B && B->isLogicalOp()) {
    bool Left = impliesPresent(B->getLHS(), Value, D);
    bool Right = impliesPresent(B->getRHS(), Value, D);
    // Of a true `&&` both sides are true, of a false `||` both are false.
    return (B->getOpcode() == BO_LAnd) == Value ? Left || Right : Left && Right;
  }
  return nullTest(E, D) == (Value ? NullTest::IfFalse : NullTest::IfTrue);
}

/// Calls \p Visit for each declaration that \p Root mentions, as mentioned.
static void forEachMention(const Stmt *Root,
                           llvm::function_ref<void(const ValueDecl *)> Visit) {
  forEachStmt(Root, [&](const Stmt *S) {
    if (const auto *R = dyn_cast<DeclRefExpr>(S))
      Visit(R->getDecl());
    else if (const auto *M = dyn_cast<MemberExpr>(S))
      Visit(M->getMemberDecl());
    return true;
  });
}

//===----------------------------------------------------------------------===//
// Collecting
//===----------------------------------------------------------------------===//

namespace {

/// A variable that a token or context could be in, and what it is made from.
struct ScopeVariable {
  const ValueDecl *Named = nullptr;
  /// Canonical declarations that the initializer mentions, if it can make the
  /// variable one of theirs; else empty.
  llvm::SmallVector<const ValueDecl *, 2> From;
};

/// What one block or statement declares, asked once however many places are
/// behind it.
struct ScopeBlock {
  struct Entry {
    unsigned Index; ///< of the statement
    const ScopeVariable *Variable;
  };
  using Indices = llvm::DenseMap<const ValueDecl *, unsigned>;

  llvm::DenseMap<const Stmt *, unsigned> Order;
  /// The statement that declares a name first.
  llvm::DenseMap<const IdentifierInfo *, unsigned> Names;
  std::vector<Entry> Variables; ///< those that matter, last first
  /// Behind which statement a variable is known to be null, or not to be.
  Indices Null, Present;

  /// The place of \p Child in the block; behind its end if it is not there.
  unsigned indexOf(const Stmt *Child) const {
    auto It = Order.find(Child);
    return It == Order.end() ? ~0U : It->second;
  }
  static bool isBehind(const Indices &Facts, const ValueDecl *D,
                       unsigned Index) {
    auto It = Facts.find(D);
    return It != Facts.end() && It->second < Index;
  }
};

/// A field that methods have in scope.
struct ScopeField {
  const ValueDecl *Decl;
  bool NeedsThis;
};

/// What does not depend on the place: known once per function.
struct ScopeMemory {
  struct Spoiler {
    bool Overwritten = false; ///< with something that it is not made from
    llvm::SmallVector<SourceLocation, 1> Moves;
  };
  using Question = std::pair<const Stmt *, const ValueDecl *>;
  bool Walked = false;
  llvm::DenseMap<const ValueDecl *, Spoiler> Spoilers;
  llvm::DenseMap<const LambdaExpr *, bool> InPlace;
  bool SoughtTests = false;
  llvm::DenseSet<const ValueDecl *> Tested; ///< for null, anywhere
  llvm::DenseMap<const CompoundStmt *, std::unique_ptr<ScopeBlock>> Blocks;
  /// Null for a variable that no token could be in.
  llvm::DenseMap<const ValueDecl *, std::unique_ptr<ScopeVariable>> Variables;
  /// For each block and branch, what is around it.
  llvm::DenseMap<Question, bool> KnownNull, KnownPresent;
  bool SoughtFields = false;
  std::vector<ScopeField> Fields; ///< those with something to use
  llvm::DenseMap<const ValueDecl *, bool> NeedsThis; ///< of all fields
  llvm::DenseMap<const ValueDecl *, std::unique_ptr<std::vector<Candidate>>>
      Derived;
};

/// Walks from one place outwards and gathers what it passes.
class Collector {
public:
  Collector(const FunctionDecl *F, const ParentMap &Parents,
            const RoleIndex &Roles, const Stmt *Where)
      : F(F), Parents(Parents), Roles(Roles), Where(Where),
        Context(F->getASTContext()), Memory(Roles.remembered<ScopeMemory>(F)) {}

  llvm::SmallVector<Candidate, 4> collect();

private:
  struct Local {
    const ScopeVariable *Variable;
    bool Usable, Deferred;
  };
  /// A block that the place is in.
  struct Passed {
    const ScopeBlock *Block;
    unsigned End; ///< the statement that the place is in
  };

  void climb();
  void leaveLambda(const LambdaExpr *L);
  void addParameters(const FunctionDecl *Function);
  void addLocals(const Decl *D);
  void addVariable(const ScopeVariable *V);
  void addLinkedLocals();
  void addFields();
  bool isFieldInScope(const ValueDecl *D) const;
  const std::vector<Candidate> &derived(const ValueDecl *Base);
  void add(const ValueDecl *D, CandidateKind Kind);
  void dropSpoiled();
  bool capturedBy(const LambdaExpr *L, const VarDecl *V) const;
  bool usableHere(const ValueDecl *D) const;
  bool spoiled(const ValueDecl *D) const;
  bool knownNull(const ValueDecl *D) const;

  const FunctionDecl *F;
  const ParentMap &Parents;
  const RoleIndex &Roles;
  const Stmt *Where;
  ASTContext &Context;
  ScopeMemory &Memory;

  llvm::SmallVector<Candidate, 4> Found;
  llvm::SmallVector<const ValueDecl *, 8> Owners; ///< for derived candidates
  std::vector<Local> Locals;                      ///< innermost block first
  /// What is declared between the place and here: in blocks, and elsewhere.
  llvm::SmallVector<Passed, 4> Blocks;
  llvm::SmallPtrSet<const IdentifierInfo *, 8> Names;
  llvm::SmallVector<const LambdaExpr *, 2> Crossed; ///< innermost first
  bool Deferred = false;
  bool Ended = false;
  bool HasThis = true;
  bool HasFields = false;
};

} // namespace

/// The names that \p V declares: itself, or its bindings.
static void forEachName(const VarDecl *V,
                        llvm::function_ref<void(const ValueDecl *)> Visit) {
  const auto *Tuple = dyn_cast<DecompositionDecl>(V);
  if (!Tuple)
    return Visit(V);
  for (const BindingDecl *B : Tuple->bindings())
    Visit(B);
}

/// Null if no token in scope can be in \p Named, which \p Init initializes.
static std::unique_ptr<ScopeVariable>
makeVariable(const ValueDecl *Named, const Expr *Init, const RoleIndex &Roles) {
  if (!Init || !isWanted(Roles.type(Named)) ||
      (!isa<BindingDecl>(Named) && rootOf(Init, Roles)))
    return nullptr;
  // Any call may get something else out of what it is given; a token taken
  // from a source or a child made by an operation is known to be linked, and so
  // is a copy.
  const Expr *Made = strip(Init);
  if (isa<CallExpr>(Made) && !isa<CXXMemberCallExpr>(Made) &&
      !Roles.op(Made, {Role::GetToken, Role::Derive, Role::DeriveDeadline,
                       Role::DeriveValue, Role::Merge}))
    return nullptr;
  auto Out = std::make_unique<ScopeVariable>();
  Out->Named = Named;
  llvm::SmallPtrSet<const ValueDecl *, 4> Seen;
  forEachMention(Init, [&](const ValueDecl *D) {
    D = cast<ValueDecl>(D->getCanonicalDecl());
    if (Seen.insert(D).second)
      Out->From.push_back(D);
  });
  return Out;
}

static const ScopeVariable *variableOf(const ValueDecl *Named, const Expr *Init,
                                       ScopeMemory &Memory,
                                       const RoleIndex &Roles) {
  auto Inserted = Memory.Variables.try_emplace(Named);
  if (Inserted.second)
    Inserted.first->second = makeVariable(Named, Init, Roles);
  return Inserted.first->second.get();
}

/// Notes what is null, or not, behind \p S because otherwise control leaves.
static void addTests(const Stmt *S, unsigned Index, ScopeBlock &Out) {
  const auto *I = dyn_cast<IfStmt>(S);
  const auto *E = dyn_cast<Expr>(S);
  const auto *C = dyn_cast_or_null<ConditionalOperator>(
      E ? E->IgnoreParenCasts() : nullptr);
  if (I && I->getCond()) {
    // `if (ctx) return f(*ctx);` leaves only null behind it, `if (!st) return;`
    // everything else.
    const Expr *Condition = I->getCond();
    bool Then = alwaysLeaves(I->getThen()), Else = alwaysLeaves(I->getElse());
    if (!Then && !Else)
      return;
    forEachMention(Condition, [&](const ValueDecl *D) {
      NullTest T = nullTest(Condition, D);
      if ((T == NullTest::IfFalse && Then) || (T == NullTest::IfTrue && Else))
        Out.Null.try_emplace(D, Index);
      if ((Then && impliesPresent(Condition, false, D)) ||
          (Else && impliesPresent(Condition, true, D)))
        Out.Present.try_emplace(D, Index);
    });
  } else if (C && alwaysLeaves(C->getFalseExpr())) { // assert(st)
    forEachMention(C->getCond(), [&](const ValueDecl *D) {
      if (impliesPresent(C->getCond(), true, D))
        Out.Present.try_emplace(D, Index);
    });
  }
}

/// What is known of \p Block, found out on first use.
static const ScopeBlock &blockOf(const CompoundStmt *Block, ScopeMemory &Memory,
                                 const RoleIndex &Roles) {
  std::unique_ptr<ScopeBlock> &Slot = Memory.Blocks[Block];
  if (Slot)
    return *Slot;
  Slot = std::make_unique<ScopeBlock>();
  ScopeBlock &Out = *Slot;
  std::vector<std::pair<unsigned, const VarDecl *>> Declared;
  unsigned Index = 0;
  for (const Stmt *S : Block->body()) {
    Out.Order.try_emplace(S, Index);
    addTests(S, Index, Out);
    if (const auto *DS = dyn_cast<DeclStmt>(S))
      for (const Decl *D : DS->decls())
        if (const auto *V = dyn_cast<VarDecl>(D))
          Declared.push_back({Index, V});
    ++Index;
  }
  for (const auto &D : llvm::reverse(Declared))
    forEachName(D.second, [&](const ValueDecl *Named) {
      if (const IdentifierInfo *Name = Named->getIdentifier())
        Out.Names[Name] = D.first; // the first declaration is met last
      if (const ScopeVariable *V =
              variableOf(Named, D.second->getInit(), Memory, Roles))
        Out.Variables.push_back({D.first, V});
    });
  return Out;
}

/// True if \p Says is true of something around \p Where and of its child on
/// the way to \p Where. \p Known keeps the answers about \p D.
static bool
anyAround(const Stmt *Where, const ValueDecl *D, const ParentMap &Parents,
          llvm::DenseMap<ScopeMemory::Question, bool> &Known,
          llvm::function_ref<bool(const Stmt *, const Stmt *)> Says) {
  llvm::SmallVector<const Stmt *, 8> Passed;
  bool Found = false;
  const Stmt *Child = Where;
  for (const Stmt *P = Parents.getParent(Where); P && !Found;
       Child = P, P = Parents.getParent(P)) {
    Found = Says(P, Child);
    if (Found || !isa<CompoundStmt, IfStmt>(P))
      continue;
    // From here on the answer is the same for everything inside.
    auto It = Known.find({P, D});
    if (It != Known.end()) {
      Found = It->second;
      break;
    }
    Passed.push_back(P);
  }
  for (const Stmt *P : Passed)
    Known[{P, D}] = Found;
  return Found;
}

/// True if \p L captures \p V, or would if its body used it.
bool Collector::capturedBy(const LambdaExpr *L, const VarDecl *V) const {
  for (const LambdaCapture &C : L->captures())
    if (C.capturesVariable() && C.getCapturedVar() == V)
      return true;
  return L->getCaptureDefault() != LCD_None;
}

bool Collector::usableHere(const ValueDecl *D) const {
  if (const IdentifierInfo *Name = D->getIdentifier()) {
    if (Names.count(Name))
      return false;
    for (const Passed &P : Blocks) {
      auto It = P.Block->Names.find(Name);
      if (It != P.Block->Names.end() && It->second < P.End)
        return false;
    }
  }
  const auto *V = dyn_cast<VarDecl>(D);
  if (!V || V->hasGlobalStorage())
    return true;
  return llvm::all_of(Crossed,
                      [&](const LambdaExpr *L) { return capturedBy(L, V); });
}

/// Notes every assignment and move in \p F, in one walk.
static void findSpoilers(const FunctionDecl *F, const ParentMap &Parents,
                         ScopeMemory &Memory) {
  forEachStmtOf(F, [&](const Stmt *S) {
    const auto *R = dyn_cast<DeclRefExpr>(S);
    if (!R)
      return true;
    const ValueDecl *D = R->getDecl();
    const Stmt *P = Parents.getParentIgnoreParenImpCasts(const_cast<Stmt *>(S));
    if (const auto *C = dyn_cast_or_null<CallExpr>(P)) {
      const FunctionDecl *Callee = C->getDirectCallee();
      if (Callee && Callee->isInStdNamespace() && Callee->getIdentifier() &&
          Callee->getName() == "move" && C->getNumArgs() == 1)
        Memory.Spoilers[D].Moves.push_back(S->getBeginLoc());
      const auto *O = dyn_cast<CXXOperatorCallExpr>(C);
      if (O && O->getOperator() == OO_Equal && O->getNumArgs() == 2 &&
          O->getArg(0)->IgnoreParenImpCasts() == R &&
          !mentions(O->getArg(1), D))
        Memory.Spoilers[D].Overwritten = true;
    } else if (const auto *B = dyn_cast_or_null<BinaryOperator>(P)) {
      if (B->getOpcode() == BO_Assign &&
          B->getLHS()->IgnoreParenImpCasts() == R && !mentions(B->getRHS(), D))
        Memory.Spoilers[D].Overwritten = true;
    }
    return true;
  });
}

/// True if \p D no longer is what it was when it came in.
bool Collector::spoiled(const ValueDecl *D) const {
  if (!Memory.Walked) {
    Memory.Walked = true;
    findSpoilers(F, Parents, Memory);
  }
  auto It = Memory.Spoilers.find(D);
  if (It == Memory.Spoilers.end())
    return false;
  const SourceManager &SM = Context.getSourceManager();
  SourceLocation Here = Where->getBeginLoc();
  return It->second.Overwritten ||
         llvm::any_of(It->second.Moves, [&](SourceLocation Move) {
           return SM.isBeforeInTranslationUnit(Move, Here);
         });
}

/// True if a test of \p D (for null, or whether it can be stopped at all) on
/// the way to the place may have said no: the root is then the fallback.
bool Collector::knownNull(const ValueDecl *D) const {
  auto Asks = [&](const Expr *Condition) {
    // In a bigger condition any look at the object that is not a poll may be
    // such a test.
    bool Found = false;
    forEachStmt(Condition, [&](const Stmt *S) {
      const auto *E = dyn_cast<Expr>(S);
      if (!E || Found)
        return false;
      if (Roles.op(E, {Role::Poll, Role::PollStatus, Role::PollThrow}))
        return false;
      if (nullTest(E, D) != NullTest::None && E->getType()->isBooleanType())
        Found = true;
      model::OpUse Op = Roles.op(E, Role::CanCancel);
      if (Op && Op.receiver() && mentions(Op.receiver(), D))
        Found = true;
      return !Found;
    });
    return Found;
  };
  auto SaysNull = [&](const Stmt *P, const Stmt *Child) {
    const Expr *Condition = nullptr;
    bool InTrue = false;
    if (const auto *I = dyn_cast<IfStmt>(P)) {
      if (Child == I->getThen() || Child == I->getElse())
        Condition = I->getCond();
      InTrue = Child == I->getThen();
    } else if (const auto *C = dyn_cast<ConditionalOperator>(P)) {
      if (Child != C->getCond())
        Condition = C->getCond();
      InTrue = Child == C->getTrueExpr();
    } else if (const auto *Block = dyn_cast<CompoundStmt>(P)) {
      const ScopeBlock &Known = blockOf(Block, Memory, Roles);
      return ScopeBlock::isBehind(Known.Null, D, Known.indexOf(Child));
    }
    if (!Condition)
      return false;
    NullTest T = nullTest(Condition, D);
    return T == NullTest::None ? Asks(Condition)
                               : (T == NullTest::IfTrue) == InTrue;
  };
  return anyAround(Where, D, Parents, Memory.KnownNull, SaysNull);
}

void Collector::add(const ValueDecl *D, CandidateKind Kind) {
  Candidate C;
  C.Use = Roles.type(D);
  if (!isWanted(C.Use))
    return;
  C.Kind = Kind;
  C.Decl = D;
  C.Type = D->getType().getNonReferenceType();
  C.Text = D->getNameAsString();
  C.Deferred = Deferred;
  C.Usable = usableHere(D);
  Found.push_back(std::move(C));
}

static bool isIgnored(const ParmVarDecl *P) {
  return !P->getIdentifier() || P->hasAttr<UnusedAttr>();
}

void Collector::addParameters(const FunctionDecl *Function) {
  for (const ParmVarDecl *P : Function->parameters()) {
    if (isIgnored(P))
      continue;
    add(P, Crossed.empty() ? CandidateKind::Parameter : CandidateKind::Capture);
    if (usableHere(P))
      Owners.push_back(P);
  }
  for (const ParmVarDecl *P : Function->parameters())
    if (P->getIdentifier())
      Names.insert(P->getIdentifier());
}

void Collector::addVariable(const ScopeVariable *V) {
  if (V)
    Locals.push_back({V, usableHere(V->Named), Deferred});
}

void Collector::addLocals(const Decl *D) {
  const auto *V = dyn_cast<VarDecl>(D);
  if (!V)
    return;
  forEachName(V, [&](const ValueDecl *Named) {
    addVariable(variableOf(Named, V->getInit(), Memory, Roles));
  });
  forEachName(V, [&](const ValueDecl *Named) {
    if (Named->getIdentifier())
      Names.insert(Named->getIdentifier());
  });
}

/// What a lambda's boundary lets through.
void Collector::leaveLambda(const LambdaExpr *L) {
  const CXXMethodDecl *Operator = L->getCallOperator();
  addParameters(Operator);
  bool OwnScope =
      llvm::any_of(Operator->parameters(), [&](const ParmVarDecl *P) {
        return isWanted(Roles.type(P));
      });
  HasThis &=
      llvm::any_of(L->captures(),
                   [](const LambdaCapture &C) { return C.capturesThis(); }) ||
      L->getCaptureDefault() != LCD_None;
  if (OwnScope) {
    Ended = true;
    return;
  }
  auto Inserted = Memory.InPlace.try_emplace(L, false);
  if (Inserted.second) {
    const Stmt *Top = L; // the body, or an initialiser
    while (const Stmt *P = Parents.getParent(Top))
      Top = P;
    Inserted.first->second = runsInPlace(L, Parents, Top);
  }
  bool InPlace = Inserted.first->second;
  if (!InPlace) {
    Deferred = true;
    Crossed.push_back(L);
    // Only what is captured is known to be there when the body runs.
    for (const LambdaCapture &C : L->captures()) {
      if (!C.capturesVariable())
        continue;
      const ValueDecl *V = C.getCapturedVar();
      const auto *Var = dyn_cast<VarDecl>(V);
      if (Var && Var->isInitCapture()) {
        if (!rootOf(Var->getInit(), Roles))
          add(Var, CandidateKind::Capture);
        continue;
      }
      const auto *P = dyn_cast<ParmVarDecl>(V);
      if (P ? !isIgnored(P) : bool(Var))
        if (!Var || P)
          add(V, CandidateKind::Capture);
    }
    Ended = true;
    return;
  }
  for (const LambdaCapture &C : L->captures())
    if (C.capturesVariable())
      if (const auto *V = dyn_cast<VarDecl>(C.getCapturedVar()))
        if (V->isInitCapture())
          addLocals(V);
  Crossed.push_back(L);
}

void Collector::climb() {
  const Stmt *Child = Where;
  for (const Stmt *P = Parents.getParent(Where); P && !Ended;
       Child = P, P = Parents.getParent(P)) {
    if (const auto *Block = dyn_cast<CompoundStmt>(P)) {
      const ScopeBlock &Known = blockOf(Block, Memory, Roles);
      unsigned End = Known.indexOf(Child);
      for (const ScopeBlock::Entry &E : Known.Variables)
        if (E.Index < End)
          addVariable(E.Variable);
      Blocks.push_back({&Known, End});
    } else if (const auto *R = dyn_cast<CXXForRangeStmt>(P)) {
      if (Child == R->getBody() && R->getLoopVariable())
        addLocals(R->getLoopVariable());
    } else if (const auto *For = dyn_cast<ForStmt>(P)) {
      if (const auto *DS = dyn_cast_or_null<DeclStmt>(For->getInit()))
        if (Child != DS)
          for (const Decl *D : DS->decls())
            addLocals(D);
    } else if (const auto *If = dyn_cast<IfStmt>(P)) {
      if (If->getConditionVariable() && Child != If->getInit())
        addLocals(If->getConditionVariable());
      if (const auto *DS = dyn_cast_or_null<DeclStmt>(If->getInit()))
        if (Child != DS)
          for (const Decl *D : DS->decls())
            addLocals(D);
    } else if (const auto *L = dyn_cast<LambdaExpr>(P)) {
      if (Child == L->getBody())
        leaveLambda(L);
    }
  }
  if (!Ended)
    addParameters(F);
}

/// Locals come last: only those that were made from something in scope count.
void Collector::addLinkedLocals() {
  if (Locals.empty())
    return;
  llvm::SmallPtrSet<const ValueDecl *, 8> Linked;
  for (const Candidate &C : Found)
    Linked.insert(cast<ValueDecl>(C.Decl->getCanonicalDecl()));
  for (const ValueDecl *O : Owners)
    Linked.insert(cast<ValueDecl>(O->getCanonicalDecl()));
  llvm::DenseMap<const ValueDecl *, llvm::SmallVector<unsigned, 2>> Users;
  // Rounds over all locals, in each of which those are added that mention one
  // that is linked by then. The least is next.
  std::set<std::pair<unsigned, unsigned>> Next; ///< round, index
  for (unsigned I = 0; I != Locals.size(); ++I) {
    bool Now = false;
    for (const ValueDecl *D : Locals[I].Variable->From) {
      Users[D].push_back(I);
      Now |= Linked.count(D) || isFieldInScope(D);
    }
    if (Now)
      Next.insert({0, I});
  }
  while (!Next.empty()) {
    auto [Round, Index] = *Next.begin();
    Next.erase(Next.begin());
    const Local &L = Locals[Index];
    const ValueDecl *Named = L.Variable->Named;
    const auto *Canonical = cast<ValueDecl>(Named->getCanonicalDecl());
    if (!Linked.insert(Canonical).second)
      continue;
    Candidate C;
    C.Kind = CandidateKind::Local;
    C.Decl = Named;
    C.Use = Roles.type(Named);
    C.Type = Named->getType().getNonReferenceType();
    C.Text = Named->getNameAsString();
    C.Usable = L.Usable;
    C.Deferred = L.Deferred;
    Found.push_back(std::move(C));
    auto It = Users.find(Canonical);
    if (It != Users.end())
      for (unsigned User : It->second)
        Next.insert({User > Index ? Round : Round + 1, User});
  }
}

/// Calls \p Visit for the fields that methods of \p R have in scope, those of
/// its bases included, with whether they need an object.
static void
forEachField(const CXXRecordDecl *R, bool Own, unsigned Depth,
             llvm::function_ref<void(const ValueDecl *, bool)> Visit) {
  R = R->getDefinition();
  if (!R || Depth > 4 || isInStd(R))
    return;
  auto Consider = [&](const ValueDecl *D, bool NeedsThis) {
    if (D->getIdentifier() && (Own || D->getAccess() != AS_private))
      Visit(D, NeedsThis);
  };
  for (const Decl *D : R->decls()) {
    if (const auto *Field = dyn_cast<FieldDecl>(D)) {
      Consider(Field, true);
    } else if (const auto *Static = dyn_cast<VarDecl>(D)) {
      if (!Static->isConstexpr() && !Static->getType().isConstQualified())
        Consider(Static, false);
    }
  }
  for (const CXXBaseSpecifier &B : R->bases())
    if (B.getAccessSpecifier() != AS_private)
      if (const CXXRecordDecl *Base = B.getType()->getAsCXXRecordDecl())
        forEachField(Base, false, Depth + 1, Visit);
}

void Collector::addFields() {
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  // Before the body of a constructor is through, a field is not what it will
  // be; in a destructor it is no longer.
  if (!M || isa<CXXConstructorDecl, CXXDestructorDecl>(M))
    return;
  if (!Memory.SoughtFields) {
    Memory.SoughtFields = true;
    forEachField(M->getParent(), true, 0,
                 [&](const ValueDecl *D, bool NeedsThis) {
                   if (NeedsThis && M->isStatic())
                     return;
                   Memory.NeedsThis.try_emplace(
                       cast<ValueDecl>(D->getCanonicalDecl()), NeedsThis);
                   if (isWanted(Roles.type(D)) || !derived(D).empty())
                     Memory.Fields.push_back({D, NeedsThis});
                 });
  }
  HasFields = true;
  for (const ScopeField &Field : Memory.Fields) {
    if (Field.NeedsThis && !HasThis)
      continue;
    add(Field.Decl, CandidateKind::Field);
    if (usableHere(Field.Decl))
      Owners.push_back(Field.Decl);
  }
}

/// True if something may have been made from the field \p D, whatever it is.
bool Collector::isFieldInScope(const ValueDecl *D) const {
  if (!HasFields)
    return false;
  auto It = Memory.NeedsThis.find(D);
  return It != Memory.NeedsThis.end() && (HasThis || !It->second) &&
         usableHere(D);
}

/// The member of \p R called \p Name, through its bases.
static const NamedDecl *memberNamed(const CXXRecordDecl *R,
                                    llvm::StringRef Name, ASTContext &Context,
                                    unsigned Depth = 0) {
  R = R->getDefinition();
  auto Id = Context.Idents.find(Name);
  if (!R || Id == Context.Idents.end() || Depth > 8)
    return nullptr;
  for (NamedDecl *D : R->lookup(DeclarationName(Id->second)))
    return D->getUnderlyingDecl();
  for (const CXXBaseSpecifier &B : R->bases())
    if (const CXXRecordDecl *Base = B.getType()->getAsCXXRecordDecl())
      if (const NamedDecl *D = memberNamed(Base, Name, Context, Depth + 1))
        return D;
  return nullptr;
}

/// The class behind pointers and smart pointers, and how to get at members.
static const CXXRecordDecl *pointee(QualType T, const TypeUse &Use,
                                    bool &Arrow) {
  T = T.getNonReferenceType();
  Arrow = false;
  if (Use) {
    Arrow = Use.mayBeNull();
    return Use.Bare->getAsCXXRecordDecl();
  }
  if (T->isPointerType()) {
    Arrow = true;
    T = T->getPointeeType();
  } else if (const CXXRecordDecl *R = T->getAsCXXRecordDecl();
             R && R->getIdentifier() && isInStd(R) &&
             (R->getName() == "shared_ptr" || R->getName() == "unique_ptr")) {
    Arrow = true;
    const auto *S = dyn_cast<ClassTemplateSpecializationDecl>(R);
    if (!S || S->getTemplateArgs()[0].getKind() != TemplateArgument::Type)
      return nullptr;
    T = S->getTemplateArgs()[0].getAsType();
  }
  return T->getAsCXXRecordDecl();
}

/// What is one step away from \p Base.
static std::vector<Candidate> derivedFrom(const ValueDecl *Base,
                                          const RoleIndex &Roles) {
  std::vector<Candidate> Found;
  ASTContext &Context = Base->getASTContext();
  TypeUse Use = Roles.type(Base);
  if (Use.hasForm(Form::Weak))
    return Found;
  bool Arrow = false;
  const CXXRecordDecl *R = pointee(Base->getType(), Use, Arrow);
  if (!R || !R->hasDefinition())
    return Found;
  std::string Prefix = Base->getNameAsString() + (Arrow ? "->" : ".");
  auto Push = [&](QualType Result, llvm::StringRef Name, const char *Call) {
    TypeUse Made = Roles.type(Result);
    if (!isWanted(Made))
      return;
    Candidate C;
    C.Decl = Base;
    C.Kind = CandidateKind::Derived;
    C.Steps = 1;
    C.Use = std::move(Made);
    C.Type = Result.getNonReferenceType();
    C.Text = Prefix + Name.str() + Call;
    Found.push_back(std::move(C));
  };
  if (Use) {
    for (const auto &KV : Roles.opsPlaying(Role::GetToken)) {
      const model::OpEntry &Op = *KV.second;
      if ((Op.Kind != model::MatchKind::Method &&
           Op.Kind != model::MatchKind::Field) ||
          llvm::none_of(Op.OfTypes, [&](const std::string &Id) {
            return Roles.isType(Use, *KV.first, Id);
          }))
        continue;
      for (const std::string &Name : Op.Names) {
        const NamedDecl *D = memberNamed(R, Name, Context);
        if (!D || D->getAccess() != AS_public)
          continue;
        if (const auto *M = dyn_cast<CXXMethodDecl>(D)) {
          if (M->getNumParams() == 0)
            Push(M->getReturnType(), Name, "()");
        } else if (const auto *Field = dyn_cast<FieldDecl>(D)) {
          Push(Field->getType(), Name, "");
        }
      }
    }
    return Found;
  }
  // A plain struct that carries a context: a request, options, a state.
  if (isInStd(R))
    return Found;
  for (const FieldDecl *Field : R->getDefinition()->fields())
    if (Field->getAccess() == AS_public && Field->getIdentifier())
      Push(Field->getType(), Field->getName(), "");
  return Found;
}

const std::vector<Candidate> &Collector::derived(const ValueDecl *Base) {
  std::unique_ptr<std::vector<Candidate>> &Slot = Memory.Derived[Base];
  if (!Slot)
    Slot = std::make_unique<std::vector<Candidate>>(derivedFrom(Base, Roles));
  return *Slot;
}

void Collector::dropSpoiled() {
  llvm::DenseMap<const ValueDecl *, bool> Spoiled;
  auto IsSpoiled = [&](const ValueDecl *D) {
    auto Inserted = Spoiled.try_emplace(D, false);
    if (Inserted.second && !isa<FieldDecl>(D))
      Spoiled[D] = spoiled(D);
    return Spoiled[D];
  };
  llvm::erase_if(Found, [&](const Candidate &C) { return IsSpoiled(C.Decl); });
  for (Candidate &C : Found)
    C.KnownNull = knownNull(C.Decl);
}

llvm::SmallVector<Candidate, 4> Collector::collect() {
  climb();
  bool ThroughStored = Ended && Deferred;
  // A stored lambda with `this` has the fields too, but not until when.
  if (!ThroughStored)
    addFields();
  addLinkedLocals();
  for (const ValueDecl *O : Owners)
    for (const Candidate &C : derived(O)) {
      Found.push_back(C);
      Found.back().Deferred = Deferred;
    }
  dropSpoiled();
  // Stable, and without the temporary buffer that std::stable_sort takes.
  auto Better = [](const Candidate &A, const Candidate &B) {
    return A.rank() < B.rank();
  };
  for (auto I = Found.begin(); I != Found.end(); ++I)
    std::rotate(std::upper_bound(Found.begin(), I, *I, Better), I,
                std::next(I));
  return std::move(Found);
}

//===----------------------------------------------------------------------===//
// InScope
//===----------------------------------------------------------------------===//

InScope::InScope(const FunctionDecl *F, const ParentMap &Parents,
                 const RoleIndex &Roles)
    : F(F), Parents(Parents), Roles(Roles) {}

llvm::SmallVector<Candidate, 4> InScope::at(const Stmt *Where) const {
  return Collector(F, Parents, Roles, Where).collect();
}

//===----------------------------------------------------------------------===//
// Using one
//===----------------------------------------------------------------------===//

static bool sameOrDerived(QualType Derived, QualType Base) {
  if (Derived.getCanonicalType().getUnqualifiedType() ==
      Base.getCanonicalType().getUnqualifiedType())
    return true;
  const CXXRecordDecl *D = Derived->getAsCXXRecordDecl();
  const CXXRecordDecl *B = Base->getAsCXXRecordDecl();
  return D && B && D->hasDefinition() && B->hasDefinition() &&
         D->isDerivedFrom(B);
}

bool isSameRoleType(const Candidate &C, const TypeUse &Wanted) {
  return C.Use.Entry == Wanted.Entry && sameOrDerived(C.Use.Bare, Wanted.Bare);
}

std::string spelledFor(const Candidate &C, QualType Wanted,
                       const ASTContext &Context) {
  if (Wanted.isNull() || Wanted->isDependentType())
    return "";
  // A parameter T& takes no const T.
  bool NeedsMutable = Wanted->isLValueReferenceType() &&
                      !Wanted->getPointeeType().isConstQualified();
  QualType To = Wanted.getNonReferenceType();
  QualType From = C.Type;
  if (Wanted->isRValueReferenceType())
    return "";
  auto Unqualified = [](QualType T) {
    return T.getCanonicalType().getUnqualifiedType();
  };
  if (Unqualified(From) == Unqualified(To))
    return NeedsMutable && From.isConstQualified() ? "" : C.Text;
  bool FromPointer = From->isPointerType() || C.Use.hasForm(Form::Smart);
  if (FromPointer && !C.Use.hasForm(Form::Optional) &&
      C.Use.Forms.size() <= (From->isPointerType() ? 1u : 2u) &&
      sameOrDerived(C.Use.Bare, To)) {
    if (NeedsMutable && From->isPointerType() &&
        From->getPointeeType().isConstQualified())
      return "";
    return "*" + C.Text;
  }
  if (From->isPointerType() && To->isPointerType())
    return sameOrDerived(From->getPointeeType(), To->getPointeeType()) &&
                   (To->getPointeeType().isConstQualified() ||
                    !From->getPointeeType().isConstQualified())
               ? C.Text
               : "";
  if (To->isPointerType() && !FromPointer &&
      sameOrDerived(From, To->getPointeeType()))
    return From.isConstQualified() && !To->getPointeeType().isConstQualified()
               ? ""
               : "&" + C.Text;
  return sameOrDerived(From, To) && Wanted->isReferenceType() &&
                 !(NeedsMutable && From.isConstQualified())
             ? C.Text
             : "";
}

/// True if a test that \p Where is behind says that \p D is not null.
static bool knownPresent(const ValueDecl *D, const Stmt *Where,
                         const ParentMap &Parents, ScopeMemory &Memory,
                         const RoleIndex &Roles) {
  auto SaysPresent = [&](const Stmt *P, const Stmt *Child) {
    auto Holds = [&](const Expr *Condition, bool Value) {
      return Condition && Child != Condition &&
             impliesPresent(Condition, Value, D);
    };
    if (const auto *I = dyn_cast<IfStmt>(P))
      return (Child == I->getThen() && Holds(I->getCond(), true)) ||
             (Child == I->getElse() && Holds(I->getCond(), false));
    if (const auto *C = dyn_cast<ConditionalOperator>(P))
      return Holds(C->getCond(), Child == C->getTrueExpr());
    if (const auto *B = dyn_cast<BinaryOperator>(P))
      return B->isLogicalOp() && Child == B->getRHS() &&
             Holds(B->getLHS(), B->getOpcode() == BO_LAnd);
    if (const auto *W = dyn_cast<WhileStmt>(P))
      return Holds(W->getCond(), true);
    if (const auto *For = dyn_cast<ForStmt>(P))
      return Child != For->getInit() && Holds(For->getCond(), true);
    const auto *Block = dyn_cast<CompoundStmt>(P);
    if (!Block)
      return false;
    const ScopeBlock &Known = blockOf(Block, Memory, Roles);
    return ScopeBlock::isBehind(Known.Present, D, Known.indexOf(Child));
  };
  return anyAround(Where, D, Parents, Memory.KnownPresent, SaysPresent);
}

/// Everything that a condition somewhere in \p F tests for null.
static void findTested(const FunctionDecl *F, ScopeMemory &Memory) {
  forEachStmtOf(F, [&](const Stmt *S) {
    const auto *E = dyn_cast<Expr>(S);
    if (E && E->getType()->isBooleanType())
      forEachMention(E, [&](const ValueDecl *D) {
        if (nullTest(E, D) != NullTest::None)
          Memory.Tested.insert(D);
      });
    return true;
  });
}

bool mayBeAbsent(const Candidate &C, const Stmt *Where, const FunctionDecl *F,
                 const ParentMap &Parents, const RoleIndex &Roles) {
  const ValueDecl *D = C.Decl;
  if (TypeUse Use = Roles.type(D); Use && Use.byValue())
    return false;
  auto &Memory = Roles.remembered<ScopeMemory>(F);
  if (!Memory.SoughtTests) {
    Memory.SoughtTests = true;
    findTested(F, Memory);
  }
  return Memory.Tested.count(D) &&
         !knownPresent(D, Where, Parents, Memory, Roles);
}

Derivation derivation(const TypeUse &Child, const TypeUse &Parent,
                      const RoleIndex &Roles) {
  Derivation Best;
  const CXXRecordDecl *R = Child ? Child.Bare->getAsCXXRecordDecl() : nullptr;
  const CXXRecordDecl *P = Parent ? Parent.Bare->getAsCXXRecordDecl() : nullptr;
  if (!R || !P || !R->hasDefinition() || !P->hasDefinition())
    return Best;
  for (const auto &KV : Roles.opsPlaying(Role::Derive)) {
    const model::OpEntry &Op = *KV.second;
    auto Slot = Op.Args.find("parent");
    if (Op.Kind != model::MatchKind::Static || Slot == Op.Args.end() ||
        Slot->second.Kind != model::ArgSlot::Index ||
        llvm::none_of(Op.OfTypes, [&](const std::string &Id) {
          return Roles.isType(Child, *KV.first, Id);
        }))
      continue;
    ASTContext &Context = R->getASTContext();
    for (const std::string &Name : Op.Names) {
      auto Id = Context.Idents.find(Name);
      if (Id == Context.Idents.end())
        continue;
      for (NamedDecl *D :
           R->getDefinition()->lookup(DeclarationName(Id->second))) {
        const auto *M = dyn_cast<CXXMethodDecl>(D);
        unsigned Index = Slot->second.Number;
        if (!M || !M->isStatic() || M->getMinRequiredArguments() != 1 ||
            Index >= M->getNumParams() ||
            Roles.type(M->getReturnType()).Entry != Child.Entry)
          continue;
        const CXXRecordDecl *Takes = M->getParamDecl(Index)
                                         ->getType()
                                         .getNonReferenceType()
                                         ->getAsCXXRecordDecl();
        if (!Takes || !Takes->hasDefinition())
          continue;
        bool Exact = Takes->getCanonicalDecl() == P->getCanonicalDecl();
        if (!Exact && (Best || !P->isDerivedFrom(Takes)))
          continue;
        Best.Voc = KV.first;
        Best.Op = &Op;
        Best.Method = M;
        Best.ByPointer = Roles.type(M->getReturnType()).hasForm(Form::Smart);
        if (Exact)
          return Best;
      }
    }
  }
  return Best;
}

} // namespace ctx::analysis
