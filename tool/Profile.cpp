//===- Profile.cpp --------------------------------------------------------===//

#include "Profile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace ctx::tool {

using Rows = std::vector<std::pair<std::string, double>>;

static void printTable(const Rows &Table, const char *Title, raw_ostream &OS) {
  double Total = 0;
  for (const auto &Row : Table)
    Total += Row.second;
  OS << Title << ":\n";
  auto Print = [&](double Seconds, StringRef What) {
    OS << formatv("  {0,10:F3} s {1,6:F2} %  {2}\n", Seconds,
                  Total ? Seconds / Total * 100 : 0, What);
  };
  for (const auto &Row : Table)
    Print(Row.second, Row.first);
  Print(Total, "in all");
}

void Profile::end(StringRef Phase) {
  Clock::time_point Now = Clock::now();
  double Seconds = std::chrono::duration<double>(Now - Last).count();
  Last = Now;
  auto Known = find_if(Phases, [&](const auto &P) { return P.first == Phase; });
  if (Known != Phases.end())
    Known->second += Seconds;
  else
    Phases.emplace_back(Phase.str(), Seconds);
}

void Profile::workers(unsigned Width, double Clock, double NowAlive) {
  Slots += Width * Clock;
  Alive += NowAlive;
}

void Profile::print(const std::vector<TuResult> &Results,
                    raw_ostream &OS) const {
  std::map<std::string, double> Sum;
  double Worked = 0;
  for (const TuResult &R : Results)
    for (const auto &T : R.Times) {
      Sum[T.first] += T.second;
      Worked += T.second;
    }
  Rows Work(Sum.begin(), Sum.end());
  llvm::sort(Work, [](const auto &A, const auto &B) {
    return std::make_pair(-A.second, A.first) <
           std::make_pair(-B.second, B.first);
  });
  if (Slots) {
    Work.emplace_back("starting processes, results, no processor free",
                      Alive - Worked);
    Work.emplace_back("waiting: nothing left to do for a worker",
                      Slots - Alive);
  }
  printTable(Phases, "time by the clock", OS);
  printTable(Work, "time of the workers: processor time, and what is left", OS);
}

} // namespace ctx::tool
