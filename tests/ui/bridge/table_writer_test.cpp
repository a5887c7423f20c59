// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/history_fixture.h"
#include "ui/bridge/history_feed.h"
#include "ui/bridge/table_writer.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>

#include <QSignalSpy>
#include <QTest>
#include <set>

namespace autokernel::ui {
namespace {

using store::test::unwrap;

// Fields as RFC 4180 reads them.
std::vector<std::vector<std::string>> parseCsv(const std::string& text)
{
    std::vector<std::vector<std::string>> lines(1, std::vector<std::string>(1));
    bool isQuoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto& field = lines.back().back();
        if (isQuoted && text[i] == '"' && i + 1 < text.size() && text[i + 1] == '"')
            field += text[++i];
        else if (text[i] == '"')
            isQuoted = !isQuoted;
        else if (!isQuoted && text[i] == ',')
            lines.back().emplace_back();
        else if (!isQuoted && text[i] == '\r')
            continue;
        else if (!isQuoted && text[i] == '\n')
            lines.emplace_back(1);
        else
            field += text[i];
    }
    lines.pop_back(); // behind the last line end
    return lines;
}

class TableWriterTest : public store::test::HistoryTest
{
protected:
    // Some kept, some reverted; ideas with everything that a table minds.
    void fill(int experiments)
    {
        auto history = writer();
        history.database().sqlite().exec("PRAGMA synchronous = OFF");
        m_run = newRun(history);
        const auto target
            = unwrap(history.recordTarget(m_run, store::test::rmsnorm(), 1, "searching", ""));
        for (int i = 0; i < experiments; ++i) {
            auto each = store::test::experiment(m_run, target, i);
            each.blocks.clear();
            each.checks.clear();
            each.idea = "tile, \"quoted\"\tand\r\nmore " + std::to_string(i);
            if (i % 3 == 0)
                each.verdict = {judge::VerdictKind::Incorrect, "budget", "=wrong"};
            unwrap(history.recordExperiment(each));
        }
    }
    TableExport wanted(TableFile format = TableFile::Csv)
    {
        TableExport table;
        table.filter.run = m_run;
        table.format = format;
        return table;
    }
    // Of all rows, newest first.
    std::vector<store::ExperimentId> allRows(const store::HistoryReader& history)
    {
        ExperimentIndex index(m_run);
        EXPECT_TRUE(index.readOn(history));
        return index.order({});
    }
    store::RunId m_run;
};

TEST_F(TableWriterTest, everyRowComesOnceThoughItIsReadInPages)
{
    fill(4'100);
    const auto history = reader();
    TableWriter table(wanted(), allRows(history));
    int pages = 1;
    while (!unwrap(table.addPage(history)))
        ++pages;
    EXPECT_EQ(pages, 3);
    const auto lines = parseCsv(table.text());
    ASSERT_EQ(lines.size(), 4'101U);
    std::set<std::string> numbers;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        ASSERT_EQ(lines[i].size(), lines[0].size());
        numbers.insert(lines[i][1]);
    }
    EXPECT_EQ(numbers.size(), 4'100U);
    EXPECT_EQ(lines[1][1], "4100") << "newest first, as on the page";
}

TEST_F(TableWriterTest, valuesComeBackFromTheFileAsTheyWere)
{
    fill(4);
    auto asked = wanted();
    asked.file = QString::fromStdString((m_folder.path() / "table.csv").string());
    const auto history = reader();
    TableWriter table(asked, allRows(history));
    EXPECT_TRUE(unwrap(table.addPage(history)));
    const auto lines = parseCsv(unwrap(readFile(m_folder.path() / "table.csv")));
    store::ExperimentQuery query;
    query.run = m_run;
    const auto rows = unwrap(history.experiments(query));
    ASSERT_EQ(lines.size(), rows.size() + 1);
    const auto column = [&](const std::string& name) {
        return static_cast<std::size_t>(
            std::find(lines[0].begin(), lines[0].end(), name) - lines[0].begin());
    };
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& line = lines[i + 1];
        EXPECT_EQ(line[column("idea")], rows[i].idea);
        EXPECT_EQ(std::stod(line[column("speedup_over_starter")]), rows[i].overStarter->value);
        EXPECT_EQ(std::stod(line[column("candidate_us")]), *rows[i].candidateMicroseconds);
    }
    EXPECT_EQ(lines[1][column("sentence")], "'=wrong") << "text for a spreadsheet, no formula";
}

TEST_F(TableWriterTest, tabsSeparateNothingButFields)
{
    fill(6);
    const auto history = reader();
    TableWriter table(wanted(TableFile::Tsv), allRows(history));
    EXPECT_TRUE(unwrap(table.addPage(history)));
    const auto lines = QString::fromStdString(table.text()).split('\n', Qt::SkipEmptyParts);
    ASSERT_EQ(lines.size(), 7);
    for (const auto& line : lines)
        EXPECT_EQ(line.count('\t'), lines[0].count('\t'));
}

TEST_F(TableWriterTest, jsonIsOneObjectARowAsInTheExportOfTheRun)
{
    fill(2'003); // more than a page
    const auto history = reader();
    auto rows = allRows(history);
    TableWriter table(wanted(TableFile::Json), rows);
    while (!unwrap(table.addPage(history))) { }
    const auto json = Json::parse(table.text());
    EXPECT_EQ(json["schema_version"], 1);
    EXPECT_EQ(json["run"], m_run.value);
    const auto& written = json["experiments"];
    ASSERT_EQ(written.size(), 2'003U);
    EXPECT_EQ(written.front()["number"], 2'003) << "newest first, as on the page";
    const auto whole = unwrap(report::exportJson(history, m_run))["experiments"];
    EXPECT_EQ(std::count(whole.begin(), whole.end(), written.front()), 1);
    EXPECT_EQ(std::count(table.text().begin(), table.text().end(), '\n'), 2'005)
        << "an object a line, and one each for the ends";
    TableWriter empty(wanted(TableFile::Json), {});
    EXPECT_TRUE(unwrap(empty.addPage(history)));
    EXPECT_TRUE(Json::parse(empty.text())["experiments"].empty());
}

TEST_F(TableWriterTest, theFeedAnswersWithTheFilteredRowsOrTheReason)
{
    fill(9);
    HistoryFeed feed;
    QSignalSpy snapshots(&feed, &HistoryFeed::snapshot);
    std::map<std::uint64_t, Result<std::string>> answers;
    QObject::connect(&feed, &HistoryFeed::tableSaved, &feed,
        [&](const SavedTablePtr& table) { answers.emplace(table->request, table->text); });
    feed.open(m_file);
    ASSERT_TRUE(snapshots.wait());
    auto asked = wanted();
    asked.filter.generation = feed.generation();
    asked.filter.verdict = "incorrect";
    asked.request = 7;
    feed.saveTable(asked);
    asked.request = 8;
    asked.file = "/nowhere/at/all/table.csv";
    feed.saveTable(asked);
    asked = wanted();
    asked.filter.generation = feed.generation();
    asked.rows = {{5}, {2}};
    asked.request = 9;
    feed.saveTable(asked);
    ASSERT_TRUE(QTest::qWaitFor([&] { return answers.size() == 3; }));
    ASSERT_TRUE(answers.at(7));
    EXPECT_EQ(parseCsv(*answers.at(7)).size(), 4U);
    ASSERT_TRUE(answers.at(9));
    const auto chosen = parseCsv(*answers.at(9));
    ASSERT_EQ(chosen.size(), 3U);
    EXPECT_EQ(chosen[1][0], "5") << "the rows that were named, in their order";
    EXPECT_EQ(chosen[2][0], "2");
    ASSERT_FALSE(answers.at(8));
    EXPECT_THAT(answers.at(8).error().message, testing::HasSubstr("/nowhere/at/all/table.csv"));
}

} // namespace
} // namespace autokernel::ui
