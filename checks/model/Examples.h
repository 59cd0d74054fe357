//===- Examples.h - the examples in a model file ----------------*- C++ -*-===//
//
// `examples:` of the model files: code that shows what the model makes of it.
// No question about an AST needs it: it is for who tries the examples out.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_MODEL_EXAMPLES_H
#define CTX_TIDY_MODEL_EXAMPLES_H

#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace ctx::model {

/// One item of `examples:`.
struct Example {
  std::string Name;
  unsigned Line = 0;                ///< where the item begins, 1-based
  std::string Code;                 ///< C++
  unsigned CodeLine = 0;            ///< the file's line that Code begins in
  std::vector<std::string> Finds;   ///< checks, sorted; one for each finding
  std::vector<std::string> Flags;   ///< of the compiler
  std::vector<std::string> Headers; ///< to include first, `a/b.h` or `<a>`
};

/// The examples in the model file \p Text, for which readVocabularies() had no
/// complaint. With `vars`, each comes once, with the first values.
std::vector<Example> examplesIn(llvm::StringRef Text);

} // namespace ctx::model

#endif // CTX_TIDY_MODEL_EXAMPLES_H
