// SPDX-License-Identifier: Apache-2.0
#include "lab/apply/link.h"

#include "base/files.h"
#include "base/process.h"
#include "lab/compile/compile.h"

#include <c10/util/Exception.h>

#include <dlfcn.h>

#include <vector>

namespace autokernel::lab {
namespace {

namespace fs = std::filesystem;

constexpr auto kRuntimeArchive = "libak_lab_package_runtime.a";

Result<fs::path> findRuntime()
{
    return findRuntimeArchive({programDirectory() / "../lib",
        programDirectory() / "../lib/autokernel", fs::path(AUTOKERNEL_BINARY_DIR) / "lib"});
}

// Where the libtorch of this very process lies.
Result<fs::path> torchLibraries()
{
    Dl_info info {};
    if (dladdr(reinterpret_cast<const void*>(&c10::GetExceptionString), &info) == 0
        || info.dli_fname == nullptr)
        return fail(ErrorCode::Internal, "The folder of LibTorch's libraries is unknown.");
    return fs::path(info.dli_fname).parent_path();
}

// A C string literal for each line: compilers limit the length of one.
std::string cText(const std::string& text)
{
    std::string literal = "\"";
    std::size_t length = 0;
    for (const char c : text) {
        if (++length % 120 == 0)
            literal += "\"\n\"";
        if (c == '"' || c == '\\' || c == '?')
            literal += '\\';
        literal += c; // JSON's dump holds no control characters
    }
    return literal + "\"";
}

std::string tableSource(const PackagePlan& plan)
{
    std::string declarations;
    std::string entries;
    for (std::size_t i = 0; i < plan.kernels.size(); ++i) {
        const auto entry = fmt::format("ak_kernel_{}", i);
        const bool prepares = plan.kernels[i].candidate.manifest.prepare.has_value();
        declarations += fmt::format("void {}(void);\n", entry);
        if (prepares)
            declarations += fmt::format("void {}_prepare(void);\n", entry);
        entries += fmt::format(
            "    {}, {},\n", entry, prepares ? entry + "_prepare" : std::string("0"));
    }
    return fmt::format(
        "// SPDX-License-Identifier: Apache-2.0\nextern \"C\" {{\n{}"
        "extern void (*const ak_package_entries[])(void);\n"
        "void (*const ak_package_entries[])(void) = {{\n{}}};\n"
        "extern const char ak_package_json[];\nconst char ak_package_json[] =\n{};\n}}\n",
        declarations, entries.empty() ? "    0, 0\n" : entries,
        cText(nlohmann::json(plan.spec).dump(-1, ' ', true)));
}

Result<void> runCompiler(const std::vector<std::string>& command, const std::string& what)
{
    ProcessLimits limits;
    limits.wallClock = std::chrono::minutes(5);
    AK_ASSIGN(const auto output, runProcess(command, limits));
    if (!output.status.ok())
        return fail(Error {ErrorCode::CompileError,
            fmt::format("{} failed with {}.", what, output.status.toString()), output.err});
    return {};
}

} // namespace

Result<fs::path> findRuntimeArchive(const std::vector<fs::path>& folders)
{
    for (const auto& folder : folders)
        if (fs::exists(folder / kRuntimeArchive))
            return folder / kRuntimeArchive;
    return fail(ErrorCode::NotFound, "{} is missing beside the program; install AutoKernel again.",
        kRuntimeArchive);
}

Result<void> requireLinkTools()
{
    AK_ASSIGN(const auto compiler, compile::findCompiler());
    AK_ASSIGN(const auto runtime, findRuntime());
    AK_ASSIGN(const auto torch, torchLibraries());
    return {};
}

Result<void> linkPackage(const PackagePlan& plan, const fs::path& library, const fs::path& work)
{
    AK_ASSIGN(const auto compiler, compile::findCompiler());
    AK_ASSIGN(const auto runtime, findRuntime());
    AK_ASSIGN(const auto torch, torchLibraries());
    std::vector<std::string> objects;
    for (std::size_t i = 0; i < plan.kernels.size(); ++i) {
        const auto& kernel = plan.kernels[i];
        AK_ASSIGN(const auto compiled,
            compile::compileObject(
                kernel.candidate, *kernel.type, kernel.target, fmt::format("ak_kernel_{}", i)));
        objects.push_back(compiled.file.string());
    }
    const auto table = work / "table.cpp";
    AK_TRY(writeFileAtomically(table, tableSource(plan)));
    AK_TRY(writeFileAtomically(work / "exports", "{ local: *; };\n"));
    std::vector<std::string> command {compiler.program.string(), "-shared", "-fPIC", "-O2",
        "-fvisibility=hidden", "-fopenmp", "-o", library.string(), table.string()};
    command.insert(command.end(), objects.begin(), objects.end());
    command.insert(command.end(),
        {"-Wl,--whole-archive", runtime.string(), "-Wl,--no-whole-archive",
            // Not libtorch.so: it is a shell around libtorch_cpu.so that not every process loads.
            (torch / "libtorch_cpu.so").string(), (torch / "libc10.so").string(),
            "-Wl,--version-script=" + (work / "exports").string(), "-Wl,-Bsymbolic",
            "-Wl,--allow-shlib-undefined", "-Wl,--no-as-needed", "-Wl,--strip-debug"});
    return runCompiler(command, "Linking winners.so");
}

} // namespace autokernel::lab
