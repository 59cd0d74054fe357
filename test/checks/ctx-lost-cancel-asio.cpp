// RUN: %check %s ctx-lost-cancel %t -std=c++20
#include <asio.hpp>
#include <stop_token>

asio::awaitable<void> serve(std::stop_token st);

// What runs on a local context is over when run() returns.
void ok_local_context(bool timed) {
  asio::io_context io;
  std::stop_source src;
  if (timed)
    asio::post(io, [&] { src.request_stop(); });
  asio::co_spawn(io, serve(src.get_token()), asio::detached);
  io.run();
}

void work(std::stop_token st);
void bad_shared_context(asio::io_context &io) {
  std::stop_source src;
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'src' is triggered on no path: {{.*}} [ctx-lost-cancel]
  asio::post(io, [tok = src.get_token()] { work(tok); });
}
