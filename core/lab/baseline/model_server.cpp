// SPDX-License-Identifier: Apache-2.0
#include "lab/baseline/block_server.h"
#include "lab/baseline/role_options.h"
#include "lab/baseline/serve.h"
#include "lab/baseline/served_tensors.h"
#include "lab/model/archive.h"
#include "lab/model/forward.h"

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/jit/api/module.h>

#include <dlfcn.h>

#include <filesystem>
#include <optional>
#include <stdexcept>

namespace autokernel::lab {
namespace {

template <typename T> T valueOrThrow(Result<T> result)
{
    if (!result)
        throw std::runtime_error(result.error().message);
    return std::move(*result);
}

std::shared_ptr<torch::jit::Module> loadModule(const RoleOptions& options)
{
    const std::string& rung = options.require("rung");
    std::filesystem::path archive = options.require("model");
    if (rung == "package") { // as a user does it: the library registers its ops, then the model
        const std::filesystem::path library = archive / "winners.so";
        if (::dlopen(library.c_str(), RTLD_NOW | RTLD_GLOBAL) == nullptr)
            throw std::runtime_error(std::string("the package does not load: ") + ::dlerror());
        archive /= "model.pt";
    }
    auto module = std::make_shared<torch::jit::Module>(valueOrThrow(loadArchive(archive)));
    if (rung == "torchscript_frozen")
        *module = torch::jit::optimize_for_inference(*module);
    return module;
}

class ModelWork final : public BlockWork
{
public:
    ModelWork(std::vector<ServedSet> sets, const RoleOptions& options)
        : m_sets(std::move(sets))
        , m_inputs(valueOrThrow(readInputSets(options.require("inputs"))))
        , m_module(loadModule(options))
        , m_kept(m_sets.size())
        , m_isTimed(options.require("timed") == "yes")
    {
        if (m_inputs.size() != m_sets.size())
            throw std::runtime_error("the number of input sets is not what the worker expects");
    }

    std::size_t setCount() const override { return m_sets.size(); }

    bool isTimed() const override { return m_isTimed; }

    void call(std::size_t set) override
    {
        m_kept[set].clear(); // its memory is free for this call, as in a user's loop
        m_kept[set] = valueOrThrow(runForward(*m_module, *m_inputs[set].arguments));
    }

    void deliver() override
    {
        const c10::InferenceMode inference;
        for (std::size_t set = 0; set < m_sets.size(); ++set) {
            if (!m_kept[set].empty())
                copyResults(m_kept[set], m_sets[set]);
            m_kept[set].clear();
        }
    }

private:
    std::vector<ServedSet> m_sets; // outputs only
    std::vector<InputSet> m_inputs;
    std::shared_ptr<torch::jit::Module> m_module;
    std::vector<std::vector<at::Tensor>> m_kept; // the latest results of each set
    bool m_isTimed;
};

} // namespace

int serveModel(int argc, char** argv)
{
    return serveBlocks([&](int threads) -> std::unique_ptr<BlockWork> {
        const RoleOptions options(argc, argv);
        static std::optional<EagerExecution> eager; // for the life of the process
        if (options.require("rung") == "torchscript_frozen")
            at::set_num_threads(threads);
        else
            eager.emplace(threads);
        return std::make_unique<ModelWork>(mapServedSets(threads), options);
    });
}

} // namespace autokernel::lab
