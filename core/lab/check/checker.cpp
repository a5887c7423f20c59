// SPDX-License-Identifier: Apache-2.0
#include "lab/check/checker.h"

#include "lab/check/call_deadline.h"
#include "lab/check/cpu_executor.h"
#include "lab/check/random_numbers.h"
#include "lab/check/sanitizer.h"
#include "lab/check/stages.h"
#include "lab/compile/compile.h"
#include "lab/device/cpu_info.h"

#include <algorithm>

namespace autokernel::lab {
namespace {

using protocol::Stage;
using protocol::StageEvidence;

Result<StageEvidence> runSanitizer(CheckContext& context, const CheckOptions& options)
{
    const auto begin = std::chrono::steady_clock::now();
    StageEvidence evidence;
    evidence.stage = Stage::Sanitizer;
    if (options.makeExecutor) {
        evidence.skipped = "the sanitizers of this version check kernels of the CPU only";
        return evidence;
    }
    SanitizerRun run {&context.candidate, &context.type, context.target, {}, context.threads,
        options.binaryCache, options.runnerProgram};
    std::vector<CaseKey> keys {context.key(context.shapes.small(), Family::Plain, 0),
        context.key(context.shapes.odd(), Family::Plain, 0)};
    for (const CaseKey& key : keys) {
        AK_ASSIGN(auto inputs, context.store.inputs(key));
        run.sets.push_back({std::move(inputs), key.symbols, key.scalars});
    }
    AK_ASSIGN(const SanitizerReport report, runSanitized(run));
    evidence.skipped = report.skipped;
    if (report.skipped.empty())
        for (const CaseKey& key : keys) {
            protocol::CheckCase checked;
            checked.stage = Stage::Sanitizer;
            checked.name = "address and undefined behaviour";
            checked.symbols = kernel::formatSymbols(key.symbols);
            checked.dtype = kernel::toString(key.dtype);
            checked.crash = report.finding;
            if (!report.finding.empty())
                checked.failure = protocol::Failure::Crashed;
            evidence.cases.push_back(std::move(checked));
        }
    evidence.seconds
        = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return evidence;
}

Result<StageEvidence> runStage(Stage stage, CheckContext& context, const CheckOptions& options)
{
    switch (stage) {
    case Stage::Smoke:
        return runSmoke(context);
    case Stage::Basics:
        return runBasics(context);
    case Stage::ShapeSweep:
        return runShapeSweep(context);
    case Stage::Stability:
        return runStability(context);
    case Stage::Determinism:
        return runDeterminism(context);
    case Stage::Edges:
        return runEdges(context);
    case Stage::Sanitizer:
        return runSanitizer(context, options);
    }
    return fail(ErrorCode::Internal, "There is no such stage.");
}

Result<std::unique_ptr<Executor>> compileForCpu(const kernel::Candidate& candidate,
    const kernel::KernelType& type, const kernel::Target& target, const CheckOptions& options,
    int threads)
{
    compile::CompileOptions compileOptions;
    compileOptions.cacheFolder = options.binaryCache;
    compileOptions.runnerProgram = options.runnerProgram;
    AK_ASSIGN(
        const auto compiled, compile::compileCandidate(candidate, type, target, compileOptions));
    return makeCpuExecutor(candidate, type, target, compiled, {options.runnerProgram, threads, {}});
}

bool usesCapturedInputs(std::string_view stage)
{
    return stage == protocol::toString(Stage::ShapeSweep)
        || stage == protocol::toString(Stage::Stability);
}

} // namespace

Checker::Checker(
    const std::vector<kernel::KernelType>& types, CaseStore& store, CheckOptions options)
    : m_types(types)
    , m_store(store)
    , m_options(std::move(options))
{
}

// A model that cannot be run once more is no fault of the candidate: the evidence says so.
Result<void> Checker::capture(CheckContext& context)
{
    if (!m_options.captureInputs)
        return {};
    const auto [entry, isNew] = m_captures.try_emplace(context.target.key());
    auto& known = entry->second;
    if (isNew) {
        auto captured = m_options.captureInputs(context.target);
        if (!captured) {
            known.failure = captured.error().message;
        } else if (*captured) {
            AK_ASSIGN(known.isHeld, m_store.hold(context.capturedKey(), std::move(**captured)));
        }
    }
    context.isCaptured = known.isHeld;
    context.whyNotCaptured = known.failure;
    return {};
}

Result<std::vector<StageEvidence>> Checker::check(const protocol::CheckRequest& request)
{
    const auto type = std::find_if(m_types.begin(), m_types.end(),
        [&](const kernel::KernelType& candidate) { return candidate.name == request.target.type; });
    if (type == m_types.end())
        return fail(
            ErrorCode::InvalidInput, "There is no kernel type called {}.", request.target.type);
    const kernel::Variant* variant = type->findVariant(request.target.variant);
    if (variant == nullptr)
        return fail(ErrorCode::InvalidInput, "Kernel type {} has no variant {}.", type->name,
            request.target.variant);
    AK_ASSIGN(const auto candidate,
        kernel::makeCandidate(request.candidate.source, request.candidate.tunables));

    const int threads = threadsOf(request.threads);
    CheckShapes shapes(candidate, *type, request.target, threads);
    if (!shapes.fitted(request.target.symbols))
        return fail(ErrorCode::CompileError,
            "The candidate's constraints or domain exclude {} with these tunables.",
            request.target.key());
    AK_ASSIGN(const auto executor,
        m_options.makeExecutor
            ? m_options.makeExecutor(candidate, *type, request.target)
            : compileForCpu(candidate, *type, request.target, m_options, threads));

    CheckContext context {candidate, *type, *variant, request.target, std::move(shapes),
        request.requiredShapes, m_store, *executor, request.seed, threads,
        m_options.maximumBytesOfCall, request.fullShapes,
        callDeadline(request.incumbentNanoseconds)};
    if (std::ranges::any_of(request.stages, usesCapturedInputs))
        AK_TRY(capture(context));
    std::vector<StageEvidence> evidence;
    for (const std::string& name : request.stages) {
        AK_ASSIGN(const Stage stage, protocol::stageFromString(name));
        if (m_options.progress)
            m_options.progress(name);
        AK_ASSIGN(auto done, runStage(stage, context, m_options));
        evidence.push_back(std::move(done));
        if (!passes(evidence.back()))
            break;
    }
    return evidence;
}

bool passes(const protocol::CheckCase& checked)
{
    return checked.failure == protocol::Failure::None && checked.crash.empty()
        && checked.rule.empty() && checked.worstMaxRatio <= 1 && checked.worstRmsRatio <= 1
        && checked.nanPositionsMatch && checked.allWritten && checked.bitExact
        && checked.guardsIntact && checked.inputsIntact;
}

bool passes(const StageEvidence& evidence)
{
    return std::all_of(evidence.cases.begin(), evidence.cases.end(),
        [](const protocol::CheckCase& checked) { return passes(checked); });
}

} // namespace autokernel::lab
