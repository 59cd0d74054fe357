//===- VocabularyReader.h - model files to vocabularies ---------*- C++ -*-===//
//
//   YAML text -> Yaml.h tree (bounded) -> Vocabulary (every key known), one for
//                each value of the file's variables
//             -> VocabularySet (ids unique, cross-references checked)
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_MODEL_VOCABULARYREADER_H
#define CTX_TIDY_MODEL_VOCABULARYREADER_H

#include "Vocabulary.h"
#include "llvm/Support/JSON.h"
#include <memory>
#include <optional>

namespace ctx::model {

/// One complaint about a model file. Line and Column are 1-based; 0 when the
/// whole file is meant.
struct ModelError {
  std::string File;
  unsigned Line = 0, Column = 0;
  std::string Message;

  /// "file:line:col: error: message", the parts that are known.
  std::string str() const;
};

/// Reads one model file.
/// \param Text the file's bytes; \param File its name for messages.
/// \param Errors receives every complaint, in file order.
/// \returns the vocabulary, or with `vars` one for each of their instances, in
/// file order; nothing if there was a complaint.
std::vector<Vocabulary> readVocabularies(llvm::StringRef Text,
                                         llvm::StringRef File,
                                         std::vector<ModelError> &Errors);

/// The JSON Schema of model files, for editors. The reader's own code makes it,
/// so it knows every key, role and word that readVocabularies() knows. What one
/// entry says of another is not in it.
llvm::json::Value modelsSchema();

/// All vocabularies of a run, checked against each other. Immutable once built.
class VocabularySet {
public:
  /// The built-in vocabularies, and then \p UserFiles in order. A user entry
  /// with the id of an earlier entry of the same vocabulary replaces it.
  /// \returns null if any file cannot be read or is wrong; see \p Errors.
  static std::shared_ptr<const VocabularySet>
  load(llvm::ArrayRef<std::string> UserFiles, std::vector<ModelError> &Errors);

  /// As load() without user files, for a program that \p Knows identifiers: a
  /// vocabulary none of whose `when: resolves:` can resolve there is left out,
  /// without being read.
  static std::shared_ptr<const VocabularySet>
  builtinFor(llvm::function_ref<bool(llvm::StringRef)> Knows);

  /// As load(), from vocabularies that were read already (tests, annotations).
  static std::shared_ptr<const VocabularySet>
  make(std::vector<Vocabulary> Vocabularies, std::vector<ModelError> &Errors);

  llvm::ArrayRef<Vocabulary> vocabularies() const { return All; }

  /// The type that \p Id means inside \p From: `id` or `vocabulary.id`. Null if
  /// there is none.
  const TypeEntry *findType(const Vocabulary &From, llvm::StringRef Id) const;

private:
  std::vector<Vocabulary> All;
};

/// One model file that is part of the program.
struct BuiltinModel {
  const char *File; ///< "std.yaml"
  llvm::StringRef Text;
};

/// The built-in model files, by name. Generated from model/libraries/*.yaml.
llvm::ArrayRef<BuiltinModel> builtinModels();

} // namespace ctx::model

#endif // CTX_TIDY_MODEL_VOCABULARYREADER_H
