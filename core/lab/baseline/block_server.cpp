// SPDX-License-Identifier: Apache-2.0
#include "lab/baseline/block_server.h"

#include "runner/block_channel.h"
#include "runner/block_host.h"
#include "runner/candidate_process.h"
#include "runner/futex.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <string>

namespace autokernel::lab {
namespace {

using namespace runner;

void say(ChannelControl& control, const char* text)
{
    std::strncpy(control.message, text, sizeof control.message - 1);
}

void runCalls(const ChannelControl& control, BlockWork& work)
{
    const std::size_t count = work.setCount();
    std::size_t set = control.firstSet % count;
    for (std::uint32_t i = 0; i < control.repeats; ++i) {
        work.call(set);
        set = (set + control.setStep) % count;
    }
}

BlockStatus execute(ChannelControl& control, BlockWork& work)
{
    try {
        switch (static_cast<BlockCommand>(control.command)) {
        case BlockCommand::Run:
            runCalls(control, work);
            return BlockStatus::Done;
        case BlockCommand::Prepare:
            work.deliver();
            return BlockStatus::Done;
        default:
            return BlockStatus::Done;
        }
    } catch (const std::exception& error) {
        say(control, error.what());
        return BlockStatus::Failed;
    }
}

void publish(std::uint32_t& word, std::uint32_t value)
{
    storeShared(word, value);
    futexWake(word);
}

void warmUp(BlockWork& work)
{
    constexpr std::size_t kLeastCalls
        = 4; // TorchScript profiles two calls and compiles in the third
    const std::size_t calls = std::max(2 * work.setCount(), kLeastCalls);
    for (std::size_t i = 0; i < calls; ++i)
        work.call(i % work.setCount());
}

} // namespace

int serveBlocks(const std::function<std::unique_ptr<BlockWork>(int threads)>& load)
{
    void* const page
        = ::mmap(nullptr, kControlBytes, PROT_READ | PROT_WRITE, MAP_SHARED, kControlDescriptor, 0);
    if (page == MAP_FAILED)
        return 1;
    auto& control = *static_cast<ChannelControl*>(page);
    if (control.magic != kChannelMagic || control.version != kChannelVersion)
        return 1;
    std::unique_ptr<BlockWork> work;
    try {
        work = load(control.threads);
        if (work->isTimed())
            warmUp(*work);
    } catch (const std::exception& error) {
        say(control, error.what());
        publish(control.status, static_cast<std::uint32_t>(BlockStatus::LoadFailed));
        return 1;
    }
    std::uint32_t done = loadShared(control.reply);
    publish(control.status, static_cast<std::uint32_t>(BlockStatus::Ready));
    for (;;) {
        const std::uint32_t request = loadShared(control.request);
        if (request == done) {
            futexWait(control.request, request);
            continue;
        }
        const bool isLast = static_cast<BlockCommand>(control.command) == BlockCommand::Exit;
        const BlockStatus status = execute(control, *work);
        control.tokenEcho = control.token;
        storeShared(control.status, static_cast<std::uint32_t>(status));
        publish(control.reply, request);
        done = request;
        if (isLast)
            return 0;
    }
}

} // namespace autokernel::lab
