// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diff/against_chooser.h"

#include <gtest/gtest.h>

#include <QCompleter>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

namespace autokernel::ui {
namespace {

class AgainstChooserTest : public testing::Test
{
protected:
    AgainstChooserTest()
    {
        for (int number = 1; number <= 50'000; ++number) {
            auto& point = m_report.progress.emplace_back();
            point.number = number;
            point.target = {1};
            point.verdict = judge::VerdictKind::Reverted;
        }
        m_chooser.present(m_report, {1});
    }

    report::ReportData m_report;
    AgainstChooser m_chooser;
};

// Each key would else make a text of every experiment.
TEST_F(AgainstChooserTest, typingCompletesTheRelationsAlone)
{
    ASSERT_EQ(m_chooser.count(), 4 + 50'000);
    auto& completer = *m_chooser.completer();
    EXPECT_EQ(completer.model()->rowCount(), AgainstModel::kRelationCount);
    completer.setCompletionPrefix("cumb");
    EXPECT_EQ(completer.completionCount(), 1);
    EXPECT_EQ(completer.currentCompletion(), "incumbent");
}

TEST_F(AgainstChooserTest, aTypedNumberAndAPartOfARelationAreUnderstood)
{
    QSignalSpy chosen(&m_chooser, &AgainstChooser::chosen);
    m_chooser.show();
    m_chooser.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&m_chooser));
    m_chooser.begin();
    QTest::keyClicks(m_chooser.lineEdit(), "#41234");
    QTest::keyClick(m_chooser.lineEdit(), Qt::Key_Return);
    ASSERT_EQ(chosen.count(), 1);
    EXPECT_EQ(m_chooser.choice(), (AgainstChoice {Against::Experiment, 41'234}));
    m_chooser.begin();
    QTest::keyClicks(m_chooser.lineEdit(), "start");
    QTest::keyClick(m_chooser.lineEdit(), Qt::Key_Return);
    EXPECT_EQ(m_chooser.choice(), (AgainstChoice {Against::Starter, 0}));
}

} // namespace
} // namespace autokernel::ui
