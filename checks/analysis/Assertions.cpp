//===- Assertions.cpp -----------------------------------------------------===//

#include "Assertions.h"
#include "CodeKind.h"
#include "Loops.h"
#include "Paths.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace ctx::analysis {

Spellings spellingsOf(llvm::StringRef Text, const LangOptions &Lang) {
  const std::string Buffer = Text.str(); // with a zero behind it
  const char *Begin = Buffer.c_str();
  Lexer Lex(SourceLocation(), Lang, Begin, Begin, Begin + Buffer.size());
  Spellings Out;
  for (Token T;;) {
    Lex.LexFromRawLexer(T);
    if (T.is(tok::eof))
      return Out;
    const char *End = Lex.getBufferLocation();
    Out.emplace_back(End - T.getLength(), End);
  }
}

std::optional<size_t> indexOf(const Spellings &Part, const Spellings &Whole) {
  auto It = std::search(Whole.begin(), Whole.end(), Part.begin(), Part.end());
  if (Part.empty() || It == Whole.end())
    return std::nullopt;
  return It - Whole.begin();
}

bool namesAssertion(llvm::StringRef Name) {
  return hasPhrase(Name, {"assert", "check", "dcheck", "require", "requires",
                          "ensure", "ensures", "expect", "expects", "verify",
                          "dverify", "invariant", "precondition", "assume"});
}

/// What stands in the parentheses of \p Call, `NAME(...)`, if NAME is that of
/// an assertion; nothing otherwise.
static Spellings argumentOf(llvm::StringRef Call, const LangOptions &Lang) {
  Spellings All = spellingsOf(Call, Lang);
  if (All.size() < 4 || All[1] != "(" || All.back() != ")" ||
      !namesAssertion(All[0]))
    return {};
  return Spellings(All.begin() + 2, All.end() - 1);
}

/// `NAME(...)` in front of \p Semicolon, the statement that a macro left when
/// it expanded to nothing; "" if it cannot be told.
static llvm::StringRef vanishedCall(const NullStmt *Semicolon,
                                    const SourceManager &SM) {
  SourceLocation At = Semicolon->getSemiLoc();
  if (!Semicolon->hasLeadingEmptyMacro() || !At.isFileID())
    return "";
  auto [File, Offset] = SM.getDecomposedLoc(At);
  llvm::StringRef Text = SM.getBufferData(File).take_front(Offset).rtrim();
  if (Text.empty() || Text.back() != ')')
    return "";
  size_t Open = Text.size();
  for (int Depth = 0; Open-- != 0;) {
    Depth += Text[Open] == ')' ? 1 : Text[Open] == '(' ? -1 : 0;
    if (Depth == 0)
      break;
    if (Text[Open] == ';' || Text[Open] == '{')
      return ""; // a parenthesis in a string, or no call
  }
  if (Open > Text.size())
    return "";
  size_t Begin = Text.take_front(Open).rtrim().size();
  while (Begin && (llvm::isAlnum(Text[Begin - 1]) || Text[Begin - 1] == '_'))
    --Begin;
  return Text.drop_front(Begin);
}

Assertions::Assertions(const CFG &Graph, const Stmt *Body,
                       const ASTContext &Context) {
  const SourceManager &SM = Context.getSourceManager();
  const LangOptions &Lang = Context.getLangOpts();
  auto Add = [&](Spellings Argument, llvm::ArrayRef<const Stmt *> Parts) {
    for (const Stmt *S : Parts)
      At[S].push_back(All.size());
    All.push_back(std::move(Argument));
  };

  // Where macros are expanded: what of them runs, and whether an argument does.
  struct Expansion {
    CharSourceRange Range;
    llvm::SmallVector<const Stmt *, 4> Parts;
    bool Compiled = false;
  };
  llvm::MapVector<SourceLocation, Expansion> Expanded;
  llvm::SmallVector<const CFGBlock *, 32> Todo{&Graph.getEntry()};
  llvm::SmallPtrSet<const CFGBlock *, 32> Seen{&Graph.getEntry()};
  while (!Todo.empty()) {
    const CFGBlock *B = Todo.pop_back_val();
    for (const CFGElement &Element : *B) {
      auto S = Element.getAs<CFGStmt>();
      if (!S || !S->getStmt()->getBeginLoc().isMacroID())
        continue;
      SourceLocation Begin = S->getStmt()->getBeginLoc();
      Expansion &E = Expanded[SM.getExpansionLoc(Begin)];
      E.Range = SM.getExpansionRange(Begin);
      E.Parts.push_back(S->getStmt());
      E.Compiled |= SM.getFileLoc(Begin) != SM.getExpansionLoc(Begin);
    }
    for (auto Way : Paths::successors(B))
      if (Seen.insert(Way.first).second)
        Todo.push_back(Way.first);
  }
  for (const auto &[Where, E] : Expanded) {
    if (E.Compiled)
      continue;
    Spellings Argument =
        argumentOf(Lexer::getSourceText(E.Range, SM, Lang), Lang);
    if (!Argument.empty())
      Add(std::move(Argument), E.Parts);
  }

  // What expands to nothing is passed on the way to the next statement.
  forEachInFrame(Body, [&](const Stmt *S) {
    const auto *Block = dyn_cast<CompoundStmt>(S);
    if (!Block)
      return true;
    std::vector<Spellings> Passed;
    for (const Stmt *Child : Block->body()) {
      if (const auto *Null = dyn_cast<NullStmt>(Child)) {
        Spellings Argument = argumentOf(vanishedCall(Null, SM), Lang);
        if (!Argument.empty())
          Passed.push_back(std::move(Argument));
        continue;
      }
      if (Passed.empty())
        continue;
      llvm::SmallVector<const Stmt *, 16> Parts;
      forEachInFrame(Child, [&](const Stmt *Part) {
        Parts.push_back(Part);
        return true;
      });
      for (Spellings &Argument : Passed)
        Add(std::move(Argument), Parts);
      Passed.clear();
    }
    return true;
  });
}

bool Assertions::anyAt(const Stmt *S, const Stmt *From,
                       llvm::function_ref<bool(const Spellings &)> Says) const {
  auto Here = At.find(S);
  if (Here == At.end())
    return false;
  auto There = At.find(From);
  return llvm::any_of(Here->second, [&](unsigned Index) {
    // Who comes from the statement behind one has passed it before.
    return !(There != At.end() && llvm::is_contained(There->second, Index)) &&
           Says(All[Index]);
  });
}

} // namespace ctx::analysis
