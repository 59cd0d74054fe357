//===- Finding.cpp --------------------------------------------------------===//

#include "Finding.h"

namespace ctx::tool {

static auto place(const Message &M) {
  return std::tie(M.File, M.Line, M.Column, M.Offset);
}

static int compareRest(const Message &A, const Message &B) {
  auto KeyA = std::tie(A.File, A.Offset, A.Text, A.Fix);
  auto KeyB = std::tie(B.File, B.Offset, B.Text, B.Fix);
  return KeyA < KeyB ? -1 : KeyB < KeyA;
}

bool operator<(const Finding &A, const Finding &B) {
  auto KeyA = std::tuple_cat(place(A.Main), std::tie(A.Check, A.Main.Text));
  auto KeyB = std::tuple_cat(place(B.Main), std::tie(B.Check, B.Main.Text));
  if (KeyA != KeyB)
    return KeyA < KeyB;
  if (A.Shown != B.Shown)
    return A.Shown < B.Shown;
  // The richer one first: it is the one that is kept.
  if (A.Notes.size() != B.Notes.size())
    return A.Notes.size() > B.Notes.size();
  if (A.Main.Fix.size() != B.Main.Fix.size())
    return A.Main.Fix.size() > B.Main.Fix.size();
  if (int C = compareRest(A.Main, B.Main))
    return C < 0;
  for (size_t I = 0; I != A.Notes.size(); ++I)
    if (int C = compareRest(A.Notes[I], B.Notes[I]))
      return C < 0;
  return false;
}

bool sameFinding(const Finding &A, const Finding &B) {
  return A.Main.File == B.Main.File && A.Main.Offset == B.Main.Offset &&
         A.Check == B.Check && A.Main.Text == B.Main.Text;
}

} // namespace ctx::tool
