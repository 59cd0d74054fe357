// RUN: %check %s ctx-unused-token %t
// GIO: who decides what parameters a function has.
#include <gio/gio.h>

extern "C" {
gboolean app_import_package(const char *package);
gboolean app_origin_parse_deployment(const char *origin);
}

gboolean bad_unused(const char *package, GCancellable *cancellable, GError **error) {
  return app_import_package(package);
}
// CHECK-MESSAGES: :[[@LINE-3]]:56: warning: 'cancellable' is never looked at or passed on, so no stop request reaches 'bad_unused'; poll it, pass it on, or leave it unnamed [ctx-unused-token]

// One of many that are declared alike, for a table of commands.
#define DECLARE_BUILTIN(name) \
  gboolean builtin_##name(int argc, char **argv, GCancellable *cancellable, GError **error)
DECLARE_BUILTIN(ok_declared_by_macro);
gboolean builtin_ok_declared_by_macro(int argc, char **argv, GCancellable *cancellable, GError **error) {
  return app_import_package(argv[1]);
}

// The macro wraps one declaration; its parameters are the author's.
#define APP_PUBLIC(declaration) declaration
APP_PUBLIC(gboolean bad_wrapped(const char *package, GCancellable *cancellable, GError **error));
gboolean bad_wrapped(const char *package, GCancellable *cancellable, GError **error) {
  return app_import_package(package);
}
// CHECK-MESSAGES: :[[@LINE-3]]:57: warning: 'cancellable' is never looked at or passed on, so no stop request reaches 'bad_wrapped'; poll it, pass it on, or leave it unnamed [ctx-unused-token]

gboolean ok_nothing_to_stop(const char *origin, GCancellable *cancellable, GError **error) {
  return app_origin_parse_deployment(origin);
}

// A command: a table in another file calls it, and all others alike.
gboolean ok_command(int argc, char **argv, GCancellable *cancellable, GError **error) {
  return app_import_package(argv[argc - 1]);
}
gboolean bad_no_command(int argc, const char *package, GCancellable *cancellable, GError **error) {
  return app_import_package(package);
}
// CHECK-MESSAGES: :[[@LINE-3]]:70: warning: 'cancellable' is never looked at or passed on, so no stop request reaches 'bad_no_command'; poll it, pass it on, or leave it unnamed [ctx-unused-token]

// Named as in C, after their file: what they do comes later.
gboolean ctx_origin_parse(const char *origin);
void ctx_print_update(const char *origin);
gboolean ctx_refsack_reload(const char *origin);
gboolean ok_named_after_the_file(const char *origin, GCancellable *cancellable, GError **error) {
  ctx_print_update(origin);
  return ctx_origin_parse(origin);
}
gboolean bad_named_after_the_file(const char *origin, GCancellable *cancellable, GError **error) {
  return ctx_refsack_reload(origin);
}
// CHECK-MESSAGES: :[[@LINE-3]]:69: warning: 'cancellable' is never looked at or passed on, so no stop request reaches 'bad_named_after_the_file'; poll it, pass it on, or leave it unnamed [ctx-unused-token]

// Questions.
enum class RefKind { Container, Checksum };
namespace bridge {
bool script_is_ignored(const char *script);
RefKind refspec_classify(const char *refspec);
} // namespace bridge
gboolean ok_asks(const char *script, GCancellable *cancellable, GError **error) {
  if (bridge::refspec_classify(script) == RefKind::Container)
    return FALSE;
  return bridge::script_is_ignored(script);
}
