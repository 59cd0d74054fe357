// A stub of ClickHouse: the declarations the tests need, laid out as the library lays
// them out.
#ifndef CTX_TEST_CLICKHOUSE_CONTEXT_H
#define CTX_TEST_CLICKHOUSE_CONTEXT_H

#include <memory>

namespace DB {

class Context;
using ContextPtr = std::shared_ptr<const Context>;
using ContextMutablePtr = std::shared_ptr<Context>;
using ContextWeakPtr = std::weak_ptr<const Context>;

template <class Shared = ContextPtr> struct WithContextImpl {
  using Weak = typename Shared::weak_type;
  WithContextImpl() = default;
  explicit WithContextImpl(Weak Of) : context(Of) {}
  Shared getContext() const { return context.lock(); }

protected:
  Weak context;
};
using WithContext = WithContextImpl<>;

enum class CancellationCode { NotFound, CancelSent };
class QueryStatus : public WithContext {
public:
  CancellationCode cancelQuery(bool Kill);
  bool isKilled() const;
  bool checkTimeLimit();
  [[nodiscard]] bool checkTimeLimitSoft();
};

class Context : public std::enable_shared_from_this<Context> {
public:
  static ContextMutablePtr createGlobal(int *Shared);
  static ContextMutablePtr createCopy(const ContextPtr &Other);
  static ContextPtr getGlobalContextInstance();
  ContextMutablePtr getQueryContext() const;
};

} // namespace DB

#endif
