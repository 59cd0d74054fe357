//===- Files.h - paths and contents -----------------------------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_FILES_H
#define CTX_TIDY_TOOL_FILES_H

#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/ErrorOr.h"
#include "llvm/Support/MemoryBuffer.h"
#include <map>
#include <set>
#include <string>
#include <vector>

namespace ctx::tool {

/// The working directory, symbolic links resolved.
const std::string &workingDirectory();

/// \p Path made absolute against \p Directory (an absolute path) and cleaned of
/// "." and "..", without looking at the disk.
std::string absolutePath(llvm::StringRef Path, llvm::StringRef Directory);

/// \p Path (absolute) with symbolic links resolved; unchanged, but for dots, if
/// it does not exist.
std::string realPath(llvm::StringRef Path);
/// As above, for a \p Path that starts at \p Directory unless it is absolute.
std::string realPath(llvm::StringRef Path, llvm::StringRef Directory);

/// True if \p Path is \p Directory or below it; both absolute and clean.
bool isBelow(llvm::StringRef Path, llvm::StringRef Directory);

/// \p Path relative to the working directory when below it, for programs.
llvm::StringRef relativePath(llvm::StringRef Path);
/// \p Path as shown to people: relative to the working directory when below it,
/// control characters escaped.
std::string displayPath(llvm::StringRef Path);

/// \p Text with control characters, bidirectional controls and bytes that are
/// not UTF-8 written as <U+XXXX> or <XX>, so that text from a source file
/// cannot drive a terminal.
std::string escapeControls(llvm::StringRef Text);

/// \p What as a complaint of this program: "ctx-tidy: error: what".
std::string complaint(const llvm::Twine &What);

/// Reads \p Path if it is a regular file of at most \p MaxBytes.
llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>>
readRegularFile(llvm::StringRef Path, uint64_t MaxBytes = uint64_t(1) << 32);

/// The hash by which a changed file is told from an unchanged one.
uint64_t contentHash(llvm::StringRef Text);

/// Writes several files, or none: each goes to a temporary file next to its
/// target first, so that no reader and no full disk ever sees half of one. Mode
/// and owner of existing files are kept.
class AtomicWrites {
public:
  AtomicWrites() = default;
  AtomicWrites(const AtomicWrites &) = delete;
  AtomicWrites &operator=(const AtomicWrites &) = delete;
  /// Removes what was not committed.
  ~AtomicWrites();

  /// Prepares \p Path, which must not be a symbolic link, to hold \p Text.
  llvm::Error add(llvm::StringRef Path, llvm::StringRef Text);
  /// Puts all files in place. The error names those that are, if any.
  llvm::Error commit();
  /// The files that were put in place.
  const std::set<std::string> &placed() const { return Placed; }

private:
  struct Pending {
    std::string Temporary, Target;
  };
  std::vector<Pending> All;
  std::set<std::string> Placed;
};

/// Writes \p Text to the output \p Path the user named: atomically if it is to
/// be a regular file, else straight into the pipe or device.
llvm::Error writeOutput(llvm::StringRef Path, llvm::StringRef Text);

/// One file that was read, and where its lines begin.
class SourceFile {
public:
  explicit SourceFile(std::unique_ptr<llvm::MemoryBuffer> Buffer);
  llvm::StringRef text() const { return Buffer->getBuffer(); }
  /// The size of the byte order mark that the text begins with, or 0.
  unsigned markSize() const { return LineStarts.front(); }
  /// 1-based line and column, in bytes, of \p Offset; {0, 0} beyond the end. No
  /// editor shows a byte order mark as part of the first line, so it does not
  /// count.
  std::pair<unsigned, unsigned> lineAndColumn(unsigned Offset) const;
  /// The text of the 1-based line \p Line without its end, and without a byte
  /// order mark; "" if there is none.
  llvm::StringRef line(unsigned Line) const;

private:
  std::unique_ptr<llvm::MemoryBuffer> Buffer;
  std::vector<unsigned> LineStarts;
};

/// Reads each file once.
class SourceCache {
public:
  SourceCache() = default;
  /// With \p Texts in the place of files, by path.
  explicit SourceCache(const std::map<std::string, std::string> &Texts);
  /// The file at \p Path, or null if it cannot be read.
  const SourceFile *get(const std::string &Path);

private:
  std::map<std::string, std::unique_ptr<SourceFile>> Files;
};

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_FILES_H
