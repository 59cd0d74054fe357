//===- ShardId.h - the name of a shard --------------------------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_SHARDID_H
#define CTX_TIDY_TOOL_SHARDID_H

#include "llvm/ADT/StringRef.h"
#include <optional>

namespace ctx::tool {

/// One of several parts of a run, or all of it.
struct ShardId {
  unsigned Index = 1, Count = 1;

  /// More machines than this are a typing error.
  static constexpr unsigned Most = 10000;
  bool valid() const { return Index && Index <= Count && Count <= Most; }
};

/// Reads "2/4".
inline std::optional<ShardId> parseShard(llvm::StringRef Text) {
  auto [First, Second] = Text.split('/');
  ShardId S;
  if (First.getAsInteger(10, S.Index) || Second.getAsInteger(10, S.Count) ||
      !S.valid())
    return std::nullopt;
  return S;
}

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_SHARDID_H
