// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diff/diff_view.h"

#include "ui/bridge/post.h"
#include "ui/diff/pane_lines.h"
#include "ui/shell/card.h"

#include "diff/line_diff.h"

#include <algorithm>
#include <cstdlib>

namespace autokernel::ui {
namespace {

constexpr int kContextAbove = 4; // lines above a change that one goes to

QFrame* makeUpright()
{
    auto* rule = new QFrame;
    rule->setObjectName("upright");
    rule->setFixedWidth(1);
    return rule;
}

} // namespace

DiffView::DiffView(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
    , m_heads {makeLabel({}), makeLabel({})}
    , m_panes {new DiffPane(theme), new DiffPane(theme)}
    , m_rules {makeUpright(), makeUpright()}
    , m_overview(new DiffOverview(theme))
    , m_across(new QScrollBar(Qt::Horizontal))
    , m_state(makeLabel({}, Type::Small, true))
    , m_busy(new QProgressBar)
    , m_find(new FindBar)
{
    auto* grid = m_grid;
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(0);
    for (auto* head : m_heads) {
        head->setContentsMargins(12, 6, 12, 6);
        head->setTextFormat(Qt::RichText);
        head->setMinimumWidth(0);
        head->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    }
    m_state->setContentsMargins(16, 8, 16, 8);
    m_state->setWordWrap(true);
    m_busy->setRange(0, 0);
    m_busy->setTextVisible(false);
    m_busy->setAccessibleName(tr("The sources are being compared"));
    m_busy->hide();
    m_panes[0]->setAccessibleName(tr("Source that is compared with"));
    m_panes[1]->setAccessibleName(tr("Source of the candidate"));
    grid->addWidget(m_busy, 0, 0, 1, 4);
    grid->addWidget(m_heads[0], 1, 0);
    grid->addWidget(m_rules[0], 1, 1);
    grid->addWidget(m_heads[1], 1, 2);
    grid->addWidget(makeRule(), 2, 0, 1, 4);
    grid->addWidget(m_state, 3, 0, 1, 4);
    grid->addWidget(m_panes[0], 4, 0);
    grid->addWidget(m_rules[1], 4, 1);
    grid->addWidget(m_panes[1], 4, 2);
    grid->addWidget(m_overview, 4, 3);
    grid->addWidget(m_across, 5, 0, 1, 4);
    grid->addWidget(m_find, 6, 0, 1, 4);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(2, 1);
    grid->setRowStretch(4, 1);
    setFocusProxy(m_panes[1]);
    linkScrolling();
    connect(&m_task, &DiffTask::finished, this, &DiffView::present);
    connect(&m_task, &DiffTask::slow, m_busy, &QWidget::show);
    for (auto* pane : m_panes)
        connect(pane, &DiffPane::foldClicked, this, &DiffView::openFold);
    connect(m_overview, &DiffOverview::lineWanted, this,
        [this](int line) { scrollTo(line - m_panes[1]->visibleLines() / 2); });
    connect(m_find, &FindBar::textChanged, this, &DiffView::search);
    connect(m_find, &FindBar::stepWanted, this, &DiffView::stepMatch);
    connect(m_find, &FindBar::closed, this, [this] {
        search({});
        m_panes[1]->setFocus();
    });
    showState();
}

// By visual line: both panes have as many, of the same height.
void DiffView::linkScrolling()
{
    for (auto* pane : m_panes) {
        auto* other = pane == m_panes[0] ? m_panes[1] : m_panes[0];
        connect(pane->verticalScrollBar(), &QScrollBar::valueChanged, other->verticalScrollBar(),
            [this, other](int value) {
                if (!isUnified())
                    other->verticalScrollBar()->setValue(value);
            });
        connect(pane->horizontalScrollBar(), &QScrollBar::valueChanged, m_across,
            &QScrollBar::setValue);
        connect(
            pane->horizontalScrollBar(), &QScrollBar::rangeChanged, this, &DiffView::updateBars);
        connect(pane, &DiffPane::scrolled, this, &DiffView::updateBars);
    }
    // It is so when it is resized, too; queued, since it may be in the middle of that.
    connect(m_panes[1], &DiffPane::scrolled, this, [this] { post(*this, [this] { refit(); }); });
    connect(m_across, &QScrollBar::valueChanged, this, [this](int value) {
        for (auto* pane : m_panes)
            pane->horizontalScrollBar()->setValue(value);
    });
}

void DiffView::updateBars()
{
    int most = 0;
    for (const auto* pane : m_panes)
        if (!pane->isHidden())
            most = std::max(most, pane->horizontalScrollBar()->maximum());
    m_across->setPageStep(m_panes[1]->horizontalScrollBar()->pageStep());
    m_across->setSingleStep(m_panes[1]->horizontalScrollBar()->singleStep());
    m_across->setRange(0, most);
    m_across->setVisible(most > 0);
    m_overview->setVisibleLines(m_panes[1]->firstVisibleLine(), m_panes[1]->visibleLines());
}

void DiffView::setTheme(const Theme& theme)
{
    for (auto* pane : m_panes)
        pane->setTheme(theme);
    m_overview->setTheme(theme);
    showMatches();
}

void DiffView::setHeads(const QString& before, const QString& after)
{
    m_headTexts = {before, after};
    showHeads();
}

// One pane has one head, which names both sides.
void DiffView::showHeads()
{
    const auto& [before, after] = m_headTexts;
    m_heads[0]->setText(before);
    m_heads[1]->setText(
        isUnified() && !before.isEmpty() ? before + " &nbsp;→&nbsp; " + after : after);
}

void DiffView::compare(DiffInput input)
{
    const bool ignores = m_input.ignoreWhitespace;
    m_input = std::move(input);
    m_input.ignoreWhitespace = ignores;
    m_task.start(m_input);
}

bool DiffView::isOf(const DiffInput& input) const
{
    return m_input.before == input.before && m_input.after == input.after;
}

void DiffView::setIgnoresWhitespace(bool ignores)
{
    if (m_input.ignoreWhitespace == ignores)
        return;
    m_input.ignoreWhitespace = ignores;
    if (m_document || m_task.isBusy())
        m_task.start(m_input);
}

void DiffView::setArrangement(Arrangement arrangement)
{
    m_arrangement = arrangement;
    if (m_document && !m_hasOpened)
        fold();
    fill();
    goTo(m_change);
}

void DiffView::setFolds(bool folds)
{
    m_folds = folds;
    fold();
    fill();
    goTo(m_change);
}

bool DiffView::isUnified() const
{
    return m_arrangement == Arrangement::Unified || !m_document || !m_document->hasOldText;
}

std::string DiffView::patch() const
{
    return m_document && !isComparing() ? m_document->patch : std::string();
}

void DiffView::present(const DiffDocumentPtr& document)
{
    m_busy->hide();
    // The panes point into the former document until they are filled anew.
    const auto former = std::exchange(m_document, document);
    fold();
    m_change = -1;
    fill();
    showState();
    goTo(0);
    if (m_find->isVisible())
        search(m_find->text());
    emit compared();
}

// One line is left, for the bar below that long lines bring; in one column a changed line is two.
int DiffView::fittingContext() const
{
    const int twice = m_document && isUnified() ? m_document->changedLines : 0;
    return DiffFolding::contextFor(m_document, m_panes[1]->visibleLines() - 1 - twice);
}

void DiffView::fold()
{
    m_hasOpened = false;
    m_context = fittingContext();
    m_folding.reset(m_document, m_folds, m_context);
}

// A step of one is none: the bar below comes and goes with the long lines that are shown.
void DiffView::refit()
{
    if (!m_document || !m_folds || m_hasOpened || std::abs(fittingContext() - m_context) <= 1)
        return;
    fold();
    fill();
    goTo(m_change);
}

void DiffView::fill()
{
    const bool unified = isUnified();
    m_panes[0]->setHidden(unified);
    showHeads();
    m_heads[0]->setHidden(unified);
    for (auto* rule : m_rules)
        rule->setHidden(unified);
    m_grid->setColumnStretch(0, unified ? 0 : 1);
    if (!m_document)
        return;
    if (unified) {
        m_panes[0]->setLines({}, DiffPane::Numbers::One);
        m_panes[1]->setLines(unifiedLines(*m_document, m_folding),
            m_document->hasOldText ? DiffPane::Numbers::Both : DiffPane::Numbers::One);
    } else {
        for (const Side side : kSides)
            m_panes[static_cast<std::size_t>(side)]->setLines(
                sideLines(*m_document, m_folding, side), DiffPane::Numbers::One);
    }
    findMarks();
    m_overview->setMarks(m_marks, static_cast<int>(m_panes[1]->lines().size()));
    showMatches();
    updateBars();
}

// Where each change stands in the panes. All its lines come before those of the next one.
void DiffView::findMarks()
{
    m_marks.clear();
    for (const auto& change : m_document->changes) {
        const auto first = m_document->rows.begin() + change.begin;
        m_marks.push_back({0, 0, std::none_of(first, first + change.size(), [](const DiffRow& row) {
                               return row.right.kind == DiffCell::Kind::Line;
                           })});
    }
    const auto& lines = m_panes[1]->lines();
    std::size_t change = 0;
    for (int i = 0; i < std::ssize(lines); ++i) {
        const int row = lines[static_cast<std::size_t>(i)].row;
        while (change < m_marks.size() && row >= m_document->changes[change].end)
            ++change;
        if (change == m_marks.size())
            return;
        if (row < m_document->changes[change].begin)
            continue;
        auto& mark = m_marks[change];
        if (mark.end == 0)
            mark.begin = i;
        mark.end = i + 1;
    }
}

void DiffView::showState()
{
    QString state;
    if (m_document && m_document->isCutShort)
        state = tr("Over %1 lines differ: only the common start and end were matched.")
                    .arg(diff::kMaximumDiffLines);
    else if (m_document && m_document->hasOldText && m_document->changes.empty())
        state = m_document->patch.empty() ? tr("The two sources are equal.")
                                          : tr("The two sources differ in white space only.");
    m_state->setText(state);
    m_state->setHidden(state.isEmpty());
}

void DiffView::goTo(int change)
{
    if (changes() == 0) {
        m_change = -1;
        for (auto* pane : m_panes)
            pane->setCurrentRows({});
        emit changeShown(-1, 0, false);
        return;
    }
    m_change = std::clamp(change, 0, changes() - 1);
    const auto& range = m_document->changes[static_cast<std::size_t>(m_change)];
    for (auto* pane : m_panes)
        pane->setCurrentRows(range);
    scrollTo(m_marks[static_cast<std::size_t>(m_change)].begin - kContextAbove);
    emit changeShown(m_change, changes(), false);
}

void DiffView::step(int direction)
{
    if (changes() == 0)
        return goTo(0);
    const int wanted = m_change + direction;
    const int round = (wanted + changes()) % changes();
    goTo(round);
    if (round != wanted)
        emit changeShown(m_change, changes(), true);
}

void DiffView::openFold(int fold, bool all)
{
    const int line = m_panes[1]->firstVisibleLine();
    m_hasOpened = true;
    if (all)
        m_folding.openAll(fold);
    else
        m_folding.open(fold);
    fill();
    if (m_change >= 0)
        for (auto* pane : m_panes)
            pane->setCurrentRows(m_document->changes[static_cast<std::size_t>(m_change)]);
    scrollTo(line);
}

// Its scroll bar counts lines, since none is wrapped.
void DiffView::scrollTo(int line)
{
    m_panes[1]->verticalScrollBar()->setValue(std::max(0, line));
}

} // namespace autokernel::ui
