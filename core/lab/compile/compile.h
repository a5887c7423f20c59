// SPDX-License-Identifier: Apache-2.0
// From a CPU candidate to a binary: the host compiler in a child that sees the compiler's own files
// and our headers only, then an audit of the ELF file. Nothing of the candidate runs here. Any
// thread; several processes may share one cache folder.
//
// Errors of all functions: CompileError (the compiler's log is in Error::detail), Rejected (the
// message starts with the rule of TRUST.md, "C1: ..."), TimedOut and OutOfMemory of the compiler
// are CompileErrors, NotFound when there is no compiler or no runner.
#pragma once

#include "base/result.h"
#include "kernel/candidate.h"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace autokernel::lab::compile {

struct Compiler
{
    std::filesystem::path program;
    std::string version; // first line of --version
};
// $CXX, else g++ or clang++; one look a process.
Result<Compiler> findCompiler();

// "native", or "x86-64-v3" under AUTOKERNEL_ISA=avx2 (base/instruction_limit.h).
std::string architectureOfKernels();

struct CompileOptions
{
    std::filesystem::path cacheFolder; // empty: cacheDirectory()/binaries
    std::filesystem::path runnerProgram; // empty: autokernel-runner beside this executable
    std::filesystem::path headerFolder; // empty: installationRoot()/kernels/include
    std::string architecture = architectureOfKernels(); // -march=
    // Address and undefined-behaviour checks. Such a binary calls a run-time library, so it is not
    // audited and never timed: only a sandboxed child loads it (lab/check/sanitizer).
    bool sanitize = false;
    std::chrono::milliseconds wallClock {120'000}; // of each step; a loaded machine is slow
    std::chrono::seconds cpuTime {30}; // of each step
};

struct CompiledCandidate
{
    std::filesystem::path
        file; // shared object (compileCandidate) or relocatable object (compileObject)
    std::string sha256; // of the file's bytes
    std::string entry; // symbol of the kernel
    std::optional<std::string> prepareEntry;
    std::string compilerVersion;
    std::vector<std::string> flags;
    std::string log; // warnings
    std::vector<std::string> alarms; // instruction bytes that a kernel seldom needs; not a verdict
    bool fromCache = false;
};

Result<CompiledCandidate> compileCandidate(const kernel::Candidate& candidate,
    const kernel::KernelType& type, const kernel::Target& target,
    const CompileOptions& options = {});

// The same code as a relocatable object for the package linker: all symbols hidden, the entry
// renamed to `entryName` and prepare to `entryName` + "_prepare". Rejected ("C4: ...") also where
// the bytes of a system call lie in its code, be it inside another instruction.
Result<CompiledCandidate> compileObject(const kernel::Candidate& candidate,
    const kernel::KernelType& type, const kernel::Target& target, const std::string& entryName,
    const CompileOptions& options = {});

} // namespace autokernel::lab::compile
