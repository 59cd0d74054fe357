// XFAIL: *
// RUN: %check %s ctx-stored-context %t
// A helper of a service is no service: a handler makes it for one call. The
// last word of its name decides, but only if it is in one of the lists.
#include <grpcpp/grpcpp.h>

class Registry;

template <class Request> class ServiceHelper {
public:
  ServiceHelper(Registry *registry, const grpc::ServerContext *context,
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
auto ok_make(Registry *registry, const grpc::ServerContext *context,
             Request *request) {
  return ServiceHelper<Request>{registry, context, request};
}
