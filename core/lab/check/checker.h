// SPDX-License-Identifier: Apache-2.0
// The correctness stages of TRUST 2.2 for one candidate: returns evidence, judges nothing. The
// worker owns one Checker for all its requests. One thread.
#pragma once

#include "lab/check/case_store.h"
#include "lab/check/executor.h"
#include "protocol/message.h"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace autokernel::lab {

struct CheckContext;

// Compiles a candidate and says where it runs. The candidate and the type outlive the executor.
using ExecutorFactory = std::function<Result<std::unique_ptr<Executor>>(
    const kernel::Candidate&, const kernel::KernelType&, const kernel::Target&)>;

// What the user's model feeds to a target (lab/profile/capture_inputs.h); nullopt: nothing that
// could be held.
using InputCapture
    = std::function<Result<std::optional<std::vector<HostTensor>>>(const kernel::Target&)>;

struct CheckOptions
{
    std::filesystem::path runnerProgram; // empty: beside this executable
    std::filesystem::path binaryCache; // empty: the default of lab/compile
    // Required and benchmark shapes above it are left out, and the evidence says so.
    std::uint64_t maximumBytesOfCall = std::uint64_t {4} << 30;
    std::function<void(const std::string& text)> progress; // may be empty
    ExecutorFactory makeExecutor; // empty: the CPU's, in a sealed process
    InputCapture captureInputs; // may be empty; asked once a target
};

class Checker
{
public:
    // Types and store outlive the object.
    Checker(
        const std::vector<kernel::KernelType>& types, CaseStore& store, CheckOptions options = {});

    // The stages that were asked for, in their order, ending with the first that has a failing
    // case. A candidate that breaks, hangs or is caught is evidence (CheckCase::crash, rule).
    // Errors: InvalidInput for a request that makes no sense, CompileError, Rejected by the audit,
    // and failures of our own side.
    Result<std::vector<protocol::StageEvidence>> check(const protocol::CheckRequest& request);

private:
    struct Capture
    {
        bool isHeld = false;
        std::string failure;
    };
    Result<void> capture(CheckContext& context);

    const std::vector<kernel::KernelType>& m_types;
    CaseStore& m_store;
    CheckOptions m_options;
    std::map<std::string, Capture> m_captures; // by the target's key
};

// Whether every case of the stage passes by its own evidence.
bool passes(const protocol::StageEvidence& evidence);
bool passes(const protocol::CheckCase& checked);

} // namespace autokernel::lab
