//===- Words.h - the names a finding needs ----------------------*- C++ -*-===//
//
// A finding starts at something that plays a role, and what plays one is named
// in a model, or annotated. So a translation unit that spells none of the names
// holds no finding. Names that only ever take part (a wait, a join) are no such
// words; nor is a name whose type has only such operations.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_WORDS_H
#define CTX_TIDY_TOOL_WORDS_H

#include "model/OwnHeaders.h"
#include "model/VocabularyReader.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace ctx::tool {

/// One name of a model.
struct Word {
  std::string Name;      ///< its last part: "thread"
  std::string Qualifier; ///< the part before: "std"; "" if there is none
  std::string Spelling;  ///< the whole name, for people
  /// A function: it is also found by its arguments, without any qualifier.
  bool Function = false;
  /// It only starts work: a third party's header that spells it holds no
  /// finding, and matters only by what it makes of the word.
  bool OnlyWork = false;
  size_t Vocabulary = 0; ///< index in WordList::Headers
  /// Nothing but a type: what certainly names an object is not this.
  bool Type = false;
};

/// The words of a set of vocabularies.
struct WordList {
  std::vector<Word> Words;
  /// Of each vocabulary: its own headers, as they are included.
  std::vector<std::vector<std::string>> Headers;
};

/// The words of \p Set with which a finding can start. \p Headers: those of
/// each library, by its vocabulary's name.
WordList
startingWords(const model::VocabularySet &Set,
              const std::map<std::string, std::vector<std::string>> &Headers);

/// True if \p Path is one of \p Headers, in whatever folder.
bool isOneOf(llvm::StringRef Path, llvm::ArrayRef<std::string> Headers);

/// True if \p Path, a header that the compiler takes for the system's, belongs
/// to the compiler, the C++ standard library or the C library. \p InC: its path
/// in the C library's folder, where others have theirs, too; empty if it is not
/// there.
bool isToolchains(llvm::StringRef Path, llvm::StringRef InC);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_WORDS_H
