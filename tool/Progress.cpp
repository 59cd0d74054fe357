//===- Progress.cpp -------------------------------------------------------===//

#include "Progress.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace ctx::tool {

/// A terminal is brought up to date so often, a log gets a line so often.
static constexpr auto TerminalEvery = std::chrono::milliseconds(100);
static constexpr auto LogEvery = std::chrono::seconds(30);

Progress::Progress(size_t Total, bool Quiet)
    : Total(Total), Quiet(Quiet),
      Terminal(sys::Process::StandardErrIsDisplayed()), Start(Clock::now()),
      Last(Start) {}

Progress::~Progress() {
  if (Terminal && !Quiet)
    errs() << "\r\x1b[K";
}

void Progress::ended(const TuResult &R) {
  ++Done;
  Findings += R.Findings.size();
  Failed += R.Status == TuStatus::Failed || R.Status == TuStatus::Incomplete;
  Clock::time_point Now = Clock::now();
  auto Every =
      Terminal ? Clock::duration(TerminalEvery) : Clock::duration(LogEvery);
  bool Due = Now - Last >= Every || (Terminal && Done == Total);
  if (Quiet || !Due)
    return;
  Last = Now;
  std::string Line = line(Done, Total, Findings, Failed,
                          std::chrono::duration<double>(Now - Start).count());
  if (Terminal)
    errs() << "\r" << Line << "\x1b[K";
  else
    errs() << "ctx-tidy: " << Line << "\n";
}

std::string Progress::line(size_t Done, size_t Total, size_t Findings,
                           size_t Failed, double Seconds) {
  std::string Out = formatv("[{0}/{1}] {2} finding{3}", Done, Total, Findings,
                            Findings == 1 ? "" : "s");
  if (Failed)
    Out += formatv(", {0} failed", Failed);
  if (Done && Done < Total) {
    auto Left = uint64_t(Seconds / Done * (Total - Done) + 0.5);
    Out += formatv(", eta {0}:{1}{2}", Left / 60, Left % 60 < 10 ? "0" : "",
                   Left % 60);
  }
  return Out;
}

} // namespace ctx::tool
