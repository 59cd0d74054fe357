//===- Database.h - compile_commands.json, read strictly --------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_DATABASE_H
#define CTX_TIDY_TOOL_DATABASE_H

#include "HeaderUnits.h"
#include "Options.h"
#include <string>
#include <vector>

namespace ctx::tool {

/// One entry, as written, its paths made absolute.
struct DatabaseEntry {
  std::string File, Directory;
  std::vector<std::string> Arguments;
  std::string Wrong; ///< why this entry cannot be used; empty if it can
};

/// A compilation database.
struct Database {
  std::string Path; ///< of the file; empty for `-- flags`
  std::vector<DatabaseEntry> Entries;
};

/// What is to be analysed.
struct WorkList {
  std::vector<Command> Commands;    ///< in the database's order, each once
  std::vector<std::string> Unknown; ///< requested files without a command
  /// Folders the project lives in: fixes and response files stay below.
  std::vector<std::string> Roots;
  /// The other commands of the database, for what reaches beyond what is
  /// analysed; only with --fix, --diff, --export-fixes, --baseline and
  /// --report-unused-nolint.
  std::vector<Command> Others;
  /// True if all of the database is analysed. One's own flags tell of the given
  /// files, and not which others there are.
  bool Whole = false;
  /// --header. Their commands are the last ones, in this order.
  std::vector<HeaderUnit> Headers;
  /// Where the build system writes; "" if that is not told from the sources.
  std::string BuildFolder;
};

/// Finds the database that \p O asks for and makes the list of commands.
/// \returns nothing after adding to \p Errors if the database is missing or
/// wrong as a whole.
std::optional<WorkList> makeWorkList(const Options &O,
                                     std::vector<std::string> &Errors);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_DATABASE_H
