// A stub of OpenTelemetry's API: everything lives in an inline namespace.
#ifndef CTX_TEST_OTEL_VERSION_H
#define CTX_TEST_OTEL_VERSION_H

#define OPENTELEMETRY_BEGIN_NAMESPACE                                          \
  namespace opentelemetry {                                                    \
  inline namespace v1 {
#define OPENTELEMETRY_END_NAMESPACE                                            \
  }                                                                            \
  }

#endif // CTX_TEST_OTEL_VERSION_H
