// A stub of GLib and GIO: objects are structs behind typedefs, everything is a
// free function with C linkage, and flags are enumerators.
#ifndef CTX_TEST_GIO_H
#define CTX_TEST_GIO_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int gint;
typedef gint gboolean;
typedef char gchar;
typedef void *gpointer;
typedef unsigned long gulong;
typedef long gint64;
typedef size_t gsize;
typedef long gssize;
typedef unsigned int guint;
#define TRUE 1
#define FALSE 0
#define G_CALLBACK(f) ((GCallback)(f))

typedef struct _GError GError;
typedef struct _GObject GObject;
typedef struct _GCancellable GCancellable;
typedef struct _GTask GTask;
typedef struct _GFile GFile;
typedef struct _GFileInfo GFileInfo;
typedef struct _GInputStream GInputStream;
typedef struct _GAsyncResult GAsyncResult;
typedef struct _GSource GSource;
typedef struct _GThread GThread;
typedef struct _GMainLoop GMainLoop;
typedef struct _GMainContext GMainContext;
typedef struct _GCond GCond;
typedef struct _GMutex GMutex;
typedef struct _GAsyncQueue GAsyncQueue;
typedef struct _GPollFD GPollFD;
typedef void (*GCallback)(void);
typedef void (*GDestroyNotify)(gpointer data);
typedef gpointer (*GThreadFunc)(gpointer data);
typedef void (*GAsyncReadyCallback)(GObject *source_object, GAsyncResult *res,
                                    gpointer user_data);
typedef void (*GTaskThreadFunc)(GTask *task, gpointer source_object,
                                gpointer task_data, GCancellable *cancellable);

struct _GError {
  unsigned int domain;
  gint code;
  gchar *message;
};
struct _GObject {
  int ref_count;
};
struct _GCancellable {
  GObject parent_instance;
};
struct _GCond {
  gpointer p;
};
struct _GMutex {
  gpointer p;
};

typedef enum {
  G_IO_ERROR_FAILED,
  G_IO_ERROR_NOT_FOUND,
  G_IO_ERROR_CANCELLED = 19,
  G_IO_ERROR_TIMED_OUT = 24,
} GIOErrorEnum;
unsigned int g_io_error_quark(void);
#define G_IO_ERROR g_io_error_quark()

void g_object_unref(gpointer object);
gpointer g_object_ref(gpointer object);
void g_clear_error(GError **err);
void g_error_free(GError *error);
gboolean g_error_matches(const GError *error, unsigned int domain, gint code);

GCancellable *g_cancellable_new(void);
gboolean g_cancellable_is_cancelled(GCancellable *cancellable);
gboolean g_cancellable_set_error_if_cancelled(GCancellable *cancellable,
                                              GError **error);
int g_cancellable_get_fd(GCancellable *cancellable);
gboolean g_cancellable_make_pollfd(GCancellable *cancellable, GPollFD *pollfd);
void g_cancellable_release_fd(GCancellable *cancellable);
GSource *g_cancellable_source_new(GCancellable *cancellable);
GCancellable *g_cancellable_get_current(void);
void g_cancellable_push_current(GCancellable *cancellable);
void g_cancellable_pop_current(GCancellable *cancellable);
void g_cancellable_reset(GCancellable *cancellable);
gulong g_cancellable_connect(GCancellable *cancellable, GCallback callback,
                             gpointer data, GDestroyNotify data_destroy_func);
void g_cancellable_disconnect(GCancellable *cancellable, gulong handler_id);
void g_cancellable_cancel(GCancellable *cancellable);

GTask *g_task_new(gpointer source_object, GCancellable *cancellable,
                  GAsyncReadyCallback callback, gpointer callback_data);
GCancellable *g_task_get_cancellable(GTask *task);
gboolean g_task_return_error_if_cancelled(GTask *task);
void g_task_return_boolean(GTask *task, gboolean result);
void g_task_run_in_thread(GTask *task, GTaskThreadFunc task_func);

GFile *g_file_new_for_path(const char *path);
GFileInfo *g_file_query_info(GFile *file, const char *attributes, int flags,
                             GCancellable *cancellable, GError **error);
gboolean g_file_delete(GFile *file, GCancellable *cancellable, GError **error);
gboolean g_file_load_contents(GFile *file, GCancellable *cancellable,
                              char **contents, gsize *length, char **etag_out,
                              GError **error);
gssize g_input_stream_read(GInputStream *stream, void *buffer, gsize count,
                           GCancellable *cancellable, GError **error);

GThread *g_thread_new(const gchar *name, GThreadFunc func, gpointer data);
GThread *g_thread_try_new(const gchar *name, GThreadFunc func, gpointer data,
                          GError **error);
gpointer g_thread_join(GThread *thread);
void g_thread_unref(GThread *thread);
void g_main_loop_run(GMainLoop *loop);
void g_main_loop_quit(GMainLoop *loop);
void g_usleep(gulong microseconds);
void g_mutex_lock(GMutex *mutex);
void g_mutex_unlock(GMutex *mutex);
void g_cond_wait(GCond *cond, GMutex *mutex);
gboolean g_cond_wait_until(GCond *cond, GMutex *mutex, gint64 end_time);
gpointer g_async_queue_pop(GAsyncQueue *queue);
gpointer g_async_queue_timeout_pop(GAsyncQueue *queue, gulong timeout);
gboolean g_file_get_contents(const gchar *filename, gchar **contents,
                             gsize *length, GError **error);
gboolean g_file_set_contents(const gchar *filename, const gchar *contents,
                             gssize length, GError **error);
gboolean g_spawn_sync(const gchar *working_directory, gchar **argv,
                      gchar **envp, int flags, GCallback child_setup,
                      gpointer user_data, gchar **standard_output,
                      gchar **standard_error, gint *wait_status,
                      GError **error);
gboolean g_spawn_command_line_sync(const gchar *command_line,
                                   gchar **standard_output,
                                   gchar **standard_error, gint *wait_status,
                                   GError **error);

#ifdef __cplusplus
}
#endif

#endif // CTX_TEST_GIO_H
