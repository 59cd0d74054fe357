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
  };
  for (const Vocabulary &V : Set->vocabularies()) {
    for (const TypeEntry &T : V.Types)
      if (!isDisabled(T))
        Add(V, I->explain(V, T),
            I->holds(T.Requires) ? "" : requirement(T.Requires),
            llvm::ArrayRef(T.Names.empty() ? T.Matching : T.Names)
                .take_front());
    for (const OpEntry &Op : V.Ops)
      Add(V, I->explain(V, Op), I->excuse(V, Op), Op.Names);
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
