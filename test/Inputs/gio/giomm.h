// A stub of glibmm and giomm: reference-counting pointers, exceptions, and
// pairs of overloads with and without a cancellable.
#ifndef CTX_TEST_GIOMM_H
#define CTX_TEST_GIOMM_H

#include "gio/gio.h"
#include <functional>
#include <memory>
#include <string>

namespace Glib {
template <class T> using RefPtr = std::shared_ptr<T>;
using ustring = std::string;

class ObjectBase {
public:
  virtual ~ObjectBase() noexcept;
};
class Object : virtual public ObjectBase {};
class Error {
public:
  virtual ~Error();
  virtual const char *what() const noexcept;
  int code() const;
};
class MainLoop {
public:
  static Glib::RefPtr<MainLoop> create(bool is_running = false);
  void run();
  void quit();
};
template <class T> class SignalProxy {};
} // namespace Glib

namespace Gio {
class Error : public Glib::Error {
public:
  enum Code { FAILED, NOT_FOUND, CANCELLED = 19, TIMED_OUT = 24 };
  Code code() const;
};

class Cancellable : public Glib::Object {
public:
  using SlotCancelledCallback = std::function<void()>;
  static Glib::RefPtr<Cancellable> create();
  bool is_cancelled() const;
  int get_fd() const;
  bool make_pollfd(GPollFD *pollfd);
  void release_fd();
  void cancel();
  static Glib::RefPtr<Cancellable> get_current();
  void push_current();
  void pop_current();
  void reset();
  gulong connect(const SlotCancelledCallback &slot);
  void disconnect(gulong handler_id);
  Glib::SignalProxy<void()> signal_cancelled();
};

class FileInfo : public Glib::Object {};
class InputStream : public Glib::Object {
public:
  gssize read(void *buffer, gsize count,
              const Glib::RefPtr<Cancellable> &cancellable);
  gssize read(void *buffer, gsize count);
};
class File : public Glib::Object {
public:
  static Glib::RefPtr<File> create_for_path(const std::string &path);
  Glib::RefPtr<FileInfo>
  query_info(const Glib::RefPtr<Cancellable> &cancellable,
             const std::string &attributes = "*") const;
  Glib::RefPtr<FileInfo> query_info(const std::string &attributes = "*") const;
  bool remove(const Glib::RefPtr<Cancellable> &cancellable);
  bool remove();
};
} // namespace Gio

#endif // CTX_TEST_GIOMM_H
