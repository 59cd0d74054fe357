//===- Paths.cpp ----------------------------------------------------------===//

#include "Paths.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include <deque>

using namespace clang;

namespace ctx::analysis {

bool declares(const CFGElement &Element, const VarDecl *V) {
  auto S = Element.getAs<CFGStmt>();
  const auto *D = S ? dyn_cast<DeclStmt>(S->getStmt()) : nullptr;
  return D && llvm::is_contained(D->decls(), V);
}

Paths::Paths(const CFG &Graph) : Graph(Graph) {
  for (const CFGBlock *B : Graph) {
    int Index = 0;
    for (const CFGElement &E : *B) {
      if (auto S = E.getAs<CFGStmt>()) {
        Spots.try_emplace(S->getStmt(), PathSpot{B, Index});
        if (const auto *D = dyn_cast<DeclStmt>(S->getStmt()))
          for (const Decl *Declared : D->decls())
            if (const auto *V = dyn_cast<VarDecl>(Declared))
              Declarations.try_emplace(V, PathSpot{B, Index});
      }
      ++Index;
    }
  }
}

std::optional<PathSpot> Paths::spotOf(const Stmt *S) const {
  auto It = Spots.find(S);
  if (It == Spots.end())
    return std::nullopt;
  return It->second;
}

std::optional<PathSpot> Paths::spotOf(const VarDecl *V) const {
  auto It = Declarations.find(V);
  if (It == Declarations.end())
    return std::nullopt;
  return It->second;
}

//===----------------------------------------------------------------------===//
// Explicit throws
//===----------------------------------------------------------------------===//

bool takes(const CXXCatchStmt *Handler, QualType Thrown) {
  QualType Caught = Handler->getCaughtType();
  if (Caught.isNull())
    return true; // catch (...)
  Caught = Caught.getNonReferenceType().getUnqualifiedType();
  Thrown = Thrown.getUnqualifiedType();
  if (Caught->isDependentType() || Thrown->isDependentType())
    return true; // not known: the caller is silent on what is handled
  if (Caught->isPointerType() && Thrown->isPointerType()) {
    Caught = Caught->getPointeeType();
    Thrown = Thrown->getPointeeType();
    if (Caught->isVoidType())
      return true;
  }
  if (Caught.getCanonicalType().getUnqualifiedType() ==
      Thrown.getCanonicalType().getUnqualifiedType())
    return true;
  const CXXRecordDecl *Base = Caught->getAsCXXRecordDecl();
  const CXXRecordDecl *Derived = Thrown->getAsCXXRecordDecl();
  return Base && Derived && Derived->hasDefinition() &&
         Derived->isDerivedFrom(Base);
}

/// Where a throw of \p T that comes to \p Dispatch, the block of a try
/// statement, goes on: the first handler that takes it, else outwards.
static const CFGBlock *handlerOf(const CXXThrowExpr *T,
                                 const CFGBlock *Dispatch) {
  while (Dispatch &&
         isa_and_nonnull<CXXTryStmt>(Dispatch->getTerminatorStmt())) {
    const CFGBlock *Outer = nullptr;
    for (const CFGBlock::AdjacentBlock &A : Dispatch->succs()) {
      const CFGBlock *S = A.getReachableBlock();
      if (!S)
        continue;
      const auto *Handler = dyn_cast_or_null<CXXCatchStmt>(S->getLabel());
      if (!Handler)
        Outer = S;
      else if (T->getSubExpr() && takes(Handler, T->getSubExpr()->getType()))
        return S;
    }
    Dispatch = Outer;
  }
  return Dispatch;
}

llvm::SmallVector<std::pair<const CFGBlock *, int>, 4>
Paths::successors(const CFGBlock *B) {
  llvm::SmallVector<std::pair<const CFGBlock *, int>, 4> Out;
  const CXXThrowExpr *Throw = nullptr;
  for (const CFGElement &E : *B)
    if (auto S = E.getAs<CFGStmt>())
      if (const auto *T = dyn_cast<CXXThrowExpr>(S->getStmt()))
        Throw = T;
  int Number = 0;
  for (const CFGBlock::AdjacentBlock &A : B->succs()) {
    if (const CFGBlock *S = A.getReachableBlock()) {
      if (Throw)
        S = handlerOf(Throw, S);
      if (S)
        Out.push_back({S, Number});
    }
    ++Number;
  }
  return Out;
}

//===----------------------------------------------------------------------===//
// Search
//===----------------------------------------------------------------------===//

/// Breadth first, so that what is shown is a short path. The start is a place
/// inside a block; coming back to the top of that block is another state.
struct Paths::Search {
  struct Node {
    const CFGBlock *Block;
    int From;    ///< first element to look at
    int Parent;  ///< index of the node before, -1 for the start
    int Way = 0; ///< which successor of the parent this is
  };
  enum class Look { On, Stop, Found };

  explicit Search(const Paths &P) : P(P) {}

  const Paths &P;
  std::deque<Node> Nodes;
  llvm::DenseMap<const CFGBlock *, bool> Seen;

  /// Looks at elements until \p At says stop or found, then at successors.
  /// \returns the index of the node where it was found, or -1.
  int run(PathSpot Start, llvm::function_ref<Look(const CFGBlock *, int)> At,
          const Barrier &Avoid) {
    Nodes.push_back({Start.Block, Start.Index + 1, -1});
    for (int Current = 0; Current != int(Nodes.size()); ++Current) {
      Node N = Nodes[Current];
      Look Result = Look::On;
      for (int I = N.From; I != int(N.Block->size()) && Result == Look::On; ++I)
        Result = At(N.Block, I);
      if (Result == Look::On)
        Result = At(N.Block, -1);
      if (Result == Look::Found)
        return Current;
      if (Result == Look::Stop || N.Block->hasNoReturnElement())
        continue;
      const Stmt *T = N.Block->getTerminatorStmt();
      if (T && Avoid.Branch && N.Block->succ_size() > 1 && Avoid.Branch(T))
        continue;
      for (auto S : P.successors(N.Block))
        if (!Seen[S.first] && !(T && Avoid.Way && Avoid.Way(T, S.second))) {
          Seen[S.first] = true;
          Nodes.push_back({S.first, 0, Current, S.second});
        }
    }
    return -1;
  }

  /// The path to node \p At, told as a user would.
  PathOut tell(int At, int FirstIndex) const {
    PathOut Out;
    llvm::SmallVector<int, 8> Chain;
    for (int N = At; N != -1; N = Nodes[N].Parent)
      Chain.insert(Chain.begin(), N);
    for (size_t C = 0; C != Chain.size(); ++C) {
      const Node &N = Nodes[Chain[C]];
      int I = 0;
      for (const CFGElement &E : *N.Block) {
        if (I++ < N.From)
          continue;
        if (auto S = E.getAs<CFGStmt>())
          if (isa<ReturnStmt, CoreturnStmt, CXXThrowExpr>(S->getStmt()))
            Out.Leaves = S->getStmt();
      }
      const Stmt *T = N.Block->getTerminatorStmt();
      if (!T || C + 1 == Chain.size())
        continue;
      if (N.Block->succ_size() > 1)
        Out.Branches.push_back({T, Nodes[Chain[C + 1]].Way == 0});
    }
    return Out;
  }
};

std::optional<PathOut> Paths::pathOut(PathSpot From, const VarDecl *Life,
                                      const Barrier &Avoid) const {
  Search S(*this);
  const Stmt *Scope = nullptr;
  int Found = S.run(
      From,
      [&](const CFGBlock *B, int I) {
        if (I == -1)
          return B == &Graph.getExit() ? Search::Look::Found : Search::Look::On;
        const CFGElement &E = (*B)[I];
        if (Life) {
          auto Dtor = E.getAs<CFGAutomaticObjDtor>();
          if (Dtor && Dtor->getVarDecl() == Life) {
            Scope = Dtor->getTriggerStmt();
            return Search::Look::Found;
          }
          if (declares(E, Life))
            return Search::Look::Found;
        }
        return Avoid.At && Avoid.At(E) ? Search::Look::Stop : Search::Look::On;
      },
      Avoid);
  if (Found == -1)
    return std::nullopt;
  PathOut Out = S.tell(Found, From.Index + 1);
  if (!Out.Leaves && isa_and_nonnull<BreakStmt, ContinueStmt, GotoStmt,
                                     ReturnStmt, CXXThrowExpr>(Scope))
    Out.Leaves = Scope;
  else if (!Out.Leaves)
    Out.Scope = Scope;
  return Out;
}

bool Paths::reaches(PathSpot From, PathSpot To, const Barrier &Avoid) const {
  Search S(*this);
  return S.run(
             From,
             [&](const CFGBlock *B, int I) {
               if (B == To.Block && I == To.Index)
                 return Search::Look::Found;
               if (I == -1)
                 return Search::Look::On;
               return Avoid.At && Avoid.At((*B)[I]) ? Search::Look::Stop
                                                    : Search::Look::On;
             },
             Avoid) != -1;
}

} // namespace ctx::analysis
