//===- Relevant.h - is there anything here for a check? ---------*- C++ -*-===//

#ifndef CTX_TIDY_ANALYSIS_RELEVANT_H
#define CTX_TIDY_ANALYSIS_RELEVANT_H

#include "../model/RoleIndex.h"

namespace ctx::analysis {

/// True if something in the translation unit may play one of the type roles
/// \p Types or operation roles \p Ops: an active vocabulary has such an entry,
/// or declarations are annotated. Cheap; asked once per translation unit.
bool mayOccur(const model::RoleIndex &Roles, clang::ASTContext &Context,
              model::RoleSet Types, model::RoleSet Ops);

/// True unless nothing that \p F (a definition) mentions, or has at hand through
/// its class and its parameters, plays a role: a function like that can hold no
/// finding. True also for what cannot be told here: templates, coroutines,
/// handlers of exceptions.
bool touchesRole(const clang::FunctionDecl *F, const model::RoleIndex &Roles);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_RELEVANT_H
