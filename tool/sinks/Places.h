//===- Places.h - offsets, as the formats count them ------------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_SINKS_PLACES_H
#define CTX_TIDY_TOOL_SINKS_PLACES_H

#include "../Files.h"
#include "../Finding.h"

namespace ctx::tool {

/// A place in a file; 1-based, 0 when unknown.
struct Place {
  unsigned Line = 0;
  unsigned Column = 0; ///< in bytes
  unsigned Utf16 = 0;  ///< the column in UTF-16 units
};

/// The place of byte \p Offset of \p File.
Place placeAt(const std::string &File, unsigned Offset, SourceCache &Sources);
/// The place of \p M.
Place placeOf(const Message &M, SourceCache &Sources);
/// Where the text that \p M is about ends: behind the range that begins at its
/// place, or else behind the word there.
Place endOf(const Message &M, SourceCache &Sources);

/// Line \p Line (1-based) of \p File without its end; "" if there is none.
llvm::StringRef lineOf(const std::string &File, unsigned Line,
                       SourceCache &Sources);

/// \p File relative to the working directory if it is below it, valid UTF-8.
std::string reportPath(llvm::StringRef File);
/// \p Text without control characters, valid UTF-8.
inline std::string reportText(llvm::StringRef Text) {
  return escapeControls(Text);
}

/// The edits of a finding with those of its notes' left out: the notes hold
/// alternatives. Sorted, each once.
std::vector<Edit> editsOf(const Finding &F);

/// "error", "warning" or "note": how serious \p F is shown.
llvm::StringRef levelOf(const Finding &F);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_SINKS_PLACES_H
