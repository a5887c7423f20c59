// SPDX-License-Identifier: Apache-2.0
// What happens when winners.so is loaded: its ops and `stats` are registered. On another minor
// version of torch, or a processor without the instructions, the ops exist and use their fallbacks.
#include "lab/package_runtime/embedded.h"
#include "lab/package_runtime/packaged_op.h"
#include "lab/package_runtime/processor.h"

#include <ATen/Version.h>
#include <torch/library.h>

#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <sstream>

namespace autokernel::package {
namespace {

// "2.11" of the libtorch that is loaded, which need not be the one this was compiled with.
std::string loadedTorchVersion()
{
    const auto settings = at::show_config();
    constexpr std::string_view key = "TORCH_VERSION=";
    const auto start = settings.find(key);
    if (start == std::string::npos)
        return "unknown";
    std::istringstream text(settings.substr(start + key.size()));
    std::string major;
    std::string minor;
    std::getline(text, major, '.');
    std::getline(text, minor, '.');
    return major + "." + minor;
}

// Why no kernel may run here; empty: they may.
std::string reasonToStayInactive(const PackageSpec& spec)
{
    if (const auto loaded = loadedTorchVersion(); loaded != spec.torchVersion)
        return fmt::format("it was built for torch {} and this is {}", spec.torchVersion, loaded);
    if (const auto missing = missingInstructionSets(spec.instructionSets); !missing.empty())
        return fmt::format("this processor lacks {}", fmt::join(missing, ", "));
    return {};
}

std::string lowered(std::string text)
{
    for (auto& letter : text)
        letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    return text;
}

// AUTOKERNEL_DISABLE=all, or names of ops separated by commas; any case.
std::vector<std::string> disabledNames()
{
    const char* value = std::getenv("AUTOKERNEL_DISABLE");
    std::istringstream list(value == nullptr ? "" : value);
    std::vector<std::string> names;
    for (std::string one; std::getline(list, one, ',');) {
        std::erase_if(one, [](char letter) { return letter == ' '; });
        if (!one.empty())
            names.push_back(lowered(one));
    }
    return names;
}

bool isDisabled(const std::vector<std::string>& disabled, const std::string& name)
{
    return std::ranges::find(disabled, "all") != disabled.end()
        || std::ranges::find(disabled, lowered(name)) != disabled.end();
}

class Package
{
public:
    Package()
        : m_spec(nlohmann::json::parse(ak_package_json))
        , m_inactive(reasonToStayInactive(m_spec))
        , m_library(torch::Library::DEF, m_spec.space, std::nullopt, __FILE__, __LINE__)
    {
        makeOps();
        warnOfUnknownNames();
        for (const auto& op : m_ops)
            m_library.def(op->schema(m_spec.space),
                boxed([op](torch::jit::Stack& stack) { op->call(stack); }));
        m_library.def("stats() -> str",
            boxed([this](torch::jit::Stack& stack) { stack.emplace_back(statistics()); }));
        if (!m_inactive.empty())
            TORCH_WARN(m_spec.space, " stays inactive: ", m_inactive,
                ". The model runs with PyTorch's own operations.");
    }

private:
    struct Boxed : c10::OperatorKernel
    {
        explicit Boxed(std::function<void(torch::jit::Stack&)> call)
            : m_call(std::move(call))
        {
        }
        void operator()(const c10::OperatorHandle&, c10::DispatchKeySet, torch::jit::Stack* stack)
        {
            m_call(*stack);
        }
        std::function<void(torch::jit::Stack&)> m_call;
    };

    // Without a dispatch key: every backend and grad mode arrives here, and the fallback's own
    // operations record gradients.
    static torch::CppFunction boxed(std::function<void(torch::jit::Stack&)> call)
    {
        return torch::CppFunction::makeFromBoxedFunctor<Boxed>(
            std::make_unique<Boxed>(std::move(call)));
    }

    void makeOps()
    {
        std::vector<lab::ReferenceUnit> references;
        for (const auto& source : m_spec.references) {
            auto unit = lab::compileReferenceSource(source);
            TORCH_CHECK(unit.has_value(), unit.error().message);
            references.push_back(*unit);
        }
        std::vector<std::shared_ptr<KernelCall>> kernels;
        for (std::size_t i = 0; i < m_spec.kernels.size(); ++i)
            kernels.push_back(std::make_shared<KernelCall>(m_spec.kernels[i],
                reinterpret_cast<ak_entry>(ak_package_entries[2 * i]),
                reinterpret_cast<ak_prepare_entry>(ak_package_entries[2 * i + 1])));
        for (const auto& op : m_spec.ops) {
            std::vector<std::shared_ptr<KernelCall>> own;
            for (const auto index : op.kernels)
                own.push_back(kernels.at(index));
            std::optional<Fallback> off;
            if (!m_inactive.empty())
                off = Fallback::Inactive;
            else if (isDisabled(m_disabled, op.name))
                off = Fallback::Disabled;
            m_ops.push_back(
                std::make_shared<PackagedOp>(op, references.at(op.reference), std::move(own), off));
        }
    }

    // A mistyped name would leave its kernel on without a word.
    void warnOfUnknownNames() const
    {
        std::vector<std::string> known;
        for (const auto& op : m_ops)
            known.push_back(op->name());
        for (const auto& name : m_disabled)
            if (name != "all" && std::ranges::find(known, name, lowered) == known.end())
                TORCH_WARN("AUTOKERNEL_DISABLE names ", name, ", and the package ", m_spec.space,
                    " has no such kernel. It has: ", fmt::format("{}", fmt::join(known, ", ")),
                    " (or all).");
    }

    std::string statistics() const
    {
        nlohmann::json json = {{"active", m_inactive.empty()}, {"reason", m_inactive},
            {"ops", nlohmann::json::object()}};
        for (const auto& op : m_ops)
            json["ops"][op->name()] = op->statistics();
        return json.dump();
    }

    PackageSpec m_spec;
    std::string m_inactive;
    std::vector<std::string> m_disabled = disabledNames();
    torch::Library m_library;
    std::vector<std::shared_ptr<PackagedOp>> m_ops;
};

// Lives as long as the process: ops may be called from static destructors of others.
[[maybe_unused]] const Package* const s_package = new Package();

} // namespace
} // namespace autokernel::package
