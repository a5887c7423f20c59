// SPDX-License-Identifier: GPL-3.0-or-later
// What a compile log says of the machine code. Pure.
#pragma once

#include <QString>
#include <QStringList>
#include <string>

namespace autokernel::ui {

// "32 registers a thread", "no spills", ... of the entry that uses most; empty where the log, as
// that of a CPU compiler, names none.
QStringList buildFacts(const std::string& compileLog);

} // namespace autokernel::ui
