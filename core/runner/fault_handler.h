// SPDX-License-Identifier: Apache-2.0
// Catches every deadly signal in the sealed process, notes it on the control page and answers the
// worker; the thread then waits to be killed. Process-wide state; the sealed runner alone uses it.
#pragma once

#include "runner/block_channel.h"
#include "runner/buffer_map.h"

#include <span>
#include <string>

namespace autokernel::runner {

// `ranges` must outlive the process. Returns an empty text, or what went wrong.
std::string installFaultHandler(ChannelControl& control, std::span<const AddressRange> ranges);

// Gives the calling thread a stack of its own for the handler. Once a thread, before sealing.
bool useSignalStack();

} // namespace autokernel::runner
