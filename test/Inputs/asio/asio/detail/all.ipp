// The declarations of Asio that the tests need, laid out as the library lays
// them out: filters are aliases of one template, sockets inherit what they have
// in common, timers are specializations, this_coro holds objects to be awaited,
// and a completion token decides what an operation returns. Included inside of
// the library's namespace, with the name of its error code as CTX_ERROR_CODE.

//===-- cancellation ------------------------------------------------------===//

enum class cancellation_type : unsigned int {
  none = 0,
  terminal = 1,
  partial = 2,
  total = 4,
  all = 0xFFFFFFFF
};
typedef cancellation_type cancellation_type_t;
inline constexpr bool operator!(cancellation_type_t X) {
  return static_cast<unsigned int>(X) == 0;
}
inline constexpr cancellation_type_t operator&(cancellation_type_t X,
                                               cancellation_type_t Y) {
  return static_cast<cancellation_type_t>(static_cast<unsigned int>(X) &
                                          static_cast<unsigned int>(Y));
}

class cancellation_slot;

class cancellation_signal {
public:
  constexpr cancellation_signal() : handler_(nullptr) {}
  ~cancellation_signal();
  void emit(cancellation_type_t Type);
  cancellation_slot slot() noexcept;

private:
  cancellation_signal(const cancellation_signal &) = delete;
  cancellation_signal &operator=(const cancellation_signal &) = delete;
  void *handler_;
};

class cancellation_slot {
public:
  constexpr cancellation_slot() : handler_(nullptr) {}
  template <typename H, typename... Args> H &emplace(Args &&...args) {
    throw 0;
  }
  template <typename H> typename std::decay<H>::type &assign(H &&handler) {
    throw 0;
  }
  void clear();
  constexpr bool is_connected() const noexcept { return handler_ != nullptr; }
  constexpr bool has_handler() const noexcept { return handler_ != nullptr; }

private:
  friend class cancellation_signal;
  void **handler_;
};

template <cancellation_type_t Mask> struct cancellation_filter {
  cancellation_type_t operator()(cancellation_type_t Type) const noexcept;
};
typedef cancellation_filter<cancellation_type::none> disable_cancellation;
typedef cancellation_filter<cancellation_type::terminal>
    enable_terminal_cancellation;
typedef cancellation_filter<static_cast<cancellation_type_t>(3)>
    enable_partial_cancellation;
typedef cancellation_filter<static_cast<cancellation_type_t>(7)>
    enable_total_cancellation;

class cancellation_state {
public:
  constexpr cancellation_state() noexcept : impl_(nullptr) {}
  template <typename CancellationSlot>
  constexpr explicit cancellation_state(CancellationSlot slot);
  template <typename CancellationSlot, typename Filter>
  constexpr cancellation_state(CancellationSlot slot, Filter filter);
  constexpr cancellation_slot slot() const noexcept;
  cancellation_type_t cancelled() const noexcept;
  void clear(cancellation_type_t mask = cancellation_type::all) noexcept;

private:
  void *impl_;
};

template <typename T, typename CancellationSlot = cancellation_slot>
class cancellation_slot_binder {
public:
  typedef T target_type;
  typedef CancellationSlot cancellation_slot_type;
  template <typename U>
  cancellation_slot_binder(const cancellation_slot_type &s, U &&u)
      : slot_(s), target_(std::forward<U>(u)) {}
  target_type &get() noexcept;
  cancellation_slot_type get_cancellation_slot() const noexcept;

private:
  CancellationSlot slot_;
  T target_;
};
template <typename CancellationSlot, typename T>
[[nodiscard]] inline cancellation_slot_binder<typename std::decay<T>::type,
                                              CancellationSlot>
bind_cancellation_slot(const CancellationSlot &s, T &&t) {
  return cancellation_slot_binder<typename std::decay<T>::type,
                                  CancellationSlot>(s, std::forward<T>(t));
}
template <typename T, typename CancellationSlot = cancellation_slot>
struct associated_cancellation_slot {
  typedef CancellationSlot type;
};
template <typename T>
[[nodiscard]] typename associated_cancellation_slot<T>::type
get_associated_cancellation_slot(const T &t) noexcept {
  return {};
}

namespace error {
enum basic_errors {
  access_denied = 13,
  operation_aborted = 125,
  timed_out = 110,
  try_again = 11,
};
enum misc_errors { already_open = 1, eof };
} // namespace error

//===-- completion tokens -------------------------------------------------===//

template <typename T> class awaitable;

class detached_t {
public:
  constexpr detached_t() {}
};
constexpr detached_t detached;

struct any_io_executor {};

template <typename Executor = any_io_executor> struct use_awaitable_t {
  constexpr use_awaitable_t() {}
};
constexpr use_awaitable_t<> use_awaitable;

template <typename CompletionToken> class redirect_error_t {};
template <typename CompletionToken>
redirect_error_t<std::decay_t<CompletionToken>>
redirect_error(CompletionToken &&token, CTX_ERROR_CODE &ec);

template <typename CompletionToken> class as_tuple_t {};
template <typename CompletionToken>
as_tuple_t<std::decay_t<CompletionToken>> as_tuple(CompletionToken &&token);

template <typename Allocator = std::allocator<void>> class use_future_t {
public:
  constexpr use_future_t() {}
};
constexpr use_future_t<> use_future;

template <typename Executor> class basic_yield_context {
public:
  typedef cancellation_slot cancellation_slot_type;
  cancellation_slot_type get_cancellation_slot() const noexcept;
  cancellation_type_t cancelled() const noexcept;
  void throw_if_cancelled(bool value) const;
  basic_yield_context operator[](CTX_ERROR_CODE &ec) const;
};
typedef basic_yield_context<any_io_executor> yield_context;

namespace detail {
/// What an operation that ends with a \p T returns for a completion token.
template <typename Token, typename T> struct result_of {
  typedef void type; // a handler
};
template <typename E, typename T> struct result_of<use_awaitable_t<E>, T> {
  typedef awaitable<T> type;
};
template <typename Token, typename T>
struct result_of<redirect_error_t<Token>, T> : result_of<Token, T> {};
template <typename Token, typename T>
struct result_of<as_tuple_t<Token>, T>
    : result_of<Token, std::tuple<CTX_ERROR_CODE, T>> {};
template <typename Token>
struct result_of<as_tuple_t<Token>, void>
    : result_of<Token, std::tuple<CTX_ERROR_CODE>> {};
template <typename A, typename T> struct result_of<use_future_t<A>, T> {
  typedef std::future<T> type;
};
template <typename E, typename T> struct result_of<basic_yield_context<E>, T> {
  typedef T type;
};
template <typename Token, typename Slot, typename T>
struct result_of<cancellation_slot_binder<Token, Slot>, T>
    : result_of<Token, T> {};
template <typename Token, typename T>
using result_t = typename result_of<typename std::decay<Token>::type, T>::type;
} // namespace detail

template <typename Rep, typename Period, typename CompletionToken>
[[nodiscard]] auto
cancel_after(const std::chrono::duration<Rep, Period> &timeout,
             CompletionToken &&token)
    -> cancellation_slot_binder<typename std::decay<CompletionToken>::type> {
  throw 0;
}
template <typename Clock, typename Duration, typename CompletionToken>
[[nodiscard]] auto
cancel_at(const std::chrono::time_point<Clock, Duration> &expiry,
          CompletionToken &&token)
    -> cancellation_slot_binder<typename std::decay<CompletionToken>::type> {
  throw 0;
}

//===-- coroutines --------------------------------------------------------===//

namespace this_coro {
struct executor_t {
  constexpr executor_t() {}
};
constexpr executor_t executor;

struct cancellation_state_t {
  constexpr cancellation_state_t() {}
};
constexpr cancellation_state_t cancellation_state;

struct reset_cancellation_state_0_t {};
[[nodiscard]] inline constexpr reset_cancellation_state_0_t
reset_cancellation_state() {
  return {};
}
template <typename Filter> struct reset_cancellation_state_1_t {
  Filter filter;
};
template <typename Filter>
[[nodiscard]] inline constexpr reset_cancellation_state_1_t<
    typename std::decay<Filter>::type>
reset_cancellation_state(Filter &&filter) {
  return {std::forward<Filter>(filter)};
}
struct throw_if_cancelled_1_t {
  bool value;
};
[[nodiscard]] inline constexpr throw_if_cancelled_1_t
throw_if_cancelled(bool value) {
  return {value};
}
} // namespace this_coro

namespace detail {
template <typename T> struct ready {
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<>) const noexcept;
  T await_resume() const;
};

class awaitable_frame_base {
public:
  std::suspend_always initial_suspend() noexcept;
  std::suspend_always final_suspend() noexcept;
  void unhandled_exception();
  template <typename T> ready<T> await_transform(awaitable<T> a) const {
    // As in the library: a coroutine that was cancelled is not suspended again.
    if (state_.cancelled() != cancellation_type_t())
      throw 0;
    return {};
  }
  ready<any_io_executor> await_transform(this_coro::executor_t) const;
  ready<cancellation_state>
      await_transform(this_coro::cancellation_state_t) const;
  ready<void> await_transform(this_coro::reset_cancellation_state_0_t) const;
  template <typename Filter>
  ready<void>
      await_transform(this_coro::reset_cancellation_state_1_t<Filter>) const;
  ready<void> await_transform(this_coro::throw_if_cancelled_1_t) const;

private:
  cancellation_state state_;
};
template <typename T> class awaitable_frame : public awaitable_frame_base {
public:
  awaitable<T> get_return_object() noexcept;
  void return_value(T value);
};
template <> class awaitable_frame<void> : public awaitable_frame_base {
public:
  awaitable<void> get_return_object() noexcept;
  void return_void();
};
} // namespace detail

template <typename T> class [[nodiscard]] awaitable {
public:
  typedef T value_type;
  typedef detail::awaitable_frame<T> promise_type;
  awaitable(awaitable &&other) noexcept;
  ~awaitable();
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};

//===-- contexts ----------------------------------------------------------===//

class execution_context {
public:
  execution_context();
  ~execution_context();
};

class io_context : public execution_context {
public:
  class executor_type {};
  io_context();
  explicit io_context(int concurrency_hint);
  executor_type get_executor() noexcept;
  std::size_t run();
  std::size_t run_one();
  template <typename Rep, typename Period>
  std::size_t run_for(const std::chrono::duration<Rep, Period> &rel_time);
  template <typename Clock, typename Duration>
  std::size_t run_until(const std::chrono::time_point<Clock, Duration> &abs);
  template <typename Rep, typename Period>
  std::size_t run_one_for(const std::chrono::duration<Rep, Period> &rel_time);
  template <typename Clock, typename Duration>
  std::size_t
  run_one_until(const std::chrono::time_point<Clock, Duration> &abs);
  std::size_t poll();
  void stop();
  bool stopped() const;
  void restart();
};

class thread_pool : public execution_context {
public:
  class executor_type {};
  thread_pool();
  explicit thread_pool(std::size_t num_threads);
  ~thread_pool();
  executor_type get_executor() noexcept;
  void stop();
  void join();
};

template <typename Executor> class strand {
public:
  explicit strand(const Executor &ex);
};
template <typename Executor>
strand<Executor> make_strand(const Executor &ex);
template <typename ExecutionContext>
strand<typename ExecutionContext::executor_type>
make_strand(ExecutionContext &ctx,
            typename std::enable_if<std::is_convertible<
                ExecutionContext &, execution_context &>::value>::type * =
                nullptr);

template <typename Executor, typename NullaryToken>
auto post(const Executor &ex, NullaryToken &&token)
    -> detail::result_t<NullaryToken, void> {
  throw 0;
}
template <typename NullaryToken>
auto post(NullaryToken &&token) -> detail::result_t<NullaryToken, void> {
  throw 0;
}
template <typename ExecutionContext, typename NullaryToken>
auto post(ExecutionContext &ctx, NullaryToken &&token)
    -> detail::result_t<NullaryToken, void> {
  throw 0;
}
template <typename ExecutionContext, typename NullaryToken>
auto dispatch(ExecutionContext &ctx, NullaryToken &&token)
    -> detail::result_t<NullaryToken, void> {
  throw 0;
}
template <typename ExecutionContext, typename NullaryToken>
auto defer(ExecutionContext &ctx, NullaryToken &&token)
    -> detail::result_t<NullaryToken, void> {
  throw 0;
}

template <typename Executor, typename T, typename CompletionToken>
auto co_spawn(const Executor &ex, awaitable<T> a, CompletionToken &&token)
    -> detail::result_t<CompletionToken, T> {
  throw 0;
}
template <typename ExecutionContext, typename T, typename CompletionToken>
auto co_spawn(ExecutionContext &ctx, awaitable<T> a, CompletionToken &&token,
              typename std::enable_if<std::is_convertible<
                  ExecutionContext &, execution_context &>::value>::type * =
                  nullptr) -> detail::result_t<CompletionToken, T> {
  throw 0;
}
template <typename Executor, typename F, typename CompletionToken>
auto co_spawn(const Executor &ex, F &&f, CompletionToken &&token)
    -> detail::result_t<CompletionToken,
                        typename std::decay<decltype(f())>::type::value_type> {
  throw 0;
}
template <typename ExecutionContext, typename F, typename CompletionToken>
auto co_spawn(
    ExecutionContext &ctx, F &&f, CompletionToken &&token,
    typename std::enable_if<std::is_convertible<
        ExecutionContext &, execution_context &>::value>::type * = nullptr)
    -> detail::result_t<CompletionToken,
                        typename std::decay<decltype(f())>::type::value_type> {
  throw 0;
}
template <typename Executor, typename F, typename CompletionToken>
auto spawn(const Executor &ex, F &&function, CompletionToken &&token)
    -> detail::result_t<CompletionToken, void> {
  throw 0;
}

//===-- timers ------------------------------------------------------------===//

template <typename Clock> struct wait_traits {};

template <typename Clock, typename WaitTraits = wait_traits<Clock>,
          typename Executor = any_io_executor>
class basic_waitable_timer {
public:
  typedef typename Clock::duration duration;
  typedef typename Clock::time_point time_point;
  template <typename Context> explicit basic_waitable_timer(Context &&context);
  template <typename Context>
  basic_waitable_timer(Context &&context, const duration &expiry);
  std::size_t cancel();
  time_point expiry() const;
  std::size_t expires_at(const time_point &expiry);
  std::size_t expires_after(const duration &expiry);
  void wait();
  void wait(CTX_ERROR_CODE &ec);
  template <typename WaitToken>
  auto async_wait(WaitToken &&token) -> detail::result_t<WaitToken, void> {
    throw 0;
  }
};
typedef basic_waitable_timer<std::chrono::steady_clock> steady_timer;
typedef basic_waitable_timer<std::chrono::system_clock> system_timer;

template <typename Time, typename TimeTraits = void,
          typename Executor = any_io_executor>
class basic_deadline_timer {
public:
  template <typename Context> explicit basic_deadline_timer(Context &&context);
  std::size_t cancel();
  void wait();
  template <typename WaitToken>
  auto async_wait(WaitToken &&token) -> detail::result_t<WaitToken, void> {
    throw 0;
  }
};

template <typename Executor = any_io_executor> class basic_signal_set {
public:
  template <typename Context>
  basic_signal_set(Context &&context, int signal_number_1);
  void cancel();
  template <typename SignalToken>
  auto async_wait(SignalToken &&token) -> detail::result_t<SignalToken, int> {
    throw 0;
  }
};
typedef basic_signal_set<> signal_set;

//===-- I/O ---------------------------------------------------------------===//

class mutable_buffer {};
class const_buffer {};
template <typename T> mutable_buffer buffer(T &data);
template <typename T> const_buffer buffer(const T &data);

class socket_base {
public:
  enum wait_type { wait_read, wait_write, wait_error };
};

template <typename Protocol, typename Executor = any_io_executor>
class basic_socket : public socket_base {
public:
  typedef typename Protocol::endpoint endpoint_type;
  void close();
  CTX_ERROR_CODE close(CTX_ERROR_CODE &ec);
  void cancel();
  CTX_ERROR_CODE cancel(CTX_ERROR_CODE &ec);
  void connect(const endpoint_type &peer_endpoint);
  CTX_ERROR_CODE connect(const endpoint_type &peer_endpoint,
                         CTX_ERROR_CODE &ec);
  void wait(wait_type w);
  template <typename ConnectToken>
  auto async_connect(const endpoint_type &peer_endpoint, ConnectToken &&token)
      -> detail::result_t<ConnectToken, void> {
    throw 0;
  }
  template <typename WaitToken>
  auto async_wait(wait_type w, WaitToken &&token)
      -> detail::result_t<WaitToken, void> {
    throw 0;
  }

protected:
  basic_socket();
  ~basic_socket();
};

template <typename Protocol, typename Executor = any_io_executor>
class basic_stream_socket : public basic_socket<Protocol, Executor> {
public:
  template <typename Context> explicit basic_stream_socket(Context &&context);
  basic_stream_socket(basic_stream_socket &&other) noexcept;
  template <typename B> std::size_t send(const B &buffers);
  template <typename B> std::size_t receive(const B &buffers);
  template <typename B> std::size_t write_some(const B &buffers);
  template <typename B>
  std::size_t write_some(const B &buffers, CTX_ERROR_CODE &ec);
  template <typename B> std::size_t read_some(const B &buffers);
  template <typename B>
  std::size_t read_some(const B &buffers, CTX_ERROR_CODE &ec);
  template <typename B, typename Token>
  auto async_send(const B &buffers, Token &&token)
      -> detail::result_t<Token, std::size_t> {
    throw 0;
  }
  template <typename B, typename Token>
  auto async_receive(const B &buffers, Token &&token)
      -> detail::result_t<Token, std::size_t> {
    throw 0;
  }
  template <typename B, typename Token>
  auto async_write_some(const B &buffers, Token &&token)
      -> detail::result_t<Token, std::size_t> {
    throw 0;
  }
  template <typename B, typename Token>
  auto async_read_some(const B &buffers, Token &&token)
      -> detail::result_t<Token, std::size_t> {
    throw 0;
  }
};

template <typename Protocol, typename Executor = any_io_executor>
class basic_datagram_socket : public basic_socket<Protocol, Executor> {
public:
  typedef typename Protocol::endpoint endpoint_type;
  template <typename Context> explicit basic_datagram_socket(Context &&context);
  template <typename B> std::size_t send(const B &buffers);
  template <typename B> std::size_t receive(const B &buffers);
  template <typename B>
  std::size_t send_to(const B &buffers, const endpoint_type &destination);
  template <typename B>
  std::size_t receive_from(const B &buffers, endpoint_type &sender);
  template <typename B, typename Token>
  auto async_send_to(const B &buffers, const endpoint_type &destination,
                     Token &&token) -> detail::result_t<Token, std::size_t> {
    throw 0;
  }
  template <typename B, typename Token>
  auto async_receive_from(const B &buffers, endpoint_type &sender,
                          Token &&token)
      -> detail::result_t<Token, std::size_t> {
    throw 0;
  }
};

template <typename Protocol, typename Executor = any_io_executor>
class basic_socket_acceptor : public socket_base {
public:
  typedef basic_stream_socket<Protocol, Executor> socket_type;
  template <typename Context>
  basic_socket_acceptor(Context &&context,
                        const typename Protocol::endpoint &endpoint);
  void close();
  void cancel();
  void wait(wait_type w);
  socket_type accept();
  template <typename AcceptToken>
  auto async_accept(AcceptToken &&token)
      -> detail::result_t<AcceptToken, socket_type> {
    throw 0;
  }
};

namespace ip {
template <typename InternetProtocol> class basic_endpoint {};
template <typename InternetProtocol> class basic_resolver_results {};
template <typename InternetProtocol, typename Executor = any_io_executor>
class basic_resolver {
public:
  typedef basic_resolver_results<InternetProtocol> results_type;
  template <typename Context> explicit basic_resolver(Context &&context);
  void cancel();
  results_type resolve(const std::string &host, const std::string &service);
  template <typename ResolveToken>
  auto async_resolve(const std::string &host, const std::string &service,
                     ResolveToken &&token)
      -> detail::result_t<ResolveToken, results_type> {
    throw 0;
  }
};
class tcp {
public:
  typedef basic_endpoint<tcp> endpoint;
  typedef basic_stream_socket<tcp> socket;
  typedef basic_socket_acceptor<tcp> acceptor;
  typedef basic_resolver<tcp> resolver;
};
class udp {
public:
  typedef basic_endpoint<udp> endpoint;
  typedef basic_datagram_socket<udp> socket;
  typedef basic_resolver<udp> resolver;
};
} // namespace ip

template <typename Executor = any_io_executor> class basic_serial_port {
public:
  void close();
  void cancel();
  template <typename B> std::size_t write_some(const B &buffers);
  template <typename B> std::size_t read_some(const B &buffers);
  template <typename B, typename Token>
  auto async_read_some(const B &buffers, Token &&token)
      -> detail::result_t<Token, std::size_t> {
    throw 0;
  }
};
typedef basic_serial_port<> serial_port;

namespace posix {
class descriptor_base {
public:
  enum wait_type { wait_read, wait_write, wait_error };
};
template <typename Executor = any_io_executor>
class basic_descriptor : public descriptor_base {
public:
  void close();
  void cancel();
  void wait(wait_type w);
};
template <typename Executor = any_io_executor>
class basic_stream_descriptor : public basic_descriptor<Executor> {
public:
  template <typename B> std::size_t write_some(const B &buffers);
  template <typename B> std::size_t read_some(const B &buffers);
  template <typename B, typename Token>
  auto async_read_some(const B &buffers, Token &&token)
      -> detail::result_t<Token, std::size_t> {
    throw 0;
  }
};
typedef basic_stream_descriptor<> stream_descriptor;
} // namespace posix

namespace ssl {
template <typename Stream> class stream {
public:
  enum handshake_type { client, server };
  void handshake(handshake_type type);
  void shutdown();
  template <typename B> std::size_t write_some(const B &buffers);
  template <typename B> std::size_t read_some(const B &buffers);
  template <typename Token>
  auto async_handshake(handshake_type type, Token &&token)
      -> detail::result_t<Token, void> {
    throw 0;
  }
  template <typename Token>
  auto async_shutdown(Token &&token) -> detail::result_t<Token, void> {
    throw 0;
  }
};
} // namespace ssl

template <typename S, typename B> std::size_t read(S &s, const B &buffers);
template <typename S, typename B>
std::size_t read(S &s, const B &buffers, CTX_ERROR_CODE &ec);
template <typename S, typename B, typename Token>
auto async_read(S &s, const B &buffers, Token &&token)
    -> detail::result_t<Token, std::size_t> {
  throw 0;
}
template <typename S, typename B>
std::size_t read_until(S &s, B &&buffers, char delim);
template <typename S, typename B, typename Token>
auto async_read_until(S &s, B &&buffers, char delim, Token &&token)
    -> detail::result_t<Token, std::size_t> {
  throw 0;
}
template <typename D, typename B>
std::size_t read_at(D &d, unsigned long offset, const B &buffers);
template <typename D, typename B, typename Token>
auto async_read_at(D &d, unsigned long offset, const B &buffers, Token &&token)
    -> detail::result_t<Token, std::size_t> {
  throw 0;
}
template <typename S, typename B> std::size_t write(S &s, const B &buffers);
template <typename S, typename B>
std::size_t write(S &s, const B &buffers, CTX_ERROR_CODE &ec);
template <typename S, typename B, typename Token>
auto async_write(S &s, const B &buffers, Token &&token)
    -> detail::result_t<Token, std::size_t> {
  throw 0;
}
template <typename D, typename B>
std::size_t write_at(D &d, unsigned long offset, const B &buffers);
template <typename D, typename B, typename Token>
auto async_write_at(D &d, unsigned long offset, const B &buffers, Token &&token)
    -> detail::result_t<Token, std::size_t> {
  throw 0;
}
template <typename Protocol, typename Executor, typename EndpointSequence>
typename Protocol::endpoint connect(basic_socket<Protocol, Executor> &s,
                                    const EndpointSequence &endpoints);
template <typename Protocol, typename Executor, typename EndpointSequence,
          typename Token>
auto async_connect(basic_socket<Protocol, Executor> &s,
                   const EndpointSequence &endpoints, Token &&token)
    -> detail::result_t<Token, typename Protocol::endpoint> {
  throw 0;
}
