//===- PreambleJson.cpp - what processes say of preambles -----------------===//

#include "Preamble.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace ctx::tool {
namespace {

std::string bytesAt(const json::Object &O, StringRef Key) {
  std::string Out;
  if (!tryGetFromHex(O.getString(Key).value_or(""), Out))
    Out.clear();
  return Out;
}

uint64_t numberAt(const json::Object &O, StringRef Key) {
  const json::Value *V = O.get(Key);
  return V ? V->getAsUINT64().value_or(0) : 0;
}

} // namespace

json::Value toJson(const PreambleJob &J) {
  if (J.File.empty())
    return nullptr;
  return json::Object{{"file", J.File},
                      {"text", toHex(J.Text)},
                      {"sum", J.Sum},
                      {"make", J.Make},
                      {"own", J.OwnDecls}};
}

PreambleJob preambleJobFromJson(const json::Value *V) {
  PreambleJob Out;
  const json::Object *O = V ? V->getAsObject() : nullptr;
  if (!O)
    return Out;
  Out.File = O->getString("file").value_or("").str();
  Out.Text = bytesAt(*O, "text");
  Out.Sum = numberAt(*O, "sum");
  Out.Make = O->getBoolean("make").value_or(false);
  Out.OwnDecls = O->getBoolean("own").value_or(true);
  return Out;
}

json::Value toJson(const PreambleResult &R) {
  json::Array Read;
  for (const auto &F : R.Read) {
    if (!json::isUTF8(F.first))
      return json::Object{{"used", R.Used}}; // not worth keeping
    Read.push_back(json::Array{F.first, F.second});
  }
  return json::Object{{"used", R.Used},         {"made", R.Made},
                      {"text", toHex(R.Text)},  {"sum", R.Sum},
                      {"own", R.OwnDecls},      {"inputs", toJson(R.Inputs)},
                      {"read", std::move(Read)}};
}

PreambleResult preambleResultFromJson(const json::Value *V) {
  PreambleResult Out;
  const json::Object *O = V ? V->getAsObject() : nullptr;
  if (!O)
    return Out;
  Out.Used = O->getBoolean("used").value_or(false);
  Out.Made = O->getBoolean("made").value_or(false);
  Out.Text = bytesAt(*O, "text");
  Out.Sum = numberAt(*O, "sum");
  Out.OwnDecls = O->getBoolean("own").value_or(true);
  Out.Inputs = inputsFromJson(O->get("inputs"));
  if (const json::Array *Read = O->getArray("read"))
    for (const json::Value &F : *Read) {
      const json::Array *A = F.getAsArray();
      if (A && A->size() == 2 && (*A)[0].getAsString() && (*A)[1].getAsUINT64())
        Out.Read.emplace((*A)[0].getAsString()->str(), *(*A)[1].getAsUINT64());
      else
        Out.Made = false;
    }
  Out.Made &= Out.Inputs.Complete;
  return Out;
}

} // namespace ctx::tool
