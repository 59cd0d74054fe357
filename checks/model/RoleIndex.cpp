//===- RoleIndex.cpp ------------------------------------------------------===//

#include "../compat/Compat.h"
#include "RoleIndexImpl.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/MacroInfo.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace clang;

namespace ctx::model {

static std::vector<llvm::GlobPattern>
compiled(llvm::ArrayRef<std::string> Globs) {
  std::vector<llvm::GlobPattern> Out;
  for (const std::string &Glob : Globs)
    if (auto Pattern = llvm::GlobPattern::create(Glob))
      Out.push_back(std::move(*Pattern));
    else
      llvm::consumeError(Pattern.takeError()); // the reader complained
  return Out;
}

void RoleIndex::Impl::prepare() {
  if (Ready)
    return;
  Ready = true;
  HasAnnotations = Context.Idents.find("annotate") != Context.Idents.end();
  for (const Vocabulary &V : Set.vocabularies()) {
    llvm::append_range(RootPaths, compiled(V.AllowedRoots.Paths));
    for (const SeverityRule &Rule : V.Severities)
      SeverityRules.push_back({&Rule, compiled(Rule.Paths)});
    if (!holds(V.When))
      continue;
    Active.push_back(&V);
    for (const TypeEntry &T : V.Types)
      if (holds(T.Requires))
        resolveType(V, T);
  }
  // A type that nobody declares here takes its ops with it; the rest are looked
  // up by name when an expression has that name.
  for (const Vocabulary *V : Active)
    for (const OpEntry &Op : V->Ops)
      if (holds(Op.Requires))
        resolveOp(*V, Op);
}

bool RoleIndex::Impl::holds(const Guard &G) {
  return llvm::all_of(G.Macros,
                      [&](const MacroCondition &C) { return holds(C); }) &&
         (G.Resolves.empty() ||
          llvm::any_of(G.Resolves, [&](const std::string &S) {
            return !lookUp(S).empty();
          }));
}

/// What is not known is looked for: a name that is not there costs nothing.
bool RoleIndex::Impl::holds(const MacroCondition &C) {
  if (!PP)
    return true;
  bool Defined = Context.Idents.get(C.Macro).hasMacroDefinition();
  if (C.Test == MacroCondition::Defined || C.Test == MacroCondition::Undefined)
    return Defined == (C.Test == MacroCondition::Defined);
  if (!Defined)
    return false;
  std::optional<uint64_t> Value = macroValue(C.Macro);
  if (!Value)
    return true;
  switch (C.Test) {
  case MacroCondition::Eq:
    return *Value == C.Value;
  case MacroCondition::Ne:
    return *Value != C.Value;
  case MacroCondition::Lt:
    return *Value < C.Value;
  case MacroCondition::Le:
    return *Value <= C.Value;
  case MacroCondition::Gt:
    return *Value > C.Value;
  default:
    return *Value >= C.Value;
  }
}

/// The number that the macro \p Name stands for: itself, in parentheses, or by
/// another macro's name.
std::optional<uint64_t> RoleIndex::Impl::macroValue(llvm::StringRef Name,
                                                    unsigned Depth) {
  const MacroInfo *Info = PP->getMacroInfo(&Context.Idents.get(Name));
  if (!Info || Info->isFunctionLike() || Depth == 8)
    return std::nullopt;
  llvm::ArrayRef<Token> Tokens = Info->tokens();
  while (Tokens.size() > 2 && Tokens.front().is(tok::l_paren) &&
         Tokens.back().is(tok::r_paren))
    Tokens = Tokens.drop_front().drop_back();
  if (Tokens.size() != 1)
    return std::nullopt;
  const Token &Only = Tokens.front();
  if (const IdentifierInfo *II = Only.getIdentifierInfo())
    return macroValue(II->getName(), Depth + 1);
  uint64_t Value = 0;
  std::string Text = PP->getSpelling(Only);
  Text.erase(std::remove(Text.begin(), Text.end(), '\''), Text.end());
  if (Only.isNot(tok::numeric_constant) ||
      llvm::StringRef(Text).rtrim("uUlL").getAsInteger(0, Value))
    return std::nullopt;
  return Value;
}

void RoleIndex::Impl::resolveType(const Vocabulary &V, const TypeEntry &T) {
  for (const std::string &Pattern : T.Matching) {
    ResolvedType R;
    R.Voc = &V;
    R.Entry = &T;
    Patterns.push_back(std::make_unique<ClassPattern>(
        ClassPattern{R, llvm::Regex("^(" + Pattern + ")$")}));
  }
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
        const auto *Enum = Alias->getUnderlyingType()->getAs<EnumType>();
        if (Enum) {
          Key = Enum->getDecl()->getCanonicalDecl();
        } else if (!Target || (inStd(Target) && !inStd(Alias))) {
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
      } else if (isa<ClassTemplateDecl, CXXRecordDecl, EnumDecl>(D)) {
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
  case MatchKind::Macro:
    for (const std::string &Name : Op.Names)
      OpsByMacro[Name].push_back(Ref);
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
                     ASTContext &Context, Preprocessor *PP)
    : Set(std::move(Set)), I(std::make_unique<Impl>(*this->Set, Context, PP)) {}

RoleIndex::~RoleIndex() = default;

bool RoleIndex::active() const {
  I->prepare();
  return !I->Types.empty() || !I->OpsByDecl.empty() || !I->Patterns.empty() ||
         !I->OpsByMacro.empty() || I->HasAnnotations;
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
      if (Op.Plays == R && (Op.Requires.empty() || I->holds(Op.Requires)))
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

/// The path that globs are matched with: "/" and what comes where the path of
/// the file that holds \p Loc and the compiler's directory part; "" if it has
/// none.
const std::string &RoleIndex::Impl::shownPath(SourceLocation Loc) {
  const SourceManager &SM = Context.getSourceManager();
  FileID File = SM.getFileID(SM.getExpansionLoc(Loc));
  auto Inserted = ShownPaths.try_emplace(File);
  std::string &Out = Inserted.first->second;
  if (!Inserted.second)
    return Out;
  auto Entry = SM.getFileEntryRefForID(File);
  if (!Entry)
    return Out;
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
  return Out = "/" + llvm::sys::path::convert_to_slash(Path);
}

static bool matchesAny(llvm::ArrayRef<llvm::GlobPattern> Globs,
                       llvm::StringRef Path) {
  return !Path.empty() && llvm::any_of(Globs, [&](const llvm::GlobPattern &G) {
    return G.match(Path);
  });
}

bool RoleIndex::allowsRoots(SourceLocation Loc) const {
  I->prepare();
  const SourceManager &SM = I->Context.getSourceManager();
  auto Inserted =
      I->AllowedFiles.try_emplace(SM.getFileID(SM.getExpansionLoc(Loc)), false);
  if (Inserted.second)
    Inserted.first->second = matchesAny(I->RootPaths, I->shownPath(Loc));
  return Inserted.first->second;
}

Shown RoleIndex::shownAs(llvm::StringRef Id, SourceLocation Loc) const {
  I->prepare();
  if (Loc.isValid())
    for (const auto &S : llvm::reverse(I->SeverityRules))
      if ((S.Rule->Checks.empty() ||
           llvm::is_contained(S.Rule->Checks, Id.str())) &&
          matchesAny(S.Paths, I->shownPath(Loc)))
        return S.Rule->As;
  return Shown::Warning;
}

} // namespace ctx::model
