//===- Need.h - can a finding start in this translation unit? ---*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_NEED_H
#define CTX_TIDY_TOOL_NEED_H

#include "Mentions.h"
#include "Words.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include <map>
#include <optional>

namespace ctx::tool {

/// A file of a translation unit.
struct NeedFile {
  enum KindT : uint8_t {
    Own,       ///< the user's, and what third parties brought
    Library,   ///< a vocabulary's own header
    Toolchain, ///< the compiler's, the standard library's
  } Kind = Own;
  size_t Index = 0;       ///< the same file, the same index
  bool System = false;    ///< a third party's, if it is not the library's
  uint64_t Libraries = 0; ///< bits: of the vocabularies it belongs to
  const Mentions *What = nullptr;
};

/// A word that is there.
struct NeedHit {
  std::string Word; ///< as the model writes it
  size_t File = 0;  ///< NeedFile::Index
  unsigned Line = 0;
};

/// Looks for the words of one configuration. Remembers what it found out about
/// files.
class Need {
public:
  Need(WordList List, NameTable &Names);

  const WordList &list() const { return List; }

  /// The first word that one of \p Files mentions; nothing if none does.
  std::optional<NeedHit> find(llvm::ArrayRef<NeedFile> Files);

private:
  struct Id {
    uint32_t Name, Qualifier;
  };
  /// A name that a library's headers make of a word, and that word.
  using Derived = llvm::DenseMap<uint32_t, size_t>;

  const Derived &derivedIn(llvm::ArrayRef<NeedFile> Files);
  void derive(llvm::ArrayRef<const NeedFile *> Headers, Derived &Out) const;

  WordList List;
  NameTable &Names;
  std::vector<Id> Ids;                      ///< of List.Words
  std::vector<std::vector<uint32_t>> Outer; ///< what stands before a qualifier
  llvm::DenseMap<uint32_t, std::vector<size_t>> ByName; ///< indices of those
  /// By the library headers of a translation unit.
  std::map<std::vector<size_t>, Derived> DerivedBy;
  /// By those and a file: the first derived name in it.
  std::map<std::pair<const Derived *, size_t>, std::optional<NeedHit>> Found;
};

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_NEED_H
