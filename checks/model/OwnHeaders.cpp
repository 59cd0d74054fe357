//===- OwnHeaders.cpp -----------------------------------------------------===//

#include "OwnHeaders.h"
#include "VocabularyReader.h"
#include "Yaml.h"
#include "llvm/Support/MemoryBuffer.h"

namespace ctx::model {
namespace {

using Headers = std::map<std::string, std::vector<std::string>>;

const yaml::Node *field(const yaml::Node &Root, llvm::StringRef Key) {
  for (const auto &KV : Root.Fields)
    if (KV.first.Text == Key)
      return &KV.second;
  return nullptr;
}

/// The reader of vocabularies has judged the text: what is odd is left out.
void add(llvm::StringRef Text, Headers &Out) {
  yaml::ParseError Error;
  std::optional<yaml::Node> Root = yaml::parse(Text, Error);
  if (!Root)
    return;
  const yaml::Node *List = field(*Root, "headers");
  const yaml::Node *Name = field(*Root, "vocabulary");
  if (!List || !Name)
    return;
  std::vector<std::string> Found;
  if (List->Kind == yaml::Node::Scalar)
    Found.push_back(List->Text);
  for (const yaml::Node &Item : List->Items)
    Found.push_back(Item.Text);
  std::vector<std::string> Names = {Name->Text};
  // `vars` stands for several vocabularies.
  if (const yaml::Node *Vars = field(*Root, "vars"))
    for (const auto &Var : Vars->Fields)
      for (const auto &Value : Var.second.Fields)
        Names.push_back(Value.first.Text);
  for (const std::string &N : Names)
    Out[N].insert(Out[N].end(), Found.begin(), Found.end());
}

} // namespace

Headers ownHeaders(llvm::ArrayRef<std::string> UserFiles) {
  Headers Out;
  for (const BuiltinModel &M : builtinModels())
    add(M.Text, Out);
  for (const std::string &File : UserFiles)
    if (auto Buffer = llvm::MemoryBuffer::getFile(File))
      add((*Buffer)->getBuffer(), Out);
  return Out;
}

} // namespace ctx::model
