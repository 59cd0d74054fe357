//===- TuServices.h - what the checks of one TU share -----------*- C++ -*-===//
//
// The role index, the control-flow graphs, the fact sink. All checks that run
// in one ClangTidyContext share one object; it forgets a TU when the TU ends.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_CORE_TUSERVICES_H
#define CTX_TIDY_CORE_TUSERVICES_H

#include "../analysis/OptOut.h"
#include "../facts/Facts.h"
#include "../model/RoleIndex.h"
#include "../model/VocabularyReader.h"
#include "clang/AST/ParentMap.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/DenseMap.h"
#include <map>
#include <memory>
#include <set>

namespace ctx {

class Check;

/// Adds the processor time of this thread, in seconds, between its making and
/// its end to an entry of a map; does nothing without a map.
class Stopwatch {
public:
  Stopwatch(std::map<std::string, double> *Sink, const char *Name)
      : Slot(Sink ? &(*Sink)[Name] : nullptr), Start(Slot ? now() : 0) {}
  ~Stopwatch() {
    if (Slot)
      *Slot += now() - Start;
  }
  Stopwatch(const Stopwatch &) = delete;
  Stopwatch &operator=(const Stopwatch &) = delete;

private:
  static double now();
  double *Slot;
  double Start;
};

class TuServices {
public:
  /// The services that belong to \p Key (a ClangTidyContext), made on first
  /// use. They live as long as somebody holds them. Thread-safe.
  static std::shared_ptr<TuServices> of(const void *Key);

  ~TuServices();

  /// Where facts go; null (the plugin) drops them. The host owns it.
  void setFactSink(facts::FactSet *Sink) { Facts = Sink; }
  facts::FactSet *factSink() const { return Facts; }

  /// Where seconds of processor time go, by check id; null keeps none. The host
  /// owns it.
  void setTimes(std::map<std::string, double> *Sink) { Times = Sink; }
  std::map<std::string, double> *times() const { return Times; }

  /// To be called before each translation unit that is compiled, with its
  /// preprocessor: models ask for macros. It has to live as long as the AST.
  void setPreprocessor(clang::Preprocessor *P) { PP = P; }

  /// Sets the user's model files, once per run. Read on first use.
  void setModelFiles(std::vector<std::string> Files);
  /// To be called by a process that analyses one translation unit: what this
  /// one cannot use of the built-in models is not read.
  void readModelsAsNeeded() { AsNeeded = true; }
  /// False if a model file is wrong; see modelErrors().
  bool hasModels() { return ModelFiles.empty() || vocabularies(); }
  /// The vocabularies: built-in and user files. Null if a file is wrong; the
  /// complaints are then in modelErrors().
  std::shared_ptr<const model::VocabularySet> vocabularies();
  llvm::ArrayRef<model::ModelError> modelErrors() const { return Errors; }

  /// The role index of the TU being analysed. With wrong model files it knows
  /// nothing, so every check is silent.
  const model::RoleIndex &roles(clang::ASTContext &Context);

  /// The control-flow graph of \p F, which has a body; null if clang cannot
  /// build one. Implicit destructors are in it, exceptions other than explicit
  /// throws are not.
  const clang::CFG *cfg(const clang::FunctionDecl *F);

  /// Child-to-parent links of the statements of \p F's body, lambda bodies
  /// included. Never asks the ASTContext, whose parent map covers the whole TU.
  const clang::ParentMap &parents(const clang::FunctionDecl *F);

  /// What a function definition is to the checks.
  enum class Definition : uint8_t {
    Foreign, ///< none, or in a system header
    Passed,  ///< the user's, but another declaration stands for it
    Own      ///< to be looked at
  };
  /// Found once for all checks: each of them asks for every function there is.
  Definition definition(const clang::FunctionDecl *F);

  /// True unless nothing that \p F, an own definition, mentions or has at hand
  /// plays a role; analysis/Relevant.h.
  bool touchesRole(const clang::FunctionDecl *F);

  /// The checks of the TU that want to see functions.
  llvm::ArrayRef<Check *> readers() const { return Readers; }
  /// Adds \p C to them. \returns true if it is the first, whose matcher serves
  /// all.
  bool addReader(Check *C);
  /// The same for those that want to see initialisers outside of functions.
  llvm::ArrayRef<Check *> outerReaders() const { return OuterReaders; }
  bool addOuterReader(Check *C);
  /// Takes \p C out of both lists.
  void removeReader(Check *C);

  /// True if a comment `// ctx-tidy: detached because ...` covers the line of
  /// \p At.
  bool isDetached(clang::SourceLocation At, const clang::SourceManager &SM);

  /// Notes that findings of the check \p Id in \p File, as the source manager
  /// calls it, are errors: a model's policy says so.
  void raise(llvm::StringRef Id, llvm::StringRef File) {
    Raised.insert({Id.str(), File.str()});
  }
  /// What raise() was told, of all translation units.
  const std::set<std::pair<std::string, std::string>> &raised() const {
    return Raised;
  }

  /// Drops everything that belongs to the current TU.
  void endTu();

private:
  std::vector<std::string> ModelFiles;
  bool AsNeeded = false;
  bool Loaded = false;
  std::shared_ptr<const model::VocabularySet> Vocabularies;
  std::vector<model::ModelError> Errors;
  clang::Preprocessor *PP = nullptr;
  const clang::ASTContext *Current = nullptr;
  std::unique_ptr<model::RoleIndex> Index;
  std::unique_ptr<analysis::OptOutComments> OptOuts;
  llvm::SmallVector<Check *, 32> Readers, OuterReaders;
  llvm::DenseMap<const clang::FunctionDecl *, Definition> Definitions;
  llvm::DenseMap<const clang::FunctionDecl *, bool> Touching;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<clang::CFG>> Cfgs;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<clang::ParentMap>>
      Parents;
  std::map<std::string, double> *Times = nullptr;
  facts::FactSet *Facts = nullptr;
  std::set<std::pair<std::string, std::string>> Raised;
};

} // namespace ctx

#endif // CTX_TIDY_CORE_TUSERVICES_H
