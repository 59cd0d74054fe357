// RUN: %check %s ctx-unpolled-loop %t
// GIO: tokens behind pointers, functions with the name of their library in
// front, loops that macros write.
#include <gio/gio.h>
#include <map>
#include <stdio.h>
#include <string>

extern "C" {
typedef struct _GHashTable GHashTable;
typedef struct _GString GString;
typedef struct _GVariantIter GVariantIter;
typedef struct {
  void *dummy[4];
} GHashTableIter;
void g_hash_table_iter_init(GHashTableIter *iter, GHashTable *table);
gboolean g_hash_table_iter_next(GHashTableIter *iter, gpointer *key, gpointer *value);
gboolean g_hash_table_contains(GHashTable *table, const void *key);
gboolean g_hash_table_remove(GHashTable *table, const void *key);
void g_string_append_printf(GString *string, const char *format, ...);
void app_output_message(const char *format, ...);
char *app_get_branch_of(const char *package);
gboolean app_import_package(const char *package);
gboolean g_file_trash_tree(const char *path);
}

// Of C++ by its linkage, of C by its name.
typedef struct _AppOrigin AppOrigin;
void app_origin_remove_override(AppOrigin *origin, const char *name);
void app_run_next(const char *name);

struct Names {
  const char **begin() const;
  const char **end() const;
};
Names read_names(const char *path);

void bad_pointer(const Names &names, GCancellable *cancellable) {
  for (const char *name : names) {
    app_import_package(name);
  }
}
// CHECK-MESSAGES: :[[@LINE-4]]:3: warning: 'for' loop calls 'app_import_package' and never looks at 'cancellable', so a stop request does not end it; poll 'cancellable' in each iteration [ctx-unpolled-loop]
// CHECK-FIXES: if (g_cancellable_is_cancelled(cancellable)) return;

// What it returns says whether all was done, which nobody can know here.
gboolean bad_result(const Names &names, GCancellable *cancellable, GError **error) {
  for (const char *name : names) {
    app_import_package(name);
  }
  return TRUE;
}
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: 'for' loop calls 'app_import_package' and never looks at 'cancellable', so a stop request does not end it; poll 'cancellable' in each iteration [ctx-unpolled-loop]

void bad_no_object(const Names &names, GCancellable *cancellable) {
  for (const char *name : names)
    app_run_next(name);
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: 'for' loop calls 'app_run_next' and never looks at 'cancellable', so a stop request does not end it; poll 'cancellable' in each iteration [ctx-unpolled-loop]

// A verb of book-keeping that is done to files takes its time.
void bad_files(const Names &names, GCancellable *cancellable) {
  for (const char *name : names)
    g_file_trash_tree(name);
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: 'for' loop calls 'g_file_trash_tree' and never looks at 'cancellable', so a stop request does not end it; poll 'cancellable' in each iteration [ctx-unpolled-loop]

void ok_polls(const Names &names, GCancellable *cancellable) {
  for (const char *name : names) {
    if (g_cancellable_is_cancelled(cancellable))
      return;
    app_import_package(name);
  }
}
gboolean ok_sets_error(const Names &names, GCancellable *cancellable, GError **error) {
  for (const char *name : names) {
    if (g_cancellable_set_error_if_cancelled(cancellable, error))
      return FALSE;
    app_import_package(name);
  }
  return TRUE;
}

// Book-keeping behind a prefix.
void ok_book_keeping(const Names &names, AppOrigin *origin, GHashTable *table, GString *text, GCancellable *cancellable) {
  GHashTableIter iter;
  gpointer key;
  for (g_hash_table_iter_init(&iter, table); g_hash_table_iter_next(&iter, &key, nullptr);)
    g_string_append_printf(text, " %s", (const char *)key);
  for (const char *name : names) {
    if (g_hash_table_contains(table, name))
      g_hash_table_remove(table, name);
    app_origin_remove_override(origin, name);
    app_output_message("%s: %s", name, app_get_branch_of(name));
  }
}

// What is done once is no part of the loop's work.
void ok_once(std::map<std::string, int> &lines, GCancellable *cancellable) {
  for (const char *name : read_names("list"))
    lines[name]++;
}

// A state that callbacks of others change.
enum State { Running, Flushing, Stopped };
static State state;
gboolean app_iterate(gboolean block);
void ok_state(GCancellable *cancellable) {
  while (state == Flushing)
    app_iterate(TRUE);
}
