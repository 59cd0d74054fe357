//===- Yaml.h - LLVM's YAML parser, bounded and with positions --*- C++ -*-===//
//
// LLVM's parser gives nodes that can be walked once and recurses without bound:
// 200,000 nested brackets overflow its stack. This reads a document into a tree
// that keeps every position, after a cheap look at size and depth.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_MODEL_YAML_H
#define CTX_TIDY_MODEL_YAML_H

#include "Vocabulary.h"
#include <memory>
#include <optional>

namespace ctx::model::yaml {

/// One node of a document.
struct Node {
  enum KindT { Null, Scalar, Sequence, Mapping } Kind = Null;
  std::string Text;                          ///< Scalar
  std::vector<Node> Items;                   ///< Sequence
  std::vector<std::pair<Node, Node>> Fields; ///< Mapping: key, value
  ModelSpot Spot;
};

/// A complaint of the parser or of a bound.
struct ParseError {
  ModelSpot Spot;
  std::string Message;
};

/// At most this many bytes in one model file.
constexpr size_t MaxBytes = 1 << 20;
/// At most this many brackets, dashes or columns of indentation inside another.
constexpr unsigned MaxDepth = 64;

/// Reads the one document of \p Text. \returns nothing and sets \p Error if it
/// is too large, too deep, not YAML, or holds more than one document.
std::optional<Node> parse(llvm::StringRef Text, ParseError &Error);

} // namespace ctx::model::yaml

#endif // CTX_TIDY_MODEL_YAML_H
