// SPDX-License-Identifier: GPL-3.0-or-later
// What the window does with a pick: where "the best" leads, and that none outlives its run.
#include "ui/charts/progress_view.h"
#include "ui/charts/roofline_view.h"
#include "window_fixture.h"

namespace autokernel::ui {
namespace {

class TwoRuns : public test::WindowTest
{
protected:
    TwoRuns()
        : WindowTest(2)
        , m_window(openWindow())
    {
    }

    void show(store::RunId run)
    {
        QSignalSpy shown(m_window.get(), &MainWindow::shown);
        m_window->showRun(run);
        ASSERT_TRUE(shown.wait(10'000));
    }
    std::int64_t picked() // by the candidate of the diff, once it is there; 0: none
    {
        const auto* diff = m_window->findChild<DiffPage*>();
        return QTest::qWaitFor([&] { return diff->view() != nullptr; }, 10'000) ? diff->number()
                                                                                : 0;
    }
    const report::KernelReport& kernel(bool isBest) const
    {
        const auto& kernels = m_window->snapshot()->report.kernels;
        const auto gain
            = [](const auto& each) { return each.keeps[*each.champion].overEager()->value; };
        EXPECT_EQ(kernels.size(), 2U);
        return (gain(kernels[0]) > gain(kernels[1])) == isBest ? kernels[0] : kernels[1];
    }
    static std::int64_t championOf(const report::KernelReport& kernel)
    {
        return kernel.keeps[*kernel.champion].row.experiment.number;
    }

    std::unique_ptr<MainWindow> m_window;
};

TEST_F(TwoRuns, theBestIsTheOneThatGainedMost)
{
    m_window->pickBest();
    EXPECT_EQ(picked(), championOf(kernel(true)));
}

TEST_F(TwoRuns, theBestOfTheKernelInViewComesFirst)
{
    const auto& other = kernel(false);
    m_window->findChild<ProgressPage*>()->chooseKernel(
        QString::fromStdString(other.target.target.key()));
    m_window->showView(MainWindow::View::Progress);
    m_window->pickBest();
    EXPECT_EQ(picked(), championOf(other));
}

TEST_F(TwoRuns, whatWasPickedIsForgottenWithItsRun)
{
    const auto* progress = m_window->findChild<ProgressView*>();
    const auto* roofline = m_window->findChild<RooflineView*>();
    m_window->pickBest();
    const auto number = picked();
    ASSERT_GT(number, 0);
    EXPECT_EQ(progress->selected(), number);
    EXPECT_EQ(roofline->selected(), number);
    show(m_runs.front());
    EXPECT_EQ(progress->selected(), 0) << "the other run has an experiment of this number too";
    EXPECT_EQ(roofline->selected(), 0);
    EXPECT_EQ(m_window->findChild<DiffPage*>()->number(), 0);
}

} // namespace
} // namespace autokernel::ui
