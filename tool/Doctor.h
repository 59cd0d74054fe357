//===- Doctor.h - is everything here that it takes? -------------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_DOCTOR_H
#define CTX_TIDY_TOOL_DOCTOR_H

#include "Options.h"

namespace ctx::tool {

/// `ctx-tidy doctor`: looks at what a run needs (headers of the compiler,
/// configuration, models, database, cache) and at each clang-tidy of the PATH
/// with the plugin for it, and says what is wrong and what to do.
///
/// Among Options::Files, plugins (*.so) and programs stand for those that are
/// looked for otherwise.
/// \returns the exit code: Usage if anything is wrong.
int doctor(const Options &O);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_DOCTOR_H
