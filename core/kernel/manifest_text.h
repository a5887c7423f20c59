// SPDX-License-Identifier: Apache-2.0
// Where the manifest stands in a candidate's source. Private to core/kernel.
#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace autokernel::kernel {

// What stands for the file in errors: a source may have none.
constexpr std::string_view kManifestOrigin = "manifest";

std::uint32_t lineOf(std::string_view source, std::size_t offset); // from 1

struct ManifestText
{
    std::string_view toml;
    std::size_t offset = 0; // of `toml` in the source
    std::uint32_t lineOffset = 0;
};

Result<ManifestText> findManifest(std::string_view source);

} // namespace autokernel::kernel
