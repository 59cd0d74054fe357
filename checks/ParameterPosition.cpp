//===- ParameterPosition.cpp - ctx-parameter-position ---------------------===//
//
// Positive when
//   - a function takes its context or token behind other parameters although
//     its vocabulary puts it first, or before others although it puts it last.
// Negative when
//   - behind a token that belongs last there are only parameters that have to
//     be last themselves: with a default, a pack, a callback and its data or
//     interval, what is handed out, a deadline, other tokens;
//   - the context is what the function fills;
//   - before the context of one operation there is what that is asked of: a
//     stub;
//   - there are several contexts, which no rule can put in order.
// Unknown when (silent)
//   - the signature is imposed: virtual, an operator, variadic, a macro, a
//     callback, what a thread is started with;
//   - the vocabulary has no place for it.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/Relevant.h"
#include "analysis/Remarks.h"
#include "analysis/Signatures.h"
#include "core/CheckRegistry.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/Support/Regex.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::Form;
using model::Position;
using model::Role;
using model::TypeUse;

constexpr OptionInfo InfoOptions[] = {
    {"Places", "",
     "where the context belongs, by vocabulary, against what it says itself: "
     "'std=first;grpc=any'"},
    {"AllowedBefore", "",
     "regular expressions on types that may stand before a context that "
     "belongs first"},
    {"AllowedBehind", "",
     "regular expressions on types that may stand behind a token that belongs "
     "last"},
};

constexpr CheckInfo Info = {
    "ctx-parameter-position",
    "the context parameter is not where its vocabulary puts it",
    "revive context-as-argument, CA1068",
    "M51 A06",
    Severity::Info,
    FixKind::Sometimes,
    /*OnByDefault=*/false,
    "0.1",
    InfoOptions,
};

/// A context that is out of its place.
struct Candidate {
  const FunctionDecl *F = nullptr;
  unsigned From = 0; ///< where it is
  unsigned To = 0;   ///< where it belongs
};

class ParameterPosition : public Check {
public:
  ParameterPosition(llvm::StringRef Name, ClangTidyContext *Context);

  void onStartOfTranslationUnit() override {
    Check::onStartOfTranslationUnit();
    Candidates.clear();
    Relevant.reset();
  }

protected:
  void checkFunction(const FunctionDecl *F) override;
  void endOfTu(ASTContext &Context) override;

private:
  Position placeOf(const TypeUse &Use) const;
  bool mayBeBefore(const ParmVarDecl *P) const;
  bool mayBeBehind(const ParmVarDecl *P) const;
  std::vector<std::string> patterns(llvm::StringRef Option);
  bool addMoves(const Candidate &C, const CallSites &Sites,
                llvm::SmallVectorImpl<FixItHint> &Out) const;

  std::map<std::string, Position> Places; ///< by vocabulary
  std::vector<std::string> Before, Behind;
  std::vector<Candidate> Candidates;
  std::optional<bool> Relevant;
};

ParameterPosition::ParameterPosition(llvm::StringRef Name,
                                     ClangTidyContext *Context)
    : Check(Info, Name, Context) {
  for (const std::string &One : list("Places")) {
    auto [Voc, Place] = llvm::StringRef(One).split('=');
    if (Place == "first" || Place == "last" || Place == "any")
      Places[Voc.trim().str()] = Place == "first"  ? Position::First
                                 : Place == "last" ? Position::Last
                                                   : Position::Any;
    else
      configurationDiag("'%0' in the option '%1.Places' is not of the form "
                        "vocabulary=first, vocabulary=last or vocabulary=any")
          << One << Info.Id;
  }
  Before = patterns("AllowedBefore");
  Behind = patterns("AllowedBehind");
}

std::vector<std::string> ParameterPosition::patterns(llvm::StringRef Option) {
  std::vector<std::string> Out;
  for (const std::string &Pattern : list(Option)) {
    std::string Wrong;
    if (llvm::Regex(Pattern).isValid(Wrong))
      Out.push_back(Pattern);
    else
      configurationDiag("invalid regular expression '%0' in the option "
                        "'%1.%2': %3")
          << Pattern << Info.Id << Option << Wrong;
  }
  return Out;
}

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

Position ParameterPosition::placeOf(const TypeUse &Use) const {
  if (!Use.Roles.hasAny({Role::Token, Role::Context, Role::Unified,
                         Role::EdgeSlot, Role::Carrier}) ||
      Use.Roles.hasAny({Role::Scope, Role::Registration, Role::TaskHandle}))
    return Position::Any;
  auto It = Places.find(Use.Voc->Name);
  return It == Places.end() ? Use.Entry->Where : It->second;
}

static bool matches(QualType T, const std::vector<std::string> &Patterns) {
  if (Patterns.empty())
    return false;
  std::string Name = T.getNonReferenceType().getUnqualifiedType().getAsString();
  return llvm::any_of(Patterns, [&](const std::string &Pattern) {
    return llvm::Regex(Pattern).match(Name);
  });
}

/// True if \p T can be called: a function, a lambda, std::function, a template
/// parameter that is called like one.
static bool isCallable(const ParmVarDecl *P) {
  QualType T = P->getType().getNonReferenceType();
  if (T->isFunctionType() || T->isFunctionPointerType() ||
      T->isMemberFunctionPointerType() || T->isBlockPointerType())
    return true;
  // A forwarded callable; nothing else is known of it.
  if (T->isTemplateTypeParmType() || T->isDependentType())
    return true;
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  R = R && R->hasDefinition() ? R->getDefinition() : nullptr;
  return R && llvm::any_of(R->methods(), [](const CXXMethodDecl *M) {
           return M->getOverloadedOperator() == OO_Call;
         });
}

/// True if a function hands something out through \p P.
static bool isOutput(const ParmVarDecl *P) {
  QualType T = P->getType();
  // A view of what is the caller's to be filled.
  if (const auto *S = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
          T.getNonReferenceType()->getAsCXXRecordDecl());
      S && S->getIdentifier() && hasPhrase(S->getName(), {"span"}) &&
      S->getTemplateArgs().size() &&
      S->getTemplateArgs()[0].getKind() == TemplateArgument::Type)
    return !S->getTemplateArgs()[0].getAsType().isConstQualified();
  if (!T->isLValueReferenceType() && !T->isPointerType())
    return false;
  QualType To = T->getPointeeType();
  return !To.isConstQualified() && !To->isFunctionType();
}

/// True if \p P tells where it is called from: `std::source_location`.
static bool isCallPlace(const ParmVarDecl *P) {
  const CXXRecordDecl *R =
      P->getType().getNonReferenceType()->getAsCXXRecordDecl();
  return R && R->getIdentifier() && R->getName() == "source_location";
}

/// True if \p P goes with the token: it says until when.
static bool isDeadline(const ParmVarDecl *P, const TypeUse &Use) {
  return Use.has(Role::Deadline) ||
         (P->getIdentifier() &&
          hasPhrase(P->getName(), {"deadline", "timeout", "until", "expiry"}));
}

/// True if \p P is what an operation with \p Context is asked of: its methods
/// take such a context first, as those of a stub do.
static bool isAsked(const ParmVarDecl *P, const TypeUse &Context,
                    const model::RoleIndex &Roles) {
  QualType T = P->getType().getNonReferenceType();
  if (T->isPointerType())
    T = T->getPointeeType();
  else if (const auto *S = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
               T->getAsCXXRecordDecl());
           S && hasPhrase(S->getName(), {"ptr"}) &&
           S->getTemplateArgs().size() &&
           S->getTemplateArgs()[0].getKind() == TemplateArgument::Type)
    T = S->getTemplateArgs()[0].getAsType();
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  return R && R->hasDefinition() &&
         llvm::any_of(
             R->getDefinition()->methods(), [&](const CXXMethodDecl *M) {
               return M->getNumParams() > 1 &&
                      Roles.type(M->getParamDecl(0)).Entry == Context.Entry;
             });
}

/// True for a tag, which only says what overload is meant: without members, and
/// a copy, unless it has no name. A message without fields is no tag.
static bool isTag(const ParmVarDecl *P) {
  if (P->getType()->isReferenceType() && P->getIdentifier())
    return false;
  const CXXRecordDecl *R =
      P->getType().getNonReferenceType()->getAsCXXRecordDecl();
  return R && R->hasDefinition() && R->isEmpty() && !R->isLambda();
}

/// The parameter before \p P, or null.
static const ParmVarDecl *before(const ParmVarDecl *P) {
  unsigned I = P->getFunctionScopeIndex();
  return I ? cast<FunctionDecl>(P->getDeclContext())->getParamDecl(I - 1)
           : nullptr;
}

static bool isOfClass(const ParmVarDecl *P, llvm::StringRef Name) {
  const CXXRecordDecl *R =
      P->getType().getNonReferenceType()->getAsCXXRecordDecl();
  return R && R->getIdentifier() && R->getName() == Name;
}

/// True for what goes with the parameter before it: the length of a buffer to
/// fill, how often a callback is called.
static bool belongsToLast(const ParmVarDecl *P) {
  const ParmVarDecl *Last = before(P);
  if (!Last)
    return false;
  if (Last->getType()->isPointerType() && isOutput(Last))
    return !Last->getType()->getPointeeType()->isRecordType() &&
           P->getType()->isIntegerType() &&
           (P->getType()->isUnsignedIntegerType() ||
            hasPhrase(P->getName(), {"len", "length", "size", "count", "max",
                                     "capacity", "bytes", "n"}));
  return isOfClass(P, "duration") && isCallable(Last);
}

/// True for a tag that stands first by a rule of its own, an allocator that
/// follows one included.
bool ParameterPosition::mayBeBefore(const ParmVarDecl *P) const {
  const ParmVarDecl *First = before(P);
  return isTag(P) || (First && isOfClass(First, "allocator_arg_t")) ||
         // Any type, and nobody looks at what it is.
         (!P->getIdentifier() && P->getType()->isTemplateTypeParmType()) ||
         matches(P->getType(), Before);
}

bool ParameterPosition::mayBeBehind(const ParmVarDecl *P) const {
  return P->hasDefaultArg() || belongsToLast(P) || P->isParameterPack() ||
         isCallable(P) || isOutput(P) || isCallPlace(P) ||
         isDeadline(P, roles().type(P)) || (isTag(P) && !P->getIdentifier()) ||
         matches(P->getType(), Behind);
}

//===----------------------------------------------------------------------===//
// Candidates
//===----------------------------------------------------------------------===//

void ParameterPosition::checkFunction(const FunctionDecl *F) {
  if (!Relevant)
    Relevant = mayOccur(roles(), ast(),
                        {Role::Token, Role::Context, Role::Unified,
                         Role::EdgeSlot, Role::Carrier},
                        {});
  if (!*Relevant || F->getNumParams() < 2 || isLambda(F))
    return;
  std::optional<unsigned> Context;
  TypeUse Kind;
  Position Place = Position::Any;
  for (const ParmVarDecl *P : F->parameters()) {
    TypeUse Use = roles().type(P);
    if (!Use.Roles.hasAny({Role::Token, Role::Context, Role::Unified,
                           Role::Source, Role::EdgeSlot, Role::PerRequest,
                           Role::Carrier}))
      continue;
    if (Context)
      return; // several
    Context = P->getFunctionScopeIndex();
    Kind = Use;
    Place = placeOf(Use);
    // To be filled, or to give one back.
    QualType To = P->getType()->isLValueReferenceType()
                      ? P->getType()->getPointeeType()
                      : QualType();
    bool Filled =
        Use.has(Role::SingleUse) || (!To.isNull() && !To.isConstQualified());
    if (Filled && *Context && Place == Position::First &&
        F->getReturnType()->isVoidType())
      Place = Position::Any;
  }
  if (!Context || Place == Position::Any || F->isVariadic() || isImposed(F) ||
      isMain(F) || isTestCode(F, roles()) ||
      isGeneratedText(F->getLocation(), sources()) ||
      F->getTemplateSpecializationKind() == TSK_ExplicitSpecialization)
    return;
  if (const auto *C = dyn_cast<CXXConstructorDecl>(F);
      C && (C->isCopyOrMoveConstructor() ||
            // One of the things that the object is made of, and may be missing.
            roles().type(C->getParamDecl(*Context)).hasForm(Form::Smart)))
    return;
  unsigned To = *Context, Last = F->getNumParams() - 1;
  if (Place == Position::First) {
    To = 0;
    while (To < *Context && (mayBeBefore(F->getParamDecl(To)) ||
                             (Kind.has(Role::SingleUse) &&
                              isAsked(F->getParamDecl(To), Kind, roles()))))
      ++To;
  } else {
    To = Last;
    while (To > *Context && mayBeBehind(F->getParamDecl(To)))
      --To;
  }
  if (To != *Context)
    Candidates.push_back({F, *Context, To});
}

//===----------------------------------------------------------------------===//
// The fix
//===----------------------------------------------------------------------===//

/// The edit that moves the part at \p From to \p To among \p Parts, the ranges
/// of what stands between commas. None if a comment or macro is among them.
static std::optional<FixItHint> rotate(llvm::ArrayRef<SourceRange> Parts,
                                       unsigned From, unsigned To,
                                       const ASTContext &Context) {
  unsigned Low = std::min(From, To), High = std::max(From, To);
  SourceRange Whole(Parts[Low].getBegin(), Parts[High].getEnd());
  if (!canEdit(Whole, Context) ||
      llvm::StringRef(textOf(Whole, Context)).contains("//") ||
      llvm::StringRef(textOf(Whole, Context)).contains("/*"))
    return std::nullopt;
  llvm::SmallVector<unsigned, 4> Order;
  for (unsigned I = Low; I <= High; ++I)
    if (I != From)
      Order.push_back(I);
  Order.insert(To < From ? Order.begin() : Order.end(), From);
  std::string Text;
  for (unsigned I : Order) {
    if (!canEdit(Parts[I], Context))
      return std::nullopt;
    Text += (Text.empty() ? "" : ", ") + textOf(Parts[I], Context);
  }
  return FixItHint::CreateReplacement(CharSourceRange::getTokenRange(Whole),
                                      Text);
}

/// Adds the edits that move the parameter in all declarations and its argument
/// in all calls. \returns false if one cannot be edited.
bool ParameterPosition::addMoves(const Candidate &C, const CallSites &Sites,
                                 llvm::SmallVectorImpl<FixItHint> &Out) const {
  unsigned Low = std::min(C.From, C.To), High = std::max(C.From, C.To);
  for (const FunctionDecl *One : C.F->redecls()) {
    llvm::SmallVector<SourceRange, 4> Parts;
    for (const ParmVarDecl *P : One->parameters()) {
      unsigned I = P->getFunctionScopeIndex();
      // A default has to be followed by others.
      if (P->hasDefaultArg() && I >= Low && I <= High)
        return false;
      Parts.push_back(P->getSourceRange());
    }
    if (std::optional<FixItHint> Edit = rotate(Parts, C.From, C.To, ast()))
      Out.push_back(*Edit);
    else
      return false;
  }
  for (const Expr *Call : Sites.Calls) {
    llvm::SmallVector<SourceRange, 4> Parts;
    for (unsigned I = 0; I != C.F->getNumParams(); ++I) {
      const Expr *A = writtenArg(Call, I);
      if (!A && I <= High)
        return false;
      Parts.push_back(A ? A->getSourceRange() : SourceRange());
    }
    if (std::optional<FixItHint> Edit = rotate(Parts, C.From, C.To, ast()))
      Out.push_back(*Edit);
    else
      return false;
  }
  return true;
}

void ParameterPosition::endOfTu(ASTContext &Context) {
  llvm::SmallVector<const FunctionDecl *, 4> Functions;
  for (const Candidate &C : Candidates)
    Functions.push_back(C.F);
  auto AllSites = callSites(Context, Functions);
  for (const Candidate &C : Candidates) {
    const CallSites &Sites = AllSites[C.F->getCanonicalDecl()];
    if (Sites.Taken) // whoever calls it says what comes first
      continue;
    const ParmVarDecl *P = C.F->getParamDecl(C.From);
    bool First = C.To < C.From;
    auto D = diag(P->getLocation(),
                  "%0 takes %select{its context|'%2'}1 %select{before other "
                  "parameters; put it last|behind other parameters; put it "
                  "first}3, where everybody looks for it")
             << C.F << bool(P->getIdentifier()) << P->getName() << First;
    llvm::SmallVector<FixItHint, 4> Fix;
    if (canChange(C.F, Sites) && addMoves(C, Sites, Fix))
      for (const FixItHint &One : Fix)
        D << One;
  }
  Candidates.clear();
}

CTX_REGISTER_CHECK(ParameterPosition, Info);

} // namespace
} // namespace ctx
