//===- StandardOutput.cpp -------------------------------------------------===//

#include "StandardOutput.h"
#include "Files.h"
#include "Options.h"
#include "llvm/Support/raw_ostream.h"
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

using namespace llvm;

namespace ctx::tool {

void expectFailingWrites() {
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  // Opened the wrong way, so that writing fails as it does on a closed one.
  for (int FD : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(FD, F_GETFD) < 0 && errno == EBADF)
      ::open("/dev/null", FD == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

Error flushOutput() {
  outs().flush();
  std::error_code EC = outs().error();
  outs().clear_error();
  return EC ? createStringError(EC, "standard output: " + EC.message())
            : Error::success();
}

int endOutput(int Code) {
  Error E = flushOutput();
  if (E) {
    errs() << complaint("cannot write to " + toString(std::move(E))) << "\n";
    Code = Code < Usage ? int(Partial) : Code;
  }
  // Nobody is left to tell.
  errs().clear_error();
  return Code;
}

} // namespace ctx::tool
