// Enough of a context in OpenTelemetry's shape to compile the example: an
// immutable list of named values. Not the library.
#ifndef EXAMPLES_TRACE_CONTEXT_H
#define EXAMPLES_TRACE_CONTEXT_H

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace opentelemetry {
namespace context {

using ContextValue = std::variant<std::monostate, bool, std::int64_t, double>;

class Context {
public:
  Context() = default;

  Context SetValue(std::string_view key, ContextValue value) {
    Context child;
    child.last_ =
        std::make_shared<Entry>(Entry{std::string(key), value, last_});
    return child;
  }

  ContextValue GetValue(std::string_view key) const {
    for (const Entry *e = last_.get(); e; e = e->before.get())
      if (e->key == key)
        return e->value;
    return {};
  }

  bool HasKey(std::string_view key) const { return GetValue(key).index() != 0; }

private:
  struct Entry {
    std::string key;
    ContextValue value;
    std::shared_ptr<Entry> before;
  };
  std::shared_ptr<Entry> last_;
};

} // namespace context
} // namespace opentelemetry

#endif // EXAMPLES_TRACE_CONTEXT_H
