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
#include "model/WrittenAs.h"

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
};

} // namespace

void ThreadKill::checkFunction(const FunctionDecl *F) {
  if (!bodyInReach(F))
    return;
  forEachStmtOf(F, [&](const Stmt *S) {
    const auto *C = dyn_cast<CallExpr>(S);
    OpUse Kill = C ? roles().op(C, Role::Kill) : OpUse();
    if (!Kill)
      return true;
    std::string With;
    if (!Kill.Entry->ValueIs.empty())
      With = " with '" + model::writtenAs(Kill.arg("value"), ast()) + "'";
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
