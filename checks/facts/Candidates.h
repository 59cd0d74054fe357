//===- Candidates.h - what looks like a context, as facts -------*- C++ -*-===//
//
//   TU 1 --CandidateSet--> \
//   TU 2 --CandidateSet-->  merge (any order) --> ranked, and shown to people
//
// Evidence is a set of places, so what many translation units include counts
// once. Nothing here depends on the order in which they are seen.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_FACTS_CANDIDATES_H
#define CTX_TIDY_FACTS_CANDIDATES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <map>
#include <set>
#include <string>
#include <tuple>

namespace ctx::facts {

/// A line of a file.
struct Place {
  std::string File;  ///< real path
  unsigned Line = 0; ///< 1-based; 0: unknown

  friend bool operator<(const Place &A, const Place &B) {
    return std::tie(A.File, A.Line) < std::tie(B.File, B.Line);
  }
  friend bool operator==(const Place &A, const Place &B) {
    return A.Line == B.Line && A.File == B.File;
  }
};

/// What is known of a use, as bits.
enum UseBits : unsigned {
  InLoop = 1,  ///< it is asked again and again
  Inside = 2,  ///< by a member of the class itself
  Decides = 4, ///< of a read: a branch depends on it
};

/// What a function says of a parameter, as bits.
enum ParameterBits : unsigned {
  IsFirst = 1,   ///< of several
  IsLast = 2,    ///< of several
  IsAlone = 4,   ///< no other parameter
  PassesOn = 8,  ///< the function gives it to another one
  IsPointer = 16 ///< a raw pointer
};

/// Places with bits; the bits of equal places add up.
using PlaceBits = std::map<Place, unsigned>;

/// A member, a free function or a variable that may be an operation.
struct Part {
  std::string Role;  ///< as in model files
  std::string Extra; ///< further keys of its entry: "stop_when: false"
  /// Why somebody has to look at it first; empty: name and shape leave no
  /// doubt.
  std::string Doubt;
  std::string Of; ///< qualified name of the type that comes out or is thrown
  Place At;
  PlaceBits Uses; ///< UseBits
};

/// How an operation is named in a model file, and its role: an overload may
/// play another one.
struct PartKey {
  std::string Matcher; ///< "method", "static", "field", "operator", "free" ...
  std::string Name;    ///< qualified where the matcher has no class
  std::string Role;

  friend bool operator<(const PartKey &A, const PartKey &B) {
    return std::tie(A.Matcher, A.Name, A.Role) <
           std::tie(B.Matcher, B.Name, B.Role);
  }
};

/// A class with a shape; for functions and variables outside of classes, their
/// namespace.
struct Candidate {
  bool IsType = true;
  /// What the name of the class says: "token", "source", "context", "error";
  /// empty: nothing.
  std::string Hint;
  Place At;
  std::set<std::string> Bases;    ///< qualified, all of them
  std::set<std::string> Wrappers; ///< templates of pointers to it
  std::map<PartKey, Part> Parts;
  PlaceBits Parameters;    ///< ParameterBits, of functions that have a body
  std::set<Place> Members; ///< fields of other classes

  bool has(llvm::StringRef Role) const;
};

/// Candidates by qualified name, with a commutative and associative merge.
class CandidateSet {
public:
  /// The candidate named \p Name, made on first use.
  Candidate &operator[](const std::string &Name) { return All[Name]; }
  void merge(const CandidateSet &Other);
  bool empty() const { return All.empty(); }
  const std::map<std::string, Candidate> &all() const { return All; }

  /// Equal sets give equal text.
  llvm::json::Value toJson() const;
  /// The inverse of toJson(). Anything else is an error.
  static llvm::Expected<CandidateSet> fromJson(const llvm::json::Value &V);

private:
  std::map<std::string, Candidate> All;
};

} // namespace ctx::facts

#endif // CTX_TIDY_FACTS_CANDIDATES_H
