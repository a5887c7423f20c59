// SPDX-License-Identifier: GPL-3.0-or-later
// One choice of verdicts and kernel for the chart and the table.
#include "ui/models/shown_experiments.h"
#include "window_fixture.h"

#include <gmock/gmock.h>

namespace autokernel::ui {
namespace {

using testing::ElementsAre;

const std::set<VerdictClass> kAllButCrashed {VerdictClass::Kept, VerdictClass::Reverted,
    VerdictClass::Inconclusive, VerdictClass::Incorrect, VerdictClass::Rejected,
    VerdictClass::Control};

TEST(ShownExperimentsTest, oneVerdictAloneHidesAllOtherClasses)
{
    ShownExperiments shown;
    shown.showOnly("timed_out");
    EXPECT_EQ(shown.verdict(), "timed_out");
    EXPECT_EQ(shown.hidden(), kAllButCrashed);
    shown.setHidden(kAllButCrashed); // as the legend answers
    EXPECT_EQ(shown.verdict(), "timed_out");
    shown.showOnly({});
    EXPECT_EQ(shown.verdict(), "");
    EXPECT_THAT(shown.hidden(), ElementsAre());
}

TEST(ShownExperimentsTest, aClassOfOneVerdictIsThatVerdict)
{
    ShownExperiments shown;
    std::set<VerdictClass> hidden(kVerdictClasses.begin(), kVerdictClasses.end());
    hidden.erase(VerdictClass::Kept);
    shown.setHidden(hidden);
    EXPECT_EQ(shown.verdict(), "kept");
    shown.setHidden(kAllButCrashed);
    EXPECT_EQ(shown.verdict(), "") << "a crash has four";
    shown.setHidden({VerdictClass::Kept});
    EXPECT_EQ(shown.verdict(), "");
}

TEST(ShownExperimentsTest, isQuietWhereNothingChanges)
{
    ShownExperiments shown;
    QSignalSpy changed(&shown, &ShownExperiments::verdictsChanged);
    shown.setHidden({});
    shown.showOnly({});
    EXPECT_EQ(changed.count(), 0);
    shown.showOnly("kept");
    shown.showOnly("kept");
    EXPECT_EQ(changed.count(), 1);
}

class SharedFilter : public test::WindowTest
{
protected:
    SharedFilter()
        : m_window(openWindow())
        , m_progress(*m_window->findChild<ProgressPage*>())
        , m_experiments(*m_window->findChild<ExperimentsPage*>())
    {
    }

    QCheckBox& legend(VerdictClass verdict)
    {
        for (auto* box : m_progress.findChildren<QCheckBox*>())
            if (box->text() == labelOf(verdict))
                return *box;
        throw std::runtime_error("no such entry in the legend");
    }
    QComboBox& box(const QString& name)
    {
        for (auto* each : m_experiments.findChildren<QComboBox*>())
            if (each->accessibleName() == name)
                return *each;
        throw std::runtime_error("no box " + name.toStdString());
    }

    std::unique_ptr<MainWindow> m_window;
    ProgressPage& m_progress;
    ExperimentsPage& m_experiments;
};

TEST_F(SharedFilter, whatTheLegendHidesLeavesTheTable)
{
    m_window->showView(MainWindow::View::Experiments);
    auto& model = m_experiments.model();
    ASSERT_TRUE(QTest::qWaitFor([&] { return model.rowCount() > 0; }));
    const int all = model.rowCount();
    m_window->showView(MainWindow::View::Progress);
    legend(VerdictClass::Reverted).click();
    EXPECT_THAT(m_experiments.asked().hiddenVerdicts, ElementsAre("reverted"));
    EXPECT_EQ(box("Verdict").currentText(), "1 verdict hidden");
    EXPECT_TRUE(QTest::qWaitFor([&] { return model.rowCount() < all; }));
    legend(VerdictClass::Reverted).click();
    EXPECT_EQ(box("Verdict").currentText(), "All verdicts");
    EXPECT_TRUE(QTest::qWaitFor([&] { return model.rowCount() == all; }));
}

TEST_F(SharedFilter, theVerdictOfTheTableIsTheOnlyOneInTheChart)
{
    m_window->showView(MainWindow::View::Progress);
    auto& verdict = box("Verdict");
    verdict.setCurrentIndex(verdict.findData("timed_out"));
    for (const auto each : kVerdictClasses)
        EXPECT_EQ(legend(each).isChecked(), each == VerdictClass::Crashed)
            << labelOf(each).toStdString();
    EXPECT_EQ(m_experiments.asked().verdict, "timed_out");
    legend(VerdictClass::Kept).click();
    EXPECT_EQ(verdict.currentText(), "5 verdicts hidden");
    EXPECT_EQ(m_experiments.asked().verdict, "");
    verdict.setCurrentIndex(0);
    EXPECT_EQ(verdict.findText("5 verdicts hidden"), -1);
    for (const auto each : kVerdictClasses)
        EXPECT_TRUE(legend(each).isChecked()) << labelOf(each).toStdString();
}

TEST_F(SharedFilter, theKernelIsTheSameWhereOneIsChosen)
{
    auto& kernel = box("Kernel");
    ASSERT_GT(kernel.count(), 2);
    EXPECT_EQ(kernel.currentIndex(), 0) << "what a chart shows at first is no choice";
    m_progress.chooseKernel(kernel.itemText(2));
    EXPECT_EQ(kernel.currentIndex(), 2);
    kernel.setCurrentIndex(1);
    EXPECT_EQ(m_progress.kernel(), kernel.itemText(1));
    m_progress.chooseKernel("All kernels in one");
    EXPECT_EQ(kernel.currentIndex(), 0);
    kernel.setCurrentIndex(2);
    kernel.setCurrentIndex(0);
    EXPECT_EQ(m_progress.kernel(), kernel.itemText(2)) << "one chart cannot show none";
}

TEST_F(SharedFilter, comesBackWithTheSession)
{
    legend(VerdictClass::Reverted).click();
    m_progress.chooseKernel(box("Kernel").itemText(2));
    const auto session = m_window->session();
    const auto again = openWindow(session);
    auto& experiments = *again->findChild<ExperimentsPage*>();
    EXPECT_THAT(experiments.asked().hiddenVerdicts, ElementsAre("reverted"));
    EXPECT_EQ(experiments.asked().target, m_experiments.asked().target);
    EXPECT_EQ(again->findChild<ProgressPage*>()->kernel(), box("Kernel").itemText(2));
    EXPECT_EQ(again->session().looks, session.looks);
    again->resetLayout();
    EXPECT_THAT(experiments.asked().hiddenVerdicts, ElementsAre());
    EXPECT_FALSE(experiments.asked().target.isValid());
}

} // namespace
} // namespace autokernel::ui
