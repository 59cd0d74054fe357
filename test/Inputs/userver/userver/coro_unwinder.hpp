// What userver throws at a cancellation point: a header that users do not have.
#ifndef CTX_TEST_USERVER_CORO_UNWINDER_HPP
#define CTX_TEST_USERVER_CORO_UNWINDER_HPP

namespace userver {
inline namespace v2_6 {
namespace engine::impl {
class CoroUnwinder final {};
} // namespace engine::impl
} // namespace v2_6
} // namespace userver

#endif
