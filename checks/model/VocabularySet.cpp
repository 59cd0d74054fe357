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

template <class EntryT>
bool hasId(const std::vector<EntryT> &Entries, llvm::StringRef Id) {
  return llvm::any_of(Entries, [&](const EntryT &E) { return E.Id == Id; });
}

/// Takes the entry \p Id away. \returns false if there is none.
bool takeAway(Vocabulary &From, const DisabledEntry &D, llvm::StringRef Id) {
  if (!D.IsType) {
    size_t Before = From.Ops.size();
    llvm::erase_if(From.Ops, [&](const OpEntry &Op) { return Op.Id == Id; });
    return From.Ops.size() != Before;
  }
  for (TypeEntry &T : From.Types)
    if (T.Id == Id) {
      // Operations may refer to it: it stays, and is the type of nothing.
      TypeEntry Hollow;
      Hollow.Id = T.Id;
      Hollow.Spot = T.Spot;
      T = std::move(Hollow);
      return true;
    }
  return false;
}

std::vector<llvm::StringRef> idsOf(const Vocabulary &V, bool Types) {
  std::vector<llvm::StringRef> Out;
  if (Types)
    for (const TypeEntry &T : V.Types)
      Out.push_back(T.Id);
  else
    for (const OpEntry &Op : V.Ops)
      Out.push_back(Op.Id);
  return Out;
}

/// What \p Id, written for \p From or as `vocabulary.id`, most likely means:
/// "; did you mean ...?" with what has to be written there, or "".
std::string meant(const std::vector<Vocabulary> &All, const Vocabulary &From,
                  llvm::StringRef Id, bool Types) {
  llvm::StringRef Voc, Local;
  std::tie(Voc, Local) = Id.rsplit('.');
  // Where the vocabulary's name is right, it does not say how near the rest is.
  bool Right = false;
  std::vector<llvm::StringRef> Its;
  for (const Vocabulary &V : All)
    if (!Local.empty() && V.Name == Voc) {
      Right = true;
      llvm::append_range(Its, idsOf(V, Types));
    }
  if (Right) {
    llvm::StringRef Near = nearest(Local, Its);
    return Near.empty() ? std::string()
                        : ("; did you mean '" + Voc + "." + Near + "'?").str();
  }
  std::vector<std::string> Known;
  if (Local.empty())
    for (llvm::StringRef Own : idsOf(From, Types))
      Known.push_back(Own.str());
  for (const Vocabulary &V : All)
    // Of others no near miss: they have hundreds of entries.
    for (llvm::StringRef One : idsOf(V, Types))
      if (Local.empty() ? &V != &From && One == Id : One == Local)
        Known.push_back(V.Name + "." + One.str());
  if (Local.empty())
    for (const std::string &K : Known)
      if (llvm::StringRef(K).rsplit('.').second == Id)
        return "; did you mean '" + K + "'?";
  return didYouMean(Id,
                    std::vector<llvm::StringRef>(Known.begin(), Known.end()));
}

/// True if \p B is \p A with one letter more, less or other, or with letters in
/// another order.
bool isOneSlip(llvm::StringRef A, llvm::StringRef B) {
  if (A.edit_distance(B) <= 1)
    return true;
  std::string X = A.str(), Y = B.str();
  llvm::sort(X);
  llvm::sort(Y);
  return X == Y && A.edit_distance(B) == 2;
}

/// Where the file of \p V says that it extends \p Base. Only complaints ask:
/// the file is read once more.
ModelSpot spotOfExtends(const Vocabulary &V, llvm::StringRef Base) {
  auto Buffer = llvm::MemoryBuffer::getFile(V.File);
  yaml::ParseError Error;
  auto Root = Buffer ? yaml::parse((*Buffer)->getBuffer(), Error)
                     : std::optional<yaml::Node>();
  if (!Root)
    return {};
  for (const auto &Field : Root->Fields) {
    if (Field.first.Text != "extends")
      continue;
    for (const yaml::Node &Item : Field.second.Items)
      if (Item.Text == Base)
        return Item.Spot;
    return Field.second.Spot;
  }
  return {};
}

/// Takes \p Disabled, said by a file of the vocabulary \p Of, out of \p All.
void disable(std::vector<Vocabulary> &All, llvm::StringRef Of,
             llvm::ArrayRef<DisabledEntry> Disabled,
             std::vector<ModelError> &Errors) {
  for (const DisabledEntry &D : Disabled) {
    // The name of a vocabulary may have dots, an id has none.
    llvm::StringRef Voc, Id;
    std::tie(Voc, Id) = llvm::StringRef(D.Id).rsplit('.');
    if (Id.empty())
      std::tie(Voc, Id) = std::make_pair(Of, Voc);
    auto It =
        llvm::find_if(All, [&](const Vocabulary &V) { return V.Name == Voc; });
    auto Complain = [&](const llvm::Twine &What) {
      Errors.push_back({D.File, D.Spot.Line, D.Spot.Column, What.str()});
    };
    if (It == All.end()) {
      std::vector<llvm::StringRef> Names;
      for (const Vocabulary &V : All)
        Names.push_back(V.Name);
      Complain("disables an entry of the unknown vocabulary '" + Voc + "'" +
               didYouMean(Voc, Names));
    } else if (takeAway(*It, D, Id)) {
      It->Disabled.push_back({D.IsType, Id.str(), D.File, D.Spot});
    } else {
      Complain(llvm::Twine("disables the unknown ") +
               (D.IsType ? "type '" : "op '") + D.Id + "'" +
               meant(All, *It, D.Id, D.IsType));
    }
  }
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
      std::vector<DisabledEntry> Disabled = std::move(V.Disabled);
      V.Disabled.clear();
      Set->All.push_back(std::move(V));
      disable(Set->All, std::string(Set->All.back().Name), Disabled, Errors);
      continue;
    }
    // The later file wins, entry by entry; positions then belong to it. Lists
    // of names add up.
    It->File = V.File;
    addNames(It->Extends, V.Extends);
    addNames(It->When.Resolves, V.When.Resolves);
    llvm::append_range(It->When.Macros, V.When.Macros);
    addNames(It->AllowedRoots.Functions, V.AllowedRoots.Functions);
    addNames(It->AllowedRoots.Macros, V.AllowedRoots.Macros);
    addNames(It->AllowedRoots.Paths, V.AllowedRoots.Paths);
    llvm::append_range(It->Severities, V.Severities);
    // What a later file gives again is no longer disabled.
    llvm::erase_if(It->Disabled, [&](const DisabledEntry &D) {
      return D.IsType ? hasId(V.Types, D.Id) : hasId(V.Ops, D.Id);
    });
    overrideById(It->Types, std::move(V.Types));
    overrideById(It->Ops, std::move(V.Ops));
    disable(Set->All, It->Name, V.Disabled, Errors);
  }
  std::vector<llvm::StringRef> Names;
  for (const Vocabulary &V : Set->All)
    Names.push_back(V.Name);
  for (const Vocabulary &V : Set->All) {
    for (const std::string &Base : V.Extends)
      if (!llvm::is_contained(Names, Base)) {
        ModelSpot Spot = spotOfExtends(V, Base);
        // Names are short, and the file may just not be given: one slip only,
        // which may be two letters in the wrong order.
        std::vector<llvm::StringRef> Near;
        for (llvm::StringRef Name : Names)
          if (Name != V.Name && isOneSlip(Name, Base))
            Near.push_back(Name);
        std::string Hint = didYouMean(Base, Near);
        Errors.push_back(
            {V.File, Spot.Line, Spot.Column,
             "extends the unknown vocabulary '" + Base + "'" +
                 (Hint.empty() ? "; its file has to be given as well" : Hint)});
      }
    // Else every class of every program would have to be looked at.
    if (V.When.Resolves.empty())
      for (const TypeEntry &T : V.Types)
        if (!T.Matching.empty())
          Errors.push_back({V.File, T.Spot.Line, T.Spot.Column,
                            "a type with 'matching' needs the names under "
                            "'when: resolves:' at the top of the file"});
    for (const OpEntry &Op : V.Ops)
      forEachTypeRef(Op, [&](llvm::StringRef Id, ModelSpot Spot) {
        if (!Set->findType(V, Id))
          Errors.push_back({V.File, Spot.Line, Spot.Column,
                            "op '" + Op.Id + "' refers to the unknown type '" +
                                Id.str() + "'" +
                                meant(Set->All, V, Id, /*Types=*/true)});
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
