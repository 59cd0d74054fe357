// RUN: %check %s ctx-stop-under-lock %t -std=c++20
// Locks that are not surely held, and mutexes that do not show what they are.
#include <functional>
#include <mutex>
#include <stop_token>

void step();
void mayUnlock(std::unique_lock<std::mutex> &lock);

// Whether it may be locked twice is not known here.
struct Opaque {
  void lock();
  void unlock();
};
void ok_unknown_mutex(std::stop_source &s, Opaque &m) {
  std::stop_callback cb(s.get_token(), [&] { std::lock_guard g(m); });
  std::lock_guard lock(m);
  s.request_stop();
}

void ok_given_to_somebody(std::stop_source &s, std::mutex &m) {
  std::stop_callback cb(s.get_token(), [&] { std::lock_guard g(m); });
  std::unique_lock lock(m);
  mayUnlock(lock);
  s.request_stop();
}

void ok_in_a_handler(std::stop_source &s, std::mutex &m) {
  std::stop_callback cb(s.get_token(), [&] { std::lock_guard g(m); });
  std::unique_lock lock(m);
  try {
    lock.unlock();
    step();
  } catch (...) {
    s.request_stop();
  }
}

// The callback is somebody else's.
void ok_unseen_callback(std::stop_source &s, std::mutex &m, std::function<void()> f) {
  std::stop_callback cb(s.get_token(), f);
  std::lock_guard lock(m);
  s.request_stop();
}

void ok_defers(std::stop_source &s, std::mutex &m, std::function<void()> &later) {
  std::stop_callback cb(s.get_token(), [&] {
    later = [&] { std::lock_guard g(m); };
  });
  std::lock_guard lock(m);
  s.request_stop();
}
