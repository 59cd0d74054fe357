// Every entry of the gio model, against the real headers of libglib2.0-dev and of
// libglibmm-2.68-dev, and against the stub.
// RUN: %ctx-tidy --explain-models %s -- -std=c++17 -I/usr/include/glib-2.0 -I/usr/lib/x86_64-linux-gnu/glib-2.0/include > %t.c
// RUN: FileCheck %s --check-prefixes=CHECK,C < %t.c
// RUN: %ctx-tidy --explain-models %s -- -std=c++17 -DMM -I/usr/include/giomm-2.68 -I/usr/lib/x86_64-linux-gnu/giomm-2.68/include -I/usr/include/glib-2.0 -I/usr/lib/x86_64-linux-gnu/glib-2.0/include -pthread -I/usr/include/libmount -I/usr/include/blkid -I/usr/include/glibmm-2.68 -I/usr/lib/x86_64-linux-gnu/glibmm-2.68/include -I/usr/include/sigc++-3.0 -I/usr/lib/x86_64-linux-gnu/sigc++-3.0/include > %t.mm
// RUN: FileCheck %s --check-prefixes=CHECK,MM < %t.mm
// RUN: %ctx-tidy --explain-models %s -- -std=c++17 -DMM -I%inputs/gio > %t.stub
// RUN: FileCheck %s --check-prefixes=CHECK,MM < %t.stub
#include <gio/gio.h>
#ifdef MM
#include <giomm.h>
#endif

// CHECK: {{^}}  gio: active
// CHECK-NEXT: type cancellable -> GCancellable (
// C-NEXT: type cancellable_mm -> not resolved: Gio::Cancellable
// MM-NEXT: type cancellable_mm -> Gio::Cancellable (
// CHECK-NEXT: type task -> GTask (
// CHECK-NEXT: type thread -> GThread (
// CHECK-NEXT: type main_loop -> GMainLoop (
// C-NEXT: type main_loop_mm -> not resolved: Glib::MainLoop
// MM-NEXT: type main_loop_mm -> Glib::MainLoop (
// CHECK-NEXT: op new -> g_cancellable_new (
// C-NEXT: op create -> not resolved: create
// MM-NEXT: op create -> Gio::Cancellable::create (
// CHECK-NEXT: op cancel -> g_cancellable_cancel (
// C-NEXT: op cancel_mm -> not resolved: cancel
// MM-NEXT: op cancel_mm -> Gio::Cancellable::cancel (
// CHECK-NEXT: op is_cancelled -> g_cancellable_is_cancelled (
// C-NEXT: op is_cancelled_mm -> not resolved: is_cancelled
// MM-NEXT: op is_cancelled_mm -> Gio::Cancellable::is_cancelled (
// CHECK-NEXT: op set_error -> g_cancellable_set_error_if_cancelled (
// CHECK-NEXT: op return_error -> g_task_return_error_if_cancelled (
// CHECK-NEXT: op connect -> g_cancellable_connect (
// C-NEXT: op connect_mm -> not resolved: connect
// MM-NEXT: op connect_mm -> Gio::Cancellable::connect (
// CHECK-NEXT: op source -> g_cancellable_source_new (
// CHECK-NEXT: op pollfd -> g_cancellable_get_fd, g_cancellable_make_pollfd (
// C-NEXT: op pollfd_mm -> not resolved: get_fd, make_pollfd, signal_cancelled
// MM-NEXT: op pollfd_mm -> Gio::Cancellable::get_fd, Gio::Cancellable::make_pollfd, Gio::Cancellable::signal_cancelled (
// CHECK-NEXT: op disconnect -> g_cancellable_disconnect, g_cancellable_release_fd (
// C-NEXT: op disconnect_mm -> not resolved: disconnect, release_fd
// MM-NEXT: op disconnect_mm -> Gio::Cancellable::disconnect, Gio::Cancellable::release_fd (
// CHECK-NEXT: op current -> g_cancellable_get_current (
// C-NEXT: op current_mm -> not resolved: get_current
// MM-NEXT: op current_mm -> Gio::Cancellable::get_current (
// CHECK-NEXT: op push -> g_cancellable_push_current (
// C-NEXT: op push_mm -> not resolved: push_current
// MM-NEXT: op push_mm -> Gio::Cancellable::push_current (
// CHECK-NEXT: op pop -> g_cancellable_pop_current (
// C-NEXT: op pop_mm -> not resolved: pop_current
// MM-NEXT: op pop_mm -> Gio::Cancellable::pop_current (
// CHECK-NEXT: op reset -> g_cancellable_reset (
// C-NEXT: op reset_mm -> not resolved: reset
// MM-NEXT: op reset_mm -> Gio::Cancellable::reset (
// CHECK-NEXT: op cancelled -> G_IO_ERROR_CANCELLED (
// C-NEXT: op cancelled_mm -> not resolved: Gio::Error::CANCELLED
// MM-NEXT: op cancelled_mm -> Gio::Error::CANCELLED (
// CHECK-NEXT: op task_new -> g_task_new (
// CHECK-NEXT: op task_token -> g_task_get_cancellable (
// CHECK-NEXT: op task_run -> g_task_run_in_thread (
// CHECK-NEXT: op thread_new -> g_thread_new, g_thread_try_new (
// CHECK-NEXT: op thread_join -> g_thread_join (
// CHECK-NEXT: op thread_unref -> g_thread_unref (
// CHECK-NEXT: op run -> g_main_loop_run (
// C-NEXT: op run_mm -> not resolved: run
// MM-NEXT: op run_mm -> Glib::MainLoop::run (
// CHECK-NEXT: op quit -> g_main_loop_quit (
// C-NEXT: op quit_mm -> not resolved: quit
// MM-NEXT: op quit_mm -> Glib::MainLoop::quit (
// CHECK-NEXT: op sleep -> g_usleep (
// CHECK-NEXT: op cond_wait -> g_cond_wait (
// CHECK-NEXT: op cond_wait_until -> g_cond_wait_until (
// CHECK-NEXT: op queue_pop -> g_async_queue_pop (
// CHECK-NEXT: op queue_timed -> g_async_queue_timeout_pop (
// CHECK-NEXT: op read_file -> g_file_get_contents (
// CHECK-NEXT: op write_file -> g_file_set_contents (
// CHECK-NEXT: op spawn_sync -> g_spawn_sync, g_spawn_command_line_sync (
// CHECK-NEXT: {{^}}  grpc:
