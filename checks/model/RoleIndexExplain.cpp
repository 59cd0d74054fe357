//===- RoleIndexExplain.cpp - what entries resolved to --------------------===//

#include "RoleIndexImpl.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace ctx::model {

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

} // namespace ctx::model
