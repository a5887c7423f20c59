// SPDX-License-Identifier: Apache-2.0
#include "lab/compile/object_symbols.h"

#include <elf.h>

#include <cstring>

namespace autokernel::lab::compile {
namespace {

template <typename T> bool read(const std::string& bytes, std::uint64_t offset, T& value)
{
    if (offset > bytes.size() || bytes.size() - offset < sizeof(T))
        return false;
    std::memcpy(&value, bytes.data() + offset, sizeof(T));
    return true;
}

} // namespace

Result<std::vector<std::string>> hideGlobalSymbols(std::string& object)
{
    const auto broken
        = [] { return fail(ErrorCode::Corrupt, "The object is not a well-formed ELF file."); };
    Elf64_Ehdr header {};
    if (!read(object, 0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
        return broken();
    std::vector<std::string> names;
    for (std::uint64_t i = 0; i < header.e_shnum; ++i) {
        Elf64_Shdr table {};
        Elf64_Shdr strings {};
        if (!read(object, header.e_shoff + i * sizeof(table), table))
            return broken();
        if (table.sh_type != SHT_SYMTAB)
            continue;
        if (!read(object, header.e_shoff + table.sh_link * sizeof(strings), strings))
            return broken();
        for (std::uint64_t at = 0; at + sizeof(Elf64_Sym) <= table.sh_size;
             at += sizeof(Elf64_Sym)) {
            Elf64_Sym symbol {};
            if (!read(object, table.sh_offset + at, symbol))
                return broken();
            if (ELF64_ST_BIND(symbol.st_info) == STB_LOCAL || symbol.st_shndx == SHN_UNDEF)
                continue;
            const std::uint64_t name = strings.sh_offset + symbol.st_name;
            if (name >= object.size())
                return broken();
            names.emplace_back(
                object.data() + name, ::strnlen(object.data() + name, object.size() - name));
            symbol.st_other = STV_HIDDEN;
            std::memcpy(object.data() + table.sh_offset + at, &symbol, sizeof(symbol));
        }
    }
    return names;
}

} // namespace autokernel::lab::compile
