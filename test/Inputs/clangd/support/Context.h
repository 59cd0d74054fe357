// A stub of clangd's context: the declarations the tests need, laid out as the library lays
// them out.
#ifndef CTX_TEST_CLANGD_CONTEXT_H
#define CTX_TEST_CLANGD_CONTEXT_H

#include <functional>
#include <type_traits>
#include <utility>

namespace clang {
namespace clangd {

template <class Type> class Key {
public:
  constexpr Key() = default;
  Key(const Key &) = delete;
};

class Context {
public:
  static Context empty();
  static const Context &current();
  static Context swapCurrent(Context Replacement);
  Context() = default;
  Context(const Context &) = delete;
  Context(Context &&) = default;
  Context &operator=(Context &&) = default;
  template <class Type> const Type *get(const Key<Type> &K) const {
    return nullptr;
  }
  template <class Type> const Type &getExisting(const Key<Type> &K) const {
    return *get(K);
  }
  template <class Type>
  Context derive(const Key<Type> &K, std::decay_t<Type> Value) const & {
    return Context();
  }
  template <class Type>
  Context derive(const Key<Type> &K, std::decay_t<Type> Value) && {
    return Context();
  }
  template <class Type> Context derive(Type &&Value) const & {
    return Context();
  }
  Context clone() const;
};

class [[nodiscard]] WithContext {
public:
  WithContext(Context C);
  ~WithContext();
  WithContext(const WithContext &) = delete;
};
class [[nodiscard]] WithContextValue {
public:
  template <typename T>
  WithContextValue(const Key<T> &K, typename std::decay<T>::type V)
      : Restore(Context()) {}

private:
  WithContext Restore;
};

using Canceler = std::function<void()>;
std::pair<Context, Canceler> cancelableTask(int Reason = 1);
int isCancelled(const Context &Ctx = Context::current());

} // namespace clangd
} // namespace clang

#endif
