//===- Need.cpp -----------------------------------------------------------===//

#include "Need.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <set>

using namespace llvm;

namespace ctx::tool {

Need::Need(WordList L, NameTable &Names) : List(std::move(L)), Names(Names) {
  for (size_t I = 0; I != List.Words.size(); ++I) {
    const Word &W = List.Words[I];
    Ids.push_back({Names.id(W.Name),
                   W.Qualifier.empty() ? AnyName : Names.id(W.Qualifier)});
    ByName[Ids.back().Name].push_back(I);
    // "internal" is opened by many; what stands before it has to be said, too.
    SmallVector<StringRef, 4> Parts;
    StringRef(W.Spelling).split(Parts, "::", -1, /*KeepEmpty=*/false);
    Outer.emplace_back();
    for (size_t P = 0; P + 2 < Parts.size(); ++P)
      Outer.back().push_back(Names.id(Parts[P]));
  }
}

namespace {

/// What the names of namespaces mean in one translation unit.
class Namespaces {
public:
  explicit Namespaces(ArrayRef<NeedFile> Files) : Files(Files) {
    auto Add = [](Mentions::Pairs &To, const Mentions::Pairs &From) {
      To.insert(To.end(), From.begin(), From.end());
    };
    Mentions::Pairs Openers;
    for (const NeedFile &F : Files) {
      Add(Inlines, F.What->Inlines);
      Add(Prefixes, F.What->Prefixes);
      for (const auto &A : F.What->Aliases)
        Aliases.push_back({A.second, A.first});
      if (F.Kind == NeedFile::Own)
        Opened.insert(F.What->Opened.begin(), F.What->Opened.end());
      else
        Add(Openers, F.What->Openers);
    }
    for (Mentions::Pairs *Of : {&Aliases, &Inlines, &Prefixes, &Openers}) {
      llvm::sort(*Of);
      Of->erase(std::unique(Of->begin(), Of->end()), Of->end());
    }
    openByMacro(Openers);
  }

  /// True if \p Name may be another name of \p Space, or its own.
  bool means(uint32_t Name, uint32_t Space) {
    return Name == AnyName || is_contained(namesOf(Space), Name);
  }
  /// True if \p Name may be an inline namespace of \p Space.
  bool isInline(uint32_t Name, uint32_t Space) {
    return any_of(from(Inlines, Name),
                  [&](const auto &I) { return means(I.second, Space); }) &&
           isNamed(Space);
  }
  /// True if \p Macro may stand for "Space::".
  bool isPrefix(uint32_t Macro, uint32_t Space) {
    return any_of(Prefixes, [&](const auto &P) {
      return means(Macro, P.first) && means(P.second, Space);
    });
  }
  /// True if names of \p Space can be used without it in \p File.
  bool isOpen(uint32_t Space, const NeedFile &File) {
    return any_of(namesOf(Space), [&](uint32_t N) {
      return Opened.count(N) || has(File.What->OpenedHere, N);
    });
  }
  /// True if one of the files spells \p Space, or another name of it.
  bool isSpoken(uint32_t Space) { return anyOwn(Spoken, Space, spells); }
  /// As isSpoken(), where it may be a namespace.
  bool isNamed(uint32_t Space) {
    return anyOwn(Named, Space, [&](const Mentions &M, uint32_t N) {
      return has(M.Spaces, N) || ByMacro.count(N);
    });
  }

private:
  static bool has(const std::vector<uint32_t> &Sorted, uint32_t N) {
    return std::binary_search(Sorted.begin(), Sorted.end(), N);
  }
  /// The pairs of \p Sorted that begin with \p First.
  static ArrayRef<std::pair<uint32_t, uint32_t>>
  from(const Mentions::Pairs &Sorted, uint32_t First) {
    auto Begin = lower_bound(Sorted, std::make_pair(First, 0u)), End = Begin;
    while (End != Sorted.end() && End->first == First)
      ++End;
    return ArrayRef(&*Sorted.begin(), Sorted.size())
        .slice(Begin - Sorted.begin(), End - Begin);
  }

  /// A library's own macro opens its namespaces where it is used.
  void openByMacro(const Mentions::Pairs &Openers) {
    SmallVector<uint32_t, 8> Used;
    for (const auto &O : Openers)
      if ((Used.empty() || Used.back() != O.first) &&
          any_of(Files, [&](const NeedFile &F) {
            return F.Kind == NeedFile::Own && spells(*F.What, O.first);
          }))
        Used.push_back(O.first);
    while (!Used.empty())
      for (const auto &O : from(Openers, Used.pop_back_val()))
        if (ByMacro.insert(O.second).second) {
          Opened.insert(O.second);
          Used.push_back(O.second); // its text may be one more
        }
  }

  static bool spells(const Mentions &M, uint32_t N) {
    auto At = lower_bound(M.All, std::make_pair(N, 0u));
    return At != M.All.end() && At->first == N;
  }

  /// All names of \p Space, its own first.
  ArrayRef<uint32_t> namesOf(uint32_t Space) {
    std::vector<uint32_t> &Names = Known[Space];
    if (Names.empty())
      Names.push_back(Space);
    else
      return Names;
    for (size_t I = 0; I != Names.size(); ++I)
      for (const auto &A : from(Aliases, Names[I]))
        if (!is_contained(Names, A.second))
          Names.push_back(A.second);
    return Names;
  }

  template <class Fn>
  bool anyOwn(DenseMap<uint32_t, bool> &Answers, uint32_t Space, Fn Has) {
    auto Inserted = Answers.try_emplace(Space, false);
    if (Inserted.second) {
      ArrayRef<uint32_t> Names = namesOf(Space);
      Inserted.first->second = any_of(Files, [&](const NeedFile &F) {
        return F.Kind == NeedFile::Own &&
               any_of(Names, [&](uint32_t N) { return Has(*F.What, N); });
      });
    }
    return Inserted.first->second;
  }

  const ArrayRef<NeedFile> Files;
  Mentions::Pairs Aliases; ///< the old name, and the new one
  Mentions::Pairs Inlines, Prefixes;
  DenseSet<uint32_t> Opened, ByMacro;
  DenseMap<uint32_t, bool> Spoken, Named;
  std::map<uint32_t, std::vector<uint32_t>> Known; ///< names of namespaces
};

} // namespace

std::optional<NeedHit> Need::find(ArrayRef<NeedFile> Files) {
  std::optional<Namespaces> Spaces; // most have no use for it
  auto Spoken = [&](const NeedFile &F, const Mention &M, size_t I) {
    const Word &W = List.Words[I];
    if (M.How == Spelled::Member || (F.System && W.OnlyWork) ||
        (M.InStd && !StringRef(W.Spelling).starts_with("std::")))
      return false;
    if (W.Qualifier.empty())
      return true;
    if (M.How == Spelled::Qualified && M.Qualifier == Ids[I].Qualifier)
      return true;
    if (M.How == Spelled::Object && W.Type && !M.Qualifier)
      return false;
    if (!Spaces)
      Spaces.emplace(Files);
    if (M.How == Spelled::Qualified)
      return Spaces->means(M.Qualifier, Ids[I].Qualifier) ||
             Spaces->isInline(M.Qualifier, Ids[I].Qualifier);
    if (M.Qualifier && Spaces->isPrefix(M.Qualifier, Ids[I].Qualifier))
      return true;
    if (M.How == Spelled::Object && W.Type)
      return false;
    // A call finds functions next to the types of its arguments, too.
    return (Spaces->isOpen(Ids[I].Qualifier, F) &&
            all_of(Outer[I], [&](uint32_t N) { return Spaces->isNamed(N); })) ||
           (W.Function && M.How == Spelled::Called &&
            Spaces->isSpoken(Ids[I].Qualifier));
  };
  for (const NeedFile &F : Files) {
    if (F.Kind != NeedFile::Own)
      continue;
    if (F.What->Annotation)
      return NeedHit{"an annotation", F.Index, F.What->Annotation};
    for (const Mention &M : F.What->Words) {
      auto Of = ByName.find(M.Name);
      if (Of == ByName.end())
        continue;
      for (size_t I : Of->second)
        if (Spoken(F, M, I))
          return NeedHit{"'" + List.Words[I].Spelling + "'", F.Index, M.Line};
    }
  }
  const Derived &More = derivedIn(Files);
  if (More.empty())
    return std::nullopt;
  for (const NeedFile &F : Files) {
    // A third party's headers have been asked what they make of a word.
    if (F.Kind != NeedFile::Own || F.System)
      continue;
    auto Inserted = Found.try_emplace({&More, F.Index});
    std::optional<NeedHit> &Hit = Inserted.first->second;
    if (Inserted.second) {
      for (const auto &Name : F.What->All) {
        auto Of = More.find(Name.first);
        if (Of == More.end() || (Hit && Hit->Line <= Name.second))
          continue;
        Hit = NeedHit{"'" + Names.name(Name.first).str() +
                          "', which has to do with '" +
                          List.Words[Of->second].Spelling + "',",
                      F.Index, Name.second};
      }
    }
    if (Hit)
      return Hit;
  }
  return std::nullopt;
}

const Need::Derived &Need::derivedIn(ArrayRef<NeedFile> Files) {
  std::vector<size_t> Key;
  std::vector<const NeedFile *> Headers;
  for (const NeedFile &F : Files)
    if (F.Kind == NeedFile::Library ||
        (F.System && F.Kind == NeedFile::Own && !F.What->Words.empty())) {
      Key.push_back(F.Index);
      Headers.push_back(&F);
    }
  auto Inserted = DerivedBy.try_emplace(std::move(Key));
  if (Inserted.second)
    derive(Headers, Inserted.first->second);
  return Inserted.first->second;
}

/// Aliases of words, classes derived from them and functions that have to do
/// with them give them other names. A name of that kind may be another word's
/// last part, and then counts without its qualifier.
void Need::derive(ArrayRef<const NeedFile *> Headers, Derived &Out) const {
  auto IsSpelled = [&](size_t I, const NeedFile &H) {
    return any_of(H.What->Words, [&](const Mention &M) {
      return M.Name == Ids[I].Name &&
             (List.Words[I].Qualifier.empty() ||
              (M.How == Spelled::Qualified && M.Qualifier == Ids[I].Qualifier));
    });
  };
  auto InWords = [&](uint32_t Name,
                     const NeedFile &H) -> std::optional<size_t> {
    auto Of = ByName.find(Name);
    if (Of != ByName.end())
      for (size_t I : Of->second)
        if (H.Libraries >> List.Words[I].Vocabulary & 1 ||
            (!H.Libraries && List.Words[I].OnlyWork && IsSpelled(I, H)))
          return I;
    return std::nullopt;
  };
  auto Source = [&](const Declared &D, const NeedFile &H,
                    bool Further) -> std::optional<size_t> {
    for (uint32_t From : D.From) {
      if (From == D.Name)
        continue;
      if (std::optional<size_t> W = InWords(From, H))
        return W;
      auto It = Out.find(From);
      if (Further && It != Out.end())
        return It->second;
    }
    return std::nullopt;
  };
  for (bool More = true; More;) {
    More = false;
    for (const NeedFile *H : Headers)
      for (const Declared &D : H->What->Declarations)
        if (D.IsType && !Out.count(D.Name))
          if (std::optional<size_t> W = Source(D, *H, true)) {
            Out[D.Name] = *W;
            More = true;
          }
  }
  for (const NeedFile *H : Headers)
    for (const Declared &D : H->What->Declarations)
      if (!D.IsType && !Out.count(D.Name))
        if (std::optional<size_t> W = Source(D, *H, false))
          Out[D.Name] = *W;
}

} // namespace ctx::tool
