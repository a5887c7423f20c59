// SPDX-License-Identifier: Apache-2.0
// What SQLite throws, as sentences a user can act on. Any thread.
#pragma once

#include "base/result.h"

#include <filesystem>

namespace SQLite {
class Exception;
} // namespace SQLite

namespace autokernel::store {

inline constexpr int kBusyMilliseconds = 5000;
inline constexpr const char* kChoose = "Choose another file with --history.";

Error errorOf(const SQLite::Exception& exception, const std::filesystem::path& file);

// Whether an error of this room (Io) says that the file may not grow, which may pass: the disk is
// full, a quota or a limit is reached.
bool isOutOfSpace(const Error& error);

} // namespace autokernel::store
