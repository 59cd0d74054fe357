//===- RefusedFlags.cpp ---------------------------------------------------===//

#include "RefusedFlags.h"
#include "Command.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/DiagnosticOptions.h"
#include "clang/Basic/TargetInfo.h"
#include "clang/Driver/CreateInvocationFromArgs.h"
#include "clang/Frontend/CompilerInvocation.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <mutex>

using namespace llvm;
using namespace clang;

namespace ctx::tool {
namespace {

/// True if clang takes a command with these flags.
bool takes(ArrayRef<std::string> Target, ArrayRef<Flag> Flags,
           const std::vector<bool> &Without) {
  std::vector<const char *> Line = {compilerProgram().c_str(),
                                    "--no-default-config", "-w"};
  for (const std::string &T : Target)
    Line.push_back(T.c_str());
  for (size_t I = 0; I != Flags.size(); ++I)
    if (!Without[I])
      for (const std::string &Part : Flags[I])
        Line.push_back(Part.c_str());
  for (const char *Part : {"-fsyntax-only", "-x", "c++", "--", "x.cpp"})
    Line.push_back(Part);

  DiagnosticOptions Options;
  IgnoringDiagConsumer Silent;
  auto Diags = llvm::makeIntrusiveRefCnt<DiagnosticsEngine>(
      DiagnosticIDs::create(), Options, &Silent, /*ShouldOwnClient=*/false);
  CreateInvocationOptions How;
  How.Diags = Diags;
  std::unique_ptr<CompilerInvocation> Made =
      createInvocation(Line, std::move(How));
  if (!Made || Diags->hasErrorOccurred())
    return false;
  // The name of a processor is looked at here only.
  IntrusiveRefCntPtr<TargetInfo> Info(
      TargetInfo::CreateTargetInfo(*Diags, Made->getTargetOpts()));
  return Info && !Diags->hasErrorOccurred();
}

std::vector<bool> judge(ArrayRef<Flag> Flags, ArrayRef<std::string> Target) {
  const std::vector<bool> All(Flags.size(), true);
  std::vector<bool> Refused(Flags.size());
  if (takes(Target, Flags, Refused))
    return Refused;
  for (size_t I = 0; I != Flags.size(); ++I) {
    std::vector<bool> Others = All;
    Others[I] = false;
    Refused[I] = !takes(Target, Flags, Others);
  }
  // Each is right for itself, but they do not go together.
  return takes(Target, Flags, Refused) ? Refused : All;
}

} // namespace

bool mayBeRefused(const Flag &F) {
  StringRef Name = F.front();
  return Name.starts_with("-m") || Name.starts_with("-f") ||
         Name.starts_with("-std=") || Name.starts_with("--std=") ||
         Name.starts_with("-stdlib=");
}

std::vector<bool> refusedFlags(ArrayRef<Flag> Flags,
                               ArrayRef<std::string> Target) {
  if (Flags.empty())
    return {};
  using Key = std::pair<std::vector<Flag>, std::vector<std::string>>;
  static std::mutex Mutex;
  static std::map<Key, std::vector<bool>> Known;
  std::lock_guard<std::mutex> Lock(Mutex);
  auto Slot = Known.try_emplace(Key(Flags.vec(), Target.vec()));
  if (Slot.second)
    Slot.first->second = judge(Flags, Target);
  return Slot.first->second;
}

std::string nearestStandard(StringRef Std) {
  if (Std.starts_with("c++"))
    return "c++2c";
  return Std.starts_with("gnu++") ? "gnu++2c" : "";
}

} // namespace ctx::tool
