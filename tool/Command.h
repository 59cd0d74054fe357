//===- Command.h - from a database's command to ours ------------*- C++ -*-===//
//
// A command is rebuilt from an allow-list of options: what changes how a file
// parses is kept, everything else is dropped. Nothing it names is executed or
// written to, whoever wrote the database.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_COMMAND_H
#define CTX_TIDY_TOOL_COMMAND_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace ctx::tool {

/// A command ready to be parsed, or why there is none.
struct Command {
  enum KindT { Ready, NotApplicable, Broken } Kind = Broken;
  std::string Why;                  ///< for the other two kinds
  std::string File;                 ///< source file, absolute
  std::string Directory;            ///< working directory, absolute
  std::vector<std::string> Flags;   ///< without program and file
  std::vector<std::string> Dropped; ///< flags that were left out, for -v
};

/// Rebuilds a command.
/// \param Arguments the whole command line, program first.
/// \param ReadBelow folders whose response files may be read.
Command cleanCommand(llvm::ArrayRef<std::string> Arguments, std::string File,
                     std::string Directory,
                     llvm::ArrayRef<std::string> ReadBelow);

/// Keeps of \p Flags (no program, no file) what the allow-list knows.
/// \param Dropped if not null, receives what was left out.
std::vector<std::string>
allowedFlags(llvm::ArrayRef<std::string> Flags,
             std::vector<std::string> *Dropped = nullptr);

/// The program that our command lines are for: where the compiler of our
/// libraries is. The driver looks for headers, and for programs, around it; a
/// name without folder would be the folder that happens to be the current one.
const std::string &compilerProgram();

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_COMMAND_H
