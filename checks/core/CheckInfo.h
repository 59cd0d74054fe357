//===- CheckInfo.h - everything the world may know of a check ---*- C++ -*-===//

#ifndef CTX_TIDY_CORE_CHECKINFO_H
#define CTX_TIDY_CORE_CHECKINFO_H

#include "llvm/ADT/ArrayRef.h"

namespace ctx {

/// How sure a finding is to be a mistake.
enum class Severity : uint8_t { Info, Warning, Error };

/// Whether findings of a check carry a fix.
enum class FixKind : uint8_t { None, Sometimes, Always };

/// One option of a check: CheckOptions key "<check id>.<Name>".
struct OptionInfo {
  const char *Name;
  const char *Default; ///< as text: "true", "100", "a;b"
  const char *Help;    ///< one sentence, lower case, no full stop
};

/// Written once, as a constexpr in the check's own file; lists, pages, SARIF
/// rules and option parsing are all made from it.
struct CheckInfo {
  const char *Id;          ///< "ctx-lost-cancel"
  const char *Title;       ///< the claim; lower case, no full stop
  const char *Counterpart; ///< the like rule elsewhere, or ""
  const char *Spec;        ///< rules the check decides: "M01 M04 A04"
  Severity Level;
  FixKind Fixes;
  bool OnByDefault;
  const char *Since; ///< version that brought it
  llvm::ArrayRef<OptionInfo> Options;
  /// A fix may change what the code does while nobody asks it to stop, or make
  /// it throw; `--fix` leaves it to `--unsafe-fixes`.
  bool UnsafeFixes = false;
};

} // namespace ctx

#endif // CTX_TIDY_CORE_CHECKINFO_H
