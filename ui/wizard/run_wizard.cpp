// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/run_wizard.h"

#include "ui/text.h"
#include "ui/wizard/budget_page.h"
#include "ui/wizard/drop_decision.h"
#include "ui/wizard/expectation.h"
#include "ui/wizard/inputs_page.h"
#include "ui/wizard/ladder_page.h"
#include "ui/wizard/model_page.h"
#include "ui/wizard/run_file.h"
#include "ui/wizard/step_button.h"
#include "ui/wizard/summary_page.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QMimeData>
#include <QScrollArea>

namespace autokernel::ui {
namespace {

QString titleOf(WizardStep step)
{
    switch (step) {
    case WizardStep::Model:
        return QObject::tr("Model");
    case WizardStep::Inputs:
        return QObject::tr("Inputs and device");
    case WizardStep::Budget:
        return QObject::tr("Budget");
    case WizardStep::Ladder:
        return QObject::tr("Free speed-ups");
    case WizardStep::Summary:
        return QObject::tr("Summary");
    }
    return {};
}

// The device as the history names it, or its id alone where the machine was not looked at yet.
std::string deviceOf(const RunDraft& draft, const SystemFactsPtr& facts)
{
    const auto id = draft.device.toStdString();
    if (facts && facts->hello)
        for (const auto& device : facts->hello->devices)
            if (device.id == id)
                return id + ' ' + device.name;
    return id + ' ';
}

} // namespace

RunWizard::RunWizard(Parts parts, RunDraft draft, QWidget* parent)
    : QDialog(parent)
    , m_parts(std::move(parts))
    , m_draft(std::move(draft))
    , m_modelPage(new ModelPage(m_parts.probe))
    , m_inputsPage(new InputsPage)
    , m_budgetPage(new BudgetPage)
    , m_ladderPage(new LadderPage(m_parts.ladder, m_parts.history))
    , m_summaryPage(new SummaryPage)
    , m_pages {m_modelPage, m_inputsPage, m_budgetPage, m_ladderPage, m_summaryPage}
    , m_stack(new QStackedWidget)
    , m_steps(new QButtonGroup(this))
    , m_problem(makeLabel({}, Type::Small))
    , m_back(new QPushButton(tr("Back")))
    , m_next(new QPushButton(tr("Next")))
    , m_start(new QPushButton(tr("Start")))
{
    setWindowTitle(tr("New run"));
    resize(900, 700);
    setAcceptDrops(true);
    for (auto* page : m_pages) {
        auto* scroll = new QScrollArea;
        scroll->setWidgetResizable(true);
        scroll->setWidget(page);
        m_stack->addWidget(scroll);
    }
    auto* right = new QVBoxLayout;
    right->setContentsMargins(12, 12, 12, 12);
    right->setSpacing(10);
    right->addWidget(m_stack, 1);
    right->addLayout(buildButtons());
    auto* all = new QHBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(buildRail());
    all->addLayout(right, 1);
    connectAll();
    if (m_parts.check.facts())
        m_inputsPage->showDevices(*m_parts.check.facts());
    showStep(WizardStep::Model);
    m_modelPage->focusChoice();
}

RunWizard::~RunWizard()
{
    m_parts.probe.cancel();
    m_parts.ladder.cancel();
}

QWidget* RunWizard::buildRail()
{
    auto* rail = new QFrame;
    rail->setObjectName("rail");
    rail->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    auto* layout = new QVBoxLayout(rail);
    layout->setContentsMargins(8, 12, 8, 12);
    layout->setSpacing(3);
    for (const auto step : kWizardSteps) {
        auto* button = new StepButton(static_cast<int>(step) + 1, titleOf(step));
        m_steps->addButton(button, static_cast<int>(step));
        layout->addWidget(button);
    }
    layout->addStretch();
    connect(m_steps, &QButtonGroup::idClicked, this,
        [this](int id) { showStep(static_cast<WizardStep>(id)); });
    return rail;
}

QLayout* RunWizard::buildButtons()
{
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    m_problem->setObjectName("problem");
    m_problem->setWordWrap(true);
    setFlag(*m_problem, "problem", true);
    buttons->addWidget(m_problem, 1);
    auto* cancel = new QPushButton(tr("Cancel"));
    for (auto* button : {cancel, m_back, m_next, m_start}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    m_start->setProperty("primary", true);
    m_next->setProperty("primary", true);
    m_start->setObjectName("start");
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_back, &QPushButton::clicked, this, [this] { move(-1); });
    connect(m_next, &QPushButton::clicked, this, [this] { move(1); });
    connect(m_start, &QPushButton::clicked, this, &RunWizard::start);
    return buttons;
}

void RunWizard::connectAll()
{
    for (auto* page : m_pages)
        connect(page, &WizardPage::edited, this, [this, page] { take(*page); });
    connect(m_modelPage, &ModelPage::fileKnown, this, &RunWizard::refresh);
    connect(m_modelPage, &ModelPage::typesKnown, this,
        [this] { m_inputsPage->showTypes(m_modelPage->kernelTypes()); });
    connect(m_modelPage, &ModelPage::readWanted, this, [this] {
        if (const auto config = modelConfigOf(m_draft))
            m_parts.probe.read(*config);
        else
            m_modelPage->showProblem(text(config.error().message));
    });
    connect(&m_parts.probe, &ModelProbe::ready, this, [this](const protocol::ModelInfo& model) {
        m_model = model;
        m_inputsPage->showModel(&*m_model);
    });
    connect(&m_parts.check, &SystemCheck::changed, this, [this](const SystemFactsPtr& facts) {
        m_inputsPage->showDevices(*facts);
        refresh();
    });
    connect(m_summaryPage, &SummaryPage::saveWanted, this, &RunWizard::save);
    connect(m_summaryPage, &SummaryPage::loadWanted, this, &RunWizard::load);
}

void RunWizard::take(WizardPage& page)
{
    const auto before = m_draft;
    page.write(m_draft);
    const bool isSameModel = before.subject == m_draft.subject && before.file == m_draft.file
        && before.example == m_draft.example && before.className == m_draft.className;
    if (!isSameModel)
        forgetModel();
    refresh();
}

// What was read, or is being read, is of a model that the draft no longer names.
void RunWizard::forgetModel()
{
    m_parts.probe.cancel();
    m_modelPage->showUnread();
    m_model.reset();
    m_inputsPage->showModel(nullptr);
}

void RunWizard::showStep(WizardStep step)
{
    const auto index = static_cast<std::size_t>(step);
    m_pages[index]->showDraft(m_draft);
    m_stack->setCurrentIndex(static_cast<int>(index));
    m_steps->button(static_cast<int>(index))->setChecked(true);
    refresh();
}

WizardStep RunWizard::step() const
{
    return static_cast<WizardStep>(m_stack->currentIndex());
}

void RunWizard::move(int by)
{
    const int to = m_stack->currentIndex() + by;
    if (to >= 0 && to < static_cast<int>(kWizardSteps.size()))
        showStep(static_cast<WizardStep>(to));
}

QString RunWizard::problemOn(WizardStep step) const
{
    const auto problem = problemOf(m_draft, step);
    const bool isFile = step == WizardStep::Model && m_draft.subject == RunDraft::Subject::File;
    return problem.isEmpty() && isFile ? m_modelPage->fileProblem() : problem;
}

QString RunWizard::problem() const
{
    for (const auto step : kWizardSteps)
        if (auto sentence = problemOn(step); !sentence.isEmpty())
            return sentence;
    return {};
}

void RunWizard::refresh()
{
    for (const auto each : kWizardSteps)
        static_cast<StepButton*>(m_steps->button(static_cast<int>(each)))
            ->setProblem(problemOn(each));
    const bool isLast = step() == WizardStep::Summary;
    // A page says what is wrong with it; the last one, what is wrong anywhere.
    setFlag(*m_problem, "problem", true);
    m_problem->setText(isLast ? problem() : problemOn(step()));
    m_back->setEnabled(step() != WizardStep::Model);
    m_next->setVisible(!isLast);
    m_start->setVisible(isLast);
    m_start->setEnabled(problem().isEmpty());
    const auto kind = m_draft.subject == RunDraft::Subject::Kernel ? store::RunKind::Kernel
                                                                   : store::RunKind::Model;
    const auto expected = expectationOf(m_draft,
        rateOf(m_parts.runs, kind, deviceOf(m_draft, m_parts.check.facts())), QTime::currentTime());
    m_budgetPage->showExpectation(expected);
    m_summaryPage->showExpectation(expected);
}

void RunWizard::useDraft(RunDraft draft)
{
    m_draft = std::move(draft);
    forgetModel();
    for (auto* page : m_pages) // a hidden page must not write back what the last draft said
        page->showDraft(m_draft);
    refresh();
}

void RunWizard::save()
{
    const auto config = configOf(m_draft);
    const QString file
        = QFileDialog::getSaveFileName(this, tr("Save the run"), "run.toml", tr("Runs (*.toml)"));
    if (file.isEmpty() || !config)
        return;
    m_files.start([path = file.toStdString(), config = *config](std::stop_token,
                      const Background::Say&) { return saveRunFile(path, config); },
        [this, file](const Result<void>& saved) {
            setFlag(*m_problem, "problem", !saved);
            m_problem->setText(saved ? tr("Saved as %1.").arg(file) : text(saved.error().message));
        });
}

void RunWizard::load()
{
    const QString file
        = QFileDialog::getOpenFileName(this, tr("Load a run"), {}, tr("Runs (*.toml)"));
    if (!file.isEmpty())
        useFile(file.toStdString());
}

void RunWizard::useFile(const std::filesystem::path& path)
{
    struct Found
    {
        FileFacts facts;
        Result<RunDraft> draft;
    };
    m_files.start(
        [path, draft = m_draft](std::stop_token, const Background::Say&) -> Found {
            auto facts = lookAtFile(path);
            const auto decision = decideDrop(facts);
            switch (decision.act) {
            case DropDecision::Act::LoadRun:
                return {std::move(facts), loadRunFile(path)};
            case DropDecision::Act::UseModel:
            case DropDecision::Act::UseKernel: {
                auto with = draftWith(draft, facts);
                return {std::move(facts), std::move(with)};
            }
            default:
                break;
            }
            const auto sentence = decision.act == DropDecision::Act::Refuse
                ? decision.sentence
                : tr("That is a history: drop it on the main window.");
            return {std::move(facts),
                fail(Error {ErrorCode::InvalidInput, sentence.toStdString(), {}})};
        },
        [this](Found found) {
            if (!found.draft) {
                setFlag(*m_problem, "problem", true);
                m_problem->setText(text(found.draft.error().message));
                return;
            }
            useDraft(std::move(*found.draft));
            if (!found.facts.types.empty() || found.facts.kind != FileKind::RunToml)
                showStep(WizardStep::Model);
        });
}

void RunWizard::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void RunWizard::dropEvent(QDropEvent* event)
{
    const auto urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.front().isLocalFile())
        return useFile(urls.front().toLocalFile().toStdString());
    m_problem->setText(urls.size() > 1 ? refusalOfMany() : refusalOfNoFile());
}

void RunWizard::start()
{
    auto config = configOf(m_draft);
    if (!config)
        return refresh();
    m_config = std::move(*config);
    accept();
}

} // namespace autokernel::ui
