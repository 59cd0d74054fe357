//===- DeadlineCalls.cpp --------------------------------------------------===//

#include "DeadlineCalls.h"
#include "../compat/Compat.h"
#include "CodeKind.h"
#include "Exprs.h"
#include "Loops.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace ctx::analysis {

using model::Role;
using model::RoleIndex;
using model::writtenArgs;

llvm::SmallVector<const Expr *, 8>
mentionsOf(const VarDecl *V, const Stmt *Body, const FunctionView &View) {
  // References and pointers to it are names of it, too.
  llvm::SmallVector<const Expr *, 8> Refs;
  llvm::SmallVector<const VarDecl *, 2> Names{V};
  for (size_t I = 0; I != Names.size() && I < 8; ++I)
    for (const DeclRefExpr *R : View.references(Names[I])) {
      const Stmt *Child = nullptr;
      const auto *D = dyn_cast_or_null<DeclStmt>(View.userOf(R, Child));
      const auto *Alias = D && D->isSingleDecl()
                              ? dyn_cast<VarDecl>(D->getSingleDecl())
                              : nullptr;
      if (Alias && pathOf(R, Body).size() == 1 &&
          (Alias->getType()->isReferenceType() ||
           Alias->getType()->isPointerType()) &&
          View.roles().type(Alias->getType()).has(Role::Deadline))
        Names.push_back(Alias);
      else
        Refs.push_back(R);
    }
  return Refs;
}

bool isMeant(const Expr *Set, const Stmt *Start, const Stmt *Body,
             const FunctionView &View) {
  static const llvm::StringRef Words[] = {
      "timeout",  "deadline",  "expiry",  "expires",  "ttl",
      "duration", "limit",     "wait",    "timed",    "infinit",
      "forever",  "indefinit", "endless", "unbounded"};
  for (const Stmt *P = View.parent(Set); P && P != Body; P = View.parent(P)) {
    const Expr *Condition = nullptr;
    if (const auto *I = dyn_cast<IfStmt>(P))
      Condition = I->getCond();
    else if (const auto *C = dyn_cast<ConditionalOperator>(P))
      Condition = C->getCond();
    else if (const auto *B = dyn_cast<BinaryOperator>(P))
      Condition = B->isLogicalOp() ? B->getLHS() : nullptr;
    if (!Condition)
      continue;
    for (const Stmt *Q = Start; Q; Q = View.parent(Q))
      if (Q == P)
        return false; // both under it
    bool Found = false;
    forEachStmt(Condition, [&](const Stmt *Part) {
      const ValueDecl *D = nullptr;
      if (const auto *R = dyn_cast<DeclRefExpr>(Part))
        D = R->getDecl();
      else if (const auto *M = dyn_cast<MemberExpr>(Part))
        D = M->getMemberDecl();
      if (D && D->getIdentifier())
        for (llvm::StringRef Word : Words)
          Found |= llvm::StringRef(D->getName()).lower().find(Word.str()) !=
                   std::string::npos;
      if (D && isa<VarDecl, FieldDecl>(D))
        for (const Expr *A : writtenArgs(Set))
          Found |= mentions(A, D);
      return !Found;
    });
    if (Found)
      return true;
  }
  return false;
}

bool isInConstexprIf(const Stmt *S, const FunctionView &View) {
  for (; S; S = View.parent(S))
    if (const auto *I = dyn_cast<IfStmt>(S); I && I->isConstexpr())
      return true;
  return false;
}

bool isEnded(llvm::ArrayRef<const Expr *> Refs, const FunctionView &View) {
  return llvm::any_of(Refs, [&](const Expr *R) {
    const Stmt *Child = nullptr;
    const auto *M = dyn_cast_or_null<MemberExpr>(View.userOf(R, Child));
    const auto *C = M ? dyn_cast_or_null<CallExpr>(View.parent(M)) : nullptr;
    return C && View.roles().op(C, Role::Trigger);
  });
}

bool isLong(const OpStart &S, llvm::ArrayRef<std::string> LongCalls,
            SingleUse &Starts, const RoleIndex &Roles,
            const SingleUse::ParentsOf &Parents, unsigned Depth) {
  auto Streams = [&](QualType T) { return Roles.type(T).has(Role::Stream); };
  if (Streams(S.Call->getType()))
    return true;
  for (const Expr *A : writtenArgs(S.Call))
    if (Streams(A->getType()) || Streams(strip(A)->getType()))
      return true;
  const FunctionDecl *F = S.Call->getDirectCallee();
  if (!F)
    return false;
  if (F->getIdentifier())
    for (const std::string &Word : LongCalls)
      if (hasPhrase(F->getName(), {llvm::StringRef(Word)}))
        return true;
  // What a function of the user's starts with the object.
  F = F->getDefinition() ? F->getDefinition() : F;
  if (Depth > 2 || !bodyInReach(F))
    return false;
  for (const Frame &In : framesOf(F))
    for (const OpStart &Inner : Starts.startsIn(In, Parents(F)))
      if (Inner.Path.size() == 1 && isa<ParmVarDecl>(Inner.Path.front()) &&
          isLong(Inner, LongCalls, Starts, Roles, Parents, Depth + 1))
        return true;
  return false;
}

bool isOf(const OpStart &S, llvm::ArrayRef<std::string> Classes) {
  const auto *M = dyn_cast_or_null<CXXMethodDecl>(S.Call->getDirectCallee());
  if (!M)
    return false;
  std::string Class = M->getParent()->getQualifiedNameAsString();
  return llvm::any_of(Classes, [&](llvm::StringRef Pattern) {
    if (Pattern.consume_back("*"))
      return compat::startsWith(Class, Pattern);
    return Class == Pattern;
  });
}

bool isAllSeen(const FieldDecl *F, const SourceManager &SM) {
  const auto *R = dyn_cast<CXXRecordDecl>(F->getParent());
  if (!R || R->isDependentContext())
    return false;
  if (SM.isInMainFile(SM.getFileLoc(F->getLocation())))
    return true;
  if (F->getAccess() != AS_private || R->hasFriends())
    return false;
  return llvm::all_of(R->methods(), [](const CXXMethodDecl *M) {
    return M->isImplicit() || M->isDefaulted() || M->isDeleted() ||
           (M->getDefinition() && bodyInReach(M->getDefinition()));
  });
}

std::optional<FixItHint> setBefore(const OpStart &S,
                                   llvm::ArrayRef<OpStart> Started,
                                   const VarDecl *V, llvm::StringRef Deadline,
                                   const FunctionView &View) {
  const RoleIndex &Roles = View.roles();
  const ASTContext &Context = V->getASTContext();
  const model::OpEntry *Setter = nullptr;
  for (const auto &Op : Roles.opsPlaying(Role::SetDeadline))
    if (Op.first == S.Type.Voc && Op.second->Kind == model::MatchKind::Method &&
        llvm::any_of(Op.second->OfTypes, [&](const std::string &Id) {
          return Roles.isType(S.Type, *Op.first, Id);
        }))
      Setter = Op.second;
  if (Deadline.empty() || !Setter)
    return std::nullopt;
  // One object serves one operation: of several, each is on a path of its own.
  unsigned Operations = 0;
  for (const OpStart &Other : Started)
    Operations += Other.Path == S.Path;
  const Stmt *At = S.Call;
  const Stmt *Block = View.parent(At);
  if (Operations > 1)
    return std::nullopt;
  while (Block && !isa<CompoundStmt>(Block)) {
    if (isLoop(Block) || isa<LambdaExpr>(Block))
      return std::nullopt; // in its condition: the deadline would be set once
                           // for all rounds
    At = Block;
    Block = View.parent(At);
  }
  SourceLocation Begin = At->getBeginLoc();
  if (!Block || isa<LabelStmt, SwitchCase>(At) ||
      !canEdit(At->getSourceRange(), Context) || Begin.isMacroID())
    return std::nullopt;
  const SourceManager &SM = Context.getSourceManager();
  unsigned Offset = SM.getFileOffset(Begin);
  llvm::StringRef Buffer = SM.getBufferData(SM.getFileID(Begin));
  size_t Line = Buffer.rfind('\n', Offset);
  llvm::StringRef Indent =
      Line == llvm::StringRef::npos ? "" : Buffer.slice(Line + 1, Offset);
  bool Own = Indent.trim().empty();
  // Through the pointer that holds it, or a reference the object has.
  bool Pointer = V->getType()->isPointerType() ||
                 Roles.type(V).hasForm(model::Form::Smart);
  return FixItHint::CreateInsertion(
      Begin, (V->getName() + (Pointer ? "->" : ".") + Setter->Names[0] + "(" +
              Deadline + ");" + (Own ? "\n" + Indent.str() : " "))
                 .str());
}

} // namespace ctx::analysis
