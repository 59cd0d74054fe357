//===- OversharedSource.cpp - ctx-overshared-source -----------------------===//
//
// Positive when
//   - a function takes a source and all it does with it is look whether a stop
//     was requested, or take its token;
//   - a lambda that is kept or runs elsewhere captures a source by name, and
//     does no more;
//   - a function works under a source, or a context that is source and token
//     at once, which its caller lent it by reference or pointer, and asks it to
//     stop besides.
// Negative when
//   - something else is done with the source, or nothing;
//   - it is const, and a request changes a source of its kind;
//   - it is only asked whether a request is possible;
//   - who asks is there to ask: by its name, its comment, its annotation,
//     because it cleans up or handles an event; or it links the source to
//     another token;
//   - the request is all that is done with it, or is made on every way through
//     the function, or where another parameter says so: it is called for that;
//   - it returns the token: it is there to turn the one into the other.
// Unknown when (silent)
//   - the source is an edge signal, which is emitted where the operation is
//     started;
//   - the signature is imposed: virtual, an operator, a table, a registration;
//   - started work ends its siblings;
//   - the code is a test.
//
//===----------------------------------------------------------------------===//

#include "analysis/Askers.h"
#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/InScope.h"
#include "analysis/Loops.h"
#include "analysis/ObjectUses.h"
#include "analysis/Relevant.h"
#include "analysis/Roots.h"
#include "analysis/Signatures.h"
#include "analysis/TokenWays.h"
#include "compat/Compat.h"
#include "core/CheckRegistry.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/SetVector.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::Form;
using model::OpUse;
using model::Role;
using model::TypeUse;

constexpr OptionInfo InfoOptions[] = {
    {"CallersSource", "true",
     "also report functions that ask a source to stop which they were only "
     "lent"},
};

constexpr CheckInfo Info = {
    "ctx-overshared-source",
    "the power to cancel is in hands that only listen, or is used by whom it "
    "was only lent to",
    "",
    "M67",
    Severity::Warning,
    FixKind::Sometimes,
    /*OnByDefault=*/true,
    "0.1",
    InfoOptions,
};

/// A parameter that may be a finding once it is known who calls its function.
struct Candidate {
  const FunctionDecl *F = nullptr;
  unsigned Index = 0;
  ObjectUses Uses;
  const Expr *Trigger = nullptr; ///< null: it only listens
  /// Who it is handed to, and only listens, too.
  llvm::SmallVector<const ParmVarDecl *, 2> Through;

  const ParmVarDecl *param() const { return F->getParamDecl(Index); }
};

class OversharedSource : public Check {
public:
  OversharedSource(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

  void onStartOfTranslationUnit() override {
    Check::onStartOfTranslationUnit();
    Candidates.clear();
    Relevant.reset();
  }

protected:
  void checkFunction(const FunctionDecl *F) override;
  void endOfTu(ASTContext &Context) override;

private:
  bool isSource(const TypeUse &Use) const;
  bool isLent(const ParmVarDecl *P, const TypeUse &Use) const;
  bool canAsk(QualType T, const TypeUse &Use) const;
  bool onlyListens(const ObjectUses &Uses) const;
  bool listensThrough(const ObjectUses &Uses, const FunctionView &View,
                      llvm::SmallVectorImpl<const ParmVarDecl *> &Through);
  bool handsTokenBack(const ObjectUses &Uses, const FunctionDecl *F) const;
  bool asksInAnyCase(const ObjectUses &Uses, const FunctionDecl *F) const;
  const Expr *askedHere(const ObjectUses &Uses, const FunctionView &View) const;
  void parameter(const FunctionDecl *F, unsigned Index,
                 const FunctionView &View);
  void captures(const LambdaExpr *L, const FunctionView &View);
  llvm::SmallVector<FixItHint, 4> fixFor(const Candidate &C,
                                         const CallSites &Sites) const;
  bool isExpected(const CallSites &Sites) const;
  using SitesOf = llvm::DenseMap<const FunctionDecl *, CallSites>;
  void report(const Candidate &C, const SitesOf &All);

  std::vector<Candidate> Candidates;
  std::optional<bool> Relevant;
};

//===----------------------------------------------------------------------===//
// What is handed over
//===----------------------------------------------------------------------===//

/// True for what can make a request and is no token at the same time.
bool OversharedSource::isSource(const TypeUse &Use) const {
  return Use.has(Role::Source) && !Use.has(Role::Unified) &&
         !Use.hasForm(Form::Optional) && !Use.hasForm(Form::Weak);
}

/// True if \p P stands for an object of the caller, who goes on using it.
bool OversharedSource::isLent(const ParmVarDecl *P, const TypeUse &Use) const {
  if (Use.has(Role::TaskHandle) || P->getType()->isRValueReferenceType())
    return false;
  return (isSource(Use) || Use.has(Role::Unified)) && Use.Forms.size() == 1 &&
         (Use.Forms[0] == Form::Reference || Use.Forms[0] == Form::Pointer);
}

/// True unless \p T, which plays \p Use, is a reference or pointer to const,
/// and no request can be made on a const source of that kind.
bool OversharedSource::canAsk(QualType T, const TypeUse &Use) const {
  const CXXRecordDecl *R = Use.Bare->getAsCXXRecordDecl();
  QualType To = T->getPointeeType();
  if (To.isNull() || !To.isConstQualified() || !R || !R->hasDefinition())
    return true;
  // A request on a copy is one on the source.
  if (R->hasSimpleCopyConstructor() ||
      llvm::any_of(R->ctors(), [](const CXXConstructorDecl *C) {
        return C->isCopyConstructor() && !C->isDeleted();
      }))
    return true;
  for (const auto &[Voc, Op] : roles().opsPlaying(Role::Trigger)) {
    if (Op->Kind != model::MatchKind::Method)
      continue;
    for (const std::string &Name : Op->Names)
      for (const NamedDecl *D : R->lookup(&ast().Idents.get(Name)))
        if (const auto *M = dyn_cast<CXXMethodDecl>(D); M && M->isConst())
          return true;
  }
  return false;
}

bool OversharedSource::onlyListens(const ObjectUses &Uses) const {
  return !Uses.Uses.empty() && llvm::all_of(Uses.Uses, [](const ObjectUse &U) {
    return U.Kind == UseKind::Look || U.Kind == UseKind::Token;
  });
}

/// The same, and \p Uses may hand the source to functions in reach which only
/// listen to it; their parameters are added to \p Through.
bool OversharedSource::listensThrough(
    const ObjectUses &Uses, const FunctionView &View,
    llvm::SmallVectorImpl<const ParmVarDecl *> &Through) {
  // Whether a request is possible a token answers otherwise: its source may be
  // gone.
  if (llvm::all_of(Uses.Uses, [&](const ObjectUse &U) {
        return U.Kind == UseKind::Look && roles().op(U.E, Role::CanCancel);
      }))
    return false;
  return llvm::all_of(Uses.Uses, [&](const ObjectUse &U) {
    if (U.Kind == UseKind::Look || U.Kind == UseKind::Token)
      return true;
    const Stmt *Child = nullptr;
    const auto *Call = U.Kind == UseKind::Escape
                           ? dyn_cast_or_null<CallExpr>(View.userOf(U.E, Child))
                           : nullptr;
    const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
    F = F ? F->getDefinition() : nullptr;
    if (!F || isa<CXXOperatorCallExpr>(Call) || Through.size() > 4 ||
        F->isTemplateInstantiation() || F->isDependentContext() ||
        F->isVariadic() || isImposed(F) || !bodyInReach(F))
      return false;
    auto Args = model::writtenArgs(Call);
    unsigned I = llvm::find(Args, Child) - Args.begin();
    if (I >= F->getNumParams())
      return false;
    const ParmVarDecl *P = F->getParamDecl(I);
    if (!isSource(roles().type(P)))
      return false;
    if (llvm::is_contained(Through, P))
      return true; // looked at already, or recursion
    Through.push_back(P);
    FunctionView Inner(F, services().parents(F), roles());
    llvm::SmallVector<const Expr *, 8> Refs(Inner.references(P).begin(),
                                            Inner.references(P).end());
    return listensThrough(usesOf(Refs, Inner), Inner, Through);
  });
}

/// True if \p F makes a token of the source: given one, it would have nothing
/// to do.
bool OversharedSource::handsTokenBack(const ObjectUses &Uses,
                                      const FunctionDecl *F) const {
  TypeUse Result = roles().type(F->getReturnType());
  return Result.has(Role::Token) && !Result.has(Role::Source) &&
         llvm::any_of(Uses.Uses, [](const ObjectUse &U) {
           return U.Kind == UseKind::Token;
         });
}

/// True if every way through \p F makes one of the requests in \p Uses.
bool OversharedSource::asksInAnyCase(const ObjectUses &Uses,
                                     const FunctionDecl *F) const {
  const CFG *Graph = cfg(F);
  if (!Graph)
    return false;
  Paths P(*Graph);
  PathSpot Entry{&Graph->getEntry(), -1};
  auto NoBranch = [](const Stmt *) { return false; };
  auto Asks = [&](const CFGElement &E) {
    auto S = E.getAs<CFGStmt>();
    return S && llvm::any_of(Uses.Uses, [&](const ObjectUse &U) {
             return U.Kind == UseKind::Trigger && U.E == S->getStmt();
           });
  };
  auto Never = [](const CFGElement &) { return false; };
  return !P.pathOut(Entry, nullptr, {Asks, NoBranch}) &&
         P.pathOut(Entry, nullptr, {Never, NoBranch});
}

/// The first request among \p Uses, if the function makes it itself and the
/// source remains the caller's; null otherwise.
const Expr *OversharedSource::askedHere(const ObjectUses &Uses,
                                        const FunctionView &View) const {
  const Stmt *Body = bodyInReach(View.function());
  const Expr *First = nullptr;
  // Who looks at it, too, takes part in a race and is no borrower.
  if (llvm::any_of(Uses.Uses,
                   [](const ObjectUse &U) { return U.Kind == UseKind::Look; }))
    return nullptr;
  // It can have been given for nothing else.
  if (llvm::all_of(Uses.Uses, [](const ObjectUse &U) {
        return U.Kind == UseKind::Trigger;
      }))
    return nullptr;
  for (const ObjectUse &U : Uses.Uses) {
    if (U.Kind == UseKind::Renewed)
      return nullptr;
    if (U.Kind != UseKind::Trigger)
      continue;
    // A callback that is kept makes the link to another token, or is the user's
    // button.
    if (View.lambdaAround(U.E, Body))
      return nullptr;
    First = First ? First : U.E;
  }
  return First;
}

//===----------------------------------------------------------------------===//
// Candidates
//===----------------------------------------------------------------------===//

void OversharedSource::parameter(const FunctionDecl *F, unsigned Index,
                                 const FunctionView &View) {
  const ParmVarDecl *P = F->getParamDecl(Index);
  TypeUse Use = roles().type(P);
  bool Lent = isLent(P, Use);
  // A handle that is given away dies with its new owner.
  bool Source =
      isSource(Use) && canAsk(P->getType(), Use) &&
      (!Use.has(Role::TaskHandle) || Lent ||
       P->getType()->isLValueReferenceType() || P->getType()->isPointerType());
  llvm::SmallVector<const Expr *, 8> Refs;
  forEachStmt(writtenBody(F), [&](const Stmt *S) {
    const auto *R = dyn_cast<DeclRefExpr>(S);
    if (R && R->getDecl() == P)
      Refs.push_back(R);
    return true;
  });
  if (const auto *C = dyn_cast<CXXConstructorDecl>(F))
    for (const DeclRefExpr *R : View.references(P))
      if (llvm::any_of(C->inits(),
                       [&](const CXXCtorInitializer *I) {
                         return mentions(I->getInit(), P);
                       }) &&
          !llvm::is_contained(Refs, R))
        Refs.push_back(R);
  if (Refs.empty())
    return;
  Candidate C;
  C.F = F;
  C.Index = Index;
  C.Uses = usesOf(Refs, View);
  // A thread that is asked whether it was asked has no token to give instead.
  if (!Source || !listensThrough(C.Uses, View, C.Through) ||
      !tokenOf(Use, roles())) {
    C.Through.clear();
    if (!Lent || !flag("CallersSource") || mayAsk(F))
      return;
    C.Trigger = askedHere(C.Uses, View);
    if (!C.Trigger || namesAsker(P->getName()) || callerDecides(C.Uses, View) ||
        asksInAnyCase(C.Uses, F))
      return;
    // A stream is ended early by its context, and nobody else has that.
    if (Use.has(Role::SingleUse) &&
        llvm::any_of(F->parameters(), [&](const ParmVarDecl *Q) {
          return roles().type(Q).has(Role::Stream);
        }))
      return;
  } else if (handsTokenBack(C.Uses, F)) {
    return;
  }
  Candidates.push_back(std::move(C));
}

void OversharedSource::checkFunction(const FunctionDecl *F) {
  if (!Relevant)
    Relevant = mayOccur(roles(), ast(), {Role::Source, Role::Unified}, {});
  if (!*Relevant || isLambda(F) || !bodyInReach(F))
    return;
  llvm::SmallVector<unsigned, 2> Indices;
  for (const ParmVarDecl *P : F->parameters())
    if (TypeUse Use = roles().type(P);
        P->getIdentifier() && (isSource(Use) || isLent(P, Use)))
      Indices.push_back(P->getFunctionScopeIndex());
  llvm::SmallVector<const LambdaExpr *, 2> Lambdas;
  forEachStmt(writtenBody(F), [&](const Stmt *S) {
    if (const auto *L = dyn_cast<LambdaExpr>(S))
      if (llvm::any_of(L->explicit_captures(), [&](const LambdaCapture &C) {
            return C.capturesVariable() &&
                   isSource(roles().type(C.getCapturedVar()));
          }))
        Lambdas.push_back(L);
    return true;
  });
  if ((Indices.empty() && Lambdas.empty()) || isMain(F) ||
      isTestCode(F, roles()))
    return;
  FunctionView View(F, services().parents(F), roles());
  if (!isImposed(F))
    for (unsigned I : Indices)
      parameter(F, I, View);
  for (const LambdaExpr *L : Lambdas)
    if (!runsInPlace(L, services().parents(F), bodyInReach(F)))
      captures(L, View);
}

//===----------------------------------------------------------------------===//
// Captures
//===----------------------------------------------------------------------===//

void OversharedSource::captures(const LambdaExpr *L, const FunctionView &View) {
  auto Init = L->capture_init_begin();
  for (const LambdaCapture &C : L->captures()) {
    const Expr *From = *Init++;
    const auto *V = C.isExplicit() && C.capturesVariable()
                        ? dyn_cast<VarDecl>(static_cast<const ValueDecl *>(
                              C.getCapturedVar()))
                        : nullptr;
    if (!V || !V->getIdentifier())
      continue;
    TypeUse Use = roles().type(V);
    bool Renamed = L->isInitCapture(&C);
    const ValueDecl *Source = Renamed && From ? referenced(From) : V;
    // Moved in, it is the lambda's own; a parameter is looked at as a whole.
    if (!isSource(Use) || Use.has(Role::TaskHandle) || !Source ||
        llvm::any_of(
            Candidates,
            [&](const Candidate &One) { return One.param() == Source; }) ||
        (Renamed && strip(From) != From->IgnoreParenImpCasts() &&
         textOf(From->getSourceRange(), ast()).find("move") !=
             std::string::npos))
      continue;
    llvm::SmallVector<const Expr *, 4> Refs;
    forEachStmt(L->getBody(), [&](const Stmt *S) {
      const auto *R = dyn_cast<DeclRefExpr>(S);
      if (R && R->getDecl() == V)
        Refs.push_back(R);
      return true;
    });
    ObjectUses Uses;
    if (!Refs.empty())
      Uses = usesOf(Refs, View);
    std::optional<TokenWay> Way = tokenOf(Use, roles());
    if (!onlyListens(Uses) || !Way)
      continue;
    std::string Name = V->getNameAsString();
    auto D = diag(C.getLocation(),
                  "this lambda only listens to source '%0', and with it "
                  "everybody who has the lambda can make the request; capture "
                  "its token")
             << Name;
    llvm::SmallVector<FixItHint, 4> Fix;
    if (!listenThroughToken(Uses, Name, *Way, roles(), ast(), Fix))
      continue;
    std::string Token = Renamed ? tokenOfArgument(From, *Way, roles(), ast())
                                : Name + "." + Way->Method + "()";
    SourceLocation Begin = C.getLocation(), End = Begin;
    if (Renamed)
      End = From->getEndLoc();
    if (!Renamed && Use.Forms.size() > unsigned(Use.hasForm(Form::Reference)))
      continue; // a pointer
    if (C.getCaptureKind() == LCK_ByRef)
      // The location is that of the name; the '&' stands before it.
      Begin = Begin.getLocWithOffset(-1);
    SourceRange Whole(Begin, End);
    if (Token.empty() || !canEdit(Whole, ast()) ||
        (C.getCaptureKind() == LCK_ByRef &&
         textOf(SourceRange(Begin, Begin), ast()) != "&"))
      continue;
    Fix.push_back(FixItHint::CreateReplacement(
        CharSourceRange::getTokenRange(Whole), Name + " = " + Token));
    for (const FixItHint &One : Fix)
      D << One;
  }
}

//===----------------------------------------------------------------------===//
// Fixes
//===----------------------------------------------------------------------===//

llvm::SmallVector<FixItHint, 4>
OversharedSource::fixFor(const Candidate &C, const CallSites &Sites) const {
  const ParmVarDecl *P = C.param();
  TypeUse Use = roles().type(P);
  bool Direct = Use.byValue() ||
                (Use.Forms.size() == 1 && Use.Forms[0] == Form::Reference);
  std::optional<TokenWay> Way = tokenOf(Use, roles());
  if (!Direct || !Way || P->hasDefaultArg() || !canChange(C.F, Sites))
    return {};
  llvm::SmallVector<FixItHint, 4> Out =
      retypeParameter(C.F, C.Index, Way->TypeName);
  if (Out.empty() ||
      !listenThroughToken(C.Uses, P->getName(), *Way, roles(), ast(), Out))
    return {};
  for (const Expr *Call : Sites.Calls) {
    const Expr *Arg = writtenArg(Call, C.Index);
    std::string Token = Arg ? tokenOfArgument(Arg, *Way, roles(), ast()) : "";
    if (Token.empty() || !canEdit(Arg->getSourceRange(), ast()))
      return {};
    Out.push_back(FixItHint::CreateReplacement(
        CharSourceRange::getTokenRange(Arg->getSourceRange()), Token));
  }
  return Out;
}

//===----------------------------------------------------------------------===//
// Reports
//===----------------------------------------------------------------------===//

/// True if somebody else says that the function of \p Sites takes a source: a
/// table, a registration, whoever calls it with a source of his own.
bool OversharedSource::isExpected(const CallSites &Sites) const {
  return Sites.Expected || llvm::any_of(Sites.Bound, [&](const Expr *Call) {
           return llvm::none_of(model::writtenArgs(Call), [&](const Expr *A) {
             return roles().type(A->getType()).has(Role::Source);
           });
         });
}

static const FunctionDecl *functionOf(const ParmVarDecl *P) {
  return cast<FunctionDecl>(P->getDeclContext());
}

void OversharedSource::report(const Candidate &C, const SitesOf &All) {
  const ParmVarDecl *P = C.param();
  CallSites Sites = All.lookup(C.F->getCanonicalDecl());
  if (C.Trigger) {
    // Whoever starts work with a source, or registers it, shares it on purpose.
    if (Sites.Taken)
      return;
    diag(C.Trigger->getExprLoc(),
         "%0 makes a stop request on '%1', which its caller only lent it and "
         "others may listen to; report the failure and leave the request to "
         "the owner")
        << C.F << P->getName();
    diag(P->getLocation(), "lent here", DiagnosticIDs::Note);
    return;
  }
  if (isExpected(Sites) ||
      llvm::any_of(C.Through, [&](const ParmVarDecl *Other) {
        return isExpected(All.lookup(functionOf(Other)->getCanonicalDecl()));
      }))
    return;
  std::optional<TokenWay> Way = tokenOf(roles().type(P), roles());
  auto D = diag(P->getLocation(),
                "%0 only listens to source '%1', and with it could make the "
                "request; take its token ('%2')")
           << C.F << P->getName() << Way->TypeName;
  // What it is handed to has to take a token first.
  if (!Sites.Taken && C.Through.empty())
    for (const FixItHint &One : fixFor(C, Sites))
      D << One;
}

void OversharedSource::endOfTu(ASTContext &Context) {
  llvm::SmallVector<const FunctionDecl *, 4> Functions;
  for (const Candidate &C : Candidates) {
    Functions.push_back(C.F);
    for (const ParmVarDecl *Other : C.Through)
      Functions.push_back(functionOf(Other));
  }
  auto Sites = callSites(Context, Functions);
  for (const Candidate &C : Candidates)
    report(C, Sites);
  Candidates.clear();
}

CTX_REGISTER_CHECK(OversharedSource, Info);

} // namespace
} // namespace ctx
