//===- Variables.h - `vars` of a model file ---------------------*- C++ -*-===//
//
// A library that exists under several names has one file; each variable has one
// value for each vocabulary that the file stands for.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_MODEL_VARIABLES_H
#define CTX_TIDY_MODEL_VARIABLES_H

#include "FieldReader.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

namespace ctx::model {

/// What each variable of a file stands for in one of its vocabularies.
struct Instance {
  std::string Name; ///< of the vocabulary; "" for a file without variables
  llvm::StringMap<std::string> Values;
};

class Variables : FieldReader {
public:
  Variables(llvm::StringRef File, std::vector<ModelError> &Errors)
      : FieldReader(File, Errors) {}

  /// The vocabularies that \p Root describes, by its `vars`; one without a name
  /// if there are none.
  std::vector<Instance> instances(const yaml::Node &Root);
  /// Puts the values of \p I for every `${NAME}` below \p N; \p Used receives
  /// the names. Variables are upper case; `${this}` and its like mean something
  /// else.
  void substitute(yaml::Node &N, const Instance &I, llvm::StringSet<> &Used);
  /// Complains about variables of \p Root that are not among \p Used.
  void checkUsed(const yaml::Node &Root, const llvm::StringSet<> &Used);

private:
  static bool isVariable(llvm::StringRef Name);
  void variable(const Node &Name, const Node &Values,
                std::vector<Instance> &Out);
};

} // namespace ctx::model

#endif // CTX_TIDY_MODEL_VARIABLES_H
