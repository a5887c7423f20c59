// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/side_panels.h"

#include "ui/shell/card.h"
#include "ui/text.h"
#include "ui/theme/metrics.h"

namespace autokernel::ui {
namespace {

// In the margins of a page, whose own margin is the one towards it.
QWidget* framed(QWidget* content, const QMargins& margins)
{
    auto* frame = new QWidget;
    auto* layout = new QVBoxLayout(frame);
    layout->setContentsMargins(margins);
    layout->addWidget(content);
    return frame;
}

class LogPanel final : public QFrame
{
public:
    explicit LogPanel(LogModel& model)
    {
        setObjectName("card");
        auto* layout = new QVBoxLayout(this);
        layout->setContentsMargins(1, kAround, 1, kAround);
        layout->addWidget(new LogTable(model));
    }
    // Whole lines: one that is cut cannot be read.
    QSize sizeHint() const override { return {0, kLines * kLogRowHeight + 2 * kAround}; }

private:
    static constexpr int kAround = 4; // above the first line and below the last one
    static constexpr int kLines = (kLogPanelHeight - 2 * kAround) / kLogRowHeight;
};

} // namespace

SidePanels::SidePanels(const Theme& theme, Parts parts)
    : QObject(&parts.docks)
    , m_parts(parts)
    , m_kernels(new KernelsPanel(theme))
    , m_details(new DetailsPanel)
{
    auto& docks = m_parts.docks;
    docks.add(kKernels, tr("Kernel queue"), framed(m_kernels, {kPageMargin, 0, 0, kPageMargin}),
        Qt::LeftDockWidgetArea);
    docks.add(kDetails, tr("Picked experiment"),
        framed(m_details, {0, 0, kPageMargin, kPageMargin}), Qt::RightDockWidgetArea);
    docks.add(kLog, tr("Log"),
        framed(new LogPanel(m_parts.log.model()), {kPageMargin, 0, kPageMargin, kPageMargin}),
        Qt::BottomDockWidgetArea);
    connectDetails();
    connectLog();
    giveWay(kLog, m_parts.log);
}

void SidePanels::present(const SnapshotPtr& snapshot)
{
    m_names = kernelNames(snapshot->report);
    m_kernels->present(snapshot);
    if (m_parts.diff.number() == 0)
        m_parts.docks.setRemark(kDetails, {});
}

void SidePanels::showPicked(const store::ExperimentRow& row)
{
    const auto name = m_names.find(row.targetKey);
    m_parts.docks.setRemark(kDetails,
        QString("#%1 %2").arg(QString::number(row.number),
            name == m_names.end() ? text(row.targetKey) : name->second));
}

void SidePanels::giveWay(const char* panel, Page& page)
{
    m_parts.docks.giveWay(panel, &page);
}

void SidePanels::connectDetails()
{
    auto& docks = m_parts.docks;
    connect(&docks, &DockArea::toggled, this, [this](const QString& id, bool isOpen) {
        if (id != kDetails)
            return;
        if (isOpen)
            m_details->hold(m_parts.diff.evidence());
        else
            m_parts.diff.takeBackEvidence();
    });
    connect(&m_parts.experiments, &ExperimentsPage::rowSelected, this,
        [this](const store::ExperimentRow& row) {
            if (m_parts.docks.isOpen(kDetails) && row.number != m_parts.diff.number())
                m_parts.diff.open(row.number);
        });
}

void SidePanels::connectLog()
{
    const auto say = [this] {
        m_parts.docks.setRemark(
            kLog, m_parts.log.isFiltered() ? tr("filtered as on its page") : QString());
    };
    connect(&m_parts.log, &LogPage::filterChanged, this, say);
}

void SidePanels::addActions(ActionRegistry& actions)
{
    auto& docks = m_parts.docks;
    const auto add = [&](const char* id, const QString& text, const QString& key) {
        auto* action
            = actions.add(id, text, key, [&docks, id] { docks.setOpen(id, !docks.isOpen(id)); });
        action->setCheckable(true);
        connect(
            &docks, &DockArea::toggled, action, [id, action](const QString& which, bool isOpen) {
                if (which == id)
                    action->setChecked(isOpen);
            });
        connect(
            &docks, &DockArea::gaveWay, action, [id, action](const QString& which, bool isShown) {
                if (which == id)
                    action->setEnabled(!isShown); // there is nothing to open or close
            });
    };
    add(kKernels, tr("Panel: kernel &queue"), tr("F8"));
    add(kDetails, tr("Panel: picked e&xperiment"), tr("F9"));
    add(kLog, tr("Panel: lo&g"), tr("F12"));
    actions.add("window.nextPanel", tr("Next pa&nel"), tr("F6"), [&docks] { docks.focusNext(); });
}

} // namespace autokernel::ui
