//===- Program.cpp --------------------------------------------------------===//

#include "Program.h"
#include "Files.h"
#include "Temporary.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/Program.h"
#include <unistd.h>

using namespace llvm;

namespace ctx::tool {

static Error wrong(const Twine &What) {
  return createStringError(std::make_error_code(std::errc::invalid_argument),
                           What);
}

static std::error_code emptyFile(StringRef Prefix,
                                 SmallVectorImpl<char> &Path) {
  int FD = -1;
  std::error_code E = createTemporary(Prefix, FD, Path);
  if (!E)
    ::close(FD);
  return E;
}

Expected<std::string> outputOf(StringRef Name, ArrayRef<StringRef> Args,
                               int Fine,
                               std::optional<ArrayRef<StringRef>> Env) {
  ErrorOr<std::string> Program = sys::findProgramByName(Name);
  if (!Program)
    return wrong(Name + " is not installed");
  SmallString<128> Out, Err;
  if (std::error_code E = emptyFile("ctx-out", Out))
    return wrong("no temporary file: " + E.message());
  FileRemover RemoveOut(Out);
  if (std::error_code E = emptyFile("ctx-err", Err))
    return wrong("no temporary file: " + E.message());
  FileRemover RemoveErr(Err);
  SmallVector<StringRef, 16> Line = {*Program};
  Line.append(Args.begin(), Args.end());
  int Code = sys::ExecuteAndWait(*Program, Line, Env,
                                 {StringRef(), Out.str(), Err.str()});
  bool Failed = Code && Code != Fine;
  auto Text = MemoryBuffer::getFile(Failed ? Err : Out);
  StringRef Said = Text ? (*Text)->getBuffer() : StringRef();
  if (Failed)
    return wrong(Said.empty() ? (Name + " failed").str()
                              : escapeControls(Said.split('\n').first));
  return Said.str();
}

} // namespace ctx::tool
