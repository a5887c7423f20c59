// SPDX-License-Identifier: Apache-2.0
// The buffers of one measurement: every tensor, workspace and packed buffer of every data set, in
// shared memory that the worker fills and a contender maps. Each buffer has its own pages, so that
// the contender can map unmapped pages on both sides of it; what page granularity leaves over is
// filled with a pattern that `checkGuards` compares. The worker owns the object; any one thread at
// a time.
#pragma once

#include "base/result.h"
#include "runner/buffer_layout.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace autokernel::runner {

enum class Stores
{
    Ordinary,
    PastCaches
};

class RunMemory
{
public:
    // OutOfMemory when the buffers do not fit, InvalidInput for shapes that overflow. Outputs and
    // workspaces start poisoned, inputs zero.
    static Result<RunMemory> create(const std::vector<DataSetDescription>& sets);
    RunMemory(RunMemory&&) noexcept;
    RunMemory& operator=(RunMemory&&) noexcept;
    ~RunMemory();

    std::size_t setCount() const;
    // The storage of one buffer: for strided tensors all bytes from the first to the last element.
    std::span<std::byte> input(std::size_t set, std::size_t index);
    std::span<std::byte> output(std::size_t set, std::size_t index);
    std::span<std::byte> workspace(std::size_t set, std::size_t index);
    std::span<std::byte> packed(std::size_t set);

    // Fills outputs and workspaces with a repeated 8-byte pattern; two different patterns must lead
    // to the same result. The default is a signalling-free NaN in fp64, fp32, fp16 and bf16 alike.
    static constexpr std::uint64_t kPoison = 0x7FF9'7FF9'7FF9'7FF9ULL;
    static constexpr std::uint64_t kOtherPoison = 0xFFFD'FFFB'FFFD'FFFBULL;
    void poison(std::size_t set, std::uint64_t pattern = kPoison);
    // Outputs only: what a kernel left in its workspaces stays, so that a result remembered there
    // shows.
    void poisonOutputs(std::size_t set, std::uint64_t pattern = kPoison);
    void poisonAll(std::uint64_t pattern = kPoison);
    // As poisonAll, in a way that decides where the results lie afterwards.
    void overwriteResults(Stores stores);
    std::size_t resultBytes() const; // of outputs and workspaces of all sets

    // Rejected ("C9: ...") when a guard band of any buffer was changed; names the buffer.
    Result<void> checkGuards() const;

    // For the process that maps the buffers. The input descriptor is read-only: no mapping of it
    // can be made writable. Offsets and sizes are in the table (run_table.h).
    int tableDescriptor() const;
    int inputDescriptor() const;
    int outputDescriptor() const; // outputs and workspaces
    int packedDescriptor() const; // -1 without packed buffers; read and write
    int packedReadOnlyDescriptor() const;

private:
    RunMemory();
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace autokernel::runner
