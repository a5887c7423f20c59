// SPDX-License-Identifier: GPL-3.0-or-later
// Where a single letter is a command, and where it is a letter.
#include "ui/shell/letter_keys.h"
#include "window_fixture.h"

#include <gtest/gtest.h>

#include <QShortcut>

namespace autokernel::ui {
namespace {

class LetterKeysTest : public testing::Test
{
protected:
    LetterKeysTest()
    {
        auto* layout = new QVBoxLayout(&m_window);
        for (auto* widget : std::initializer_list<QWidget*> {m_line, m_choice, m_button, m_table})
            layout->addWidget(widget);
        m_choice->addItems({"matmul", "conv", "pool"});
        m_window.show();
        m_window.activateWindow();
        EXPECT_TRUE(QTest::qWaitForWindowActive(&m_window));
    }
    // How often a press in this widget was a command.
    int commandsOf(QWidget* widget, Qt::KeyboardModifier modifier = Qt::NoModifier)
    {
        widget->setFocus();
        const auto before = m_letters.count() + m_controls.count();
        QTest::keyClick(widget, Qt::Key_P, modifier);
        return static_cast<int>(m_letters.count() + m_controls.count() - before);
    }

    LetterKeys m_keys;
    QWidget m_window;
    QLineEdit* m_line = new QLineEdit;
    QComboBox* m_choice = new QComboBox;
    QPushButton* m_button = new QPushButton;
    QTableWidget* m_table = new QTableWidget(2, 2);
    QShortcut m_letter {Qt::Key_P, &m_window};
    QShortcut m_control {QKeySequence("Ctrl+P"), &m_window};
    QSignalSpy m_letters {&m_letter, &QShortcut::activated};
    QSignalSpy m_controls {&m_control, &QShortcut::activated};
};

TEST_F(LetterKeysTest, actInATableAndNowhereElse)
{
    EXPECT_EQ(commandsOf(m_table), 1);
    EXPECT_EQ(commandsOf(m_button), 0);
    EXPECT_EQ(commandsOf(m_choice), 0);
    EXPECT_EQ(m_choice->currentText(), "pool") << "it jumps to the entry instead";
    EXPECT_EQ(commandsOf(m_line), 0);
    EXPECT_EQ(m_line->text(), "p");
    EXPECT_EQ(commandsOf(m_button, Qt::ControlModifier), 1) << "that is no letter";
}

TEST_F(LetterKeysTest, offTheyWriteTextAndDoNothingElse)
{
    m_keys.setOn(false);
    EXPECT_EQ(commandsOf(m_table), 0);
    EXPECT_EQ(commandsOf(m_button), 0);
    EXPECT_EQ(commandsOf(m_table, Qt::ControlModifier), 1);
    EXPECT_EQ(commandsOf(m_line), 0);
    EXPECT_EQ(m_line->text(), "p");
    m_keys.setOn(true);
    EXPECT_EQ(commandsOf(m_table), 1);
}

class LetterKeysInTheWindow : public test::WindowTest
{
};

TEST_F(LetterKeysInTheWindow, pinFromChartTableAndDiffButNotFromAChoiceOfKernels)
{
    const auto window = openWindow();
    window->pick(2);
    auto& annotator = window->annotations().annotator();
    ASSERT_TRUE(QTest::qWaitFor([&] { return annotator.selected().has_value(); }));
    const auto toggles = [&](QWidget* focus) {
        focus->setFocus();
        const bool before = annotator.of(annotator.selected()->id).isPinned;
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_P);
        return annotator.of(annotator.selected()->id).isPinned != before;
    };
    EXPECT_TRUE(toggles(window->findChild<DiffPage*>()));
    window->showView(MainWindow::View::Progress);
    auto& progress = *window->findChild<ProgressPage*>();
    EXPECT_TRUE(toggles(&progress.chart()));
    EXPECT_FALSE(toggles(progress.findChild<QComboBox*>()));
    EXPECT_FALSE(toggles(progress.findChild<QCheckBox*>()));
    window->showView(MainWindow::View::Experiments);
    auto& experiments = *window->findChild<ExperimentsPage*>();
    EXPECT_TRUE(toggles(experiments.findChild<QTableView*>()));
    EXPECT_FALSE(toggles(experiments.findChild<QComboBox*>()));
    EXPECT_FALSE(toggles(experiments.findChild<QLineEdit*>()));
}

} // namespace
} // namespace autokernel::ui
