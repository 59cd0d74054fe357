//===- VocabularyReader.cpp -----------------------------------------------===//

#include "VocabularyReader.h"
#include "EntryReader.h"
#include "Variables.h"
#include "llvm/ADT/StringSet.h"

namespace ctx::model {

std::string ModelError::str() const {
  std::string S = File;
  if (Line)
    S += ":" + llvm::utostr(Line) + ":" + llvm::utostr(Column);
  return S + ": error: " + Message;
}

namespace {

/// Reads model files; or says what it would read, as a JSON Schema.
class Reader : EntryReader {
public:
  Reader(llvm::StringRef File, std::vector<ModelError> &Errors)
      : EntryReader(File, Errors) {}

  /// The JSON Schema of what read() takes.
  static shape::Object describe() {
    std::vector<ModelError> None;
    Reader R("", None);
    shape::Object Out;
    R.Shape = &Out;
    R.read(Node());
    return Out;
  }

  /// The vocabulary that \p Root describes, with its variables replaced.
  Vocabulary read(const Node &Root) {
    Vocabulary V;
    V.File = File;
    fields(
        Root, "a model file",
        {{"schema", "version of the format: always 1",
          [&](const Node &N) { schema(N); }, true},
         {"vocabulary",
          "name of the library or project; a second file with the same name "
          "overrides entries of the first by id",
          [&](const Node &N) { V.Name = word(N); }, true},
         {"extends",
          "vocabularies whose types the ops here may refer to by id alone",
          [&](const Node &N) { V.Extends = list(N); }},
         // Read by Variables.h.
         {"vars",
          "for a library that exists under several names: variables in "
          "capitals, each with one value per vocabulary; ${NAME} stands for "
          "the value",
          [&](const Node &) { describes(shape::variables()); }},
         {"when",
          "when the vocabulary is active in a translation unit; without it, "
          "always",
          [&](const Node &N) { when(N, V); }},
         {"headers",
          "the library's own headers as they are included ('acme/acme.h'), or "
          "folders of them ('acme/'): what they spell is no reason to parse a "
          "translation unit",
          [&](const Node &N) { headers(N); }}, // OwnHeaders.h
         {"docs", "where the library is documented",
          [&](const Node &N) { docs(N, V); }},
         {"types", "classes and the roles they play",
          [&](const Node &N) { types(N, V); }},
         {"ops",
          "functions, operators, fields and variables, and the role each plays",
          [&](const Node &N) { ops(N, V); }},
         {"disable",
          "entries of the built-in models, or of files before this one, that "
          "are not looked for",
          [&](const Node &N) { disable(N, V); }},
         {"policy",
          "what is right in this code base although it would be reported "
          "elsewhere",
          [&](const Node &N) { policy(N, V); }},
         {"examples",
          "source code and what is found in it; --check-models holds the model "
          "to it",
          [&](const Node &N) { examples(N); }}}); // Examples.h
    return V;
  }

private:
  void schema(const Node &N) {
    if (describes(shape::Object{{"const", 1}}))
      return;
    if (N.Kind != Node::Scalar || N.Text != "1")
      error(N, "unknown schema '" + N.Text + "'; this program reads schema 1");
  }

  void when(const Node &N, Vocabulary &V) {
    fields(N, "'when'", guardFields(V.When));
  }

  void headers(const Node &N) {
    std::vector<std::string> Out = list(N);
    for (size_t I = 0; I != Out.size(); ++I)
      if (Out[I].empty() || Out[I].front() == '/' ||
          llvm::StringRef(Out[I]).contains('\\'))
        error(N.Kind == Node::Sequence ? N.Items[I] : N,
              "'" + Out[I] +
                  "' is not a header as it is included, such as 'lib/lib.h', "
                  "or a folder of them, such as 'lib/'");
  }

  void examples(const Node &N) {
    llvm::StringSet<> Names;
    items(N, "a list of examples", [&](const Node &Item) {
      auto List = [&](const Node &N) { list(N); };
      fields(
          Item, "an example",
          {{"name", "what the example shows; each name once",
            [&](const Node &N) {
              std::string Name = word(N);
              if (!Name.empty() && !Names.insert(Name).second)
                error(N, "two examples have the name '" + Name + "'");
            },
            true},
           {"code", "a source file, best as a literal block: |",
            [&](const Node &N) { word(N); }, true},
           {"finds",
            "the checks that report something, each once for each finding; [] "
            "if nothing is found",
            List, true},
           {"flags", "compiler flags, after -std=c++20", List},
           {"headers",
            "what the source file includes first: acme/context.h or <vector>",
            List}});
    });
  }

  void docs(const Node &N, Vocabulary &V) {
    fields(N, "'docs'",
           {{"home", "where the library lives, for example owner/name",
             [&](const Node &N) { V.Home = word(N); }},
            {"note", "a remark for people",
             [&](const Node &N) { V.Note = word(N); }}});
  }

  void disable(const Node &N, Vocabulary &V) {
    auto Take = [&](bool IsType) {
      return [this, &V, IsType](const Node &N) {
        std::vector<std::string> Ids = list(N);
        for (size_t I = 0; I != Ids.size(); ++I)
          V.Disabled.push_back(
              {IsType, Ids[I], File,
               (N.Kind == Node::Sequence ? N.Items[I] : N).Spot});
      };
    };
    fields(N, "'disable'",
           {{"types",
             "ids of types: 'id' of this vocabulary or 'vocabulary.id'; no "
             "operation on them is looked for either",
             Take(true)},
            {"ops",
             "ids of operations: 'id' of this vocabulary or 'vocabulary.id'",
             Take(false)}});
  }

  void severities(const Node &N, Vocabulary &V) {
    items(N, "a list of rules", [&](const Node &Item) {
      SeverityRule R;
      R.File = File;
      R.Spot = Item.Spot;
      fields(Item, "a rule",
             {{"checks", "ids of checks; without it, all",
               [&](const Node &N) { R.Checks = list(N); }},
              {"paths", "globs of source files",
               [&](const Node &N) { R.Paths = globs(N); }, true},
              {"severity",
               "off: not reported; info: reported, but fails no run; warning: "
               "as without a rule; error: fails a run of ctx-tidy",
               [&](const Node &N) {
                 R.As = choice<Shown>(N, {{"off", Shown::Off},
                                          {"info", Shown::Info},
                                          {"warning", Shown::Warning},
                                          {"error", Shown::Error}});
               },
               true}});
      V.Severities.push_back(std::move(R));
    });
  }

  void policy(const Node &N, Vocabulary &V) {
    fields(
        N, "'policy'",
        {{"severities",
          "how findings are shown in some files; the last rule that fits "
          "counts",
          [&](const Node &N) { severities(N, V); }},
         {"allowed_roots", "where making a root is right", [&](const Node &N) {
            fields(
                N, "'allowed_roots'",
                {{"functions", "names of functions",
                  [&](const Node &N) { V.AllowedRoots.Functions = list(N); }},
                 {"macros",
                  "macros whose expansion holds the code, for example those of "
                  "tests",
                  [&](const yaml::Node &N) {
                    V.AllowedRoots.Macros = list(N);
                  }},
                 {"paths", "globs of source files", [&](const yaml::Node &N) {
                    V.AllowedRoots.Paths = globs(N);
                  }}});
          }}});
  }
};

} // namespace

llvm::json::Value modelsSchema() {
  shape::Object Out = Reader::describe();
  Out["$schema"] = "http://json-schema.org/draft-07/schema#";
  Out["title"] = "model files of ctx-tidy, schema 1";
  Out["definitions"] = shape::definitions();
  return Out;
}

std::vector<Vocabulary> readVocabularies(llvm::StringRef Text,
                                         llvm::StringRef File,
                                         std::vector<ModelError> &Errors) {
  yaml::ParseError E;
  std::optional<yaml::Node> Root = yaml::parse(Text, E);
  if (!Root) {
    Errors.push_back({File.str(), E.Spot.Line, E.Spot.Column, E.Message});
    return {};
  }
  size_t Before = Errors.size();
  Variables Vars(File, Errors);
  Reader R(File, Errors);
  std::vector<Vocabulary> Out;
  std::vector<Instance> Instances = Vars.instances(*Root);
  for (const Instance &I : Instances) {
    std::optional<yaml::Node> Copy;
    if (Instances.size() > 1)
      Copy = Root;
    yaml::Node &Mine = Copy ? *Copy : *Root;
    llvm::StringSet<> Used;
    Vars.substitute(Mine, I, Used);
    Vars.checkUsed(Mine, Used);
    Vocabulary V = R.read(Mine);
    if (!I.Name.empty())
      V.Name = I.Name;
    // The others would say the same again.
    if (Errors.size() != Before)
      return {};
    Out.push_back(std::move(V));
  }
  return Out;
}

} // namespace ctx::model
