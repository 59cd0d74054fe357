//===- RoleIndexImpl.h - behind RoleIndex.h ---------------------*- C++ -*-===//
//
// For the RoleIndex*.cpp files alone.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_MODEL_ROLEINDEXIMPL_H
#define CTX_TIDY_MODEL_ROLEINDEXIMPL_H

#include "NameLookUp.h"
#include "RoleIndex.h"
#include "VocabularyReader.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/Regex.h"
#include <deque>

namespace ctx::model {

struct RoleIndex::Impl {
  struct ResolvedType {
    const Vocabulary *Voc;
    const TypeEntry *Entry;
    /// Set if the name is an alias of something that is not the library's own
    /// (`using CancelFunc = std::function<void()>`): only uses that say the
    /// alias then count.
    const clang::TypedefNameDecl *Sugar = nullptr;
    const clang::NamedDecl *Decl = nullptr;
  };
  using TypeRefs = llvm::SmallVector<const ResolvedType *, 2>;
  struct OpRef {
    const Vocabulary *Voc;
    const OpEntry *Entry;
  };

  /// A type that is known by the names of classes.
  struct ClassPattern {
    ResolvedType Type;
    llvm::Regex Names;
  };

  Impl(const VocabularySet &Set, clang::ASTContext &Context,
       clang::Preprocessor *PP)
      : Set(Set), Context(Context), PP(PP) {}

  const VocabularySet &Set;
  clang::ASTContext &Context;
  clang::Preprocessor *PP; ///< null: macros are not known
  bool Ready = false;
  llvm::SmallVector<const Vocabulary *, 4> Active;
  std::vector<std::unique_ptr<ResolvedType>> Types;
  llvm::DenseMap<const clang::Decl *, TypeRefs>
      TypesByDecl; // patterns, aliases
  llvm::DenseMap<const TypeEntry *, const ResolvedType *> ByEntry;
  std::vector<std::unique_ptr<ClassPattern>> Patterns;
  llvm::StringMap<llvm::SmallVector<OpRef, 2>> MembersByName;
  llvm::StringMap<llvm::SmallVector<OpRef, 2>> OpsByMacro;
  llvm::DenseMap<const clang::Decl *, llvm::SmallVector<OpRef, 2>> OpsByDecl;
  std::vector<OpRef> Ctors, Operators;
  llvm::DenseMap<const clang::CXXRecordDecl *, TypeRefs> RecordCache;
  llvm::DenseMap<const clang::Decl *, llvm::SmallVector<OpRef, 2>> AnnotatedOps;
  llvm::DenseMap<const clang::Decl *, const ResolvedType *> AnnotatedTypes;
  llvm::StringMap<Decls> Wrappers; // user spelling -> template
  std::vector<std::unique_ptr<TypeEntry>> OwnTypes;
  std::vector<std::unique_ptr<OpEntry>> OwnOps;
  std::deque<std::string> PartIds; ///< of brokenParts()
  Vocabulary AnnotationVoc;
  std::vector<AnnotationProblem> Problems;
  bool ProblemsTaken = false;
  bool HasAnnotations = false;
  struct Severities {
    const SeverityRule *Rule;
    std::vector<llvm::GlobPattern> Paths;
  };

  std::vector<llvm::GlobPattern> RootPaths;
  std::vector<Severities> SeverityRules;
  llvm::DenseMap<clang::FileID, std::string> ShownPaths;
  llvm::DenseMap<clang::FileID, bool> AllowedFiles;

  Decls lookUp(llvm::StringRef Spelling) const {
    return lookUpName(Context, Spelling);
  }
  void prepare();
  const std::string &shownPath(clang::SourceLocation Loc);
  bool holds(const Guard &G);
  bool holds(const MacroCondition &C);
  std::optional<uint64_t> macroValue(llvm::StringRef Name, unsigned Depth = 0);
  void addMatching(const clang::CXXRecordDecl *Pattern, TypeRefs &Found);
  Resolution explain(const Vocabulary &V, const TypeEntry &T);
  Resolution explain(const Vocabulary &V, const OpEntry &Op);
  /// The names inside of an entry that do not resolve: rows of their own, "ID
  /// KEY" to the name.
  std::vector<Resolution> brokenParts(const Vocabulary &V, const TypeEntry &T);
  std::vector<Resolution> brokenParts(const Vocabulary &V, const OpEntry &Op);
  Resolution brokenPart(const Vocabulary &V, bool IsType, const std::string &Id,
                        llvm::StringRef Key, llvm::StringRef Name);
  bool hasMember(const Vocabulary &V, const std::string &TypeId,
                 llvm::StringRef Name);
  std::string excuse(const Vocabulary &V, const OpEntry &Op);
  void resolveType(const Vocabulary &V, const TypeEntry &T);
  void resolveOp(const Vocabulary &V, const OpEntry &Op);
  const TypeRefs &typesOf(const clang::CXXRecordDecl *R);
  const ResolvedType *annotatedType(const clang::Decl *D);
  const llvm::SmallVector<OpRef, 2> &annotatedOps(const clang::Decl *D);
  bool of(const Vocabulary &V, const std::string &Id, clang::QualType T);
  bool of(const OpRef &Op, clang::QualType T);
  bool paramsMatch(const OpRef &Op, const clang::FunctionDecl *F,
                   unsigned Written);
  TypeUse typeUse(clang::QualType T);
};

} // namespace ctx::model

#endif // CTX_TIDY_MODEL_ROLEINDEXIMPL_H
