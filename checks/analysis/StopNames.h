//===- StopNames.h - what names say of stopping -----------------*- C++ -*-===//
//
// Whoever writes a context of his own calls its parts as everybody does. These
// are guesses, for suggestions that people review; no check may ask them.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_ANALYSIS_STOPNAMES_H
#define CTX_TIDY_ANALYSIS_STOPNAMES_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>

namespace ctx::analysis {

/// How surely a name says something.
enum class Sure : uint8_t {
  No,
  Maybe, ///< "stopped", "running": of a service or a clock as well
  Yes    ///< "cancelled", "stop requested", "should abort"
};

/// What a name asks.
struct AskedName {
  Sure Asks = Sure::No;
  bool StopWhen = true; ///< false: "running", "should continue"
};

/// Whether \p Name, of something that is true or false, asks for a request to
/// stop.
AskedName asksToStop(llvm::StringRef Name);
/// Whether \p Name, of a function without a result, looks for such a request
/// and throws.
Sure throwsOnStop(llvm::StringRef Name);
/// Whether \p Name, of a function, makes such a request.
Sure requestsStop(llvm::StringRef Name);
/// Whether \p Name takes such a request back.
Sure takesStopBack(llvm::StringRef Name);

/// What the name of a class says: "token", "source", "context", "error" (an
/// exception that means cancelled); "" for nothing.
llvm::StringRef classHint(llvm::StringRef Name);

/// True for what a context without a parent is called; \p Placeholder if it is
/// one that says "to be decided".
bool namesRoot(llvm::StringRef Name, bool &Placeholder);
/// The role of a function called \p Name that makes one context of another:
/// "derive", "derive_deadline", "derive_value"; "" for any other name.
llvm::StringRef namesDerive(llvm::StringRef Name);
/// True if \p Name says that it hands out a token.
bool namesToken(llvm::StringRef Name);
/// True for a deadline; a timeout is none.
bool namesDeadline(llvm::StringRef Name);
/// True if \p Name is that of a getter (or a setter, if \p Sets) of values.
bool namesValue(llvm::StringRef Name, bool Sets);
/// True for a template that is a pointer or an optional by its name.
bool namesPointer(llvm::StringRef Name);

} // namespace ctx::analysis

#endif // CTX_TIDY_ANALYSIS_STOPNAMES_H
