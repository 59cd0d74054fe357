//===- ThreadKill.cpp - ctx-thread-kill -----------------------------------===//
//
// Positive when
//   - an operation that ends a thread from outside is called, or one that lets
//     a thread be ended at any instruction.
// Negative when
//   - it is one only with some values (a signal, a cancel type) and is given
//     another: written there, or what a constant is initialised with.
// Unknown when (silent)
//   - the value is not written there.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/InScope.h"
#include "core/CheckRegistry.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::OpUse;
using model::Role;

constexpr CheckInfo Info = {
    "ctx-thread-kill",
    "a thread is ended from outside, wherever it is",
    "concurrency-thread-canceltype-asynchronous, bugprone-bad-signal-to-kill-"
    "thread",
    "M64",
    Severity::Warning,
    FixKind::None,
    /*OnByDefault=*/true,
    "0.1",
    {},
};

class ThreadKill : public Check {
public:
  ThreadKill(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context) {}

protected:
  void checkFunction(const FunctionDecl *F) override;

private:
  std::string valueOf(const Expr *Argument, unsigned Depth = 0) const;
};

} // namespace

/// \p Argument as its author named it: a macro, an enumerator, a literal; that
/// of its initialiser for a constant.
std::string ThreadKill::valueOf(const Expr *Argument, unsigned Depth) const {
  SourceLocation Begin = Argument->getBeginLoc();
  if (Begin.isMacroID() && !sources().isMacroArgExpansion(Begin))
    return Lexer::getImmediateMacroName(Begin, sources(), ast().getLangOpts())
        .str();
  const auto *R = dyn_cast<DeclRefExpr>(strip(Argument));
  const auto *V = R ? dyn_cast<VarDecl>(R->getDecl()) : nullptr;
  if (V && V->getType().isConstQualified() && V->getInit())
    return Depth == 4 ? "" : valueOf(V->getInit(), Depth + 1);
  std::string Text = textOf(Argument->getSourceRange(), ast());
  return Text.substr(Text.rfind(':') + 1); // without std::
}

void ThreadKill::checkFunction(const FunctionDecl *F) {
  if (!bodyInReach(F))
    return;
  forEachStmtOf(F, [&](const Stmt *S) {
    const auto *C = dyn_cast<CallExpr>(S);
    OpUse Kill = C ? roles().op(C, Role::Kill) : OpUse();
    if (!Kill)
      return true;
    std::string With;
    if (!Kill.Entry->ValueIs.empty()) {
      const Expr *Value = Kill.arg("value");
      With = Value ? valueOf(Value) : "";
      if (!llvm::is_contained(Kill.Entry->ValueIs, With))
        return true;
      With = " with '" + With + "'";
    }
    const FunctionDecl *Callee = C->getDirectCallee();
    diag(C->getExprLoc(),
         "'%0'%1 lets work end at a point that it does not choose: locks stay "
         "held and clean-up is not done; let it poll a token, request a stop "
         "and join it")
        << (Callee ? Callee->getNameAsString() : "this") << With;
    return true;
  });
}

namespace {
CTX_REGISTER_CHECK(ThreadKill, Info);
} // namespace

} // namespace ctx
