// SPDX-License-Identifier: Apache-2.0
#include "lab/check/cpu_executor.h"

#include <algorithm>
#include <cstring>

namespace autokernel::lab {
namespace {

using kernel::Dtype;
using runner::RunMemory;
using runner::RunnerProcess;

constexpr std::int64_t kSpareBytesOfPrepare = std::int64_t {1} << 20;

Result<std::vector<runner::TensorDescription>> describeTensors(
    const std::vector<kernel::TensorSpec>& tensors, Dtype dtype, const ExecutionSet& set)
{
    std::vector<runner::TensorDescription> descriptions;
    for (const kernel::TensorSpec& tensor : tensors) {
        runner::TensorDescription description;
        const Dtype stored = dtypeOf(tensor, dtype);
        description.dtype = static_cast<std::int32_t>(stored);
        AK_ASSIGN(description.sizes, sizesOf(tensor, set.symbols));
        if (set.placement == BufferPlacement::EndAtGuard)
            description.placement = runner::Placement::EndAtGuard;
        else
            description.lead
                = static_cast<std::size_t>(set.leadElements) * kernel::elementBytes(stored);
        descriptions.push_back(std::move(description));
    }
    return descriptions;
}

std::int64_t bytesOfPrepareInputs(
    const kernel::Prepare& prepare, const kernel::Variant& variant, const ExecutionSet& set)
{
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < variant.inputs.size() && i < set.inputs->size(); ++i)
        if (std::find(prepare.inputs.begin(), prepare.inputs.end(), variant.inputs[i].name)
            != prepare.inputs.end())
            bytes += (*set.inputs)[i].bytes.size();
    return static_cast<std::int64_t>(bytes);
}

// Of a workspace or a packed buffer. A manifest that asks for nonsense is the candidate's fault;
// one that asks for more than this machine has is met by RunMemory.
Result<std::int64_t> scratchBytes(
    const std::string& what, const kernel::Expression& expression, const kernel::Symbols& names)
{
    constexpr std::int64_t kMost = std::int64_t {1} << 36;
    const auto bytes = expression.evaluate(names);
    if (!bytes)
        return fail(ErrorCode::CompileError, "H8: the size of {} cannot be evaluated: {}", what,
            bytes.error().message);
    if (*bytes < 0 || *bytes > kMost)
        return fail(ErrorCode::CompileError,
            "H8: {} would have {} bytes; from 0 to {} are possible.", what, *bytes, kMost);
    return *bytes;
}

Result<void> describeScratch(const kernel::Candidate& candidate, const kernel::Variant& variant,
    Dtype dtype, const ExecutionSet& set, int threads, runner::DataSetDescription& description)
{
    kernel::Symbols names = kernel::namesOf(set.symbols, dtype, threads);
    names.insert(candidate.tunables.begin(), candidate.tunables.end());
    for (const kernel::Workspace& workspace : candidate.manifest.workspaces) {
        AK_ASSIGN(const std::int64_t bytes,
            scratchBytes("workspace " + workspace.name, workspace.bytes, names));
        description.workspaces.push_back({static_cast<std::size_t>(bytes), workspace.zeroed,
            set.placement == BufferPlacement::EndAtGuard ? runner::Placement::EndAtGuard
                                                         : runner::Placement::StartAtGuard});
    }
    if (!candidate.manifest.prepare)
        return {};
    const kernel::Prepare& prepare = *candidate.manifest.prepare;
    AK_ASSIGN(const std::int64_t bytes, scratchBytes("the packed buffer", prepare.bytes, names));
    const std::int64_t limit
        = 2 * bytesOfPrepareInputs(prepare, variant, set) + kSpareBytesOfPrepare;
    if (bytes > limit)
        return fail(ErrorCode::Rejected,
            "H11: prepare wants {} bytes; at most {} are allowed here.", bytes, limit);
    description.packedBytes = static_cast<std::size_t>(std::max<std::int64_t>(bytes, 1));
    return {};
}

void fillSet(RunMemory& memory, std::size_t set, const std::vector<HostTensor>& inputs)
{
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const auto target = memory.input(set, i);
        if (!target.empty())
            std::memcpy(target.data(), inputs[i].bytes.data(), target.size());
    }
}

class CpuExecution final : public Execution
{
public:
    CpuExecution(std::vector<ExecutionSet> sets, RunMemory memory, RunnerProcess process)
        : m_sets(std::move(sets))
        , m_memory(std::move(memory))
        , m_process(std::move(process))
    {
    }

    void poison(int set, bool otherPattern) override
    {
        m_memory.poison(static_cast<std::size_t>(set),
            otherPattern ? RunMemory::kOtherPoison : RunMemory::kPoison);
    }

    Result<void> call(int set, std::chrono::nanoseconds deadline) override
    {
        AK_TRY(m_process.runBlock(static_cast<std::uint32_t>(set), 0, 1, deadline));
        return {};
    }

    std::span<const std::byte> output(int set, int index) override
    {
        return m_memory.output(static_cast<std::size_t>(set), static_cast<std::size_t>(index));
    }

    Result<void> finish() override
    {
        AK_TRY(m_process.finish());
        return m_memory.checkGuards();
    }

    bool inputsIntact(int set) override
    {
        const auto& inputs = *m_sets[static_cast<std::size_t>(set)].inputs;
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            const auto bytes = m_memory.input(static_cast<std::size_t>(set), i);
            if (std::memcmp(bytes.data(), inputs[i].bytes.data(), bytes.size()) != 0)
                return false;
        }
        return true;
    }

    Result<void> replaceInputs(
        int set, std::shared_ptr<const std::vector<HostTensor>> inputs) override
    {
        fillSet(m_memory, static_cast<std::size_t>(set), *inputs);
        m_sets[static_cast<std::size_t>(set)].inputs = std::move(inputs);
        return {};
    }

private:
    std::vector<ExecutionSet> m_sets;
    RunMemory m_memory; // outlives the process
    RunnerProcess m_process;
};

class CpuExecutor final : public Executor
{
public:
    CpuExecutor(const kernel::Candidate& candidate, const kernel::KernelType& type,
        const kernel::Target& target, runner::CandidateBinary binary, CpuExecutorOptions options)
        : m_candidate(candidate)
        , m_type(type)
        , m_variant(*type.findVariant(target.variant))
        , m_dtype(target.dtype)
        , m_binary(std::move(binary))
        , m_options(std::move(options))
    {
    }

    Result<std::unique_ptr<Execution>> load(
        const std::vector<ExecutionSet>& sets, int team) override
    {
        const int threads = team > 0 ? team : m_options.threads;
        std::vector<runner::DataSetDescription> descriptions;
        for (const ExecutionSet& set : sets) {
            AK_ASSIGN(auto description,
                describeDataSet(m_candidate, m_type, m_variant, m_dtype, set, threads));
            descriptions.push_back(std::move(description));
        }
        AK_ASSIGN(auto memory, RunMemory::create(descriptions));
        fillInputs(memory, sets);
        runner::RunnerOptions options;
        options.program = m_options.runnerProgram;
        options.threads = threads;
        options.cpus = m_options.cpus;
        AK_ASSIGN(auto process, RunnerProcess::start(m_binary, memory, options));
        return std::make_unique<CpuExecution>(sets, std::move(memory), std::move(process));
    }

private:
    const kernel::Candidate& m_candidate;
    const kernel::KernelType& m_type;
    const kernel::Variant& m_variant;
    Dtype m_dtype;
    runner::CandidateBinary m_binary;
    CpuExecutorOptions m_options;
};

} // namespace

void fillInputs(RunMemory& memory, const std::vector<ExecutionSet>& sets)
{
    for (std::size_t set = 0; set < sets.size(); ++set)
        fillSet(memory, set, *sets[set].inputs);
}

Result<runner::DataSetDescription> describeDataSet(const kernel::KernelType& type,
    const kernel::Variant& variant, Dtype dtype, const ExecutionSet& set)
{
    runner::DataSetDescription description;
    AK_ASSIGN(description.inputs, describeTensors(variant.inputs, dtype, set));
    AK_ASSIGN(description.outputs, describeTensors(variant.outputs, dtype, set));
    for (const std::string& symbol : type.symbols) {
        const auto found = set.symbols.find(symbol);
        if (found == set.symbols.end())
            return fail(ErrorCode::InvalidInput, "The shape {} leaves out symbol {} of {}.",
                kernel::formatSymbols(set.symbols), symbol, type.name);
        description.symbols.push_back(found->second);
    }
    description.scalars = set.scalars;
    return description;
}

Result<runner::DataSetDescription> describeDataSet(const kernel::Candidate& candidate,
    const kernel::KernelType& type, const kernel::Variant& variant, Dtype dtype,
    const ExecutionSet& set, int threads)
{
    AK_ASSIGN(auto description, describeDataSet(type, variant, dtype, set));
    AK_TRY(describeScratch(candidate, variant, dtype, set, threads, description));
    return description;
}

Result<runner::CandidateBinary> binaryOf(const kernel::Candidate& candidate,
    const kernel::Variant& variant, const compile::CompiledCandidate& compiled)
{
    runner::CandidateBinary binary;
    binary.sharedObject = compiled.file;
    binary.entry = compiled.entry;
    binary.prepareEntry = compiled.prepareEntry.value_or("");
    if (!candidate.manifest.prepare)
        return binary;
    for (const std::string& name : candidate.manifest.prepare->inputs) {
        const auto found = std::find_if(variant.inputs.begin(), variant.inputs.end(),
            [&](const kernel::TensorSpec& input) { return input.name == name; });
        if (found == variant.inputs.end() || !found->isConstant)
            return fail(ErrorCode::Rejected,
                "H11: prepare names the input {}, which is not constant in variant {}.", name,
                variant.name);
        binary.prepareInputs.push_back(static_cast<std::uint32_t>(found - variant.inputs.begin()));
    }
    return binary;
}

Result<std::unique_ptr<Executor>> makeCpuExecutor(const kernel::Candidate& candidate,
    const kernel::KernelType& type, const kernel::Target& target,
    const compile::CompiledCandidate& compiled, const CpuExecutorOptions& options)
{
    AK_ASSIGN(auto binary, binaryOf(candidate, *type.findVariant(target.variant), compiled));
    return std::make_unique<CpuExecutor>(candidate, type, target, std::move(binary), options);
}

} // namespace autokernel::lab
