// SPDX-License-Identifier: Apache-2.0
// Contenders on a GPU, candidates and PyTorch alike: the calls of a block are captured into one
// CUDA graph, so that both are launched the same way, and the block's time is the GPU's own between
// two events. Everything runs in the worker's process on the device's stream. One thread.
#pragma once

#include "lab/bench/contender.h"
#include "lab/check/cuda_kernel.h"

#include <map>
#include <tuple>

namespace autokernel::lab {

// What a contender does on the stream.
class CudaWork
{
public:
    virtual ~CudaWork() = default;
    virtual Result<void> enqueue(int set) = 0; // one call; may be recorded into a graph
    // What recorded calls of a graph need as long as it lives; asked right after recording.
    virtual std::shared_ptr<void> keepAlive() { return {}; }
    // Makes results of the graph that ran last the ones that readOutput gives.
    virtual void select(const std::shared_ptr<void>& /*kept*/) { }
    virtual Result<void> overwriteResults() = 0; // Contender::overwriteResults, on the stream
    virtual Result<void> readOutput(int set, int index, std::span<std::byte> bytes) = 0;
    virtual Result<void> checkMemory() = 0;
};

class CudaContender final : public Contender
{
public:
    // `host` has the sizes of all outputs, and receives them.
    CudaContender(std::string name, cuda::Device& device, runner::RunMemory host,
        std::size_t outputs, std::unique_ptr<CudaWork> work);
    ~CudaContender() override;

    const std::string& name() const override { return m_name; }
    // Runs the calls once between events, then once more under CUPTI for the second witness, which
    // finds the results overwritten too.
    Result<BlockTiming> runBlock(
        int firstSet, int step, int repeats, std::chrono::nanoseconds deadline) override;
    bool isAlive() override { return !m_device.isLost(); }
    void overwriteResults() override;
    void keepOutputs() override; // LibTorch may give their memory to another contender's calls
    std::span<const std::byte> output(int set, int index) override;
    Result<void> checkMemory() override;

private:
    using Key = std::tuple<int, int, int>; // first set, step, repeats
    struct Graph
    {
        CUgraphExec graph = nullptr;
        std::shared_ptr<void> kept;
    };

    Result<void> warmUp(std::chrono::nanoseconds deadline);
    Result<cuda::CallOfTrace> witness(const std::function<Result<void>()>& launch, int repeats,
        std::chrono::nanoseconds deadline);
    Result<Graph*> graphOf(const Key& key);
    Result<void> record(const Key& key);
    Result<void> fetchOutputs();
    void dropGraphs();

    std::string m_name;
    cuda::Device& m_device;
    runner::RunMemory m_host;
    std::size_t m_outputs;
    std::unique_ptr<CudaWork> m_work;
    std::map<Key, Graph> m_graphs;
    bool m_isWarm = false;
    bool m_isFetched = false;
    Result<void> m_memory; // the first failure to overwrite or to read
};

// A compiled candidate on these data sets; all outlive the contender, but not the candidate.
struct CudaCandidateRequest
{
    std::string name;
    kernel::Candidate candidate;
    const kernel::KernelType* type = nullptr;
    kernel::Target target;
    std::string cubin;
    std::vector<ExecutionSet> sets;
};
Result<std::unique_ptr<Contender>> makeCudaCandidate(
    cuda::Device& device, CudaCandidateRequest request, runner::RunMemory host);

} // namespace autokernel::lab
