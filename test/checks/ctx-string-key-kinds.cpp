// RUN: %check %s ctx-string-key %t --models=%S/Inputs/ctx-string-key.yaml
// Keys of built-in type, keys that are told apart by their address, and keys of
// the user's own types.
#include <any>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace keys {
struct Key {
  Key();
  Key(const Key &) = delete;
};
template <class T> struct Typed {};
struct Attributes {
  void insert(const std::string &, std::any);
  const std::any &get(const std::string &) const;
};
struct Bag {
  void SetAny(std::any Key, int Value);
  int GetAny(const std::any &Key) const;
  template <class K> void Set(const K &Key, int Value);
  void SetAt(const void *Key, int Value);
  void SetSlot(int Slot, int Value);
  void SetWide(std::wstring Key, int Value);
  Bag With(const Key &K, int Value) const;
  template <class T> Bag WithTyped(const Typed<T> &K, T Value) const;
  std::shared_ptr<Attributes> attributes();
};
} // namespace keys
using keys::Bag;

namespace bad_cases {

// CHECK-FIXES: {{^}}constexpr char kUserKey[] = "user";
void text(Bag &B) {
  B.SetAny("user", 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: value stored under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: B.SetAny(kUserKey, 1);
  (void)B.GetAny(std::string("user"));
  // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: value read under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: (void)B.GetAny(std::string(kUserKey));
  B.Set("user", 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: value stored under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: B.Set(kUserKey, 1);
  B.SetAt("user", 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: value stored under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: B.SetAt(kUserKey, 1);
  B.attributes()->insert("user", 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: value stored under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: B.attributes()->insert(kUserKey, 1);
  (void)B.attributes()->get("user");
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: value read under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: (void)B.attributes()->get(kUserKey);
}

void suffixed(Bag &B) {
  using namespace std::literals;
  B.SetAny("user"s, 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: value stored under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: B.SetAny(std::string(kUserKey), 1);
  B.Set("user"sv, 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: value stored under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: B.Set(std::string_view(kUserKey), 1);
}

// CHECK-FIXES: {{^}}constexpr wchar_t kContextKey[] = L"user";
void wide(Bag &B) {
  B.SetWide(L"user", 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: value stored under the bare string "..."; any other code can use the same text: give the key a named constant [ctx-string-key]
  // CHECK-FIXES: B.SetWide(kContextKey, 1);
}

void literals(Bag &B) {
  B.SetAny(1, 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: value stored under a key of built-in type 'int'; any other code can use the same value: give the key a type of its own [ctx-string-key]
  B.SetAny(-1L, 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: value stored under a key of built-in type 'long'; any other code can use the same value: give the key a type of its own [ctx-string-key]
  (void)B.GetAny('u');
  // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: value read under a key of built-in type 'char'; any other code can use the same value: give the key a type of its own [ctx-string-key]
  B.Set(true, 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: value stored under a key of built-in type 'bool'; any other code can use the same value: give the key a type of its own [ctx-string-key]
  B.SetSlot(7, 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: value stored under a key of built-in type 'int'; any other code can use the same value: give the key a named constant [ctx-string-key]
}

void variables(Bag &B) {
  int Number = 1;
  B.SetAny(Number, 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: value stored under a key of built-in type 'int'; any other code can use the same value: give the key a type of its own [ctx-string-key]
  const char *Text = "user";
  B.Set(Text, 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: value stored under a key of built-in type 'const char *'; any other code can use the same value: give the key a type of its own [ctx-string-key]
}

Bag dying(const Bag &B, Bag &Other) {
  keys::Key K;
  const keys::Key Constant;
  (void)B.With(K, 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: value stored under the address of 'K', which dies with its block; give the key static storage [ctx-string-key]
  // CHECK-MESSAGES: :[[@LINE-4]]:13: note: 'K' is made here
  int Tag;
  Other.SetAt(&Tag, 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: value stored under the address of 'Tag', which dies with its block; give the key static storage [ctx-string-key]
  (void)B.With(keys::Key(), 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: value stored under the address of a temporary, which no other code can have; name the key and give it static storage [ctx-string-key]
  keys::Typed<int> T;
  (void)B.WithTyped(T, 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: value stored under the address of 'T', which dies with its block; give the key static storage [ctx-string-key]
  return B.With(Constant, 1);
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: value stored under the address of 'Constant', which dies with its block; give the key static storage [ctx-string-key]
}

} // namespace bad_cases

namespace ok_cases {

enum class Slot { User };
enum { kSlotUser = 3 };
struct UserKey {};
struct NamedKey {
  NamedKey(const char *);
};
bool operator<(NamedKey, NamedKey);
constexpr int kUserSlot = 3;
#define USER_SLOT 3

void own_types(Bag &B) {
  B.SetAny(Slot::User, 1);
  B.SetAny(UserKey{}, 1);
  B.SetAny(NamedKey("user"), 1);
  B.Set(UserKey(), 1);
  B.SetAny(static_cast<Slot>(3), 1);
}

void named(Bag &B) {
  const int Local = 4;
  static int Static = 5;
  B.SetAny(kUserSlot, 1);
  B.SetAny(Local, 1);
  B.SetAny(Static, 1);
  B.SetSlot(kSlotUser, 1);
  B.SetSlot(kUserSlot, 1);
  B.SetSlot(USER_SLOT, 1);
  B.SetAny(USER_SLOT, 1);
}

void handed_on(Bag &B, int Slot, const char *Text, const std::any &Key) {
  B.SetAny(Slot, 1);
  B.SetAny(Text, 1);
  B.SetAny(Key, 1);
  B.Set(Text, 1);
  int Next = Slot;
  B.SetSlot(Next, 1);
  for (int I = 0; I != 3; ++I)
    B.SetSlot(I, 1);
  B.SetAt(nullptr, 1);
}

const keys::Key kUser;
struct Keys {
  static const keys::Key User;
  keys::Key Own;
};
Bag lasting(const Bag &B, const keys::Key &Given, Keys &Holder, Bag &Other) {
  static const keys::Key Local;
  static char Tag;
  const keys::Key &Alias = kUser;
  Other.SetAt(&Tag, 1);
  (void)B.With(Local, 1);
  (void)B.With(Alias, 1);
  (void)B.With(Given, 1);
  (void)B.With(Holder.Own, 1);
  (void)B.With(Keys::User, 1);
  return B.With(kUser, 1);
}

// An annotated operation of one's own, with a key type of its own.
struct Own {
  [[clang::annotate("ctx:role=value_set,key=0")]] void put(NamedKey, int);
};
void annotated(Own &O) { O.put("user", 1); }

} // namespace ok_cases

namespace bad_cases {
struct Plain {
  [[clang::annotate("ctx:role=value_set,key=0,value=1")]] void put(std::string, int);
};
void annotated(Plain &P) { P.put("user", 1); }
// CHECK-MESSAGES: :[[@LINE-1]]:34: warning: value stored under the bare string "user"; any other code can use the same text: give the key a named constant [ctx-string-key]
// CHECK-FIXES: void annotated(Plain &P) { P.put(kUserKey, 1); }
} // namespace bad_cases
