//===- Comments.cpp -------------------------------------------------------===//

#include "Comments.h"
#include "clang/Basic/LangOptions.h"
#include "clang/Lex/Lexer.h"

using namespace llvm;

namespace ctx::tool {

std::map<size_t, size_t> commentsOf(StringRef Text) {
  clang::LangOptions Language;
  Language.CPlusPlus = Language.CPlusPlus11 = Language.CPlusPlus14 =
      Language.CPlusPlus17 = Language.CPlusPlus20 = Language.LineComment =
          Language.RawStringLiterals = true;
  clang::Lexer Lex(clang::SourceLocation(), Language, Text.begin(),
                   Text.begin(), Text.end());
  Lex.SetCommentRetentionState(true);
  std::map<size_t, size_t> Out;
  clang::Token T;
  do {
    Lex.LexFromRawLexer(T);
    size_t End = Lex.getBufferLocation() - Text.begin();
    if (T.is(clang::tok::comment))
      Out[End - T.getLength()] = End;
  } while (T.isNot(clang::tok::eof));
  return Out;
}

} // namespace ctx::tool
