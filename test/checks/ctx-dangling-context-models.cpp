// RUN: %check %s ctx-dangling-context %t -std=c++20 --models=%S/../Inputs/acme/acme.yaml
#include "acme/context.h"
#include <giomm.h>
#include <memory>
#include <opentelemetry/context/context.h>
#include <thread>

void log(const acme::Context &);
void log(const opentelemetry::context::Context &);
void log(const Glib::RefPtr<Gio::Cancellable> &);

void bad_acme(acme::Pool &pool) {
  acme::Context ctx = acme::Context::Background();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'ctx' may die while the work that it was lent to goes on
  pool.Submit([&ctx] { log(ctx); });
}

void ok_acme_copy(acme::Pool &pool) {
  acme::Context ctx = acme::Context::Background();
  pool.Submit([ctx] { log(ctx); });
}

void bad_opentelemetry() {
  opentelemetry::context::Context ctx;
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: 'ctx' may die while
  std::thread([&] { log(ctx); }).detach();
}

void ok_opentelemetry() {
  opentelemetry::context::Context ctx;
  std::thread([ctx] { log(ctx); }).detach();
}

void bad_gio() {
  Glib::RefPtr<Gio::Cancellable> cancellable = Gio::Cancellable::create();
  // CHECK-MESSAGES: :[[@LINE-1]]:34: warning: 'cancellable' may die while
  std::thread([&cancellable] { log(cancellable); }).detach();
}

void ok_gio() {
  Glib::RefPtr<Gio::Cancellable> cancellable = Gio::Cancellable::create();
  std::thread([cancellable] { log(cancellable); }).detach();
}
