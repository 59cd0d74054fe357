// RUN: %check %s ctx-skipped-cleanup %t --models=%S/../Inputs/acme/acme.yaml
// RUN: %check %s ctx-skipped-cleanup %t --models=%S/../Inputs/acme/acme.yaml -std=c++20
#include <acme/context.h>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

void step(int);
bool more();
void fetch(const acme::Context &ctx, int id);
int count(const acme::Context &ctx) noexcept;

struct Device {
  void open(const char *name);
  void close();
  void beginFrame();
  void endFrame();
  void setBusy(bool);
  void setEnabled(bool);
  int add(int listener);
  void remove(int listener);
};
struct Handle;
Handle *handle_open(int);
void handle_close(Handle *);
void pauseUpdates();
void resumeUpdates();
void incref(Device *);
void decref(Device *);

//===-- pairs --------------------------------------------------------------===//

void bad_lock(const acme::Context &ctx, std::mutex &mutex) {
  mutex.lock();
  ctx.ThrowIfDone();
  mutex.unlock();
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'mutex.unlock()' is skipped when the work is cancelled; do it in a destructor, or in a handler too [ctx-skipped-cleanup]
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'mutex.lock()' makes it necessary
  // CHECK-NOTES: :[[@LINE-4]]:7: note: 'acme::Cancelled' is thrown here when a stop was requested, and leaves
}

void parse(const acme::Context &ctx, int id) {
  if (id)
    ctx.ThrowIfDone();
  step(id);
}

void bad_callee(const acme::Context &ctx, Device &device) {
  device.open("front");
  parse(ctx, 1);
  device.close();
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'device.close()' is skipped when the work is cancelled; do it in a destructor, or in a handler too [ctx-skipped-cleanup]
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'device.open("front")' makes it necessary
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'acme::Cancelled' is thrown here when a stop was requested, and leaves
  // CHECK-NOTES: :50:9: note: by this, in 'parse'
}

void bad_given(const acme::Context &ctx, Device *device) {
  device->beginFrame();
  fetch(ctx, 1);
  device->endFrame();
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'device->endFrame()' is skipped when the work is cancelled; do it in a destructor, or in a handler too [ctx-skipped-cleanup]
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'device->beginFrame()' makes it necessary
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'acme::Cancelled' is thrown here when a stop was requested, and leaves
}

void bad_poll(const acme::Context &ctx, Device &device) {
  device.setBusy(true);
  while (more()) {
    if (ctx.Done())
      return;
    step(1);
  }
  device.setBusy(false);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'device.setBusy(false)' is skipped when the work is cancelled; do it in a destructor, or in a handler too [ctx-skipped-cleanup]
  // CHECK-NOTES: :[[@LINE-8]]:3: note: 'device.setBusy(true)' makes it necessary
  // CHECK-NOTES: :[[@LINE-6]]:7: note: cancellation leaves here
}

void bad_stop_token(std::stop_token st, std::mutex &mutex) {
  mutex.lock();
  while (more()) {
    if (st.stop_requested())
      return;
    step(1);
  }
  mutex.unlock();
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'mutex.unlock()' is skipped when the work is cancelled
  // CHECK-NOTES: :[[@LINE-8]]:3: note: 'mutex.lock()' makes it necessary
  // CHECK-NOTES: :[[@LINE-6]]:7: note: cancellation leaves here
}

acme::Result tryFetch(const acme::Context &ctx, int id);

bool bad_result(const acme::Context &ctx, Device &device) {
  device.setEnabled(false);
  acme::Result result = tryFetch(ctx, 1);
  if (result.IsCancelled())
    return false;
  device.setEnabled(true);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'device.setEnabled(true)' is skipped when the work is cancelled
  // CHECK-NOTES: :[[@LINE-6]]:3: note: 'device.setEnabled(false)' makes it necessary
  // CHECK-NOTES: :[[@LINE-4]]:5: note: cancellation leaves here
  return result.ok();
}

bool bad_any_failure(const acme::Context &ctx, Device &device) {
  device.beginFrame();
  acme::Result result = tryFetch(ctx, 1);
  if (!result.ok())
    return false;
  device.endFrame();
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'device.endFrame()' is skipped when the work is cancelled
  // CHECK-NOTES: :[[@LINE-6]]:3: note: 'device.beginFrame()' makes it necessary
  // CHECK-NOTES: :[[@LINE-4]]:5: note: cancellation leaves here
  return true;
}

//===-- fields, counters, handles ------------------------------------------===//

class Store {
public:
  void bad_flag(const acme::Context &ctx) {
    if (loading_.exchange(true))
      return;
    fetch(ctx, 1);
    loading_ = false;
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'loading_ = false' is skipped when the work is cancelled
    // CHECK-NOTES: :[[@LINE-5]]:9: note: 'loading_.exchange(true)' makes it necessary
    // CHECK-NOTES: :[[@LINE-4]]:5: note: 'acme::Cancelled' is thrown here when a stop was requested, and leaves
  }
  void bad_counter(const acme::Context &ctx) {
    ++inFlight_;
    fetch(ctx, 1);
    --inFlight_;
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: '--inFlight_' is skipped when the work is cancelled
    // CHECK-NOTES: :[[@LINE-4]]:5: note: '++inFlight_' makes it necessary
    // CHECK-NOTES: :[[@LINE-4]]:5: note: 'acme::Cancelled' is thrown here
  }
  void bad_amount(const acme::Context &ctx, int bytes) {
    used_.fetch_add(bytes);
    fetch(ctx, 1);
    used_.fetch_sub(bytes);
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'used_.fetch_sub(bytes)' is skipped when the work is cancelled
    // CHECK-NOTES: :[[@LINE-4]]:5: note: 'used_.fetch_add(bytes)' makes it necessary
    // CHECK-NOTES: :[[@LINE-4]]:5: note: 'acme::Cancelled' is thrown here
  }
  void bad_key(const acme::Context &ctx, int id) {
    running_.insert(id);
    fetch(ctx, id);
    running_.erase(id);
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'running_.erase(id)' is skipped when the work is cancelled
    // CHECK-NOTES: :[[@LINE-4]]:5: note: 'running_.insert(id)' makes it necessary
    // CHECK-NOTES: :[[@LINE-4]]:5: note: 'acme::Cancelled' is thrown here
  }
  void bad_subscript(const acme::Context &ctx, int id) {
    waiting_[id] = this;
    fetch(ctx, id);
    waiting_.erase(id);
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'waiting_.erase(id)' is skipped when the work is cancelled
    // CHECK-NOTES: :[[@LINE-4]]:5: note: 'waiting_[id] = this' makes it necessary
    // CHECK-NOTES: :[[@LINE-4]]:5: note: 'acme::Cancelled' is thrown here
  }
  void bad_result_key(const acme::Context &ctx) {
    int id = device_.add(7);
    fetch(ctx, id);
    device_.remove(id);
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'device_.remove(id)' is skipped when the work is cancelled
    // CHECK-NOTES: :[[@LINE-4]]:14: note: 'device_.add(7)' makes it necessary
    // CHECK-NOTES: :[[@LINE-4]]:5: note: 'acme::Cancelled' is thrown here
  }
  void bad_own(const acme::Context &ctx) {
    enterBatch();
    fetch(ctx, 1);
    leaveBatch();
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'leaveBatch()' is skipped when the work is cancelled
    // CHECK-NOTES: :[[@LINE-4]]:5: note: 'enterBatch()' makes it necessary
    // CHECK-NOTES: :[[@LINE-4]]:5: note: 'acme::Cancelled' is thrown here
  }
  void ok_handled(const acme::Context &ctx) {
    busy_ = true;
    try {
      fetch(ctx, 1);
    } catch (...) {
      busy_ = false;
      throw;
    }
    busy_ = false;
  }
  void ok_behind_the_handler(const acme::Context &ctx) {
    busy_ = true;
    try {
      fetch(ctx, 1);
    } catch (const acme::Cancelled &) {
      step(0);
    }
    busy_ = false;
  }
  void ok_callee(const acme::Context &ctx) {
    busy_ = true;
    if (ctx.Done()) {
      idle();
      return;
    }
    step(1);
    busy_ = false;
  }
  void ok_named_cleanup(const acme::Context &ctx) {
    ++inFlight_;
    if (ctx.Done()) {
      cleanup();
      return;
    }
    step(1);
    --inFlight_;
  }
  void ok_completion(const acme::Context &ctx) {
    ready_ = false;
    fetch(ctx, 1);
    ready_ = true;
    needsLoading_ = true;
    fetch(ctx, 1);
    needsLoading_ = false;
  }
  void ok_lambda(const acme::Context &ctx) {
    busy_ = true;
    keep([this] { busy_ = false; });
    fetch(ctx, 1);
    busy_ = false;
  }
  void ok_marked(const acme::Context &ctx) {
    busy_ = true;
    fetch(ctx, 1);
    // ctx-tidy: detached because the owner of a cancelled store throws it away
    busy_ = false;
  }
  void ok_other_object(const acme::Context &ctx, Store &other) {
    busy_ = true;
    fetch(ctx, 1);
    other.busy_ = false;
  }

private:
  void enterBatch();
  void leaveBatch();
  void idle() { busy_ = false; }
  void cleanup();
  void keep(std::function<void()>);
  std::atomic<bool> loading_{false};
  std::atomic<int> used_{0};
  int inFlight_ = 0;
  bool busy_ = false;
  bool ready_ = false;
  bool needsLoading_ = false;
  std::set<int> running_;
  std::map<int, Store *> waiting_;
  Device device_;
};

void bad_handles(const acme::Context &ctx, Device *device) {
  char *buffer = static_cast<char *>(std::malloc(10));
  Handle *handle = handle_open(1);
  auto *numbers = new int[10];
  incref(device);
  pauseUpdates();
  fetch(ctx, 1);
  resumeUpdates();
  decref(device);
  delete[] numbers;
  handle_close(handle);
  std::free(buffer);
}
// CHECK-NOTES: :[[@LINE-6]]:3: warning: 'resumeUpdates()' is skipped when the work is cancelled
// CHECK-NOTES: :[[@LINE-9]]:3: note: 'pauseUpdates()' makes it necessary
// CHECK-NOTES: :[[@LINE-9]]:3: note: 'acme::Cancelled' is thrown here
// CHECK-NOTES: :[[@LINE-8]]:3: warning: 'decref(device)' is skipped when the work is cancelled
// CHECK-NOTES: :[[@LINE-13]]:3: note: 'incref(device)' makes it necessary
// CHECK-NOTES: :[[@LINE-12]]:3: note: 'acme::Cancelled' is thrown here
// CHECK-NOTES: :[[@LINE-10]]:3: warning: 'delete[] numbers' is skipped when the work is cancelled
// CHECK-NOTES: :[[@LINE-17]]:19: note: 'new int[10]' makes it necessary
// CHECK-NOTES: :[[@LINE-15]]:3: note: 'acme::Cancelled' is thrown here
// CHECK-NOTES: :[[@LINE-12]]:3: warning: 'handle_close(handle)' is skipped when the work is cancelled
// CHECK-NOTES: :[[@LINE-21]]:20: note: 'handle_open(1)' makes it necessary
// CHECK-NOTES: :[[@LINE-18]]:3: note: 'acme::Cancelled' is thrown here
// CHECK-NOTES: :[[@LINE-14]]:3: warning: 'std::free(buffer)' is skipped when the work is cancelled
// CHECK-NOTES: :[[@LINE-25]]:38: note: 'std::malloc(10)' makes it necessary
// CHECK-NOTES: :[[@LINE-21]]:3: note: 'acme::Cancelled' is thrown here

void bad_handler_leaves(const acme::Context &ctx, Device &device) {
  device.beginFrame();
  try {
    fetch(ctx, 1);
  } catch (const acme::Cancelled &) {
    step(0);
    return;
  }
  device.endFrame();
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'device.endFrame()' is skipped when the work is cancelled
  // CHECK-NOTES: :[[@LINE-9]]:3: note: 'device.beginFrame()' makes it necessary
  // CHECK-NOTES: :[[@LINE-8]]:5: note: 'acme::Cancelled' is thrown here
}

auto bad_in_lambda = [](const acme::Context &ctx, Device &device) {
  device.beginFrame();
  fetch(ctx, 1);
  device.endFrame();
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'device.endFrame()' is skipped when the work is cancelled
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'device.beginFrame()' makes it necessary
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'acme::Cancelled' is thrown here
};

//===-- silent -------------------------------------------------------------===//

struct Unlocking {
  explicit Unlocking(std::mutex &mutex);
  ~Unlocking();
  void dismiss();
};
struct SelfClosing {
  void open(int);
  void close();
  ~SelfClosing() { close(); }
};

void ok_guard(const acme::Context &ctx, std::mutex &mutex) {
  mutex.lock();
  Unlocking guard(mutex);
  fetch(ctx, 1);
  guard.dismiss();
  mutex.unlock();
}
void ok_adopted(const acme::Context &ctx, std::mutex &mutex) {
  mutex.lock();
  std::unique_lock<std::mutex> lock(mutex, std::adopt_lock);
  fetch(ctx, 1);
  mutex.unlock();
}
void ok_lock_object(const acme::Context &ctx, std::unique_lock<std::mutex> &lock) {
  lock.lock();
  fetch(ctx, 1);
  lock.unlock();
}
void ok_destructor(const acme::Context &ctx, SelfClosing &file) {
  file.open(1);
  fetch(ctx, 1);
  file.close();
}
void ok_local(const acme::Context &ctx) {
  Device device;
  device.open("local");
  int depth = 0;
  ++depth;
  fetch(ctx, 1);
  --depth;
  device.close();
}
void ok_owner(const acme::Context &ctx) {
  int *numbers = new int(1);
  std::unique_ptr<int> owner(numbers);
  fetch(ctx, 1);
  owner.release();
  delete numbers;
}
void ok_released_before(const acme::Context &ctx, std::mutex &mutex) {
  mutex.lock();
  step(1);
  mutex.unlock();
  fetch(ctx, 1);
  mutex.lock();
  mutex.unlock();
}
void ok_released_on_the_way(const acme::Context &ctx, std::mutex &mutex) {
  mutex.lock();
  while (more()) {
    if (ctx.Done()) {
      mutex.unlock();
      return;
    }
    step(1);
  }
  mutex.unlock();
}
void ok_loop_ends(const acme::Context &ctx, std::mutex &mutex) {
  mutex.lock();
  while (!ctx.Done())
    step(1);
  mutex.unlock();
}
void ok_break(const acme::Context &ctx, std::mutex &mutex) {
  mutex.lock();
  while (more()) {
    if (ctx.Done())
      break;
    step(1);
  }
  mutex.unlock();
}
void ok_cannot_throw(const acme::Context &ctx, std::mutex &mutex) {
  mutex.lock();
  count(ctx);
  mutex.unlock();
}
void ok_never_stopped(std::mutex &mutex) {
  mutex.lock();
  fetch(acme::Context::Background(), 1);
  mutex.unlock();
}
void ok_other(const acme::Context &ctx, std::mutex &mutex, std::mutex &second) {
  mutex.lock();
  fetch(ctx, 1);
  second.unlock();
}
void ok_conditional_handler(const acme::Context &ctx, Device &device) {
  device.beginFrame();
  try {
    fetch(ctx, 1);
  } catch (const std::exception &e) {
    if (more())
      throw;
  }
  device.endFrame();
}
void ok_text(const acme::Context &ctx, std::string &text, std::vector<int> &v) {
  text.insert(0, "x");
  v.insert(v.begin(), 1);
  fetch(ctx, 1);
  text.erase(0, 1);
  v.erase(v.begin());
}
Handle *ok_returned(const acme::Context &ctx) {
  Handle *handle = handle_open(1);
  if (ctx.Done())
    return handle;
  handle_close(handle);
  return nullptr;
}
void shutDown(const acme::Context &ctx, Device &device) {
  device.open("last");
  fetch(ctx, 1);
  device.close();
}
struct JobQueue {
  void push(int);
  void pop();
  int get(int);
  void put(int);
};
void ok_no_pair(const acme::Context &ctx, JobQueue &jobs, const char *&at) {
  jobs.push(1);
  int id = 1;
  jobs.get(id);
  ++at;
  fetch(ctx, 1);
  --at;
  jobs.put(id);
  jobs.pop();
}
int main() {
  auto [ctx, cancel] = acme::WithCancel(acme::Context::Background());
  pauseUpdates();
  fetch(ctx, 1);
  resumeUpdates();
}
