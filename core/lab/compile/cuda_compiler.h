// SPDX-License-Identifier: Apache-2.0
// From CUDA C++ to the machine code of one chip: NVRTC in a child of its own that sees the CUDA
// headers and its job folder only. Any thread.
#pragma once

#include "base/result.h"

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace autokernel::lab::compile {

struct CudaToolkit
{
    std::filesystem::path nvrtc; // the shared library
    std::filesystem::path headers; // the folder of cuda_fp16.h
};
// Beside the given folder of LibTorch's libraries, as NVIDIA's wheels are laid out. NotFound names
// what is missing.
Result<CudaToolkit> findCudaToolkit(const std::filesystem::path& torchLibraries);

struct CudaCompileOptions
{
    std::filesystem::path
        runnerProgram; // its sandbox role confines the child; empty: beside this executable
    std::chrono::milliseconds wallClock {60'000};
    std::chrono::seconds cpuTime {50};
};

struct CudaBinary
{
    std::string cubin;
    std::string sha256;
    std::string log;
    std::map<std::string, std::string>
        facts; // "registers", "spill_stores", ...: of the entry that uses most
};

// `architecture` as "sm_90a". CompileError: the log is in Error::detail.
Result<CudaBinary> compileCuda(const std::string& source, const std::string& architecture,
    const CudaToolkit& toolkit, const CudaCompileOptions& options = {});

// What --ptxas-options=-v said.
std::map<std::string, std::string> factsOfLog(const std::string& log);

// The child: `--role nvrtc --library FILE --architecture NAME --headers FOLDER`, in the job folder;
// reads candidate.cu, writes candidate.cubin, prints the log. Exit code 1: refused.
int runNvrtc(int argc, char** argv);

} // namespace autokernel::lab::compile
