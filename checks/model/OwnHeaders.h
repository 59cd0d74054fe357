//===- OwnHeaders.h - which headers are a library's own ---------*- C++ -*-===//
//
// `headers:` of the model files. No question about an AST needs it: it is for
// who decides from the text of files alone.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_MODEL_OWNHEADERS_H
#define CTX_TIDY_MODEL_OWNHEADERS_H

#include "llvm/ADT/ArrayRef.h"
#include <map>
#include <string>
#include <vector>

namespace ctx::model {

/// The headers of each library, as they are included (a folder ends with '/'),
/// by the name of its vocabulary; of the built-in models and \p UserFiles,
/// which VocabularySet::load() takes. Files of one vocabulary add up.
std::map<std::string, std::vector<std::string>>
ownHeaders(llvm::ArrayRef<std::string> UserFiles);

} // namespace ctx::model

#endif // CTX_TIDY_MODEL_OWNHEADERS_H
