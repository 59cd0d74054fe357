// A context as many code bases have grown one, after Go's: passed first, by
// const reference; children are cancelled with their parent. ctx-tidy knows
// nothing of it but what ../acme.yaml says.
#ifndef EXAMPLES_ACME_CONTEXT_H
#define EXAMPLES_ACME_CONTEXT_H

#include <any>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>

namespace acme {

class CancelFunc;

class Context {
public:
  /// The root of a program: never cancelled.
  static const Context &Background() {
    static const Context root;
    return root;
  }

  bool Done() const { return token_.stop_requested(); }

  Context WithValue(std::string key, std::any value) const {
    Context child = *this;
    child.values_[std::move(key)] = std::move(value);
    return child;
  }

  const std::any *Value(const std::string &key) const {
    auto at = values_.find(key);
    return at == values_.end() ? nullptr : &at->second;
  }

private:
  friend std::pair<Context, CancelFunc> WithCancel(const Context &parent);

  std::stop_token token_;
  std::map<std::string, std::any> values_;
  std::shared_ptr<std::stop_callback<std::function<void()>>> link_;
};

/// Cancels the context it came with. Until it is called, the child hangs on its
/// parent.
class CancelFunc {
public:
  explicit CancelFunc(std::stop_source source) : source_(std::move(source)) {}
  void operator()() { source_.request_stop(); }

private:
  std::stop_source source_;
};

inline std::pair<Context, CancelFunc> WithCancel(const Context &parent) {
  std::stop_source source;
  Context child = parent;
  child.token_ = source.get_token();
  child.link_ = std::make_shared<std::stop_callback<std::function<void()>>>(
      parent.token_, [source]() mutable { source.request_stop(); });
  return {std::move(child), CancelFunc(source)};
}

} // namespace acme

#endif // EXAMPLES_ACME_CONTEXT_H
