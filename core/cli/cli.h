// SPDX-License-Identifier: Apache-2.0
// The command line: verbs and flags to calls of the engine and readers of the history. Exit codes:
// 0 as asked, 1 failed, 2 usage, 130 interrupted. Main thread.
#pragma once

namespace autokernel::cli {

int runCli(int argc, char** argv);

} // namespace autokernel::cli
