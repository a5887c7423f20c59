// SPDX-License-Identifier: Apache-2.0
// The contender's end of the block channel for helpers that use LibTorch: loads the work, then
// answers requests until the worker ends it. No torch in this header; one thread, besides torch's
// own pool.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace autokernel::lab {

// What a helper does. Throwing std::exception ends the process with the text on the control page.
class BlockWork
{
public:
    virtual ~BlockWork() = default;
    virtual std::size_t setCount() const = 0;
    virtual bool isTimed() const { return true; } // else nothing is called before it is asked for
    virtual void call(std::size_t set) = 0; // keeps the result of the set's latest call
    virtual void deliver() = 0; // kept results into the output memory; forgets them
};

// `load` gets the number of threads. Every set of timed work is called at least twice before the
// process says that it is ready, so that pages, pools and just-in-time compilers are warm. Returns
// the exit code.
int serveBlocks(const std::function<std::unique_ptr<BlockWork>(int threads)>& load);

} // namespace autokernel::lab
