// SPDX-License-Identifier: GPL-3.0-or-later
// How well typed letters match a command. Pure, any thread.
#pragma once

#include <QString>
#include <optional>

namespace autokernel::ui {

// nullopt where the letters of `typed` do not all occur in `text` in their order, case and blanks
// aside; else a score, larger is better: letters in a row and at the beginnings of words count
// more, and among equals the shorter text wins. An empty pattern matches everything with 0.
std::optional<int> commandMatch(const QString& typed, const QString& text);

} // namespace autokernel::ui
