// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/report_fixture.h"
#include "make_snapshot.h"
#include "svg_extent.h"
#include "ui/figures.h"
#include "ui/pages/diff/diff_texts.h"
#include "ui/pages/diff_page.h"
#include "ui/theme/metrics.h"

#include "judge/correctness.h"

#include <gmock/gmock.h>

#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

namespace autokernel::ui {
namespace {

using store::test::unwrap;

class DiffPageTest : public report::test::ReportTest
{
protected:
    DiffPageTest()
        : m_page(Theme::light())
    {
        m_snapshot = test::makeSnapshot(report());
        for (const auto& kernel : m_snapshot->report.kernels)
            if (kernel.champion)
                m_best = kernel.keeps[*kernel.champion].row.experiment.number;
        m_page.resize(1400, 800);
        m_page.show();
        m_page.present(m_snapshot);
        QObject::connect(&m_page, &DiffPage::experimentWanted, &m_page,
            [this](const DiffRequest& request) { m_requests.push_back(request); });
    }

    ExperimentViewPtr answer(const DiffRequest& request)
    {
        return unwrap(readExperimentView(reader(), request, {}));
    }

    // As the window does it, with the reader at hand.
    void open(std::int64_t number)
    {
        QSignalSpy compared(m_page.findChild<DiffView*>(), &DiffView::compared);
        m_page.open(number);
        ASSERT_TRUE(m_page.present(answer(m_requests.back())));
        ASSERT_TRUE(compared.wait(5000));
    }

    AgainstChooser& chooser() { return *m_page.findChild<AgainstChooser*>(); }
    LineageStrip& lineage() { return *m_page.findChild<LineageStrip*>(); }

    DiffPage m_page;
    SnapshotPtr m_snapshot;
    std::vector<DiffRequest> m_requests;
    std::int64_t m_best = 0;
};

TEST_F(DiffPageTest, whatCouldNotBeReadIsSaidAndAskedForAgain)
{
    m_page.open(m_best);
    const auto refused = m_requests.back();
    m_page.refuse({refused.run, 1, Against::Parent, 0, refused.id - 1}, "of an earlier request");
    const auto says = [this](const QString& sentence) {
        for (const auto* label : m_page.findChildren<QLabel*>())
            if (label->text().contains(sentence))
                return true;
        return false;
    };
    EXPECT_FALSE(says("of an earlier request"));
    m_page.refuse(refused, "the disk is gone");
    EXPECT_TRUE(says("the disk is gone"));
    m_page.present(m_snapshot);
    ASSERT_EQ(m_requests.size(), 2U);
    EXPECT_EQ(m_requests.back().number, m_best);
    ASSERT_TRUE(m_page.present(answer(m_requests.back())));
    m_page.present(m_snapshot);
    EXPECT_EQ(m_requests.size(), 2U) << "answered";
}

TEST_F(DiffPageTest, anAnswerToAnEarlierRequestChangesNothing)
{
    m_page.open(m_best);
    m_page.open(m_best - 1);
    ASSERT_EQ(m_requests.size(), 2U);
    EXPECT_LT(m_requests[0].id, m_requests[1].id);
    ASSERT_TRUE(m_page.present(answer(m_requests[1])));
    EXPECT_FALSE(m_page.present(answer(m_requests[0])));
    EXPECT_EQ(m_page.view()->details.row.number, m_best - 1);
}

TEST_F(DiffPageTest, theChooserAsksForTheSameCandidateAgainstAnother)
{
    open(m_best);
    const auto row = [&](const AgainstChoice& choice) {
        return qobject_cast<AgainstModel*>(chooser().model())->rowOf(choice);
    };
    chooser().setCurrentIndex(row({Against::Starter, 0}));
    emit chooser().activated(chooser().currentIndex());
    EXPECT_EQ(m_requests.back().against, Against::Starter);
    EXPECT_EQ(m_requests.back().number, m_best);
    ASSERT_TRUE(m_page.present(answer(m_requests.back())));
    EXPECT_TRUE(m_page.view()->other);
}

TEST_F(DiffPageTest, aTypedNumberIsAnExperiment)
{
    open(m_best);
    const auto wanted = m_best - 3;
    m_page.chooseOther();
    auto* line = chooser().lineEdit();
    line->setText(QString("#%1").arg(wanted));
    emit line->editingFinished();
    EXPECT_EQ(m_requests.back().against, Against::Experiment);
    EXPECT_EQ(m_requests.back().other, wanted);
    const auto asked = m_requests.size();
    line->setText("no such thing");
    emit line->editingFinished();
    EXPECT_EQ(m_requests.size(), asked);
    EXPECT_TRUE(line->text().startsWith(QString("#%1").arg(wanted))) << line->text().toStdString();
}

TEST_F(DiffPageTest, theLineageIsShownInOrderAndTheCandidateMarked)
{
    open(m_best);
    const auto chips = lineage().chips();
    ASSERT_GE(chips.size(), 2U);
    EXPECT_TRUE(chips.front()->accessibleName().startsWith("starter"));
    for (std::size_t i = 1; i < chips.size(); ++i)
        EXPECT_LT(chips[i - 1]->number(), chips[i]->number());
    EXPECT_EQ(chips.back()->number(), m_best);
    EXPECT_TRUE(chips.back()->isChecked());
    EXPECT_FALSE(chips.front()->isChecked());
}

TEST_F(DiffPageTest, whatWasNotKeptStandsApart)
{
    open(m_best - 1);
    const auto chips = lineage().chips();
    EXPECT_EQ(chips.back()->number(), m_best - 1);
    EXPECT_TRUE(chips.back()->isChecked());
}

TEST_F(DiffPageTest, whatItWasMadeFromStandsBetweenItAndTheKeeps)
{
    m_page.open(m_best - 1);
    auto view = std::make_shared<ExperimentView>(*answer(m_requests.back()));
    auto parent = view->details.row;
    parent.number = 26;
    parent.mutator = "seed";
    view->ancestors = {parent};
    const auto links = [&] {
        QApplication::processEvents();
        QStringList words;
        for (const auto* label : lineage().findChildren<QLabel*>())
            if (label->isVisible() && label->text().size() == 1)
                words.push_back(label->text());
        return words;
    };
    lineage().present(*view);
    auto chips = lineage().chips();
    ASSERT_EQ(chips.size(), view->lineage.size() + 2);
    EXPECT_EQ(chips[chips.size() - 2]->number(), 26);
    EXPECT_TRUE(chips[chips.size() - 2]->accessibleName().startsWith("starter #26"));
    EXPECT_EQ(links().mid(links().size() - 2), QStringList({"·", "→"}));
    view->descendsFromLast = true;
    lineage().present(*view);
    EXPECT_EQ(links().mid(links().size() - 2), QStringList({"→", "→"}));
    for (auto& step : view->lineage)
        step.descendsFromBefore = false;
    lineage().present(*view);
    EXPECT_EQ(links().front(), "·") << "a later keep may be of another source";
    view->lineage[1].descendsFromBefore = true;
    lineage().present(*view);
    EXPECT_EQ(links().front(), "→");
}

TEST_F(DiffPageTest, theTimesSayWhatTheyWereTimedAgainst)
{
    m_page.open(m_best - 1);
    auto view = std::make_shared<ExperimentView>(*answer(m_requests.back()));
    EvidencePanel evidence(Theme::light());
    const auto note = [&] {
        evidence.present(view);
        for (const auto* label : evidence.findChildren<QLabel*>())
            if (label->text().startsWith("timed against"))
                return label->text();
        return QString();
    };
    view->details.incumbent = {};
    EXPECT_TRUE(note().startsWith("timed against eager: ")) << note().toStdString();
    view->details.incumbent = view->candidate.candidate.id;
    view->incumbent = view->details.row;
    view->incumbent->number = 2;
    EXPECT_TRUE(note().startsWith("timed against the incumbent #2: ")) << note().toStdString();
}

TEST_F(DiffPageTest, aFailureIsToldOnceAndByTheStagesOwnName)
{
    m_page.open(m_best);
    auto view = std::make_shared<ExperimentView>(*answer(m_requests.back()));
    view->details.checks = {store::test::stage(protocol::Stage::Stability, 3, 1.2)};
    const auto failure = judge::judgeCorrectness(view->details.checks, {}).failure;
    ASSERT_TRUE(failure);
    view->details.row.verdict = {judge::VerdictKind::Incorrect, failure->rule, failure->sentence};
    EvidencePanel evidence(Theme::light());
    evidence.present(view);
    QStringList told;
    for (const auto* label : evidence.findChildren<QLabel*>())
        told.push_back(label->text());
    const auto sentences = told.filter("times its budget");
    ASSERT_EQ(sentences.size(), 1) << told.join('\n').toStdString();
    EXPECT_TRUE(sentences[0].contains("stage Numerics")) << sentences[0].toStdString();
}

TEST_F(DiffPageTest, theChooserNeverCutsARelationAndEndsALongEntryInDots)
{
    auto& line = *chooser().lineEdit();
    chooser().setFixedWidth(chooser().minimumSizeHint().width());
    open(m_best);
    for (const auto against :
        {Against::Parent, Against::Incumbent, Against::Best, Against::Starter}) {
        chooser().setChoice({against, 0});
        EXPECT_FALSE(line.text().contains("…")) << line.text().toStdString();
        EXPECT_LE(line.fontMetrics().horizontalAdvance(line.text()), line.width());
    }
    chooser().setChoice({Against::Experiment, m_best});
    EXPECT_TRUE(line.text().endsWith("…")) << line.text().toStdString();
    EXPECT_LE(line.fontMetrics().horizontalAdvance(line.text()), line.width());
}

TEST_F(DiffPageTest, arrowsGoAlongTheLineageAndStopAtItsEnds)
{
    open(m_best);
    QSignalSpy picked(&lineage(), &LineageStrip::picked);
    const auto chips = lineage().chips();
    QTest::keyClick(chips.back(), Qt::Key_Left);
    ASSERT_EQ(picked.count(), 1);
    EXPECT_EQ(picked[0][0].toLongLong(), chips[chips.size() - 2]->number());
    EXPECT_EQ(chooser().choice().against, Against::Incumbent) << "against the keep before it";
    QTest::keyClick(chips.back(), Qt::Key_Right);
    QTest::keyClick(chips.back(), Qt::Key_Right);
    EXPECT_EQ(picked.count(), 2);
}

TEST_F(DiffPageTest, playingBeginsAtTheStarterAndEndsByItself)
{
    open(m_best);
    QSignalSpy picked(&lineage(), &LineageStrip::picked);
    lineage().play(true);
    ASSERT_EQ(picked.count(), 1);
    EXPECT_EQ(picked[0][0].toLongLong(), lineage().chips().front()->number());
    EXPECT_TRUE(lineage().isPlaying());
    lineage().step(1);
    EXPECT_TRUE(lineage().isPlaying());
    lineage().play(false);
    EXPECT_FALSE(lineage().isPlaying());
}

TEST_F(DiffPageTest, thePatchIsOfWhatIsShown)
{
    open(m_best);
    EXPECT_EQ(m_page.patchText(), "") << "a starter of this run has no parent";
    chooser().setChoice({Against::Starter, 0});
    open(m_best);
    const auto patch = m_page.patchText();
    const auto first = lineage().chips().front()->number();
    const auto wanted = "experiment #" + std::to_string(m_best);
    EXPECT_THAT(patch, testing::HasSubstr(wanted));
    EXPECT_THAT(patch, testing::HasSubstr("against #" + std::to_string(first)));
    EXPECT_THAT(patch, testing::HasSubstr("\n@@ "));
    for (auto* button : m_page.findChildren<QPushButton*>())
        if (button->text() == "Copy patch")
            button->click();
    EXPECT_EQ(QApplication::clipboard()->text().toStdString(), patch);
}

// The hunks are those that the task made: the page itself compares nothing.
TEST_F(DiffPageTest, thereIsNoPatchUntilTheSourcesAreCompared)
{
    chooser().setChoice({Against::Starter, 0});
    open(m_best);
    const auto ready = m_page.patchText();
    ASSERT_FALSE(ready.empty());
    QSignalSpy compared(m_page.findChild<DiffView*>(), &DiffView::compared);
    m_page.open(m_best);
    ASSERT_TRUE(m_page.present(answer(m_requests.back())));
    EXPECT_TRUE(m_page.isComparing());
    EXPECT_EQ(m_page.patchText(), "") << "not the former one's";
    ASSERT_TRUE(compared.wait(5000));
    EXPECT_FALSE(m_page.isComparing());
    EXPECT_EQ(m_page.patchText(), ready);
}

TEST_F(DiffPageTest, theTimesHaveATableAndAreOfferedAsAChart)
{
    EXPECT_TRUE(m_page.charts().empty());
    open(m_best);
    auto& times = *m_page.findChild<TimingView*>();
    EXPECT_EQ(times.focusPolicy(), Qt::StrongFocus);
    QTest::keyClick(&times, Qt::Key_T);
    const auto* table = m_page.findChild<EvidencePanel*>()->findChild<TableTwin*>();
    EXPECT_TRUE(table->isVisible());
    EXPECT_EQ(table->rows(), 1 + std::ssize(times.data().candidate.microseconds));
    const auto offers = m_page.charts();
    ASSERT_EQ(offers.size(), 1U);
    EXPECT_EQ(offers.front().shown, &times);
    EXPECT_THAT(offers.front().title.toStdString(),
        testing::StartsWith("Time of one call: #" + std::to_string(m_best) + " against "));
    const auto drawing = offers.front().draw(Theme::light(), logicalSize({}));
    EXPECT_EQ(drawing.caption.title, offers.front().title);
    const auto encode = drawChart(drawing, ChartFormat::Svg, {});
    ASSERT_TRUE(encode);
    const auto content = test::SvgScan(*(*encode)()).content();
    EXPECT_EQ(content.outside, QStringList());
    EXPECT_TRUE(content.texts.join(' ').contains("interleaved pair"));
}

TEST_F(DiffPageTest, changedTunablesAreCalledOut)
{
    chooser().setChoice({Against::Starter, 0});
    open(m_best);
    const auto chips = m_page.findChildren<QLabel*>("chip");
    ASSERT_EQ(chips.size(), 1) << "UNROLL differs, ROWS does not";
    EXPECT_TRUE(chips[0]->accessibleName().startsWith("UNROLL: "));
    EXPECT_TRUE(chips[0]->accessibleName().contains("→"));
}

TEST_F(DiffPageTest, whatItIsOpenedAgainstIsShownAndSaid)
{
    QSignalSpy compared(m_page.findChild<DiffView*>(), &DiffView::compared);
    m_page.open(m_best, {Against::Incumbent, 0});
    EXPECT_EQ(m_requests.back().against, Against::Incumbent);
    const auto view = answer(m_requests.back());
    ASSERT_TRUE(m_page.present(view));
    EXPECT_EQ(m_page.kernelInView().toStdString(), view->details.row.targetKey);
    EXPECT_EQ(describeOtherSide(*view),
        view->other ? QString("which it was timed against")
                    : QString("it was timed against eager, which has no source here"));
    EXPECT_EQ(titleOf(*view),
        view->other ? QString("#%1 against #%2").arg(m_best).arg(view->other->experiment->number)
                    : QString("Candidate #%1").arg(m_best));
}

TEST_F(DiffPageTest, bothTimesAboveTheSourcesAreOfTheSamePairs)
{
    m_page.open(m_best, {Against::Starter, 0});
    auto view = *answer(m_requests.back());
    ASSERT_TRUE(view.other);
    const auto timing = timingOf(view.details);
    ASSERT_TRUE(timing);
    view.details.incumbent = view.other->candidate.id;
    EXPECT_TRUE(headOfOther(view).contains(microseconds(timing->incumbent.median)))
        << headOfOther(view).toStdString();
    EXPECT_TRUE(headOfCandidate(view).contains(microseconds(timing->candidate.median)));
    EXPECT_TRUE(headOfCandidate(view).contains("in these")) << "other pages print another time";
    EXPECT_FALSE(headOfOther(view).contains("session"));
    view.details.incumbent = {};
    EXPECT_TRUE(headOfOther(view).contains("in its own session"))
        << headOfOther(view).toStdString();
}

TEST_F(DiffPageTest, theEvidenceGivesWayWhereThereIsLittleRoom)
{
    open(m_best);
    auto& evidence = *m_page.findChild<EvidencePanel*>();
    EXPECT_EQ(evidence.width(), kEvidenceWidth + kPageMargin);
    EXPECT_LE(evidence.widget()->minimumSizeHint().width(), 280) << "nothing is cut";
    EXPECT_LE(m_page.minimumSizeHint().width(), 1030) << "beside the kernel panel at 1600 pixels";
    m_page.resize(m_page.minimumSizeHint().width(), 800);
    EXPECT_TRUE(QTest::qWaitFor([&] { return evidence.width() < kEvidenceWidth; }));
}

TEST_F(DiffPageTest, aRatioNearOneHasThreeDigitsAndIsSaidOnce)
{
    m_page.open(m_best);
    auto view = std::make_shared<ExperimentView>(*answer(m_requests.back()));
    view->details.keep.reset();
    view->details.row.overIncumbent = store::SpeedupInterval {1.06, 1.035, 1.0754};
    view->details.row.verdict.sentence
        = "1.060 times as fast as the incumbent (1.035 to 1.075, 30 pairs), confirmed in fresh "
          "processes over 10 pairs.";
    EvidencePanel evidence(Theme::light());
    evidence.present(view);
    QStringList shown;
    for (const auto* label : evidence.findChildren<QLabel*>())
        shown.push_back(label->text());
    EXPECT_TRUE(shown.contains("1.060×")) << shown.join('\n').toStdString();
    EXPECT_EQ(shown.filter("1.035 to 1.075").size(), 1);
    EXPECT_TRUE(shown.contains("30 pairs, confirmed in fresh processes over 10 pairs."));
}

TEST_F(DiffPageTest, theStagesThatAreCountedAreNumbered)
{
    open(m_best);
    QStringList shown;
    for (const auto* label : m_page.findChild<EvidencePanel*>()->findChildren<QLabel*>())
        shown.push_back(label->text());
    const auto counted = shown.filter(QRegularExpression("^\\d  "));
    EXPECT_EQ(counted.size(), 5) << shown.join('\n').toStdString();
    EXPECT_EQ(counted.front(), "1  Basics");
    EXPECT_EQ(shown.filter(QRegularExpression("^\\d of 5 stages passed$")).size(), 1);
}

TEST_F(DiffPageTest, everyControlHasAName)
{
    open(m_best);
    std::vector<QAbstractButton*> buttons; // ours: a line's clear button is Qt's
    for (auto* button : m_page.findChildren<QPushButton*>())
        buttons.push_back(button);
    for (auto* chip : m_page.findChildren<LineageChip*>())
        buttons.push_back(chip);
    EXPECT_GE(buttons.size(), 10U);
    for (auto* button : buttons)
        EXPECT_FALSE(button->accessibleName().isEmpty() && button->text().size() < 2)
            << button->text().toStdString();
    EXPECT_FALSE(chooser().accessibleName().isEmpty());
}

TEST_F(DiffPageTest, theOtherThemePaintsTheSamePage)
{
    open(m_best);
    m_page.setTheme(Theme::dark());
    EXPECT_EQ(m_page.view()->details.row.number, m_best);
    for (auto* pane : m_page.findChildren<DiffPane*>()) {
        if (pane->isHidden())
            continue;
        const auto picture = pane->viewport()->grab().toImage();
        EXPECT_EQ(picture.pixelColor(picture.width() - 3, picture.height() - 3).name(),
            Theme::dark()[Paint::Card].name());
    }
}

TEST_F(DiffPageTest, whatIsShownFollowsTheKeepsOfItsKernelAndNothingMoves)
{
    chooser().setChoice({Against::Starter, 0});
    open(m_best);
    m_page.present(m_snapshot);
    ASSERT_EQ(m_requests.size(), 1U) << "nothing has changed";
    const auto& row = m_page.view()->details.row;
    unwrap(writer().demote(row.id, "its interval includes 1"));
    const auto later = test::makeSnapshot(unwrap(report::buildReport(reader(), m_run)));
    QSignalSpy compared(m_page.findChild<DiffView*>(), &DiffView::compared);
    m_page.present(later);
    m_page.present(later);
    ASSERT_EQ(m_requests.size(), 2U) << "asked once";
    EXPECT_EQ(m_requests.back().number, m_best);
    EXPECT_EQ(m_requests.back().against, Against::Starter);
    m_page.refuse(m_requests.back(), "the file is locked");
    ASSERT_NE(m_page.view(), nullptr) << "what is shown was true when it was read";
    m_page.present(later);
    ASSERT_EQ(m_requests.size(), 3U) << "and again with the next look";
    EXPECT_FALSE(m_page.present(answer(m_requests.back()))) << "nothing else was picked";
    const auto* pill = m_page.findChild<EvidencePanel*>()->findChild<QLabel*>("pill");
    ASSERT_NE(pill, nullptr);
    EXPECT_EQ(pill->text(), "Reverted");
    QStringList told;
    for (const auto* label : m_page.findChild<EvidencePanel*>()->findChildren<QLabel*>())
        told.push_back(label->text());
    EXPECT_EQ(told.filter("its interval includes 1").size(), 1) << told.join('\n').toStdString();
    for (const auto* chip : lineage().chips()) {
        if (chip->number() != m_best)
            continue;
        EXPECT_TRUE(chip->accessibleName().contains("reverted"))
            << chip->accessibleName().toStdString();
    }
    EXPECT_FALSE(compared.wait(300)) << "the sources are the same: no pane is filled anew";
    m_page.present(later);
    EXPECT_EQ(m_requests.size(), 3U) << "answered";
}

} // namespace
} // namespace autokernel::ui
