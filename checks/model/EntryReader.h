//===- EntryReader.h - types and operations of a model file -----*- C++ -*-===//

#ifndef CTX_TIDY_MODEL_ENTRYREADER_H
#define CTX_TIDY_MODEL_ENTRYREADER_H

#include "FieldReader.h"
#include "llvm/ADT/StringMap.h"

namespace ctx::model {

/// Reads what stands under `types:` and `ops:`.
class EntryReader : protected FieldReader {
protected:
  using FieldReader::FieldReader;

  /// Reads the list \p N of `types:` into \p V. EntryTypes.cpp.
  void types(const Node &N, Vocabulary &V);
  /// Reads the list \p N of `ops:` into \p V. EntryOps.cpp.
  void ops(const Node &N, Vocabulary &V);

private:
  /// Reads each entry of the list \p N with \p One; an id given twice is a
  /// complaint.
  template <class EntryT>
  void entries(const Node &N, llvm::StringRef What, std::vector<EntryT> &Out,
               const std::function<void(const Node &, EntryT &)> &One) {
    llvm::StringMap<ModelSpot> Seen;
    items(N, ("a list of " + What).str(), [&](const Node &Item) {
      EntryT E;
      E.Spot = Item.Spot;
      One(Item, E);
      auto Inserted = Seen.try_emplace(E.Id, Item.Spot);
      if (!E.Id.empty() && !Inserted.second)
        error(Item, "duplicate id '" + E.Id + "' among the " + What +
                        "; first given in line " +
                        llvm::utostr(Inserted.first->second.Line));
      Out.push_back(std::move(E));
    });
  }

  void roles(const Node &N, RoleSet &Into);
  void matcher(const Node &N, OpEntry &E, MatchKind Kind);
  void siblings(const Node &N, OpEntry &E);
  ArgSlot tokenSlot(const Node &N);
  std::string rewrite(const Node &N);
  void params(const Node &N, OpEntry &E);
  void args(const Node &N, OpEntry &E);
  ArgSlot slot(const Node &N);
};

} // namespace ctx::model

#endif // CTX_TIDY_MODEL_ENTRYREADER_H
