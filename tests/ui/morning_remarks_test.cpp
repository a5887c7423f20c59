// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/morning_remarks.h"

#include <gmock/gmock.h>

namespace autokernel::ui {
namespace {

std::string joined(const QStringList& lines)
{
    return lines.join('\n').toStdString();
}

store::ExperimentRow controlOf(store::ControlKind kind, double ratio, const char* rule)
{
    store::ExperimentRow row;
    row.control = kind;
    row.overIncumbent = store::SpeedupInterval {ratio, ratio, ratio};
    row.verdict.rule = rule;
    return row;
}

TEST(MorningRemarks, controlsAreCountedByTheirKindWithWhatTheyMeasured)
{
    using Kind = store::ControlKind;
    report::ReportData report;
    report.progress.resize(1);
    EXPECT_THAT(joined(whyToBelieve(report)), testing::HasSubstr("no A/A control ran"));
    report.controls = {controlOf(Kind::SameCode, 0.992, "aa_unbiased"),
        controlOf(Kind::SameCode, 0.999, "aa_unbiased")};
    auto told = joined(whyToBelieve(report));
    EXPECT_THAT(told, testing::HasSubstr("A/A control measured 0.992 to 0.999×"));
    EXPECT_THAT(told, testing::HasSubstr("no slow control ran"));
    EXPECT_THAT(told, testing::Not(testing::HasSubstr("not as it should be")));
    report.controls.push_back(controlOf(Kind::SlowerCode, 0.9, "slow_control_seen"));
    report.controls.push_back(controlOf(Kind::SlowerCode, 1, "slow_control_unseen"));
    report.controls.push_back(controlOf(Kind::SameCode, 1.05, "aa_biased"));
    told = joined(whyToBelieve(report));
    EXPECT_THAT(told, testing::HasSubstr("slow control seen 1 of 2 times"));
    EXPECT_THAT(told, testing::HasSubstr("; 1 was not as it should be"));
}

store::EndToEndRow measured(store::ModelMeasurement kind, double eagerMicroseconds)
{
    store::EndToEndRow row;
    row.record.kind = kind;
    row.record.overBaseline = {1.5, 1.4, 1.6};
    row.record.baselineMicroseconds = eagerMicroseconds;
    return row;
}

TEST(MorningRemarks, sessionsWhoseEagerDiffersByMoreThanTheNoiseAreNamed)
{
    using Measurement = store::ModelMeasurement;
    report::ReportData report;
    report.kernels.emplace_back();
    report.kernels[0].noiseFloor = 0.03;
    report.endToEnd
        = {measured(Measurement::Starters, 250'000), measured(Measurement::Final, 300'000)};
    const auto told = joined(lookAtFirst(report));
    EXPECT_THAT(told, testing::HasSubstr("drifted"));
    EXPECT_THAT(told, testing::HasSubstr("250 ms beside the starters, 300 ms at the end: 20 %"));
    report.endToEnd[1].record.baselineMicroseconds = 255'000;
    EXPECT_THAT(joined(lookAtFirst(report)), testing::Not(testing::HasSubstr("drifted")));
}

TEST(MorningRemarks, aForecastOutsideOfWhatWasMeasuredIsToldOnce)
{
    report::ReportData report;
    report.endToEnd = {measured(store::ModelMeasurement::Final, 1000)};
    report.endToEnd[0].record.forecast = 1.5;
    EXPECT_THAT(joined(lookAtFirst(report)), testing::Not(testing::HasSubstr("forecast")));
    report.endToEnd[0].record.forecast = 1.7;
    EXPECT_THAT(joined(lookAtFirst(report)), testing::HasSubstr("forecast 1.70×"));
    report.alarms.emplace_back();
    report.alarms[0].alarm.signal = "forecast_off";
    EXPECT_THAT(joined(lookAtFirst(report)), testing::Not(testing::HasSubstr("forecast 1.70×")));
}

TEST(MorningRemarks, warningsOfTheLogAreReadUnlessAnAlarmSaysThem)
{
    report::ReportData report;
    report.alarms.emplace_back();
    report.alarms[0].alarm.sentence = "Too noisy.";
    const std::vector<store::LogLine> log {{"", store::LogLevel::Info, "Calm."},
        {"", store::LogLevel::Warning, "Alarm: Too noisy."},
        {"", store::LogLevel::Warning, "x stays (0.98x)."}};
    const auto told = joined(lookAtFirst(report, log));
    EXPECT_THAT(told, testing::HasSubstr("1 warning in the log"));
    EXPECT_THAT(told, testing::HasSubstr("x stays (0.98×)."));
    EXPECT_THAT(told, testing::Not(testing::HasSubstr("Calm")));
}

TEST(MorningRemarks, aGainOverTheVendorBeginsWithThePrintedFigure)
{
    report::ReportData report;
    report.kernels.emplace_back();
    auto& keep = report.kernels[0].keeps.emplace_back();
    keep.row.experiment.id = {7};
    keep.row.keep.overEager = store::SpeedupInterval {2, 1.9, 2.1};
    keep.vendorOverEager = 0.9;
    keep.overEagerInGate = 2.1;
    store::StoredAlarm alarm;
    alarm.alarm.signal = "gain_over_vendor";
    alarm.experiment = {7};
    report.alarms = {alarm};
    const auto told = joined(lookAtFirst(report));
    EXPECT_THAT(told, testing::HasSubstr("2.22× over the vendor's kernel as printed"));
    EXPECT_THAT(told, testing::HasSubstr("the vendor's is 0.90× as fast as eager"));
}

TEST(MorningRemarks, whatCameAfterAChampionIsToldWithItsBest)
{
    report::ReportData report;
    auto& kernel = report.kernels.emplace_back();
    kernel.target.id = {1};
    kernel.noiseFloor = 0.024;
    kernel.keeps.emplace_back().row.experiment.number = 2;
    kernel.champion = 0;
    const auto add = [&](std::int64_t number, double ratio) {
        auto& point = report.progress.emplace_back();
        point.number = number;
        point.target = {1};
        point.overIncumbent = store::SpeedupInterval {ratio, ratio, ratio};
    };
    add(2, 2);
    add(3, 0.9);
    EXPECT_THAT(joined(whatDidNotWork(report)), testing::HasSubstr("1 further try, none faster"));
    add(4, 1.02);
    auto told = joined(whatDidNotWork(report));
    EXPECT_THAT(told, testing::HasSubstr("2 further tries"));
    EXPECT_THAT(told, testing::HasSubstr("1.02× over"));
    EXPECT_THAT(told, testing::HasSubstr("within the noise floor of 2.4 %"));
    add(5, 1.2);
    EXPECT_THAT(joined(whatDidNotWork(report)), testing::HasSubstr("not confirmed"));
}

TEST(MorningRemarks, theHeadlineOfTheKernelsSaysWhereTheyComeFrom)
{
    report::ReportData report;
    for (const auto origin : {store::GainOrigin::Packing, store::GainOrigin::Search}) {
        report::KernelReport kernel;
        kernel.keeps.emplace_back();
        kernel.champion = 0;
        kernel.appliedInModel = true;
        kernel.target.share = 0.3;
        kernel.keeps[0].row.keep.origin = origin;
        report.kernels.push_back(kernel);
    }
    EXPECT_EQ(whatMadeItFaster(report),
        "2 kernels in the model, 60 % of its time: 1 as shipped, 1 found by the search");
    report.kernels[1].keeps[0].row.experiment.mutator = "seed";
    EXPECT_EQ(whatMadeItFaster(report), "2 kernels in the model, 60 % of its time: 2 as shipped")
        << "another shipped source is nothing that the search found";
    report.kernels.clear();
    EXPECT_EQ(whatMadeItFaster(report), "no kernel of ours is in the model");
}

TEST(MorningRemarks, anAlarmLeadsToTheExperimentThatItNames)
{
    report::ReportData report;
    report::ProgressPoint point;
    point.number = 12;
    point.id = store::ExperimentId {77};
    report.progress = {point};
    store::StoredAlarm alarm;
    alarm.alarm.signal = "below_floor";
    alarm.alarm.sentence = "1.5x below the <floor>.";
    alarm.experiment = store::ExperimentId {77};
    report.alarms = {alarm};
    const auto named = lookAtFirst(report).join(' ').toStdString();
    EXPECT_THAT(named, testing::HasSubstr("<a href=\"experiment:12\">#12</a>"));
    EXPECT_THAT(named, testing::HasSubstr("1.5× below the &lt;floor&gt;."));
    report.alarms.front().experiment = {};
    EXPECT_THAT(lookAtFirst(report).join(' ').toStdString(),
        testing::Not(testing::HasSubstr("experiment:")));
}

TEST(MorningRemarks, aResumedRunSaysWhatItHasDoneSince)
{
    report::ReportData report;
    for (const double second : {100.0, 200.0, 300.0, 400.0}) {
        auto& point = report.progress.emplace_back();
        point.startedAt = second;
        point.verdict = second == 300 ? judge::VerdictKind::Kept : judge::VerdictKind::Reverted;
    }
    report.progress.back().isControl = true;
    std::vector<store::LogLine> log {
        {"1970-01-01T00:00:10.000Z", store::LogLevel::Info, "profiled"}};
    EXPECT_EQ(sinceItWasResumed(report, log), "");
    for (const char* at : {"1970-01-01T00:01:00.000Z", "1970-01-01T00:02:30.000Z"})
        log.push_back({at, store::LogLevel::Info, std::string(store::kResumedLine) + " after 1."});
    EXPECT_THAT(sinceItWasResumed(report, log).toStdString(),
        testing::HasSubstr("2 experiments since then, 1 kept."));
}

TEST(MorningRemarks, eachKernelHasItsOwnFurtherTriesAndFailuresHaveWords)
{
    report::ReportData report;
    for (const int id : {1, 2}) {
        auto& kernel = report.kernels.emplace_back();
        kernel.target.id = {id};
        kernel.target.target.type = id == 1 ? "matmul" : "gelu";
        kernel.keeps.emplace_back().row.experiment.number = id;
        kernel.champion = 0;
    }
    for (const int number : {1, 2, 3, 4, 5}) {
        auto& point = report.progress.emplace_back();
        point.number = number;
        point.target = {number == 1 || number == 4 ? 1 : 2};
        point.overIncumbent = store::SpeedupInterval {0.1 * number, 0, 1};
    }
    report.run.verdictCounts = {{"runtime_error", 3}, {"timed_out", 1}};
    const auto told = joined(whatDidNotWork(report));
    EXPECT_THAT(told, testing::HasSubstr("1 further try, none faster: the best"));
    EXPECT_THAT(told, testing::HasSubstr("2 further tries, none faster: the best"));
    EXPECT_THAT(told, testing::HasSubstr("#4</a>, was 0.40× over"));
    EXPECT_THAT(told, testing::HasSubstr("#5</a>, was 0.50× over"));
    EXPECT_THAT(told, testing::HasSubstr("\">3 crashed</a>"));
    EXPECT_THAT(told, testing::HasSubstr("\">1 timed out</a>"));
}

} // namespace
} // namespace autokernel::ui
