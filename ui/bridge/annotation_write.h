// SPDX-License-Identifier: GPL-3.0-or-later
// What the reader's thread is asked to store of the user's own. It captures values alone.
#pragma once

#include "store/annotations.h"

#include <functional>

namespace autokernel::ui {

using AnnotationWrite = std::function<Result<void>(store::AnnotationWriter&)>;

} // namespace autokernel::ui
