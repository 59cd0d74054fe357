// RUN: %check %s ctx-dangling-context %t -std=c++20
// RUN: %check %s ctx-dangling-context %t -std=c++20 -- -DBOOST
#ifdef BOOST
#include <boost/asio.hpp>
namespace asio = boost::asio;
#else
#include <asio.hpp>
#endif
#include <memory>

asio::awaitable<void> child();
asio::awaitable<void> with_signal(asio::cancellation_signal &sig) {
  co_await child();
}
asio::awaitable<void> with_slot(asio::cancellation_slot slot) {
  co_await child();
}

void bad_detached(asio::io_context &io) {
  asio::cancellation_signal sig;
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: 'sig' may die while the work that it was lent to goes on
  asio::co_spawn(io, child(),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
}

void bad_executor_variable(asio::io_context &io) {
  asio::cancellation_signal sig;
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: 'sig' may die while
  auto ex = io.get_executor();
  auto token = asio::bind_cancellation_slot(sig.slot(), [](auto...) {});
  asio::co_spawn(ex, child(), token);
}

void bad_lambda(asio::io_context &io) {
  asio::cancellation_signal sig;
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: 'sig' may die while
  asio::post(io, [&sig] { sig.emit(asio::cancellation_type::all); });
}

void bad_coroutine_parameter(asio::io_context &io) {
  asio::cancellation_signal sig;
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: 'sig' may die while
  asio::co_spawn(io, with_signal(sig), asio::detached);
}

void bad_slot_parameter(asio::io_context &io) {
  asio::cancellation_signal sig;
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: 'sig' may die while
  asio::co_spawn(io, with_slot(sig.slot()), asio::detached);
}

void bad_timer(asio::steady_timer &timer) {
  asio::cancellation_signal sig;
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: 'sig' may die while
  timer.async_wait(asio::bind_cancellation_slot(sig.slot(), [](auto...) {}));
}

void bad_pool_declared_before() {
  asio::thread_pool pool;
  asio::cancellation_signal sig;
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: 'sig' dies before 'pool', which waits
  asio::co_spawn(pool, child(),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
}

void ok_pool_declared_behind() {
  asio::cancellation_signal sig;
  asio::thread_pool pool;
  asio::co_spawn(pool, child(),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
}

void ok_pool_joined() {
  asio::thread_pool pool;
  asio::cancellation_signal sig;
  asio::co_spawn(pool, child(),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
  pool.join();
}

void ok_run(asio::io_context &io) {
  asio::cancellation_signal sig;
  asio::co_spawn(io, child(),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
  io.run();
}

void ok_local_context() {
  asio::cancellation_signal sig;
  asio::io_context io;
  asio::co_spawn(io, child(),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
}

void ok_future(asio::io_context &io) {
  asio::cancellation_signal sig;
  auto done = asio::co_spawn(
      io, child(), asio::bind_cancellation_slot(sig.slot(), asio::use_future));
  done.get();
}

void bad_future_dropped(asio::io_context &io) {
  asio::cancellation_signal sig;
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: 'sig' may die while
  auto done = asio::co_spawn(
      io, child(), asio::bind_cancellation_slot(sig.slot(), asio::use_future));
}

asio::awaitable<void> ok_awaited(asio::steady_timer &timer) {
  asio::cancellation_signal sig;
  co_await timer.async_wait(
      asio::bind_cancellation_slot(sig.slot(), asio::use_awaitable));
}

asio::awaitable<void> ok_awaits_later(asio::io_context &io) {
  asio::cancellation_signal sig;
  asio::co_spawn(io, child(),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
  co_await child();
}

void ok_shared(asio::io_context &io) {
  auto sig = std::make_shared<asio::cancellation_signal>();
  asio::co_spawn(io, child(),
                 asio::bind_cancellation_slot(
                     sig->slot(), [sig](auto...) {}));
}

struct Session {
  asio::cancellation_signal sig_;
  void ok_member(asio::io_context &io) {
    asio::co_spawn(io, child(),
                   asio::bind_cancellation_slot(sig_.slot(), asio::detached));
  }
};
