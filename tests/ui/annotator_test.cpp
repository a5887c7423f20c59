// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/history_fixture.h"
#include "make_snapshot.h"
#include "ui/annotations/annotator.h"
#include "ui/annotations/marks_card.h"

#include <gmock/gmock.h>

namespace autokernel::ui {
namespace {

using store::test::unwrap;

// An annotator whose writes go to a real history when the test says so.
class AnnotatorTest : public store::test::HistoryTest
{
protected:
    AnnotatorTest()
    {
        auto history = writer();
        m_run = newRun(history);
        m_target = unwrap(history.recordTarget(m_run, store::test::rmsnorm(), 1));
        for (int i = 0; i < 2; ++i)
            m_ids.push_back(
                unwrap(history.recordExperiment(store::test::experiment(m_run, m_target, i))));
        QObject::connect(&m_annotator, &Annotator::writeWanted,
            [this](std::uint64_t request, const AnnotationWrite& write) {
                m_writes.emplace_back(request, write);
            });
        QObject::connect(
            &m_annotator, &Annotator::said, [this](const QString& sentence) { m_said = sentence; });
        show();
        select(0);
    }

    void select(std::size_t index)
    {
        m_annotator.select(unwrap(reader().experiment(m_ids[index])).row);
    }
    // As the reader's thread does.
    void store()
    {
        auto file = unwrap(store::AnnotationWriter::open(m_file));
        for (const auto& [request, write] : std::exchange(m_writes, {})) {
            const auto done = write(file);
            m_annotator.answer(
                request, done ? QString() : QString::fromStdString(done.error().message));
        }
        show();
    }
    void refuse()
    {
        for (const auto& [request, write] : std::exchange(m_writes, {}))
            m_annotator.answer(request, "The disk is full.");
    }
    void show()
    {
        m_annotator.present(test::makeSnapshot(unwrap(report::buildReport(reader(), m_run))));
    }
    store::Annotation stored(std::size_t index) const
    {
        auto all = unwrap(store::readAnnotations(reader(), m_run));
        return all.experiments[m_ids[index]];
    }
    bool isPinned(std::size_t index = 0) { return m_annotator.of(m_ids[index]).isPinned; }

    store::RunId m_run;
    store::TargetId m_target;
    std::vector<store::ExperimentId> m_ids;
    Annotator m_annotator;
    std::vector<std::pair<std::uint64_t, AnnotationWrite>> m_writes;
    QString m_said;
};

TEST_F(AnnotatorTest, APinIsSeenAtOnceAndUndoneByTheSameWay)
{
    m_annotator.togglePin();
    EXPECT_TRUE(isPinned()) << "before it is stored";
    EXPECT_FALSE(stored(0).isPinned);
    store();
    EXPECT_TRUE(isPinned());
    EXPECT_TRUE(stored(0).isPinned);
    m_annotator.history().undo();
    EXPECT_FALSE(isPinned());
    store();
    EXPECT_FALSE(stored(0).isPinned);
    m_annotator.history().redo();
    store();
    EXPECT_TRUE(stored(0).isPinned);
}

TEST_F(AnnotatorTest, UndoBringsBackTheFormerNoteWhateverIsSelected)
{
    m_annotator.note({false, "first", {"tail"}});
    store();
    m_annotator.note({false, "second", {}});
    store();
    select(1);
    m_annotator.history().undo();
    store();
    EXPECT_EQ(stored(0), (store::Annotation {false, "first", {"tail"}}));
    EXPECT_THAT(m_annotator.tags(), testing::ElementsAre("tail"));
}

TEST_F(AnnotatorTest, WhatCouldNotBeStoredIsTakenBackAndSaid)
{
    m_annotator.togglePin();
    refuse();
    EXPECT_FALSE(isPinned());
    EXPECT_TRUE(m_said.contains("The disk is full.")) << m_said.toStdString();
    EXPECT_FALSE(m_annotator.history().canUndo()) << "there is nothing to undo";
    EXPECT_TRUE(m_writes.empty()) << "taking back stores nothing";
}

TEST_F(AnnotatorTest, AnUndoThatCouldNotBeStoredCanBeTriedAgain)
{
    m_annotator.togglePin();
    store();
    m_annotator.history().undo();
    refuse();
    EXPECT_TRUE(isPinned());
    ASSERT_TRUE(m_annotator.history().canUndo());
    m_annotator.history().undo();
    store();
    EXPECT_FALSE(stored(0).isPinned);
}

TEST_F(AnnotatorTest, AnOlderSnapshotDoesNotHideWhatIsOnItsWay)
{
    m_annotator.togglePin();
    show(); // made before the write
    EXPECT_TRUE(isPinned());
}

TEST_F(AnnotatorTest, ABaselineIsOneForAKernelAndGoesWithTheSameKey)
{
    m_annotator.toggleBaseline();
    store();
    select(1);
    m_annotator.toggleBaseline();
    store();
    EXPECT_EQ(m_annotator.baselineOf(m_target), m_ids[1]);
    m_annotator.history().undo();
    store();
    EXPECT_EQ(m_annotator.baselineOf(m_target), m_ids[0]);
    select(0);
    m_annotator.toggleBaseline();
    store();
    EXPECT_FALSE(m_annotator.baselineOf(m_target).isValid());
}

TEST_F(AnnotatorTest, AnotherHistoryForgetsTheUndoOfTheFormerOne)
{
    m_annotator.togglePin();
    m_annotator.forget();
    EXPECT_FALSE(m_annotator.history().canUndo());
    refuse(); // late answers belong to nobody
    EXPECT_EQ(m_said, QString());
}

TEST(MarksLine, ShowsStarTagsAndNoteInOneLine)
{
    EXPECT_EQ(lineOf({}), "");
    EXPECT_EQ(lineOf({true, "", {}}), "★");
    EXPECT_EQ(lineOf({true, "look\nagain", {"a", "b"}}), "★ a, b · look again");
}

TEST_F(AnnotatorTest, theReadOnlyExampleTakesNoMarkAndItsButtonsShowNone)
{
    MarksCard card;
    QObject::connect(&card, &MarksCard::pinWanted, &m_annotator, &Annotator::togglePin);
    QObject::connect(&card, &MarksCard::baselineWanted, &m_annotator, &Annotator::toggleBaseline);
    QObject::connect(&m_annotator, &Annotator::changed, &card, [&] { card.present(m_annotator); });
    m_annotator.setReadOnly(true);
    select(0);
    int seen = 0;
    for (auto* button : card.findChildren<QPushButton*>()) {
        if (!button->isCheckable())
            continue;
        ++seen;
        m_said.clear();
        button->click();
        EXPECT_FALSE(button->isChecked()) << button->text().toStdString();
        EXPECT_TRUE(m_said.contains("read-only")) << m_said.toStdString();
    }
    EXPECT_EQ(seen, 2);
    EXPECT_TRUE(m_writes.empty());
    EXPECT_FALSE(m_annotator.history().canUndo());
}

TEST_F(AnnotatorTest, aNoteOnARunGoesToTheRunThatWasAskedAbout)
{
    const auto before = m_annotator.ofRun();
    const auto later = [&] {
        auto history = writer();
        return newRun(history);
    }();
    m_annotator.present(test::makeSnapshot(unwrap(report::buildReport(reader(), later))));
    ASSERT_EQ(m_annotator.run(), later);
    m_annotator.noteRun(m_run, before, {false, "of the first", {}});
    store();
    EXPECT_EQ(unwrap(store::readAnnotations(reader(), m_run)).run.note, "of the first");
    EXPECT_EQ(unwrap(store::readAnnotations(reader(), later)).run.note, "");
    EXPECT_TRUE(m_annotator.history().undoText().contains(QString::number(m_run.value)));
}

TEST_F(AnnotatorTest, anUndoSaysWhatItTookBackAndOfWhichRun)
{
    m_annotator.togglePin();
    store();
    const auto run = QString("run %1").arg(m_run.value);
    EXPECT_TRUE(m_annotator.history().undoText().contains(run));
    m_annotator.undo();
    EXPECT_EQ(m_said, QString("Undone: pin of #1, %1.").arg(run));
    store();
    EXPECT_FALSE(stored(0).isPinned);
    m_annotator.redo();
    EXPECT_EQ(m_said, QString("Done again: pin of #1, %1.").arg(run));
    m_said.clear();
    m_annotator.redo();
    EXPECT_EQ(m_said, "") << "there is nothing more";
}

} // namespace
} // namespace autokernel::ui
