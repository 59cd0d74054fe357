// A stub of brpc: the declarations the tests need, laid out as the library lays
// them out.
#ifndef CTX_TEST_BRPC_CONTROLLER_H
#define CTX_TEST_BRPC_CONTROLLER_H

#include <cstdint>
#include <string>

typedef uint64_t bthread_t;
typedef struct bthread_attr_t {
  int flags;
} bthread_attr_t;
extern "C" {
int bthread_start_urgent(bthread_t *Tid, const bthread_attr_t *Attr,
                         void *(*Fn)(void *), void *Args);
int bthread_start_background(bthread_t *Tid, const bthread_attr_t *Attr,
                             void *(*Fn)(void *), void *Args);
int bthread_interrupt(bthread_t Tid, int Tag = 0);
int bthread_stop(bthread_t Tid);
int bthread_stopped(bthread_t Tid);
bthread_t bthread_self(void);
int bthread_join(bthread_t Tid, void **Result);
int bthread_usleep(uint64_t Microseconds);
}

namespace google::protobuf {
class Closure {
public:
  virtual ~Closure();
  virtual void Run() = 0;
};
class RpcController {
public:
  virtual ~RpcController();
  virtual void Reset() = 0;
  virtual bool Failed() const = 0;
  virtual void StartCancel() = 0;
  virtual bool IsCanceled() const = 0;
  virtual void NotifyOnCancel(Closure *Callback) = 0;
};
} // namespace google::protobuf

typedef struct {
  uint64_t value;
} bthread_id_t;

namespace brpc {
typedef bthread_id_t CallId;
class Controller : public google::protobuf::RpcController {
public:
  struct Inheritable {
    uint64_t log_id;
  };
  Controller();
  Controller(const Inheritable &Parent);
  ~Controller() override;
  void set_timeout_ms(int64_t Timeout);
  int64_t deadline_us() const;
  bool IsCanceled() const override;
  void NotifyOnCancel(google::protobuf::Closure *Callback) override;
  void Reset() override;
  bool Failed() const override;
  const Inheritable &inheritable();
  CallId call_id();
  std::string ErrorText() const;

private:
  void StartCancel() override;
};
void StartCancel(CallId Id);
void Join(CallId Id);
bool IsAskedToQuit();
} // namespace brpc

#endif
