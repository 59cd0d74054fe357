//===- Sarif.cpp - SARIF 2.1.0 --------------------------------------------===//
//
// Clang's own SARIF writer takes places from a SourceManager, writes absolute
// paths, and knows neither fixes nor fingerprints.
//
//===----------------------------------------------------------------------===//

#include "Places.h"
#include "Sinks.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include <map>

using namespace llvm;

namespace ctx::tool {
namespace {

/// What GitHub takes of one run.
constexpr size_t MaxResults = 25000;

/// \p Text for a message in which `[text](1)` is a link.
std::string plain(StringRef Text) {
  std::string Out;
  for (char C : reportText(Text)) {
    if (C == '[' || C == ']' || C == '\\')
      Out += '\\';
    Out += C;
  }
  return Out;
}

/// \p Path as the path of a URI.
std::string encoded(StringRef Path) {
  std::string Out;
  for (char C : Path)
    if (isAlnum(C) || StringRef("/-._~").contains(C))
      Out += C;
    else
      Out += "%" + toHex(StringRef(&C, 1));
  return Out;
}

/// "ctx-lost-cancel" as a name that viewers show: "LostCancel".
std::string friendlyName(StringRef Id) {
  Id.consume_front("ctx-");
  std::string Out;
  for (StringRef Word : split(Id, '-')) {
    Out += toUpper(Word.front());
    Out += Word.drop_front();
  }
  return Out;
}

/// What GitHub takes of a description.
constexpr size_t MaxDescription = 1024;

/// The first paragraph of the page's section "What", as plain text.
std::string description(const Rule &Each) {
  StringRef Text = Each.Page.split("\n## What\n").second.ltrim('\n');
  Text = Text.substr(0, Text.find("\n\n"));
  std::string Out;
  for (char C : Text)
    if (C != '`')
      Out += C == '\n' ? ' ' : C;
  // What it introduces is not quoted.
  if (!Out.empty() && Out.back() == ':')
    Out.back() = '.';
  Out.resize(std::min(Out.size(), MaxDescription));
  return Out.empty() ? std::string(Each.Info->Title) : json::fixUTF8(Out);
}

StringRef level(Severity S) {
  switch (S) {
  case Severity::Info:
    return "note";
  case Severity::Warning:
    return "warning";
  case Severity::Error:
    return "error";
  }
  llvm_unreachable("a severity");
}

class Writer {
public:
  Writer(const Report &R, raw_ostream &OS) : R(R), J(OS, /*IndentSize=*/1) {
    for (size_t I = 0; I != R.Rules.size(); ++I)
      Index[R.Rules[I].Info->Id] = I;
  }

  void write() {
    J.object([&] {
      J.attribute("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
      J.attribute("version", "2.1.0");
      J.attributeArray("runs", [&] { J.object([&] { run(); }); });
    });
  }

private:
  void text(StringRef Key, const Twine &Text) {
    J.attributeObject(Key, [&] { J.attribute("text", Text.str()); });
  }

  void run() {
    J.attributeObject("tool", [&] {
      J.attributeObject("driver", [&] {
        J.attribute("name", "ctx-tidy");
        J.attribute("semanticVersion", CTX_VERSION);
        if (!R.DocsUrl.empty())
          J.attribute("informationUri", R.DocsUrl);
        J.attributeArray("rules", [&] {
          for (const Rule &Each : R.Rules)
            rule(Each);
        });
      });
    });
    J.attribute("columnKind", "utf16CodeUnits");
    // No URI: where the files lie on this machine is nobody's business.
    J.attributeObject("originalUriBaseIds", [&] {
      J.attributeObject("ROOT", [&] {
        text("description", "the folder that the run was started in");
      });
    });
    J.attributeArray("invocations", [&] { J.object([&] { invocation(); }); });
    J.attributeArray("results", [&] {
      for (size_t I = 0; I != std::min(R.Findings.size(), MaxResults); ++I)
        result(R.Findings[I], R.Fingerprints[I]);
    });
  }

  void rule(const Rule &Each) {
    const CheckInfo &I = *Each.Info;
    J.object([&] {
      J.attribute("id", I.Id);
      J.attribute("name", friendlyName(I.Id));
      text("shortDescription", I.Title);
      text("fullDescription", description(Each)); // GitHub wants one
      J.attributeObject("help", [&] {
        J.attribute("text", I.Title);
        if (!Each.Page.empty())
          J.attribute("markdown", Each.Page);
      });
      // A page of its own in docs; not for what is no check.
      if (!R.DocsUrl.empty() && Each.IsCheck)
        J.attribute("helpUri", R.DocsUrl + "/checks/" + I.Id + ".md");
      J.attributeObject("defaultConfiguration",
                        [&] { J.attribute("level", level(I.Level)); });
      J.attributeObject("properties", [&] {
        J.attribute("precision", I.OnByDefault ? "high" : "medium");
        J.attributeArray("tags", [&] {
          J.value("cancellation");
          J.value("correctness");
        });
      });
    });
  }

  void invocation() {
    J.attribute("executionSuccessful", R.Complete);
    bool Cut = R.Findings.size() > MaxResults;
    if (R.Shortfalls.empty() && !Cut)
      return;
    J.attributeArray("toolExecutionNotifications", [&] {
      for (const Shortfall &S : R.Shortfalls)
        J.object([&] {
          J.attribute("level", S.Excused ? "note" : "error");
          text("message", "not analysed: " + plain(S.Why));
          J.attributeArray("locations", [&] {
            J.object([&] {
              J.attributeObject("physicalLocation", [&] { artifact(S.File); });
            });
          });
        });
      if (Cut)
        J.object([&] {
          J.attribute("level", "error");
          text("message", "only the first " + Twine(MaxResults) + " of " +
                              Twine(R.Findings.size()) + " findings are here");
        });
    });
  }

  void artifact(StringRef File) {
    J.attributeObject("artifactLocation", [&] {
      bool Below = File.size() > workingDirectory().size() &&
                   isBelow(File, workingDirectory());
      if (!Below) {
        J.attribute("uri", "file://" + encoded(File));
        return;
      }
      File = File.drop_front(workingDirectory().size());
      File.consume_front("/");
      J.attribute("uri", encoded(File));
      J.attribute("uriBaseId", "ROOT");
    });
  }

  void region(StringRef Key, const Place &Begin, const Place &End) {
    if (!Begin.Line)
      return;
    J.attributeObject(Key, [&] {
      J.attribute("startLine", Begin.Line);
      if (Begin.Utf16)
        J.attribute("startColumn", Begin.Utf16);
      if (!Begin.Utf16 || !End.Utf16)
        return;
      J.attribute("endLine", End.Line);
      J.attribute("endColumn", End.Utf16);
    });
  }

  void location(const Message &M) {
    J.attributeObject("physicalLocation", [&] {
      artifact(M.File);
      region("region", placeOf(M, R.Sources), endOf(M, R.Sources));
    });
  }

  /// The message, with a link to each note that has a place.
  std::string linked(const Finding &F) {
    std::string Out = plain(F.Main.Text);
    unsigned Id = 0;
    for (const Message &N : F.Notes)
      if (!N.File.empty()) {
        Out += (Id ? ", [" : " (see [") + std::to_string(Id + 1) + "](" +
               std::to_string(Id + 1) + ")";
        ++Id;
      }
    return Id ? Out + ")" : Out;
  }

  void result(const Finding &F, StringRef Fingerprint) {
    J.object([&] {
      J.attribute("ruleId", F.Check);
      auto Known = Index.find(F.Check);
      if (Known != Index.end())
        J.attribute("ruleIndex", int64_t(Known->second));
      J.attribute("level", levelOf(F));
      text("message", linked(F));
      if (!F.Main.File.empty())
        J.attributeArray("locations",
                         [&] { J.object([&] { location(F.Main); }); });
      J.attributeObject("partialFingerprints",
                        [&] { J.attribute("ctxTidy/v1", Fingerprint); });
      related(F);
      flow(F);
      fixes(F);
    });
  }

  void related(const Finding &F) {
    if (none_of(F.Notes, [](const Message &N) { return !N.File.empty(); }))
      return;
    unsigned Id = 0;
    J.attributeArray("relatedLocations", [&] {
      for (const Message &N : F.Notes)
        if (!N.File.empty())
          J.object([&] {
            J.attribute("id", ++Id);
            text("message", plain(N.Text));
            location(N);
          });
    });
  }

  /// Several notes tell a path: where the token came from, where it got lost.
  void flow(const Finding &F) {
    if (count_if(F.Notes, [](const Message &N) { return !N.File.empty(); }) < 2)
      return;
    auto Step = [&](const Message &M) {
      if (M.File.empty())
        return;
      J.object([&] {
        J.attributeObject("location", [&] {
          text("message", plain(M.Text));
          location(M);
        });
      });
    };
    J.attributeArray("codeFlows", [&] {
      J.object([&] {
        J.attributeArray("threadFlows", [&] {
          J.object([&] {
            J.attributeArray("locations", [&] {
              Step(F.Main);
              for (const Message &N : F.Notes)
                Step(N);
            });
          });
        });
      });
    });
  }

  void fixes(const Finding &F) {
    std::map<std::string, std::vector<Edit>> Files;
    for (Edit &E : editsOf(F))
      Files[E.File].push_back(std::move(E));
    if (Files.empty())
      return;
    J.attributeArray("fixes", [&] {
      J.object([&] {
        text("description", "fix for " + Twine(F.Check));
        J.attributeArray("artifactChanges", [&] {
          for (const auto &File : Files)
            J.object([&] {
              artifact(File.first);
              J.attributeArray("replacements", [&] {
                for (const Edit &E : File.second)
                  replacement(E);
              });
            });
        });
      });
    });
  }

  void replacement(const Edit &E) {
    J.object([&] {
      region("deletedRegion", placeAt(E.File, E.Offset, R.Sources),
             placeAt(E.File, E.Offset + E.Length, R.Sources));
      if (!E.Text.empty())
        text("insertedContent", json::fixUTF8(E.Text));
    });
  }

  const Report &R;
  json::OStream J;
  std::map<StringRef, size_t> Index;
};

} // namespace

void writeSarif(const Report &R, raw_ostream &OS) {
  Writer(R, OS).write();
  OS << "\n";
}

} // namespace ctx::tool
