// SPDX-License-Identifier: Apache-2.0
#include "lab/bench/cuda_contender.h"

namespace autokernel::lab {
namespace {

constexpr std::size_t kMostGraphs = 48;

// A candidate's module and the memory of its data sets.
class CandidateWork final : public CudaWork
{
public:
    explicit CandidateWork(CudaCandidateRequest request)
        : m_request(std::move(request))
    {
    }

    Result<void> load(cuda::Device& device)
    {
        const kernel::Variant& variant = *m_request.type->findVariant(m_request.target.variant);
        const kernel::Dtype dtype = m_request.target.dtype;
        AK_ASSIGN(auto kernel,
            CudaKernel::load(device, m_request.candidate, variant, dtype, m_request.cubin));
        m_kernel.emplace(std::move(kernel));
        for (const ExecutionSet& set : m_request.sets) {
            AK_ASSIGN(
                auto memory, CudaSet::create(device, m_request.candidate, variant, dtype, set));
            m_memory.push_back(std::move(memory));
        }
        return {};
    }

    Result<void> enqueue(int set) override
    {
        const ExecutionSet& given = m_request.sets[static_cast<std::size_t>(set)];
        return m_kernel->enqueue(memoryOf(set), given.symbols, given.scalars);
    }

    Result<void> overwriteResults() override
    {
        for (const CudaSet& memory : m_memory)
            AK_TRY(memory.overwrite());
        return {};
    }

    Result<void> readOutput(int set, int index, std::span<std::byte> bytes) override
    {
        return memoryOf(set).readOutput(static_cast<std::size_t>(index), bytes);
    }

    Result<void> checkMemory() override
    {
        for (const CudaSet& memory : m_memory) {
            AK_TRY(memory.checkBands());
            AK_ASSIGN(const bool intact, memory.inputsIntact());
            if (!intact)
                return fail(ErrorCode::Rejected, "C9: the kernel changed its inputs.");
        }
        return {};
    }

private:
    CudaSet& memoryOf(int set) { return m_memory[static_cast<std::size_t>(set)]; }

    CudaCandidateRequest m_request;
    std::vector<CudaSet> m_memory;
    std::optional<CudaKernel> m_kernel; // refers to the request's candidate
};

} // namespace

CudaContender::CudaContender(std::string name, cuda::Device& device, runner::RunMemory host,
    std::size_t outputs, std::unique_ptr<CudaWork> work)
    : m_name(std::move(name))
    , m_device(device)
    , m_host(std::move(host))
    , m_outputs(outputs)
    , m_work(std::move(work))
{
}

CudaContender::~CudaContender()
{
    dropGraphs();
}

void CudaContender::dropGraphs()
{
    for (auto& [key, graph] : m_graphs)
        if (graph.graph != nullptr && !m_device.isLost())
            m_device.driver().cuGraphExecDestroy(graph.graph);
    m_graphs.clear();
}

Result<BlockTiming> CudaContender::runBlock(
    int firstSet, int step, int repeats, std::chrono::nanoseconds deadline)
{
    AK_TRY(m_memory);
    AK_TRY(warmUp(deadline));
    AK_ASSIGN(Graph * graph, graphOf({firstSet, step, repeats}));
    const auto launch = [&] {
        return m_device.check(
            m_device.driver().cuGraphLaunch(graph->graph, m_device.stream()), "launching a graph");
    };
    AK_ASSIGN(const double nanoseconds, m_device.time(launch, deadline));
    AK_ASSIGN(const auto witnessed, witness(launch, repeats, deadline));
    m_work->select(graph->kept);
    m_isFetched = false;
    return BlockTiming {.wallNanoseconds = nanoseconds,
        .witnessNanoseconds = repeats * witnessed.busyNanoseconds,
        .kernelsPerCall = witnessed.kernels};
}

// A run of its own: recording slows launches down.
Result<cuda::CallOfTrace> CudaContender::witness(
    const std::function<Result<void>()>& launch, int repeats, std::chrono::nanoseconds deadline)
{
    cuda::KernelTrace* const trace = m_device.kernelTrace();
    if (trace == nullptr)
        return cuda::CallOfTrace {};
    AK_TRY(m_work->overwriteResults());
    Result<void> ran;
    const auto spans = trace->record([&]() -> Result<void> {
        const auto timed = m_device.time(launch, deadline);
        ran = timed ? Result<void>() : Result<void>(fail(timed.error()));
        return ran;
    });
    AK_TRY(ran);
    // Lost records cost the witness, not the measurement.
    return spans ? cuda::callOfTrace(*spans, repeats) : cuda::CallOfTrace {};
}

// Libraries load and allocate at their first call, which a graph cannot record.
Result<void> CudaContender::warmUp(std::chrono::nanoseconds deadline)
{
    if (m_isWarm)
        return {};
    for (std::size_t set = 0; set < m_host.setCount(); ++set) {
        AK_TRY(m_work->enqueue(static_cast<int>(set)));
        AK_TRY(m_device.wait(deadline));
    }
    m_isWarm = true;
    return {};
}

Result<CudaContender::Graph*> CudaContender::graphOf(const Key& key)
{
    if (const auto found = m_graphs.find(key); found != m_graphs.end())
        return &found->second;
    if (m_graphs.size() >= kMostGraphs)
        dropGraphs();
    const cuda::Driver& driver = m_device.driver();
    AK_TRY(m_device.check(
        driver.cuStreamBeginCapture(m_device.stream(), CU_STREAM_CAPTURE_MODE_RELAXED),
        "recording a graph"));
    const auto recorded = record(key);
    CUgraph description = nullptr;
    const auto ended = m_device.check(
        driver.cuStreamEndCapture(m_device.stream(), &description), "recording a graph");
    Graph graph;
    graph.kept = m_work->keepAlive();
    Result<void> made = recorded ? ended : recorded;
    if (made)
        made = m_device.check(
            driver.cuGraphInstantiate(&graph.graph, description, 0), "making a graph");
    if (description != nullptr)
        driver.cuGraphDestroy(description);
    AK_TRY(made);
    return &m_graphs.emplace(key, std::move(graph)).first->second;
}

Result<void> CudaContender::record(const Key& key)
{
    const auto [first, step, repeats] = key;
    const int sets = static_cast<int>(m_host.setCount());
    for (int call = 0; call < repeats; ++call)
        AK_TRY(m_work->enqueue((first + call * step) % sets));
    return {};
}

void CudaContender::overwriteResults()
{
    if (auto overwritten = m_work->overwriteResults(); !overwritten && m_memory)
        m_memory = overwritten;
}

void CudaContender::keepOutputs()
{
    if (!m_isFetched && m_memory)
        m_memory = fetchOutputs();
}

Result<void> CudaContender::fetchOutputs()
{
    m_host.poisonAll(); // a set without a result keeps that
    for (std::size_t set = 0; set < m_host.setCount(); ++set)
        for (std::size_t index = 0; index < m_outputs; ++index)
            AK_TRY(m_work->readOutput(
                static_cast<int>(set), static_cast<int>(index), m_host.output(set, index)));
    m_isFetched = true;
    return {};
}

std::span<const std::byte> CudaContender::output(int set, int index)
{
    keepOutputs();
    return m_host.output(static_cast<std::size_t>(set), static_cast<std::size_t>(index));
}

Result<void> CudaContender::checkMemory()
{
    AK_TRY(m_memory);
    return m_work->checkMemory();
}

Result<std::unique_ptr<Contender>> makeCudaCandidate(
    cuda::Device& device, CudaCandidateRequest request, runner::RunMemory host)
{
    const std::string name = request.name;
    const std::size_t outputs = request.type->findVariant(request.target.variant)->outputs.size();
    auto work = std::make_unique<CandidateWork>(std::move(request));
    AK_TRY(work->load(device));
    return std::make_unique<CudaContender>(name, device, std::move(host), outputs, std::move(work));
}

} // namespace autokernel::lab
