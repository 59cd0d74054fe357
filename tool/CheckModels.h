//===- CheckModels.h - are the examples of a model true? --------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_CHECKMODELS_H
#define CTX_TIDY_TOOL_CHECKMODELS_H

#include "Options.h"

namespace ctx::tool {

/// --check-models: analyses each example of the model files, and says where the
/// findings are not those that it names. \returns the exit code: Found if an
/// example does not behave.
int checkModels(const Options &O);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_CHECKMODELS_H
