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
  bool InMacro = false; ///< in the text of one, or its name
  bool IsMacro = false; ///< the name that is defined
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
        This(Names.id("this")), Template(Names.id("template")),
        Export(Names.id("export")), Attribute(Names.id("__attribute__")) {}

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
        if (!Out.Module && (Name == "import" || Name == "module") &&
            (T.isAtStartOfLine() || beginsHere()) &&
            declaresModule(Lex.getBufferLocation()))
          Out.Module = Line;
        Tokens.push_back({T.getKind(), Names.id(Name), Line, InMacro, Define});
        Define = false;
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

  /// True if a declaration may begin behind the last token.
  bool beginsHere() const {
    return !Tokens.empty() &&
           (Tokens.back().Kind == tok::semi || Tokens.back().Name == Export);
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
    llvm::stable_sort(Out.Words, [](const Mention &A, const Mention &B) {
      return A.Line < B.Line;
    });
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
      return M;
    }
    M.Qualifier = I && isName(I - 1) ? Tokens[I - 1].Name : 0;
    if (Before == tok::period || (Before == tok::arrow && !isReturnType(I)))
      M.How = Spelled::Member;
    else if (Before != tok::arrow && namesObject(I))
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
      return false;
    case tok::equal: // pure virtual; or a member of what a call returns is set
      return kind(I + 2) == tok::numeric_constant && kind(I + 3) == tok::semi &&
             endsDeclarator(I - 1);
    case tok::l_brace:
      return true;
    default:
      return endsDeclarator(I - 1);
    }
  }

  /// True if a function's declarator may end before the `->` at \p Arrow.
  bool endsDeclarator(size_t Arrow) const {
    if (Arrow < 2)
      return false;
    size_t I = Arrow - 1;
    switch (kind(I)) {
    case tok::r_paren:
    case tok::amp:
    case tok::ampamp:
      return true;
    case tok::r_square:
      return isAttribute(I);
    default:
      return is(I, Override) || is(I, Final) ||
             (Tokens[I].Name != AnyName && Names.isKeyword(Tokens[I].Name) &&
              !is(I, This));
    }
  }

  /// True if the `]` at \p Close ends an attribute, and no subscript of one.
  bool isAttribute(size_t Close) const {
    unsigned Depth = 0;
    for (size_t I = Close + 1; I-- != 0 && Close - I < 100;) {
      if (kind(I) == tok::r_square)
        ++Depth;
      else if (kind(I) == tok::l_square && --Depth == 0)
        return kind(I + 1) == tok::l_square && kind(Close - 1) == tok::r_square;
    }
    return false;
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

  //===--------------------------------------------------------------------===//
  // Namespaces
  //===--------------------------------------------------------------------===//

  /// What the open braces belong to: the name of a namespace, 0 outside of all,
  /// AnyName in all else. Namespaces without a name and inline ones are as the
  /// one around them.
  using Braces = std::vector<uint32_t>;

  void namespaces() {
    Braces InFile, InMacro; // the text of a macro is no part of what is around
    for (size_t I = 0; I < Tokens.size(); ++I) {
      if (Tokens[I].IsMacro) {
        InMacro.clear();
        macro(I);
      }
      Braces &Open = Tokens[I].InMacro ? InMacro : InFile;
      uint32_t Around = Open.empty() ? 0 : Open.back();
      if (kind(I) == tok::l_brace)
        Open.push_back(I > 1 && is(I - 2, Extern) ? Around : AnyName);
      else if (kind(I) == tok::r_brace && !Open.empty())
        Open.pop_back();
      else if (is(I, Namespace))
        I = oneNamespace(I, Around, Open);
    }
    for (std::vector<uint32_t> *Names :
         {&Out.Opened, &Out.OpenedHere, &Out.Spaces})
      sortUnique(*Names);
    for (Mentions::Pairs *Of :
         {&Out.Aliases, &Out.Inlines, &Out.Prefixes, &Out.Openers})
      sortUnique(*Of);
  }

  template <class T> static void sortUnique(std::vector<T> &Of) {
    llvm::sort(Of);
    Of.erase(std::unique(Of.begin(), Of.end()), Of.end());
  }

  /// The macro that is defined at \p I may be another name of a namespace,
  /// qualify what follows it, or open namespaces.
  void macro(size_t I) {
    size_t End = I + 1;
    uint32_t Last = AnyName;
    bool IsPath = true, Opens = false; // a::b
    for (; End < Tokens.size() && Tokens[End].InMacro && !Tokens[End].IsMacro;
         ++End) {
      Opens |= is(End, Namespace);
      if (!isName(End)) {
        IsPath &= kind(End) == tok::coloncolon;
        continue;
      }
      IsPath &= End - 1 == I || !isName(End - 1);
      Last = Tokens[End].Name;
    }
    uint32_t Name = Tokens[I].Name;
    if (IsPath && Last != AnyName && Last != Name)
      (kind(End - 1) == tok::coloncolon ? Out.Prefixes : Out.Aliases)
          .push_back({Name, Last});
    for (size_t At = I + 1; Opens && At != End; ++At)
      if (isName(At))
        Out.Openers.push_back({Name, Tokens[At].Name});
  }

  /// The index behind the attributes at \p I.
  size_t behindAttributes(size_t I) const {
    while (true) {
      if (is(I, Attribute) && kind(I + 1) == tok::l_paren) {
        I = behind(I + 1);
        continue;
      }
      if (kind(I) != tok::l_square || kind(I + 1) != tok::l_square)
        return I;
      while (I < Tokens.size() &&
             (kind(I) != tok::r_square || kind(I + 1) != tok::r_square))
        ++I;
      I += 2;
    }
  }

  /// The `namespace` at \p I, inside of \p Around.
  /// \returns the index of the last token of it that was looked at.
  size_t oneNamespace(size_t I, uint32_t Around, Braces &Open) {
    size_t Next = behindAttributes(I + 1);
    if (isName(Next) && kind(Next + 1) == tok::equal) {
      uint32_t Alias = Tokens[Next].Name, Last = AnyName;
      for (Next += 2; isName(Next) || kind(Next) == tok::coloncolon; ++Next)
        if (isName(Next))
          Last = Tokens[Next].Name;
      if (Last != AnyName)
        Out.Aliases.push_back({Alias, Last});
      return Next - 1;
    }
    size_t End = Next;
    while (isName(End) || kind(End) == tok::coloncolon || is(End, Inline))
      ++End;
    size_t Brace = behindAttributes(End);
    bool IsUse = I && is(I - 1, Using), HasBody = kind(Brace) == tok::l_brace;
    // std::literals and std::chrono are no part of what std itself holds;
    // of another library it may be an inline namespace that is named.
    if (IsUse && is(Next, Std) && kind(Next + 1) == tok::coloncolon)
      ++Next;
    // Code of one's own in a library's namespace may be told apart from the
    // file that opens it; nobody has code of one's own in std.
    bool Everywhere = Tokens[I].InMacro || IsUse || !HasBody ||
                      !is(Next, Std) || hasInclude(Brace);
    bool IsInline = I && is(I - 1, Inline);
    uint32_t Last = 0, Inner = Around;
    for (; Next < End; ++Next) {
      IsInline |= is(Next, Inline);
      if (!isName(Next))
        continue;
      Last = Tokens[Next].Name;
      for (auto *To : {&Out.Spaces, Everywhere ? &Out.Opened : &Out.OpenedHere})
        To->push_back(Last);
      if (!IsInline)
        Inner = Last;
      else if (Inner && Inner != AnyName)
        Out.Inlines.push_back({Last, Inner});
      IsInline = false;
    }
    if (IsUse && Last && Around && Around != AnyName && Around != Last)
      Out.Aliases.push_back({Around, Last});
    if (!HasBody)
      return End - 1;
    Open.push_back(Inner);
    return Brace;
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

  /// The index of the parameter list of the function whose name may be at
  /// \p I, a name; 0 if there is none. \p Special: in an explicit
  /// specialisation.
  size_t parameters(size_t I, bool Special) const {
    if (kind(I + 1) == tok::l_paren)
      return I + 1;
    if (kind(I + 1) == tok::r_paren && kind(I + 2) == tok::l_paren)
      return I + 2; // void (f)() {
    if (!Special || kind(I + 1) != tok::less)
      return 0;
    unsigned Depth = 0;
    for (size_t At = I + 1; At < Tokens.size() && At - I < 200; ++At) {
      if (kind(At) == tok::l_paren)
        At = behind(At) - 1;
      else if (kind(At) == tok::less)
        ++Depth;
      else if (kind(At) == tok::greater || kind(At) == tok::greatergreater) {
        Depth -= std::min(Depth, kind(At) == tok::greater ? 1u : 2u);
        if (Depth == 0)
          return kind(At + 1) == tok::l_paren ? At + 1 : 0;
      }
    }
    return 0;
  }

  /// The index behind the declarator that the parameters are part of, which
  /// end before \p I: int (*f() const)(int) {
  size_t behindDeclarator(size_t I) const {
    size_t At = I;
    while (kind(At) == tok::raw_identifier || kind(At) == tok::amp ||
           kind(At) == tok::ampamp)
      ++At;
    return kind(At) == tok::r_paren && (kind(At + 1) == tok::l_paren ||
                                        kind(At + 1) == tok::l_square)
               ? At + 1
               : I;
  }

  void definitions() {
    bool Special = false; // behind template <>
    for (size_t I = 0; I != Tokens.size(); ++I) {
      size_t Open = 0;
      StringRef Name;
      if (is(I, Operator)) {
        Open = I + 1;
        while (Open < Tokens.size() && kind(Open) != tok::l_paren &&
               kind(Open) != tok::semi)
          ++Open;
        if (kind(Open) == tok::l_paren && kind(Open + 1) == tok::r_paren &&
            kind(Open + 2) == tok::l_paren)
          Open += 2; // operator()
        Name = "operator";
      } else if (isName(I)) {
        Open = parameters(I, Special);
        Name = Names.name(Tokens[I].Name);
      } else {
        if (is(I, Template))
          Special = kind(I + 1) == tok::less && kind(I + 2) == tok::greater;
        else if (kind(I) == tok::semi || kind(I) == tok::l_brace)
          Special = false;
        continue;
      }
      if (!Open || kind(Open) != tok::l_paren)
        continue;
      size_t After = behindDeclarator(behind(Open));
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
    sortUnique(Out.Definitions);
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
      Operator, Extern, Inline, Std, Override, Final, This, Template, Export,
      Attribute;
  std::vector<Tok> Tokens;
  std::vector<size_t> Includes; ///< how many tokens stand before each
  Mentions Out;
};

} // namespace

Mentions readMentions(StringRef Text, NameTable &Names, const Reading &What) {
  return Reader(Text, Names, What).read();
}

} // namespace ctx::tool
