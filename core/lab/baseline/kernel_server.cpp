// SPDX-License-Identifier: Apache-2.0
#include "lab/baseline/block_server.h"
#include "lab/baseline/function_forms.h"
#include "lab/baseline/role_options.h"
#include "lab/baseline/serve.h"
#include "lab/baseline/served_tensors.h"
#include "lab/model/forward.h"
#include "lab/model/reference_source.h"

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/jit/api/compilation_unit.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>
#include <stdexcept>

namespace autokernel::lab {
namespace {

using Stack = std::vector<c10::IValue>;

c10::IValue scalarArgument(const c10::TypePtr& type, double value)
{
    if (type->kind() == c10::TypeKind::IntType)
        return static_cast<std::int64_t>(value);
    if (type->kind() == c10::TypeKind::BoolType)
        return value != 0;
    return value;
}

// Inputs, then scalars, by the function's own parameters.
Stack argumentsOf(const torch::jit::Function& function, const ServedSet& set)
{
    const auto& parameters = function.getSchema().arguments();
    if (parameters.size() != set.inputs.size() + set.scalars.size())
        throw std::runtime_error(
            fmt::format("{} takes {} parameters; the type has {} inputs and {} "
                        "scalars",
                function.name(), parameters.size(), set.inputs.size(), set.scalars.size()));
    Stack stack(set.inputs.begin(), set.inputs.end());
    for (std::size_t i = 0; i < set.scalars.size(); ++i)
        stack.push_back(scalarArgument(parameters[set.inputs.size() + i].type(), set.scalars[i]));
    return stack;
}

std::vector<at::Tensor> tensorsOf(const c10::IValue& value)
{
    if (value.isTensor())
        return {value.toTensor()};
    std::vector<at::Tensor> tensors;
    for (const c10::IValue& element : value.toTupleRef().elements())
        tensors.push_back(element.toTensor());
    return tensors;
}

using Form = std::function<c10::IValue(std::size_t set)>;

// A form of the function that gives the right results on every set is worth comparing by time: the
// rung is the faster of those that PyTorch offers.
class KernelWork final : public BlockWork
{
public:
    KernelWork(std::vector<ServedSet> sets, const RoleOptions& options)
        : m_sets(std::move(sets))
        , m_kept(m_sets.size())
    {
        auto unit = compileReference(options.require("reference"));
        if (!unit)
            throw std::runtime_error(unit.error().message);
        m_unit = *unit;
        torch::jit::Function& function = m_unit->get_function(options.require("function"));
        for (const ServedSet& set : m_sets)
            m_arguments.push_back(argumentsOf(function, set));
        if (options.has("frozen"))
            m_form = frozenForm(function, options.positions("constants"));
        else
            m_form = fasterOf(plainForm(function), outForm(function));
    }

    std::size_t setCount() const override { return m_sets.size(); }

    void call(std::size_t set) override
    {
        m_kept[set] = c10::IValue(); // its memory is free for this call, as in a user's loop
        m_kept[set] = m_form(set);
    }

    void deliver() override
    {
        for (std::size_t set = 0; set < m_sets.size(); ++set) {
            if (!m_kept[set].isNone())
                copyResults(tensorsOf(m_kept[set]), m_sets[set]);
            m_kept[set] = c10::IValue();
        }
    }

private:
    Form plainForm(torch::jit::Function& function)
    {
        return [this, &function](std::size_t set) { return function(Stack(m_arguments[set])); };
    }

    // Empty where the function has no form that writes into given memory.
    Form outForm(torch::jit::Function& function)
    {
        const auto form = writingIntoOutput(function);
        if (!form || m_sets.front().outputs.size() != 1)
            return {};
        return [this, form](std::size_t set) {
            Stack stack = m_arguments[set];
            stack.emplace_back(m_sets[set].outputs.front());
            return (*form)(std::move(stack));
        };
    }

    // Each data set has weights of its own, and each set's are frozen and packed once, as a
    // candidate packs them.
    Form frozenForm(torch::jit::Function& function, const std::vector<std::size_t>& constants)
    {
        std::vector<torch::jit::Module> modules;
        std::vector<Stack> stacks;
        for (const Stack& arguments : m_arguments) {
            modules.push_back(frozenModule(function, arguments, constants));
            Stack& stack = stacks.emplace_back();
            for (std::size_t i = 0; i < arguments.size(); ++i) {
                if (std::ranges::find(constants, i) == constants.end())
                    stack.push_back(arguments[i]);
            }
        }
        return [modules, stacks](
                   std::size_t set) mutable { return modules[set].forward(Stack(stacks[set])); };
    }

    Form fasterOf(Form plain, Form out)
    {
        if (!out || !writesAllOutputs(out))
            return plain;
        return secondsOfRound(out) <= secondsOfRound(plain) ? out : plain;
    }

    bool writesAllOutputs(const Form& form)
    {
        try {
            for (std::size_t set = 0; set < m_sets.size(); ++set) {
                const c10::IValue result = form(set);
                const at::Tensor& output = m_sets[set].outputs.front();
                if (result.toTensor().const_data_ptr() != output.const_data_ptr()
                    || result.toTensor().sizes() != output.sizes())
                    return false;
            }
            return true;
        } catch (const std::exception&) {
            return false; // for instance an out form that wants another dtype
        }
    }

    // Best of three rounds over all sets, the first of which warms up.
    double secondsOfRound(const Form& form)
    {
        double best = std::numeric_limits<double>::infinity();
        for (int round = 0; round < 4; ++round) {
            const auto start = std::chrono::steady_clock::now();
            for (std::size_t set = 0; set < m_sets.size(); ++set) {
                m_kept[set] = c10::IValue();
                m_kept[set] = form(set);
            }
            const std::chrono::duration<double> span = std::chrono::steady_clock::now() - start;
            if (round > 0)
                best = std::min(best, span.count());
        }
        return best;
    }

    std::vector<ServedSet> m_sets;
    ReferenceUnit m_unit;
    std::vector<Stack> m_arguments; // of each set
    std::vector<c10::IValue> m_kept; // the latest result of each set
    Form m_form;
};

} // namespace

int serveKernelRung(int argc, char** argv)
{
    return serveBlocks([&](int threads) -> std::unique_ptr<BlockWork> {
        const RoleOptions options(argc, argv);
        // For the life of the process, which ends without unwinding.
        static const c10::InferenceMode inference;
        static std::optional<EagerExecution> eager;
        if (options.has("frozen"))
            at::set_num_threads(threads);
        else
            eager.emplace(threads);
        return std::make_unique<KernelWork>(mapServedSets(threads), options);
    });
}

} // namespace autokernel::lab
