// Every check over the brpc vocabulary: what it finds, and what looks alike.
// RUN: %check %s 'ctx-*' %t
#include <brpc/controller.h>
#include <echo.pb.h>
#include <string>

using example::EchoRequest;
using example::EchoResponse;
using example::EchoService_Stub;

void logError(const std::string &);
void work(int item);
bool done(int item);

//===-- controllers --------------------------------------------------------===//

void bad_loop(EchoService_Stub &stub, EchoRequest &request) {
  brpc::Controller cntl;
  for (int i = 0; i < 3; ++i) {
    EchoResponse response;
    stub.Echo(&cntl, &request, &response, nullptr);
// CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'cntl' starts an operation in each round of the loop but serves only one; use a new one for each [ctx-reused-context]
    if (cntl.Failed())
      logError(cntl.ErrorText());
  }
}
void bad_second(EchoService_Stub &stub, EchoRequest &request) {
  brpc::Controller cntl;
  EchoResponse response;
  stub.Echo(&cntl, &request, &response, nullptr);
  stub.Echo(&cntl, &request, &response, nullptr);
// CHECK-MESSAGES: :[[@LINE-1]]:13: warning: 'cntl' starts a second operation but serves only one; use a new one for each [ctx-reused-context]
}
void ok_reset(EchoService_Stub &stub, EchoRequest &request) {
  brpc::Controller cntl;
  for (int i = 0; i < 3; ++i) {
    EchoResponse response;
    cntl.Reset();
    stub.Echo(&cntl, &request, &response, nullptr);
  }
}
void ok_each(EchoService_Stub &stub, EchoRequest &request) {
  while (!brpc::IsAskedToQuit()) {
    brpc::Controller cntl;
    EchoResponse response;
    cntl.set_timeout_ms(100);
    stub.Echo(&cntl, &request, &response, nullptr);
    bthread_usleep(1000);
  }
}
void ok_race(EchoService_Stub &stub, EchoRequest &request, google::protobuf::Closure *first, google::protobuf::Closure *second) {
  brpc::Controller cntl1, cntl2;
  EchoResponse response1, response2;
  const brpc::CallId id1 = cntl1.call_id();
  const brpc::CallId id2 = cntl2.call_id();
  stub.Echo(&cntl1, &request, &response1, first);
  stub.Echo(&cntl2, &request, &response2, second);
  brpc::StartCancel(id1);
  brpc::Join(id1);
  brpc::Join(id2);
}

class ok_CascadeService : public example::EchoService {
public:
  void Echo(google::protobuf::RpcController *cntl_base, const EchoRequest *request, EchoResponse *response, google::protobuf::Closure *done) override {
    auto *cntl = static_cast<brpc::Controller *>(cntl_base);
    EchoService_Stub stub;
    EchoResponse inner;
    brpc::Controller next(cntl->inheritable());
    stub.Echo(&next, request, &inner, nullptr);
    if (next.Failed())
      logError(next.ErrorText());
    done->Run();
  }
};

//===-- polls --------------------------------------------------------------===//

void ok_poll(brpc::Controller *cntl) {
  for (int item = 0; !done(item); ++item) {
    if (cntl->IsCanceled())
      return;
    work(item);
  }
}

//===-- bthreads -----------------------------------------------------------===//

void *badPump(void *arg) {
  for (int item = 0;; ++item) {
    work(item);
    bthread_usleep(1000);
  }
  return nullptr;
}
void *okPump(void *arg) {
  for (int item = 0; !bthread_stopped(bthread_self()); ++item) {
    work(item);
    bthread_usleep(1000);
  }
  return nullptr;
}
void bad_start(bthread_t *tid) {
  bthread_start_background(tid, nullptr, badPump, nullptr);
// CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this work loops for ever and nobody can stop it; have it poll a token or a flag [ctx-unstoppable-task]
}
void ok_start(bthread_t *tid) {
  bthread_start_background(tid, nullptr, okPump, nullptr);
}
void ok_stop(bthread_t tid) {
  bthread_stop(tid);
  bthread_join(tid, nullptr);
}
