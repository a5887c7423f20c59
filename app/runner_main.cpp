// SPDX-License-Identifier: Apache-2.0
// The sealed program: runs one candidate (started by the worker only), or becomes a confined
// compiler.
#include "runner/candidate_process.h"
#include "runner/compiler_sandbox.h"

#include <charconv>
#include <cstdio>
#include <cstring>
#include <string_view>

namespace {

int usage()
{
    std::fputs("autokernel-runner is started by autokernel-worker:\n"
               "  candidate ENTRY\n"
               "  prepare ENTRY INPUT_MASK\n"
               "  sandbox [--read PATH] [--write PATH] [--cpu S] [--memory MIB] [--file MIB] -- "
               "PROGRAM...\n",
        stderr);
    return 2;
}

} // namespace

int main(int argumentCount, char** arguments)
{
    using namespace autokernel::runner;
    const std::string_view role = argumentCount > 1 ? arguments[1] : "";
    if (role == "sandbox")
        return runInSandbox(argumentCount - 2, arguments + 2);
    if (role == "candidate" && argumentCount == 3)
        return serveCandidate({arguments[2], false});
    if (role == "prepare" && argumentCount == 4) {
        std::uint64_t mask = 0;
        const char* const end = arguments[3] + std::strlen(arguments[3]);
        if (std::from_chars(arguments[3], end, mask).ptr == end)
            return serveCandidate({arguments[2], true, mask});
    }
    return usage();
}
