//===- VocabularySet.cpp - all vocabularies of a run ----------------------===//
//
// Puts together what files say (VocabularyReader.cpp): later files override
// earlier ones, and every reference is to an entry that exists.
//
//===----------------------------------------------------------------------===//

#include "Spelling.h"
#include "VocabularyReader.h"
#include "Yaml.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

namespace ctx::model {

namespace {

/// Every id that an entry refers to, with the place to complain at.
void forEachTypeRef(
    const OpEntry &Op,
    llvm::function_ref<void(llvm::StringRef Id, ModelSpot Spot)> Do) {
  for (const std::string &Id : Op.OfTypes)
    Do(Id, Op.Spot);
  for (const ParamCondition &P : Op.Params)
    if (!P.TypeId.empty())
      Do(P.TypeId, P.Spot);
  for (llvm::StringRef Id :
       {llvm::StringRef(Op.WithoutParamType), llvm::StringRef(Op.ResultType),
        llvm::StringRef(Op.For), llvm::StringRef(Op.Throws)})
    if (!Id.empty())
      Do(Id, Op.Spot);
  for (const Sibling &S : Op.Siblings)
    for (llvm::StringRef Id :
         {llvm::StringRef(S.OverloadType), llvm::StringRef(S.InsteadType)})
      if (!Id.empty())
        Do(Id, S.Spot);
}

template <class EntryT>
void overrideById(std::vector<EntryT> &Into, std::vector<EntryT> From) {
  for (EntryT &E : From) {
    auto It =
        llvm::find_if(Into, [&](const EntryT &O) { return O.Id == E.Id; });
    if (It != Into.end())
      *It = std::move(E);
    else
      Into.push_back(std::move(E));
  }
}

void addNames(std::vector<std::string> &Into,
              const std::vector<std::string> &From) {
  for (const std::string &Name : From)
    if (!llvm::is_contained(Into, Name))
      Into.push_back(Name);
}

} // namespace

const TypeEntry *VocabularySet::findType(const Vocabulary &From,
                                         llvm::StringRef Id) const {
  auto In = [](const Vocabulary &V, llvm::StringRef Id) -> const TypeEntry * {
    for (const TypeEntry &T : V.Types)
      if (T.Id == Id)
        return &T;
    return nullptr;
  };
  // The name of a vocabulary may have dots, an id has none.
  llvm::StringRef Voc, Local;
  std::tie(Voc, Local) = Id.rsplit('.');
  if (Local.empty()) {
    if (const TypeEntry *T = In(From, Id))
      return T;
    for (const std::string &Base : From.Extends)
      for (const Vocabulary &V : All)
        if (V.Name == Base)
          if (const TypeEntry *T = In(V, Id))
            return T;
    return nullptr;
  }
  for (const Vocabulary &V : All)
    if (V.Name == Voc)
      return In(V, Local);
  return nullptr;
}

std::shared_ptr<const VocabularySet>
VocabularySet::make(std::vector<Vocabulary> Vocabularies,
                    std::vector<ModelError> &Errors) {
  size_t Before = Errors.size();
  auto Set = std::make_shared<VocabularySet>();
  for (Vocabulary &V : Vocabularies) {
    auto It = llvm::find_if(
        Set->All, [&](const Vocabulary &O) { return O.Name == V.Name; });
    if (It == Set->All.end()) {
      Set->All.push_back(std::move(V));
      continue;
    }
    // The later file wins, entry by entry; positions then belong to it. Lists
    // of names add up.
    It->File = V.File;
    addNames(It->Extends, V.Extends);
    addNames(It->WhenResolves, V.WhenResolves);
    addNames(It->AllowedRoots.Functions, V.AllowedRoots.Functions);
    addNames(It->AllowedRoots.Macros, V.AllowedRoots.Macros);
    addNames(It->AllowedRoots.Paths, V.AllowedRoots.Paths);
    overrideById(It->Types, std::move(V.Types));
    overrideById(It->Ops, std::move(V.Ops));
  }
  std::vector<llvm::StringRef> Names;
  for (const Vocabulary &V : Set->All)
    Names.push_back(V.Name);
  for (const Vocabulary &V : Set->All) {
    for (const std::string &Base : V.Extends)
      if (!llvm::is_contained(Names, Base))
        Errors.push_back({V.File, 0, 0,
                          "extends the unknown vocabulary '" + Base + "'" +
                              didYouMean(Base, Names)});
    std::vector<llvm::StringRef> Ids;
    for (const TypeEntry &T : V.Types)
      Ids.push_back(T.Id);
    for (const OpEntry &Op : V.Ops)
      forEachTypeRef(Op, [&](llvm::StringRef Id, ModelSpot Spot) {
        if (!Set->findType(V, Id))
          Errors.push_back({V.File, Spot.Line, Spot.Column,
                            "op '" + Op.Id + "' refers to the unknown type '" +
                                Id.str() + "'" + didYouMean(Id, Ids)});
      });
  }
  if (Errors.size() != Before)
    return nullptr;
  return Set;
}

/// True if a name under `when: resolves:` of the model \p Text may resolve.
static bool mayBeActive(llvm::StringRef Text,
                        llvm::function_ref<bool(llvm::StringRef)> Knows) {
  size_t At = Text.find("\nwhen:");
  if (At == llvm::StringRef::npos)
    return true;
  llvm::StringRef Names = Text.substr(At);
  Names = Names.take_front(Names.find(']'));
  while (Names.contains('"')) {
    Names = Names.split('"').second;
    llvm::StringRef Name;
    std::tie(Name, Names) = Names.split('"');
    if (Knows(Name.substr(Name.rfind(':') + 1)))
      return true;
  }
  return false;
}

std::shared_ptr<const VocabularySet>
VocabularySet::builtinFor(llvm::function_ref<bool(llvm::StringRef)> Knows) {
  std::vector<Vocabulary> All;
  std::vector<ModelError> Errors;
  for (const BuiltinModel &B : builtinModels())
    // What others extend, and where everybody may make a root, is std's.
    if (llvm::StringRef(B.File) == "std.yaml" || mayBeActive(B.Text, Knows))
      for (Vocabulary &V : readVocabularies(B.Text, B.File, Errors))
        All.push_back(std::move(V));
  return make(std::move(All), Errors);
}

std::shared_ptr<const VocabularySet>
VocabularySet::load(llvm::ArrayRef<std::string> UserFiles,
                    std::vector<ModelError> &Errors) {
  size_t Before = Errors.size();
  std::vector<Vocabulary> All;
  auto Add = [&](llvm::StringRef Text, llvm::StringRef File) {
    for (Vocabulary &V : readVocabularies(Text, File, Errors))
      All.push_back(std::move(V));
  };
  for (const BuiltinModel &B : builtinModels())
    Add(B.Text, B.File);
  for (const std::string &Path : UserFiles) {
    llvm::sys::fs::file_status Status;
    std::error_code EC = llvm::sys::fs::status(Path, Status);
    if (!EC && !llvm::sys::fs::is_regular_file(Status)) {
      Errors.push_back({Path, 0, 0, "is not a regular file"});
      continue;
    }
    if (!EC && Status.getSize() > yaml::MaxBytes) {
      Errors.push_back(
          {Path, 0, 0,
           "larger than " + llvm::utostr(yaml::MaxBytes) + " bytes"});
      continue;
    }
    auto Buffer = llvm::MemoryBuffer::getFile(Path);
    if (!Buffer) {
      Errors.push_back(
          {Path, 0, 0, "cannot be read: " + Buffer.getError().message()});
      continue;
    }
    Add((*Buffer)->getBuffer(), Path);
  }
  if (Errors.size() != Before)
    return nullptr;
  return make(std::move(All), Errors);
}

} // namespace ctx::model
