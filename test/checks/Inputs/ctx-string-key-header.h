#ifndef CTX_STRING_KEY_HEADER_H
#define CTX_STRING_KEY_HEADER_H

#include <string>

namespace lib {

struct Bag {
  [[clang::annotate("ctx:role=value_set,key=0")]] void put(const std::string &Key, int);
  [[clang::annotate("ctx:role=value_get,key=0")]] int get(const std::string &Key) const;
};

// CHECK-FIXES-11: {{^}}constexpr char kTenantKey[] = "tenant";
// CHECK-FIXES-17: {{^}}inline constexpr char kTenantKey[] = "tenant";
inline int tenant(const Bag &B) { return B.get("tenant"); }
// CHECK-FIXES-11: {{^}}inline int tenant(const Bag &B) { return B.get(kTenantKey); }
// CHECK-FIXES-17: {{^}}inline int tenant(const Bag &B) { return B.get(kTenantKey); }

struct Filter {
  void set(Bag &B) { B.put("tenant", 1); }
  // CHECK-FIXES-11: void set(Bag &B) { B.put(kTenantKey, 1); }
  // CHECK-FIXES-17: void set(Bag &B) { B.put(kTenantKey, 1); }
};

} // namespace lib

#endif // CTX_STRING_KEY_HEADER_H
