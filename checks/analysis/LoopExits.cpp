//===- LoopExits.cpp ------------------------------------------------------===//

#include "LoopExits.h"
#include "Exprs.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/StringSet.h"
#include <optional>

using namespace clang;

namespace ctx::analysis {

/// What a caller of \p F gets: of a coroutine what its task or future holds.
static QualType resultOf(const Frame &F) {
  QualType T = F.Function->getReturnType().getNonReferenceType();
  if (!isa<CoroutineBodyStmt>(F.Body))
    return T;
  const auto *Task = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      T->getAsCXXRecordDecl());
  if (Task && Task->getTemplateArgs().size() &&
      Task->getTemplateArgs()[0].getKind() == TemplateArgument::Type)
    return Task->getTemplateArgs()[0].getAsType();
  return T;
}

/// True if a result of type \p T says whether the work was done: a truth value,
/// an enumerator, a status, something that may be empty or an error instead.
/// With \p Empty only if an empty one, `T()`, may say that all is well.
static bool saysWhetherDone(QualType T, bool Empty = false) {
  if (T->isBooleanType() || T->isEnumeralType())
    return true;
  const auto *R = T->getAsCXXRecordDecl();
  if (!R || !R->hasDefinition())
    return false;
  static const llvm::StringRef Asks[] = {"ok",   "Ok",    "OK",   "isOk",
                                         "IsOk", "is_ok", "error"};
  return llvm::any_of(
      R->getDefinition()->methods(), [&](const CXXMethodDecl *M) {
        if (const auto *To = dyn_cast<CXXConversionDecl>(M))
          return !Empty && To->getConversionType()->isBooleanType();
        return M->getIdentifier() && llvm::is_contained(Asks, M->getName());
      });
}

/// True if \p S means the same wherever the parameters of its function are:
/// it names no other local variable and moves nothing away.
static bool meansTheSame(const Stmt *S) {
  bool Same = true;
  forEachStmt(S, [&](const Stmt *Part) {
    const auto *R = dyn_cast<DeclRefExpr>(Part);
    if (!R)
      return Same;
    const ValueDecl *D = R->getDecl();
    const auto *V = dyn_cast<VarDecl>(D);
    if (isa<BindingDecl>(D) || (V && V->isLocalVarDecl()) ||
        (D->getIdentifier() && isInStd(D) &&
         (D->getName() == "move" || D->getName() == "forward")))
      Same = false;
    return Same;
  });
  return Same;
}

/// \p Text without line breaks; nothing if they may mean something.
static std::optional<std::string> onOneLine(llvm::StringRef Text) {
  if (Text.find('\n') == llvm::StringRef::npos)
    return Text.str();
  if (Text.find("//") != llvm::StringRef::npos ||
      Text.find_first_of("\"#\\") != llvm::StringRef::npos)
    return std::nullopt; // a comment, a literal, a directive
  llvm::SmallVector<llvm::StringRef, 4> Lines;
  Text.split(Lines, '\n');
  std::string Out;
  for (llvm::StringRef Line : Lines)
    Out += (Out.empty() || Out.back() == '(' ? "" : " ") + Line.trim().str();
  return Out;
}

/// How \p S, which leaves a function, begins: "return fail" of `return
/// fail(1)`.
static std::string headOf(const Stmt *S, const ASTContext &Context) {
  std::string Text = textOf(S->getSourceRange(), Context);
  return Text.substr(0, Text.find_first_of("({"));
}

/// How the code before \p Loop leaves the function when \p Poll is true:
/// `return fail(Error::Cancelled);`. "" if it does not, or in words that mean
/// something else here, or if \p Loop itself never leaves it by the same ones:
/// something may have to be closed or rolled back first.
static std::string exitBefore(const Stmt *Loop, const Frame &F,
                              llvm::StringRef Poll, const ASTContext &Context) {
  llvm::StringSet<> Heads;
  forEachInFrame(loopBody(Loop), [&](const Stmt *S) {
    if (isa<ReturnStmt, CoreturnStmt, CXXThrowExpr>(S))
      Heads.insert(headOf(S, Context));
    return true;
  });
  std::string Out;
  bool Before = true;
  forEachInFrame(F.Body, [&](const Stmt *S) {
    Before &= S != Loop;
    const auto *If = dyn_cast<IfStmt>(S);
    if (!Before || !If || If->getElse() || If->hasInitStorage() ||
        If->getConditionVariable() ||
        textOf(If->getCond()->getSourceRange(), Context) != Poll)
      return Before;
    const Stmt *Then = If->getThen();
    if (const auto *C = dyn_cast<CompoundStmt>(Then))
      Then = C->size() == 1 ? C->body_front() : nullptr;
    if (!isa_and_nonnull<ReturnStmt, CoreturnStmt, CXXThrowExpr>(Then) ||
        !Heads.count(headOf(Then, Context)) ||
        !canEdit(Then->getSourceRange(), Context) || !meansTheSame(Then))
      return Before;
    std::string Text = textOf(Then->getSourceRange(), Context);
    if (std::optional<std::string> Line = onOneLine(Text))
      Out = *Line + ";";
    return Before;
  });
  return Out;
}

/// True if \p Loop does its work once for each of what there is.
static bool isForEach(const Stmt *Loop) {
  const auto *For = dyn_cast<ForStmt>(Loop);
  return isa<CXXForRangeStmt>(Loop) || (For && For->getCond() && For->getInc());
}

/// True if \p Token is mentioned behind \p Loop, or in a loop around it.
static bool asksBehind(const Stmt *Loop, const Frame &F, const VarDecl *Token,
                       const ParentMap &Parents) {
  const Stmt *Root = F.Body;
  for (const Stmt *S = Parents.getParent(Loop); S && S != F.Body;
       S = Parents.getParent(S))
    if (isLoop(S))
      Root = S;
  bool Behind = Root != F.Body, Asked = false;
  forEachInFrame(Root, [&](const Stmt *S) {
    Behind |= S == Loop;
    const auto *R = dyn_cast<DeclRefExpr>(S);
    Asked |= Behind && R && R->getDecl() == Token;
    return !Asked && S != Loop;
  });
  return Asked;
}

std::string leaveWhenStopped(const Stmt *Loop, const Frame &F,
                             const VarDecl *Token, llvm::StringRef Poll,
                             bool SaysDone, const ParentMap &Parents,
                             const ASTContext &Context) {
  std::string Exit = exitBefore(Loop, F, Poll, Context);
  if (!Exit.empty() || SaysDone)
    return Exit;
  // Behind a loop that waits for something it is taken to have come.
  if (!nothingFollows(Loop, F.Body, Parents))
    return asksBehind(Loop, F, Token, Parents) ||
                   (isForEach(Loop) && !saysWhetherDone(resultOf(F)))
               ? "break;"
               : "";
  if (const auto *Coroutine = dyn_cast<CoroutineBodyStmt>(F.Body))
    return Coroutine->getFallthroughHandler() ? "co_return;" : "break;";
  QualType Result = F.Function->getReturnType();
  if (Result->isVoidType() || isa<CXXConstructorDecl>(F.Function))
    return "return;";
  // Behind the loop the function would end without a result.
  const CXXRecordDecl *Class = Result->getAsCXXRecordDecl();
  if (Class && Class->hasDefinition() && Class->hasDefaultConstructor() &&
      !Result->isReferenceType() && !saysWhetherDone(Result, /*Empty=*/true))
    return "return {};";
  return "";
}

} // namespace ctx::analysis
