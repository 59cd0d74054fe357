//===- StringKey.cpp - ctx-string-key -------------------------------------===//
//
// Positive when the key of a value that a context carries is a bare string
// literal, a literal or variable of built-in type, or, where a key is told
// apart by its address, an object that dies with its block; stored and read, by
// the vocabulary's operations and in maps that it calls a value bag.
//
// Negative when the key has a name of its own: a constant of any kind, an
// enumerator, a key type of the user's, a macro that stands for the literal;
// and when the function only hands on a key it was given, or computes one.
//
// Unknown when the code is dependent, the key comes out of a call, or a local
// variable that held a literal may hold something else by now: silent.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/ContextValues.h"
#include "analysis/Exprs.h"
#include "analysis/SourceText.h"
#include "compat/Compat.h"
#include "core/Check.h"
#include "core/CheckRegistry.h"
#include "model/VocabularyReader.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringExtras.h"
#include <set>

using namespace clang;
using namespace clang::ast_matchers;
using namespace ctx;
using model::Role;

namespace {

constexpr OptionInfo StringKeyOptions[] = {
    {"AllowedKeys", "",
     "literal keys that are fine, separated by semicolons; a final * stands "
     "for any rest"},
    {"CheckReads", "true", "also report values that are read or removed"},
    {"ConstantPrefix", "k",
     "how the name of a constant begins that the fix adds"}};

constexpr CheckInfo StringKeyInfo = {
    "ctx-string-key",
    "a context value is stored or read under a bare string, a built-in type or "
    "a short-lived key",
    "staticcheck SA1029, revive context-keys-type",
    "M57 A05",
    Severity::Warning,
    FixKind::Sometimes,
    true,
    "0.1",
    StringKeyOptions};

enum class Use : uint8_t { Stored, Read, Removed };

enum class Flaw : uint8_t {
  Text,      ///< a bare string literal
  HeldText,  ///< a local variable that only holds one
  BuiltIn,   ///< a number, character or pointer to characters
  Dying,     ///< a local object whose address is the key
  Temporary, ///< a temporary whose address is the key
};

/// A key as it is handed to a map or an operation.
struct KeyUse {
  const Expr *Call;
  const Expr *Key;
  Use How;
  QualType Param;       ///< what it is converted to; may be null
  bool Deduced = false; ///< Param is whatever the argument is
};

/// One finding, kept until the TU has been seen.
struct Site {
  SourceLocation Where; ///< in a file
  FileID File;
  unsigned Offset = 0;
  KeyUse How;
  Flaw What = Flaw::Text;
  const Expr *Origin = nullptr;           ///< the literal or the variable
  const StringLiteral *Literal = nullptr; ///< Text, HeldText
  const VarDecl *Variable = nullptr;      ///< HeldText, Dying, BuiltIn
  bool Suffixed = false;                  ///< "x"s, "x"sv
  bool Wrapped = false;                   ///< std::string("x")
  const DeclContext *In = nullptr;        ///< where names are looked up
  const Decl *Top = nullptr;              ///< declaration at namespace scope
  SourceLocation MacroSpelling;           ///< set if a macro's body holds it
  bool Silenced = false;

  // The fix, once it is known.
  std::string Replacement;
  std::string Insertion;
  unsigned InsertAt = 0;
  const VarDecl *Known = nullptr; ///< the constant the file already has
  std::string KnownAs;
};

/// A constant with a name that holds a text.
struct Constant {
  const VarDecl *Decl;
  const StringLiteral *Text;
};

class StringKey : public Check {
public:
  StringKey(llvm::StringRef Name, ClangTidyContext *Context);
  void registerMatchers(MatchFinder *Finder) override;
  void onStartOfTranslationUnit() override;

protected:
  void checkFunction(const FunctionDecl *F) override;
  void checkMatch(const MatchFinder::MatchResult &Result) override;
  void endOfTu(ASTContext &Context) override;

private:
  bool hasValueOps();
  void visit(const Stmt *Root, const Decl *Owner);
  void visitCall(const Expr *E, const Decl *Owner);
  void visitBag(const Expr *Object, llvm::StringRef Name,
                llvm::ArrayRef<const Expr *> Args, const Expr *E,
                const Decl *Owner);
  void judge(const KeyUse &K, const Decl *Owner);
  void judge(const KeyUse &K, const Expr *E, bool Wrapped, const Decl *Owner);
  void judgeVariable(Site S, const KeyUse &K, const VarDecl *V,
                     const Decl *Owner);
  bool place(Site &S);
  bool allowed(const StringLiteral *L) const;
  bool onlyHolds(const VarDecl *V, const Decl *Owner);

  void planFixes();
  void planFile(llvm::ArrayRef<Site *> InFile);
  bool planKey(llvm::ArrayRef<Site *> Users,
               const analysis::FileLayout &Layout);
  const Constant *knownConstant(const Site &S,
                                const analysis::FileLayout &Layout);
  std::vector<Constant> constants() const;
  std::string freeName(const Site &First, const analysis::FileLayout &Layout);
  void report(const Site &S);

  std::vector<std::string> Allowed;
  std::vector<Site> Sites;
  llvm::SmallPtrSet<const Expr *, 16> Assigned;
  llvm::StringMap<FileID> Planned; ///< names of new constants, by home
  std::vector<Constant> Constants;
  bool Prepared = false, Relevant = false;
};

//===----------------------------------------------------------------------===//
// Types and names
//===----------------------------------------------------------------------===//

llvm::StringRef className(QualType T) {
  if (T.isNull())
    return {};
  const CXXRecordDecl *R = T.getNonReferenceType()->getAsCXXRecordDecl();
  return R && R->getIdentifier() ? R->getName() : llvm::StringRef();
}

/// Strings and views are known by the name of their class: every library has
/// its own and a literal becomes each of them without a word.
bool isText(QualType T) {
  static const llvm::StringRef Known[] = {
      "basic_string", "basic_string_view", "string_view",   "string",
      "StringPiece",  "BasicStringPiece",  "StringRef",     "ustring",
      "QString",      "QStringView",       "QLatin1String", "QByteArray"};
  return llvm::is_contained(Known, className(T));
}

/// A type that takes a value of any type and keeps that type.
bool isAny(QualType T) {
  llvm::StringRef Name = className(T);
  return Name == "any" || Name == "QVariant";
}

bool isCharPointer(QualType T) {
  return T->isPointerType() && T->getPointeeType()->isAnyCharacterType();
}

bool isBuiltIn(QualType T) {
  return (T->isArithmeticType() && !T->isEnumeralType()) || isCharPointer(T);
}

/// True if keys of this parameter are told apart by their type as well.
bool isOpen(const KeyUse &K) {
  if (K.Deduced)
    return true;
  return !K.Param.isNull() &&
         (isAny(K.Param) || K.Param.getNonReferenceType()->isVoidPointerType());
}

bool isLocal(const VarDecl *V) {
  return V->hasLocalStorage() && !isa<ParmVarDecl>(V) &&
         !V->getType()->isReferenceType();
}

/// One layer of what a literal is wrapped into on its way to a key parameter,
/// or null. Sets \p Explicit if the user wrote it.
const Expr *unwrapOnce(const Expr *E, bool &Explicit) {
  if (const auto *C = dyn_cast<CXXConstructExpr>(E)) {
    if (!isText(C->getType()) && !isAny(C->getType()))
      return nullptr;
    unsigned Written = 0;
    for (const Expr *A : C->arguments())
      Written += !isa<CXXDefaultArgExpr>(A);
    if (Written != 1)
      return nullptr;
    Explicit |= isa<CXXTemporaryObjectExpr>(C);
    return C->getArg(0);
  }
  if (const auto *I = dyn_cast<InitListExpr>(E))
    return I->getNumInits() == 1 ? I->getInit(0) : nullptr;
  if (const auto *C = dyn_cast<ExplicitCastExpr>(E)) {
    QualType To = C->getType();
    if (!isText(To) && !isAny(To) && !isBuiltIn(To))
      return nullptr;
    Explicit = true;
    return C->getSubExpr();
  }
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(E)) {
    const CXXMethodDecl *D = M->getMethodDecl();
    if (!D || M->getNumArgs() != 0 ||
        !isText(M->getImplicitObjectArgument()->getType()))
      return nullptr;
    if (isa<CXXConversionDecl>(D))
      return M->getImplicitObjectArgument();
    if (D->getIdentifier() &&
        (D->getName() == "c_str" || D->getName() == "data"))
      Explicit = true;
    else
      return nullptr;
    return M->getImplicitObjectArgument();
  }
  return nullptr;
}

/// \p E without conversions to strings and their like.
const Expr *unwrap(const Expr *E, bool &Explicit) {
  while (const Expr *Plain = analysis::strip(E)) {
    E = Plain;
    const Expr *Inner = unwrapOnce(E, Explicit);
    if (!Inner)
      break;
    E = Inner;
  }
  return E;
}

/// The literal that \p E is, in quotes or with a standard suffix; null if none.
const StringLiteral *literalIn(const Expr *E, bool &Suffixed) {
  if (const auto *U = dyn_cast<UserDefinedLiteral>(E)) {
    if (!isText(U->getType()) || U->getNumArgs() == 0)
      return nullptr;
    Suffixed = true;
    E = U->getArg(0)->IgnoreParenImpCasts();
  }
  return dyn_cast<StringLiteral>(E);
}

const StringLiteral *literalOf(const VarDecl *V) {
  const Expr *Init = V->getAnyInitializer();
  if (!Init || Init->isInstantiationDependent())
    return nullptr;
  bool Explicit = false, Suffixed = false;
  return literalIn(unwrap(Init, Explicit), Suffixed);
}

/// How the text of \p L begins, for a message.
std::string shown(const StringLiteral *L) {
  if (L->getCharByteWidth() != 1)
    return "...";
  llvm::StringRef Text = L->getString();
  std::string Out;
  llvm::raw_string_ostream Stream(Out);
  Stream.write_escaped(Text.take_front(40));
  Stream.flush();
  return Text.size() > 40 ? Out + "..." : Out;
}

/// The namespaces and classes around \p DC with itself, outermost first.
/// Namespaces that are transparent are left out.
llvm::SmallVector<const DeclContext *, 6> scopesOf(const DeclContext *DC) {
  llvm::SmallVector<const DeclContext *, 6> Out;
  for (; DC && !DC->isTranslationUnit(); DC = DC->getParent()) {
    if (const auto *N = dyn_cast<NamespaceDecl>(DC))
      if (N->isAnonymousNamespace() || N->isInline())
        continue;
    if (isa<LinkageSpecDecl>(DC))
      continue;
    Out.insert(Out.begin(), DC->getPrimaryContext());
  }
  return Out;
}

bool declares(const DeclContext *DC, DeclarationName Name) {
  if (isa<FunctionDecl>(DC))
    return llvm::any_of(DC->decls(), [&](const Decl *D) {
      const auto *N = dyn_cast<NamedDecl>(D);
      return N && N->getDeclName() == Name;
    });
  return !DC->lookup(Name).empty();
}

/// How code in \p From spells \p Name of \p Home so that nothing nearer is
/// meant.
std::string spell(const DeclContext *Home, llvm::StringRef Name,
                  const DeclContext *From, ASTContext &Context) {
  auto H = scopesOf(Home), F = scopesOf(From);
  size_t Common = 0;
  while (Common < H.size() && Common < F.size() && H[Common] == F[Common])
    ++Common;
  auto Join = [&](size_t First) {
    std::string Out;
    for (; First != H.size(); ++First)
      Out += cast<NamedDecl>(H[First])->getNameAsString() + "::";
    return Out + Name.str();
  };
  std::string Short = Join(Common);
  llvm::StringRef Head = llvm::StringRef(Short).split("::").first;
  DeclarationName HeadName(&Context.Idents.get(Head));
  for (size_t I = Common; I != F.size(); ++I)
    if (declares(F[I], HeadName))
      return "::" + Join(0);
  return Short;
}

//===----------------------------------------------------------------------===//
// Where keys are used
//===----------------------------------------------------------------------===//

StringKey::StringKey(llvm::StringRef Name, ClangTidyContext *Context)
    : Check(StringKeyInfo, Name, Context), Allowed(list("AllowedKeys")) {}

void StringKey::registerMatchers(MatchFinder *Finder) {
  Check::registerMatchers(Finder);
  // Initialisers outside of functions.
  Finder->addMatcher(varDecl(hasGlobalStorage(), hasInitializer(expr()),
                             unless(isExpansionInSystemHeader()))
                         .bind("variable"),
                     this);
  Finder->addMatcher(fieldDecl(hasInClassInitializer(expr()),
                               unless(isExpansionInSystemHeader()))
                         .bind("field"),
                     this);
}

void StringKey::onStartOfTranslationUnit() {
  Check::onStartOfTranslationUnit();
  Prepared = false;
  Sites.clear();
  Assigned.clear();
  Planned.clear();
  Constants.clear();
}

/// False if nothing in this TU can be a value operation: then no function is
/// looked at.
bool StringKey::hasValueOps() {
  if (Prepared)
    return Relevant;
  Prepared = true;
  Relevant = !roles().opsPlaying(Role::DeriveValue).empty() ||
             !roles().opsPlaying(Role::ValueSet).empty() ||
             !roles().opsPlaying(Role::ValueGet).empty() ||
             // Annotated operations are found only by looking.
             ast().Idents.find("annotate") != ast().Idents.end();
  for (const model::Vocabulary &V : roles().vocabularies().vocabularies())
    if (roles().active(V.Name))
      Relevant |= llvm::any_of(
          V.Types, [](const model::TypeEntry &T) { return T.MapLike; });
  return Relevant;
}

void StringKey::checkFunction(const FunctionDecl *F) {
  // Initialisers outside of functions are visited as a whole.
  if (isLambda(F) || !hasValueOps() || analysis::isTestCode(F, roles()))
    return;
  for (const DeclContext *DC = F->getDeclContext(); DC; DC = DC->getParent())
    if (const auto *Outer = dyn_cast<FunctionDecl>(DC))
      if (analysis::isTestCode(Outer, roles()))
        return;
  if (const auto *C = dyn_cast<CXXConstructorDecl>(F))
    for (const CXXCtorInitializer *I : C->inits())
      if (I->isWritten())
        visit(I->getInit(), F);
  visit(bodyInReach(F), F);
}

void StringKey::checkMatch(const MatchFinder::MatchResult &Result) {
  const ValueDecl *D = Result.Nodes.getNodeAs<VarDecl>("variable");
  if (!D)
    D = Result.Nodes.getNodeAs<FieldDecl>("field");
  if (!D || D->getParentFunctionOrMethod() || !hasValueOps() ||
      analysis::isTestCode(D, roles()))
    return;
  for (const DeclContext *DC = D->getDeclContext(); DC; DC = DC->getParent())
    if (const auto *S = dyn_cast<ClassTemplateSpecializationDecl>(DC))
      if (S->getSpecializationKind() == TSK_ImplicitInstantiation)
        return;
  if (const auto *V = dyn_cast<VarDecl>(D)) {
    if (!isTemplateInstantiation(V->getTemplateSpecializationKind()))
      visit(V->getInit(), V);
    return;
  }
  visit(cast<FieldDecl>(D)->getInClassInitializer(), D);
}

void StringKey::visit(const Stmt *Root, const Decl *Owner) {
  analysis::forEachStmt(Root, [&](const Stmt *S) {
    if (const auto *B = dyn_cast<BinaryOperator>(S)) {
      if (B->isAssignmentOp())
        Assigned.insert(analysis::strip(B->getLHS()));
    } else if (const auto *O = dyn_cast<CXXOperatorCallExpr>(S)) {
      if (O->isAssignmentOp() && O->getNumArgs())
        Assigned.insert(analysis::strip(O->getArg(0)));
    }
    if (isa<CallExpr>(S) || isa<CXXConstructExpr>(S))
      visitCall(cast<Expr>(S), Owner);
    return true;
  });
}

/// What the parameter that takes \p Arg is like.
void describeParam(const Expr *Call, const Expr *Arg, KeyUse &K) {
  const FunctionDecl *F = nullptr;
  unsigned Index = 0;
  if (const auto *C = dyn_cast<CXXConstructExpr>(Call)) {
    F = C->getConstructor();
    while (Index != C->getNumArgs() && C->getArg(Index) != Arg)
      ++Index;
  } else if (const auto *C = dyn_cast<CallExpr>(Call)) {
    F = C->getDirectCallee();
    while (Index != C->getNumArgs() && C->getArg(Index) != Arg)
      ++Index;
    if (isa<CXXOperatorCallExpr>(C) && isa_and_nonnull<CXXMethodDecl>(F))
      --Index;
  }
  if (!F || Index >= F->getNumParams())
    return;
  K.Param = F->getParamDecl(Index)->getType();
  if (const FunctionTemplateDecl *T = F->getPrimaryTemplate()) {
    const FunctionDecl *Pattern = T->getTemplatedDecl();
    unsigned I = std::min(Index, Pattern->getNumParams() - 1);
    QualType P = Pattern->getParamDecl(I)->getType();
    if (const auto *Pack = P->getAs<PackExpansionType>())
      P = Pack->getPattern();
    K.Deduced = P.getNonReferenceType()->isTemplateTypeParmType();
  }
}

void StringKey::visitCall(const Expr *E, const Decl *Owner) {
  for (const model::OpUse &Op : roles().ops(E)) {
    if (Op.role() != Role::DeriveValue && Op.role() != Role::ValueSet &&
        Op.role() != Role::ValueGet)
      continue;
    const Expr *Key = Op.arg("key");
    if (!Key)
      continue;
    KeyUse K{E, Key, Op.role() == Role::ValueGet ? Use::Read : Use::Stored,
             QualType()};
    describeParam(E, Key, K);
    judge(K, Owner);
    return;
  }
  if (const auto *O = dyn_cast<CXXOperatorCallExpr>(E)) {
    if (O->getOperator() == OO_Subscript && O->getNumArgs() == 2)
      visitBag(O->getArg(0), "[]", {O->getArg(1)}, E, Owner);
    else if (O->getOperator() == OO_Equal && O->getNumArgs() == 2)
      visitBag(O->getArg(0), "=", {O->getArg(1)}, E, Owner);
  } else if (const auto *M = dyn_cast<CXXMemberCallExpr>(E)) {
    const CXXMethodDecl *D = M->getMethodDecl();
    if (D && D->getIdentifier() && M->getNumArgs())
      visitBag(M->getImplicitObjectArgument(), D->getName(),
               llvm::ArrayRef<const Expr *>(M->getArgs(), M->getNumArgs()), E,
               Owner);
  }
}

/// Calls \p Visit with the keys of the pairs that \p E is made of; false if it
/// is no pair.
bool forEachPairKey(const Expr *E,
                    llvm::function_ref<void(const Expr *)> Visit) {
  E = analysis::strip(E);
  if (const auto *C = dyn_cast<ExplicitCastExpr>(E))
    return forEachPairKey(C->getSubExpr(), Visit);
  if (const auto *L = dyn_cast<CXXStdInitializerListExpr>(E))
    return forEachPairKey(L->getSubExpr(), Visit);
  if (const auto *I = dyn_cast<InitListExpr>(E)) {
    bool Any = false;
    for (const Expr *Init : I->inits())
      Any |= forEachPairKey(Init, Visit);
    return Any;
  }
  if (const auto *C = dyn_cast<CXXConstructExpr>(E)) {
    if (className(C->getType()) != "pair" || !C->getNumArgs())
      return false;
    if (C->getNumArgs() == 1)
      return forEachPairKey(C->getArg(0), Visit);
    if (C->getNumArgs() == 2)
      Visit(C->getArg(0));
    return true;
  }
  if (const auto *C = dyn_cast<CallExpr>(E)) {
    const FunctionDecl *F = C->getDirectCallee();
    if (!F || !F->isInStdNamespace() || !F->getIdentifier() ||
        F->getName() != "make_pair" || C->getNumArgs() != 2)
      return false;
    Visit(C->getArg(0));
    return true;
  }
  return false;
}

/// The key type of the map that \p Object is; null if it does not say.
QualType keyTypeOf(const Expr *Object, ASTContext &Context) {
  QualType T = Object->getType();
  if (T->isPointerType())
    T = T->getPointeeType();
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  if (!R || !R->hasDefinition())
    return {};
  for (const NamedDecl *D :
       R->lookup(DeclarationName(&Context.Idents.get("key_type"))))
    if (const auto *TD = dyn_cast<TypedefNameDecl>(D))
      return TD->getUnderlyingType();
  return {};
}

void StringKey::visitBag(const Expr *Object, llvm::StringRef Name,
                         llvm::ArrayRef<const Expr *> Args, const Expr *E,
                         const Decl *Owner) {
  enum KindT { None, Reads, Removes, Pairs, Stores, Hinted };
  static const struct {
    llvm::StringRef Name;
    KindT Kind;
  } Known[] = {{"[]", Reads},
               {"at", Reads},
               {"find", Reads},
               {"count", Reads},
               {"contains", Reads},
               {"value", Reads},
               {"get", Reads},
               {"equal_range", Reads},
               {"lower_bound", Reads},
               {"upper_bound", Reads},
               {"erase", Removes},
               {"extract", Removes},
               {"remove", Removes},
               {"take", Removes},
               {"=", Pairs},
               {"insert", Pairs},
               {"emplace", Pairs},
               {"insert_or_assign", Stores},
               {"try_emplace", Stores},
               {"emplace_hint", Hinted}};
  KindT Kind = None;
  for (const auto &K : Known)
    if (K.Name == Name)
      Kind = K.Kind;
  if (Kind == None || !analysis::isBag(Object, roles()))
    return;
  QualType KeyType = keyTypeOf(Object, ast());
  auto Judge = [&](const Expr *Key, Use How) {
    judge({E, Key, How, KeyType}, Owner);
  };
  switch (Kind) {
  case Reads:
    return Judge(Args[0],
                 Name == "[]" && Assigned.count(E) ? Use::Stored : Use::Read);
  case Removes:
    return Judge(Args[0], Use::Removed);
  case Pairs:
  case Stores: {
    bool Any = false;
    if (Kind == Pairs)
      for (const Expr *A : Args)
        Any |= forEachPairKey(
            A, [&](const Expr *Key) { Judge(Key, Use::Stored); });
    // insert(key, value); with a hint before the key there is no literal here.
    if (!Any && Args.size() > 1)
      Judge(Args[0], Use::Stored);
    return;
  }
  case Hinted:
    if (Args.size() > 1)
      Judge(Args[1], Use::Stored);
    return;
  case None:
    return;
  }
}

//===----------------------------------------------------------------------===//
// What is wrong with a key
//===----------------------------------------------------------------------===//

void StringKey::judge(const KeyUse &K, const Decl *Owner) {
  if (K.How != Use::Stored && !flag("CheckReads"))
    return;
  if (!isa<CXXDefaultArgExpr>(K.Key) && !K.Key->isInstantiationDependent())
    judge(K, K.Key, /*Wrapped=*/false, Owner);
}

/// Fills in where \p S is. False if the literal is a macro's: it has a name.
bool StringKey::place(Site &S) {
  const SourceManager &SM = sources();
  SourceLocation L = S.Origin->getBeginLoc();
  FileID CallBody = SM.getFileID(S.How.Call->getExprLoc());
  bool Outer = false;
  while (L.isMacroID()) {
    const SrcMgr::ExpansionInfo &X =
        SM.getSLocEntry(SM.getFileID(L)).getExpansion();
    if (X.isMacroArgExpansion() && !Outer) {
      L = SM.getImmediateSpellingLoc(L);
      continue;
    }
    if (!Outer)
      S.MacroSpelling = SM.getSpellingLoc(L);
    // A macro that holds the whole call is no name of the key.
    if (!X.isFunctionMacroExpansion() && !X.isMacroArgExpansion() &&
        SM.getFileID(L) != CallBody)
      return false;
    L = SM.getImmediateMacroCallerLoc(L);
    Outer = true;
  }
  if (S.MacroSpelling.isValid() &&
      (SM.isWrittenInScratchSpace(S.MacroSpelling) ||
       SM.isInSystemHeader(S.MacroSpelling)))
    return false;
  S.Where = L;
  std::tie(S.File, S.Offset) = SM.getDecomposedLoc(L);
  return L.isValid() && !SM.isInSystemHeader(L);
}

/// True if any piece of a concatenated literal comes out of a macro: a common
/// prefix is a name as well.
bool hasMacroPiece(const StringLiteral *L) {
  if (L->getNumConcatenated() < 2)
    return false;
  for (unsigned I = 0; I != L->getNumConcatenated(); ++I)
    if (L->getStrTokenLoc(I).isMacroID() != L->getBeginLoc().isMacroID())
      return true;
  return false;
}

bool StringKey::allowed(const StringLiteral *L) const {
  if (L->getCharByteWidth() != 1)
    return false;
  return llvm::any_of(Allowed, [&](llvm::StringRef A) {
    return A.consume_back("*") ? compat::startsWith(L->getString(), A)
                               : L->getString() == A;
  });
}

void StringKey::judge(const KeyUse &K, const Expr *E, bool Wrapped,
                      const Decl *Owner) {
  E = unwrap(E, Wrapped);
  if (const auto *C = dyn_cast<ConditionalOperator>(E)) {
    judge(K, C->getTrueExpr(), Wrapped, Owner);
    judge(K, C->getFalseExpr(), Wrapped, Owner);
    return;
  }
  Site S;
  S.How = K;
  S.Origin = E;
  S.Wrapped = Wrapped;
  S.In = dyn_cast<DeclContext>(Owner);
  if (!S.In)
    S.In = Owner->getDeclContext();
  S.Top = Owner;
  while (!S.Top->getLexicalDeclContext()->isFileContext() &&
         !isa<LinkageSpecDecl>(S.Top->getLexicalDeclContext()))
    S.Top = cast<Decl>(S.Top->getLexicalDeclContext());

  if (const StringLiteral *L = literalIn(E, S.Suffixed)) {
    S.Literal = L;
    if (!hasMacroPiece(L) && !allowed(L) && place(S))
      Sites.push_back(std::move(S));
    return;
  }
  const Expr *Number = E;
  if (const auto *U = dyn_cast<UnaryOperator>(E))
    if (U->getOpcode() == UO_Minus || U->getOpcode() == UO_Plus)
      Number = U->getSubExpr()->IgnoreParenImpCasts();
  if (isa<IntegerLiteral, CharacterLiteral, FloatingLiteral,
          CXXBoolLiteralExpr>(Number)) {
    bool Null =
        !K.Param.isNull() && K.Param.getNonReferenceType()->isPointerType();
    S.What = Flaw::BuiltIn;
    if (!Null && place(S))
      Sites.push_back(std::move(S));
    return;
  }
  // A key that is found again by its address.
  bool ByAddress = false;
  const Expr *Object = E;
  if (const auto *U = dyn_cast<UnaryOperator>(E)) {
    if (U->getOpcode() != UO_AddrOf)
      return;
    Object = analysis::strip(U->getSubExpr());
    ByAddress = isOpen(K) ||
                (!K.Param.isNull() && roles().type(K.Param).has(Role::Key));
  } else if (!K.Deduced && !K.Param.isNull() && K.Param->isReferenceType()) {
    model::TypeUse T = roles().type(E->getType());
    ByAddress = T.has(Role::Key) && T.byValue();
  }
  if (ByAddress) {
    if (isa<CXXTemporaryObjectExpr>(Object) ||
        (isa<CXXConstructExpr>(Object) && Object->isPRValue())) {
      S.What = Flaw::Temporary;
      if (place(S))
        Sites.push_back(std::move(S));
      return;
    }
    if (const auto *R = dyn_cast<DeclRefExpr>(Object))
      if (const auto *V = dyn_cast<VarDecl>(R->getDecl()))
        if (isLocal(V)) {
          S.What = Flaw::Dying;
          S.Variable = V;
          if (place(S))
            Sites.push_back(std::move(S));
        }
    return;
  }
  if (const auto *R = dyn_cast<DeclRefExpr>(E))
    if (const auto *V = dyn_cast<VarDecl>(R->getDecl()))
      judgeVariable(std::move(S), K, V, Owner);
}

void StringKey::judgeVariable(Site S, const KeyUse &K, const VarDecl *V,
                              const Decl *Owner) {
  QualType T = V->getType();
  if (!isLocal(V) || V->isConstexpr() || V->isCXXForRangeDecl() ||
      T.isConstQualified() || T->isDependentType())
    return;
  S.Variable = V;
  if (const auto *A = T->getAsArrayTypeUnsafe()) {
    if (!A->getElementType()->isAnyCharacterType() ||
        A->getElementType().isConstQualified())
      return;
  } else if (!isText(T)) {
    S.What = Flaw::BuiltIn;
    if (isBuiltIn(T) && isOpen(K) && place(S))
      Sites.push_back(std::move(S));
    return;
  }
  S.What = Flaw::HeldText;
  S.Literal = literalOf(V);
  if (S.Literal && !S.Literal->getBeginLoc().isMacroID() &&
      !allowed(S.Literal) && onlyHolds(V, Owner) && place(S))
    Sites.push_back(std::move(S));
}

/// True if \p V still is what it was initialised with: every mention of it
/// reads.
bool StringKey::onlyHolds(const VarDecl *V, const Decl *Owner) {
  const auto *F = dyn_cast<FunctionDecl>(Owner);
  if (!F)
    return false;
  const ParentMap &Parents = services().parents(F);
  bool Holds = true;
  analysis::forEachStmt(bodyInReach(F), [&](const Stmt *S) {
    const auto *R = dyn_cast<DeclRefExpr>(S);
    if (!R || R->getDecl() != V)
      return Holds;
    const Stmt *P = Parents.getParent(R);
    while (isa_and_nonnull<ParenExpr>(P)) {
      P = Parents.getParent(P);
    }
    bool Reads = false;
    if (const auto *M = dyn_cast_or_null<MemberExpr>(P)) {
      const auto *D = dyn_cast<CXXMethodDecl>(M->getMemberDecl());
      Reads = D && D->isConst();
    }
    // Bound as const, loaded, or decayed to a pointer that becomes const.
    while (const auto *C = dyn_cast_or_null<ImplicitCastExpr>(P)) {
      QualType To = C->getType();
      Reads |= C->getCastKind() == CK_LValueToRValue || To.isConstQualified() ||
               (To->isPointerType() && To->getPointeeType().isConstQualified());
      P = Parents.getParent(P);
    }
    Holds &= Reads;
    return Holds;
  });
  return Holds;
}

//===----------------------------------------------------------------------===//
// Fixes
//===----------------------------------------------------------------------===//

std::vector<Constant> StringKey::constants() const {
  std::vector<Constant> Out;
  llvm::SmallVector<const DeclContext *, 16> Work{
      ast().getTranslationUnitDecl()};
  while (!Work.empty()) {
    const DeclContext *DC = Work.pop_back_val();
    for (const Decl *D : DC->decls()) {
      if (const auto *N = dyn_cast<NamespaceDecl>(D)) {
        if (!N->isStdNamespace())
          Work.push_back(N);
      } else if (const auto *L = dyn_cast<LinkageSpecDecl>(D)) {
        Work.push_back(L);
      } else if (const auto *R = dyn_cast<CXXRecordDecl>(D)) {
        if (R->isThisDeclarationADefinition() && R->getIdentifier() &&
            !R->isDependentContext() && DC->isFileContext())
          Work.push_back(R);
      } else if (const auto *V = dyn_cast<VarDecl>(D)) {
        QualType T = V->getType();
        const auto *A = T->getAsArrayTypeUnsafe();
        if (A ? !A->getElementType().isConstQualified()
              : !T.isConstQualified() && !V->isConstexpr())
          continue;
        if (!A && !isCharPointer(T) && !isText(T))
          continue;
        if (V->isInvalidDecl() || V->getAccess() == AS_private ||
            V->getAccess() == AS_protected || V->getLocation().isMacroID() ||
            V->getDescribedVarTemplate() || V->getType()->isDependentType())
          continue;
        if (const StringLiteral *L = literalOf(V))
          Out.push_back({V, L});
      }
    }
  }
  const SourceManager &SM = sources();
  llvm::sort(Out, [&](const Constant &A, const Constant &B) {
    return SM.isBeforeInTranslationUnit(A.Decl->getLocation(),
                                        B.Decl->getLocation());
  });
  return Out;
}

/// True if \p C can stand where the literal of \p S stands.
bool converts(const VarDecl *C, const Site &S, ASTContext &Context) {
  QualType T = C->getType();
  bool Plain = T->isArrayType() || isCharPointer(T);
  if (S.Suffixed || S.How.Deduced ||
      (!S.How.Param.isNull() && isAny(S.How.Param)))
    return T->isArrayType() && !S.Suffixed;
  if (Plain)
    return true;
  if (S.Wrapped || S.How.Param.isNull())
    return false;
  QualType P = S.How.Param.getNonReferenceType();
  if (Context.hasSameUnqualifiedType(T, P))
    return true;
  return className(T) == "basic_string" && className(P) == "basic_string_view";
}

const Constant *StringKey::knownConstant(const Site &S,
                                         const analysis::FileLayout &Layout) {
  const SourceManager &SM = sources();
  const Constant *Elsewhere = nullptr;
  for (const Constant &C : Constants) {
    SourceLocation At = C.Decl->getLocation();
    if (C.Text->getBytes() != S.Literal->getBytes() ||
        C.Text->getCharByteWidth() != S.Literal->getCharByteWidth() ||
        !SM.isBeforeInTranslationUnit(At, S.Where) ||
        !converts(C.Decl, S, ast()))
      continue;
    auto Spot = SM.getDecomposedLoc(At);
    if (Spot.first == S.File) {
      if (Layout.compiledWith(Spot.second, S.Offset))
        return &C;
      continue;
    }
    // What a header includes depends on who includes the header; and a
    // constant of another file with the same text may mean another thing,
    // unless it calls itself a key.
    auto Words = analysis::wordsOf(C.Decl->getName());
    if (S.File == SM.getMainFileID() && !Elsewhere &&
        llvm::is_contained(Words, "key"))
      Elsewhere = &C;
  }
  return Elsewhere;
}

bool isHeader(llvm::StringRef File) {
  static const llvm::StringRef Sources[] = {"cpp", "cc", "cxx", "c++", "C",
                                            "cp",  "c",  "mm",  "cu"};
  return !llvm::is_contained(Sources, File.rsplit('.').second);
}

std::string StringKey::freeName(const Site &First,
                                const analysis::FileLayout &Layout) {
  std::string Camel = option("ConstantPrefix").str();
  llvm::StringRef Text = First.Literal->getCharByteWidth() == 1
                             ? First.Literal->getString()
                             : llvm::StringRef();
  auto Words = analysis::wordsOf(Text);
  if (Words.size() > 6)
    Words.truncate(6);
  if (Words.empty())
    Words.push_back("context");
  if (Words.back() != "key")
    Words.push_back("key");
  for (std::string &W : Words) {
    W[0] = llvm::toUpper(W[0]);
    if (Camel.empty() && llvm::isDigit(W[0]))
      Camel = "Key";
    Camel += W;
  }
  const SourceManager &SM = sources();
  bool Main = First.File == SM.getMainFileID();
  // In a header only what does not depend on who includes it, or two TUs would
  // fix it in two ways.
  auto Taken = [&](llvm::StringRef Name) {
    if (Layout.hasIdentifier(Name))
      return true;
    auto It = ast().Idents.find(Name);
    if (Main)
      return It != ast().Idents.end() || Planned.count(Name) != 0;
    if (It == ast().Idents.end())
      return false;
    if (It->second->hasMacroDefinition())
      return true;
    for (const DeclContext *DC = First.In; DC; DC = DC->getParent())
      if (declares(DC, DeclarationName(It->second)))
        return true;
    return false;
  };
  std::string Name = Camel;
  for (unsigned N = 2; Taken(Name); ++N)
    Name = Camel + std::to_string(N);
  return Name;
}

/// The literal as the user wrote it, without a suffix.
std::string literalText(const Site &S, const ASTContext &Context) {
  if (S.Literal->getNumConcatenated() == 1) {
    std::string Text = analysis::textOf(S.Literal->getSourceRange(), Context);
    size_t Quote = Text.rfind('"');
    if (Quote != std::string::npos)
      return Text.substr(0, Quote + 1);
    return {};
  }
  if (S.Literal->getCharByteWidth() != 1)
    return {};
  std::string Text = "\"";
  for (char C : S.Literal->getString()) {
    if (C == '"' || C == '\\')
      (Text += '\\') += C;
    else if (llvm::isPrint(C))
      Text += C;
    else
      return {};
  }
  return Text + '"';
}

/// Gives the sites that share one key of one file their fix.
bool StringKey::planKey(llvm::ArrayRef<Site *> Users,
                        const analysis::FileLayout &Layout) {
  const SourceManager &SM = sources();
  Site &First = *Users.front();
  SourceLocation Begin = SM.getExpansionLoc(First.Top->getBeginLoc());
  // An out-of-line template's own begin is after its template heads.
  if (const TemplateDecl *T = First.Top->getDescribedTemplate())
    Begin = SM.getExpansionLoc(T->getBeginLoc());
  auto Spot = SM.getDecomposedLoc(Begin);
  if (Spot.first != First.File || Spot.second > First.Offset)
    return false;
  // As an array, a text with a zero in it would end there.
  for (unsigned I = 0; I != First.Literal->getLength(); ++I)
    if (First.Literal->getCodeUnit(I) == 0)
      return false;
  std::string Literal = literalText(First, ast());
  if (Literal.empty())
    return false;
  llvm::SmallVector<unsigned, 8> Offsets;
  for (const Site *S : Users)
    Offsets.push_back(S->Offset);
  auto Place = Layout.before(Spot.second, Offsets);
  if (!Place)
    return false;
  std::string Name = freeName(First, Layout);
  auto Taken = Planned.try_emplace(Name, First.File);
  if (!Taken.second && Taken.first->second != First.File)
    return false; // two headers would define one name
  const auto *Element = First.Literal->getType()->getAsArrayTypeUnsafe();
  PrintingPolicy Policy(ast().getLangOpts());
  std::string Type =
      Element->getElementType().getUnqualifiedType().getAsString(Policy);
  llvm::StringRef File = SM.getFilename(SM.getLocForStartOfFile(First.File));
  bool Inline = isHeader(File) && ast().getLangOpts().CPlusPlus17;
  std::string Text = (Inline ? "inline constexpr " : "constexpr ") + Type +
                     " " + Name + "[] = " + Literal + ";";
  First.InsertAt = Place->Offset;
  First.Insertion = Place->OwnLine ? Place->Indent + Text + "\n" : Text + " ";
  for (Site *S : Users)
    S->Replacement =
        spell(First.Top->getLexicalDeclContext(), Name, S->In, ast());
  return true;
}

/// Replaces the literal of "x"s as well, where the parameter does not say what
/// to convert to.
void keepType(Site &S, ASTContext &Context) {
  if (!S.Suffixed)
    return;
  QualType T = S.Origin->getType();
  if (!S.Wrapped && !S.How.Deduced && !S.How.Param.isNull() &&
      Context.hasSameUnqualifiedType(T, S.How.Param.getNonReferenceType()))
    return;
  llvm::StringRef Class =
      className(T) == "basic_string" ? "std::string" : "std::string_view";
  S.Replacement = (Class + "(" + S.Replacement + ")").str();
}

void StringKey::planFile(llvm::ArrayRef<Site *> InFile) {
  const SourceManager &SM = sources();
  analysis::FileLayout Layout(InFile.front()->File, SM, ast().getLangOpts());
  // By text, in the order of first use.
  std::vector<std::pair<std::string, llvm::SmallVector<Site *, 4>>> Keys;
  for (Site *S : InFile) {
    if (const Constant *C = knownConstant(*S, Layout)) {
      S->Known = C->Decl;
      S->KnownAs =
          spell(C->Decl->getDeclContext(), C->Decl->getName(), S->In, ast());
      if (S->Silenced || S->MacroSpelling.isValid())
        continue;
      S->Replacement = S->KnownAs;
      continue;
    }
    if (S->Silenced || S->MacroSpelling.isValid() ||
        !analysis::canEdit(S->Origin->getSourceRange(), ast()))
      continue;
    std::string Key = std::to_string(S->Literal->getCharByteWidth()) +
                      S->Literal->getBytes().str();
    auto It =
        llvm::find_if(Keys, [&](const auto &K) { return K.first == Key; });
    if (It == Keys.end())
      It = Keys.insert(Keys.end(), {Key, {}});
    It->second.push_back(S);
  }
  Site *Last = nullptr;
  for (auto &K : Keys) {
    if (!planKey(K.second, Layout))
      continue;
    // A blank line after the last of the constants that go to one place.
    Site *Here = K.second.front();
    if (Last && Last->InsertAt != Here->InsertAt)
      Last->Insertion += "\n";
    Last = Here;
  }
  if (Last && Last->Insertion.back() == '\n')
    Last->Insertion += "\n";
  for (Site *S : InFile)
    if (!S->Replacement.empty())
      keepType(*S, ast());
}

void StringKey::planFixes() {
  llvm::SmallVector<Site *, 8> Texts;
  for (Site &S : Sites)
    if (S.What == Flaw::Text)
      Texts.push_back(&S);
  if (Texts.empty())
    return;
  Constants = constants();
  while (!Texts.empty()) {
    llvm::SmallVector<Site *, 8> InFile, Rest;
    for (Site *S : Texts)
      (S->File == Texts.front()->File ? InFile : Rest).push_back(S);
    planFile(InFile);
    Texts = std::move(Rest);
  }
}

//===----------------------------------------------------------------------===//
// Reporting
//===----------------------------------------------------------------------===//

void StringKey::report(const Site &S) {
  const char *Verb = S.How.How == Use::Stored ? "stored"
                     : S.How.How == Use::Read ? "read"
                                              : "removed";
  SourceLocation Note;
  std::string NoteText;
  std::string Message = std::string("value ") + Verb + " under ";
  switch (S.What) {
  case Flaw::Text:
    Message += "the bare string \"" + shown(S.Literal) + "\"";
    if (S.Known) {
      Message += " although '" + S.KnownAs + "' names it; use the constant";
      Note = S.Known->getLocation();
      NoteText = "the constant with this text is here";
    } else {
      Message += "; any other code can use the same text: give the key a named "
                 "constant";
    }
    break;
  case Flaw::HeldText:
    Message += "the bare string \"" + shown(S.Literal) + "\" in local '" +
               S.Variable->getNameAsString() +
               "'; any other code can use the same text: give the key a named "
               "constant";
    Note = S.Variable->getLocation();
    NoteText = "'" + S.Variable->getNameAsString() + "' is made here";
    break;
  case Flaw::BuiltIn: {
    QualType T = S.Variable ? S.Variable->getType() : S.Origin->getType();
    Message += "a key of built-in type '" +
               T.getUnqualifiedType().getAsString(ast().getPrintingPolicy()) +
               "'; any other code can use the same value: give the key a " +
               (isOpen(S.How) ? "type of its own" : "named constant");
    break;
  }
  case Flaw::Dying:
    Message += "the address of '" + S.Variable->getNameAsString() +
               "', which dies with its block; give the key static storage";
    Note = S.Variable->getLocation();
    NoteText = "'" + S.Variable->getNameAsString() + "' is made here";
    break;
  case Flaw::Temporary:
    Message += "the address of a temporary, which no other code can have; name "
               "the key and give it static storage";
    break;
  }
  {
    auto D = diag(S.Where, "%0");
    D << Message;
    if (!S.Replacement.empty()) {
      const SourceManager &SM = sources();
      CharSourceRange Range = Lexer::makeFileCharRange(
          CharSourceRange::getTokenRange(S.Origin->getSourceRange()), SM,
          ast().getLangOpts());
      D << FixItHint::CreateReplacement(Range, S.Replacement);
      if (!S.Insertion.empty())
        D << FixItHint::CreateInsertion(SM.getComposedLoc(S.File, S.InsertAt),
                                        S.Insertion);
    }
  }
  if (S.MacroSpelling.isValid())
    diag(S.MacroSpelling, "the key is written in this macro",
         DiagnosticIDs::Note);
  if (Note.isValid())
    diag(Note, NoteText, DiagnosticIDs::Note);
}

void StringKey::endOfTu(ASTContext &Context) {
  if (Sites.empty())
    return;
  const SourceManager &SM = sources();
  // Another check of the same run may not have left the findings in order, and
  // a file that is included twice would give each finding twice.
  llvm::sort(Sites, [&](const Site &A, const Site &B) {
    if (A.Where != B.Where)
      return SM.isBeforeInTranslationUnit(A.Where, B.Where);
    return A.MacroSpelling.getRawEncoding() < B.MacroSpelling.getRawEncoding();
  });
  std::set<std::pair<const FileEntry *, unsigned>> Seen;
  llvm::erase_if(Sites, [&](const Site &S) {
    const FileEntry *File = SM.getFileEntryForID(S.File);
    return File && !Seen.insert({File, S.Offset}).second;
  });
  for (Site &S : Sites)
    S.Silenced = analysis::isSilenced(S.Where, info().Id, SM);
  planFixes();
  for (const Site &S : Sites)
    report(S);
  Sites.clear();
}

} // namespace

CTX_REGISTER_CHECK(StringKey, StringKeyInfo);
