//===- Coverage.cpp -------------------------------------------------------===//

#include "Coverage.h"
#include "clang-tidy/GlobList.h"
#include "core/CheckRegistry.h"

using namespace llvm;

namespace ctx::tool {

bool Coverage::ran(const std::string &File, const std::string &Check,
                   unsigned First, unsigned Last) const {
  if (!Ran.count(Check))
    return false;
  if (auto Here = Off.find(File);
      Here != Off.end() && Here->second.count(Check))
    return false;
  // Sorted by file and line.
  for (auto I = Open.lower_bound({File, First, ""});
       I != Open.end() && I->File == File && I->Line <= Last; ++I)
    if (I->Check == Check)
      return false;
  return true;
}

bool Coverage::ranAll(const std::string &File, StringRef Glob, unsigned First,
                      unsigned Last) const {
  clang::tidy::GlobList Names(Glob);
  bool Any = false;
  for (const CheckEntry &E : allChecks())
    if (Names.contains(E.Info->Id)) {
      Any = true;
      if (!ran(File, E.Info->Id, First, Last))
        return false;
    }
  return Any;
}

Coverage coverageOf(const std::vector<TuResult> &Results,
                    std::set<std::string> Ran, bool Whole) {
  Coverage Out;
  Out.Ran = std::move(Ran);
  for (const TuResult &R : Results) {
    if (!R.Off.empty())
      for (const auto &File : R.Read)
        Out.Off[File.first].insert(R.Off.begin(), R.Off.end());
    if (!Whole)
      for (const facts::Fact &F : R.Facts)
        if (!F.File.empty())
          Out.Open.insert({F.File, F.Line, F.Check});
  }
  return Out;
}

} // namespace ctx::tool
