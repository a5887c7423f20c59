// SPDX-License-Identifier: Apache-2.0
#include "lab/compile/compile.h"

#include "base/files.h"
#include "base/instruction_limit.h"
#include "base/json.h"
#include "base/sha256.h"
#include "lab/compile/binary_audit.h"
#include "lab/compile/confined_compiler.h"
#include "lab/compile/object_symbols.h"
#include "lab/compile/source_rules.h"
#include "protocol/message.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace autokernel::lab::compile {
namespace {

namespace fs = std::filesystem;

constexpr int kPipelineVersion = 2; // part of each cache key: grows when rules or steps change

std::vector<std::string> compileFlags(const CompileOptions& options)
{
    return {"-std=c++20", "-O3", "-march=" + options.architecture, "-mtune=native",
        "-ffp-contract=fast", "-fno-math-errno", "-fno-trapping-math", "-fopenmp", "-fPIC",
        "-fvisibility=hidden", "-fno-exceptions", "-fno-rtti", "-fno-stack-protector",
        "-fno-asynchronous-unwind-tables", "-fno-plt", "-fno-ident", "-fdiagnostics-color=never",
        "-fmax-errors=20", "-frandom-seed=autokernel"};
}

// The bytes of a system call lie in honest code by chance: in the distance of a jump, a place on
// the stack, the number of a register. Another layout of the same code moves them; a constant's
// stay.
constexpr std::array<std::string_view, 5> kLayouts {"", "-falign-loops=64", "-frename-registers",
    "-fno-omit-frame-pointer", "-fno-schedule-insns2"};

// What a sanitized build has beside them. They are left out while preprocessing, so that no macro
// tells a source that it is being watched: its text is the one that is timed.
std::vector<std::string> sanitizerFlags()
{
    return {"-O1", "-fsanitize=address,undefined", "-fno-sanitize=vptr",
        "-fno-sanitize-recover=all", "-fno-omit-frame-pointer"};
}

// Without start files, which would run code on load and change the float environment; fully
// relocated before the first call, so that nothing needs to be writable afterwards. Undefined
// symbols pass here: the audit names them by rule.
std::vector<std::string> linkFlags(const CompileOptions& options)
{
    // The sanitizers' run-time library needs its start files and has symbols of its own.
    if (options.sanitize)
        return {"-shared", "-fsanitize=address,undefined", "-Wl,--version-script=exports",
            "candidate.o", "-o", "candidate.so", "-lgomp", "-lm"};
    return {"-shared", "-nostartfiles", "-nodefaultlibs", "-Wl,-z,now", "-Wl,-z,relro",
        "-Wl,-z,noexecstack", "-Wl,-z,separate-code", "-Wl,-z,undefs", "-Wl,-Bsymbolic",
        "-Wl,--as-needed", "-Wl,--build-id=none", "-Wl,--hash-style=gnu", "-Wl,--exclude-libs,ALL",
        "-Wl,-s", "-Wl,--version-script=exports", "candidate.o", "-o", "candidate.so", "-lgomp",
        "-lm", "-lc", "-lgcc"};
}

// -march=native means another thing on another processor: a cache folder may travel with a home
// folder.
std::string processorSignature()
{
    const auto text = readFile("/proc/cpuinfo");
    std::string signature;
    std::string_view rest = text ? std::string_view(*text) : std::string_view();
    while (!rest.empty() && rest.front() != '\n') { // the first processor's block
        const auto line = rest.substr(0, rest.find('\n'));
        if (line.starts_with("model name") || line.starts_with("flags")
            || line.starts_with("Features"))
            signature += line;
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    }
    return signature;
}

Result<std::string> headerSignature(const std::vector<fs::path>& folders)
{
    std::vector<fs::path> headers;
    for (const fs::path& folder : folders) {
        for (const auto& entry : fs::recursive_directory_iterator(folder)) {
            if (entry.path().extension() == ".h")
                headers.push_back(entry.path());
        }
    }
    std::sort(headers.begin(), headers.end());
    std::string all;
    for (const fs::path& header : headers) {
        AK_ASSIGN(const std::string text, readFile(header));
        all += header.filename().string() + "\n" + text;
    }
    return sha256Hex(all);
}

struct Job
{
    std::string text; // prelude and source
    std::vector<std::string> entries;
    std::vector<std::string> preprocessFlags;
    std::vector<std::string> flags;
    std::vector<std::string> linkFlags;
    std::string key; // of the cache
    CompiledCandidate result;
};

bool isIdentifier(std::string_view name)
{
    return !name.empty() && !std::isdigit(static_cast<unsigned char>(name[0]))
        && std::all_of(name.begin(), name.end(),
            [](char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)); });
}

// In front of everything: the entries are the only symbols that leave the object, and have the
// ABI's types.
std::string declarations(const CompiledCandidate& names)
{
    constexpr std::string_view kLinkage
        = "extern \"C\" __attribute__((visibility(\"default\"))) void";
    std::string text = fmt::format(
        "#include \"candidate_abi.h\"\n{} {}(const ak_args*);\n", kLinkage, names.entry);
    if (names.prepareEntry)
        text += fmt::format("{} {}(const ak_args*, void*);\n", kLinkage, *names.prepareEntry);
    return text;
}

Result<Job> describeJob(const kernel::Candidate& candidate, const kernel::KernelType& type,
    const kernel::Target& target, const CompileOptions& options, const ConfinedCompiler& compiler)
{
    if (candidate.manifest.language != "cpu" || candidate.manifest.launches.size() != 1)
        return fail(ErrorCode::CompileError,
            "A CPU candidate has the language cpu and exactly one launch.");
    if (candidate.source.size() > kernel::kMaximumSourceBytes)
        return fail(ErrorCode::CompileError, "The source is longer than {} bytes.",
            kernel::kMaximumSourceBytes);
    AK_TRY(checkSource(candidate.source));
    Job job;
    job.result.entry = candidate.manifest.launches[0].entry;
    job.entries = {job.result.entry};
    if (candidate.manifest.prepare) {
        job.result.prepareEntry = candidate.manifest.prepare->entry;
        job.entries.push_back(*job.result.prepareEntry);
    }
    for (const std::string& entry : job.entries) {
        if (!isIdentifier(entry))
            return fail(ErrorCode::CompileError, "'{}' is no name for an entry.", entry);
    }
    job.text = declarations(job.result) + kernel::prelude(candidate, type, target)
        + candidate.source + "\n";
    job.preprocessFlags = job.flags = compileFlags(options);
    if (options.sanitize)
        for (std::string& flag : sanitizerFlags())
            job.flags.push_back(std::move(flag));
    job.linkFlags = linkFlags(options);
    job.result.flags = job.flags;
    job.result.compilerVersion = compiler.compiler().version;
    AK_ASSIGN(const std::string headers, headerSignature(compiler.headerFolders()));
    job.key = sha256Hex(fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}", kPipelineVersion,
        job.result.compilerVersion, fmt::join(job.flags, " "), fmt::join(job.linkFlags, " "),
        fmt::join(job.entries, " "), processorSignature(), headers, job.text));
    return job;
}

Result<void> preprocess(const Job& job, const fs::path& folder, const ConfinedCompiler& compiler)
{
    AK_TRY(writeFileAtomically(folder / "candidate.cpp", job.text));
    std::vector<std::string> arguments = job.preprocessFlags;
    for (const fs::path& headers : compiler.headerFolders())
        arguments.push_back("-I" + headers.string());
    arguments.insert(arguments.end(), {"-E", "candidate.cpp", "-o", "candidate.ii"});
    AK_TRY(compiler.compile(folder, arguments));
    AK_ASSIGN(const std::string text, readFile(folder / "candidate.ii"));
    return checkPreprocessed(text);
}

Result<std::string> compileAndLink(const Job& job, std::string_view layout, const fs::path& folder,
    const ConfinedCompiler& compiler)
{
    std::vector<std::string> arguments = job.flags;
    if (!layout.empty())
        arguments.emplace_back(layout);
    arguments.insert(arguments.end(), {"-c", "candidate.ii", "-o", "candidate.o"});
    AK_ASSIGN(std::string log, compiler.compile(folder, arguments));
    AK_ASSIGN(const std::string linkLog, compiler.compile(folder, job.linkFlags));
    return log + linkLog;
}

bool holdsSystemCall(const CompiledCandidate& compiled)
{
    return std::ranges::any_of(compiled.alarms, protocol::isSystemCall);
}

Result<void> compileSanitized(Job& job, const fs::path& folder, const ConfinedCompiler& compiler)
{
    AK_ASSIGN(job.result.log, compileAndLink(job, kLayouts.front(), folder, compiler));
    return {};
}

// In the first layout without the bytes of a system call, or with its alarm in the last.
Result<void> compileAudited(Job& job, const fs::path& folder, const ConfinedCompiler& compiler)
{
    for (const std::string_view layout : kLayouts) {
        AK_ASSIGN(job.result.log, compileAndLink(job, layout, folder, compiler));
        AK_ASSIGN(const std::string binary, readFile(folder / "candidate.so"));
        AK_ASSIGN(AuditReport report, auditBinary(std::as_bytes(std::span(binary)), job.entries));
        job.result.alarms = std::move(report.alarms);
        if (!holdsSystemCall(job.result))
            break;
    }
    return {};
}

Result<void> translate(
    Job& job, bool sanitize, const fs::path& folder, const ConfinedCompiler& compiler)
{
    AK_TRY(preprocess(job, folder, compiler));
    AK_TRY(writeFileAtomically(folder / "exports",
        fmt::format("{{ global: {}; local: *; }};\n", fmt::join(job.entries, "; "))));
    return sanitize ? compileSanitized(job, folder, compiler)
                    : compileAudited(job, folder, compiler);
}

// The three files of one cache entry. The description is written last and names the hashes of the
// others.
struct CacheEntry
{
    fs::path binary;
    fs::path object;
    fs::path description;
};

CacheEntry cacheEntry(const CompileOptions& options, const std::string& key)
{
    const fs::path folder
        = (options.cacheFolder.empty() ? cacheDirectory() / "binaries" : options.cacheFolder)
        / key.substr(0, 2);
    return {folder / (key + ".so"), folder / (key + ".o"), folder / (key + ".json")};
}

bool loadFromCache(const CacheEntry& entry, CompiledCandidate& result)
{
    const auto text = readFile(entry.description);
    const auto json = text ? parseJson(*text) : Result<Json>(fail(text.error()));
    if (!json || !json->is_object())
        return false;
    const auto hash = sha256HexOfFile(entry.binary);
    const auto objectHash = sha256HexOfFile(entry.object);
    if (!hash || *hash != json->value("sha256", "") || !objectHash
        || *objectHash != json->value("object_sha256", ""))
        return false;
    result.file = entry.binary;
    result.sha256 = *hash;
    result.log = json->value("log", "");
    result.alarms = json->value("alarms", std::vector<std::string>());
    result.fromCache = true;
    return true;
}

Result<void> storeInCache(
    const CacheEntry& entry, const fs::path& folder, CompiledCandidate& result)
{
    std::error_code error;
    fs::create_directories(entry.binary.parent_path(), error);
    if (error)
        return fail(ErrorCode::Io, "Cannot make the folder {}: {}.",
            entry.binary.parent_path().string(), error.message());
    AK_ASSIGN(const std::string binary, readFile(folder / "candidate.so"));
    AK_ASSIGN(const std::string object, readFile(folder / "candidate.o"));
    result.file = entry.binary;
    result.sha256 = sha256Hex(binary);
    AK_TRY(writeFileAtomically(entry.binary, binary));
    AK_TRY(writeFileAtomically(entry.object, object));
    const Json description {{"sha256", result.sha256}, {"object_sha256", sha256Hex(object)},
        {"log", result.log}, {"alarms", result.alarms}, {"compiler", result.compilerVersion}};
    return writeFileAtomically(entry.description, dumpLine(description) + "\n");
}

Result<Job> build(const kernel::Candidate& candidate, const kernel::KernelType& type,
    const kernel::Target& target, const CompileOptions& options, const ConfinedCompiler& compiler)
{
    AK_ASSIGN(Job job, describeJob(candidate, type, target, options, compiler));
    const CacheEntry entry = cacheEntry(options, job.key);
    if (loadFromCache(entry, job.result))
        return job;
    const TemporaryDirectory folder;
    AK_TRY(translate(job, options.sanitize, folder.path(), compiler));
    AK_TRY(storeInCache(entry, folder.path(), job.result));
    return job;
}

} // namespace

std::string architectureOfKernels()
{
    return isLimitedToAvx2() ? "x86-64-v3" : "native";
}

Result<CompiledCandidate> compileCandidate(const kernel::Candidate& candidate,
    const kernel::KernelType& type, const kernel::Target& target, const CompileOptions& options)
{
    AK_ASSIGN(const auto compiler, ConfinedCompiler::create(options));
    AK_ASSIGN(Job job, build(candidate, type, target, options, compiler));
    return job.result;
}

Result<CompiledCandidate> compileObject(const kernel::Candidate& candidate,
    const kernel::KernelType& type, const kernel::Target& target, const std::string& entryName,
    const CompileOptions& options)
{
    if (!isIdentifier(entryName))
        return fail(ErrorCode::InvalidInput, "'{}' is no name for an entry.", entryName);
    AK_ASSIGN(const auto compiler, ConfinedCompiler::create(options));
    AK_ASSIGN(Job job, build(candidate, type, target, options, compiler));
    if (holdsSystemCall(job.result))
        return fail(ErrorCode::Rejected,
            "C4: the code of {} holds the bytes of a system call ({}); in a package no seal would "
            "stop it.",
            entryName, fmt::join(job.result.alarms, ", "));
    const CacheEntry entry = cacheEntry(options, job.key);
    const TemporaryDirectory folder;
    AK_ASSIGN(const std::string object, readFile(entry.object));
    AK_TRY(writeFileAtomically(folder.path() / "candidate.o", object));

    // Templates of two candidates may share a name but not the constants compiled into them:
    // nothing of a COMDAT group may be merged across objects.
    AK_TRY(compiler.tool(
        folder.path(), "ld", {"-r", "--force-group-allocation", "candidate.o", "-o", "alone.o"}));
    const std::string prepareName = entryName + "_prepare";
    std::vector<std::string> arguments {
        "--redefine-sym", job.result.entry + "=" + entryName, "--keep-global-symbol", entryName};
    if (job.result.prepareEntry)
        arguments.insert(arguments.end(),
            {"--redefine-sym", *job.result.prepareEntry + "=" + prepareName, "--keep-global-symbol",
                prepareName});
    arguments.insert(arguments.end(), {"alone.o", "renamed.o"});
    AK_TRY(compiler.tool(folder.path(), "objcopy", arguments));

    AK_ASSIGN(std::string renamed, readFile(folder.path() / "renamed.o"));
    AK_ASSIGN(const auto globals, hideGlobalSymbols(renamed));
    if (globals.size() != job.entries.size())
        return fail(ErrorCode::Internal, "The object of {} has the global symbols {}.", entryName,
            fmt::join(globals, ", "));
    CompiledCandidate result = std::move(job.result);
    result.file = entry.object.parent_path() / fmt::format("{}.{}.o", job.key, entryName);
    result.sha256 = sha256Hex(renamed);
    result.entry = entryName;
    if (result.prepareEntry)
        result.prepareEntry = prepareName;
    AK_TRY(writeFileAtomically(result.file, renamed));
    return result;
}

} // namespace autokernel::lab::compile
