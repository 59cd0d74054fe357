//===- Signatures.h - who decides on parameters -----------------*- C++ -*-===//
//
//   int run(int argc, char **argv, Context *c)   a table of commands
//   void onStop(Context *c) override             the base class
//   std::thread t(loop, st);                     whoever calls `loop`
//   static void step(Context *c); step(c);       this translation unit
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_SIGNATURES_H
#define CTX_TIDY_ANALYSIS_SIGNATURES_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>

namespace ctx::analysis {

/// True if somebody else decides what parameters \p F has: a base class, an
/// operator, a macro, a table of commands, the template that it specializes.
bool isImposed(const clang::FunctionDecl *F);

/// What the author of \p F wrote in its body: of a coroutine, without what the
/// compiler put around it. Null if the body is not in reach.
const clang::Stmt *writtenBody(const clang::FunctionDecl *F);

/// The mentions of one function in a translation unit.
struct CallSites {
  /// Calls and constructions, in source order.
  llvm::SmallVector<const clang::Expr *, 4> Calls;
  /// It is named other than to call it: started, registered, compared.
  bool Taken = false;
  /// Of those places, the calls and constructions that take any function and
  /// are given arguments for it: `std::thread(f, std::ref(x))`.
  llvm::SmallVector<const clang::Expr *, 1> Bound;
  /// There are other such places: somebody else says what parameters it has.
  bool Expected = false;
  /// It is among what a dependent call may mean, or a constructor that a
  /// template calls with what it is given: `make_unique<Job>(st, 1)`.
  bool Dependent = false;
};

/// The mentions of each of \p Functions in the user's code; keys are canonical
/// declarations, calls of a template's instances count for the template. One
/// walk over the translation unit.
llvm::DenseMap<const clang::FunctionDecl *, CallSites>
callSites(clang::ASTContext &Context,
          llvm::ArrayRef<const clang::FunctionDecl *> Functions);

/// True if \p Sites, the mentions of \p F in this translation unit, are all
/// that there are, all are calls, and every declaration of \p F can be changed
/// with them: it is private to the source file, or to a class that is wholly in
/// it.
bool canChange(const clang::FunctionDecl *F, const CallSites &Sites);

/// The argument for parameter \p Index of \p Call, a call or construction of
/// the function that has it, or null if it is not written there.
const clang::Expr *writtenArg(const clang::Expr *Call, unsigned Index);

/// The edits that declare parameter \p Index of \p F, in each of its
/// declarations, with the type \p Type and the name it has there. Empty if one
/// cannot be edited.
llvm::SmallVector<clang::FixItHint, 4>
retypeParameter(const clang::FunctionDecl *F, unsigned Index,
                llvm::StringRef Type);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_SIGNATURES_H
