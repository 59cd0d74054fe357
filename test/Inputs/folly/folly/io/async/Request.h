// What ctx-tidy's tests need of folly's request context.
#pragma once

#include <memory>
#include <string>

namespace folly {

class RequestToken {
public:
  RequestToken() = default;
  explicit RequestToken(const std::string &str);
};

class RequestData {
public:
  virtual ~RequestData() = default;
  virtual bool hasCallback() = 0;
};

class RequestContext {
public:
  static std::shared_ptr<RequestContext> create();
  static RequestContext *get();
  static RequestContext *try_get();
  static std::shared_ptr<RequestContext> saveContext();
  static std::shared_ptr<RequestContext>
  setContext(std::shared_ptr<RequestContext> const &ctx);

  void setContextData(const RequestToken &token, std::unique_ptr<RequestData>);
  void setContextData(const std::string &val, std::unique_ptr<RequestData>);
  bool setContextDataIfAbsent(const RequestToken &,
                              std::unique_ptr<RequestData>);
  bool setContextDataIfAbsent(const std::string &,
                              std::unique_ptr<RequestData>);
  bool hasContextData(const RequestToken &val) const;
  bool hasContextData(const std::string &val) const;
  RequestData *getContextData(const RequestToken &val);
  RequestData *getContextData(const std::string &val);
};

class RequestContextSaverScopeGuard {
public:
  RequestContextSaverScopeGuard();
  RequestContextSaverScopeGuard(const RequestContextSaverScopeGuard &) = delete;
  ~RequestContextSaverScopeGuard();
};

class RequestContextScopeGuard : private RequestContextSaverScopeGuard {
public:
  RequestContextScopeGuard();
  explicit RequestContextScopeGuard(std::shared_ptr<RequestContext> const &ctx);
};

struct ShallowCopyRequestContextScopeGuard {
  ShallowCopyRequestContextScopeGuard();
  ShallowCopyRequestContextScopeGuard(const RequestToken &token,
                                      std::unique_ptr<RequestData> data);
  ShallowCopyRequestContextScopeGuard(const std::string &val,
                                      std::unique_ptr<RequestData> data);
  ~ShallowCopyRequestContextScopeGuard();
};

} // namespace folly
