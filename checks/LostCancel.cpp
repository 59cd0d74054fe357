//===- LostCancel.cpp - ctx-lost-cancel -----------------------------------===//
//
// Work was given a token, and nobody ever asks it to stop.
//
// Positive when
//   - a local source, made live here, hands its token to work that may go on
//     (started, stored, returned), and some path leaves without a trigger;
//   - the cancel handle of a derived context is dropped, or not called on a
//   path;
//   - a source that only this TU can see hands out tokens and is never
//   triggered;
//   - a class waits for its work, owns a source, and never triggers it, in one
//     translation unit or in all that define it together.
// Negative when
//   - every such path triggers, or the work is known to have ended on it;
//   - the token stays in synchronous calls, or the work ends by itself;
//   - the function is main, or the path does not return;
//   - nobody triggers it, and a token is in scope that it should be linked to:
//     that is ctx-fresh-root's finding.
// Unknown when (silent)
//   - the source gets out of sight: returned, copied away, stored, passed on,
//     captured by something that triggers it; a class that is not all visible;
//   - a condition that knows of the work decides whether to trigger.
//
//===----------------------------------------------------------------------===//

#include "analysis/CodeKind.h"
#include "analysis/Exprs.h"
#include "analysis/InScope.h"
#include "analysis/LostPaths.h"
#include "analysis/OwnedSource.h"
#include "core/CheckRegistry.h"
#include "facts/Spread.h"
#include "clang/Index/USRGeneration.h"

using namespace clang;
using namespace clang::ast_matchers;

namespace ctx {
namespace {

using namespace analysis;
using model::Role;
using model::TypeUse;

constexpr OptionInfo Options[] = {
    {"StartWords",
     "start;spawn;launch;submit;enqueue;post;schedule;defer;dispatch;async;"
     "push;"
     "emplace;add;run in background;detach;go",
     "words in the name of a function that say it starts work, or keeps it for "
     "later, with what it is given"},
    {"WholeProgram", "false",
     "true: also report sources with external linkage that no translation unit "
     "triggers"},
};

constexpr CheckInfo Info = {"ctx-lost-cancel",
                            "work is given a token, and nobody ever asks it to "
                            "stop",
                            "go vet lostcancel, gosec G118",
                            "M01 M04 A04",
                            Severity::Warning,
                            FixKind::Sometimes,
                            true,
                            "0.1",
                            Options};

class LostCancel : public Check {
public:
  LostCancel(llvm::StringRef Name, ClangTidyContext *Context)
      : Check(Info, Name, Context), Words(list("StartWords")) {
    for (const std::string &W : Words)
      StartWords.push_back(W);
  }

  void registerMatchers(MatchFinder *Finder) override {
    Check::registerMatchers(Finder);
    Finder->addMatcher(
        varDecl(hasGlobalStorage(), unless(isExpansionInSystemHeader()))
            .bind("static"),
        this);
    Finder->addMatcher(cxxRecordDecl(isDefinition(), has(fieldDecl()),
                                     unless(isExpansionInSystemHeader()))
                           .bind("class"),
                       this);
  }

  void checkFunction(const FunctionDecl *F) override;
  void checkMatch(const MatchFinder::MatchResult &Result) override;
  void endOfTu(ASTContext &Context) override;

  static std::vector<facts::Conclusion> conclude(const facts::FactSet &Facts);

private:
  bool isUnlinkedChild(const LocalSource &Source, const Loss &L,
                       const FunctionDecl *F) const;
  void report(const LocalSource &Source, const Loss &L,
              const FunctionView &View);
  void reportDropped(const LocalSource &Source);
  void reportStatic(const VarDecl *V, const SourceUses &Uses);
  void noteReader(const SourceUses &Uses);
  void reportOwned(const OwnedSource &O, const SourceUses &Uses);
  void record(const VarDecl *V, const SourceUses &Uses);
  void recordSpread(const SpreadClass &Class, const FieldDecl *Field,
                    const SourceUses &Uses);
  /// How a request is written: "request_stop()" for a method, "()" for a call
  /// of the object, "" if the model has no simple form.
  std::string trigger(const TypeUse &Use) const;
  std::string request(llvm::StringRef Name, const TypeUse &Use) const;

  std::vector<std::string> Words;
  llvm::SmallVector<llvm::StringRef, 16> StartWords;
  std::vector<const VarDecl *> Statics;
  std::vector<OwnedSource> Owners;
  std::vector<SpreadClass> Spread;
};

//===----------------------------------------------------------------------===//
// Locals
//===----------------------------------------------------------------------===//

void LostCancel::checkFunction(const FunctionDecl *F) {
  std::vector<LocalSource> Sources = localSources(F, roles());
  if (Sources.empty())
    return;
  FunctionView View(F, services().parents(F), roles());
  HandOutContext Context{roles(), StartWords,
                         [this](const FunctionDecl *G) -> const ParentMap & {
                           return services().parents(G);
                         }};
  for (LocalSource &S : Sources) {
    if (S.Unit->isMain())
      continue;
    if (!S.Life) {
      reportDropped(S);
      continue;
    }
    LostPaths Analysis(S, View, Context);
    if (Analysis.matters())
      if (const CFG *Graph = cfg(S.Unit))
        if (std::optional<Loss> L = Analysis.find(*Graph))
          if (!isUnlinkedChild(S, *L, F))
            report(S, *L, View);
  }
}

/// True if \p S is a source that nobody triggers and that should have been
/// linked to a token the function was given: one defect, and ctx-fresh-root's.
bool LostCancel::isUnlinkedChild(const LocalSource &S, const Loss &L,
                                 const FunctionDecl *F) const {
  if (!L.NeverTriggered || S.IsHandle || !L.HandOut)
    return false;
  auto InReach = InScope(F, services().parents(F), roles()).at(L.HandOut);
  return llvm::any_of(InReach, [&](const Candidate &C) {
    return C.Kind <= CandidateKind::Capture && C.Use.has(Role::Token) &&
           C.Use.Voc == S.Type.Voc;
  });
}

std::string LostCancel::trigger(const TypeUse &Use) const {
  for (const auto &Op : roles().opsPlaying(Role::Trigger))
    for (const std::string &Id : Op.second->OfTypes) {
      if (!roles().isType(Use, *Op.first, Id) || Op.second->MinArgs ||
          Op.second->Names.empty())
        continue;
      if (Op.second->Kind == model::MatchKind::Method)
        return Op.second->Names.front() + "()";
      if (Op.second->Kind == model::MatchKind::Operator &&
          Op.second->Names.front() == "()")
        return "()";
    }
  return "";
}

std::string LostCancel::request(llvm::StringRef Name,
                                const TypeUse &Use) const {
  std::string Trigger = trigger(Use);
  if (Trigger.empty() || Trigger == "()")
    return Name.str() + Trigger;
  return Name.str() + (Use.mayBeNull() ? "->" : ".") + Trigger;
}

/// What to call, for a message: `call 'request_stop()'`.
static std::string advice(llvm::StringRef Trigger, llvm::StringRef Name) {
  if (Trigger.empty())
    return "trigger it";
  if (Trigger == "()")
    return ("call '" + Name + "()'").str();
  return ("call '" + Trigger + "'").str();
}

/// Puts the statement \p Text before \p Next, on a line of its own if \p Next
/// begins one.
static FixItHint insertBefore(const Stmt *Next, const std::string &Text,
                              const ASTContext &Context) {
  const SourceManager &SM = Context.getSourceManager();
  SourceLocation At = SM.getFileLoc(Next->getBeginLoc());
  llvm::StringRef Before =
      SM.getBufferData(SM.getFileID(At)).take_front(SM.getFileOffset(At));
  llvm::StringRef Line = Before.drop_front(Before.rfind('\n') + 1);
  bool First = Line.trim().empty();
  return FixItHint::CreateInsertion(At,
                                    Text + (First ? ";\n" + Line.str() : "; "));
}

void LostCancel::report(const LocalSource &S, const Loss &L,
                        const FunctionView &View) {
  std::string Claim = "triggered on no path: ";
  if (!L.NeverTriggered) {
    const auto *M = dyn_cast<CXXMethodDecl>(S.Unit);
    Claim = "not triggered on every path out of " +
            (M && M->getParent()->isLambda()
                 ? "the lambda"
                 : "'" + S.Unit->getNameAsString() + "'");
  } else if (S.IsHandle) {
    Claim += "what was derived with it is never cancelled";
  } else {
    Claim += "the work that holds its token is never asked to stop";
  }
  {
    auto D = diag(S.At, "'%0' is %1; %2 before %select{leaving|the work is "
                        "waited for}3")
             << S.Name << Claim << advice(trigger(S.Type), S.Name)
             << !L.Joins.empty();
    // Asking work that nobody ever asked may end it before it did anything; it
    // is right where it cannot end otherwise, or is asked elsewhere.
    bool Sure = !L.NeverTriggered || L.EndlessWork;
    if (Sure && S.Type && !trigger(S.Type).empty() &&
        !S.Type.Bare.isConstQualified() && !S.Unit->isDependentContext() &&
        canEdit(S.At, ast()))
      for (const Stmt *Join : L.Joins)
        if (canEdit(Join->getSourceRange(), ast()))
          D << insertBefore(Join, request(S.Name, S.Type), ast());
  }
  if (L.HandOut)
    diag(L.HandOut->getBeginLoc(), "its token is handed out here",
         DiagnosticIDs::Note);
  diag(L.Leaves, "this path leaves without triggering '%0'",
       DiagnosticIDs::Note)
      << S.Name;
}

void LostCancel::reportDropped(const LocalSource &S) {
  diag(S.At, "the result of '%0' that could cancel is dropped at once, so what "
             "is derived here is never cancelled; keep it and call it")
      << S.Name;
}

//===----------------------------------------------------------------------===//
// Statics and members
//===----------------------------------------------------------------------===//

/// True if another translation unit can name \p V.
static bool seenByOthers(const VarDecl *V) {
  return V->isExternallyVisible() && !V->isStaticLocal();
}

static bool mayBeSource(const VarDecl *V, const model::RoleIndex &Roles) {
  TypeUse T = Roles.type(V);
  return T.has(Role::Source) && !T.has(Role::TaskHandle);
}

void LostCancel::checkMatch(const MatchFinder::MatchResult &Result) {
  auto Parents = [this](const FunctionDecl *F) -> const ParentMap & {
    return services().parents(F);
  };
  if (const auto *R = Result.Nodes.getNodeAs<CXXRecordDecl>("class")) {
    ownedSources(R, roles(), Parents, Owners);
    if (keepsFacts())
      if (SpreadClass Class = spreadSources(R, roles(), Parents);
          !Class.Fields.empty())
        Spread.push_back(std::move(Class));
    return;
  }
  const auto *V = Result.Nodes.getNodeAs<VarDecl>("static");
  if (!V || V->getDeclContext()->isDependentContext())
    return;
  if (!seenByOthers(V) ? madeLive(V, roles())
                       : flag("WholeProgram") && mayBeSource(V, roles()))
    Statics.push_back(V);
}

void LostCancel::endOfTu(ASTContext &Context) {
  llvm::SmallVector<const ValueDecl *, 8> Wanted(Statics.begin(),
                                                 Statics.end());
  for (const OwnedSource &O : Owners)
    Wanted.push_back(O.Field);
  for (const SpreadClass &C : Spread)
    Wanted.append(C.Fields.begin(), C.Fields.end());
  if (!Wanted.empty()) {
    auto Uses = usesInTu(Context, roles(), Wanted);
    auto UsesOf = [&](const ValueDecl *D) {
      return Uses[cast<ValueDecl>(D->getCanonicalDecl())];
    };
    for (const VarDecl *V : Statics)
      seenByOthers(V) ? record(V, UsesOf(V)) : reportStatic(V, UsesOf(V));
    for (const OwnedSource &O : Owners)
      reportOwned(O, UsesOf(O.Field));
    for (const SpreadClass &C : Spread)
      for (const FieldDecl *F : C.Fields)
        recordSpread(C, F, UsesOf(F));
  }
  Statics.clear();
  Owners.clear();
  Spread.clear();
}

void LostCancel::reportStatic(const VarDecl *V, const SourceUses &Uses) {
  if (Uses.Triggered.isValid() || Uses.Escaped.isValid() ||
      (Uses.HandedOut.isInvalid() && Uses.Polled.isInvalid()))
    return;
  TypeUse Type = roles().type(V);
  diag(V->getLocation(),
       "nothing in this file triggers '%0', which no other file can see: the "
       "work that holds its token is never asked to stop; %1")
      << V->getName() << advice(trigger(Type), V->getName());
  noteReader(Uses);
}

void LostCancel::noteReader(const SourceUses &Uses) {
  if (Uses.HandedOut.isValid())
    diag(Uses.HandedOut, "its token is handed out here", DiagnosticIDs::Note);
  else if (Uses.Polled.isValid())
    diag(Uses.Polled, "it is polled here", DiagnosticIDs::Note);
}

void LostCancel::reportOwned(const OwnedSource &O, const SourceUses &Uses) {
  if (Uses.Triggered.isValid() || Uses.Escaped.isValid() ||
      (O.NeedsToken && Uses.HandedOut.isInvalid() && Uses.Polled.isInvalid()))
    return;
  TypeUse Type = roles().type(O.Field);
  std::string Trigger = trigger(Type);
  {
    auto D = diag(O.Field->getLocation(),
                  "'%0' is triggered nowhere in '%1', which waits for its work "
                  "without asking it to stop; %2 before the wait")
             << O.Field->getName() << O.Where->getParent()->getName()
             << advice(Trigger, O.Field->getName());
    if (isa<CXXDestructorDecl>(O.Where) && !Trigger.empty() &&
        !O.Where->isDependentContext() &&
        !O.Field->getType().isConstQualified() &&
        canEdit(O.Statement->getSourceRange(), ast()))
      D << insertBefore(O.Statement, request(O.Field->getName(), Type), ast());
  }
  diag(O.Join->getExprLoc(), "the work is waited for here",
       DiagnosticIDs::Note);
  noteReader(Uses);
}

//===----------------------------------------------------------------------===//
// Whole program
//===----------------------------------------------------------------------===//

void LostCancel::record(const VarDecl *V, const SourceUses &Uses) {
  if (madeLive(V, roles()))
    fact("source-defined", V, V->getLocation(), V->getNameAsString());
  if (Uses.Triggered.isValid())
    fact("source-triggered", V, Uses.Triggered);
  if (Uses.Escaped.isValid())
    fact("source-escaped", V, Uses.Escaped);
  if (Uses.HandedOut.isValid() || Uses.Polled.isValid())
    fact("source-handed-out", V,
         Uses.HandedOut.isValid() ? Uses.HandedOut : Uses.Polled);
}

/// What this translation unit adds to what is known of a class that several
/// define.
void LostCancel::recordSpread(const SpreadClass &Class, const FieldDecl *Field,
                              const SourceUses &Uses) {
  auto IdOf = [](const FunctionDecl *F) -> facts::FunctionId {
    llvm::SmallString<128> Usr;
    return index::generateUSRForDecl(F->getCanonicalDecl(), Usr)
               ? 0
               : facts::functionId(Usr, "");
  };
  facts::SpreadNeeds Needs;
  Needs.Name = Field->getNameAsString();
  Needs.Class = Field->getParent()->getNameAsString();
  Needs.Advice = advice(trigger(roles().type(Field)), Field->getName());
  for (const FunctionDecl *F : Class.Needed) {
    facts::FunctionId Id = IdOf(F);
    if (!Id || F->isTemplated() || !F->isExternallyVisible())
      return;
    Needs.Functions.insert(Id);
  }
  using namespace facts;
  fact(spread::Needs, Field, Field->getLocation(), Needs.toText());
  for (const FunctionDecl *F : Class.Seen)
    fact(spread::Seen, Field, F->getLocation(), idText(IdOf(F)));
  for (const OwnedSource &O : Class.Waits)
    fact(spread::Wait, Field, O.Join->getExprLoc(),
         SpreadWait{isa<CXXDestructorDecl>(O.Where), O.NeedsToken}.toText());
  if (Class.Told)
    fact(spread::Stopped, Field, Field->getLocation());
  for (SourceLocation At : {Uses.Triggered, Uses.Escaped})
    if (At.isValid())
      fact(spread::Stopped, Field, At);
  for (SourceLocation At : {Uses.HandedOut, Uses.Polled})
    if (At.isValid())
      fact(spread::HandedOut, Field, At);
}

std::vector<facts::Conclusion>
LostCancel::conclude(const facts::FactSet &Facts) {
  auto HandedOut = Facts.byUsr(Info.Id, "source-handed-out");
  auto Triggered = Facts.byUsr(Info.Id, "source-triggered");
  auto Escaped = Facts.byUsr(Info.Id, "source-escaped");
  std::vector<facts::Conclusion> Out;
  for (const auto &Defined : Facts.byUsr(Info.Id, "source-defined")) {
    const std::string &Usr = Defined.first;
    const facts::Fact *At = Defined.second.front();
    if (!HandedOut.count(Usr) || Triggered.count(Usr) || Escaped.count(Usr))
      continue;
    facts::Conclusion C;
    C.Check = Info.Id;
    C.At = At;
    C.Message = "nothing in the program triggers '" + At->Detail +
                "': the work that holds its token is never asked to stop";
    C.Notes.push_back(
        {HandedOut[Usr].front(), "work learns of a request from here"});
    Out.push_back(std::move(C));
  }
  for (const facts::SpreadLoss &L : facts::lostMembers(Facts, Info.Id)) {
    facts::Conclusion C;
    C.Check = Info.Id;
    C.At = L.Member;
    C.Message = "'" + L.Needs.Name + "' is triggered nowhere in '" +
                L.Needs.Class +
                "', which waits for its work without asking it to stop; " +
                L.Needs.Advice + " before the wait";
    C.Notes.push_back({L.Wait, "the work is waited for here"});
    if (L.HandedOut)
      C.Notes.push_back({L.HandedOut, "work learns of a request from here"});
    Out.push_back(std::move(C));
  }
  return Out;
}

CTX_REGISTER_CHECK(LostCancel, Info);

} // namespace
} // namespace ctx
