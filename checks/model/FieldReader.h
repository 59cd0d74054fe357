//===- FieldReader.h - keys of a model file, one by one ---------*- C++ -*-===//
//
// What every part of a model file is read with. One list of keys is at once the
// reader, the list of right spellings and the schema: the same code reads a
// node or says what it would read, so that an editor's word is the reader's.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_MODEL_FIELDREADER_H
#define CTX_TIDY_MODEL_FIELDREADER_H

#include "Shapes.h"
#include "Spelling.h"
#include "VocabularyReader.h"
#include "Yaml.h"
#include "llvm/ADT/StringExtras.h"
#include <functional>

namespace ctx::model {

/// One key of a mapping and what to do with its value.
struct Field {
  llvm::StringRef Key;
  llvm::StringRef Says; ///< what it is for, shown by editors
  std::function<void(const yaml::Node &)> Read;
  bool Required = false;
};

/// Reads nodes of one file; or, while Shape is set, describes what it would
/// read. Every method that returns a value returns an empty one after a
/// complaint.
class FieldReader {
protected:
  using Node = yaml::Node;

  FieldReader(llvm::StringRef File, std::vector<ModelError> &Errors)
      : File(File.str()), Errors(Errors) {}

  /// True if this reader describes what it would read: then \p What is it.
  bool describes(shape::Object What);
  /// Reads each item of the list \p N, of which there may be none.
  void items(const Node &N, llvm::StringRef Expected,
             llvm::function_ref<void(const Node &)> One);
  /// Complains if not exactly one of \p Keys is in the mapping \p N, which
  /// fields() has read.
  void exactlyOne(const Node &N, llvm::StringRef What,
                  llvm::ArrayRef<llvm::StringRef> Keys);
  /// Complains if none of \p Keys is in the mapping \p N, which fields() has
  /// read.
  void needsOneOf(const Node &N, llvm::StringRef What,
                  llvm::ArrayRef<llvm::StringRef> Keys);
  /// Complains at \p At.
  void error(const Node &At, const llvm::Twine &Message);
  /// Reads the mapping \p N, called \p What in complaints: every key is one of
  /// \p Known.
  void fields(const Node &N, llvm::StringRef What,
              const std::vector<Field> &Known);

  std::string word(const Node &N);
  /// A list of strings; one string stands for a list of one.
  std::vector<std::string> list(const Node &N);
  /// Names as a user spells them, with the leading '::' taken off.
  std::vector<std::string> spellings(const Node &N);
  bool boolean(const Node &N);
  /// A number from 0 to 1000.
  unsigned number(const Node &N);
  /// A role that may be used as \p Kind.
  Role role(const Node &N, RoleKind Kind);
  std::vector<std::string> regexes(const Node &N);
  /// Regular expressions on whole names of classes, bounded in what matching
  /// them may cost.
  std::vector<std::string> classPatterns(const Node &N);
  /// The keys that say under what an entry or a vocabulary is looked for.
  std::vector<Field> guardFields(Guard &G);
  std::vector<std::string> globs(const Node &N);

  /// One of the words \p Of.
  template <class T>
  T choice(const Node &N, llvm::ArrayRef<std::pair<llvm::StringRef, T>> Of) {
    std::vector<llvm::StringRef> Spellings;
    for (const auto &P : Of) {
      if (N.Kind == Node::Scalar && N.Text == P.first)
        return P.second;
      Spellings.push_back(P.first);
    }
    describes(shape::choice(Spellings));
    error(N, "unknown word '" + N.Text + "'" + didYouMean(N.Text, Spellings) +
                 "; expected one of " + llvm::join(Spellings, ", "));
    return Of.front().second;
  }

  std::string File;
  std::vector<ModelError> &Errors;
  /// Where the shape of the value goes that would be read next; null if this
  /// reader reads.
  shape::Object *Shape = nullptr;

private:
  MacroCondition macroCondition(const Node &N);
  void describeFields(const std::vector<Field> &Known);
};

} // namespace ctx::model

#endif // CTX_TIDY_MODEL_FIELDREADER_H
