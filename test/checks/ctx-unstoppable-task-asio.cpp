// RUN: %check %s ctx-unstoppable-task %t -std=c++20
// Coroutines and handlers on an executor, and who keeps hold of them.
#include <asio.hpp>

void beat();
void load(int);

asio::awaitable<void> spin() {
  for (;;)
    beat();
  co_return;
}
asio::awaitable<void> ticks(asio::steady_timer &timer) {
  for (;;) {
    co_await timer.async_wait(asio::use_awaitable);
    beat();
  }
}
asio::awaitable<void> some(int count) {
  for (int i = 0; i != count; ++i)
    load(i);
  co_return;
}

void bad_let_go(asio::io_context &io) {
  asio::co_spawn(io, spin(), asio::detached);
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: detached work loops for ever and nobody can stop it; have it poll a token or a flag, or say why with '// ctx-tidy: detached because ...' [ctx-unstoppable-task]

void bad_let_go_of_lambda(asio::io_context &io) {
  asio::co_spawn(
      io,
      []() -> asio::awaitable<void> {
        while (true)
          beat();
        co_return;
      },
      asio::detached);
}
// CHECK-MESSAGES: :[[@LINE-9]]:3: warning: detached work loops for ever and nobody can stop it; {{.*}} [ctx-unstoppable-task]

void bad_let_go_on_executor(asio::io_context &io) {
  asio::co_spawn(io.get_executor(), spin(), asio::detached);
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: detached work loops for ever and nobody can stop it; {{.*}} [ctx-unstoppable-task]

// Somebody waits for this one; nobody can stop it all the same.
asio::awaitable<void> bad_awaited(asio::io_context &io) {
  co_await asio::co_spawn(io, spin(), asio::use_awaitable);
}
// CHECK-MESSAGES: :[[@LINE-2]]:12: warning: this work loops for ever and nobody can stop it; have it poll a token or a flag [ctx-unstoppable-task]

void bad_posted(asio::io_context &io) {
  asio::post(io, [] {
    for (;;)
      beat();
  });
}
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: this work loops for ever and nobody can stop it; have it poll a token or a flag [ctx-unstoppable-task]

// It suspends: closing what it waits for, or stopping its context, ends it.
void ok_suspends(asio::io_context &io, asio::steady_timer &timer) {
  asio::co_spawn(io, ticks(timer), asio::detached);
}
void ok_ends(asio::io_context &io) {
  asio::co_spawn(io, some(3), asio::detached);
  asio::post(io, [] { load(1); });
}
void ok_said_so(asio::io_context &io) {
  // ctx-tidy: detached because the process is the heartbeat
  asio::co_spawn(io, spin(), asio::detached);
}
// What ends is the coroutine's own business.
void ok_asks(asio::io_context &io) {
  asio::co_spawn(
      io,
      []() -> asio::awaitable<void> {
        auto state = co_await asio::this_coro::cancellation_state;
        while (state.cancelled() == asio::cancellation_type::none)
          beat();
      },
      asio::detached);
}
