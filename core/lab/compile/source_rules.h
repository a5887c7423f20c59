// SPDX-License-Identifier: Apache-2.0
// What the text of a CPU candidate may contain, judged before anything is compiled. Two looks are
// needed: the raw text decides about preprocessor directives, so that the linemarkers of the
// preprocessed text can be believed; the preprocessed text decides about tokens, so that no macro
// hides one. Pure, any thread.
#pragma once

#include "base/result.h"

#include <string_view>

namespace autokernel::lab::compile {

// The name that kernel::prelude gives the candidate's own lines.
inline constexpr std::string_view kCandidateFile = "candidate";

// Directives, included headers, raw strings, characters. CompileError, or Rejected with a rule id.
Result<void> checkSource(std::string_view source);

// Inline assembly, section placement and pragmas in the lines that are the candidate's own.
Result<void> checkPreprocessed(std::string_view text);

} // namespace autokernel::lab::compile
