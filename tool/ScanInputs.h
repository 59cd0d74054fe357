//===- ScanInputs.h - inputs of many translation units, said once -*- C++
//-*-===//
//
// Translation units have most of their files, and of the names that they look
// for in vain, in common. A process that looks through many says each once, and
// then its number.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_SCANINPUTS_H
#define CTX_TIDY_TOOL_SCANINPUTS_H

#include "Inputs.h"
#include "llvm/ADT/StringMap.h"

namespace ctx::tool {

/// Says Inputs by numbers.
class InputsWriter {
public:
  /// \p I, which is complete, with what was not said yet.
  llvm::json::Value write(const Inputs &I);

private:
  struct Said {
    FileState State;
    std::string Digest;
    size_t Number;
  };
  size_t numberOf(const std::string &Name, llvm::json::Array &New);

  llvm::StringMap<size_t> Names;
  llvm::StringMap<Said> Files;
  size_t Count = 0; ///< of files
};

/// Reads what one InputsWriter wrote, in the same order.
class InputsReader {
public:
  /// The inverse of InputsWriter::write(); incomplete if \p V is anything else.
  Inputs read(const llvm::json::Value &V);

private:
  std::vector<std::string> Names;
  std::vector<InputFile> Files;
};

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_SCANINPUTS_H
