//===- TokenWays.cpp ------------------------------------------------------===//

#include "TokenWays.h"
#include "../compat/Compat.h"
#include "Exprs.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace ctx::analysis {

using model::OpUse;
using model::Role;
using model::RoleIndex;
using model::TypeUse;

/// False if \p Method of \p R returns another type than \p D names.
static bool isResultOf(const NamedDecl *D, const CXXRecordDecl *R,
                       llvm::StringRef Method) {
  const ASTContext &Context = D->getASTContext();
  QualType Named;
  if (const auto *T = dyn_cast<TagDecl>(D))
    Named = compat::typeOf(Context, T);
  else if (const auto *T = dyn_cast<TypedefNameDecl>(D))
    Named = T->getUnderlyingType();
  if (Named.isNull() || !R || !R->hasDefinition())
    return !Named.isNull();
  for (const NamedDecl *Found : R->lookup(&Context.Idents.get(Method)))
    if (const auto *M = dyn_cast<CXXMethodDecl>(Found))
      return Context.hasSameUnqualifiedType(M->getReturnType(), Named);
  return true;
}

std::optional<TokenWay> tokenOf(const TypeUse &Source, const RoleIndex &Roles) {
  for (const auto &[Voc, Op] : Roles.opsPlaying(Role::GetToken)) {
    if (Op->Kind != model::MatchKind::Method || Op->Names.empty() ||
        Op->MinArgs || Op->ResultType.empty() ||
        llvm::none_of(Op->OfTypes, [&, V = Voc](const std::string &Id) {
          return Roles.isType(Source, *V, Id);
        }))
      continue;
    const model::TypeEntry *Token = Roles.typeEntry(*Voc, Op->ResultType);
    if (!Token || Token->Roles.has(Role::Source) || Token->Names.empty())
      continue;
    for (llvm::StringRef Name : Token->Names) {
      Name.consume_front("::");
      if (llvm::any_of(Roles.lookUp(Name), [&, Op = Op](const NamedDecl *D) {
            return isResultOf(D, Source.Bare->getAsCXXRecordDecl(),
                              Op->Names.front());
          }))
        return TokenWay{Voc, Name.str(), Op->ResultType, Op->Names.front()};
    }
  }
  return std::nullopt;
}

bool listenThroughToken(const ObjectUses &Uses, llvm::StringRef Name,
                        const TokenWay &Way, const RoleIndex &Roles,
                        ASTContext &Context,
                        llvm::SmallVectorImpl<FixItHint> &Out) {
  if (Uses.Names.size() != 1)
    return false;
  for (const ObjectUse &U : Uses.Uses) {
    const auto *Call = dyn_cast<CXXMemberCallExpr>(U.E);
    const auto *Callee =
        Call ? dyn_cast<MemberExpr>(Call->getCallee()->IgnoreParens())
             : nullptr;
    if (!Callee || Callee->isArrow() ||
        !canEdit(Call->getSourceRange(), Context))
      return false;
    if (U.Kind == UseKind::Token) {
      // A lambda or thread that the token is given to would ask for its own.
      Out.push_back(FixItHint::CreateReplacement(
          CharSourceRange::getTokenRange(Call->getSourceRange()), Name));
      continue;
    }
    bool Same = llvm::any_of(Roles.ops(Call), [&](const OpUse &Op) {
      return Op.Voc == Way.Voc &&
             llvm::is_contained(Op.Entry->OfTypes, Way.TypeId);
    });
    if (!Same)
      return false;
  }
  return true;
}

std::string tokenOfArgument(const Expr *Arg, const TokenWay &Way,
                            const RoleIndex &Roles, ASTContext &Context) {
  const Expr *E = strip(Arg);
  const char *Access = ".";
  if (const auto *U = dyn_cast<UnaryOperator>(E);
      U && U->getOpcode() == UO_Deref) {
    E = strip(U->getSubExpr());
    Access = "->";
  } else if (const auto *O = dyn_cast<CXXOperatorCallExpr>(E);
             O && O->getOperator() == OO_Star && O->getNumArgs() == 1) {
    E = strip(O->getArg(0));
    Access = "->";
  } else if (!Roles.type(E->getType()).byValue()) {
    return "";
  }
  if (!isa<DeclRefExpr, MemberExpr>(E) ||
      !canEdit(E->getSourceRange(), Context))
    return "";
  return textOf(E->getSourceRange(), Context) + Access + Way.Method + "()";
}

} // namespace ctx::analysis
