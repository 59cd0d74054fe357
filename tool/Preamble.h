//===- Preamble.h - the directives on top, parsed beforehand ----*- C++ -*-===//
//
// What a source file includes before its first declaration is parsed once,
// written down as clang writes a precompiled header, and loaded the next time:
// only what a look-up asks for is read. The checks see what they would see
// otherwise, the user's own headers included.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_PREAMBLE_H
#define CTX_TIDY_TOOL_PREAMBLE_H

#include "Finding.h"
#include "TidyHost.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace clang {
class ASTContext;
class CompilerInvocation;
struct PreambleBounds;
} // namespace clang

namespace ctx::tool {

/// How far the directives and comments on top of \p Text reach.
clang::PreambleBounds preambleOf(llvm::StringRef Text);

/// True if a preamble of \p J can come to what parsing all of it comes to.
bool mayHavePreamble(const TuJob &J);

/// Parses the preamble of \p J and writes the file J.Preamble.File.
/// \param Line the compiler's command line. \returns what is to be known of it;
/// Made is false if there is no use in one.
PreambleResult makePreamble(const TuJob &J,
                            const std::vector<std::string> &Line);

/// A preamble that was loaded.
class LoadedPreamble {
public:
  /// Loads \p From for \p Main, the text of the source file. \returns null
  /// unless the one was made for the other, and is whole.
  static std::unique_ptr<LoadedPreamble> load(const PreambleJob &From,
                                              llvm::StringRef Main);
  /// \p Base, and the preamble in it.
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
  mount(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Base) const;
  /// Makes the compiler begin behind the preamble.
  void configure(clang::CompilerInvocation &I) const;
  /// The declarations at top level, of the preamble only if it has any of the
  /// user's.
  std::vector<clang::Decl *> declarations(clang::ASTContext &Context) const;
  /// Every name the preamble mentions is in the table of identifiers, as if it
  /// had been parsed: checks ask there what names are in use.
  void addIdentifiers(clang::ASTContext &Context) const;

private:
  std::unique_ptr<llvm::MemoryBuffer> Buffer;
  llvm::StringRef Precompiled, Names;
  unsigned Size = 0;
  bool EndsLine = false, OwnDecls = false;
};

llvm::json::Value toJson(const PreambleJob &J);
PreambleJob preambleJobFromJson(const llvm::json::Value *V);
llvm::json::Value toJson(const PreambleResult &R);
PreambleResult preambleResultFromJson(const llvm::json::Value *V);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_PREAMBLE_H
