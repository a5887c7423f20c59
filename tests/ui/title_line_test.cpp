// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/title_line.h"
#include "ui/shell/card.h"
#include "ui/unbroken.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

namespace autokernel::ui {
namespace {

class TitleLineTest : public testing::Test
{
protected:
    void show(int width)
    {
        m_line.resize(width, 60);
        m_line.show();
        QApplication::processEvents();
    }

    TitleLine m_line {makeLabel("The night", Type::Title)};
    const QString m_remark = dotted({"gpt2, ids int64[1,128]", "AMD EPYC, 2 threads",
        "speedup over eager", "interleaved pairs, 95 % intervals"});
};

TEST_F(TitleLineTest, aRemarkStandsBehindTheTitleWhereBothFit)
{
    m_line.setRemark(m_remark);
    show(1200);
    EXPECT_EQ(m_line.remark().text(), m_remark);
    EXPECT_EQ(m_line.remark().height(), m_line.remark().fontMetrics().height());
}

TEST_F(TitleLineTest, noLineOfARemarkBeginsOrEndsWithADot)
{
    m_line.setRemark(m_remark);
    for (int width = 250; width < 700; width += 50) {
        show(width);
        const auto lines = m_line.remark().text().split('\n');
        if (m_line.remark().fontMetrics().horizontalAdvance(m_remark) >= width) {
            EXPECT_GT(lines.size(), 1) << width;
        }
        for (const auto& line : lines) {
            EXPECT_FALSE(line.startsWith("·") || line.endsWith("·")) << line.toStdString();
            EXPECT_LE(m_line.remark().fontMetrics().horizontalAdvance(line), width);
        }
        EXPECT_GE(m_line.remark().height(), lines.size() * m_line.remark().fontMetrics().height());
    }
}

TEST_F(TitleLineTest, aLinkOfTheRemarkIsReachedByKeysAndTold)
{
    m_line.setRemark(dotted({m_remark, "the picked #9 is of a<b: show it"}), {}, "show it");
    show(300);
    QSignalSpy told(&m_line, &TitleLine::linkActivated);
    auto& label = const_cast<QLabel&>(m_line.remark());
    EXPECT_TRUE(label.text().contains("a&lt;b: <a href"));
    m_line.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&m_line));
    label.setFocus();
    QTest::keyClick(&label, Qt::Key_Tab);
    QTest::keyClick(&label, Qt::Key_Return);
    EXPECT_TRUE(QTest::qWaitFor([&] { return told.count() == 1; }));
    m_line.setRemark(m_remark);
    EXPECT_FALSE(label.text().contains("href"));
}

} // namespace
} // namespace autokernel::ui
