//===- Doctor.cpp ---------------------------------------------------------===//

#include "Doctor.h"
#include "BuildId.h"
#include "Cache.h"
#include "CacheFolder.h"
#include "Config.h"
#include "Database.h"
#include "Files.h"
#include "Plugins.h"
#include "Program.h"
#include "TidyHost.h"
#include "core/Models.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace ctx::tool {
namespace {

class Doctor {
public:
  explicit Doctor(const Options &O) : O(O) {}

  int run() {
    outs() << versionText() << "\n";
    compilerHeaders();
    configuration();
    database();
    cache();
    git();
    plugins();
    return Problems ? Usage : Clean;
  }

private:
  void ok(const Twine &What) { outs() << "ok       " << What << "\n"; }
  /// Something that only some need.
  void note(const Twine &What) { outs() << "note     " << What << "\n"; }
  void problem(const Twine &What) {
    outs() << "problem  " << What << "\n";
    ++Problems;
  }

  void compilerHeaders() {
    std::string Missing = missingResources();
    if (Missing.empty())
      return ok("the compiler's own headers");
    problem(Missing + ": install the package libclang-common-" +
            Twine(CTX_LLVM_MAJOR) + "-dev");
  }

  void configuration() {
    Config C(O);
    const FileConfig &F = C.of(absolutePath("x.cpp", workingDirectory()));
    for (const std::string &E : C.errors())
      problem(E);
    for (const std::string &W : C.warnings())
      note(W);
    if (C.errors().empty())
      ok("configuration: " + Twine(F.Enabled.size()) + " checks on");
    std::vector<model::ModelError> Errors;
    auto Set = loadModels(F.Models, Errors);
    for (const model::ModelError &E : Errors)
      problem(escapeControls(E.str()));
    if (Set)
      ok("models: " + Twine(model::builtinModels().size()) + " built in, " +
         Twine(F.Models.size()) + " of yours");
  }

  void database() {
    Options Plain = O;
    Plain.Files.clear();
    std::vector<std::string> Errors;
    std::optional<WorkList> W = makeWorkList(Plain, Errors);
    if (!W) {
      for (StringRef E : Errors) {
        E.consume_front(complaint(""));
        O.BuildPath.empty() ? note(E) : problem(E);
      }
      return;
    }
    auto IsBroken = [](const Command &C) { return C.Kind == Command::Broken; };
    size_t Broken = count_if(W->Commands, IsBroken);
    ok("database: " + Twine(W->Commands.size()) + " commands");
    if (!Broken)
      return;
    const Command &First = *find_if(W->Commands, IsBroken);
    problem("database: " + Twine(Broken) +
            " of them cannot be used (the first: " + displayPath(First.File) +
            ": " + escapeControls(First.Why) +
            "); sources that a build generates are there after it");
  }

  void cache() {
    if (O.NoCache)
      return;
    std::string Path = cachePath(O);
    if (Path.empty())
      return note("results are not kept: there is no cache directory; set HOME "
                  "or XDG_CACHE_HOME, or use --cache-dir");
    auto Folder = CacheFolder::open(Path);
    if (!Folder)
      return problem("results are not kept: " + toString(Folder.takeError()));
    auto [Count, Bytes] = (*Folder)->size();
    ok("cache: " + displayPath(Path) + ", " + Twine(Count) + " entries, " +
       Twine(Bytes >> 20) + " MB");
  }

  void git() {
    Expected<std::string> Said = outputOf("git", {"--version"});
    if (Said)
      return ok(escapeControls(StringRef(*Said).trim()));
    note(toString(Said.takeError()) + ": --new-from needs it");
  }

  void plugins() {
    std::vector<PluginFile> Plugins;
    std::vector<std::string> Programs;
    bool PairsNamed = false;
    for (const std::string &Name : O.Files) {
      if (sys::path::extension(Name) != ".so") {
        Programs.push_back(Name);
        continue;
      }
      PairsNamed = true;
      if (Expected<PluginFile> P = readPlugin(realPath(Name)))
        Plugins.push_back(std::move(*P));
      else
        problem(toString(P.takeError()));
    }
    if (!PairsNamed)
      Plugins = findPlugins();
    if (Programs.empty())
      Programs = findPrograms();
    if (Programs.empty())
      note("no clang-tidy on the PATH: the plugins have nothing to be loaded "
           "by; ctx-tidy itself needs none");
    for (const std::string &Name : Programs) {
      Expected<TidyProgram> T = askProgram(Name);
      if (!T) {
        problem(toString(T.takeError()));
        continue;
      }
      pair(*T, Plugins, PairsNamed);
    }
  }

  /// \param Named the user asked for these plugins, whatever they are for.
  void pair(const TidyProgram &T, ArrayRef<PluginFile> Plugins, bool Named) {
    std::string Who = escapeControls(T.Name) + " (" + T.Version + ")";
    bool HasOne = false;
    for (const PluginFile &P : Plugins) {
      HasOne |= P.Major == T.Major;
      if (P.Major == T.Major)
        load(T, P, Who);
      else if (Named)
        problem(Who + " cannot use " + displayPath(P.Path) +
                ", which is built for clang-tidy " + Twine(P.Major) +
                ": load ctx-tidy-plugin-" + Twine(T.Major) +
                ".so, or run clang-tidy-" + Twine(P.Major));
    }
    if (!HasOne && !Named)
      note(Who + ": there is no ctx-tidy-plugin-" + Twine(T.Major) +
           ".so here; a plugin works with the clang-tidy that it is built for "
           "only");
  }

  void load(const TidyProgram &T, const PluginFile &P, StringRef Who) {
    std::string File = displayPath(P.Path);
    Expected<unsigned> Checks = tryPlugin(T, P);
    if (!Checks)
      return problem(Who + " does not load " + File + ": " +
                     toString(Checks.takeError()));
    if (P.Version != CTX_VERSION)
      problem(Who + " loads " + File + ", which is of ctx-tidy " + P.Version +
              ", not " CTX_VERSION);
    else
      ok(Who + " loads " + File + ": " + Twine(*Checks) + " checks");
  }

  const Options &O;
  unsigned Problems = 0;
};

} // namespace

int doctor(const Options &O) { return Doctor(O).run(); }

} // namespace ctx::tool
