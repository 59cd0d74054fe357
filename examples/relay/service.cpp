// A shop takes orders and asks the inventory whether it can deliver.

#include "inventory.h"

#include <iostream>
#include <memory>
#include <mutex>
#include <vector>

/// Remembers who ordered what; written out once an hour.
class AuditLog {
public:
  void add(grpc::ServerContext *context, const shop::OrderRequest &order) {
    std::lock_guard lock(mutex_);
    last_caller_ = context;
    orders_.push_back(order);
  }

  void write() {
    std::lock_guard lock(mutex_);
    for (const shop::OrderRequest &order : orders_)
      std::cout << order.article << " x " << order.pieces << "\n";
    if (last_caller_)
      std::cout << "last order from " << last_caller_->peer() << "\n";
    orders_.clear();
  }

private:
  std::mutex mutex_;
  grpc::ServerContext *last_caller_ = nullptr;
  std::vector<shop::OrderRequest> orders_;
};

class ShopService final : public shop::Shop::Service {
public:
  ShopService(std::shared_ptr<grpc::Channel> channel, AuditLog &log)
      : inventory_(std::move(channel)), log_(log) {}

  grpc::Status Order(grpc::ServerContext *context,
                     const shop::OrderRequest *request,
                     shop::OrderReply *reply) override {
    log_.add(context, *request);

    inventory::StockRequest question;
    question.article = request->article;
    inventory::StockReply stock;
    grpc::ClientContext call;
    grpc::Status status = inventory_.Stock(&call, question, &stock);
    if (!status.ok())
      return status;

    reply->accepted = stock.pieces >= request->pieces;
    return grpc::Status::OK;
  }

private:
  inventory::Inventory::Stub inventory_;
  AuditLog &log_;
};

std::unique_ptr<grpc::Service>
make_service(std::shared_ptr<grpc::Channel> channel, AuditLog &log) {
  return std::make_unique<ShopService>(std::move(channel), log);
}
