//===- Suggestions.cpp ----------------------------------------------------===//

#include "Suggestions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using ctx::facts::Candidate;
using ctx::facts::Part;
using ctx::facts::PartKey;

namespace ctx::tool {

Usage usageOf(const facts::PlaceBits &Uses) {
  Usage Out;
  for (const auto &U : Uses) {
    bool Loops = U.second & facts::InLoop;
    if (!Out.All || (Loops && !Out.Loops))
      Out.Example = U.first;
    ++Out.All;
    Out.Loops += Loops;
    Out.Outside += !(U.second & facts::Inside);
  }
  return Out;
}

bool isPoll(const Part &P) {
  return P.Role == "poll" || P.Role == "poll_throw" || P.Role == "poll_status";
}

namespace {

/// The first places of something count most.
unsigned weight(size_t Count) { return Count ? Log2_64(Count) + 1 : 0; }

/// What counts for a class.
struct Evidence {
  bool Asked = false;   ///< by a function whose name leaves no doubt
  bool Throws = false;  ///< one of them throws
  bool Flag = false;    ///< a flag that others can read
  bool OwnFlag = false; ///< a flag that its own loops read
  bool MaybeAsked = false;
  bool Requests = false, MayRequest = false;
  bool Deadline = false, GetsValue = false, Values = false, Makes = false,
       Hands = false;
  unsigned Outside = 0, Loops = 0;
  unsigned Parameters = 0, PassedOn = 0;

  explicit Evidence(const Candidate &C) {
    for (const auto &P : C.Parts)
      add(P.first, P.second);
    Parameters = C.Parameters.size();
    for (const auto &P : C.Parameters)
      PassedOn += bool(P.second & facts::PassesOn);
    GetsValue = C.has("value_get");
    Values = GetsValue && C.has("value_set");
  }

private:
  void add(const PartKey &Key, const Part &P) {
    bool Sure = P.Doubt.empty();
    bool Field = Key.Matcher == "field" || Key.Matcher == "var";
    if (isPoll(P)) {
      Usage U = usageOf(P.Uses);
      Asked |= Sure && !Field;
      Throws |= Sure && P.Role == "poll_throw";
      Flag |= Field && U.Outside;
      OwnFlag |= Field && U.Loops;
      MaybeAsked |= !Sure;
      Outside += U.Outside;
      Loops += U.Loops;
    }
    if (P.Role == "trigger")
      (Sure ? Requests : MayRequest) = true;
    Deadline |= P.Role == "get_deadline" || P.Role == "set_deadline";
    Makes |=
        P.Role == "root_factory" || StringRef(P.Role).starts_with("derive");
    Hands |= P.Role == "get_token";
  }
};

/// How convincing \p C is; 0: it is nothing.
unsigned score(const Candidate &C, const Evidence &E) {
  const bool Context = C.Hint == "context";
  const bool Token = C.Hint == "token" || C.Hint == "source";
  // One member may be the other half of a class that hides its inside.
  const bool Travels = E.Parameters >= 1 || C.Members.size() >= 2;
  const bool Kept = Travels || !C.Members.empty();
  bool Good = false;
  if (E.Asked)
    // Nobody passes it on: what is asked there is a state, not a request.
    Good = (E.Outside && (Travels || ((Token || Context) && E.Loops))) ||
           (Token && Kept);
  else if (E.Flag)
    Good = E.Parameters >= 2 || Token;
  else if (E.MaybeAsked && (Token || Context))
    Good = E.Requests && Travels && E.Outside;
  else if (C.Hint == "source")
    Good = (E.Requests || E.MayRequest) && (E.Hands || Kept);
  else if (Token) // the power to cancel, whatever its name
    Good = E.Requests && (E.Parameters >= 2 || C.Members.size() >= 2);
  // The four questions of Go's interface, or most of them.
  if (Context && E.Deadline && E.GetsValue && (E.Requests || E.MaybeAsked))
    Good = true;
  if (!Good && Context)
    Good = ((E.Values && (E.Deadline || E.Makes)) || (E.Deadline && E.Makes)) &&
           E.Parameters >= 2 && E.PassedOn >= 1;
  if (!Good)
    return 0;
  return 4 * E.Asked + 2 * E.Throws + 2 * E.Requests + 4 * Token + 2 * Context +
         E.Deadline + E.Values + E.Makes + 2 * weight(E.Parameters) +
         2 * weight(E.PassedOn) + 2 * weight(E.Outside) + weight(E.Loops) +
         weight(C.Members.size());
}

std::vector<std::string> rolesOf(const Candidate &C, const Evidence &E) {
  std::vector<std::string> Out;
  bool Asked = E.Asked || E.Flag || E.MaybeAsked;
  if (C.Hint == "context" || (E.Deadline && E.PassedOn))
    Out.push_back("context");
  if (Asked)
    // Who hands out tokens is asked through them.
    Out.push_back(!E.Requests ? "token" : E.Hands ? "source" : "unified");
  else if (C.Hint == "source")
    Out.push_back("source");
  else if (E.Requests)
    Out.push_back(C.Hint == "token" ? "cancel_handle" : "source");
  if (E.Values)
    Out.push_back("value_bag");
  return Out;
}

/// A function that is called, or a flag that is read, by itself.
unsigned scoreAlone(const Candidate &C) {
  unsigned Best = 0;
  for (const auto &P : C.Parts) {
    Usage U = usageOf(P.second.Uses);
    if (!isPoll(P.second) || !P.second.Doubt.empty())
      continue;
    if (P.first.Matcher == "var" ? U.Loops : U.All >= 2 && U.Loops)
      Best = std::max(Best, (P.first.Matcher == "var" ? 0 : 4) +
                                2 * weight(U.All) + weight(U.Loops));
  }
  return Best;
}

} // namespace

std::vector<Suggestion> rank(const facts::CandidateSet &All) {
  std::vector<Suggestion> Out;
  std::set<std::string> Names;
  for (const auto &Entry : All.all()) {
    const Candidate &C = Entry.second;
    if (C.Hint == "error" || C.Parts.empty())
      continue;
    Evidence E(C);
    Suggestion S{Entry.first, &C, {}, 0};
    S.Score = C.IsType ? score(C, E) : scoreAlone(C);
    if (!S.Score)
      continue;
    if (C.IsType)
      S.Roles = rolesOf(C, E);
    Names.insert(Entry.first);
    Out.push_back(std::move(S));
  }
  erase_if(Out, [&](const Suggestion &S) {
    return any_of(S.What->Bases,
                  [&](const std::string &B) { return Names.count(B); });
  });
  llvm::sort(Out, [](const Suggestion &A, const Suggestion &B) {
    return std::tie(B.Score, A.Name) < std::tie(A.Score, B.Name);
  });
  return Out;
}

std::vector<Suggestion> cancelErrors(const facts::CandidateSet &All) {
  std::vector<Suggestion> Out;
  for (const auto &Entry : All.all())
    if (Entry.second.Hint == "error" && !Entry.second.Members.empty())
      Out.push_back({Entry.first, &Entry.second, {"cancel_error"}, 0});
  return Out;
}

} // namespace ctx::tool
