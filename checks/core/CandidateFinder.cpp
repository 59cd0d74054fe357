//===- CandidateFinder.cpp ------------------------------------------------===//

#include "CandidateFinder.h"
#include "../analysis/CodeKind.h"
#include "../analysis/ContextShapes.h"
#include "../analysis/Exprs.h"
#include "../analysis/StopNames.h"
#include "../compat/Compat.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseMap.h"

using namespace clang;

namespace ctx {
namespace {

using analysis::ShapedOp;
using facts::Candidate;
using facts::Part;
using facts::PartKey;
using facts::Place;

class Finder : public RecursiveASTVisitor<Finder> {
public:
  Finder(ASTContext &Context, const model::RoleIndex &Roles)
      : SM(Context.getSourceManager()), Roles(Roles) {}

  facts::CandidateSet take() { return std::move(Found); }

  bool shouldVisitTemplateInstantiations() const { return false; }
  bool shouldVisitImplicitCode() const { return false; }

  bool TraverseDecl(Decl *D) {
    const auto *F = dyn_cast_or_null<FunctionDecl>(D);
    if (!F || D->isImplicit())
      return RecursiveASTVisitor::TraverseDecl(D);
    const FunctionDecl *OuterFunction = Function;
    unsigned OuterDepth = Depth;
    Function = F;
    Depth = 0;
    if (F->doesThisDeclarationHaveABody() && !F->isInvalidDecl())
      parameters(F);
    bool Goes = RecursiveASTVisitor::TraverseDecl(D);
    Function = OuterFunction;
    Depth = OuterDepth;
    return Goes;
  }

  bool TraverseForStmt(ForStmt *S) {
    return looped([&] { return RecursiveASTVisitor::TraverseForStmt(S); });
  }
  bool TraverseWhileStmt(WhileStmt *S) {
    return looped([&] { return RecursiveASTVisitor::TraverseWhileStmt(S); });
  }
  bool TraverseDoStmt(DoStmt *S) {
    return looped([&] { return RecursiveASTVisitor::TraverseDoStmt(S); });
  }
  bool TraverseCXXForRangeStmt(CXXForRangeStmt *S) {
    return looped(
        [&] { return RecursiveASTVisitor::TraverseCXXForRangeStmt(S); });
  }
  bool TraverseLambdaExpr(LambdaExpr *E) {
    // It may run where no loop is.
    unsigned Outer = Depth;
    Depth = 0;
    bool Goes = RecursiveASTVisitor::TraverseLambdaExpr(E);
    Depth = Outer;
    return Goes;
  }

  bool VisitCXXRecordDecl(CXXRecordDecl *R) {
    if (!R->isThisDeclarationADefinition() || R->isLambda())
      return true;
    candidateOf(R);
    for (const FieldDecl *F : R->fields()) {
      const NamedDecl *Wrapper = nullptr;
      const CXXRecordDecl *Of = analysis::bareClass(F->getType(), &Wrapper);
      Candidate *C = Of ? candidateOf(Of) : nullptr;
      if (C && C->Hint != "error" && Of != R->getCanonicalDecl()) {
        C->Members.insert(placeOf(F->getLocation()));
        wrap(*C, Wrapper);
      }
    }
    return true;
  }

  bool VisitMemberExpr(MemberExpr *E) {
    const ValueDecl *D = E->getMemberDecl();
    const auto *M = dyn_cast<CXXMethodDecl>(D);
    // An override answers for what its interface asks.
    for (unsigned I = 0; M && I != 8 && M->size_overridden_methods(); ++I)
      M = *M->begin_overridden_methods();
    const auto *R = dyn_cast_or_null<CXXRecordDecl>(M ? M->getDeclContext()
                                                      : D->getDeclContext());
    Candidate *C = R ? candidateOf(R) : nullptr;
    if (!C)
      return true;
    std::string Name = M && isa<CXXConversionDecl>(M) ? "bool"
                       : D->getIdentifier()           ? D->getName().str()
                                                      : "";
    use(*C, Name, E->getMemberLoc(), R);
    return true;
  }

  bool VisitCallExpr(CallExpr *E) {
    for (const Expr *A : E->arguments())
      pass(A);
    const FunctionDecl *F = E->getDirectCallee();
    if (!F || isa<CXXOperatorCallExpr>(E))
      return true;
    const auto *M = dyn_cast<CXXMethodDecl>(F);
    if (M && M->isStatic()) {
      if (Candidate *C = candidateOf(M->getParent()))
        if (F->getIdentifier())
          use(*C, F->getName().str(), E->getBeginLoc(), M->getParent());
    } else if (!M)
      callFree(E, F);
    return true;
  }

  bool VisitCXXConstructExpr(CXXConstructExpr *E) {
    for (const Expr *A : E->arguments())
      pass(A);
    return true;
  }

  bool VisitDeclRefExpr(DeclRefExpr *E) {
    const auto *V = dyn_cast<VarDecl>(E->getDecl());
    if (!V || !V->hasGlobalStorage() || V->isLocalVarDecl() || !isOwn(V))
      return true;
    for (const ShapedOp &Op : analysis::shapeOf(V))
      if (Candidate *C = Roles.ops(E).empty() ? scopeOf(Op) : nullptr)
        add(*C, Op).Uses[placeOf(E->getBeginLoc())] |=
            Depth ? facts::InLoop : 0;
    return true;
  }

  bool VisitCXXThrowExpr(CXXThrowExpr *E) {
    if (const Expr *Thrown = E->getSubExpr())
      if (const CXXRecordDecl *R = analysis::bareClass(Thrown->getType()))
        if (Candidate *C = candidateOf(R))
          C->Members.insert(placeOf(E->getBeginLoc()));
    return true;
  }

private:
  bool looped(llvm::function_ref<bool()> Traverse) {
    ++Depth;
    bool Goes = Traverse();
    --Depth;
    return Goes;
  }

  bool isOwn(const Decl *D) const {
    SourceLocation At = SM.getExpansionLoc(D->getLocation());
    return At.isValid() && !SM.isInSystemHeader(At);
  }

  Place placeOf(SourceLocation At) {
    Place P;
    At = SM.getExpansionLoc(At);
    FileID ID = SM.getFileID(At);
    auto Entry = SM.getFileEntryRefForID(ID);
    if (!Entry)
      return P;
    std::string &Name = Files[ID];
    if (Name.empty()) {
      llvm::StringRef Real = Entry->getFileEntry().tryGetRealPathName();
      Name = Real.empty() ? Entry->getName().str() : Real.str();
    }
    P.File = Name;
    P.Line = SM.getSpellingLineNumber(At);
    return P;
  }

  /// What stands for \p R, if it has a shape and no model knows it.
  Candidate *candidateOf(const CXXRecordDecl *R) {
    R = analysis::writtenClass(R);
    if (!R)
      return nullptr;
    auto Inserted = Classes.try_emplace(R, nullptr);
    if (Inserted.second) {
      Candidate *C = look(R->getDefinition());
      Classes[R] = C;
      return C;
    }
    return Inserted.first->second;
  }

  Candidate *look(const CXXRecordDecl *R) {
    if (!R || R->isInvalidDecl() || R->isImplicit() || !isOwn(R))
      return nullptr;
    std::string Name = analysis::modelName(R);
    if (Name.empty() || R->isUnion() || analysis::isTestCode(R, Roles))
      return nullptr;
    if (!R->isDependentType() && isKnown(R))
      return nullptr;
    llvm::StringRef Hint = analysis::classHint(R->getName());
    std::vector<ShapedOp> Ops;
    auto Append = [&](std::vector<ShapedOp> More) {
      for (ShapedOp &Op : More)
        Ops.push_back(std::move(Op));
    };
    for (const Decl *D : R->decls()) {
      if (const auto *T = dyn_cast<FunctionTemplateDecl>(D))
        D = T->getTemplatedDecl();
      if (const auto *M = dyn_cast<CXXMethodDecl>(D))
        Append(analysis::shapeOf(M, Hint == "context"));
      else if (const auto *F = dyn_cast<FieldDecl>(D)) {
        if (!Roles.type(F))
          Append(analysis::shapeOf(F));
      }
    }
    bool Asks = llvm::any_of(Ops, [](const ShapedOp &Op) {
      return Op.Role == "poll" || Op.Role == "poll_throw" ||
             Op.Role == "poll_status" || Op.Role == "derive_deadline" ||
             Op.Role == "root_factory" || Op.Role == "derive";
    });
    bool Tells = Hint == "context" && !Ops.empty();
    bool Cancels = Hint == "token" && llvm::any_of(Ops, [](const ShapedOp &Op) {
                     return Op.Role == "trigger";
                   });
    if (!Asks && !Tells && !Cancels && Hint != "source" && Hint != "error")
      return nullptr;
    Candidate &C = Found[Name];
    C.Hint = Hint.str();
    C.At = placeOf(R->getLocation());
    addBases(R, C.Bases, 0);
    for (const ShapedOp &Op : Ops)
      add(C, Op);
    return &C;
  }

  bool isKnown(const CXXRecordDecl *R) const {
    model::TypeUse Use = Roles.type(compat::typeOf(R->getASTContext(), R));
    return Use && !Use.Roles.empty();
  }

  void addBases(const CXXRecordDecl *R, std::set<std::string> &Into,
                unsigned Level) {
    if (Level > 8 || !R->hasDefinition())
      return;
    for (const CXXBaseSpecifier &B : R->bases())
      if (const CXXRecordDecl *Base =
              analysis::writtenClass(B.getType()->getAsCXXRecordDecl())) {
        std::string Name = analysis::modelName(Base);
        if (!Name.empty())
          Into.insert(Name);
        addBases(Base->getDefinition(), Into, Level + 1);
      }
  }

  Part &add(Candidate &C, const ShapedOp &Op) {
    Part &P = C.Parts[PartKey{Op.Matcher, Op.Name, Op.Role}];
    P.Role = Op.Role;
    P.Extra = Op.Extra;
    P.Doubt = Op.Doubt;
    if (Op.Of)
      P.Of = typeName(Op.Of);
    P.At = placeOf(Op.Declared->getLocation());
    return P;
  }

  /// How an entry refers to \p R: the id of a known type, else its name.
  std::string typeName(const CXXRecordDecl *R) const {
    if (!R->isDependentType())
      if (model::TypeUse Use =
              Roles.type(compat::typeOf(R->getASTContext(), R)))
        return Use.Voc->Name + "." + Use.Entry->Id;
    return "::" + analysis::modelName(R);
  }

  /// The candidate that holds what is in no class: its namespace.
  Candidate *scopeOf(const ShapedOp &Op) {
    if (Op.Name.empty())
      return nullptr;
    Candidate &C = Found[std::string(Op.Matcher) + " " + Op.Name];
    C.IsType = false;
    C.At = placeOf(Op.Declared->getLocation());
    return &C;
  }

  void use(Candidate &C, const std::string &Name, SourceLocation At,
           const CXXRecordDecl *Of) {
    if (Name.empty())
      return;
    unsigned Bits = Depth ? facts::InLoop : 0;
    const auto *M = dyn_cast_or_null<CXXMethodDecl>(Function);
    const CXXRecordDecl *In =
        M ? analysis::writtenClass(M->getParent()) : nullptr;
    if (In && In == analysis::writtenClass(Of))
      Bits |= facts::Inside;
    for (auto &P : C.Parts)
      if (P.first.Name == Name)
        P.second.Uses[placeOf(At)] |= Bits;
  }

  void callFree(const CallExpr *E, const FunctionDecl *F) {
    if (!F->getIdentifier() || !isOwn(F) || F->isTemplateInstantiation())
      return;
    auto Inserted = Functions.try_emplace(F->getCanonicalDecl(), nullptr);
    if (Inserted.second && Roles.ops(E).empty())
      for (const ShapedOp &Op : analysis::shapeOfFree(F)) {
        // What makes a context is told with the context.
        Candidate *C =
            Op.Of && Op.Role != "poll_throw" ? candidateOf(Op.Of) : scopeOf(Op);
        if (!C)
          continue;
        add(*C, Op);
        Functions[F->getCanonicalDecl()] = C;
      }
    if (Candidate *C = Functions[F->getCanonicalDecl()])
      use(*C, analysis::modelName(F), E->getBeginLoc(), nullptr);
  }

  void wrap(Candidate &C, const NamedDecl *Wrapper) {
    if (Wrapper && isOwn(Wrapper))
      if (std::string Name = analysis::modelName(Wrapper); !Name.empty())
        C.Wrappers.insert(Name);
  }

  void parameters(const FunctionDecl *F) {
    unsigned N = F->getNumParams();
    for (unsigned I = 0; I != N; ++I) {
      QualType T = F->getParamDecl(I)->getType();
      const NamedDecl *Wrapper = nullptr;
      const CXXRecordDecl *R = analysis::bareClass(T, &Wrapper);
      const auto *M = dyn_cast<CXXMethodDecl>(F);
      // A copy of it, a comparison: no use by somebody else.
      if (!R || (M && M->getParent()->getCanonicalDecl() == R))
        continue;
      Candidate *C = candidateOf(R);
      if (!C)
        continue;
      unsigned &Bits = C->Parameters[placeOf(F->getLocation())];
      Bits |= N == 1       ? facts::IsAlone
              : I == 0     ? facts::IsFirst
              : I + 1 == N ? facts::IsLast
                           : 0u;
      if (T->isPointerType())
        Bits |= facts::IsPointer;
      wrap(*C, Wrapper);
    }
  }

  /// Notes that \p A, an argument, is a parameter that is passed on.
  void pass(const Expr *A) {
    const auto *P = dyn_cast_or_null<ParmVarDecl>(analysis::referenced(A));
    if (!P || !Function || P->getDeclContext() != Function)
      return;
    const CXXRecordDecl *R = analysis::bareClass(P->getType());
    if (Candidate *C = R ? candidateOf(R) : nullptr) {
      auto Known = C->Parameters.find(placeOf(Function->getLocation()));
      if (Known != C->Parameters.end())
        Known->second |= facts::PassesOn;
    }
  }

  const SourceManager &SM;
  const model::RoleIndex &Roles;
  facts::CandidateSet Found;
  llvm::DenseMap<const CXXRecordDecl *, Candidate *> Classes;
  llvm::DenseMap<const FunctionDecl *, Candidate *> Functions;
  llvm::DenseMap<FileID, std::string> Files;
  const FunctionDecl *Function = nullptr; ///< that is looked at
  unsigned Depth = 0;                     ///< of loops in it
};

} // namespace

facts::CandidateSet findCandidates(ASTContext &Context,
                                   const model::RoleIndex &Roles) {
  Finder F(Context, Roles);
  F.TraverseAST(Context);
  return F.take();
}

} // namespace ctx
