// SPDX-License-Identifier: Apache-2.0
// Runs the host compiler and binutils on one job folder, through autokernel-runner's sandbox: they
// read the tool chain's own folders and AutoKernel's headers, write the job folder, and reach
// nothing else. Any thread.
#pragma once

#include "base/result.h"
#include "lab/compile/compile.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace autokernel::lab::compile {

class ConfinedCompiler
{
public:
    static Result<ConfinedCompiler> create(const CompileOptions& options);

    const Compiler& compiler() const { return m_compiler; }
    const std::vector<std::filesystem::path>& headerFolders() const { return m_headerFolders; }

    // Arguments of the compiler behind its name; relative paths are in the job folder. The value is
    // what it printed. CompileError with the log when it fails, or when it was stopped by a limit.
    Result<std::string> compile(
        const std::filesystem::path& job, const std::vector<std::string>& arguments) const;
    // The same for ld or objcopy from the tool chain.
    Result<std::string> tool(const std::filesystem::path& job, const std::string& name,
        const std::vector<std::string>& arguments) const;

private:
    Result<std::string> run(const std::filesystem::path& job, const std::string& program,
        const std::vector<std::string>& arguments) const;

    Compiler m_compiler;
    std::filesystem::path m_runner;
    std::vector<std::filesystem::path> m_headerFolders;
    std::chrono::milliseconds m_wallClock {};
    std::chrono::seconds m_cpuTime {};
};

} // namespace autokernel::lab::compile
