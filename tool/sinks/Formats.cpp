//===- Formats.cpp - the table of formats ---------------------------------===//

#include "Sinks.h"

using namespace llvm;

namespace ctx::tool {

static constexpr Format All[] = {
    {"text", "as clang-tidy writes it", writeText},
    {"json", "for programs, documented and versioned", writeJson},
    {"sarif", "SARIF 2.1.0, for code scanning and editors", writeSarif},
    {"gitlab", "GitLab's Code Quality report", writeGitLab},
    {"github", "annotations of a GitHub workflow", writeGitHub},
    {"rdjsonl", "for reviewdog", writeRdjsonl},
    {"markdown", "a summary for people", writeMarkdown},
    {"html", "one page with snippets and filters", writeHtml},
};

ArrayRef<Format> formats() { return All; }

const Format *findFormat(StringRef Name) {
  for (const Format &F : All)
    if (Name == F.Name)
      return &F;
  return nullptr;
}

} // namespace ctx::tool
