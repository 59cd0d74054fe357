// RUN: %check %s ctx-null-context %t
// GIO: NULL where a cancellable is in scope.
#include <gio/gio.h>

gboolean bad_null(GFile *file, GCancellable *cancellable, GError **error) {
  return g_file_delete(file, NULL, error);
}
// CHECK-MESSAGES: :[[@LINE-2]]:30: warning: null 'nullptr' passed to 'g_file_delete' although 'cancellable' is in scope; the call is not cancelled with it: pass 'cancellable' [ctx-null-context]
// CHECK-FIXES: return g_file_delete(file, cancellable, error);

// Remarks about something else.
gboolean bad_remark(GFile *file, GCancellable *cancellable, GError **error) {
  // Do not follow links.
  return g_file_delete(file, NULL, error);
}
// CHECK-MESSAGES: :[[@LINE-2]]:30: warning: null 'nullptr' passed to 'g_file_delete' although 'cancellable' is in scope; the call is not cancelled with it: pass 'cancellable' [ctx-null-context]
// CHECK-FIXES: return g_file_delete(file, cancellable, error);

// Tidying up is done whether a request came or not.
void ok_tidies_up(GFile *file, GCancellable *cancellable, GError **error) {
  g_file_query_info(file, "*", 0, cancellable, error);
  (void)g_file_delete(file, NULL, NULL);
}

// The author says why.
gboolean ok_remark(GFile *file, GCancellable *cancellable, GError **error) {
  /* can't use cancellable here because it wants to re-set it on the state,
   * which would trigger an assertion */
  if (!g_file_query_info(file, "*", 0, NULL, error))
    return FALSE;
  // The file is ours: without cancellable.
  return g_file_delete(file, NULL, error);
}
gboolean ok_remark_beside(GFile *file, GCancellable *cancellable, GError **error) {
  return g_file_delete(file, NULL /* not cancellable */, error);
}

// What is asked for stands in a string: giving back a name is tidying up, too.
gboolean app_bus_call(const char *object, const char *method, GCancellable *cancellable, GError **error);
gboolean ok_asks_to_end(GCancellable *cancellable, GError **error) {
  return app_bus_call("org.example.Bus", "ReleaseName", NULL, error);
}
gboolean bad_asks(GCancellable *cancellable, GError **error) {
  return app_bus_call("org.example.Bus", "ListNames", NULL, error);
}
// CHECK-MESSAGES: :[[@LINE-2]]:55: warning: null 'nullptr' passed to 'app_bus_call' although 'cancellable' is in scope; the call is not cancelled with it: pass 'cancellable' [ctx-null-context]
// CHECK-FIXES: return app_bus_call("org.example.Bus", "ListNames", cancellable, error);
