//===- HeaderUnits.cpp ----------------------------------------------------===//

#include "HeaderUnits.h"
#include "Files.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
namespace path = llvm::sys::path;

namespace ctx::tool {
namespace {

/// Sources that are larger are not looked into.
constexpr uint64_t MaxSourceBytes = 64 << 20;

/// How many folders \p A and \p B have in common, from the root.
size_t nearness(StringRef A, StringRef B) {
  A = path::parent_path(A);
  B = path::parent_path(B);
  size_t N = 0;
  for (auto I = path::begin(A), J = path::begin(B);
       I != path::end(A) && J != path::end(B) && *I == *J; ++I, ++J)
    ++N;
  return N;
}

/// The file that the directive \p Line includes, as written; "" if it is none.
StringRef included(StringRef Line) {
  Line = Line.ltrim();
  if (!Line.consume_front("#"))
    return "";
  Line = Line.ltrim();
  if (!Line.consume_front("include"))
    return "";
  Line = Line.ltrim();
  if (!Line.consume_front("\"") && !Line.consume_front("<"))
    return "";
  return Line.take_until([](char C) { return C == '"' || C == '>'; });
}

/// True if \p Source seems to include \p Header: by a name that it ends with.
bool seemsToInclude(StringRef Source, StringRef Header) {
  auto Buffer = readRegularFile(Source, MaxSourceBytes);
  if (!Buffer)
    return false;
  StringRef Text = (*Buffer)->getBuffer(), Line;
  while (!Text.empty()) {
    std::tie(Line, Text) = Text.split('\n');
    StringRef Name = included(Line);
    while (Name.consume_front("../") || Name.consume_front("./"))
      ;
    if (!Name.empty() && Header.ends_with(("/" + Name).str()))
      return true;
  }
  return false;
}

/// The usable commands of \p All, the nearest to \p Header first.
std::vector<const Command *> byNearness(ArrayRef<Command> All,
                                        StringRef Header) {
  std::vector<std::pair<size_t, const Command *>> Order;
  for (const Command &C : All)
    if (C.Kind == Command::Ready)
      Order.push_back({nearness(C.File, Header), &C});
  llvm::sort(Order, [](const auto &A, const auto &B) {
    if (A.first != B.first)
      return A.first > B.first;
    return std::tie(A.second->File, A.second->Flags) <
           std::tie(B.second->File, B.second->Flags);
  });
  std::vector<const Command *> Out;
  for (const auto &O : Order)
    Out.push_back(O.second);
  return Out;
}

HeaderUnit unitFor(const std::string &Header, ArrayRef<Command> All) {
  HeaderUnit U;
  U.Header = Header;
  U.Itself.File = Header;
  U.Itself.Directory = path::parent_path(Header).str();
  sys::fs::file_status Status;
  if (sys::fs::status(Header, Status))
    U.Itself.Why = "file not found";
  else if (!sys::fs::is_regular_file(Status))
    U.Itself.Why = "not a regular file";
  else if (std::vector<const Command *> Near = byNearness(All, Header);
           Near.empty()) {
    U.Itself.Why = "the compilation database has no command to borrow for it";
  } else {
    U.Itself = *Near.front();
    U.Itself.File = Header;
    for (const Command *C : Near)
      if (seemsToInclude(C->File, Header)) {
        U.Through = *C;
        return U;
      }
  }
  U.Through = U.Itself;
  return U;
}

} // namespace

std::vector<HeaderUnit> headerUnits(ArrayRef<std::string> Headers,
                                    ArrayRef<Command> All) {
  std::vector<HeaderUnit> Out;
  for (const std::string &H : Headers)
    Out.push_back(unitFor(H, All));
  return Out;
}

void keepThose(std::vector<Finding> &Findings, ArrayRef<HeaderUnit> Units) {
  llvm::erase_if(Findings, [&](const Finding &F) {
    return none_of(
        Units, [&](const HeaderUnit &U) { return U.Header == F.Main.File; });
  });
}

bool missed(const HeaderUnit &U, const TuResult &R) {
  return U.Through.File != U.Itself.File && !R.Read.count(U.Header);
}

} // namespace ctx::tool
