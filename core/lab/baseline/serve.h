// SPDX-License-Identifier: Apache-2.0
// Roles of the worker program in which it is a contender: it answers block commands
// (runner/block_channel.h) with LibTorch. app/worker_main.cpp calls these and nothing else in such
// a process.
#pragma once

namespace autokernel::lab {

// --role serve-rung: one PyTorch way of a kernel target. Exit code 0 after BlockCommand::Exit.
int serveKernelRung(int argc, char** argv);

// --role serve-model: a whole model, as it is, frozen, or from a package directory.
int serveModel(int argc, char** argv);

} // namespace autokernel::lab
