// SPDX-License-Identifier: Apache-2.0
// What engine and worker say to each other: newline-delimited JSON over the worker's stdin and
// stdout.
//   engine -> worker   {"id": 7, "op": "time", ...fields of the request struct}
//   worker -> engine   {"id": 7, "ok": {...reply struct}} | {"id": 7, "error": {code, message,
//   detail}}
//                      {"id": 7, "progress": {"text": ..., "fraction": ...}}
// The worker's first line is a Hello. Unknown fields are ignored, so that peers of two versions can
// talk.
#pragma once

#include "kernel/candidate.h"
#include "protocol/measurement.h"
#include "roofline/roofs.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autokernel::protocol {

inline constexpr int kProtocolVersion = 1;

struct DeviceInfo
{
    std::string id; // "cpu", "cuda:0"
    std::string name; // model name of the processor or the GPU
    int cores = 0; // CPU cores, or multiprocessors
    std::uint64_t memoryBytes = 0;
    std::uint64_t lastLevelCacheBytes = 0;
    std::vector<std::string> isa; // "avx2", "avx512f", "amx", "sm_90"
    std::string
        signature; // everything that makes figures incomparable: model, driver, compiler, torch
};

struct Hello
{
    int protocol = kProtocolVersion;
    std::int64_t pid = 0;
    std::string version; // ours
    std::string torch; // "" in a worker without LibTorch
    std::vector<DeviceInfo> devices;
    std::string noCuda; // why there is no CUDA device, "" where there is one
    std::string unconfined; // why compilers run without their sandbox, "" where they do not
};

// ---- models ----
struct InputSpec
{
    std::vector<std::int64_t> shape;
    bool isInteger = false; // token ids
};

struct LoadModel // op "load_model"; reply ModelInfo
{
    std::string path; // .pt or .py, "" with example
    std::string className; // for .py
    std::string example; // "gpt2", "llama-160m", "llama-7b", "bert-base"
    std::vector<InputSpec> inputs; // empty: the file's example_inputs() or the default
    std::int64_t vocabulary = 0; // upper bound of token ids, 0: from the model
    std::string dtype = "fp32";
    std::string device = "cpu";
    int threads = 0; // 0: all cores
    std::uint64_t seed = 0;
};

struct ModelInfo
{
    std::string name;
    std::string route; // "torchscript", "trace", "export+trace", "script"
    std::string sha256; // of the exported TorchScript file
    std::string exportedPath; // the TorchScript archive in the worker's cache
    std::string inputsPath; // the sample inputs, a pickled IValue list beside it
    std::int64_t parameters = 0;
    std::uint64_t bytes = 0;
    std::vector<std::string> inputs; // "ids int64[1,128]"
    double exportMaximumDifference = 0; // exported against the Python module, same inputs
    std::string dtype;
    int threads = 0;
};

// A place of the model's graph that one of our kernel types can stand for.
struct Site
{
    int index = 0; // position among the matches, stable for one exported model
    kernel::Target target;
    std::string pattern;
    std::vector<std::string> constantInputs; // inputs that are weights
    double microsecondsPerForward = 0; // all calls of this site in one forward
    double callsPerForward = 1; // the weighted mean over the input sets, as the time is
    std::string scope; // module path where known
};

struct UnmatchedOp
{
    std::string op; // "aten::embedding"
    std::string signature; // shapes, dtypes, strides
    double callsPerForward = 0;
    double microsecondsPerForward = 0; // self time
};

struct Profile // reply of op "profile_model"
{
    double forwardMicroseconds = 0; // uninstrumented, median
    double forwardLow = 0;
    double forwardHigh = 0;
    double outsideOpsMicroseconds = 0;
    std::vector<Site> sites;
    std::vector<UnmatchedOp> unmatched; // largest first
};

struct Rung
{
    std::string name; // "eager", "torchscript_frozen", "torch_compile", "torch_compile_frozen", ...
    ContenderSamples samples;
    std::vector<std::string> recipe; // lines of Python that use it
    double prepareSeconds = 0; // compile or freeze time
    double maximumErrorRatio = 0; // against TRUST 2.1b's budget
};

struct ModelLadder
{
    std::vector<Rung> rungs;
};

// ---- candidates ----
struct CandidateRef
{
    std::string source;
    kernel::TunableValues tunables; // overrides; empty: the source's
};

struct CompileReply
{
    std::string binarySha256;
    double seconds = 0;
    std::string log;
    std::map<std::string, std::string> facts; // registers, spills, undefined symbols, ...
    // Whose bytes lie anywhere in its code, be it inside another instruction: "syscall", "rdtsc".
    std::vector<std::string> unusualInstructions;
};
// Of unusualInstructions: would it enter the kernel?
bool isSystemCall(std::string_view instruction);

// A contender of a timing: a candidate, or a rung by name ("eager", "vendor", "torch_compile",
// ...).
struct ContenderRef
{
    std::string name; // shown and stored
    std::optional<CandidateRef> candidate; // nullopt: the rung called `name`
};

struct CheckRequest // op "check"; reply {"stages": [StageEvidence...]}; stops after the first stage
                    // with a failure
{
    CandidateRef candidate;
    kernel::Target target;
    std::vector<std::string> stages;
    std::vector<kernel::Symbols> requiredShapes; // beside the target's own
    std::uint64_t seed = 0;
    int threads = 0;
    bool fullShapes = false; // sweep every shape of the spec that fits
    double incumbentNanoseconds = 0; // for deadlines: max(2 s, 50 x incumbent)
};

struct TimeRequest // op "time"; reply PairBlock
{
    ContenderRef a;
    ContenderRef b;
    kernel::Target target;
    int pairs = 50;
    std::uint64_t seed = 0;
    bool startWithB = false; // the other order
    bool freshProcesses = false; // confirmation: new runner processes, new data
    int threads = 0;
    double incumbentNanoseconds = 0;
    double extraWorkOfB = 0; // slow control: B's blocks hold this share more calls than A's
};

struct LadderRequest // op "ladder"; reply {"contenders": [ContenderSamples...]}
{
    kernel::Target target;
    std::vector<ContenderRef> contenders; // candidates; the type's and the general rungs are added
    double budgetSeconds = 60;
    std::uint64_t seed = 0;
    int threads = 0;
};

// ---- models with winners ----
struct Winner
{
    kernel::Target target;
    std::vector<int> sites; // indices of Site
    CandidateRef candidate;
    std::string name; // the op's name in the package: "matmul_linear_bias_128x768x3072"
};

struct BuildPackage // op "build_package"; reply PackageInfo
{
    std::vector<Winner> winners;
    std::string directory; // written here: winners.so, model.pt, manifest.json, sources/
};

struct PackageInfo
{
    std::string directory;
    std::string librarySha256;
    std::string modelSha256;
    std::uint64_t packedBytes = 0; // memory of repacked weights
    double prepareSeconds = 0;
    int sitesReplaced = 0;
};

// Contenders of a whole-model timing: "original", a rung's name, or a package directory.
struct TimeModelRequest // op "time_model"; reply PairBlock
{
    std::string a;
    std::string b;
    int pairs = 20;
    bool startWithB = false;
    // New processes of both, so many times, each for an equal share of the pairs: where a process
    // puts a model's weights changes its time, and stays while it lives. 0: those that run already.
    int loads = 0;
    std::uint64_t seed = 0;
    double forwardNanoseconds = 0; // of the original, for deadlines: max(2 s, 50 x this)
};

struct CheckModelReply // op "check_model" {"directory", "seed", "inputs": 8}
{
    double worstMaxRatio = 0; // patched error over TRUST 2.1b's budget
    double worstRmsRatio = 0;
    int inputsChecked = 0;
    std::string truth; // "fp64" or "original fp32"
    std::string failure; // not empty: it did not run
};

} // namespace autokernel::protocol
