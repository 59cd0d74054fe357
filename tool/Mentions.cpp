//===- Mentions.cpp -------------------------------------------------------===//

#include "Mentions.h"
#include "facts/Chains.h"
#include "clang/Basic/IdentifierTable.h"
#include "clang/Basic/LangOptions.h"
#include "clang/Basic/TokenKinds.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>

using namespace clang;
using llvm::ArrayRef;
using llvm::StringRef;

namespace ctx::tool {

namespace {

/// A raw token, as far as it matters.
struct Tok {
  tok::TokenKind Kind = tok::unknown;
  uint32_t Name = AnyName; ///< of identifiers and keywords
  uint32_t Line = 0;
  bool InMacro = false; ///< in the text of one
};

const LangOptions &rawLanguage() {
  static const LangOptions Language = [] {
    LangOptions L;
    L.CPlusPlus = L.CPlusPlus11 = L.CPlusPlus14 = L.CPlusPlus17 = true;
    L.CPlusPlus20 = L.LineComment = L.Digraphs = L.RawStringLiterals = true;
    L.CXXOperatorNames = true;
    return L;
  }();
  return Language;
}

} // namespace

NameTable::NameTable() {
  for (const auto &Entry : IdentifierTable(rawLanguage()))
    if (Entry.second->getTokenID() != tok::identifier)
      id(Entry.first());
  Keywords = uint32_t(Names.size());
}

uint32_t NameTable::id(StringRef Name) {
  auto Inserted = Ids.try_emplace(Name, uint32_t(Names.size()));
  if (Inserted.second)
    Names.push_back(Inserted.first->getKey());
  return Inserted.first->second;
}

namespace {

class Reader {
public:
  Reader(StringRef Text, NameTable &Names, const Reading &What)
      : Text(Text), Names(Names), What(What), Class(Names.id("class")),
        Struct(Names.id("struct")), Union(Names.id("union")),
        Enum(Names.id("enum")), Namespace(Names.id("namespace")),
        Using(Names.id("using")), Typedef(Names.id("typedef")),
        Operator(Names.id("operator")), Extern(Names.id("extern")),
        Inline(Names.id("inline")), Std(Names.id("std")),
        Override(Names.id("override")), Final(Names.id("final")),
        This(Names.id("this")) {}

  Mentions read() {
    lex();
    names();
    namespaces();
    if (What.Definitions)
      definitions();
    if (What.Declarations)
      declarations();
    return std::move(Out);
  }

private:
  //===--------------------------------------------------------------------===//
  // Tokens
  //===--------------------------------------------------------------------===//

  void lex() {
    Lexer Lex(SourceLocation(), rawLanguage(), Text.begin(), Text.begin(),
              Text.end());
    Token T;
    const char *Counted = Text.begin();
    uint32_t Line = 1;
    bool Directive = false; // the next word is a directive's name
    bool Skip = false;      // until the next line
    bool Define = false;    // the next word is a macro's name
    bool InMacro = false;   // until the next line
    Declared Macro{AnyName, {}, /*IsType=*/true};
    while (true) {
      Lex.LexFromRawLexer(T);
      if (T.is(tok::eof) || T.isAtStartOfLine())
        take(Macro);
      if (T.is(tok::eof))
        return;
      // The lexer is behind the token, and knows no place for it.
      const char *At = Lex.getBufferLocation() - T.getLength();
      Line += uint32_t(std::count(Counted, At, '\n'));
      Counted = At;
      if (T.isAtStartOfLine()) {
        Skip = InMacro = false;
        Directive = T.is(tok::hash);
        if (Directive)
          continue;
      }
      if (Skip)
        continue;
      if (T.is(tok::raw_identifier)) {
        std::string Clean;
        StringRef Name = T.getRawIdentifier();
        if (T.needsCleaning())
          Name = Clean = clean(Name);
        if (Directive &&
            (Name == "include" || Name == "include_next" || Name == "import" ||
             Name == "error" || Name == "warning")) {
          Skip = true;
          Directive = false;
          if (Name.starts_with("i"))
            Includes.push_back(Tokens.size());
          continue;
        }
        if (Directive && Name == "define") {
          Directive = false;
          Define = InMacro = true;
          continue;
        }
        if (Define)
          Macro.Name = Names.id(Name);
        else if (Macro.Name != AnyName)
          Macro.From.push_back(Names.id(Name));
        Define = false;
        if (T.isAtStartOfLine() && !Out.Module &&
            (Name == "import" || Name == "module") &&
            declaresModule(Lex.getBufferLocation()))
          Out.Module = Line;
        Tokens.push_back({T.getKind(), Names.id(Name), Line, InMacro});
      } else {
        if (tok::isStringLiteral(T.getKind()) && !Out.Annotation &&
            StringRef(At, T.getLength()).contains("\"ctx:"))
          Out.Annotation = Line;
        Tokens.push_back({T.getKind(), AnyName, Line, InMacro});
      }
      Directive = false;
    }
  }

  /// A macro is another name of what is in its text.
  void take(Declared &Macro) {
    if (What.Declarations && Macro.Name != AnyName &&
        llvm::any_of(Macro.From,
                     [&](uint32_t N) { return What.Words.contains(N); }))
      Out.Declarations.push_back(Macro);
    Macro.Name = AnyName;
    Macro.From.clear();
  }

  /// True if what follows \p At, behind `import` or `module`, can be a module.
  bool declaresModule(const char *At) const {
    StringRef Rest = StringRef(At, Text.end() - At).ltrim(" \t");
    return !Rest.empty() &&
           (llvm::isAlpha(Rest[0]) || StringRef("_<\";:").contains(Rest[0])) &&
           !Rest.starts_with("::");
  }

  /// \p Name without the line ends that are escaped in it.
  static std::string clean(StringRef Name) {
    std::string Plain;
    for (char C : Name)
      if (C != '\\' && C != '\n' && C != '\r')
        Plain += C;
    return Plain;
  }

  tok::TokenKind kind(size_t I) const {
    return I < Tokens.size() ? Tokens[I].Kind : tok::eof;
  }
  bool isName(size_t I) const {
    return I < Tokens.size() && Tokens[I].Name != AnyName &&
           !Names.isKeyword(Tokens[I].Name);
  }
  bool is(size_t I, uint32_t Name) const {
    return I < Tokens.size() && Tokens[I].Name == Name;
  }

  /// The name before the `::` at \p I, AnyName if it is no plain one, and 0
  /// (a keyword's number) if the `::` is the first.
  uint32_t qualifier(size_t I) const {
    if (I == 0)
      return 0;
    if (isName(I - 1))
      return Tokens[I - 1].Name;
    if (kind(I - 1) != tok::greater && kind(I - 1) != tok::greatergreater)
      return kind(I - 1) == tok::r_paren ? AnyName : 0;
    // X<...>::
    unsigned Open = 0;
    for (size_t At = I; At-- != 0 && I - At < 200;) {
      if (kind(At) == tok::greatergreater)
        Open += 2;
      else if (kind(At) == tok::greater)
        ++Open;
      else if (kind(At) == tok::less && --Open == 0)
        return At && isName(At - 1) ? Tokens[At - 1].Name : AnyName;
      else if (kind(At) == tok::semi || kind(At) == tok::l_brace)
        break;
    }
    return AnyName;
  }

  //===--------------------------------------------------------------------===//
  // Names
  //===--------------------------------------------------------------------===//

  void names() {
    for (size_t I = 0; I != Tokens.size(); ++I) {
      if (!isName(I))
        continue;
      Out.All.push_back({Tokens[I].Name, Tokens[I].Line});
      if (Tokens[I].InMacro || kind(I + 1) == tok::coloncolon ||
          (I && is(I - 1, Namespace)))
        Out.Spaces.push_back(Tokens[I].Name);
      if (What.Words.contains(Tokens[I].Name))
        Out.Words.push_back(mention(I));
    }
    // Stable: the first line of each stays first.
    llvm::stable_sort(Out.All, llvm::less_first());
    Out.All.erase(std::unique(Out.All.begin(), Out.All.end(),
                              [](const auto &A, const auto &B) {
                                return A.first == B.first;
                              }),
                  Out.All.end());
    auto Key = [](const Mention &M) {
      return std::make_tuple(M.Name, M.How, M.Qualifier, M.InStd);
    };
    llvm::stable_sort(Out.Words, [&](const Mention &A, const Mention &B) {
      return Key(A) < Key(B);
    });
    Out.Words.erase(std::unique(Out.Words.begin(), Out.Words.end(),
                                [&](const Mention &A, const Mention &B) {
                                  return Key(A) == Key(B);
                                }),
                    Out.Words.end());
  }

  Mention mention(size_t I) const {
    Mention M;
    M.Name = Tokens[I].Name;
    M.Line = Tokens[I].Line;
    tok::TokenKind Before = I ? kind(I - 1) : tok::eof;
    if (Before == tok::coloncolon && (M.Qualifier = qualifier(I - 1)) != 0) {
      M.How = Spelled::Qualified;
      M.InStd = I > 3 && isName(I - 2) && kind(I - 3) == tok::coloncolon &&
                is(I - 4, Std);
    } else if (Before == tok::period ||
               (Before == tok::arrow && !isReturnType(I)))
      M.How = Spelled::Member;
    else if (namesObject(I))
      M.How = Spelled::Object;
    else if (kind(I + 1) == tok::l_paren)
      M.How = Spelled::Called;
    return M;
  }

  /// True if the name at \p I, behind `->`, may be the return type of a
  /// function and not a member.
  bool isReturnType(size_t I) const {
    switch (kind(I + 1)) {
    case tok::l_paren:
    case tok::period:
    case tok::arrow:
    case tok::equal:
      return false;
    default:
      return I > 2 &&
             (kind(I - 2) == tok::r_paren || kind(I - 2) == tok::amp ||
              kind(I - 2) == tok::ampamp || is(I - 2, Override) ||
              is(I - 2, Final) ||
              (Tokens[I - 2].Name != AnyName &&
               Names.isKeyword(Tokens[I - 2].Name) && !is(I - 2, This)));
    }
  }

  /// True if the name at \p I is that of a variable or function that is
  /// declared there or used, and cannot be a type's.
  bool namesObject(size_t I) const {
    tok::TokenKind Before = I ? kind(I - 1) : tok::eof;
    bool After = (I && isName(I - 1) && !Tokens[I].InMacro) ||
                 Before == tok::amp || Before == tok::star ||
                 Before == tok::greater;
    switch (kind(I + 1)) {
    case tok::semi:
    case tok::comma:
    case tok::r_paren:
    case tok::l_brace:
      return After;
    case tok::equal: // f(type = {}) has no name for its parameter
      return After || (Before != tok::l_paren && Before != tok::comma &&
                       Before != tok::less);
    case tok::equalequal:
    case tok::exclaimequal:
    case tok::period:
    case tok::arrow:
      return true;
    default:
      return false;
    }
  }

  void namespaces() {
    for (size_t I = 0; I != Tokens.size(); ++I) {
      if (!is(I, Namespace))
        continue;
      size_t Next = I + 1;
      if (isName(Next) && kind(Next + 1) == tok::equal) {
        uint32_t Alias = Tokens[Next].Name, Last = AnyName;
        for (Next += 2; isName(Next) || kind(Next) == tok::coloncolon; ++Next)
          if (isName(Next))
            Last = Tokens[Next].Name;
        if (Last != AnyName)
          Out.Aliases.push_back({Alias, Last});
        continue;
      }
      size_t Last = Next;
      while (isName(Last) || kind(Last) == tok::coloncolon || is(Last, Inline))
        ++Last;
      // std::literals and std::chrono are no part of what std itself holds;
      // of another library it may be an inline namespace that is named.
      bool IsUse = I && is(I - 1, Using);
      if (IsUse && is(Next, Std) && kind(Next + 1) == tok::coloncolon)
        ++Next;
      // Code of one's own in a library's namespace may be told apart from the
      // file that opens it; nobody has code of one's own in std.
      bool Everywhere = Tokens[I].InMacro || IsUse ||
                        kind(Last) != tok::l_brace || !is(Next, Std) ||
                        hasInclude(Last);
      for (; Next != Last; ++Next)
        if (isName(Next))
          for (auto *To :
               {&Out.Spaces, Everywhere ? &Out.Opened : &Out.OpenedHere})
            To->push_back(Tokens[Next].Name);
    }
    for (std::vector<uint32_t> *Names :
         {&Out.Opened, &Out.OpenedHere, &Out.Spaces}) {
      llvm::sort(*Names);
      Names->erase(std::unique(Names->begin(), Names->end()), Names->end());
    }
    llvm::sort(Out.Aliases);
    Out.Aliases.erase(std::unique(Out.Aliases.begin(), Out.Aliases.end()),
                      Out.Aliases.end());
  }

  /// True if a file is included between the brace at \p Open and its end.
  bool hasInclude(size_t Open) const {
    auto First = llvm::upper_bound(Includes, Open);
    return First != Includes.end() && *First < behindBody(Open);
  }

  //===--------------------------------------------------------------------===//
  // Definitions: name ( ... ) ... {
  //===--------------------------------------------------------------------===//

  /// The index behind the parenthesis that closes the one at \p Open.
  size_t behind(size_t Open) const {
    unsigned Depth = 0;
    for (size_t I = Open; I < Tokens.size(); ++I) {
      if (kind(I) == tok::l_paren)
        ++Depth;
      else if (kind(I) == tok::r_paren && --Depth == 0)
        return I + 1;
    }
    return Tokens.size();
  }

  /// True if what follows a parameter list at \p I ends in a body.
  bool bodyFollows(size_t I) const {
    for (size_t End = I + 60; I < Tokens.size() && I < End; ++I)
      switch (kind(I)) {
      case tok::l_brace:
      case tok::colon:
        return true;
      case tok::l_paren:
        I = behind(I) - 1;
        break;
      case tok::raw_identifier:
      case tok::amp:
      case tok::ampamp:
      case tok::arrow:
      case tok::coloncolon:
      case tok::less:
      case tok::greater:
      case tok::greatergreater:
      case tok::star:
      case tok::l_square:
      case tok::r_square:
      case tok::comma: // between the arguments of a template
      case tok::numeric_constant:
      case tok::string_literal:
        break;
      default:
        return false;
      }
    return false;
  }

  void definitions() {
    for (size_t I = 0; I != Tokens.size(); ++I) {
      size_t Open = I + 1;
      StringRef Name;
      if (is(I, Operator)) {
        while (Open < Tokens.size() && kind(Open) != tok::l_paren &&
               kind(Open) != tok::semi)
          ++Open;
        if (kind(Open) == tok::l_paren && kind(Open + 1) == tok::r_paren &&
            kind(Open + 2) == tok::l_paren)
          Open += 2; // operator()
        Name = "operator";
      } else if (isName(I)) {
        Name = Names.name(Tokens[I].Name);
      } else {
        continue;
      }
      if (kind(Open) != tok::l_paren)
        continue;
      size_t After = behind(Open);
      // What a call is followed by, most of the time.
      if (kind(After) == tok::semi || kind(After) == tok::r_paren ||
          kind(After) == tok::comma || !bodyFollows(After))
        continue;
      Out.Definitions.push_back(facts::definitionKey("", Name));
      if (I && kind(I - 1) == tok::coloncolon) {
        uint32_t Class = qualifier(I - 1);
        if (Class && Class != AnyName)
          Out.Definitions.push_back(
              facts::definitionKey(Names.name(Class), Name));
      }
    }
    llvm::sort(Out.Definitions);
    Out.Definitions.erase(
        std::unique(Out.Definitions.begin(), Out.Definitions.end()),
        Out.Definitions.end());
  }

  //===--------------------------------------------------------------------===//
  // Declarations of a library's header
  //===--------------------------------------------------------------------===//

  void declarations() {
    for (size_t I = 0, Begin = 0; I != Tokens.size(); ++I) {
      tok::TokenKind K = kind(I);
      if (K != tok::semi && K != tok::l_brace && K != tok::r_brace)
        continue;
      bool Body = K == tok::l_brace && isFunction(Begin, I);
      declaration(Begin, I);
      if (Body)
        I = behindBody(I) - 1;
      Begin = I + 1;
      if (I == Tokens.size())
        break;
    }
  }

  bool isFunction(size_t Begin, size_t End) const {
    bool Parens = false;
    for (size_t I = Begin; I != End; ++I) {
      if (is(I, Namespace) || is(I, Extern))
        return false;
      if ((is(I, Class) || is(I, Struct) || is(I, Union) || is(I, Enum)) &&
          kind(I - 1) != tok::less && kind(I - 1) != tok::comma && !Parens)
        return false;
      Parens |= kind(I) == tok::l_paren;
    }
    return Parens;
  }

  size_t behindBody(size_t Open) const {
    unsigned Depth = 0;
    for (size_t I = Open; I < Tokens.size(); ++I) {
      if (kind(I) == tok::l_brace)
        ++Depth;
      else if (kind(I) == tok::r_brace && --Depth == 0)
        return I + 1;
    }
    return Tokens.size();
  }

  /// The tokens of one declaration, without the end.
  void declaration(size_t Begin, size_t End) {
    std::vector<uint32_t> All;
    bool Asked = false;
    for (size_t I = Begin; I != End; ++I)
      if (isName(I)) {
        All.push_back(Tokens[I].Name);
        Asked |= What.Words.contains(Tokens[I].Name);
      }
    if (All.size() < 2)
      return;
    auto Add = [&](uint32_t Name, bool IsType) {
      Out.Declarations.push_back({Name, All, IsType});
    };
    bool Alias = false;
    for (size_t I = Begin; I != End; ++I) {
      if (is(I, Using) && isName(I + 1) && kind(I + 2) == tok::equal)
        return Add(Tokens[I + 1].Name, true);
      Alias |= is(I, Typedef);
    }
    if (Alias) {
      for (size_t I = End; I-- != Begin;)
        if (isName(I))
          return Add(Tokens[I].Name, true);
      return;
    }
    if (kind(End) == tok::l_brace && !isFunction(Begin, End))
      return classHead(Begin, End, Add);
    if (!Asked)
      return;
    for (size_t I = Begin; I != End; ++I) {
      tok::TokenKind Next = kind(I + 1);
      if (isName(I) &&
          (Next == tok::l_paren || Next == tok::semi || Next == tok::equal ||
           Next == tok::l_brace || Next == tok::l_square))
        Add(Tokens[I].Name, false);
    }
  }

  template <class AddFn> void classHead(size_t Begin, size_t End, AddFn Add) {
    uint32_t Name = AnyName;
    bool Seen = false;
    for (size_t I = Begin; I != End; ++I) {
      if (kind(I) == tok::colon) {
        if (Name != AnyName)
          Add(Name, true);
        return;
      }
      if (is(I, Class) || is(I, Struct))
        Seen = true;
      else if (Seen && isName(I)) // macros and attributes come before it
        Name = Tokens[I].Name;
    }
  }

  const StringRef Text;
  NameTable &Names;
  const Reading &What;
  const uint32_t Class, Struct, Union, Enum, Namespace, Using, Typedef,
      Operator, Extern, Inline, Std, Override, Final, This;
  std::vector<Tok> Tokens;
  std::vector<size_t> Includes; ///< how many tokens stand before each
  Mentions Out;
};

} // namespace

Mentions readMentions(StringRef Text, NameTable &Names, const Reading &What) {
  return Reader(Text, Names, What).read();
}

} // namespace ctx::tool
