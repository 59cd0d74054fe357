// What protoc makes of a service, as far as this example needs it: a client
// stub for the inventory, and the base class of the shop's own service.
#ifndef EXAMPLES_RELAY_INVENTORY_H
#define EXAMPLES_RELAY_INVENTORY_H

#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/service_type.h>
#include <memory>
#include <string>

namespace inventory {

struct StockRequest {
  std::string article;
};
struct StockReply {
  int pieces = 0;
};

class Inventory {
public:
  class Stub {
  public:
    explicit Stub(std::shared_ptr<grpc::Channel> channel);
    grpc::Status Stock(grpc::ClientContext *context,
                       const StockRequest &request, StockReply *reply);
  };
};

} // namespace inventory

namespace shop {

struct OrderRequest {
  std::string article;
  int pieces = 0;
};
struct OrderReply {
  bool accepted = false;
};

class Shop {
public:
  class Service : public grpc::Service {
  public:
    virtual grpc::Status Order(grpc::ServerContext *context,
                               const OrderRequest *request, OrderReply *reply);
  };
};

} // namespace shop

#endif // EXAMPLES_RELAY_INVENTORY_H
