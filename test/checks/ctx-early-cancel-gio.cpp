// RUN: %check %s ctx-early-cancel %t
// A cancellable is source and token at once, and counted.
#include <gio/gio.h>

void import_async(GObject *self, GCancellable *cancellable,
                  GAsyncReadyCallback callback, gpointer data);
gboolean import_sync(GObject *self, GCancellable *cancellable);
void in_thread(GTask *task, gpointer source, gpointer data,
               GCancellable *cancellable);

void bad_async(GObject *self, GAsyncReadyCallback callback) {
  GCancellable *own = g_cancellable_new();
  import_async(self, own, callback, self);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: what is started here goes on, but 'own', whose token it has, is triggered when the scope ends: the work is cancelled at once; keep 'own' with the work, or wait for it [ctx-early-cancel]
  g_cancellable_cancel(own);
}

void bad_task(GObject *self, GAsyncReadyCallback callback) {
  GCancellable *own = g_cancellable_new();
  GTask *task = g_task_new(self, own, callback, nullptr);
  g_task_run_in_thread(task, in_thread);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: what is started here goes on, but 'own', whose token it has, is triggered when the scope ends
  g_cancellable_cancel(own);
}

void ok_synchronous(GObject *self) {
  GCancellable *own = g_cancellable_new();
  import_sync(self, own);
  g_cancellable_cancel(own);
}

void ok_caller_s(GObject *self, GCancellable *cancellable,
                 GAsyncReadyCallback callback) {
  import_async(self, cancellable, callback, self);
}

void ok_not_cancelled(GObject *self, GAsyncReadyCallback callback) {
  GCancellable *own = g_cancellable_new();
  import_async(self, own, callback, self);
}

void ok_on_error(GObject *self, GAsyncReadyCallback callback) {
  GCancellable *own = g_cancellable_new();
  import_async(self, own, callback, self);
  if (!import_sync(self, nullptr))
    g_cancellable_cancel(own);
}
