//===- Annotation.cpp -----------------------------------------------------===//

#include "Annotation.h"
#include "Spelling.h"
#include "llvm/ADT/STLExtras.h"
#include <vector>

namespace ctx::model {

/// What is wrong with \p Value for \p Key, or "".
static std::string wrongValue(llvm::StringRef Key, llvm::StringRef Value) {
  std::vector<llvm::StringRef> Known;
  unsigned Number;
  if (Key == "position")
    Known = {"first", "last", "any"};
  else if (Key == "ownership")
    Known = {"shared", "borrowed", "value"};
  else if (Key == "placeholder" || Key == "thread_bound" || Key == "nullable" ||
           Key == "opt_out")
    Known = {"", "true", "false"};
  else if (Value == "this" || !Value.getAsInteger(10, Number))
    return "";
  else
    return "'" + Value.str() + "' is no argument for '" + Key.str() +
           "' in annotation; write its number from 0, or this";
  if (llvm::is_contained(Known, Value))
    return "";
  return "unknown value '" + Value.str() + "' for '" + Key.str() +
         "' in annotation" + didYouMean(Value, Known);
}

std::string parseAnnotation(llvm::StringRef Text, RoleKind Kind,
                            Annotation &Out) {
  llvm::SmallVector<llvm::StringRef, 4> Parts;
  Text.split(Parts, ',', -1, /*KeepEmpty=*/false);
  bool HasRole = false;
  for (llvm::StringRef Part : Parts) {
    llvm::StringRef Key, Value;
    std::tie(Key, Value) = Part.split('=');
    Key = Key.trim();
    Value = Value.trim();
    if (Key == "role") {
      if (HasRole)
        return "annotation names two roles; write one attribute for each";
      const RoleInfo *R = findRole(Value, Kind);
      if (!R) {
        std::vector<llvm::StringRef> Known;
        for (const RoleInfo &I : allRoles())
          if (unsigned(I.Kind) & unsigned(Kind))
            Known.push_back(I.Spelling);
        return "unknown role '" + Value.str() + "' in annotation" +
               didYouMean(Value, Known);
      }
      Out.Plays = R->Value;
      HasRole = true;
      continue;
    }
    static const llvm::StringRef Known[] = {
        "role",     "position", "placeholder", "thread_bound", "nullable",
        "key",      "value",    "token",       "parent",       "callback",
        "deadline", "source",   "opt_out",     "ownership"};
    if (!llvm::is_contained(Known, Key))
      return "unknown key '" + Key.str() + "' in annotation" +
             didYouMean(Key, Known);
    std::string Wrong = wrongValue(Key, Value);
    if (!Wrong.empty())
      return Wrong;
    Out.Keys.push_back({Key, Value});
  }
  return HasRole ? "" : "annotation names no role; write ctx:role=<role>";
}

} // namespace ctx::model
