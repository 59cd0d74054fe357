//===- Chains.cpp ---------------------------------------------------------===//

#include "Chains.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MD5.h"
#include "llvm/Support/raw_ostream.h"

namespace ctx::facts {

FunctionId functionId(llvm::StringRef Usr, llvm::StringRef File) {
  std::string Key = (Usr + "\n" + File).str();
  return llvm::MD5Hash(Key);
}

uint32_t definitionKey(llvm::StringRef Class, llvm::StringRef Name) {
  return uint32_t(llvm::MD5Hash((Class + "::" + Name).str()));
}

//===----------------------------------------------------------------------===//
// Text
//
// Lines of words; names and other free text come last on their line.
//===----------------------------------------------------------------------===//

namespace {

/// Takes a line apart.
class Words {
public:
  explicit Words(llvm::StringRef Line) : Rest(Line) {}

  llvm::StringRef word() {
    auto Split = Rest.split(' ');
    Rest = Split.second;
    return Split.first;
  }
  FunctionId id() {
    FunctionId Value = 0;
    Good &= !word().getAsInteger(16, Value);
    return Value;
  }
  uint32_t key() {
    uint32_t Value = 0;
    Good &= !word().getAsInteger(16, Value);
    return Value;
  }
  unsigned number() {
    unsigned Value = 0;
    Good &= !word().getAsInteger(10, Value);
    return Value;
  }
  Spot spot() {
    Spot S;
    S.Offset = number();
    S.Line = number();
    S.Column = number();
    return S;
  }
  std::vector<std::string> list() {
    std::vector<std::string> Out;
    llvm::StringRef Left = word();
    while (!Left.empty()) {
      auto Split = Left.split(',');
      Out.push_back(Split.first.str());
      Left = Split.second;
    }
    return Out;
  }
  std::string rest() { return Rest.str(); }
  bool good() const { return Good; }

private:
  llvm::StringRef Rest;
  bool Good = true;
};

} // namespace

static std::string hex(FunctionId Id) { return llvm::utohexstr(Id, true); }

static void write(llvm::raw_ostream &OS, const Spot &S) {
  OS << S.Offset << ' ' << S.Line << ' ' << S.Column;
}

std::string HopFact::toText() const {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  OS << hex(Id) << ' ' << Name;
  for (const HopLoss &L : Losses) {
    OS << '\n' << L.Kind << ' ';
    write(OS, L.At);
    OS << ' ' << llvm::join(L.Wants, ",") << ' ' << L.What;
  }
  for (const HopCall &C : Calls) {
    OS << "\n> ";
    write(OS, C.At);
    OS << ' ' << hex(C.Callee) << ' ' << hex(C.Key);
  }
  OS.flush();
  return Text;
}

std::optional<HopFact> HopFact::fromText(llvm::StringRef Text) {
  HopFact Out;
  auto [First, Rest] = Text.split('\n');
  Words Head(First);
  Out.Id = Head.id();
  Out.Name = Head.rest();
  bool Good = Head.good();
  while (!Rest.empty() && Good) {
    llvm::StringRef Line;
    std::tie(Line, Rest) = Rest.split('\n');
    Words W(Line);
    llvm::StringRef Kind = W.word();
    if (Kind.size() != 1)
      return std::nullopt;
    if (Kind == ">") {
      HopCall C;
      C.At = W.spot();
      C.Callee = W.id();
      C.Key = W.key();
      Out.Calls.push_back(C);
    } else {
      HopLoss L;
      L.Kind = Kind[0];
      L.At = W.spot();
      L.Wants = W.list();
      L.What = W.rest();
      Out.Losses.push_back(std::move(L));
    }
    Good = W.good();
  }
  if (!Good)
    return std::nullopt;
  return Out;
}

std::string StartFact::toText() const {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  OS << hex(Callee) << ' ' << hex(Key) << ' ';
  write(OS, Declared);
  OS << ' ' << llvm::join(Has, ",") << ' ' << Name << '\n' << Token;
  OS.flush();
  return Text;
}

std::optional<StartFact> StartFact::fromText(llvm::StringRef Text) {
  StartFact Out;
  auto [First, Second] = Text.split('\n');
  Words W(First);
  Out.Callee = W.id();
  Out.Key = W.key();
  Out.Declared = W.spot();
  Out.Has = W.list();
  Out.Name = W.rest();
  Out.Token = Second.str();
  if (!W.good())
    return std::nullopt;
  return Out;
}

//===----------------------------------------------------------------------===//
// The graph
//===----------------------------------------------------------------------===//

/// Marks what leads to something marked. \p Calls gives, for each id, who calls
/// it.
static void spread(std::vector<FunctionId> Work,
                   const std::multimap<FunctionId, FunctionId> &Callers,
                   std::set<FunctionId> &Marked) {
  Marked.insert(Work.begin(), Work.end());
  while (!Work.empty()) {
    FunctionId Id = Work.back();
    Work.pop_back();
    auto Range = Callers.equal_range(Id);
    for (auto It = Range.first; It != Range.second; ++It)
      if (Marked.insert(It->second).second)
        Work.push_back(It->second);
  }
}

ChainIndex::ChainIndex(llvm::ArrayRef<const Fact *> Facts) {
  for (const Fact *F : Facts) {
    std::optional<HopFact> Hop = HopFact::fromText(F->Detail);
    if (!Hop)
      continue;
    auto Inserted = Nodes.try_emplace(Hop->Id);
    Node &N = Inserted.first->second;
    if (Inserted.second) {
      N.At = F;
      N.Hop = std::move(*Hop);
    } else if (N.At->Detail != F->Detail || N.At->File != F->File) {
      N.Unsure = true;
    }
  }
  std::multimap<FunctionId, FunctionId> Callers;
  std::vector<FunctionId> Work;
  for (const auto &KV : Nodes) {
    if (KV.second.Unsure)
      continue;
    if (!KV.second.Hop.Losses.empty())
      Work.push_back(KV.first);
    for (const HopCall &C : KV.second.Hop.Calls)
      Callers.insert({C.Callee, KV.first});
  }
  std::set<FunctionId> Losing;
  spread(std::move(Work), Callers, Losing);
  for (FunctionId Id : Losing)
    Nodes[Id].Loses = true;
}

static bool helps(const HopLoss &Loss, llvm::ArrayRef<std::string> Has) {
  for (const std::string &W : Loss.Wants)
    for (const std::string &H : Has)
      if (W == H)
        return true;
  return false;
}

std::optional<Chain> ChainIndex::find(FunctionId Callee,
                                      llvm::ArrayRef<std::string> Has,
                                      size_t MaxLinks) const {
  struct Step {
    const Node *N;
    size_t Before; ///< index of the step that led here
    const HopCall *By;
    size_t Depth;
  };
  auto NodeOf = [&](FunctionId Id) -> const Node * {
    auto It = Nodes.find(Id);
    if (It == Nodes.end() || It->second.Unsure || !It->second.Loses)
      return nullptr;
    return &It->second;
  };
  std::vector<Step> Steps;
  std::set<FunctionId> Seen{Callee};
  if (const Node *N = NodeOf(Callee))
    Steps.push_back({N, 0, nullptr, 1});
  for (size_t I = 0; I != Steps.size(); ++I) {
    for (const HopLoss &L : Steps[I].N->Hop.Losses) {
      if (!helps(L, Has))
        continue;
      Chain Out;
      Out.Loss = &L;
      const HopCall *By = nullptr;
      for (size_t At = I;; At = Steps[At].Before) {
        Out.Links.push_back({Steps[At].N->At, &Steps[At].N->Hop, By});
        By = Steps[At].By;
        if (!By)
          break;
      }
      std::reverse(Out.Links.begin(), Out.Links.end());
      return Out;
    }
    if (Steps[I].Depth == MaxLinks)
      continue;
    for (const HopCall &C : Steps[I].N->Hop.Calls)
      if (Seen.insert(C.Callee).second)
        if (const Node *N = NodeOf(C.Callee))
          Steps.push_back({N, I, &C, Steps[I].Depth + 1});
  }
  return std::nullopt;
}

std::set<uint32_t> reachable(llvm::ArrayRef<const Fact *> Starts,
                             llvm::ArrayRef<const Fact *> Hops,
                             size_t MaxLinks) {
  std::set<uint32_t> Keys;
  std::set<FunctionId> Seen;
  std::vector<FunctionId> Front, Next;
  auto Reach = [&](FunctionId Callee, uint32_t Key) {
    if (!Seen.insert(Callee).second)
      return;
    Keys.insert(Key);
    Next.push_back(Callee);
  };
  for (const Fact *F : Starts)
    if (std::optional<StartFact> Start = StartFact::fromText(F->Detail))
      Reach(Start->Callee, Start->Key);
  // A function may have several definitions here; each counts.
  std::multimap<FunctionId, HopFact> Nodes;
  for (const Fact *F : Hops)
    if (std::optional<HopFact> Hop = HopFact::fromText(F->Detail)) {
      FunctionId Id = Hop->Id;
      Nodes.emplace(Id, std::move(*Hop));
    }
  for (size_t Link = 1; Link < MaxLinks && !Next.empty(); ++Link) {
    Front.swap(Next);
    Next.clear();
    for (FunctionId Id : Front) {
      auto Range = Nodes.equal_range(Id);
      for (auto It = Range.first; It != Range.second; ++It)
        for (const HopCall &C : It->second.Calls)
          Reach(C.Callee, C.Key);
    }
  }
  return Keys;
}

FactSet prune(const PruneInput &In) {
  std::map<FunctionId, const HopFact *> Hops;
  std::multimap<FunctionId, FunctionId> Callers, Callees;
  std::vector<FunctionId> Work;
  for (const auto &H : In.Hops) {
    const HopFact &Hop = H.first;
    Hops[Hop.Id] = &Hop;
    bool Loses = !Hop.Losses.empty();
    for (const HopCall &C : Hop.Calls) {
      Callers.insert({C.Callee, Hop.Id});
      Callees.insert({Hop.Id, C.Callee});
      Loses |= !In.Defined.count(C.Callee);
    }
    if (Loses)
      Work.push_back(Hop.Id);
  }
  std::set<FunctionId> MayLose;
  spread(std::move(Work), Callers, MayLose);

  FactSet Out;
  Work.clear();
  for (const auto &S : In.Starts) {
    if (!In.Defined.count(S.first.Callee) || MayLose.count(S.first.Callee))
      Out.record(S.second);
    Work.push_back(S.first.Callee);
  }
  Work.insert(Work.end(), In.Entries.begin(), In.Entries.end());
  std::set<FunctionId> Reached;
  spread(std::move(Work), Callees, Reached);
  for (const auto &H : In.Hops)
    if (MayLose.count(H.first.Id) && Reached.count(H.first.Id))
      Out.record(H.second);
  return Out;
}

std::shared_ptr<const Fact> placeIn(const Fact &Of, const Spot &S) {
  auto Out = std::make_shared<Fact>();
  Out->File = Of.File;
  Out->Offset = S.Offset;
  Out->Line = S.Line;
  Out->Column = S.Column;
  return Out;
}

} // namespace ctx::facts
