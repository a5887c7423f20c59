// SPDX-License-Identifier: Apache-2.0
// What the shared object of a CPU candidate may contain: imports from the allow-list, the
// manifest's entries as its only exports, nothing that runs on load, no memory that keeps state.
// Pure, any thread.
#pragma once

#include "base/result.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace autokernel::lab::compile {

struct AuditReport
{
    std::vector<std::string> alarms; // byte patterns of unusual instructions; may be data by chance
};

// Rejected with the rule's id in front ("C1: ..."); CompileError when an entry is missing; Corrupt
// for what is no ELF file. `entries` are all symbols that must be exported, no others may be.
Result<AuditReport> auditBinary(
    std::span<const std::byte> bytes, const std::vector<std::string>& entries);

} // namespace autokernel::lab::compile
