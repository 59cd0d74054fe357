//===- RoleIndex.cpp ------------------------------------------------------===//

#include "../compat/Compat.h"
#include "RoleIndexImpl.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace clang;

namespace ctx::model {

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

} // namespace ctx::model
