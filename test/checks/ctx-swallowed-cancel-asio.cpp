// RUN: %check %s ctx-swallowed-cancel %t -std=c++20
#include <boost/asio.hpp>
#include <string>
#include <system_error>

namespace asio = boost::asio;
using Timer = asio::steady_timer;
void logLine(const std::string &);
void sample();
asio::awaitable<void> send();

asio::awaitable<void> bad_ticks(Timer &timer) {
  for (;;) {
    sample();
    try {
      co_await timer.async_wait(asio::use_awaitable);
    } catch (const std::exception &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'boost::system::system_error', and the 'for' loop goes on although it was asked to stop; rethrow it when its code says so [ctx-swallowed-cancel]
      logLine(e.what());
    }
  }
}

asio::awaitable<void> bad_by_class(Timer &timer) {
  for (;;) {
    try {
      co_await timer.async_wait(asio::use_awaitable);
      sample();
    } catch (const boost::system::system_error &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this handler keeps 'boost::system::system_error', and the 'for' loop goes on although it was asked to stop; rethrow it when its code says so [ctx-swallowed-cancel]
    // CHECK-FIXES: if (e.code() == boost::asio::error::operation_aborted) throw;
      logLine(e.what());
    }
  }
}

asio::awaitable<void> ok_code_asked(Timer &timer) {
  for (;;) {
    try {
      co_await timer.async_wait(asio::use_awaitable);
      sample();
    } catch (const boost::system::system_error &e) {
      if (e.code() == asio::error::operation_aborted)
        co_return;
      logLine(e.what());
    }
  }
}

// A coroutine that was cancelled throws where it is suspended next.
asio::awaitable<void> ok_suspended_again(Timer &timer) {
  for (;;) {
    co_await send();
    try {
      co_await timer.async_wait(asio::use_awaitable);
    } catch (const std::exception &e) {
      logLine(e.what());
    }
  }
}

asio::awaitable<void> ok_left(Timer &timer) {
  try {
    for (;;) {
      co_await timer.async_wait(asio::use_awaitable);
      sample();
    }
  } catch (const std::exception &e) {
    logLine(e.what());
  }
}

// What does not suspend is not cancelled: the class is for all failures.
void ok_blocking(asio::ip::tcp::socket &socket, const asio::ip::tcp::endpoint &peer) {
  for (;;) {
    try {
      socket.connect(peer);
      sample();
    } catch (const boost::system::system_error &e) {
      logLine(e.what());
    }
  }
}

// Boost has an error of its own; the standard one of the same name is not it.
asio::awaitable<void> bad_other_library(Timer &timer) {
  try {
    co_await timer.async_wait(asio::use_awaitable);
  } catch (const std::system_error &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: cancellation is thrown here as 'boost::system::system_error', which this handler for 'std::system_error' does not take; catch 'boost::system::system_error' {{.*}}
    // CHECK-FIXES: catch (const boost::system::system_error &e) {
    logLine(e.what());
  }
}
