//===- Mentions.h - the names one file spells -------------------*- C++ -*-===//
//
// Read from raw tokens, so that nothing hides them: not a macro, not an #if.
// Comments and the names of included files are not read.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_MENTIONS_H
#define CTX_TIDY_TOOL_MENTIONS_H

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <vector>

namespace ctx::tool {

/// Numbers for identifiers, the same for all files of one process.
class NameTable {
public:
  NameTable();
  uint32_t id(llvm::StringRef Name);
  /// Keywords of C++ have the first numbers.
  bool isKeyword(uint32_t Id) const { return Id < Keywords; }
  llvm::StringRef name(uint32_t Id) const { return Names[Id]; }

private:
  llvm::StringMap<uint32_t> Ids;
  std::vector<llvm::StringRef> Names;
  uint32_t Keywords = 0;
};

/// How a name is written.
enum class Spelled : uint8_t {
  Plain,     ///< x, where it may be a type
  Object,    ///< &x; and the like: certainly the name of no type
  Called,    ///< x(
  Member,    ///< .x, ->x
  Qualified, ///< q::x
};

/// A name, where it is first written in this way.
struct Mention {
  uint32_t Name = 0;
  uint32_t Line = 0; ///< 1-based
  /// What it is qualified by, AnyName for what is no plain name. Of names that
  /// are not: the name just before it, which may be a macro for `std::`.
  uint32_t Qualifier = 0;
  Spelled How = Spelled::Plain;
  bool InStd = false; ///< std::q::x, which is of no other library
};
constexpr uint32_t AnyName = ~0u;

/// A declaration of a library's header, and names that occur in it.
struct Declared {
  uint32_t Name = 0;
  std::vector<uint32_t> From;
  bool IsType = false;
};

/// What one file spells.
struct Mentions {
  /// Of the names that were asked for.
  std::vector<Mention> Words;
  /// All names, in the order of their numbers, with the first line.
  std::vector<std::pair<uint32_t, uint32_t>> All;
  /// Namespaces that are opened or used by a directive.
  std::vector<uint32_t> Opened;
  /// std, where it is only opened for what this file has to add to it.
  std::vector<uint32_t> OpenedHere;
  /// Names that may be namespaces: before a `::`, behind `namespace`, or in the
  /// text of a macro.
  std::vector<uint32_t> Spaces;
  /// Two names, sorted.
  using Pairs = std::vector<std::pair<uint32_t, uint32_t>>;
  /// Other names of namespaces, and the last part of the old one: aliases,
  /// macros that may stand for one, namespaces that take another one in.
  Pairs Aliases;
  /// Inline namespaces, and the namespace around.
  Pairs Inlines;
  /// Macros whose text ends in `::`, and the name before that.
  Pairs Prefixes;
  /// Macros with a `namespace` in their text, and each name in that.
  Pairs Openers;
  uint32_t Annotation = 0; ///< line of the first text that begins with "ctx:"
  uint32_t Module = 0;     ///< line of the first import or module declaration
  /// Keys of the functions that may be defined here (facts::definitionKey).
  std::vector<uint32_t> Definitions;
  std::vector<Declared> Declarations;
};

/// What is to be found out.
struct Reading {
  const llvm::DenseSet<uint32_t> &Words; ///< names to look for
  bool Definitions = false;
  bool Declarations = false; ///< for a library's own header
};

/// Reads \p Text, which a 0 follows.
Mentions readMentions(llvm::StringRef Text, NameTable &Names,
                      const Reading &What);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_MENTIONS_H
