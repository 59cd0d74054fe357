//===- Plugins.h - which clang-tidy loads which plugin ----------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_PLUGINS_H
#define CTX_TIDY_TOOL_PLUGINS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace ctx::tool {

/// A plugin, by what it says of itself.
struct PluginFile {
  std::string Path;
  std::string Version; ///< of ctx-tidy: "0.1.0"
  unsigned Major = 0;  ///< of the clang-tidy that it is built for
};

/// A clang-tidy.
struct TidyProgram {
  std::string Name;    ///< as it is called
  std::string Version; ///< "14.0.6"
  unsigned Major = 0;
};

/// Reads what the plugin \p Path says of itself. An error if it cannot be read
/// or is no plugin of ours.
llvm::Expected<PluginFile> readPlugin(llvm::StringRef Path);

/// Plugins where a build or an installation of this program puts them.
std::vector<PluginFile> findPlugins();

/// Asks the program \p Name for its version.
llvm::Expected<TidyProgram> askProgram(llvm::StringRef Name);

/// The names under which a clang-tidy may be on the PATH, and is.
std::vector<std::string> findPrograms();

/// Has \p T load \p P. \returns how many of our checks it lists then; an error
/// with what it says if it cannot.
llvm::Expected<unsigned> tryPlugin(const TidyProgram &T, const PluginFile &P);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_PLUGINS_H
