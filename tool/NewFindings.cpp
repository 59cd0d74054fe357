//===- NewFindings.cpp ----------------------------------------------------===//

#include "NewFindings.h"
#include "Files.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace ctx::tool {

/// Takes out of \p Findings, and their names out of \p Prints, those whose
/// index \p Out says yes to. \returns how many.
static unsigned removeIf(std::vector<Finding> &Findings,
                         std::vector<std::string> &Prints,
                         function_ref<bool(size_t)> Out) {
  size_t Kept = 0;
  for (size_t I = 0; I != Findings.size(); ++I) {
    if (Out(I))
      continue;
    if (Kept != I) {
      Findings[Kept] = std::move(Findings[I]);
      Prints[Kept] = std::move(Prints[I]);
    }
    ++Kept;
  }
  unsigned Removed = Findings.size() - Kept;
  Findings.resize(Kept);
  Prints.resize(Kept);
  return Removed;
}

Error NewFindings::read() {
  if (Error E = readBaseline())
    return E;
  return readChanges();
}

Error NewFindings::readBaseline() {
  if (O.BaselineFile.empty())
    return O.UpdateBaseline == BaselineUpdate::No
               ? Error::success()
               : createStringError("--update-baseline needs --baseline=FILE");
  if (O.UpdateBaseline != BaselineUpdate::No &&
      !sys::fs::exists(O.BaselineFile))
    return Error::success();
  return Baseline::read(O.BaselineFile).moveInto(Known);
}

Error NewFindings::readChanges() {
  if (O.NewFrom.empty())
    return Error::success();
  if (O.UpdateBaseline != BaselineUpdate::No)
    return createStringError("--update-baseline needs all findings, and "
                             "--new-from leaves some out");
  Expected<Changes> Asked = Changes::since(O.NewFrom);
  if (!Asked)
    return createStringError("--new-from: " + toString(Asked.takeError()));
  Changed = std::move(*Asked);
  return Error::success();
}

/// The entries that this run would have shown, were they still there: it read
/// their file to the end, ran their check, and no filter hides the file.
static std::vector<BaselineEntry>
goneFrom(const Baseline &Known, const Joined &J, ArrayRef<std::string> Prints,
         const std::set<std::string> &Ran, NewFindings::FilePredicate Shows) {
  std::set<StringRef> Met(Prints.begin(), Prints.end());
  std::set<std::string> Had, Read;
  for (const BaselineEntry &E : Known.entries())
    Had.insert(E.File);
  for (const auto &File : J.Scope.Read) {
    std::string Name = displayPath(File.first);
    if (Had.count(Name) && Shows(File.first))
      Read.insert(std::move(Name));
  }
  std::vector<BaselineEntry> Gone;
  for (const BaselineEntry &E : Known.entries())
    if (!Met.count(E.Fingerprint) && Ran.count(E.Check) &&
        (Read.count(E.File) ||
         !sys::fs::exists(absolutePath(E.File, workingDirectory()))))
      Gone.push_back(E);
  return Gone;
}

/// --baseline and --update-baseline.
Error NewFindings::compare(Joined &J, std::vector<std::string> &Prints,
                           const std::set<std::string> &Ran, bool Partial,
                           FilePredicate Shows) {
  bool Write = O.UpdateBaseline == BaselineUpdate::All;
  if (!Known) { // --update-baseline makes it
    Known = Baseline::of(J.Findings, Prints);
    Write = true;
  }
  // What was not analysed may hold any of them.
  std::vector<BaselineEntry> Gone;
  if (!Partial && !J.Incomplete && !J.Excused)
    Gone = goneFrom(*Known, J, Prints, Ran, Shows);
  for (const BaselineEntry &E : Gone)
    errs() << "ctx-tidy: " << escapeControls(E.File)
           << ": no longer there, though the baseline has it: "
           << escapeControls(E.Message) << " [" << escapeControls(E.Check)
           << "]\n";
  if (O.UpdateBaseline == BaselineUpdate::All) {
    Baseline Now = Baseline::of(J.Findings, Prints);
    for (const BaselineEntry &E : Now.entries())
      Known->add(E);
  }
  if (O.UpdateBaseline != BaselineUpdate::No)
    for (const BaselineEntry &E : Gone)
      Known->remove(E), Write = true;
  InBaseline = removeIf(J.Findings, Prints,
                        [&](size_t I) { return Known->knows(Prints[I]); });
  return Write ? writeOutput(O.BaselineFile, Known->text()) : Error::success();
}

Error NewFindings::apply(Joined &J, std::vector<std::string> &Prints,
                         const std::set<std::string> &Ran, bool Partial,
                         FilePredicate Shows) {
  // The baseline first: it judges what is gone by all there is.
  Error E = !O.BaselineFile.empty() ? compare(J, Prints, Ran, Partial, Shows)
                                    : Error::success();
  if (Changed)
    Unchanged = removeIf(J.Findings, Prints, [&](size_t I) {
      return !Changed->touch(J.Findings[I], J.Around);
    });
  return E;
}

} // namespace ctx::tool
