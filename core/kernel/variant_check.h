// SPDX-License-Identifier: Apache-2.0
// What can be wrong with a variant whose parts are each well formed: names used twice, symbols that
// the type does not have, shapes and costs without a value. Private to core/kernel.
#pragma once

#include "kernel/kernel_type.h"
#include "kernel/toml_reader.h"

namespace autokernel::kernel {

// `root` is the table of the whole spec.toml. Each error has the line of the part that is wrong,
// which is the default variant's where this one takes the part from there.
Result<void> checkVariant(const KernelType& type, const Variant& variant, const toml::table& root,
    const TomlOrigin& origin);

} // namespace autokernel::kernel
