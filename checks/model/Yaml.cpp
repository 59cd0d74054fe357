//===- Yaml.cpp -----------------------------------------------------------===//

#include "Yaml.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"

namespace ctx::model::yaml {
namespace {

/// Finds nesting that LLVM's recursive parser should not be shown. Over-counts
/// (brackets in quoted text count), which only matters beyond MaxDepth.
std::optional<ParseError> tooDeep(llvm::StringRef Text) {
  unsigned Line = 0, Flow = 0;
  while (!Text.empty()) {
    ++Line;
    llvm::StringRef Row;
    std::tie(Row, Text) = Text.split('\n');
    unsigned Column = 0, Dashes = 0;
    bool Leading = true;
    for (char C : Row) {
      ++Column;
      if (C == '#' && Leading)
        break;
      if (Leading && C == '-')
        ++Dashes;
      else if (C != ' ')
        Leading = false;
      if (C == '[' || C == '{')
        ++Flow;
      else if ((C == ']' || C == '}') && Flow)
        --Flow;
      bool Deep = Flow > MaxDepth || Dashes > MaxDepth ||
                  (Leading && Flow == 0 && Column > 4 * MaxDepth);
      if (Deep)
        return ParseError{{Line, Column},
                          "nested deeper than " + llvm::utostr(MaxDepth) +
                              " levels"};
    }
  }
  return std::nullopt;
}

class Builder {
public:
  Builder(llvm::SourceMgr &SM, unsigned Buffer, ParseError &Error)
      : SM(SM), Buffer(Buffer), Error(Error) {}

  bool build(llvm::yaml::Node *N, Node &Out, unsigned Depth = 0) {
    if (!N)
      return fail({}, "expected a value");
    Out.Spot = spot(N->getSourceRange().Start);
    if (Depth > MaxDepth)
      return fail(Out.Spot, "nested too deeply");
    if (auto *S = llvm::dyn_cast<llvm::yaml::ScalarNode>(N)) {
      llvm::SmallString<64> Storage;
      Out.Kind = Node::Scalar;
      Out.Text = S->getValue(Storage).str();
      return true;
    }
    if (auto *B = llvm::dyn_cast<llvm::yaml::BlockScalarNode>(N)) {
      Out.Kind = Node::Scalar;
      Out.Text = B->getValue().str();
      return true;
    }
    if (auto *Seq = llvm::dyn_cast<llvm::yaml::SequenceNode>(N)) {
      Out.Kind = Node::Sequence;
      for (llvm::yaml::Node &Item : *Seq) {
        Out.Items.emplace_back();
        if (!build(&Item, Out.Items.back(), Depth + 1))
          return false;
      }
      return true;
    }
    if (auto *Map = llvm::dyn_cast<llvm::yaml::MappingNode>(N)) {
      Out.Kind = Node::Mapping;
      for (llvm::yaml::KeyValueNode &KV : *Map) {
        Out.Fields.emplace_back();
        if (!build(KV.getKey(), Out.Fields.back().first, Depth + 1) ||
            !build(KV.getValue(), Out.Fields.back().second, Depth + 1))
          return false;
      }
      return true;
    }
    if (llvm::isa<llvm::yaml::NullNode>(N))
      return true;
    return fail(Out.Spot, "anchors and aliases are not supported here");
  }

private:
  ModelSpot spot(llvm::SMLoc Loc) const {
    if (!Loc.isValid())
      return {};
    auto LC = SM.getLineAndColumn(Loc, Buffer);
    return {LC.first, LC.second};
  }
  bool fail(ModelSpot Spot, std::string Message) {
    if (Error.Message.empty())
      Error = {Spot, std::move(Message)};
    return false;
  }

  llvm::SourceMgr &SM;
  unsigned Buffer;
  ParseError &Error;
};

} // namespace

std::optional<Node> parse(llvm::StringRef Text, ParseError &Error) {
  Error = {};
  if (Text.size() > MaxBytes) {
    Error.Message = "larger than " + llvm::utostr(MaxBytes) + " bytes";
    return std::nullopt;
  }
  if (auto Deep = tooDeep(Text)) {
    Error = *Deep;
    return std::nullopt;
  }

  llvm::SourceMgr SM;
  // The parser reports through the source manager; keep the first complaint.
  SM.setDiagHandler(
      [](const llvm::SMDiagnostic &D, void *Context) {
        auto &E = *static_cast<ParseError *>(Context);
        if (E.Message.empty())
          E = {{unsigned(std::max(D.getLineNo(), 0)),
                unsigned(std::max(D.getColumnNo(), 0) + 1)},
               D.getMessage().str()};
      },
      &Error);
  llvm::yaml::Stream Stream(Text, SM, /*ShowColors=*/false);
  Node Root;
  auto It = Stream.begin();
  if (It == Stream.end())
    return Root;
  // The stream adds its buffer to SM first, so that is buffer 1.
  bool Built = Builder(SM, 1, Error).build(It->getRoot(), Root);
  if (Built && !Stream.failed() && ++It != Stream.end() && !Stream.failed())
    Error = {{}, "holds more than one document"};
  if (!Built || Stream.failed() || !Error.Message.empty()) {
    if (Error.Message.empty())
      Error.Message = "is not valid YAML";
    return std::nullopt;
  }
  return Root;
}

} // namespace ctx::model::yaml
