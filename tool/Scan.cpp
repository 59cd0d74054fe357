//===- Scan.cpp -----------------------------------------------------------===//

#include "Scan.h"
#include "Files.h"
#include "Need.h"
#include "Processes.h"
#include "ResultFile.h"
#include "TuFiles.h"
#include "core/Asks.h"
#include "clang/Basic/CharInfo.h"
#include "clang/Basic/Stack.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/thread.h"
#include <deque>

using namespace llvm;

namespace ctx::tool {
namespace {

/// One file, read once.
struct FileRecord {
  std::string Path;
  uint64_t Hash = 0;
  Mentions What;
  bool Read = false; ///< What is known, with declarations and definitions:
  bool ReadDeclarations = false, ReadDefinitions = false;
  bool Said = false;
};

/// Scans translation units one after the other.
class Scanner {
public:
  explicit Scanner(raw_ostream &OS) : OS(OS) {}

  void scan(const TuJob &Job, size_t Number) {
    ScanAnswer A;
    A.Job = Number;
    if (!Job.Readers.empty()) {
      judgeReader(Job, A);
      return write(A);
    }
    Need *Look = needOf(Job.Config.Models);
    if (!Look)
      A.Why = "the models do not read";
    else
      judge(Job, *Look, A);
    write(A);
  }

private:
  using FileKind = NeedFile::KindT;

  /// What to look for with the models \p Models; null if they are wrong.
  Need *needOf(const std::vector<std::string> &Models) {
    auto Inserted = Needs.try_emplace(Models);
    if (Inserted.second) {
      std::vector<model::ModelError> Errors;
      if (auto Set = model::VocabularySet::load(Models, Errors)) {
        Inserted.first->second = std::make_unique<Need>(
            startingWords(*Set, model::ownHeaders(Models)), Names);
        for (const Word &W : Inserted.first->second->list().Words)
          Fresh |= Words.insert(Names.id(W.Name)).second;
      }
    }
    return Inserted.first->second.get();
  }

  void judge(const TuJob &Job, Need &Look, ScanAnswer &A) {
    if (Fresh) { // files were read for other words
      for (FileRecord &F : Records)
        F.Read = false;
      Fresh = false;
    }
    if (std::optional<NeedHit> Hit = inSourceFile(Job, Look)) {
      A.Why = Hit->Word;
      A.File = realPath(Job.Cmd.File, Job.Cmd.Directory);
      A.Line = Hit->Line;
      return;
    }
    bool Facts = asksForDefinitions(Job);
    std::vector<NeedFile> Files;
    std::vector<size_t> Own;
    std::string Odd;
    auto Each = [&](const TuFile &F) {
      NeedFile N;
      N.Kind = kindOf(F, Look.list(), N.Libraries);
      if (N.Kind == NeedFile::Toolchain)
        return;
      N.System = F.System;
      N.Index = recordOf(F, Job.Cmd.Directory);
      FileRecord &R = Records[N.Index];
      read(R, F, N.Kind, Facts);
      if (!F.System) {
        Own.push_back(N.Index);
        if (!json::isUTF8(R.Path))
          Odd = "a path that is not UTF-8";
        if (R.What.Module)
          Odd = "an import, or a module, in " + displayPath(R.Path);
      }
      Files.push_back(N);
    };
    A.Why = All.list(Job, Each);
    if (!A.Why.empty())
      A.Why = "its includes could not be followed: " + A.Why;
    else
      A.Why = Odd;
    if (!A.Why.empty())
      return;
    Mentions OfCommand = commandLine(Job);
    NeedFile Command;
    Command.Index = ~size_t(0) - Commands++; // the file of nobody else
    Command.What = &OfCommand;
    for (NeedFile &F : Files)
      F.What = &Records[F.Index].What;
    Files.push_back(Command);
    if (std::optional<NeedHit> Hit = Look.find(Files)) {
      A.Why = Hit->Word;
      if (Hit->File < Records.size()) {
        A.File = Records[Hit->File].Path;
        A.Line = Hit->Line;
      } else {
        A.Why += " on its command line";
      }
      return;
    }
    A.Needed = false;
    A.Asked = All.asked();
    llvm::sort(Own);
    Own.erase(std::unique(Own.begin(), Own.end()), Own.end());
    A.Files = std::move(Own);
  }

  /// Whether \p Job reads one of the files that are asked for. In doubt it
  /// does.
  void judgeReader(const TuJob &Job, ScanAnswer &A) {
    A.Why = All.list(Job, [&](const TuFile &F) {
      const std::string &Path = Records[recordOf(F, Job.Cmd.Directory)].Path;
      if (A.File.empty() && is_contained(Job.Readers, Path))
        A.File = Path;
    });
    A.Needed = !A.File.empty() || !A.Why.empty();
  }

  /// A word in the source file that needs no other file to be one. Following
  /// the includes takes a hundred times as long as reading it.
  std::optional<NeedHit> inSourceFile(const TuJob &Job, Need &Look) {
    auto Text = readRegularFile(Job.Cmd.File);
    if (!Text)
      return std::nullopt;
    Mentions What = readMentions((*Text)->getBuffer(), Names, {Words});
    NeedFile Source;
    Source.Index = ~size_t(0) - Commands++;
    Source.What = &What;
    return Look.find(Source);
  }

  /// \p Libraries receives the vocabularies whose header it is.
  static FileKind kindOf(const TuFile &F, const WordList &List,
                         uint64_t &Libraries) {
    if (!F.System)
      return NeedFile::Own;
    if (isToolchains(F.Name, F.InC))
      return NeedFile::Toolchain;
    for (size_t I = 0; I != std::min<size_t>(64, List.Headers.size()); ++I)
      if (isOneOf(F.Name, List.Headers[I]))
        Libraries |= uint64_t(1) << I;
    return Libraries ? NeedFile::Library : NeedFile::Own;
  }

  size_t recordOf(const TuFile &F, StringRef Directory) {
    auto Inserted = ById.try_emplace(F.Id, Records.size());
    if (Inserted.second) {
      Records.emplace_back();
      Records.back().Path = realPath(F.Name, Directory);
      Records.back().Hash = contentHash(F.Text);
    }
    return Inserted.first->second;
  }

  void read(FileRecord &R, const TuFile &F, FileKind Kind, bool Facts) {
    // What one configuration calls a library's is another's own.
    bool Foreign = Kind == NeedFile::Library || F.System;
    if (R.Read && (!Foreign || R.ReadDeclarations) &&
        (F.System || !Facts || R.ReadDefinitions))
      return;
    R.ReadDeclarations |= Foreign;
    if (Facts && !F.System && !R.ReadDefinitions) {
      R.ReadDefinitions = true;
      R.Said = false; // the driver knows it without
    }
    R.What = readMentions(F.Text, Names,
                          {Words, R.ReadDefinitions, R.ReadDeclarations});
    R.Read = true;
  }

  /// Macros of the command line are text as well.
  Mentions commandLine(const TuJob &Job) {
    std::string Text;
    for (const std::string &Arg : compilerLine(Job)) {
      if (!StringRef(Arg).contains('='))
        continue;
      auto [Name, Value] = StringRef(Arg).split('=');
      Name.consume_front("-D");
      if (!clang::isValidAsciiIdentifier(Name))
        Name = "x";
      Text += ("#define " + Name + " " + Value + "\n").str();
    }
    return readMentions(Text, Names, {Words});
  }

  void write(const ScanAnswer &A) {
    json::Array Files;
    for (size_t I : A.Files) {
      FileRecord &R = Records[I];
      if (!R.Said) {
        json::Array Keys;
        for (uint32_t K : R.What.Definitions)
          Keys.push_back(int64_t(K));
        OS << json::Value(json::Object{{"file", R.Path},
                                       {"index", int64_t(I)},
                                       {"hash", R.Hash},
                                       {"defines", std::move(Keys)}})
           << "\n";
        R.Said = true;
      }
      Files.push_back(int64_t(I));
    }
    json::Object Line{{"tu", int64_t(A.Job)},
                      {"needed", A.Needed},
                      {"why", json::fixUTF8(A.Why)},
                      {"in", json::fixUTF8(A.File)},
                      {"line", A.Line},
                      {"files", std::move(Files)}};
    if (A.Asked.Complete)
      Line["asked"] = Asked.write(A.Asked);
    OS << json::Value(std::move(Line)) << "\n";
    OS.flush();
  }

  raw_ostream &OS;
  InputsWriter Asked;
  TuFiles All;
  NameTable Names;
  DenseSet<uint32_t> Words;
  bool Fresh = false; ///< Words grew
  std::map<std::vector<std::string>, std::unique_ptr<Need>> Needs;
  std::map<sys::fs::UniqueID, size_t> ById;
  std::deque<FileRecord> Records;
  size_t Commands = 0;
};

} // namespace

bool asksForDefinitions(const TuJob &Job) {
  SmallVector<StringRef, 32> Enabled; // by name, without globs
  std::string Checks = Job.Config.Tidy.Checks.value_or("");
  StringRef(Checks).split(Enabled, ',');
  return any_of(allAskers(), [&](const Asker &A) {
    return is_contained(Enabled, StringRef(A.Check));
  });
}

Expected<ScanLine> ScanReader::read(StringRef Text) {
  auto Wrong = [] {
    return createStringError(std::make_error_code(std::errc::invalid_argument),
                             "not what a scan says");
  };
  auto Value = json::parse(Text);
  if (!Value)
    return Value.takeError();
  const json::Object *O = Value->getAsObject();
  if (!O)
    return Wrong();
  ScanLine Out;
  if (std::optional<StringRef> Path = O->getString("file")) {
    const json::Value *Hash = O->get("hash");
    const json::Array *Keys = O->getArray("defines");
    std::optional<uint64_t> Number = Hash ? Hash->getAsUINT64() : std::nullopt;
    if (!Number || !Keys)
      return Wrong();
    Out.File = ScannedFile{
        Path->str(), *Number, {}, size_t(O->getInteger("index").value_or(0))};
    for (const json::Value &K : *Keys)
      Out.File->Definitions.push_back(uint32_t(K.getAsInteger().value_or(0)));
    return Out;
  }
  std::optional<int64_t> Tu = O->getInteger("tu");
  std::optional<bool> Needed = O->getBoolean("needed");
  const json::Array *Files = O->getArray("files");
  if (!Tu || !Needed || !Files)
    return Wrong();
  ScanAnswer A;
  A.Job = size_t(*Tu);
  A.Needed = *Needed;
  A.Why = O->getString("why").value_or("").str();
  A.File = O->getString("in").value_or("").str();
  A.Line = unsigned(O->getInteger("line").value_or(0));
  for (const json::Value &F : *Files)
    A.Files.push_back(size_t(F.getAsInteger().value_or(0)));
  if (const json::Value *Inputs = O->get("asked"))
    A.Asked = Asked.read(*Inputs);
  Out.Answer = std::move(A);
  return Out;
}

int scan(StringRef In, StringRef Out) {
  if (!endWithParent())
    return Internal;
  auto Fail = [&](const Twine &What) {
    errs() << complaint(What) << "\n";
    return int(Internal);
  };
  auto Jobs = readRegularFile(In);
  if (!Jobs)
    return Fail(In + ": " + Jobs.getError().message());
  std::error_code EC;
  raw_fd_ostream OS(Out, EC, sys::fs::CD_CreateAlways);
  if (EC)
    return Fail(Out + ": " + EC.message());
  std::string Wrong;
  llvm::thread Work(std::optional<unsigned>(clang::DesiredStackSize), [&] {
    clang::noteBottomOfStack();
    Scanner S(OS);
    StringRef Text = (*Jobs)->getBuffer();
    while (!Text.empty() && Wrong.empty() && !OS.has_error()) {
      StringRef Line, Number;
      std::tie(Line, Text) = Text.split('\n');
      std::tie(Number, Line) = Line.split(' ');
      size_t Index = 0;
      auto Value = json::parse(Line);
      auto Job =
          Value ? jobFromJson(*Value) : Expected<TuJob>(Value.takeError());
      if (!Job)
        Wrong = toString(Job.takeError());
      else if (!Number.getAsInteger(10, Index))
        S.scan(*Job, Index);
    }
  });
  Work.join();
  OS.close();
  std::error_code Lost = OS.error();
  OS.clear_error();
  if (Lost)
    return Fail(Out + ": " + Lost.message());
  return Wrong.empty() ? int(Clean) : Fail(In + ": " + Wrong);
}

} // namespace ctx::tool
