//===- UnpolledLoop.cpp - ctx-unpolled-loop -------------------------------===//
//
// Positive when: a function or lambda has a named token that can be polled, and
// a loop in it that is not bounded at compile time does work (a blocking
// operation, a call of the user's that is more than an accessor) without
// polling, passing on or registering any token.
// Negative when: the loop, its condition or a callee in reach looks at a token;
// an outer loop does and this one is finite; the loop only computes, fills
// containers, logs, or starts and joins others.
// Unknown when: an object that was given the token takes part, a callable that
// was handed in is called, the loop suspends, a callback is registered for the
// request that does more than wake somebody, a flag or a queue that others can
// reach ends the loop, or cancellation was observed before it.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/LoopExits.h"
#include "analysis/Loops.h"
#include "analysis/Polls.h"
#include "analysis/Unpolled.h"
#include "compat/Compat.h"
#include "core/CheckRegistry.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Lex/Lexer.h"

using namespace clang;
using ctx::model::Form;
using ctx::model::Role;

namespace ctx {
namespace {

constexpr OptionInfo InfoOptions[] = {
    {"PollHelper", "",
     "statement to insert instead of the poll, with {token} for the token"},
};

constexpr CheckInfo Info = {
    "ctx-unpolled-loop",
    "a loop that may run long never looks at the token in scope",
    "IntelliJ CancellationCheckInLoops, gosec G118",
    "M31 A08",
    Severity::Warning,
    FixKind::Sometimes,
    /*OnByDefault=*/true,
    "0.1",
    InfoOptions,
};

class UnpolledLoop : public Check {
public:
  UnpolledLoop(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

  void registerMatchers(ast_matchers::MatchFinder *Finder) override {
    Check::registerMatchers(Finder);
    matchOuterInitialisers(Finder);
  }

protected:
  void checkFunction(const FunctionDecl *F) override {
    // Lambdas in initialisers come through checkMatch().
    if (!isLambda(F) && !analysis::isMain(F) && !isa<CXXDestructorDecl>(F) &&
        !analysis::isTestCode(F, roles()))
      checkFrames(analysis::framesOf(F), services().parents(F),
                  analysis::isCleanup(F));
  }
  void
  checkMatch(const ast_matchers::MatchFinder::MatchResult &Result) override {
    const auto *Init = Result.Nodes.getNodeAs<Expr>("init");
    std::vector<analysis::Frame> Frames = analysis::framesOf(Init);
    if (!Frames.empty())
      checkFrames(Frames, ParentMap(const_cast<Expr *>(Init)));
  }

private:
  void checkFrames(const std::vector<analysis::Frame> &Frames,
                   const ParentMap &Parents, bool Cleanup = false);
  void report(const analysis::UnpolledLoop &Found, const analysis::Frame &F,
              llvm::ArrayRef<const VarDecl *> Tokens, const ParentMap &Parents);
  bool takesAsIs(llvm::StringRef Name, QualType T) const;
  std::string pollOf(const VarDecl *Token, bool &Throws) const;
  std::string statement(const Stmt *Loop, const analysis::Frame &F,
                        const VarDecl *Token, const ParentMap &Parents) const;
  llvm::SmallVector<FixItHint, 3> insertFirst(const Stmt *Loop,
                                              std::string Text) const;
};

void UnpolledLoop::checkFrames(const std::vector<analysis::Frame> &Frames,
                               const ParentMap &Parents, bool Cleanup) {
  analysis::Polls Polls(roles());
  for (const analysis::Frame &F : Frames) {
    llvm::SmallVector<const VarDecl *, 2> Tokens = Polls.tokensOf(F);
    for (const analysis::UnpolledLoop &Found :
         analysis::unpolledLoops(F, Tokens, Polls, ast()))
      // Clean-up must not be stopped; a loop without end is none.
      if (!Cleanup || (analysis::isEndless(Found.Loop, ast()) &&
                       !analysis::hasJumpOut(Found.Loop)))
        report(Found, F, Tokens, Parents);
  }
}

/// True if the one parameter of the function \p Name, whose result is a truth
/// value, is of type \p T as it stands: `GCancellable *`.
bool UnpolledLoop::takesAsIs(llvm::StringRef Name, QualType T) const {
  for (const NamedDecl *D : roles().lookUp(Name))
    if (const auto *F = dyn_cast<FunctionDecl>(D))
      if (F->getNumParams() == 1 && T->isPointerType() &&
          F->getReturnType()->isIntegerType() &&
          ast().hasSameUnqualifiedType(F->getParamDecl(0)->getType(), T))
        return true;
  return false;
}

/// An expression that is true when \p Token is stopped, or with \p Throws one
/// that throws then; "" if the vocabulary has none that could be written here.
std::string UnpolledLoop::pollOf(const VarDecl *Token, bool &Throws) const {
  model::TypeUse Use = roles().type(Token);
  std::string Name = Token->getNameAsString();
  std::string Access = Name + (Use.mayBeNull() ? "->" : ".");
  if (Use.hasForm(Form::RefWrapper))
    Access = Name + ".get().";
  if (Use.hasForm(Form::Optional) && Use.hasForm(Form::Smart))
    return "";
  for (Role R : {Role::Poll, Role::PollThrow})
    for (const auto &VocAndOp : roles().opsPlaying(R)) {
      const model::OpEntry &Op = *VocAndOp.second;
      Throws = R == Role::PollThrow;
      std::string Not = Op.StopWhen || Throws ? "" : "!";
      bool OfType = llvm::any_of(Op.OfTypes, [&](const std::string &Id) {
        return roles().isType(Use, *VocAndOp.first, Id);
      });
      if (Op.Kind == model::MatchKind::Method && OfType && !Op.Names.empty())
        return Not + Access + Op.Names.front() + "()";
      if (Op.Kind == model::MatchKind::Free && Op.Params.size() == 1 &&
          Op.Params[0].Index == 0 && !Op.Names.empty() &&
          roles().isType(Use, *VocAndOp.first, Op.Params[0].TypeId)) {
        llvm::StringRef Callee = Op.Names.front();
        if (compat::startsWith(Callee, "::"))
          Callee = Callee.drop_front(2);
        if (!Use.byValue() && !takesAsIs(Callee, Token->getType()))
          continue;
        return Not + Callee.str() + "(" + Name + ")";
      }
    }
  return "";
}

/// What leaves \p Loop when \p Token is stopped; "" if the return type allows
/// nothing that could be stood behind.
std::string UnpolledLoop::statement(const Stmt *Loop, const analysis::Frame &F,
                                    const VarDecl *Token,
                                    const ParentMap &Parents) const {
  llvm::StringRef Helper = option("PollHelper");
  if (!Helper.empty()) {
    std::string Text = Helper.str();
    for (size_t At = 0; (At = Text.find("{token}", At)) != std::string::npos;)
      Text.replace(At, 7, Token->getNameAsString());
    if (Text.back() != ';')
      Text += ';';
    return Text;
  }
  bool Throws = false;
  std::string Poll = pollOf(Token, Throws);
  if (Poll.empty())
    return "";
  bool ByFunction =
      Token->getType()->isPointerType() && Poll.back() == ')' &&
      Poll.find(Token->getNameAsString() + "->") == std::string::npos;
  if (Throws)
    return Poll + ";";
  std::string If = "if (" + Poll + ") ";
  // Where the result says whether the work was done, as numbers and pointers do
  // in C, the code behind the loop says that it was.
  // Where the result says whether the work was done, as numbers and pointers do
  // in C, the code behind the loop says that it was.
  QualType Result = F.Function->getReturnType();
  bool SaysDone =
      ByFunction && (Result->isIntegerType() || Result->isPointerType());
  std::string Exit = analysis::leaveWhenStopped(Loop, F, Token, Poll, SaysDone,
                                                Parents, ast());
  return Exit.empty() ? "" : If + Exit;
}

/// The white space that the line of \p At starts with; \p First is set if
/// nothing else comes before \p At.
static std::string indentOf(SourceLocation At, const SourceManager &SM,
                            bool &First) {
  std::pair<FileID, unsigned> Spot = SM.getDecomposedLoc(At);
  llvm::StringRef Text = SM.getBufferData(Spot.first).take_front(Spot.second);
  size_t Start = Text.find_last_of('\n');
  llvm::StringRef Line =
      Start == llvm::StringRef::npos ? Text : Text.substr(Start + 1);
  llvm::StringRef Space =
      Line.take_while([](char C) { return C == ' ' || C == '\t'; });
  First = Space.size() == Line.size();
  return Space.str();
}

/// Behind what comes before the body of \p Loop; a comment may follow.
static SourceLocation endOfHead(const Stmt *Loop) {
  if (const auto *For = dyn_cast<ForStmt>(Loop))
    return For->getRParenLoc().getLocWithOffset(1);
  if (const auto *Range = dyn_cast<CXXForRangeStmt>(Loop))
    return Range->getRParenLoc().getLocWithOffset(1);
  if (const auto *While = dyn_cast<WhileStmt>(Loop))
    return While->getRParenLoc().getLocWithOffset(1);
  return cast<DoStmt>(Loop)->getDoLoc().getLocWithOffset(2);
}

llvm::SmallVector<FixItHint, 3>
UnpolledLoop::insertFirst(const Stmt *Loop, std::string Text) const {
  const SourceManager &SM = sources();
  const Stmt *Body = analysis::loopBody(Loop);
  if (!analysis::canEdit(Loop->getSourceRange(), ast()) ||
      Body->getBeginLoc().isMacroID() || Body->getEndLoc().isMacroID())
    return {};
  bool First = false;
  std::string LoopIndent = indentOf(Loop->getBeginLoc(), SM, First);
  if (const auto *C = dyn_cast<CompoundStmt>(Body)) {
    SourceLocation Brace = C->getLBracLoc();
    SourceLocation Next =
        C->body_empty() ? C->getRBracLoc() : (*C->body_begin())->getBeginLoc();
    Next = SM.getExpansionLoc(Next);
    std::string Indent = indentOf(Next, SM, First);
    std::string Inserted = First ? "\n" + Indent + Text : " " + Text;
    return {FixItHint::CreateInsertion(Brace.getLocWithOffset(1), Inserted)};
  }
  // Statements that end in a brace or in their own semicolon, which is no part
  // of an expression's range.
  SourceLocation End =
      Lexer::getLocForEndOfToken(Body->getEndLoc(), 0, SM, ast().getLangOpts());
  llvm::StringRef Rest =
      SM.getBufferData(SM.getFileID(End)).drop_front(SM.getFileOffset(End));
  size_t Blank = Rest.find_first_not_of(" \t\r\n");
  if (isa<Expr>(Body)) {
    if (Blank == llvm::StringRef::npos || Rest[Blank] != ';')
      return {};
    End = End.getLocWithOffset(int(Blank) + 1);
  } else if (SM.getCharacterData(End)[-1] != '}') {
    return {}; // `if (c) f();` and its like: where does it end?
  }
  std::string Indent = indentOf(Body->getBeginLoc(), SM, First);
  if (!First)
    return {FixItHint::CreateInsertion(Body->getBeginLoc(), "{ " + Text + " "),
            FixItHint::CreateInsertion(End, " }")};
  return {FixItHint::CreateInsertion(endOfHead(Loop), " {"),
          FixItHint::CreateInsertion(Body->getBeginLoc(), Text + "\n" + Indent),
          FixItHint::CreateInsertion(End, "\n" + LoopIndent + "}")};
}

void UnpolledLoop::report(const analysis::UnpolledLoop &Found,
                          const analysis::Frame &F,
                          llvm::ArrayRef<const VarDecl *> Tokens,
                          const ParentMap &Parents) {
  const VarDecl *Token = Tokens.front();
  std::string Work;
  const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Found.Work);
  const FunctionDecl *Callee = Found.Work->getDirectCallee();
  if (Callee && !Operator)
    Work = Callee->getNameAsString();
  else // a callable: by the name of what holds it
    Work = analysis::textOf(
        (Operator ? Operator->getArg(0) : Found.Work->getCallee())
            ->getSourceRange(),
        ast());
  {
    auto D = diag(Found.Loop->getBeginLoc(),
                  "'%0' loop calls '%1' and never looks at '%2', so a stop "
                  "request does not end it; poll '%2' in each iteration")
             << analysis::loopKeyword(Found.Loop) << Work << Token->getName();
    if (Tokens.size() == 1) {
      std::string Text = statement(Found.Loop, F, Token, Parents);
      if (!Text.empty())
        for (const FixItHint &Hint : insertFirst(Found.Loop, Text))
          D << Hint;
    }
  }
  diag(Token->getLocation(), "'%0' is in scope of the loop",
       DiagnosticIDs::Note)
      << Token->getName();
}

CTX_REGISTER_CHECK(UnpolledLoop, Info);

} // namespace
} // namespace ctx
