//===- Equality.cpp -------------------------------------------------------===//

#include "Equality.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace ctx::analysis {

Equality equalityIn(const Expr *E) {
  if (const auto *B = dyn_cast<BinaryOperator>(E))
    if (B->isEqualityOp())
      return {B->getLHS(), B->getRHS(), B->getOpcode() == BO_NE};
  if (const auto *R = dyn_cast<CXXRewrittenBinaryOperator>(E))
    if (R->getOperator() == BO_EQ || R->getOperator() == BO_NE)
      return {R->getLHS(), R->getRHS(), R->getOperator() == BO_NE};
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(E))
    if (O->getNumArgs() == 2 && (O->getOperator() == OO_EqualEqual ||
                                 O->getOperator() == OO_ExclaimEqual))
      return {O->getArg(0), O->getArg(1), O->getOperator() == OO_ExclaimEqual};
  return {};
}

} // namespace ctx::analysis
