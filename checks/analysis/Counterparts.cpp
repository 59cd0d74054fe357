//===- Counterparts.cpp ---------------------------------------------------===//

#include "Counterparts.h"
#include "Exprs.h"
#include "TokenSlots.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace ctx::analysis {

using model::ArgSlot;
using model::OpUse;
using model::RoleIndex;
using model::Sibling;
using model::TypeUse;
using model::writtenArgs;

static const FunctionDecl *asFunction(const NamedDecl *D) {
  D = D->getUnderlyingDecl();
  if (const auto *T = dyn_cast<FunctionTemplateDecl>(D))
    return T->getTemplatedDecl();
  return dyn_cast<FunctionDecl>(D);
}

/// Calls \p Visit for the public methods of \p R called \p Name, the nearest
/// class that has any deciding.
static void forEachMethod(const CXXRecordDecl *R, llvm::StringRef Name,
                          llvm::function_ref<void(const FunctionDecl *)> Visit,
                          unsigned Depth = 0) {
  R = R ? R->getDefinition() : nullptr;
  if (!R || Depth > 8)
    return;
  ASTContext &Context = R->getASTContext();
  auto Id = Context.Idents.find(Name);
  if (Id == Context.Idents.end())
    return;
  auto Found = R->lookup(DeclarationName(Id->second));
  for (const NamedDecl *D : Found)
    if (const FunctionDecl *M = asFunction(D))
      if (D->getAccess() == AS_public)
        Visit(M);
  if (!Found.empty())
    return;
  for (const CXXBaseSpecifier &B : R->bases())
    forEachMethod(B.getType()->getAsCXXRecordDecl(), Name, Visit, Depth + 1);
}

/// The parameter of \p M that \p Item gives the token to.
static bool placeToken(const Sibling &Item, const FunctionDecl *M,
                       const RoleIndex &Roles, Counterpart &C) {
  unsigned N = M->getNumParams();
  if (Item.Token) {
    if (!N)
      return false;
    C.Index = Item.Token->Kind == ArgSlot::Last ? N - 1 : Item.Token->Number;
  } else {
    C.Index = 0;
    while (C.Index != N &&
           !TokenSlots::takesToken(M->getParamDecl(C.Index), Roles))
      ++C.Index;
  }
  if (C.Index >= N)
    return false;
  C.Param = M->getParamDecl(C.Index);
  return true;
}

static const CXXRecordDecl *classOfReceiver(const OpUse &Op) {
  const auto *M = dyn_cast<CXXMemberCallExpr>(Op.E);
  return M ? M->getRecordDecl() : nullptr;
}

llvm::SmallVector<Counterpart, 2>
counterparts(const OpUse &Op, llvm::ArrayRef<Candidate> InScope,
             const RoleIndex &Roles) {
  llvm::SmallVector<Counterpart, 2> Out;
  const FunctionDecl *Callee = calleeOf(Op.E);
  unsigned Written = llvm::count_if(writtenArgs(Op.E), [](const Expr *A) {
    return !isa<CXXDefaultArgExpr>(A);
  });
  for (const Sibling &Item : Op.Entry->Siblings) {
    if (Item.Arity && *Item.Arity != Written)
      continue;
    Counterpart C;
    C.Item = &Item;
    auto Consider = [&](const FunctionDecl *M) {
      if (C.Function || M->isDeleted() || M->isDeprecated() ||
          (Callee && M->getCanonicalDecl() == Callee->getCanonicalDecl()) ||
          !placeToken(Item, M, Roles, C))
        return;
      C.Function = M;
    };
    if (!Item.Renamed.empty()) {
      for (const NamedDecl *D :
           Roles.lookUp(llvm::StringRef(Item.Renamed).ltrim(':')))
        if (const FunctionDecl *M = asFunction(D))
          Consider(M);
    } else if (!Item.Method.empty()) {
      forEachMethod(classOfReceiver(Op), Item.Method, Consider);
    } else if (!Item.OverloadType.empty() && Callee) {
      for (const NamedDecl *D :
           Callee->getDeclContext()->getRedeclContext()->lookup(
               Callee->getDeclName()))
        if (const FunctionDecl *M = asFunction(D))
          if (llvm::any_of(M->parameters(), [&](const ParmVarDecl *P) {
                return Roles.isType(Roles.type(P), *Op.Voc, Item.OverloadType);
              }))
            Consider(M);
    } else if (!Item.OnToken.empty()) {
      for (const Candidate &T : InScope)
        forEachMethod(T.Use.Bare->getAsCXXRecordDecl(), Item.OnToken,
                      [&](const FunctionDecl *M) {
                        if (!C.Function)
                          C.Function = M;
                      });
      C.Param = nullptr;
    }
    if (C.Function)
      Out.push_back(C);
  }
  return Out;
}

//===----------------------------------------------------------------------===//
// Edits
//===----------------------------------------------------------------------===//

/// \p Form with `${this}`, `${token}`, `${0}` ... replaced; "" if something is
/// asked for that the call has not.
static std::string fill(llvm::StringRef Form, const OpUse &Op,
                        llvm::StringRef Token, const ASTContext &Context) {
  std::string Out;
  auto Args = writtenArgs(Op.E);
  while (!Form.empty()) {
    size_t At = Form.find("${");
    Out += Form.take_front(At).str();
    if (At == llvm::StringRef::npos)
      break;
    llvm::StringRef Name =
        Form.drop_front(At + 2).take_until([](char C) { return C == '}'; });
    Form = Form.drop_front(std::min(Form.size(), At + 3 + Name.size()));
    unsigned Number;
    std::string Text;
    if (Name == "token")
      Text = Token.str();
    else if (Name == "this")
      Text =
          Op.receiver() ? textOf(Op.receiver()->getSourceRange(), Context) : "";
    else if (!Name.getAsInteger(10, Number) && Number < Args.size() &&
             !isa<CXXDefaultArgExpr>(Args[Number]))
      Text = textOf(Args[Number]->getSourceRange(), Context);
    if (Text.empty())
      return "";
    Out += Text;
  }
  return Out;
}

bool rewriteCall(const OpUse &Op, const Counterpart &C, llvm::StringRef Token,
                 const ASTContext &Context,
                 llvm::SmallVectorImpl<FixItHint> &Fixes) {
  if (!Op.E || !canEdit(Op.E->getSourceRange(), Context))
    return false;
  std::string Form = C.Item->Rewrite;
  if (Form.empty() && !C.Item->OnToken.empty()) {
    Form = "${token}." + C.Item->OnToken + "(";
    auto Args = writtenArgs(Op.E);
    for (unsigned I = 0; I != Args.size(); ++I)
      if (!isa<CXXDefaultArgExpr>(Args[I]))
        Form += (I ? ", ${" : "${") + std::to_string(I) + "}";
    Form += ")";
  }
  if (!Form.empty()) {
    std::string Text = fill(Form, Op, Token, Context);
    if (!Text.empty())
      Fixes.push_back(
          FixItHint::CreateReplacement(Op.E->getSourceRange(), Text));
    return !Text.empty();
  }

  const auto *Call = dyn_cast<CallExpr>(Op.E);
  if (!Call)
    return false;
  const Expr *Named = Call->getCallee()->IgnoreParenImpCasts();
  SourceRange Name;
  std::string With = C.Function->getNameAsString();
  if (const auto *M = dyn_cast<MemberExpr>(Named)) {
    Name = M->getMemberLoc();
  } else if (const auto *R = dyn_cast<DeclRefExpr>(Named)) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    bool Near = Callee &&
                Callee->getDeclContext()->Equals(C.Function->getDeclContext());
    Name = Near ? SourceRange(R->getLocation()) : R->getSourceRange();
    if (!Near)
      With = llvm::StringRef(C.Item->Renamed).ltrim(':').str();
  }
  auto Added = addArgument(Op.E, C.Index, Token, Context);
  if (!Added || With.empty() || !canEdit(Name, Context))
    return false;
  if (textOf(Name, Context) != With)
    Fixes.push_back(FixItHint::CreateReplacement(Name, With));
  Fixes.push_back(*Added);
  return true;
}

} // namespace ctx::analysis
