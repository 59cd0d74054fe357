// A poll that is awaited in each round is not held against its branch.
// RUN: %check %s ctx-poll-without-exit %t
// XFAIL: *
#include <boost/cobalt/all.hpp>

void step();

boost::cobalt::promise<void> bad_continue() {
  while (true) {
    if (co_await boost::cobalt::this_coro::cancelled != boost::asio::cancellation_type::none)
      // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: {{.*}} does not end the 'while' loop around it: on a stop request the loop goes on; leave it in that branch [ctx-poll-without-exit]
      continue;
    step();
  }
}
