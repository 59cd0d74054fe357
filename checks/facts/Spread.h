//===- Spread.h - classes that several files define -------------*- C++ -*-===//
//
//   x.h    class with a source            needs: start, stop, ~X
//   x.cpp  X::start, X::~X                seen: start, ~X; a wait in ~X
//   y.cpp  X::stop                        seen: stop
//
// What each translation unit knows of such a class, as facts about the member
// that is the source. The class is judged once every function was seen.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_FACTS_SPREAD_H
#define CTX_TIDY_FACTS_SPREAD_H

#include "Chains.h"

namespace ctx::facts {

/// Kinds of the facts, which are about one member.
namespace spread {
extern const char *const Needs;     ///< detail: a SpreadNeeds
extern const char *const Seen;      ///< detail: the id of a function
extern const char *const Wait;      ///< detail: a SpreadWait
extern const char *const Stopped;   ///< triggered, out of sight, told otherwise
extern const char *const HandedOut; ///< its token is taken, or it is polled
} // namespace spread

/// What the class's definition says.
struct SpreadNeeds {
  std::string Name;               ///< of the member
  std::string Class;              ///< for messages
  std::string Advice;             ///< for messages
  std::set<FunctionId> Functions; ///< that may touch the member

  /// For Fact::Detail. Equal needs give equal text.
  std::string toText() const;
  /// The inverse; nothing for anything else.
  static std::optional<SpreadNeeds> fromText(llvm::StringRef Text);
};

/// A wait for the class's work.
struct SpreadWait {
  bool Destructor = false;
  bool NeedsToken = false; ///< only counts if the token is handed out

  std::string toText() const;
  static std::optional<SpreadWait> fromText(llvm::StringRef Text);
};

/// For Fact::Detail of spread::Seen.
std::string idText(FunctionId Id);

/// A member that nothing triggers, and the wait for the work.
struct SpreadLoss {
  const Fact *Member = nullptr;
  SpreadNeeds Needs;
  const Fact *Wait = nullptr;
  const Fact *HandedOut = nullptr; ///< may be null
};

/// The members that \p Check's facts in \p Facts prove lost. Silent where a
/// function was seen nowhere, or the class is not the same everywhere.
std::vector<SpreadLoss> lostMembers(const FactSet &Facts,
                                    llvm::StringRef Check);

} // namespace ctx::facts

#endif // CTX_TIDY_FACTS_SPREAD_H
