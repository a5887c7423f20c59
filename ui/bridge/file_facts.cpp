// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/file_facts.h"

#include "base/files.h"
#include "kernel/type_check.h"
#include "store/migrations.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <regex>

namespace autokernel::ui {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMostPythonBytes = 4 << 20; // larger ones hold data, not classes
constexpr std::streamoff kMostDirectoryBytes = 8 << 20; // of a zip archive, at its end

std::string readPart(std::ifstream& stream, std::streamoff from, std::streamoff count)
{
    std::string bytes(static_cast<std::size_t>(count), '\0');
    stream.clear();
    stream.seekg(from);
    stream.read(bytes.data(), count);
    bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, stream.gcount())));
    return bytes;
}

// PyTorch's files are zip archives, whose list of members stands at the end.
FileKind kindOfArchive(std::ifstream& stream, std::streamoff size)
{
    const auto tail = std::min(size, kMostDirectoryBytes);
    const auto members = readPart(stream, size - tail, tail);
    const bool isTorch = members.find("/version") != std::string::npos
        || members.find("/data.pkl") != std::string::npos;
    if (members.find("/constants.pkl") != std::string::npos
        && members.find("/code/") != std::string::npos)
        return FileKind::TorchScript;
    return isTorch ? FileKind::PickledModel : FileKind::Other;
}

FileKind kindOfDatabase(const std::string& head)
{
    constexpr std::size_t kApplicationIdAt = 68; // in SQLite's header, big-endian
    if (head.size() < kApplicationIdAt + 4)
        return FileKind::OtherDatabase;
    std::uint32_t id = 0;
    for (std::size_t i = 0; i < 4; ++i)
        id = id << 8U | static_cast<unsigned char>(head[kApplicationIdAt + i]);
    return id == static_cast<std::uint32_t>(store::kApplicationId) ? FileKind::History
                                                                   : FileKind::OtherDatabase;
}

void readPython(FileFacts& facts)
{
    std::error_code error;
    if (fs::file_size(facts.path, error) > kMostPythonBytes || error)
        return;
    const auto text = readFile(facts.path);
    if (!text)
        return;
    static const std::regex kClass(R"((?:^|\n)class[ \t]+(\w+)[ \t]*(?:\(([^)]*)\))?[ \t]*:)");
    for (std::sregex_iterator it(text->begin(), text->end(), kClass), end; it != end; ++it)
        if ((*it)[2].length() > 0) // a module has a base
            facts.classes.push_back((*it)[1]);
    static const std::regex kExampleInputs(R"((?:^|\n)def[ \t]+example_inputs[ \t]*\()");
    facts.hasExampleInputs = std::regex_search(*text, kExampleInputs);
}

void readFolder(FileFacts& facts)
{
    std::error_code error;
    if (fs::exists(facts.path / "spec.toml", error)) {
        facts.kind = FileKind::KernelType;
        auto type = kernel::loadKernelType(facts.path);
        if (type)
            if (const auto whole = kernel::checkTypeFolder(*type); !whole)
                type = fail(whole.error());
        if (type)
            facts.types.push_back(std::move(*type));
        else
            facts.problem = type.error().message;
        return;
    }
    facts.kind = FileKind::OtherFolder;
    for (const auto& entry : fs::directory_iterator(facts.path, error))
        if (fs::exists(entry.path() / "spec.toml", error))
            facts.kind = FileKind::KernelRoot;
    if (facts.kind != FileKind::KernelRoot)
        return;
    auto types = kernel::loadKernelTypes({facts.path});
    if (types)
        facts.types = std::move(*types);
    else
        facts.problem = types.error().message;
}

FileKind kindOfBytes(const fs::path& path, std::string& problem)
{
    std::ifstream stream(path, std::ios::binary);
    if (!stream) {
        problem = std::strerror(errno);
        return FileKind::Unreadable;
    }
    constexpr std::streamoff kHead = 100; // SQLite's header
    const auto head = readPart(stream, 0, kHead);
    stream.clear();
    stream.seekg(0, std::ios::end);
    const std::streamoff size = stream.tellg();
    if (head.empty())
        return FileKind::Empty;
    if (head.starts_with("PK"))
        return kindOfArchive(stream, size);
    if (head.front() == '\x80') // a bare pickle, as old versions of torch.save wrote
        return FileKind::PickledModel;
    if (head.starts_with("SQLite format 3"))
        return kindOfDatabase(head);
    if (path.extension() == ".py")
        return FileKind::Python;
    return path.extension() == ".toml" ? FileKind::RunToml : FileKind::Other;
}

} // namespace

FileFacts lookAtFile(const fs::path& path)
{
    FileFacts facts;
    facts.path = path;
    std::error_code error;
    const auto status = fs::status(path, error);
    if (!fs::exists(status)) {
        facts.kind = FileKind::Missing;
    } else if (fs::is_directory(status)) {
        readFolder(facts);
    } else if (!fs::is_regular_file(status)) {
        facts.kind = FileKind::Other;
    } else {
        facts.kind = kindOfBytes(path, facts.problem);
        if (facts.kind == FileKind::Python)
            readPython(facts);
    }
    return facts;
}

} // namespace autokernel::ui
