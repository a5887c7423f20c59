// SPDX-License-Identifier: GPL-3.0-or-later
// What the progress page keeps of a history: its kernel, axes, hidden verdicts and zoom.
#include "ui/charts/zoom.h"
#include "ui/pages/progress_page.h"

namespace autokernel::ui {

QJsonObject ProgressPage::look() const
{
    if (m_choice->count() == 0 && !m_look.isEmpty()) // no kernels came that it could be of
        return m_look;
    QJsonArray hidden;
    for (const auto verdict : this->hidden())
        hidden.append(static_cast<int>(verdict));
    QJsonObject look {{"kernel", kernel()}, {"clock", m_clock->isChecked()},
        {"logarithmic", m_logarithmic->isChecked()}, {"logarithmicX", m_logarithmicX->isChecked()},
        {"hidden", hidden}};
    if (m_look.contains("zoom")) // the page was not seen since
        look["zoom"] = m_look["zoom"];
    else if (const auto zoom = m_chart->zoom(); !zoom.empty() && m_snapshot)
        look["zoom"] = QJsonObject {{"run", qint64(m_snapshot->report.run.summary.id.value)},
            {"kernel", kernel()}, {"axes", toJson(zoom)}};
    return look;
}

void ProgressPage::setLook(const QJsonObject& look)
{
    m_look = look;
    m_clock->setChecked(look["clock"].toBool());
    m_logarithmic->setChecked(look["logarithmic"].toBool());
    m_logarithmicX->setChecked(look["logarithmicX"].toBool());
    const auto hidden = look["hidden"].toArray();
    for (auto& [verdict, row] : m_legend)
        row.box->setChecked(!hidden.contains(static_cast<int>(verdict)));
    if (!m_chart->follows())
        m_chart->follow();
}

// Numbers of a zoom say nothing about another run or kernel.
void ProgressPage::restoreZoom()
{
    if (m_choice->count() == 0)
        return;
    const auto look = std::exchange(m_look, {});
    const auto zoom = look["zoom"].toObject();
    if (zoom["run"].toInteger() == m_snapshot->report.run.summary.id.value
        && zoom["kernel"].toString() == kernel())
        m_chart->setZoom(rangesOf(zoom["axes"].toArray()));
}

} // namespace autokernel::ui
