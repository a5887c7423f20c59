// SPDX-License-Identifier: GPL-3.0-or-later
// The table of experiments while runs and histories come and go, and while nothing can be read.
#include "ui/pages/experiments_page.h"

#include <gmock/gmock.h>

#include <QApplication>
#include <QHeaderView>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>
#include <QTranslator>
#include <set>

namespace autokernel::ui {
namespace {

SnapshotPtr snapshotOf(std::uint64_t generation, std::int64_t run, std::int64_t experiments)
{
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->generation = {generation};
    snapshot->report.run.summary.id = {run};
    snapshot->report.run.summary.experiments = experiments;
    report::KernelReport kernel;
    kernel.target.id = {1}; // in every history
    kernel.target.target.type = generation == 1 ? "rmsnorm" : "softmax";
    snapshot->report.kernels = {kernel};
    return snapshot;
}

class ExperimentsPageTest : public testing::Test
{
protected:
    ExperimentsPageTest()
    {
        QObject::connect(&m_page, &ExperimentsPage::orderWanted,
            [this](const ExperimentFilter& filter, std::uint64_t request) {
                m_filters.push_back(filter);
                m_request = request;
            });
        QObject::connect(&m_page, &ExperimentsPage::rowsWanted,
            [this](const std::vector<store::ExperimentId>& ids) { m_rows = ids; });
        m_page.resize(1200, 600);
    }

    // What the reader would answer for a history whose experiments are called `idea`.
    void answer(int experiments, const std::string& idea)
    {
        std::vector<store::ExperimentId> ids;
        for (int i = experiments; i > 0; --i)
            ids.push_back({i});
        m_page.setOrder({m_request, ids, experiments});
        std::vector<ListedExperiment> rows;
        for (const auto id : std::exchange(m_rows, {})) {
            store::ExperimentRow row;
            row.id = id;
            row.number = id.value;
            row.idea = idea;
            rows.push_back({row});
        }
        m_page.addRows(rows);
    }
    QString ideaOf(int row) { return cell(row, ExperimentsModel::Idea); }
    QString cell(int row, int column)
    {
        return m_page.model().index(row, column).data().toString();
    }
    QTableView& table() { return *m_page.findChild<QTableView*>(); }
    QComboBox& box(const QString& name)
    {
        for (auto* each : m_page.findChildren<QComboBox*>())
            if (each->accessibleName() == name)
                return *each;
        throw std::runtime_error("no box " + name.toStdString());
    }
    QLabel& problem() { return *m_page.findChild<QLabel*>("problem"); }

    ShownExperiments m_shown;
    ExperimentsPage m_page {Theme::light(), m_shown};
    std::vector<ExperimentFilter> m_filters;
    std::uint64_t m_request = 0;
    std::vector<store::ExperimentId> m_rows;
};

TEST_F(ExperimentsPageTest, nothingOfAFormerHistoryStaysThoughThePageIsHiddenMeanwhile)
{
    m_page.show();
    m_page.present(snapshotOf(1, 1, 3));
    answer(3, "of the example");
    ASSERT_EQ(ideaOf(0), "of the example");
    box("Kernel").setCurrentIndex(1);
    answer(3, "of the example");
    table().selectRow(1);
    ASSERT_FALSE(m_page.selectedIds().empty());
    m_page.hide();

    m_page.present(snapshotOf(2, 1, 3)); // run 1 again
    EXPECT_TRUE(m_page.selectedIds().empty());
    EXPECT_EQ(m_page.model().rowCount(), 0);
    EXPECT_EQ(box("Kernel").currentIndex(), 0) << "target 1 is another kernel there";
    EXPECT_TRUE(box("Kernel").itemText(1).startsWith("softmax"));
    m_page.show();
    ASSERT_FALSE(m_filters.empty());
    EXPECT_EQ(m_filters.back().generation, Generation {2});
    answer(3, "of my own");
    EXPECT_EQ(ideaOf(0), "of my own");
    EXPECT_TRUE(m_page.selectedIds().empty());
}

TEST_F(ExperimentsPageTest, whatWasTriedHasTheRoomThatOthersLeaveAndEnoughInAnyCase)
{
    m_page.show();
    m_page.present(snapshotOf(1, 1, 3));
    answer(3, "an idea");
    EXPECT_GE(table().columnWidth(ExperimentsModel::Idea), 320);
    m_page.resize(1900, 600);
    QApplication::processEvents();
    const int wide = table().columnWidth(ExperimentsModel::Idea);
    EXPECT_GT(wide, 500);
    EXPECT_EQ(table().horizontalHeader()->length(), table().viewport()->width());
    box("Kernel").setCurrentIndex(1);
    EXPECT_TRUE(table().isColumnHidden(ExperimentsModel::Kernel)) << "it is the same in all rows";
    EXPECT_GT(table().columnWidth(ExperimentsModel::Idea), wide);
    box("Kernel").setCurrentIndex(0);
    EXPECT_FALSE(table().isColumnHidden(ExperimentsModel::Kernel));
    m_page.resize(700, 600);
    QApplication::processEvents();
    EXPECT_GE(table().columnWidth(ExperimentsModel::Idea), 320) << "the table scrolls";
}

TEST_F(ExperimentsPageTest, theSelectionEndsWithItsRun)
{
    m_page.show();
    m_page.present(snapshotOf(1, 1, 5));
    answer(5, "first");
    table().selectRow(2);
    m_page.present(snapshotOf(1, 2, 5));
    answer(5, "second");
    EXPECT_TRUE(m_page.selectedIds().empty());
    m_page.present(snapshotOf(1, 2, 6)); // the run grows: a selection stays
    table().selectRow(2);
    const auto before = m_page.selectedIds();
    m_page.present(snapshotOf(1, 2, 7));
    answer(7, "second");
    EXPECT_EQ(m_page.selectedIds(), before);
}

TEST_F(ExperimentsPageTest, rowsThatCouldNotBeReadAreSaidAndAskedForAgain)
{
    m_page.show();
    m_page.present(snapshotOf(1, 1, 2));
    m_page.setOrder({m_request, {{2}, {1}}, 2});
    const auto asked = std::exchange(m_rows, {});
    ASSERT_EQ(asked.size(), 2U);
    m_page.refuseRows(asked, "the disk is gone");
    EXPECT_TRUE(problem().isVisible());
    EXPECT_TRUE(problem().text().contains("the disk is gone"));
    ASSERT_TRUE(QTest::qWaitFor([&] { return m_rows == asked; })) << "and asked by itself";
    answer(2, "read at last");
    EXPECT_EQ(ideaOf(0), "read at last");
    EXPECT_FALSE(problem().isVisible());
}

TEST_F(ExperimentsPageTest, anOrderThatCouldNotBeReadIsAskedForAgain)
{
    m_page.show();
    m_page.present(snapshotOf(1, 1, 2));
    const auto refused = m_request;
    m_page.refuseOrder(refused - 1, "an earlier filter's");
    EXPECT_FALSE(problem().isVisible());
    m_page.refuseOrder(refused, "the file is locked");
    EXPECT_TRUE(problem().text().contains("the file is locked"));
    ASSERT_TRUE(QTest::qWaitFor([&] { return m_request > refused; }));
    answer(2, "read at last");
    EXPECT_EQ(m_page.model().rowCount(), 2);
    EXPECT_FALSE(problem().isVisible());
}

TEST_F(ExperimentsPageTest, anExpressionIsAskedForAsSuchAndABrokenOneNotAtAll)
{
    m_page.setFilter({"tile|deep", "", "", false, true});
    EXPECT_EQ(m_page.asked().text, "tile|deep");
    EXPECT_TRUE(m_page.asked().isExpression);
    const auto look = m_page.look();
    m_page.setFilter({"tile|(deep", "", "", false, true});
    EXPECT_EQ(m_page.asked().text, "");
    m_page.setLook({});
    EXPECT_FALSE(m_page.asked().isExpression);
    m_page.setLook(look);
    EXPECT_EQ(m_page.look(), look);
}

TEST_F(ExperimentsPageTest, aChampionThatFallsLeavesTheBestWithoutANewExperiment)
{
    auto before = std::make_shared<Snapshot>(*snapshotOf(1, 1, 3));
    before->report.kernels[0].keeps.resize(1);
    m_page.show();
    m_page.setFilter({"", "", "", false, false, true});
    m_page.present(before);
    answer(1, "kept");
    ASSERT_TRUE(m_filters.back().onlyBest);
    m_filters.clear();
    m_page.present(before);
    EXPECT_TRUE(m_filters.empty()) << "nothing has changed";
    auto after = std::make_shared<Snapshot>(*before);
    after->report.kernels[0].keeps[0].row.demotedBecause = "its interval includes 1";
    m_page.present(after);
    EXPECT_EQ(m_filters.size(), 1U);
}

// A language may call the same thing by two names in two places.
TEST_F(ExperimentsPageTest, eachVerdictHasAnEntryOfItsOwnInAnyLanguage)
{
    class PerContext final : public QTranslator
    {
    public:
        bool isEmpty() const override { return false; }
        QString translate(const char* context, const char* source, const char*, int) const override
        {
            return QString("%1|%2").arg(context, source);
        }
    };
    PerContext language;
    QApplication::installTranslator(&language);
    {
        ShownExperiments shown;
        ExperimentsPage page(Theme::light(), shown);
        for (auto* each : page.findChildren<QComboBox*>()) {
            std::set<QString> texts;
            for (int i = 0; i < each->count(); ++i)
                EXPECT_TRUE(texts.insert(each->itemText(i)).second)
                    << each->itemText(i).toStdString();
        }
    }
    QApplication::removeTranslator(&language);
}

// The hourly look at champions stores no experiment of the search.
TEST_F(ExperimentsPageTest, aLaterLookAtAChampionChangesItsRowAndTheOrder)
{
    auto before = std::make_shared<Snapshot>(*snapshotOf(1, 1, 3));
    auto& keep = before->report.kernels[0].keeps.emplace_back();
    keep.row.experiment.id = {2};
    keep.row.experiment.number = 2;
    keep.row.keep.overEager = store::SpeedupInterval {1.9, 1.8, 2};
    m_page.show();
    m_page.present(before);
    m_page.setOrder({m_request, {{3}, {2}, {1}}, 3});
    store::ExperimentRow row;
    row.id = {2};
    row.number = 2;
    row.run = {1};
    row.overEager = store::SpeedupInterval {1.9, 1.8, 2};
    m_page.addRows({{row}});
    ASSERT_EQ(cell(1, ExperimentsModel::OverEager), "1.90×");
    const auto asked = m_filters.size();
    auto after = std::make_shared<Snapshot>(*before);
    after->report.kernels[0].keeps[0].revalidated = store::SpeedupInterval {1.83, 1.8, 1.9};
    auto& point = after->report.progress.emplace_back();
    point.number = 2;
    point.overEager = store::SpeedupInterval {1.83, 1.8, 1.9};
    m_page.present(after);
    EXPECT_EQ(cell(1, ExperimentsModel::OverEager), "1.83×");
    EXPECT_EQ(m_filters.size(), asked + 1) << "it may have another place now";
}

TEST_F(ExperimentsPageTest, experimentsAndControlsAreCountedByWhoKnowsThem)
{
    const auto count = [this] {
        for (const auto* label : m_page.findChildren<QLabel*>())
            if (label->text().contains("experiment"))
                return label->text();
        return QString();
    };
    m_page.show();
    m_page.present(snapshotOf(1, 1, 5));
    m_page.setOrder({m_request, {{2}, {1}}, 7, 0});
    EXPECT_EQ(count(), "2 of 7 experiments") << "two were stored since the snapshot";
    m_page.model().refresh();
    m_page.setOrder({m_request, {{2}, {1}}, 7, 1});
    EXPECT_EQ(count(), "2 of 7 experiments, 1 control");
    m_page.model().refresh();
    m_page.setOrder({m_request, {{2}, {1}}, 1, 1});
    EXPECT_EQ(count(), "1 experiment, 1 control");
}

} // namespace
} // namespace autokernel::ui
