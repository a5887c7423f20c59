// SPDX-License-Identifier: Apache-2.0
#include "lab/compile/import_rules.h"

#include <algorithm>
#include <iterator>

namespace autokernel::lab::compile {
namespace {

constexpr std::string_view kLibraries[]
    = {"libc.so.6", "libm.so.6", "libmvec.so.1", "libgomp.so.1"};

constexpr std::string_view kMemory[] = {"memcpy", "memmove", "memset", "memcmp", "memchr"};

// Each stands for its float and long double forms too.
constexpr std::string_view kMathematics[] = {"acos", "acosh", "asin", "asinh", "atan", "atan2",
    "atanh", "cbrt", "ceil", "copysign", "cos", "cosh", "erf", "erfc", "exp", "exp10", "exp2",
    "expm1", "fabs", "fdim", "floor", "fma", "fmax", "fmin", "fmod", "frexp", "hypot", "ilogb",
    "ldexp", "llrint", "llround", "log", "log10", "log1p", "log2", "logb", "lrint", "lround",
    "modf", "nearbyint", "nextafter", "pow", "remainder", "remquo", "rint", "round", "roundeven",
    "scalbln", "scalbn", "sin", "sincos", "sinh", "sqrt", "tan", "tanh", "tgamma", "trunc"};

constexpr std::string_view kOpenMp[] = {"omp_get_thread_num", "omp_get_num_threads",
    "omp_get_max_threads", "omp_in_parallel", "omp_get_level", "omp_get_team_size"};

constexpr std::string_view kForbiddenRegions[] = {"GOMP_target", "GOMP_offload", "GOMP_alloc",
    "GOMP_free", "GOMP_PLUGIN", "GOMP_error", "GOMP_teams"};

struct NamedRule
{
    std::string_view prefix;
    std::string_view rule;
};

// The first prefix that fits names the rule; what fits none breaks C1.
constexpr NamedRule kRules[] = {
    {"syscall", "C4"},
    {"dl", "C2"},
    {"_dl", "C2"},
    {"_r_debug", "C2"},
    {"clock", "C5"},
    {"time", "C5"},
    {"gettimeofday", "C5"},
    {"omp_get_wtime", "C5"},
    {"omp_get_wtick", "C5"},
    {"_ZNSt6chrono", "C5"},
    {"__tls_get_addr", "C3"},
    {"__cxa_atexit", "C3"},
    {"__cxa_thread_atexit", "C3"},
    {"atexit", "C3"},
    {"__cxa_guard", "C6"},
    {"pthread", "C7"},
    {"thrd_", "C7"},
    {"clone", "C7"},
    {"fork", "C7"},
    {"vfork", "C7"},
    {"posix_spawn", "C7"},
    {"system", "C7"},
    {"exec", "C7"},
    {"_ZNSt6thread", "C7"},
    {"omp_set_", "C7"},
    {"omp_get_num_procs", "C7"},
    {"GOMP_", "C7"},
    {"open", "C10"},
    {"fopen", "C10"},
    {"read", "C10"},
    {"pread", "C10"},
    {"fread", "C10"},
    {"ptrace", "C10"},
    {"process_vm", "C10"},
    {"socket", "C10"},
    {"kill", "C10"},
    {"exit", "C11"},
    {"_exit", "C11"},
    {"_Exit", "C11"},
    {"quick_exit", "C11"},
    {"abort", "C11"},
    {"longjmp", "C11"},
    {"siglongjmp", "C11"},
    {"__longjmp", "C11"},
    {"setjmp", "C11"},
    {"_setjmp", "C11"},
    {"write", "C11"},
    {"raise", "C11"},
    {"signal", "C11"},
    {"sigaction", "C11"},
    {"shm_", "C11"},
    {"fe", "C12"},
    {"mmap", "C13"},
    {"mprotect", "C13"},
    {"mremap", "C13"},
    {"munmap", "C13"},
    {"memfd", "C13"},
    {"sched_", "C14"},
    {"madvise", "C14"},
    {"posix_madvise", "C14"},
    {"setpriority", "C14"},
    {"nice", "C14"},
    {"mbind", "C14"},
    {"numa", "C14"},
    {"mlock", "C14"},
    {"prctl", "C14"},
    {"getenv", "C18"},
    {"secure_getenv", "C18"},
    {"environ", "C18"},
    {"__environ", "C18"},
    {"getauxval", "C18"},
    {"program_invocation", "C18"},
    {"__libc_argv", "C18"},
};

template <typename Range> bool contains(const Range& range, std::string_view value)
{
    return std::find(std::begin(range), std::end(range), value) != std::end(range);
}

template <typename Range> bool startsWithAny(const Range& range, std::string_view value)
{
    return std::any_of(std::begin(range), std::end(range),
        [value](std::string_view prefix) { return value.starts_with(prefix); });
}

bool isMathematics(std::string_view symbol)
{
    if (contains(kMathematics, symbol))
        return true;
    const bool hasSuffix = symbol.ends_with('f') || symbol.ends_with('l');
    return hasSuffix && contains(kMathematics, symbol.substr(0, symbol.size() - 1));
}

} // namespace

bool isAllowedLibrary(std::string_view soname)
{
    return contains(kLibraries, soname);
}

std::optional<std::string_view> ruleAgainstImport(std::string_view symbol)
{
    const bool isRegion = symbol.starts_with("GOMP_") && !startsWithAny(kForbiddenRegions, symbol);
    if (isRegion || contains(kMemory, symbol) || contains(kOpenMp, symbol) || isMathematics(symbol)
        || symbol.starts_with("_ZGV"))
        return std::nullopt;
    for (const auto& [prefix, rule] : kRules) {
        if (symbol.starts_with(prefix))
            return rule;
    }
    return "C1";
}

} // namespace autokernel::lab::compile
