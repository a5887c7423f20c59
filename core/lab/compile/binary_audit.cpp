// SPDX-License-Identifier: Apache-2.0
#include "lab/compile/binary_audit.h"

#include "lab/compile/elf_file.h"
#include "lab/compile/import_rules.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace autokernel::lab::compile {
namespace {

tl::unexpected<Error> rejected(std::string_view rule, std::string_view what)
{
    return fail(ErrorCode::Rejected, "{}: {}.", rule, what);
}

Result<void> checkSegments(const ElfFile& file)
{
    std::uint64_t sealedFirst = 0;
    std::uint64_t sealedEnd = 0;
    bool hasStack = false;
    for (const Elf64_Phdr& segment : file.segments()) {
        switch (segment.p_type) {
        case PT_TLS:
            return rejected("C3", "the binary has thread-local variables");
        case PT_INTERP:
            return rejected("C3", "the binary names a program loader");
        case PT_GNU_STACK:
            hasStack = true;
            if ((segment.p_flags & PF_X) != 0)
                return rejected("C3", "the binary asks for an executable stack");
            break;
        case PT_GNU_RELRO:
            sealedFirst = segment.p_vaddr;
            sealedEnd = segment.p_vaddr + segment.p_memsz;
            break;
        default:
            break;
        }
    }
    if (!hasStack)
        return rejected("C3", "the binary does not say that its stack is not executable");
    for (const Elf64_Phdr& segment : file.segments()) {
        if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) == 0)
            continue;
        if ((segment.p_flags & PF_X) != 0)
            return rejected("C13", "the binary has a segment that is writable and executable");
        if (segment.p_vaddr < sealedFirst || segment.p_vaddr + segment.p_memsz > sealedEnd)
            return rejected("C6",
                "the binary has writable variables (static, global, or a named critical section)");
    }
    return {};
}

Result<void> checkDynamicTable(const ElfFile& file)
{
    for (const Elf64_Dyn& entry : file.dynamic()) {
        switch (entry.d_tag) {
        case DT_INIT:
        case DT_FINI:
        case DT_INIT_ARRAY:
        case DT_FINI_ARRAY:
        case DT_PREINIT_ARRAY:
            return rejected("C3", "the binary has code that runs when it is loaded or unloaded");
        case DT_TEXTREL:
            return rejected("C3", "the binary has relocations in its code");
        case DT_FLAGS:
            if ((entry.d_un.d_val & DF_TEXTREL) != 0)
                return rejected("C3", "the binary has relocations in its code");
            break;
        case DT_RPATH:
        case DT_RUNPATH:
        case DT_AUDIT:
        case DT_DEPAUDIT:
        case DT_FILTER:
        case DT_AUXILIARY:
            return rejected("C1", "the binary names places to take libraries from");
        default:
            break;
        }
    }
    for (const std::string_view library : file.neededLibraries()) {
        if (!isAllowedLibrary(library))
            return rejected("C1", fmt::format("the binary needs the library {}", library));
    }
    return {};
}

Result<void> checkRelocations(const ElfFile& file)
{
#if defined(__x86_64__)
    static constexpr unsigned kAllowed[]
        = {R_X86_64_NONE, R_X86_64_64, R_X86_64_GLOB_DAT, R_X86_64_JUMP_SLOT, R_X86_64_RELATIVE};
#elif defined(__aarch64__)
    static constexpr unsigned kAllowed[] = {R_AARCH64_NONE, R_AARCH64_ABS64, R_AARCH64_GLOB_DAT,
        R_AARCH64_JUMP_SLOT, R_AARCH64_RELATIVE};
#endif
    for (const unsigned type : file.relocationTypes()) {
        if (std::find(std::begin(kAllowed), std::end(kAllowed), type) == std::end(kAllowed))
            return rejected("C3",
                fmt::format("the binary has relocations of type {} (IFUNC or thread-local)", type));
    }
    return {};
}

bool isCode(const ElfFile& file, std::uint64_t address)
{
    return std::any_of(
        file.segments().begin(), file.segments().end(), [&](const Elf64_Phdr& segment) {
            return segment.p_type == PT_LOAD && (segment.p_flags & PF_X) != 0
                && address >= segment.p_vaddr && address < segment.p_vaddr + segment.p_memsz;
        });
}

Result<void> checkSymbols(const ElfFile& file, const std::vector<std::string>& entries)
{
    std::size_t exported = 0;
    for (const DynamicSymbol& symbol : file.symbols()) {
        if (symbol.type == STT_TLS)
            return rejected("C3", fmt::format("'{}' is thread-local", symbol.name));
        if (symbol.type == STT_GNU_IFUNC)
            return rejected(
                "C3", fmt::format("'{}' is chosen by code that runs on load (IFUNC)", symbol.name));
        if (!symbol.isDefined) {
            if (const auto rule = ruleAgainstImport(symbol.name))
                return rejected(*rule,
                    fmt::format("the kernel calls '{}', which is not for candidates", symbol.name));
            continue;
        }
        if (std::find(entries.begin(), entries.end(), symbol.name) == entries.end())
            return rejected("C1",
                fmt::format(
                    "the binary exports '{}', which the manifest does not name", symbol.name));
        if (symbol.type != STT_FUNC || !isCode(file, symbol.value))
            return rejected("C13", fmt::format("the entry '{}' is not a function", symbol.name));
        ++exported;
    }
    if (exported != entries.size())
        return fail(ErrorCode::CompileError,
            "The source does not define every entry of its manifest as extern \"C\" void {}(const "
            "ak_args*).",
            fmt::join(entries, ", "));
    return {};
}

std::vector<std::string> unusualInstructions(const ElfFile& file)
{
    struct Pattern
    {
        const char* name;
        std::vector<unsigned char> bytes;
    };
    static const Pattern kPatterns[]
        = {{"syscall", {0x0F, 0x05}}, {"sysenter", {0x0F, 0x34}}, {"int 0x80", {0xCD, 0x80}},
            {"rdtsc", {0x0F, 0x31}}, {"rdtscp", {0x0F, 0x01, 0xF9}}, {"rdpru", {0x0F, 0x01, 0xFD}},
            {"rdpmc", {0x0F, 0x33}}, {"wrpkru", {0x0F, 0x01, 0xEF}}, {"cpuid", {0x0F, 0xA2}}};
    std::vector<std::string> found;
#if defined(__x86_64__)
    for (const Pattern& pattern : kPatterns) {
        for (const Elf64_Phdr& segment : file.segments()) {
            if (segment.p_type != PT_LOAD || (segment.p_flags & PF_X) == 0)
                continue;
            const auto code = file.contents(segment);
            const auto* const first = reinterpret_cast<const unsigned char*>(code.data());
            if (std::search(first, first + code.size(), pattern.bytes.begin(), pattern.bytes.end())
                != first + code.size()) {
                found.emplace_back(pattern.name);
                break;
            }
        }
    }
#endif
    return found;
}

} // namespace

Result<AuditReport> auditBinary(
    std::span<const std::byte> bytes, const std::vector<std::string>& entries)
{
    AK_ASSIGN(const ElfFile file, ElfFile::parse(bytes));
#if defined(__x86_64__)
    constexpr unsigned kMachine = EM_X86_64;
#elif defined(__aarch64__)
    constexpr unsigned kMachine = EM_AARCH64;
#endif
    if (file.header().e_type != ET_DYN || file.header().e_machine != kMachine)
        return fail(ErrorCode::Corrupt, "The binary is not a shared object for this machine.");
    AK_TRY(checkSegments(file));
    AK_TRY(checkDynamicTable(file));
    AK_TRY(checkRelocations(file));
    AK_TRY(checkSymbols(file, entries));
    return AuditReport {unusualInstructions(file)};
}

} // namespace autokernel::lab::compile
