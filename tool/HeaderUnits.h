//===- HeaderUnits.h - headers that are asked for by name -------*- C++ -*-===//
//
//   --header=x.hpp -> the nearest source that includes it, or if none does, or
//   it turns out to include another file of that name: x.hpp itself, with the
//   nearest command
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_HEADERUNITS_H
#define CTX_TIDY_TOOL_HEADERUNITS_H

#include "Command.h"
#include "Finding.h"

namespace ctx::tool {

/// How one header is analysed.
struct HeaderUnit {
  std::string Header; ///< real path
  Command Through;    ///< what is tried first
  Command Itself;     ///< the header as a source
};

/// Finds a command for each of \p Headers (real paths).
/// \param All the commands of the database, in its order.
std::vector<HeaderUnit> headerUnits(llvm::ArrayRef<std::string> Headers,
                                    llvm::ArrayRef<Command> All);

/// True if \p R, of Through, did not read the header: Itself is to be tried.
bool missed(const HeaderUnit &U, const TuResult &R);

/// Leaves of \p Findings those that are in one of the headers of \p Units.
void keepThose(std::vector<Finding> &Findings,
               llvm::ArrayRef<HeaderUnit> Units);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_HEADERUNITS_H
