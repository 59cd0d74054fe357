// RUN: %check %s ctx-stored-context %t
// What the name of a class says of how long it lives.
#include <grpcpp/grpcpp.h>

class Registry;

// A helper of a service is no service: a handler makes it for one call.
template <class Request> class OkServiceHelper {
public:
  OkServiceHelper(Registry *registry, const grpc::ServerContext *context,
                  Request *request)
      : registry_(registry), context_(context), request_(request) {}
  template <class F> grpc::Status operator()(F &&f) const {
    if (!context_ || !request_)
      return grpc::Status();
    return f(*request_);
  }

private:
  Registry *registry_;
  const grpc::ServerContext *context_;
  Request *request_;
};

template <class Request>
auto make(Registry *registry, const grpc::ServerContext *context,
          Request *request) {
  return OkServiceHelper<Request>{registry, context, request};
}

// Nor is what nobody has a word for.
class OkServiceThing {
public:
  explicit OkServiceThing(grpc::ServerContext *context) : context_(context) {}
  bool gone() const { return context_->IsCancelled(); }
  void next();

private:
  grpc::ServerContext *context_;
};

// "Impl" leaves it to the word before.
class GreeterServiceImpl {
public:
  explicit GreeterServiceImpl(grpc::ServerContext *context)
      : context_(context) {}
  bool gone() const { return context_->IsCancelled(); }
  void next();

private:
  grpc::ServerContext *context_;
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'context_' keeps a per-request 'grpc::ServerContext' in 'GreeterServiceImpl', which outlives the request; pass it as a parameter [ctx-stored-context]
};
