//===- DroppingChain.cpp - ctx-dropping-chain -----------------------------===//
//
// A callee, directly or through others, drops the context that the caller has.
//
// Positive when
//   - a function or lambda with a token or context calls a function of the
//     user's that takes none and has none in its class, and on the way from
//     there, through such functions alone, one
//     - gives a root to something that takes a token, leaves that argument to a
//       default that is a root, or makes a context of its own for a call;
//     - waits in a way that neither a stop request nor a plain wake-up ends, or
//       loops for ever.
// Negative when
//   - a function on the way has a token, looks at one, or has a protocol of its
//     own to be stopped by: a flag, a callable, an object that knows the token;
//   - it is clean-up, a generator, starts or prepares something that is apart
//     from its caller, or says that it is detached (by its name, or in a
//     comment at the call or the function);
//   - the caller is main, a test or clean-up, or cancellation was observed;
//   - the caller never uses its token: that is ctx-unused-token's finding.
// Unknown when (silent)
//   - a call on the way is virtual, through a pointer, of a template, in a
//     stored lambda, of a coroutine, or of code that is not the user's;
//   - a function is not the same in all translation units.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/GivenRoots.h"
#include "analysis/Hops.h"
#include "analysis/InScope.h"
#include "analysis/Knowers.h"
#include "analysis/Observed.h"
#include "compat/Compat.h"
#include "core/Asks.h"
#include "core/CheckRegistry.h"
#include "facts/Chains.h"
#include "clang/Index/USRGeneration.h"

using namespace clang;

namespace ctx {
namespace {

using namespace analysis;
using model::Role;
using model::RoleSet;
using model::TypeUse;

constexpr OptionInfo Options[] = {
    {"ApartWords",
     "start;spawn;launch;submit;enqueue;post;schedule;defer;async;background;"
     "fire and forget;init;initialize;initialise;setup;set up;bootstrap;"
     "register;prefetch;warm up",
     "words in the name of a function that say that it starts or prepares "
     "something that is apart from its caller"},
};

constexpr CheckInfo Info = {
    "ctx-dropping-chain",
    "a callee, directly or through others, drops the context the caller has",
    "contextcheck",
    "M13",
    Severity::Warning,
    FixKind::None,
    true,
    "0.1",
    Options,
};

/// Longer chains are hard to follow, and seldom one request's.
constexpr size_t MaxLinks = 6;

/// What a token can do for a wait or a loop.
constexpr llvm::StringLiteral StopKey = "stop";

class DroppingChain : public Check {
public:
  DroppingChain(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context), Words(list("ApartWords")),
        Apart(Words.begin(), Words.end()) {}

  void onStartOfTranslationUnit() override {
    Check::onStartOfTranslationUnit();
    Graph.reset();
    Seen = facts::PruneInput();
    Ids.clear();
    Keys.clear();
  }

  static std::vector<facts::Conclusion> conclude(const facts::FactSet &Facts);
  /// See core/Asks.h.
  static std::set<uint32_t> asks(const facts::FactSet &Facts);

protected:
  bool wantsAll() const override { return true; }
  void checkFunction(const FunctionDecl *F) override;
  void endOfTu(ASTContext &Context) override;

private:
  /// What a function of the user's gives to its calls.
  struct Holder {
    const FunctionDecl *F;
    const ParentMap &Parents;
    Frame Whole;
  };

  facts::FunctionId idOf(const FunctionDecl *F);
  facts::Spot spotOf(SourceLocation L, FileID File) const;
  const std::vector<std::string> &keysOf(const TypeUse &Use);
  std::string keyOf(const TypeUse &Use) const;
  static uint32_t keyOf(const FunctionDecl *F);

  void hop(const FunctionDecl *F, const HopSummary &Summary);
  void starts(const FunctionDecl *F);
  bool mayHaveToken(const FunctionDecl *F);
  std::optional<Candidate> tokenAt(const CallExpr *Call, const Holder &H);
  bool isUsed(const Candidate &Token, const Holder &H);
  bool isEndedByCallback(const CallExpr *C, const FunctionDecl *F);
  bool isEndedOtherwise(const CallExpr *Call, const Holder &H);
  SourceLocation locate(const facts::Fact &F) const;

  std::vector<std::string> Words;
  std::vector<llvm::StringRef> Apart;
  std::unique_ptr<Hops> Graph;
  facts::PruneInput Seen;
  llvm::DenseMap<const FunctionDecl *, facts::FunctionId> Ids;
  llvm::DenseMap<const model::TypeEntry *, std::vector<std::string>> Keys;
};

//===----------------------------------------------------------------------===//
// Names of things
//===----------------------------------------------------------------------===//

facts::FunctionId DroppingChain::idOf(const FunctionDecl *F) {
  F = F->getCanonicalDecl();
  auto Inserted = Ids.try_emplace(F, 0);
  if (!Inserted.second)
    return Inserted.first->second;
  llvm::SmallString<128> Usr;
  if (index::generateUSRForDecl(F, Usr))
    return 0;
  std::string File;
  if (!F->isExternallyVisible()) {
    SourceLocation At = sources().getExpansionLoc(F->getLocation());
    if (auto Entry = sources().getFileEntryRefForID(sources().getFileID(At)))
      File = Entry->getFileEntry().tryGetRealPathName().str();
  }
  return Ids[F] = facts::functionId(Usr, File);
}

uint32_t DroppingChain::keyOf(const FunctionDecl *F) {
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  llvm::StringRef Class;
  if (M && M->getParent()->getIdentifier())
    Class = M->getParent()->getName();
  return facts::definitionKey(
      Class, F->getIdentifier() ? F->getName() : llvm::StringRef("operator"));
}

facts::Spot DroppingChain::spotOf(SourceLocation L, FileID File) const {
  facts::Spot S;
  L = sources().getExpansionLoc(L);
  if (L.isInvalid() || sources().getFileID(L) != File)
    return S;
  S.Offset = sources().getFileOffset(L);
  S.Line = sources().getSpellingLineNumber(L);
  S.Column = sources().getSpellingColumnNumber(L);
  return S;
}

std::string DroppingChain::keyOf(const TypeUse &Use) const {
  std::string Key =
      (Use.Voc ? Use.Voc->Name : std::string()) + "." +
      (Use.Entry->Id.empty() ? Use.Bare.getCanonicalType().getAsString()
                             : Use.Entry->Id);
  for (char &C : Key)
    if (C == ' ' || C == ',')
      C = '_';
  return Key;
}

/// What a token or context of \p Use can stand for: itself, and what can be
/// derived from it.
const std::vector<std::string> &DroppingChain::keysOf(const TypeUse &Use) {
  auto Inserted = Keys.try_emplace(Use.Entry);
  std::vector<std::string> &Out = Inserted.first->second;
  if (!Inserted.second)
    return Out;
  Out.push_back(keyOf(Use));
  if (!Use.Voc)
    return Out;
  for (const model::TypeEntry &T : Use.Voc->Types) {
    if (&T == Use.Entry || !T.Roles.has(Role::Context))
      continue;
    for (const std::string &Name : T.Names)
      for (const NamedDecl *D : roles().lookUp(llvm::StringRef(Name).drop_while(
               [](char C) { return C == ':'; })))
        if (const auto *R = dyn_cast<CXXRecordDecl>(D))
          if (TypeUse Child = roles().type(compat::typeOf(ast(), R)))
            if (derivation(Child, Use, roles())) {
              Out.push_back(keyOf(Child));
              break;
            }
  }
  return Out;
}

//===----------------------------------------------------------------------===//
// Facts of one function
//===----------------------------------------------------------------------===//

void DroppingChain::checkFunction(const FunctionDecl *F) {
  // A static function that its own translation unit does not call is in no
  // chain; headers in C's style have them by the thousand.
  if (isLambda(F) || F->isDependentContext() ||
      (!isa<CXXMethodDecl>(F) && F->getStorageClass() == SC_Static &&
       !F->isReferenced()))
    return;
  if (!Graph)
    Graph = std::make_unique<Hops>(
        roles(), ast(), Apart,
        [this](const FunctionDecl *G) -> const ParentMap & {
          return services().parents(G);
        });
  Seen.Defined.insert(idOf(F));
  if (std::optional<HopSummary> Summary = Graph->summarise(F))
    hop(F, *Summary);
  // A lambda in a function without a token may have one of its own.
  if (services().touchesRole(F))
    starts(F);
}

void DroppingChain::hop(const FunctionDecl *F, const HopSummary &Summary) {
  facts::HopFact Hop;
  Hop.Id = idOf(F);
  Hop.Name = shownName(F);
  FileID File =
      sources().getFileID(sources().getExpansionLoc(F->getLocation()));
  for (const TokenLoss &L : Summary.Losses) {
    facts::HopLoss Out;
    Out.Kind = char(L.Kind);
    Out.At = spotOf(L.At, File);
    Out.Wants = {L.Type ? keyOf(L.Type) : StopKey.str()};
    Out.What = L.Callee;
    if (Out.At.Line)
      Hop.Losses.push_back(std::move(Out));
  }
  for (const HopCall &C : Summary.Calls) {
    facts::HopCall Out{idOf(C.Callee), spotOf(C.Call->getExprLoc(), File),
                       keyOf(C.Callee)};
    if (Out.At.Line && Out.Callee)
      Hop.Calls.push_back(Out);
  }
  if (Hop.Losses.empty() && Hop.Calls.empty())
    return;
  std::optional<facts::Fact> Fact =
      factAt("hop", F, F->getLocation(), Hop.toText());
  if (!Fact)
    return;
  if (F->isExternallyVisible() && !F->isInlined())
    Seen.Entries.insert(Hop.Id);
  Seen.Hops.push_back({std::move(Hop), std::move(*Fact)});
}

//===----------------------------------------------------------------------===//
// Where a chain starts
//===----------------------------------------------------------------------===//

/// True if \p F or a lambda in it is given a token or context.
bool DroppingChain::mayHaveToken(const FunctionDecl *F) {
  auto Any = [&](const FunctionDecl *G) {
    return llvm::any_of(G->parameters(), [&](const ParmVarDecl *P) {
      return Graph->knowsStop(P->getType()) || roles().type(P);
    });
  };
  bool Found = Any(F);
  if (!Found)
    forEachStmtOf(F, [&](const Stmt *S) {
      if (const auto *L = dyn_cast<LambdaExpr>(S))
        Found |= Any(L->getCallOperator());
      return !Found;
    });
  return Found;
}

/// The best token or context that was given to the frame of \p Call.
std::optional<Candidate> DroppingChain::tokenAt(const CallExpr *Call,
                                                const Holder &H) {
  static const RoleSet Travels{Role::Token, Role::Context, Role::Unified};
  for (const Candidate &C : InScope(H.F, H.Parents, roles()).at(Call)) {
    if (!C.Use.Roles.hasAny(Travels) || C.Use.has(Role::SingleUse) ||
        C.Use.hasForm(model::Form::Weak) || C.KnownNull ||
        isa<FieldDecl>(C.Decl) || C.Decl->isCXXClassMember() ||
        roles().type(C.Decl).has(Role::TaskHandle) ||
        roles().type(C.Decl).has(Role::Source) ||
        (C.Deferred && C.Kind != CandidateKind::Capture) ||
        (C.Decl->getIdentifier() && saysOptOut(C.Decl->getName())))
      continue;
    return C;
  }
  return std::nullopt;
}

/// True if the function does something with \p Token.
bool DroppingChain::isUsed(const Candidate &Token, const Holder &H) {
  bool Used = false;
  forEachStmtOf(H.F, [&](const Stmt *S) {
    const auto *R = dyn_cast<DeclRefExpr>(S);
    Used |= R && R->getDecl() == Token.Decl &&
            !Graph->polls().isNoUse(R, H.Parents);
    return !Used;
  });
  return Used;
}

/// True if the loop around \p Call also ends in another way than by the token,
/// or a callback is there to wake who waits.
bool DroppingChain::isEndedOtherwise(const CallExpr *Call, const Holder &H) {
  if (Graph->polls().registers(H.Whole))
    return true;
  auto Polls = [this](const Expr *Condition) {
    return meansCancelled(Condition, true, roles()) ||
           meansCancelled(Condition, false, roles());
  };
  for (const Stmt *P = H.Parents.getParent(Call); P; P = H.Parents.getParent(P))
    if (isLoop(P) && isEndedFromOutside(P, Polls))
      return true;
  return false;
}

/// True if a callback that \p F registers touches the object that \p C is
/// called on: it may end what that does.
bool DroppingChain::isEndedByCallback(const CallExpr *C,
                                      const FunctionDecl *F) {
  const auto *M = dyn_cast<CXXMemberCallExpr>(C);
  const ValueDecl *On =
      M ? referenced(M->getImplicitObjectArgument()) : nullptr;
  bool Found = false;
  if (On)
    forEachStmtOf(F, [&](const Stmt *S) {
      const auto *E = dyn_cast<Expr>(S);
      if (E && (isa<CallExpr>(E) || isa<CXXConstructExpr>(E)) &&
          roles().op(E, Role::Register))
        Found |= mentions(E, On);
      return !Found;
    });
  return Found;
}

void DroppingChain::starts(const FunctionDecl *F) {
  if (mayMakeRoots(F, roles()) || isCleanup(F) || !bodyInReach(F) ||
      (F->getIdentifier() && saysOptOut(F->getName())) ||
      Graph->comments().coverLine(F->getBeginLoc()) || !mayHaveToken(F))
    return;
  Holder H{F, services().parents(F), framesOf(F).front()};
  FileID File =
      sources().getFileID(sources().getExpansionLoc(F->getLocation()));
  llvm::SmallPtrSet<const FunctionDecl *, 8> Called;
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  std::map<const ValueDecl *, llvm::SmallPtrSet<const ValueDecl *, 8>> Knowers;
  auto KnowersOf = [&](const ValueDecl *Token) -> auto & {
    auto Inserted = Knowers.try_emplace(Token);
    if (Inserted.second)
      Inserted.first->second = knowersOf(Token, F, *Graph, roles());
    return Inserted.first->second;
  };
  forEachStmtOf(F, [&](const Stmt *S) {
    const auto *C = dyn_cast<CallExpr>(S);
    const FunctionDecl *Callee = C ? Graph->hopCalledBy(C) : nullptr;
    if (!Callee || Called.count(Callee))
      return true;
    std::optional<Candidate> Token = tokenAt(C, H);
    if (!Token || mentionsAny(C, KnowersOf(Token->Decl), *Graph) ||
        isExcused(C, H.Parents, roles()) || isEndedByCallback(C, F) ||
        Graph->comments().coverLine(C->getExprLoc()))
      return true;
    facts::StartFact Start;
    Start.Callee = idOf(Callee);
    Start.Key = keyOf(Callee);
    Start.Name = shownName(F);
    Start.Token = Token->Text;
    Start.Has = keysOf(Token->Use);
    Start.Declared = spotOf(Token->Decl->getLocation(), File);
    bool Used = isUsed(*Token, H);
    // Imposed on it: what it is given is still there for those it calls.
    bool Imposed =
        Token->Use.has(Role::PerRequest) || (Method && Method->isVirtual());
    if (!Used && !Imposed)
      return true;
    if (Used && Graph->polls().isPollable(Token->Use) &&
        !isEndedOtherwise(C, H))
      Start.Has.push_back(StopKey.str());
    if (!Called.insert(Callee).second || !Start.Callee)
      return true;
    if (std::optional<facts::Fact> Fact =
            factAt("start", F, C->getExprLoc(), Start.toText()))
      Seen.Starts.push_back({std::move(Start), std::move(*Fact)});
    return true;
  });
}

//===----------------------------------------------------------------------===//
// Conclusions
//===----------------------------------------------------------------------===//

static std::string lossNote(const facts::HopFact &Hop,
                            const facts::HopLoss &Loss) {
  std::string Who = "'" + Hop.Name + "' ";
  switch (LossKind(Loss.Kind)) {
  case LossKind::Empty:
    return Who + "gives '" + Loss.What + "' a root here, which nobody stops";
  case LossKind::Omitted:
    return Who + "leaves it to the default of '" + Loss.What +
           "' here, which nobody stops";
  case LossKind::Made:
    return Who + "makes a root of its own for '" + Loss.What + "' here";
  case LossKind::Waits:
    return Who + "waits here, and a stop request does not end it";
  case LossKind::Loops:
    return Who + "loops here for ever";
  }
  return "";
}

static facts::Conclusion say(const facts::Fact &At,
                             const facts::StartFact &Start,
                             const facts::Chain &Chain) {
  const facts::HopFact &Last = *Chain.Links.back().Hop;
  const facts::HopLoss &Loss = *Chain.Loss;
  std::string Way = Start.Name;
  for (const facts::Chain::Link &L : Chain.Links)
    Way += " -> " + L.Hop->Name;
  std::string End = LossKind(Loss.Kind) == LossKind::Loops ? "loop" : "wait";
  End = "the " + End + " in '" + Last.Name + "'";
  if (!Loss.What.empty()) {
    End = "'" + Loss.What + "'";
    Way += " -> " + Loss.What;
  }
  facts::Conclusion C;
  C.Check = Info.Id;
  C.At = &At;
  C.Message = "'" + Start.Token + "' does not reach " + End + ": '" +
              Chain.Links.front().Hop->Name + "' does not take it, so " + Way +
              " is not stopped with it; pass it down the chain";
  auto Note = [&](const facts::Fact &Of, const facts::Spot &S,
                  std::string Text) {
    C.Places.push_back(facts::placeIn(Of, S));
    C.Notes.push_back({C.Places.back().get(), std::move(Text)});
  };
  if (Start.Declared.Line)
    Note(At, Start.Declared, "'" + Start.Token + "' is in scope here");
  for (size_t I = 0; I + 1 < Chain.Links.size(); ++I)
    Note(*Chain.Links[I].At, Chain.Links[I].Call->At,
         "'" + Chain.Links[I].Hop->Name + "' has nothing to give to '" +
             Chain.Links[I + 1].Hop->Name + "' here");
  Note(*Chain.Links.back().At, Loss.At, lossNote(Last, Loss));
  return C;
}

std::set<uint32_t> DroppingChain::asks(const facts::FactSet &Facts) {
  std::vector<const facts::Fact *> Hops, Starts;
  for (const facts::Fact &F : Facts)
    if (F.Check == Info.Id)
      (F.Kind == "hop" ? Hops : Starts).push_back(&F);
  return facts::reachable(Starts, Hops, MaxLinks);
}

std::vector<facts::Conclusion>
DroppingChain::conclude(const facts::FactSet &Facts) {
  std::vector<const facts::Fact *> Hops, Starts;
  for (const facts::Fact &F : Facts)
    if (F.Check == Info.Id)
      (F.Kind == "hop" ? Hops : Starts).push_back(&F);
  std::vector<facts::Conclusion> Out;
  if (Starts.empty())
    return Out;
  facts::ChainIndex Index(Hops);
  for (const facts::Fact *F : Starts) {
    std::optional<facts::StartFact> Start =
        facts::StartFact::fromText(F->Detail);
    if (!Start)
      continue;
    if (std::optional<facts::Chain> Chain =
            Index.find(Start->Callee, Start->Has, MaxLinks))
      Out.push_back(say(*F, *Start, *Chain));
  }
  return Out;
}

SourceLocation DroppingChain::locate(const facts::Fact &F) const {
  SourceManager &SM = ast().getSourceManager();
  auto File = SM.getFileManager().getOptionalFileRef(F.File);
  FileID Id = File ? SM.translateFile(*File) : FileID();
  return Id.isValid()
             ? SM.getLocForStartOfFile(Id).getLocWithOffset(int(F.Offset))
             : SourceLocation();
}

void DroppingChain::endOfTu(ASTContext &Context) {
  facts::FactSet Facts = facts::prune(Seen);
  Seen = facts::PruneInput();
  Graph.reset();
  if (keepsFacts()) {
    for (const facts::Fact &F : Facts)
      record(F);
    return;
  }
  // Nobody merges: what this translation unit shows is all there is.
  for (const facts::Conclusion &C : conclude(Facts)) {
    diag(locate(*C.At), "%0") << C.Message;
    for (const auto &Note : C.Notes)
      diag(locate(*Note.first), "%0", DiagnosticIDs::Note) << Note.second;
  }
}

CTX_REGISTER_CHECK(DroppingChain, Info);
CTX_REGISTER_ASKS(DroppingChain, Info);

} // namespace
} // namespace ctx
