//===- Fingerprint.h - a finding's name across edits ------------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_FINGERPRINT_H
#define CTX_TIDY_TOOL_FINGERPRINT_H

#include "Files.h"
#include "Finding.h"

namespace ctx::tool {

/// A name for each of \p Findings (sorted): 32 hexadecimal digits that depend
/// on the check, the file's path from the working directory, the message, the
/// text of the line without its white space, and, of findings that are equal in
/// all that, which one in the file it is. Edits above and below change nothing;
/// neither does the machine.
std::vector<std::string> fingerprints(const std::vector<Finding> &Findings,
                                      SourceCache &Sources);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_FINGERPRINT_H
