//===- LoopGrowth.cpp -----------------------------------------------------===//

#include "LoopGrowth.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "Loops.h"
#include "OwnedSource.h"
#include "Registrations.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;
using namespace ctx::model;

namespace ctx::analysis {

std::pair<const Expr *, const Expr *> sidesOf(const Stmt *S) {
  if (const auto *B = dyn_cast<BinaryOperator>(S))
    if (B->getOpcode() == BO_Assign)
      return {B->getLHS(), B->getRHS()};
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(S))
    if (O->getOperator() == OO_Equal && O->getNumArgs() == 2)
      return {O->getArg(0), O->getArg(1)};
  return {nullptr, nullptr};
}

bool declaresIn(const Stmt *Root, const ValueDecl *D) {
  bool Found = false;
  forEachStmt(Root, [&](const Stmt *S) {
    if (const auto *Here = dyn_cast<DeclStmt>(S))
      Found |= llvm::is_contained(Here->decls(), D);
    return !Found;
  });
  return Found;
}

/// True if a registration, or a link to a parent, of \p Voc stays until the
/// parent is gone: no object of it takes one back.
static bool takesNothingBack(const Vocabulary &Voc) {
  return llvm::none_of(Voc.Types, [](const TypeEntry &T) {
    return T.Roles.has(Role::Registration) &&
           T.Destroy == OnDestroy::Deregister;
  });
}

/// True if \p Loop goes on for who knows how long: it is no walk over what
/// there is.
static bool isOpenEnded(const Stmt *Loop, const ASTContext &Context) {
  if (isa<CXXForRangeStmt>(Loop) || isBounded(Loop, Context))
    return false;
  const auto *For = dyn_cast<ForStmt>(Loop);
  return !For || !For->getCond() || !For->getInc();
}

/// True if \p E names \p Container: the variable, or that field of any object.
static bool isNamed(const Expr *E, const ValueDecl *Container) {
  const auto *M = dyn_cast_or_null<MemberExpr>(object(E));
  return M ? M->getMemberDecl() == Container : referenced(E) == Container;
}

/// True if something in \p Root takes elements out of \p Container, or sets it
/// anew, or may.
static bool isEmptied(const Stmt *Root, const ValueDecl *Container) {
  bool Found = false;
  forEachStmt(Root, [&](const Stmt *S) {
    if (const auto *C = dyn_cast<CXXMemberCallExpr>(S)) {
      const CXXMethodDecl *M = C->getMethodDecl();
      Found |= M && M->getIdentifier() &&
               isNamed(C->getImplicitObjectArgument(), Container) &&
               hasPhrase(M->getName(),
                         {"clear", "erase", "pop", "resize", "remove", "swap",
                          "extract", "splice", "assign", "reset"});
    } else if (auto [To, From] = sidesOf(S); To) {
      Found |= isNamed(To, Container);
    } else if (const auto *C = dyn_cast<CallExpr>(S)) {
      // Whoever is given it may empty it: std::erase_if(callbacks, ...).
      Found |= !isa<CXXOperatorCallExpr>(C) &&
               llvm::any_of(C->arguments(), [&](const Expr *A) {
                 return isNamed(A, Container);
               });
    }
    return !Found;
  });
  return Found;
}

/// True if a function other than \p Self empties \p Container, a member, or
/// may: while a loop of Self runs, that is, not when the object is made or
/// ends.
static bool isEmptiedByOthers(const FieldDecl *Container,
                              const FunctionDecl *Self) {
  const auto *Class = dyn_cast<CXXRecordDecl>(Container->getParent());
  llvm::SmallVector<const FunctionDecl *, 16> All;
  if (!Class || !insidersOf(Class, All))
    return true;
  return llvm::any_of(All, [&](const FunctionDecl *F) {
    return F->getCanonicalDecl() != Self->getCanonicalDecl() &&
           !isa<CXXConstructorDecl, CXXDestructorDecl>(F) && bodyInReach(F) &&
           isEmptied(bodyInReach(F), Container);
  });
}

namespace {

class Finder {
public:
  Finder(const Stmt *Loop, const FunctionView &View,
         llvm::function_ref<const CFG *()> Graph)
      : Loop(Loop), View(View), Graph(Graph) {}

  std::vector<Pile> take();

private:
  bool isFromOutside(const Expr *E) const;
  bool comesRound(const Expr *E);
  bool deregisters() const;
  void add(Pile::KindT What, const Expr *At, std::string Onto);
  void linked(const Expr *E, const OpUse &Op);
  bool kept(const CXXMemberCallExpr *M);
  void registered(const Expr *E, const OpUse &Op);
  void leaked(const CXXNewExpr *E);
  std::string text(const Expr *E) const {
    return textOf(E->getSourceRange(), View.function()->getASTContext());
  }

  const Stmt *Loop;
  const FunctionView &View;
  llvm::function_ref<const CFG *()> Graph;
  std::optional<Paths> Ways;
  std::vector<Pile> Out;
};

} // namespace

/// True if the object that \p E names (a container, a token, the source it is
/// taken from) lives longer than one iteration.
bool Finder::isFromOutside(const Expr *E) const {
  for (E = object(E); E;) {
    const auto *M = dyn_cast<MemberExpr>(E);
    if (OpUse Op = View.roles().op(E, Role::GetToken); Op && Op.receiver())
      E = object(Op.receiver());
    else if (M && !isMemberOfThis(M))
      E = object(M->getBase());
    else
      break;
  }
  if (!E || isMemberOfThis(E))
    return E;
  const auto *R = dyn_cast<DeclRefExpr>(E);
  const auto *V = R ? dyn_cast<VarDecl>(R->getDecl()) : nullptr;
  return V &&
         (isa<ParmVarDecl>(V) || V->hasGlobalStorage() || !declaresIn(Loop, V));
}

bool Finder::comesRound(const Expr *E) {
  if (const CFG *G = Ways ? nullptr : Graph())
    Ways.emplace(*G);
  if (!Ways)
    return false;
  std::optional<PathSpot> Spot = spotAbove(*Ways, E, View);
  return Spot && Ways->reaches(*Spot, *Spot, {nullptr, nullptr});
}

bool Finder::deregisters() const {
  bool Found = false;
  forEachStmt(loopBody(Loop), [&](const Stmt *S) {
    if (const auto *E = dyn_cast<CallExpr>(S))
      Found |= bool(View.roles().op(E, Role::Deregister));
    return !Found;
  });
  return Found;
}

void Finder::add(Pile::KindT What, const Expr *At, std::string Onto) {
  if (comesRound(At))
    Out.push_back({What, At, std::move(Onto)});
}

void Finder::linked(const Expr *E, const OpUse &Op) {
  const Expr *Parent = Op.arg("parent");
  if (Parent && takesNothingBack(*Op.Voc) &&
      View.roles().type(E->getType()).has(Role::Source) &&
      isFromOutside(Parent))
    add(Pile::Linked, E, text(Parent));
}

/// `callbacks.emplace_back(token, ...)`. \returns true if \p M is such a call.
bool Finder::kept(const CXXMemberCallExpr *M) {
  const Expr *Container = M->getImplicitObjectArgument();
  const ValueDecl *Kept = referenced(Container);
  if (!Kept || !View.roles().element(Kept->getType()).has(Role::Registration))
    return false;
  const Expr *Token = nullptr;
  for (const Expr *A : M->arguments()) {
    if (Token)
      break;
    if (View.roles()
            .type(A->getType())
            .Roles.hasAny({Role::Token, Role::Unified}))
      Token = A;
    else if (auto Made = registrationAt(strip(A), View.roles()))
      Token = Made->Token;
  }
  if (!Token)
    return false;
  if (isFromOutside(Container) && isFromOutside(Token) &&
      !isEmptied(loopBody(Loop), Kept) &&
      !(isa<FieldDecl>(Kept) &&
        isEmptiedByOthers(cast<FieldDecl>(Kept), View.function())))
    add(Pile::Kept, M, Kept->getNameAsString());
  return true;
}

void Finder::registered(const Expr *E, const OpUse &Op) {
  const Expr *Token = Op.arg("token") ? Op.arg("token") : Op.receiver();
  TypeUse Made = View.roles().type(E->getType());
  bool Stays = !Made.has(Role::Registration) ||
               Made.Entry->Destroy == OnDestroy::Nothing;
  // A slot has one handler: the next takes the place of the last.
  if (Token && Stays && takesNothingBack(*Op.Voc) && isFromOutside(Token) &&
      !View.roles().type(Token->getType()).has(Role::EdgeSlot) &&
      !deregisters())
    add(Pile::Registered, E, text(Token));
}

/// `new std::stop_callback(token, ...);` whose address nobody keeps.
void Finder::leaked(const CXXNewExpr *E) {
  const Stmt *P = View.parent(E);
  if (P && isa<FullExpr>(P))
    P = View.parent(P);
  if (!P || isa<Expr, DeclStmt, ReturnStmt>(P) || !E->getConstructExpr())
    return;
  if (auto Made = registrationAt(E->getConstructExpr(), View.roles());
      Made && Made->Token && isFromOutside(Made->Token))
    add(Pile::Registered, E, text(Made->Token));
}

std::vector<Pile> Finder::take() {
  bool Open = isOpenEnded(Loop, View.function()->getASTContext());
  forEachInFrame(loopBody(Loop), [&](const Stmt *S) {
    if (isLoop(S)) // looked at as a loop of its own
      return false;
    if (const auto *New = dyn_cast<CXXNewExpr>(S); New && Open)
      leaked(New);
    const auto *E = dyn_cast<Expr>(S);
    if (!E || !isa<CallExpr, CXXConstructExpr>(E))
      return true;
    if (OpUse Op = View.roles().op(E, Role::Derive)) {
      // One for each element there is comes to an end.
      if (Open)
        linked(E, Op);
      return true;
    }
    const auto *M = dyn_cast<CXXMemberCallExpr>(E);
    if (!Open || (M && kept(M)))
      return true;
    if (OpUse Op = View.roles().op(E, Role::Register))
      registered(E, Op);
    return true;
  });
  return std::move(Out);
}

std::vector<Pile> pilesIn(const Stmt *Loop, const FunctionView &View,
                          llvm::function_ref<const CFG *()> Graph) {
  return Finder(Loop, View, Graph).take();
}

} // namespace ctx::analysis
