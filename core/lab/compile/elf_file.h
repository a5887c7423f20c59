// SPDX-License-Identifier: Apache-2.0
// A 64-bit little-endian ELF shared object, read from bytes that nobody vouches for: every offset
// is checked. The views point into the bytes given, which must outlive the object. Pure, any
// thread.
#pragma once

#include "base/result.h"

#include <elf.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace autokernel::lab::compile {

struct DynamicSymbol
{
    std::string_view name;
    unsigned type = 0; // STT_...
    unsigned binding = 0; // STB_...
    bool isDefined = false;
    std::uint64_t value = 0;
};

class ElfFile
{
public:
    static Result<ElfFile> parse(std::span<const std::byte> bytes);

    const Elf64_Ehdr& header() const { return m_header; }
    const std::vector<Elf64_Phdr>& segments() const { return m_segments; }
    const std::vector<Elf64_Dyn>& dynamic() const { return m_dynamic; }
    const std::vector<DynamicSymbol>& symbols() const { return m_symbols; } // without the empty one
    const std::vector<std::string_view>& neededLibraries() const { return m_needed; }
    const std::vector<unsigned>& relocationTypes() const { return m_relocationTypes; }
    std::optional<std::uint64_t> dynamicValue(std::int64_t tag) const;
    std::span<const std::byte> contents(const Elf64_Phdr& segment) const;

private:
    Result<void> readSegments();
    Result<void> readDynamic();
    Result<void> readSymbols();
    Result<void> readRelocations(std::uint64_t address, std::uint64_t bytes);
    Result<std::uint64_t> fileOffset(std::uint64_t address, std::uint64_t bytes) const;
    Result<std::string_view> string(std::uint64_t index) const;

    std::span<const std::byte> m_bytes;
    Elf64_Ehdr m_header {};
    std::vector<Elf64_Phdr> m_segments;
    std::vector<Elf64_Dyn> m_dynamic;
    std::vector<DynamicSymbol> m_symbols;
    std::vector<std::string_view> m_needed;
    std::vector<unsigned> m_relocationTypes;
    std::string_view m_strings;
};

} // namespace autokernel::lab::compile
