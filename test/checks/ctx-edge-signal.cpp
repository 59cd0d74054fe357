// RUN: %check %s ctx-edge-signal %t -std=c++20
// RUN: %check %s ctx-edge-signal %t -std=c++20 -- -DBOOST
#ifdef BOOST
#include <boost/asio.hpp>
namespace asio = boost::asio;
#else
#include <asio.hpp>
#endif
#include <functional>
#include <memory>
#include <stop_token>
#include <thread>

using asio::cancellation_type;
asio::awaitable<void> elsewhere();
asio::awaitable<void> leaf(asio::steady_timer &t) {
  co_await t.async_wait(asio::use_awaitable);
}
asio::awaitable<void> widened(asio::steady_timer &t) {
  co_await asio::this_coro::reset_cancellation_state(
      asio::enable_total_cancellation());
  co_await t.async_wait(asio::use_awaitable);
}
asio::awaitable<void> widened_inside(asio::steady_timer &t) {
  co_await widened(t);
}

//===-- kinds -------------------------------------------------------------===//

void bad_none(asio::steady_timer &timer) {
  asio::cancellation_signal sig;
  timer.async_wait(asio::bind_cancellation_slot(sig.slot(), [](auto...) {}));
  sig.emit(cancellation_type::none);
  // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'sig' is emitted with a type that asks for nothing; say what is to be cancelled
}

void bad_total(asio::io_context &io, asio::steady_timer &timer) {
  asio::cancellation_signal sig;
  asio::co_spawn(io, leaf(timer),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
  sig.emit(cancellation_type::total);
  // CHECK-NOTES: :[[@LINE-1]]:7: warning: what 'sig' is bound to does not take this type, so the request is ignored; emit 'terminal', or have the coroutine take more
  // CHECK-NOTES: :[[@LINE-4]]:3: note: what is started here takes only 'terminal' unless it changes its filter
  io.run();
}

class Session {
public:
  void start(asio::io_context &io, asio::steady_timer &timer) {
    asio::co_spawn(io, [this, &timer]() -> asio::awaitable<void> {
      co_await leaf(timer);
    }, asio::bind_cancellation_slot(sig_.slot(), asio::detached));
    // CHECK-NOTES: :[[@LINE+4]]:10: warning: what 'sig_' is bound to does not take this type
    // CHECK-NOTES: :[[@LINE-4]]:5: note: what is started here takes only 'terminal'
  }
  void stop() {
    sig_.emit(cancellation_type::partial);
  }
  void kill() { sig_.emit(cancellation_type::terminal); }

private:
  asio::cancellation_signal sig_;
};

// Others may bind it to something that takes more.
struct OkOpen {
  asio::cancellation_signal sig;
  void start(asio::io_context &io, asio::steady_timer &timer) {
    asio::co_spawn(io, leaf(timer),
                   asio::bind_cancellation_slot(sig.slot(), asio::detached));
  }
  void stop() { sig.emit(cancellation_type::partial); }
};

void ok_terminal(asio::io_context &io, asio::steady_timer &timer) {
  asio::cancellation_signal sig;
  asio::co_spawn(io, leaf(timer),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
  sig.emit(cancellation_type::terminal);
  io.run();
}

void ok_all(asio::io_context &io, asio::steady_timer &timer) {
  asio::cancellation_signal sig;
  asio::co_spawn(io, leaf(timer),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
  sig.emit(cancellation_type::all);
  io.run();
}

void ok_widened(asio::io_context &io, asio::steady_timer &timer) {
  asio::cancellation_signal sig, other;
  asio::co_spawn(io, widened(timer),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
  asio::co_spawn(io, widened_inside(timer),
                 asio::bind_cancellation_slot(other.slot(), asio::detached));
  sig.emit(cancellation_type::total);
  other.emit(cancellation_type::partial);
  io.run();
}

void ok_not_in_reach(asio::io_context &io) {
  asio::cancellation_signal sig;
  asio::co_spawn(io, elsewhere(),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
  sig.emit(cancellation_type::total);
  io.run();
}

// A timer takes every kind.
void ok_operation(asio::steady_timer &timer) {
  asio::cancellation_signal sig;
  timer.async_wait(asio::bind_cancellation_slot(sig.slot(), [](auto...) {}));
  sig.emit(cancellation_type::total);
}

void ok_unknown_kind(asio::io_context &io, asio::steady_timer &timer,
                     cancellation_type kind) {
  asio::cancellation_signal sig;
  asio::co_spawn(io, leaf(timer),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
  sig.emit(kind);
  io.run();
}

//===-- order -------------------------------------------------------------===//

void bad_before_start(asio::io_context &io, asio::steady_timer &timer) {
  asio::cancellation_signal sig;
  sig.emit(cancellation_type::all);
  // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'sig' is emitted before an operation has its slot: the request is lost, a signal does not remember it; emit it while the operation is pending
  // CHECK-NOTES: :[[@LINE+2]]:36: note: the operation gets the slot here
  timer.async_wait(
      asio::bind_cancellation_slot(sig.slot(), [](auto...) {}));
}

asio::awaitable<void> bad_after_awaited(asio::steady_timer &timer, bool late) {
  asio::cancellation_signal sig;
  co_await timer.async_wait(
      asio::bind_cancellation_slot(sig.slot(), asio::use_awaitable));
  // CHECK-NOTES: :[[@LINE+3]]:9: warning: 'sig' is emitted after the operation is over: the request is lost
  // CHECK-NOTES: :[[@LINE-2]]:36: note: the operation was awaited here
  if (late)
    sig.emit(cancellation_type::all);
}

void bad_after_run(asio::steady_timer &timer) {
  asio::cancellation_signal sig;
  asio::io_context io;
  asio::co_spawn(io, leaf(timer),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
  io.run();
  sig.emit(cancellation_type::terminal);
  // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'sig' is emitted after what ran the operation has returned: the request is lost
  // CHECK-NOTES: :[[@LINE-3]]:3: note: nothing is pending when this has returned
}

void ok_between(asio::steady_timer &timer) {
  asio::cancellation_signal sig;
  asio::io_context io;
  asio::co_spawn(io, leaf(timer),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
  sig.emit(cancellation_type::terminal);
  io.run();
}

void ok_runs_again(asio::steady_timer &timer) {
  asio::cancellation_signal sig;
  asio::io_context io;
  asio::co_spawn(io, leaf(timer),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
  io.run();
  sig.emit(cancellation_type::terminal);
  io.run();
}

void ok_cancels_the_last(asio::steady_timer &timer, int n) {
  asio::cancellation_signal sig;
  for (int i = 0; i < n; ++i) {
    sig.emit(cancellation_type::all);
    timer.async_wait(asio::bind_cancellation_slot(sig.slot(), [](auto...) {}));
  }
}

void ok_member_cancels_the_last(asio::steady_timer &timer);
class Restart {
  asio::cancellation_signal sig_;
  void again(asio::steady_timer &timer) {
    sig_.emit(cancellation_type::all);
    timer.async_wait(asio::bind_cancellation_slot(sig_.slot(), [](auto...) {}));
  }
};

void handed_on(asio::cancellation_signal &);
void ok_escapes(asio::steady_timer &timer) {
  asio::cancellation_signal sig;
  handed_on(sig);
  sig.emit(cancellation_type::all);
  timer.async_wait(asio::bind_cancellation_slot(sig.slot(), [](auto...) {}));
}

asio::awaitable<void> ok_emitted_by_handler(asio::steady_timer &timer,
                                            asio::steady_timer &limit) {
  asio::cancellation_signal sig;
  limit.async_wait([&](auto...) { sig.emit(cancellation_type::all); });
  co_await timer.async_wait(
      asio::bind_cancellation_slot(sig.slot(), asio::use_awaitable));
}

//===-- threads -----------------------------------------------------------===//

void bad_while_a_thread_runs(asio::steady_timer &timer, void (*work)()) {
  asio::io_context io;
  asio::cancellation_signal sig;
  asio::co_spawn(io, leaf(timer),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
  std::thread runner([&] { io.run(); });
  work();
  sig.emit(cancellation_type::terminal);
  // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'sig' is emitted here while another thread runs its operation: emitting is not thread-safe; post it to 'io'
  // CHECK-NOTES: :[[@LINE-4]]:15: note: the thread is started here
  runner.join();
}

void bad_while_a_jthread_runs(asio::steady_timer &timer) {
  asio::io_context io;
  asio::cancellation_signal sig;
  asio::co_spawn(io, leaf(timer),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
  std::jthread runner([&io] { io.run_for(std::chrono::seconds(1)); });
  sig.emit(cancellation_type::terminal);
  // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'sig' is emitted here while another thread runs its operation: emitting is not thread-safe; post it to 'io'
  // CHECK-NOTES: :[[@LINE-3]]:16: note: the thread is started here
}

void ok_while_a_thread_runs_posted(asio::steady_timer &timer) {
  asio::io_context io;
  asio::cancellation_signal sig;
  asio::co_spawn(io, leaf(timer),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
  std::thread runner([&] { io.run(); });
  asio::post(io, [&] { sig.emit(cancellation_type::terminal); });
  runner.join();
}

void ok_another_thread_runs_another(asio::io_context &other,
                                    asio::steady_timer &timer) {
  asio::io_context io;
  asio::cancellation_signal sig;
  asio::co_spawn(io, leaf(timer),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
  std::thread runner([&] { other.run(); });
  sig.emit(cancellation_type::terminal);
  io.run();
  runner.join();
}

void ok_emitted_before_the_thread(asio::steady_timer &timer) {
  asio::io_context io;
  asio::cancellation_signal sig;
  asio::co_spawn(io, leaf(timer),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
  sig.emit(cancellation_type::terminal);
  std::thread runner([&] { io.run(); });
  runner.join();
}

void bad_thread(asio::io_context &io, asio::steady_timer &timer) {
  asio::cancellation_signal sig;
  asio::co_spawn(io, leaf(timer),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
  // CHECK-NOTES: :[[@LINE+2]]:27: warning: 'sig' is emitted on a thread of its own, while its operation may run on another: emitting is not thread-safe; post it to the operation's executor
  // CHECK-NOTES: :[[@LINE+1]]:15: note: the thread is started here
  std::thread t([&] { sig.emit(cancellation_type::all); });
  io.run();
  t.join();
}

void ok_thread_posts(asio::io_context &io, asio::steady_timer &timer) {
  asio::cancellation_signal sig;
  asio::co_spawn(io, leaf(timer),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
  std::thread t([&] {
    asio::post(io, [&] { sig.emit(cancellation_type::all); });
  });
  io.run();
  t.join();
}

void ok_thread_runs(asio::io_context &io, asio::steady_timer &timer) {
  asio::cancellation_signal sig;
  std::thread t([&] {
    asio::co_spawn(io, leaf(timer),
                   asio::bind_cancellation_slot(sig.slot(), asio::detached));
    io.run_for(std::chrono::seconds(1));
    sig.emit(cancellation_type::all);
    io.run();
  });
  t.join();
}

class Bridge {
public:
  void bad_callback(std::stop_token st) {
    // CHECK-NOTES: :[[@LINE+2]]:45: warning: 'sig_' is emitted on whichever thread asks to stop, while its operation may run on another: emitting is not thread-safe; post it to the operation's executor
    // CHECK-NOTES: :[[@LINE+1]]:24: note: the callback is registered here
    std::stop_callback cb(st, [this] { sig_.emit(cancellation_type::all); });
    io_.run();
  }
  void ok_callback_posts(std::stop_token st) {
    std::stop_callback cb(st, [this] {
      asio::post(io_, [this] { sig_.emit(cancellation_type::all); });
    });
    io_.run();
  }

private:
  asio::io_context io_;
  asio::cancellation_signal sig_;
};

void bad_other_context(asio::steady_timer &timer) {
  asio::io_context net, ui;
  asio::cancellation_signal sig;
  asio::co_spawn(net, leaf(timer),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
  asio::post(ui, [&] { sig.emit(cancellation_type::all); });
  // CHECK-NOTES: :[[@LINE-1]]:28: warning: 'sig' is emitted on 'ui', while its operation runs on 'net': emitting is not thread-safe; post it to 'net'
  // CHECK-NOTES: :[[@LINE-4]]:3: note: the operation is started here
  net.run();
}

void bad_two_parameters(asio::io_context &net, asio::io_context &ui) {
  asio::cancellation_signal sig;
  asio::steady_timer timer(net);
  timer.async_wait(asio::bind_cancellation_slot(sig.slot(), [](auto...) {}));
  asio::dispatch(ui, [&] { sig.emit(cancellation_type::all); });
  // CHECK-NOTES: :[[@LINE-1]]:32: warning: 'sig' is emitted on 'ui', while its operation runs on 'net': emitting is not thread-safe; post it to 'net'
  // CHECK-NOTES: :[[@LINE-3]]:3: note: the operation is started here
  net.run();
}

class BadMember {
public:
  void start(asio::steady_timer &timer) {
    // CHECK-NOTES: :[[@LINE+5]]:62: warning: 'sig_' is emitted on 'ui_', while its operation runs on 'net_': emitting is not thread-safe; post it to 'net_'
    // CHECK-NOTES: :[[@LINE+1]]:5: note: the operation is started here
    asio::co_spawn(net_, leaf(timer),
                   asio::bind_cancellation_slot(sig_.slot(), asio::detached));
  }
  void stop() { asio::post(ui_.get_executor(), [this] { sig_.emit(cancellation_type::all); }); }

private:
  asio::io_context &net_;
  asio::io_context &ui_;
  asio::cancellation_signal sig_;
};

void bad_strands_of_a_pool(asio::steady_timer &timer) {
  asio::thread_pool pool;
  asio::cancellation_signal sig;
  auto one = asio::make_strand(pool);
  auto two = asio::make_strand(pool.get_executor());
  asio::co_spawn(one, leaf(timer),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
  asio::post(two, [&] { sig.emit(cancellation_type::all); });
  // CHECK-NOTES: :[[@LINE-1]]:29: warning: 'sig' is emitted on 'two', while its operation runs on 'one': emitting is not thread-safe; post it to 'one'
  // CHECK-NOTES: :[[@LINE-4]]:3: note: the operation is started here
  pool.join();
}

// One thread runs both.
void ok_strand_of_the_context(asio::steady_timer &timer) {
  asio::io_context io;
  asio::cancellation_signal sig;
  auto strand = asio::make_strand(io);
  asio::co_spawn(io, leaf(timer),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
  asio::post(strand, [&] { sig.emit(cancellation_type::all); });
  io.run();
}

void ok_same_strand(asio::steady_timer &timer) {
  asio::thread_pool pool;
  asio::cancellation_signal sig;
  auto strand = asio::make_strand(pool);
  auto &same = strand;
  asio::co_spawn(strand, leaf(timer),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
  asio::post(same, [&] { sig.emit(cancellation_type::all); });
  pool.join();
}

void ok_same_context(asio::steady_timer &timer) {
  asio::io_context io;
  asio::cancellation_signal sig;
  auto &net = io;
  asio::co_spawn(io, leaf(timer),
                 asio::bind_cancellation_slot(sig.slot(), asio::detached));
  asio::post(net, [&] { sig.emit(cancellation_type::all); });
  io.run();
}

// Where the timer's handlers run is not written here.
void ok_unknown_executor(asio::io_context &ui, asio::steady_timer &timer) {
  asio::cancellation_signal sig;
  timer.async_wait(asio::bind_cancellation_slot(sig.slot(), [](auto...) {}));
  asio::post(ui, [&] { sig.emit(cancellation_type::all); });
  ui.run();
}

// A member may refer to the parameter's object.
class OkMayBeOne {
public:
  void start(asio::io_context &io, asio::steady_timer &timer) {
    asio::co_spawn(io, leaf(timer),
                   asio::bind_cancellation_slot(sig_.slot(), asio::detached));
  }
  void stop() { asio::post(io_, [this] { sig_.emit(cancellation_type::all); }); }

private:
  asio::io_context &io_;
  asio::cancellation_signal sig_;
};

// The requests are made where the operation runs.
class OkAskedByHandlers {
public:
  void start(asio::steady_timer &limit, asio::steady_timer &timer) {
    asio::co_spawn(io_, leaf(timer),
                   asio::bind_cancellation_slot(sig_.slot(), asio::detached));
    limit.async_wait([this](auto...) { source_.request_stop(); });
    std::stop_callback link(source_.get_token(),
                            [this] { sig_.emit(cancellation_type::all); });
    io_.run();
  }

private:
  asio::io_context io_;
  asio::cancellation_signal sig_;
  std::stop_source source_;
};

class AskedByAnybody {
public:
  void start(asio::steady_timer &limit) {
    limit.async_wait([this](auto...) { source_.request_stop(); });
    // CHECK-NOTES: :[[@LINE+3]]:43: warning: 'sig_' is emitted on whichever thread asks to stop
    // CHECK-NOTES: :[[@LINE+1]]:24: note: the callback is registered here
    std::stop_callback link(source_.get_token(),
                            [this] { sig_.emit(cancellation_type::all); });
    io_.run();
  }
  void stop() { source_.request_stop(); }

private:
  asio::io_context io_;
  asio::cancellation_signal sig_;
  std::stop_source source_;
};

// Who polls the context runs the operation on the same thread.
class OkPolls {
public:
  void start() {
    thread_ = std::thread([this] {
      while (!io_.stopped()) {
        io_.poll();
        if (quit_)
          signal_.emit(cancellation_type::all);
      }
    });
  }

private:
  asio::io_context io_;
  asio::cancellation_signal signal_;
  std::thread thread_;
  bool quit_ = false;
};

//===-- Operations of an object -------------------------------------------===//

void bad_after_run_of_timer() {
  asio::io_context io;
  asio::steady_timer timer(io);
  asio::cancellation_signal sig;
  timer.async_wait(asio::bind_cancellation_slot(sig.slot(), [](auto...) {}));
  io.run();
  sig.emit(cancellation_type::all);
  // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'sig' is emitted after what ran the operation has returned: the request is lost
  // CHECK-NOTES: :[[@LINE-3]]:3: note: nothing is pending when this has returned
}
void ok_timer_of_another(asio::io_context &other) {
  asio::io_context io;
  asio::steady_timer timer(other);
  asio::cancellation_signal sig;
  timer.async_wait(asio::bind_cancellation_slot(sig.slot(), [](auto...) {}));
  io.run();
  sig.emit(cancellation_type::all);
}
void ok_timer_before_run() {
  asio::io_context io;
  asio::steady_timer timer(io);
  asio::cancellation_signal sig;
  timer.async_wait(asio::bind_cancellation_slot(sig.slot(), [](auto...) {}));
  sig.emit(cancellation_type::all);
  io.run();
}
void ok_timer_runs_again() {
  asio::io_context io;
  asio::steady_timer timer(io);
  asio::cancellation_signal sig;
  timer.async_wait(asio::bind_cancellation_slot(sig.slot(), [](auto...) {}));
  io.run();
  sig.emit(cancellation_type::all);
  io.run();
}
