//===- Selector.cpp -------------------------------------------------------===//

#include "Selector.h"
#include "Files.h"
#include "Processes.h"
#include "ResultFile.h"
#include "core/Asks.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

using namespace llvm;
using Clock = std::chrono::steady_clock;

namespace ctx::tool {
namespace {

constexpr auto PollEvery = std::chrono::milliseconds(3);
/// Following the includes of one translation unit takes milliseconds. Who says
/// nothing for so long hangs.
constexpr unsigned SilentSeconds = 60;
/// What a process scans at least: less is done before another one has begun.
constexpr size_t LeastShare = 16;

/// A process that scans its share.
struct Scan {
  std::string In, Out, Log;
  sys::ProcessInfo Process;
  uint64_t Written = 0;
  Clock::time_point Deadline;
  bool Running = false;
};

} // namespace

/// Decides what can be decided without looking, and looks at the rest.
void Selector::lookAt(ArrayRef<size_t> Open) {
  std::vector<size_t> Ready;
  for (Unit &U : Units)
    U.Why = "what came of it before still holds";
  for (size_t I : Open) {
    Units[I].What = Unit::Outside;
    if (Jobs[I].Cmd.Kind != Command::Ready)
      continue;
    Units[I].What = Unit::Parsed;
    if (isKnown(I))
      continue;
    Units[I].Why = "looking through its files ended early";
    Ready.push_back(I);
  }
  if (!Ready.empty())
    scanAll(Ready);
}

/// True if an earlier run tells whether \p Job is to be parsed.
bool Selector::isKnown(size_t Job) {
  Unit &U = Units[Job];
  if (auto Own = Kept.findLook(Jobs[Job])) {
    U.What = Unit::Unneeded;
    U.Before = true;
    for (ScannedFile &F : *Own) {
      std::string Path = F.Path;
      U.Files.push_back(
          &SeenBefore.try_emplace(std::move(Path), std::move(F)).first->second);
    }
    return true;
  }
  // What had a word before an edit has one most of the time, and is waited for.
  if (!Kept.wasParsed(Jobs[Job]))
    return false;
  U.Why = "it was before, and something has changed since";
  return true;
}

void Selector::scanAll(ArrayRef<size_t> Ready) {
  WorkFolder Folder;
  StopSignals Signals;
  if (Folder.failure())
    return;
  size_t Width =
      std::clamp<size_t>(Ready.size() / LeastShare, 1, std::max(1u, L.Width));
  std::string Program =
      sys::fs::getMainExecutable(nullptr, (void *)&asksForDefinitions);
  unsigned Patience =
      L.Seconds ? std::min(L.Seconds, SilentSeconds) : SilentSeconds;
  std::vector<Scan> Scans(Width);
  for (size_t I = 0; I != Width; ++I) {
    Scan &S = Scans[I];
    S.In = Folder.file(Twine(I) + ".jobs");
    S.Out = Folder.file(Twine(I) + ".answers");
    S.Log = Folder.file(Twine(I) + ".log");
    {
      std::error_code EC;
      raw_fd_ostream OS(S.In, EC);
      if (EC)
        continue;
      // Neighbours in a database have headers in common.
      for (size_t At = Ready.size() * I / Width,
                  End = Ready.size() * (I + 1) / Width;
           At != End; ++At)
        OS << Ready[At] << ' ' << toJson(Jobs[Ready[At]]) << '\n';
      OS.close();
      bool Whole = !OS.has_error();
      OS.clear_error();
      if (!Whole) // these are parsed, then
        continue;
    }
    std::optional<StringRef> Streams[] = {StringRef(""), StringRef(""),
                                          StringRef(S.Log)};
    bool Failed = false;
    S.Process = sys::ExecuteNoWait(Program, {Program, "--scan", S.In, S.Out},
                                   std::nullopt, Streams, L.Megabytes, nullptr,
                                   &Failed);
    S.Running = !Failed && S.Process.Pid != sys::ProcessInfo::InvalidPid;
    S.Deadline = Clock::now() + std::chrono::seconds(Patience);
  }
  while (any_of(Scans, [](const Scan &S) { return S.Running; })) {
    bool Ended = false;
    for (Scan &S : Scans) {
      if (!S.Running)
        continue;
      sys::ProcessInfo Now = sys::Wait(S.Process, 0, nullptr, nullptr, true);
      if (Now.Pid != sys::ProcessInfo::InvalidPid && Now.Pid != 0) {
        S.Running = false;
        Ended = true;
        continue;
      }
      uint64_t Size = 0;
      if (!sys::fs::file_size(S.Out, Size) && Size != S.Written) {
        S.Written = Size;
        S.Deadline = Clock::now() + std::chrono::seconds(Patience);
      }
      if (StopSignals::asked() || Clock::now() >= S.Deadline)
        ::kill(S.Process.Pid, SIGKILL);
    }
    if (!Ended)
      std::this_thread::sleep_for(PollEvery);
  }
  Signal = StopSignals::asked();
  for (const Scan &S : Scans)
    take(S.Out);
}

/// Takes the lines of one process, one by one: they are many. A line that is
/// cut off, and what would have come behind it, is not there.
void Selector::take(StringRef Answers) {
  std::ifstream In(Answers.str(), std::ios::binary);
  ScanReader Reader;
  Scanned.emplace_back();
  std::map<size_t, std::unique_ptr<ScannedFile>> &Files = Scanned.back();
  std::string Line;
  while (std::getline(In, Line) && !In.eof()) {
    Expected<ScanLine> Read = Reader.read(Line);
    if (!Read)
      return consumeError(Read.takeError());
    if (Read->File) {
      // Once more with definitions: it may be pointed to.
      std::unique_ptr<ScannedFile> &Slot = Files[Read->File->Index];
      if (!Slot)
        Slot = std::make_unique<ScannedFile>();
      *Slot = std::move(*Read->File);
    }
    if (Read->Answer && Read->Answer->Job < Units.size())
      take(std::move(*Read->Answer), Files);
  }
}

void Selector::take(
    ScanAnswer A, const std::map<size_t, std::unique_ptr<ScannedFile>> &Files) {
  Unit &U = Units[A.Job];
  U.Why = std::move(A.Why);
  U.File = std::move(A.File);
  U.Line = A.Line;
  if (A.Needed)
    return;
  for (size_t I : A.Files) {
    auto File = Files.find(I);
    if (File == Files.end())
      return;
    U.Files.push_back(File->second.get());
  }
  U.What = Unit::Unneeded;
  Kept.storeLook(Jobs[A.Job], A.Asked, U.Files);
}

std::vector<TuResult> Selector::run(std::vector<TuResult> Out,
                                    ArrayRef<size_t> Open, Parse Parse) {
  Units.resize(Jobs.size());
  lookAt(Open);
  if (Signal) {
    for (size_t I : Open) {
      Out[I].Main = Jobs[I].Cmd.File;
      Out[I].Why = "interrupted";
    }
    return Out;
  }
  std::vector<size_t> Next;
  for (size_t I : Open)
    if (Units[I].What != Unit::Unneeded)
      Next.push_back(I);
  do {
    std::vector<TuResult> Results = Parse(Next);
    for (size_t I = 0; I != Next.size(); ++I)
      Out[Next[I]] = std::move(Results[I]);
    if (StopSignals::asked())
      break;
    Next = askedFor(Out);
  } while (!Next.empty());
  for (size_t I : Open)
    if (Units[I].What == Unit::Unneeded)
      Out[I] = unneeded(I);
  return Out;
}

std::vector<std::pair<size_t, std::string>>
Selector::readersOf(ArrayRef<std::string> Files, std::vector<TuJob> Jobs,
                    const Limits &L, ResultCache &Kept, int &Signal) {
  std::vector<size_t> Ready;
  for (size_t I = 0; I != Jobs.size(); ++I) {
    Jobs[I].Readers = Files;
    Jobs[I].Record = false; // another question's answer is not for later
    if (Jobs[I].Cmd.Kind == Command::Ready)
      Ready.push_back(I);
  }
  Selector S(Jobs, L, Kept, /*AllFiles=*/false);
  S.Units.resize(Jobs.size());
  if (!Ready.empty())
    S.scanAll(Ready);
  if (S.Signal)
    Signal = S.Signal;
  std::vector<std::pair<size_t, std::string>> Out;
  for (size_t I : Ready)
    if (S.Units[I].What == Unit::Parsed)
      Out.emplace_back(I, S.Units[I].File);
  return Out;
}

bool Selector::mayDefine(const Unit &U, const ScannedFile &F,
                         const std::set<uint32_t> &Keys) {
  const std::vector<uint32_t> *Defined =
      U.Before ? Kept.definitionsIn(F) : &F.Definitions;
  return !Defined ||
         any_of(*Defined, [&](uint32_t K) { return Keys.count(K) != 0; });
}

/// The units that were left out, and may define what conclusions depend on.
std::vector<size_t> Selector::askedFor(const std::vector<TuResult> &Results) {
  std::vector<size_t> Out;
  if (!unparsed())
    return Out;
  facts::FactSet Facts;
  for (const TuResult &R : Results)
    Facts.merge(R.Facts);
  std::set<uint32_t> Keys;
  if (!Facts.empty())
    for (const Asker &A : allAskers()) {
      std::set<uint32_t> More = A.Asks(Facts);
      Keys.insert(More.begin(), More.end());
    }
  if (Keys.empty())
    return Out;
  std::map<const ScannedFile *, bool> Defines;
  for (size_t I = 0; I != Units.size(); ++I) {
    Unit &U = Units[I];
    if (U.What != Unit::Unneeded || !asksForDefinitions(Jobs[I]))
      continue;
    auto At = find_if(U.Files, [&](const ScannedFile *F) {
      auto Inserted = Defines.try_emplace(F);
      if (Inserted.second)
        Inserted.first->second = mayDefine(U, *F, Keys);
      return Inserted.first->second;
    });
    if (At == U.Files.end())
      continue;
    U.What = Unit::Parsed;
    U.Why = "a definition that a chain of calls may go through";
    U.File = (*At)->Path;
    U.Line = 0;
    Out.push_back(I);
  }
  return Out;
}

TuResult Selector::unneeded(size_t Job) {
  TuResult R;
  R.Main = Jobs[Job].Cmd.File;
  R.Status = TuStatus::Analysed;
  for (const ScannedFile *F : Units[Job].Files)
    if (AllFiles || Said.insert(F->Path).second)
      R.Read.emplace(F->Path, F->Hash);
  return R;
}

unsigned Selector::unparsed() const {
  return count_if(Units,
                  [](const Unit &U) { return U.What == Unit::Unneeded; });
}

std::string Selector::why(size_t Job) const {
  const Unit &U = Units[Job];
  std::string Name = displayPath(Jobs[Job].Cmd.File);
  if (U.What == Unit::Outside)
    return Name + ": not parsed: it is not C++, or its command is wrong";
  if (U.What == Unit::Unneeded)
    return Name + ": not parsed: none of the " +
           std::to_string(U.Files.size()) +
           " files of its own mentions a word that a finding could start with";
  std::string Out = Name + ": parsed: " + escapeControls(U.Why);
  if (!U.File.empty())
    Out += " in " + displayPath(U.File);
  if (U.Line)
    Out += ":" + std::to_string(U.Line);
  return Out;
}

} // namespace ctx::tool
