//===- RoleIndex.h - what the declarations of one TU mean -------*- C++ -*-===//
//
//   VocabularySet (user spellings) --name look-up, once per TU--> canonical
//   declarations --queries--> "which role does this type / expression play?"
//
// A question that cannot be answered (dependent code, a name that does not
// resolve, a form that is not known) is answered with "none", and none is
// silent.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_MODEL_ROLEINDEX_H
#define CTX_TIDY_MODEL_ROLEINDEX_H

#include "Vocabulary.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/SmallVector.h"
#include <map>
#include <memory>

namespace clang {
class Preprocessor;
}

namespace ctx::model {

class VocabularySet;

/// How a role type is wrapped where it is used, outermost first.
enum class Form : uint8_t {
  Reference,  ///< T&, T&&
  Pointer,    ///< T*
  Smart,      ///< shared_ptr<T>, unique_ptr<T>, a vocabulary's own wrapper
  Optional,   ///< optional<T>
  RefWrapper, ///< reference_wrapper<T>
  Weak        ///< weak_ptr<T>
};

/// "This type plays these roles." False when it plays none.
struct TypeUse {
  const TypeEntry *Entry = nullptr;
  const Vocabulary *Voc = nullptr;
  RoleSet Roles; ///< of Entry, and of every other entry the type also matches
  llvm::SmallVector<Form, 2> Forms;
  clang::QualType
      Bare; ///< the role type itself, forms and qualifiers taken off

  explicit operator bool() const { return Entry != nullptr; }
  bool has(Role R) const { return Roles.has(R); }
  bool hasForm(Form F) const { return llvm::is_contained(Forms, F); }
  /// True if the object itself is held, not something that points at it.
  bool byValue() const { return Forms.empty(); }
  /// True if it may be null: a pointer, smart pointer or optional.
  bool mayBeNull() const {
    return hasForm(Form::Pointer) || hasForm(Form::Smart) ||
           hasForm(Form::Optional);
  }
};

/// The arguments of the call or construction \p E as the user wrote them:
/// without the object of an operator call. Empty for other expressions.
llvm::SmallVector<const clang::Expr *, 4> writtenArgs(const clang::Expr *E);

/// "This expression plays this role." False when it plays none.
struct OpUse {
  const OpEntry *Entry = nullptr;
  const Vocabulary *Voc = nullptr;
  /// Call, construction, member or reference; of an awaited operation what is
  /// awaited.
  const clang::Expr *E = nullptr;

  explicit operator bool() const { return Entry != nullptr; }
  Role role() const { return Entry->Plays; }
  /// The object a method, operator or field is used on; null if there is none.
  const clang::Expr *receiver() const;
  /// The argument that plays \p Name ("token", "key", "parent" ...), or null if
  /// the model does not say, the argument is missing, or it is a part of the
  /// result. `this` gives receiver().
  const clang::Expr *arg(llvm::StringRef Name) const;
};

/// What became of one model entry in this translation unit (--explain-models).
struct Resolution {
  const Vocabulary *Voc = nullptr;
  bool IsType = false;
  llvm::StringRef Id;
  bool Resolved = false;
  std::string To; ///< qualified names it resolved to, or why it did not
  /// Why it need not resolve: it was disabled, or what it requires does not
  /// hold. Else "".
  std::string Excuse;
  clang::SourceLocation Where;
};

/// Something wrong in an annotation of the user's code.
struct AnnotationProblem {
  clang::SourceLocation Where;
  std::string Message;
};

/// The roles of one translation unit. Built once per TU, resolved on first use,
/// valid as long as the ASTContext.
class RoleIndex {
public:
  /// \p PP tells of macros; null: what depends on their values is looked for.
  RoleIndex(std::shared_ptr<const VocabularySet> Set,
            clang::ASTContext &Context, clang::Preprocessor *PP = nullptr);
  ~RoleIndex();

  /// False if no vocabulary has anything to do in this TU and no declaration is
  /// annotated: every other answer is then "none".
  bool active() const;
  /// True if the vocabulary named \p Name is active in this TU.
  bool active(llvm::StringRef Name) const;

  const VocabularySet &vocabularies() const { return *Set; }

  /// The role that \p T plays, through its forms.
  TypeUse type(clang::QualType T) const;
  /// As type(), but annotations on \p D itself come first.
  TypeUse type(const clang::ValueDecl *D) const;
  /// The element that a standard-like container of role objects holds
  /// (`vector<stop_token>`, `map<K, ServerContext*>`); none for other types.
  TypeUse element(clang::QualType T) const;

  /// Every role that \p E plays as an operation. Parentheses, implicit casts
  /// and clean-ups are looked through. An entry that says `awaited` is played
  /// by the co_await, not by its operand.
  llvm::SmallVector<OpUse, 2> ops(const clang::Expr *E) const;
  /// The first of ops() that plays one of \p Roles.
  OpUse op(const clang::Expr *E, RoleSet Roles) const;
  OpUse op(const clang::Expr *E, Role R) const { return op(E, RoleSet{R}); }

  /// The role of \p F as user code that a library calls (`override:` entries
  /// and annotations); none for other functions.
  OpUse entryPoint(const clang::FunctionDecl *F) const;

  /// The ops of the active vocabularies that play \p R, for fixes that have to
  /// name one (for example the static that derives a context).
  llvm::SmallVector<std::pair<const Vocabulary *, const OpEntry *>, 4>
  opsPlaying(Role R) const;

  /// The type entry that \p Id means to \p Voc; null if unknown.
  const TypeEntry *typeEntry(const Vocabulary &Voc, llvm::StringRef Id) const;
  /// True if \p Use is an entry that \p Id means to \p Voc.
  bool isType(const TypeUse &Use, const Vocabulary &Voc,
              llvm::StringRef Id) const;

  /// Looks \p Spelling ("ns::Name", no leading "::") up as a user would write
  /// it: through inline namespaces, using-declarations, using-directives,
  /// aliases. \returns canonical declarations, empty if it does not resolve.
  llvm::SmallVector<const clang::NamedDecl *, 4>
  lookUp(llvm::StringRef Spelling) const;

  /// True if the path of the file that holds \p Loc matches one of the
  /// vocabularies' `policy.allowed_roots.paths`. The path starts where the
  /// file's and the compiler's directory part, so that a folder which happens
  /// to be called "test" above the project means nothing.
  bool allowsRoots(clang::SourceLocation Loc) const;

  /// How findings of the check \p Id at \p Loc are shown, by the vocabularies'
  /// `policy.severities`; paths are as those of allowsRoots().
  Shown shownAs(llvm::StringRef Id, clang::SourceLocation Loc) const;

  /// What every entry resolved to, in model order.
  std::vector<Resolution> resolutions() const;
  /// Every annotation of the user's code that says something this program does
  /// not understand, used or not, in source order. Empty the second time.
  std::vector<AnnotationProblem> takeProblems() const;

  /// What an analysis remembers of \p Of (a function, say) until the TU ends,
  /// made on first use. T tells the analyses apart.
  template <class T> T &remembered(const void *Of) const {
    static char Tag = 0;
    std::shared_ptr<void> &Slot = Memory[{&Tag, Of}];
    if (!Slot)
      Slot = std::make_shared<T>();
    return *static_cast<T *>(Slot.get());
  }

private:
  /// ops() of an expression that stands bare, awaited or not.
  llvm::SmallVector<OpUse, 2> opsOf(const clang::Expr *E) const;

  struct Impl;
  std::shared_ptr<const VocabularySet> Set;
  std::unique_ptr<Impl> I;
  mutable std::map<std::pair<const void *, const void *>, std::shared_ptr<void>>
      Memory;
};

} // namespace ctx::model

#endif // CTX_TIDY_MODEL_ROLEINDEX_H
