//===- ReusedContext.cpp - ctx-reused-context -----------------------------===//
//
// Positive when
//   - an operation is started on an object that serves only one, and a path
//     leads there from another start on the same object, or around a loop from
//     itself, without a new object or a reset;
//   - a slot is given to an operation while another one may still be pending
//     with it.
// Negative when
//   - the object is declared within the loop, assigned, made anew or reset;
//   - slots: the first operation is awaited, or something waits in between.
// Unknown when (silent)
//   - what holds the object goes where it may be given another one;
//   - conditions decide that may exclude each other;
//   - the object has no plain name: an element, the result of a call.
//
//===----------------------------------------------------------------------===//

#include "analysis/Assigned.h"
#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/InScope.h"
#include "analysis/Relevant.h"
#include "analysis/SingleUse.h"
#include "compat/Compat.h"
#include "core/CheckRegistry.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::Role;
using model::TypeUse;
using model::writtenArgs;

constexpr CheckInfo Info = {
    /*Id=*/"ctx-reused-context",
    /*Title=*/"a single-use context starts a second operation",
    /*Counterpart=*/"",
    /*Spec=*/"M08 A13",
    /*Level=*/Severity::Warning,
    /*Fixes=*/FixKind::Sometimes,
    /*OnByDefault=*/true,
    /*Since=*/"0.1",
    /*Options=*/{}};

class ReusedContext : public Check {
public:
  ReusedContext(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

protected:
  void checkFunction(const FunctionDecl *F) override;
  void endOfTu(ASTContext &) override {
    Starts.reset();
    Relevant.reset();
  }

private:
  SingleUse &starts();
  bool mayStart(const FunctionDecl *F) const;
  void checkFrame(const Frame &In, const FunctionDecl *F);
  void report(const OpStart &First, const OpStart &Second, const Frame &In,
              const FunctionDecl *F);
  void moveIn(DiagnosticBuilder &Report, const OpStart &S, const Stmt *Loop,
              const Frame &In, const FunctionDecl *F);

  std::unique_ptr<SingleUse> Starts;
  std::optional<bool> Relevant;
};

/// "ctx", "call->context": the object as the names on its path say it.
std::string nameOf(const OpStart &S) {
  std::string Out;
  for (const ValueDecl *D : S.Path)
    Out += (Out.empty() ? "" : ".") + D->getNameAsString();
  return Out;
}

/// The innermost loop around \p S within \p Top, or null.
const Stmt *loopOver(const Stmt *S, const Stmt *Top, const ParentMap &Up) {
  for (const Stmt *P = S; P && P != Top; P = Up.getParent(P))
    if (isLoop(P))
      return P;
  return nullptr;
}

/// True if the call \p C starts something that is over when it returns.
bool isOverWhenItReturns(const CallExpr *C, const model::RoleIndex &Roles) {
  QualType T = C->getType();
  if (T->isArithmeticType() || T->isEnumeralType())
    return true;
  TypeUse Use = Roles.type(T);
  return Use.byValue() && Use.has(Role::CancelError);
}

} // namespace

SingleUse &ReusedContext::starts() {
  if (!Starts)
    Starts = std::make_unique<SingleUse>(
        roles(), [this](const FunctionDecl *F) -> const ParentMap & {
          return services().parents(F);
        });
  return *Starts;
}

/// True if an argument in \p F is of a type that can be used up. Cheap.
bool ReusedContext::mayStart(const FunctionDecl *F) const {
  bool Found = false;
  forEachStmtOf(F, [&](const Stmt *S) {
    const auto *C = dyn_cast<CallExpr>(S);
    if (!C || Found)
      return !Found;
    auto Interesting = [&](const Expr *E) {
      return roles()
          .type(E->getType())
          .Roles.hasAny({Role::SingleUse, Role::EdgeSlot});
    };
    Found = llvm::any_of(writtenArgs(C), Interesting);
    if (const auto *M = dyn_cast<CXXMemberCallExpr>(C); M && !Found)
      Found = Interesting(M->getImplicitObjectArgument());
    return !Found;
  });
  return Found;
}

void ReusedContext::checkFunction(const FunctionDecl *F) {
  if (!Relevant)
    Relevant = mayOccur(roles(), ast(), {Role::SingleUse, Role::EdgeSlot}, {});
  if (!*Relevant || !bodyInReach(F) || !mayStart(F))
    return;
  for (const Frame &In : framesOf(F))
    checkFrame(In, F);
}

void ReusedContext::checkFrame(const Frame &In, const FunctionDecl *F) {
  const ParentMap &Up = services().parents(F);
  std::vector<OpStart> Found = starts().startsIn(In, Up);
  if (Found.empty())
    return;
  // One start matters only in a loop.
  bool Twice = false;
  for (size_t I = 0; I != Found.size() && !Twice; ++I)
    for (size_t J = I + 1; J != Found.size() && !Twice; ++J)
      Twice = Found[I].Path == Found[J].Path;
  bool Loops = llvm::any_of(
      Found, [&](const OpStart &S) { return loopOver(S.Call, In.Body, Up); });
  if (!Twice && !Loops)
    return;
  const CFG *Graph = cfg(In.Function);
  if (!Graph)
    return;
  Paths P(*Graph);
  for (size_t J = 0; J != Found.size(); ++J) {
    const OpStart &Second = Found[J];
    const OpStart *First = nullptr;
    // The nearest start before it: each start answers for the next.
    for (size_t I = J; I-- != 0 && !First;)
      if (Found[I].Call != Second.Call &&
          starts().runsAgain(Found[I], Second, In, P, Up))
        First = &Found[I];
    if (!First && loopOver(Second.Call, In.Body, Up) &&
        starts().runsAgain(Second, Second, In, P, Up))
      First = &Second;
    if (First)
      report(*First, Second, In, F);
  }
}

void ReusedContext::report(const OpStart &First, const OpStart &Second,
                           const Frame &In, const FunctionDecl *F) {
  const ParentMap &Up = services().parents(F);
  bool Around = First.Call == Second.Call;
  const Stmt *Loop = Around ? loopOver(Second.Call, In.Body, Up) : nullptr;
  const auto *Root = dyn_cast<VarDecl>(Second.Path.front());
  {
    const char *Text =
        Second.Slot
            ? "the slot of '%0' is given to %select{another operation while "
              "one may be pending|an operation in each round of the loop}1; it "
              "serves one at a time, so the others cannot be cancelled: use a "
              "signal for each"
            : "'%0' starts %select{a second operation|an operation in each "
              "round of the loop}1 but serves only one; use a new one for each";
    auto Report = diag(sources().getFileLoc(Second.On->getBeginLoc()), Text)
                  << nameOf(Second) << Around;
    if (Loop && !Second.Slot)
      moveIn(Report, Second, Loop, In, F);
  }
  if (!Around)
    diag(sources().getFileLoc(First.On->getBeginLoc()),
         "the first operation is started here", DiagnosticIDs::Note);
  else if (Root && !isa<ParmVarDecl>(Root) && Second.Path.size() == 1)
    diag(sources().getFileLoc(Root->getLocation()),
         "'%0' is declared here, outside of the loop", DiagnosticIDs::Note)
        << Root->getName();
}

/// Adds the edits that move the declaration of the object of \p S, with the
/// calls that set it up, to the start of the body of \p Loop.
void ReusedContext::moveIn(DiagnosticBuilder &Report, const OpStart &S,
                           const Stmt *Loop, const Frame &In,
                           const FunctionDecl *F) {
  const ParentMap &Up = services().parents(F);
  const SourceManager &SM = sources();
  const auto *V = dyn_cast<VarDecl>(S.Path.front());
  const auto *Body = dyn_cast<CompoundStmt>(loopBody(Loop));
  const auto *Block = dyn_cast_or_null<CompoundStmt>(Up.getParent(Loop));
  if (S.Path.size() != 1 || !V || !V->hasLocalStorage() ||
      isa<ParmVarDecl>(V) || !S.Type || !Body || !Block ||
      !isOverWhenItReturns(S.Call, roles()) ||
      llvm::any_of(writtenArgs(S.Call),
                   [](const Expr *A) { return isa<LambdaExpr>(strip(A)); }))
    return;
  TypeUse Type = roles().type(V);
  if (!Type.byValue() || V->getType().isConstQualified())
    return;

  // The declaration, the calls on it, and what else stands before the loop.
  llvm::SmallVector<const Stmt *, 4> Moved, Between;
  bool Closed = false, Seen = false;
  for (const Stmt *Child : Block->body()) {
    if (Child == Loop) {
      Seen = true;
      continue;
    }
    if (Seen) {
      if (mentions(Child, V))
        return;
      continue;
    }
    const auto *D = dyn_cast<DeclStmt>(Child);
    if (D && D->isSingleDecl() && D->getSingleDecl() == V) {
      Moved.push_back(Child);
      continue;
    }
    if (Moved.empty())
      continue;
    const auto *E = dyn_cast<Expr>(Child);
    const auto *C = dyn_cast_or_null<CXXMemberCallExpr>(E ? strip(E) : nullptr);
    bool SetUp =
        C && referenced(C->getImplicitObjectArgument()) == V &&
        isa<DeclRefExpr>(C->getImplicitObjectArgument()->IgnoreParenImpCasts());
    if (SetUp && !Closed) {
      for (const Expr *A : writtenArgs(C))
        if (mentions(A, V))
          return;
      Moved.push_back(Child);
      continue;
    }
    if (mentions(Child, V))
      return;
    Closed = true;
    Between.push_back(Child);
  }
  if (Moved.empty() || !Seen)
    return;
  // In the loop, only its body may know the object.
  bool Elsewhere = false;
  for (const Stmt *Part : Loop->children())
    Elsewhere |= Part && Part != Body && mentions(Part, V);
  if (Elsewhere)
    return;
  // What the calls are given must be the same there.
  llvm::SmallPtrSet<const ValueDecl *, 8> Given;
  for (const Stmt *M : Moved)
    forEachStmt(M, [&](const Stmt *Part) {
      if (const auto *R = dyn_cast<DeclRefExpr>(Part))
        if (R->getDecl() != V && isa<VarDecl>(R->getDecl()))
          Given.insert(R->getDecl());
      return true;
    });
  bool Shadowed = false;
  for (const ValueDecl *D : Given) {
    if (writesTo(Loop, D))
      return;
    for (const Stmt *B : Between)
      if (writesTo(B, D) || mentions(B, D))
        return;
    forEachStmt(Loop, [&](const Stmt *Part) {
      if (const auto *DS = dyn_cast<DeclStmt>(Part))
        for (const Decl *Declared : DS->decls())
          if (const auto *N = dyn_cast<NamedDecl>(Declared))
            Shadowed |= N->getDeclName() == D->getDeclName();
      return !Shadowed;
    });
  }
  if (Shadowed)
    return;

  // The text moves line by line.
  auto SemiOf = [&](const Stmt *M) -> SourceLocation {
    if (isa<DeclStmt>(M))
      return M->getEndLoc();
    std::optional<Token> Next =
        compat::nextToken(M->getEndLoc(), SM, ast().getLangOpts());
    return Next && Next->is(tok::semi) ? Next->getLocation() : SourceLocation();
  };
  SourceLocation Brace = Body->getLBracLoc();
  if (Brace.isMacroID() || Loop->getBeginLoc().isMacroID())
    return;
  FileID File = SM.getFileID(Brace);
  llvm::StringRef Buffer = SM.getBufferData(File);
  auto LineStart = [&](unsigned Offset) {
    return unsigned(Buffer.rfind('\n', Offset ? Offset - 1 : 0) + 1);
  };
  std::string Indent;
  if (!Body->body_empty()) {
    SourceLocation L = SM.getFileLoc(Body->body_front()->getBeginLoc());
    unsigned At = SM.getFileOffset(L), Start = LineStart(At);
    llvm::StringRef Before = Buffer.slice(Start, At);
    if (!Before.trim().empty() || SM.getFileID(L) != File)
      return; // the body is on the line of its brace
    Indent = Before.str();
  }
  std::string Text;
  llvm::SmallVector<CharSourceRange, 4> Gone;
  for (const Stmt *M : Moved) {
    SourceLocation Semi = SemiOf(M);
    if (Semi.isInvalid() || Semi.isMacroID() ||
        !canEdit(M->getSourceRange(), ast()) || M->getBeginLoc().isMacroID() ||
        SM.getFileID(Semi) != File)
      return;
    unsigned From = SM.getFileOffset(M->getBeginLoc()),
             To = SM.getFileOffset(Semi) + 1;
    unsigned Start = LineStart(From);
    size_t End = Buffer.find('\n', To);
    if (End == llvm::StringRef::npos || !Start ||
        !Buffer.slice(Start, From).trim().empty())
      return;
    llvm::StringRef Rest = Buffer.slice(To, End).trim();
    if (!Rest.empty() && Rest.substr(0, 2) != "//")
      return;
    Text += "\n" + Indent + Buffer.slice(From, To).str();
    if (!Rest.empty())
      Text += " " + Rest.str();
    // With the line end before, not its own: clang takes a blank behind what is
    // removed away, too, and that would be one of the next line's indentation.
    SourceLocation Zero = SM.getLocForStartOfFile(File);
    Gone.push_back(CharSourceRange::getCharRange(
        Zero.getLocWithOffset(Start - 1), Zero.getLocWithOffset(End)));
  }
  for (CharSourceRange R : Gone)
    Report << FixItHint::CreateRemoval(R);
  Report << FixItHint::CreateInsertion(Brace.getLocWithOffset(1), Text);
}

namespace {
CTX_REGISTER_CHECK(ReusedContext, Info);
} // namespace

} // namespace ctx
