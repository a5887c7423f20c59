// SPDX-License-Identifier: Apache-2.0
#include "runner/confinement.h"

#include "runner/unique_descriptor.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

namespace autokernel::runner {
namespace {

// Landlock's interface, with the parts that younger kernels added; <linux/landlock.h> of the build
// machine may be older than the kernel that runs.
constexpr long kCreateRuleset = 444;
constexpr long kAddRule = 445;
constexpr long kRestrictSelf = 446;
constexpr unsigned kVersionFlag = 1;
constexpr int kPathBeneath = 1;

struct RulesetAttributes
{
    std::uint64_t files;
    std::uint64_t network;
    std::uint64_t scopes;
};

struct [[gnu::packed]] PathRule
{
    std::uint64_t access;
    std::int32_t parent;
};

constexpr std::uint64_t kExecute = 1U << 0U;
constexpr std::uint64_t kWriteFile = 1U << 1U;
constexpr std::uint64_t kReadFile = 1U << 2U;
constexpr std::uint64_t kReadFolder = 1U << 3U;
constexpr std::uint64_t kTruncate = 1U << 14U;
constexpr std::uint64_t kDeviceControl = 1U << 15U;
constexpr std::uint64_t kForFiles = kExecute | kWriteFile | kReadFile | kTruncate | kDeviceControl;

std::uint64_t fileAccessOf(long version)
{
    constexpr unsigned kFirstVersionBits = 13;
    unsigned bits = kFirstVersionBits;
    bits += version >= 2 ? 1 : 0; // moving between folders
    bits += version >= 3 ? 1 : 0; // truncation
    bits += version >= 5 ? 1 : 0; // device control
    return (std::uint64_t(1) << bits) - 1;
}

RulesetAttributes attributesOf(long version)
{
    constexpr std::uint64_t kBindAndConnect = 3;
    constexpr std::uint64_t kSocketsAndSignals = 3;
    return {fileAccessOf(version), version >= 4 ? kBindAndConnect : 0,
        version >= 6 ? kSocketsAndSignals : 0};
}

std::size_t attributeBytes(long version)
{
    if (version >= 6)
        return sizeof(RulesetAttributes);
    return version >= 4 ? 2 * sizeof(std::uint64_t) : sizeof(std::uint64_t);
}

long landlockVersion() // below 1: the running kernel has none, or it is switched off
{
    return ::syscall(kCreateRuleset, nullptr, 0, kVersionFlag);
}

bool addRule(int ruleset, int descriptor, std::uint64_t access)
{
    struct stat information
    {
    };
    if (::fstat(descriptor, &information) != 0)
        return false;
    if (!S_ISDIR(information.st_mode))
        access &= kForFiles;
    const PathRule rule {access, descriptor};
    return ::syscall(kAddRule, ruleset, kPathBeneath, &rule, 0) == 0;
}

} // namespace

ConfinementResult confineFiles(
    const std::vector<AllowedPath>& paths, const std::vector<int>& readableDescriptors)
{
    const long version = landlockVersion();
    if (version < 1)
        return {};
    const RulesetAttributes attributes = attributesOf(version);
    const UniqueDescriptor ruleset(
        static_cast<int>(::syscall(kCreateRuleset, &attributes, attributeBytes(version), 0)));
    if (!ruleset)
        return {true, std::string("Landlock: ") + std::strerror(errno)};
    constexpr std::uint64_t kRead = kExecute | kReadFile | kReadFolder;
    for (const AllowedPath& allowed : paths) {
        const UniqueDescriptor target(::open(allowed.path.c_str(), O_PATH | O_CLOEXEC));
        if (!target)
            continue;
        if (!addRule(ruleset.get(), target.get(), allowed.isWritable ? attributes.files : kRead))
            return {true, "Landlock rule for " + allowed.path + ": " + std::strerror(errno)};
    }
    for (const int descriptor : readableDescriptors) {
        if (!addRule(ruleset.get(), descriptor, kRead))
            return {true, std::string("Landlock rule: ") + std::strerror(errno)};
    }
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
        || ::syscall(kRestrictSelf, ruleset.get(), 0) != 0)
        return {true, std::string("Landlock: ") + std::strerror(errno)};
    return {true, {}};
}

bool canConfineFiles()
{
    return landlockVersion() >= 1;
}

} // namespace autokernel::runner
