//===- Asks.h - facts from where a check has nothing to say -----*- C++ -*-===//

#ifndef CTX_TIDY_CORE_ASKS_H
#define CTX_TIDY_CORE_ASKS_H

#include "../facts/Facts.h"
#include "llvm/ADT/ArrayRef.h"
#include <cstdint>

namespace ctx {

/// The functions whose definitions a check's conclusions from these facts
/// depend on, as facts::definitionKey()s. A translation unit that may hold one
/// has to be seen even if it spells no name that plays a role.
using AskFn = std::set<uint32_t> (*)(const facts::FactSet &);

/// One check that asks. All other checks' facts come from code that spells such
/// a name, or sees a class that does.
struct Asker {
  const char *Check;
  AskFn Asks;
};

/// All that ask.
llvm::ArrayRef<Asker> allAskers();

namespace detail {
struct AskRegistration {
  AskRegistration(const char *Check, AskFn Asks);
};
} // namespace detail

} // namespace ctx

/// Has \p Class's static `asks(const facts::FactSet &)` asked for the check
/// \p Info. Works from an OBJECT library only, as CTX_REGISTER_CHECK.
#define CTX_REGISTER_ASKS(Class, Info)                                         \
  static const ::ctx::detail::AskRegistration Class##Asks(Info.Id, &Class::asks)

#endif // CTX_TIDY_CORE_ASKS_H
