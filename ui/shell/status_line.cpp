// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/status_line.h"

#include "ui/english_plurals.h"
#include "ui/figures.h"
#include "ui/shell/card.h"
#include "ui/shell/elided_label.h"
#include "ui/theme/metrics.h"

#include <cmath>

namespace autokernel::ui {
namespace {

// What every page's figures rest on; "" without a run.
QString factsOf(const report::ReportData& report)
{
    const auto& run = report.run.summary;
    if (!run.id.isValid())
        return {};
    QStringList facts {text(report.run.device.name)};
    std::optional<double> noise;
    for (const auto& kernel : report.kernels)
        if (kernel.noiseFloor)
            noise = std::max(noise.value_or(0), *kernel.noiseFloor);
    if (noise)
        facts << StatusLine::tr("noise floor up to %1").arg(percent(std::expm1(*noise)));
    int same = 0;
    int unbiased = 0;
    for (const auto& control : report.controls)
        if (control.control == store::ControlKind::SameCode) {
            ++same;
            unbiased += control.verdict.kind == judge::VerdictKind::Reverted ? 1 : 0;
        }
    if (same > 0)
        facts << (unbiased == same
                ? StatusLine::tr("A/A control in order")
                : StatusLine::tr("A/A control: %1 of %2 in order").arg(unbiased).arg(same));
    facts << StatusLine::tr("%1 experiment(s)", nullptr, pluralOf(run.experiments))
                 .arg(grouped(run.experiments));
    return facts.join(" · ");
}

} // namespace

StatusLine::StatusLine(QWidget* parent)
    : QStatusBar(parent)
    , m_said(makeLabel({}, Type::Small, true))
    , m_sleep(makeLabel({}, Type::Small, true))
    , m_facts(new ElidedLabel(Type::Small, true))
    , m_history(new ElidedLabel(Type::Small, true, Qt::ElideMiddle))
{
    setSizeGripEnabled(false);
    setContentsMargins(kPageMargin, 0, kPageMargin, 0);
    m_said->setContentsMargins(kPageMargin, 0, 0, 0);
    m_history->setContentsMargins(kPageMargin, 0, 0, 0);
    m_said->setSizePolicy(
        QSizePolicy::Ignored, QSizePolicy::Preferred); // no sentence widens the window
    addWidget(m_facts);
    addWidget(m_said, 1);
    for (auto* label : {m_sleep, m_history})
        addPermanentWidget(label);
}

void StatusLine::say(const QString& sentence)
{
    m_said->setText(sentence);
    m_said->setToolTip(sentence);
}

void StatusLine::setHistory(const std::filesystem::path& history, bool isReadOnly)
{
    say({});
    m_name = text(history.filename().string());
    m_isReadOnly = isReadOnly;
    showHistory(tr("history: %1"));
    m_history->setToolTip(text(std::filesystem::absolute(history).string()));
}

void StatusLine::present(const report::ReportData& report)
{
    m_facts->setText(factsOf(report));
    // A file without a run may not be there yet.
    const bool isThere = report.run.summary.id.isValid();
    showHistory(isThere && !m_isReadOnly ? tr("history saved in %1")
            : m_isReadOnly               ? tr("history, read-only: %1")
                                         : tr("history: %1"));
}

void StatusLine::presentFailure()
{
    showHistory(tr("history that cannot be read: %1"));
}

void StatusLine::showHistory(const QString& state)
{
    m_history->setText(state.arg(m_name));
}

} // namespace autokernel::ui
