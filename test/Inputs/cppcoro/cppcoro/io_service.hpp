// What ctx-tidy's tests need of cppcoro's coroutines and I/O.
#pragma once

#include "cancellation_token.hpp"
#include <chrono>
#include <coroutine>
#include <cstddef>
#include <cstdint>

namespace cppcoro {

template <typename T = void> class [[nodiscard]] task {
public:
  struct promise_type {
    task get_return_object() noexcept;
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception() noexcept;
    void return_value(T) noexcept;
  };
  bool await_ready() const noexcept;
  std::coroutine_handle<> await_suspend(std::coroutine_handle<>) const noexcept;
  T await_resume() const;
};

template <> class [[nodiscard]] task<void> {
public:
  struct promise_type {
    task get_return_object() noexcept;
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception() noexcept;
    void return_void() noexcept;
  };
  bool await_ready() const noexcept;
  std::coroutine_handle<> await_suspend(std::coroutine_handle<>) const noexcept;
  void await_resume() const;
};

namespace detail {
template <typename T> struct operation {
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<>) noexcept;
  T await_resume();
};
// Another type: what takes a token returns no other kind of the same.
template <typename T> struct operation_cancellable {
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<>) noexcept;
  T await_resume();
};
} // namespace detail

class io_service {
public:
  class schedule_operation : public detail::operation<void> {};
  class timed_schedule_operation : public detail::operation<void> {};

  schedule_operation schedule() noexcept;
  template <typename REP, typename PERIOD>
  timed_schedule_operation
  schedule_after(const std::chrono::duration<REP, PERIOD> &delay,
                 cancellation_token cancellationToken = {}) noexcept;
  std::uint64_t process_events();
  void stop() noexcept;
};

namespace net {

class socket {
public:
  detail::operation<std::size_t> recv(void *buffer, std::size_t size) noexcept;
  detail::operation_cancellable<std::size_t>
  recv(void *buffer, std::size_t size, cancellation_token ct) noexcept;
  detail::operation<std::size_t> send(const void *buffer,
                                      std::size_t size) noexcept;
  detail::operation_cancellable<std::size_t>
  send(const void *buffer, std::size_t size, cancellation_token ct) noexcept;
  detail::operation<void> accept(socket &acceptingSocket) noexcept;
  detail::operation_cancellable<void> accept(socket &acceptingSocket,
                                             cancellation_token ct) noexcept;
  detail::operation<void> connect(int endPoint) noexcept;
  detail::operation_cancellable<void> connect(int endPoint,
                                              cancellation_token ct) noexcept;
  detail::operation<void> disconnect() noexcept;
  detail::operation_cancellable<void>
  disconnect(cancellation_token ct) noexcept;
  detail::operation<std::size_t> recv_from(void *buffer,
                                           std::size_t size) noexcept;
  detail::operation_cancellable<std::size_t>
  recv_from(void *buffer, std::size_t size, cancellation_token ct) noexcept;
  detail::operation<std::size_t> send_to(int endPoint, const void *buffer,
                                         std::size_t size) noexcept;
  detail::operation_cancellable<std::size_t>
  send_to(int endPoint, const void *buffer, std::size_t size,
          cancellation_token ct) noexcept;
};

} // namespace net

class file {
public:
  std::uint64_t size() const;
};

class readable_file : virtual public file {
public:
  detail::operation<std::size_t> read(std::uint64_t offset, void *buffer,
                                      std::size_t byteCount) const noexcept;
  detail::operation_cancellable<std::size_t>
  read(std::uint64_t offset, void *buffer, std::size_t byteCount,
       cancellation_token ct) const noexcept;
};

class writable_file : virtual public file {
public:
  detail::operation<std::size_t> write(std::uint64_t offset, const void *buffer,
                                       std::size_t byteCount) noexcept;
  detail::operation_cancellable<std::size_t>
  write(std::uint64_t offset, const void *buffer, std::size_t byteCount,
        cancellation_token ct) noexcept;
};

class read_write_file : public readable_file, public writable_file {};

class async_scope {
public:
  ~async_scope();
  template <typename AWAITABLE> void spawn(AWAITABLE &&awaitable);
  [[nodiscard]] detail::operation<void> join() noexcept;
};

template <typename AWAITABLE> void sync_wait(AWAITABLE &&awaitable);

} // namespace cppcoro
