// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/summary_page.h"

#include "ui/english_plurals.h"
#include "ui/figures.h"
#include "ui/names.h"

#include "engine/run_toml.h"

#include <QApplication>
#include <QClipboard>
#include <QFileInfo>
#include <QThread>

namespace autokernel::ui {
namespace {

constexpr int kCommandLines = 3;
using Fact = std::pair<QString, QString>;

QString subjectOf(const RunDraft& draft)
{
    switch (draft.subject) {
    case RunDraft::Subject::Example:
        return QObject::tr("the example %1").arg(draft.example);
    case RunDraft::Subject::File:
        return draft.isPython()
            ? QObject::tr("class %1 of %2").arg(draft.className, QFileInfo(draft.file).fileName())
            : QFileInfo(draft.file).fileName();
    case RunDraft::Subject::Kernel:
        return QObject::tr("the kernel type %1, variant %2").arg(draft.kernel, draft.variant);
    }
    return {};
}

QString inputsOf(const RunDraft& draft)
{
    if (draft.subject == RunDraft::Subject::Kernel)
        return draft.shape.isEmpty() ? QObject::tr("the type's scoring shape") : draft.shape;
    return draft.inputs.isEmpty() ? QObject::tr("the model's own") : draft.inputs;
}

QString machineOf(const RunDraft& draft)
{
    const QString threads = draft.threads > 0
        ? QObject::tr("%n thread(s)", nullptr, draft.threads)
        : QObject::tr("all cores (%1)").arg(QThread::idealThreadCount());
    return QObject::tr("%1, %2, %3, seed %4")
        .arg(draft.device, draft.dtype, threads)
        .arg(draft.seed);
}

QString endOf(const RunDraft& draft)
{
    QStringList limits;
    if (draft.hasDuration)
        limits << QObject::tr("after %1").arg(draft.duration);
    if (draft.hasClock)
        limits << QObject::tr("at %1").arg(draft.clock);
    if (draft.hasExperiments)
        limits << QObject::tr("after %1 experiment(s)", nullptr, pluralOf(draft.experiments))
                      .arg(grouped(draft.experiments));
    return limits.join(QObject::tr(", or "));
}

QString proposersOf(const RunDraft& draft)
{
    QStringList names;
    for (const auto& mutator : draft.mutators)
        names.push_back(mutatorName(mutator.toStdString()));
    return names.join(QObject::tr(", "));
}

std::vector<Fact> factsOf(const RunDraft& draft)
{
    const bool isModel = draft.subject != RunDraft::Subject::Kernel;
    std::vector<Fact> facts {{QObject::tr("Runs faster"), subjectOf(draft)},
        {QObject::tr("Inputs"), inputsOf(draft)}, {QObject::tr("Machine"), machineOf(draft)},
        {QObject::tr("Ends"), endOf(draft)}, {QObject::tr("Proposed by"), proposersOf(draft)},
        {QObject::tr("Free speed-ups"),
            draft.withLadder ? QObject::tr("measured at the start") : QObject::tr("left out")}};
    if (isModel)
        facts.emplace_back(QObject::tr("Your own test"),
            draft.accept.isEmpty() ? QObject::tr("none") : draft.accept);
    facts.emplace_back(QObject::tr("Then"),
        isModel ? QObject::tr("profiles, searches, puts winners into the model, checks its outputs "
                              "against float64 and times it end to end")
                : QObject::tr("searches, checks in five stages, confirms in fresh processes"));
    return facts;
}

} // namespace

SummaryPage::SummaryPage(QWidget* parent)
    : WizardPage(parent)
    , m_rows(new QGridLayout)
    , m_expectation(makeLabel({}))
    , m_command(new QPlainTextEdit)
    , m_copy(new QPushButton(tr("&Copy")))
    , m_save(new QPushButton(tr("&Save run.toml…")))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    auto* card = new Card(tr("The run"));
    auto* load = new QPushButton(tr("&Load run.toml…"));
    card->controls().addWidget(load);
    card->controls().addWidget(m_save);
    m_rows->setHorizontalSpacing(16);
    m_rows->setVerticalSpacing(8);
    m_rows->setColumnStretch(1, 1);
    card->body().addLayout(m_rows);
    m_expectation->setWordWrap(true);
    card->body().addWidget(m_expectation);
    layout->addWidget(card);

    auto* same = new Card;
    same->setTitle(
        tr("The same in a terminal"), tr("or as run.toml: its keys are the flags' names"));
    same->controls().addWidget(m_copy);
    m_command->setReadOnly(true);
    m_command->setFont(codeFont());
    m_command->setAccessibleName(tr("Command line"));
    m_command->setFixedHeight(m_command->fontMetrics().lineSpacing() * (kCommandLines + 1));
    same->body().addWidget(m_command);
    layout->addWidget(same);
    layout->addWidget(
        makeLabel(tr("It can be paused, stopped and continued at any time; nothing of it is lost."),
            Type::Small, true));
    layout->addStretch(1);
    connect(m_copy, &QPushButton::clicked, this,
        [this] { QApplication::clipboard()->setText(command()); });
    connect(m_save, &QPushButton::clicked, this, &SummaryPage::saveWanted);
    connect(load, &QPushButton::clicked, this, &SummaryPage::loadWanted);
}

void SummaryPage::showDraft(const RunDraft& draft)
{
    while (auto* item = m_rows->takeAt(0)) {
        if (auto* widget = item->widget())
            widget->deleteLater();
        delete item;
    }
    int row = 0;
    for (const auto& [name, value] : factsOf(draft)) {
        m_rows->addWidget(makeLabel(name, Type::Body, true), row, 0, Qt::AlignTop);
        auto* label = makeLabel(value);
        label->setWordWrap(true);
        m_rows->addWidget(label, row++, 1);
    }
    const auto config = configOf(draft);
    m_command->setPlainText(config ? text(engine::runCommand(*config)) : QString());
    for (auto* button : {m_copy, m_save})
        button->setEnabled(config.has_value());
}

void SummaryPage::showExpectation(const QString& sentence)
{
    m_expectation->setText(sentence.isEmpty() ? QString() : tr("Expected: %1.").arg(sentence));
}

} // namespace autokernel::ui
