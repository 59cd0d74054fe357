//===- Asks.cpp -----------------------------------------------------------===//

#include "Asks.h"

namespace ctx {

static std::vector<Asker> &registered() {
  static std::vector<Asker> All; // on first use: registration order is open
  return All;
}

detail::AskRegistration::AskRegistration(const char *Check, AskFn Asks) {
  registered().push_back({Check, Asks});
}

llvm::ArrayRef<Asker> allAskers() { return registered(); }

} // namespace ctx
