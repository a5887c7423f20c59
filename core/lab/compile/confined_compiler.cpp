// SPDX-License-Identifier: Apache-2.0
#include "lab/compile/confined_compiler.h"

#include "base/files.h"
#include "base/process.h"

#include <unistd.h>

#include <cstdlib>
#include <mutex>

namespace autokernel::lab::compile {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLogBytes = 64 * 1024;
constexpr int kMemoryMebibytes = 4096;
constexpr int kFileMebibytes = 64;

// As the shell finds it; empty when it is not there.
fs::path findProgram(const std::string& name)
{
    if (name.find('/') != std::string::npos)
        return ::access(name.c_str(), X_OK) == 0 ? fs::path(name) : fs::path();
    const char* const variable = std::getenv("PATH");
    std::string_view rest = variable ? variable : "/usr/bin:/bin";
    while (!rest.empty()) {
        const auto folder = rest.substr(0, rest.find(':'));
        const fs::path path = fs::path(folder) / name;
        if (!folder.empty() && ::access(path.c_str(), X_OK) == 0)
            return path;
        rest.remove_prefix(std::min(rest.size(), folder.size() + 1));
    }
    return {};
}

Result<Compiler> lookForCompiler()
{
    const char* const variable = std::getenv("CXX");
    const std::string chosen = variable ? variable : "";
    const auto names = chosen.empty() ? std::vector<std::string> {"g++", "clang++"}
                                      : std::vector<std::string> {chosen};
    for (const std::string& name : names) {
        const fs::path program = findProgram(name);
        if (program.empty())
            continue;
        const auto output = runProcess({program.string(), "--version"});
        if (output && output->status.ok())
            return Compiler {program, output->out.substr(0, output->out.find('\n'))};
    }
    if (!chosen.empty())
        return fail(ErrorCode::NotFound,
            "CXX names '{}', which is no working compiler: it does not answer --version.", chosen);
    return fail(ErrorCode::NotFound,
        "There is no C++ compiler: CPU kernels need g++ or clang++. On Debian: apt-get install "
        "g++. Another "
        "one can be named by the variable CXX.");
}

// The tool chain's folders, wherever it lies.
std::vector<std::string> readableFolders(const fs::path& compiler)
{
    std::vector<std::string> folders {"/usr/bin", "/usr/lib", "/usr/lib64", "/usr/libexec",
        "/usr/include", "/usr/x86_64-linux-gnu", "/usr/local/include", "/bin", "/lib", "/lib64",
        "/etc/ld.so.cache", "/etc/alternatives", "/dev/urandom"};
    std::error_code error;
    const fs::path prefix = fs::canonical(compiler, error).parent_path().parent_path();
    if (!error && prefix != "/" && prefix != "/usr")
        folders.push_back(prefix.string());
    return folders;
}

} // namespace

Result<Compiler> findCompiler()
{
    static std::mutex mutex;
    static std::optional<Compiler> found;
    const std::lock_guard lock(mutex);
    if (!found) {
        AK_ASSIGN(found, lookForCompiler());
    }
    return *found;
}

Result<ConfinedCompiler> ConfinedCompiler::create(const CompileOptions& options)
{
    ConfinedCompiler result;
    AK_ASSIGN(result.m_compiler, findCompiler());
    result.m_runner = options.runnerProgram.empty() ? programDirectory() / "autokernel-runner"
                                                    : options.runnerProgram;
    result.m_wallClock = options.wallClock;
    result.m_cpuTime = options.cpuTime;
    std::error_code error;
    if (!fs::exists(result.m_runner, error))
        return fail(ErrorCode::NotFound,
            "{} is missing: it lies beside the other programs of AutoKernel.",
            result.m_runner.string());
    const fs::path root = installationRoot();
    result.m_headerFolders
        = {options.headerFolder.empty() ? root / "kernels" / "include" : options.headerFolder,
            root / "core" / "runner"};
    for (const fs::path& folder : result.m_headerFolders) {
        if (!fs::is_directory(folder, error))
            return fail(ErrorCode::NotFound, "The headers for kernels are missing: no folder {}.",
                folder.string());
    }
    return result;
}

Result<std::string> ConfinedCompiler::compile(
    const fs::path& job, const std::vector<std::string>& arguments) const
{
    return run(job, m_compiler.program.string(), arguments);
}

Result<std::string> ConfinedCompiler::tool(
    const fs::path& job, const std::string& name, const std::vector<std::string>& arguments) const
{
    fs::path program = m_compiler.program.parent_path() / name;
    if (::access(program.c_str(), X_OK) != 0)
        program = findProgram(name);
    if (program.empty())
        return fail(ErrorCode::NotFound, "There is no '{}': install binutils.", name);
    return run(job, program.string(), arguments);
}

Result<std::string> ConfinedCompiler::run(const fs::path& job, const std::string& program,
    const std::vector<std::string>& arguments) const
{
    std::vector<std::string> command {m_runner.string(), "sandbox", "--cpu",
        std::to_string(m_cpuTime.count()), "--memory", std::to_string(kMemoryMebibytes), "--file",
        std::to_string(kFileMebibytes), "--write", job.string(), "--write", "/dev/null"};
    for (const std::string& folder : readableFolders(m_compiler.program))
        command.insert(command.end(), {"--read", folder});
    for (const fs::path& folder : m_headerFolders)
        command.insert(command.end(), {"--read", folder.string()});
    command.insert(command.end(), {"--", program});
    command.insert(command.end(), arguments.begin(), arguments.end());

    ProcessOptions process;
    process.clearEnvironment = true;
    process.environment = {{"PATH", program.substr(0, program.rfind('/')) + ":/usr/bin:/bin"},
        {"LC_ALL", "C"}, {"TMPDIR", job.string()}};
    process.workingDirectory = job;
    process.stderrToPipe = true;
    ProcessLimits limits;
    limits.wallClock = m_wallClock;
    limits.outputBytes = kLogBytes;
    AK_ASSIGN(auto output, runProcess(command, limits, process));
    const std::string log = output.out + output.err;
    if (output.timedOut)
        return fail(Error {ErrorCode::CompileError,
            fmt::format("The compiler was stopped after {} s.", m_wallClock.count() / 1000), log});
    if (!output.status.ok() && log.find("CPU time limit") != std::string::npos)
        return fail(Error {ErrorCode::CompileError,
            fmt::format("The compiler was stopped after {} s of CPU time.", m_cpuTime.count()),
            log});
    if (!output.status.ok()) {
        const std::size_t line = log.find("error: ");
        const std::string first = line == std::string::npos
            ? output.status.toString()
            : log.substr(
                line + 7, std::min<std::size_t>(log.find('\n', line), line + 207) - line - 7);
        return fail(
            Error {ErrorCode::CompileError, "The compiler refused the source: " + first, log});
    }
    return log;
}

} // namespace autokernel::lab::compile
