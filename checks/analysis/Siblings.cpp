//===- Siblings.cpp -------------------------------------------------------===//

#include "Siblings.h"
#include "Exprs.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace ctx::analysis {

using model::ArgSlot;
using model::MatchKind;
using model::OpUse;
using model::RoleIndex;

using Functions = llvm::SmallVector<const FunctionDecl *, 4>;

static void addFunction(const NamedDecl *D, Functions &Out) {
  D = D->getUnderlyingDecl();
  if (const auto *T = dyn_cast<FunctionTemplateDecl>(D))
    D = T->getTemplatedDecl();
  const auto *F = dyn_cast<FunctionDecl>(D);
  if (F && !F->isDeleted() && !F->isDeprecated() &&
      (F->getAccess() == AS_public || F->getAccess() == AS_none))
    Out.push_back(F);
}

static Functions membersNamed(const CXXRecordDecl *R, DeclarationName Name,
                              unsigned Depth = 0) {
  Functions Out;
  R = R ? R->getDefinition() : nullptr;
  if (!R || Depth > 8)
    return Out;
  for (const NamedDecl *D : R->lookup(Name))
    addFunction(D, Out);
  if (Out.empty())
    for (const CXXBaseSpecifier &B : R->bases())
      for (const FunctionDecl *F :
           membersNamed(B.getType()->getAsCXXRecordDecl(), Name, Depth + 1))
        Out.push_back(F);
  return Out;
}

static Functions membersNamed(const CXXRecordDecl *R, llvm::StringRef Name) {
  if (!R)
    return {};
  ASTContext &Context = R->getASTContext();
  auto Id = Context.Idents.find(Name);
  return Id == Context.Idents.end()
             ? Functions()
             : membersNamed(R, DeclarationName(Id->second));
}

const CXXRecordDecl *classOf(const model::Vocabulary &Voc, llvm::StringRef Id,
                             const RoleIndex &Roles) {
  const model::TypeEntry *Entry = Roles.typeEntry(Voc, Id);
  if (!Entry)
    return nullptr;
  for (const std::string &Name : Entry->Names)
    for (const NamedDecl *D : Roles.lookUp(Name))
      if (const auto *R = dyn_cast<CXXRecordDecl>(D))
        return R;
  return nullptr;
}

static const ParmVarDecl *takes(const FunctionDecl *F, const Candidate &C,
                                const RoleIndex &Roles) {
  for (const ParmVarDecl *P : F->parameters())
    if (isSameRoleType(C, Roles.type(P)))
      return P;
  return nullptr;
}

/// The best of \p Among: one that takes the arguments of a call of \p Callee,
/// and a token like \p C.
static SiblingUse best(const Functions &Among, const FunctionDecl *Callee,
                       const Candidate &C, const RoleIndex &Roles) {
  SiblingUse Out;
  for (const FunctionDecl *F : Among) {
    const ParmVarDecl *P = takes(F, C, Roles);
    bool Exact = P && F->getNumParams() == Callee->getNumParams() + 1;
    if (!P || (Out.Callee && !Exact))
      continue;
    Out.Callee = F;
    Out.Takes = P;
    Out.Exact = Exact;
    if (Exact)
      break;
  }
  return Out;
}

static const CXXRecordDecl *receiverClass(const OpUse &Op) {
  const Expr *R = Op.receiver();
  if (!R)
    return nullptr;
  QualType T = R->getType().getNonReferenceType();
  if (T->isPointerType())
    T = T->getPointeeType();
  return T->getAsCXXRecordDecl();
}

static SiblingUse match(const model::Sibling &S, const OpUse &Op,
                        const CallExpr *Call, const Candidate &C,
                        const RoleIndex &Roles) {
  SiblingUse Out;
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!S.OverloadType.empty() || !S.InsteadType.empty()) {
    if (!Callee || !Callee->getIdentifier())
      return Out;
    if (!S.OverloadType.empty() &&
        !Roles.isType(C.Use, *Op.Voc, S.OverloadType))
      return Out;
    Functions Among;
    if (!S.InsteadType.empty())
      Among = membersNamed(classOf(*Op.Voc, S.InsteadType, Roles),
                           Callee->getDeclName());
    else if (const CXXRecordDecl *R = receiverClass(Op))
      Among = membersNamed(R, Callee->getDeclName());
    else
      for (const NamedDecl *D :
           Callee->getDeclContext()->getRedeclContext()->lookup(
               Callee->getDeclName()))
        addFunction(D, Among);
    Out = best(Among, Callee, C, Roles);
  } else if (!S.Renamed.empty()) {
    Functions Among;
    for (const NamedDecl *D : Roles.lookUp(S.Renamed))
      addFunction(D, Among);
    if (Callee)
      Out = best(Among, Callee, C, Roles);
    if (!Out.Callee && !Among.empty() && !S.Token)
      Out.Callee = Among.front();
  } else if (!S.Method.empty()) {
    Functions Among = membersNamed(receiverClass(Op), S.Method);
    if (Callee)
      Out = best(Among, Callee, C, Roles);
    if (!Out.Callee && !Among.empty() && !S.Token)
      Out.Callee = Among.front();
  } else if (!S.OnToken.empty()) {
    Functions Among = membersNamed(C.Use.Bare->getAsCXXRecordDecl(), S.OnToken);
    for (const FunctionDecl *F : Among)
      if (Callee && F->getNumParams() == Callee->getNumParams()) {
        Out.Callee = F;
        Out.Exact = true;
      }
  } else if (C.Use.Voc != Op.Voc) {
    return Out; // advice is for the vocabulary's own tokens
  } else {
    Out.Exact = !S.Rewrite.empty();
    Out.Entry = &S;
    Out.Voc = Op.Voc;
    return Out;
  }
  if (Out.Callee) {
    Out.Entry = &S;
    Out.Voc = Op.Voc;
  }
  return Out;
}

SiblingUse siblingFor(const OpUse &Op, const Candidate &C,
                      const RoleIndex &Roles) {
  const auto *Call = dyn_cast<CallExpr>(Op.E);
  if (!Call)
    return {};
  unsigned Written = 0;
  for (const Expr *A : model::writtenArgs(Call))
    Written += !isa<CXXDefaultArgExpr>(A);
  SiblingUse Best;
  for (const model::Sibling &S : Op.Entry->Siblings) {
    if (S.Arity && *S.Arity != Written)
      continue;
    SiblingUse Use = match(S, Op, Call, C, Roles);
    if (Use && (!Best || (Use.Exact && !Best.Exact)))
      Best = Use;
  }
  return Best;
}

//===----------------------------------------------------------------------===//
// Writing it
//===----------------------------------------------------------------------===//

/// `${this}`, `${token}` and `${0}` of \p Pattern filled in; "" if a text is
/// missing.
static std::string filledIn(llvm::StringRef Pattern, const CallExpr *Call,
                            llvm::StringRef Token, const ASTContext &Context) {
  std::string Out;
  while (!Pattern.empty()) {
    size_t At = Pattern.find("${");
    Out += Pattern.substr(0, At).str();
    if (At == llvm::StringRef::npos)
      break;
    Pattern = Pattern.drop_front(At + 2);
    llvm::StringRef Name = Pattern.substr(0, Pattern.find('}'));
    Pattern = Pattern.drop_front(std::min(Name.size() + 1, Pattern.size()));
    std::string Text;
    unsigned Number = 0;
    if (Name == "token") {
      Text = Token.str();
    } else if (Name == "this") {
      if (const auto *M = dyn_cast<CXXMemberCallExpr>(Call))
        Text =
            textOf(M->getImplicitObjectArgument()->getSourceRange(), Context);
    } else if (!Name.getAsInteger(10, Number)) {
      auto Args = model::writtenArgs(Call);
      if (Number < Args.size())
        Text = textOf(Args[Number]->getSourceRange(), Context);
    }
    if (Text.empty())
      return "";
    Out += Text;
  }
  return Out;
}

llvm::SmallVector<FixItHint, 2> rewriteCall(const CallExpr *Call,
                                            const SiblingUse &Use,
                                            const Candidate &C,
                                            const ASTContext &Context) {
  llvm::SmallVector<FixItHint, 2> None;
  if (!Use || !Use.Exact || !C.Usable ||
      !canEdit(Call->getSourceRange(), Context))
    return None;
  const model::Sibling &S = *Use.Entry;
  std::string Token = C.Text;
  if (Use.Takes)
    Token = spelledFor(C, Use.Takes->getType(), Context);
  if (Token.empty())
    return None;
  if (!S.Rewrite.empty()) {
    std::string Text = filledIn(S.Rewrite, Call, Token, Context);
    if (Text.empty())
      return None;
    return {FixItHint::CreateReplacement(Call->getSourceRange(), Text)};
  }
  if (!Use.Callee)
    return None;
  llvm::SmallVector<FixItHint, 2> Out;
  const Expr *Named = Call->getCallee()->IgnoreParenImpCasts();
  if (!S.OnToken.empty()) {
    bool Arrow = C.Use.mayBeNull();
    Out.push_back(FixItHint::CreateReplacement(
        Named->getSourceRange(), C.Text + (Arrow ? "->" : ".") + S.OnToken));
    return Out;
  }
  if (!S.Renamed.empty())
    Out.push_back(
        FixItHint::CreateReplacement(Named->getSourceRange(), S.Renamed));
  else if (!S.Method.empty()) {
    const auto *M = dyn_cast<MemberExpr>(Named);
    if (!M)
      return None;
    Out.push_back(FixItHint::CreateReplacement(M->getMemberLoc(), S.Method));
  }
  if (!Use.Takes)
    return None;
  auto Args = model::writtenArgs(Call);
  while (!Args.empty() && isa<CXXDefaultArgExpr>(Args.back()))
    Args.pop_back();
  unsigned Index = Use.Takes->getFunctionScopeIndex();
  if (Index > Args.size())
    return None; // defaults in between
  if (Index < Args.size())
    Out.push_back(
        FixItHint::CreateInsertion(Args[Index]->getBeginLoc(), Token + ", "));
  else
    Out.push_back(FixItHint::CreateInsertion(
        Call->getRParenLoc(), (Args.empty() ? "" : ", ") + Token));
  return Out;
}

} // namespace ctx::analysis
