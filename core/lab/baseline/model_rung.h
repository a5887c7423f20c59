// SPDX-License-Identifier: Apache-2.0
// Ways to run one whole model, as contenders. Includes no torch. One thread.
#pragma once

#include "base/result.h"
#include "lab/baseline/rung_contender.h"
#include "protocol/message.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace autokernel::lab {

struct LadderModel
{
    protocol::LoadModel request; // says where the Python module comes from, if there is one
    protocol::ModelInfo info; // the exported archive and its inputs
    int threads = 0; // 0: every core
};

// "eager", "torchscript_frozen", "torch_compile", "torch_compile_frozen"
std::vector<std::string> modelRungNames();
// Unsupported where torch.compile has no Python class to work on, however much time there is.
Result<void> checkHasPythonClass(const LadderModel& model);
// Lines of Python that use the rung, with the user's own file and class; `inputs` stands for the
// arguments, of which so many sets are timed. Empty for unknown names.
std::vector<std::string> modelRungRecipe(
    const std::string& rung, const LadderModel& model, int sets = 1);

// Eager results on every input set and the errors that other ways of running may have.
class ModelOutputs
{
public:
    // Runs the model in this process once per input set, and once more in a wider dtype where that
    // fits into memory and works. The same truth and the same budgets as a package's check (TRUST
    // 2.1b: lab/model/wide_model.h, row_errors.h).
    static Result<ModelOutputs> evaluate(const LadderModel& model);
    ModelOutputs(ModelOutputs&&) noexcept;
    ModelOutputs& operator=(ModelOutputs&&) noexcept;
    ~ModelOutputs();

    int setCount() const;
    // One for each input set; empty where there is one set alone.
    const std::vector<double>& setWeights() const;
    double slowestNanoseconds() const; // of the input set that took longest, its first forward
    const std::string& truth() const; // "fp64", "original fp32", "original bf16"
    Result<runner::RunMemory> makeMemory() const; // outputs only
    // Largest error over budget of what the contender's calls so far left; infinite for NaN where
    // the truth has none.
    double maximumErrorRatio(Contender& contender) const;

private:
    ModelOutputs();
    struct State;
    std::unique_ptr<State> m_state;
};

struct ModelRungRequest
{
    std::string rung; // of modelRungNames(); "original" is eager; "package" and "package_python"
                      // run the package directory in LibTorch and in plain Python
    std::filesystem::path packageDirectory; // for packages
    std::vector<int> cpus; // affinity; empty: ours
    bool isTimed = true; // else it is ready as soon as it is loaded, without a call (not in Python)
};

// Starts the helper without waiting: RungContender::waitReady says when it is compiled and warm.
// Errors: NotFound (no Python, unknown name), Unsupported (the model has no Python source).
Result<std::unique_ptr<RungContender>> spawnModelRung(
    const ModelRungRequest& request, const LadderModel& model, runner::RunMemory memory);

} // namespace autokernel::lab
