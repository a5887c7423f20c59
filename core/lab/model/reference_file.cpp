// SPDX-License-Identifier: Apache-2.0
// Apart from reference_source.cpp, which packages carry and which therefore reads no files.
#include "base/files.h"
#include "lab/model/reference_source.h"

namespace autokernel::lab {

Result<ReferenceUnit> compileReference(const std::filesystem::path& path)
{
    AK_ASSIGN(const auto source, readFile(path));
    return compileReferenceSource(source, path.string());
}

} // namespace autokernel::lab
