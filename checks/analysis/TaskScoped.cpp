//===- TaskScoped.cpp -----------------------------------------------------===//

#include "TaskScoped.h"
#include "../compat/Compat.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Support/Regex.h"

using namespace clang;

namespace ctx::analysis {

const CXXRecordDecl *patternOf(const CXXRecordDecl *R) {
  if (const CXXRecordDecl *P = R->getTemplateInstantiationPattern())
    R = P;
  return R->getCanonicalDecl();
}

bool nameMatches(const NamedDecl *R, llvm::ArrayRef<std::string> Patterns) {
  if (Patterns.empty())
    return false;
  std::string Name = R->getQualifiedNameAsString();
  return llvm::any_of(Patterns, [&](const std::string &P) {
    return llvm::Regex(P).match(Name);
  });
}

bool isUniquelyOwned(QualType T) {
  for (unsigned Depth = 0; Depth != 3 && !T.isNull(); ++Depth) {
    const auto *S = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
        T->getAsCXXRecordDecl());
    if (!S)
      return false;
    if (S->getName() == "unique_ptr")
      return true;
    QualType Next;
    for (const TemplateArgument &A : S->getTemplateArgs().asArray())
      if (A.getKind() == TemplateArgument::Type && Next.isNull())
        Next = A.getAsType();
      else if (A.getKind() == TemplateArgument::Type &&
               S->getName().find("map") != llvm::StringRef::npos) {
        Next = A.getAsType();
        break;
      }
    T = Next;
  }
  return false;
}

//===----------------------------------------------------------------------===//
// Name
//===----------------------------------------------------------------------===//

/// "State" is what its owner is: an OpState ends with the operation, a
/// ServerState with the server. On its own it is a step of something.
static constexpr llvm::StringLiteral BorrowingNoun = "state";

/// True for a last word that leaves it to the word before what the class is.
static bool isSuffix(llvm::StringRef Word) {
  return compat::isOneOf(Word, {"", "t", "v", "impl", "base", "core",
                                "interface", "sync", "async", "mt"});
}

static NameSays ownNameSays(llvm::StringRef Name, const LifetimeWords &Words) {
  auto Parts = wordsOf(Name);
  bool Borrowing = false, OfOther = false;
  for (auto It = Parts.rbegin(); It != Parts.rend(); ++It) {
    std::string Word = llvm::StringRef(*It).rtrim("0123456789").str();
    // A ServiceHelper is no service; nobody knows how long it lives.
    if (llvm::is_contained(Words.LongLived, Word))
      return OfOther ? NameSays::Nothing : NameSays::LongLived;
    if (!llvm::is_contained(Words.TaskScoped, Word)) {
      OfOther |= !isSuffix(Word);
      continue;
    }
    if (Word != BorrowingNoun)
      return NameSays::TaskScoped;
    Borrowing = true;
  }
  return Borrowing ? NameSays::TaskScoped : NameSays::Nothing;
}

/// True for the names of the hidden half of a class.
static bool isImplementationName(llvm::StringRef Name) {
  return hasPhrase(Name, {"impl", "private", "pimpl", "rep", "internals"});
}

NameSays nameSays(const CXXRecordDecl *R, const LifetimeWords &Words) {
  llvm::StringRef Name = R->getIdentifier() ? R->getName() : "";
  NameSays Own = ownNameSays(Name, Words);
  if (Own != NameSays::Nothing)
    return Own;
  const auto *Outer = dyn_cast<CXXRecordDecl>(R->getDeclContext());
  if (!Outer)
    return NameSays::Nothing;
  NameSays Its = nameSays(Outer, Words);
  // What belongs to a request ends with it; what belongs to a server may be
  // one of its requests.
  if (Its == NameSays::TaskScoped || Name.empty() || isImplementationName(Name))
    return Its;
  return NameSays::Nothing;
}

//===----------------------------------------------------------------------===//
// Shape
//===----------------------------------------------------------------------===//

/// Calls \p Visit for \p R and its bases, each once; \returns true as soon as
/// it does.
static bool anyOfHierarchy(const CXXRecordDecl *R,
                           llvm::function_ref<bool(const CXXRecordDecl *)> Is) {
  llvm::SmallVector<const CXXRecordDecl *, 8> Work{R};
  llvm::SmallPtrSet<const CXXRecordDecl *, 8> Seen;
  while (!Work.empty()) {
    const CXXRecordDecl *C = Work.pop_back_val();
    if (!C || !Seen.insert(C->getCanonicalDecl()).second)
      continue;
    if (Is(C))
      return true;
    if (const CXXRecordDecl *Def = C->getDefinition())
      for (const CXXBaseSpecifier &B : Def->bases()) {
        const CXXRecordDecl *Base = B.getType()->getAsCXXRecordDecl();
        if (!Base)
          if (const auto *S = B.getType()->getAs<TemplateSpecializationType>())
            if (const auto *T = dyn_cast_or_null<ClassTemplateDecl>(
                    S->getTemplateName().getAsTemplateDecl()))
              Base = T->getTemplatedDecl();
        Work.push_back(Base);
      }
  }
  return false;
}

/// The function that member \p D is, also as a template, if it has a plain
/// name.
static const FunctionDecl *namedFunction(const Decl *D) {
  if (const auto *T = dyn_cast<FunctionTemplateDecl>(D))
    D = T->getTemplatedDecl();
  const auto *F = dyn_cast<FunctionDecl>(D);
  return F && F->getIdentifier() ? F : nullptr;
}

static bool isNoexcept(const FunctionDecl *F) {
  const auto *T = F->getType()->getAs<FunctionProtoType>();
  return T && isNoexceptExceptionSpec(T->getExceptionSpecType());
}

static bool isCopyable(const CXXRecordDecl *R) {
  if (R->needsImplicitCopyConstructor())
    return !R->defaultedCopyConstructorIsDeleted();
  for (const CXXConstructorDecl *C : R->ctors())
    if (C->isCopyConstructor())
      return !C->isDeleted() && C->getAccess() == AS_public;
  return false;
}

static bool isMovable(const CXXRecordDecl *R) {
  for (const CXXConstructorDecl *C : R->ctors())
    if (C->isMoveConstructor())
      return !C->isDeleted();
  return R->needsImplicitMoveConstructor() || isCopyable(R);
}

/// Coroutines (awaiters, promises) and senders/receivers, by the members that
/// the language and [exec] prescribe.
static bool isAsyncMachinery(const CXXRecordDecl *R) {
  for (const Decl *D : R->decls()) {
    if (const auto *T = dyn_cast<TypedefNameDecl>(D)) {
      if (T->getName() == "operation_state_concept" ||
          T->getName() == "receiver_concept" ||
          T->getName() == "sender_concept")
        return true;
      continue;
    }
    const FunctionDecl *F = namedFunction(D);
    if (!F)
      continue;
    llvm::StringRef Name = F->getName();
    if (Name == "await_ready" || Name == "await_suspend" ||
        Name == "initial_suspend" || Name == "get_return_object" ||
        Name == "set_stopped" || Name == "set_done")
      return true;
    if (Name == "start" && F->getNumParams() == 0 && isNoexcept(F) &&
        !isMovable(R))
      return true;
  }
  return false;
}

/// A class that does its work in its destructor: it cannot be copied, its
/// destructor acts, and all that can be asked of it meanwhile is to let go.
static bool isGuard(const CXXRecordDecl *R) {
  const CXXDestructorDecl *Dtor = R->getDestructor();
  if (!Dtor || !Dtor->isUserProvided() || Dtor->isVirtual() || isCopyable(R))
    return false;
  for (const Decl *D : R->decls()) {
    const FunctionDecl *F = namedFunction(D);
    const auto *M = dyn_cast_or_null<CXXMethodDecl>(F);
    if (!M || M->getAccess() != AS_public || M->isStatic() || M->isConst() ||
        isa<CXXConstructorDecl, CXXDestructorDecl>(M))
      continue;
    if (!hasPhrase(M->getName(),
                   {"release", "reset", "dismiss", "cancel", "commit", "unlock",
                    "disarm", "detach", "abandon", "end", "finish", "get"}))
      return false;
  }
  return true;
}

static bool holdsScope(const CXXRecordDecl *R, const model::RoleIndex &Roles) {
  return llvm::any_of(R->fields(), [&](const FieldDecl *F) {
    model::TypeUse Use = Roles.type(F);
    return Use.has(model::Role::Scope) && !Use.hasForm(model::Form::Reference);
  });
}

/// A context wrapped in a context is a context.
static bool isRoleType(const CXXRecordDecl *R, const model::RoleIndex &Roles) {
  using model::Role;
  static const model::RoleSet Travelling{
      Role::Token,     Role::EdgeSlot,     Role::Context,     Role::Carrier,
      Role::Scope,     Role::Registration, Role::PerRequest,  Role::SingleUse,
      Role::Shield,    Role::ValueBag,     Role::CancelError, Role::Unified,
      Role::EdgeSignal};
  return Roles.type(compat::typeOf(R->getASTContext(), R))
      .Roles.hasAny(Travelling);
}

bool hasTaskScopedShape(const CXXRecordDecl *R, const model::RoleIndex &Roles,
                        llvm::ArrayRef<std::string> TaskScopedBases) {
  if (R->isLambda() || R->isLocalClass() || R->isUnion())
    return true;
  if (const CXXRecordDecl *Def = R->getDefinition()) {
    if (isRoleType(Def, Roles) || isGuard(Def) || holdsScope(Def, Roles))
      return true;
    if (anyOfHierarchy(Def, [&](const CXXRecordDecl *C) {
          const CXXRecordDecl *D = C->getDefinition();
          return nameMatches(C, TaskScopedBases) || (D && isAsyncMachinery(D));
        }))
      return true;
  }
  if (const auto *Outer = dyn_cast<CXXRecordDecl>(R->getDeclContext()))
    return hasTaskScopedShape(Outer, Roles, TaskScopedBases);
  // A class template's pattern keeps its specializations' place.
  return false;
}

bool looksLikeOneOperation(const CXXRecordDecl *R) {
  if (anyOfHierarchy(R, [](const CXXRecordDecl *C) {
        return C->getIdentifier() && C->getName() == "enable_shared_from_this";
      }))
    return true;
  bool Called = false;
  for (const Decl *D : R->decls()) {
    const Decl *Plain = D;
    if (const auto *T = dyn_cast<FunctionTemplateDecl>(D))
      Plain = T->getTemplatedDecl();
    const auto *M = dyn_cast<CXXMethodDecl>(Plain);
    if (!M || M->isImplicit())
      continue;
    if (M->getOverloadedOperator() == OO_Call)
      Called = true;
    else if (M->getIdentifier() && M->getAccess() == AS_public &&
             !M->isConst() && !M->isStatic())
      return false;
  }
  return Called;
}

const CXXMethodDecl *servesRequests(const CXXRecordDecl *R,
                                    const model::RoleIndex &Roles) {
  for (const CXXMethodDecl *M : R->methods()) {
    if (isa<CXXConstructorDecl, CXXDestructorDecl>(M))
      continue;
    if (Roles.entryPoint(M))
      return M;
    if (!M->isVirtual())
      continue;
    for (const ParmVarDecl *P : M->parameters())
      if (Roles.type(P).has(model::Role::PerRequest))
        return M;
  }
  return nullptr;
}

//===----------------------------------------------------------------------===//
// Uses
//===----------------------------------------------------------------------===//

MadeHow *ObjectCensus::find(QualType T) {
  const CXXRecordDecl *R =
      T.isNull() ? nullptr : T.getNonReferenceType()->getAsCXXRecordDecl();
  if (!R)
    return nullptr;
  auto It = Made.find(patternOf(R));
  return It == Made.end() ? nullptr : &It->second;
}

/// Calls \p Visit for the types in the template arguments of \p T, two levels
/// deep: the element of a container of smart pointers.
static void forEachArgument(QualType T, unsigned Depth,
                            llvm::function_ref<void(QualType)> Visit) {
  const CXXRecordDecl *R =
      T.isNull() ? nullptr : T.getNonReferenceType()->getAsCXXRecordDecl();
  const auto *S = dyn_cast_or_null<ClassTemplateSpecializationDecl>(R);
  if (!S || !Depth)
    return;
  for (const TemplateArgument &A : S->getTemplateArgs().asArray())
    if (A.getKind() == TemplateArgument::Type) {
      Visit(A.getAsType());
      forEachArgument(A.getAsType(), Depth - 1, Visit);
    }
}

void ObjectCensus::addMentioned(QualType T) {
  if (MadeHow *M = find(T))
    ++M->Other;
  forEachArgument(T, 2, [&](QualType A) {
    if (MadeHow *M = find(A))
      ++M->Other;
  });
}

void ObjectCensus::addField(const FieldDecl *F) {
  if (!F->getType()->isReferenceType() && !F->getType()->isPointerType())
    addMentioned(F->getType());
}

void ObjectCensus::addStatic(const VarDecl *V) {
  if (MadeHow *M = find(V->getType()))
    if (!V->getType()->isReferenceType() && V->isThisDeclarationADefinition())
      M->Static = V;
  addMentioned(V->getType());
}

/// The local variable that \p E initialises, null if it is something else.
static const VarDecl *initialised(const Expr *E, const ParentMap &Parents) {
  const auto *DS = dyn_cast_or_null<DeclStmt>(userParent(Parents, E));
  if (!DS)
    return nullptr;
  for (const Decl *D : DS->decls())
    if (const auto *V = dyn_cast<VarDecl>(D))
      if (V->getInit() && strip(V->getInit()) == strip(E))
        return V;
  return nullptr;
}

/// True if \p E makes an object that dies in this function.
static bool makesAutomatic(const Expr *E, const ParentMap &Parents) {
  if (const VarDecl *V = initialised(E, Parents))
    return V->hasLocalStorage();
  // A temporary on which a member is called.
  return isa_and_nonnull<MemberExpr>(userParent(Parents, E));
}

/// True if \p F belongs to the standard library or another system header:
/// what is handed to it may be kept.
static bool isForeign(const FunctionDecl *F) {
  for (const DeclContext *DC = F->getDeclContext(); DC; DC = DC->getParent())
    if (DC->isStdNamespace())
      return true;
  const SourceManager &SM = F->getASTContext().getSourceManager();
  return SM.isInSystemHeader(SM.getExpansionLoc(F->getLocation()));
}

void ObjectCensus::addStmt(const FunctionDecl *F, const Stmt *S,
                           const ParentMap &Parents) {
  if (const auto *C = dyn_cast<CallExpr>(S)) {
    const FunctionDecl *Callee = C->getDirectCallee();
    if (!Callee || !isForeign(Callee))
      return;
    // make_unique<T>(), v.emplace_back(...), v.push_back(t), std::move(t)
    forEachArgument(C->getType(), 2, [&](QualType A) {
      if (MadeHow *M = find(A))
        ++M->Other;
    });
    if (const auto *M = dyn_cast<CXXMemberCallExpr>(C))
      if (const CXXMethodDecl *D = M->getMethodDecl())
        if (D->getIdentifier() &&
            hasPhrase(D->getName(), {"emplace", "push", "insert", "assign"}))
          forEachArgument(M->getImplicitObjectArgument()->getType(), 2,
                          [&](QualType A) {
                            if (MadeHow *Found = find(A))
                              ++Found->Other;
                          });
    for (const Expr *A : C->arguments())
      if (MadeHow *M = find(strip(A)->getType()))
        if (!A->getType()->isPointerType())
          ++M->Other;
    return;
  }
  const auto *E = dyn_cast<Expr>(S);
  if (!E || !isa<CXXConstructExpr, InitListExpr>(E))
    return;
  MadeHow *M = find(E->getType());
  if (!M)
    return;
  // The semantic form of a list is walked as well; count each object once.
  if (const auto *L = dyn_cast<InitListExpr>(E))
    if (!L->isSemanticForm())
      return;
  if (!F->isMain() && makesAutomatic(E, Parents))
    ++M->Automatic;
  else
    ++M->Other;
}

void ObjectCensus::addFunction(const FunctionDecl *F,
                               const ParentMap &Parents) {
  if (const auto *C = dyn_cast<CXXConstructorDecl>(F))
    for (const CXXCtorInitializer *I : C->inits())
      if (I->getInit() && !I->isBaseInitializer())
        addMentioned(I->getInit()->getType());
  forEachStmt(F->getBody(), [&](const Stmt *S) {
    addStmt(F, S, Parents);
    return true;
  });
}

MadeHow ObjectCensus::of(const CXXRecordDecl *R) const {
  auto It = Made.find(patternOf(R));
  return It == Made.end() ? MadeHow() : It->second;
}

} // namespace ctx::analysis
