// SPDX-License-Identifier: Apache-2.0
// Two system call filters as plain BPF programs: the four calls that a sealed candidate needs, and
// the ones that a compiler may not make. No library, so that the runner stays small.
#pragma once

#include <string>

namespace autokernel::runner {

// Allows futex, sched_yield and restart_syscall; any other call raises SIGSYS in the calling
// thread, and a call of another architecture's table kills the process. Covers all threads of the
// process. Returns an empty text, or what went wrong.
std::string sealSystemCalls();

// Denies the network, tracing, mounting, keys, BPF, io_uring and namespaces with EPERM. Inherited
// by exec.
std::string denyDangerousSystemCalls();

} // namespace autokernel::runner
