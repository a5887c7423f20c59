// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/progress_page.h"

#include "ui/text.h"

#include "report/format.h"

#include <QSignalBlocker>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr int kSideWidth = 300;

} // namespace

ProgressPage::ProgressPage(const Theme& theme, QWidget* parent)
    : Page(parent)
    , m_theme(&theme)
    , m_model(new ModelView(theme))
    , m_modelCard(new Card)
    , m_kernel(new ProgressView(theme))
    , m_kernelCard(new Card)
    , m_choice(new QComboBox)
    , m_following(new QPushButton(tr("Following")))
    , m_logarithmic(new QPushButton(tr("Log")))
    , m_best(new FigureCard(tr("Best verified kernel")))
    , m_reasons(makeLabel({}))
{
    auto* page = new QHBoxLayout(this);
    page->setContentsMargins(12, 12, 12, 12);
    page->setSpacing(12);
    auto* charts = new QVBoxLayout;
    charts->setSpacing(12);
    m_modelCard->setTitle(tr("Whole model, end to end"),
        tr("speedup over eager, interleaved pairs, outputs checked"));
    m_modelCard->body().setContentsMargins(0, 4, 0, 0);
    m_modelCard->body().addWidget(m_model);
    charts->addWidget(m_modelCard, 2);
    m_kernelCard->body().setContentsMargins(0, 4, 0, 0);
    m_kernelCard->body().addWidget(m_kernel);
    m_choice->setAccessibleName(tr("Kernel that is shown"));
    m_following->setCheckable(true);
    m_following->setChecked(true);
    m_following->setToolTip(tr("Fit all data and follow new ones (F)"));
    m_logarithmic->setCheckable(true);
    m_logarithmic->setToolTip(tr("Logarithmic speedup (L)"));
    for (QWidget* control : std::initializer_list<QWidget*> {m_choice, m_following, m_logarithmic})
        m_kernelCard->controls().addWidget(control);
    charts->addWidget(m_kernelCard, 5);
    page->addLayout(charts, 1);

    auto* side = new QVBoxLayout;
    side->setSpacing(12);
    m_best->setFixedWidth(kSideWidth);
    side->addWidget(m_best);
    auto* legend = new Card;
    legend->setTitle(tr("Verdicts"), tr("click to show or hide"));
    for (const auto verdict : kVerdictClasses) {
        auto* row = new QHBoxLayout;
        auto& entry = m_legend[verdict];
        entry.box = new QCheckBox(labelOf(verdict));
        entry.box->setChecked(verdict != VerdictClass::Control);
        entry.box->setIcon(markIcon(verdict, theme));
        entry.count = makeLabel("0", Type::Body, true);
        row->addWidget(entry.box, 1);
        row->addWidget(entry.count);
        legend->body().addLayout(row);
        connect(entry.box, &QCheckBox::toggled, this, &ProgressPage::showKernel);
    }
    side->addWidget(legend);
    auto* why = new Card(tr("This kernel"));
    m_reasons->setWordWrap(true);
    why->body().addWidget(m_reasons);
    why->body().addStretch();
    side->addWidget(why, 1);
    page->addLayout(side);

    connect(m_choice, &QComboBox::currentIndexChanged, this, &ProgressPage::showKernel);
    connect(m_following, &QPushButton::clicked, this, [this] { m_kernel->follow(); });
    connect(m_logarithmic, &QPushButton::toggled, m_kernel, &ProgressView::setLogarithmic);
    connect(m_kernel, &ProgressView::followsChanged, this, [this](bool follows) {
        m_following->setChecked(follows);
        m_following->setText(follows ? tr("Following") : tr("Follow"));
    });
    connect(m_kernel, &ProgressView::picked, this, &ProgressPage::experimentPicked);
}

void ProgressPage::setTheme(const Theme& theme)
{
    m_theme = &theme;
    m_model->setTheme(theme);
    m_kernel->setTheme(theme);
    for (auto& [verdict, row] : m_legend)
        row.box->setIcon(markIcon(verdict, theme));
}

void ProgressPage::present(const SnapshotPtr& snapshot)
{
    m_snapshot = snapshot;
    const auto& report = snapshot->report;
    const auto model = modelProgressOf(report);
    m_modelCard->setVisible(!model.measured.empty());
    m_model->setData(model, report.run.summary.experiments);
    const QSignalBlocker quiet(m_choice);
    const QString before = m_choice->currentText();
    m_choice->clear();
    for (const auto& kernel : report.kernels)
        m_choice->addItem(text(kernel.target.target.key()));
    m_choice->setCurrentIndex(std::max(0, m_choice->findText(before)));
    showKernel();
}

const report::KernelReport* ProgressPage::chosen() const
{
    const int index = m_choice->currentIndex();
    if (!m_snapshot || index < 0 || index >= std::ssize(m_snapshot->report.kernels))
        return nullptr;
    return &m_snapshot->report.kernels[static_cast<std::size_t>(index)];
}

void ProgressPage::showKernel()
{
    const auto* kernel = chosen();
    if (kernel == nullptr) {
        m_kernelCard->setTitle(tr("No kernel yet"), tr("the first appears after the profile"));
        m_kernel->setData({});
        showLegend({});
        m_best->set(tr("none yet"), {}, FigureCard::Tone::Doubtful);
        m_reasons->clear();
        return;
    }
    const auto progress = progressOf(m_snapshot->report, *kernel);
    m_kernelCard->setTitle(progress.kernel, tr("%1 · speedup over eager").arg(progress.device));
    std::set<VerdictClass> hidden;
    for (const auto& [verdict, row] : m_legend)
        if (!row.box->isChecked())
            hidden.insert(verdict);
    m_kernel->setHidden(std::move(hidden));
    m_kernel->setData(progress);
    showLegend(progress);
    showReasons(*kernel);
}

void ProgressPage::showLegend(const KernelProgress& progress)
{
    std::map<VerdictClass, std::int64_t> counts;
    for (const auto& mark : progress.marks)
        ++counts[mark.verdict];
    for (auto& [verdict, row] : m_legend)
        row.count->setText(text(report::formatCount(counts[verdict])));
}

void ProgressPage::showReasons(const report::KernelReport& kernel)
{
    if (kernel.champion) {
        const auto& keep = kernel.keeps[*kernel.champion];
        const auto& over = keep.overEager();
        m_best->set(over ? text(report::formatSpeedup(over->value)) : tr("kept"),
            tr("#%1, %2 over eager%3")
                .arg(keep.row.experiment.number)
                .arg(over ? text(report::formatInterval(*over)) : QString(),
                    keep.overEagerSource().empty() ? QString()
                                                   : ", " + text(keep.overEagerSource())),
            FigureCard::Tone::Good);
    } else {
        m_best->set(tr("none yet"), tr("eager is still the fastest"), FigureCard::Tone::Doubtful);
    }
    QStringList lines;
    if (kernel.target.share > 0 && kernel.target.share < 1)
        lines.push_back(
            tr("Share of the model: %1").arg(text(report::formatPercent(kernel.target.share))));
    if (kernel.point && kernel.point->fractionOfRoof > 0)
        lines.push_back(
            text(report::describeRoof(kernel.point->fractionOfRoof, kernel.point->bottleneck)));
    if (!kernel.target.reason.empty())
        lines.push_back(text(kernel.target.reason));
    m_reasons->setText(lines.join("\n\n"));
}

std::vector<ChartOffer> ProgressPage::charts() const
{
    std::vector<ChartOffer> offers;
    if (!m_snapshot)
        return offers;
    const auto& report = m_snapshot->report;
    if (const auto* kernel = chosen()) {
        const auto key = kernel->target.target.key();
        offers.push_back(
            {text(key), fileStem(report, key + "-progress"), [this, kernel](const Theme& theme) {
                 return drawingOf(m_kernel->detached(theme), m_snapshot->report, *kernel);
             }});
    }
    if (!modelProgressOf(report).measured.empty())
        offers.push_back({tr("Whole model"), fileStem(report, "model"), [this](const Theme& theme) {
                              return drawingOf(m_model->detached(theme), m_snapshot->report);
                          }});
    return offers;
}

} // namespace autokernel::ui
