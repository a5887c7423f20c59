// SPDX-License-Identifier: Apache-2.0
#include "lab/apply/plan.h"

#include "base/files.h"
#include "base/instruction_limit.h"
#include "lab/package_runtime/processor.h"

#include <torch/version.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace autokernel::lab {
namespace {

std::string identifier(const std::string& text)
{
    std::string name;
    for (const char c : text)
        name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
    if (name.empty() || std::isdigit(static_cast<unsigned char>(name[0])))
        name.insert(0, "op_");
    return name;
}

// What the kernels may execute, not what this processor has: a limited package loads on lesser ones.
std::vector<std::string> instructionSetsOfKernels()
{
    auto sets = package::vectorInstructionSets();
    if (isLimitedToAvx2())
        std::erase_if(sets, [](const std::string& set) {
            return set.starts_with("amx") || (set.starts_with("avx") && set != "avx" && set != "avx2");
        });
    return sets;
}

Result<std::vector<std::int64_t>> sizesAt(
    const kernel::TensorSpec& tensor, const kernel::Symbols& symbols)
{
    std::vector<std::int64_t> sizes;
    for (const auto& expression : tensor.shape) {
        AK_ASSIGN(const auto size, expression.evaluate(symbols));
        sizes.push_back(size);
    }
    return sizes;
}

std::int32_t abiDtype(const kernel::TensorSpec& tensor, kernel::Dtype operation)
{
    return static_cast<std::int32_t>(tensor.dtype.value_or(operation));
}

// Bytes that are enough for every team of 1 to `threads`.
Result<std::size_t> largestBytes(
    const kernel::Expression& expression, const PlannedKernel& kernel, int threads)
{
    auto values = kernel.target.symbols;
    for (const auto& [name, value] : kernel.candidate.tunables)
        values[name] = value;
    values["E"] = static_cast<std::int64_t>(kernel::elementBytes(kernel.target.dtype));
    std::int64_t largest = 0;
    for (int team = 1; team <= threads; ++team) {
        values["THREADS"] = team;
        AK_ASSIGN(const auto bytes, expression.evaluate(values));
        largest = std::max(largest, bytes);
    }
    return static_cast<std::size_t>(largest);
}

double scalarValue(const kernel::ScalarSpec& scalar, const kernel::Target& target)
{
    const auto found = target.scalars.find(scalar.name);
    return found == target.scalars.end() ? scalar.defaultAt(target.symbols) : found->second;
}

class Planner
{
public:
    Planner(
        const ModelAnalysis& analysis, const std::vector<kernel::KernelType>& types, int threads)
        : m_analysis(analysis)
        , m_types(types)
        , m_threads(threads)
    {
        m_plan.ops.resize(analysis.probed->matches().size());
    }

    Result<void> add(const protocol::Winner& winner)
    {
        const auto type = std::ranges::find(m_types, winner.target.type, &kernel::KernelType::name);
        if (type == m_types.end())
            return fail(ErrorCode::NotFound, "There is no kernel type {}.", winner.target.type);
        AK_ASSIGN(auto candidate,
            kernel::makeCandidate(winner.candidate.source, winner.candidate.tunables));
        PlannedKernel kernel {uniqueName(winner), std::move(candidate), winner.target, &*type};
        if (winner.sites.empty())
            return fail(
                ErrorCode::InvalidInput, "The winner {} names no site of the model.", kernel.name);
        // Patterns of one variant order their parameters differently: a kernel entry for each.
        std::map<const Pattern*, std::size_t> entries;
        for (const int site : winner.sites) {
            AK_ASSIGN(const auto* placed, matchOf(site, kernel));
            if (!entries.contains(placed->pattern)) {
                AK_ASSIGN(auto spec, kernelSpec(kernel, *placed));
                entries[placed->pattern] = m_plan.spec.kernels.size();
                m_plan.spec.kernels.push_back(std::move(spec));
                m_plan.kernels.push_back(kernel);
            }
            AK_TRY(
                serve(static_cast<std::size_t>(site), *placed, entries[placed->pattern], kernel));
        }
        return {};
    }

    PackagePlan finish(const std::string& space)
    {
        m_plan.spec.space = space;
        m_plan.spec.torchVersion = fmt::format("{}.{}", TORCH_VERSION_MAJOR, TORCH_VERSION_MINOR);
        m_plan.spec.instructionSets = instructionSetsOfKernels();
        m_plan.sitesReplaced = static_cast<int>(
            std::ranges::count_if(m_plan.ops, [](const auto& op) { return op.has_value(); }));
        return std::move(m_plan);
    }

private:
    std::string uniqueName(const protocol::Winner& winner)
    {
        const auto base = identifier(winner.name.empty() ? winner.target.key() : winner.name);
        auto name = base;
        for (int i = 2; !m_names.insert(name).second; ++i)
            name = fmt::format("{}_{}", base, i);
        return name;
    }

    Result<const PlacedMatch*> matchOf(int site, const PlannedKernel& kernel) const
    {
        const auto& matches = m_analysis.probed->matches();
        if (site < 0 || static_cast<std::size_t>(site) >= matches.size())
            return fail(ErrorCode::NotFound,
                "The winner {} names site {}, which the model does not have.", kernel.name, site);
        const auto& placed = matches[static_cast<std::size_t>(site)];
        if (placed.pattern->type->name != kernel.target.type
            || placed.pattern->variant->name != kernel.target.variant)
            return fail(ErrorCode::InvalidInput, "The winner {} is a {}/{} and site {} is a {}.",
                kernel.name, kernel.target.type, kernel.target.variant, site,
                placed.pattern->name());
        return &placed;
    }

    Result<package::KernelSpec> kernelSpec(
        const PlannedKernel& kernel, const PlacedMatch& placed) const
    {
        const auto& pattern = *placed.pattern;
        const auto& manifest = kernel.candidate.manifest;
        package::KernelSpec spec;
        spec.threads = m_threads;
        const auto isPrepared = [&](const std::string& name) {
            return manifest.prepare
                && std::ranges::find(manifest.prepare->inputs, name)
                != manifest.prepare->inputs.end();
        };
        for (std::size_t i = 0; i < pattern.inputs.size(); ++i) {
            const auto& input = pattern.variant->inputs[i];
            AK_ASSIGN(auto sizes, sizesAt(input, kernel.target.symbols));
            spec.inputs.push_back({pattern.inputs[i], abiDtype(input, kernel.target.dtype),
                std::move(sizes), isPrepared(input.name)});
        }
        for (const auto& output : pattern.variant->outputs) {
            AK_ASSIGN(auto sizes, sizesAt(output, kernel.target.symbols));
            spec.outputs.push_back({abiDtype(output, kernel.target.dtype), std::move(sizes)});
        }
        for (const auto& symbol : kernel.type->symbols)
            spec.symbols.push_back(kernel.target.symbols.at(symbol));
        for (const auto& scalar : pattern.variant->scalars) {
            const auto parameter = pattern.scalars.find(scalar.name);
            spec.scalars.push_back(
                {parameter == pattern.scalars.end() ? std::nullopt
                                                    : std::optional(parameter->second),
                    scalarValue(scalar, kernel.target)});
        }
        for (const auto& workspace : manifest.workspaces) {
            AK_ASSIGN(const auto bytes, largestBytes(workspace.bytes, kernel, m_threads));
            spec.workspaceBytes.push_back(bytes);
            spec.workspaceZeroed.push_back(workspace.zeroed);
        }
        if (manifest.prepare) {
            AK_ASSIGN(spec.packedBytes, largestBytes(manifest.prepare->bytes, kernel, m_threads));
        }
        return spec;
    }

    Result<void> serve(
        std::size_t site, const PlacedMatch& placed, std::size_t entry, const PlannedKernel& kernel)
    {
        if (const auto& prepare = kernel.candidate.manifest.prepare)
            for (const auto& name : prepare->inputs)
                if (std::ranges::find(placed.constantInputs, name) == placed.constantInputs.end())
                    return fail(ErrorCode::InvalidInput,
                        "The winner {} packs {}, which is no constant weight at site {}.",
                        kernel.name, name, site);
        AK_TRY(addCalls(site, entry, kernel));
        auto& op = m_plan.ops[site];
        if (op) { // another shape of the same place
            auto kernels = m_plan.spec.ops[*op].kernels;
            kernels.push_back(entry);
            op = opFor(placed, std::move(kernels));
        } else {
            op = opFor(placed, {entry});
        }
        return {};
    }

    Result<void> addCalls(std::size_t site, std::size_t entry, const PlannedKernel& kernel)
    {
        auto& calls = m_plan.spec.kernels[entry].calls;
        bool found = false;
        for (const auto& run : m_analysis.described)
            for (const auto& call : run.calls[site]) {
                const auto target = m_analysis.targetOf(site, call).target;
                if (!target || target->key() != kernel.target.key())
                    continue;
                found = true;
                package::CallSpec spec;
                for (const auto& input : call.inputs)
                    spec.inputs.push_back(input.sizes);
                for (const auto& output : call.outputs) {
                    spec.outputs.push_back(output.sizes);
                    spec.outputStrides.push_back(output.strides);
                }
                const bool known = std::ranges::any_of(calls, [&](const package::CallSpec& other) {
                    return other.inputs == spec.inputs && other.outputStrides == spec.outputStrides;
                });
                if (!known)
                    calls.push_back(std::move(spec));
            }
        if (!found)
            return fail(ErrorCode::InvalidInput,
                "Site {} of the model never runs as {}, for which the winner {} was made.", site,
                kernel.target.key(), kernel.name);
        return {};
    }

    // The op for a pattern served by these kernels; equal places share it.
    std::size_t opFor(const PlacedMatch& placed, std::vector<std::size_t> kernels)
    {
        const auto function = placed.pattern->functionName();
        const auto reference = referenceOf(*placed.pattern->type);
        auto& ops = m_plan.spec.ops;
        const auto same = std::ranges::find_if(ops, [&](const package::OpSpec& op) {
            return op.function == function && op.reference == reference && op.kernels == kernels;
        });
        if (same != ops.end())
            return static_cast<std::size_t>(same - ops.begin());
        auto name = m_plan.kernels[kernels.front()].name;
        for (int i = 2; std::ranges::find(ops, name, &package::OpSpec::name) != ops.end(); ++i)
            name = fmt::format("{}_{}", m_plan.kernels[kernels.front()].name, i);
        ops.push_back({name, function, reference, std::move(kernels)});
        return ops.size() - 1;
    }

    std::size_t referenceOf(const kernel::KernelType& type)
    {
        const auto [found, isNew]
            = m_references.try_emplace(type.name, m_plan.spec.references.size());
        if (isNew)
            m_plan.spec.references.push_back(readFile(type.referencePath()).value_or(""));
        return found->second;
    }

    const ModelAnalysis& m_analysis;
    const std::vector<kernel::KernelType>& m_types;
    int m_threads;
    PackagePlan m_plan;
    std::set<std::string> m_names;
    std::map<std::string, std::size_t> m_references;
};

// Ops that no place uses after a second shape was added to theirs.
void dropUnusedOps(PackagePlan& plan)
{
    std::vector<package::OpSpec> kept;
    std::map<std::size_t, std::size_t> moved;
    for (auto& op : plan.ops)
        if (op) {
            const auto [entry, isNew] = moved.try_emplace(*op, kept.size());
            if (isNew)
                kept.push_back(plan.spec.ops[*op]);
            op = entry->second;
        }
    plan.spec.ops = std::move(kept);
}

} // namespace

Result<PackagePlan> planPackage(const ModelAnalysis& analysis,
    const std::vector<kernel::KernelType>& types, const std::vector<protocol::Winner>& winners,
    int threads, const std::string& space)
{
    Planner planner(analysis, types, threads);
    for (const auto& winner : winners)
        AK_TRY(planner.add(winner));
    auto plan = planner.finish(space);
    dropUnusedOps(plan);
    return plan;
}

} // namespace autokernel::lab
