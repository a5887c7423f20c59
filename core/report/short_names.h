// SPDX-License-Identifier: Apache-2.0
// Short names of a run's kernels, the same in all charts. Pure, any thread.
#pragma once

#include <string>
#include <vector>

namespace autokernel::report {

// Of keys as "matmul/linear fp32 K=768,M=128,N=3072" the variant, and of those with one variant the
// sizes, and the dtype, in which they differ.
std::vector<std::string> shortNames(const std::vector<std::string>& keys);

} // namespace autokernel::report
