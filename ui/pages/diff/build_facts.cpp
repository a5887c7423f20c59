// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diff/build_facts.h"

#include "ui/text.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>
#include <optional>

namespace autokernel::ui {
namespace {

QString tr(const char* text, int n = -1)
{
    return QCoreApplication::translate("BuildFacts", text, nullptr, n);
}

std::optional<int> mostOf(const QString& log, const char* pattern)
{
    std::optional<int> most;
    auto matches = QRegularExpression(pattern).globalMatch(log);
    while (matches.hasNext())
        most = std::max(most.value_or(0), matches.next().captured(1).toInt());
    return most;
}

} // namespace

// The lines are ptxas's, which NVRTC passes on.
QStringList buildFacts(const std::string& compileLog)
{
    const QString log = text(compileLog);
    QStringList facts;
    if (const auto registers = mostOf(log, R"(Used (\d+) registers)"))
        facts.push_back(tr("%n register(s) a thread", *registers));
    const auto stores = mostOf(log, R"((\d+) bytes spill stores)");
    const auto loads = mostOf(log, R"((\d+) bytes spill loads)");
    if (stores || loads) {
        const int bytes = stores.value_or(0) + loads.value_or(0);
        facts.push_back(bytes == 0 ? tr("no spills")
                                   : tr("%1 B of spill stores, %2 B of spill loads a thread")
                                         .arg(stores.value_or(0))
                                         .arg(loads.value_or(0)));
    }
    if (const auto shared = mostOf(log, R"((\d+) bytes smem)"))
        facts.push_back(tr("%1 B of static shared memory a block").arg(*shared));
    if (const auto stack = mostOf(log, R"((\d+) bytes stack frame)"); stack && *stack > 0)
        facts.push_back(tr("%1 B of stack a thread").arg(*stack));
    return facts;
}

} // namespace autokernel::ui
