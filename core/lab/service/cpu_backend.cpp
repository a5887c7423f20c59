// SPDX-License-Identifier: Apache-2.0
#include "lab/baseline/kernel_rung.h"
#include "lab/bench/bench_session.h"
#include "lab/check/case_store.h"
#include "lab/compile/compile.h"
#include "lab/device/cpu_info.h"
#include "lab/device/cpu_roofs.h"
#include "lab/service/backend.h"

#include <torch/version.h>

#include <chrono>

namespace autokernel::lab {
namespace {

class CpuBackend final : public Backend
{
public:
    CpuBackend(const std::vector<kernel::KernelType>& types, InputCapture captureInputs)
        : m_types(types)
        , m_checker(types, m_store, checkOptions(std::move(captureInputs)))
        , m_bench(types, m_store, benchOptions())
    {
        const auto compiler = compile::findCompiler();
        m_device = describeCpu({compiler ? compiler->version : std::string(), TORCH_VERSION});
    }

    const protocol::DeviceInfo& device() const override { return m_device; }

    Result<roofline::Roofs> measureRoofs(int threads, const ProgressSink& progress) override
    {
        CpuRoofOptions options;
        options.threads = threads;
        options.progress = progress;
        return measureCpuRoofs(options);
    }

    Result<protocol::CompileReply> compile(
        const protocol::CandidateRef& candidate, const kernel::Target& target) override
    {
        const auto begin = std::chrono::steady_clock::now();
        AK_ASSIGN(const auto* type, findType(target));
        AK_ASSIGN(const auto made, kernel::makeCandidate(candidate.source, candidate.tunables));
        AK_ASSIGN(const auto compiled, compile::compileCandidate(made, *type, target));
        protocol::CompileReply reply;
        reply.binarySha256 = compiled.sha256;
        reply.log = compiled.log;
        reply.unusualInstructions = compiled.alarms;
        reply.seconds
            = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        reply.facts = {{"compiler", compiled.compilerVersion},
            {"from_cache", compiled.fromCache ? "yes" : "no"}};
        return reply;
    }

    Result<std::vector<protocol::StageEvidence>> check(
        const protocol::CheckRequest& request) override
    {
        return m_checker.check(request);
    }

    Result<protocol::PairBlock> time(const protocol::TimeRequest& request) override
    {
        return m_bench.timePairs(request);
    }

    Result<std::vector<protocol::ContenderSamples>> ladder(
        const protocol::LadderRequest& request) override
    {
        AK_ASSIGN(const auto* type, findType(request.target));
        auto full = request;
        for (auto& name : kernelRungNames(*type, *type->findVariant(request.target.variant)))
            full.contenders.push_back({std::move(name), std::nullopt});
        return m_bench.measureContenders(full);
    }

private:
    static CheckOptions checkOptions(InputCapture captureInputs)
    {
        CheckOptions options;
        options.captureInputs = std::move(captureInputs);
        return options;
    }

    static BenchOptions benchOptions()
    {
        BenchOptions options;
        options.makeRung = makeKernelRung;
        return options;
    }

    Result<const kernel::KernelType*> findType(const kernel::Target& target) const
    {
        for (const auto& type : m_types)
            if (type.name == target.type && type.findVariant(target.variant))
                return &type;
        return fail(ErrorCode::NotFound, "the worker knows no kernel type {} with a variant {}.",
            target.type, target.variant);
    }

    const std::vector<kernel::KernelType>& m_types;
    protocol::DeviceInfo m_device;
    CaseStore m_store;
    Checker m_checker;
    BenchSession m_bench;
};

} // namespace

std::unique_ptr<Backend> makeCpuBackend(
    const std::vector<kernel::KernelType>& types, InputCapture captureInputs)
{
    return std::make_unique<CpuBackend>(types, std::move(captureInputs));
}

} // namespace autokernel::lab
