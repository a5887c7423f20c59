// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/history_fixture.h"
#include "patience.h"
#include "ui/bridge/history_feed.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>

#include <QCoreApplication>
#include <atomic>
#include <chrono>
#include <set>
#include <thread>

namespace autokernel::ui {
namespace {

using namespace std::chrono_literals;
using store::test::unwrap;
namespace fs = std::filesystem;

// All that a feed has said, in its order.
struct Heard
{
    explicit Heard(HistoryFeed& feed)
    {
        const auto keep = [&feed](auto signal, auto& list) {
            QObject::connect(
                &feed, signal, &feed, [&list](const auto& value) { list.push_back(value); });
        };
        keep(&HistoryFeed::snapshot, snapshots);
        keep(&HistoryFeed::experiment, views);
        keep(&HistoryFeed::order, orders);
        keep(&HistoryFeed::rows, rows);
        keep(&HistoryFeed::runs, runs);
        keep(&HistoryFeed::comparison, comparisons);
        keep(&HistoryFeed::tableSaved, tables);
        keep(&HistoryFeed::failed, failures);
        keep(&HistoryFeed::runsFailed, refusals);
        keep(&HistoryFeed::comparisonFailed, refusals);
        QObject::connect(&feed, &HistoryFeed::experimentFailed, &feed,
            [this](const DiffRequest& request, const QString& sentence) {
                refusedViews.push_back(request.id);
                refusals.push_back(sentence);
            });
        QObject::connect(&feed, &HistoryFeed::orderFailed, &feed,
            [this](std::uint64_t request, const QString& sentence) {
                refusedOrders.push_back(request);
                refusals.push_back(sentence);
            });
        QObject::connect(&feed, &HistoryFeed::rowsFailed, &feed,
            [this](const std::vector<store::ExperimentId>& ids, const QString& sentence) {
                refusedRows.insert(refusedRows.end(), ids.begin(), ids.end());
                refusals.push_back(sentence);
            });
        QObject::connect(&feed, &HistoryFeed::annotated, &feed,
            [this](std::uint64_t request, const QString& refusal) {
                annotated.push_back(request);
                if (!refusal.isEmpty())
                    failures.push_back(refusal);
            });
    }

    std::vector<SnapshotPtr> snapshots;
    std::vector<ExperimentViewPtr> views;
    std::vector<ExperimentOrderPtr> orders;
    std::vector<ExperimentRowsPtr> rows;
    std::vector<RunLinesPtr> runs;
    std::vector<ComparisonPtr> comparisons;
    std::vector<SavedTablePtr> tables;
    std::vector<std::uint64_t> annotated;
    std::vector<QString> failures;
    // Of questions.
    std::vector<QString> refusals;
    std::vector<std::uint64_t> refusedViews;
    std::vector<std::uint64_t> refusedOrders;
    std::vector<store::ExperimentId> refusedRows;
};

std::int64_t experimentsIn(const SnapshotPtr& snapshot)
{
    return snapshot->runs.empty() ? 0 : snapshot->runs.front().experiments;
}

std::vector<std::string> sentences(const std::vector<QString>& failures)
{
    std::vector<std::string> all;
    for (const auto& failure : failures)
        all.push_back(failure.toStdString());
    return all;
}

class HistoryFeedTest : public store::test::HistoryTest
{
protected:
    // A run that goes on; `afterEach` is told how many experiments are stored.
    static void write(
        const fs::path& file, int experiments,
        const std::function<void(int)>& afterEach = [](int) {})
    {
        auto history = unwrap(store::HistoryWriter::open(file));
        history.database().sqlite().exec("PRAGMA synchronous = OFF");
        const auto run = newRun(history);
        const auto target
            = unwrap(history.recordTarget(run, store::test::rmsnorm(), 1, "searching", ""));
        for (int i = 0; i < experiments; ++i) {
            unwrap(history.recordExperiment(store::test::experiment(run, target, i)));
            afterEach(i + 1);
        }
        unwrap(history.setRunState(run, store::RunState::Finished, "done"));
    }
    static ExperimentFilter allOf(const HistoryFeed& feed)
    {
        ExperimentFilter filter;
        filter.generation = feed.generation();
        filter.run = kRun;
        return filter;
    }
    // Descriptors of this process that point into `folder`.
    static int openFilesIn(const fs::path& folder)
    {
        int count = 0;
        std::error_code gone; // the descriptor of the listing itself
        for (const auto& entry : fs::directory_iterator("/proc/self/fd"))
            count += fs::read_symlink(entry, gone).string().starts_with(folder.string() + "/");
        return count;
    }

    static constexpr store::RunId kRun {1}; // the first of a file
};

// Another thread writes while everything is asked for that pages ask for.
TEST_F(HistoryFeedTest, followsARunThatIsWrittenMeanwhile)
{
    constexpr int kExperiments = 300;
    constexpr int kStage = 60; // the writer waits here until what it wrote was seen
    HistoryFeed feed;
    Heard heard(feed);
    std::atomic<std::int64_t> seen = 0;
    feed.open(m_file);
    std::jthread writing([&](std::stop_token stop) {
        write(m_file, kExperiments, [&](int stored) {
            while (stored % kStage == 0 && seen.load(std::memory_order_relaxed) < stored
                && !stop.stop_requested())
                std::this_thread::sleep_for(1ms);
        });
    });

    std::uint64_t asked = 0;
    std::map<store::ExperimentId, std::string> notes;
    const auto isAnswered = [&] {
        return heard.orders.size() == asked && heard.annotated.size() == asked
            && heard.tables.size() == asked && heard.views.size() == asked
            && heard.rows.size() == asked && heard.runs.size() == asked
            && heard.comparisons.size() == asked;
    };
    const auto ask = [&] {
        ++asked;
        const auto number = experimentsIn(heard.snapshots.back());
        const store::ExperimentId id {number};
        notes[id] = "look at " + std::to_string(asked);
        feed.loadOrder(allOf(feed), asked);
        feed.loadRows({id, {1}});
        feed.loadExperiment({kRun, number, Against::Starter, 0, asked});
        feed.annotate(asked, [id, note = notes[id]](store::AnnotationWriter& writer) {
            return writer.annotate(id, {true, note, {"tag"}});
        });
        TableExport table;
        table.request = asked;
        table.filter = allOf(feed);
        feed.saveTable(table);
        feed.loadRuns();
        feed.loadComparison({kRun, kRun});
    };
    ASSERT_TRUE(comesTrue([&] {
        if (heard.snapshots.empty())
            return false;
        seen.store(experimentsIn(heard.snapshots.back()), std::memory_order_relaxed);
        if (seen.load(std::memory_order_relaxed) > 0 && isAnswered())
            ask();
        return !heard.snapshots.back()->runs.empty()
            && !heard.snapshots.back()->runs.front().endedAt.empty();
    })) << "at experiment "
        << seen;
    ask(); // now that the run has ended
    ASSERT_TRUE(comesTrue(isAnswered));
    EXPECT_THAT(sentences(heard.failures), testing::IsEmpty());
    EXPECT_THAT(sentences(heard.refusals), testing::IsEmpty());

    std::int64_t before = 0;
    std::set<std::int64_t> stages;
    for (const auto& snapshot : heard.snapshots) {
        EXPECT_GE(experimentsIn(snapshot), before);
        before = experimentsIn(snapshot);
        stages.insert(before);
    }
    EXPECT_EQ(before, kExperiments);
    EXPECT_GE(stages.size(), static_cast<std::size_t>(kExperiments / kStage));

    for (std::size_t i = 0; i < asked; ++i) {
        const auto& order = *heard.orders[i];
        EXPECT_EQ(order.request, i + 1);
        EXPECT_EQ(order.total(), static_cast<std::int64_t>(order.ids.size()));
        for (std::size_t row = 0; row < order.ids.size(); ++row)
            ASSERT_EQ(order.ids[row].value, order.total() - static_cast<std::int64_t>(row))
                << "newest first, none twice, none missing";
        EXPECT_EQ(heard.views[i]->request.id, i + 1);
        EXPECT_EQ(heard.views[i]->details.row.number, heard.views[i]->request.number);
        ASSERT_EQ(heard.rows[i]->size(), 2U);
        EXPECT_EQ(heard.rows[i]->front().row.number, heard.views[i]->request.number);
        EXPECT_EQ(heard.annotated[i], i + 1);
        EXPECT_EQ(heard.tables[i]->request, i + 1);
        EXPECT_EQ(heard.runs[i]->size(), 1U);
        ASSERT_EQ(heard.comparisons[i]->runs.size(), 2U);
        EXPECT_EQ(heard.comparisons[i]->runs.front().run.summary.id, kRun);
    }
    EXPECT_EQ(heard.orders.back()->total(), kExperiments);
    const auto table = unwrap(heard.tables.back()->text);
    EXPECT_GT(std::count(table.begin(), table.end(), '\n'), kExperiments);
    const auto stored = unwrap(store::readAnnotations(reader(), kRun)).experiments;
    EXPECT_EQ(stored.size(), notes.size());
    for (const auto& [id, note] : notes)
        EXPECT_EQ(stored.at(id).note, note) << id.value;
}

// Run 1 and experiment 2 are in both files.
TEST_F(HistoryFeedTest, ofAHistoryThatWasLeftNothingIsHeard)
{
    constexpr std::uint64_t kTurns = 30;
    const auto other = m_folder.path() / "other.db";
    write(m_file, 9);
    write(other, 4);
    HistoryFeed feed;
    Heard heard(feed);
    for (std::uint64_t turn = 0; turn < kTurns; ++turn) {
        feed.open(turn % 2 == 0 ? m_file : other);
        feed.loadOrder(allOf(feed), turn);
        feed.loadRows({{2}});
        feed.loadExperiment({kRun, 2, Against::Starter, 0, turn});
        feed.loadRuns();
        feed.loadComparison({kRun, kRun});
    }
    ASSERT_TRUE(comesTrue([&] { return !heard.comparisons.empty(); }));
    EXPECT_EQ(feed.generation(), Generation {kTurns});
    ASSERT_EQ(heard.snapshots.size(), 1U);
    EXPECT_EQ(heard.snapshots.front()->history, other);
    EXPECT_EQ(heard.snapshots.front()->generation, feed.generation());
    EXPECT_EQ(experimentsIn(heard.snapshots.front()), 4);
    const auto& [report, queue]
        = std::tie(heard.snapshots.front()->report, heard.snapshots.front()->queue);
    ASSERT_EQ(queue.rows.size(), 1U) << "the queue comes with its report";
    EXPECT_EQ(queue.rows.front().name, report.kernels.front().target.target.key());
    ASSERT_EQ(heard.orders.size(), 1U);
    EXPECT_EQ(heard.orders.front()->request, kTurns - 1);
    EXPECT_EQ(heard.orders.front()->total(), 4);
    EXPECT_EQ(heard.rows.size(), 1U);
    EXPECT_EQ(heard.views.size(), 1U);
    EXPECT_EQ(heard.runs.size(), 1U);
    EXPECT_THAT(sentences(heard.failures), testing::IsEmpty());
    EXPECT_THAT(sentences(heard.refusals), testing::IsEmpty());
}

// The same file again is no other history: what was asked before is still wanted.
TEST_F(HistoryFeedTest, anotherRunOfTheSameHistoryTakesNoAnswerAway)
{
    write(m_file, 3);
    HistoryFeed feed;
    Heard heard(feed);
    feed.open(m_file);
    feed.loadRows({{1}});
    feed.open(m_file, kRun);
    ASSERT_TRUE(comesTrue([&] { return heard.snapshots.size() == 2; }));
    EXPECT_EQ(heard.rows.size(), 1U);
    EXPECT_EQ(heard.snapshots[0]->generation, heard.snapshots[1]->generation);
}

// Its pages come one after the other; the rest of it would be read from the other file.
TEST_F(HistoryFeedTest, aTableThatAnotherHistoryCutsShortIsRefusedAndNotMixed)
{
    const auto other = m_folder.path() / "other.db";
    write(m_file, 2'500);
    write(other, 4);
    HistoryFeed feed;
    Heard heard(feed);
    feed.open(m_file);
    TableExport table;
    table.filter = allOf(feed);
    table.request = 1;
    feed.saveTable(table); // two pages
    feed.open(other);
    table.request = 2; // with the filter of a page that has not heard of it
    feed.saveTable(table);
    table.rows = {{1}};
    table.request = 3;
    feed.saveTable(table);
    ASSERT_TRUE(comesTrue([&] { return heard.tables.size() == 3; }));
    for (const auto& answer : heard.tables) {
        ASSERT_FALSE(answer->text) << answer->request;
        EXPECT_THAT(answer->text.error().message, testing::HasSubstr("another history"));
    }
}

TEST_F(HistoryFeedTest, aMarkIsStoredWhereItWasMadeAndAnsweredThoughTheHistoryWasLeft)
{
    const auto other = m_folder.path() / "other.db";
    write(m_file, 2);
    write(other, 2);
    HistoryFeed feed;
    Heard heard(feed);
    feed.open(m_file);
    feed.annotate(7, [](store::AnnotationWriter& writer) {
        return writer.annotate(store::ExperimentId {1}, {true, "mine", {}});
    });
    feed.open(other);
    ASSERT_TRUE(comesTrue([&] { return !heard.annotated.empty(); }));
    EXPECT_THAT(heard.annotated, testing::ElementsAre(7U));
    EXPECT_EQ(unwrap(store::readAnnotations(reader(), kRun)).experiments.size(), 1U);
    const auto untouched = unwrap(store::HistoryReader::open(other));
    EXPECT_TRUE(unwrap(store::readAnnotations(untouched, kRun)).experiments.empty());
}

// Twice the same refusal is two answers: whoever asks waits for each.
TEST_F(HistoryFeedTest, everyQuestionIsAnsweredWhereThereIsNoHistory)
{
    HistoryFeed feed;
    Heard heard(feed);
    feed.open(m_folder.path() / "absent.db");
    for (std::uint64_t turn = 0; turn < 2; ++turn) {
        feed.loadOrder(allOf(feed), turn);
        feed.loadRows({{1}, {2}});
        feed.loadExperiment({kRun, 1, Against::Parent, 0, turn});
        feed.loadComparison({kRun, kRun});
    }
    ASSERT_TRUE(comesTrue([&] { return heard.refusals.size() == 8; }));
    EXPECT_THAT(heard.refusedOrders, testing::ElementsAre(0U, 1U));
    EXPECT_THAT(heard.refusedViews, testing::ElementsAre(0U, 1U));
    EXPECT_EQ(heard.refusedRows.size(), 4U);
    for (const auto& sentence : sentences(heard.refusals))
        EXPECT_THAT(sentence, testing::HasSubstr("absent.db"));
}

TEST_F(HistoryFeedTest, whatIsNotInTheHistoryIsRefusedAndTheRestComes)
{
    write(m_file, 3);
    HistoryFeed feed;
    Heard heard(feed);
    feed.open(m_file);
    feed.loadRows({{1}, {99}, {3}});
    feed.loadExperiment({kRun, 99, Against::Parent, 0, 5});
    feed.loadComparison({kRun, store::RunId {99}});
    ASSERT_TRUE(comesTrue([&] { return heard.refusals.size() == 3; }));
    ASSERT_EQ(heard.rows.size(), 1U);
    EXPECT_EQ(heard.rows.front()->size(), 2U);
    EXPECT_THAT(heard.refusedRows, testing::ElementsAre(store::ExperimentId {99}));
    EXPECT_THAT(heard.refusedViews, testing::ElementsAre(5U));
}

TEST_F(HistoryFeedTest, aCrossoverIsListedWithTheNumbersOfItsParents)
{
    auto history = writer();
    const auto run = newRun(history);
    const auto target = unwrap(history.recordTarget(run, store::test::rmsnorm(), 1));
    const auto add = [&](int index, const char* mutator, std::vector<store::CandidateId> parents) {
        auto record = store::test::experiment(run, target, index);
        record.mutator = mutator;
        record.parents = std::move(parents);
        return unwrap(reader().experimentRow(unwrap(history.recordExperiment(record))));
    };
    const auto first = add(1, "seed", {});
    const auto second = add(2, "parameters", {first.candidate});
    const auto mixed = add(3, "crossover", {second.candidate, first.candidate});
    HistoryFeed feed;
    Heard heard(feed);
    feed.open(m_file);
    feed.loadRows({second.id, mixed.id});
    ASSERT_TRUE(comesTrue([&] { return heard.rows.size() == 1; }));
    EXPECT_THAT(heard.rows.front()->at(0).mixedOf, testing::IsEmpty());
    EXPECT_THAT(heard.rows.front()->at(1).mixedOf, testing::ElementsAre(2, 1));
}

TEST_F(HistoryFeedTest, aFileThatIsNoHistoryRefusesItsListOfRuns)
{
    ASSERT_TRUE(writeFileAtomically(m_file, std::string(4096, 'x')));
    HistoryFeed feed;
    Heard heard(feed);
    feed.open(m_file);
    feed.loadRuns();
    ASSERT_TRUE(comesTrue([&] { return !heard.refusals.empty(); }));
    EXPECT_TRUE(heard.runs.empty());
}

TEST_F(HistoryFeedTest, mayGoAtAnyMomentAndLeavesNoFileOpen)
{
    write(m_file, 40);
    const int before = openFilesIn(m_folder.path());
    for (int i = 0; i < 25; ++i) {
        bool isGone = false;
        {
            HistoryFeed feed;
            const auto late = [&] { EXPECT_FALSE(isGone) << "a signal of a feed that is gone"; };
            QObject::connect(&feed, &HistoryFeed::snapshot, late);
            QObject::connect(&feed, &HistoryFeed::order, late);
            QObject::connect(&feed, &HistoryFeed::tableSaved, late);
            feed.open(m_file);
            for (std::uint64_t request = 0; request < 5; ++request) {
                feed.loadOrder(allOf(feed), request);
                TableExport table;
                table.filter = allOf(feed);
                feed.saveTable(table);
                feed.loadComparison({kRun, kRun});
            }
            QTest::qWait(i);
        }
        isGone = true;
        EXPECT_EQ(openFilesIn(m_folder.path()), before);
        QCoreApplication::processEvents();
    }
}

} // namespace
} // namespace autokernel::ui
