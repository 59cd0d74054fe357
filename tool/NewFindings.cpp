//===- NewFindings.cpp ----------------------------------------------------===//

#include "NewFindings.h"
#include "Files.h"
#include "NoLint.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
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

namespace {

/// Finds the entries of a baseline that are no longer there: a run would have
/// shown them.
class Gone {
public:
  Gone(const Options &O, const Baseline &Known, const Joined &J,
       ArrayRef<std::string> Prints, const Completeness &Run)
      : O(O), Known(Known), J(J), Run(Run), Met(Prints.begin(), Prints.end()) {
    for (const BaselineEntry &E : Known.entries())
      Files[E.File];
    for (const auto &File : J.Scope.Read)
      if (auto Slot = Files.find(displayPath(File.first)); Slot != Files.end())
        Slot->second = File.first;
  }

  std::vector<BaselineEntry> entries() {
    if (Run.Partial || J.Incomplete || J.Excused)
      return {}; // what was not analysed may hold any of them
    if (isElsewhere())
      return {};
    std::vector<BaselineEntry> Out;
    std::vector<std::string> Asked;
    for (const BaselineEntry &E : Known.entries()) {
      if (Met.count(E.Fingerprint) || !isJudged(E))
        continue;
      Out.push_back(E);
      if (const std::string &File = Files[E.File]; !File.empty())
        Asked.push_back(File);
    }
    Asked.erase(std::unique(Asked.begin(), Asked.end()), Asked.end());
    if (Asked.empty())
      return Out;
    const std::set<std::string> Others = Run.Elsewhere(std::move(Asked));
    llvm::erase_if(Out, [&](const BaselineEntry &E) {
      return Others.count(Files[E.File]) != 0;
    });
    return Out;
  }

private:
  bool isThere(const std::string &Name, StringRef Folder) const {
    return sys::fs::exists(absolutePath(Name, Folder));
  }

  /// True if the baseline was made in another folder, as far as its paths tell:
  /// what is not there then says nothing.
  bool isElsewhere() const {
    std::vector<std::string> Missing;
    for (const auto &File : Files)
      if (File.second.empty() && !isThere(File.first, workingDirectory()))
        Missing.push_back(File.first);
    if (Missing.empty())
      return false;
    std::vector<std::string> Folders = {
        sys::path::parent_path(realPath(O.BaselineFile, workingDirectory()))
            .str()};
    for (StringRef Up = sys::path::parent_path(workingDirectory()); !Up.empty();
         Up = sys::path::parent_path(Up))
      Folders.push_back(Up.str());
    for (const std::string &Folder : Folders)
      for (const std::string &Name : Missing)
        if (!sys::path::is_absolute(Name) && isThere(Name, Folder))
          return complainOf(" it seems to be made in " + displayPath(Folder));
    return Missing.size() == Files.size() && complainOf("");
  }

  static bool complainOf(const Twine &Where) {
    errs() << "ctx-tidy: warning: the files of the baseline are not below this "
              "folder;"
           << Where << (Where.isTriviallyEmpty() ? " nothing" : ", nothing")
           << " of it is taken for gone\n";
    return true;
  }

  /// True if the run would have met \p E, as far as its own translation units
  /// tell.
  bool isJudged(const BaselineEntry &E) {
    const std::string &File = Files[E.File];
    if (File.empty())
      return Run.Seen.Ran.count(E.Check) &&
             !isThere(E.File, workingDirectory());
    if (!Run.Shows(File))
      return false;
    return E.Check == UnusedNoLint.Id ? namesAreJudged(E, File)
                                      : Run.Seen.ran(File, E.Check);
  }

  /// Of a comment that was not used: true if every name in its message is
  /// judged.
  bool namesAreJudged(const BaselineEntry &E, const std::string &File) const {
    if (!O.UnusedNoLint)
      return false;
    SmallVector<StringRef, 8> Parts; // 'a', 'b' have ...
    StringRef(E.Message).split(Parts, '\'');
    for (size_t I = 1; I + 1 < Parts.size(); I += 2)
      if (!Run.Seen.ranAll(File, Parts[I]))
        return false;
    return true;
  }

  const Options &O;
  const Baseline &Known;
  const Joined &J;
  const Completeness &Run;
  std::set<StringRef> Met;
  std::map<std::string, std::string> Files; ///< of entries: name to real path
};

} // namespace

/// --baseline and --update-baseline.
Error NewFindings::compare(Joined &J, std::vector<std::string> &Prints,
                           const Completeness &Run) {
  bool Write = O.UpdateBaseline == BaselineUpdate::All;
  if (!Known) { // --update-baseline makes it
    Known = Baseline::of(J.Findings, Prints);
    Write = true;
  }
  const std::vector<BaselineEntry> Out =
      Gone(O, *Known, J, Prints, Run).entries();
  for (const BaselineEntry &E : Out)
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
    for (const BaselineEntry &E : Out)
      Known->remove(E), Write = true;
  InBaseline = removeIf(J.Findings, Prints,
                        [&](size_t I) { return Known->knows(Prints[I]); });
  return Write ? writeOutput(O.BaselineFile, Known->text()) : Error::success();
}

/// What changed in the repository that \p File, which is outside of the working
/// directory's, is in. \returns null after saying once why that is not known,
/// if \p Say.
const Changes *NewFindings::changesAround(const std::string &File, bool Say) {
  const std::string Folder = sys::path::parent_path(File).str();
  for (auto &Known : Further)
    if (Known.second && isBelow(File, Known.second->top()))
      return &*Known.second;
  auto Slot = Further.try_emplace(Folder);
  if (Slot.second) {
    Expected<Changes> Asked = Changes::since(O.NewFrom, Folder);
    if (Asked)
      Slot.first->second = std::move(*Asked);
    else
      Unasked[Folder] = toString(Asked.takeError());
  }
  if (Slot.first->second)
    return &*Slot.first->second;
  if (Say && Said.insert(Folder).second)
    errs() << "ctx-tidy: warning: --new-from: what is in "
           << displayPath(Folder) << " counts as new: " << Unasked[Folder]
           << "\n";
  return nullptr;
}

/// True if \p File on the disk is what was analysed: who merges results may be
/// in another folder, or at another revision.
bool NewFindings::isAsAnalysed(const std::string &File, SourceCache &Sources) {
  auto Slot = AsAnalysed.try_emplace(File, true);
  if (!Slot.second)
    return Slot.first->second;
  const SourceFile *Analysed = Sources.get(File);
  auto Here = readRegularFile(File);
  Slot.first->second =
      Analysed && Here && (*Here)->getBuffer() == Analysed->text();
  if (!Slot.first->second)
    errs() << "ctx-tidy: warning: --new-from: what is in " << displayPath(File)
           << " counts as new: the file is not the one that was analysed\n";
  return Slot.first->second;
}

bool NewFindings::isNew(const Finding &F, const Surroundings &Around,
                        SourceCache &Sources) {
  auto Touches = [&](const Message &M, bool IsMain) {
    if (M.File.empty())
      return false;
    const Changes *Here = &*Changed;
    if (!isBelow(M.File, Changed->top()))
      Here = changesAround(M.File, IsMain);
    // A note may be in a library's header, which nobody versions.
    if (!Here || !isAsAnalysed(M.File, Sources))
      return IsMain || Here;
    return Here != &*Changed && Here->touch(F, Around);
  };
  // The working directory's repository may know of more than files: a folder of
  // another one that differs.
  return Changed->touch(F, Around) || Touches(F.Main, true) ||
         any_of(F.Notes, [&](const Message &N) { return Touches(N, false); });
}

Error NewFindings::apply(Joined &J, std::vector<std::string> &Prints,
                         SourceCache &Sources, const Completeness &Run) {
  // The baseline first: it judges what is gone by all there is.
  Error E =
      !O.BaselineFile.empty() ? compare(J, Prints, Run) : Error::success();
  if (Changed)
    Unchanged = removeIf(J.Findings, Prints, [&](size_t I) {
      return !isNew(J.Findings[I], J.Around, Sources);
    });
  return E;
}

} // namespace ctx::tool
