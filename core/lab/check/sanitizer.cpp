// SPDX-License-Identifier: Apache-2.0
#include "lab/check/sanitizer.h"

#include "base/files.h"
#include "base/process.h"
#include "base/sha256.h"
#include "lab/check/sanitizer_driver.h"
#include "lab/compile/compile.h"

#include <unistd.h>

#include <system_error>

namespace autokernel::lab {
namespace {

constexpr int kFindingExitCode = 99;

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
    for (const std::string_view mark : {"AddressSanitizer: ", "runtime error: "})
        if (const auto at = log.find(mark); at != std::string::npos)
            return log.substr(at, std::min(log.find_first_of("\n(", at), at + 120) - at);
    return "";
}

} // namespace

Result<SanitizerReport> runSanitized(const SanitizerRun& run)
{
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
    ProcessOptions processOptions;
    processOptions.clearEnvironment = true;
    processOptions.environment = {
        {"ASAN_OPTIONS", fmt::format("detect_leaks=0:exitcode={}:symbolize=0", kFindingExitCode)},
        {"UBSAN_OPTIONS", fmt::format("halt_on_error=1:exitcode={}:symbolize=0", kFindingExitCode)},
        {"OMP_NUM_THREADS", std::to_string(run.threads)}};
    AK_ASSIGN(const auto output,
        runProcess(
            {runnerProgram(run).string(), "sandbox", "--read", "/usr", "--read", "/lib", "--read",
                "/lib64", "--read", "/etc", "--read", "/proc", "--read",
                driver->parent_path().string(), "--read", compiled->file.parent_path().string(),
                "--read", scratch.path().string(), "--", driver->string(), compiled->file.string(),
                compiled->entry, compiled->prepareEntry.value_or("-"), callFile.string()},
            {run.deadline, 1 << 16}, processOptions));
    if (output.timedOut)
        return SanitizerReport {"", "timed out under the sanitizer"};
    if (output.status.ok())
        return SanitizerReport {};
    const std::string finding = firstFinding(output.err);
    if (!finding.empty())
        return SanitizerReport {"", finding};
    if (output.status.signal == 0 && output.status.code != kFindingExitCode)
        return SanitizerReport {
            fmt::format("the sanitizer's child could not start ({}): {}", output.status.toString(),
                output.err.substr(0, output.err.find('\n'))),
            ""};
    return SanitizerReport {"", output.status.toString()};
}

} // namespace autokernel::lab
