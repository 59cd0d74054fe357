//===- RoleIndexTypes.cpp - the role of a type ----------------------------===//

#include "RoleIndexImpl.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace ctx::model {

namespace {

std::optional<QualType> firstTypeArgument(QualType T) {
  if (const CXXRecordDecl *R = T->getAsCXXRecordDecl())
    if (const auto *S = dyn_cast<ClassTemplateSpecializationDecl>(R))
      for (const TemplateArgument &A : S->getTemplateArgs().asArray())
        if (A.getKind() == TemplateArgument::Type)
          return A.getAsType();
  if (const auto *S = T->getAs<TemplateSpecializationType>())
    for (const TemplateArgument &A : S->template_arguments())
      if (A.getKind() == TemplateArgument::Type)
        return A.getAsType();
  return std::nullopt;
}

/// Smart pointers and wrappers are known by the name of their template: every
/// library has its own `shared_ptr` and they all mean the same.
std::optional<Form> wrapperForm(llvm::StringRef Template) {
  static const std::pair<llvm::StringLiteral, Form> Known[] = {
      {"shared_ptr", Form::Smart},
      {"unique_ptr", Form::Smart},
      {"intrusive_ptr", Form::Smart},
      {"RefPtr", Form::Smart},
      {"scoped_refptr", Form::Smart},
      {"not_null", Form::Pointer},
      {"observer_ptr", Form::Pointer},
      {"optional", Form::Optional},
      {"reference_wrapper", Form::RefWrapper},
      {"weak_ptr", Form::Weak}};
  for (const auto &K : Known)
    if (K.first == Template)
      return K.second;
  return std::nullopt;
}

} // namespace

const RoleIndex::Impl::TypeRefs &
RoleIndex::Impl::typesOf(const CXXRecordDecl *R) {
  R = R->getCanonicalDecl();
  auto It = RecordCache.find(R);
  if (It != RecordCache.end())
    return It->second;
  RecordCache[R]; // ends cycles through dependent bases
  TypeRefs Found;
  auto Add = [&](const TypeRefs &More) {
    for (const ResolvedType *T : More)
      if (!llvm::is_contained(Found, T))
        Found.push_back(T);
  };
  if (const CXXRecordDecl *Def = R->getDefinition())
    if (const ResolvedType *T = annotatedType(Def))
      Found.push_back(T);
  auto AddFrom = [&](const Decl *Key) {
    auto K = TypesByDecl.find(Key);
    if (K != TypesByDecl.end())
      Add(K->second);
  };
  AddFrom(R);
  const CXXRecordDecl *Pattern = patternOf(R);
  if (Pattern != R) {
    AddFrom(Pattern);
    if (const CXXRecordDecl *Def = Pattern->getDefinition())
      if (const ResolvedType *T = annotatedType(Def))
        Add({T});
  }
  addMatching(Pattern, Found);
  if (const CXXRecordDecl *Def = R->getDefinition())
    for (const CXXBaseSpecifier &B : Def->bases())
      if (B.getAccessSpecifier() == AS_public)
        if (const CXXRecordDecl *Base = classOf(B.getType()))
          Add(TypeRefs(typesOf(Base)));
  return RecordCache[R] = std::move(Found);
}

/// Adds the types whose `matching:` takes the name of the class \p Pattern.
void RoleIndex::Impl::addMatching(const CXXRecordDecl *Pattern,
                                  TypeRefs &Found) {
  if (Patterns.empty() || !Pattern->getIdentifier() || inStd(Pattern) ||
      Pattern->isLocalClass())
    return;
  std::string Name;
  llvm::raw_string_ostream Out(Name);
  PrintingPolicy Policy(Context.getLangOpts());
  Policy.SuppressUnwrittenScope = true;
  Pattern->printQualifiedName(Out, Policy);
  Out.flush();
  for (std::unique_ptr<ClassPattern> &P : Patterns) {
    if (!P->Names.match(Name))
      continue;
    if (!P->Type.Decl) {
      P->Type.Decl = Pattern;
      ByEntry.try_emplace(P->Type.Entry, &P->Type);
    }
    if (!llvm::is_contained(Found, &P->Type))
      Found.push_back(&P->Type);
  }
}

TypeUse RoleIndex::Impl::typeUse(QualType T) {
  TypeUse Use;
  // Bounded: no type nests deeper than this in earnest.
  for (unsigned Depth = 0; Depth != 8 && !T.isNull(); ++Depth) {
    // The sugar first: an alias may be what plays the role.
    for (QualType S = T; !S.isNull();) {
      if (const auto *TT = dyn_cast<TypedefType>(S.getTypePtr())) {
        auto K = TypesByDecl.find(TT->getDecl()->getCanonicalDecl());
        const ResolvedType *Found =
            K != TypesByDecl.end() && K->second.front()->Sugar
                ? K->second.front()
                : annotatedType(TT->getDecl());
        if (Found) {
          Use.Entry = Found->Entry;
          Use.Voc = Found->Voc;
          Use.Roles = Found->Entry->Roles;
          Use.Bare = S.getUnqualifiedType();
          return Use;
        }
      }
      QualType Next = S.getSingleStepDesugaredType(Context);
      if (Next == S)
        break;
      S = Next;
    }
    if (T->isReferenceType()) {
      Use.Forms.push_back(Form::Reference);
      T = T->getPointeeType();
      continue;
    }
    if (const auto *E = T->getAs<EnumType>()) {
      auto K = TypesByDecl.find(E->getDecl()->getCanonicalDecl());
      if (K == TypesByDecl.end())
        break;
      for (const ResolvedType *F : K->second)
        Use.Roles |= F->Entry->Roles;
      Use.Entry = K->second.front()->Entry;
      Use.Voc = K->second.front()->Voc;
      Use.Bare = T.getUnqualifiedType();
      return Use;
    }
    if (const CXXRecordDecl *R = classOf(T)) {
      const TypeRefs &Found = typesOf(R);
      if (!Found.empty()) {
        Use.Entry = Found.front()->Entry;
        Use.Voc = Found.front()->Voc;
        for (const ResolvedType *F : Found)
          Use.Roles |= F->Entry->Roles;
        Use.Bare = T.getUnqualifiedType();
        return Use;
      }
      std::optional<Form> F;
      if (const IdentifierInfo *II = R->getIdentifier())
        F = wrapperForm(II->getName());
      for (const auto &W : Wrappers)
        for (const NamedDecl *D : W.second)
          if (canonical(D) == patternOf(R))
            F = Form::Smart;
      std::optional<QualType> Inner = firstTypeArgument(T);
      if (!F || !Inner)
        break;
      Use.Forms.push_back(*F);
      T = *Inner;
      continue;
    }
    if (T->isPointerType()) {
      Use.Forms.push_back(Form::Pointer);
      T = T->getPointeeType();
      continue;
    }
    if (const auto *A = T->getAsArrayTypeUnsafe()) {
      T = A->getElementType();
      continue;
    }
    break;
  }
  return {};
}

bool RoleIndex::Impl::of(const Vocabulary &V, const std::string &Id,
                         QualType T) {
  const TypeEntry *Wanted = Set.findType(V, Id);
  if (!Wanted || (Wanted->Matching.empty() && !ByEntry.count(Wanted)))
    return false;
  TypeUse Use = typeUse(T);
  if (!Use)
    return false;
  if (Use.Entry == Wanted)
    return true;
  if (const CXXRecordDecl *R = classOf(Use.Bare))
    return llvm::any_of(
        typesOf(R), [&](const ResolvedType *F) { return F->Entry == Wanted; });
  return false;
}

bool RoleIndex::Impl::of(const OpRef &Op, QualType T) {
  return llvm::any_of(Op.Entry->OfTypes, [&](const std::string &Id) {
    return of(*Op.Voc, Id, T);
  });
}

bool RoleIndex::Impl::paramsMatch(const OpRef &Op, const FunctionDecl *F,
                                  unsigned Written) {
  if (Written < Op.Entry->MinArgs ||
      (Op.Entry->MaxArgs && Written > *Op.Entry->MaxArgs))
    return false;
  for (const ParamCondition &P : Op.Entry->Params) {
    unsigned Index = P.Index < 0 ? F->getNumParams() - 1 : unsigned(P.Index);
    if (Index >= F->getNumParams())
      return false;
    QualType T = F->getParamDecl(Index)->getType();
    if (!P.TypeId.empty()) {
      if (!of(*Op.Voc, P.TypeId, T))
        return false;
      continue;
    }
    const CXXRecordDecl *R = classOf(T.getNonReferenceType());
    if (!R || llvm::none_of(lookUp(P.TypeName), [&](const NamedDecl *D) {
          return canonical(D) == patternOf(R);
        }))
      return false;
  }
  if (!Op.Entry->WithoutParamType.empty())
    for (const ParmVarDecl *P : F->parameters())
      if (of(*Op.Voc, Op.Entry->WithoutParamType, P->getType()))
        return false;
  return true;
}

TypeUse RoleIndex::type(QualType T) const {
  I->prepare();
  return T.isNull() ? TypeUse() : I->typeUse(T);
}

TypeUse RoleIndex::type(const ValueDecl *D) const {
  I->prepare();
  if (const Impl::ResolvedType *T = I->annotatedType(D)) {
    TypeUse Use;
    Use.Entry = T->Entry;
    Use.Voc = T->Voc;
    Use.Roles = T->Entry->Roles;
    Use.Bare = D->getType().getNonReferenceType().getUnqualifiedType();
    if (D->getType()->isReferenceType())
      Use.Forms.push_back(Form::Reference);
    if (Use.Bare->isPointerType())
      Use.Forms.push_back(Form::Pointer);
    return Use;
  }
  return type(D->getType());
}

TypeUse RoleIndex::element(QualType T) const {
  I->prepare();
  T = T.getNonReferenceType();
  const CXXRecordDecl *R = T.isNull() ? nullptr : classOf(T);
  if (!R || !R->getIdentifier())
    return {};
  static const llvm::StringRef Containers[] = {
      "vector",        "deque",          "list",
      "forward_list",  "array",          "set",
      "multiset",      "unordered_set",  "map",
      "multimap",      "unordered_map",  "queue",
      "stack",         "priority_queue", "flat_hash_map",
      "flat_hash_set", "small_vector"};
  if (!llvm::is_contained(Containers, R->getName()))
    return {};
  llvm::SmallVector<QualType, 2> Args;
  if (const auto *S = dyn_cast<ClassTemplateSpecializationDecl>(R))
    for (const TemplateArgument &A : S->getTemplateArgs().asArray())
      if (A.getKind() == TemplateArgument::Type && Args.size() < 2)
        Args.push_back(A.getAsType());
  for (QualType Arg : Args)
    if (TypeUse Use = I->typeUse(Arg))
      return Use;
  return {};
}

} // namespace ctx::model
