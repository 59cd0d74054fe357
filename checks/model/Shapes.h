//===- Shapes.h - the pieces of the model files' JSON Schema ----*- C++ -*-===//
//
// Draft 7, which the YAML support of every editor reads. Nothing here knows a
// key of a model file: those come from the reader (VocabularyReader.h).
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_MODEL_SHAPES_H
#define CTX_TIDY_MODEL_SHAPES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/JSON.h"

namespace ctx::model::shape {

using llvm::json::Array;
using llvm::json::Object;

/// One of the shapes that many keys have, by its name among definitions().
inline Object shared(llvm::StringRef Name) {
  return Object{{"$ref", ("#/definitions/" + Name).str()}};
}

inline Object listOf(Object Item) {
  return Object{{"type", "array"}, {"items", std::move(Item)}};
}

/// \p Item, or a list of such.
inline Object oneOrMore(Object Item) {
  Object Copy = Item;
  return Object{{"anyOf", Array{std::move(Item), listOf(std::move(Copy))}}};
}

inline Object boolean() { return Object{{"type", "boolean"}}; }

/// One of \p Words.
inline Object choice(llvm::ArrayRef<llvm::StringRef> Words) {
  Array Known;
  for (llvm::StringRef W : Words)
    Known.push_back(W);
  return Object{{"enum", std::move(Known)}};
}

/// \p Text, which means what \p Says says.
inline Object word(llvm::StringRef Text, llvm::StringRef Says) {
  return Object{{"const", Text}, {"description", Says}};
}

/// A mapping with exactly one of \p Keys, added to its shape \p Of.
inline void exactlyOne(llvm::ArrayRef<llvm::StringRef> Keys, Object &Of) {
  Array Ways;
  for (llvm::StringRef K : Keys)
    Ways.push_back(Object{{"required", Array{K}}});
  Of["oneOf"] = std::move(Ways);
}

/// A mapping with one or more of \p Keys, added to its shape \p Of.
inline void atLeastOne(llvm::ArrayRef<llvm::StringRef> Keys, Object &Of) {
  Array Ways;
  for (llvm::StringRef K : Keys)
    Ways.push_back(Object{{"required", Array{K}}});
  Of["anyOf"] = std::move(Ways);
}

/// NAME, !NAME, or NAME compared with a number.
inline Object macroCondition() {
  return Object{{"type", "string"},
                {"pattern",
                 "^\\s*(![A-Za-z_]\\w*|[A-Za-z_]\\w*(\\s*([=!<>]=|<|>)\\s*"
                 "(0[xX][0-9A-Fa-f]+|[0-9]+))?)\\s*$"}};
}

/// `vars`: variables to vocabularies to values.
inline Object variables() {
  return Object{{"type", "object"},
                {"minProperties", 1},
                {"propertyNames", Object{{"pattern", "^[A-Z_][A-Z0-9_]*$"}}},
                {"additionalProperties",
                 Object{{"type", "object"},
                        {"minProperties", 1},
                        {"additionalProperties", shared("word")}}}};
}

inline Object indexOrLast() {
  return Object{{"anyOf", Array{shared("number"), choice({"last"})}}};
}

/// What shared() names. A number is a word to whoever reads YAML as text.
inline Object definitions() {
  return Object{
      {"word", Object{{"type", Array{"string", "number", "boolean"}},
                      {"minLength", 1}}},
      {"words", oneOrMore(shared("word"))},
      // A variable may stand for any part of a name.
      {"name",
       Object{{"type", "string"},
              {"pattern", "^(::)?[A-Za-z0-9_${}]+(::[A-Za-z0-9_${}]+)*$"}}},
      {"names", oneOrMore(shared("name"))},
      {"number",
       Object{{"type", "integer"}, {"minimum", 0}, {"maximum", 1000}}},
      {"argument",
       Object{
           {"anyOf", Array{Object{{"type", "integer"}, {"minimum", 0}},
                           choice({"this", "last", "result", "result.first",
                                   "result.second"}),
                           Object{{"type", "string"},
                                  {"pattern", "^result\\.[A-Za-z_][A-Za-z0-"
                                              "9_]*\\.(first|second)$"}}}}}}};
}

} // namespace ctx::model::shape

#endif // CTX_TIDY_MODEL_SHAPES_H
