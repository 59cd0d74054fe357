// Every check over the abseil vocabulary: what it finds, and what looks alike.
// RUN: %check %s 'ctx-*' %t
#include <absl/all.h>
#include <stop_token>

void work();
void logLine(const std::string &);
absl::Status fetch(int id, std::stop_token st);

void bad_sleep(std::stop_token st) {
  while (!st.stop_requested()) {
    work();
    absl::SleepFor(absl::Seconds(30));
// CHECK-MESSAGES: :[[@LINE-1]]:5: warning: a stop request on 'st' does not wake 'SleepFor'; wait in short steps and look at 'st' between them [ctx-uninterruptible-wait]
  }
}
void bad_notification(std::stop_token st, absl::Notification &ready) {
  while (!st.stop_requested()) {
    ready.WaitForNotification();
// CHECK-MESSAGES: :[[@LINE-1]]:11: warning: a stop request on 'st' does not wake 'WaitForNotification'; use 'WaitForNotificationWithTimeout' instead, which need not block [ctx-uninterruptible-wait]
    work();
  }
}
void bad_await(std::stop_token st, absl::Mutex &m, bool &ready) {
  while (!st.stop_requested()) {
    m.LockWhen(absl::Condition(&ready));
// CHECK-MESSAGES: :[[@LINE-1]]:7: warning: a stop request on 'st' does not wake 'LockWhen'; use 'LockWhenWithTimeout' instead, which need not block [ctx-uninterruptible-wait]
    work();
    m.Unlock();
  }
}
void bad_condition(std::stop_token st, absl::Mutex &m, absl::CondVar &cv) {
  while (!st.stop_requested())
    cv.Wait(&m);
// CHECK-MESSAGES: :[[@LINE-1]]:8: warning: a stop request on 'st' does not wake 'Wait', although its loop looks at it; notify 'cv' while holding 'm' on a request, or wait in short steps [ctx-missed-wakeup]
}
void ok_bounded(std::stop_token st, absl::Notification &ready) {
  while (!st.stop_requested())
    if (ready.WaitForNotificationWithTimeout(absl::Seconds(1)))
      work();
}
void ok_woken(std::stop_token st, absl::Notification &ready) {
  std::stop_callback wake(st, [&] { ready.Notify(); });
  ready.WaitForNotification();
}
void ok_no_token(absl::Notification &ready) { ready.WaitForNotification(); }

absl::Status bad_retry(int id, std::stop_token st) {
  for (int attempt = 0; attempt < 3; ++attempt) {
    absl::Status status = fetch(id, st);
// CHECK-MESSAGES: :[[@LINE-1]]:27: warning: 'fetch' is called again after any failure, also when it was cancelled; leave the loop on 'absl::StatusCode::kCancelled' [ctx-retried-cancel]
// CHECK-FIXES: if (status.code() == absl::StatusCode::kCancelled) return status;
    if (status.ok())
      return status;
    logLine(status.ToString());
  }
  return absl::Status();
}
absl::Status ok_retry(int id, std::stop_token st) {
  for (int attempt = 0; attempt < 3; ++attempt) {
    absl::Status status = fetch(id, st);
    if (status.ok() || absl::IsCancelled(status))
      return status;
    logLine(status.ToString());
  }
  return absl::Status();
}
absl::Status ok_transient(int id, std::stop_token st) {
  for (;;) {
    absl::Status status = fetch(id, st);
    if (status.code() != absl::StatusCode::kUnavailable)
      return status;
  }
}
