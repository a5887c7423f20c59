// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diff_page.h"

#include "ui/text.h"
#include "ui/theme/verdict_style.h"

#include "report/format.h"

#include <QApplication>
#include <QClipboard>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr int kSideWidth = 310;

QString stageName(protocol::Stage stage)
{
    switch (stage) {
    case protocol::Stage::Smoke:
        return QObject::tr("Smoke");
    case protocol::Stage::Basics:
        return QObject::tr("Basics");
    case protocol::Stage::ShapeSweep:
        return QObject::tr("Shapes and dtypes");
    case protocol::Stage::Stability:
        return QObject::tr("Numerics");
    case protocol::Stage::Determinism:
        return QObject::tr("Determinism");
    case protocol::Stage::Edges:
        return QObject::tr("Edges and hostile values");
    case protocol::Stage::Sanitizer:
        return QObject::tr("Address sanitizer");
    }
    return {};
}

} // namespace

DiffPage::DiffPage(const Theme& theme, QWidget* parent)
    : Page(parent)
    , m_diff(new DiffView(theme))
    , m_diffCard(new Card)
    , m_tunables(makeLabel({}, Type::Small, true))
    , m_lineage(new QHBoxLayout)
    , m_position(new QPushButton)
    , m_verdict(new FigureCard(tr("Verdict")))
    , m_stages(makeLabel({}))
    , m_build(makeLabel({}, Type::Small, true))
{
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(12, 12, 12, 12);
    page->setSpacing(12);
    auto* strip = new QFrame;
    strip->setObjectName("card");
    auto* stripLayout = new QHBoxLayout(strip);
    stripLayout->setContentsMargins(16, 10, 16, 10);
    stripLayout->addWidget(makeLabel(tr("Lineage"), Type::Body, true));
    stripLayout->addLayout(m_lineage);
    stripLayout->addStretch();
    page->addWidget(strip);

    auto* columns = new QHBoxLayout;
    columns->setSpacing(12);
    m_diffCard->setTitle(
        tr("No candidate is chosen"), tr("pick an experiment in a chart or in the table"));
    m_diffCard->body().setContentsMargins(0, 8, 0, 0);
    m_tunables->setContentsMargins(16, 0, 16, 0);
    m_tunables->setTextFormat(Qt::RichText);
    m_diffCard->body().addWidget(m_tunables);
    m_diffCard->body().addWidget(m_diff, 1);
    auto* back = new QPushButton("‹");
    auto* forth = new QPushButton("›");
    auto* copy = new QPushButton(tr("Copy patch"));
    back->setToolTip(tr("Previous change (Shift+F7)"));
    back->setAccessibleName(tr("Previous change"));
    forth->setToolTip(tr("Next change (F7)"));
    forth->setAccessibleName(tr("Next change"));
    m_position->setEnabled(false);
    m_position->setText(tr("no change"));
    for (auto* control : {back, m_position, forth, copy})
        m_diffCard->controls().addWidget(control);
    columns->addWidget(m_diffCard, 1);

    auto* side = new QVBoxLayout;
    side->setSpacing(12);
    m_verdict->setFixedWidth(kSideWidth);
    side->addWidget(m_verdict);
    auto* correctness = new Card(tr("Correctness"));
    m_stages->setWordWrap(true);
    m_stages->setTextFormat(Qt::RichText);
    correctness->body().addWidget(m_stages);
    side->addWidget(correctness);
    auto* build = new Card(tr("Build and cost"));
    m_build->setWordWrap(true);
    build->body().addWidget(m_build);
    build->body().addStretch();
    side->addWidget(build, 1);
    columns->addLayout(side);
    page->addLayout(columns, 1);

    connect(back, &QPushButton::clicked, this, [this] { m_diff->goTo(m_diff->change() - 1); });
    connect(forth, &QPushButton::clicked, this, [this] { m_diff->goTo(m_diff->change() + 1); });
    connect(copy, &QPushButton::clicked, this, &DiffPage::copyPatch);
    connect(m_diff, &DiffView::changeShown, this, [this](int change, int of) {
        m_position->setText(
            of == 0 ? tr("no change") : tr("change %1 of %2").arg(change + 1).arg(of));
    });
}

void DiffPage::setTheme(const Theme& theme)
{
    m_diff->setTheme(theme);
}

void DiffPage::present(const SnapshotPtr& snapshot)
{
    m_snapshot = snapshot;
    showLineage();
}

void DiffPage::present(const ExperimentViewPtr& view)
{
    m_view = view;
    const auto& row = view->details.row;
    m_diffCard->setTitle(tr("Candidate #%1").arg(row.number),
        view->against.empty()
            ? tr("%1 · a starter: nothing to compare with").arg(text(row.targetKey))
            : tr("%1 · against %2").arg(text(row.targetKey), text(view->againstName)));
    m_diff->setTexts(view->against, view->source);
    showTunables();
    showEvidence();
    showLineage();
}

// The keeps of this candidate's kernel, from the starter to the winner.
void DiffPage::showLineage()
{
    while (auto* item = m_lineage->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (!m_snapshot)
        return;
    const auto& kernels = m_snapshot->report.kernels;
    auto kernel = kernels.begin();
    if (m_view)
        kernel = std::find_if(kernels.begin(), kernels.end(),
            [&](const auto& each) { return each.target.id == m_view->details.row.target; });
    if (kernel == kernels.end())
        return;
    constexpr std::size_t kMostShown = 9;
    const auto& keeps = kernel->keeps;
    for (std::size_t i = keeps.size() > kMostShown ? keeps.size() - kMostShown : 0;
         i < keeps.size(); ++i) {
        const auto& keep = keeps[i];
        const auto number = keep.row.experiment.number;
        const auto& over = keep.row.keep.overEager;
        auto* step = new QPushButton(QString("#%1  %2").arg(number).arg(
            over ? text(report::formatSpeedup(over->value)) : QString()));
        step->setCheckable(true);
        step->setChecked(m_view && m_view->details.row.number == number);
        step->setToolTip(text(keep.row.experiment.idea));
        if (!keep.row.demotedBecause.empty())
            step->setToolTip(tr("demoted: %1").arg(text(keep.row.demotedBecause)));
        connect(
            step, &QPushButton::clicked, this, [this, number] { emit experimentPicked(number); });
        if (m_lineage->count() > 0)
            m_lineage->addWidget(makeLabel("→", Type::Body, true));
        m_lineage->addWidget(step);
    }
    if (keeps.empty())
        m_lineage->addWidget(makeLabel(tr("nothing was kept yet"), Type::Body, true));
}

void DiffPage::showTunables()
{
    QStringList parts;
    for (const auto& [name, value] : m_view->details.candidate.candidate.tunables)
        parts.push_back(QString("%1 <b>%2</b>").arg(text(name)).arg(value));
    m_tunables->setText((parts.isEmpty() ? tr("no tunables") : tr("Tunables: ") + parts.join(" · "))
        + QString(" · %1").arg(text(m_view->details.row.idea).toHtmlEscaped()));
}

void DiffPage::showEvidence()
{
    const auto& details = m_view->details;
    const auto& row = details.row;
    const auto verdict = classOf(row.verdict.kind, row.control != store::ControlKind::None);
    const bool kept = verdict == VerdictClass::Kept;
    m_verdict->set(row.overIncumbent ? text(report::formatSpeedup(row.overIncumbent->value))
                                     : labelOf(verdict),
        labelOf(verdict) + ". " + text(row.verdict.sentence),
        kept ? FigureCard::Tone::Good : FigureCard::Tone::Doubtful);
    QStringList stages;
    for (const auto& stage : details.checks)
        stages.push_back(tr("%1 — %n cases", nullptr, static_cast<int>(stage.cases.size()))
                             .arg(stageName(stage.stage)));
    m_stages->setText(stages.isEmpty() ? tr("It did not get to the checks.") : stages.join("<br>"));
    QStringList build {
        tr("compiled in %1").arg(text(report::formatSeconds(details.compileSeconds))),
        tr("checked for %1").arg(text(report::formatSeconds(details.checkSeconds))),
        tr("timed for %1").arg(text(report::formatSeconds(details.timeSeconds)))};
    if (row.candidateMicroseconds)
        build.push_back(
            tr("one call %1").arg(text(report::formatMicroseconds(*row.candidateMicroseconds))));
    if (!details.compileLog.empty())
        build.push_back(text(details.compileLog));
    m_build->setText(build.join("\n"));
}

void DiffPage::copyPatch()
{
    if (m_view)
        QApplication::clipboard()->setText(text(patchText()));
}

} // namespace autokernel::ui
