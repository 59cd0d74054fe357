//===- OptOut.cpp ---------------------------------------------------------===//

#include "OptOut.h"
#include "../compat/Compat.h"

using namespace clang;

namespace ctx::analysis {

static constexpr llvm::StringLiteral Marker = "ctx-tidy: detached because";

/// True if \p Line has the marker in a comment, with a reason behind it.
static bool saysSo(llvm::StringRef Line) {
  size_t At = Line.find(Marker);
  if (At == llvm::StringRef::npos)
    return false;
  llvm::StringRef Before = Line.take_front(At).rtrim();
  llvm::StringRef Reason = Line.drop_front(At + Marker.size());
  Reason = Reason.take_front(Reason.find("*/")).trim();
  return (compat::endsWith(Before, "//") || compat::endsWith(Before, "/*") ||
          compat::endsWith(Before, "*")) &&
         !Reason.empty();
}

static bool isComment(llvm::StringRef Line) {
  Line = Line.trim();
  return compat::startsWith(Line, "//") || compat::startsWith(Line, "/*") ||
         compat::startsWith(Line, "*");
}

bool OptOutComments::coverLine(SourceLocation At) {
  At = SM.getExpansionLoc(At);
  if (At.isInvalid())
    return false;
  FileID File = SM.getFileID(At);
  llvm::StringRef Text = SM.getBufferData(File);
  auto Inserted = HasAny.try_emplace(File, false);
  if (Inserted.second)
    Inserted.first->second = Text.find(Marker) != llvm::StringRef::npos;
  if (!Inserted.first->second)
    return false;
  size_t Offset = SM.getFileOffset(At);
  size_t Begin = Text.take_front(Offset).rfind('\n') + 1;
  size_t End = Text.find('\n', Offset);
  if (saysSo(Text.slice(Begin, End)))
    return true;
  while (Begin > 0) {
    End = Begin - 1;
    Begin = Text.take_front(End).rfind('\n') + 1;
    llvm::StringRef Line = Text.slice(Begin, End);
    if (!isComment(Line))
      return false;
    if (saysSo(Line))
      return true;
  }
  return false;
}

} // namespace ctx::analysis
