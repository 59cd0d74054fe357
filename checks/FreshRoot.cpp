//===- FreshRoot.cpp - ctx-fresh-root -------------------------------------===//
//
// Positive when a context or token with no parent is made or passed on in a
// function that has one in scope which could take its place:
//   - a stop source of its own whose token goes to other code and which nothing
//     links to the token in scope (also one that only a timer triggers),
//   - the token of a temporary source, which nobody can trigger,
//   - a single-use context that a call is made with, where the vocabulary can
//     derive it from the context in scope,
//   - an unnamed empty token or a root factory's result, as an argument, as a
//     parent of a derived context, or kept in a local variable and passed on,
//   - a context parameter left to its default, which is a root.
// Negative when the new one is linked (registration, merge, both in one call,
// triggered by the function itself, deadline copied), has a name that says
// so, or is made where a root belongs: main, tests, generators, clean-up,
// handlers, after cancellation was observed, as the fallback for a missing one.
// Unknown when it escapes (stored, moved, returned, captured by a stored
// lambda), goes to code that starts work in the background, or depends on a
// template parameter. Null pointers and variables that are never assigned are
// another check's: ctx-null-context; defaulted bare tokens too:
// ctx-dropped-token.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/GivenRoots.h"
#include "analysis/InScope.h"
#include "analysis/Observed.h"
#include "analysis/Roots.h"
#include "analysis/TokenSlots.h"
#include "compat/Compat.h"
#include "core/CheckRegistry.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::Form;
using model::OpUse;
using model::Role;
using model::RoleSet;
using model::TypeUse;
using model::writtenArgs;

constexpr OptionInfo Options[] = {
    {"AllowedFunctions", "",
     "names of functions that may make roots, separated by semicolons"},
    {"CleanupWords",
     "cancel;cancelled;canceled;stop;undo;revert;compensate;finalize",
     "words in the name of a function, or of what it calls, that mark clean-up "
     "that must not be cancelled, besides close, flush, release and their "
     "like"},
};

constexpr CheckInfo Info = {
    "ctx-fresh-root",
    "a root is made or passed although a context is in scope",
    "contextcheck",
    "M11 M12 M16 A02",
    Severity::Warning,
    FixKind::Sometimes,
    true,
    "0.1",
    Options,
};

const RoleSet Derives{Role::Derive, Role::DeriveDeadline, Role::DeriveValue};

/// What an expression does with a local variable, seen from one reference.
struct LocalUse {
  enum KindT {
    Nothing,  ///< a lambda's capture list; counted where its body uses it
    Method,   ///< Call is a member function called on the object
    Argument, ///< passed to Call, as itself, by reference or by address
    Kept      ///< anything else: returned, stored, bound, captured by value
  } Kind = Kept;
  const Expr *Call = nullptr;
  const Expr *Passed = nullptr; ///< the outermost expression that is the object
  bool AsHolder = false; ///< a smart pointer itself, not what it points at
};

const FunctionDecl *calleeOf(const Expr *E) {
  if (const auto *C = dyn_cast<CXXConstructExpr>(E))
    return C->getConstructor();
  if (const auto *C = dyn_cast<CallExpr>(E))
    return C->getDirectCallee();
  return nullptr;
}

/// The name of what \p Call calls or constructs, for messages.
std::string calleeName(const Expr *Call) {
  const FunctionDecl *F = calleeOf(Call);
  if (const auto *C = dyn_cast_or_null<CXXConstructorDecl>(F))
    return C->getParent()->getNameAsString();
  return F && F->getIdentifier() ? F->getNameAsString() : "the callable";
}

bool isChrono(QualType T) {
  const CXXRecordDecl *R = T.getNonReferenceType()->getAsCXXRecordDecl();
  return R && R->getIdentifier() &&
         (R->getName() == "duration" || R->getName() == "time_point") &&
         isInStd(R);
}

class FreshRoot : public Check {
public:
  FreshRoot(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context), Allowed(list("AllowedFunctions")),
        Cleanup(list("CleanupWords")) {}

  void checkFunction(const FunctionDecl *F) override;

private:
  // What to look at.
  void variable(const VarDecl *V, const DeclStmt *Where);
  void source(const VarDecl *V, const DeclStmt *Where);
  void singleUse(const VarDecl *V, const DeclStmt *Where, const Root &R);
  void keptRoot(const VarDecl *V, const Root &R);
  void call(const Expr *E);
  void argument(const Expr *Call, const Expr *Arg, QualType Param,
                const Root &R);
  void defaulted(const CallExpr *Call, unsigned Index);

  // Questions about one place.
  bool cleansUp(const FunctionDecl *Function) const;
  bool exempt(const Expr *Call) const;
  LocalUse useOf(const DeclRefExpr *Ref) const;
  llvm::SmallVector<const DeclRefExpr *, 8> usesOf(const VarDecl *V) const;
  std::string replacement(llvm::ArrayRef<Candidate> InScope,
                          QualType Param) const;
  bool passesToo(const Expr *Call, llvm::ArrayRef<Candidate> Parents) const;
  bool mentionsAny(const Stmt *S, llvm::ArrayRef<Candidate> Parents) const;
  bool storedAway(const Expr *E) const;
  bool polledInLoopAround(const Stmt *S,
                          llvm::ArrayRef<Candidate> Parents) const;
  bool deadlineOf(const Expr *Deadline,
                  llvm::ArrayRef<Candidate> Parents) const;
  bool feedsFrom(const Expr *Token, llvm::ArrayRef<Candidate> Parents,
                 bool &Feeds, unsigned Depth = 0) const;
  llvm::SmallVector<Candidate, 4> substitutes(const Stmt *Where,
                                              const TypeUse &Type) const;

  // Saying it.
  SourceLocation placeOf(SourceLocation L) const;
  void noteMacro(SourceLocation L);
  void noteInScope(llvm::ArrayRef<Candidate> Best, SourceRange Range = {},
                   QualType To = {});
  std::string linkFor(const VarDecl *V, const Candidate &Parent,
                      std::string &LinkType) const;
  bool deriveFixes(const VarDecl *V, const DeclStmt *Where, const Root &R,
                   const Candidate &Parent, const Derivation &By,
                   llvm::SmallVectorImpl<FixItHint> &Fixes) const;

  std::vector<std::string> Allowed, Cleanup;
  const FunctionDecl *F = nullptr;
  const ParentMap *Parents = nullptr;
};

} // namespace

//===----------------------------------------------------------------------===//
// Walking a function
//===----------------------------------------------------------------------===//

void FreshRoot::checkFunction(const FunctionDecl *Function) {
  if (mayMakeRoots(Function, roles()) || isGenerator(Function, roles()) ||
      isCleanup(Function) || cleansUp(Function))
    return;
  if (Function->getIdentifier() &&
      llvm::is_contained(Allowed, Function->getName().str()))
    return;
  F = Function;
  if (!bodyInReach(F))
    return;
  Parents = &services().parents(F);
  forEachStmtOf(F, [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclStmt>(S)) {
      for (const Decl *One : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(One))
          variable(V, D);
    } else if (const auto *E = dyn_cast<Expr>(S)) {
      if (isa<CallExpr, CXXConstructExpr>(E))
        call(E);
    }
    return true;
  });
}

void FreshRoot::variable(const VarDecl *V, const DeclStmt *Where) {
  if (!V->isLocalVarDecl() || V->isStaticLocal() || !V->getInit() ||
      V->getType()->isDependentType() || !V->getIdentifier() ||
      V->isConstexpr() || saysOptOut(V->getName()))
    return;
  TypeUse Use = roles().type(V);
  if (!Use || Use.hasForm(Form::Optional) || Use.hasForm(Form::Weak))
    return;
  if (Use.has(Role::Source) && !Use.has(Role::TaskHandle) &&
      Use.Entry->Default == model::DefaultCtor::Live) {
    source(V, Where);
    return;
  }
  std::optional<Root> R = rootOf(V->getInit(), roles());
  // An empty token in a variable has a name; a token of nothing looks live.
  if (!Use.has(Role::Context) && !(R && R->Kind == RootKind::Orphan))
    return;
  if (!R && Use.has(Role::SingleUse)) {
    // unique_ptr<T> cc(new T)
    const auto *C = dyn_cast<CXXConstructExpr>(strip(V->getInit()));
    if (C && C->getNumArgs() >= 1)
      R = rootOf(C->getArg(0), roles());
    if (R && R->Kind != RootKind::Made)
      return;
  }
  if (!R || R->OptOut)
    return;
  if (R->Type.has(Role::SingleUse))
    singleUse(V, Where, *R);
  else
    keptRoot(V, *R);
}

//===----------------------------------------------------------------------===//
// Questions about one place
//===----------------------------------------------------------------------===//

bool FreshRoot::cleansUp(const FunctionDecl *Function) const {
  if (isCleanup(Function))
    return true;
  llvm::SmallVector<llvm::StringRef, 8> Words(Cleanup.begin(), Cleanup.end());
  if (!Function->getIdentifier())
    return false;
  // `stop_requested`-like names ask; they do not stop anything.
  return hasPhrase(Function->getName(), Words) &&
         !Function->getReturnType()->isBooleanType();
}

/// True for calls that may be given a root: they keep, reset, detach or clean.
bool FreshRoot::exempt(const Expr *Call) const {
  if (roles().op(Call,
                 {Role::Spawn, Role::DetachTask, Role::Attach, Role::Shield,
                  Role::Bind, Role::Merge, Role::Register, Role::RootFactory}))
    return true;
  const FunctionDecl *Callee = calleeOf(Call);
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(Call))
    return O->getOperator() != OO_Call;
  if (!Callee)
    return false;
  if (isInStd(Callee))
    return !Callee->getIdentifier() || Callee->getName() != "invoke";
  if (!Callee->getIdentifier())
    return false;
  llvm::StringRef Name = Callee->getName();
  if (cleansUp(Callee) || saysOptOut(Name) ||
      hasPhrase(Name, {"exchange", "value or", "swap", "emplace", "push back",
                       "spawn", "background", "fire and forget"}))
    return true;
  // `job.setToken({})` puts something back; `db.insert(row, {})` is a call.
  return hasPhrase(Name, {"set", "reset", "clear", "assign", "store"}) &&
         (writtenArgs(Call).size() == 1 ||
          hasPhrase(Name, {"token", "context", "ctx"}));
}

llvm::SmallVector<const DeclRefExpr *, 8>
FreshRoot::usesOf(const VarDecl *V) const {
  llvm::SmallVector<const DeclRefExpr *, 8> Out;
  forEachStmtOf(F, [&](const Stmt *S) {
    if (const auto *R = dyn_cast<DeclRefExpr>(S))
      if (R->getDecl() == V && !llvm::is_contained(Out, R))
        Out.push_back(R);
    return true;
  });
  return Out;
}

/// What \p Call gives the object \p E to, if \p Call is a call that only looks
/// through it: `std::ref(x)`, `p.get()`.
static bool looksThrough(const CallExpr *C, const Expr *E) {
  const FunctionDecl *Callee = C->getDirectCallee();
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(C))
    return O->getNumArgs() == 1 &&
           (O->getOperator() == OO_Star || O->getOperator() == OO_Arrow);
  return Callee && Callee->isInStdNamespace() && Callee->getIdentifier() &&
         C->getNumArgs() == 1 &&
         (Callee->getName() == "ref" || Callee->getName() == "addressof");
}

LocalUse FreshRoot::useOf(const DeclRefExpr *Ref) const {
  LocalUse Use;
  const Expr *E = Ref;
  Use.AsHolder = true;
  for (;;) {
    const Stmt *P = userParent(*Parents, E);
    Use.Passed = E;
    if (const auto *L = dyn_cast_or_null<LambdaExpr>(P)) {
      auto Init = L->capture_init_begin();
      for (const LambdaCapture &C : L->captures()) {
        if (*Init && strip(*Init) == E)
          Use.Kind = C.capturesVariable() &&
                             cast<VarDecl>(C.getCapturedVar())->isInitCapture()
                         ? LocalUse::Kept
                         : LocalUse::Nothing;
        ++Init;
      }
      return Use;
    }
    const auto *PE = dyn_cast_or_null<Expr>(P);
    if (!PE)
      return Use;
    if (const auto *U = dyn_cast<UnaryOperator>(PE);
        U && (U->getOpcode() == UO_AddrOf || U->getOpcode() == UO_Deref)) {
      Use.AsHolder = false;
      E = U;
      continue;
    }
    if (const auto *M = dyn_cast<MemberExpr>(PE)) {
      const Stmt *Caller =
          Parents->getParentIgnoreParenImpCasts(const_cast<MemberExpr *>(M));
      const auto *C = dyn_cast_or_null<CXXMemberCallExpr>(Caller);
      if (!C || C->getCallee()->IgnoreParenImpCasts() != M)
        return Use;
      const CXXMethodDecl *D = C->getMethodDecl();
      if (D && isInStd(D) && D->getIdentifier() && D->getName() == "get" &&
          C->getType()->isPointerType()) {
        Use.AsHolder = false;
        E = C;
        continue;
      }
      Use.Kind = LocalUse::Method;
      Use.Call = C;
      return Use;
    }
    if (const auto *C = dyn_cast<CallExpr>(PE); C && looksThrough(C, E)) {
      Use.AsHolder = false;
      E = C;
      continue;
    }
    if (isa<CallExpr, CXXConstructExpr>(PE)) {
      Use.Kind = LocalUse::Argument;
      Use.Call = PE;
      return Use;
    }
    return Use;
  }
}

/// The best of \p InScope written for a parameter of type \p Param; empty if it
/// cannot be written here, or another is as good.
std::string FreshRoot::replacement(llvm::ArrayRef<Candidate> InScope,
                                   QualType Param) const {
  const Candidate &Best = InScope.front();
  bool Single = InScope.size() == 1 || InScope[1].rank() != Best.rank();
  return Single && Best.Usable ? spelledFor(Best, Param, ast()) : "";
}

/// True if \p Call is also given one of \p Parents, as itself.
bool FreshRoot::passesToo(const Expr *Call,
                          llvm::ArrayRef<Candidate> Parents) const {
  for (const Expr *A : writtenArgs(Call)) {
    const Expr *O = object(A);
    for (const Candidate &P : Parents) {
      if (referenced(A) == P.Decl)
        return true;
      // `req.ctx`, `source_.get_token()`
      if (P.Steps && O && isa<MemberExpr, CXXMemberCallExpr>(O) &&
          mentions(O, P.Decl) && roles().type(O->getType()))
        return true;
    }
  }
  return false;
}

bool FreshRoot::mentionsAny(const Stmt *S,
                            llvm::ArrayRef<Candidate> Parents) const {
  return llvm::any_of(Parents,
                      [&](const Candidate &P) { return mentions(S, P.Decl); });
}

/// True if what \p E makes ends in a member or on the heap: made for the
/// object, not for this call.
bool FreshRoot::storedAway(const Expr *E) const {
  // A number takes nothing along.
  if (E->getType()->isVoidType() || E->getType()->isArithmeticType() ||
      E->getType()->isEnumeralType())
    return false;
  const Stmt *P = userParent(*Parents, E);
  // Nothing above it: the initialiser of a member.
  if (!P || isa<CXXNewExpr, ReturnStmt, InitListExpr>(P))
    return true;
  const Expr *To = nullptr;
  if (const auto *B = dyn_cast_or_null<BinaryOperator>(P)) {
    if (B->isAssignmentOp())
      To = B->getLHS();
  } else if (const auto *O = dyn_cast_or_null<CXXOperatorCallExpr>(P)) {
    if (O->getOperator() == OO_Equal)
      To = O->getArg(0);
  } else if (const auto *DS = dyn_cast_or_null<DeclStmt>(P)) {
    for (const Decl *D : DS->decls()) {
      if (const auto *T = dyn_cast<DecompositionDecl>(D)) {
        for (const BindingDecl *B : T->bindings())
          if (B->getIdentifier() && saysOptOut(B->getName()))
            return true;
      } else if (const auto *V = dyn_cast<VarDecl>(D)) {
        if (V->isStaticLocal() ||
            (V->getIdentifier() && saysOptOut(V->getName())))
          return true;
      }
    }
  }
  const Expr *O = To ? object(To) : nullptr;
  return O && !isa<DeclRefExpr>(O);
}

bool FreshRoot::polledInLoopAround(const Stmt *S,
                                   llvm::ArrayRef<Candidate> InScope) const {
  for (const Stmt *P = Parents->getParent(S); P; P = Parents->getParent(P)) {
    if (!isa<WhileStmt, DoStmt, ForStmt, CXXForRangeStmt>(P))
      continue;
    bool Polled = false;
    forEachStmt(P, [&](const Stmt *Sub) {
      const auto *E = dyn_cast<Expr>(Sub);
      if (!E || !isa<CallExpr>(E))
        return !Polled;
      OpUse Op = roles().op(E, {Role::Poll, Role::PollThrow, Role::PollStatus});
      if (Op && mentionsAny(E, InScope))
        Polled = true;
      return !Polled;
    });
    if (Polled)
      return true;
  }
  return false;
}

/// True if \p Deadline is made from the deadline of one of \p InScope.
bool FreshRoot::deadlineOf(const Expr *Deadline,
                           llvm::ArrayRef<Candidate> InScope) const {
  if (mentionsAny(Deadline, InScope))
    return true;
  bool Found = false;
  forEachStmt(Deadline, [&](const Stmt *S) {
    if (const auto *R = dyn_cast<DeclRefExpr>(S))
      if (const auto *V = dyn_cast<VarDecl>(R->getDecl()))
        Found |= V->isLocalVarDecl() && V->getInit() &&
                 mentionsAny(V->getInit(), InScope);
    return !Found;
  });
  return Found;
}

/// Candidates that could stand where a root of \p Type is, best first. Empty
/// also where one of them is known to be missing: the root is its fallback.
llvm::SmallVector<Candidate, 4>
FreshRoot::substitutes(const Stmt *Where, const TypeUse &Type) const {
  llvm::SmallVector<Candidate, 4> Out;
  for (Candidate &C : InScope(F, *Parents, roles()).at(Where)) {
    // A thread's own token is for what runs on the thread.
    if (!isSameRoleType(C, Type) || roles().type(C.Decl).has(Role::TaskHandle))
      continue;
    if (C.KnownNull)
      return {};
    // May be empty, and is no token before somebody looked.
    if (C.Use.hasForm(Form::Optional))
      continue;
    Out.push_back(std::move(C));
  }
  return Out;
}

//===----------------------------------------------------------------------===//
// A source of its own
//===----------------------------------------------------------------------===//

/// Where the token \p Token of a fresh source goes. \returns false if that
/// links it, or nobody knows; sets \p Feeds if it goes to a call.
bool FreshRoot::feedsFrom(const Expr *Token, llvm::ArrayRef<Candidate> InScope,
                          bool &Feeds, unsigned Depth) const {
  const Stmt *P = userParent(*Parents, Token);
  if (isa_and_nonnull<LambdaExpr>(P)) {
    Feeds = true; // [t = own.get_token()]
    return true;
  }
  if (const auto *M = dyn_cast_or_null<MemberExpr>(P)) {
    const auto *C = dyn_cast_or_null<CXXMemberCallExpr>(
        Parents->getParentIgnoreParenImpCasts(const_cast<MemberExpr *>(M)));
    return C && roles().op(C, {Role::Poll, Role::CanCancel, Role::PollThrow,
                               Role::PollStatus});
  }
  if (const auto *E = dyn_cast_or_null<Expr>(P)) {
    if (!isa<CallExpr, CXXConstructExpr>(E) || passesToo(E, InScope))
      return false;
    if (roles().op(E, Role::Register))
      return true;
    if (roles().op(E, {Role::Merge, Role::Bind}) || storedAway(E) ||
        (isa<CXXOperatorCallExpr>(E) &&
         cast<CXXOperatorCallExpr>(E)->getOperator() != OO_Call))
      return false;
    const FunctionDecl *Callee = calleeOf(E);
    if (Callee && Callee->getIdentifier() &&
        hasPhrase(Callee->getName(),
                  {"set", "assign", "swap", "link", "merge", "combine", "join",
                   "any of", "push back", "emplace back", "insert", "store"}))
      return false;
    Feeds = true;
    return true;
  }
  const auto *DS = dyn_cast_or_null<DeclStmt>(P);
  if (!DS || !DS->isSingleDecl() || Depth)
    return false;
  const auto *V = dyn_cast<VarDecl>(DS->getSingleDecl());
  if (!V || !V->isLocalVarDecl() || V->isStaticLocal() ||
      !roles().type(V).has(Role::Token))
    return false;
  for (const DeclRefExpr *R : usesOf(V)) {
    LocalUse Use = useOf(R);
    if (Use.Kind == LocalUse::Nothing)
      continue;
    if (Use.Kind == LocalUse::Method) {
      if (!roles().op(Use.Call, {Role::Poll, Role::CanCancel, Role::PollThrow,
                                 Role::PollStatus}))
        return false;
      continue;
    }
    if (Use.Kind != LocalUse::Argument ||
        !feedsFrom(R, InScope, Feeds, Depth + 1))
      return false;
  }
  return true;
}

void FreshRoot::source(const VarDecl *V, const DeclStmt *Where) {
  const Expr *Init = strip(V->getInit());
  OpUse Factory = roles().op(Init, Role::RootFactory);
  bool Plain = isa<CXXConstructExpr>(Init) && writtenArgs(Init).empty();
  bool Made = false;
  if (const auto *C = dyn_cast<CallExpr>(Init); C && !C->getNumArgs())
    Made = calleeOf(C) && calleeOf(C)->getIdentifier() &&
           hasPhrase(calleeOf(C)->getName(), {"make unique", "make shared"});
  // unique_ptr<S> s(new S), S *s = new S
  const Expr *Held = Init;
  if (const auto *C = dyn_cast<CXXConstructExpr>(Init);
      C && C->getNumArgs() && isInStd(C->getConstructor()))
    Held = strip(C->getArg(0));
  Made |= newFromNothing(Held);
  if (Factory || !(Plain || Made))
    return;

  // The tokens it hands out say what could have been passed instead.
  auto References = usesOf(V);
  TypeUse Token;
  for (const DeclRefExpr *R : References) {
    LocalUse Use = useOf(R);
    if (Use.Kind == LocalUse::Method && roles().op(Use.Call, Role::GetToken))
      Token = roles().type(Use.Call->getType());
  }
  if (!Token || isExcused(Where, *Parents, roles()))
    return;
  auto InScope = substitutes(Where, Token);
  llvm::erase_if(InScope, [](const Candidate &C) {
    // A field may be what this source is meant to be independent of.
    return isa<FieldDecl>(C.Decl) || C.Decl->isCXXClassMember();
  });
  if (InScope.empty())
    return;

  bool Feeds = false, Armed = false;
  for (const DeclRefExpr *R : References) {
    LocalUse Use = useOf(R);
    switch (Use.Kind) {
    case LocalUse::Nothing:
      continue;
    case LocalUse::Kept:
      if (isa_and_nonnull<CXXDeleteExpr>(userParent(*Parents, R)))
        continue;
      return;
    case LocalUse::Method:
      if (roles().op(Use.Call, Role::GetToken)) {
        if (!feedsFrom(Use.Call, InScope, Feeds) ||
            polledInLoopAround(Use.Call, InScope))
          return;
        continue;
      }
      if (roles().op(Use.Call, {Role::Poll, Role::CanCancel}))
        continue;
      return; // triggered by hand, swapped ...
    case LocalUse::Argument: {
      // A timer is all that ends it: every other argument is a time.
      auto Args = writtenArgs(Use.Call);
      unsigned Times = llvm::count_if(
          Args, [](const Expr *A) { return isChrono(A->getType()); });
      if (!isa<CallExpr>(Use.Call) || !Times || Times + 1 != Args.size())
        return;
      Armed = true;
      continue;
    }
    }
  }
  if (!Feeds || polledInLoopAround(Where, InScope))
    return;

  const Candidate &Parent = InScope.front();
  bool Single = InScope.size() == 1 || InScope[1].rank() != Parent.rank();
  std::string LinkType;
  std::string Link =
      Single && roles().type(V).byValue() ? linkFor(V, Parent, LinkType) : "";
  {
    auto D = diag(placeOf(V->getLocation()),
                  "%select{new|timeout}0 source %1 is not linked to '%2'; a "
                  "stop request there does not reach what is given its token: "
                  "link them%select{| with '%4'}3")
             << Armed << V << Parent.Text << !LinkType.empty() << LinkType;
    if (!Link.empty() && Where->isSingleDecl() &&
        isa_and_nonnull<CompoundStmt>(Parents->getParent(Where)) &&
        canEdit(Where->getSourceRange(), ast())) {
      SourceLocation End = Where->getEndLoc(); // the semicolon
      llvm::StringRef Indent =
          Lexer::getIndentationForLine(Where->getBeginLoc(), sources());
      D << FixItHint::CreateInsertion(End.getLocWithOffset(1),
                                      "\n" + Indent.str() + Link);
    }
  }
  noteMacro(V->getLocation());
  noteInScope(InScope);
}

/// The declaration that links the source \p V to \p Parent, "" if the
/// vocabulary has no registration that fits. \p LinkType is set to the type.
std::string FreshRoot::linkFor(const VarDecl *V, const Candidate &Parent,
                               std::string &LinkType) const {
  TypeUse Source = roles().type(V);
  std::string Trigger;
  for (const auto &KV : roles().opsPlaying(Role::Trigger))
    if (KV.second->Kind == model::MatchKind::Method && Trigger.empty())
      for (const std::string &Id : KV.second->OfTypes)
        if (roles().isType(Source, *KV.first, Id))
          Trigger = KV.second->Names.front();
  if (Trigger.empty())
    return "";
  for (const auto &KV : roles().opsPlaying(Role::Register)) {
    const model::OpEntry &Op = *KV.second;
    auto Token = Op.Args.find("token"), Callback = Op.Args.find("callback");
    if (Op.Kind != model::MatchKind::Ctor || KV.first != Source.Voc ||
        KV.first != Parent.Use.Voc || Op.OfTypes.empty() ||
        Token == Op.Args.end() || Callback == Op.Args.end() ||
        Token->second.Kind != model::ArgSlot::Index ||
        Callback->second.Kind != model::ArgSlot::Index ||
        Token->second.Number != 0 || Callback->second.Number != 1)
      continue;
    const model::TypeEntry *Entry =
        roles().typeEntry(*KV.first, Op.OfTypes.front());
    if (!Entry || Entry->Names.empty() || !getLangOpts().CPlusPlus17)
      continue;
    LinkType = Entry->Names.front();
    std::string Name = "link_" + V->getNameAsString();
    bool Taken = ast().Idents.find(Name) != ast().Idents.end();
    if (Taken || !Parent.Usable || Parent.Use.mayBeNull())
      return "";
    std::string Own = V->getNameAsString();
    return LinkType + " " + Name + "(" + Parent.Text + ", [&" + Own + "] { " +
           Own + "." + Trigger + "(); });";
  }
  return "";
}

//===----------------------------------------------------------------------===//
// A single-use context of its own
//===----------------------------------------------------------------------===//

/// Helpers that link what they are given, by their names.
static bool saysLinks(llvm::StringRef Name) {
  return hasPhrase(Name, {"propagate", "inject", "link", "inherit", "forward",
                          "from", "copy", "bind", "attach", "prepare",
                          "populate", "setup", "set up", "init", "initialize",
                          "configure", "derive", "chain"});
}

void FreshRoot::singleUse(const VarDecl *V, const DeclStmt *Where,
                          const Root &R) {
  auto References = usesOf(V);
  if (References.empty() || isExcused(Where, *Parents, roles()))
    return;
  llvm::SmallVector<Candidate, 4> Sources;
  Derivation By;
  for (Candidate &C : InScope(F, *Parents, roles()).at(Where)) {
    Derivation One = derivation(R.Type, C.Use, roles());
    if (!One)
      continue;
    // Work that runs later may outlive a context that is only borrowed.
    if (C.KnownNull || C.Deferred)
      return;
    if (!By)
      By = One;
    Sources.push_back(std::move(C));
  }
  if (!By)
    return;

  bool Holds = !roles().type(V).byValue();
  bool Feeds = false;
  for (const DeclRefExpr *Ref : References) {
    LocalUse Use = useOf(Ref);
    switch (Use.Kind) {
    case LocalUse::Nothing:
      if (Holds)
        return; // kept alive by a lambda: for work that runs later
      continue;
    case LocalUse::Kept:
      return;
    case LocalUse::Method: {
      if (roles().op(Use.Call, Role::Trigger))
        return;
      OpUse Op = roles().op(Use.Call, Role::SetDeadline);
      const Expr *Deadline = Op ? Op.arg("deadline") : nullptr;
      if (Deadline && deadlineOf(Deadline, Sources))
        return;
      continue;
    }
    case LocalUse::Argument: {
      const FunctionDecl *Callee = calleeOf(Use.Call);
      if (isa<CXXConstructExpr>(Use.Call) || passesToo(Use.Call, Sources) ||
          (Callee && isInStd(Callee)) ||
          (Callee && Callee->getIdentifier() && saysLinks(Callee->getName())))
        return;
      if (Holds && Use.AsHolder && !V->getType()->isPointerType())
        return;
      Feeds = true;
      continue;
    }
    }
  }
  if (!Feeds)
    return;

  const Candidate &Parent = Sources.front();
  SourceLocation At =
      R.Kind == RootKind::Made ? R.E->getBeginLoc() : V->getLocation();
  {
    auto D = diag(placeOf(At),
                  "new '%0' made although '%1' is in scope; the call is not "
                  "cancelled with it: derive it with '%2'")
             << nameOf(R.Type, ast()) << Parent.Text << By.Method->getName();
    llvm::SmallVector<FixItHint, 8> Fixes;
    bool Single = Sources.size() == 1 || Sources[1].rank() != Parent.rank();
    if (Single && deriveFixes(V, Where, R, Parent, By, Fixes))
      for (const FixItHint &Fix : Fixes)
        D << Fix;
  }
  noteMacro(At);
  noteInScope(Sources);
}

/// The edits that make \p V from \p Parent: its declaration, and every use of
/// it where the derived object is held by pointer and \p V was not.
bool FreshRoot::deriveFixes(const VarDecl *V, const DeclStmt *Where,
                            const Root &R, const Candidate &Parent,
                            const Derivation &By,
                            llvm::SmallVectorImpl<FixItHint> &Fixes) const {
  if (!Parent.Usable || !Where->isSingleDecl() ||
      !canEdit(Where->getSourceRange(), ast()))
    return false;
  const ParmVarDecl *Slot = By.Method->getParamDecl(0);
  std::string From = spelledFor(Parent, Slot->getType(), ast());
  if (From.empty())
    return false;

  auto Derive = [&](llvm::StringRef Class) {
    return (Class + "::" + By.Method->getName() + "(" + From + ")").str();
  };
  if (R.Kind == RootKind::Made) {
    // The holder stays what it is: `auto`, or a pointer to the same class.
    const auto *Call = dyn_cast<CallExpr>(R.E);
    const auto *Name =
        Call ? dyn_cast<DeclRefExpr>(Call->getCallee()->IgnoreParenImpCasts())
             : nullptr;
    if (!Name || Name->getNumTemplateArgs() != 1 || !By.ByPointer ||
        ast().getCanonicalType(V->getType().getUnqualifiedType()) !=
            ast().getCanonicalType(
                By.Method->getReturnType().getUnqualifiedType()))
      return false;
    std::string Class =
        textOf(Name->template_arguments()[0].getSourceRange(), ast());
    if (Class.empty() || !canEdit(Call->getSourceRange(), ast()))
      return false;
    Fixes.push_back(
        FixItHint::CreateReplacement(Call->getSourceRange(), Derive(Class)));
    return true;
  }

  if (!V->getTypeSourceInfo() || V->getType().isConstQualified())
    return false;
  std::string Class =
      textOf(V->getTypeSourceInfo()->getTypeLoc().getSourceRange(), ast());
  if (Class.empty() || Class == "auto")
    return false;
  std::string Name = V->getNameAsString();
  SourceRange Declaration(Where->getBeginLoc(), Where->getEndLoc());
  Fixes.push_back(FixItHint::CreateReplacement(
      Declaration, (By.ByPointer ? "auto " : Class + " ") + Name + " = " +
                       Derive(Class) + ";"));
  if (!By.ByPointer)
    return true;
  for (const DeclRefExpr *Ref : usesOf(V)) {
    LocalUse Use = useOf(Ref);
    if (Use.Kind == LocalUse::Nothing)
      continue;
    const Stmt *P =
        Parents->getParentIgnoreParenImpCasts(const_cast<DeclRefExpr *>(Ref));
    if (!canEdit(Ref->getSourceRange(), ast()))
      return false;
    if (const auto *U = dyn_cast_or_null<UnaryOperator>(P);
        U && U->getOpcode() == UO_AddrOf) {
      if (!canEdit(U->getSourceRange(), ast()))
        return false;
      Fixes.push_back(
          FixItHint::CreateReplacement(U->getSourceRange(), Name + ".get()"));
    } else if (const auto *M = dyn_cast_or_null<MemberExpr>(P)) {
      if (M->isArrow() || !M->getOperatorLoc().isFileID())
        return false;
      Fixes.push_back(FixItHint::CreateReplacement(
          SourceRange(M->getOperatorLoc(), M->getOperatorLoc()), "->"));
    } else if (Use.Kind == LocalUse::Argument) {
      Fixes.push_back(
          FixItHint::CreateReplacement(Ref->getSourceRange(), "*" + Name));
    } else {
      return false;
    }
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Roots that are passed on
//===----------------------------------------------------------------------===//

static bool isMutableReference(QualType T) {
  return (T->isReferenceType() || T->isPointerType()) &&
         !T->getPointeeType().isConstQualified();
}

/// A root in a local variable that is never anything else.
void FreshRoot::keptRoot(const VarDecl *V, const Root &R) {
  // `Context c;` and `Context c{};` are variables that nobody assigned.
  bool Orphan = R.Kind == RootKind::Orphan;
  bool Constructed = R.Kind == RootKind::Factory && isa<CXXConstructExpr>(R.E);
  if ((V->getInitStyle() != VarDecl::CInit && !Orphan && !Constructed) ||
      R.Kind == RootKind::Made)
    return;
  SourceRange Range = V->getInit()->getSourceRange();
  if (isa<InitListExpr>(V->getInit()->IgnoreImplicit()) ||
      (R.Kind == RootKind::Empty &&
       compat::startsWith(textOf(Range, ast()), "=")))
    return; // Context c = {};
  if (V->getType().isConstQualified() && V->getName().size() > 1 &&
      V->getName()[0] == 'k' && isUppercase(V->getName()[1]))
    return;
  bool Feeds = false;
  auto InScope = substitutes(V->getInit(), R.Type);
  if (InScope.empty() || isExcused(V->getInit(), *Parents, roles()))
    return;
  // A context that comes by a reference it can be changed through goes on so.
  bool MayBeFilled = !Constructed ||
                     R.Type.Entry->Owns != model::Ownership::Value ||
                     !isMutableReference(InScope.front().Decl->getType());
  for (const DeclRefExpr *Ref : usesOf(V)) {
    LocalUse Use = useOf(Ref);
    switch (Use.Kind) {
    case LocalUse::Nothing:
    case LocalUse::Kept:
      return;
    case LocalUse::Method:
      Feeds |= bool(roles().op(Use.Call, Derives));
      if (!roles().op(Use.Call, Derives) && !storedAway(Use.Call) &&
          roles().op(Use.Call, {Role::Trigger, Role::ValueSet}))
        return;
      continue;
    case LocalUse::Argument: {
      if (exempt(Use.Call) || passesToo(Use.Call, InScope) ||
          storedAway(Use.Call) || !isa<CallExpr>(Use.Call))
        return;
      const FunctionDecl *Callee = calleeOf(Use.Call);
      auto Args = writtenArgs(Use.Call);
      for (unsigned I = 0; I != Args.size(); ++I) {
        if (!mentions(Args[I], V) || !Callee || I >= Callee->getNumParams())
          continue;
        if (MayBeFilled &&
            isMutableReference(Callee->getParamDecl(I)->getType()))
          return;
      }
      Feeds = true;
      continue;
    }
    }
  }
  if (!Feeds)
    return;
  const Candidate &Best = InScope.front();
  std::string Text = Constructed ? "" : textOf(Range, ast());
  if (Text.empty())
    Text = nameOf(R.Type, ast());
  std::string With = replacement(InScope, R.E->getType());
  {
    auto D = diag(placeOf(Range.getBegin()),
                  "%select{root '%1'|token of a new source}0 is kept in %2 and "
                  "passed on although '%3' is in scope; %select{the calls are "
                  "not cancelled with it|the source can never be triggered}0: "
                  "use '%4'")
             << Orphan << Text << V << Best.Text
             << (With.empty() ? Best.Text : With);
    // `auto ctx = ctx` would name itself.
    if (!With.empty() && Best.Decl->getName() != V->getName() && !Constructed &&
        canEdit(Range, ast()))
      D << FixItHint::CreateReplacement(Range, With);
  }
  noteMacro(Range.getBegin());
  noteInScope(InScope);
}

void FreshRoot::call(const Expr *E) {
  if (E->isTypeDependent())
    return;
  auto Args = writtenArgs(E);
  const FunctionDecl *Callee = calleeOf(E);
  // `Context{}.WithValue(...)`
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(E)) {
    OpUse Op = roles().op(E, Derives);
    const Expr *Parent = Op ? Op.arg("parent") : nullptr;
    if (Parent && Parent == Op.receiver())
      if (std::optional<Root> R = rootOf(Parent, roles()))
        argument(E, M->getImplicitObjectArgument(),
                 M->getImplicitObjectArgument()->getType(), *R);
  }
  for (unsigned I = 0; I != Args.size(); ++I) {
    QualType Param = Callee && I < Callee->getNumParams()
                         ? Callee->getParamDecl(I)->getType()
                         : Args[I]->getType();
    if (isa<CXXDefaultArgExpr>(Args[I])) {
      if (const auto *C = dyn_cast<CallExpr>(E))
        defaulted(C, I);
      continue;
    }
    if (std::optional<Root> R = rootOf(Args[I], roles()))
      argument(E, Args[I], Param, *R);
  }
}

/// A root as an argument, or as the object a child is derived from.
void FreshRoot::argument(const Expr *Call, const Expr *Arg, QualType Param,
                         const Root &R) {
  if (R.OptOut || R.Type.has(Role::SingleUse) || R.Kind == RootKind::Made ||
      !R.Type.Roles.hasAny({Role::Token, Role::Context}))
    return;
  OpUse Derive = roles().op(Call, Derives);
  if (const auto *C = dyn_cast<CXXConstructExpr>(Call)) {
    // An object made here for here; what goes elsewhere may outlive the call.
    const Stmt *P = userParent(*Parents, Call);
    bool Local = isa_and_nonnull<DeclStmt, MemberExpr>(P);
    bool Converts = isa_and_nonnull<CallExpr>(P) &&
                    !isa<CXXTemporaryObjectExpr>(C) &&
                    !C->isListInitialization();
    // A copy is not a call, it is the argument itself.
    if (C->getConstructor()->isCopyOrMoveConstructor() ||
        !(Local || (Converts && !exempt(cast<CallExpr>(P)))))
      return;
  }
  if (exempt(Call) || (Derive && storedAway(Call)) ||
      isa_and_nonnull<CXXNewExpr>(userParent(*Parents, Call)) ||
      isExcused(Arg, *Parents, roles()))
    return;
  SourceLocation Spelled = sources().getSpellingLoc(Arg->getBeginLoc());
  if (Spelled.isInvalid() || sources().isInSystemHeader(Spelled))
    return;
  auto InScope = substitutes(Arg, R.Type);
  // Given both, the callee knows about the one in scope.
  if (InScope.empty() || passesToo(Call, InScope))
    return;

  const Candidate &Best = InScope.front();
  SourceRange Range = Arg->getSourceRange();
  std::string Text = textOf(Range, ast());
  if (Text.empty() || compat::startsWith(Text, "{"))
    Text = nameOf(R.Type, ast());
  std::string With = replacement(InScope, Param);
  std::string Shown = With.empty() ? Best.Text : With;
  if (Derive) {
    const auto *M = dyn_cast<CXXMemberCallExpr>(Call);
    bool IsObject = M && M->getImplicitObjectArgument() == Arg;
    if (IsObject && compat::startsWith(With, "*"))
      With = "(" + With + ")"; // before a dot
    auto D = diag(placeOf(Arg->getBeginLoc()),
                  "root '%0' is the parent given to '%1' although '%2' is in "
                  "scope; the child is not cancelled with it: derive from '%3'")
             << Text << calleeName(Call) << Best.Text << Shown;
    if (!With.empty() && canEdit(Range, ast()))
      D << FixItHint::CreateReplacement(Range, With);
  } else {
    auto D =
        diag(placeOf(Arg->getBeginLoc()),
             "%select{root '%1'|empty '%1'|token of a new source}0 passed to "
             "'%2' although '%3' is in scope; %select{the call is not "
             "cancelled with it|the call is not cancelled with it|the source "
             "can never be triggered}0: pass '%4'")
        << (R.Kind == RootKind::Empty    ? 1
            : R.Kind == RootKind::Orphan ? 2
                                         : 0)
        << Text << calleeName(Call) << Best.Text << Shown;
    if (!With.empty() && canEdit(Range, ast()))
      D << FixItHint::CreateReplacement(Range, With);
  }
  noteMacro(Arg->getBeginLoc());
  noteInScope(InScope, Range, Param);
}

/// True for the text of a default argument that means the same wherever it is
/// written.
static bool repeatable(llvm::StringRef Text) {
  if (Text == "{}" || Text == "nullptr" || Text == "true" || Text == "false")
    return true;
  if (Text.empty())
    return false;
  if (llvm::isDigit(Text[0]))
    return llvm::all_of(
        Text, [](char C) { return llvm::isAlnum(C) || C == '.' || C == '\''; });
  return Text.size() >= 2 && Text.front() == '"' && Text.back() == '"' &&
         Text.count('"') == 2 && !Text.contains('\\');
}

/// A context parameter left to its default, which is a root.
void FreshRoot::defaulted(const CallExpr *Call, unsigned Index) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee || Index >= Callee->getNumParams())
    return;
  const ParmVarDecl *Param = Callee->getParamDecl(Index);
  TypeUse Use = roles().type(Param);
  if (!Use || !Use.has(Role::Context) || Use.has(Role::SingleUse))
    return;
  auto Args = writtenArgs(Call);
  const Expr *Default = cast<CXXDefaultArgExpr>(Args[Index])->getExpr();
  bool Null = Use.mayBeNull() && isa<CXXNullPtrLiteralExpr, GNUNullExpr>(
                                     Default->IgnoreParenImpCasts());
  if (!Null && !rootOf(Default, roles()))
    return;
  if (exempt(Call) || isExcused(Call, *Parents, roles()))
    return;
  auto InScope = substitutes(Call, Use);
  if (InScope.empty() || passesToo(Call, InScope))
    return;

  const Candidate &Best = InScope.front();
  std::string Shown = defaultText(Param, ast());
  SourceLocation At = Call->getBeginLoc();
  const Expr *Named = Call->getCallee()->IgnoreParenImpCasts();
  if (const auto *M = dyn_cast<MemberExpr>(Named))
    At = M->getMemberLoc();
  else if (const auto *R = dyn_cast<DeclRefExpr>(Named))
    At = R->getLocation();
  std::string With = replacement(InScope, Param->getType());
  {
    auto D = diag(placeOf(At),
                  "%0 uses the default '%1' for its context although '%2' is "
                  "in scope; the call is not cancelled with it: pass '%3'")
             << Callee << (Shown.empty() ? nameOf(Use, ast()) : Shown)
             << Best.Text << (With.empty() ? Best.Text : With);
    std::string Added;
    bool First = true, Complete = !With.empty();
    for (unsigned I = 0; I != Index; ++I) {
      if (isa<CXXDefaultArgExpr>(Args[I])) {
        std::string Skipped = defaultText(Callee->getParamDecl(I), ast());
        Complete &= repeatable(Skipped);
        Added += (First ? "" : ", ") + Skipped;
      }
      First = false;
    }
    Added += (First ? "" : ", ") + With;
    SourceLocation Close = Call->getRParenLoc();
    if (Complete && Close.isFileID())
      D << FixItHint::CreateInsertion(Close, Added);
  }
  noteMacro(At);
  noteInScope(InScope);
}

//===----------------------------------------------------------------------===//
// Saying it
//===----------------------------------------------------------------------===//

/// In a macro's body: where the macro is used.
SourceLocation FreshRoot::placeOf(SourceLocation L) const {
  return sources().getFileLoc(L);
}

/// Says where the root at \p L is spelled, if that is in a macro's body.
void FreshRoot::noteMacro(SourceLocation L) {
  SourceLocation Spelled = sources().getSpellingLoc(L);
  if (L.isMacroID() && Spelled != placeOf(L) &&
      !sources().isWrittenInScratchSpace(Spelled) &&
      !sources().isInSystemHeader(Spelled))
    diag(Spelled, "the root is written in this macro", DiagnosticIDs::Note);
}

/// Where several are as good as each other, each is offered for \p Range, which
/// takes a \p To.
void FreshRoot::noteInScope(llvm::ArrayRef<Candidate> Best, SourceRange Range,
                            QualType To) {
  Best = Best.take_while(
      [&](const Candidate &C) { return C.rank() == Best.front().rank(); });
  bool Offers = Best.size() > 1 && Range.isValid() && canEdit(Range, ast());
  for (const Candidate &C : Best) {
    auto D = diag(C.Decl->getLocation(), "'%0' is in scope here",
                  DiagnosticIDs::Note)
             << C.Text;
    std::string With = Offers && C.Usable ? spelledFor(C, To, ast()) : "";
    if (!With.empty())
      D << FixItHint::CreateReplacement(Range, With);
  }
}

CTX_REGISTER_CHECK(FreshRoot, Info);

} // namespace ctx
