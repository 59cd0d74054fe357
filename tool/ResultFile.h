//===- ResultFile.h - jobs and results between processes --------*- C++ -*-===//
//
//   TuJob --json--> worker process: runTu() --json--> TuResult
//
// The text is what crosses processes today; a cache stores it, a shard uploads
// it. Equal values give equal text. Strings that are not UTF-8 (paths and
// source text may be anything) are kept byte for byte.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_RESULTFILE_H
#define CTX_TIDY_TOOL_RESULTFILE_H

#include "Finding.h"
#include "TidyHost.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

namespace ctx::tool {

/// `{"schema": 2, "tool": "<version>", ...}`.
llvm::json::Value toJson(const TuResult &R);
/// The inverse of toJson(). Anything else is an error that says what is wrong,
/// also a text that another version of the program wrote.
llvm::Expected<TuResult> resultFromJson(const llvm::json::Value &V);

llvm::json::Value toJson(const TuJob &J);
/// The inverse of toJson().
llvm::Expected<TuJob> jobFromJson(const llvm::json::Value &V);

/// JSON holds UTF-8 only: other bytes go as {"hex": "..."}.
llvm::json::Value textToJson(llvm::StringRef Text);
/// The inverse of textToJson(); nothing for anything else.
std::optional<std::string> textFromJson(const llvm::json::Value &V);

/// Reads the job in the file \p In, runs it and writes the result to the file
/// \p Out, as a whole or not at all: what the driver starts once for each
/// translation unit. \returns the exit code of the process.
int work(llvm::StringRef In, llvm::StringRef Out);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_RESULTFILE_H
