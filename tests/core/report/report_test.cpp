// SPDX-License-Identifier: Apache-2.0
#include "report_fixture.h"
#include "schema_check.h"

#include "report/export.h"
#include "report/format.h"
#include "report/report_writers.h"

#include <gmock/gmock.h>

#include <cstdlib>

namespace autokernel::report {
namespace {

using store::test::unwrap;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

struct Reports : test::ReportTest
{
    static std::vector<std::string> faults(const std::string& schema, const Json& value)
    {
        const auto text = unwrap(
            readFile(installationRoot() / "resources" / "schemas" / (schema + ".schema.json")));
        return test::SchemaCheck(Json::parse(text))(value);
    }
};

TEST_F(Reports, PutTheThreeRowsAndTheirRatioFirst)
{
    const auto data = report();
    const Outcome& outcome = data.outcome;
    EXPECT_EQ(outcome.freeRung.name, "torch_compile_frozen") << "a wrong rung must not win";
    EXPECT_NEAR(outcome.freeRung.overEager->value, 1.28, 0.02);
    EXPECT_EQ(outcome.ours.overEager->value, 1.36);
    EXPECT_NEAR(outcome.overFreeRung->value, 1.36 / 1.28, 1e-9);
    EXPECT_TRUE(outcome.verified);
    EXPECT_FALSE(outcome.slowerThanFreeRung);
    EXPECT_THAT(outcome.headline, HasSubstr("as fast as eager"));
    EXPECT_THAT(
        outcome.headline, HasSubstr("as fast as the strongest free rung, torch_compile_frozen"));
}

TEST_F(Reports, SayInTheFirstSentenceThatAFreeRungIsFaster)
{
    test::Scenario scenario;
    scenario.finalSpeedup = 1.15;
    const auto data = report(scenario);
    EXPECT_TRUE(data.outcome.slowerThanFreeRung);
    EXPECT_THAT(data.outcome.headline, StartsWith("Use the free rung torch_compile_frozen"));
    EXPECT_THAT(writeMarkdown(data), HasSubstr("model = torch.compile(model)"));
    EXPECT_THAT(writeHtml(data), HasSubstr("model = torch.compile(model)"));
}

TEST_F(Reports, CallAnInterimResultUnverified)
{
    test::Scenario scenario;
    scenario.withFinal = false;
    const auto data = report(scenario);
    EXPECT_FALSE(data.outcome.verified);
    EXPECT_THAT(
        data.outcome.notVerifiedBecause, HasSubstr("before the model was measured a last time"));
    EXPECT_THAT(data.outcome.ours.note, HasSubstr("interim"));
    const auto html = writeHtml(data);
    EXPECT_THAT(html, HasSubstr("<small>Result over eager, not verified</small><b class='warn'>"));
    EXPECT_THAT(html, Not(HasSubstr("<b class='good'>")));
    EXPECT_EQ(writeJson(data)["end_to_end"]["verified"], false);
}

TEST_F(Reports, ShowTheSplitOfTheGainAsItWasMeasured)
{
    const auto data = report();
    for (const std::string& text : {writeHtml(data), writeMarkdown(data)}) {
        EXPECT_THAT(text, HasSubstr("Where the gain over eager comes from"));
        EXPECT_THAT(text, HasSubstr(formatInterval({1.12, 1.12 * 0.985, 1.12 * 1.015})));
        EXPECT_THAT(text, HasSubstr("packing ahead of time"));
    }
    const Json split = writeJson(data)["gain_split"];
    EXPECT_NEAR(split["packing"]["factor"]["speedup"].get<double>(), 1.12, 1e-9);
    EXPECT_TRUE(split["starter"]["factor"].is_null());
    EXPECT_THAT(split["starter"]["note"].get<std::string>(), HasSubstr("not measured"));
}

TEST_F(Reports, HaveARowForVendorRungsAloneInEveryForm)
{
    auto data = report();
    EXPECT_EQ(data.outcome.vendorRungs.name, "torchscript_frozen");
    EXPECT_NEAR(data.outcome.vendorRungs.overEager->value, 1.06, 0.01);
    EXPECT_THAT(data.outcome.vendorRungs.note, HasSubstr("from the ladder"));
    EXPECT_EQ(writeJson(data)["rows"][1]["name"], "torchscript_frozen");
    for (const std::string& text : {writeHtml(data), writeMarkdown(data)})
        EXPECT_THAT(text, HasSubstr("vendor rungs alone"));

    test::Scenario wrong;
    wrong.isVendorRungCorrect = false;
    data = report(wrong);
    EXPECT_FALSE(data.outcome.vendorRungs.overEager);
    EXPECT_THAT(data.outcome.vendorRungs.note,
        HasSubstr("not measured, because torchscript_frozen answers wrongly"));
    EXPECT_THAT(writeHtml(data), HasSubstr("answers wrongly"));
}

TEST_F(Reports, KeepTheContractForScripts)
{
    const Json json = writeJson(report());
    EXPECT_THAT(faults("report", json), IsEmpty());
    EXPECT_EQ(json["end_to_end"]["best_free_rung"], "torch_compile_frozen");
    std::int64_t sum = 0;
    for (const auto& [verdict, count] : json["experiments"].items())
        sum += verdict == "total" ? 0 : count.get<std::int64_t>();
    EXPECT_EQ(json["experiments"]["total"], sum);
    EXPECT_EQ(sum, 188) << "190 experiments, two of which are controls";
    EXPECT_EQ(json["experiments"]["rejected"], 2);
    const auto history = reader();
    EXPECT_THAT(faults("export", unwrap(exportJson(history, m_run))), IsEmpty());
    EXPECT_THAT(faults("ladder", json["ladder"]), IsEmpty());
}

TEST_F(Reports, AreRefusedByTheSchemaWhenAFieldIsMissing)
{
    Json json = writeJson(report());
    json["end_to_end"].erase("best_free_rung");
    json["experiments"]["kept"] = "three";
    EXPECT_THAT(faults("report", json), testing::SizeIs(2));
}

TEST_F(Reports, EscapeEverythingThatIsNotOurs)
{
    test::Scenario scenario;
    scenario.hostile = "<script>alert('x')</script>\"&`|``` ```";
    const auto data = report(scenario);
    const std::string html = writeHtml(data);
    EXPECT_THAT(html, Not(HasSubstr("<script")));
    EXPECT_THAT(html, HasSubstr("&lt;script&gt;"));
    EXPECT_THAT(writeMarkdown(data), HasSubstr("\\<script\\>"));
}

TEST_F(Reports, AreOneFileWithoutOutsideLinksAndWithoutBrokenNumbers)
{
    const std::string html = writeHtml(report());
    for (const char* forbidden : {"<script", "<link", "src=", "http://", "https://", "url(", ">nan",
             "nan'", "inf'", "'-nan"})
        EXPECT_THAT(html, Not(HasSubstr(forbidden))) << forbidden;
    for (const char* part : {"What you can run", "Every free way", "Where the time goes",
             "Roofline", "Why you can believe it", "caught cheating", "how to repeat this",
             "<mark>", "prefers-color-scheme", "no kernel type stands for it"})
        EXPECT_THAT(html, HasSubstr(part));
    if (const char* folder = std::getenv("AUTOKERNEL_KEEP_REPORTS"))
        unwrap(writeFileAtomically(std::filesystem::path(folder) / "report.html", html));
}

TEST_F(Reports, GiveTheSameBytesForTheSameHistory)
{
    const auto first = report();
    ReportOptions options;
    options.madeAt = first.madeAt;
    options.types = unwrap(kernel::loadKernelTypes({installationRoot() / "kernels"}));
    const auto again = unwrap(buildReport(reader(), m_run, options));
    EXPECT_EQ(writeHtml(first), writeHtml(again));
    EXPECT_EQ(writeMarkdown(first), writeMarkdown(again));
    EXPECT_EQ(writeJson(first), writeJson(again));
}

TEST_F(Reports, ExportOneRowAnExperimentWithQuotedTexts)
{
    test::Scenario scenario;
    scenario.hostile = ", \"quoted\"\nand broken";
    report(scenario);
    const std::string csv = unwrap(experimentsCsv(reader(), m_run));
    std::size_t rows = 0;
    bool isQuoted = false;
    for (const char c : csv) {
        isQuoted = c == '"' ? !isQuoted : isQuoted;
        rows += c == '\n' && !isQuoted ? 1 : 0;
    }
    EXPECT_EQ(rows, 191u);
    EXPECT_THAT(csv, HasSubstr("\"\"quoted\"\""));
}

TEST_F(Reports, ShowWhatTheUserSaidBesideItsExperiment)
{
    const auto before = report();
    const auto& keep = before.kernels.front().keeps.back().row.experiment;
    auto annotations = unwrap(store::AnnotationWriter::open(m_file));
    unwrap(annotations.annotate(keep.id, {true, "read the <tail>\nagain", {"vector"}}));
    unwrap(annotations.annotate(before.rejected.front().id, {false, "a cheat to remember", {}}));
    unwrap(annotations.annotate(m_run, {false, "the first night", {}}));
    unwrap(annotations.setBaseline(m_run, keep.target, keep.id));
    const auto history = reader();
    const auto data = unwrap(buildReport(history, m_run));
    ASSERT_NE(findAnnotated(data, keep.number), nullptr);
    EXPECT_TRUE(findAnnotated(data, keep.number)->isBaseline);
    const auto html = writeHtml(data);
    EXPECT_THAT(html, HasSubstr("pinned, baseline; tags: vector: read the &lt;tail&gt;<br>again"));
    EXPECT_THAT(html, HasSubstr("a cheat to remember"));
    EXPECT_THAT(html, HasSubstr("the first night"));
    EXPECT_THAT(writeMarkdown(data), HasSubstr("read the \\<tail\\> again"));
    const Json json = writeJson(data);
    EXPECT_THAT(faults("report", json), IsEmpty());
    EXPECT_EQ(json["annotations"]["run"]["note"], "the first night");
    EXPECT_EQ(json["annotations"]["experiments"].size(), 2u);
    EXPECT_THAT(faults("export", unwrap(exportJson(history, m_run))), IsEmpty());
    EXPECT_THAT(unwrap(experimentsCsv(history, m_run)),
        HasSubstr(",1,vector,\"read the <tail>\nagain\"\r\n"));
}

TEST_F(Reports, SayOfARunThatFailedAtOnceWhyItDid)
{
    auto history = writer();
    m_run = newRun(history);
    unwrap(history.setRunState(m_run, store::RunState::Failed, "the disk is full."));
    const auto data = unwrap(buildReport(reader(), m_run));
    EXPECT_EQ(
        data.outcome.headline, "This run failed before it measured a result: the disk is full.");
    EXPECT_THAT(faults("report", writeJson(data)), IsEmpty());
}

TEST_F(Reports, CoverARunWithoutAnything)
{
    auto history = writer();
    m_run = newRun(history);
    const auto data = unwrap(buildReport(reader(), m_run));
    EXPECT_THAT(faults("report", writeJson(data)), IsEmpty());
    EXPECT_THAT(writeHtml(data), HasSubstr("Nothing was made faster than eager by this run (on "));
    EXPECT_THAT(writeMarkdown(data), HasSubstr("not verified"));
}

} // namespace
} // namespace autokernel::report
