// SPDX-License-Identifier: Apache-2.0
#include "lab/compile/cuda_compiler.h"

#include "base/files.h"
#include "base/process.h"
#include "base/sha256.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <regex>

namespace autokernel::lab::compile {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLogBytes = 64 * 1024;
// Address space: the child is the worker's program, whose libraries map a lot of it.
constexpr int kMemoryMebibytes = 64 * 1024;
constexpr int kFileMebibytes = 64;

std::vector<std::string> readableFolders(const CudaToolkit& toolkit)
{
    std::vector<std::string> folders {"/usr/lib", "/usr/lib64", "/lib", "/lib64",
        "/etc/ld.so.cache", "/dev/urandom", "/proc/self", programDirectory().string(),
        toolkit.nvrtc.parent_path().string(), toolkit.headers.string()};
    // The wheels of LibTorch and NVIDIA lie beside each other.
    folders.push_back(toolkit.headers.parent_path().parent_path().parent_path().string());
    return folders;
}

std::vector<std::string> command(const CudaCompileOptions& options, const CudaToolkit& toolkit,
    const std::string& architecture, const fs::path& job)
{
    const fs::path runner = options.runnerProgram.empty() ? programDirectory() / "autokernel-runner"
                                                          : options.runnerProgram;
    std::vector<std::string> words {runner.string(), "sandbox", "--cpu",
        std::to_string(options.cpuTime.count()), "--memory", std::to_string(kMemoryMebibytes),
        "--file", std::to_string(kFileMebibytes), "--write", job.string(), "--write", "/dev/null"};
    for (const std::string& folder : readableFolders(toolkit))
        words.insert(words.end(), {"--read", folder});
    words.insert(words.end(),
        {"--", fs::read_symlink("/proc/self/exe").string(), "--role", "nvrtc", "--library",
            toolkit.nvrtc.string(), "--architecture", architecture, "--headers",
            toolkit.headers.string()});
    return words;
}

std::string firstError(const std::string& log)
{
    const auto at = log.find("error");
    if (at == std::string::npos)
        return log.substr(0, log.find('\n'));
    const auto begin = log.rfind('\n', at);
    const auto from = begin == std::string::npos ? 0 : begin + 1;
    return log.substr(from, std::min<std::size_t>(log.find('\n', at), from + 300) - from);
}

} // namespace

Result<CudaToolkit> findCudaToolkit(const fs::path& torchLibraries)
{
    const fs::path wheels = torchLibraries.parent_path().parent_path() / "nvidia" / "cu13";
    CudaToolkit toolkit {wheels / "lib" / "libnvrtc.so.13", wheels / "include"};
    for (const fs::path& needed : {toolkit.nvrtc, toolkit.headers / "cuda_fp16.h"})
        if (std::error_code error; !fs::exists(needed, error))
            return fail(ErrorCode::NotFound, "{} is missing: install the CUDA build of torch 2.11",
                needed.string());
    return toolkit;
}

Result<CudaBinary> compileCuda(const std::string& source, const std::string& architecture,
    const CudaToolkit& toolkit, const CudaCompileOptions& options)
{
    const TemporaryDirectory job;
    AK_TRY(writeFileAtomically(job.path() / "candidate.cu", source));
    ProcessOptions process;
    process.clearEnvironment = true;
    process.environment = {{"LC_ALL", "C"}, {"TMPDIR", job.path().string()}};
    if (const char* const libraries = std::getenv("LD_LIBRARY_PATH"))
        process.environment["LD_LIBRARY_PATH"] = libraries;
    process.workingDirectory = job.path();
    process.stderrToPipe = true;
    ProcessLimits limits;
    limits.wallClock = options.wallClock;
    limits.outputBytes = kLogBytes;
    AK_ASSIGN(const auto output,
        runProcess(command(options, toolkit, architecture, job.path()), limits, process));
    const std::string log = output.out + output.err;
    if (output.timedOut)
        return fail(Error {ErrorCode::CompileError,
            fmt::format("NVRTC was stopped after {} s.", options.wallClock.count() / 1000), log});
    if (!output.status.ok())
        return fail(Error {ErrorCode::CompileError,
            output.status.signal == 0 && output.status.code == 1
                ? "NVRTC refused the source: " + firstError(log)
                : fmt::format("NVRTC failed ({}): {}", output.status.toString(), firstError(log)),
            log});
    CudaBinary binary;
    AK_ASSIGN(binary.cubin, readFile(job.path() / "candidate.cubin"));
    binary.sha256 = sha256Hex(binary.cubin);
    binary.log = log;
    binary.facts = factsOfLog(log);
    return binary;
}

std::map<std::string, std::string> factsOfLog(const std::string& log)
{
    const std::pair<const char*, const char*> wanted[]
        = {{"registers", R"(Used (\d+) registers)"}, {"stack_bytes", R"((\d+) bytes stack frame)"},
            {"spill_store_bytes", R"((\d+) bytes spill stores)"},
            {"spill_load_bytes", R"((\d+) bytes spill loads)"},
            {"static_shared_bytes", R"((\d+) bytes smem)"}};
    std::map<std::string, std::string> facts;
    for (const auto& [name, pattern] : wanted) {
        const std::regex expression(pattern);
        long most = -1;
        for (auto match = std::sregex_iterator(log.begin(), log.end(), expression);
             match != std::sregex_iterator(); ++match)
            most = std::max(most, std::strtol((*match)[1].str().c_str(), nullptr, 10));
        if (most >= 0)
            facts[name] = std::to_string(most);
    }
    return facts;
}

} // namespace autokernel::lab::compile
