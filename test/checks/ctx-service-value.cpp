// RUN: %check %s ctx-service-value %t --model=%S/../Inputs/acme/acme.yaml
#include <acme/context.h>
#include <functional>
#include <memory>
#include <opentelemetry/context/context.h>
#include <optional>
#include <stream_info/filter_state.h>
#include <string>

namespace app {
class Database {};
class ConnectionPool {};
class Logger {};
struct AppConfig {};
class GrpcClientImpl {};
class UserService {};
struct ClientInfo {
  std::string name;
};
struct ConnectionId {
  int value;
};
class SpanLogger {};
class Session {};
class SettingsRegistry { // gives things out; what it gives is none of it
public:
  Session *get() const;
  Session value() const;
  operator const Session &() const;
};
using LoggerPtr = std::shared_ptr<Logger>;
} // namespace app

namespace otel = opentelemetry::context;

const char kTenant[] = "acme.tenant";
const std::string kUserKey = "acme.user";
const std::string kDbKey = "acme.db";

acme::Context bad_raw_pointer(const acme::Context &ctx, app::Database *db) {
  return ctx.WithValue(kUserKey, db);
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: a 'Database' travels in the context; hand it over where it is needed, and keep the context for what belongs to the request [ctx-service-value]
}

acme::Context bad_address(const acme::Context &ctx, app::ConnectionPool &pool) {
  return ctx.WithValue(kUserKey, &pool);
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: a 'ConnectionPool' travels in the context; {{.*}} [ctx-service-value]
}

acme::Context bad_shared(const acme::Context &ctx, app::LoggerPtr logger) {
  return ctx.WithValue(kUserKey, std::move(logger));
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: a 'Logger' travels in the context; {{.*}} [ctx-service-value]
}

acme::Context bad_made(const acme::Context &ctx) {
  return ctx.WithValue(kUserKey, std::make_shared<app::GrpcClientImpl>());
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: a 'GrpcClientImpl' travels in the context; {{.*}} [ctx-service-value]
}

acme::Context bad_any(const acme::Context &ctx, const app::AppConfig &config) {
  return ctx.WithValue(kUserKey, std::any(config));
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: a 'AppConfig' travels in the context; {{.*}} [ctx-service-value]
}

void bad_in_a_bag(acme::Context &ctx, app::UserService *service) {
  ctx.values[kUserKey] = service;
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: a 'UserService' travels in the context; {{.*}} [ctx-service-value]
  ctx.values.emplace(kTenant, service);
  // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: a 'UserService' travels in the context; {{.*}} [ctx-service-value]
}

class Server {
public:
  acme::Context bad_this(const acme::Context &ctx) {
    return ctx.WithValue(kUserKey, this);
    // CHECK-MESSAGES: :[[@LINE-1]]:36: warning: a 'Server' travels in the context; {{.*}} [ctx-service-value]
  }
};

// An address in disguise: the key says what it is.
otel::Context bad_number(otel::Context ctx, int64_t db_handle) {
  return ctx.SetValue("db", db_handle);
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: the 'db' travels in the context; {{.*}} [ctx-service-value]
}

otel::Context bad_cast_pointer(otel::Context ctx, app::Database *db) {
  return ctx.SetValue(kTenant, reinterpret_cast<uint64_t>(db));
  // CHECK-MESSAGES: :[[@LINE-1]]:32: warning: a 'Database' travels in the context; {{.*}} [ctx-service-value]
}

otel::Context bad_number_of_an_address(otel::Context ctx, app::Database *db) {
  const uint64_t raw = reinterpret_cast<uint64_t>(db);
  return ctx.SetValue(kTenant, raw);
  // CHECK-MESSAGES: :[[@LINE-1]]:32: warning: a 'Database' travels in the context; {{.*}} [ctx-service-value]
}

acme::Context bad_by_key(const acme::Context &ctx,
                         std::shared_ptr<app::Session> session) {
  return ctx.WithValue(kDbKey, session);
  // CHECK-MESSAGES: :[[@LINE-1]]:32: warning: the 'acme.db' travels in the context; {{.*}} [ctx-service-value]
}

acme::Context bad_held(const acme::Context &ctx,
                       std::unique_ptr<app::Database> &database,
                       std::optional<app::AppConfig> &config,
                       std::reference_wrapper<app::ConnectionPool> pool) {
  return ctx.WithValue(kUserKey, database.get())
      // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: a 'Database' travels in the context; {{.*}} [ctx-service-value]
      .WithValue(kTenant, config.value())
      // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: a 'AppConfig' travels in the context; {{.*}} [ctx-service-value]
      .WithValue("pool", &pool.get());
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: a 'ConnectionPool' travels in the context; {{.*}} [ctx-service-value]
}

// What a service gives out is not the service.
acme::Context ok_given_out(const acme::Context &ctx,
                           const app::SettingsRegistry &registry) {
  const app::Session &one = registry;
  return ctx.WithValue(kUserKey, registry.get())
      .WithValue(kTenant, registry.value())
      .WithValue("one", one)
      .WithValue("two", static_cast<const app::Session &>(registry));
}

// What only tells of a service.
acme::Context ok_facts(const acme::Context &ctx, const app::ClientInfo &info,
                       app::ConnectionId id) {
  return ctx.WithValue(kUserKey, info)
      .WithValue(kTenant, id)
      .WithValue("service", std::string("billing"))
      .WithValue("client", true);
}

otel::Context ok_identifier(otel::Context ctx, int64_t client_id) {
  return ctx.SetValue("client", client_id);
}

otel::Context ok_key_of_another_thing(otel::Context ctx, int64_t size) {
  return ctx.SetValue("pool.size", size).SetValue("db.rows", int64_t(3));
}

// For observing.
acme::Context ok_observing(const acme::Context &ctx, app::SpanLogger *spans) {
  return ctx.WithValue(kUserKey, spans);
}

otel::Context
ok_span(otel::Context ctx,
        opentelemetry::nostd::shared_ptr<opentelemetry::trace::Span> span) {
  return ctx.SetValue("active_span", span);
}

acme::Context ok_plain(const acme::Context &ctx, int attempt) {
  return ctx.WithValue(kUserKey, attempt);
}

// Made for this context, and gone with it.
using Envoy::StreamInfo::FilterState;
struct FilterRegistry : FilterState::Object {};
void ok_own(FilterState &state) {
  auto own = std::make_unique<FilterRegistry>();
  state.setData("mine", std::move(own), FilterState::StateType::Mutable);
  state.setData("other", std::make_unique<FilterRegistry>(),
                FilterState::StateType::Mutable);
}
void bad_shared_by_others(FilterState &state,
                          std::shared_ptr<FilterRegistry> all) {
  state.setData("all", all, FilterState::StateType::Mutable);
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: a 'FilterRegistry' travels in the context; {{.*}} [ctx-service-value]
}
