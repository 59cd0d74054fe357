// A stub of Envoy's filter state: the declarations the tests need, laid out as the library lays
// them out.
#ifndef CTX_TEST_ENVOY_FILTER_STATE_H
#define CTX_TEST_ENVOY_FILTER_STATE_H

#include <memory>
#include <string_view>

namespace Envoy {
namespace StreamInfo {

class FilterState {
public:
  enum class StateType { ReadOnly, Mutable };
  enum LifeSpan { FilterChain, Request, Connection };
  class Object {
  public:
    virtual ~Object() = default;
  };
  virtual ~FilterState() = default;
  virtual void setData(std::string_view Name, std::shared_ptr<Object> Data,
                       StateType Type,
                       LifeSpan Span = LifeSpan::FilterChain) = 0;
  template <typename T> const T *getDataReadOnly(std::string_view Name) const {
    return dynamic_cast<const T *>(getDataReadOnlyGeneric(Name));
  }
  virtual const Object *getDataReadOnlyGeneric(std::string_view Name) const = 0;
  template <typename T> T *getDataMutable(std::string_view Name) {
    return dynamic_cast<T *>(getDataMutableGeneric(Name));
  }
  virtual Object *getDataMutableGeneric(std::string_view Name) = 0;
  virtual std::shared_ptr<Object>
  getDataSharedMutableGeneric(std::string_view Name) = 0;
  template <typename T> bool hasData(std::string_view Name) const {
    return getDataReadOnly<T>(Name) != nullptr;
  }
  virtual bool hasDataWithName(std::string_view Name) const = 0;
};

} // namespace StreamInfo
} // namespace Envoy

#endif
