//===- JoinBeforeStop.cpp - ctx-join-before-stop --------------------------===//
//
// Work is waited for before it is asked to stop.
//
// Positive when
//   - a handle is waited on, and the request on the same handle, or on the
//     source whose token its work has, comes behind it;
//   - the request is made by an object that dies at the end of the scope, the
//     wait is inside, and a poll of that token is the only way the work ends;
//   - the handle could be asked, nothing ever does, and a poll of the handle's
//     own token is the only way its visible work ends.
// Negative when
//   - a request, itself or in a callee or callback, comes before the wait;
//   - the work has no token, or visibly ends by itself;
//   - before the wait, something is done to what the work uses: a flag set, a
//     queue closed, a condition variable notified; but flags and notifications
//     do not end a loop that only a request ends;
//   - the wait is bounded, or is for a whole group.
// Unknown when (silent)
//   - the handle or source went to code that is not visible before the wait;
//   - the token of a source also went to other work;
//   - others may ask the source: a parameter, a global, a member that is not
//     private, or that is given away or asked elsewhere.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/JoinOrder.h"
#include "core/CheckRegistry.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::Role;
using model::TypeUse;

constexpr CheckInfo Info = {
    "ctx-join-before-stop",
    "work is waited for before it is asked to stop",
    "CancelCop CC033",
    "M06 A15",
    Severity::Warning,
    FixKind::Always,
    /*OnByDefault=*/true,
    "0.1",
    {},
    /*UnsafeFixes=*/true,
};

class JoinBeforeStop : public Check {
public:
  JoinBeforeStop(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

protected:
  void checkFunction(const FunctionDecl *F) override;
  void endOfTu(ASTContext &) override { Works.reset(); }

private:
  void report(const EarlyJoin &Found, const FunctionView &View,
              const Frame &In);
  void fix(const EarlyJoin &Found, const FunctionView &View, const Frame &In,
           llvm::SmallVectorImpl<FixItHint> &Out) const;
  std::string request(const NamePath &Object, const Expr *Named,
                      std::string &Call) const;

  std::optional<Workers> Works;
};

/// True if \p F has something to wait for.
bool waits(const FunctionDecl *F, const model::RoleIndex &Roles) {
  bool Found = false;
  forEachStmt(bodyInReach(F), [&](const Stmt *S) {
    if (const auto *C = dyn_cast<CallExpr>(S))
      Found |= bool(Roles.op(C, Role::Join));
    return !Found;
  });
  return Found;
}

} // namespace

void JoinBeforeStop::checkFunction(const FunctionDecl *F) {
  if (!waits(F, roles()))
    return;
  if (!Works)
    Works.emplace(roles(), [this](const FunctionDecl *G) -> const ParentMap & {
      return services().parents(G);
    });
  FunctionView View(F, services().parents(F), roles());
  JoinOrder Order(View, *Works, roles());
  for (const Frame &In : framesOf(F))
    if (Order.enter(In))
      if (const CFG *Graph = cfg(In.Function))
        for (const EarlyJoin &Found : Order.find(*Graph))
          // The end of main is the end of the work.
          if (Found.Request || Found.Guard || !isMain(In.Function))
            report(Found, View, In);
}

//===----------------------------------------------------------------------===//
// Fixes
//===----------------------------------------------------------------------===//

/// How to ask \p Object, which the code names \p Named: the whole expression,
/// and in \p Call only what is called. "" if the model has no simple form.
std::string JoinBeforeStop::request(const NamePath &Object, const Expr *Named,
                                    std::string &Call) const {
  const ValueDecl *D = Object.last();
  TypeUse Use = D ? roles().type(D) : TypeUse();
  if (D && !Use)
    Use = roles().element(D->getType());
  for (const auto &Op : roles().opsPlaying(Role::Trigger)) {
    if (Op.second->MinArgs || Op.second->Names.empty() ||
        (Op.second->Kind != model::MatchKind::Method &&
         Op.second->Kind != model::MatchKind::Operator))
      continue;
    for (const std::string &Id : Op.second->OfTypes) {
      if (!roles().isType(Use, *Op.first, Id))
        continue;
      bool Method = Op.second->Kind == model::MatchKind::Method;
      if (!Method && Op.second->Names.front() != "()")
        continue;
      Call = Method ? Op.second->Names.front() + "()" : Object.name() + "()";
      if (!Named)
        return "";
      std::string Text = textOf(Named->getSourceRange(), ast());
      if (Text.empty())
        return "";
      bool Arrow = Named->getType()->isPointerType();
      return Method ? Text + (Arrow ? "->" : ".") + Call : Text + "()";
    }
  }
  return "";
}

/// The statement of \p Block that holds \p S; null if none does.
static const Stmt *statementIn(const CompoundStmt *Block, const Stmt *S,
                               const FunctionView &View) {
  for (; S; S = View.parent(S))
    if (View.parent(S) == Block)
      return S;
  return nullptr;
}

/// True if everything that \p S names was declared before \p Before, or in
/// \p S itself.
static bool standsBefore(const Stmt *S, const Stmt *Before,
                         const SourceManager &SM) {
  bool Stands = true;
  forEachStmt(S, [&](const Stmt *Part) {
    if (const auto *R = dyn_cast<DeclRefExpr>(Part))
      if (const auto *V = dyn_cast<VarDecl>(R->getDecl());
          V && V->hasLocalStorage()) {
        bool Inside =
            !SM.isBeforeInTranslationUnit(V->getLocation(), S->getBeginLoc());
        Stands &= Inside || SM.isBeforeInTranslationUnit(V->getLocation(),
                                                         Before->getBeginLoc());
      }
    return Stands;
  });
  return Stands;
}

/// True if \p S does nothing but make requests.
static bool onlyAsks(const Stmt *S, const model::RoleIndex &Roles) {
  if (const auto *L = dyn_cast<CXXForRangeStmt>(S))
    return onlyAsks(L->getBody(), Roles);
  if (const auto *B = dyn_cast<CompoundStmt>(S))
    return !B->body_empty() && llvm::all_of(B->body(), [&](const Stmt *Part) {
      return onlyAsks(Part, Roles);
    });
  if (const auto *I = dyn_cast<IfStmt>(S)) {
    const auto *C = dyn_cast_or_null<CXXMemberCallExpr>(strip(I->getCond()));
    return !I->getElse() && !I->hasInitStorage() && C && C->getMethodDecl() &&
           C->getMethodDecl()->isConst() && onlyAsks(I->getThen(), Roles);
  }
  const auto *E = dyn_cast<Expr>(S);
  if (!E)
    return false;
  E = strip(E);
  if (const auto *C = dyn_cast<CStyleCastExpr>(E);
      C && E->getType()->isVoidType())
    E = strip(C->getSubExpr());
  return isa<CallExpr>(E) && Roles.op(E, Role::Trigger);
}

/// The whole lines of \p S if it has them to itself, else \p S alone; with its
/// semicolon. Invalid if that cannot be told.
static CharSourceRange statementRange(const Stmt *S,
                                      const ASTContext &Context) {
  const SourceManager &SM = Context.getSourceManager();
  SourceLocation Begin = SM.getFileLoc(S->getBeginLoc());
  SourceLocation End = Lexer::getLocForEndOfToken(SM.getFileLoc(S->getEndLoc()),
                                                  0, SM, Context.getLangOpts());
  if (End.isInvalid() || SM.getFileID(Begin) != SM.getFileID(End))
    return {};
  llvm::StringRef Text = SM.getBufferData(SM.getFileID(Begin));
  size_t From = SM.getFileOffset(Begin), To = SM.getFileOffset(End);
  size_t Semicolon = Text.find_first_not_of(" \t\r\n", To);
  if (isa<Expr>(S) || (Semicolon != llvm::StringRef::npos &&
                       Text[Semicolon] == ';' && Text[To - 1] != '}')) {
    if (Semicolon == llvm::StringRef::npos || Text[Semicolon] != ';')
      return {};
    To = Semicolon + 1;
  }
  size_t Line = Text.rfind('\n', From);
  Line = Line == llvm::StringRef::npos ? 0 : Line + 1;
  size_t Next = Text.find_first_not_of(" \t\r", To);
  if (Line && Text.slice(Line, From).trim().empty() &&
      Next != llvm::StringRef::npos && Text[Next] == '\n') {
    From = Line - 1; // with the line break before it
    From -= From && Text[From - 1] == '\r';
  } else if (Text.slice(Line, From).trim().empty()) {
    return {}; // a comment belongs to it
  } else {
    while (From && (Text[From - 1] == ' ' || Text[From - 1] == '\t'))
      --From;
  }
  SourceLocation Start = SM.getLocForStartOfFile(SM.getFileID(Begin));
  return CharSourceRange::getCharRange(Start.getLocWithOffset(From),
                                       Start.getLocWithOffset(To));
}

/// Puts \p Text before \p Next, on a line of its own if \p Next begins one.
static FixItHint insertBefore(const Stmt *Next, const std::string &Text,
                              const SourceManager &SM) {
  SourceLocation At = SM.getFileLoc(Next->getBeginLoc());
  llvm::StringRef Before =
      SM.getBufferData(SM.getFileID(At)).take_front(SM.getFileOffset(At));
  llvm::StringRef Line = Before.drop_front(Before.rfind('\n') + 1);
  return FixItHint::CreateInsertion(
      At, Text + (Line.trim().empty() ? "\n" + Line.str() : " "));
}

void JoinBeforeStop::fix(const EarlyJoin &Found, const FunctionView &View,
                         const Frame &In,
                         llvm::SmallVectorImpl<FixItHint> &Out) const {
  if (In.Function->isDependentContext())
    return;
  // The innermost block with both in it.
  const CompoundStmt *Block = nullptr;
  const Stmt *Wait = nullptr, *Ask = nullptr;
  for (const Stmt *P = View.parent(Found.Join); P; P = View.parent(P)) {
    const auto *B = dyn_cast<CompoundStmt>(P);
    if (!B)
      continue;
    Block = Block ? Block : B;
    Wait = statementIn(B, Found.Join, View);
    Ask = Found.Request ? statementIn(B, Found.Request, View) : nullptr;
    if (!Found.Request || Ask) {
      Block = B;
      break;
    }
  }
  if (!Block || !Wait || Wait == Ask ||
      !canEdit(Wait->getSourceRange(), ast()) ||
      isa<SwitchCase, LabelStmt>(Wait))
    return;
  if (Ask && onlyAsks(Ask, roles()) && canEdit(Ask->getSourceRange(), ast()) &&
      standsBefore(Ask, Wait, sources())) {
    CharSourceRange Range = statementRange(Ask, ast());
    std::string Text = textOf(Ask->getSourceRange(), ast());
    if (Range.isValid() && !Text.empty()) {
      Out.push_back(insertBefore(
          Wait, Text + (Text.back() == '}' || Text.back() == ';' ? "" : ";"),
          sources()));
      Out.push_back(FixItHint::CreateRemoval(Range));
      return;
    }
  }
  // Ask once more, in time.
  std::string Text, Call;
  const Stmt *Before = Wait;
  if (Found.Request) {
    if (!canEdit(Found.Request->getSourceRange(), ast()) ||
        !standsBefore(Found.Request, Wait, sources()))
      return;
    // A request under a condition, once more without it, is another request.
    for (const Stmt *P = View.parent(Found.Request); P && P != Block;
         P = View.parent(P)) {
      const auto *B = dyn_cast<BinaryOperator>(P);
      if (isa<IfStmt, SwitchStmt, AbstractConditionalOperator, CXXTryStmt,
              CXXCatchStmt>(P) ||
          isLoop(P) || (B && B->isLogicalOp()))
        return;
    }
    Text = textOf(Found.Request->getSourceRange(), ast());
  } else {
    // In a loop over handles, each is asked where it is waited for; a request
    // on a source comes before everything.
    const auto *M = dyn_cast<CXXMemberCallExpr>(Found.Join);
    const Expr *Handle = M ? M->getImplicitObjectArgument() : nullptr;
    if (Found.Guard) {
      const ValueDecl *Source = Found.Object.last();
      request(Found.Object, nullptr, Call);
      if (Call.empty() || !roles().type(Source).byValue())
        return;
      Text = Call == Source->getNameAsString() + "()"
                 ? Call
                 : Source->getNameAsString() + "." + Call;
    } else if (Handle) {
      const auto *Callee = cast<MemberExpr>(M->getCallee()->IgnoreParens());
      Text = request(Found.Object, Callee->getBase()->IgnoreImpCasts(), Call);
    }
  }
  if (!Text.empty())
    Out.push_back(insertBefore(Before, Text + ";", sources()));
}

//===----------------------------------------------------------------------===//
// Report
//===----------------------------------------------------------------------===//

void JoinBeforeStop::report(const EarlyJoin &Found, const FunctionView &View,
                            const Frame &In) {
  llvm::SmallVector<FixItHint, 2> Fixes;
  fix(Found, View, In, Fixes);
  std::string Call;
  request(Found.Object, nullptr, Call);
  // A base of the object may be what is asked.
  const auto *Ask = dyn_cast_or_null<CXXMemberCallExpr>(Found.Request);
  if (Call.empty() && Ask && Ask->getMethodDecl())
    Call = Ask->getMethodDecl()->getNameAsString() + "()";
  std::string Advice = Call.empty() ? "ask first" : "call '" + Call + "' first";
  const char *Claim =
      Found.Guard ? "'%0' is waited for here, and '%1' is triggered only when "
                    "the scope "
                    "ends; %2"
      : !Found.Request ? "'%0' is waited for and nobody asks it to stop, which "
                         "is the only way its work ends; %2"
      : Found.Handle == Found.Object
          ? "'%0' is waited for before it is asked to stop; %2"
          : "'%0' is waited for before '%1', whose token its work has, is "
            "triggered; %2";
  {
    auto D = diag(Found.Join->getExprLoc(), Claim);
    D << Found.Handle.name() << Found.Object.name() << Advice;
    for (const FixItHint &F : Fixes)
      D << F;
  }
  if (Found.Request)
    diag(Found.Request->getExprLoc(),
         "the request comes here, when the wait is over", DiagnosticIDs::Note);
  if (Found.Guard)
    diag(Found.Guard->getLocation(),
         Found.Guard->getNameAsString() == Found.Object.name()
             ? "it triggers when it is destroyed"
             : "this triggers it when it is destroyed",
         DiagnosticIDs::Note);
  if (Found.Loop)
    diag(Found.Loop->getBeginLoc(), "only a request ends this loop",
         DiagnosticIDs::Note);
}

namespace {
CTX_REGISTER_CHECK(JoinBeforeStop, Info);
} // namespace

} // namespace ctx
