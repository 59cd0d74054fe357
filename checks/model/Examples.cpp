//===- Examples.cpp -------------------------------------------------------===//

#include "Examples.h"
#include "../compat/Compat.h"
#include "Yaml.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace ctx::model {
namespace {

using yaml::Node;

const Node *field(const Node &Map, llvm::StringRef Key) {
  for (const auto &KV : Map.Fields)
    if (KV.first.Text == Key)
      return &KV.second;
  return nullptr;
}

/// Each variable as it is written, and its first value.
using Values = std::vector<std::pair<std::string, std::string>>;

Values firstValues(const Node &Root) {
  Values Out;
  if (const Node *Vars = field(Root, "vars"))
    for (const auto &Var : Vars->Fields)
      if (!Var.second.Fields.empty())
        Out.emplace_back("${" + Var.first.Text + "}",
                         Var.second.Fields.front().second.Text);
  return Out;
}

std::string filled(const Node &N, const Values &Vars) {
  std::string Out = N.Text;
  for (const auto &V : Vars)
    for (size_t At = Out.find(V.first); At != std::string::npos;
         At = Out.find(V.first, At + V.second.size()))
      Out.replace(At, V.first.size(), V.second);
  return Out;
}

std::vector<std::string> list(const Node &Map, llvm::StringRef Key,
                              const Values &Vars) {
  std::vector<std::string> Out;
  const Node *N = field(Map, Key);
  if (N && N->Kind == Node::Scalar)
    Out.push_back(filled(*N, Vars));
  else if (N)
    for (const Node &Item : N->Items)
      Out.push_back(filled(Item, Vars));
  return Out;
}

/// The line that the text of \p N begins in. A literal block begins below its
/// `|`, which is where the parser says that it is.
unsigned textLine(const Node &N, llvm::ArrayRef<llvm::StringRef> Lines) {
  if (!N.Spot.Line || N.Spot.Line > Lines.size())
    return N.Spot.Line;
  llvm::StringRef Here = Lines[N.Spot.Line - 1].drop_front(
      std::min<size_t>(N.Spot.Column - 1, Lines[N.Spot.Line - 1].size()));
  bool Block = compat::startsWith(Here, "|") || compat::startsWith(Here, ">");
  return N.Spot.Line + (Block ? 1 : 0);
}

} // namespace

std::vector<Example> examplesIn(llvm::StringRef Text) {
  std::vector<Example> Out;
  yaml::ParseError Error;
  std::optional<Node> Root = yaml::parse(Text, Error);
  const Node *List = Root ? field(*Root, "examples") : nullptr;
  if (!List)
    return Out;
  const Values Vars = firstValues(*Root);
  llvm::SmallVector<llvm::StringRef, 0> Lines;
  Text.split(Lines, '\n');
  for (const Node &Item : List->Items) {
    const Node *Name = field(Item, "name"), *Code = field(Item, "code");
    if (!Name || !Code)
      continue;
    Example E;
    E.Name = filled(*Name, Vars);
    E.Line = Item.Spot.Line;
    E.Code = filled(*Code, Vars);
    E.CodeLine = textLine(*Code, Lines);
    E.Finds = list(Item, "finds", Vars);
    llvm::sort(E.Finds);
    E.Flags = list(Item, "flags", Vars);
    E.Headers = list(Item, "headers", Vars);
    Out.push_back(std::move(E));
  }
  return Out;
}

} // namespace ctx::model
