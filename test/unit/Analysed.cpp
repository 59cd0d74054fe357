//===- Analysed.cpp -------------------------------------------------------===//

#include "Analysed.h"

const char *const ctx::test::Prelude = R"(
namespace std {
using size_t = decltype(sizeof 0);
template <class T> T &&move(T &);
template <class F> struct function;
template <class R, class... A> struct function<R(A...)> {
  function(); template <class F> function(F f) {} R operator()(A...) const; };
template <class T> struct atomic { atomic(T); operator T() const; T load() const;
  void store(T); T operator=(T); };
template <class T> struct reference_wrapper { operator T &() const; T &get() const; };
template <class T> reference_wrapper<T> ref(T &);
template <class T> struct shared_ptr { T *operator->() const; T &operator*() const; T *get() const; };
template <class T> struct unique_ptr { T *operator->() const; T &operator*() const; T *get() const;
  void reset(); };
template <class T, class... A> unique_ptr<T> make_unique(A &&...) { throw 0; }
template <class T, class... A> shared_ptr<T> make_shared(A &&...) { throw 0; }
template <class T> struct optional { T *operator->(); void reset();
  template <class... A> T &emplace(A &&...) { throw 0; } };
template <class T> struct vector { T *begin(); T *end(); T &operator[](size_t);
  T &at(size_t); void clear(); void push_back(T);
  template <class... A> T &emplace_back(A &&...) { throw 0; } };
struct mutex { void lock(); bool try_lock(); void unlock(); };
template <class M> struct lock_guard { explicit lock_guard(M &); ~lock_guard(); };
template <class M> struct unique_lock { explicit unique_lock(M &); ~unique_lock();
  void lock(); void unlock(); };
struct stop_token { stop_token(); bool stop_requested() const; bool stop_possible() const; };
struct nostopstate_t {};
struct stop_source { stop_source(); ~stop_source(); stop_token get_token() const; bool request_stop();
  bool stop_requested() const; };
template <class C> struct stop_callback { template <class F> stop_callback(stop_token, F &&) {}
  ~stop_callback() {} };
template <class C> stop_callback(stop_token, C) -> stop_callback<C>;
struct inplace_stop_token { bool stop_requested() const; };
struct inplace_stop_source { inplace_stop_token get_token() const; bool request_stop(); };
struct thread { thread(); template <class F, class... A> explicit thread(F &&, A &&...) {}
  thread(thread &&); thread &operator=(thread &&); ~thread(); void join(); void detach(); };
struct jthread { jthread(); template <class F, class... A> explicit jthread(F &&, A &&...) {}
  jthread(jthread &&); jthread &operator=(jthread &&); ~jthread(); void join(); void detach();
  bool request_stop(); stop_token get_stop_token() const; stop_source get_stop_source(); };
struct condition_variable { void notify_one(); void notify_all();
  void wait(unique_lock<mutex> &); template <class P> void wait(unique_lock<mutex> &, P) {}
  template <class P> bool wait_for(unique_lock<mutex> &, int, P) { throw 0; } };
struct condition_variable_any { void notify_one(); void notify_all();
  template <class L> void wait(L &); template <class L, class P> void wait(L &, P) {}
  template <class L, class P> bool wait(L &, stop_token, P) { throw 0; } };
}
void step(); bool ready(); void use(...);
)";
