// SPDX-License-Identifier: GPL-3.0-or-later
// A key in the window, a row in the file, and back: through the reader's thread.
#include "ui/annotations/note_dialog.h"
#include "window_fixture.h"

#include <QPlainTextEdit>
#include <QTimer>

namespace autokernel::ui {
namespace {

using store::test::unwrap;

class MarksFlow : public store::test::HistoryTest
{
protected:
    MarksFlow()
    {
        auto history = writer();
        m_run = newRun(history);
        m_target = unwrap(history.recordTarget(m_run, store::test::rmsnorm(), 1));
        for (int i = 0; i < 3; ++i)
            m_ids.push_back(
                unwrap(history.recordExperiment(store::test::experiment(m_run, m_target, i))));
    }
    store::Annotation stored(std::size_t index) const
    {
        auto all = unwrap(store::readAnnotations(reader(), m_run));
        return all.experiments[m_ids[index]];
    }
    // The second experiment is selected.
    std::unique_ptr<MainWindow> openWindow()
    {
        auto window = test::openWindow(m_file);
        window->pick(2);
        EXPECT_TRUE(QTest::qWaitFor(
            [&] { return window->annotations().annotator().selected().has_value(); }));
        return window;
    }

    store::RunId m_run;
    store::TargetId m_target;
    std::vector<store::ExperimentId> m_ids;
};

TEST_F(MarksFlow, KeysPinAndUndoWhileARunHoldsTheHistory)
{
    const auto run = writer();
    const auto window = openWindow();
    QTest::keyClick(window.get(), Qt::Key_P);
    EXPECT_TRUE(QTest::qWaitFor([&] { return stored(1).isPinned; }));
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    EXPECT_TRUE(QTest::qWaitFor([&] { return !stored(1).isPinned; }));
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_TRUE(QTest::qWaitFor([&] { return stored(1).isPinned; }));
}

TEST_F(MarksFlow, WhatAnotherProgramSaysIsSeenWithoutAsking)
{
    const auto window = openWindow();
    unwrap(unwrap(store::AnnotationWriter::open(m_file))
               .annotate(m_ids[0], {false, "from the command line", {}}));
    EXPECT_TRUE(QTest::qWaitFor([&] {
        return window->annotations().annotator().of(m_ids[0]).note == "from the command line";
    }));
}

TEST_F(MarksFlow, ARefusedPinIsTakenBackInTheWindow)
{
    const auto window = openWindow();
    // The reader has it open; the writer opens it by its name.
    std::filesystem::rename(m_file, m_folder.path() / "elsewhere.db");
    QTest::keyClick(window.get(), Qt::Key_P);
    EXPECT_TRUE(window->annotations().annotator().of(m_ids[1]).isPinned) << "seen at once";
    EXPECT_TRUE(
        QTest::qWaitFor([&] { return !window->annotations().annotator().history().canUndo(); }));
    EXPECT_FALSE(window->annotations().annotator().of(m_ids[1]).isPinned);
}

// A run without a window may begin in the same history, and the window follows the newest.
TEST_F(MarksFlow, aNoteGoesToTheRunThatItsDialogNames)
{
    const auto window = openWindow();
    const auto& annotator = window->annotations().annotator();
    store::RunId second;
    QTimer::singleShot(0, window.get(), [&] {
        auto* dialog = window->findChild<NoteDialog*>();
        ASSERT_NE(dialog, nullptr);
        {
            auto history = writer();
            second = newRun(history);
        }
        EXPECT_TRUE(QTest::qWaitFor([&] { return annotator.run() == second; }));
        dialog->findChild<QPlainTextEdit*>()->setPlainText("of the first");
        dialog->accept();
    });
    window->actions().find("run.note")->trigger();
    EXPECT_TRUE(QTest::qWaitFor([&] {
        return unwrap(store::readAnnotations(reader(), m_run)).run.note == "of the first";
    }));
    ASSERT_TRUE(second.isValid());
    EXPECT_EQ(unwrap(store::readAnnotations(reader(), second)).run.note, "");
}

} // namespace
} // namespace autokernel::ui
