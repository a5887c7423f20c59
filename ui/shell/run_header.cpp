// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/run_header.h"

#include "ui/english_plurals.h"
#include "ui/figures.h"
#include "ui/local_time.h"
#include "ui/models/runs_model.h"
#include "ui/pages/conditions.h"
#include "ui/sentence.h"
#include "ui/shell/elided_label.h"
#include "ui/shell/search_rate.h"

#include <QDateTime>
#include <QRegularExpression>
#include <QSignalBlocker>
#include <algorithm>
#include <cmath>

namespace autokernel::ui {
namespace {

QString wordOf(engine::Phase phase)
{
    switch (phase) {
    case engine::Phase::Searching:
        return QObject::tr("Optimising");
    case engine::Phase::Paused:
        return QObject::tr("Paused");
    case engine::Phase::Profiling:
        return QObject::tr("Profiling");
    case engine::Phase::Applying:
        return QObject::tr("Applying");
    case engine::Phase::Verifying:
        return QObject::tr("Verifying");
    case engine::Phase::Finished:
        return QObject::tr("Finished");
    default:
        return QObject::tr("Preparing");
    }
}

// "x 1×128" for "x float32[1,128]", "1×128 tokens" where they are whole numbers that are called
// ids; anything else as it is.
QString shapeOf(const std::string& input)
{
    static const QRegularExpression form("^(\\S+) (\\S+)\\[([\\d,]+)\\]$");
    const auto match = form.match(text(input));
    if (!match.hasMatch())
        return text(input);
    const auto shape = match.captured(3).replace(',', "×");
    const bool isTokens = match.captured(2).startsWith("int")
        && (match.captured(1) == "ids" || match.captured(1).endsWith("_ids"));
    return isTokens ? QObject::tr("%1 tokens").arg(shape)
                    : QString("%1 %2").arg(match.captured(1), shape);
}

QStringList conditionsOf(const store::RunDetails& run)
{
    QStringList conditions {QObject::tr("run %1").arg(run.summary.id.value)};
    if (run.model) {
        const auto& inputs = run.model->inputs;
        if (!inputs.empty())
            conditions.push_back(shapeOf(inputs.front()));
        if (inputs.size() > 1)
            conditions.back() += QObject::tr(" and %1 more").arg(inputs.size() - 1);
        if (!run.model->dtype.empty())
            conditions.push_back(text(run.model->dtype));
    }
    // Times of one number of threads say little of another.
    conditions.push_back(run.model ? machineOf(run) : text(run.device.name));
    conditions.push_back(QObject::tr("seed %1").arg(run.seed));
    return conditions;
}

bool isLive(store::RunState state)
{
    return state == store::RunState::Active || state == store::RunState::Paused;
}

// "" until the run has an experiment.
QString paceOf(const report::ReportData& report)
{
    const auto rate = searchRate(report);
    if (!rate)
        return {};
    const auto experiments = std::llround(rate->experimentsPerHour);
    return QObject::tr(
        "At present %1 experiment(s) an hour, %2 of them kept", nullptr, pluralOf(experiments))
        .arg(grouped(experiments), percent(rate->keptShare));
}

// The time alone says it of a run that ended today.
QString endOf(const store::RunSummary& run)
{
    const auto end = QDateTime::fromString(text(run.endedAt), Qt::ISODateWithMs).toLocalTime();
    return localTime(run.endedAt,
        end.date() == QDate::currentDate() ? QObject::tr("HH:mm", "time of day") : QString());
}

} // namespace

RunHeader::RunHeader(QWidget* parent)
    : QFrame(parent)
    , m_subject(new ElidedLabel(Type::Title))
    , m_details(new ElidedLabel(Type::Small, true))
    , m_state(new QLabel)
    , m_doing(makeLabel({}))
    , m_left(makeLabel({}, Type::Small, true))
    , m_budget(new QProgressBar)
    , m_pause(new QPushButton(tr("Pause after this one")))
    , m_skip(new QPushButton(tr("Skip kernel")))
    , m_hold(new QPushButton(tr("Stay on kernel")))
    , m_stop(new QPushButton(tr("Stop")))
    , m_resume(new QPushButton(tr("Continue this run")))
    , m_new(new QPushButton(tr("New run")))
    , m_back(new QPushButton(tr("Back to the running one")))
{
    setObjectName("header");
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 10, 16, 10);
    layout->setSpacing(12);
    auto* names = new QVBoxLayout;
    names->setSpacing(1);
    names->addWidget(m_subject);
    names->addWidget(m_details);
    layout->addLayout(names);
    m_state->setObjectName("pill");
    m_state->hide();
    layout->addWidget(m_state, 0, Qt::AlignVCenter); // higher it would be no pill
    m_doing->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    layout->addWidget(m_doing, 1);
    auto* budget = new QVBoxLayout;
    budget->setSpacing(5);
    m_left->setAlignment(Qt::AlignRight);
    budget->addWidget(m_left);
    m_budget->setTextVisible(false);
    m_budget->setFixedWidth(220);
    m_budget->setAccessibleName(tr("Used part of the time budget"));
    budget->addWidget(m_budget);
    layout->addLayout(budget);
    m_pause->setCheckable(true);
    m_hold->setCheckable(true);
    m_hold->setToolTip(tr("Keep searching this kernel while it has ideas left"));
    m_stop->setProperty("danger", true);
    m_new->setProperty("primary", true);
    for (auto* button : {m_pause, m_skip, m_hold, m_stop, m_resume, m_new, m_back})
        layout->addWidget(button);
    connect(m_pause, &QPushButton::toggled, this, &RunHeader::pauseToggled);
    connect(m_skip, &QPushButton::clicked, this, &RunHeader::skipWanted);
    connect(m_hold, &QPushButton::clicked, this, &RunHeader::holdWanted);
    connect(m_stop, &QPushButton::clicked, this, &RunHeader::stopWanted);
    connect(m_resume, &QPushButton::clicked, this, &RunHeader::resumeWanted);
    connect(m_new, &QPushButton::clicked, this, &RunHeader::newRunWanted);
    connect(m_back, &QPushButton::clicked, this, &RunHeader::ownRunWanted);
    setOwnRun(false, false);
    present({});
}

void RunHeader::setState(const QString& word, const char* tone)
{
    m_state->setText("●  " + word);
    for (const char* each : {"calm", "bad"})
        setFlag(*m_state, each, std::string_view(each) == tone);
    m_state->show();
}

void RunHeader::present(const Snapshot& snapshot)
{
    const auto& run = snapshot.report.run;
    m_isUnreadable = false;
    m_otherWriter = snapshot.isWrittenElsewhere ? snapshot.writer : std::nullopt;
    if (run.summary.id.isValid()) {
        m_stored = run.summary.state;
        m_subject->setText(text(run.summary.subject));
        m_details->setText(conditionsOf(run).join(" · "));
        QStringList more;
        if (run.model)
            for (const auto& input : run.model->inputs)
                more.push_back(text(input));
        const QString pace = isLive(run.summary.state) ? paceOf(snapshot.report) : QString();
        if (!pace.isEmpty())
            more.push_back(pace);
        m_details->setToolTip(more.join('\n'));
        m_state->setToolTip(pace);
    } else {
        m_stored.reset();
        m_subject->setText(tr("No run yet"));
        m_details->setText(tr("Start one with New run, or look at the example."));
        m_details->setToolTip({});
        m_state->setToolTip({});
    }
    if (m_isOwn && m_showsOwn) {
        if (m_progress) // a paused engine says nothing again after a look at another run
            showProgress(*m_progress);
    } else if (m_stored) {
        presentStored(run);
    } else {
        m_state->hide();
        m_doing->clear();
    }
    updateButtons();
}

void RunHeader::presentFailure(const QString& sentence)
{
    m_isUnreadable = true;
    if (!m_stored) {
        m_subject->setText(tr("This history cannot be read"));
        m_details->clear();
    }
    if (!m_isOwn || !m_showsOwn) { // whose engine speaks for itself
        setState(tr("Cannot be read"), "bad");
        m_doing->setText(sentence);
        m_doing->setToolTip(sentence);
    }
    updateButtons();
}

void RunHeader::presentStored(const store::RunDetails& run)
{
    const auto state = run.summary.state;
    const QString end = isLive(state) ? QString() : endOf(run.summary);
    setState(QString("%1 %2").arg(stateText(state, !m_otherWriter), end).trimmed(),
        state == store::RunState::Failed ? "bad"
            : isLive(state)              ? "good"
                                         : "calm");
    QString said = sentence(run.summary.summary);
    if (m_otherWriter && isLive(state))
        said = tr("process %1, last sign of life %2")
                   .arg(*m_otherWriter)
                   .arg(localTime(run.heartbeatAt, tr("HH:mm:ss")));
    else if (m_otherWriter)
        said = tr("%1 Process %2 works on another run of this history; it is read-only here.")
                   .arg(said)
                   .arg(*m_otherWriter);
    m_doing->setText(said);
    m_doing->setToolTip(said);
}

void RunHeader::showProgress(const engine::Progress& progress)
{
    m_progress = progress;
    if (!m_showsOwn)
        return;
    const bool isPaused = progress.phase == engine::Phase::Paused;
    // Only a search can be paused.
    const bool isPausing = m_pause->isChecked() && progress.phase == engine::Phase::Searching;
    setState(isPausing ? tr("Pausing") : wordOf(progress.phase), isPaused ? "calm" : "good");
    // A run that waits for disk space is paused too, and Resume would not help it.
    m_doing->setText(isPaused && m_pause->isChecked() ? tr("The next experiment waits for Resume.")
                                                      : sentence(progress.text));
    m_doing->setToolTip(m_doing->text());
    m_mostLeft = std::max(m_mostLeft, progress.left);
    m_left->setText(progress.left.count() > 0
            ? tr("%1 left").arg(duration(static_cast<double>(progress.left.count())))
            : QString());
    m_budget->setRange(0, static_cast<int>(std::max<std::int64_t>(1, m_mostLeft.count())));
    m_budget->setValue(static_cast<int>((m_mostLeft - progress.left).count()));
}

void RunHeader::setOwnRun(bool running, bool paused)
{
    if (running && !m_isOwn) {
        m_mostLeft = std::chrono::seconds(0);
        m_progress.reset();
    }
    m_isOwn = running;
    {
        const QSignalBlocker quiet(m_pause); // a run that ends paused leaves no pause to the next
        m_pause->setChecked(paused);
    }
    m_pause->setText(paused ? tr("Resume") : tr("Pause after this one"));
    if (m_isOwn && m_progress)
        showProgress(*m_progress);
    updateButtons();
}

void RunHeader::setHeld(bool held)
{
    m_hold->setChecked(held);
}

void RunHeader::setShowsOwnRun(bool shows)
{
    m_showsOwn = shows;
    updateButtons();
}

void RunHeader::updateButtons()
{
    const bool commands = m_isOwn && m_showsOwn;
    for (QWidget* widget :
        std::initializer_list<QWidget*> {m_pause, m_skip, m_hold, m_stop, m_left, m_budget})
        widget->setVisible(commands);
    const bool isFree = !m_isOwn && !m_otherWriter && !m_isUnreadable;
    m_new->setVisible(isFree);
    m_back->setVisible(m_isOwn && !m_showsOwn);
    m_resume->setVisible(isFree && !m_isReadOnly && m_stored && !isLive(*m_stored));
}

} // namespace autokernel::ui
