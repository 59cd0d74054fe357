//===- StandardOutput.h - output that may not get through -------*- C++ -*-===//
//
// A full disk, a limit, a reader that is gone: for LLVM's streams that is the
// end of the program, and an exit code that means something else.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_STANDARDOUTPUT_H
#define CTX_TIDY_TOOL_STANDARDOUTPUT_H

#include "llvm/Support/Error.h"

namespace ctx::tool {

/// Makes each write that fails an error of that write: no signal ends the
/// program, and no file that is opened takes the place of a standard stream
/// that was closed. To be called first, after LLVM has set up its signals.
void expectFailingWrites();

/// Writes out what waits for standard output. \returns what went wrong since
/// the last call, once.
llvm::Error flushOutput();

/// The exit code of a run that ends with \p Code, after saying what did not get
/// through.
int endOutput(int Code);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_STANDARDOUTPUT_H
