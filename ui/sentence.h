// SPDX-License-Identifier: GPL-3.0-or-later
// Sentences of the engine as the window shows them. Any thread.
#pragma once

#include <QString>
#include <string>

namespace autokernel::ui {

// The engine also writes for terminals, where a ratio is "1.68x" and a loss "-0.32 %"; here each
// has its sign: "1.68×", "−0.32 %". A stage of checks has the name that pages give it.
// What an older version left unsaid, and would be misread, is added.
QString sentence(const std::string& ofEngine);

} // namespace autokernel::ui
