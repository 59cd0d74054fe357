//===- RunFile.cpp --------------------------------------------------------===//

#include "RunFile.h"
#include "ResultFile.h"
#include "clang/Basic/Version.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace ctx::tool {
namespace {

/// Raised with every change of what the file holds.
constexpr int Schema = 3;
const char Kind[] = "ctx-tidy results";
const char Tool[] = CTX_VERSION " (LLVM " CLANG_VERSION_STRING ")";

std::string shown(StringRef Path) {
  return displayPath(absolutePath(Path, workingDirectory()));
}

Error wrong(StringRef Path, const Twine &What) {
  return createStringError(std::make_error_code(std::errc::invalid_argument),
                           shown(Path) + ": " + What);
}

std::string nameOf(const ShardId &S) {
  return ("shard " + Twine(S.Index) + " of " + Twine(S.Count)).str();
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

/// Calls \p With for each file that \p M is about.
void eachFile(const Message &M, function_ref<void(const std::string &)> With) {
  With(M.File);
  for (const Range &R : M.Ranges)
    With(R.File);
  for (const Edit &E : M.Fix)
    With(E.File);
}

/// The texts a report may show.
std::map<std::string, std::string> textsOf(const RunFile &Run,
                                           SourceCache &Sources) {
  std::map<std::string, std::string> Out;
  auto Take = [&](const std::string &File) {
    if (File.empty() || Out.count(File))
      return;
    if (const SourceFile *S = Sources.get(File))
      Out.emplace(File, S->text().str());
  };
  for (const UnitResult &U : Run.Results) {
    for (const Finding &F : U.Result.Findings) {
      eachFile(F.Main, Take);
      for (const Message &N : F.Notes)
        eachFile(N, Take);
    }
    for (const facts::Fact &F : U.Result.Facts)
      Take(F.File);
  }
  return Out;
}

/// Headers tell the same to many units: what they say stands in the file once,
/// and the units point at it.
class Shared {
public:
  explicit Shared(const RunFile &Run) {
    facts::FactSet Facts;
    for (const UnitResult &U : Run.Results) {
      Facts.merge(U.Result.Facts);
      for (const auto &File : U.Result.Read)
        Files.try_emplace(File, 0);
    }
    FactsJson = Facts.toJson();
    for (const facts::Fact &F : Facts)
      FactIndex.emplace(F, int64_t(FactIndex.size()));
    for (auto &File : Files) {
      File.second = int64_t(FilesJson.size());
      FilesJson.push_back(
          json::Array{textToJson(File.first.first), File.first.second});
    }
  }

  json::Value toJson(UnitResult U) const {
    json::Array Facts, Read, Off;
    for (const std::string &Id : U.Result.Off)
      Off.push_back(Id);
    for (const facts::Fact &F : U.Result.Facts)
      Facts.push_back(FactIndex.at(F));
    for (const auto &File : U.Result.Read)
      Read.push_back(Files.at(File));
    U.Result.Facts = {};
    U.Result.Read = {};
    return json::Object{
        {"unit", int64_t(U.Unit)},         {"id", U.Id},
        {"cost", U.Result.Cost},           {"facts", std::move(Facts)},
        {"read", std::move(Read)},         {"off", std::move(Off)},
        {"result", tool::toJson(U.Result)}};
  }

  json::Value FactsJson = nullptr;
  json::Array FilesJson; ///< [path, content hash]

private:
  std::map<facts::Fact, int64_t> FactIndex;
  std::map<std::pair<const std::string, uint64_t>, int64_t> Files;
};

json::Value toJson(RunFile Run) {
  Shared All(Run);
  json::Array Results, Texts, Checks;
  for (UnitResult &U : Run.Results)
    Results.push_back(All.toJson(std::move(U)));
  for (const auto &File : Run.Texts)
    Texts.push_back(
        json::Array{textToJson(File.first), textToJson(File.second)});
  for (const std::string &Id : Run.Checks)
    Checks.push_back(Id);
  return json::Object{{"kind", Kind},
                      {"schema", Schema},
                      {"tool", Tool},
                      {"shard", Run.Shard.Index},
                      {"shards", Run.Shard.Count},
                      {"units", int64_t(Run.Units)},
                      {"database", Run.Database},
                      {"configuration", Run.Configuration},
                      {"whole", Run.Whole},
                      {"checks", std::move(Checks)},
                      {"warnings_as_errors", textToJson(Run.WarningsAsErrors)},
                      {"build_folder", textToJson(Run.BuildFolder)},
                      {"facts", std::move(All.FactsJson)},
                      {"files", std::move(All.FilesJson)},
                      {"texts", std::move(Texts)},
                      {"results", std::move(Results)}};
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

/// The file \p Path as an object of our kind and schema.
Expected<json::Value> readObject(StringRef Path) {
  auto Buffer = readRegularFile(Path);
  if (!Buffer)
    return wrong(Path, "cannot be read: " + Buffer.getError().message());
  Expected<json::Value> Value = json::parse((*Buffer)->getBuffer());
  if (!Value)
    return wrong(Path,
                 "not the results of a run: " + toString(Value.takeError()));
  const json::Object *O = Value->getAsObject();
  if (!O || O->getString("kind").value_or("") != Kind)
    return wrong(Path, "not the results of a run");
  if (O->getInteger("schema").value_or(0) != Schema)
    return wrong(Path, "another version of ctx-tidy wrote it");
  return Value;
}

/// Takes a run apart; remembers if anything is not as it should be.
class Reader {
public:
  explicit Reader(const json::Object &O) : O(O) {}

  bool read(RunFile &Run) {
    Run.Shard.Index = unsigned(number(O, "shard"));
    Run.Shard.Count = unsigned(number(O, "shards"));
    Run.Units = number(O, "units");
    Run.Database = text(O.get("database"));
    Run.Configuration = text(O.get("configuration"));
    Run.WarningsAsErrors = text(O.get("warnings_as_errors"));
    Run.BuildFolder = localPath(text(O.get("build_folder")));
    std::optional<bool> Whole = O.getBoolean("whole");
    Good &= Whole.has_value();
    Run.Whole = Whole.value_or(false);
    for (const json::Value &V : list(O, "checks"))
      Run.Checks.insert(text(&V));
    for (const json::Value &V : list(O, "texts"))
      if (const json::Array *Pair = pair(V))
        Run.Texts[localPath(text(&(*Pair)[0]))] = text(&(*Pair)[1]);
    readTables();
    for (const json::Value &V : list(O, "results"))
      readUnit(V, Run);
    return Good && Run.Shard.valid();
  }

private:
  void readTables() {
    for (const json::Value &V : list(O, "files"))
      if (const json::Array *Pair = pair(V))
        Files.emplace_back(text(&(*Pair)[0]),
                           (*Pair)[1].getAsUINT64().value_or(0));
    const json::Value *V = O.get("facts");
    auto Set = facts::FactSet::fromJson(V ? *V : json::Value(nullptr));
    if (Set)
      Facts.assign(Set->begin(), Set->end());
    else
      consumeError(Set.takeError()), Good = false;
  }

  void readUnit(const json::Value &V, RunFile &Run) {
    const json::Object *U = V.getAsObject();
    const json::Value *R = U ? U->get("result") : nullptr;
    auto Result = R ? resultFromJson(*R) : Expected<TuResult>(TuResult());
    if (!Result)
      consumeError(Result.takeError());
    if (!R || !Result) {
      Good = false;
      return;
    }
    UnitResult Out{number(*U, "unit"), text(U->get("id")), std::move(*Result)};
    for (const json::Value &I : list(*U, "facts"))
      if (const facts::Fact *F = item(Facts, I))
        Out.Result.Facts.record(*F);
    for (const json::Value &I : list(*U, "read"))
      if (const auto *File = item(Files, I))
        Out.Result.Read.insert(*File);
    for (const json::Value &Id : list(*U, "off"))
      Out.Result.Off.insert(text(&Id));
    makeLocal(Out.Result);
    Run.Results.push_back(std::move(Out));
  }

  template <class T>
  const T *item(const std::vector<T> &Table, const json::Value &Index) {
    std::optional<uint64_t> I = Index.getAsUINT64();
    if (I && *I < Table.size())
      return &Table[*I];
    Good = false;
    return nullptr;
  }

  const json::Array *pair(const json::Value &V) {
    const json::Array *A = V.getAsArray();
    if (A && A->size() == 2)
      return A;
    Good = false;
    return nullptr;
  }

  const json::Array &list(const json::Object &From, StringRef Key) {
    static const json::Array None;
    const json::Array *A = From.getArray(Key);
    Good &= A != nullptr;
    return A ? *A : None;
  }

  size_t number(const json::Object &From, StringRef Key) {
    std::optional<int64_t> N = From.getInteger(Key);
    Good &= N && *N >= 0;
    return N ? size_t(*N) : 0;
  }

  std::string text(const json::Value *V) {
    std::optional<std::string> Text = V ? textFromJson(*V) : std::nullopt;
    Good &= Text.has_value();
    return Text.value_or("");
  }

  const json::Object &O;
  std::vector<facts::Fact> Facts;
  std::vector<std::pair<std::string, uint64_t>> Files;
  bool Good = true;
};

/// Why \p Next, of file \p Path, does not go with \p First; "" if it does.
std::string misfit(const RunFile &First, StringRef FirstPath,
                   const RunFile &Next) {
  std::string Other = shown(FirstPath);
  if (Next.Shard.Count != First.Shard.Count)
    return "holds " + nameOf(Next.Shard) + ", and " + Other + " " +
           nameOf(First.Shard);
  if (Next.Database != First.Database || Next.Units != First.Units ||
      Next.Whole != First.Whole)
    return "made from another compilation database than " + Other;
  if (Next.Configuration != First.Configuration ||
      Next.Checks != First.Checks ||
      Next.WarningsAsErrors != First.WarningsAsErrors)
    return "made with another configuration than " + Other;
  return "";
}

/// Puts \p Next into \p All. \returns the file whose text differs, or "".
std::string takeIn(RunFile &All, RunFile Next) {
  for (UnitResult &U : Next.Results)
    All.Results.push_back(std::move(U));
  for (auto &File : Next.Texts) {
    auto Slot = All.Texts.try_emplace(File.first, File.second);
    if (Slot.first->second != File.second)
      return displayPath(File.first);
  }
  return "";
}

/// Why the units of \p All are not those of the run, each once; "" if they are.
std::string gap(RunFile &All) {
  llvm::sort(All.Results, [](const UnitResult &A, const UnitResult &B) {
    return A.Unit < B.Unit;
  });
  const char *Hint = "; the shards were not made with the same --shard-costs";
  for (size_t I = 0; I != All.Results.size(); ++I) {
    const UnitResult &U = All.Results[I];
    if (I && All.Results[I - 1].Unit == U.Unit)
      return displayPath(U.Result.Main) + " is in two shards" + Hint;
    if (U.Unit != I)
      return "translation unit " + std::to_string(I) + " is in no shard" + Hint;
  }
  return All.Results.size() == All.Units
             ? ""
             : "a translation unit is in no shard" + std::string(Hint);
}

} // namespace

Error writeRun(RunFile Run, const Portable &Paths, SourceCache &Sources,
               StringRef To) {
  for (const auto &File : textsOf(Run, Sources))
    Run.Texts[Paths.path(File.first)] = File.second;
  for (UnitResult &U : Run.Results)
    Paths.make(U.Result);
  Run.BuildFolder = Paths.path(Run.BuildFolder);
  std::string Text;
  raw_string_ostream(Text) << toJson(std::move(Run)) << "\n";
  return writeOutput(To, Text);
}

Expected<RunFile> readRun(StringRef Path) {
  Expected<json::Value> Value = readObject(Path);
  if (!Value)
    return Value.takeError();
  const json::Object &O = *Value->getAsObject();
  StringRef By = O.getString("tool").value_or("");
  if (By != Tool)
    return wrong(Path, "written by ctx-tidy " + escapeControls(By) +
                           ", and this is ctx-tidy " + Tool);
  RunFile Run;
  if (!Reader(O).read(Run))
    return wrong(Path, "damaged: a part of it is missing or of the wrong kind");
  return Run;
}

Expected<RunFile> readRuns(ArrayRef<std::string> Paths) {
  RunFile All;
  std::map<unsigned, StringRef> Where; // which file holds which shard
  for (const std::string &Path : Paths) {
    Expected<RunFile> Next = readRun(Path);
    if (!Next)
      return Next.takeError();
    unsigned Index = Next->Shard.Index;
    if (Where.empty()) {
      All = std::move(*Next);
      Where.emplace(Index, Path);
      continue;
    }
    StringRef First = Paths.front();
    if (std::string Why = misfit(All, First, *Next); !Why.empty())
      return wrong(Path, Why);
    auto Slot = Where.emplace(Index, Path);
    if (!Slot.second)
      return wrong(Path, nameOf(Next->Shard) + " is in " +
                             shown(Slot.first->second) + " already");
    if (std::string File = takeIn(All, std::move(*Next)); !File.empty())
      return wrong(Path, "its " + File +
                             " is another one than that of an earlier file");
  }
  for (unsigned I = 1; I <= All.Shard.Count; ++I)
    if (!Where.count(I))
      return wrong(Paths.front(), nameOf({I, All.Shard.Count}) +
                                      " is missing from the command line");
  if (std::string Why = gap(All); !Why.empty())
    return wrong(Paths.front(), Why);
  All.Shard = {};
  return All;
}

Expected<std::map<std::string, double>> readCosts(ArrayRef<std::string> Paths) {
  std::map<std::string, double> Out;
  for (const std::string &Path : Paths) {
    Expected<json::Value> Value = readObject(Path);
    if (!Value)
      return Value.takeError();
    const json::Array *Results = Value->getAsObject()->getArray("results");
    if (!Results)
      return wrong(Path, "damaged: it has no results");
    for (const json::Value &V : *Results)
      if (const json::Object *U = V.getAsObject())
        Out[U->getString("id").value_or("").str()] =
            U->getNumber("cost").value_or(0);
  }
  return Out;
}

} // namespace ctx::tool
