// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style.h"
#include "ui/wizard/ladder_page.h"
#include "ui/wizard/run_file.h"
#include "ui/wizard/run_wizard.h"
#include "ui/wizard/step_button.h"
#include "ui/wizard/summary_page.h"

#include "base/files.h"
#include "engine/run_toml.h"
#include "store/history_reader.h"
#include "support/fake_model_worker.h"

#include <gmock/gmock.h>

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QTableWidget>
#include <QTest>

namespace autokernel::ui {
namespace {

// Answers like a worker with a model of two rungs; the second is the faster one.
class WizardWorker final : public engine::WorkerLink
{
public:
    explicit WizardWorker(std::optional<Error> failure)
        : m_failure(std::move(failure))
    {
        m_model.rungs = {{"torch_compile", {2, true}}, {"torchscript_frozen", {3, false}}};
    }
    Result<protocol::Hello> hello(const std::stop_token& stop) override
    {
        return m_model.hello(stop);
    }
    Result<Json> call(
        const std::string& op, Json fields, const engine::CallOptions& options) override
    {
        if (m_failure)
            return fail(*m_failure);
        if (op == "model_ladder" && options.progress) {
            options.progress("loading eager", 0.1);
            options.progress("compiling torch_compile", 0.3);
            options.progress("timing the free rungs, round 1", 0.8);
        }
        AK_ASSIGN(auto answer, m_model.call(op, std::move(fields), options));
        if (op == "load_model")
            answer["inputs"] = {"ids int64[1,128]"};
        if (op == "model_ladder")
            for (auto& rung : answer.at("rungs"))
                rung["recipe"] = {"use(" + rung.at("name").get<std::string>() + ")"};
        return answer;
    }

private:
    std::optional<Error> m_failure;
    support::FakeModelWorker m_model {[](const auto&) { return 1e6; }, {}};
};

class RunWizardTest : public testing::Test
{
protected:
    RunWizardTest()
        : m_workers([this](const engine::WorkerCommand&) {
            return std::make_unique<WizardWorker>(m_failure);
        })
        , m_probe(m_workers)
        , m_ladder(m_workers)
        , m_check(m_workers)
    {
    }

    std::unique_ptr<RunWizard> wizard(RunDraft draft = {})
    {
        auto made = std::make_unique<RunWizard>(
            RunWizard::Parts {m_probe, m_ladder, m_check, m_folder.path() / "history.db", {}},
            std::move(draft));
        made->show();
        return made;
    }

    template <typename T> static T* named(const QDialog& dialog, const QString& accessibleName)
    {
        for (auto* widget : dialog.findChildren<T*>())
            if (widget->accessibleName() == accessibleName)
                return widget;
        ADD_FAILURE() << "no widget called " << accessibleName.toStdString();
        return nullptr;
    }
    static QAbstractButton* button(const QDialog& dialog, const QString& text)
    {
        for (auto* each : dialog.findChildren<QAbstractButton*>())
            if (each->text().remove('&') == text)
                return each;
        ADD_FAILURE() << "no button " << text.toStdString();
        return nullptr;
    }
    static QString problemShown(const RunWizard& wizard)
    {
        return wizard.findChild<QLabel*>("problem")->text();
    }
    std::filesystem::path write(const std::string& name, const std::string& bytes) const
    {
        EXPECT_TRUE(writeFileAtomically(m_folder.path() / name, bytes));
        return m_folder.path() / name;
    }

    std::optional<Error> m_failure;
    TemporaryDirectory m_folder;
    WorkerMaker m_workers;
    ModelProbe m_probe;
    LadderSession m_ladder;
    SystemCheck m_check;
};

void drop(RunWizard& wizard, const std::vector<std::filesystem::path>& files)
{
    QMimeData data;
    QList<QUrl> urls;
    for (const auto& file : files)
        urls << QUrl::fromLocalFile(QString::fromStdString(file.string()));
    data.setUrls(urls);
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&wizard, &enter);
    QDropEvent event({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&wizard, &event);
}

TEST_F(RunWizardTest, isDrivenToAConfiguration)
{
    const auto file = write("net.py", "import torch\nclass Net(torch.nn.Module):\n    pass\n");
    auto made = wizard();
    button(*made, "A file of yours")->click();
    QTest::keyClicks(named<QLineEdit>(*made, "Model file"), QString::fromStdString(file.string()));
    ASSERT_TRUE(QTest::qWaitFor([&] { return made->draft().className == "Net"; }))
        << "the class is read out of the file";
    button(*made, "Next")->click();
    ASSERT_EQ(made->step(), WizardStep::Inputs);
    QTest::keyClicks(named<QLineEdit>(*made, "Inputs"), "1,64");
    button(*made, "Next")->click();
    button(*made, "15m")->click();
    button(*made, "Next")->click();
    ASSERT_EQ(made->step(), WizardStep::Ladder) << "optional: one may go on";
    button(*made, "Next")->click();
    ASSERT_EQ(made->step(), WizardStep::Summary);
    EXPECT_EQ(made->problem(), "");
    button(*made, "Start")->click();
    EXPECT_EQ(made->result(), QDialog::Accepted);
    EXPECT_EQ(engine::runCommand(made->config()),
        "autokernel-cli run " + file.string() + " --class Net --input 1,64 --dtype fp32 --for 15m");
}

TEST_F(RunWizardTest, everyLabelsKeyReachesAField)
{
    int keys = 0;
    const auto wizard = this->wizard();
    for (const auto* label : wizard->findChildren<QLabel*>())
        if (const auto* field = label->buddy()) {
            EXPECT_NE(field->focusPolicy(), Qt::NoFocus) << label->text().toStdString();
            ++keys;
        }
    EXPECT_GT(keys, 5);
}

TEST_F(RunWizardTest, whatIsWrongIsSaidWhereItIsWrongAndKeepsTheRunFromStarting)
{
    auto made = wizard();
    made->showStep(WizardStep::Budget);
    auto* duration = named<QLineEdit>(*made, "Duration");
    duration->clear();
    QTest::keyClicks(duration, "soon");
    EXPECT_TRUE(problemShown(*made).contains("'soon' is not a duration"));
    made->showStep(WizardStep::Model);
    EXPECT_EQ(problemShown(*made), "");
    made->showStep(WizardStep::Summary);
    EXPECT_TRUE(problemShown(*made).contains("soon"));
    EXPECT_FALSE(made->findChild<QPushButton*>("start")->isEnabled());
}

TEST_F(RunWizardTest, aFileThatIsNoModelExplainsItself)
{
    auto made = wizard();
    button(*made, "A file of yours")->click();
    named<QLineEdit>(*made, "Model file")
        ->setText(QString::fromStdString(write("w.pt", "PK\3\4 a/data.pkl a/version").string()));
    ASSERT_TRUE(QTest::qWaitFor([&] {
        return made->problem().contains("without the model's code");
    })) << made->problem().toStdString();
    drop(*made, {write("a.txt", "text")});
    ASSERT_TRUE(QTest::qWaitFor(
        [&] { return problemShown(*made).contains("nothing that AutoKernel can open"); }));
    drop(*made, {write("b.txt", "text"), write("c.txt", "text")});
    EXPECT_TRUE(problemShown(*made).contains("One at a time"));
}

TEST_F(RunWizardTest, aDroppedRunFileFillsEveryPageAndComesOutTheSame)
{
    const auto file = write("run.toml",
        "example = \"bert-base\"\ninput = [\"int:1,32\", \"int:1,32\"]\nthreads = 1\nseed = 7\n"
        "until = \"06:30\"\nexperiments = 40\naccept = \"true\"\nno-ladder = true\n");
    auto made = wizard();
    drop(*made, {file});
    ASSERT_TRUE(QTest::qWaitFor([&] { return made->draft().example == "bert-base"; }));
    for (const auto step : kWizardSteps)
        made->showStep(step); // none of them changes what it shows
    EXPECT_FALSE(made->findChild<QCheckBox*>()->isChecked()) << "it says no duration";
    const auto stored = engine::loadRunToml(file);
    const auto config = configOf(made->draft());
    ASSERT_TRUE(stored && config);
    EXPECT_EQ(engine::runToml(*config), engine::runToml(*stored));
    const auto again = m_folder.path() / "again.toml";
    ASSERT_TRUE(saveRunFile(again, *config));
    EXPECT_EQ(engine::runToml(*engine::loadRunToml(again)), engine::runToml(*stored));
}

TEST_F(RunWizardTest, theModelIsReadByAWorkerOnDemand)
{
    auto made = wizard();
    button(*made, "Read the model")->click();
    auto* reading = made->findChild<QLabel*>("reading");
    ASSERT_TRUE(QTest::qWaitFor([&] { return reading->text().contains("toy model"); }));
    made->showStep(WizardStep::Inputs);
    EXPECT_EQ(named<QLineEdit>(*made, "Inputs")->placeholderText(), "ids int64[1,128]");
    m_failure = Error {ErrorCode::InvalidInput, "The model takes 2 inputs.", {}};
    made->showStep(WizardStep::Model);
    button(*made, "Read the model")->click();
    ASSERT_TRUE(QTest::qWaitFor([&] { return reading->text() == "The model takes 2 inputs."; }));
}

TEST_F(RunWizardTest, whatIsReadOrMeasuredOfAnotherModelIsNotShown)
{
    auto made = wizard();
    const auto before = named<QLineEdit>(*made, "Inputs")->placeholderText();
    button(*made, "Read the model")->click();
    named<QComboBox>(*made, "Example")->setCurrentIndex(1); // while it is read
    EXPECT_FALSE(m_probe.isBusy());
    QTest::qWait(200);
    EXPECT_TRUE(made->findChild<QLabel*>("reading")->text().startsWith("Not read yet"));
    EXPECT_EQ(named<QLineEdit>(*made, "Inputs")->placeholderText(), before);

    made->showStep(WizardStep::Ladder);
    button(*made, "Measure")->click();
    made->showStep(WizardStep::Model);
    named<QComboBox>(*made, "Example")->setCurrentIndex(0); // while it is measured
    made->showStep(WizardStep::Ladder);
    EXPECT_FALSE(m_ladder.isBusy());
    QTest::qWait(200);
    const auto* rungs = named<QTableWidget>(*made, "Free speed-ups");
    ASSERT_GT(rungs->rowCount(), 0) << "what will be measured";
    for (int row = 0; row < rungs->rowCount(); ++row)
        EXPECT_EQ(rungs->item(row, 1)->text(), "not measured yet");
    EXPECT_TRUE(button(*made, "Measure again")->isEnabled());
}

TEST_F(RunWizardTest, whoProposesIsChosen)
{
    auto made = wizard();
    made->showStep(WizardStep::Budget);
    for (const char* name : {"structure", "crossover"})
        made->findChild<QCheckBox*>(name)->click();
    EXPECT_EQ(configOf(made->draft())->mutators, std::vector<std::string> {"parameters"});
    made->findChild<QCheckBox*>("parameters")->click();
    EXPECT_TRUE(problemShown(*made).contains("who proposes"));
}

TEST_F(RunWizardTest, kernelTypesAreOfferedWithTheirShapes)
{
    auto made = wizard();
    button(*made, "A single kernel")->click();
    auto* kernels = named<QComboBox>(*made, "Kernel type");
    ASSERT_TRUE(QTest::qWaitFor([&] { return kernels->findData("layernorm") >= 0; }));
    kernels->setCurrentIndex(kernels->findData("layernorm"));
    EXPECT_EQ(made->draft().kernel, "layernorm");
    const auto config = configOf(made->draft());
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->target->type, "layernorm");
}

TEST_F(RunWizardTest, theFastestRungThatAnswersRightlyIsShownWithItsLines)
{
    auto made = wizard();
    made->showStep(WizardStep::Ladder);
    button(*made, "Measure")->click();
    auto* recipe = named<QPlainTextEdit>(*made, "Lines of Python");
    ASSERT_TRUE(QTest::qWaitFor([&] { return recipe->isVisible(); }));
    EXPECT_EQ(recipe->toPlainText(), "use(torch_compile)");
    const auto* table = named<QTableWidget>(*made, "Free speed-ups");
    ASSERT_EQ(table->rowCount(), 3);
    for (int row = 0; row < table->rowCount(); ++row)
        EXPECT_EQ(table->item(row, 0)->font().weight() == QFont::DemiBold,
            table->item(row, 0)->text() == "torch.compile");
    const auto reader = store::HistoryReader::open(m_folder.path() / "history.db");
    ASSERT_TRUE(reader) << reader.error().message;
    EXPECT_EQ(reader->runs()->front().kind, store::RunKind::Ladder);

    made->showStep(WizardStep::Model);
    named<QComboBox>(*made, "Example")->setCurrentIndex(1);
    made->showStep(WizardStep::Ladder);
    EXPECT_EQ(table->item(0, 1)->text(), "not measured yet") << "those were another model's";
}

TEST_F(RunWizardTest, aLadderThatFailsSaysWhy)
{
    m_failure = Error {ErrorCode::RuntimeError, "The original model does not run.", {}};
    auto made = wizard();
    made->showStep(WizardStep::Ladder);
    button(*made, "Measure")->click();
    auto* sentence = made->findChild<QLabel*>("ladder sentence");
    EXPECT_TRUE(
        QTest::qWaitFor([&] { return sentence->text() == "The original model does not run."; }));
    EXPECT_TRUE(button(*made, "Measure again")->isVisible());
}

protocol::Rung rungOf(const char* name, std::vector<double> nanoseconds)
{
    protocol::Rung rung;
    rung.name = rung.samples.name = name;
    rung.samples.nanoseconds = std::move(nanoseconds);
    rung.samples.correct = true;
    return rung;
}

TEST(LadderRows, whatIsWithinTheSpreadIsNotSimplyTheFastest)
{
    const std::vector<double> slow {100, 102, 104, 106, 108, 110, 112, 114};
    protocol::ModelLadder ladder {
        {rungOf("eager", slow), rungOf("torch_compile", {99, 101, 103, 105, 107, 109, 111, 113})}};
    EXPECT_EQ(ladderRows(ladder)[1].remark, "the fastest, within the spread");
    ladder.rungs[1] = rungOf("torch_compile", {50, 51, 52, 53, 54, 55, 56, 57});
    EXPECT_EQ(ladderRows(ladder)[1].remark, "the fastest");
}

TEST(LadderProgress, followsWhatTheWorkerSays)
{
    LadderProgress progress;
    progress.say("evaluating the original model");
    EXPECT_TRUE(progress.rows().empty());
    EXPECT_EQ(progress.sentence("evaluating the original model"), "evaluating the original model");
    progress.say("loading eager");
    progress.say("compiling torch_compile");
    ASSERT_EQ(progress.rows().size(), 2U);
    EXPECT_EQ(progress.rows()[1].name, "torch.compile") << "as its makers call it";
    EXPECT_EQ(progress.rows()[0].time, "ready");
    EXPECT_EQ(progress.rows()[1].time, "being prepared");
    progress.say("timing the free rungs, round 4");
    EXPECT_EQ(progress.rows()[0].time, "being timed, round 4");
    EXPECT_EQ(progress.sentence("timing the free rungs, round 4"), "timing them in turn, round 4");
}

// A stop ends what runs, and what it still says reaches nobody.
TEST(Background, aCancelledPieceIsAskedToStopAndNotHeard)
{
    Background background;
    std::atomic<bool> wasStopped {false};
    bool wasHeard = false;
    background.start(
        [&](std::stop_token stop, const Background::Say& say) {
            while (!stop.stop_requested())
                std::this_thread::yield();
            say([&] { wasHeard = true; });
            return wasStopped = true;
        },
        [&](bool) { wasHeard = true; });
    background.cancel();
    EXPECT_FALSE(background.isBusy());
    ASSERT_TRUE(QTest::qWaitFor([&] { return wasStopped.load(); }));
    QTest::qWait(20);
    EXPECT_FALSE(wasHeard);
}

TEST(Background, theLaterPieceTakesThePlaceOfTheEarlierOne)
{
    Background background;
    std::vector<int> heard;
    for (const int value : {1, 2, 3})
        background.start([value](std::stop_token, const Background::Say&) { return value; },
            [&](int each) { heard.push_back(each); });
    ASSERT_TRUE(QTest::qWaitFor([&] { return !background.isBusy(); }));
    EXPECT_THAT(heard, testing::ElementsAre(3));
}

TEST_F(RunWizardTest, theChosenStepIsWideEnoughForItsBoldName)
{
    auto made = wizard();
    for (const auto* step : made->findChildren<StepButton*>()) {
        QFont bold = fontOf(Type::Body);
        bold.setWeight(QFont::DemiBold);
        const int name = QFontMetrics(bold).horizontalAdvance(step->text());
        const int besides = 2 * 12 + step->iconSize().width(); // the style sheet's padding
        EXPECT_GE(step->width(), name + besides) << step->text().toStdString();
        EXPECT_FALSE(step->text().front().isDigit()) << "a bold number would move the name";
    }
}

TEST(StepButton, saysWhatIsOpenAndHowItIsCalled)
{
    StepButton step(2, "Inputs");
    EXPECT_EQ(step.accessibleName(), "2   Inputs");
    step.setProblem("no shape");
    EXPECT_EQ(step.accessibleName(), "2   Inputs  !");
    EXPECT_EQ(step.toolTip(), "no shape");
    step.setProblem({});
    EXPECT_EQ(step.text(), "Inputs");
}

} // namespace
} // namespace autokernel::ui
