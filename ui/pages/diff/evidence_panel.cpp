// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diff/evidence_panel.h"

#include "ui/charts/timing_table.h"
#include "ui/figures.h"
#include "ui/pages/diff/build_facts.h"
#include "ui/sentence.h"
#include "ui/theme/metrics.h"
#include "ui/theme/verdict_style.h"
#include "ui/unbroken.h"

#include "judge/correctness.h"

#include <QRegularExpression>
#include <QScrollBar>
#include <algorithm>
#include <array>
#include <cmath>

namespace autokernel::ui {
namespace {

constexpr int kHashLength = 12; // of a SHA-256, as one compares by eye
constexpr int kRoofBarSteps = 1000; // of the part of its roof
constexpr int kNarrowest = 280; // pixels: a stage with its figure, a figure with its interval

// The printed ratio and its interval stand above: a sentence that begins with them goes on without.
QString withoutRatio(const QString& verdict)
{
    static const QRegularExpression ratio(
        R"(^[\d.]+ times as fast as the incumbent \([\d.]+ to [\d.]+, (\d+ pairs)\), )");
    QString rest = verdict;
    const auto match = ratio.match(verdict);
    return match.hasMatch() ? rest.replace(0, match.capturedLength(), match.captured(1) + ", ")
                            : verdict;
}

// With three digits where two would hide on which side of 1 it lies.
std::array<QString, 2> figuresOf(const store::SpeedupInterval& printed)
{
    constexpr double kNear = 0.1;
    if (std::abs(printed.value - 1) < kNear) {
        const auto digits = [](double value) { return QString::number(value, 'f', 3); };
        return {EvidencePanel::tr("%1×").arg(digits(printed.value)),
            EvidencePanel::tr("%1 to %2").arg(digits(printed.low), digits(printed.high))};
    }
    return {speedupInterval(printed).section(' ', 0, 0), speedupRange(printed)};
}

QLabel* wrapped(Type type, bool isSoft)
{
    auto* label = makeLabel({}, type, isSoft);
    label->setWordWrap(true);
    return label;
}

} // namespace

EvidencePanel::EvidencePanel(const Theme& theme, QWidget* parent)
    : QScrollArea(parent)
    , m_verdict(new Card(tr("Verdict")))
    , m_pill(makeLabel({}, Type::Small))
    , m_figure(makeLabel({}, Type::Figure))
    , m_over(wrapped(Type::Small, true))
    , m_sentence(wrapped(Type::Body, false))
    , m_times(new TimingView(theme))
    , m_timesValues(new TwinnedChart(*m_times, "evidence.times", tr("The measured times")))
    , m_timesNote(wrapped(Type::Small, true))
    , m_correctness(new Card(tr("Correctness")))
    , m_stages(new StageGrid)
    , m_roofBar(new QProgressBar)
    , m_roof(wrapped(Type::Body, false))
    , m_facts(wrapped(Type::Small, true))
    , m_showLog(new QPushButton)
    , m_log(new QPlainTextEdit)
{
    setWidgetResizable(true);
    setFrameShape(NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Evidence"));
    auto* inside = new QWidget;
    m_layout = new QVBoxLayout(inside);
    auto* layout = m_layout;
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kPageMargin);
    setWidget(inside);
    setAdjustable(false);
    inside->setAutoFillBackground(false);
    viewport()->setAutoFillBackground(false);
    buildVerdict();
    buildRest();
    layout->addWidget(m_verdict);
    layout->addWidget(m_correctness);
    auto* roof = new Card(tr("Under the roofs"));
    m_roofBar->setRange(0, kRoofBarSteps);
    m_roofBar->setTextVisible(false);
    m_roofBar->setAccessibleName(tr("Part of its roof"));
    roof->body().addWidget(m_roofBar);
    roof->body().addWidget(m_roof);
    layout->addWidget(roof);
    auto* build = new Card(tr("Build"));
    build->controls().addWidget(m_showLog);
    build->body().addWidget(m_facts);
    build->body().addWidget(m_log);
    build->body().addStretch();
    layout->addWidget(build, 1);
}

void EvidencePanel::buildVerdict()
{
    m_pill->setObjectName("pill");
    m_pill->hide();
    m_verdict->controls().addWidget(m_pill);
    auto& body = m_verdict->body();
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_figure);
    line->addWidget(m_over, 1);
    body.addLayout(line);
    body.addWidget(m_sentence);
    m_timesValues->setOrientation(Qt::Vertical); // the column has no room beside it
    m_timesValues->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    body.addWidget(m_timesValues);
    auto* note = new QHBoxLayout;
    note->setSpacing(8);
    note->addWidget(m_timesNote, 1);
    note->addWidget(&m_timesValues->button(), 0, Qt::AlignTop);
    body.addLayout(note);
    m_sentence->setText(tr("Pick an experiment in a chart, in the table or in the lineage."));
    m_figure->hide();
    m_over->hide();
    m_timesValues->hide();
    m_timesValues->button().hide();
    m_timesNote->hide();
}

void EvidencePanel::buildRest()
{
    m_correctness->body().addWidget(m_stages);
    m_log->setObjectName("log");
    m_log->setReadOnly(true);
    m_log->setFont(codeFont());
    m_log->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_log->setFixedHeight(kEvidenceLogHeight);
    m_log->setAccessibleName(tr("Compile log"));
    m_log->hide();
    m_showLog->setCheckable(true);
    m_showLog->hide();
    m_showLog->setText(tr("Compile log"));
    connect(m_showLog, &QPushButton::toggled, m_log, &QWidget::setVisible);
}

// Beside a page it is a column, whose bar stands in the page's margin, so that its cards end where
// those above them do; a panel of its own is reached and scrolled by keys.
void EvidencePanel::setAdjustable(bool isAdjustable)
{
    // Between panels a page has little room: it gives way before the page scrolls sideways.
    setMinimumWidth(kNarrowest + kPageMargin);
    setMaximumWidth(isAdjustable ? QWIDGETSIZE_MAX : kEvidenceWidth + kPageMargin);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
    widget()->setMinimumWidth(kNarrowest);
    widget()->setMaximumWidth(isAdjustable ? QWIDGETSIZE_MAX : kEvidenceWidth);
    setFocusPolicy(isAdjustable ? Qt::StrongFocus : Qt::NoFocus);
}

QSize EvidencePanel::sizeHint() const
{
    return {kEvidenceWidth + kPageMargin, 0};
}

void EvidencePanel::setTheme(const Theme& theme)
{
    m_times->setTheme(theme);
}

void EvidencePanel::present(const ExperimentViewPtr& view)
{
    m_view = view;
    showVerdict();
    showTimes();
    showStages();
    showRoof();
    showBuild();
    verticalScrollBar()->setValue(0);
}

QString EvidencePanel::incumbentName() const
{
    if (!m_view->details.incumbent.isValid())
        return tr("eager");
    return m_view->incumbent ? QString("#%1").arg(m_view->incumbent->number) : tr("the incumbent");
}

QString EvidencePanel::context() const
{
    const auto& row = m_view->details.row;
    QString where = tr("%1 on %2").arg(text(row.targetKey), text(m_view->device.name));
    const auto& judged = m_view->details.judgeContext;
    if (const auto threads = judged.find("threads");
        threads != judged.end() && threads->is_number_integer())
        where += tr(", %n thread(s)", nullptr, threads->get<int>());
    return where;
}

// Why a later look took its keep back; "": none did.
std::string EvidencePanel::demotedBecause() const
{
    for (const auto& step : m_view->lineage)
        if (step.experiment.number == m_view->details.row.number)
            return step.demotedBecause;
    return {};
}

VerdictClass EvidencePanel::verdict() const
{
    const auto& row = m_view->details.row;
    return classOf(row.verdict.kind, row.control != store::ControlKind::None,
        row.isDemoted || !demotedBecause().empty());
}

void EvidencePanel::showVerdict()
{
    const auto& row = m_view->details.row;
    const auto verdict = this->verdict();
    m_pill->setText(labelOf(verdict));
    setFlag(*m_pill, "bad", hasNoTime(verdict));
    setFlag(*m_pill, "calm", !hasNoTime(verdict) && verdict != VerdictClass::Kept);
    m_pill->show();
    const auto& printed = m_view->details.keep ? std::optional(m_view->details.keep->overIncumbent)
                                               : row.overIncumbent;
    m_figure->setVisible(printed.has_value());
    m_over->setVisible(printed.has_value());
    if (printed) {
        const auto [figure, range] = figuresOf(*printed);
        m_figure->setText(figure);
        m_over->setText(tr("over %1, %2").arg(incumbentName(), range));
        setFlag(*m_figure, "good", verdict == VerdictClass::Kept);
        setFlag(*m_figure, "soft", verdict != VerdictClass::Kept);
        QStringList tip {
            tr("Time of %1 over time of the candidate; 95 % interval").arg(incumbentName()),
            context()};
        if (const auto timing = timingOf(m_view->details))
            tip.push_back(tr("One call, medians of the pairs: %1 against %2")
                              .arg(microseconds(timing->incumbent.median),
                                  microseconds(timing->candidate.median)));
        if (row.overEager)
            tip.push_back(tr("Over eager: %1").arg(speedupInterval(*row.overEager)));
        for (auto* label : {m_figure, m_over})
            label->setToolTip(tip.join('\n'));
    }
    QString said = sentence(row.verdict.sentence);
    if (printed)
        said = withoutRatio(said);
    if (const auto reason = demotedBecause(); !reason.empty())
        said += '\n' + tr("Demoted later: %1").arg(sentence(reason));
    m_sentence->setText(said);
    m_sentence->setToolTip(tr("Rule: %1").arg(text(row.verdict.rule)));
}

void EvidencePanel::showTimes()
{
    const auto timing = timingOf(m_view->details);
    m_timesValues->setVisible(timing.has_value());
    m_timesValues->button().setVisible(timing.has_value());
    m_timesNote->setVisible(true);
    if (!timing) {
        m_timesNote->setText(tr("It was not timed: it ended before that."));
        m_timesNote->setToolTip({});
        return;
    }
    const auto number = QString("#%1").arg(m_view->details.row.number);
    m_times->setData(*timing, {incumbentName(), number, paintOf(verdict())});
    m_timesValues->setContent([this] {
        return tableOf(m_times->data(), m_times->names().incumbent, m_times->names().candidate);
    });
    // A diff may be with something else than it was timed against.
    const auto against
        = m_view->incumbent ? tr("the incumbent %1").arg(incumbentName()) : incumbentName();
    auto note = tr("timed against %1: %2").arg(against, describe(*timing));
    const auto range = rangeOf(*timing);
    const int outside = beyond(timing->incumbent, range) + beyond(timing->candidate, range);
    if (outside > 0)
        note += tr("; %n beyond the axis", nullptr, outside);
    m_timesNote->setText(note);
    m_timesNote->setToolTip(context());
}

std::vector<ChartOffer> EvidencePanel::charts(const ReportPtr& report) const
{
    if (m_timesValues->isHidden())
        return {};
    auto offer = timingOffer(report, m_view->details.row, m_times->data(), m_times->names());
    offer.shown = m_times;
    return {std::move(offer)};
}

void EvidencePanel::showStages()
{
    const auto stages = summarise(m_view->details.checks);
    m_correctness->setTitle(tr("Correctness"),
        tr("%1 of %2 stages passed").arg(passedFullStages(stages)).arg(judge::fullStages().size()));
    m_stages->present(stages, sentence(m_view->details.row.verdict.sentence));
}

void EvidencePanel::showRoof()
{
    m_roof->setText(unbroken(roofSentence(*m_view)));
    m_roofBar->setVisible(m_view->point.has_value());
    if (m_view->point)
        m_roofBar->setValue(
            static_cast<int>(kRoofBarSteps * std::clamp(m_view->point->fractionOfRoof, 0.0, 1.0)));
    setFlag(*m_roof, "soft", !m_view->point.has_value());
    m_roof->setToolTip(m_view->point
            ? tr("By the kernel type's formulas for FLOP and least bytes of a call, under the "
                 "measured roofs.\n%1")
                  .arg(context())
            : QString());
}

void EvidencePanel::showBuild()
{
    const auto& details = m_view->details;
    QStringList facts = buildFacts(details.compileLog);
    if (facts.isEmpty())
        facts.push_back(details.candidate.candidate.language == "cpu"
                ? tr("Registers and vector width of CPU code are not recorded.")
                : tr("The compile log names no registers."));
    if (!details.binarySha256.empty())
        facts.push_back(tr("binary SHA-256 %1…; its machine code is not stored")
                            .arg(text(details.binarySha256).left(kHashLength)));
    facts.push_back(tr("compiled in %1, checked for %2, timed for %3")
                        .arg(duration(details.row.compileSeconds),
                            duration(details.row.checkSeconds), duration(details.row.timeSeconds)));
    m_facts->setText(facts.join('\n'));
    m_facts->setToolTip(tr("Compiler, driver and device: %1\nCompiler flags are not recorded.\n"
                           "SHA-256 of the binary: %2")
                            .arg(text(m_view->device.signature),
                                details.binarySha256.empty() ? tr("none, it did not compile")
                                                             : text(details.binarySha256)));
    const bool hasLog = !details.compileLog.empty();
    m_showLog->setVisible(hasLog);
    m_log->setPlainText(text(details.compileLog));
    // A compile error is the answer to why; no click should hide it.
    m_showLog->setChecked(hasLog && details.row.verdict.kind == judge::VerdictKind::CompileError);
    m_log->setVisible(m_showLog->isChecked());
}

} // namespace autokernel::ui
