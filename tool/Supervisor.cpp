//===- Supervisor.cpp -----------------------------------------------------===//

#include "Supervisor.h"
#include "Files.h"
#include "Processes.h"
#include "ResultFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <csignal>
#include <deque>
#include <thread>

using namespace llvm;
using Clock = std::chrono::steady_clock;

namespace ctx::tool {
namespace {

/// A worker that parses next to nothing takes longer than this to start.
constexpr auto PollEvery = std::chrono::milliseconds(3);
/// One translation unit of a large code base takes about so much.
constexpr uint64_t MegabytesPerWorker = 1024;

/// What sys::Wait() says of a program that did not get as far as its main().
constexpr int NotRun = -1;

/// One running worker.
struct Worker {
  size_t Job;
  sys::ProcessInfo Process;
  Clock::time_point Start, Deadline;
  bool Late = false; ///< killed for its deadline
};

class Supervisor {
public:
  Supervisor(const std::vector<const TuJob *> &Jobs, const Limits &L,
             function_ref<void(size_t, TuResult &)> Done)
      : Jobs(Jobs), L(L), Done(Done),
        Program(sys::fs::getMainExecutable(nullptr, (void *)&superviseAll)) {
    Out.Results.resize(Jobs.size());
  }

  Supervised run() {
    if (Folder.failure())
      return refuseAll("no folder for temporary files: " +
                       Folder.failure().message());
    StopSignals Signals;
    for (size_t I = 0; I != Jobs.size(); ++I) {
      // What needs no compiler needs no process.
      if (Jobs[I]->Cmd.Kind == Command::Ready)
        Waiting.push_back(I);
      else
        end(I, runTu(*Jobs[I]));
    }
    runWaiting(std::max(1u, L.Width), L.Megabytes);
    Waiting.swap(Again);
    for (size_t Job : Waiting)
      if (Jobs[Job]->Preamble.File.empty()) // else it was not the memory
        Out.Retried.push_back(Jobs[Job]->Cmd.File);
    Retrying = true;
    runWaiting(1, 0);
    return std::move(Out);
  }

private:
  Supervised refuseAll(const std::string &Why) {
    for (size_t I = 0; I != Jobs.size(); ++I)
      fail(I, Why);
    return std::move(Out);
  }

  void runWaiting(unsigned Width, unsigned Megabytes) {
    while (!Waiting.empty() || !Running.empty()) {
      if (StopSignals::asked())
        return stop();
      while (Running.size() < Width && !Waiting.empty()) {
        start(Waiting.front(), Megabytes);
        Waiting.pop_front();
      }
      if (!reap())
        std::this_thread::sleep_for(PollEvery);
    }
  }

  void start(size_t Job, unsigned Megabytes) {
    std::string In = file(Job, "job"), Result = file(Job, "result"),
                Log = file(Job, "log");
    std::string Text;
    TuJob J = *Jobs[Job];
    if (Retrying)
      J.Preamble = {};
    raw_string_ostream(Text) << toJson(J);
    if (Error E = writeOutput(In, Text))
      return fail(Job, "cannot hand it to a worker: " + toString(std::move(E)));
    std::string Why;
    bool Failed = false;
    std::optional<StringRef> Streams[] = {StringRef(""), StringRef(""),
                                          StringRef(Log)};
    sys::ProcessInfo P = sys::ExecuteNoWait(
        Program, {Program, "--work", In, Result},
        ArrayRef<StringRef>(Environment), Streams, Megabytes, &Why, &Failed);
    if (Failed || P.Pid == sys::ProcessInfo::InvalidPid)
      return fail(Job, "cannot start a worker: " + Why);
    Clock::time_point Now = Clock::now();
    Running.push_back({Job, P, Now, Now + std::chrono::seconds(L.Seconds)});
  }

  /// Takes what has ended and ends what is late. \returns true if a worker did.
  bool reap() {
    bool Any = false;
    for (size_t I = 0; I < Running.size();) {
      Worker &W = Running[I];
      std::string Why;
      sys::ProcessInfo Now = sys::Wait(W.Process, 0, &Why, nullptr, true);
      if (Now.Pid == sys::ProcessInfo::InvalidPid || Now.Pid == 0) {
        if (L.Seconds && !W.Late && Clock::now() >= W.Deadline) {
          W.Late = true;
          kill(W);
        }
        ++I;
        continue;
      }
      Worker Ended = W;
      Running.erase(Running.begin() + I);
      Out.Alive +=
          std::chrono::duration<double>(Clock::now() - Ended.Start).count();
      take(Ended, Now.ReturnCode, Why);
      Any = true;
    }
    return Any;
  }

  void take(const Worker &W, int Code, const std::string &Why) {
    std::string Log = file(W.Job, "log");
    // What went wrong on a preamble may go well without.
    bool MayHelp = !Retrying && !Jobs[W.Job]->Preamble.File.empty();
    if (Code != 0 && MayHelp) {
      Again.push_back(W.Job);
    } else if (W.Late) {
      fail(W.Job, "took longer than " + std::to_string(L.Seconds) + " s");
    } else if (Code == 0) {
      read(W.Job);
    } else {
      std::string Said = lastWords(Log);
      bool Memory = StringRef(Said).contains("out of memory") ||
                    StringRef(Why).starts_with("Killed") ||
                    (L.Megabytes && cannotBegin(Code, Said));
      if (Memory && !Retrying)
        Again.push_back(W.Job);
      else if (StringRef(Said).contains("out of memory"))
        fail(W.Job, "out of memory");
      else if (Code == NotRun)
        fail(W.Job,
             "its worker could not start" + (Said.empty() ? "" : ": " + Said));
      else if (Code > 0)
        fail(W.Job, Said.empty() ? "its worker gave up with exit code " +
                                       std::to_string(Code)
                                 : Said);
      else
        fail(W.Job, "the compiler crashed (" + (Why.empty() ? "?" : Why) + ")" +
                        (Said.empty() ? "" : ": " + Said));
    }
    for (StringRef Kind : {"job", "result", "log"})
      sys::fs::remove(file(W.Job, Kind));
  }

  /// True if a worker may have ended for want of memory before it could say so:
  /// it was not loaded, or could not have a thread.
  static bool cannotBegin(int Code, StringRef Said) {
    return Code == NotRun || (Code < 0 && Said.empty()) ||
           Said.contains("pthread_create failed");
  }

  void read(size_t Job) {
    auto Buffer = readRegularFile(file(Job, "result"));
    if (!Buffer)
      return fail(Job,
                  "its result cannot be read: " + Buffer.getError().message());
    auto Value = json::parse((*Buffer)->getBuffer());
    if (!Value)
      return fail(Job,
                  "its result cannot be read: " + toString(Value.takeError()));
    auto Result = resultFromJson(*Value);
    if (!Result)
      return fail(Job,
                  "its result cannot be read: " + toString(Result.takeError()));
    end(Job, std::move(*Result));
  }

  /// What a dying worker says of itself: the line that names the reason.
  static std::string lastWords(StringRef Log) {
    auto Buffer = readRegularFile(Log, 1 << 20);
    if (!Buffer)
      return "";
    StringRef Text = (*Buffer)->getBuffer();
    while (!Text.empty()) {
      StringRef Line;
      std::tie(Line, Text) = Text.split('\n');
      for (StringRef Head :
           {"LLVM ERROR: ", "fatal error: ", "ctx-tidy: error: ",
            "error while loading shared libraries: "}) {
        size_t At = Line.find(Head);
        if (At != StringRef::npos)
          return escapeControls(Line.drop_front(At + Head.size()).trim());
      }
    }
    return "";
  }

  void fail(size_t Job, const std::string &Why) {
    TuResult R;
    R.Main = Jobs[Job]->Cmd.File;
    R.Why = Why;
    end(Job, std::move(R));
  }

  void end(size_t Job, TuResult R) {
    Out.Results[Job] = std::move(R);
    Done(Job, Out.Results[Job]);
  }

  static void kill(const Worker &W) { ::kill(W.Process.Pid, SIGKILL); }

  /// The user's stop: no worker is left, what is open is named.
  void stop() {
    Out.Signal = StopSignals::asked();
    for (const Worker &W : Running) {
      kill(W);
      sys::Wait(W.Process, std::nullopt);
      fail(W.Job, "interrupted");
    }
    for (const std::deque<size_t> &Open : {Waiting, Again})
      for (size_t Job : Open)
        fail(Job, "interrupted");
    Running.clear();
    Waiting.clear();
    Again.clear();
  }

  std::string file(size_t Job, StringRef Kind) const {
    return Folder.file(Twine(Job) + "." + Kind);
  }

  const std::vector<const TuJob *> &Jobs;
  const Limits L;
  function_ref<void(size_t, TuResult &)> Done;
  const std::string Program;
  const std::vector<StringRef> Environment = workerEnvironment();
  WorkFolder Folder;
  std::deque<size_t> Waiting, Again;
  std::vector<Worker> Running;
  bool Retrying = false;
  Supervised Out;
};

/// Memory that new programs could get, in megabytes; 0 if that is unknown.
uint64_t availableMegabytes() {
  auto Buffer = MemoryBuffer::getFileAsStream("/proc/meminfo");
  if (!Buffer)
    return 0;
  StringRef Text = (*Buffer)->getBuffer();
  size_t At = Text.find("MemAvailable:");
  uint64_t Kilobytes = 0;
  if (At == StringRef::npos || Text.drop_front(At + strlen("MemAvailable:"))
                                   .ltrim()
                                   .consumeInteger(10, Kilobytes))
    return 0;
  return Kilobytes / 1024;
}

} // namespace

Supervised superviseAll(const std::vector<const TuJob *> &Jobs, const Limits &L,
                        function_ref<void(size_t, TuResult &)> Done) {
  return Supervisor(Jobs, L, Done).run();
}

unsigned defaultWidth() {
  unsigned Processors = std::max(1u, std::thread::hardware_concurrency());
  uint64_t Megabytes = availableMegabytes();
  if (!Megabytes)
    return Processors;
  return unsigned(
      std::clamp<uint64_t>(Megabytes / MegabytesPerWorker, 1, Processors));
}

} // namespace ctx::tool
