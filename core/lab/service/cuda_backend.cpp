// SPDX-License-Identifier: Apache-2.0
#include "lab/service/cuda_backend.h"

#include "base/sha256.h"
#include "lab/baseline/cuda_rung.h"
#include "lab/bench/bench_session.h"
#include "lab/check/checker.h"
#include "lab/check/cuda_executor.h"
#include "lab/compile/cuda_compiler.h"
#include "lab/device/cuda_roofs.h"

#include <torch/version.h>

#include <chrono>
#include <map>

namespace autokernel::lab {
namespace {

constexpr double kBlockNanoseconds = 1e6; // a graph of tens of calls of a short kernel
constexpr double kLadderBlockNanoseconds = 2e6;
constexpr std::uint64_t kLeastDataBytes = std::uint64_t {256} << 20;
constexpr int kMostDataSets = 33;
constexpr std::size_t kKeptBinaries = 256;

class CudaBackend final : public Backend
{
public:
    CudaBackend(const std::vector<kernel::KernelType>& types, std::unique_ptr<cuda::Device> device,
        compile::CudaToolkit toolkit)
        : m_types(types)
        , m_device(std::move(device))
        , m_toolkit(std::move(toolkit))
        , m_checker(types, m_store, checkOptions())
        , m_bench(types, m_store, benchOptions())
    {
    }

    const protocol::DeviceInfo& device() const override { return m_device->info(); }
    bool isLost() const override { return m_device->isLost(); }

    Result<roofline::Roofs> measureRoofs(int /*threads*/, const ProgressSink& progress) override
    {
        if (progress)
            progress("memory and arithmetic of the GPU", 0);
        AK_ASSIGN(const auto binary, compileText(std::string(cuda::roofSource())));
        return cuda::measureRoofs(*m_device, binary.cubin);
    }

    Result<protocol::CompileReply> compile(
        const protocol::CandidateRef& candidate, const kernel::Target& target) override
    {
        const auto begin = std::chrono::steady_clock::now();
        AK_ASSIGN(const auto* type, findType(target));
        AK_ASSIGN(const auto made, kernel::makeCandidate(candidate.source, candidate.tunables));
        AK_ASSIGN(const auto binary, compileCandidate(made, *type, target));
        AK_TRY(CudaKernel::load(
            *m_device, made, *type->findVariant(target.variant), target.dtype, binary.cubin));
        protocol::CompileReply reply;
        reply.binarySha256 = binary.sha256;
        reply.log = binary.log;
        reply.facts = binary.facts;
        reply.facts["compiler"] = "NVRTC " + m_device->architecture();
        reply.seconds
            = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
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
        for (auto& name : cudaRungNames(*type, *type->findVariant(request.target.variant)))
            full.contenders.push_back({std::move(name), std::nullopt});
        return m_bench.measureContenders(full);
    }

private:
    CheckOptions checkOptions()
    {
        CheckOptions options;
        options.makeExecutor
            = [this](const kernel::Candidate& candidate, const kernel::KernelType& type,
                  const kernel::Target& target) -> Result<std::unique_ptr<Executor>> {
            AK_ASSIGN(auto binary, compileCandidate(candidate, type, target));
            return makeCudaExecutor(*m_device, candidate, type, target, std::move(binary.cubin));
        };
        return options;
    }

    BenchOptions benchOptions()
    {
        BenchOptions options;
        options.clock = protocol::Clock::Events;
        options.lastLevelCacheBytes = m_device->info().lastLevelCacheBytes;
        options.blockNanoseconds = kBlockNanoseconds;
        options.ladderBlockNanoseconds = kLadderBlockNanoseconds;
        options.dataSets = {std::max(kLeastDataBytes, 4 * m_device->info().lastLevelCacheBytes),
            kMostDataSets, kLeastDataBytes, kMostDataSets};
        options.makeRung = [this](const RungRequest& request, runner::RunMemory memory) {
            return makeCudaRung(*m_device, request, std::move(memory));
        };
        options.makeCandidate = [this](const std::string& name, const kernel::Candidate& candidate,
                                    const kernel::KernelType& type, const kernel::Target& target,
                                    const DataSets& data) {
            return makeCandidate(name, candidate, type, target, data);
        };
        return options;
    }

    Result<std::unique_ptr<Contender>> makeCandidate(const std::string& name,
        const kernel::Candidate& candidate, const kernel::KernelType& type,
        const kernel::Target& target, const DataSets& data)
    {
        AK_ASSIGN(auto binary, compileCandidate(candidate, type, target));
        AK_ASSIGN(auto host, data.makeMemory(nullptr, 1));
        CudaCandidateRequest request {name, candidate, &type, target, std::move(binary.cubin), {}};
        for (int set = 0; set < data.count(); ++set)
            request.sets.push_back({data.inputs()[static_cast<std::size_t>(set)],
                data.key(set).symbols, data.key(set).scalars});
        return makeCudaCandidate(*m_device, std::move(request), std::move(host));
    }

    Result<compile::CudaBinary> compileCandidate(const kernel::Candidate& candidate,
        const kernel::KernelType& type, const kernel::Target& target)
    {
        if (candidate.manifest.language != "cuda")
            return fail(ErrorCode::CompileError, "{} runs candidates of the language cuda only.",
                m_device->info().id);
        if (candidate.source.size() > kernel::kMaximumSourceBytes)
            return fail(ErrorCode::CompileError, "The source is longer than {} bytes.",
                kernel::kMaximumSourceBytes);
        if (candidate.manifest.prepare)
            return fail(ErrorCode::CompileError,
                "Candidates that repack weights run on the CPU only in this version.");
        return compileText(kernel::prelude(candidate, type, target) + candidate.source + "\n");
    }

    Result<compile::CudaBinary> compileText(const std::string& source)
    {
        const std::string key = sha256Hex(source);
        if (const auto found = m_binaries.find(key); found != m_binaries.end())
            return found->second;
        AK_ASSIGN(auto binary, compile::compileCuda(source, m_device->architecture(), m_toolkit));
        if (m_binaries.size() >= kKeptBinaries)
            m_binaries.clear();
        return m_binaries.emplace(key, std::move(binary)).first->second;
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
    std::unique_ptr<cuda::Device> m_device;
    compile::CudaToolkit m_toolkit;
    std::map<std::string, compile::CudaBinary> m_binaries; // by the hash of the source
    CaseStore m_store;
    Checker m_checker;
    BenchSession m_bench;
};

} // namespace

Result<std::unique_ptr<Backend>> makeCudaBackend(
    const std::vector<kernel::KernelType>& types, int ordinal)
{
    AK_ASSIGN(
        auto device, cuda::Device::open(ordinal, fmt::format("NVRTC 13; torch {}", TORCH_VERSION)));
    AK_ASSIGN(auto toolkit, compile::findCudaToolkit(torchLibraryFolder()));
    AK_TRY(loadTorchCuda());
    return std::make_unique<CudaBackend>(types, std::move(device), std::move(toolkit));
}

} // namespace autokernel::lab
