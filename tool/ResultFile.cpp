//===- ResultFile.cpp -----------------------------------------------------===//

#include "ResultFile.h"
#include "Files.h"
#include "Preamble.h"
#include "Processes.h"
#include "clang/Basic/Stack.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/thread.h"
#ifdef __GLIBC__
#include <malloc.h>
#endif

using namespace llvm;
using clang::tidy::ClangTidyOptions;

namespace ctx::tool {
namespace {

/// Raised with every change of what the texts hold.
constexpr int Schema = 2;

Error wrong(const Twine &What) {
  return createStringError(std::make_error_code(std::errc::invalid_argument),
                           What);
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

json::Value text(StringRef S) { return textToJson(S); }

json::Array texts(ArrayRef<std::string> List) {
  json::Array Out;
  for (const std::string &S : List)
    Out.push_back(text(S));
  return Out;
}

json::Value toJson(const Message &M) {
  json::Array Ranges, Fix;
  for (const Range &R : M.Ranges)
    Ranges.push_back(json::Array{text(R.File), R.Offset, R.Length});
  for (const Edit &E : M.Fix)
    Fix.push_back(json::Array{text(E.File), E.Offset, E.Length, text(E.Text)});
  return json::Object{{"text", text(M.Text)}, {"file", text(M.File)},
                      {"offset", M.Offset},   {"line", M.Line},
                      {"column", M.Column},   {"ranges", std::move(Ranges)},
                      {"fix", std::move(Fix)}};
}

json::Value toJson(const Finding &F) {
  json::Array Notes;
  for (const Message &N : F.Notes)
    Notes.push_back(toJson(N));
  return json::Object{{"check", text(F.Check)},
                      {"error", F.Shown == Level::Error},
                      {"info", F.Shown == Level::Info},
                      {"main", toJson(F.Main)},
                      {"notes", std::move(Notes)}};
}

json::Value toJson(const ModelRow &R) {
  return json::Object{{"vocabulary", text(R.Vocabulary)},
                      {"active", R.Active},
                      {"type", R.IsType},
                      {"id", text(R.Id)},
                      {"resolved", R.Resolved},
                      {"to", text(R.To)},
                      {"excuse", text(R.Excuse)},
                      {"file", text(R.File)},
                      {"line", R.Line}};
}

const StringLiteral StatusNames[] = {"analysed", "incomplete", "failed",
                                     "not applicable"};
const StringLiteral KindNames[] = {"ready", "not applicable", "broken"};

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

/// Takes members of an object; remembers the first that is not as it should be.
class Reader {
public:
  Reader(const json::Value &V, std::string &Wrong)
      : O(V.getAsObject()), Wrong(Wrong) {
    if (!O)
      fail("expected an object");
  }

  std::string text(StringRef Key) { return text(member(Key), Key); }

  unsigned number(StringRef Key) { return number(member(Key), Key); }

  uint64_t wide(const json::Value *V, StringRef Key) {
    if (std::optional<uint64_t> N = V ? V->getAsUINT64() : std::nullopt)
      return *N;
    fail("'" + Key + "' is not a number");
    return 0;
  }

  bool flag(StringRef Key) {
    const json::Value *V = member(Key);
    if (std::optional<bool> B = V ? V->getAsBoolean() : std::nullopt)
      return *B;
    fail("'" + Key + "' is not true or false");
    return false;
  }

  /// The index of the word under \p Key in \p Names.
  unsigned word(StringRef Key, ArrayRef<StringLiteral> Names) {
    std::string Word = text(Key);
    for (unsigned I = 0; I != Names.size(); ++I)
      if (Names[I] == Word)
        return I;
    fail("'" + Key + "' is '" + Word + "'");
    return 0;
  }

  const json::Array &list(StringRef Key) {
    static const json::Array None;
    const json::Value *V = member(Key);
    if (const json::Array *A = V ? V->getAsArray() : nullptr)
      return *A;
    fail("'" + Key + "' is not a list");
    return None;
  }

  std::vector<std::string> texts(StringRef Key) {
    std::vector<std::string> Out;
    for (const json::Value &V : list(Key))
      Out.push_back(text(&V, Key));
    return Out;
  }

  const json::Value *member(StringRef Key) {
    const json::Value *V = O ? O->get(Key) : nullptr;
    if (!V)
      fail("'" + Key + "' is missing");
    return V;
  }

  std::string text(const json::Value *V, StringRef Key) {
    std::optional<std::string> Text = V ? textFromJson(*V) : std::nullopt;
    if (!Text)
      fail("'" + Key + "' is not a text");
    return Text.value_or("");
  }

  unsigned number(const json::Value *V, StringRef Key) {
    uint64_t N = wide(V, Key);
    if (N > std::numeric_limits<unsigned>::max())
      fail("'" + Key + "' is too large");
    return unsigned(N);
  }

  void fail(const Twine &What) {
    if (Wrong.empty())
      Wrong = What.str();
  }

  std::string &wrong() { return Wrong; }

private:
  const json::Object *O;
  std::string &Wrong;
};

/// The list \p V if it has \p Size items.
const json::Array *tuple(Reader &R, const json::Value &V, size_t Size) {
  const json::Array *A = V.getAsArray();
  if (A && A->size() == Size)
    return A;
  R.fail("a range or an edit has the wrong shape");
  return nullptr;
}

Message readMessage(const json::Value &V, std::string &Wrong) {
  Reader R(V, Wrong);
  Message M;
  M.Text = R.text("text");
  M.File = R.text("file");
  M.Offset = R.number("offset");
  M.Line = R.number("line");
  M.Column = R.number("column");
  for (const json::Value &Item : R.list("ranges"))
    if (const json::Array *A = tuple(R, Item, 3))
      M.Ranges.push_back({R.text(&(*A)[0], "file"),
                          R.number(&(*A)[1], "offset"),
                          R.number(&(*A)[2], "length")});
  for (const json::Value &Item : R.list("fix"))
    if (const json::Array *A = tuple(R, Item, 4))
      M.Fix.push_back({R.text(&(*A)[0], "file"), R.number(&(*A)[1], "offset"),
                       R.number(&(*A)[2], "length"), R.text(&(*A)[3], "text")});
  return M;
}

Finding readFinding(const json::Value &V, std::string &Wrong) {
  Reader R(V, Wrong);
  Finding F;
  F.Check = R.text("check");
  // Reports show it as it is.
  if (!all_of(F.Check, [](char C) { return isAlnum(C) || C == '-'; }))
    R.fail("'check' is no name of a check");
  F.Shown = R.flag("error")  ? Level::Error
            : R.flag("info") ? Level::Info
                             : Level::Warning;
  if (const json::Value *Main = R.member("main"))
    F.Main = readMessage(*Main, Wrong);
  for (const json::Value &N : R.list("notes"))
    F.Notes.push_back(readMessage(N, Wrong));
  return F;
}

ModelRow readModelRow(const json::Value &V, std::string &Wrong) {
  Reader R(V, Wrong);
  ModelRow Row;
  Row.Vocabulary = R.text("vocabulary");
  Row.Active = R.flag("active");
  Row.IsType = R.flag("type");
  Row.Id = R.text("id");
  Row.Resolved = R.flag("resolved");
  Row.To = R.text("to");
  Row.Excuse = R.text("excuse");
  Row.File = R.text("file");
  Row.Line = R.number("line");
  return Row;
}

void checkHead(Reader &R) {
  if (R.number("schema") != unsigned(Schema) || R.text("tool") != CTX_VERSION)
    R.fail("another version of the program wrote it");
}

} // namespace

json::Value textToJson(StringRef Text) {
  if (json::isUTF8(Text))
    return Text.str(); // a reference would outlive what it points at
  return json::Object{{"hex", toHex(Text, /*LowerCase=*/true)}};
}

std::optional<std::string> textFromJson(const json::Value &V) {
  if (std::optional<StringRef> S = V.getAsString())
    return S->str();
  const json::Object *O = V.getAsObject();
  std::optional<StringRef> Digits = O ? O->getString("hex") : std::nullopt;
  std::string Bytes;
  if (!Digits || !tryGetFromHex(*Digits, Bytes))
    return std::nullopt;
  return Bytes;
}

json::Value toJson(const TuResult &R) {
  json::Array Findings, Errors, Read, Models;
  for (const Finding &F : R.Findings)
    Findings.push_back(toJson(F));
  for (const CompileError &E : R.Errors)
    Errors.push_back(json::Array{text(E.File), E.Line, E.Column, text(E.Text)});
  for (const auto &File : R.Read)
    Read.push_back(json::Array{text(File.first), File.second});
  for (const ModelRow &M : R.Models)
    Models.push_back(toJson(M));
  json::Array Met, Dead;
  for (const Spoken &M : R.Met)
    Met.push_back(json::Array{text(M.File), M.Line, text(M.Check)});
  for (const auto &File : R.Dead)
    for (const auto &Lines : File.second)
      Dead.push_back(json::Array{text(File.first), Lines.first, Lines.second});
  json::Array Filtered, Around;
  for (const auto &File : R.Filtered) {
    json::Array Lines;
    for (const auto &L : File.second)
      Lines.push_back(json::Array{L.first, L.second});
    Filtered.push_back(json::Array{text(File.first), std::move(Lines)});
  }
  for (const auto &At : R.Around)
    for (const LineRange &L : At.second)
      Around.push_back(json::Array{text(At.first.first), At.first.second,
                                   text(L.File), L.First, L.Last});
  json::Object Times;
  for (const auto &T : R.Times)
    Times[T.first] = T.second;
  return json::Object{{"schema", Schema},
                      {"tool", CTX_VERSION},
                      {"status", StatusNames[unsigned(R.Status)]},
                      {"main", text(R.Main)},
                      {"why", text(R.Why)},
                      {"findings", std::move(Findings)},
                      {"errors", std::move(Errors)},
                      {"error_count", R.ErrorCount},
                      {"config_errors", texts(R.ConfigErrors)},
                      {"facts", R.Facts.toJson()},
                      {"read", std::move(Read)},
                      {"filtered", std::move(Filtered)},
                      {"around", std::move(Around)},
                      {"models", std::move(Models)},
                      {"candidates", R.Candidates.toJson()},
                      {"met", std::move(Met)},
                      {"dead", std::move(Dead)},
                      {"inputs", toJson(R.Inputs)},
                      {"preamble", toJson(R.Preamble)},
                      {"times", std::move(Times)},
                      {"cost", R.Cost}};
}

Expected<TuResult> resultFromJson(const json::Value &V) {
  std::string Wrong;
  Reader R(V, Wrong);
  checkHead(R);
  TuResult Out;
  Out.Status = TuStatus(R.word("status", StatusNames));
  Out.Main = R.text("main");
  Out.Why = R.text("why");
  for (const json::Value &F : R.list("findings"))
    Out.Findings.push_back(readFinding(F, Wrong));
  for (const json::Value &E : R.list("errors"))
    if (const json::Array *A = tuple(R, E, 4))
      Out.Errors.push_back(
          {R.text(&(*A)[0], "file"), R.number(&(*A)[1], "line"),
           R.number(&(*A)[2], "column"), R.text(&(*A)[3], "text")});
  Out.ErrorCount = R.number("error_count");
  Out.ConfigErrors = R.texts("config_errors");
  for (const json::Value &F : R.list("read"))
    if (const json::Array *A = tuple(R, F, 2))
      Out.Read.emplace(R.text(&(*A)[0], "read"), R.wide(&(*A)[1], "read"));
  for (const json::Value &F : R.list("filtered")) {
    const json::Array *A = tuple(R, F, 2);
    const json::Array *Lines = A ? (*A)[1].getAsArray() : nullptr;
    if (!Lines) {
      R.fail("'filtered' has the wrong shape");
      continue;
    }
    auto &Shown = Out.Filtered[R.text(&(*A)[0], "filtered")];
    for (const json::Value &L : *Lines)
      if (const json::Array *Pair = tuple(R, L, 2))
        Shown.push_back({R.number(&(*Pair)[0], "filtered"),
                         R.number(&(*Pair)[1], "filtered")});
  }
  for (const json::Value &L : R.list("around"))
    if (const json::Array *A = tuple(R, L, 5))
      Out.Around[{R.text(&(*A)[0], "around"), R.number(&(*A)[1], "around")}]
          .insert({R.text(&(*A)[2], "around"), R.number(&(*A)[3], "around"),
                   R.number(&(*A)[4], "around")});
  for (const json::Value &M : R.list("models"))
    Out.Models.push_back(readModelRow(M, Wrong));
  for (const json::Value &M : R.list("met"))
    if (const json::Array *A = tuple(R, M, 3))
      Out.Met.insert({R.text(&(*A)[0], "met"), R.number(&(*A)[1], "met"),
                      R.text(&(*A)[2], "met")});
  for (const json::Value &D : R.list("dead"))
    if (const json::Array *A = tuple(R, D, 3))
      Out.Dead[R.text(&(*A)[0], "dead")].push_back(
          {R.number(&(*A)[1], "dead"), R.number(&(*A)[2], "dead")});
  Out.Inputs = inputsFromJson(R.member("inputs"));
  Out.Preamble = preambleResultFromJson(R.member("preamble"));
  if (const json::Value *Times = R.member("times")) {
    const json::Object *O = Times->getAsObject();
    if (!O)
      R.fail("'times' is not an object");
    else
      for (const auto &T : *O)
        Out.Times[T.first.str()] = T.second.getAsNumber().value_or(0);
  }
  if (const json::Value *Cost = R.member("cost"))
    Out.Cost = Cost->getAsNumber().value_or(0);
  if (const json::Value *Candidates = R.member("candidates")) {
    auto Set = facts::CandidateSet::fromJson(*Candidates);
    if (!Set)
      return Set.takeError();
    Out.Candidates = std::move(*Set);
  }
  if (const json::Value *Facts = R.member("facts")) {
    auto Set = facts::FactSet::fromJson(*Facts);
    if (!Set)
      return Set.takeError();
    Out.Facts = std::move(*Set);
  }
  if (!Wrong.empty())
    return wrong(Wrong);
  return Out;
}

json::Value toJson(const TuJob &J) {
  json::Array Lines;
  for (const clang::tidy::FileFilter &F : J.Global.LineFilter) {
    json::Array Ranges;
    for (const auto &L : F.LineRanges)
      Ranges.push_back(json::Array{L.first, L.second});
    Lines.push_back(json::Array{text(F.Name), std::move(Ranges)});
  }
  json::Array Overlay;
  for (const auto &File : J.Overlay)
    Overlay.push_back(json::Array{text(File.first), text(File.second)});
  return json::Object{
      {"schema", Schema},
      {"tool", CTX_VERSION},
      {"overlay", std::move(Overlay)},
      {"kind", KindNames[unsigned(J.Cmd.Kind)]},
      {"why", text(J.Cmd.Why)},
      {"file", text(J.Cmd.File)},
      {"directory", text(J.Cmd.Directory)},
      {"flags", texts(J.Cmd.Flags)},
      {"config", text(clang::tidy::configurationAsText(J.Config.Tidy))},
      {"models", texts(J.Config.Models)},
      {"lines", std::move(Lines)},
      {"extra", texts(J.ExtraArgs)},
      {"extra_before", texts(J.ExtraArgsBefore)},
      {"profile", J.Profile},
      {"system_bodies", J.SystemBodies},
      {"shallow_headers", J.ShallowHeaders},
      {"unused_nolint", J.UnusedNoLint},
      {"explain_models", J.ExplainModels},
      {"suggest_models", J.SuggestModels},
      {"record", J.Record},
      {"readers", texts(J.Readers)},
      {"preamble", toJson(J.Preamble)}};
}

Expected<TuJob> jobFromJson(const json::Value &V) {
  std::string Wrong;
  Reader R(V, Wrong);
  checkHead(R);
  TuJob J;
  J.Cmd.Kind = Command::KindT(R.word("kind", KindNames));
  J.Cmd.Why = R.text("why");
  J.Cmd.File = R.text("file");
  J.Cmd.Directory = R.text("directory");
  J.Cmd.Flags = R.texts("flags");
  std::string Config = R.text("config");
  auto Options =
      clang::tidy::parseConfiguration(MemoryBufferRef(Config, "configuration"));
  if (!Options)
    return wrong("the configuration does not read: " +
                 Options.getError().message());
  J.Config.Tidy = std::move(*Options);
  J.Config.Models = R.texts("models");
  for (const json::Value &L : R.list("lines")) {
    const json::Array *A = tuple(R, L, 2);
    if (!A)
      continue;
    clang::tidy::FileFilter F;
    F.Name = R.text(&(*A)[0], "lines");
    if (const json::Array *Ranges = (*A)[1].getAsArray())
      for (const json::Value &Pair : *Ranges)
        if (const json::Array *P = tuple(R, Pair, 2))
          F.LineRanges.push_back(
              {R.number(&(*P)[0], "lines"), R.number(&(*P)[1], "lines")});
    J.Global.LineFilter.push_back(std::move(F));
  }
  for (const json::Value &File : R.list("overlay"))
    if (const json::Array *A = tuple(R, File, 2))
      J.Overlay[R.text(&(*A)[0], "overlay")] = R.text(&(*A)[1], "overlay");
  J.ExtraArgs = R.texts("extra");
  J.ExtraArgsBefore = R.texts("extra_before");
  J.Profile = R.flag("profile");
  J.SystemBodies = R.flag("system_bodies");
  J.ShallowHeaders = R.flag("shallow_headers");
  J.UnusedNoLint = R.flag("unused_nolint");
  J.ExplainModels = R.flag("explain_models");
  J.SuggestModels = R.flag("suggest_models");
  J.Record = R.flag("record");
  J.Readers = R.texts("readers");
  J.Preamble = preambleJobFromJson(R.member("preamble"));
  if (!Wrong.empty())
    return wrong(Wrong);
  return J;
}

namespace {

/// Sets the allocator up for one large job: all of it in one heap, which grows
/// in few and large steps. Otherwise the thread that parses gets a heap of its
/// own that asks the system for a page or two at a time.
void growInLargeSteps() {
#ifdef __GLIBC__
  constexpr int Step = 8 << 20; // bytes
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_TOP_PAD, Step);
  mallopt(M_TRIM_THRESHOLD, 16 * Step);
#endif
}

} // namespace

int work(StringRef In, StringRef Out) {
  growInLargeSteps();
  // A driver that is killed leaves no workers behind.
  if (!endWithParent())
    return Internal;
  auto Fail = [&](Error E) {
    errs() << complaint(In + ": " + toString(std::move(E))) << "\n";
    return Internal;
  };
  auto Buffer = readRegularFile(In);
  if (!Buffer)
    return Fail(errorCodeToError(Buffer.getError()));
  auto Value = json::parse((*Buffer)->getBuffer());
  if (!Value)
    return Fail(Value.takeError());
  auto Job = jobFromJson(*Value);
  if (!Job)
    return Fail(Job.takeError());
  TuResult Result;
  // Deeply nested code needs more stack than a shell may grant.
  llvm::thread Worker(std::optional<unsigned>(clang::DesiredStackSize), [&] {
    clang::noteBottomOfStack();
    Result = runTu(*Job);
  });
  Worker.join();
  std::string Text;
  raw_string_ostream(Text) << toJson(Result);
  AtomicWrites Write;
  if (Error E = Write.add(Out, Text))
    return Fail(std::move(E));
  if (Error E = Write.commit())
    return Fail(std::move(E));
  return Clean;
}

} // namespace ctx::tool
