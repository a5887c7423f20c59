// SPDX-License-Identifier: GPL-3.0-or-later
// What the roofline page keeps of a history: dtype, memory level, kernel and zoom.
#include "ui/charts/zoom.h"
#include "ui/pages/roofline_page.h"

namespace autokernel::ui {

QJsonObject RooflinePage::look() const
{
    if (!m_look.isEmpty()) // the page was not seen since
        return m_look;
    QJsonObject look {{"dtype", m_dtype->currentText()},
        {"level", m_level->currentData().toString()},
        {"kernel", m_kernel->currentIndex() > 0 ? m_kernel->currentText() : QString()}};
    if (const auto zoom = m_chart->zoom(); !zoom.empty() && m_snapshot)
        look["zoom"] = QJsonObject {
            {"run", qint64(m_snapshot->report.run.summary.id.value)}, {"axes", toJson(zoom)}};
    return look;
}

void RooflinePage::setLook(const QJsonObject& look)
{
    m_look = look;
    for (auto* box : {m_level, m_kernel})
        if (box->count() > 0)
            box->setCurrentIndex(0);
    m_chart->fit();
    if (m_snapshot && isVisible())
        showSnapshot();
}

void RooflinePage::restoreLook()
{
    const auto run = m_snapshot->report.run.summary.id;
    if (m_look.isEmpty() || !run.isValid())
        return;
    const auto look = std::exchange(m_look, {});
    m_dtype->setCurrentText(look["dtype"].toString());
    m_level->setCurrentIndex(std::max(0, m_level->findData(look["level"].toString())));
    m_kernel->setCurrentText(look["kernel"].toString());
    const bool hasSameKernel
        = m_kernel->currentIndex() == std::max(0, m_kernel->findText(look["kernel"].toString()));
    // Numbers of a zoom say nothing about another run, dtype or kernel.
    if (look["zoom"]["run"].toInteger() == run.value && hasSameKernel
        && look["dtype"].toString() == m_dtype->currentText())
        m_chart->setZoom(rangesOf(look["zoom"]["axes"].toArray()));
}

} // namespace autokernel::ui
