//===- Sinks.h - findings to text -------------------------------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_SINKS_SINKS_H
#define CTX_TIDY_TOOL_SINKS_SINKS_H

#include "../Files.h"
#include "../Finding.h"
#include "llvm/Support/raw_ostream.h"

namespace ctx::tool {

/// As clang-tidy writes it: `path:line:col: warning: message [id]`, the source
/// line, the notes.
void writeText(const std::vector<Finding> &Findings, SourceCache &Sources,
               bool Color, llvm::raw_ostream &OS);

/// As `clang-tidy --export-fixes` writes it, with absolute paths. An edit that
/// several findings share stands in the first of them only: programs that apply
/// the file would make it twice.
void writeFixesYaml(const std::vector<Finding> &Findings,
                    llvm::raw_ostream &OS);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_SINKS_SINKS_H
