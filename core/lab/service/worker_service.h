// SPDX-License-Identifier: Apache-2.0
// The worker program: says hello, then answers one request after the other until its stdin ends.
#pragma once

namespace autokernel::lab {

// Exit code. `--role NAME` makes the process a contender instead (lab/baseline/serve.h).
int runWorker(int argc, char** argv);

} // namespace autokernel::lab
