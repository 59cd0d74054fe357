//===- Models.cpp ---------------------------------------------------------===//

#include "Models.h"
#include "../model/Spelling.h"
#include "CheckRegistry.h"

namespace ctx {

std::shared_ptr<const model::VocabularySet>
loadModels(llvm::ArrayRef<std::string> UserFiles,
           std::vector<model::ModelError> &Errors) {
  auto Set = model::VocabularySet::load(UserFiles, Errors);
  if (!Set)
    return nullptr;
  std::vector<llvm::StringRef> Known;
  for (const CheckEntry &C : allChecks())
    Known.push_back(C.Info->Id);
  size_t Before = Errors.size();
  for (const model::Vocabulary &V : Set->vocabularies())
    for (const model::SeverityRule &R : V.Severities)
      for (const std::string &Id : R.Checks)
        if (!findCheck(Id))
          Errors.push_back({R.File, R.Spot.Line, R.Spot.Column,
                            "a severity for the unknown check '" + Id + "'" +
                                didYouMean(Id, Known)});
  return Errors.size() == Before ? Set : nullptr;
}

} // namespace ctx
