//===- Portable.cpp -------------------------------------------------------===//

#include "Portable.h"
#include "Files.h"
#include "PathRoot.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

using namespace llvm;
namespace path = llvm::sys::path;

namespace ctx::tool {
namespace {

void changePaths(TuResult &R, function_ref<std::string(StringRef)> To) {
  forEachPath(R, [&](std::string &Path) { Path = To(Path); });
}

} // namespace

std::string pathFrom(StringRef Directory, StringRef Path) {
  auto D = path::begin(Directory), DEnd = path::end(Directory);
  auto P = path::begin(Path), PEnd = path::end(Path);
  while (D != DEnd && P != PEnd && *D == *P)
    ++D, ++P;
  SmallString<256> Out;
  for (; D != DEnd; ++D)
    path::append(Out, "..");
  for (; P != PEnd; ++P)
    path::append(Out, *P);
  return Out.empty() ? "." : Out.str().str();
}

Portable::Portable(ArrayRef<std::string> All) : Roots(All.begin(), All.end()) {
  // All of a file system is nobody's project.
  llvm::erase_if(Roots, [](StringRef R) { return R.size() < 2; });
  llvm::sort(Roots, [](const std::string &A, const std::string &B) {
    return std::make_pair(B.size(), A) < std::make_pair(A.size(), B);
  });
  Roots.erase(std::unique(Roots.begin(), Roots.end()), Roots.end());
}

std::string Portable::path(StringRef Path) const {
  bool Ours =
      any_of(Roots, [&](const std::string &R) { return isBelow(Path, R); });
  return Ours ? pathFrom(workingDirectory(), Path) : Path.str();
}

std::string Portable::text(StringRef Text) const {
  std::string Out;
  while (!Text.empty()) {
    auto Here = find_if(Roots, [&](const std::string &R) {
      StringRef Rest = Text;
      return Rest.consume_front(R) &&
             (Rest.empty() ||
              !(isAlnum(Rest[0]) || is_contained("_-.", Rest[0])));
    });
    if (Here == Roots.end()) {
      Out += Text.front();
      Text = Text.drop_front();
      continue;
    }
    Out += pathFrom(workingDirectory(), *Here);
    Text = Text.drop_front(Here->size());
  }
  return Out;
}

void Portable::make(TuResult &R) const {
  changePaths(R, [&](StringRef P) { return path(P); });
}

std::string localPath(StringRef Path) {
  return Path.empty() ? "" : absolutePath(Path, workingDirectory());
}

void makeLocal(TuResult &R) { changePaths(R, localPath); }

} // namespace ctx::tool
