//===- Driver.h - the run: queue, join, report ------------------*- C++ -*-===//
//
//   WorkList + Config --jobs--> TidyHost, -j at a time --results, in the order
//   of the jobs--> sort, unique, facts --> findings --> sinks, fixes, exit code
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_DRIVER_H
#define CTX_TIDY_TOOL_DRIVER_H

#include "Finding.h"
#include "Options.h"

namespace ctx::tool {

/// --explain-models and an ordinary run. \returns the exit code.
int lint(const Options &O);

/// `ctx-tidy merge`: the report of a run whose shards were analysed before.
/// \returns the exit code.
int merge(const Options &O);

/// --verify-config.
int verifyConfig(const Options &O);

/// --list-checks.
int listChecks(const Options &O);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_DRIVER_H
