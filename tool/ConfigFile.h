//===- ConfigFile.h - one .clang-tidy file ----------------------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_CONFIGFILE_H
#define CTX_TIDY_TOOL_CONFIGFILE_H

#include "clang-tidy/ClangTidyOptions.h"
#include <string>
#include <vector>

namespace ctx::tool {

/// How much of a configuration file is ours to judge.
enum class Judge { OurNames, Everything };

/// Reads a configuration.
/// \param File its name, for messages. \param Errors receives complaints with
/// file, line and column. \param Warnings receives what is wrong in a part of a
/// file that is not ours, and was left out. \param Notes receives the compiler
/// flags that were left out, for -v.
/// \returns what it says. With Judge::OurNames, only what concerns our checks:
/// a `-*` counts if the file goes on to name some of them.
clang::tidy::ClangTidyOptions readConfig(llvm::StringRef Text,
                                         llvm::StringRef File, Judge How,
                                         std::vector<std::string> &Errors,
                                         std::vector<std::string> &Warnings,
                                         std::vector<std::string> &Notes);

/// Complains about names in a list of globs that look like ours and match no
/// check; if \p Rules, nor a rule that is no check. \p Prefix opens each
/// complaint.
void judgeGlobs(llvm::StringRef Globs, const std::string &Prefix,
                std::vector<std::string> &Errors, bool Rules = false);

/// "wrong regular expression: ..." for \p Text, with what LLVM says of it.
std::string wrongRegex(llvm::StringRef Text, llvm::StringRef Why);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_CONFIGFILE_H
