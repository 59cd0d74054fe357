//===- StoredContext.cpp - ctx-stored-context -----------------------------===//
//
// Positive when  a data member or a variable with static storage keeps
//                  - a per-request context it does not own (pointer, reference,
//                    smart pointer, container of them), or a borrowed token, in
//                    a class that outlives the request: one object serves many
//                    requests, a member function stores its parameter, there is
//                    a static object, or the class's head noun says so;
//                  - a composite context in any form, in a class that nothing
//                    shows to be task-scoped.
// Negative when  the class ends with the request (shape, name, or all its
//                objects here are automatic); the member is weak, owns the
//                context, is cleared when the request ends, holds a root of
//                the class's own, or says in its name that it is the program's;
//                a single-use context belongs to its call; storage is
//                thread-local; the code is a test.
// Unknown when   a per-request context, or the address of a session, comes in
//                through the constructor of a class about which nothing else is
//                known: almost all such objects are made for one request.
//                Owning tokens, by option.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/Polls.h"
#include "analysis/TaskScoped.h"
#include "core/CheckRegistry.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "llvm/Support/Regex.h"

using namespace clang;
using namespace clang::ast_matchers;
using namespace ctx::model;

namespace ctx {

namespace {

constexpr OptionInfo OptionList[] = {
    {"OwningTokens", "false",
     "also report tokens that share their state and keep it alive"},
    {"TaskScopedWords",
     "adapter;adaptor;arg;args;argument;arguments;awaitable;awaiter;call;"
     "callback;carrier;closure;command;continuation;context;ctx;event;fake;"
     "fixture;frame;functor;generator;guard;handler;input;inputs;invocation;"
     "interaction;item;iterator;job;lambda;message;mock;msg;op;operation;"
     "option;options;"
     "opts;param;parameter;parameters;params;promise;prompt;query;reactor;"
     "reader;"
     "receiver;reply;req;request;resp;response;result;rpc;scope;scoped;sender;"
     "session;span;state;stream;task;test;transaction;txn;visitor;waiter;work;"
     "worker;"
     "writer",
     "nouns that make a class task-scoped; the last listed word of the class "
     "name decides"},
    {"LongLivedWords",
     "app;application;backend;cache;client;controller;daemon;database;db;"
     "engine;factory;manager;pool;registry;repository;scheduler;server;service;"
     "singleton;store",
     "nouns that make a class outlive a request, as the last word of the class "
     "name (Impl, Base and the like aside)"},
    {"IgnoredClasses", "",
     "regular expressions on qualified names of classes that may keep a "
     "context"},
};

constexpr CheckInfo Info{
    "ctx-stored-context",
    "a per-request or borrowed context is kept in an object that outlives the "
    "request",
    "containedctx",
    "M50 A01",
    Severity::Warning,
    FixKind::None,
    /*OnByDefault=*/true,
    "0.1",
    OptionList};

/// What a declaration keeps.
enum class Kept : uint8_t {
  Nothing,
  PerRequest, ///< somebody else's object that ends with the request
  Borrowed,   ///< a token that points at state of somebody else
  Composite,  ///< a context
  OwningToken
};

struct Held {
  Kept What = Kept::Nothing;
  TypeUse Use;
  bool ByPointer = false; ///< pointer, reference or smart pointer
  /// The address of an object that is a whole session, and somebody else's.
  bool Session = false;
};

/// What the TU writes to one declaration.
struct Writes {
  SourceLocation Stored; ///< from a parameter, by StoredBy
  const FunctionDecl *StoredBy = nullptr;
  bool FromRequest = false; ///< anything of the request, constructors included
  bool FromRoot = false;
  bool Unclear = false;
  bool Cleared = false;   ///< emptied outside constructors and destructors
  bool Triggered = false; ///< asked to stop through this declaration
};

class StoredContext : public Check {
public:
  StoredContext(llvm::StringRef Name, ClangTidyContext *Context);

  void registerMatchers(MatchFinder *Finder) override;
  void onStartOfTranslationUnit() override;

protected:
  void checkFunction(const FunctionDecl *F) override;
  void checkMatch(const MatchFinder::MatchResult &Result) override;
  void endOfTu(ASTContext &Context) override;

private:
  Held heldBy(const ValueDecl *D) const;
  bool isOwner(const TypeUse &Use, QualType T) const;
  void addField(const FieldDecl *F);
  void addVariable(const VarDecl *V);
  void readWrites(const FunctionDecl *F);
  void readWrite(const FunctionDecl *F, const Expr *To, const Expr *From);
  void recordWrite(const FunctionDecl *F, Writes &W, const Expr *From,
                   bool ToOwn);
  Writes *writesOf(const Expr *To, bool &ToOwn);
  void readInitialisers(const CXXConstructorDecl *C);
  bool isOfRequest(const Expr *E) const;
  bool isRoot(const Expr *E) const;
  bool ownsItsContext(const FieldDecl *F, const CXXRecordDecl *R,
                      const Writes &W, const Held &H) const;
  void decideField(const FieldDecl *F, const Held &H);
  void decideVariable(const VarDecl *V, const Held &H);
  std::string typeName(const TypeUse &Use) const;
  void note(const Writes &W);

  analysis::LifetimeWords Words;
  std::vector<std::string> Ignored;
  bool OwningTokens;

  std::vector<std::pair<const ValueDecl *, Held>> Candidates;
  llvm::DenseMap<const Decl *, Writes> AllWrites; // an entry per candidate
  std::vector<const FunctionDecl *> Functions;
  std::vector<const FieldDecl *> Fields;
  std::vector<const VarDecl *> Statics;
  analysis::ObjectCensus Census;
};

StoredContext::StoredContext(llvm::StringRef Name, ClangTidyContext *Context)
    : Check(Info, Name, Context) {
  Words.TaskScoped = list("TaskScopedWords");
  Words.LongLived = list("LongLivedWords");
  for (const std::string &Pattern : list("IgnoredClasses")) {
    std::string Wrong;
    if (llvm::Regex(Pattern).isValid(Wrong))
      Ignored.push_back(Pattern);
    else
      configurationDiag("invalid regular expression '%0' in the option "
                        "'%1.IgnoredClasses': %2")
          << Pattern << Info.Id << Wrong;
  }
  OwningTokens = flag("OwningTokens");
}

void StoredContext::registerMatchers(MatchFinder *Finder) {
  Check::registerMatchers(Finder);
  Finder->addMatcher(
      fieldDecl(unless(isExpansionInSystemHeader())).bind("field"), this);
  Finder->addMatcher(varDecl(hasGlobalStorage(), unless(parmVarDecl()),
                             unless(isExpansionInSystemHeader()))
                         .bind("static"),
                     this);
}

void StoredContext::onStartOfTranslationUnit() {
  Check::onStartOfTranslationUnit();
  Candidates.clear();
  AllWrites.clear();
  Functions.clear();
  Fields.clear();
  Statics.clear();
  Census = analysis::ObjectCensus();
}

void StoredContext::checkFunction(const FunctionDecl *F) {
  Functions.push_back(F);
}

/// True for what the compiler made from a template: the pattern stands for it.
bool isInstantiated(const Decl *D) {
  if (const auto *V = dyn_cast<VarDecl>(D))
    if (isTemplateInstantiation(V->getTemplateSpecializationKind()))
      return true;
  for (const DeclContext *DC = D->getDeclContext(); DC; DC = DC->getParent()) {
    if (const auto *R = dyn_cast<CXXRecordDecl>(DC))
      if (isTemplateInstantiation(R->getTemplateSpecializationKind()))
        return true;
    if (const auto *F = dyn_cast<FunctionDecl>(DC))
      if (F->isTemplateInstantiation())
        return true;
  }
  return false;
}

void StoredContext::checkMatch(const MatchFinder::MatchResult &Result) {
  if (const auto *F = Result.Nodes.getNodeAs<FieldDecl>("field"))
    addField(F);
  else if (const auto *V = Result.Nodes.getNodeAs<VarDecl>("static"))
    addVariable(V);
}

//===----------------------------------------------------------------------===//
// What a declaration keeps
//===----------------------------------------------------------------------===//

/// True if who holds \p Use, declared as \p T, is the owner of the object.
bool StoredContext::isOwner(const TypeUse &Use, QualType T) const {
  bool Indirect = Use.hasForm(Form::Pointer) || Use.hasForm(Form::Reference) ||
                  Use.hasForm(Form::RefWrapper) || Use.hasForm(Form::Smart);
  return !Indirect || analysis::isUniquelyOwned(T);
}

Held StoredContext::heldBy(const ValueDecl *D) const {
  Held H;
  H.Use = roles().type(D);
  if (!H.Use)
    H.Use = roles().element(D->getType());
  const TypeUse &U = H.Use;
  if (!U || U.hasForm(Form::Weak) || U.has(Role::SingleUse))
    return H;
  H.ByPointer = U.hasForm(Form::Pointer) || U.hasForm(Form::Reference) ||
                U.hasForm(Form::RefWrapper) || U.hasForm(Form::Smart);
  bool Owner = isOwner(U, D->getType());
  if (U.has(Role::PerRequest)) {
    H.What = Owner ? Kept::Nothing : Kept::PerRequest;
    return H;
  }
  bool Reads = U.Roles.hasAny({Role::Token, Role::EdgeSlot});
  if (U.Entry->Owns == Ownership::Borrowed && (Reads || U.has(Role::Context))) {
    H.What = Kept::Borrowed;
    return H;
  }
  if (U.has(Role::Context)) {
    // An object that is its own state belongs to who holds it.
    if (U.Entry->Owns != Ownership::Value || !Owner)
      H.What = Kept::Composite;
    H.Session =
        U.Entry->Owns == Ownership::Value && analysis::Polls::isBroad(U);
    return H;
  }
  if (Reads && OwningTokens && !U.Roles.hasAny({Role::Source, Role::Unified}))
    H.What = Kept::OwningToken;
  return H;
}

/// True if \p D stands in the header that defines the role type of \p Use: the
/// vocabulary's own parts may know each other.
bool isVocabularysOwn(const Decl *D, const TypeUse &Use) {
  const SourceManager &SM = D->getASTContext().getSourceManager();
  const CXXRecordDecl *R = Use.Bare->getAsCXXRecordDecl();
  if (!R)
    return false;
  FileID File = SM.getFileID(SM.getExpansionLoc(D->getLocation()));
  return File != SM.getMainFileID() &&
         File == SM.getFileID(SM.getExpansionLoc(R->getLocation()));
}

/// The class of \p F that has a name.
const CXXRecordDecl *namedClassOf(const FieldDecl *F) {
  const auto *R = dyn_cast<CXXRecordDecl>(F->getParent());
  while (R && !R->getIdentifier() && !R->isLambda())
    R = dyn_cast<CXXRecordDecl>(R->getDeclContext());
  return R;
}

/// True if the name of \p D says that it is the context of the whole program
/// and not that of a request.
bool isProcessWide(const ValueDecl *D) {
  const IdentifierInfo *Name = D->getIdentifier();
  return Name && analysis::hasPhrase(Name->getName(),
                                     {"global", "application", "background"});
}

void StoredContext::addField(const FieldDecl *F) {
  Fields.push_back(F);
  if (isInstantiated(F) || F->isImplicit())
    return;
  Held H = heldBy(F);
  const CXXRecordDecl *R = namedClassOf(F);
  if (H.What == Kept::Nothing || !R || F->getParent()->isUnion() ||
      isProcessWide(F) || isVocabularysOwn(F, H.Use) ||
      analysis::nameMatches(R, Ignored) || analysis::isTestCode(F, roles()) ||
      analysis::hasTaskScopedShape(R, roles(), H.Use.Entry->TaskScopedClasses))
    return;
  Candidates.push_back({F, H});
  AllWrites[F->getCanonicalDecl()];
  Census.watch(R);
}

void StoredContext::addVariable(const VarDecl *V) {
  if (isInstantiated(V) || V->isImplicit())
    return;
  Statics.push_back(V);
  if (V->getTLSKind() != VarDecl::TLS_None || V->isConstexpr())
    return;
  Held H = heldBy(V);
  if (H.What == Kept::Nothing || isVocabularysOwn(V, H.Use) ||
      analysis::isTestCode(V, roles()))
    return;
  if (const auto *R = dyn_cast<CXXRecordDecl>(V->getDeclContext()))
    if (analysis::nameMatches(R, Ignored))
      return;
  if (AllWrites.try_emplace(V->getCanonicalDecl()).second)
    Candidates.push_back({V, H});
}

//===----------------------------------------------------------------------===//
// What is written to it
//===----------------------------------------------------------------------===//

/// True if \p E is nothing: a null pointer, nullopt, `{}`.
bool isNothing(const Expr *E) {
  E = analysis::strip(E);
  if (const auto *L = dyn_cast<InitListExpr>(E))
    return L->getNumInits() == 0;
  if (const auto *C = dyn_cast<CXXConstructExpr>(E)) {
    if (C->getNumArgs() == 1)
      return isNothing(C->getArg(0));
    return C->getNumArgs() == 0 && !isa<CXXTemporaryObjectExpr>(C);
  }
  if (isa<CXXNullPtrLiteralExpr, GNUNullExpr, ImplicitValueInitExpr,
          CXXScalarValueInitExpr>(E))
    return true;
  if (const auto *I = dyn_cast<IntegerLiteral>(E))
    return I->getValue() == 0;
  if (const auto *D = dyn_cast<DeclRefExpr>(E))
    return D->getDecl()->getIdentifier() &&
           D->getDecl()->getName() == "nullopt";
  return false;
}

/// What can be a request's, or lead to it.
const RoleSet Travelling{Role::Context, Role::PerRequest, Role::Token,
                         Role::EdgeSlot, Role::Unified};

/// True if \p E takes its value from the running request: a parameter or local
/// that holds a context, or the current context.
bool StoredContext::isOfRequest(const Expr *E) const {
  bool Found = false;
  analysis::forEachStmt(E, [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclRefExpr>(S)) {
      const auto *V = dyn_cast<VarDecl>(D->getDecl());
      if (V && V->hasLocalStorage())
        Found |= roles().type(V).Roles.hasAny(Travelling);
    } else if (const auto *Inner = dyn_cast<CallExpr>(S)) {
      Found |= bool(roles().op(Inner, Role::Current));
    }
    return !Found;
  });
  return Found;
}

/// True if \p E makes a context that has no parent, or derives one from such.
bool StoredContext::isRoot(const Expr *E) const {
  const Expr *Plain = analysis::strip(E);
  if (roles().op(Plain, Role::RootFactory))
    return true;
  if (!isa<CXXConstructExpr>(Plain) &&
      !roles().op(Plain, {Role::Derive, Role::DeriveDeadline, Role::DeriveValue,
                          Role::Merge, Role::GetToken}))
    return false;
  if (isOfRequest(Plain))
    return false;
  bool FromMember = false;
  analysis::forEachStmt(Plain, [&](const Stmt *S) {
    if (const auto *M = dyn_cast<MemberExpr>(S))
      if (const auto *F = dyn_cast<FieldDecl>(M->getMemberDecl()))
        FromMember |= roles().type(F).Roles.hasAny(Travelling);
    return !FromMember;
  });
  return !FromMember;
}

/// The record of what \p To names, null if that is no candidate. \p ToOwn is
/// set if it belongs to `this` or to nobody: a function that fills a field of
/// some other object says nothing about how long that object lives.
Writes *StoredContext::writesOf(const Expr *To, bool &ToOwn) {
  const Expr *O = analysis::object(To);
  // An element of a container: contexts_[id].
  while (true) {
    if (const auto *C = dyn_cast_or_null<CXXOperatorCallExpr>(O)) {
      if (C->getOperator() != OO_Subscript)
        break;
      O = analysis::object(C->getArg(0));
      continue;
    }
    if (const auto *A = dyn_cast_or_null<ArraySubscriptExpr>(O)) {
      O = analysis::object(A->getBase());
      continue;
    }
    break;
  }
  const ValueDecl *D = nullptr;
  if (const auto *M = dyn_cast_or_null<MemberExpr>(O))
    D = M->getMemberDecl();
  else if (const auto *R = dyn_cast_or_null<DeclRefExpr>(O))
    D = R->getDecl();
  if (!D)
    return nullptr;
  ToOwn = isa<VarDecl>(D) || analysis::isMemberOfThis(O);
  auto It = AllWrites.find(D->getCanonicalDecl());
  return It == AllWrites.end() ? nullptr : &It->second;
}

void StoredContext::recordWrite(const FunctionDecl *F, Writes &W,
                                const Expr *From, bool ToOwn) {
  bool Lifecycle = isa<CXXConstructorDecl, CXXDestructorDecl>(F);
  if (isNothing(From)) {
    W.Cleared |= !Lifecycle;
    return;
  }
  if (isRoot(From) || F->isMain()) {
    W.FromRoot = true;
    return;
  }
  if (!isOfRequest(From)) {
    W.Unclear = true;
    return;
  }
  W.FromRequest = true;
  if (Lifecycle || !ToOwn || F->isOverloadedOperator() || W.StoredBy)
    return;
  W.StoredBy = F;
  W.Stored = From->getExprLoc();
}

void StoredContext::readWrite(const FunctionDecl *F, const Expr *To,
                              const Expr *From) {
  bool ToOwn = false;
  if (Writes *W = writesOf(To, ToOwn))
    recordWrite(F, *W, From, ToOwn);
}

void StoredContext::readWrites(const FunctionDecl *F) {
  analysis::forEachStmt(bodyInReach(F), [&](const Stmt *S) {
    if (const auto *B = dyn_cast<BinaryOperator>(S)) {
      if (B->getOpcode() == BO_Assign)
        readWrite(F, B->getLHS(), B->getRHS());
    } else if (const auto *O = dyn_cast<CXXOperatorCallExpr>(S)) {
      if (O->getOperator() == OO_Equal && O->getNumArgs() == 2)
        readWrite(F, O->getArg(0), O->getArg(1));
    } else if (const auto *M = dyn_cast<CXXMemberCallExpr>(S)) {
      const CXXMethodDecl *D = M->getMethodDecl();
      if (!D || !D->getIdentifier() || D->isConst())
        return true;
      bool ToOwn = false;
      Writes *W = writesOf(M->getImplicitObjectArgument(), ToOwn);
      if (!W)
        return true;
      W->Triggered |= bool(roles().op(M, Role::Trigger));
      if (analysis::hasPhrase(D->getName(), {"erase", "clear", "pop", "remove",
                                             "release", "extract"}) ||
          (D->getName() == "reset" && M->getNumArgs() == 0))
        W->Cleared |= !isa<CXXDestructorDecl>(F);
      else if (analysis::hasPhrase(D->getName(), {"emplace", "push", "insert",
                                                  "assign", "reset"}))
        for (const Expr *A : M->arguments())
          if (isOfRequest(A))
            recordWrite(F, *W, A, ToOwn);
    }
    return true;
  });
}

void StoredContext::readInitialisers(const CXXConstructorDecl *C) {
  for (const CXXCtorInitializer *I : C->inits()) {
    const FieldDecl *F = I->getAnyMember();
    if (!F || !I->getInit() || !I->isWritten())
      continue;
    auto It = AllWrites.find(F->getCanonicalDecl());
    if (It != AllWrites.end())
      recordWrite(C, It->second, I->getInit(), /*ToOwn=*/true);
  }
}

//===----------------------------------------------------------------------===//
// Decisions
//===----------------------------------------------------------------------===//

/// True if \p F exists to hand the object something before its work starts, so
/// that storing a parameter there is construction in two steps.
bool isSetter(const FunctionDecl *F) {
  return F->getIdentifier() &&
         analysis::hasPhrase(
             F->getName(), {"set", "with", "init", "initialize", "initialise",
                            "bind", "start", "begin", "open", "reset", "attach",
                            "assign", "prepare", "setup", "create", "run"});
}

/// True if the context that \p R keeps is one of its own, for its own lifetime:
/// it was never a request's, or the power to end it is kept beside it, or used.
bool StoredContext::ownsItsContext(const FieldDecl *F, const CXXRecordDecl *R,
                                   const Writes &W, const Held &H) const {
  if ((W.FromRoot || W.Triggered) && !W.FromRequest && !W.Unclear)
    return true;
  // Made with the object, to be cancelled with it: by code that another TU has.
  if (F->getAccess() == AS_private && H.Use.has(Role::Unified) &&
      H.Use.byValue() && !W.FromRequest && !W.Unclear)
    return true;
  if (W.StoredBy)
    return false;
  return llvm::any_of(R->fields(), [&](const FieldDecl *F) {
    TypeUse Use = roles().type(F);
    if (!Use.Roles.hasAny({Role::Source, Role::CancelHandle}))
      return false;
    // A jthread's source stops the thread's own token and no other context.
    return H.What == Kept::OwningToken || !Use.has(Role::TaskHandle);
  });
}

/// The name of the role type of \p Use: its class, unless only an alias for
/// somebody else's class plays the role.
std::string StoredContext::typeName(const TypeUse &Use) const {
  const CXXRecordDecl *R = Use.Bare->getAsCXXRecordDecl();
  if (R && roles().type(Use.Bare.getCanonicalType()).Entry == Use.Entry)
    return R->getQualifiedNameAsString();
  return Use.Bare.getAsString();
}

void StoredContext::note(const Writes &W) {
  if (!W.StoredBy)
    return;
  diag(W.Stored, "stored here by %0, and kept after that call",
       DiagnosticIDs::Note)
      << W.StoredBy;
}

/// True if \p R keeps a container of threads or tasks: it works for many.
bool hasWorkers(const CXXRecordDecl *R, const RoleIndex &Roles) {
  return llvm::any_of(R->fields(), [&](const FieldDecl *F) {
    return Roles.element(F->getType()).has(Role::TaskHandle);
  });
}

void StoredContext::decideField(const FieldDecl *F, const Held &H) {
  const CXXRecordDecl *R = namedClassOf(F);
  const Writes &W = AllWrites[F->getCanonicalDecl()];
  const CXXMethodDecl *Serves = analysis::servesRequests(R, roles());
  analysis::NameSays Name = analysis::nameSays(R, Words);
  analysis::MadeHow Made = Census.of(R);
  bool TaskScoped = Name == analysis::NameSays::TaskScoped ||
                    (Name == analysis::NameSays::Nothing &&
                     analysis::looksLikeOneOperation(R)) ||
                    Made.onlyAutomatic();
  if ((TaskScoped && !Serves) || W.Cleared || ownsItsContext(F, R, W, H))
    return;

  // Whoever works for a session is given it once and ends with it; a QueryCache
  // may be that query's.
  bool Named = Name == analysis::NameSays::LongLived && !H.Session;
  bool LongLived = Serves || Named || Made.Static || hasWorkers(R, roles()) ||
                   (W.StoredBy && !isSetter(W.StoredBy));
  bool NeedsEvidence =
      H.What == Kept::PerRequest || H.What == Kept::Borrowed || H.Session;
  if (NeedsEvidence && !LongLived)
    return;

  const char *Message =
      H.What == Kept::Borrowed
          ? "%0 keeps a borrowed '%1' in %2, which outlives what it points at; "
            "pass it as a parameter"
      : H.What == Kept::OwningToken
          ? "%0 keeps the '%1' of a call in %2; pass it as a parameter"
      : LongLived
          ? "%0 keeps a per-request '%1' in %2, which outlives the request; "
            "pass it as a parameter"
          : "%0 keeps the '%1' of a request in %2; pass it as a parameter";
  diag(F->getLocation(), Message) << F << typeName(H.Use) << R;
  note(W);
  if (Serves && Serves != W.StoredBy)
    diag(Serves->getLocation(),
         "one %0 serves many requests: %1 is called for "
         "each of them",
         DiagnosticIDs::Note)
        << R << Serves;
  if (Made.Static)
    diag(Made.Static->getLocation(),
         "%0 is a %1 that lives as long as the "
         "program",
         DiagnosticIDs::Note)
        << Made.Static << R;
}

void StoredContext::decideVariable(const VarDecl *V, const Held &H) {
  const Writes &W = AllWrites[V->getCanonicalDecl()];
  const VarDecl *Definition = V->getDefinition();
  if (!Definition)
    return;
  const Expr *Init = Definition->getInit();
  bool Report = true;
  if (H.What == Kept::Composite || H.What == Kept::OwningToken) {
    bool Constant = V->getType().isConstQualified();
    bool FromRequest =
        W.FromRequest || (V->isStaticLocal() && Init && isOfRequest(Init));
    // A variable that others can write to and that says nothing itself is there
    // to be written to; one nobody can write to is a named root.
    bool Open = !H.ByPointer && !V->isStaticLocal() &&
                V->isExternallyVisible() && !W.FromRoot &&
                (!Init || isNothing(Init));
    Report = !Constant && (FromRequest || Open);
    if (V->isStaticLocal() && FromRequest && !W.FromRequest)
      Report = true; // const or not, the first request's context stays
  }
  if (!Report)
    return;
  diag(
      Definition->getLocation(),
      "%0 keeps a %select{per-request|borrowed}1 '%2' in static storage, which "
      "outlives every request; pass it as a parameter")
      << Definition << (H.What == Kept::Borrowed) << typeName(H.Use);
  note(W);
}

void StoredContext::endOfTu(ASTContext &Context) {
  if (Candidates.empty())
    return;
  for (const FunctionDecl *F : Functions) {
    readWrites(F);
    if (const auto *C = dyn_cast<CXXConstructorDecl>(F))
      readInitialisers(C);
    if (!Census.empty())
      Census.addFunction(F, services().parents(F));
  }
  for (const FieldDecl *F : Fields) {
    Census.addField(F);
    auto It = AllWrites.find(F->getCanonicalDecl());
    if (It != AllWrites.end() && F->hasInClassInitializer() &&
        F->getInClassInitializer() && isRoot(F->getInClassInitializer()) &&
        !isNothing(F->getInClassInitializer()))
      It->second.FromRoot = true;
  }
  for (const VarDecl *V : Statics)
    Census.addStatic(V);
  for (const auto &C : Candidates)
    if (const auto *F = dyn_cast<FieldDecl>(C.first))
      decideField(F, C.second);
    else
      decideVariable(cast<VarDecl>(C.first), C.second);
}

CTX_REGISTER_CHECK(StoredContext, Info);

} // namespace

} // namespace ctx
