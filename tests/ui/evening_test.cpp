// SPDX-License-Identifier: GPL-3.0-or-later
// How a run begins in the whole window.
#include "ui/shell/command_palette.h"
#include "ui/shell/evening.h"
#include "ui/shell/main_window.h"
#include "ui/wizard/run_wizard.h"

#include "base/files.h"
#include "support/fake_worker.h"

#include <gtest/gtest.h>

#include <QAbstractItemView>
#include <QApplication>
#include <QLabel>
#include <QMimeData>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

namespace autokernel::ui {
namespace {

class EveningTest : public testing::Test
{
protected:
    EveningTest()
        : m_window((m_folder.path() + "/history.db").toStdString(), Theme::light())
    {
        m_window.show();
        EXPECT_TRUE(QTest::qWaitFor([&] { return welcome().isVisible(); }))
            << "a history without runs begins with the welcome page";
    }

    WelcomePage& welcome() { return *m_window.findChild<WelcomePage*>(); }
    QString notice() { return m_window.findChild<NoticeStrip*>()->sentence(); }
    QAction& action(const char* id) { return *m_window.actions().find(id); }
    void dropFile(const QString& name, const std::string& bytes)
    {
        const auto path = m_folder.path() + '/' + name;
        ASSERT_TRUE(writeFileAtomically(path.toStdString(), bytes));
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path)});
        m_window.evening().drop(data);
    }

    QTemporaryDir m_folder;
    MainWindow m_window;
};

TEST_F(EveningTest, theExampleIsReadOnlyAndLeadsBack)
{
    action("history.example").trigger();
    ASSERT_TRUE(QTest::qWaitFor([&] { return !welcome().isVisible(); }));
    EXPECT_TRUE(notice().startsWith("This is an example"));
    for (auto* owner : {static_cast<QWidget*>(m_window.findChild<NoticeStrip*>()),
             static_cast<QWidget*>(m_window.findChild<MorningPage*>())})
        for (const auto* label : owner->findChildren<QLabel*>())
            EXPECT_EQ(label->accessibleName(), "") << "it would be read instead of the text";
    EXPECT_FALSE(action("run.resume").isEnabled()) << "it cannot be written";
    for (auto* button : m_window.findChildren<QPushButton*>())
        if (button->text() == "Back to my history")
            button->click();
    ASSERT_TRUE(QTest::qWaitFor([&] { return welcome().isVisible(); }));
    EXPECT_EQ(notice(), "");
}

TEST_F(EveningTest, nothingOfTheExampleIsShownUnderTheUsersOwnHistory)
{
    const auto texts = [&] {
        QStringList all;
        for (const auto* label : m_window.findChildren<QLabel*>())
            if (!label->isHidden())
                all << label->text();
        for (const auto* view : m_window.findChildren<QAbstractItemView*>())
            for (int row = 0; view->model() && row < view->model()->rowCount(); ++row)
                all << view->model()->index(row, 1).data().toString();
        return all.join('\n');
    };
    const auto lookAtEveryPage = [&] { // what is not looked at is not filled
        for (auto* each : m_window.actions().all())
            if (each->objectName().startsWith("page."))
                each->trigger();
    };
    action("history.example").trigger();
    ASSERT_TRUE(QTest::qWaitFor([&] { return !welcome().isVisible(); }));
    lookAtEveryPage();
    m_window.pickBest();
    auto* diff = m_window.findChild<DiffPage*>();
    ASSERT_TRUE(QTest::qWaitFor([&] { return diff->number() > 0; }));
    const QStringList telling {"gpt2", "matmul", "1.68×", "68 experiments"};
    for (const auto& words : telling)
        ASSERT_TRUE(texts().contains(words)) << words.toStdString();
    for (auto* button : m_window.findChildren<QPushButton*>())
        if (button->text() == "Back to my history")
            button->click();
    ASSERT_TRUE(QTest::qWaitFor([&] { return welcome().isVisible(); }));
    lookAtEveryPage();
    for (const auto& words : telling)
        EXPECT_FALSE(texts().contains(words))
            << texts().split('\n').filter(words).join('\n').toStdString();
    EXPECT_EQ(diff->number(), 0);
    EXPECT_FALSE(action("run.resume").isEnabled()) << "there is none";
}

// The judge's controls have numbers among the experiments, but are none.
TEST_F(EveningTest, thePaletteOpensTheLastExperimentThoughControlsAreNotCounted)
{
    action("history.example").trigger();
    ASSERT_TRUE(QTest::qWaitFor([&] { return !welcome().isVisible(); }));
    action("page.experiments").trigger();
    const auto* table = m_window.findChild<ExperimentsPage*>()->findChild<QAbstractItemView*>();
    const auto newest = [&] { return table->model()->index(0, 0).data().toString(); };
    ASSERT_TRUE(QTest::qWaitFor([&] { return newest().startsWith('#'); })); // rows come on demand
    const auto last = newest();
    QString chosen;
    QTimer::singleShot(0, &m_window, [&] {
        if (auto* palette = qobject_cast<CommandPalette*>(QApplication::activeModalWidget())) {
            QTest::keyClicks(palette->findChild<QLineEdit*>(), last);
            chosen = palette->chosenText();
            palette->reject();
        }
    });
    action("window.palette").trigger();
    EXPECT_EQ(chosen, "Experiment " + last);
    EXPECT_GT(last.mid(1).toInt(), 68) << "the example has controls behind its experiments";
}

TEST_F(EveningTest, aPageThatWasChosenIsNotTakenAway)
{
    QTest::keyClick(&m_window, Qt::Key_2, Qt::ControlModifier);
    QTest::qWait(700); // longer than the reader's poll
    EXPECT_FALSE(welcome().isVisible());
    action("window.check").trigger();
    EXPECT_TRUE(welcome().isVisible());
}

TEST_F(EveningTest, aDroppedModelOpensTheWizardWithIt)
{
    dropFile("net.py", "class Net(torch.nn.Module):\n    pass\n");
    RunWizard* wizard = nullptr;
    ASSERT_TRUE(
        QTest::qWaitFor([&] { return (wizard = m_window.findChild<RunWizard*>()) != nullptr; }));
    EXPECT_TRUE(wizard->draft().file.endsWith("/net.py"));
    EXPECT_EQ(wizard->draft().className, "Net");
    EXPECT_TRUE(wizard->isVisible());
}

TEST_F(EveningTest, aFileOfTheCommandLineIsWhatADropOfItWouldBe)
{
    m_window.evening().open(Evening::exampleHistory());
    ASSERT_TRUE(QTest::qWaitFor([&] { return !welcome().isVisible(); }));
    const auto model = m_folder.path() + "/net.py";
    ASSERT_TRUE(
        writeFileAtomically(model.toStdString(), "class Net(torch.nn.Module):\n    pass\n"));
    m_window.evening().open(model.toStdString());
    EXPECT_TRUE(QTest::qWaitFor([&] { return m_window.findChild<RunWizard*>() != nullptr; }));
}

TEST_F(EveningTest, aDroppedFileThatIsNothingIsExplainedWithoutABox)
{
    dropFile("letter.odt", "dear");
    ASSERT_TRUE(
        QTest::qWaitFor([&] { return notice().contains("nothing that AutoKernel can open"); }));
    EXPECT_EQ(QApplication::activeModalWidget(), nullptr);
}

TEST_F(EveningTest, theDemoIsARunOfTwoMinutesThatTheEngineTakes)
{
    const auto demo = Evening::demoRun();
    EXPECT_TRUE(engine::validate(demo));
    EXPECT_LE(demo.wallClock->count(), 120);
}

// Measures until it is stopped, and takes its time to end then.
class SlowWorker final : public engine::WorkerLink
{
public:
    SlowWorker(std::atomic<bool>& measures, std::atomic<bool>& hasEnded)
        : m_measures(measures)
        , m_hasEnded(hasEnded)
    {
    }
    ~SlowWorker() override
    {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        m_hasEnded = true;
    }
    Result<protocol::Hello> hello(const std::stop_token& stop) override
    {
        return support::FakeWorker([](const auto&) { return 1.0; }).hello(stop);
    }
    Result<Json> call(const std::string&, Json, const engine::CallOptions& options) override
    {
        m_measures = true;
        while (!options.stop.stop_requested())
            std::this_thread::yield();
        return fail(ErrorCode::Cancelled, "stopped");
    }

private:
    std::atomic<bool>& m_measures;
    std::atomic<bool>& m_hasEnded;
};

TEST(Evening, aRunBeginsWhenNothingElseMeasuresAnyMore)
{
    QTemporaryDir cache;
    qputenv("XDG_CACHE_HOME", cache.path().toLocal8Bit());
    std::atomic<bool> measures {false};
    std::atomic<bool> hasEnded {false};
    QWidget window;
    WelcomePage welcome(Theme::light());
    NoticeStrip notice;
    Evening evening(welcome, notice, window, [&](const engine::WorkerCommand&) {
        return std::make_unique<SlowWorker>(measures, hasEnded);
    });
    evening.setHistory((cache.path() + "/history.db").toStdString());
    evening.checkSystem();
    ASSERT_TRUE(QTest::qWaitFor([&] { return measures.load(); }, 20'000));
    bool isQuiet = false;
    evening.whenQuiet([&] {
        isQuiet = true;
        EXPECT_TRUE(hasEnded);
    });
    EXPECT_FALSE(isQuiet) << "the window does not wait for it";
    ASSERT_TRUE(QTest::qWaitFor([&] { return isQuiet; }));
    qunsetenv("XDG_CACHE_HOME");
}

} // namespace
} // namespace autokernel::ui
