//===- Remarks.cpp --------------------------------------------------------===//

#include "Remarks.h"
#include "../compat/Compat.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace ctx::analysis {

/// Where the comment of \p Line begins, npos if it has none. Quotes are skipped
/// so that "http://" is not one.
static size_t commentIn(llvm::StringRef Line) {
  char Quote = 0;
  for (size_t I = 0; I + 1 < Line.size(); ++I) {
    char C = Line[I];
    if (Quote) {
      if (C == '\\')
        ++I;
      else if (C == Quote)
        Quote = 0;
    } else if (C == '"' || (C == '\'' && !(I && llvm::isAlnum(Line[I - 1])))) {
      Quote = C;
    } else if (C == '/' && (Line[I + 1] == '/' || Line[I + 1] == '*')) {
      return I;
    }
  }
  return llvm::StringRef::npos;
}

static bool anyComment(SourceLocation At, const SourceManager &Sources,
                       llvm::function_ref<bool(llvm::StringRef)> Says) {
  At = Sources.getFileLoc(At);
  if (At.isInvalid())
    return false;
  bool Invalid = false;
  llvm::StringRef Text = Sources.getBufferData(Sources.getFileID(At), &Invalid);
  if (Invalid)
    return false;
  unsigned Offset = Sources.getFileOffset(At);
  size_t Begin = Text.take_front(Offset).rfind('\n') + 1; // 0 without one
  llvm::StringRef Line =
      Text.substr(Begin).take_until([](char C) { return C == '\n'; });
  size_t Comment = commentIn(Line);
  if (Comment != llvm::StringRef::npos && Says(Line.substr(Comment)))
    return true;
  // The comment above, however many lines it has.
  while (Begin) {
    llvm::StringRef Before = Text.take_front(Begin - 1);
    Begin = Before.rfind('\n') + 1;
    Line = Before.substr(Begin).trim();
    if (!compat::startsWith(Line, "//") && !compat::startsWith(Line, "/*"))
      return false;
    if (Says(Line))
      return true;
  }
  return false;
}

/// True if \p Comment is about how a variable is kept: "TODO: may be static".
static bool isAboutStorage(llvm::StringRef Comment) {
  llvm::SmallVector<llvm::StringRef, 16> Words;
  llvm::SplitString(Comment, Words, " \t\r\n.,;:()[]'`\"*/!?");
  return llvm::any_of(Words, [](llvm::StringRef Word) {
    return Word == "static" || Word == "thread_local" || Word == "constexpr";
  });
}

bool isMarkedUndecided(SourceLocation At, const SourceManager &Sources) {
  return anyComment(At, Sources, [](llvm::StringRef Comment) {
    if (isAboutStorage(Comment))
      return false;
    // `// todo(ann): ...`, but not a word of that name in a sentence.
    llvm::StringRef Begin = Comment.ltrim("/*! \t");
    for (llvm::StringRef Word : {"todo", "fixme"})
      if (compat::startsWith(Begin, Word)) {
        llvm::StringRef Rest = Begin.substr(Word.size());
        if (compat::startsWith(Rest, ":") || compat::startsWith(Rest, "("))
          return true;
      }
    for (llvm::StringRef Word : {"TODO", "FIXME"}) {
      size_t Found = Comment.find(Word);
      while (Found != llvm::StringRef::npos) {
        size_t End = Found + Word.size();
        if ((!Found || !llvm::isAlnum(Comment[Found - 1])) &&
            (End == Comment.size() || !llvm::isAlnum(Comment[End])))
          return true;
        Found = Comment.find(Word, End);
      }
    }
    return false;
  });
}

/// The comment that ends right above the line which starts at \p Begin of
/// \p Text, whole; empty if there is none.
static llvm::StringRef commentAbove(llvm::StringRef Text, size_t Begin) {
  llvm::StringRef Before = Text.take_front(Begin).rtrim(" \t");
  if (!compat::endsWith(Before, "\n"))
    return "";
  Before = Before.drop_back().rtrim(" \t\r");
  if (compat::endsWith(Before, "*/")) {
    size_t Start = Before.rfind("/*");
    return Start == llvm::StringRef::npos ? "" : Before.substr(Start);
  }
  size_t Start = Before.size();
  while (Start) {
    size_t Line = Before.take_front(Start).rfind('\n') + 1; // 0 without one
    if (!compat::startsWith(Before.slice(Line, Start).ltrim(), "//"))
      break;
    Start = Line ? Line - 1 : 0;
  }
  return Before.substr(Start);
}

bool saysLeftOut(SourceLocation At, llvm::StringRef Name,
                 const SourceManager &Sources) {
  auto Says = [&](llvm::StringRef Comment) {
    static const llvm::StringRef Not[] = {
        "not", "no", "never", "cannot", "without", "instead", "t"};
    bool Named = false, Negated = false;
    llvm::SmallVector<llvm::StringRef, 16> Words;
    llvm::SplitString(Comment, Words, " \t\r\n.,;:()[]'`\"*/!?");
    for (llvm::StringRef Word : Words) {
      Named |= Word == Name;
      Negated |= llvm::is_contained(Not, llvm::StringRef(Word.lower()));
    }
    return Named && Negated;
  };
  At = Sources.getFileLoc(At);
  bool Invalid = At.isInvalid();
  llvm::StringRef Text =
      Invalid ? "" : Sources.getBufferData(Sources.getFileID(At), &Invalid);
  if (Invalid)
    return false;
  size_t Begin = Text.take_front(Sources.getFileOffset(At)).rfind('\n') + 1;
  llvm::StringRef Line =
      Text.substr(Begin).take_until([](char C) { return C == '\n'; });
  size_t Comment = commentIn(Line);
  return (Comment != llvm::StringRef::npos && Says(Line.substr(Comment))) ||
         Says(commentAbove(Text, Begin));
}

bool isGeneratedText(SourceLocation At, const SourceManager &Sources) {
  bool Invalid = false;
  llvm::StringRef Text = Sources.getBufferData(
      Sources.getFileID(Sources.getFileLoc(At)), &Invalid);
  for (unsigned Line = 0; !Invalid && Line != 20 && !Text.empty(); ++Line) {
    auto Split = Text.split('\n');
    std::string Lower = Split.first.lower();
    if (llvm::StringRef(Lower).contains("generated by") ||
        llvm::StringRef(Lower).contains("do not edit"))
      return true;
    Text = Split.second;
  }
  return false;
}

} // namespace ctx::analysis
