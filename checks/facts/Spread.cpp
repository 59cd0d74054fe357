//===- Spread.cpp ---------------------------------------------------------===//

#include "Spread.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

namespace ctx::facts {

namespace spread {
const char *const Needs = "member-needs";
const char *const Seen = "member-seen";
const char *const Wait = "member-wait";
const char *const Stopped = "member-stopped";
const char *const HandedOut = "member-handed-out";
} // namespace spread

std::string idText(FunctionId Id) { return llvm::utohexstr(Id); }

static std::optional<FunctionId> idOf(llvm::StringRef Text) {
  FunctionId Id = 0;
  if (Text.empty() || Text.getAsInteger(16, Id))
    return std::nullopt;
  return Id;
}

std::string SpreadNeeds::toText() const {
  std::string Out = Name + "|" + Class + "|" + Advice + "|";
  for (FunctionId Id : Functions)
    Out += (Out.back() == '|' ? "" : ",") + idText(Id);
  return Out;
}

std::optional<SpreadNeeds> SpreadNeeds::fromText(llvm::StringRef Text) {
  llvm::SmallVector<llvm::StringRef, 4> Parts, Ids;
  Text.split(Parts, '|');
  if (Parts.size() != 4)
    return std::nullopt;
  SpreadNeeds Out;
  Out.Name = Parts[0].str();
  Out.Class = Parts[1].str();
  Out.Advice = Parts[2].str();
  Parts[3].split(Ids, ',');
  for (llvm::StringRef Part : Ids) {
    std::optional<FunctionId> Id = idOf(Part);
    if (!Id)
      return std::nullopt;
    Out.Functions.insert(*Id);
  }
  return Out;
}

std::string SpreadWait::toText() const {
  return std::string(Destructor ? "destructor" : "member") +
         (NeedsToken ? ",token" : "");
}

std::optional<SpreadWait> SpreadWait::fromText(llvm::StringRef Text) {
  SpreadWait Out;
  auto [Where, Token] = Text.split(',');
  if ((Where != "destructor" && Where != "member") ||
      (!Token.empty() && Token != "token"))
    return std::nullopt;
  Out.Destructor = Where == "destructor";
  Out.NeedsToken = !Token.empty();
  return Out;
}

std::vector<SpreadLoss> lostMembers(const FactSet &Facts,
                                    llvm::StringRef Check) {
  auto Seen = Facts.byUsr(Check, spread::Seen);
  auto Waits = Facts.byUsr(Check, spread::Wait);
  auto Stopped = Facts.byUsr(Check, spread::Stopped);
  auto HandedOut = Facts.byUsr(Check, spread::HandedOut);
  std::vector<SpreadLoss> Out;
  for (const auto &One : Facts.byUsr(Check, spread::Needs)) {
    const std::string &Usr = One.first;
    // Two definitions under one name are nobody's business here.
    if (One.second.size() != 1 || Stopped.count(Usr) || !Waits.count(Usr) ||
        !Seen.count(Usr))
      continue;
    SpreadLoss L;
    L.Member = One.second.front();
    std::optional<SpreadNeeds> Needs = SpreadNeeds::fromText(L.Member->Detail);
    if (!Needs)
      continue;
    L.Needs = std::move(*Needs);
    std::set<FunctionId> Missing = L.Needs.Functions;
    for (const Fact *F : Seen[Usr])
      if (std::optional<FunctionId> Id = idOf(F->Detail))
        Missing.erase(*Id);
    if (!Missing.empty())
      continue;
    bool NeedsToken = false;
    for (bool Destructor : {true, false})
      for (const Fact *F : Waits[Usr]) {
        std::optional<SpreadWait> Wait = SpreadWait::fromText(F->Detail);
        if (L.Wait || !Wait || Wait->Destructor != Destructor)
          continue;
        L.Wait = F;
        NeedsToken = Wait->NeedsToken;
      }
    if (HandedOut.count(Usr))
      L.HandedOut = HandedOut[Usr].front();
    if (L.Wait && (L.HandedOut || !NeedsToken))
      Out.push_back(std::move(L));
  }
  return Out;
}

} // namespace ctx::facts
