//===- Variables.cpp ------------------------------------------------------===//

#include "Variables.h"

namespace ctx::model {

std::vector<Instance> Variables::instances(const Node &Root) {
  std::vector<Instance> Out;
  const Node *Vars = nullptr;
  for (const auto &KV : Root.Fields)
    if (KV.first.Text == "vars")
      Vars = &KV.second;
  if (!Vars)
    return {Instance()};
  if (Vars->Kind != Node::Mapping || Vars->Fields.empty()) {
    error(*Vars, "expected 'vars' to be a mapping of variables to values");
    return {Instance()};
  }
  for (const auto &Var : Vars->Fields)
    variable(Var.first, Var.second, Out);
  for (const auto &Var : Vars->Fields)
    for (const Instance &I : Out)
      if (!I.Values.count(Var.first.Text))
        error(Var.first, "variable '" + Var.first.Text +
                             "' has no value for vocabulary '" + I.Name + "'");
  return Out;
}

void Variables::substitute(Node &N, const Instance &I,
                           llvm::StringSet<> &Used) {
  for (Node &Item : N.Items)
    substitute(Item, I, Used);
  for (auto &KV : N.Fields)
    substitute(KV.second, I, Used);
  std::string Out;
  llvm::StringRef Rest = N.Text;
  for (size_t At; (At = Rest.find("${")) != llvm::StringRef::npos;) {
    size_t End = Rest.find('}', At);
    llvm::StringRef Name = Rest.slice(At + 2, End);
    if (End == llvm::StringRef::npos || !isVariable(Name)) {
      Out += Rest.take_front(At + 2);
      Rest = Rest.drop_front(At + 2);
      continue;
    }
    Out += Rest.take_front(At);
    Rest = Rest.drop_front(End + 1);
    auto It = I.Values.find(Name);
    if (It == I.Values.end()) {
      std::vector<llvm::StringRef> Known;
      for (const auto &KV : I.Values)
        Known.push_back(KV.first());
      error(N, "unknown variable '" + Name + "'" + didYouMean(Name, Known));
      continue;
    }
    Used.insert(Name);
    Out += It->second;
  }
  N.Text = Out + Rest.str();
}

void Variables::checkUsed(const Node &Root, const llvm::StringSet<> &Used) {
  for (const auto &KV : Root.Fields)
    if (KV.first.Text == "vars")
      for (const auto &Var : KV.second.Fields)
        if (!Used.count(Var.first.Text))
          error(Var.first, "variable '" + Var.first.Text +
                               "' is never used; write ${" + Var.first.Text +
                               "} where it stands");
}

bool Variables::isVariable(llvm::StringRef Name) {
  return !Name.empty() && llvm::all_of(Name, [](char C) {
    return (C >= 'A' && C <= 'Z') || llvm::isDigit(C) || C == '_';
  }) && !llvm::isDigit(Name.front());
}

void Variables::variable(const Node &Name, const Node &Values,
                         std::vector<Instance> &Out) {
  if (Name.Kind != Node::Scalar || !isVariable(Name.Text))
    error(Name, "'" + Name.Text +
                    "' is no name for a variable; write it in capitals");
  if (Values.Kind != Node::Mapping || Values.Fields.empty()) {
    error(Values, "expected a mapping of vocabularies to the values of '" +
                      Name.Text + "'");
    return;
  }
  for (const auto &KV : Values.Fields) {
    std::string Vocabulary = word(KV.first);
    auto It = llvm::find_if(
        Out, [&](const Instance &I) { return I.Name == Vocabulary; });
    if (It == Out.end()) {
      Out.push_back({Vocabulary, {}});
      It = std::prev(Out.end());
    }
    if (!It->Values.try_emplace(Name.Text, word(KV.second)).second)
      error(KV.first, "variable '" + Name.Text +
                          "' is given twice for vocabulary '" + Vocabulary +
                          "'");
  }
}

} // namespace ctx::model
