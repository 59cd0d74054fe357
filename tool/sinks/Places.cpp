//===- Places.cpp ---------------------------------------------------------===//

#include "Places.h"
#include "clang/Basic/CharInfo.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace ctx::tool {

StringRef lineOf(const std::string &File, unsigned Line, SourceCache &Sources) {
  const SourceFile *S = Sources.get(File);
  return S ? S->line(Line) : StringRef();
}

/// The length of \p Text in UTF-16 units; a byte that is not UTF-8 counts one,
/// for that is what it is replaced by.
static unsigned utf16Length(StringRef Text) {
  unsigned Units = 0;
  const auto *Pos = reinterpret_cast<const UTF8 *>(Text.begin());
  const auto *End = reinterpret_cast<const UTF8 *>(Text.end());
  while (Pos != End) {
    unsigned Size =
        isLegalUTF8Sequence(Pos, End) ? getNumBytesForUTF8(*Pos) : 1;
    Units += Size == 4 ? 2 : 1;
    Pos += Size;
  }
  return Units;
}

Place placeAt(const std::string &File, unsigned Offset, SourceCache &Sources) {
  Place P;
  const SourceFile *S = File.empty() ? nullptr : Sources.get(File);
  if (!S)
    return P;
  std::tie(P.Line, P.Column) = S->lineAndColumn(Offset);
  if (P.Column)
    P.Utf16 = utf16Length(S->line(P.Line).take_front(P.Column - 1)) + 1;
  return P;
}

Place placeOf(const Message &M, SourceCache &Sources) {
  Place P = placeAt(M.File, M.Offset, Sources);
  if (P.Line)
    return P;
  return {M.Line, M.Column, M.Column};
}

Place endOf(const Message &M, SourceCache &Sources) {
  const SourceFile *S = M.File.empty() ? nullptr : Sources.get(M.File);
  if (!S || M.Offset > S->text().size())
    return placeOf(M, Sources);
  for (const Range &R : M.Ranges)
    if (R.File == M.File && R.Offset == M.Offset && R.Length)
      return placeAt(M.File, R.Offset + R.Length, Sources);
  StringRef Word = S->text().drop_front(M.Offset).take_while(
      [](char C) { return clang::isAsciiIdentifierContinue(C); });
  return placeAt(M.File, M.Offset + std::max<size_t>(Word.size(), 1), Sources);
}

std::string reportPath(StringRef File) {
  StringRef Root = workingDirectory();
  if (File.size() > Root.size() && isBelow(File, Root)) {
    File = File.drop_front(Root.size());
    File.consume_front("/");
  }
  return json::fixUTF8(File);
}

std::vector<Edit> editsOf(const Finding &F) {
  std::vector<Edit> Out = F.Main.Fix;
  llvm::sort(Out);
  Out.erase(std::unique(Out.begin(), Out.end()), Out.end());
  return Out;
}

StringRef levelOf(const Finding &F) {
  return F.Shown == Level::Error  ? "error"
         : F.Shown == Level::Info ? "note"
                                  : "warning";
}

} // namespace ctx::tool
