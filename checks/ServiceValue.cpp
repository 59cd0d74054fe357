//===- ServiceValue.cpp - ctx-service-value -------------------------------===//
//
// Positive when what is stored in a context is, by the name of its type, or by
// the name of its key if the type says nothing, something that lives longer
// than a request and should be handed over openly: a database, a pool, a
// client, a logger, a configuration.
//
// Negative when it only tells of such a thing (its id, its name, what it
// measured), or is for observing: spans, baggage, identifiers.
//
// Unknown when neither has a name: silent.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/ContextValues.h"
#include "analysis/Exprs.h"
#include "analysis/InScope.h"
#include "compat/Compat.h"
#include "core/CheckRegistry.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;

constexpr OptionInfo Options[] = {
    {"DenyWords",
     "database;db;connection;conn;pool;logger;config;configuration;settings;"
     "service;client;repository;dao;stub;channel;registry;cache;server;"
     "provider;manager;factory;executor",
     "what the name of a type or key may not end in, separated by semicolons"},
    {"AllowWords", "span;baggage;trace;tracer;correlation;request;tenant",
     "words that make a type or key fine, separated by semicolons"}};

constexpr CheckInfo Info = {
    /*Id=*/"ctx-service-value",
    /*Title=*/
    "a service, connection, configuration or other long-lived object travels "
    "in the context",
    /*Counterpart=*/"",
    /*Spec=*/"M58 A17",
    /*Level=*/Severity::Warning,
    /*Fixes=*/FixKind::None,
    /*OnByDefault=*/true,
    /*Since=*/"0.1",
    /*Options=*/Options};

class ServiceValue : public Check {
public:
  ServiceValue(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context), Deny(list("DenyWords")),
        Allow(list("AllowWords")) {}

protected:
  void checkFunction(const FunctionDecl *F) override;
  void endOfTu(ASTContext &) override { Relevant.reset(); }

private:
  void judge(const ValueWrite &W);
  std::string denied(llvm::StringRef Name) const;
  bool allowed(llvm::StringRef Name) const;

  std::vector<std::string> Deny, Allow;
  std::optional<bool> Relevant;
};

/// What a name may end in without being about something else.
bool isFiller(llvm::StringRef Word) {
  return compat::isOneOf(Word, {"ptr", "pointer", "ref", "handle", "impl",
                                "base", "interface", "instance", "object",
                                "key", "proxy", "wrapper", "t", "p", "sp"});
}

/// \p Name, an identifier or a text, as words without filler at the end.
llvm::SmallVector<std::string, 4> namedBy(llvm::StringRef Name) {
  std::string Plain;
  for (char C : Name)
    Plain += llvm::isAlnum(C) ? C : '_';
  auto Words = wordsOf(Plain);
  while (!Words.empty() && isFiller(Words.back()))
    Words.pop_back();
  return Words;
}

/// What \p T holds one of, if it is a smart pointer, an optional or a
/// reference wrapper; a null type otherwise.
QualType heldBy(QualType T) {
  const auto *S = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      T.getNonReferenceType()->getAsCXXRecordDecl());
  bool Holder =
      S && S->getIdentifier() && S->getTemplateArgs().size() &&
      S->getTemplateArgs()[0].getKind() == TemplateArgument::Type &&
      (hasPhrase(S->getName(), {"ptr"}) ||
       compat::isOneOf(S->getName(), {"reference_wrapper", "optional"}));
  return Holder ? S->getTemplateArgs()[0].getAsType() : QualType();
}

/// The class that is really stored: behind pointers, and in what holds one.
QualType heldType(QualType T) {
  for (unsigned I = 0; I != 4; ++I) {
    T = T.getNonReferenceType();
    QualType Inner = T->isPointerType() ? T->getPointeeType() : heldBy(T);
    if (Inner.isNull())
      break;
    T = Inner;
  }
  return T;
}

/// The value itself, without what makes an `any`, a number or an address of it.
const Expr *plainValue(const Expr *E) {
  for (unsigned I = 0; I != 8; ++I) {
    E = strip(E);
    const Expr *Inner = nullptr;
    if (const auto *C = dyn_cast<CXXConstructExpr>(E)) {
      if (C->getNumArgs() == 1 && (kindOf(C->getType()) != ValueKind::None))
        Inner = C->getArg(0);
      else if (C->getNumArgs() == 2 && kindOf(C->getType()) == ValueKind::Any)
        Inner = C->getArg(1); // in_place_type
    } else if (const auto *C = dyn_cast<ExplicitCastExpr>(E)) {
      Inner = C->getSubExpr();
    } else if (const auto *U = dyn_cast<UnaryOperator>(E)) {
      if (U->getOpcode() == UO_AddrOf || U->getOpcode() == UO_Deref)
        Inner = U->getSubExpr();
    } else if (const auto *M = dyn_cast<CXXMemberCallExpr>(E)) {
      // p.get(), and the like: what others give out is not what they are.
      const Expr *Holder = M->getImplicitObjectArgument();
      const Expr *O = object(E);
      if (O != E && Holder && !heldBy(Holder->getType()).isNull())
        Inner = O;
    } else if (const auto *R = dyn_cast<DeclRefExpr>(E)) {
      // A number that an address was made into before.
      const auto *V = dyn_cast<VarDecl>(R->getDecl());
      if (V && V->getType()->isIntegerType() && V->getAnyInitializer() &&
          isa<ExplicitCastExpr>(strip(V->getAnyInitializer())))
        Inner = V->getAnyInitializer();
    } else if (const auto *L = dyn_cast<InitListExpr>(E)) {
      Inner = L->getNumInits() == 1 ? L->getInit(0) : nullptr;
    }
    if (!Inner)
      break;
    E = Inner;
  }
  return E;
}

/// True if \p E is a unique pointer to what was made here: it belongs to the
/// context alone, and lives no longer.
bool isContextsOwn(const Expr *E) {
  const CXXRecordDecl *R = E->getType()->getAsCXXRecordDecl();
  if (!R || !R->getIdentifier() || R->getName() != "unique_ptr")
    return false;
  if (const auto *V = dyn_cast_or_null<VarDecl>(referenced(E)))
    E = V->isLocalVarDecl() && V->getInit() ? strip(V->getInit()) : E;
  const auto *C = dyn_cast<CallExpr>(E);
  const FunctionDecl *F = C ? C->getDirectCallee() : nullptr;
  return F && F->getIdentifier() && hasPhrase(F->getName(), {"make unique"}) &&
         C->getNumArgs() == 0;
}

/// The type that `make_any<T>()`, `make_shared<T>()` make, or that of \p E.
QualType typeOf(const Expr *E) {
  if (const auto *C = dyn_cast<CallExpr>(E))
    if (const FunctionDecl *F = C->getDirectCallee())
      if (F->getIdentifier() && F->getName() == "make_any" &&
          F->getTemplateSpecializationArgs() &&
          F->getTemplateSpecializationArgs()->get(0).getKind() ==
              TemplateArgument::Type)
        return F->getTemplateSpecializationArgs()->get(0).getAsType();
  return E->getType();
}

/// The name of \p T as the code gives it: a class, an alias; "" for others.
std::string nameOfType(QualType T) {
  if (const auto *R = T->getAsCXXRecordDecl())
    return R->getIdentifier() ? R->getName().str() : "";
  if (const auto *Alias = T->getAs<TypedefType>())
    return Alias->getDecl()->getName().str();
  if (const auto *Tag = T->getAsTagDecl())
    return Tag->getName().str();
  return "";
}

/// True if values of \p T are facts, not things: texts, flags, measures.
bool isFact(QualType T) {
  if (T->isBooleanType() || T->isEnumeralType() || T->isFloatingType() ||
      T->isAnyCharacterType())
    return true;
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  llvm::StringRef Name = R && R->getIdentifier() ? R->getName() : "";
  return hasPhrase(Name, {"string"}) || hasPhrase(Name, {"time"}) ||
         compat::isOneOf(Name, {"duration", "time_point", "vector", "map",
                                "unordered_map", "set"});
}

} // namespace

/// The word that \p Name should not end in, "" if there is none.
std::string ServiceValue::denied(llvm::StringRef Name) const {
  auto Words = namedBy(Name);
  return !Words.empty() && llvm::is_contained(Deny, Words.back()) ? Words.back()
                                                                  : "";
}

bool ServiceValue::allowed(llvm::StringRef Name) const {
  return llvm::any_of(namedBy(Name), [&](const std::string &Word) {
    return llvm::is_contained(Allow, Word);
  });
}

void ServiceValue::checkFunction(const FunctionDecl *F) {
  if (!Relevant)
    Relevant = hasValueOps(roles(), ast());
  if (!*Relevant || isLambda(F) || !bodyInReach(F) || isTestCode(F, roles()))
    return;
  forEachStmtOf(F, [&](const Stmt *S) {
    if (isa<CallExpr, CXXConstructExpr>(S))
      if (ValueWrite W = writeAt(cast<Expr>(S), roles()); W.Op)
        judge(W);
    return true;
  });
}

void ServiceValue::judge(const ValueWrite &W) {
  if (W.Value->isInstantiationDependent() || isa<CXXDefaultArgExpr>(W.Value))
    return;
  const Expr *Value = plainValue(W.Value);
  QualType Held = heldType(typeOf(Value));
  std::string Type = nameOfType(Held), Text = keyText(W.Key),
              Key = keyName(W.Key);
  if (allowed(Type) || isFact(Held) || isContextsOwn(Value))
    return;
  SourceLocation At = sources().getFileLoc(W.Value->getBeginLoc());
  if (!denied(Type).empty()) {
    diag(At, "a '%0' travels in the context; hand it over where it is needed, "
             "and keep the context for what belongs to the request")
        << Type;
    return;
  }
  if (allowed(Text) || allowed(Key))
    return;
  std::string Said = Text.empty() ? Key : Text;
  if (denied(Text).empty() && denied(Key).empty())
    return;
  // A number may be an address in disguise, or an identifier.
  if (Held->isArithmeticType() || Held->isVoidType()) {
    const ValueDecl *D = referenced(Value);
    if (!Value->getType()->isPointerType() &&
        (!D || !D->getIdentifier() ||
         ast().getTypeSize(Value->getType()) <
             ast().getTypeSize(ast().VoidPtrTy) ||
         hasPhrase(D->getName(), {"id"}) ||
         hasPhrase(D->getName(), {"count"}) ||
         hasPhrase(D->getName(), {"size"}) ||
         hasPhrase(D->getName(), {"port"})))
      return;
  } else if (!Value->getType()->isPointerType() &&
             Held.getCanonicalType() ==
                 Value->getType().getNonReferenceType().getCanonicalType()) {
    return; // a class that is stored by value has said what it is
  }
  diag(At, "the '%0' travels in the context; hand it over where it is needed, "
           "and keep the context for what belongs to the request")
      << Said;
}

namespace {
CTX_REGISTER_CHECK(ServiceValue, Info);
} // namespace

} // namespace ctx
