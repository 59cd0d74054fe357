//===- Candidates.cpp -----------------------------------------------------===//

#include "Candidates.h"
#include "../compat/Compat.h"
#include "llvm/ADT/STLExtras.h"
#include <vector>

using namespace llvm;

namespace ctx::facts {

bool Candidate::has(StringRef Role) const {
  return any_of(Parts, [&](const auto &P) { return P.second.Role == Role; });
}

/// Keeps the smaller of both, whatever comes first; an unknown place is none.
static void least(Place &Into, const Place &From) {
  if (!Into.Line || (From.Line && From < Into))
    Into = From;
}

static void add(PlaceBits &Into, const PlaceBits &From) {
  for (const auto &P : From)
    Into[P.first] |= P.second;
}

static void merge(Part &Into, const Part &From) {
  auto Words = [](const Part &P) { return std::tie(P.Doubt, P.Extra); };
  // Macros may give a class two shapes: one of them, but always the same.
  if (Into.Role.empty() || Words(From) < Words(Into)) {
    Into.Role = From.Role;
    Into.Extra = From.Extra;
    Into.Doubt = From.Doubt;
  }
  // Only who sees the body knows what it throws.
  if (Into.Of.empty() || (!From.Of.empty() && From.Of < Into.Of))
    Into.Of = From.Of;
  least(Into.At, From.At);
  add(Into.Uses, From.Uses);
}

void CandidateSet::merge(const CandidateSet &Other) {
  for (const auto &Entry : Other.All) {
    const Candidate &From = Entry.second;
    Candidate &Into = All[Entry.first];
    Into.IsType = From.IsType;
    if (Into.Hint < From.Hint)
      Into.Hint = From.Hint;
    least(Into.At, From.At);
    Into.Bases.insert(From.Bases.begin(), From.Bases.end());
    Into.Wrappers.insert(From.Wrappers.begin(), From.Wrappers.end());
    for (const auto &P : From.Parts)
      facts::merge(Into.Parts[P.first], P.second);
    add(Into.Parameters, From.Parameters);
    Into.Members.insert(From.Members.begin(), From.Members.end());
  }
}

namespace {

/// Writes places as numbers: each file is named once.
class Writer {
public:
  json::Array place(const Place &P) {
    return json::Array{index(P.File), P.Line};
  }

  json::Array places(const PlaceBits &All) {
    json::Array Out;
    for (const auto &P : All)
      Out.push_back(json::Array{index(P.first.File), P.first.Line, P.second});
    return Out;
  }

  json::Array names(const std::set<std::string> &All) {
    return json::Array(All);
  }

  json::Array files() { return json::Array(Files); }

private:
  unsigned index(const std::string &File) {
    auto Inserted = Known.try_emplace(File, unsigned(Files.size()));
    if (Inserted.second)
      Files.push_back(File);
    return Inserted.first->second;
  }

  std::map<std::string, unsigned> Known;
  std::vector<std::string> Files;
};

/// Reads what Writer wrote; after the first thing that is wrong, nothing.
class Reader {
public:
  explicit Reader(const json::Array &Files) {
    for (const json::Value &F : Files)
      this->Files.push_back(
          compat::valueOr(F.getAsString(), StringRef()).str());
  }

  bool wrong() const { return Wrong; }

  const json::Object &object(const json::Value &V) {
    static const json::Object None;
    const json::Object *O = V.getAsObject();
    return O ? *O : (Wrong = true, None);
  }

  const json::Array &list(const json::Object &O, StringRef Key) {
    static const json::Array None;
    const json::Array *A = O.getArray(Key);
    return A ? *A : (Wrong = true, None);
  }

  std::string text(const json::Object &O, StringRef Key) {
    auto S = O.getString(Key);
    Wrong |= !S;
    return compat::valueOr(S, StringRef()).str();
  }

  std::set<std::string> names(const json::Object &O, StringRef Key) {
    std::set<std::string> Out;
    for (const json::Value &V : list(O, Key))
      Out.insert(compat::valueOr(V.getAsString(), StringRef()).str());
    return Out;
  }

  Place place(const json::Array &A) {
    uint64_t File = number(A, 0);
    Wrong |= File >= Files.size();
    return Wrong ? Place() : Place{Files[File], unsigned(number(A, 1))};
  }

  Place place(const json::Object &O, StringRef Key) {
    return place(list(O, Key));
  }

  PlaceBits places(const json::Object &O, StringRef Key) {
    PlaceBits Out;
    for (const json::Value &V : list(O, Key))
      if (const json::Array *A = V.getAsArray())
        Out[place(*A)] |= unsigned(number(*A, 2));
      else
        Wrong = true;
    return Out;
  }

private:
  uint64_t number(const json::Array &A, size_t I) {
    if (I < A.size())
      if (auto N = A[I].getAsUINT64())
        return *N;
    Wrong = true;
    return 0;
  }

  std::vector<std::string> Files;
  bool Wrong = false;
};

json::Value toJson(const PartKey &Key, const Part &P, Writer &W) {
  return json::Object{{"matcher", Key.Matcher}, {"name", Key.Name},
                      {"role", P.Role},         {"extra", P.Extra},
                      {"doubt", P.Doubt},       {"of", P.Of},
                      {"at", W.place(P.At)},    {"uses", W.places(P.Uses)}};
}

void readPart(const json::Value &V, Reader &R, Candidate &Into) {
  const json::Object &O = R.object(V);
  Part P{R.text(O, "role"), R.text(O, "extra"), R.text(O, "doubt"),
         R.text(O, "of"),   R.place(O, "at"),   R.places(O, "uses")};
  PartKey Key{R.text(O, "matcher"), R.text(O, "name"), P.Role};
  Into.Parts.emplace(std::move(Key), std::move(P));
}

} // namespace

json::Value CandidateSet::toJson() const {
  Writer W;
  json::Array List;
  for (const auto &Entry : All) {
    const Candidate &C = Entry.second;
    json::Array Parts;
    for (const auto &P : C.Parts)
      Parts.push_back(facts::toJson(P.first, P.second, W));
    PlaceBits Members;
    for (const Place &P : C.Members)
      Members[P] = 0;
    List.push_back(json::Object{{"name", Entry.first},
                                {"type", C.IsType},
                                {"hint", C.Hint},
                                {"at", W.place(C.At)},
                                {"bases", W.names(C.Bases)},
                                {"wrappers", W.names(C.Wrappers)},
                                {"parts", std::move(Parts)},
                                {"parameters", W.places(C.Parameters)},
                                {"members", W.places(Members)}});
  }
  return json::Object{{"files", W.files()}, {"candidates", std::move(List)}};
}

Expected<CandidateSet> CandidateSet::fromJson(const json::Value &V) {
  CandidateSet Out;
  const json::Object *Top = V.getAsObject();
  const json::Array *Files = Top ? Top->getArray("files") : nullptr;
  const json::Array *List = Top ? Top->getArray("candidates") : nullptr;
  bool Wrong = !Files || !List;
  if (!Wrong) {
    Reader R(*Files);
    for (const json::Value &Item : *List) {
      const json::Object &O = R.object(Item);
      Candidate &C = Out[R.text(O, "name")];
      C.IsType = compat::valueOr(O.getBoolean("type"), true);
      C.Hint = R.text(O, "hint");
      C.At = R.place(O, "at");
      C.Bases = R.names(O, "bases");
      C.Wrappers = R.names(O, "wrappers");
      for (const json::Value &P : R.list(O, "parts"))
        readPart(P, R, C);
      C.Parameters = R.places(O, "parameters");
      for (const auto &P : R.places(O, "members"))
        C.Members.insert(P.first);
    }
    Wrong = R.wrong();
  }
  if (Wrong)
    return createStringError(std::make_error_code(std::errc::invalid_argument),
                             "candidates: not what this program writes");
  return Out;
}

} // namespace ctx::facts
