// SPDX-License-Identifier: Apache-2.0
#include "lab/check/sanitizer.h"

#include "base/files.h"
#include "base/process.h"
#include "base/sha256.h"
#include "lab/check/sanitizer_driver.h"
#include "lab/compile/compile.h"
#include "runner/confinement.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <iterator>
#include <system_error>

namespace autokernel::lab {
namespace {

constexpr int kFindingExitCode = 99;
constexpr int kMostMebibytes = 4096;

// The driver's program, built once per compiler and driver text.
Result<std::filesystem::path> builtDriver(const SanitizerRun& run)
{
    AK_ASSIGN(const auto compiler, compile::findCompiler());
    const std::string key
        = sha256Hex(compiler.version + std::string(kSanitizerDriverSource)).substr(0, 16);
    const auto folder = run.binaryCache.empty() ? cacheDirectory() / "binaries" : run.binaryCache;
    const auto program = folder / ("sanitizer-driver-" + key);
    std::error_code error;
    if (std::filesystem::exists(program, error))
        return program;
    std::filesystem::create_directories(folder, error);
    const TemporaryDirectory scratch;
    const auto source = scratch.path() / "driver.cpp";
    AK_TRY(writeFileAtomically(source, kSanitizerDriverSource));
    const auto built = scratch.path() / "driver";
    AK_ASSIGN(const auto output,
        runProcess(
            {compiler.program.string(), "-std=c++17", "-O1", "-g0", "-fsanitize=address,undefined",
                "-I" + (installationRoot() / "kernels" / "include").string(),
                "-I" + (installationRoot() / "core" / "runner").string(), source.string(),
                "-fopenmp", "-ldl", "-o", built.string()}));
    if (!output.status.ok())
        return fail(Error {ErrorCode::Unsupported,
            "the compiler cannot build programs with the address sanitizer", output.err});
    const auto mine = folder / fmt::format("sanitizer-driver-{}.{}", key, ::getpid());
    std::filesystem::copy_file(
        built, mine, std::filesystem::copy_options::overwrite_existing, error);
    if (!error)
        std::filesystem::rename(mine, program, error);
    if (error)
        return fail(ErrorCode::Io, "Cannot keep the sanitizer's driver in {}: {}.", folder.string(),
            error.message());
    return program;
}

std::filesystem::path runnerProgram(const SanitizerRun& run)
{
    return run.runnerProgram.empty() ? programDirectory() / "autokernel-runner" : run.runnerProgram;
}

// "ERROR: AddressSanitizer: heap-buffer-overflow on address ..." or "...: runtime error: ...".
std::string firstFinding(const std::string& log)
{
    for (const std::string_view mark : {"ERROR: AddressSanitizer: ", "runtime error: "})
        if (auto at = log.find(mark); at != std::string::npos) {
            at += mark.starts_with("ERROR: ") ? std::string_view("ERROR: ").size() : 0;
            return log.substr(at, std::min(log.find_first_of("\n(", at), at + 120) - at);
        }
    return "";
}

std::string firstLine(const std::string& text)
{
    return text.substr(0, text.find('\n'));
}

Result<ProcessOutput> runDriver(const SanitizerRun& run, const std::filesystem::path& driver,
    const compile::CompiledCandidate& compiled, const std::filesystem::path& callFile)
{
    ProcessOptions options;
    options.clearEnvironment = true;
    options.stderrToPipe = true; // where the sanitizers report
    options.environment = {
        {"ASAN_OPTIONS",
            fmt::format("detect_leaks=0:detect_stack_use_after_return=1:redzone=256:exitcode={}:"
                        "symbolize=0:hard_rss_limit_mb={}",
                kFindingExitCode, kMostMebibytes)},
        {"UBSAN_OPTIONS", fmt::format("halt_on_error=1:exitcode={}:symbolize=0", kFindingExitCode)},
        {"OMP_NUM_THREADS", std::to_string(run.threads)}};
    // The address sanitizer reserves terabytes of addresses: its own limit counts what is used.
    std::vector<std::string> command {runnerProgram(run).string(), "sandbox", "--cpu",
        std::to_string(run.cpuTime.count()), "--file", "0"};
    for (const std::string& folder :
        {std::string("/usr/lib"), std::string("/usr/lib64"), std::string("/lib"),
            std::string("/lib64"), std::string("/etc/ld.so.cache"), std::string("/proc/self"),
            std::string("/usr/local/lib"), std::string("/usr/local/lib64"), driver.string(),
            compiled.file.string(), callFile.string()})
        command.insert(command.end(), {"--read", folder});
    command.insert(command.end(),
        {"--", driver.string(), compiled.file.string(), compiled.entry,
            compiled.prepareEntry.value_or("-"), callFile.string()});
    return runProcess(command, {run.wallClock, 1 << 16}, options);
}

// Killed from outside, or out of time because others had the processors.
bool wasDisturbed(const ProcessOutput& output)
{
    return output.timedOut || output.status.signal == SIGKILL;
}

bool isOwnSignal(int signal)
{
    static constexpr int kOwn[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS};
    return std::ranges::find(kOwn, signal) != std::end(kOwn);
}

SanitizerReport couldNotRun(const std::string& why, const ProcessOutput& output)
{
    return {fmt::format("the sanitizer's child could not run ({}): {}", why, firstLine(output.err)),
        ""};
}

} // namespace

SanitizerReport reportOf(const ProcessOutput& output)
{
    if (std::string finding = firstFinding(output.err); !finding.empty())
        return finding.find("ut of memory") != std::string::npos // Out or out, as it is older
            ? couldNotRun("memory", output)
            : SanitizerReport {"", std::move(finding)};
    if (output.timedOut)
        return couldNotRun("not done in time on a busy machine", output);
    if (output.status.ok())
        return {"", output.out == kSanitizerDriverDone ? "" : "ended before its calls were done"};
    if (output.status.signal == SIGXCPU)
        return {"", "timed out under the sanitizer"};
    if (isOwnSignal(output.status.signal))
        return {"", output.status.toString()};
    return couldNotRun(output.status.toString(), output);
}

Result<SanitizerReport> runSanitized(const SanitizerRun& run)
{
    if (!runner::canConfineFiles())
        return SanitizerReport {"this Linux kernel has no Landlock, which would keep the "
                                "sanitizer's child from the user's files",
            ""};
    compile::CompileOptions options;
    options.cacheFolder = run.binaryCache;
    options.runnerProgram = run.runnerProgram;
    options.sanitize = true;
    const auto compiled = compile::compileCandidate(*run.candidate, *run.type, run.target, options);
    if (!compiled)
        return SanitizerReport {
            "the candidate does not build with sanitizers: " + compiled.error().message, ""};
    const auto driver = builtDriver(run);
    if (!driver)
        return SanitizerReport {driver.error().message, ""};

    AK_ASSIGN(const auto calls,
        sanitizerCalls(*run.candidate, *run.type, run.target, run.sets, run.threads));
    const TemporaryDirectory scratch;
    const auto callFile = scratch.path() / "calls";
    AK_TRY(writeFileAtomically(callFile, calls));
    AK_ASSIGN(auto output, runDriver(run, *driver, *compiled, callFile));
    if (wasDisturbed(output)) {
        AK_ASSIGN(output, runDriver(run, *driver, *compiled, callFile));
    }
    return reportOf(output);
}

} // namespace autokernel::lab
