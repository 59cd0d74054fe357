//===- RoleIndexAnnotations.cpp - what attributes say ---------------------===//

#include "Annotation.h"
#include "RoleIndexImpl.h"
#include "clang/AST/Attr.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace ctx::model {

const RoleIndex::Impl::ResolvedType *
RoleIndex::Impl::annotatedType(const Decl *D) {
  if (!HasAnnotations || !D->hasAttrs())
    return nullptr;
  auto Inserted = AnnotatedTypes.try_emplace(D, nullptr);
  if (!Inserted.second)
    return Inserted.first->second;
  std::unique_ptr<TypeEntry> T;
  for (const auto *A : D->specific_attrs<AnnotateAttr>()) {
    llvm::StringRef Text = A->getAnnotation();
    if (!Text.consume_front("ctx:"))
      continue;
    Annotation Parsed;
    std::string Wrong = parseAnnotation(Text, RoleKind::Type, Parsed);
    if (!Wrong.empty()) {
      // A word for operations on a type is as wrong as one nobody knows; on a
      // variable or field it may belong to annotatedOps().
      Annotation AsOp;
      if (isa<TypeDecl>(D) ||
          !parseAnnotation(Text, RoleKind::Op, AsOp).empty())
        Problems.push_back({A->getLocation(), Wrong});
      continue;
    }
    if (!T)
      T = std::make_unique<TypeEntry>();
    if (const auto *N = dyn_cast<NamedDecl>(D))
      T->Id = N->getNameAsString();
    T->Roles.insert(Parsed.Plays);
    for (const auto &KV : Parsed.Keys) {
      bool Yes = KV.second.empty() || KV.second == "true";
      if (KV.first == "position")
        T->Where = KV.second == "first"  ? Position::First
                   : KV.second == "last" ? Position::Last
                                         : Position::Any;
      else if (KV.first == "thread_bound")
        T->ThreadBound = Yes;
      else if (KV.first == "nullable")
        T->Nullable = Yes;
      else if (KV.first == "ownership")
        T->Owns = KV.second == "borrowed" ? Ownership::Borrowed
                  : KV.second == "value"  ? Ownership::Value
                                          : Ownership::Shared;
    }
    // A default-constructed token or context has no parent, whoever wrote it.
    if (Parsed.Plays == Role::Token || Parsed.Plays == Role::Context)
      T->Default = DefaultCtor::Root;
  }
  if (!T)
    return nullptr;
  auto R = std::make_unique<ResolvedType>();
  R->Voc = &AnnotationVoc;
  R->Entry = T.get();
  R->Decl = dyn_cast<NamedDecl>(D);
  AnnotationVoc.Name = "annotations";
  OwnTypes.push_back(std::move(T));
  Types.push_back(std::move(R));
  AnnotatedTypes[D] = Types.back().get();
  return Types.back().get();
}

const llvm::SmallVector<RoleIndex::Impl::OpRef, 2> &
RoleIndex::Impl::annotatedOps(const Decl *D) {
  static const llvm::SmallVector<OpRef, 2> None;
  if (!HasAnnotations)
    return None;
  auto Inserted = AnnotatedOps.try_emplace(D->getCanonicalDecl());
  if (!Inserted.second)
    return Inserted.first->second;
  llvm::SmallVector<OpRef, 2> Found;
  for (const Decl *Redecl : D->redecls()) {
    for (const auto *A : Redecl->specific_attrs<AnnotateAttr>()) {
      llvm::StringRef Text = A->getAnnotation();
      // An attribute is inherited by later declarations: read it once.
      if (A->isInherited() || !Text.consume_front("ctx:"))
        continue;
      Annotation Parsed;
      std::string Wrong = parseAnnotation(Text, RoleKind::Op, Parsed);
      if (!Wrong.empty()) {
        Annotation AsType;
        if (isa<FunctionDecl>(D) ||
            !parseAnnotation(Text, RoleKind::Type, AsType).empty())
          Problems.push_back({A->getLocation(), Wrong});
        continue;
      }
      auto Op = std::make_unique<OpEntry>();
      if (const auto *N = dyn_cast<NamedDecl>(D))
        Op->Id = N->getNameAsString();
      Op->Plays = Parsed.Plays;
      for (const auto &KV : Parsed.Keys) {
        unsigned Number;
        if (KV.first == "placeholder")
          Op->Placeholder = KV.second.empty() || KV.second == "true";
        else if (KV.first == "opt_out")
          Op->OptOut = KV.second.empty() || KV.second == "true";
        else if (KV.second == "this")
          Op->Args[KV.first.str()] = {ArgSlot::This, 0, ""};
        else if (!KV.second.getAsInteger(10, Number))
          Op->Args[KV.first.str()] = {ArgSlot::Index, Number, ""};
      }
      AnnotationVoc.Name = "annotations";
      Found.push_back({&AnnotationVoc, Op.get()});
      OwnOps.push_back(std::move(Op));
    }
  }
  return AnnotatedOps[D->getCanonicalDecl()] = std::move(Found);
}

namespace {

/// Every annotated declaration that is not a system header's.
class AnnotatedDecls : public RecursiveASTVisitor<AnnotatedDecls> {
public:
  bool VisitDecl(Decl *D) {
    if (D->hasAttr<AnnotateAttr>())
      Found.push_back(D);
    return true;
  }
  std::vector<const Decl *> Found;
};

} // namespace

std::vector<AnnotationProblem> RoleIndex::takeProblems() const {
  I->prepare();
  if (!I->HasAnnotations || I->ProblemsTaken)
    return {};
  I->ProblemsTaken = true;
  const SourceManager &SM = I->Context.getSourceManager();
  AnnotatedDecls Annotated;
  auto Visit = [&](Decl *D) {
    if (!SM.isInSystemHeader(SM.getExpansionLoc(D->getLocation())))
      Annotated.TraverseDecl(D);
  };
  // A host that narrowed this did so not to have the rest loaded.
  for (Decl *Scope : I->Context.getTraversalScope())
    if (auto *Unit = dyn_cast<TranslationUnitDecl>(Scope))
      llvm::for_each(Unit->decls(), Visit);
    else
      Visit(Scope);
  for (const Decl *D : Annotated.Found) {
    if (!isa<FunctionDecl>(D))
      I->annotatedType(D);
    if (!isa<TypeDecl>(D))
      I->annotatedOps(D);
  }
  // A field or variable is asked about twice, a redeclaration once more.
  llvm::sort(I->Problems, [&](const auto &A, const auto &B) {
    return SM.isBeforeInTranslationUnit(A.Where, B.Where);
  });
  I->Problems.erase(std::unique(I->Problems.begin(), I->Problems.end(),
                                [](const auto &A, const auto &B) {
                                  return A.Where == B.Where;
                                }),
                    I->Problems.end());
  return std::move(I->Problems);
}

} // namespace ctx::model
