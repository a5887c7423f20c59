// SPDX-License-Identifier: Apache-2.0
#include "runner/compiler_sandbox.h"

#include "runner/confinement.h"
#include "runner/seccomp_filter.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <string_view>

namespace autokernel::runner {
namespace {

constexpr int kCannotStart = 125;

int complain(std::string_view what)
{
    std::fprintf(stderr, "autokernel-runner: %.*s\n", static_cast<int>(what.size()), what.data());
    return kCannotStart;
}

bool setLimit(__rlimit_resource resource, std::string_view text, rlim_t unit)
{
    rlim_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return false;
    // A second more for the hard limit of CPU time, so that the soft one's signal names the reason.
    const rlimit limit {value * unit, value * unit + (resource == RLIMIT_CPU ? 1 : 0)};
    return ::setrlimit(resource, &limit) == 0;
}

} // namespace

int runInSandbox(int argumentCount, char** arguments)
{
    constexpr rlim_t kMebibyte = 1 << 20;
    std::vector<AllowedPath> paths;
    int i = 0;
    for (; i + 1 < argumentCount && std::string_view(arguments[i]) != "--"; i += 2) {
        const std::string_view option = arguments[i];
        const char* const value = arguments[i + 1];
        bool ok = true;
        if (option == "--read")
            paths.push_back({value, false});
        else if (option == "--write")
            paths.push_back({value, true});
        else if (option == "--cpu")
            ok = setLimit(RLIMIT_CPU, value, 1);
        else if (option == "--memory")
            ok = setLimit(RLIMIT_AS, value, kMebibyte);
        else if (option == "--file")
            ok = setLimit(RLIMIT_FSIZE, value, kMebibyte);
        else
            ok = false;
        if (!ok)
            return complain("bad sandbox option");
    }
    if (i + 1 >= argumentCount)
        return complain("no program to run in the sandbox");
    const rlimit none {0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    const ConfinementResult confinement = confineFiles(paths);
    if (!confinement.error.empty())
        return complain(confinement.error);
    if (const std::string error = denyDangerousSystemCalls(); !error.empty())
        return complain(error);
    char** const program = arguments + i + 1;
    ::execv(program[0], program);
    return complain(std::string(program[0]) + ": " + std::strerror(errno));
}

} // namespace autokernel::runner
