//===- Summary.h - what is said besides findings ----------------*- C++ -*-===//

#ifndef CTX_TIDY_TOOL_SUMMARY_H
#define CTX_TIDY_TOOL_SUMMARY_H

#include "Join.h"
#include "TidyHost.h"

namespace ctx::tool {

/// Says which of \p Results lack something, and why. \param Jobs their jobs, as
/// far as they have one: with \p Repeat, a command line is shown that analyses
/// one that failed alone.
void sayIncomplete(const std::vector<TuResult> &Results,
                   const std::vector<TuJob> &Jobs, bool Repeat);

/// "3 findings".
std::string plural(unsigned N, const char *Word);

/// What became of the translation units. \param Unparsed how many of the
/// analysed ones need not be parsed.
std::string count(const Joined &J, unsigned Unparsed);

/// --explain-models: what the names of the models mean in each translation
/// unit. \returns false if some are not complete.
bool explainModels(const std::vector<TuResult> &Results);

} // namespace ctx::tool

#endif // CTX_TIDY_TOOL_SUMMARY_H
