// RUN: %check %s ctx-service-value %t --model=%S/../Inputs/acme/acme.yaml --option=DenyWords="session" --option=AllowWords="audit"
#include <acme/context.h>
#include <string>

struct Session {};
struct AuditSession {};
struct Database {};
const std::string kKept = "acme.kept";

acme::Context bad_denied(const acme::Context &ctx, Session *session) {
  return ctx.WithValue(kKept, session);
  // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: a 'Session' travels in the context; {{.*}} [ctx-service-value]
}

acme::Context ok_allowed(const acme::Context &ctx, AuditSession *session) {
  return ctx.WithValue(kKept, session);
}

acme::Context ok_not_listed(const acme::Context &ctx, Database *db) {
  return ctx.WithValue(kKept, db);
}
