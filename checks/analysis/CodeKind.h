//===- CodeKind.h - what a piece of code is for -----------------*- C++ -*-===//
//
// The exemptions that every check shares: what a rule asks of library code it
// does not ask of main, of tests or of clean-up.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_CODEKIND_H
#define CTX_TIDY_ANALYSIS_CODEKIND_H

#include "../model/RoleIndex.h"
#include "clang/AST/Decl.h"

namespace ctx::analysis {

/// The words of an identifier, lower case: "onShutDown_now" is on shut down
/// now.
llvm::SmallVector<std::string, 4> wordsOf(llvm::StringRef Identifier);

/// True if the words of \p Identifier hold all words of one of \p Phrases next
/// to each other ("shut down" matches shutDown, shut_down; one word matches
/// that word).
bool hasPhrase(llvm::StringRef Identifier,
               llvm::ArrayRef<llvm::StringRef> Phrases);

/// True for the program's main function.
bool isMain(const clang::FunctionDecl *F);

/// True if \p D (a function, class, variable) is test or benchmark code by the
/// vocabularies' policy: it comes out of a test macro, is or is in a gtest
/// fixture, or its file's path matches one of the policy's globs.
bool isTestCode(const clang::Decl *D, const model::RoleIndex &Roles);

/// True if making a root is right in \p F by policy: main, tests, and functions
/// that the policy names.
bool mayMakeRoots(const clang::FunctionDecl *F, const model::RoleIndex &Roles);

/// True for clean-up code, which runs after cancellation and must not be
/// stopped by it: a destructor, or a name like close, flush, release, rollback,
/// commit, shut_down.
bool isCleanup(const clang::FunctionDecl *F);

/// True for a function that returns a role type of \p Roles (through its
/// forms): it makes contexts for others, who answer for them.
bool isGenerator(const clang::FunctionDecl *F, const model::RoleIndex &Roles);

/// The body of \p F if a check may look into it: F is the user's own code, not
/// a system header's. Null otherwise, in every host alike. The one way for a
/// check to reach a callee's body.
const clang::Stmt *bodyInReach(const clang::FunctionDecl *F);

} // namespace ctx::analysis

namespace ctx {
using analysis::bodyInReach;
} // namespace ctx

#endif // CTX_TIDY_ANALYSIS_CODEKIND_H
