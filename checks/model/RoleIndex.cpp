//===- RoleIndex.cpp ------------------------------------------------------===//

#include "RoleIndex.h"
#include "../compat/Compat.h"
#include "Annotation.h"
#include "Spelling.h"
#include "VocabularyReader.h"
#include "WrittenAs.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/OperatorKinds.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/Path.h"

using namespace clang;

namespace ctx::model {

//===----------------------------------------------------------------------===//
// OpUse
//===----------------------------------------------------------------------===//

llvm::SmallVector<const Expr *, 4> writtenArgs(const Expr *E) {
  llvm::SmallVector<const Expr *, 4> Out;
  if (const auto *C = dyn_cast<CXXConstructExpr>(E)) {
    Out.append(C->arg_begin(), C->arg_end());
  } else if (const auto *C = dyn_cast<CallExpr>(E)) {
    bool Object = isa<CXXOperatorCallExpr>(C) &&
                  isa_and_nonnull<CXXMethodDecl>(C->getDirectCallee());
    Out.append(C->arg_begin() + (Object ? 1 : 0), C->arg_end());
  }
  return Out;
}

const Expr *OpUse::receiver() const {
  if (const auto *C = dyn_cast<CXXMemberCallExpr>(E))
    return C->getImplicitObjectArgument()->IgnoreParenImpCasts();
  if (const auto *C = dyn_cast<CXXOperatorCallExpr>(E))
    return C->getNumArgs() ? C->getArg(0)->IgnoreParenImpCasts() : nullptr;
  if (const auto *M = dyn_cast<MemberExpr>(E))
    return M->getBase()->IgnoreParenImpCasts();
  return nullptr;
}

const Expr *OpUse::arg(llvm::StringRef Name) const {
  auto It = Entry->Args.find(Name.str());
  if (It == Entry->Args.end())
    return nullptr;
  auto Args = writtenArgs(E);
  switch (It->second.Kind) {
  case ArgSlot::This:
    return receiver();
  case ArgSlot::Last:
    return Args.empty() ? nullptr : Args.back();
  case ArgSlot::Index:
    return It->second.Number < Args.size() ? Args[It->second.Number] : nullptr;
  case ArgSlot::Result:
  case ArgSlot::ResultPart:
    return nullptr;
  }
  return nullptr;
}

//===----------------------------------------------------------------------===//
// Name look-up
//===----------------------------------------------------------------------===//

namespace {

using Decls = llvm::SmallVector<const NamedDecl *, 4>;

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

const NamedDecl *canonical(const NamedDecl *D) {
  if (const auto *T = dyn_cast<ClassTemplateDecl>(D))
    return cast<NamedDecl>(T->getTemplatedDecl()->getCanonicalDecl());
  if (const auto *T = dyn_cast<FunctionTemplateDecl>(D))
    return cast<NamedDecl>(T->getTemplatedDecl()->getCanonicalDecl());
  if (const auto *T = dyn_cast<VarTemplateDecl>(D))
    return cast<NamedDecl>(T->getTemplatedDecl()->getCanonicalDecl());
  return cast<NamedDecl>(D->getCanonicalDecl());
}

/// The record that stands for a class in the index: the pattern for a
/// specialization of a class template, so that all specializations match.
const CXXRecordDecl *patternOf(const CXXRecordDecl *R) {
  if (const auto *S = dyn_cast<ClassTemplateSpecializationDecl>(R))
    return S->getSpecializedTemplate()->getTemplatedDecl()->getCanonicalDecl();
  return R->getCanonicalDecl();
}

/// The class that \p T is, also for a template-id that depends on a parameter.
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

//===----------------------------------------------------------------------===//
// RoleIndex::Impl
//===----------------------------------------------------------------------===//

struct RoleIndex::Impl {
  struct ResolvedType {
    const Vocabulary *Voc;
    const TypeEntry *Entry;
    /// Set if the name is an alias of something that is not the library's own
    /// (`using CancelFunc = std::function<void()>`): only uses that say the
    /// alias then count.
    const TypedefNameDecl *Sugar = nullptr;
    const NamedDecl *Decl = nullptr;
  };
  using TypeRefs = llvm::SmallVector<const ResolvedType *, 2>;
  struct OpRef {
    const Vocabulary *Voc;
    const OpEntry *Entry;
  };

  Impl(const VocabularySet &Set, ASTContext &Context)
      : Set(Set), Context(Context) {}

  const VocabularySet &Set;
  ASTContext &Context;
  bool Ready = false;
  llvm::SmallVector<const Vocabulary *, 4> Active;
  std::vector<std::unique_ptr<ResolvedType>> Types;
  llvm::DenseMap<const Decl *, TypeRefs> TypesByDecl; // patterns, aliases
  llvm::DenseMap<const TypeEntry *, const ResolvedType *> ByEntry;
  llvm::StringMap<llvm::SmallVector<OpRef, 2>> MembersByName;
  llvm::DenseMap<const Decl *, llvm::SmallVector<OpRef, 2>> OpsByDecl;
  std::vector<OpRef> Ctors, Operators;
  llvm::DenseMap<const CXXRecordDecl *, TypeRefs> RecordCache;
  llvm::DenseMap<const Decl *, llvm::SmallVector<OpRef, 2>> AnnotatedOps;
  llvm::DenseMap<const Decl *, const ResolvedType *> AnnotatedTypes;
  llvm::StringMap<Decls> Wrappers; // user spelling -> template
  std::vector<std::unique_ptr<TypeEntry>> OwnTypes;
  std::vector<std::unique_ptr<OpEntry>> OwnOps;
  Vocabulary AnnotationVoc;
  std::vector<AnnotationProblem> Problems;
  bool ProblemsTaken = false;
  bool HasAnnotations = false;
  std::vector<llvm::GlobPattern> RootPaths;
  llvm::DenseMap<FileID, bool> AllowedFiles;

  Decls lookUp(llvm::StringRef Spelling) const;
  void prepare();
  void resolveType(const Vocabulary &V, const TypeEntry &T);
  void resolveOp(const Vocabulary &V, const OpEntry &Op);
  const TypeRefs &typesOf(const CXXRecordDecl *R);
  const ResolvedType *annotatedType(const Decl *D);
  const llvm::SmallVector<OpRef, 2> &annotatedOps(const Decl *D);
  bool of(const Vocabulary &V, const std::string &Id, QualType T);
  bool of(const OpRef &Op, QualType T);
  bool paramsMatch(const OpRef &Op, const FunctionDecl *F, unsigned Written);
  TypeUse typeUse(QualType T);
};

Decls RoleIndex::Impl::lookUp(llvm::StringRef Spelling) const {
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

void RoleIndex::Impl::prepare() {
  if (Ready)
    return;
  Ready = true;
  HasAnnotations = Context.Idents.find("annotate") != Context.Idents.end();
  for (const Vocabulary &V : Set.vocabularies()) {
    for (const std::string &Glob : V.AllowedRoots.Paths)
      if (auto Pattern = llvm::GlobPattern::create(Glob))
        RootPaths.push_back(std::move(*Pattern));
      else
        llvm::consumeError(Pattern.takeError()); // the reader complained
    if (!V.WhenResolves.empty() &&
        llvm::none_of(V.WhenResolves,
                      [&](const std::string &S) { return !lookUp(S).empty(); }))
      continue;
    Active.push_back(&V);
    for (const TypeEntry &T : V.Types)
      resolveType(V, T);
  }
  // A type that nobody declares here takes its ops with it; the rest are looked
  // up by name when an expression has that name.
  for (const Vocabulary *V : Active)
    for (const OpEntry &Op : V->Ops)
      resolveOp(*V, Op);
}

void RoleIndex::Impl::resolveType(const Vocabulary &V, const TypeEntry &T) {
  for (const std::string &Wrapper : T.Wrappers)
    if (!Wrappers.count(Wrapper))
      Wrappers[Wrapper] = lookUp(Wrapper);
  for (const std::string &Name : T.Names) {
    for (const NamedDecl *D : lookUp(Name)) {
      auto R = std::make_unique<ResolvedType>();
      R->Voc = &V;
      R->Entry = &T;
      R->Decl = D;
      const Decl *Key = nullptr;
      if (const auto *Alias = dyn_cast<TypedefNameDecl>(D)) {
        const CXXRecordDecl *Target =
            Alias->getUnderlyingType()->getAsCXXRecordDecl();
        if (!Target || (inStd(Target) && !inStd(Alias))) {
          R->Sugar = Alias->getCanonicalDecl();
          Key = R->Sugar;
        } else {
          Key = isa<ClassTemplateSpecializationDecl>(Target)
                    ? Target->getCanonicalDecl()
                    : patternOf(Target);
        }
      } else if (const auto *AT = dyn_cast<TypeAliasTemplateDecl>(D)) {
        if (const CXXRecordDecl *Target =
                classOf(AT->getTemplatedDecl()->getUnderlyingType()))
          Key = patternOf(Target);
      } else if (isa<ClassTemplateDecl, CXXRecordDecl>(D)) {
        Key = canonical(D);
      }
      if (!Key)
        continue;
      TypesByDecl[Key].push_back(R.get());
      if (!ByEntry.count(&T))
        ByEntry[&T] = R.get();
      Types.push_back(std::move(R));
    }
    if (ByEntry.count(&T))
      return;
  }
}

void RoleIndex::Impl::resolveOp(const Vocabulary &V, const OpEntry &Op) {
  OpRef Ref{&V, &Op};
  switch (Op.Kind) {
  case MatchKind::Method:
  case MatchKind::Static:
  case MatchKind::Field:
  case MatchKind::Override:
    for (const std::string &Name : Op.Names)
      MembersByName[Name].push_back(Ref);
    return;
  case MatchKind::Ctor:
    Ctors.push_back(Ref);
    return;
  case MatchKind::Operator:
    Operators.push_back(Ref);
    return;
  case MatchKind::Free:
  case MatchKind::Functor:
  case MatchKind::Var:
    for (const std::string &Name : Op.Names)
      for (const NamedDecl *D : lookUp(Name))
        OpsByDecl[canonical(D)].push_back(Ref);
    return;
  }
}

//===----------------------------------------------------------------------===//
// Annotations
//===----------------------------------------------------------------------===//

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

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

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
  if (const CXXRecordDecl *Def = R->getDefinition())
    for (const CXXBaseSpecifier &B : Def->bases())
      if (B.getAccessSpecifier() == AS_public)
        if (const CXXRecordDecl *Base = classOf(B.getType()))
          Add(TypeRefs(typesOf(Base)));
  return RecordCache[R] = std::move(Found);
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
  auto It = ByEntry.find(Wanted);
  if (!Wanted || It == ByEntry.end())
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

//===----------------------------------------------------------------------===//
// RoleIndex
//===----------------------------------------------------------------------===//

RoleIndex::RoleIndex(std::shared_ptr<const VocabularySet> Set,
                     ASTContext &Context)
    : Set(std::move(Set)), I(std::make_unique<Impl>(*this->Set, Context)) {}

RoleIndex::~RoleIndex() = default;

bool RoleIndex::active() const {
  I->prepare();
  return !I->Types.empty() || !I->OpsByDecl.empty() || I->HasAnnotations;
}

bool RoleIndex::active(llvm::StringRef Name) const {
  I->prepare();
  return llvm::any_of(I->Active,
                      [&](const Vocabulary *V) { return V->Name == Name; });
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

/// \p E without what the compiler and parentheses add around it.
static const Expr *lookThrough(const Expr *E) {
  for (const Expr *Before = nullptr; Before != E;) {
    Before = E;
    E = E->IgnoreParenImpCasts();
    if (const auto *C = dyn_cast<ExprWithCleanups>(E))
      E = C->getSubExpr();
    else if (const auto *M = dyn_cast<MaterializeTemporaryExpr>(E))
      E = M->getSubExpr();
    else if (const auto *B = dyn_cast<CXXBindTemporaryExpr>(E))
      E = B->getSubExpr();
    else if (const auto *F = dyn_cast<CXXFunctionalCastExpr>(E))
      E = F->getSubExpr();
    else if (const auto *D = dyn_cast<CXXDefaultArgExpr>(E))
      E = D->getExpr();
  }
  return E;
}

llvm::SmallVector<OpUse, 2> RoleIndex::ops(const Expr *E) const {
  if (!E)
    return {};
  I->prepare();
  E = lookThrough(E);
  const Expr *Awaited = compat::awaitedOperand(E);
  llvm::SmallVector<OpUse, 2> Out = opsOf(Awaited ? lookThrough(Awaited) : E);
  llvm::erase_if(Out, [&](const OpUse &Use) {
    if (Use.Entry->Awaited != bool(Awaited))
      return true;
    if (Use.Entry->ValueIs.empty())
      return false;
    const Expr *Value = Use.arg("value");
    return !Value || !llvm::is_contained(Use.Entry->ValueIs,
                                         writtenAs(Value, I->Context));
  });
  return Out;
}

llvm::SmallVector<OpUse, 2> RoleIndex::opsOf(const Expr *E) const {
  llvm::SmallVector<OpUse, 2> Out;
  auto Add = [&](const Impl::OpRef &Op) {
    Out.push_back({Op.Entry, Op.Voc, E});
  };
  auto AddMembers = [&](llvm::StringRef Name, MatchKind Kind, QualType Of,
                        const FunctionDecl *F, unsigned Written) {
    auto It = I->MembersByName.find(Name);
    if (It == I->MembersByName.end())
      return;
    for (const Impl::OpRef &Op : It->second)
      if (Op.Entry->Kind == Kind && I->of(Op, Of) &&
          (!F || I->paramsMatch(Op, F, Written)))
        Add(Op);
  };
  auto AddDecl = [&](const NamedDecl *D, const FunctionDecl *F,
                     unsigned Written, llvm::ArrayRef<MatchKind> Kinds) {
    auto It = I->OpsByDecl.find(D);
    if (It != I->OpsByDecl.end())
      for (const Impl::OpRef &Op : It->second)
        if (llvm::is_contained(Kinds, Op.Entry->Kind) &&
            (!F || I->paramsMatch(Op, F, Written)))
          Add(Op);
  };
  auto AddAnnotated = [&](const Decl *D) {
    for (const Impl::OpRef &Op : I->annotatedOps(D))
      Add(Op);
  };
  auto WrittenCount = [](llvm::ArrayRef<const Expr *> Args) {
    return unsigned(llvm::count_if(
        Args, [](const Expr *A) { return !isa<CXXDefaultArgExpr>(A); }));
  };

  if (const auto *C = dyn_cast<CXXConstructExpr>(E)) {
    auto Args = writtenArgs(C);
    for (const Impl::OpRef &Op : I->Ctors)
      if (I->of(Op, C->getType()) &&
          I->paramsMatch(Op, C->getConstructor(), WrittenCount(Args)))
        Add(Op);
    AddAnnotated(C->getConstructor());
    return Out;
  }
  if (const auto *M = dyn_cast<MemberExpr>(E)) {
    if (const auto *F = dyn_cast<FieldDecl>(M->getMemberDecl())) {
      if (F->getIdentifier())
        AddMembers(F->getName(), MatchKind::Field, M->getBase()->getType(),
                   nullptr, 0);
      AddAnnotated(F);
    } else if (const auto *V = dyn_cast<VarDecl>(M->getMemberDecl())) {
      AddDecl(V->getCanonicalDecl(), nullptr, 0, {MatchKind::Var});
      AddAnnotated(V);
    }
    return Out;
  }
  if (const auto *D = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *V = dyn_cast<VarDecl>(D->getDecl())) {
      AddDecl(V->getCanonicalDecl(), nullptr, 0, {MatchKind::Var});
      AddAnnotated(V);
    } else if (const auto *C = dyn_cast<EnumConstantDecl>(D->getDecl())) {
      AddDecl(C->getCanonicalDecl(), nullptr, 0, {MatchKind::Var});
    }
    return Out;
  }

  const auto *Call = dyn_cast<CallExpr>(E);
  if (!Call)
    return Out;
  auto Args = writtenArgs(Call);
  unsigned Written = WrittenCount(Args);
  const FunctionDecl *Callee = Call->getDirectCallee();

  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(Call)) {
    llvm::StringRef Spelling = O->getOperator() == OO_Call
                                   ? "()"
                                   : getOperatorSpelling(O->getOperator());
    if (O->getNumArgs())
      for (const Impl::OpRef &Op : I->Operators)
        if (llvm::is_contained(Op.Entry->Names, Spelling) &&
            I->of(Op, O->getArg(0)->IgnoreParenImpCasts()->getType()))
          Add(Op);
    if (O->getOperator() == OO_Call)
      if (const auto *D =
              dyn_cast<DeclRefExpr>(O->getArg(0)->IgnoreParenImpCasts()))
        AddDecl(cast<NamedDecl>(D->getDecl()->getCanonicalDecl()), Callee,
                Written, {MatchKind::Functor});
  } else if (const auto *M = dyn_cast<CXXMemberCallExpr>(Call)) {
    if (const CXXMethodDecl *Method = M->getMethodDecl()) {
      QualType Of =
          M->getImplicitObjectArgument()->IgnoreParenImpCasts()->getType();
      if (isa<CXXConversionDecl>(Method)) {
        for (const Impl::OpRef &Op : I->Operators)
          if (llvm::is_contained(Op.Entry->Names,
                                 M->getType()->isBooleanType() ? "bool" : "") &&
              I->of(Op, Of))
            Add(Op);
      } else if (Method->getIdentifier()) {
        AddMembers(Method->getName(), MatchKind::Method, Of, Method, Written);
      }
    }
  } else if (Callee) {
    const FunctionDecl *Pattern = Callee;
    if (const FunctionTemplateDecl *T = Callee->getPrimaryTemplate())
      Pattern = T->getTemplatedDecl();
    AddDecl(Pattern->getCanonicalDecl(), Callee, Written, {MatchKind::Free});
    if (const auto *Method = dyn_cast<CXXMethodDecl>(Callee))
      if (Method->isStatic() && Method->getIdentifier())
        AddMembers(Method->getName(), MatchKind::Static,
                   compat::typeOf(I->Context, Method->getParent()), Method,
                   Written);
  }
  if (Callee) {
    AddAnnotated(Callee);
    if (const FunctionDecl *P = Callee->getTemplateInstantiationPattern())
      AddAnnotated(P);
  }
  return Out;
}

OpUse RoleIndex::op(const Expr *E, RoleSet Roles) const {
  for (const OpUse &Use : ops(E))
    if (Roles.has(Use.role()))
      return Use;
  return {};
}

OpUse RoleIndex::entryPoint(const FunctionDecl *F) const {
  I->prepare();
  for (const Impl::OpRef &Op : I->annotatedOps(F))
    if (Op.Entry->Plays == Role::RequestEntry)
      return {Op.Entry, Op.Voc, nullptr};
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  if (!M || !M->getIdentifier())
    return {};
  auto It = I->MembersByName.find(M->getName());
  if (It != I->MembersByName.end())
    for (const Impl::OpRef &Op : It->second)
      if (Op.Entry->Kind == MatchKind::Override &&
          I->of(Op, compat::typeOf(I->Context, M->getParent())))
        return {Op.Entry, Op.Voc, nullptr};
  return {};
}

llvm::SmallVector<std::pair<const Vocabulary *, const OpEntry *>, 4>
RoleIndex::opsPlaying(Role R) const {
  I->prepare();
  llvm::SmallVector<std::pair<const Vocabulary *, const OpEntry *>, 4> Out;
  for (const Vocabulary *V : I->Active)
    for (const OpEntry &Op : V->Ops)
      if (Op.Plays == R)
        Out.push_back({V, &Op});
  return Out;
}

const TypeEntry *RoleIndex::typeEntry(const Vocabulary &Voc,
                                      llvm::StringRef Id) const {
  return Set->findType(Voc, Id);
}

bool RoleIndex::isType(const TypeUse &Use, const Vocabulary &Voc,
                       llvm::StringRef Id) const {
  return Use && I->of(Voc, Id.str(), Use.Bare);
}

Decls RoleIndex::lookUp(llvm::StringRef Spelling) const {
  Decls Out;
  for (const NamedDecl *D : I->lookUp(Spelling))
    Out.push_back(canonical(D));
  return Out;
}

bool RoleIndex::allowsRoots(SourceLocation Loc) const {
  I->prepare();
  const SourceManager &SM = I->Context.getSourceManager();
  FileID File = SM.getFileID(SM.getExpansionLoc(Loc));
  auto Inserted = I->AllowedFiles.try_emplace(File, false);
  if (!Inserted.second)
    return Inserted.first->second;
  auto Entry = SM.getFileEntryRefForID(File);
  if (!Entry)
    return false;
  llvm::SmallString<128> Path(Entry->getName());
  auto Cwd =
      SM.getFileManager().getVirtualFileSystem().getCurrentWorkingDirectory();
  if (Cwd) {
    compat::makeAbsolute(*Cwd, Path);
    llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
    auto At = llvm::sys::path::begin(Path), End = llvm::sys::path::end(Path);
    auto CwdAt = llvm::sys::path::begin(*Cwd),
         CwdEnd = llvm::sys::path::end(*Cwd);
    while (At != End && CwdAt != CwdEnd && *At == *CwdAt)
      ++At, ++CwdAt;
    llvm::SmallString<128> Below;
    for (; At != End; ++At)
      llvm::sys::path::append(Below, *At);
    Path = Below;
  }
  std::string Shown = "/" + llvm::sys::path::convert_to_slash(Path);
  bool Allowed = llvm::any_of(
      I->RootPaths, [&](const llvm::GlobPattern &G) { return G.match(Shown); });
  I->AllowedFiles[File] = Allowed;
  return Allowed;
}

std::vector<Resolution> RoleIndex::resolutions() const {
  I->prepare();
  std::vector<Resolution> Out;
  for (const Vocabulary &V : Set->vocabularies()) {
    bool On = llvm::is_contained(I->Active, &V);
    for (const TypeEntry &T : V.Types) {
      Resolution R;
      R.Voc = &V;
      R.IsType = true;
      R.Id = T.Id;
      auto It = I->ByEntry.find(&T);
      if (On && It != I->ByEntry.end()) {
        R.Resolved = true;
        R.To = It->second->Decl->getQualifiedNameAsString();
        R.Where = It->second->Decl->getLocation();
      } else {
        R.To = T.Names.empty() ? "" : T.Names.front();
      }
      Out.push_back(std::move(R));
    }
    for (const OpEntry &Op : V.Ops) {
      Resolution R;
      R.Voc = &V;
      R.Id = Op.Id;
      auto Found = [&](const NamedDecl *D) {
        if (!R.To.empty())
          R.To += ", ";
        R.To += D->getQualifiedNameAsString();
        R.Resolved = true;
        if (R.Where.isInvalid())
          R.Where = D->getLocation();
      };
      auto MembersNamed = [&](const CXXRecordDecl *Class,
                              llvm::StringRef Name) {
        auto Id = I->Context.Idents.find(Name);
        if (Id == I->Context.Idents.end())
          return;
        llvm::SmallVector<const CXXRecordDecl *, 8> Work{Class};
        llvm::SmallPtrSet<const CXXRecordDecl *, 8> Seen;
        while (!Work.empty()) {
          const CXXRecordDecl *C = Work.pop_back_val()->getDefinition();
          if (!C || !Seen.insert(C).second)
            continue;
          for (const NamedDecl *M : C->lookup(DeclarationName(Id->second)))
            if (!isa<UsingDecl>(M)) { // but what it names
              Found(M->getUnderlyingDecl());
              return;
            }
          for (const CXXBaseSpecifier &B : C->bases())
            if (const CXXRecordDecl *Base = classOf(B.getType()))
              Work.push_back(Base);
        }
      };
      if (On && Op.OfTypes.empty()) {
        for (const std::string &Name : Op.Names)
          for (const NamedDecl *D : I->lookUp(Name)) {
            Found(D);
            break;
          }
      } else if (On) {
        for (const std::string &Id : Op.OfTypes) {
          auto It = I->ByEntry.find(Set->findType(V, Id));
          if (It == I->ByEntry.end())
            continue;
          const NamedDecl *D = It->second->Decl;
          const CXXRecordDecl *Class = nullptr;
          if (const auto *T = dyn_cast<TypedefNameDecl>(D))
            Class = T->getUnderlyingType()->getAsCXXRecordDecl();
          else
            Class = dyn_cast<CXXRecordDecl>(canonical(D));
          if (!Class)
            continue;
          if (Op.Kind == MatchKind::Ctor || Op.Kind == MatchKind::Operator)
            Found(Class);
          else
            for (const std::string &Name : Op.Names)
              MembersNamed(Class, Name);
        }
      }
      if (!R.Resolved)
        R.To = llvm::join(Op.Names, ", ");
      Out.push_back(std::move(R));
    }
  }
  return Out;
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
  for (Decl *D : I->Context.getTranslationUnitDecl()->decls())
    if (!SM.isInSystemHeader(SM.getExpansionLoc(D->getLocation())))
      Annotated.TraverseDecl(D);
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
