// SPDX-License-Identifier: GPL-3.0-or-later
// A file's place as its user knows it. Pure but for the home folder's name.
#pragma once

#include <QString>
#include <filesystem>

namespace autokernel::ui {

// "~/runs/history.db"; of a longer one than `mostLetters` the middle is left out, never the name.
QString shownPath(const std::filesystem::path& file, int mostLetters = 44);

} // namespace autokernel::ui
