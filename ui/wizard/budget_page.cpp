// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/budget_page.h"

#include <QGridLayout>
#include <QPushButton>
#include <limits>

namespace autokernel::ui {
namespace {

QLabel* remark(const QString& content)
{
    auto* label = makeLabel(content, Type::Small, true);
    label->setWordWrap(true);
    return label;
}

constexpr const char* kClockFormat = "HH:mm";

// A mutator that is newer than these words shows its own name.
QString labelOf(const QString& mutator)
{
    return mutator == "parameters"
        ? QObject::tr("&Parameter search: other tile sizes, vector widths, unrolling")
        : mutator == "structure"
        ? QObject::tr("Re&writes of the structure: loops, unrolling, prefetches")
        : mutator == "crossover" ? QObject::tr("&Crossovers: the parameters of two good ones mixed")
                                 : mutator;
}

} // namespace

BudgetPage::BudgetPage(QWidget* parent)
    : WizardPage(parent)
    , m_hasDuration(new QCheckBox(tr("&For")))
    , m_duration(new QLineEdit)
    , m_hasClock(new QCheckBox(tr("&Until")))
    , m_clock(new QTimeEdit)
    , m_hasExperiments(new QCheckBox(tr("&After")))
    , m_experiments(new QSpinBox)
    , m_expectation(makeLabel({}))
    , m_accept(new QLineEdit)
    , m_acceptHint(remark(tr("A shell command that tests the optimised model; "
                             "$AUTOKERNEL_PACKAGE is its folder. Only exit code 0 lets the result "
                             "count as verified.")))
    , m_withLadder(new QCheckBox(tr("&Measure what PyTorch gives for free at the start")))
{
    m_withLadder->setToolTip(tr("The whole model in each way that needs no kernel of ours: eager, "
                                "TorchScript, torch.compile. The result is set against the "
                                "fastest of them."));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    buildBudget(*layout);
    buildSearch(*layout);
    buildProtection(*layout);
    layout->addStretch(1);
    for (auto* check : {m_hasDuration, m_hasClock, m_hasExperiments, m_withLadder})
        connect(check, &QCheckBox::toggled, this, [this] {
            enableRows();
            tellEdited();
        });
    for (auto* line : {m_duration, m_accept})
        connect(line, &QLineEdit::textChanged, this, &BudgetPage::tellEdited);
    connect(m_clock, &QTimeEdit::timeChanged, this, &BudgetPage::tellEdited);
    connect(m_experiments, &QSpinBox::valueChanged, this, &BudgetPage::tellEdited);
}

void BudgetPage::buildBudget(QBoxLayout& layout)
{
    m_duration->setAccessibleName(tr("Duration"));
    m_duration->setToolTip(tr("for instance 90s, 15m, 8h or 1h30m; everything included"));
    for (auto* field : std::initializer_list<QAbstractSpinBox*> {m_clock, m_experiments})
        field->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_clock->setDisplayFormat(kClockFormat);
    m_clock->setAccessibleName(tr("Time of day"));
    m_experiments->setRange(1, std::numeric_limits<int>::max());
    m_experiments->setSuffix(tr(" experiments"));
    m_experiments->setAccessibleName(tr("Number of experiments"));
    auto* card = new Card;
    card->setTitle(tr("How long?"), tr("the first limit that is reached ends the search"));
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    int row = 0;
    for (const auto& [check, field] :
        std::initializer_list<std::pair<QCheckBox*, QWidget*>> {{m_hasDuration, m_duration},
            {m_hasClock, m_clock}, {m_hasExperiments, m_experiments}}) {
        grid->addWidget(check, row, 0);
        grid->addWidget(field, row++, 1);
    }
    auto* presets = new QHBoxLayout;
    presets->setSpacing(8);
    for (const char* preset : {"15m", "1h", "8h"}) {
        auto* button = new QPushButton(preset);
        connect(button, &QPushButton::clicked, this, [this, preset] {
            m_hasDuration->setChecked(true);
            m_duration->setText(preset);
        });
        presets->addWidget(button);
    }
    presets->addStretch();
    grid->addLayout(presets, 0, 2);
    grid->setColumnStretch(2, 1);
    card->body().addLayout(grid);
    m_expectation->setWordWrap(true);
    card->body().addWidget(m_expectation);
    card->body().addWidget(m_withLadder);
    layout.addWidget(card);
}

void BudgetPage::buildSearch(QBoxLayout& layout)
{
    auto* card = new Card;
    card->setTitle(tr("Who proposes?"), tr("whoever finds faster kernels gets more turns"));
    for (const auto& name : RunDraft().mutators) {
        auto* check = new QCheckBox(labelOf(name));
        check->setObjectName(name);
        connect(check, &QCheckBox::toggled, this, &BudgetPage::tellEdited);
        card->body().addWidget(check);
        m_mutators.emplace_back(name, check);
    }
    layout.addWidget(card);
}

void BudgetPage::buildProtection(QBoxLayout& layout)
{
    auto* card = new Card(tr("What must not break?"));
    card->body().addWidget(remark(
        tr("Outputs: judged against float64 and PyTorch's own error, by the class that each "
           "kernel type's specification names. No run can loosen that. Inputs, outputs and "
           "their layouts stay as the model has them; weights are repacked only in copies.")));
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    auto* label = makeLabel(tr("Your own &test"));
    label->setBuddy(m_accept);
    m_accept->setAccessibleName(tr("Your own test"));
    m_accept->setPlaceholderText(tr("optional, for instance: python check.py"));
    row->addWidget(label);
    row->addWidget(m_accept, 1);
    card->body().addLayout(row);
    card->body().addWidget(m_acceptHint);
    layout.addWidget(card);
}

void BudgetPage::showDraft(const RunDraft& draft)
{
    m_isShowing = true;
    m_hasDuration->setChecked(draft.hasDuration);
    m_duration->setText(draft.duration);
    m_hasClock->setChecked(draft.hasClock);
    if (const auto clock = QTime::fromString(draft.clock, kClockFormat); clock.isValid())
        m_clock->setTime(clock);
    m_hasExperiments->setChecked(draft.hasExperiments);
    m_experiments->setValue(draft.experiments);
    for (const auto& [name, check] : m_mutators)
        check->setChecked(draft.mutators.contains(name));
    m_accept->setText(draft.accept);
    m_withLadder->setChecked(draft.withLadder);
    // A kernel has no package that a test could load.
    m_accept->setEnabled(draft.subject != RunDraft::Subject::Kernel);
    enableRows();
    m_isShowing = false;
}

void BudgetPage::write(RunDraft& draft) const
{
    draft.hasDuration = m_hasDuration->isChecked();
    draft.duration = m_duration->text().trimmed();
    draft.hasClock = m_hasClock->isChecked();
    draft.clock = m_clock->time().toString(kClockFormat);
    draft.hasExperiments = m_hasExperiments->isChecked();
    draft.experiments = m_experiments->value();
    draft.mutators.clear();
    for (const auto& [name, check] : m_mutators)
        if (check->isChecked())
            draft.mutators << name;
    draft.accept = m_accept->text().trimmed();
    draft.withLadder = m_withLadder->isChecked();
}

void BudgetPage::showExpectation(const QString& sentence)
{
    m_expectation->setText(sentence.isEmpty() ? QString() : tr("Expected: %1.").arg(sentence));
    m_expectation->setVisible(!sentence.isEmpty());
}

void BudgetPage::enableRows()
{
    m_duration->setEnabled(m_hasDuration->isChecked());
    m_clock->setEnabled(m_hasClock->isChecked());
    m_experiments->setEnabled(m_hasExperiments->isChecked());
}

} // namespace autokernel::ui
