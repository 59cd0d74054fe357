//===- RoleIndexExplain.cpp - what entries resolved to --------------------===//

#include "RoleIndexImpl.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Lex/MacroInfo.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace ctx::model {

namespace {

/// Shows every class to the index, which remembers those that `matching:` is
/// about.
class Classes : public RecursiveASTVisitor<Classes> {
public:
  explicit Classes(llvm::function_ref<void(const CXXRecordDecl *)> Show)
      : Show(Show) {}
  bool VisitCXXRecordDecl(CXXRecordDecl *R) {
    if (R->isThisDeclarationADefinition() && !R->isLambda())
      Show(R);
    return true;
  }

private:
  llvm::function_ref<void(const CXXRecordDecl *)> Show;
};

void add(Resolution &R, const NamedDecl *D) {
  if (!R.To.empty())
    R.To += ", ";
  R.To += D->getQualifiedNameAsString();
  R.Resolved = true;
  if (R.Where.isInvalid())
    R.Where = D->getLocation();
}

/// Adds the member \p Name of \p Class, or of the first base that has one.
void addMember(Resolution &R, const CXXRecordDecl *Class, llvm::StringRef Name,
               const ASTContext &Context) {
  auto Id = Context.Idents.find(Name);
  if (Id == Context.Idents.end())
    return;
  llvm::SmallVector<const CXXRecordDecl *, 8> Work{Class};
  llvm::SmallPtrSet<const CXXRecordDecl *, 8> Seen;
  while (!Work.empty()) {
    const CXXRecordDecl *C = Work.pop_back_val()->getDefinition();
    if (!C || !Seen.insert(C).second)
      continue;
    for (const NamedDecl *M : C->lookup(DeclarationName(Id->second)))
      if (!isa<UsingDecl>(M)) // but what it names
        return add(R, M->getUnderlyingDecl());
    for (const CXXBaseSpecifier &B : C->bases())
      if (const CXXRecordDecl *Base = classOf(B.getType()))
        Work.push_back(Base);
  }
}

const CXXRecordDecl *classNamedBy(const NamedDecl *D) {
  if (const auto *T = dyn_cast<TypedefNameDecl>(D))
    return T->getUnderlyingType()->getAsCXXRecordDecl();
  return dyn_cast<CXXRecordDecl>(canonical(D));
}

/// True for what VocabularySet leaves of a type that a file disables.
bool isDisabled(const TypeEntry &T) {
  return T.Names.empty() && T.Matching.empty();
}

std::string requirement(const Guard &G) {
  std::vector<std::string> Parts;
  for (const MacroCondition &C : G.Macros)
    Parts.push_back(C.Text);
  if (!G.Resolves.empty())
    Parts.push_back(llvm::join(G.Resolves, " or "));
  return "not in this version: requires " + llvm::join(Parts, ", ");
}

} // namespace

Resolution RoleIndex::Impl::explain(const Vocabulary &V, const TypeEntry &T) {
  Resolution R;
  R.Voc = &V;
  R.IsType = true;
  R.Id = T.Id;
  auto It = ByEntry.find(&T);
  if (It != ByEntry.end())
    add(R, It->second->Decl);
  return R;
}

Resolution RoleIndex::Impl::explain(const Vocabulary &V, const OpEntry &Op) {
  Resolution R;
  R.Voc = &V;
  R.Id = Op.Id;
  if (Op.Kind == MatchKind::Macro) {
    for (const std::string &Name : Op.Names)
      if (Context.Idents.get(Name).hasMacroDefinition()) {
        R.To = Name;
        R.Resolved = true;
        if (const MacroInfo *M =
                PP ? PP->getMacroInfo(&Context.Idents.get(Name)) : nullptr)
          R.Where = M->getDefinitionLoc();
        break;
      }
  } else if (Op.OfTypes.empty()) {
    for (const std::string &Name : Op.Names)
      for (const NamedDecl *D : lookUp(Name)) {
        add(R, D);
        break;
      }
  }
  for (const std::string &Id : Op.OfTypes) {
    auto It = ByEntry.find(Set.findType(V, Id));
    const CXXRecordDecl *Class =
        It == ByEntry.end() ? nullptr : classNamedBy(It->second->Decl);
    if (!Class)
      continue;
    if (Op.Kind == MatchKind::Ctor || Op.Kind == MatchKind::Operator)
      add(R, Class);
    else
      for (const std::string &Name : Op.Names)
        addMember(R, Class, Name, Context);
  }
  return R;
}

/// Why \p Op cannot resolve, because none of its types does; else "".
std::string RoleIndex::Impl::excuse(const Vocabulary &V, const OpEntry &Op) {
  if (!holds(Op.Requires))
    return requirement(Op.Requires);
  std::string First;
  for (const std::string &Id : Op.OfTypes) {
    const TypeEntry *T = Set.findType(V, Id);
    std::string Why;
    if (T && isDisabled(*T))
      Why = "disabled with type '" + Id + "'";
    else if (T && !holds(T->Requires))
      Why = requirement(T->Requires);
    if (Why.empty())
      return "";
    if (First.empty())
      First = Why;
  }
  return First;
}

Resolution RoleIndex::Impl::brokenPart(const Vocabulary &V, bool IsType,
                                       const std::string &Id,
                                       llvm::StringRef Key,
                                       llvm::StringRef Name) {
  PartIds.push_back(Id + " " + Key.str());
  Resolution R;
  R.Voc = &V;
  R.IsType = IsType;
  R.Id = PartIds.back();
  R.To = Name.str();
  return R;
}

bool RoleIndex::Impl::hasMember(const Vocabulary &V, const std::string &TypeId,
                                llvm::StringRef Name) {
  auto It = ByEntry.find(Set.findType(V, TypeId));
  const CXXRecordDecl *Class =
      It == ByEntry.end() ? nullptr : classNamedBy(It->second->Decl);
  Resolution R;
  if (Class)
    addMember(R, Class, Name, Context);
  return R.Resolved;
}

std::vector<Resolution> RoleIndex::Impl::brokenParts(const Vocabulary &V,
                                                     const TypeEntry &T) {
  std::vector<Resolution> Out;
  for (const std::string &Name : T.Wrappers)
    if (lookUp(Name).empty())
      Out.push_back(brokenPart(V, /*IsType=*/true, T.Id, "wrappers", Name));
  return Out;
}

std::vector<Resolution> RoleIndex::Impl::brokenParts(const Vocabulary &V,
                                                     const OpEntry &Op) {
  std::vector<Resolution> Out;
  auto Broken = [&](llvm::StringRef Key, llvm::StringRef Name) {
    Out.push_back(brokenPart(V, /*IsType=*/false, Op.Id, Key, Name));
  };
  auto Check = [&](llvm::StringRef Key, llvm::StringRef Name) {
    if (!Name.empty() && lookUp(Name).empty())
      Broken(Key, Name);
  };
  auto IsMember = [&](llvm::StringRef Name) {
    return llvm::any_of(Op.OfTypes, [&](const std::string &Id) {
      return hasMember(V, Id, Name);
    });
  };
  const bool IsNamed = Op.Kind != MatchKind::Ctor &&
                       Op.Kind != MatchKind::Operator &&
                       Op.Kind != MatchKind::Macro;
  if (IsNamed && Op.Names.size() > 1)
    for (const std::string &Name : Op.Names)
      if (Op.OfTypes.empty() ? lookUp(Name).empty() : !IsMember(Name))
        Broken("name", Name);
  for (const ParamCondition &P : Op.Params)
    Check("params type_name", P.TypeName);
  for (const std::string &Name : Op.Accepts)
    Check("accepts", Name);
  Check("detached_if", Op.DetachedIf);
  for (const Sibling &S : Op.Siblings) {
    Check("sibling renamed", S.Renamed);
    if (!S.Method.empty() && !Op.OfTypes.empty() && !IsMember(S.Method))
      Broken("sibling method", S.Method);
    if (!S.OnToken.empty() && llvm::none_of(ByEntry, [&](const auto &E) {
          return (E.first->Roles.has(Role::Token) ||
                  E.first->Roles.has(Role::Context)) &&
                 hasMember(*E.second->Voc, E.first->Id, S.OnToken);
        }))
      Broken("sibling on_token", S.OnToken);
  }
  return Out;
}

/// True if \p File is part of the program: its names are those of all versions
/// of a library, of which no program sees all.
static bool isBuiltin(llvm::StringRef File) {
  return llvm::any_of(builtinModels(),
                      [&](const BuiltinModel &B) { return File == B.File; });
}

std::vector<Resolution> RoleIndex::resolutions() const {
  I->prepare();
  if (!I->Patterns.empty())
    Classes([&](const CXXRecordDecl *R) {
      I->typesOf(R);
    }).TraverseDecl(I->Context.getTranslationUnitDecl());
  std::vector<Resolution> Out;
  auto Add = [&](const Vocabulary &V, Resolution R, std::string Excuse,
                 llvm::ArrayRef<std::string> Names) {
    bool On = llvm::is_contained(I->Active, &V);
    if (On)
      R.Excuse = std::move(Excuse);
    if (!On || !R.Excuse.empty()) {
      R.Resolved = false;
      R.Where = SourceLocation();
      R.To.clear();
    }
    if (!R.Resolved)
      R.To = llvm::join(Names, ", ");
    Out.push_back(std::move(R));
    return Out.back().Resolved;
  };
  for (const Vocabulary &V : Set->vocabularies()) {
    const bool Theirs = !isBuiltin(V.File);
    for (const TypeEntry &T : V.Types)
      if (!isDisabled(T) &&
          Add(V, I->explain(V, T),
              I->holds(T.Requires) ? "" : requirement(T.Requires),
              llvm::ArrayRef(T.Names.empty() ? T.Matching : T.Names)
                  .take_front()) &&
          Theirs)
        llvm::append_range(Out, I->brokenParts(V, T));
    for (const OpEntry &Op : V.Ops)
      if (Add(V, I->explain(V, Op), I->excuse(V, Op), Op.Names) && Theirs)
        llvm::append_range(Out, I->brokenParts(V, Op));
    for (const DisabledEntry &D : V.Disabled) {
      Resolution R;
      R.Voc = &V;
      R.IsType = D.IsType;
      R.Id = D.Id;
      R.Excuse = "disabled by " + D.File + ":" + llvm::utostr(D.Spot.Line);
      Out.push_back(std::move(R));
    }
  }
  return Out;
}

} // namespace ctx::model
