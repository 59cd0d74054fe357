//===- DiscardedScope.cpp - ctx-discarded-scope ---------------------------===//
//
// Positive when
//   - an object that registers a callback, makes something current or shields
//     for as long as it lives is a temporary that nobody names, or is returned
//     by a call and dropped: it ends with the statement. A cast to void keeps
//     nothing alive;
//   - the model says that what registering or attaching returns has to be used,
//     and it is dropped.
// Negative when
//   - the library keeps what was registered: its result is no such object and
//     need not be used;
//   - something else of the same statement runs while the object lives;
//   - what is made current is what was current before: a destructor does so,
//   and
//     whoever hands in what an earlier attach returned.
// Unknown when (silent)
//   - the call ends or hands over what it returns: take, release, exchange;
//   - what comes back is shared with others;
//   - a macro of a system header, or a test's macro, is given the expression.
//
//===----------------------------------------------------------------------===//

#include "analysis/Assigned.h"
#include "analysis/CodeKind.h"
#include "analysis/Discards.h"
#include "analysis/Exprs.h"
#include "analysis/InScope.h"
#include "analysis/Relevant.h"
#include "analysis/Roots.h"
#include "core/CheckRegistry.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/StringSet.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::Form;
using model::OnDestroy;
using model::OpUse;
using model::Role;
using model::TypeUse;

constexpr CheckInfo Info = {
    /*Id=*/"ctx-discarded-scope",
    /*Title=*/"a registration, attach or scope object dies at the semicolon",
    /*Counterpart=*/"bugprone-unused-raii, EPC19",
    /*Spec=*/"M03 X02",
    /*Level=*/Severity::Warning,
    /*Fixes=*/FixKind::Always,
    /*OnByDefault=*/true,
    /*Since=*/"0.1",
    /*Options=*/{},
    /*UnsafeFixes=*/true,
};

/// Words in the name of a function that takes an object from where it is, to
/// end it or to hand it on.
constexpr llvm::StringRef Taking[] = {
    "take",       "release",    "extract", "pop",  "exchange", "detach",
    "remove",     "clear",      "reset",   "end",  "stop",     "leave",
    "unregister", "deregister", "cancel",  "drop", "close",    "restore",
    "swap",       "steal",      "consume", "move", "erase",    "unsubscribe",
    "exit",       "finish"};

class DiscardedScope : public Check {
public:
  DiscardedScope(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

protected:
  void checkFunction(const FunctionDecl *F) override;
  void endOfTu(ASTContext &) override { Relevant.reset(); }

private:
  TypeUse diesWith(const Expr *E) const;
  bool restores(const OpUse &Attach, const FunctionDecl *F) const;
  OpUse droppedHandle(const Expr *E, const FunctionDecl *F) const;
  bool givesAway(const Expr *E) const;
  void report(const Discard &D, const TypeUse &Use, const FunctionDecl *F);
  void name(DiagnosticBuilder &Report, const Discard &D, const TypeUse &Use,
            const FunctionDecl *F);
  std::string freshName(const FunctionDecl *F, const TypeUse &Use);

  /// Names that findings of one function were given already.
  const FunctionDecl *NamesOf = nullptr;
  std::optional<bool> Relevant;
  llvm::StringSet<> Names;
};

/// True if \p Use is an object whose life is what it is for.
bool livesForEffect(const TypeUse &Use) {
  if (Use.has(Role::Scope))
    return true;
  if (Use.has(Role::Registration))
    return Use.Entry->MustUse || Use.Entry->Destroy != OnDestroy::Nothing;
  const auto *R = Use.Bare->getAsCXXRecordDecl();
  return Use.has(Role::Shield) && R && R->hasDefinition() &&
         R->hasNonTrivialDestructor();
}

/// True if \p T is shared by several owners.
bool isShared(QualType T) {
  const auto *R = T->getAsCXXRecordDecl();
  return R && R->getIdentifier() && R->getName() != "unique_ptr" &&
         R->getName() != "optional";
}

const FunctionDecl *calleeOf(const Expr *E) {
  const auto *C = dyn_cast<CallExpr>(E);
  return C ? C->getDirectCallee() : nullptr;
}

std::string shown(const Expr *E, const TypeUse &Use, const ASTContext &Ast) {
  const FunctionDecl *F = calleeOf(E);
  if (F && F->getIdentifier())
    return F->getNameAsString();
  return nameOf(Use, Ast);
}

/// True if `Type(args)` would become a function declaration if it had a name.
bool isVexing(llvm::ArrayRef<const Expr *> Args) {
  return llvm::all_of(Args, [](const Expr *A) {
    A = A->IgnoreImplicit();
    return isa<CXXFunctionalCastExpr, CXXTemporaryObjectExpr,
               CXXScalarValueInitExpr, CXXUnresolvedConstructExpr,
               CXXConstructExpr>(A);
  });
}

} // namespace

/// True if \p E, a call that plays no role, is known to hand its result out of
/// something rather than to make it.
bool DiscardedScope::givesAway(const Expr *E) const {
  const FunctionDecl *F = calleeOf(E);
  if (!F)
    return !isa<CXXConstructExpr, CXXUnresolvedConstructExpr>(E);
  if (isa<CXXConversionDecl>(F))
    return true;
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(E))
    return O->getOperator() != OO_Call;
  if (!F->getIdentifier())
    return true;
  if (isInStd(F))
    return F->getName() != "make_unique" && F->getName() != "make_shared" &&
           F->getName() != "make_optional";
  return hasPhrase(F->getName(), Taking);
}

/// What ends with \p E, a dropped value; none if nothing of the kind does.
TypeUse DiscardedScope::diesWith(const Expr *E) const {
  if (E->isLValue() || E->isXValue() || E->getType()->isVoidType())
    return {};
  TypeUse Use = roles().type(E->getType());
  if (!Use || !livesForEffect(Use) || Use.hasForm(Form::Pointer) ||
      Use.hasForm(Form::Weak) || Use.hasForm(Form::RefWrapper) ||
      Use.hasForm(Form::Reference))
    return {};
  if (const auto *C = dyn_cast<CXXConstructExpr>(E)) {
    // An empty one does nothing, and a copy or move only ends what it took.
    const CXXConstructorDecl *D = C->getConstructor();
    if (!Use.byValue() || D->isCopyOrMoveConstructor() ||
        (Use.has(Role::Registration) && D->isDefaultConstructor()))
      return {};
    return Use;
  }
  if (isa<CXXUnresolvedConstructExpr>(E))
    return Use.byValue() ? Use : TypeUse();
  bool IsOp = bool(roles().op(E, {Role::Attach, Role::Register}));
  if (!IsOp && givesAway(E))
    return {};
  if (Use.hasForm(Form::Smart) && !IsOp) {
    const FunctionDecl *F = calleeOf(E);
    bool Made = F && isInStd(F); // make_shared
    if (!Made && isShared(E->getType()))
      return {};
  }
  return Use;
}

/// True if \p Attach, in \p F, puts back what was current before.
bool DiscardedScope::restores(const OpUse &Attach,
                              const FunctionDecl *F) const {
  if (isa<CXXDestructorDecl>(F))
    return true;
  const Expr *Given = Attach.arg("token");
  const auto *V =
      dyn_cast_or_null<VarDecl>(Given ? referenced(Given) : nullptr);
  const Expr *Init = V ? V->getAnyInitializer() : nullptr;
  return Init && roles().op(strip(Init), Role::Attach);
}

/// The registering or attaching operation \p E, in \p F, whose result, no
/// object that ends by itself, must not be dropped.
OpUse DiscardedScope::droppedHandle(const Expr *E,
                                    const FunctionDecl *F) const {
  if (E->getType()->isVoidType())
    return {};
  OpUse Op = roles().op(E, {Role::Attach, Role::Register});
  if (!Op || !Op.Entry->MustUse ||
      (Op.role() == Role::Attach && restores(Op, F)))
    return {};
  // What was registered ends with a local source anyway.
  const Expr *Token = Op.arg("token");
  if (!Token)
    return Op;
  if (OpUse Get = roles().op(strip(Token), Role::GetToken))
    Token = Get.arg("source") ? Get.arg("source") : Get.receiver();
  const auto *V =
      dyn_cast_or_null<VarDecl>(Token ? referenced(Token) : nullptr);
  if (V && V->hasLocalStorage() && !isa<ParmVarDecl>(V) &&
      roles().type(V).byValue() &&
      roles().type(V).Roles.hasAny({Role::Source, Role::Unified}))
    return {};
  return Op;
}

void DiscardedScope::checkFunction(const FunctionDecl *F) {
  if (!Relevant)
    Relevant = mayOccur(roles(), ast(),
                        {Role::Registration, Role::Scope, Role::Shield},
                        {Role::Attach, Role::Register});
  if (!*Relevant || !bodyInReach(F))
    return;
  std::optional<bool> Test;
  for (const Discard &D : discardsIn(F, roles())) {
    if (D.Covers)
      continue;
    TypeUse Use = diesWith(D.E);
    OpUse Handle = Use || D.Marker ? OpUse() : droppedHandle(D.E, F);
    if (!Use && !Handle)
      continue;
    if (D.E->getBeginLoc().isMacroID()) {
      if (!Test)
        Test = isTestCode(F, roles());
      if (isMacroBusiness(D.E, *Test, sources()))
        continue;
    }
    if (Use) {
      report(D, Use, F);
      continue;
    }
    diag(sources().getFileLoc(D.E->getExprLoc()),
         "what '%0' returns is dropped, so nothing can %select{take the "
         "callback back or use it|end what it began}1; keep it")
        << shown(D.E, Use, ast()) << (Handle.role() == Role::Attach);
  }
}

void DiscardedScope::report(const Discard &D, const TypeUse &Use,
                            const FunctionDecl *F) {
  SourceLocation At = sources().getFileLoc(
      isa<CallExpr>(D.E) ? D.E->getExprLoc() : D.Written->getBeginLoc());
  bool Call = isa<CallExpr>(D.E);
  std::string Name = shown(D.E, Use, ast());
  const char *Text =
      Use.has(Role::Registration)
          ? "%select{the temporary '%1'|what '%1' returns}0 is destroyed at "
            "the "
            "end of this statement, and its callback is gone with it; keep it "
            "in a variable"
      : Use.has(Role::Shield)
          ? "%select{the temporary '%1'|what '%1' returns}0 is destroyed at "
            "the "
            "end of this statement, so it shields nothing; keep it in a "
            "variable"
          : "%select{the temporary '%1'|what '%1' returns}0 is destroyed at "
            "the "
            "end of this statement, so nothing runs inside of its scope; keep "
            "it in a variable";
  auto Report = diag(At, Text) << Call << Name;
  name(Report, D, Use, F);
}

/// A name for an object of type \p Use that \p F does not use.
std::string DiscardedScope::freshName(const FunctionDecl *F,
                                      const TypeUse &Use) {
  if (NamesOf != F) {
    NamesOf = F;
    Names.clear();
    auto Add = [&](const NamedDecl *D) {
      if (D && D->getIdentifier())
        Names.insert(D->getName());
    };
    for (const ParmVarDecl *P : F->parameters())
      Add(P);
    forEachStmtOf(F, [&](const Stmt *S) {
      if (const auto *R = dyn_cast<DeclRefExpr>(S))
        Add(R->getDecl());
      else if (const auto *M = dyn_cast<MemberExpr>(S))
        Add(M->getMemberDecl());
      else if (const auto *O = dyn_cast<OverloadExpr>(S)) {
        if (const IdentifierInfo *II = O->getName().getAsIdentifierInfo())
          Names.insert(II->getName());
      } else if (const auto *D = dyn_cast<DeclStmt>(S)) {
        for (const Decl *Declared : D->decls())
          Add(dyn_cast<NamedDecl>(Declared));
      } else if (const auto *L = dyn_cast<LambdaExpr>(S)) {
        for (const ParmVarDecl *P : L->getCallOperator()->parameters())
          Add(P);
      }
      return true;
    });
  }
  std::string Base = Use.has(Role::Registration) ? "on_stop"
                     : Use.has(Role::Shield)     ? "shield"
                                                 : "scope";
  std::string Name = Base;
  for (unsigned Number = 2; !Names.insert(Name).second; ++Number)
    Name = Base + std::to_string(Number);
  return Name;
}

/// Adds the edits that give the object a name, where it lives longer with one.
void DiscardedScope::name(DiagnosticBuilder &Report, const Discard &D,
                          const TypeUse &Use, const FunctionDecl *F) {
  const ParentMap &Parents = services().parents(F);
  const auto *Block =
      dyn_cast_or_null<CompoundStmt>(Parents.getParent(D.Whole));
  if (!D.Alone || !Block || isa_and_nonnull<StmtExpr>(Parents.getParent(Block)))
    return;
  // At the end of the block it would die all the same, and nobody may jump over
  // its declaration.
  bool Behind = false, Follows = false;
  for (const Stmt *S : Block->body()) {
    if (Behind && isa<SwitchCase, LabelStmt>(S))
      return;
    Follows |= Behind && !isa<NullStmt, BreakStmt, ContinueStmt>(S) &&
               !(isa<ReturnStmt>(S) && !cast<ReturnStmt>(S)->getRetValue());
    Behind |= S == D.Whole;
  }
  const SourceManager &SM = sources();
  if (!Follows || isa_and_nonnull<SwitchStmt>(Parents.getParent(Block)) ||
      D.Whole->getBeginLoc().isMacroID() ||
      D.Written->getBeginLoc().isMacroID() ||
      D.Whole->getEndLoc().isMacroID() || D.Written->getEndLoc().isMacroID() ||
      !canEdit(D.Whole->getSourceRange(), ast()))
    return;
  const LangOptions &Lang = ast().getLangOpts();
  const auto *R = D.E->getType()->getAsCXXRecordDecl();
  bool Movable = R && R->hasDefinition() &&
                 (R->hasSimpleMoveConstructor() || R->hasMoveConstructor() ||
                  R->hasSimpleCopyConstructor());
  bool Auto = Lang.CPlusPlus17 || Movable || isa<CallExpr>(D.E);

  // `Type(args)` is a declaration once it has a name.
  SourceLocation Open;
  llvm::SmallVector<const Expr *, 4> Args;
  if (const auto *C = dyn_cast<CXXFunctionalCastExpr>(D.Written)) {
    Open = C->getLParenLoc();
    Args.push_back(C->getSubExprAsWritten());
    if (Open.isInvalid()) // Type{x}
      Open = C->getSubExpr()->IgnoreImplicit()->getBeginLoc();
    if (const auto *Made = dyn_cast<CXXConstructExpr>(D.E);
        Made && C->getLParenLoc().isInvalid())
      Open = Made->getParenOrBraceRange().getBegin();
  } else if (const auto *T = dyn_cast<CXXTemporaryObjectExpr>(D.E)) {
    Open = T->getParenOrBraceRange().getBegin();
    Args.append(T->arg_begin(), T->arg_end());
  } else if (const auto *U = dyn_cast<CXXUnresolvedConstructExpr>(D.E)) {
    Open = U->getLParenLoc();
    Args.append(U->arg_begin(), U->arg_end());
  } else if (const auto *C = dyn_cast<CXXConstructExpr>(D.E)) {
    Open = C->getParenOrBraceRange().getBegin();
    Args.append(C->arg_begin(), C->arg_end());
  }
  bool Braces = Open.isValid() && *SM.getCharacterData(Open) == '{';
  bool Direct = Open.isValid() && !Open.isMacroID() && !Args.empty() &&
                (Braces || !isVexing(Args));
  if (!Direct && !Auto)
    return;
  std::string Name = freshName(F, Use);
  SourceLocation Begin = D.Written->getBeginLoc();
  std::string Before = Direct ? "" : "auto " + Name + " = ";
  if (D.Marker) {
    // The marker goes, with the parentheses it needs.
    SourceLocation End = D.Written->getEndLoc();
    Report << FixItHint::CreateReplacement(
        CharSourceRange::getCharRange(D.Whole->getBeginLoc(), Begin), Before);
    if (End != D.Whole->getEndLoc())
      Report << FixItHint::CreateRemoval(CharSourceRange::getTokenRange(
          End.getLocWithOffset(1), D.Whole->getEndLoc()));
  } else if (!Before.empty()) {
    if (Begin != D.Whole->getBeginLoc() ||
        D.Written->getEndLoc() != D.Whole->getEndLoc())
      Before = "auto " + Name + " = "; // in parentheses, which may stay
    Report << FixItHint::CreateInsertion(D.Whole->getBeginLoc(), Before);
    return;
  } else if (Begin != D.Whole->getBeginLoc()) {
    Report << FixItHint::CreateInsertion(D.Whole->getBeginLoc(),
                                         "auto " + Name + " = ");
    return;
  }
  if (Direct)
    Report << FixItHint::CreateInsertion(Open,
                                         Braces ? " " + Name : " " + Name);
}

namespace {
CTX_REGISTER_CHECK(DiscardedScope, Info);
} // namespace

} // namespace ctx
