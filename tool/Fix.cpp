//===- Fix.cpp ------------------------------------------------------------===//

#include "Fix.h"
#include "Comments.h"
#include "Join.h"
#include "NoLint.h"
#include "Temporary.h"
#include "clang-tidy/GlobList.h"
#include "core/CheckRegistry.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"

using namespace llvm;
namespace fs = llvm::sys::fs;

namespace ctx::tool {
namespace {

/// True if \p A and \p B cannot both be made. Edits that merely touch can; so
/// can two insertions at one place.
bool overlap(const Edit &A, const Edit &B) {
  if (A.Offset > B.Offset)
    return overlap(B, A);
  if (A.Offset == B.Offset)
    return A.Length && B.Length;
  return A.Offset + A.Length > B.Offset;
}

/// The order in which edits are made; insertions at one place stay in the order
/// of their findings.
bool comesBefore(const Edit &A, const Edit &B) {
  return std::make_pair(A.Offset, A.Length != 0) <
         std::make_pair(B.Offset, B.Length != 0);
}

class Planner {
public:
  Planner(const FixScope &Scope, SourceCache &Sources)
      : Scope(Scope), Sources(Sources) {}

  FixPlan plan(const std::vector<Finding> &Findings) {
    for (const Finding &F : Findings) {
      Plan.Why.push_back(refusal(F));
      if (Plan.Why.back().empty())
        take(F);
    }
    for (auto &File : Taken) {
      if (File.second.empty())
        continue;
      StringRef Old = Sources.get(File.first)->text();
      for (Edit &E : File.second)
        E.Text = withLineEndsOf(Old, E.Text);
      Plan.NewText[File.first] = edited(Old, File.second);
    }
    Plan.Edits = std::move(Taken);
    return std::move(Plan);
  }

private:
  std::string refusal(const Finding &F) {
    for (const Edit &E : F.Main.Fix) {
      const std::string &Why = refusalOfFile(E.File);
      if (!Why.empty())
        return Why;
      if (size_t(E.Offset) + E.Length > Sources.get(E.File)->text().size())
        return "it lies beyond the end of the file";
      if (F.Check != UnusedNoLint.Id && takesComment(F, E))
        return "it would take away a comment";
    }
    for (const Edit &E : F.Main.Fix) {
      for (const Edit &Other : F.Main.Fix)
        if (E.File == Other.File && !(E == Other) && overlap(E, Other))
          return "its edits overlap with each other";
      for (const Edit &Other : Taken[E.File])
        if (!(E == Other) && overlap(E, Other))
          return "it overlaps with another fix";
    }
    return "";
  }

  /// True if a comment in what \p E replaces is in nothing that the fix of
  /// \p F, which it is of, writes.
  bool takesComment(const Finding &F, const Edit &E) {
    StringRef Text = Sources.get(E.File)->text();
    StringRef Old = Text.substr(E.Offset, E.Length);
    if (!Old.contains("//") && !Old.contains("/*"))
      return false;
    auto Inserted = Comments.try_emplace(E.File);
    if (Inserted.second)
      Inserted.first->second = commentsOf(Text);
    for (const auto &Comment : Inserted.first->second) {
      if (Comment.first < E.Offset || Comment.second > E.Offset + E.Length)
        continue;
      StringRef Words = Text.slice(Comment.first, Comment.second).trim();
      if (none_of(F.Main.Fix, [&](const Edit &Other) {
            return StringRef(Other.Text).contains(Words);
          }))
        return true;
    }
    return false;
  }

  const std::string &refusalOfFile(const std::string &File) {
    auto Inserted = Files.try_emplace(File);
    if (Inserted.second)
      Inserted.first->second = judge(File);
    return Inserted.first->second;
  }

  std::string judge(const std::string &File) {
    std::string Name = "'" + displayPath(File) + "' ";
    auto Hash = Scope.Read.find(File);
    if (Hash == Scope.Read.end())
      return Name + "is not one of the project's own files";
    if (none_of(Scope.Roots,
                [&](const std::string &R) { return isBelow(File, R); }))
      return Name + "is outside the project";
    if (Scope.Broken.count(File))
      return Name + "is part of a translation unit with compile errors";
    const SourceFile *Source = Sources.get(File);
    if (!Source || contentHash(Source->text()) != Hash->second) {
      Plan.Failed = true;
      return Name + "changed since it was analysed";
    }
    if (isGenerated(File, Source->text()) ||
        (!Scope.BuildFolder.empty() && isBelow(File, Scope.BuildFolder)))
      return Name + "is generated";
    // Asked of the mode, too: nothing is read-only to the superuser.
    auto Mode = fs::getPermissions(File);
    if (!Mode || !(*Mode & fs::all_write) ||
        fs::access(File, fs::AccessMode::Write)) {
      Plan.Failed = true;
      return Name + "is read-only";
    }
    fs::file_status Status;
    if (!fs::status(File, Status) && Status.getLinkCount() > 1)
      Plan.Warnings.push_back(Name + "has several hard links; only this one "
                                     "gets the fix");
    return "";
  }

  void take(const Finding &F) {
    for (const Edit &E : F.Main.Fix) {
      std::vector<Edit> &Edits = Taken[E.File];
      if (!is_contained(Edits, E))
        Edits.insert(upper_bound(Edits, E, comesBefore), E);
    }
  }

  static std::string edited(StringRef Old, ArrayRef<Edit> Edits) {
    std::string Out;
    size_t Done = 0;
    for (const Edit &E : Edits) {
      Out += Old.slice(Done, E.Offset);
      Out += E.Text;
      Done = E.Offset + E.Length;
    }
    Out += Old.substr(Done);
    return Out;
  }

  const FixScope &Scope;
  SourceCache &Sources;
  std::map<std::string, std::map<size_t, size_t>> Comments;
  std::map<std::string, std::string> Files; ///< why each cannot be changed
  std::map<std::string, std::vector<Edit>> Taken;
  FixPlan Plan;
};

} // namespace

std::string withLineEndsOf(StringRef File, StringRef Text) {
  if (!File.substr(0, File.find('\n') + 1).ends_with("\r\n"))
    return Text.str();
  std::string Out;
  for (char C : Text) {
    if (C == '\n' && (Out.empty() || Out.back() != '\r'))
      Out += '\r';
    Out += C;
  }
  return Out;
}

FixWord wordOn(const FixChoice &Choice, StringRef Check) {
  if (!Choice.Checks.empty() &&
      !clang::tidy::GlobList(Choice.Checks).contains(Check))
    return FixWord::NotAsked;
  const CheckEntry *E = findCheck(Check);
  return E && E->Info->UnsafeFixes && !Choice.Unsafe ? FixWord::Unsafe
                                                     : FixWord::Take;
}

void takeAlternatives(std::vector<Finding> &Findings) {
  for (Finding &F : Findings) {
    if (!F.Main.Fix.empty())
      continue;
    auto Offer =
        find_if(F.Notes, [](const Message &N) { return !N.Fix.empty(); });
    if (Offer != F.Notes.end())
      F.Main.Fix = Offer->Fix;
  }
}

FixPlan planFixes(const std::vector<Finding> &Findings, const FixScope &Scope,
                  SourceCache &Sources) {
  return Planner(Scope, Sources).plan(Findings);
}

unsigned movedBy(ArrayRef<Edit> Edits, unsigned Offset) {
  unsigned Now = Offset;
  for (const Edit &E : Edits) {
    if (E.Offset + E.Length <= Offset)
      Now += unsigned(E.Text.size()) - E.Length;
    else if (E.Offset < Offset)
      return Now - (Offset - E.Offset) +
             std::min(Offset - E.Offset, unsigned(E.Text.size()));
  }
  return Now;
}

Error writeFixes(const FixPlan &Plan, const FixScope &Scope,
                 std::set<std::string> &Placed) {
  std::vector<std::string> Targets;
  for (const auto &File : Plan.NewText)
    Targets.push_back(File.first);
  removeLeftovers(Targets);
  AtomicWrites Writes;
  for (const auto &File : Plan.NewText)
    if (Error E = Writes.add(File.first, File.second))
      return E;
  // As late as can be: somebody may have saved the file meanwhile.
  for (const auto &File : Plan.NewText) {
    auto Now = readRegularFile(File.first);
    auto Hash = Scope.Read.find(File.first);
    if (!Now || contentHash((*Now)->getBuffer()) != Hash->second)
      return createStringError(std::make_error_code(std::errc::interrupted),
                               displayPath(File.first) +
                                   ": changed since it was analysed");
  }
  Error E = Writes.commit();
  Placed = Writes.placed();
  return E;
}

} // namespace ctx::tool
