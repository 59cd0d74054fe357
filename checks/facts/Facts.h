//===- Facts.h - what one TU tells the whole program ------------*- C++ -*-===//
//
//   TU 1 --record--> FactSet --json--> \
//   TU 2 --record--> FactSet --json-->  merge (any order) --> conclude()
//
// A fact is small, typed by a string, keyed by a USR, and says nothing that
// depends on the order or the machine it was found on.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_FACTS_FACTS_H
#define CTX_TIDY_FACTS_FACTS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace ctx::facts {

/// One observation. Two facts with equal members are one fact.
struct Fact {
  std::string Check;   ///< id of the check that owns it: "ctx-lost-cancel"
  std::string Kind;    ///< the check's own word: "source-defined"
  std::string Usr;     ///< clang's USR of the declaration it is about
  std::string File;    ///< real path of the place, empty if it has none
  unsigned Offset = 0; ///< bytes from the start of File
  unsigned Line = 0;   ///< 1-based
  unsigned Column = 0; ///< 1-based, in bytes
  std::string Detail;  ///< the check's own, for example a name for the message
  /// True if a NOLINT at the place silences the owning check: decided where the
  /// source is at hand, honoured where the conclusion is drawn.
  bool Suppressed = false;

  friend bool operator<(const Fact &A, const Fact &B);
  friend bool operator==(const Fact &A, const Fact &B);
};

/// A set of facts with a commutative and associative merge.
class FactSet {
public:
  void record(Fact F) { Facts.insert(std::move(F)); }
  void merge(const FactSet &Other) {
    Facts.insert(Other.Facts.begin(), Other.Facts.end());
  }
  bool empty() const { return Facts.empty(); }
  size_t size() const { return Facts.size(); }

  /// Every fact of \p Check and \p Kind, by USR, in a fixed order.
  std::map<std::string, std::vector<const Fact *>>
  byUsr(llvm::StringRef Check, llvm::StringRef Kind) const;

  std::set<Fact>::const_iterator begin() const { return Facts.begin(); }
  std::set<Fact>::const_iterator end() const { return Facts.end(); }

  friend bool operator==(const FactSet &A, const FactSet &B) {
    return A.Facts == B.Facts;
  }

  /// `{"schema": 1, "facts": [...]}`, sorted: equal sets give equal text.
  llvm::json::Value toJson() const;
  /// The inverse of toJson(). Anything else is an error that names what is
  /// wrong.
  static llvm::Expected<FactSet> fromJson(const llvm::json::Value &V);

private:
  std::set<Fact> Facts;
};

/// A finding that was concluded from facts.
struct Conclusion {
  std::string Check;
  std::string Message; ///< as a check's message: lower case, no full stop
  const Fact *At = nullptr;
  std::vector<std::pair<const Fact *, std::string>> Notes;
  /// Places that At and Notes point at and that are no facts of their own.
  std::vector<std::shared_ptr<const Fact>> Places;
};

} // namespace ctx::facts

#endif // CTX_TIDY_FACTS_FACTS_H
