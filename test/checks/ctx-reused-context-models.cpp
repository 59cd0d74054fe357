// RUN: %check %s ctx-reused-context %t --models=%S/Inputs/reused-context.yaml -std=c++20
// RUN: %check %s ctx-reused-context %t --models=%S/Inputs/reused-context.yaml -std=c++20 -- -DBOOST
#ifdef BOOST
#include <boost/asio.hpp>
namespace asio = boost::asio;
#else
#include <asio.hpp>
#endif

namespace rpc {
class Controller {
public:
  void Run(int method);
  void Reset();
  void set_timeout(int ms);
  bool Failed() const;
};
class Channel {
public:
  int Call(Controller *controller, int method);
};
} // namespace rpc

//===----------------------------------------------------------------------===//
// A model's own start and reset
//===----------------------------------------------------------------------===//

void bad_controller_loop(rpc::Channel &channel) {
  rpc::Controller controller;
  controller.set_timeout(100);
  for (int method = 0; method < 3; ++method) {
    if (channel.Call(&controller, method))
      // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'controller' starts an operation in each round of the loop but serves only one; use a new one for each [ctx-reused-context]
      return;
  }
}
// CHECK-FIXES: for (int method = 0; method < 3; ++method) {
// CHECK-FIXES-NEXT: rpc::Controller controller;
// CHECK-FIXES-NEXT: controller.set_timeout(100);
// CHECK-FIXES-NEXT: if (channel.Call(&controller, method))

void bad_runs_twice(rpc::Controller &controller) {
  controller.Run(1);
  controller.Run(2);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'controller' starts a second operation but serves only one; use a new one for each [ctx-reused-context]
}

void ok_reset_between(rpc::Channel &channel, rpc::Controller &controller) {
  for (int method = 0; method < 3; ++method) {
    controller.Reset();
    channel.Call(&controller, method);
  }
}

void prepare(rpc::Controller *controller);
void ok_may_be_reset_by_others(rpc::Channel &channel) {
  rpc::Controller controller;
  channel.Call(&controller, 1);
  prepare(&controller);
  channel.Call(&controller, 2);
}

//===----------------------------------------------------------------------===//
// Slots
//===----------------------------------------------------------------------===//

asio::awaitable<void> session(int id);

void bad_two_spawned(asio::io_context &io, asio::cancellation_signal &stop) {
  asio::co_spawn(io, session(1),
                 asio::bind_cancellation_slot(stop.slot(), asio::detached));
  asio::co_spawn(io, session(2),
                 asio::bind_cancellation_slot(stop.slot(), asio::detached));
  // CHECK-MESSAGES: :[[@LINE-1]]:47: warning: the slot of 'stop' is given to another operation while one may be pending; it serves one at a time, so the others cannot be cancelled: use a signal for each [ctx-reused-context]
}

void bad_spawned_in_loop(asio::io_context &io, asio::cancellation_signal &stop) {
  for (int i = 0; i < 4; ++i)
    asio::co_spawn(io, session(i),
                   asio::bind_cancellation_slot(stop.slot(), asio::detached));
  // CHECK-MESSAGES: :[[@LINE-1]]:49: warning: the slot of 'stop' is given to an operation in each round of the loop; it serves one at a time, so the others cannot be cancelled: use a signal for each [ctx-reused-context]
}

asio::awaitable<void> ok_awaited(asio::steady_timer &a, asio::steady_timer &b,
                                 asio::cancellation_signal &stop) {
  co_await a.async_wait(
      asio::bind_cancellation_slot(stop.slot(), asio::use_awaitable));
  co_await b.async_wait(
      asio::bind_cancellation_slot(stop.slot(), asio::use_awaitable));
  for (;;)
    co_await b.async_wait(
        asio::bind_cancellation_slot(stop.slot(), asio::use_awaitable));
}

void ok_waited_for(asio::io_context &io, asio::cancellation_signal &stop) {
  asio::co_spawn(io, session(1),
                 asio::bind_cancellation_slot(stop.slot(), asio::detached));
  io.run();
  asio::co_spawn(io, session(2),
                 asio::bind_cancellation_slot(stop.slot(), asio::detached));
}

void ok_one_signal_each(asio::io_context &io, asio::cancellation_signal &first,
                        asio::cancellation_signal &second) {
  asio::co_spawn(io, session(1),
                 asio::bind_cancellation_slot(first.slot(), asio::detached));
  asio::co_spawn(io, session(2),
                 asio::bind_cancellation_slot(second.slot(), asio::detached));
}

void ok_only_bound(asio::cancellation_signal &stop) {
  auto first = asio::bind_cancellation_slot(stop.slot(), asio::detached);
  auto second = asio::bind_cancellation_slot(stop.slot(), asio::detached);
  (void)first, (void)second;
}
