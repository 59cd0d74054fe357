//===- Polls.cpp ----------------------------------------------------------===//

#include "Polls.h"
#include "../compat/Compat.h"
#include "CodeKind.h"
#include "Observed.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/Support/Path.h"

using namespace clang;
using ctx::model::Role;
using ctx::model::RoleSet;
using ctx::model::TypeUse;

namespace ctx::analysis {

static const RoleSet &askingRoles() {
  static const RoleSet Set{Role::Poll, Role::PollThrow, Role::PollStatus};
  return Set;
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

bool Polls::isPollable(const TypeUse &Use) const {
  if (!Use || Use.hasForm(model::Form::Weak) ||
      !Use.Roles.hasAny({Role::Token, Role::Context, Role::Unified}))
    return false;
  for (Role R : {Role::Poll, Role::PollThrow, Role::PollStatus})
    for (const auto &VocAndOp : Roles.opsPlaying(R)) {
      const model::OpEntry &Op = *VocAndOp.second;
      for (const std::string &Id : Op.OfTypes)
        if (Roles.isType(Use, *VocAndOp.first, Id))
          return true;
      for (const model::ParamCondition &P : Op.Params)
        if (!P.TypeId.empty() && Roles.isType(Use, *VocAndOp.first, P.TypeId))
          return true;
    }
  // An annotated class: its operations are found where they are called.
  return Use.has(Role::Token) && Use.Voc && Use.Voc->Ops.empty();
}

bool Polls::isBroad(const TypeUse &Use) {
  return Use.has(Role::Context) && Use.has(Role::Unified) &&
         !Use.has(Role::PerRequest);
}

bool Polls::areBroad(llvm::ArrayRef<const VarDecl *> Tokens) const {
  return !Tokens.empty() && llvm::all_of(Tokens, [&](const VarDecl *T) {
    return isBroad(Roles.type(T));
  });
}

static bool isTokenLikeUse(const Polls &P, const TypeUse &Use) {
  // Who owns running work can end it; that tells the work's owner nothing.
  if (!Use || Use.has(Role::TaskHandle))
    return false;
  if (Use.Roles.hasAny({Role::Token, Role::Source, Role::EdgeSlot,
                        Role::EdgeSignal, Role::Registration, Role::Carrier}))
    return true;
  return P.isPollable(Use);
}

bool Polls::isTokenLike(QualType T) const {
  if (T.isNull())
    return false;
  return isTokenLikeUse(*this, Roles.type(T)) ||
         isTokenLikeUse(*this, Roles.element(T));
}

bool Polls::isTokenLike(const ValueDecl *D) const {
  return isTokenLikeUse(*this, Roles.type(D)) ||
         isTokenLikeUse(*this, Roles.element(D->getType()));
}

llvm::SmallVector<const VarDecl *, 2> Polls::tokensOf(const Frame &F) const {
  llvm::SmallVector<const VarDecl *, 2> Out;
  for (const ParmVarDecl *P : F.Function->parameters())
    if (P->getIdentifier() && isPollable(Roles.type(P)))
      Out.push_back(P);
  if (F.Lambda)
    for (const LambdaCapture &C : F.Lambda->captures())
      if (C.capturesVariable())
        if (const auto *V = dyn_cast<VarDecl>(C.getCapturedVar()))
          if (isPollable(Roles.type(V)))
            Out.push_back(V);
  return Out;
}

//===----------------------------------------------------------------------===//
// Observing
//===----------------------------------------------------------------------===//

bool Polls::isNoUse(const Expr *E, const ParentMap &Parents) const {
  const Stmt *Parent = userParent(Parents, E);
  if (isa_and_nonnull<MemberExpr>(Parent))
    if (const auto *M =
            dyn_cast_or_null<CXXMemberCallExpr>(userParent(Parents, Parent)))
      return bool(Roles.op(M, Role::CanCancel));
  const auto *P = dyn_cast_or_null<Expr>(Parent);
  if (!P)
    return isa_and_nonnull<CompoundStmt>(Parent); // a statement of its own
  if (const auto *C = dyn_cast<ExplicitCastExpr>(P))
    return C->getType()->isVoidType();
  if (const auto *B = dyn_cast<BinaryOperator>(P))
    return B->getOpcode() == BO_Assign && object(B->getLHS()) == object(E);
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(P))
    return O->getOperator() == OO_Equal && O->getNumArgs() == 2 &&
           object(O->getArg(0)) == object(E);
  if (const auto *C = dyn_cast<CallExpr>(P))
    return bool(Roles.op(C, Role::CanCancel));
  return false;
}

/// True if what \p Root registers is a lambda that does nothing but wake
/// somebody, who then has to look by himself.
static bool onlyWakes(const Stmt *Root) {
  bool Lambda = false, Other = false;
  forEachStmt(Root, [&](const Stmt *S) {
    const auto *L = dyn_cast<LambdaExpr>(S);
    if (!L)
      return true;
    Lambda = true;
    for (const Stmt *One : L->getBody()->children()) {
      const auto *E = dyn_cast_or_null<Expr>(One);
      const auto *C = E ? dyn_cast<CXXMemberCallExpr>(strip(E)) : nullptr;
      const CXXMethodDecl *M = C ? C->getMethodDecl() : nullptr;
      Other |= !M || !isInStd(M) || !M->getIdentifier() ||
               !compat::startsWith(M->getName(), "notify_");
    }
    return false;
  });
  return Lambda && !Other;
}

bool Polls::registers(const Frame &F) const {
  bool Found = false;
  forEachStmt(F.Body, [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclStmt>(S)) {
      for (const Decl *One : D->decls())
        if (const auto *V = dyn_cast<VarDecl>(One))
          if (Roles.type(V).has(Role::Registration) &&
              !(V->hasInit() && onlyWakes(V->getInit())))
            Found = true;
    } else if (const auto *E = dyn_cast<Expr>(S)) {
      if ((isa<CallExpr>(E) || isa<CXXConstructExpr>(E)) &&
          Roles.op(E, Role::Register) && !onlyWakes(E))
        Found = true;
    }
    return !Found;
  });
  return Found;
}

/// True if \p R or a base of it has a field that can tell of a stop request.
static bool holdsToken(const Polls &P, const CXXRecordDecl *R,
                       unsigned Depth = 0) {
  if (!R || !(R = R->getDefinition()) || Depth > 3)
    return false;
  for (const FieldDecl *F : R->fields())
    if (P.isTokenLike(F))
      return true;
  for (const CXXBaseSpecifier &B : R->bases())
    if (holdsToken(P, B.getType()->getAsCXXRecordDecl(), Depth + 1))
      return true;
  return false;
}

bool Polls::calleeMayObserve(const FunctionDecl *F) {
  if (!F)
    return false;
  F = F->getCanonicalDecl();
  // Recursion: the answer of the outer call stands for the inner one.
  auto Inserted = Observers.try_emplace(F, false);
  if (!Inserted.second)
    return Inserted.first->second;
  bool PollAnswer = false;
  const FunctionDecl *Source = F;
  if (const FunctionDecl *Pattern = F->getTemplateInstantiationPattern())
    if (!bodyInReach(F))
      Source = Pattern;
  if (const Stmt *Body = bodyInReach(Source)) {
    PollAnswer = mayObserve(Body);
  } else if (const auto *M = dyn_cast<CXXMethodDecl>(F)) {
    SourceLocation At = M->getLocation();
    if (!M->getASTContext().getSourceManager().isInSystemHeader(At))
      PollAnswer = holdsToken(*this, M->getParent());
  }
  return Observers[F] = PollAnswer;
}

bool Polls::mayObserve(const Stmt *Root,
                       const llvm::SmallPtrSetImpl<const ValueDecl *> *Tainted,
                       const llvm::SmallPtrSetImpl<const Stmt *> *Except) {
  static const RoleSet Asking{
      Role::Poll,     Role::PollThrow,      Role::PollStatus,
      Role::Register, Role::GetToken,       Role::Derive,
      Role::Merge,    Role::DeriveDeadline, Role::GetDeadline,
      Role::Bind,     Role::CancelCurrent};
  bool Found = false;
  auto Knows = [&](const ValueDecl *D) {
    return (Tainted && Tainted->count(D)) || isTokenLike(D);
  };
  forEachStmt(Root, [&](const Stmt *S) {
    if (Found || (Except && Except->count(S)))
      return false;
    if (const auto *C = dyn_cast<CStyleCastExpr>(S))
      if (C->getType()->isVoidType() &&
          isa<DeclRefExpr>(object(C->getSubExpr())))
        return false;
    if (isa<CoawaitExpr>(S) || isa<CoyieldExpr>(S) ||
        isa<DependentCoawaitExpr>(S)) {
      Found = true;
      return false;
    }
    const auto *E = dyn_cast<Expr>(S);
    if (!E)
      return true;
    if (const auto *M = dyn_cast<CXXMemberCallExpr>(E))
      if (Roles.op(M, RoleSet{Role::CanCancel, Role::Trigger}))
        return false;
    if (const auto *R = dyn_cast<DeclRefExpr>(E)) {
      Found |= Knows(R->getDecl()) || bool(Roles.op(R, Asking));
    } else if (const auto *M = dyn_cast<MemberExpr>(E)) {
      Found |= Knows(M->getMemberDecl()) || bool(Roles.op(M, Asking));
    } else if (isa<CXXThisExpr>(E)) {
      Found |= Tainted && Tainted->count(nullptr);
    } else if (const auto *D = dyn_cast<CXXDefaultArgExpr>(E)) {
      // A token left out: passing it is the better cure, and another's claim.
      Found |= isTokenLike(D->getType());
    } else if (const auto *C = dyn_cast<CallExpr>(E)) {
      Found |= bool(Roles.op(C, Asking)) || isTokenLike(C->getType()) ||
               calleeMayObserve(C->getDirectCallee());
    } else if (const auto *C = dyn_cast<CXXConstructExpr>(E)) {
      Found |= bool(Roles.op(C, Asking)) || isTokenLike(C->getType()) ||
               (!C->getConstructor()->isCopyOrMoveConstructor() &&
                calleeMayObserve(C->getConstructor()));
    }
    return !Found;
  });
  return Found;
}

/// True for a lock, a mutex, a condition variable or a text of the standard
/// library: a call that is given one and a token tells it nothing of the token.
static bool knowsNothing(QualType T) {
  const CXXRecordDecl *R = T.getNonReferenceType()->getAsCXXRecordDecl();
  if (!R || !R->getIdentifier() || !isInStd(R))
    return false;
  auto Words = wordsOf(R->getName());
  return llvm::any_of(Words, [](llvm::StringRef W) {
    return W == "lock" || W == "mutex" || W == "condition" || W == "string";
  });
}

bool Polls::mayThrowOnStop(const Stmt *Root, unsigned Depth) {
  bool Found = false;
  forEachInFrame(Root, [&](const Stmt *S) {
    if (Found)
      return false;
    if (isa<CoawaitExpr>(S) || isa<CoyieldExpr>(S) ||
        isa<DependentCoawaitExpr>(S)) {
      // A poll that is awaited answers at once.
      Found = !Roles.op(cast<Expr>(S), Role::Poll);
      return false;
    }
    const FunctionDecl *Callee = nullptr;
    if (const auto *C = dyn_cast<CallExpr>(S)) {
      if (Roles.op(C, askingRoles())) {
        Found = bool(Roles.op(C, Role::PollThrow));
        return !Found;
      }
      Callee = C->getDirectCallee();
    } else if (const auto *C = dyn_cast<CXXConstructExpr>(S)) {
      Callee = C->getConstructor();
      if (Callee->isImplicit() || isTokenLike(C->getType()))
        return true;
    } else {
      return true;
    }
    if (!mayObserve(S))
      return true;
    const auto *Type =
        Callee ? Callee->getType()->getAs<FunctionProtoType>() : nullptr;
    if (Type && Type->isNothrow())
      return true;
    const Stmt *Body = Callee ? bodyInReach(Callee) : nullptr;
    if (!Body) {
      // The library's waits come back when a stop is requested.
      const auto *C = dyn_cast<CallExpr>(S);
      Found = !Callee || !isInStd(Callee) || (C && isa<CXXOperatorCallExpr>(C));
      return !Found;
    }
    bool Throws = Depth > 3;
    forEachInFrame(Body, [&](const Stmt *T) {
      Throws |= isa<CXXThrowExpr>(T);
      return !Throws;
    });
    Found = Throws || mayThrowOnStop(Body, Depth + 1);
    return !Found;
  });
  return Found;
}

llvm::SmallPtrSet<const ValueDecl *, 8>
Polls::taintedBy(const Frame &F, llvm::ArrayRef<const VarDecl *> Tokens) const {
  llvm::SmallPtrSet<const ValueDecl *, 8> Known;
  auto MentionsKnown = [&](const Stmt *S) {
    bool Yes = false;
    forEachStmt(S, [&](const Stmt *T) {
      if (const auto *R = dyn_cast<DeclRefExpr>(T))
        Yes |= Known.count(R->getDecl()) ||
               llvm::is_contained(Tokens, R->getDecl());
      else if (const auto *M = dyn_cast<MemberExpr>(T))
        Yes |= bool(Known.count(M->getMemberDecl()));
      return !Yes;
    });
    return Yes;
  };
  bool Changed = true;
  auto Add = [&](const ValueDecl *D) { Changed |= Known.insert(D).second; };
  // What a call that knows the token is also given, by reference or as the
  // object it works on, may know it afterwards.
  auto AddObjects = [&](const CallExpr *C) {
    if (Roles.op(C, askingRoles()) || Roles.op(C, Role::CanCancel))
      return;
    auto One = [&](const Expr *A) {
      if (!A || knowsNothing(A->IgnoreParenImpCasts()->getType()))
        return;
      const Expr *O = object(A);
      if (const auto *M = dyn_cast_or_null<MemberExpr>(O)) {
        if (isMemberOfThis(M))
          Add(M->getMemberDecl());
        else if (const ValueDecl *D = referenced(M->getBase()))
          Add(D);
      } else if (isa_and_nonnull<CXXThisExpr>(O)) {
        Add(nullptr);
      } else if (const ValueDecl *D = referenced(A)) {
        QualType T = A->IgnoreParenImpCasts()->getType();
        if (!isa<FunctionDecl>(D) && !T.isConstQualified() &&
            !T->isArithmeticType() && !llvm::is_contained(Tokens, D))
          Add(D);
      }
    };
    if (const auto *M = dyn_cast<CXXMemberCallExpr>(C))
      if (!isa<CXXThisExpr>(
              M->getImplicitObjectArgument()->IgnoreParenImpCasts()))
        One(M->getImplicitObjectArgument());
    for (const Expr *A : C->arguments())
      One(A);
  };
  for (unsigned Round = 0; Changed && Round != 4; ++Round) {
    Changed = false;
    forEachStmt(F.Body, [&](const Stmt *S) {
      if (const auto *D = dyn_cast<DeclStmt>(S)) {
        for (const Decl *One : D->decls())
          if (const auto *V = dyn_cast<VarDecl>(One))
            if (V->hasInit() && !Known.count(V) &&
                MentionsKnown(V->getInit()) &&
                !V->getType()->isArithmeticType())
              Add(V);
      } else if (const auto *C = dyn_cast<CallExpr>(S)) {
        if (MentionsKnown(C))
          AddObjects(C);
      } else if (const auto *B = dyn_cast<BinaryOperator>(S)) {
        if (B->isAssignmentOp() && MentionsKnown(B->getRHS())) {
          if (const ValueDecl *D = referenced(B->getLHS()))
            if (!D->getType()->isArithmeticType())
              Add(D);
        }
      }
      return true;
    });
  }
  return Known;
}

//===----------------------------------------------------------------------===//
// Effort
//===----------------------------------------------------------------------===//

static bool isNamedAsInC(const FunctionDecl *F);

bool Polls::isLogging(const CallExpr *Call) {
  const FunctionDecl *F = Call->getDirectCallee();
  if (!F)
    return false;
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(Call))
    return O->getOperator() == OO_LessLess;
  if (!F->getIdentifier())
    return false;
  static const llvm::StringRef First[] = {
      "log",     "logf",  "trace",  "debug",   "info",    "warn",
      "warning", "error", "print",  "printf",  "println", "fprintf",
      "puts",    "fputs", "perror", "verbose", "syslog"};
  auto Words = wordsOf(F->getName());
  if (Words.size() > 1 && isNamedAsInC(F))
    Words.erase(Words.begin());
  return !Words.empty() && (llvm::is_contained(First, Words.front()) ||
                            llvm::is_contained(Words, "log"));
}

bool Polls::isPlainWaitOrPoll(const CallExpr *Call) const {
  return bool(Roles.op(Call, RoleSet{Role::Poll, Role::PollStatus,
                                     Role::CanCancel, Role::Blocking,
                                     Role::TimedBlocking, Role::GetDeadline}));
}

/// Functions of C carry the name of their library in front, and what they do
/// anywhere behind it: `g_hash_table_iter_init`, `sd_bus_message_append`.
static bool isTrivialInC(llvm::StringRef Name) {
  static const llvm::StringRef Verbs[] = {
      "get",       "set",       "is",       "has",      "can",
      "add",       "push",      "pop",      "insert",   "append",
      "prepend",   "find",      "peek",     "contains", "count",
      "size",      "length",    "len",      "empty",    "begin",
      "end",       "init",      "new",      "alloc",    "clear",
      "free",      "ref",       "unref",    "steal",    "reserve",
      "resize",    "truncate",  "iter",     "foreach",  "first",
      "next",      "prev",      "printf",   "snprintf", "format",
      "dup",       "strdup",    "strdupv",  "strndup",  "strcmp",
      "strlen",    "compare",   "equal",    "hash",     "lookup",
      "builder",   "cast",      "assert",   "print",    "warn",
      "warning",   "log",       "debug",    "error",    "escape",
      "split",     "strsplit",  "join",     "strjoin",  "strjoinv",
      "concat",    "strconcat", "sort",     "reverse",  "quark",
      "intern",    "emit",      "ascii",    "strchug",  "strchomp",
      "strip",     "basename",  "dirname",  "to",       "parse",
      "serialise", "serialize", "register", "destroy",  "prefix",
      "prefixed",  "suffix",    "str",      "strv",     "string",
      "build",     "lock",      "unlock",   "atomic",   "random",
      "getenv",    "message",   "output",   "notice",   "progress",
      "journal",   "remove",    "attach",   "detach",   "name",
      "copy",      "throw",     "strcmp0",  "strncmp",  "strcasecmp",
      "decompose", "checked"};
  // Which of those take their time when it is files that they do it to.
  static const llvm::StringRef Slow[] = {"file", "dir", "directory",
                                         "tree", "fs",  "disk"};
  auto Words = wordsOf(Name);
  bool Trivial = false, Files = false, Asks = false;
  for (const std::string &Word : llvm::drop_begin(Words)) {
    Trivial |= llvm::is_contained(Verbs, Word);
    Files |= llvm::is_contained(Slow, Word);
    Asks |= Word == "get" || Word == "set" || Word == "is" || Word == "has";
  }
  return Trivial && (Asks || !Files);
}

/// Names of functions that look something up, keep books, start or end the work
/// of others, or report: nobody waits for them.
static bool isTrivialName(llvm::StringRef Name) {
  static const llvm::StringRef First[] = {
      "get",        "set",       "is",          "has",       "can",
      "should",     "add",       "push",        "insert",    "emplace",
      "append",     "put",       "find",        "contains",  "count",
      "size",       "length",    "empty",       "at",        "front",
      "back",       "begin",     "end",         "reserve",   "resize",
      "clear",      "erase",     "remove",      "swap",      "reset",
      "to",         "from",      "as",          "make",      "create",
      "format",     "report",    "record",      "mark",      "name",
      "id",         "type",      "key",         "value",     "data",
      "str",        "c",         "mutable",     "release",   "hash",
      "compare",    "equal",     "equals",      "min",       "max",
      "copy",       "clone",     "move",        "merge",     "sort",
      "split",      "trim",      "parse",       "encode",    "decode",
      "convert",    "serialize", "build",       "escape",    "normalize",
      "translate",  "match",     "lookup",      "map",       "register",
      "unregister", "subscribe", "unsubscribe", "enable",    "disable",
      "free",       "destroy",   "delete",      "close",     "cancel",
      "stop",       "abort",     "kill",        "terminate", "join",
      "shutdown",   "lock",      "unlock",      "schedule",  "post",
      "enqueue",    "submit",    "spawn",       "start",     "launch",
      "dispatch",   "queue",     "notify",      "signal",    "emit",
      "increment",  "decrement", "inc",         "dec",       "assign",
      "on",         "assert",    "expect",      "check",     "validate",
      "ensure",     "try",       "calc",        "advance",   "skip",
      "peek"};
  auto Words = wordsOf(Name);
  return Words.empty() || llvm::is_contained(First, Words.front());
}

/// True for a C function of the system whose name says that it waits for a
/// file, a socket, a process, a database or the clock.
static bool isWaitingName(const FunctionDecl *F) {
  if (!F->isExternC() || !F->getIdentifier())
    return false;
  // What prepares for it, asks about it, or connects a callback.
  if (hasPhrase(F->getName(), {"get", "set", "is", "has", "add", "new", "init",
                               "free", "unref", "iter", "builder", "signal"}))
    return false;
  static const llvm::StringRef Waiting[] = {
      "read",     "pread",   "readv",   "fread",     "fgets",   "getline",
      "write",    "pwrite",  "writev",  "fwrite",    "recv",    "recvfrom",
      "recvmsg",  "send",    "sendto",  "sendmsg",   "accept",  "connect",
      "select",   "pselect", "poll",    "ppoll",     "wait",    "waitpid",
      "waitid",   "sleep",   "usleep",  "nanosleep", "flock",   "fsync",
      "step",     "exec",    "execute", "query",     "perform", "fetch",
      "download", "upload",  "system"};
  return llvm::any_of(wordsOf(F->getName()), [](llvm::StringRef W) {
    return llvm::is_contained(Waiting, W);
  });
}

/// True for what the standard library does on disk, entry after entry.
static bool isFileSystemWork(const FunctionDecl *F) {
  if (!F->getIdentifier())
    return false;
  for (const DeclContext *DC = F->getDeclContext(); DC; DC = DC->getParent())
    if (const auto *N = dyn_cast<NamespaceDecl>(DC))
      if (N->getIdentifier() && N->getName() == "filesystem")
        return hasPhrase(F->getName(), {"increment", "copy", "remove all"});
  return false;
}

/// True for a function that is named as in C, with what it belongs to in front:
/// it has C linkage, is a global one for the object it is named after
/// (`app_origin_remove_override(AppOrigin *, ...)`), or one that starts as the
/// name of its file does (`app_origin_parse()` of app-origin.h).
static bool isNamedAsInC(const FunctionDecl *F) {
  if (F->isExternC())
    return true;
  if (!F->getDeclContext()->getRedeclContext()->isTranslationUnit() ||
      !F->getIdentifier())
    return false;
  const SourceManager &SM = F->getASTContext().getSourceManager();
  SourceLocation At = F->getCanonicalDecl()->getLocation();
  auto File = wordsOf(llvm::sys::path::stem(SM.getFilename(SM.getFileLoc(At))));
  auto Own = wordsOf(F->getName());
  if (Own.size() > 2 && File.size() > 1 && Own.front() == File.front())
    return true;
  if (!F->getNumParams())
    return false;
  QualType First = F->getParamDecl(0)->getType()->getPointeeType();
  const auto *Of = First.isNull() ? nullptr : First->getAsTagDecl();
  std::string Named = Of ? Of->getNameAsString() : "";
  if (const auto *T = First.isNull() ? nullptr : First->getAs<TypedefType>())
    Named = T->getDecl()->getNameAsString();
  auto Type = wordsOf(Named), Words = wordsOf(F->getName());
  auto Found = Type.empty() ? Words.end() : llvm::find(Words, Type.back());
  return Found != Words.end() && std::next(Found) != Words.end();
}

static bool isTrivialDeclaration(const FunctionDecl *F) {
  if (!F->getIdentifier() || F->isConstexpr() || F->hasAttr<ConstAttr>() ||
      F->hasAttr<PureAttr>())
    return true;
  if (isTrivialName(F->getName()) ||
      (isNamedAsInC(F) && isTrivialInC(F->getName())))
    return true;
  QualType T = F->getReturnType();
  // refspec_classify(): what it belongs to in front, here too.
  static const llvm::StringRef Last[] = {"classify", "parse",  "format",
                                         "compare",  "escape", "print"};
  if (!isa<CXXMethodDecl>(F) &&
      llvm::is_contained(Last, wordsOf(F->getName()).back()))
    return true;
  // script_is_ignored(), whatever it is that is asked.
  if (T->isBooleanType() && hasPhrase(F->getName(), {"is", "has"}))
    return true;
  if (const auto *M = dyn_cast<CXXMethodDecl>(F))
    if (M->isConst() && M->getNumParams() == 0)
      return true;
  return F->getNumParams() == 0 && (T->isReferenceType() || T->isPointerType());
}

/// True for what a range-`for` calls by itself to get at its range.
static bool isRangeAccess(const FunctionDecl *F) {
  return F->getIdentifier() &&
         (F->getName() == "begin" || F->getName() == "end");
}

Effort Polls::effort(const FunctionDecl *F, unsigned Depth) {
  F = F->getCanonicalDecl();
  if (isRangeAccess(F))
    return Effort::None;
  auto It = Efforts.find(F);
  if (It != Efforts.end())
    return It->second;
  const FunctionDecl *Source = F;
  if (const FunctionDecl *Pattern = F->getTemplateInstantiationPattern())
    if (!bodyInReach(F))
      Source = Pattern;
  const Stmt *Body = bodyInReach(Source);
  if (!Body) {
    const SourceManager &SM = F->getASTContext().getSourceManager();
    if (isInStd(F))
      return isFileSystemWork(F) ? Effort::Blocks : Effort::None;
    if (F->getBuiltinID() || F->isImplicit())
      return Effort::None;
    if (isWaitingName(F))
      return Effort::Blocks;
    if (SM.isInSystemHeader(SM.getExpansionLoc(F->getLocation())))
      return isTrivialDeclaration(F) ? Effort::None : Effort::Foreign;
    return isTrivialDeclaration(F) ? Effort::None : Effort::Work;
  }
  if (Depth > 4)
    return Effort::Unknown;
  Efforts[F] = Effort::None; // what a recursive call adds
  Effort Most = Effort::None;
  forEachInFrame(Body, [&](const Stmt *S) {
    if (const auto *C = dyn_cast<CallExpr>(S)) {
      Effort One = Effort::Unknown;
      if (Roles.op(C, RoleSet{Role::Blocking, Role::TimedBlocking}))
        One = Effort::Blocks;
      else if (const FunctionDecl *Callee = C->getDirectCallee())
        One = isLogging(C) ? Effort::None : effort(Callee, Depth + 1);
      Most = std::max(Most, One);
    } else if (isLoop(S) && isEndless(S, F->getASTContext()) &&
               !hasJumpOut(S)) {
      Most = Effort::Blocks;
    }
    return Most != Effort::Blocks;
  });
  return Efforts[F] = Most;
}

Effort Polls::effort(const CallExpr *Call) {
  if (Roles.op(Call, RoleSet{Role::Blocking, Role::TimedBlocking}))
    return Effort::Blocks;
  // Starting, ending and awaiting others, reading clocks and values.
  if (!Roles.ops(Call).empty())
    return Roles.op(Call, Role::StartOp) ? Effort::Blocks : Effort::None;
  if (isa<CXXOperatorCallExpr>(Call)) {
    const FunctionDecl *F = Call->getDirectCallee();
    if (F && F->getOverloadedOperator() == OO_Call)
      return bodyInReach(F) ? effort(F, 0) : Effort::Unknown;
    return Effort::None;
  }
  const FunctionDecl *F = Call->getDirectCallee();
  if (!F)
    return Effort::Unknown;
  return isLogging(Call) ? Effort::None : effort(F, 0);
}

const CallExpr *Polls::firstCall(const Stmt *Root, Effort Least,
                                 const Stmt *Except) {
  const CallExpr *Found = nullptr;
  // Of a loop, what is done only once is no part of its work.
  const Stmt *Once = nullptr;
  if (const auto *R = dyn_cast<CXXForRangeStmt>(Root))
    Once = R->getRangeStmt();
  else if (const auto *L = dyn_cast<ForStmt>(Root))
    Once = L->getInit();
  forEachInFrame(Root, [&](const Stmt *S) {
    if (Found || S == Except || S == Once || isa<CXXCatchStmt>(S))
      return false;
    if (const auto *C = dyn_cast<CallExpr>(S))
      if (effort(C) >= Least)
        Found = C;
    return !Found;
  });
  return Found;
}

/// True for `for (i = 0; i < n; ++i)` and `for (x : xs)`: once for each.
static bool goesOverThings(const Stmt *Loop) {
  if (isa<CXXForRangeStmt>(Loop))
    return true;
  const auto *L = dyn_cast<ForStmt>(Loop);
  return L && L->getCond() && L->getInc();
}

/// True if \p Loop goes on until something happens, and calls something that
/// may make it happen.
static bool goesOn(const Stmt *Loop) {
  if (goesOverThings(Loop))
    return false;
  bool Calls = false;
  forEachInFrame(loopBody(Loop), [&](const Stmt *S) {
    const auto *C = dyn_cast<CallExpr>(S);
    const FunctionDecl *F = C ? C->getDirectCallee() : nullptr;
    const auto *M = dyn_cast_or_null<CXXMethodDecl>(F);
    Calls |= F && !isa<CXXOperatorCallExpr>(C) && !isInStd(F) &&
             !Polls::isLogging(C) && !(M && M->isConst());
    return !Calls;
  });
  return Calls;
}

bool Polls::surelyTakesTime(const Stmt *Root) {
  bool Found = firstCall(Root, Effort::Blocks);
  forEachInFrame(Root, [&](const Stmt *S) {
    Found |= isLoop(S) && goesOn(S);
    return !Found;
  });
  return Found;
}

//===----------------------------------------------------------------------===//
// Branches
//===----------------------------------------------------------------------===//

PollBranch Polls::branch(const CFGBlock *Block) const {
  PollBranch Out;
  if (!Block->getTerminatorStmt() || Block->succ_size() != 2)
    return Out;
  const Expr *Condition = Block->getLastCondition();
  if (!Condition)
    return Out;
  PollAnswer Asked = answerOf(Condition, Roles);
  if (!Asked)
    return Out;
  const model::OpUse &Use = Asked.Poll;
  const CFGBlock *IfTrue = *Block->succ_begin();
  const CFGBlock *IfFalse = *std::next(Block->succ_begin());
  if (!Asked.StoppedIf)
    std::swap(IfTrue, IfFalse);
  if (!IfTrue || !IfFalse)
    return Out;
  const Expr *Object = Use.arg("token");
  if (!Object)
    Object = Use.receiver();
  if (!Object)
    if (const auto *C = dyn_cast_or_null<CallExpr>(Use.E))
      if (C->getNumArgs() == 1)
        Object = C->getArg(0);
  Out.Polled = Object ? referenced(Object) : nullptr;
  // One's own object, and the one that is current, need no name.
  if (Object && !Out.Polled && !isa<CXXThisExpr>(object(Object)) &&
      !Roles.op(object(Object), Role::Current))
    return Out; // some other object's token
  Out.Use = Use;
  Out.Condition = Asked.At;
  Out.StoppedIf = Asked.StoppedIf;
  Out.Block = Block;
  Out.Stopped = IfTrue;
  Out.GoesOn = IfFalse;
  return Out;
}

} // namespace ctx::analysis
