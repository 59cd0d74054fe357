//===- Finding.h - what one translation unit has to say ---------*- C++ -*-===//
//
// Plain data, free of clang: a result crosses processes (ResultFile.h), and
// every sink reads it.
//
//===----------------------------------------------------------------------===//

#ifndef CTX_TIDY_TOOL_FINDING_H
#define CTX_TIDY_TOOL_FINDING_H

#include "Inputs.h"
#include "facts/Candidates.h"
#include "facts/Facts.h"
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace ctx::tool {

/// A range of bytes in a file.
struct Range {
  std::string File; ///< real path, absolute
  unsigned Offset = 0, Length = 0;

  friend auto key(const Range &R) {
    return std::tie(R.File, R.Offset, R.Length);
  }
};

/// One replacement of a range by a text.
struct Edit {
  std::string File; ///< real path, absolute
  unsigned Offset = 0, Length = 0;
  std::string Text;

  friend auto key(const Edit &E) {
    return std::tie(E.File, E.Offset, E.Length, E.Text);
  }
  friend bool operator<(const Edit &A, const Edit &B) {
    return key(A) < key(B);
  }
  friend bool operator==(const Edit &A, const Edit &B) {
    return key(A) == key(B);
  }
};

/// A text at a place.
struct Message {
  std::string Text;
  std::string File;    ///< real path, absolute; empty: the whole run is meant
  unsigned Offset = 0; ///< in bytes
  unsigned Line = 0, Column = 0; ///< 1-based, in bytes; 0 when unknown
  std::vector<Range> Ranges;
  std::vector<Edit> Fix;
};

/// How a finding is shown.
enum class Level : uint8_t { Error, Warning, Info };

/// One finding with its notes.
struct Finding {
  std::string Check;
  Level Shown = Level::Warning;
  Message Main;
  std::vector<Message> Notes;
};

/// The order of the report, and for equal findings of several translation units
/// an order that depends on nothing but their content.
bool operator<(const Finding &A, const Finding &B);
/// True if \p A and \p B are one finding, met in two translation units.
bool sameFinding(const Finding &A, const Finding &B);

/// An error of the compiler.
struct CompileError {
  std::string File; ///< real path; empty if the command line is meant
  unsigned Line = 0, Column = 0;
  std::string Text;
};

/// A line at which a check had something to say.
struct Spoken {
  std::string File; ///< real path
  unsigned Line = 0;
  std::string Check;

  friend bool operator<(const Spoken &A, const Spoken &B) {
    return std::tie(A.File, A.Line, A.Check) <
           std::tie(B.File, B.Line, B.Check);
  }
};

/// Lines of a file, 1-based, the last one included.
struct LineRange {
  std::string File; ///< real path
  unsigned First = 0, Last = 0;

  friend bool operator<(const LineRange &A, const LineRange &B) {
    return std::tie(A.File, A.First, A.Last) <
           std::tie(B.File, B.First, B.Last);
  }
};

/// By real path and offset of a place: the code that what is said there may
/// depend on without a note (Around.h).
using Surroundings =
    std::map<std::pair<std::string, unsigned>, std::set<LineRange>>;

/// By real path, the only lines of a file that findings are shown on, first and
/// last. Of a file that is not in it, all.
using ShownLines =
    std::map<std::string, std::vector<std::pair<unsigned, unsigned>>>;

/// One row of --explain-models.
struct ModelRow {
  std::string Vocabulary;
  bool Active = false; ///< of the vocabulary
  bool IsType = false;
  std::string Id;
  bool Resolved = false;
  std::string To;
  std::string Excuse; ///< why it need not resolve; else ""
  std::string File;   ///< real path of the declaration; empty if it has none
  unsigned Line = 0;
};

/// What became of a translation unit.
enum class TuStatus : uint8_t {
  Analysed,
  Incomplete,    ///< analysed as far as it goes: it has compile errors
  Failed,        ///< not analysed at all; Why says why
  NotApplicable, ///< not C++
};

/// What is to be known of a preamble (Preamble.h).
struct PreambleResult {
  bool Used = false; ///< the result comes from one
  bool Made = false; ///< the rest of this is set
  std::string Text;  ///< digestOf() the text it was made from
  uint64_t Sum = 0;  ///< of its file
  bool OwnDecls = false;
  ctx::tool::Inputs Inputs; ///< without the source file
  std::map<std::string, uint64_t> Read;
};

/// Everything one translation unit gives.
struct TuResult {
  TuStatus Status = TuStatus::Failed;
  std::string Main; ///< the source file, absolute
  std::string Why;
  bool Excused = false; ///< --allow-incomplete; the driver's word
  /// Checks of the run that this file's configuration has off; the driver's
  /// word.
  std::set<std::string> Off;
  std::vector<Finding> Findings;
  std::vector<CompileError> Errors; ///< the first ones
  unsigned ErrorCount = 0;
  std::vector<std::string> ConfigErrors;
  facts::FactSet Facts;
  /// Real path to content hash of the user's files that were read.
  std::map<std::string, uint64_t> Read;
  /// Of these, what a filter leaves.
  ShownLines Filtered;
  Surroundings Around; ///< of findings, notes and facts
  std::vector<ModelRow> Models;
  facts::CandidateSet Candidates; ///< --suggest-models
  /// --report-unused-nolint: where checks spoke, silenced or not, and by real
  /// path the first and last line of what the preprocessor left out.
  std::set<Spoken> Met;
  std::map<std::string, std::vector<std::pair<unsigned, unsigned>>> Dead;
  /// Everything it depends on, if that was asked for (TuJob::Record).
  ctx::tool::Inputs Inputs;
  PreambleResult Preamble;
  /// --profile: seconds of processor time by phase ("parse", "models",
  /// "matching") and check.
  std::map<std::string, double> Times;
  double Cost = 0; ///< seconds of processor time
};

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_FINDING_H
