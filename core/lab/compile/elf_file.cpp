// SPDX-License-Identifier: Apache-2.0
#include "lab/compile/elf_file.h"

#include <cstring>

namespace autokernel::lab::compile {
namespace {

tl::unexpected<Error> broken(std::string_view what)
{
    return fail(ErrorCode::Corrupt, "The binary is not a well-formed ELF file: {}.", what);
}

// `count` records of type T at `offset`.
template <typename T>
Result<std::vector<T>> readTable(
    std::span<const std::byte> bytes, std::uint64_t offset, std::uint64_t count)
{
    if (offset > bytes.size() || count > (bytes.size() - offset) / sizeof(T))
        return broken("a table lies outside of it");
    std::vector<T> table(count);
    if (count > 0)
        std::memcpy(table.data(), bytes.data() + offset, count * sizeof(T));
    return table;
}

} // namespace

Result<ElfFile> ElfFile::parse(std::span<const std::byte> bytes)
{
    ElfFile file;
    file.m_bytes = bytes;
    AK_ASSIGN(const auto headers, readTable<Elf64_Ehdr>(bytes, 0, 1));
    file.m_header = headers[0];
    const unsigned char* const identity = file.m_header.e_ident;
    if (std::memcmp(identity, ELFMAG, SELFMAG) != 0 || identity[EI_CLASS] != ELFCLASS64
        || identity[EI_DATA] != ELFDATA2LSB)
        return broken("no 64-bit little-endian header");
    AK_TRY(file.readSegments());
    AK_TRY(file.readDynamic());
    AK_TRY(file.readSymbols());
    for (const auto& [table, size] :
        {std::pair(DT_RELA, DT_RELASZ), std::pair(DT_JMPREL, DT_PLTRELSZ)}) {
        if (const auto address = file.dynamicValue(table))
            AK_TRY(file.readRelocations(*address, file.dynamicValue(size).value_or(0)));
    }
    return file;
}

Result<void> ElfFile::readSegments()
{
    if (m_header.e_phentsize != sizeof(Elf64_Phdr))
        return broken("program headers of a strange size");
    AK_ASSIGN(m_segments, readTable<Elf64_Phdr>(m_bytes, m_header.e_phoff, m_header.e_phnum));
    for (const Elf64_Phdr& segment : m_segments) {
        if (segment.p_offset > m_bytes.size()
            || segment.p_filesz > m_bytes.size() - segment.p_offset)
            return broken("a segment lies outside of it");
        if (segment.p_memsz < segment.p_filesz
            || segment.p_vaddr + segment.p_memsz < segment.p_vaddr)
            return broken("a segment has impossible addresses");
    }
    return {};
}

Result<void> ElfFile::readDynamic()
{
    for (const Elf64_Phdr& segment : m_segments) {
        if (segment.p_type != PT_DYNAMIC)
            continue;
        if (!m_dynamic.empty())
            return broken("two dynamic tables");
        AK_ASSIGN(m_dynamic,
            readTable<Elf64_Dyn>(m_bytes, segment.p_offset, segment.p_filesz / sizeof(Elf64_Dyn)));
    }
    std::size_t end = 0;
    while (end < m_dynamic.size() && m_dynamic[end].d_tag != DT_NULL)
        ++end;
    m_dynamic.resize(end);
    const auto address = dynamicValue(DT_STRTAB);
    const auto bytes = dynamicValue(DT_STRSZ);
    if (!address || !bytes || *bytes == 0)
        return broken("no dynamic strings");
    AK_ASSIGN(const std::uint64_t offset, fileOffset(*address, *bytes));
    m_strings = {reinterpret_cast<const char*>(m_bytes.data()) + offset, *bytes};
    for (const Elf64_Dyn& entry : m_dynamic) {
        if (entry.d_tag != DT_NEEDED)
            continue;
        AK_ASSIGN(const auto name, string(entry.d_un.d_val));
        m_needed.push_back(name);
    }
    return {};
}

// The count of dynamic symbols stands in the section table only; the loader does not read that, so
// the section has to be the very table that the loader uses.
Result<void> ElfFile::readSymbols()
{
    if (m_header.e_shentsize != sizeof(Elf64_Shdr))
        return broken("section headers of a strange size");
    AK_ASSIGN(
        const auto sections, readTable<Elf64_Shdr>(m_bytes, m_header.e_shoff, m_header.e_shnum));
    const auto table = dynamicValue(DT_SYMTAB);
    if (!table)
        return broken("no dynamic symbols");
    bool found = false;
    for (const Elf64_Shdr& section : sections) {
        if (section.sh_type != SHT_DYNSYM)
            continue;
        if (section.sh_addr != *table || section.sh_entsize != sizeof(Elf64_Sym) || found)
            return broken("two tables of dynamic symbols");
        found = true;
        AK_ASSIGN(const std::uint64_t offset, fileOffset(section.sh_addr, section.sh_size));
        AK_ASSIGN(const auto symbols,
            readTable<Elf64_Sym>(m_bytes, offset, section.sh_size / sizeof(Elf64_Sym)));
        for (std::size_t i = 1; i < symbols.size(); ++i) {
            AK_ASSIGN(const auto name, string(symbols[i].st_name));
            m_symbols.push_back(
                {name, ELF64_ST_TYPE(symbols[i].st_info), ELF64_ST_BIND(symbols[i].st_info),
                    symbols[i].st_shndx != SHN_UNDEF, symbols[i].st_value});
        }
    }
    return found ? Result<void>() : broken("no dynamic symbols");
}

Result<void> ElfFile::readRelocations(std::uint64_t address, std::uint64_t bytes)
{
    AK_ASSIGN(const std::uint64_t offset, fileOffset(address, bytes));
    AK_ASSIGN(const auto table, readTable<Elf64_Rela>(m_bytes, offset, bytes / sizeof(Elf64_Rela)));
    for (const Elf64_Rela& entry : table) {
        if (ELF64_R_SYM(entry.r_info) > m_symbols.size())
            return broken("a relocation names a symbol that does not exist");
        m_relocationTypes.push_back(static_cast<unsigned>(ELF64_R_TYPE(entry.r_info)));
    }
    return {};
}

std::optional<std::uint64_t> ElfFile::dynamicValue(std::int64_t tag) const
{
    for (const Elf64_Dyn& entry : m_dynamic) {
        if (entry.d_tag == tag)
            return entry.d_un.d_val;
    }
    return std::nullopt;
}

std::span<const std::byte> ElfFile::contents(const Elf64_Phdr& segment) const
{
    return m_bytes.subspan(segment.p_offset, segment.p_filesz);
}

Result<std::uint64_t> ElfFile::fileOffset(std::uint64_t address, std::uint64_t bytes) const
{
    for (const Elf64_Phdr& segment : m_segments) {
        if (segment.p_type != PT_LOAD || address < segment.p_vaddr)
            continue;
        const std::uint64_t distance = address - segment.p_vaddr;
        if (distance <= segment.p_filesz && bytes <= segment.p_filesz - distance)
            return segment.p_offset + distance;
    }
    return broken("an address that no segment holds");
}

Result<std::string_view> ElfFile::string(std::uint64_t index) const
{
    if (index >= m_strings.size())
        return broken("a name outside the strings");
    const auto rest = m_strings.substr(index);
    const std::size_t end = rest.find('\0');
    if (end == std::string_view::npos)
        return broken("a name without an end");
    return rest.substr(0, end);
}

} // namespace autokernel::lab::compile
