// The shape of Paintown's context, for the examples of paintown.yaml.
#pragma once

namespace Util {
class Context;
class AutoCancel {
public:
  explicit AutoCancel(Context &context);
  ~AutoCancel();
};
class Context {
public:
  Context();
  explicit Context(const Context *parent);
  bool isDone() const;
  void cancel();
  AutoCancel autoCancel();
};
} // namespace Util
