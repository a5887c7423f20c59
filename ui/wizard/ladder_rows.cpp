// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/ladder_rows.h"

#include "ui/figures.h"
#include "ui/names.h"

#include "base/statistics.h"
#include "plan/rungs.h"

#include <QObject>
#include <QRegularExpression>

namespace autokernel::ui {
namespace {

bool hasTime(const protocol::Rung& rung)
{
    return rung.samples.error.empty() && !rung.samples.nanoseconds.empty();
}

double medianOf(const protocol::Rung& rung)
{
    return statistics::median(rung.samples.nanoseconds);
}

// Whether another rung that answers rightly may be as fast.
bool isWithinSpread(const protocol::ModelLadder& ladder, const protocol::Rung& fastest)
{
    const auto high = statistics::medianInterval(fastest.samples.nanoseconds).high;
    for (const auto& rung : ladder.rungs)
        if (&rung != &fastest && hasTime(rung) && rung.samples.correct
            && statistics::medianInterval(rung.samples.nanoseconds).low <= high)
            return true;
    return false;
}

QString timeOf(const protocol::Rung& rung)
{
    const auto range = statistics::medianInterval(rung.samples.nanoseconds);
    return QObject::tr("%1 (%2)").arg(microseconds(medianOf(rung) / 1e3),
        text(report::formatSpread(
            range.low / 1e3, range.high / 1e3, rung.samples.nanoseconds.size())));
}

} // namespace

std::vector<LadderRow> expectedRows()
{
    std::vector<LadderRow> rows;
    for (const auto& [name, remark] : {std::pair("eager", QObject::tr("the model as it comes")),
             std::pair("torchscript_frozen", QObject::tr("traced, weights packed")),
             std::pair("torch_compile", QObject::tr("compiled by PyTorch")),
             std::pair("torch_compile_frozen", QObject::tr("compiled and packed"))})
        rows.push_back({rungName(name), QObject::tr("not measured yet"), {}, remark, false, true});
    return rows;
}

std::vector<LadderRow> ladderRows(const protocol::ModelLadder& ladder)
{
    const protocol::Rung* eager = nullptr;
    for (const auto& rung : ladder.rungs)
        if (rung.name == plan::kEager && hasTime(rung))
            eager = &rung;
    const auto* fastest = plan::strongestFreeRung(ladder);
    std::vector<LadderRow> rows;
    for (const auto& rung : ladder.rungs) {
        LadderRow row;
        row.name = rungName(rung.name);
        row.isFastest = &rung == fastest;
        if (!hasTime(rung)) {
            row.time = QObject::tr("not available");
            row.remark = text(rung.samples.error);
        } else {
            row.time = timeOf(rung);
            if (eager)
                row.overEager = speedup(medianOf(*eager) / medianOf(rung));
            if (!rung.samples.correct)
                row.remark = QObject::tr("outputs are outside the error budget");
            else if (row.isFastest)
                row.remark = isWithinSpread(ladder, rung)
                    ? QObject::tr("the fastest, within the spread")
                    : QObject::tr("the fastest");
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

QString fastestRecipe(const protocol::ModelLadder& ladder)
{
    const auto* fastest = plan::strongestFreeRung(ladder);
    QStringList lines;
    if (fastest)
        for (const auto& line : fastest->recipe)
            lines << text(line);
    return lines.join('\n');
}

void LadderProgress::say(const QString& what)
{
    static const QRegularExpression kBegun("^(?:loading|compiling) (\\w+)$");
    static const QRegularExpression kRound("^timing the free rungs, round (\\d+)$");
    if (const auto begun = kBegun.match(what); begun.hasMatch())
        m_names << rungName(begun.captured(1).toStdString());
    else if (const auto round = kRound.match(what); round.hasMatch())
        m_round = round.captured(1);
}

QString LadderProgress::sentence(const QString& what) const
{
    return m_round.isEmpty() ? what : QObject::tr("timing them in turn, round %1").arg(m_round);
}

std::vector<LadderRow> LadderProgress::rows() const
{
    std::vector<LadderRow> rows;
    for (const auto& name : m_names) {
        LadderRow row;
        row.name = name;
        row.time = !m_round.isEmpty() ? QObject::tr("being timed, round %1").arg(m_round)
            : name == m_names.back()  ? QObject::tr("being prepared")
                                      : QObject::tr("ready");
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace autokernel::ui
