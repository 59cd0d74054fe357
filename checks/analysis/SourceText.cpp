//===- SourceText.cpp -----------------------------------------------------===//

#include "SourceText.h"
#include "../compat/Compat.h"
#include "clang/Lex/Lexer.h"
#include "llvm/Support/GlobPattern.h"

using namespace clang;

namespace ctx::analysis {

//===----------------------------------------------------------------------===//
// NOLINT
//===----------------------------------------------------------------------===//

/// What one line says about a check.
struct LintWords {
  bool Here = false, NextLine = false, Begin = false, End = false;
};

static bool globMatches(llvm::StringRef Glob, llvm::StringRef Id) {
  auto Pattern = llvm::GlobPattern::create(Glob);
  if (!Pattern) {
    llvm::consumeError(Pattern.takeError());
    return false;
  }
  return Pattern->match(Id);
}

/// True if the list in "NOLINT(a,b-*,-c)" holds \p Id; the last match decides.
static bool listHolds(llvm::StringRef List, llvm::StringRef Id) {
  bool Holds = false;
  llvm::SmallVector<llvm::StringRef, 4> Globs;
  List.split(Globs, ',');
  for (llvm::StringRef Glob : Globs) {
    Glob = Glob.trim();
    bool Without = Glob.consume_front("-");
    if (globMatches(Glob, Id))
      Holds = !Without;
  }
  return Holds;
}

static LintWords lintWords(llvm::StringRef Line, llvm::StringRef Id) {
  LintWords Words;
  for (size_t At = Line.find("NOLINT"); At != llvm::StringRef::npos;
       At = Line.find("NOLINT", At + 1)) {
    llvm::StringRef Rest = Line.drop_front(At + strlen("NOLINT"));
    bool *Which = &Words.Here;
    if (Rest.consume_front("NEXTLINE"))
      Which = &Words.NextLine;
    else if (Rest.consume_front("BEGIN"))
      Which = &Words.Begin;
    else if (Rest.consume_front("END"))
      Which = &Words.End;
    if (Rest.consume_front("(") && Rest.find(')') != llvm::StringRef::npos)
      *Which |= listHolds(Rest.take_until([](char C) { return C == ')'; }), Id);
    else
      *Which = true;
  }
  return Words;
}

bool isSilenced(SourceLocation At, llvm::StringRef CheckId,
                const SourceManager &SM) {
  auto Spot = SM.getDecomposedLoc(At);
  bool Invalid = false;
  llvm::StringRef Text = SM.getBufferData(Spot.first, &Invalid);
  if (Invalid)
    return false;
  unsigned Wanted = Text.take_front(Spot.second).count('\n');
  int Open = 0;
  bool Next = false;
  for (unsigned Line = 0; Line <= Wanted; ++Line) {
    llvm::StringRef Rest;
    std::tie(Text, Rest) = Text.split('\n');
    LintWords Words = lintWords(Text, CheckId);
    if (Words.End)
      --Open;
    if (Line == Wanted)
      return Words.Here || Next || Open > 0 || Words.Begin;
    if (Words.Begin)
      ++Open;
    Next = Words.NextLine;
    Text = Rest;
  }
  return false;
}

//===----------------------------------------------------------------------===//
// FileLayout
//===----------------------------------------------------------------------===//

FileLayout::FileLayout(FileID File, const SourceManager &SM,
                       const LangOptions &Lang) {
  bool Invalid = false;
  Text = SM.getBufferData(File, &Invalid);
  if (Invalid)
    return;
  Lexer Raw(SM.getLocForStartOfFile(File), Lang, Text.begin(), Text.begin(),
            Text.end());
  Raw.SetCommentRetentionState(true);
  llvm::SmallVector<unsigned, 8> OpenBranches; // indices into Branches
  unsigned Depth = 0;
  Token T;
  bool More = true;
  auto Next = [&] {
    More = !Raw.LexFromRawLexer(T) || T.isNot(tok::eof);
    return More && T.isNot(tok::eof);
  };
  auto BeginOf = [&](const Token &Of) {
    return SM.getFileOffset(Of.getLocation());
  };
  auto Open = [&](unsigned If, unsigned From) {
    OpenBranches.push_back(Branches.size());
    Branches.push_back({If, From, unsigned(Text.size())});
  };
  bool Have = Next();
  while (Have) {
    unsigned Begin = BeginOf(T);
    if (T.is(tok::comment)) {
      Comments.push_back({Begin, Begin + T.getLength()});
      Have = Next();
      continue;
    }
    if (T.is(tok::hash) && T.isAtStartOfLine()) {
      // A whole directive; what it names counts, what it nests does not.
      llvm::StringRef Name;
      unsigned End = Begin + 1;
      while ((Have = Next()) && !T.isAtStartOfLine()) {
        if (T.is(tok::raw_identifier)) {
          if (Name.empty())
            Name = T.getRawIdentifier();
          Identifiers.insert(T.getRawIdentifier());
        }
        if (T.isNot(tok::comment))
          End = BeginOf(T) + T.getLength();
      }
      Words.push_back({Begin, End, Depth, false, true});
      if (compat::startsWith(Name, "if")) {
        Ifs.push_back(Begin);
        Open(Ifs.size() - 1, End);
      } else if ((compat::startsWith(Name, "el") || Name == "endif") &&
                 !OpenBranches.empty()) {
        Branch &Last = Branches[OpenBranches.pop_back_val()];
        Last.End = Begin;
        if (Name != "endif")
          Open(Last.If, End);
      }
      continue;
    }
    bool Identifier = T.is(tok::raw_identifier);
    if (Identifier)
      Identifiers.insert(T.getRawIdentifier());
    Words.push_back({Begin, Begin + T.getLength(), Depth, Identifier,
                     T.isOneOf(tok::semi, tok::l_brace, tok::r_brace)});
    if (T.is(tok::l_brace))
      ++Depth;
    else if (T.is(tok::r_brace) && Depth)
      --Depth;
    Have = Next();
  }
}

bool FileLayout::hasIdentifier(llvm::StringRef Name) const {
  return Identifiers.count(Name);
}

llvm::SmallVector<unsigned, 4> FileLayout::around(unsigned Offset) const {
  llvm::SmallVector<unsigned, 4> Out;
  for (unsigned B = 0; B != Branches.size(); ++B)
    if (Branches[B].Begin <= Offset && Offset < Branches[B].End)
      Out.push_back(B);
  return Out;
}

bool FileLayout::compiledWith(unsigned From, unsigned To) const {
  auto Outer = around(From), Inner = around(To);
  return llvm::all_of(Outer,
                      [&](unsigned B) { return llvm::is_contained(Inner, B); });
}

unsigned FileLayout::lineStart(unsigned Offset) const {
  while (Offset && Text[Offset - 1] != '\n')
    --Offset;
  return Offset;
}

unsigned FileLayout::depthAt(unsigned Offset) const {
  for (const Word &W : Words)
    if (W.Begin >= Offset)
      return W.Depth;
  return 0;
}

FileLayout::Place FileLayout::placeAt(unsigned Offset) const {
  Place P;
  unsigned Line = lineStart(Offset);
  llvm::StringRef Before = Text.slice(Line, Offset);
  if (!Before.trim().empty()) {
    P.Offset = Offset;
    return P;
  }
  P.OwnLine = true;
  P.Indent = Before.str();
  P.Offset = Line;
  // The comment right above belongs to what is below it, unless it opens the
  // file: then it is about the file.
  for (size_t I = Comments.size(); I-- > 0;) {
    const Comment &C = Comments[I];
    if (C.End > P.Offset)
      continue;
    llvm::StringRef Between = Text.slice(C.End, P.Offset);
    unsigned First = lineStart(C.Begin);
    if (!Between.trim().empty() || Between.count('\n') > 1 ||
        !Text.slice(First, C.Begin).trim().empty())
      break;
    if (First == 0) {
      P.Offset = Line;
      break;
    }
    P.Offset = First;
  }
  return P;
}

/// True for what may come before the beginning that clang gives a declaration.
static bool beginsDeclaration(llvm::StringRef Word) {
  static const llvm::StringRef Known[] = {
      "template",  "extern",  "static",        "inline",     "[",
      "constexpr", "alignas", "__attribute__", "__declspec", "export"};
  return llvm::is_contained(Known, Word);
}

std::optional<FileLayout::Place>
FileLayout::before(unsigned Decl, llvm::ArrayRef<unsigned> Uses) const {
  // Clang's declarations begin after their attributes, and after a macro that
  // stands for one.
  unsigned First = Decl;
  size_t At = 0;
  while (At != Words.size() && Words[At].Begin < Decl)
    ++At;
  unsigned Line = lineStart(Decl);
  while (At-- > 0 && !Words[At].Boundary) {
    llvm::StringRef Spelled = Text.slice(Words[At].Begin, Words[At].End);
    if (Words[At].Begin >= Line || beginsDeclaration(Spelled))
      First = Words[At].Begin;
  }
  Place P = placeAt(First);
  // A comment may lie outside the #if that the declaration is in.
  for (unsigned B : around(P.Offset)) {
    if (llvm::all_of(Uses, [&](unsigned Use) {
          return Branches[B].Begin <= Use && Use < Branches[B].End;
        }))
      continue;
    unsigned If = Ifs[Branches[B].If];
    if (depthAt(If) != depthAt(First))
      return std::nullopt;
    return placeAt(lineStart(If));
  }
  return P;
}

} // namespace ctx::analysis
