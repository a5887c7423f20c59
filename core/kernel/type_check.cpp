// SPDX-License-Identifier: Apache-2.0
#include "kernel/type_check.h"

#include "base/files.h"
#include "kernel/candidate.h"
#include "kernel/manifest_text.h"

#include <algorithm>

namespace autokernel::kernel {
namespace fs = std::filesystem;
namespace {

constexpr double kShareOfMemory = 0.8;

// "R", "R and D", "M, N and K"
std::string listed(const std::vector<std::string>& names)
{
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
        text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
    return text;
}

template <typename Items> std::string namesOfAll(const Items& items)
{
    std::string text;
    for (const auto& item : items)
        text += (text.empty() ? "" : ", ") + item.name;
    return text;
}

bool isKernelFolder(const fs::directory_entry& entry)
{
    const auto name = entry.path().filename().string();
    return entry.is_directory() && !name.starts_with('.') && name != "include"
        && name != "__pycache__";
}

Result<Manifest> manifestOf(const fs::path& file, const std::string& source)
{
    auto manifest = parseManifest(source);
    if (manifest)
        return manifest;
    auto error = manifest.error();
    error.message = error.message.starts_with(fmt::format("{}:", kManifestOrigin))
        ? file.string() + error.message.substr(kManifestOrigin.size())
        : fmt::format("{}: {}", file.string(), error.message);
    return fail(std::move(error));
}

Result<void> checkStarter(const KernelType& type, const Variant& variant, std::string_view language)
{
    const auto file = type.starterPath(language, variant);
    AK_ASSIGN(const auto source, readFile(file));
    AK_ASSIGN(const auto manifest, manifestOf(file, source));
    AK_ASSIGN(const auto text, findManifest(source));
    const auto wrong = [&](std::string_view what, const std::string& message) {
        const auto place = text.toml.find(what);
        return fail(ErrorCode::InvalidInput, "{}:{}: {}.", file.string(),
            lineOf(source, text.offset + (place == std::string_view::npos ? 0 : place)), message);
    };
    if (manifest.type != type.name || manifest.variant != variant.name
        || manifest.language != language)
        return wrong("type",
            fmt::format("its manifest says {}/{} for {}, but the file is the {} starter of {}/{}",
                manifest.type, manifest.variant, manifest.language, language, type.name,
                variant.name));
    Symbols known = namesOf({}, Dtype::Float32, 1);
    for (const auto& symbol : type.symbols)
        known.emplace(symbol, 1);
    for (const auto& tunable : manifest.tunables)
        known.emplace(tunable.name, 1);
    for (const auto* conditions : {&manifest.constraints, &manifest.domain})
        for (const auto& condition : *conditions)
            for (const auto& name : condition.names())
                if (!known.contains(name))
                    return wrong(condition.text(),
                        fmt::format("the condition '{}' uses '{}', which is neither a symbol of {} "
                                    "nor a tunable",
                            condition.text(), name, type.name));
    const auto code = std::string_view(source).substr(text.offset + text.toml.size());
    for (const auto& launch : manifest.launches)
        if (code.find(launch.entry) == std::string_view::npos)
            return wrong(fmt::format("\"{}\"", launch.entry),
                fmt::format("its manifest names the entry '{}', which the file does not define",
                    launch.entry));
    return {};
}

Result<void> checkSymbols(const KernelType& type, const Symbols& symbols)
{
    const auto needs = fmt::format("{} needs {}", type.name, listed(type.symbols));
    std::vector<std::string> missing;
    for (const auto& symbol : type.symbols)
        if (!symbols.contains(symbol))
            missing.push_back(symbol);
    if (!missing.empty())
        return fail(ErrorCode::InvalidInput, "{}; {} {} missing in {}.", needs, listed(missing),
            missing.size() == 1 ? "is" : "are", formatSymbols(symbols));
    for (const auto& [name, value] : symbols) {
        if (std::find(type.symbols.begin(), type.symbols.end(), name) == type.symbols.end())
            return fail(ErrorCode::InvalidInput, "{}; it has no {}.", needs, name);
        if (value < 1)
            return fail(ErrorCode::InvalidInput, "{}={}: sizes must be at least 1.", name, value);
    }
    return {};
}

// Bytes of all inputs and outputs of one call.
Result<double> bytesOf(const Variant& variant, const Target& target)
{
    double bytes = 0;
    for (const auto* tensors : {&variant.inputs, &variant.outputs})
        for (const auto& tensor : *tensors) {
            std::int64_t elements = 1;
            for (const auto& expression : tensor.shape) {
                AK_ASSIGN(const auto size, expression.evaluate(target.symbols));
                if (size < 0)
                    return fail(ErrorCode::InvalidInput,
                        "{} has no shape {}: '{}' would be {} along {}.", target.type,
                        formatSymbols(target.symbols), tensor.name, size, expression.text());
                if (__builtin_mul_overflow(elements, size, &elements))
                    return fail(ErrorCode::InvalidInput, "{} of shape {} is too large: '{}' alone.",
                        target.type, formatSymbols(target.symbols), tensor.name);
            }
            bytes += static_cast<double>(elements)
                * static_cast<double>(elementBytes(tensor.dtype.value_or(target.dtype)));
        }
    return bytes;
}

Result<void> checkDomain(const Manifest& starter, const Target& target)
{
    const auto names = namesOf(target.symbols, target.dtype, 1);
    for (const auto& condition : starter.domain) {
        AK_ASSIGN(const auto holds, condition.evaluate(names));
        if (holds == 0)
            return fail(ErrorCode::InvalidInput,
                "the starter of {} does not cover {}: it needs {}.", target.type,
                formatSymbols(target.symbols), condition.text());
    }
    return {};
}

} // namespace

Result<void> checkKernelRoot(const fs::path& root)
{
    std::error_code error;
    if (!fs::is_directory(root, error))
        return fail(ErrorCode::NotFound, "the folder of kernel types {} {}.", root.string(),
            fs::exists(root, error) ? "is not a folder" : "does not exist");
    if (fs::exists(root / "spec.toml", error))
        return fail(ErrorCode::NotFound,
            "{} is a kernel type's own folder: name the folder that holds it.", root.string());
    auto entries = fs::directory_iterator(root, error);
    if (error)
        return fail(ErrorCode::Io, "cannot read {}: {}.", root.string(), error.message());
    for (const auto& entry : entries)
        if (isKernelFolder(entry) && !fs::exists(entry.path() / "spec.toml", error))
            return fail(ErrorCode::NotFound,
                "{} has no spec.toml, so it is no kernel type. Move it elsewhere or write one.",
                entry.path().string());
    return {};
}

Result<void> checkTypeFolder(const KernelType& type)
{
    if (!fs::is_regular_file(type.referencePath()))
        return fail(ErrorCode::NotFound, "{} is missing: it says what {} computes.",
            type.referencePath().string(), type.name);
    bool hasStarter = false;
    for (const auto& variant : type.variants)
        for (const std::string_view language : {"cpu", "cuda"}) {
            if (!fs::exists(type.starterPath(language, variant)))
                continue;
            hasStarter = true;
            AK_TRY(checkStarter(type, variant, language));
        }
    if (!hasStarter)
        return fail(ErrorCode::NotFound, "{} has no starter: neither cpu.cpp nor cuda.cu.",
            type.folder.string());
    return {};
}

Result<std::vector<KernelType>> loadCheckedTypes(const std::vector<fs::path>& roots)
{
    auto all = defaultKernelRoots();
    for (const auto& root : roots) {
        AK_TRY(checkKernelRoot(root));
        all.push_back(root);
    }
    AK_ASSIGN(auto types, loadKernelTypes(all));
    for (const auto& type : types)
        AK_TRY(checkTypeFolder(type));
    return types;
}

bool fitsInMemory(double bytesOfCall, double memoryBytes)
{
    return memoryBytes <= 0 || bytesOfCall * kSearchDataSets <= kShareOfMemory * memoryBytes;
}

Result<void> checkTarget(
    const std::vector<KernelType>& types, const Target& target, const TargetDevice& device)
{
    const auto language = device.language;
    const auto type = std::find_if(
        types.begin(), types.end(), [&](const auto& each) { return each.name == target.type; });
    if (type == types.end())
        return fail(ErrorCode::InvalidInput, "unknown kernel type '{}': known are {}.", target.type,
            namesOfAll(types));
    const auto* variant = type->findVariant(target.variant);
    if (variant == nullptr)
        return fail(ErrorCode::InvalidInput, "{} has no variant '{}': known are {}.", type->name,
            target.variant, namesOfAll(type->variants));
    auto shaped = target;
    if (shaped.symbols.empty())
        shaped.symbols = variant->scoringShape;
    AK_TRY(checkSymbols(*type, shaped.symbols));
    AK_ASSIGN(const auto bytes, bytesOf(*variant, shaped));
    if (!fitsInMemory(bytes, device.memoryBytes))
        return fail(ErrorCode::InvalidInput,
            "{} needs {:.1f} GB a call and {} sets of data; this machine has {:.1f} GB.",
            shaped.key(), bytes / 1e9, kSearchDataSets, device.memoryBytes / 1e9);
    AK_TRY(costOf(*variant, shaped.symbols, shaped.dtype));
    const auto file = type->starterPath(language, *variant);
    if (!fs::exists(file))
        return fail(ErrorCode::InvalidInput, "{} has no {} starter for the variant '{}'.",
            type->name, language, variant->name);
    AK_ASSIGN(const auto source, readFile(file));
    AK_ASSIGN(const auto starter, manifestOf(file, source));
    if (!starter.supports(shaped.dtype))
        return fail(ErrorCode::InvalidInput, "the {} starter of {} does not support {}.", language,
            type->name, toString(shaped.dtype));
    return checkDomain(starter, shaped);
}

} // namespace autokernel::kernel
