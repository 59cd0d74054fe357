//===- Suggestions.h - which candidates are worth a look --------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_SUGGESTIONS_H
#define CTX_TIDY_TOOL_SUGGESTIONS_H

#include "facts/Candidates.h"
#include <vector>

namespace ctx::tool {

/// A candidate that people should look at.
struct Suggestion {
  std::string Name; ///< qualified; of a class, or of what stands alone
  const facts::Candidate *What = nullptr;
  std::vector<std::string> Roles; ///< of the class; may be empty
  /// The most convincing first; equal ones by name.
  unsigned Score = 0;
};

/// How often something is used, and where.
struct Usage {
  unsigned All = 0, Loops = 0, Outside = 0;
  facts::Place Example; ///< in a loop, if there is one
};

/// What the places of \p Uses come to.
Usage usageOf(const facts::PlaceBits &Uses);

/// True if \p P looks for a request to stop, whatever it does then.
bool isPoll(const facts::Part &P);

/// What of \p All is shaped and used like a context or a token, the most
/// convincing first. What is derived from something suggested is left out.
std::vector<Suggestion> rank(const facts::CandidateSet &All);

/// The exceptions of \p All that mean cancelled.
std::vector<Suggestion> cancelErrors(const facts::CandidateSet &All);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_SUGGESTIONS_H
