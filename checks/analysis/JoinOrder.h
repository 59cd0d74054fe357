//===- JoinOrder.h - is work asked to stop before it is awaited? *- C++ -*-===//
//
//   thread_.join();            the wait
//   thread_.request_stop();    the request, which comes too late
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_JOINORDER_H
#define CTX_TIDY_ANALYSIS_JOINORDER_H

#include "Loops.h"
#include "ObjectPath.h"
#include "Paths.h"
#include "Workers.h"

namespace ctx::analysis {

/// A wait that comes too early.
struct EarlyJoin {
  const clang::Expr *Join = nullptr;
  NamePath Handle;
  /// The request behind it; null if there is none at all, or if an object makes
  /// it at the end of its scope.
  const clang::Expr *Request = nullptr;
  NamePath Object; ///< what the request is made on
  /// The object that makes the request when it is destroyed; null otherwise.
  const clang::VarDecl *Guard = nullptr;
  /// The loop of the work that only a request ends; null if not known.
  const clang::Stmt *Loop = nullptr;
};

/// Looks at the waits of one function.
class JoinOrder {
public:
  JoinOrder(const FunctionView &View, Workers &Works,
            const model::RoleIndex &Roles)
      : View(View), Works(Works), Roles(Roles) {}

  /// Collects the waits and requests in \p F, a frame of the view's function.
  /// \returns false if there is no wait, and nothing to be asked.
  bool enter(const Frame &F);

  /// The waits of the frame that are wrong. \p Graph is the frame's.
  std::vector<EarlyJoin> find(const clang::CFG &Graph);

private:
  /// A call and the object it is made on.
  struct Point {
    const clang::Expr *Call;
    NamePath On;
    unsigned Order; ///< its place in the source
  };
  /// A wait together with a request it is looked at with.
  struct Pair {
    const Point &Join;
    const NamePath &Object; ///< what the request is made on
    const WorkSeen &Work;
  };
  std::optional<EarlyJoin> check(const Point &Join, const Paths &P);
  std::optional<EarlyJoin> behind(const Point &Join, const Point &Request,
                                  const Paths &P);
  std::optional<EarlyJoin> atExit(const Point &Join, const Paths &P);
  std::optional<EarlyJoin> never(const Point &Join);
  std::optional<WorkSeen> sameObject(const Point &Join);
  std::optional<WorkSeen> linked(const Point &Join, const Point &Request);

  bool isAskedElsewhere(const NamePath &Object) const;
  bool isAskedBefore(const Pair &Of, const Paths &P) const;
  bool mayAsk(const clang::Expr *Call, const Pair &Of) const;
  bool asks(const clang::Stmt *Root, const NamePath &Object,
            unsigned Depth = 0) const;
  bool isToldOtherwise(const Pair &Of) const;
  bool tells(const clang::Stmt *S, const Pair &Of, unsigned Depth) const;
  bool callTells(const clang::CallExpr *C, const Pair &Of,
                 unsigned Depth) const;
  bool concerns(const clang::Expr *E, const Pair &Of) const;
  bool changes(const clang::Expr *E, const Pair &Of) const;
  bool workMentions(const clang::ValueDecl *D, const Pair &Of) const;
  bool renews(const clang::CFGElement &E, const NamePath &Path) const;
  bool isHeldByOthers(const Point &Join, const Point &Request);
  bool isNeverAsked(const NamePath &Handle);
  bool leavesAlone(const clang::Expr *Ref, const FunctionView &In) const;
  model::TypeUse typeOf(const NamePath &Path) const;

  const FunctionView &View;
  Workers &Works;
  const model::RoleIndex &Roles;
  Frame In;
  std::vector<Point> Joins, Requests;
};

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_JOINORDER_H
