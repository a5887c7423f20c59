// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diff_page.h"

#include "ui/pages/diff/diff_texts.h"
#include "ui/text.h"
#include "ui/theme/metrics.h"

#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QScrollBar>
#include <algorithm>
#include <utility>

namespace autokernel::ui {
DiffPage::DiffPage(const Theme& theme, QWidget* parent)
    : Page(parent)
    , m_lineage(new LineageStrip(theme))
    , m_card(new Card)
    , m_against(new AgainstChooser)
    , m_options(new QPushButton)
    , m_changed(new ChangeStrip(theme))
    , m_diff(new DiffView(theme))
    , m_evidence(new EvidencePanel(theme))
    , m_columns(new QHBoxLayout)
{
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(kPageMargin, kPageMargin, 0, kPageMargin);
    page->setSpacing(kPageMargin);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(0, 0, kPageMargin, 0);
    top->addWidget(m_lineage);
    page->addLayout(top);
    m_columns->setSpacing(kPageMargin);
    m_columns->addWidget(m_card, 1);
    m_columns->addWidget(m_evidence);
    page->addLayout(m_columns, 1);
    buildControls();
    buildDiff();
    showNothing();
    setFocusProxy(m_diff);
    connect(m_against, &AgainstChooser::chosen, this, &DiffPage::request);
    connect(m_lineage, &LineageStrip::picked, this, [this](std::int64_t number, bool isAlong) {
        // What a keep was timed against is the keep before it.
        if (isAlong)
            m_against->setChoice({Against::Incumbent, 0});
        emit experimentPicked(number);
    });
    connect(m_diff, &DiffView::changeShown, this, &DiffPage::showPosition);
    connect(m_diff, &DiffView::compared, this, &DiffPage::showChanges);
}

QPushButton* DiffPage::makeButton(const QString& text, const QString& name, QHBoxLayout& row)
{
    auto* button = new QPushButton(text);
    button->setToolTip(name);
    button->setAccessibleName(name);
    row.addWidget(button);
    return button;
}

void DiffPage::buildControls()
{
    auto& controls = m_card->controls();
    controls.addWidget(m_against);
    m_options->setProperty("opensMenu", true);
    m_options->setAccessibleName(tr("How the sources are shown"));
    auto* menu = new QMenu(m_options);
    const auto option = [&](const QString& text, bool isOn, auto apply) {
        auto* action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(isOn);
        connect(action, &QAction::toggled, this, apply);
        return action;
    };
    m_unified = option(tr("&Unified"), false, [this](bool isOn) {
        m_diff->setArrangement(
            isOn ? DiffView::Arrangement::Unified : DiffView::Arrangement::SideBySide);
        m_options->setText(isOn ? tr("Unified") : tr("Split"));
    });
    menu->addSeparator();
    option(tr("&Fold what is unchanged"), true, [this](bool isOn) { m_diff->setFolds(isOn); });
    option(tr("Ignore &white space"), false,
        [this](bool isOn) { m_diff->setIgnoresWhitespace(isOn); });
    m_options->setText(tr("Split"));
    m_options->setMenu(menu);
    controls.addWidget(m_options);
    auto* steps = new QHBoxLayout;
    steps->setSpacing(2);
    auto* back = makeButton("‹", tr("Previous change (Shift+F7)"), *steps);
    m_position = makeButton(tr("no change"), tr("Go to the change that one is at"), *steps);
    auto* forth = makeButton("›", tr("Next change (F7)"), *steps);
    controls.addLayout(steps);
    m_copy = makeButton(tr("Copy patch"), tr("Copy the difference as a unified patch"), controls);
    connect(back, &QPushButton::clicked, this, [this] { step(-1); });
    connect(forth, &QPushButton::clicked, this, [this] { step(1); });
    connect(m_position, &QPushButton::clicked, this, [this] { m_diff->goTo(m_diff->change()); });
    connect(m_copy, &QPushButton::clicked, this, &DiffPage::copyPatch);
    m_copy->setEnabled(false);
}

void DiffPage::buildDiff()
{
    auto& body = m_card->body();
    body.setContentsMargins(0, 0, 0, 0);
    body.setSpacing(0);
    m_changed->hide();
    body.addWidget(m_changed);
    body.addWidget(makeRule());
    body.addWidget(m_diff, 1);
}

QHBoxLayout& DiffPage::controls()
{
    return m_card->controls();
}

void DiffPage::setTheme(const Theme& theme)
{
    m_diff->setTheme(theme);
    m_lineage->setTheme(theme);
    m_evidence->setTheme(theme);
    m_changed->setTheme(theme);
    showChanges();
}

std::vector<ChartOffer> DiffPage::charts() const
{
    return m_snapshot && m_view ? m_evidence->charts(reportOf(m_snapshot))
                                : std::vector<ChartOffer>();
}

void DiffPage::present(const SnapshotPtr& snapshot)
{
    m_snapshot = snapshot;
    if (m_request.run != snapshot->report.run.summary.id) {
        showNothing(); // of another run: the chooser must not ask this one for it either
        m_request.run = snapshot->report.run.summary.id;
    }
    if (m_view && m_view->request.run == snapshot->report.run.summary.id)
        m_against->present(snapshot->report, m_view->details.row.target);
    if (m_isRefused)
        request();
    else
        follow();
}

// Of the kernel that is shown, in the last snapshot.
std::vector<KeepFigure> DiffPage::keeps() const
{
    if (m_snapshot && m_view)
        for (const auto& kernel : m_snapshot->report.kernels)
            if (kernel.target.id == m_view->details.row.target)
                return keepFigures(kernel);
    return {};
}

// A new keep of the kernel, one that fell, or another figure: what is shown is read again.
void DiffPage::follow()
{
    if (!m_view || m_isAwaited || keeps() == m_keeps)
        return;
    ask();
    m_isFollowing = true;
    emit experimentWanted(m_request);
}

void DiffPage::refuse(const DiffRequest& request, const QString& sentence)
{
    if (request.id != m_request.id)
        return;
    m_isAwaited = false;
    if (std::exchange(m_isFollowing, false))
        return; // what is shown was true when it was read, and the next snapshot asks again
    showNothing();
    m_request.number = request.number;
    m_isRefused = true;
    m_card->setTitle(tr("Candidate #%1 could not be read").arg(request.number), sentence);
}

void DiffPage::takeBackEvidence()
{
    const bool hasShown = !m_evidence->isHidden();
    m_evidence->setAdjustable(false);
    m_columns->addWidget(m_evidence);
    m_evidence->setVisible(hasShown);
}

void DiffPage::showNothing()
{
    m_request.number = 0;
    m_isRefused = false;
    m_isAwaited = false;
    m_isFollowing = false;
    ++m_request.id; // no late answer brings the former candidate back
    m_view.reset();
    m_card->setTitle(
        tr("No candidate is chosen"), tr("pick an experiment in a chart or in the table"));
    m_diff->setHeads({}, {});
    m_diff->compare({});
    m_lineage->clear(LineageStrip::tr("no candidate is chosen"));
    m_changed->hide();
    m_copy->setEnabled(false);
    m_evidence->hide();
}

void DiffPage::open(std::int64_t number)
{
    m_request.number = number;
    // The user's baseline of this kernel comes before what was chosen for another candidate.
    const auto baseline = baselineFor(number);
    if (baseline > 0)
        m_against->setChoice({Against::Experiment, baseline});
    else if (m_baseline > 0
        && m_against->choice() == AgainstChoice {Against::Experiment, m_baseline})
        m_against->setChoice({});
    m_baseline = baseline;
    request();
}

void DiffPage::open(std::int64_t number, const AgainstChoice& against)
{
    m_request.number = number;
    m_baseline = 0;
    m_against->setChoice(against);
    request();
}

QString DiffPage::kernelInView() const
{
    return m_view ? text(m_view->details.row.targetKey) : QString();
}

std::int64_t DiffPage::baselineFor(std::int64_t number) const
{
    if (!m_snapshot)
        return 0;
    const auto& report = m_snapshot->report;
    const auto point = std::find_if(report.progress.begin(), report.progress.end(),
        [&](const auto& each) { return each.number == number; });
    if (point == report.progress.end())
        return 0;
    for (const auto& each : report.annotated)
        if (each.isBaseline && each.row.target == point->target && each.row.number != number)
            return each.row.number;
    return 0;
}

void DiffPage::request()
{
    if (!m_snapshot || m_request.number == 0)
        return;
    m_request.run = m_snapshot->report.run.summary.id;
    m_request.against = m_against->choice().against;
    m_request.other = m_against->choice().number;
    ask();
    emit experimentWanted(m_request);
}

void DiffPage::ask()
{
    ++m_request.id;
    m_isRefused = false;
    m_isAwaited = true;
    m_isFollowing = false;
}

bool DiffPage::present(const ExperimentViewPtr& view)
{
    if (view->request.id != m_request.id)
        return false;
    const bool isFollowing = std::exchange(m_isFollowing, false);
    m_isAwaited = false;
    m_view = view;
    m_keeps = keeps();
    if (m_snapshot)
        m_against->present(m_snapshot->report, view->details.row.target);
    if (!isFollowing) // nothing was chosen, and somebody may be typing
        m_against->setChoice({view->request.against, view->request.other});
    showHeads();
    compare(isFollowing);
    m_lineage->present(*view);
    const int scrolledTo = m_evidence->verticalScrollBar()->value();
    m_evidence->present(view);
    if (isFollowing)
        m_evidence->verticalScrollBar()->setValue(scrolledTo);
    m_evidence->show();
    return !isFollowing;
}

// What the user has scrolled to stays while the sources do.
void DiffPage::compare(bool isFollowing)
{
    DiffInput input;
    input.after = m_view->candidate.source;
    if (m_view->other)
        input.before = m_view->other->source;
    if (isFollowing && m_diff->isOf(input)) {
        showChanges(); // whose figures may be others
        return;
    }
    m_copy->setEnabled(false); // until it is compared
    m_diff->compare(std::move(input));
}

void DiffPage::showHeads()
{
    m_card->setTitle(titleOf(*m_view), describeOtherSide(*m_view));
    m_diff->setHeads(headOfOther(*m_view), headOfCandidate(*m_view));
}

void DiffPage::showChanges()
{
    if (!m_view)
        return;
    m_changed->present(*m_view, m_diff->document());
    m_changed->show();
    m_copy->setEnabled(!m_diff->patch().empty());
}

void DiffPage::showPosition(int change, int of, bool wrapped)
{
    const QString position
        = of == 0 ? tr("no change") : tr("change %1 of %2").arg(change + 1).arg(of);
    m_position->setText(!wrapped || of == 1 ? position
            : change == 0                   ? tr("%1, from the top").arg(position)
                                            : tr("%1, from the end").arg(position));
    m_position->setEnabled(of > 0);
    m_position->setAccessibleName(m_position->text());
}

void DiffPage::step(int direction)
{
    m_diff->step(direction);
}

void DiffPage::find()
{
    m_diff->find();
}

void DiffPage::chooseOther()
{
    m_against->begin();
}

void DiffPage::setUnified(bool isUnified)
{
    m_unified->setChecked(isUnified);
}

void DiffPage::copyPatch()
{
    if (const auto patch = patchText(); !patch.empty())
        QApplication::clipboard()->setText(text(patch));
}

} // namespace autokernel::ui
