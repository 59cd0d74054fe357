//===- NameLookUp.cpp -----------------------------------------------------===//

#include "NameLookUp.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;

namespace ctx::model {

namespace {

/// Qualified look-up of one name in one namespace or class, in C++'s order: the
/// context with its inline namespaces first, and only if that finds nothing the
/// namespaces that its using-directives nominate ([namespace.qual]). Functions
/// that only a friend declaration names are not found that way; \p Friends gets
/// them. A customisation point object and the friends it calls share a name.
void lookUpIn(const DeclContext *DC, DeclarationName Name, Decls &Out,
              Decls &Friends,
              llvm::SmallPtrSetImpl<const DeclContext *> &Seen) {
  DC = DC->getPrimaryContext();
  if (!Seen.insert(DC).second)
    return;
  for (NamedDecl *D : DC->lookup(Name)) {
    NamedDecl *Real = D->getUnderlyingDecl();
    bool Hidden = isa<FunctionDecl, FunctionTemplateDecl>(Real) &&
                  !Real->isInIdentifierNamespace(Decl::IDNS_Ordinary);
    Decls &To = Hidden ? Friends : Out;
    if (!isa<UsingDecl, UsingPackDecl>(Real) && !llvm::is_contained(To, Real))
      To.push_back(Real);
  }
  if (!Out.empty() || !DC->isFileContext())
    return;
  for (const UsingDirectiveDecl *U : DC->using_directives())
    if (const NamespaceDecl *N = U->getNominatedNamespace())
      lookUpIn(N, Name, Out, Friends, Seen);
}

/// The context that a component before "::" names, or null.
const DeclContext *asContext(const NamedDecl *D) {
  if (const auto *A = dyn_cast<NamespaceAliasDecl>(D))
    return A->getNamespace();
  if (const auto *N = dyn_cast<NamespaceDecl>(D))
    return N;
  if (const auto *T = dyn_cast<TypedefNameDecl>(D))
    return T->getUnderlyingType()->getAsCXXRecordDecl();
  if (const auto *T = dyn_cast<ClassTemplateDecl>(D))
    return T->getTemplatedDecl();
  if (const auto *R = dyn_cast<RecordDecl>(D))
    return R->getDefinition();
  if (const auto *E = dyn_cast<EnumDecl>(D))
    return E;
  return nullptr;
}

} // namespace

Decls lookUpName(ASTContext &Context, llvm::StringRef Spelling) {
  llvm::SmallVector<llvm::StringRef, 4> Parts;
  Spelling.split(Parts, "::");
  Decls Found, Friends;
  const DeclContext *DC = Context.getTranslationUnitDecl();
  for (size_t P = 0; P != Parts.size(); ++P) {
    auto It = Context.Idents.find(Parts[P]);
    if (It == Context.Idents.end())
      return {}; // the word does not even occur in this TU
    Found.clear();
    Friends.clear();
    llvm::SmallPtrSet<const DeclContext *, 8> Seen;
    lookUpIn(DC, DeclarationName(It->second), Found, Friends, Seen);
    if (Found.empty() || P + 1 == Parts.size())
      break;
    DC = nullptr;
    for (const NamedDecl *D : Found)
      if ((DC = asContext(D)))
        break;
    if (!DC)
      return {};
  }
  return Found.empty() ? Friends : Found;
}

const NamedDecl *canonical(const NamedDecl *D) {
  if (const auto *T = dyn_cast<ClassTemplateDecl>(D))
    return cast<NamedDecl>(T->getTemplatedDecl()->getCanonicalDecl());
  if (const auto *T = dyn_cast<FunctionTemplateDecl>(D))
    return cast<NamedDecl>(T->getTemplatedDecl()->getCanonicalDecl());
  if (const auto *T = dyn_cast<VarTemplateDecl>(D))
    return cast<NamedDecl>(T->getTemplatedDecl()->getCanonicalDecl());
  return cast<NamedDecl>(D->getCanonicalDecl());
}

const CXXRecordDecl *patternOf(const CXXRecordDecl *R) {
  if (const auto *S = dyn_cast<ClassTemplateSpecializationDecl>(R))
    return S->getSpecializedTemplate()->getTemplatedDecl()->getCanonicalDecl();
  return R->getCanonicalDecl();
}

const CXXRecordDecl *classOf(QualType T) {
  if (const CXXRecordDecl *R = T->getAsCXXRecordDecl())
    return R;
  if (const auto *S = T->getAs<TemplateSpecializationType>())
    if (const auto *C = dyn_cast_or_null<ClassTemplateDecl>(
            S->getTemplateName().getAsTemplateDecl()))
      return C->getTemplatedDecl();
  return nullptr;
}

bool inStd(const Decl *D) {
  for (const DeclContext *DC = D->getDeclContext(); DC; DC = DC->getParent())
    if (DC->isStdNamespace())
      return true;
  return false;
}

} // namespace ctx::model
