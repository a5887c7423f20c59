// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diff_page.h"

#include "ui/pages/diff/flow_layout.h"
#include "ui/pages/diff/tunable_changes.h"
#include "ui/text.h"
#include "ui/theme/verdict_style.h"

#include "report/format.h"

#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QMenu>
#include <algorithm>

namespace autokernel::ui {
namespace {

QString nameOf(const std::string& mutator)
{
    if (mutator == "seed")
        return DiffPage::tr("a starter");
    if (mutator == "parameters")
        return DiffPage::tr("by parameter search");
    if (mutator == "structure")
        return DiffPage::tr("by structure rewrite");
    if (mutator == "crossover")
        return DiffPage::tr("by crossover");
    if (mutator == "control")
        return DiffPage::tr("a control");
    return DiffPage::tr("by %1").arg(text(mutator));
}

QString nameOf(const std::optional<ComparedCandidate>& side)
{
    if (!side)
        return {};
    return side->experiment ? QString("#%1").arg(side->experiment->number)
                            : DiffPage::tr("a candidate of an earlier run");
}

QString whyAlone(NoOtherSide reason)
{
    switch (reason) {
    case NoOtherSide::NoParent:
        return DiffPage::tr("a starter: it has no parent");
    case NoOtherSide::Eager:
        return DiffPage::tr("it was timed against eager, which has no source here");
    case NoOtherSide::NothingKept:
        return DiffPage::tr("nothing was kept of this kernel yet");
    case NoOtherSide::Itself:
        return DiffPage::tr("that is this candidate itself");
    case NoOtherSide::None:
        break;
    }
    return {};
}

} // namespace

DiffPage::DiffPage(const Theme& theme, QWidget* parent)
    : Page(parent)
    , m_theme(&theme)
    , m_lineage(new LineageStrip(theme))
    , m_card(new Card)
    , m_against(new AgainstChooser)
    , m_options(new QPushButton)
    , m_changed(new QWidget)
    , m_chips(new FlowLayout(6))
    , m_idea(makeLabel({}, Type::Small, true))
    , m_diff(new DiffView(theme))
    , m_evidence(new EvidencePanel(theme))
    , m_columns(new QHBoxLayout)
{
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(12, 12, 12, 12);
    page->setSpacing(12);
    page->addWidget(m_lineage);
    m_columns->setSpacing(12);
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
    connect(m_diff, &DiffView::compared, this, &DiffPage::showTunables);
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
    // The indicator of the style stands where the text ends.
    m_options->setStyleSheet("QPushButton::menu-indicator { image: none; width: 0; }");
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
        m_options->setText((isOn ? tr("Unified") : tr("Side by side")) + " ▾");
    });
    menu->addSeparator();
    option(tr("&Fold what is unchanged"), true, [this](bool isOn) { m_diff->setFolds(isOn); });
    option(tr("Ignore &white space"), false,
        [this](bool isOn) { m_diff->setIgnoresWhitespace(isOn); });
    m_options->setText(tr("Side by side") + " ▾");
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
    auto* changed = new QVBoxLayout(m_changed);
    changed->setContentsMargins(16, 8, 16, 8);
    changed->setSpacing(6);
    changed->addLayout(m_chips);
    m_idea->setWordWrap(true);
    changed->addWidget(m_idea);
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
    m_theme = &theme;
    m_diff->setTheme(theme);
    m_lineage->setTheme(theme);
    m_evidence->setTheme(theme);
    if (m_view)
        showTunables();
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
}

void DiffPage::refuse(const DiffRequest& request, const QString& sentence)
{
    if (request.id != m_request.id)
        return;
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
    ++m_request.id;
    m_isRefused = false;
    emit experimentWanted(m_request);
}

bool DiffPage::present(const ExperimentViewPtr& view)
{
    if (view->request.id != m_request.id)
        return false;
    m_view = view;
    if (m_snapshot)
        m_against->present(m_snapshot->report, view->details.row.target);
    m_against->setChoice({view->request.against, view->request.other});
    showTitle();
    showHeads();
    compare();
    m_lineage->present(*view);
    m_evidence->present(view);
    m_evidence->show();
    return true;
}

void DiffPage::compare()
{
    DiffInput input;
    input.after = m_view->candidate.source;
    if (m_view->other)
        input.before = m_view->other->source;
    m_diff->compare(std::move(input));
}

void DiffPage::showTitle()
{
    const auto& row = m_view->details.row;
    QString remark;
    if (!m_view->other)
        remark = whyAlone(m_view->noOtherSide);
    else
        switch (m_view->request.against) {
        case Against::Parent:
            remark = tr("against its parent %1").arg(nameOf(m_view->other));
            break;
        case Against::Incumbent:
            remark = tr("against %1, which it was timed against").arg(nameOf(m_view->other));
            break;
        case Against::Best:
            remark = tr("against the best, %1").arg(nameOf(m_view->other));
            break;
        case Against::Starter:
            remark = tr("against the starter %1").arg(nameOf(m_view->other));
            break;
        case Against::Experiment:
            remark = m_view->other->candidate.target == row.target
                ? tr("against %1").arg(nameOf(m_view->other))
                : tr("against %1, of another kernel").arg(nameOf(m_view->other));
            break;
        }
    m_card->setTitle(tr("Candidate #%1").arg(row.number), remark);
}

void DiffPage::showHeads()
{
    const auto head = [this](const ComparedCandidate& side) {
        QString shown = QString("<b>%1</b>").arg(nameOf(std::optional(side)).toHtmlEscaped());
        if (!side.experiment)
            return shown;
        const auto& row = *side.experiment;
        QStringList parts;
        if (row.candidateMicroseconds)
            parts.push_back(text(report::formatMicroseconds(*row.candidateMicroseconds)));
        auto at = QDateTime::fromString(text(row.startedAt), Qt::ISODateWithMs);
        parts.push_back(tr("%1 %2").arg(
            labelOf(classOf(row.verdict.kind)).toLower(), at.toLocalTime().toString("HH:mm")));
        return QString("%1 &nbsp;%2").arg(shown, parts.join(" · "));
    };
    m_diff->setHeads(m_view->other ? head(*m_view->other) : QString(), head(m_view->candidate));
}

// The tunables that differ, how much of the text does, and whose idea it was.
void DiffPage::showTunables()
{
    while (auto* item = m_chips->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (!m_view)
        return;
    const auto& after = m_view->candidate.candidate.candidate.tunables;
    const auto& before = m_view->other ? m_view->other->candidate.candidate.tunables : after;
    const auto changes = tunableChanges(before, after);
    const auto addText
        = [this](const QString& words) { m_chips->addWidget(makeLabel(words, Type::Small, true)); };
    if (!changes.empty())
        addText(tr("Tunables"));
    for (const auto& change : changes) {
        const auto colored
            = [&](const std::optional<std::int64_t>& value, Paint paint, const char* tag) {
                  return value ? QString("<%1 style='color:%2'>%3</%1>")
                                     .arg(tag, (*m_theme)[paint].name())
                                     .arg(*value)
                               : QString();
              };
        auto* chip = makeLabel(QString("%1&nbsp; %2 %3")
                                   .arg(text(change.name).toHtmlEscaped(),
                                       colored(change.before, Paint::Incorrect, "s"),
                                       colored(change.after, Paint::Kept, "b")),
            Type::Small);
        chip->setObjectName("chip");
        chip->setTextFormat(Qt::RichText);
        chip->setAccessibleName(
            tr("%1: %2 → %3")
                .arg(text(change.name))
                .arg(change.before ? QString::number(*change.before) : tr("none"),
                    change.after ? QString::number(*change.after) : tr("none")));
        chip->setToolTip(chip->accessibleName());
        m_chips->addWidget(chip);
    }
    QStringList words;
    if (const auto* document = m_diff->document(); document && m_view->other) {
        if (document->changedLines > 0)
            words.push_back(tr("%n line(s) changed", nullptr, document->changedLines));
        if (document->addedLines > 0)
            words.push_back(tr("%n added", nullptr, document->addedLines));
        if (document->removedLines > 0)
            words.push_back(tr("%n removed", nullptr, document->removedLines));
    }
    QString counts = words.join(", ");
    if (!counts.isEmpty())
        counts += " · ";
    addText(counts + nameOf(m_view->details.row.mutator));
    m_idea->setText(text(m_view->details.row.idea));
    m_idea->setHidden(m_idea->text().isEmpty());
    m_changed->show();
    m_copy->setEnabled(!m_diff->patch().isEmpty());
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
    QApplication::clipboard()->setText(text(patchText()));
}

} // namespace autokernel::ui
