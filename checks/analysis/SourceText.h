//===- SourceText.h - what only the text of a file tells --------*- C++ -*-===//
//
// Comments, conditionals and white space are not in the AST, but a fix that
// adds a declaration has to respect them.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_SOURCETEXT_H
#define CTX_TIDY_ANALYSIS_SOURCETEXT_H

#include "clang/Basic/LangOptions.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSet.h"
#include <optional>
#include <string>
#include <vector>

namespace ctx::analysis {

/// True if a NOLINT, NOLINTNEXTLINE or NOLINTBEGIN comment silences check
/// \p CheckId at \p At, a place in a file. For what several findings of one
/// check share, such as an inserted declaration: a silenced finding takes its
/// fix along.
bool isSilenced(clang::SourceLocation At, llvm::StringRef CheckId,
                const clang::SourceManager &SM);

/// The tokens of one file, as written: no macro is expanded and no conditional
/// decided.
class FileLayout {
public:
  FileLayout(clang::FileID File, const clang::SourceManager &SM,
             const clang::LangOptions &Lang);

  /// Where a declaration can be inserted.
  struct Place {
    unsigned Offset = 0;  ///< bytes from the start of the file
    std::string Indent;   ///< white space that goes before the declaration
    bool OwnLine = false; ///< Offset is the start of a line
  };

  /// True if \p Name is a token anywhere in the file, directives included.
  bool hasIdentifier(llvm::StringRef Name) const;

  /// True if whatever keeps \p From in the program keeps \p To in it as well:
  /// no #if around \p From that is not around \p To. Offsets in bytes.
  bool compiledWith(unsigned From, unsigned To) const;

  /// The place before the namespace-scope declaration that begins at \p Decl,
  /// its attributes and the comment right above it; moved before an #if that is
  /// not around all of \p Uses. None if that is in another scope.
  std::optional<Place> before(unsigned Decl,
                              llvm::ArrayRef<unsigned> Uses) const;

private:
  struct Word {
    unsigned Begin, End;
    unsigned Depth; ///< open braces before it
    bool Identifier;
    bool Boundary; ///< a declaration can begin after it
  };
  struct Comment {
    unsigned Begin, End;
  };
  /// One #if, #elif or #else with what it holds.
  struct Branch {
    unsigned If;         ///< index into Ifs
    unsigned Begin, End; ///< what is between the directives
  };
  /// The branches around \p Offset, outermost first.
  llvm::SmallVector<unsigned, 4> around(unsigned Offset) const;
  unsigned lineStart(unsigned Offset) const;
  unsigned depthAt(unsigned Offset) const;
  Place placeAt(unsigned Offset) const;

  llvm::StringRef Text;
  std::vector<Word> Words;
  std::vector<Comment> Comments;
  std::vector<Branch> Branches;
  std::vector<unsigned> Ifs; ///< offsets of the # of each #if
  llvm::StringSet<> Identifiers;
};

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_SOURCETEXT_H
