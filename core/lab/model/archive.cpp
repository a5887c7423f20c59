// SPDX-License-Identifier: Apache-2.0
#include "lab/model/archive.h"

#include "base/files.h"
#include "lab/model/forward.h"
#include "lab/model/memory.h"

#include <torch/csrc/jit/serialization/import.h>
#include <torch/csrc/jit/serialization/pickle.h>

#include <fstream>
#include <system_error>

namespace autokernel::lab {
namespace {

namespace fs = std::filesystem;

constexpr auto kHowToSave
    = "Save the model with torch.jit.trace(model, inputs).save(\"model.pt\"), or "
      "give the Python file and --class.";

Result<void> checkFile(const fs::path& path)
{
    std::error_code error;
    const auto status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found)
        return fail(ErrorCode::NotFound, "{} does not exist.", path.string());
    if (status.type() == fs::file_type::directory)
        return fail(ErrorCode::InvalidInput,
            "{} is a folder. Name the TorchScript file or the Python file in it.", path.string());
    if (status.type() != fs::file_type::regular)
        return fail(ErrorCode::InvalidInput, "{} is not a file.", path.string());
    const auto bytes = fs::file_size(path, error);
    if (error)
        return fail(ErrorCode::Io, "{} cannot be read: {}.", path.string(), error.message());
    if (bytes == 0)
        return fail(ErrorCode::InvalidInput, "{} is empty.", path.string());
    const auto available = availableMemoryBytes();
    if (available > 0 && bytes > available)
        return fail(ErrorCode::OutOfMemory,
            "{} holds {} and {} of memory are free. Free memory, or use a smaller dtype or model.",
            path.string(), formatBytes(bytes), formatBytes(available));
    return {};
}

Result<void> checkMagic(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    char magic[4] = {};
    if (!file.read(magic, 4) && file.gcount() == 0)
        return fail(ErrorCode::Io, "{} cannot be read. Check its permissions.", path.string());
    if (std::string_view(magic, 4) != std::string_view("PK\x03\x04", 4))
        return fail(ErrorCode::InvalidInput, "{} is not a TorchScript archive. {}", path.string(),
            kHowToSave);
    return {};
}

Error archiveError(const fs::path& path, const std::exception& error)
{
    const std::string what = error.what();
    const auto says = [&](std::string_view text) { return what.find(text) != std::string::npos; };
    auto result = torchError(
        ErrorCode::InvalidInput, fmt::format("{} cannot be loaded: ", path.string()), error);
    if (says("central directory") || says("invalid header or archive is corrupted")
        || says("not a ZIP archive"))
        result.message
            = fmt::format("{} is truncated or damaged; copy or save it again.", path.string());
    else if (says("constants.pkl") || says("failed locating file"))
        result.message
            = fmt::format("{} holds tensors or an exported program but no TorchScript code. {}",
                path.string(), kHowToSave);
    return result;
}

} // namespace

Result<torch::jit::Module> loadArchive(const fs::path& path)
{
    AK_TRY(checkFile(path));
    AK_TRY(checkMagic(path));
    try {
        auto module = torch::jit::load(path.string(), c10::Device(c10::kCPU));
        if (!module.find_method("forward"))
            return fail(ErrorCode::InvalidInput, "{} has no method forward.", path.string());
        module.eval();
        for (auto parameter : module.parameters())
            parameter.set_requires_grad(false);
        return module;
    } catch (const std::exception& error) {
        return fail(archiveError(path, error));
    }
}

Result<std::vector<InputSet>> readInputSets(const fs::path& path)
{
    AK_ASSIGN(const auto bytes, readFile(path));
    try {
        const auto value = torch::jit::pickle_load(std::vector<char>(bytes.begin(), bytes.end()));
        std::vector<InputSet> sets;
        for (const auto& entry : value.toTupleRef().elements()) {
            const auto& pair = entry.toTupleRef().elements();
            const auto& arguments = pair.at(1).toTupleRef().elements();
            sets.push_back({std::make_shared<const std::vector<c10::IValue>>(
                                arguments.begin(), arguments.end()),
                pair.at(0).toDouble()});
        }
        return sets;
    } catch (const std::exception& error) {
        return fail(ErrorCode::Corrupt, "The sample inputs {} cannot be read: {}", path.string(),
            firstLine(error));
    }
}

Result<void> writeInputSets(const fs::path& path, const std::vector<InputSet>& sets)
{
    std::vector<c10::IValue> entries;
    for (const auto& set : sets)
        entries.emplace_back(c10::ivalue::Tuple::create(
            set.weight, c10::ivalue::Tuple::create(std::vector<c10::IValue>(*set.arguments))));
    const auto bytes
        = torch::jit::pickle_save(c10::IValue(c10::ivalue::Tuple::create(std::move(entries))));
    return writeFileAtomically(path, {bytes.data(), bytes.size()});
}

} // namespace autokernel::lab
