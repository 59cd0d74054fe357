// RUN: %check %s ctx-dangling-context %t -std=c++20
#include <condition_variable>
#include <grpcpp/grpcpp.h>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

using namespace helloworld;
using Stub = Greeter::Stub;
void log(bool);
void keep(std::unique_ptr<grpc::ClientAsyncResponseReader<HelloReply>>);

//===-- asynchronous calls ------------------------------------------------===//

std::unique_ptr<grpc::ClientAsyncResponseReader<HelloReply>>
bad_returned(Stub &stub, grpc::CompletionQueue *cq, const HelloRequest &req) {
  grpc::ClientContext ctx;
  // CHECK-NOTES: :[[@LINE-1]]:23: warning: 'ctx' dies when the function returns, and what is returned still uses it; let the caller own it, or share it
  // CHECK-NOTES: :[[@LINE+1]]:10: note: the call that starts here uses 'ctx' until it is over
  return stub.AsyncSayHello(&ctx, req, cq);
}

void bad_queue_elsewhere(Stub &stub, grpc::CompletionQueue *cq,
                         HelloReply *rep, grpc::Status *status) {
  grpc::ClientContext ctx;
  // CHECK-NOTES: :[[@LINE-1]]:23: warning: 'ctx' may die while the work
  // CHECK-NOTES: :[[@LINE+2]]:14: note: the call that starts here uses 'ctx' until it is over
  // CHECK-NOTES: :[[@LINE+3]]:1: note: this path leaves
  auto rpc = stub.AsyncSayHello(&ctx, {}, cq);
  rpc->Finish(rep, status, nullptr);
}

void bad_callback(Stub &stub, const HelloRequest &req, HelloReply &rep) {
  grpc::ClientContext ctx;
  // CHECK-NOTES: :[[@LINE-1]]:23: warning: 'ctx' may die while
  // CHECK-NOTES: :[[@LINE+2]]:3: note: the call that starts here
  // CHECK-NOTES: :[[@LINE+2]]:1: note: this path leaves
  stub.async()->SayHello(&ctx, &req, &rep, [](grpc::Status s) { log(s.ok()); });
}

void bad_unique(Stub &stub, const HelloRequest &req, HelloReply &rep) {
  auto ctx = std::make_unique<grpc::ClientContext>();
  // CHECK-NOTES: :[[@LINE-1]]:8: warning: 'ctx' may die while
  // CHECK-NOTES: :[[@LINE+2]]:3: note: the call that starts here
  // CHECK-NOTES: :[[@LINE+2]]:1: note: this path leaves
  stub.async()->SayHello(ctx.get(), &req, &rep, [](grpc::Status) {});
}

void ok_drained(Stub &stub, HelloReply *rep, grpc::Status *status) {
  grpc::ClientContext ctx;
  grpc::CompletionQueue cq;
  auto rpc = stub.AsyncSayHello(&ctx, {}, &cq);
  rpc->Finish(rep, status, nullptr);
  void *tag;
  bool ok;
  cq.Next(&tag, &ok);
}

void ok_waited(Stub &stub, const HelloRequest &req, HelloReply &rep) {
  grpc::ClientContext ctx;
  std::mutex mu;
  std::condition_variable cv;
  bool done = false;
  stub.async()->SayHello(&ctx, &req, &rep, [&](grpc::Status s) {
    std::lock_guard<std::mutex> lock(mu);
    done = true;
    cv.notify_one();
  });
  std::unique_lock<std::mutex> lock(mu);
  while (!done)
    cv.wait(lock);
}

void ok_owned_by_callback(Stub &stub, const HelloRequest &req,
                          HelloReply &rep) {
  auto ctx = std::make_shared<grpc::ClientContext>();
  stub.async()->SayHello(ctx.get(), &req, &rep, [ctx](grpc::Status) {});
}

void ok_moved(Stub &stub, const HelloRequest &req, HelloReply &rep,
              std::vector<std::unique_ptr<grpc::ClientContext>> &calls) {
  auto ctx = std::make_unique<grpc::ClientContext>();
  stub.async()->SayHello(ctx.get(), &req, &rep, [](grpc::Status) {});
  calls.push_back(std::move(ctx));
}

void ok_synchronous(Stub &stub, const HelloRequest &req, HelloReply &rep) {
  grpc::ClientContext ctx;
  stub.SayHello(&ctx, req, &rep);
}

void ok_stream(Stub &stub, const HelloRequest &req) {
  grpc::ClientContext ctx;
  auto reader = stub.Watch(&ctx, req);
  HelloReply rep;
  while (reader->Read(&rep))
    log(true);
}

struct Call {
  grpc::ClientContext ctx;
  HelloRequest req;
  HelloReply rep;
  void ok_member(Stub &stub) {
    stub.async()->SayHello(&ctx, &req, &rep, [](grpc::Status) {});
  }
};

//===-- handlers ----------------------------------------------------------===//

class Service : public Greeter::Service {
  grpc::Status SayHello(grpc::ServerContext *context, const HelloRequest *req,
                        HelloReply *) override {
    // CHECK-NOTES: :[[@LINE-2]]:46: warning: 'context' ends when the handler returns, and work that goes on still uses it; wait for the work, or give it copies of what it needs
    // CHECK-NOTES: :[[@LINE+2]]:5: note: the work gets at 'context' by reference from here on
    // CHECK-NOTES: :[[@LINE+2]]:5: note: this path leaves without waiting, and 'context' ends
    std::thread([context] { log(context->IsCancelled()); }).detach();
    return grpc::Status::OK;
  }
};

class Forwarding : public Greeter::Service {
public:
  grpc::Status SayHello(grpc::ServerContext *context, const HelloRequest *req,
                        HelloReply *) override {
    // CHECK-NOTES: :[[@LINE-2]]:46: warning: 'context' ends when the handler returns
    // CHECK-NOTES: :[[@LINE+3]]:5: note: the work gets a context here that is derived from 'context' and uses it
    // CHECK-NOTES: :[[@LINE+6]]:5: note: this path leaves
    auto child = grpc::ClientContext::FromServerContext(*context);
    std::thread([this, child = std::move(child)] {
      HelloReply rep;
      stub_->SayHello(child.get(), {}, &rep);
    }).detach();
    return grpc::Status::OK;
  }
  std::unique_ptr<Stub> stub_;
};

class Joining : public Greeter::Service {
  grpc::Status SayHello(grpc::ServerContext *context, const HelloRequest *,
                        HelloReply *) override {
    std::thread watch([context] { log(context->IsCancelled()); });
    watch.join();
    return grpc::Status::OK;
  }
  grpc::Status Watch(grpc::ServerContext *context, const HelloRequest *,
                     grpc::ServerWriter<HelloReply> *) override {
    std::jthread watch([context] { log(context->IsCancelled()); });
    return grpc::Status::OK;
  }
};

class Copies : public Greeter::Service {
  grpc::Status SayHello(grpc::ServerContext *context, const HelloRequest *,
                        HelloReply *) override {
    std::thread([peer = context->peer()] { log(peer.empty()); }).detach();
    return grpc::Status::OK;
  }
};

// The request of a reactor ends when that is done, not with the handler.
class Reacting : public Greeter::CallbackService {
  grpc::ServerUnaryReactor *SayHello(grpc::CallbackServerContext *context,
                                     const HelloRequest *,
                                     HelloReply *) override {
    auto *reactor = context->DefaultReactor();
    std::thread([context, reactor] {
      log(context->IsCancelled());
      reactor->Finish(grpc::Status::OK);
    }).detach();
    return reactor;
  }
};

// Who called may wait.
void ok_helper(grpc::ServerContext *context) {
  std::thread([context] { log(context->IsCancelled()); }).detach();
}
