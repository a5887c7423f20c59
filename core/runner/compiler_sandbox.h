// SPDX-License-Identifier: Apache-2.0
// The second role of autokernel-runner: takes files, network and resources away from itself, then
// becomes another program, for instance the host compiler.
//   autokernel-runner sandbox [--read PATH]... [--write PATH]... [--cpu SECONDS] [--memory MIB]
//   [--file MIB]
//                     -- PROGRAM ARGUMENTS...
// Folders are named with all that lies below them. Exit code 125 when it could not become the
// program.
#pragma once

namespace autokernel::runner {

int runInSandbox(int argumentCount, char** arguments); // what follows the word `sandbox`

} // namespace autokernel::runner
