//===- TokenSlots.h - where a call could take a token -----------*- C++ -*-===//
//
//   int fetch(int id, std::stop_token st = {});       the callee's own default
//   int fetch(int id);                                an overload with exactly
//   int fetch(int id, std::stop_token st);            one parameter more
//
// Clang cannot bind a call anew once the AST is finished, so the overload set
// is matched by hand, strictly: same name and scope, same parameters in the
// same order but one, and everything that would keep the call from compiling or
// from meaning the same rules the overload out.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_TOKENSLOTS_H
#define CTX_TIDY_ANALYSIS_TOKENSLOTS_H

#include "../model/RoleIndex.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ParentMap.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/DenseMap.h"
#include <optional>

namespace ctx::analysis {

/// A parameter that would take a token, if the call gave one.
struct TokenSlot {
  const clang::FunctionDecl *Function = nullptr; ///< what would be called
  unsigned Index = 0;                            ///< of the parameter, from 0
  model::TypeUse Use;                            ///< of the parameter
  bool Defaulted = false; ///< the callee's own default; else an overload

  const clang::ParmVarDecl *param() const {
    return Function->getParamDecl(Index);
  }
};

/// The function that \p E (a call or construction) goes to, or null.
const clang::FunctionDecl *calleeOf(const clang::Expr *E);

/// True if a default argument \p Default of a parameter that plays \p Use is
/// nothing that could ever be stopped: a root, null, an empty optional, a
/// constant that holds one. False for what asks for the current context.
bool neverStops(const clang::Expr *Default, const model::TypeUse &Use,
                const model::RoleIndex &Roles);

/// The slots of the functions of one translation unit. Answers are remembered.
class TokenSlots {
public:
  explicit TokenSlots(const model::RoleIndex &Roles) : Roles(Roles) {}

  /// True for a type that could be given as a token: it plays token, context or
  /// unified and can be used for more than one call.
  static bool isToken(const model::TypeUse &Use);

  /// True if \p Param, of a function that could be called, takes a token. A
  /// reference by which a token that is passed by value is handed out does not:
  /// `void next(int id, std::stop_token &out)`.
  static bool takesToken(const clang::ParmVarDecl *Param,
                         const model::RoleIndex &Roles);

  /// The parameter of the callee of \p Call that is a token and is left to a
  /// default which never stops. None if several are.
  std::optional<TokenSlot> defaulted(const clang::Expr *Call) const;

  /// The overloads of \p Callee that take one token more, in the order they are
  /// declared. Says nothing about one call: see fits().
  llvm::ArrayRef<TokenSlot> overloads(const clang::FunctionDecl *Callee);

  /// True if \p Call, which stands in \p From, could go to \p Slot, an overload
  /// of its callee: accessible, visible, callable on the object, and with a
  /// result that is as good.
  bool fits(const TokenSlot &Slot, const clang::Expr *Call,
            const clang::FunctionDecl *From,
            const clang::ParentMap &Parents) const;

private:
  const model::RoleIndex &Roles;
  llvm::DenseMap<const clang::FunctionDecl *, llvm::SmallVector<TokenSlot, 1>>
      Overloads;
};

/// The default argument of \p Param as written. Clang counts the `=` of `= {}`
/// in.
std::string defaultText(const clang::ParmVarDecl *Param,
                        const clang::ASTContext &Context);

/// The edit that gives \p Call the argument \p Text at place \p Index, with the
/// defaults before it spelled out. None if it cannot be written: a default that
/// means something else at the call, a macro, no parentheses.
std::optional<clang::FixItHint> addArgument(const clang::Expr *Call,
                                            unsigned Index,
                                            llvm::StringRef Text,
                                            const clang::ASTContext &Context);

/// True if something that the author of \p F wrote in its body names \p D. A
/// coroutine copies its parameters, which is not the author's doing.
bool names(const clang::FunctionDecl *F, const clang::ValueDecl *D);

/// How calls of one function that could take a token do it.
struct TokenTally {
  unsigned Passing = 0;                 ///< calls that are given one
  unsigned All = 0;                     ///< with those that are not
  const clang::Expr *Example = nullptr; ///< the first that is given one
};

/// Adds to \p Tally the calls in the body of \p In, as far as it is in reach:
/// those of \p Takes, which takes the token at \p Index, and those of \p Drops,
/// which is the same function or its overload without. A root is no token.
void countCalls(const clang::FunctionDecl *In, const clang::FunctionDecl *Takes,
                unsigned Index, const clang::FunctionDecl *Drops,
                const model::RoleIndex &Roles, TokenTally &Tally);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_TOKENSLOTS_H
