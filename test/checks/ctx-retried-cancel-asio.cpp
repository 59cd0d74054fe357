// RUN: %check %s ctx-retried-cancel %t -std=c++20
#include <boost/asio.hpp>
#include <string>

namespace asio = boost::asio;
using Endpoint = asio::ip::tcp::endpoint;
void logLine(const std::string &);

//===-- exceptions of what is awaited --------------------------------------===//

asio::awaitable<void> bad_connect(asio::ip::tcp::socket &socket, const Endpoint &peer) {
  for (int attempt = 0; attempt < 5; ++attempt) {
    try {
      co_await socket.async_connect(peer, asio::use_awaitable);
      break;
    } catch (const std::exception &e) {
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the 'for' loop tries again after any exception, also after 'boost::system::system_error', which means cancelled; rethrow it when its code says so [ctx-retried-cancel]
      logLine(e.what());
    }
  }
}

asio::awaitable<void> ok_code_asked(asio::ip::tcp::socket &socket, const Endpoint &peer) {
  for (int attempt = 0; attempt < 5; ++attempt) {
    try {
      co_await socket.async_connect(peer, asio::use_awaitable);
      break;
    } catch (const boost::system::system_error &e) {
      if (e.code() == asio::error::operation_aborted)
        throw;
    }
  }
}

// The pause is cancelled as well, and that is not caught.
asio::awaitable<void> ok_pause_throws(asio::ip::tcp::socket &socket, asio::steady_timer &timer, const Endpoint &peer) {
  for (;;) {
    try {
      co_await socket.async_connect(peer, asio::use_awaitable);
      break;
    } catch (const std::exception &e) {
      logLine(e.what());
    }
    co_await timer.async_wait(asio::use_awaitable);
  }
}

//===-- error codes --------------------------------------------------------===//

asio::awaitable<bool> bad_redirected(asio::ip::tcp::socket &socket, const Endpoint &peer) {
  boost::system::error_code ec;
  do {
    co_await socket.async_connect(peer, asio::redirect_error(asio::use_awaitable, ec));
    // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'async_connect' is called again after any failure, also when it was cancelled; leave the loop on 'boost::asio::error::operation_aborted' [ctx-retried-cancel]
    // CHECK-FIXES: if (ec == boost::asio::error::operation_aborted) break;
  } while (ec);
  co_return true;
}

asio::awaitable<bool> ok_redirected(asio::ip::tcp::socket &socket, const Endpoint &peer) {
  boost::system::error_code ec;
  do {
    co_await socket.async_connect(peer, asio::redirect_error(asio::use_awaitable, ec));
  } while (ec && ec != asio::error::operation_aborted);
  co_return !ec;
}

asio::awaitable<void> bad_timer(asio::steady_timer &timer) {
  boost::system::error_code ec;
  for (;;) {
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ec));
    // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'async_wait' is called again after any failure, also when it was cancelled; leave the loop on 'boost::asio::error::operation_aborted' [ctx-retried-cancel]
    if (!ec)
      break;
    logLine(ec.message());
  }
}

// What an awaited helper returns.
asio::awaitable<boost::system::error_code> dial(const Endpoint &peer);
asio::awaitable<void> bad_awaited_result(const Endpoint &peer) {
  for (int attempt = 0; attempt < 3; ++attempt) {
    auto ec = co_await dial(peer);
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'dial' is called again after any failure, also when it was cancelled; leave the loop on 'boost::asio::error::operation_aborted' [ctx-retried-cancel]
    // CHECK-FIXES: if (ec == boost::asio::error::operation_aborted) break;
    if (!ec)
      break;
  }
}

// Nothing cancels a call that blocks.
bool ok_blocking(asio::ip::tcp::socket &socket, const Endpoint &peer) {
  for (int attempt = 0; attempt < 3; ++attempt) {
    boost::system::error_code ec;
    socket.connect(peer, ec);
    if (!ec)
      return true;
  }
  return false;
}

//===-- the error as one part of a tuple -----------------------------------===//

asio::awaitable<void> bad_tuple(asio::ip::tcp::socket &socket, const Endpoint &peer) {
  for (;;) {
    auto [ec] = co_await socket.async_connect(peer, asio::as_tuple(asio::use_awaitable));
    // CHECK-MESSAGES: :[[@LINE-1]]:33: warning: 'async_connect' is called again after any failure, also when it was cancelled; leave the loop on 'boost::asio::error::operation_aborted' [ctx-retried-cancel]
    if (!ec)
      break;
    logLine(ec.message());
  }
}

asio::awaitable<void> bad_tuple_counted(asio::ip::tcp::socket &socket, asio::mutable_buffer data) {
  for (int attempt = 0; attempt < 3; ++attempt) {
    auto &&[ec, n] = co_await socket.async_read_some(data, asio::as_tuple(asio::use_awaitable));
    // CHECK-MESSAGES: :[[@LINE-1]]:38: warning: 'async_read_some' is called again after any failure, also when it was cancelled; leave the loop on 'boost::asio::error::operation_aborted' [ctx-retried-cancel]
    // CHECK-FIXES: if (ec == boost::asio::error::operation_aborted) break;
    if (!ec)
      co_return;
    logLine(std::to_string(n));
  }
}

// The loop around it goes on with something else.
asio::awaitable<void> bad_tuple_in_rounds(asio::ip::tcp::socket &socket, asio::steady_timer &timer, asio::mutable_buffer data) {
  for (;;) {
    for (;;) {
      auto &&[ec, n] = co_await socket.async_write_some(data, asio::as_tuple(asio::use_awaitable));
      // CHECK-MESSAGES: :[[@LINE-1]]:40: warning: 'async_write_some' is called again after any failure, also when it was cancelled; leave the loop on 'boost::asio::error::operation_aborted' [ctx-retried-cancel]
      if (!ec)
        break;
      logLine(ec.message());
    }
    auto [ec] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    if (ec)
      break;
  }
}

asio::awaitable<void> ok_tuple_asked(asio::ip::tcp::socket &socket, const Endpoint &peer) {
  for (;;) {
    auto [ec] = co_await socket.async_connect(peer, asio::as_tuple(asio::use_awaitable));
    if (!ec || ec == asio::error::operation_aborted)
      break;
    logLine(ec.message());
  }
}

// Only success goes round.
asio::awaitable<void> ok_tuple_reads(asio::ip::tcp::socket &socket, asio::mutable_buffer data) {
  for (;;) {
    auto [ec, n] = co_await socket.async_read_some(data, asio::as_tuple(asio::use_awaitable));
    if (ec)
      break;
    logLine(std::to_string(n));
  }
}
