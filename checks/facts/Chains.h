//===- Chains.h - who calls whom without a token, as facts ------*- C++ -*-===//
//
//   handler(ctx) --start--> middle() --hop--> inner() --loss--> fetch(…, {})
//
// One fact a function that has no token: the calls it makes and where it loses
// what its callers have. One fact a call of such a function where a token was
// at hand. What a fact says depends on the function and the declarations it
// uses alone, so an inline function gives one fact however many translation
// units see it. Functions are told apart by an id, a hash of what clang calls
// them, which keeps the facts small.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_FACTS_CHAINS_H
#define CTX_TIDY_FACTS_CHAINS_H

#include "Facts.h"
#include <cstdint>
#include <optional>

namespace ctx::facts {

/// A function of the program.
using FunctionId = uint64_t;

/// The id of the function with USR \p Usr. \p File tells functions with one USR
/// apart that only their own file can see; empty for all others.
FunctionId functionId(llvm::StringRef Usr, llvm::StringRef File);

/// What the text of a definition shows of the function's id, for finding the
/// files that may hold it: \p Class (without its own, "" for a function of a
/// namespace) and \p Name as they are written; all operators are "operator".
uint32_t definitionKey(llvm::StringRef Class, llvm::StringRef Name);

/// A place in the file of the fact it is part of.
struct Spot {
  unsigned Offset = 0; ///< bytes from the start of the file
  unsigned Line = 0;   ///< 1-based
  unsigned Column = 0; ///< 1-based, in bytes
};

/// A call of a function that takes no token.
struct HopCall {
  FunctionId Callee = 0;
  Spot At;
  uint32_t Key = 0; ///< definitionKey() of the callee
};

/// Where a function loses what its callers may have.
struct HopLoss {
  char Kind = 0; ///< the check's own
  Spot At;
  /// What would have helped, one of them: the check's own words without
  /// blanks and commas.
  std::vector<std::string> Wants;
  std::string What; ///< for the message
};

/// A function that has no token.
struct HopFact {
  FunctionId Id = 0;
  std::string Name; ///< for messages
  std::vector<HopLoss> Losses;
  std::vector<HopCall> Calls;

  /// For Fact::Detail. Equal hops give equal text.
  std::string toText() const;
  /// The inverse; nothing for anything else.
  static std::optional<HopFact> fromText(llvm::StringRef Text);
};

/// A call of a function without token, by one that has something.
struct StartFact {
  FunctionId Callee = 0;
  uint32_t Key = 0;             ///< definitionKey() of the callee
  std::string Name;             ///< of the caller, for messages
  std::string Token;            ///< as written
  std::vector<std::string> Has; ///< what it could give, as HopLoss::Wants
  Spot Declared;                ///< of the token; line 0: in another file

  std::string toText() const;
  static std::optional<StartFact> fromText(llvm::StringRef Text);
};

/// A way from a start to a loss.
struct Chain {
  /// The functions on the way, each with the call it makes; the last one has
  /// the loss. At least one.
  struct Link {
    const Fact *At = nullptr;
    const HopFact *Hop = nullptr;
    const HopCall *Call = nullptr; ///< null in the last link
  };
  std::vector<Link> Links;
  const HopLoss *Loss = nullptr;
};

/// The functions of many translation units.
class ChainIndex {
public:
  /// \p Facts are hops, in any order. Functions that are not the same
  /// everywhere (another configuration, a hash that two share) are unknown.
  explicit ChainIndex(llvm::ArrayRef<const Fact *> Facts);

  /// The shortest chain from a call of \p Callee to a loss that one of \p Has
  /// would have helped; of equally long ones the first in the order of calls.
  /// None longer than \p MaxLinks.
  std::optional<Chain> find(FunctionId Callee, llvm::ArrayRef<std::string> Has,
                            size_t MaxLinks) const;

private:
  struct Node {
    const Fact *At = nullptr;
    HopFact Hop;
    bool Unsure = false;
    bool Loses = false; ///< it or what it calls
  };
  std::map<FunctionId, Node> Nodes;
};

/// The definitionKey() of every function that \p Starts and \p Hops, in any
/// order, can reach in at most \p MaxLinks steps: those whose definitions a
/// chain may go through.
std::set<uint32_t> reachable(llvm::ArrayRef<const Fact *> Starts,
                             llvm::ArrayRef<const Fact *> Hops,
                             size_t MaxLinks);

/// \p In with the hops and starts taken out that no chain can go through: from
/// what a translation unit with the functions \p Defined can know. \p Entries
/// are the hops that other translation units can call.
struct PruneInput {
  std::vector<std::pair<HopFact, Fact>> Hops;
  std::vector<std::pair<StartFact, Fact>> Starts;
  std::set<FunctionId> Defined;
  std::set<FunctionId> Entries;
};
/// The facts that remain.
FactSet prune(const PruneInput &In);

/// \p S in the file of \p Of, as a fact of its own.
std::shared_ptr<const Fact> placeIn(const Fact &Of, const Spot &S);

} // namespace ctx::facts

#endif // CTX_TIDY_FACTS_CHAINS_H
