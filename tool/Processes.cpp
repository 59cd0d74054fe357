//===- Processes.cpp ------------------------------------------------------===//

#include "Processes.h"
#include "Temporary.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <csignal>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

using namespace llvm;

namespace ctx::tool {

static volatile std::sig_atomic_t Asked = 0;
extern "C" {
static void askToStop(int Signal) { Asked = Signal; }
}

static constexpr int Signals[] = {SIGINT, SIGTERM, SIGHUP};

StopSignals::StopSignals() {
  Asked = 0;
  for (size_t I = 0; I != std::size(Signals); ++I)
    Before[I] = std::signal(Signals[I], askToStop);
}

StopSignals::~StopSignals() {
  for (size_t I = 0; I != std::size(Signals); ++I)
    std::signal(Signals[I], Before[I]);
}

int StopSignals::asked() { return Asked; }

WorkFolder::WorkFolder() { Failure = createTemporaryFolder("ctx-tidy", Path); }

WorkFolder::~WorkFolder() {
  if (!Failure)
    sys::fs::remove_directories(Path);
}

std::string WorkFolder::file(const Twine &Name) const {
  SmallString<128> P(Path);
  sys::path::append(P, Name);
  return P.str().str();
}

std::vector<StringRef> workerEnvironment() {
  std::vector<StringRef> Environment;
  for (char **E = environ; *E; ++E)
    Environment.push_back(*E);
  if (none_of(Environment,
              [](StringRef E) { return E.starts_with("GLIBC_TUNABLES="); }))
    Environment.push_back("GLIBC_TUNABLES=glibc.malloc.hugetlb=1");
  return Environment;
}

bool endWithParent() {
#ifdef __linux__
  pid_t Parent = ::getppid();
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  return ::getppid() == Parent;
#else
  return true;
#endif
}

} // namespace ctx::tool
