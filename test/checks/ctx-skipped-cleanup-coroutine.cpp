// RUN: %check %s ctx-skipped-cleanup %t -std=c++20
// What a cancelled operation of Asio throws where it is awaited.
#include <coroutine>
#include <map>
#include <mutex>
#include <system_error>
#include <tuple>

namespace boost::system {
struct error_category {};
struct error_code {
  explicit operator bool() const;
  friend bool operator==(const error_code &, const error_code &);
};
struct system_error : std::exception {
  const error_code &code() const;
};
} // namespace boost::system
namespace boost::asio {
namespace error {
enum basic_errors { operation_aborted = 125 };
}
struct io_context {};
struct any_io_executor {};
struct disable_cancellation {};
template <class Executor = any_io_executor> struct use_awaitable_t {};
constexpr use_awaitable_t<> use_awaitable;
template <class T> struct result_of {
  struct promise_base {
    void return_value(T);
  };
};
template <> struct result_of<void> {
  struct promise_base {
    void return_void();
  };
};
template <class T, class Executor = any_io_executor> class awaitable {
public:
  struct promise_type : result_of<T>::promise_base {
    awaitable get_return_object();
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    template <class U> awaitable<U> await_transform(awaitable<U> a) const {
      return a;
    }
  };
  ~awaitable();
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};
namespace this_coro {
template <class Filter> awaitable<void> reset_cancellation_state(Filter &&);
} // namespace this_coro
namespace ip {
struct tcp {};
} // namespace ip
template <class Protocol, class Executor = any_io_executor> class basic_socket {
public:
  ~basic_socket();
  void close();
  void open(int);
};
template <class Protocol, class Executor = any_io_executor>
class basic_stream_socket : public basic_socket<Protocol, Executor> {
public:
  template <class Buffer, class Token>
  awaitable<int> async_read_some(Buffer, Token);
};
using socket_t = basic_stream_socket<ip::tcp>;
template <class Stream, class Buffer, class Token>
awaitable<int> async_write(Stream &, Buffer, Token);
} // namespace boost::asio

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;

struct Semaphore {
  awaitable<void> async_acquire();
  void release();
};
struct Journal {
  awaitable<bool> begin(int row);
  awaitable<void> end();
};
struct Guard {
  ~Guard();
};
struct Gate {
  awaitable<Guard> lock();
  void unlock();
};
bool parse(int);

class Session {
public:
  awaitable<void> bad_flag() {
    reading_ = true;
    int n = co_await socket_.async_read_some(7, use_awaitable);
    parse(n);
    reading_ = false;
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'reading_ = false' is skipped when the work is cancelled; do it in a destructor, or in a handler too [ctx-skipped-cleanup]
    // CHECK-NOTES: :[[@LINE-5]]:5: note: 'reading_ = true' makes it necessary
    // CHECK-NOTES: :[[@LINE-5]]:13: note: 'boost::system::system_error' is thrown here when a stop was requested, and leaves
  }
  awaitable<void> bad_awaited_lock(Semaphore &semaphore) {
    co_await semaphore.async_acquire();
    co_await asio::async_write(socket_, 7, use_awaitable);
    semaphore.release();
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'semaphore.release()' is skipped when the work is cancelled
    // CHECK-NOTES: :[[@LINE-4]]:14: note: 'semaphore.async_acquire()' makes it necessary
    // CHECK-NOTES: :[[@LINE-4]]:5: note: 'boost::system::system_error' is thrown here
  }
  awaitable<void> read() {
    parse(co_await socket_.async_read_some(7, use_awaitable));
  }
  awaitable<bool> bad_awaited_both(Journal &journal) {
    if (!co_await journal.begin(1))
      co_return false;
    co_await read();
    co_await journal.end();
    // CHECK-NOTES: :[[@LINE-1]]:14: warning: 'journal.end()' is skipped when the work is cancelled
    // CHECK-NOTES: :[[@LINE-5]]:19: note: 'journal.begin(1)' makes it necessary
    // CHECK-NOTES: :[[@LINE-4]]:14: note: 'boost::system::system_error' is thrown here
    // CHECK-NOTES: :118:11: note: by this, in 'read'
    co_return true;
  }
  awaitable<void> bad_filtered(int id) {
    pending_[id] = this;
    try {
      co_await read();
    } catch (const boost::system::system_error &) {
      parse(id);
      throw;
    }
    pending_.erase(id);
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'pending_.erase(id)' is skipped when the work is cancelled
    // CHECK-NOTES: :[[@LINE-9]]:5: note: 'pending_[id] = this' makes it necessary
    // CHECK-NOTES: :[[@LINE-8]]:16: note: 'boost::system::system_error' is thrown here
    // CHECK-NOTES: :118:11: note: by this, in 'read'
  }
  awaitable<std::tuple<boost::system::error_code, int>> tryRead();
  awaitable<void> bad_code() {
    ++depth_;
    auto [ec, n] = co_await tryRead();
    if (ec)
      co_return;
    parse(n);
    --depth_;
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: '--depth_' is skipped when the work is cancelled
    // CHECK-NOTES: :[[@LINE-7]]:5: note: '++depth_' makes it necessary
    // CHECK-NOTES: :[[@LINE-5]]:7: note: cancellation leaves here
  }

  awaitable<void> ok_caught() {
    reading_ = true;
    try {
      co_await read();
    } catch (const std::exception &) {
    }
    reading_ = false;
  }
  awaitable<void> ok_guard(Gate &gate) {
    auto lock = co_await gate.lock();
    co_await read();
    gate.unlock();
  }
  awaitable<void> ok_own_destructor(asio::socket_t &other) {
    other.open(4);
    co_await read();
    other.close();
  }
  awaitable<void> ok_unlocked_before(std::mutex &mutex) {
    mutex.lock();
    parse(1);
    mutex.unlock();
    co_await read();
  }
  awaitable<void> ok_not_awaited(std::mutex &mutex) {
    mutex.lock();
    auto later = read();
    mutex.unlock();
    co_return;
  }
  awaitable<void> ok_shielded() {
    ++depth_;
    co_await asio::this_coro::reset_cancellation_state(
        asio::disable_cancellation());
    co_await read();
    --depth_;
  }
  awaitable<void> ok_code() {
    ++depth_;
    auto [ec, n] = co_await tryRead();
    --depth_;
    if (ec)
      co_return;
    parse(n);
  }

private:
  asio::socket_t socket_;
  bool reading_ = false;
  int depth_ = 0;
  std::map<int, Session *> pending_;
};
