// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/roofline_page.h"

#include "ui/text.h"

#include "report/format.h"

#include <QSignalBlocker>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr int kSideWidth = 300;

} // namespace

RooflinePage::RooflinePage(const Theme& theme, QWidget* parent)
    : Page(parent)
    , m_chart(new RooflineView(theme))
    , m_card(new Card)
    , m_dtype(new QComboBox)
    , m_kernels(makeLabel({}))
{
    auto* page = new QHBoxLayout(this);
    page->setContentsMargins(12, 12, 12, 12);
    page->setSpacing(12);
    m_card->setTitle(tr("Roofline"));
    m_card->body().setContentsMargins(0, 4, 0, 0);
    m_card->body().addWidget(m_chart);
    m_dtype->setAccessibleName(tr("Dtype"));
    m_card->controls().addWidget(m_dtype);
    page->addWidget(m_card, 1);
    auto* side = new QVBoxLayout;
    side->setSpacing(12);
    auto* kernels = new Card(tr("How near to its roof"));
    kernels->setFixedWidth(kSideWidth);
    m_kernels->setWordWrap(true);
    m_kernels->setTextFormat(Qt::RichText);
    kernels->body().addWidget(m_kernels);
    kernels->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    side->addWidget(kernels);
    auto* marks = new Card(tr("Marks"));
    marks->setFixedWidth(kSideWidth);
    marks->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    marks->body().addWidget(makeLabel(
        tr("○  where it started\n•  kept on the way\n●  best verified\n□  a rung of the ladder")));
    side->addWidget(marks);
    side->addStretch();
    page->addLayout(side);
    connect(m_dtype, &QComboBox::currentIndexChanged, this, &RooflinePage::showDtype);
}

void RooflinePage::setTheme(const Theme& theme)
{
    m_chart->setTheme(theme);
}

std::vector<ChartOffer> RooflinePage::charts() const
{
    if (!m_snapshot)
        return {};
    const auto dtype = m_dtype->currentText().toStdString();
    return {{tr("Roofline, %1").arg(text(dtype)), fileStem(m_snapshot->report, "roofline-" + dtype),
        [this, dtype](const Theme& theme) {
            return drawingOf(m_chart->detached(theme), m_snapshot->report, dtype);
        }}};
}

void RooflinePage::present(const SnapshotPtr& snapshot)
{
    m_snapshot = snapshot;
    const QSignalBlocker quiet(m_dtype);
    const QString before = m_dtype->currentText();
    m_dtype->clear();
    for (const auto& kernel : snapshot->report.kernels) {
        const QString dtype = text(std::string(kernel::toString(kernel.target.target.dtype)));
        if (m_dtype->findText(dtype) < 0)
            m_dtype->addItem(dtype);
    }
    if (m_dtype->count() == 0)
        m_dtype->addItem("fp32");
    m_dtype->setCurrentIndex(std::max(0, m_dtype->findText(before)));
    showDtype();
}

void RooflinePage::showDtype()
{
    if (!m_snapshot)
        return;
    const auto& report = m_snapshot->report;
    m_card->setTitle(tr("Roofline"),
        tr("%1 · ceilings measured %2")
            .arg(text(report.run.device.name),
                report.roofs ? text(report.roofs->roofs.measuredAt) : tr("not yet")));
    m_chart->setData(report, m_dtype->currentText().toStdString());
    QStringList lines;
    for (const auto& kernel : report.kernels)
        if (kernel.point && kernel.point->fractionOfRoof > 0)
            lines.push_back(QString("<b>%1</b><br>%2")
                                .arg(text(kernel.target.target.key()).toHtmlEscaped(),
                                    text(report::describeRoof(
                                        kernel.point->fractionOfRoof, kernel.point->bottleneck))));
    m_kernels->setText(
        lines.isEmpty() ? tr("No kernel has a verified winner yet.") : lines.join("<br><br>"));
}

} // namespace autokernel::ui
