//===- Models.h - the vocabularies of a run ---------------------*- C++ -*-===//

#ifndef CTX_TIDY_CORE_MODELS_H
#define CTX_TIDY_CORE_MODELS_H

#include "../model/VocabularyReader.h"

namespace ctx {

/// As model::VocabularySet::load(); what a policy says of checks that do not
/// exist is wrong, too.
std::shared_ptr<const model::VocabularySet>
loadModels(llvm::ArrayRef<std::string> UserFiles,
           std::vector<model::ModelError> &Errors);

} // namespace ctx

#endif // CTX_TIDY_CORE_MODELS_H
