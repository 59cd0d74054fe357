//===- TaskScoped.h - does an object end with its request? ------*- C++ -*-===//
//
// An object that ends with the request (an options struct, an awaiter, a
// reactor, a guard) may hold the request's context; one that goes on may not.
// The language does not say which is which, so four sources are asked:
//
//   shape     what the class is by its members and bases (sure)
//   name      its head noun (a convention)
//   evidence  what the code does with the class (sure, but only in this TU)
//   uses      how its objects are made in this TU
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_TASKSCOPED_H
#define CTX_TIDY_ANALYSIS_TASKSCOPED_H

#include "../model/RoleIndex.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ParentMap.h"
#include "llvm/ADT/DenseMap.h"
#include <string>
#include <vector>

namespace ctx::analysis {

/// What the name of a class says about its lifetime.
enum class NameSays : uint8_t { Nothing, TaskScoped, LongLived };

/// The nouns that decide, lower case.
struct LifetimeWords {
  std::vector<std::string> TaskScoped; ///< "request", "options", "reactor"
  std::vector<std::string> LongLived;  ///< "service", "cache", "registry"
};

/// What the name of \p R says. The last word that is in a list decides, because
/// that is the head noun: a ServerCall is a call, a CallManager a manager.
/// Behind a long-lived one nothing but "Impl" and the like may follow: a
/// ServiceHelper is something else. A class whose own name says nothing
/// ("Impl") takes its enclosing class's word.
NameSays nameSays(const clang::CXXRecordDecl *R, const LifetimeWords &Words);

/// True if the shape of \p R shows that its objects live as long as one
/// operation, whatever they are called: awaiters, coroutine promises, senders,
/// receivers, operation states, RAII guards, closures, local classes, contexts
/// and other role types themselves, classes derived from one that matches
/// \p TaskScopedBases (regular expressions on qualified names), and everything
/// nested in such a class.
bool hasTaskScopedShape(const clang::CXXRecordDecl *R,
                        const model::RoleIndex &Roles,
                        llvm::ArrayRef<std::string> TaskScopedBases);

/// Weaker than hasTaskScopedShape(): \p R looks like a callback object (a call
/// operator and no other operation) or an operation that keeps itself alive
/// (enable_shared_from_this).
bool looksLikeOneOperation(const clang::CXXRecordDecl *R);

/// The member function that shows that one object of \p R serves many requests:
/// the library calls it with a context, so the object was there before it. Null
/// if there is none.
const clang::CXXMethodDecl *servesRequests(const clang::CXXRecordDecl *R,
                                           const model::RoleIndex &Roles);

/// True if the qualified name of \p R matches one of \p Patterns (extended
/// regular expressions; a wrong one matches nothing).
bool nameMatches(const clang::NamedDecl *R,
                 llvm::ArrayRef<std::string> Patterns);

/// True if an object of type \p T, or an element of the container \p T, is a
/// unique pointer: who holds it owns what it points at.
bool isUniquelyOwned(clang::QualType T);

/// The class that stands for \p R: the pattern of a template, the canonical
/// declaration of others.
const clang::CXXRecordDecl *patternOf(const clang::CXXRecordDecl *R);

/// How the objects of a class are made in this TU.
struct MadeHow {
  unsigned Automatic = 0; ///< locals and temporaries that nothing else keeps
  unsigned Other = 0;     ///< new, make_unique, elements, members, statics, ...
  const clang::VarDecl *Static = nullptr; ///< an object with static storage

  /// True if objects are made here, and all of them end with a block.
  bool onlyAutomatic() const { return Automatic && !Other; }
};

/// Counts how objects of certain classes are made. Feed it the functions, data
/// members and variables of the TU, then ask.
class ObjectCensus {
public:
  /// Objects of \p R are counted from now on.
  void watch(const clang::CXXRecordDecl *R) { Made[patternOf(R)]; }
  bool empty() const { return Made.empty(); }

  /// Counts what \p F makes; \p Parents are those of its body. Locals of main
  /// live as long as the program and count as Other.
  void addFunction(const clang::FunctionDecl *F,
                   const clang::ParentMap &Parents);
  void addField(const clang::FieldDecl *F);
  /// \p V has static or thread storage.
  void addStatic(const clang::VarDecl *V);

  MadeHow of(const clang::CXXRecordDecl *R) const;

private:
  MadeHow *find(clang::QualType T);
  void addMentioned(clang::QualType T);
  void addStmt(const clang::FunctionDecl *F, const clang::Stmt *S,
               const clang::ParentMap &Parents);

  llvm::DenseMap<const clang::CXXRecordDecl *, MadeHow> Made;
};

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_TASKSCOPED_H
