// SPDX-License-Identifier: Apache-2.0
#include "cli/script_json.h"
#include "cli/terminal.h"
#include "cli/verbs.h"

#include "diff/unified_patch.h"
#include "kernel/candidate.h"
#include "store/annotations.h"
#include "store/judge_again.h"

#include <cstdio>

namespace autokernel::cli {
namespace {

std::string shown(const std::optional<store::SpeedupInterval>& speedup)
{
    return speedup
        ? fmt::format("{:.3f}x ({:.3f} to {:.3f})", speedup->value, speedup->low, speedup->high)
        : "-";
}

Json jsonOf(const std::optional<store::SpeedupInterval>& speedup)
{
    return speedup
        ? Json {{"value", speedup->value}, {"low", speedup->low}, {"high", speedup->high}}
        : Json();
}

Json jsonOf(const store::RunSummary& run)
{
    return {{"run", run.id.value}, {"kind", store::toString(run.kind)},
        {"state", store::toString(run.state)}, {"started", run.startedAt}, {"ended", run.endedAt},
        {"subject", run.subject}, {"device", run.device}, {"experiments", run.experiments},
        {"kept", run.kept}, {"summary", run.summary}};
}

Json jsonOf(const store::ExperimentRow& row)
{
    return {{"experiment", row.id.value}, {"number", row.number}, {"run", row.run.value},
        {"target", row.targetKey}, {"verdict", judge::toString(row.verdict.kind)},
        {"rule", row.verdict.rule}, {"reason", row.verdict.sentence}, {"title", row.title},
        {"mutator", row.mutator}, {"idea", row.idea}, {"control", store::toString(row.control)},
        {"over_incumbent", jsonOf(row.overIncumbent)}, {"over_starter", jsonOf(row.overStarter)},
        {"over_eager", jsonOf(row.overEager)}, {"seconds", row.seconds}};
}

struct ListArguments
{
    std::string run; // "": the runs themselves
    std::string verdict;
    int limit = 50;
    bool withControls = false;
};

Result<void> checkVerdict(const std::string& text)
{
    std::string known = "failed";
    for (const auto kind : judge::kAllVerdictKinds)
        known += fmt::format(", {}", judge::toString(kind));
    if (text.empty() || text == "failed" || judge::verdictKindFromString(text))
        return {};
    return fail(ErrorCode::InvalidInput, "there is no verdict '{}': there are {}.", text, known);
}

int listVerb(const Options& options, const ListArguments& arguments)
{
    if (const auto known = checkVerdict(arguments.verdict); !known)
        return complain(known.error());
    const auto reader = openReader(options);
    if (!reader)
        return complain(reader.error());
    const bool isOfExperiments = !arguments.run.empty() || !arguments.verdict.empty();
    if (!isOfExperiments) {
        const auto runs = reader->runs(arguments.limit);
        if (!runs)
            return complain(runs.error());
        Json json = Json::array();
        for (const auto& each : *runs) {
            json.push_back(jsonOf(each));
            if (!options.json)
                std::printf("%5lld  %-11s %-24s %6lld %-11s, %lld kept  %s  %s\n",
                    static_cast<long long>(each.id.value),
                    std::string(store::toString(each.state)).c_str(), each.subject.c_str(),
                    static_cast<long long>(each.experiments),
                    each.experiments == 1 ? "experiment" : "experiments",
                    static_cast<long long>(each.kept), each.startedAt.c_str(),
                    each.summary.c_str());
        }
        if (options.json)
            std::printf("%s\n", dumpIndented(json).c_str());
        else if (runs->empty())
            std::printf("This history has no runs yet.\n");
        return 0;
    }
    store::ExperimentQuery query; // without a run: of all of them
    if (!arguments.run.empty()) {
        const auto id = runIdOf(*reader, arguments.run);
        if (!id)
            return complain(id.error());
        query.run = *id;
    }
    query.verdict = arguments.verdict;
    query.limit = arguments.limit;
    query.withControls = arguments.withControls;
    const auto rows = reader->experiments(query);
    if (!rows)
        return complain(rows.error());
    Json json = Json::array();
    for (const auto& row : *rows) {
        json.push_back(jsonOf(row));
        if (!options.json)
            std::printf("%6lld  %-13s %-26s over incumbent  %s  %s\n",
                static_cast<long long>(row.id.value),
                std::string(judge::toString(row.verdict.kind)).c_str(),
                shown(row.overIncumbent).c_str(), row.targetKey.c_str(), row.idea.c_str());
    }
    if (options.json)
        std::printf("%s\n", dumpIndented(json).c_str());
    else if (rows->empty())
        std::printf("No such experiments.\n");
    return 0;
}

Result<store::ExperimentDetails> experimentOf(
    const store::HistoryReader& reader, const std::string& text)
{
    AK_ASSIGN(const auto id, experimentIdOf(text));
    return reader.experiment(id);
}

Result<std::string> readableSource(const store::ExperimentDetails& details)
{
    AK_ASSIGN(const auto candidate,
        kernel::makeCandidate(
            details.candidate.candidate.source, details.candidate.candidate.tunables));
    return kernel::sourceWithValues(candidate);
}

Result<store::Annotation> annotationOf(
    const store::HistoryReader& reader, const store::ExperimentRow& row)
{
    AK_ASSIGN(const auto said, store::readAnnotations(reader, row.run));
    const auto found = said.experiments.find(row.id);
    return found == said.experiments.end() ? store::Annotation {} : found->second;
}

void printDetails(const store::ExperimentDetails& details, const store::Annotation& said)
{
    const auto& row = details.row;
    std::printf("experiment %lld (number %lld of run %lld)\n", static_cast<long long>(row.id.value),
        static_cast<long long>(row.number), static_cast<long long>(row.run.value));
    std::printf("target          %s\nverdict         %s: %s\nidea            %s (%s)\n",
        row.targetKey.c_str(), std::string(judge::toString(row.verdict.kind)).c_str(),
        row.verdict.sentence.c_str(), row.idea.c_str(), row.mutator.c_str());
    if (said.isPinned)
        std::printf("pinned          yes\n");
    if (!said.tags.empty())
        std::printf("tags            %s\n", store::textOfTags(said.tags).c_str());
    if (!said.note.empty())
        std::printf("note            %s\n", said.note.c_str());
    std::printf("over incumbent  %s\nover starter    %s\nover eager      %s\n",
        shown(row.overIncumbent).c_str(), shown(row.overStarter).c_str(),
        shown(row.overEager).c_str());
    std::printf("seconds         compile %.2f, check %.2f, time %.2f\n", details.row.compileSeconds,
        details.row.checkSeconds, details.row.timeSeconds);
    for (const auto& stage : details.checks) {
        double worst = 0;
        for (const auto& check : stage.cases)
            worst = std::max({worst, check.worstMaxRatio, check.worstRmsRatio});
        std::printf("stage           %-12s %zu cases, largest error %.2f of its budget%s%s\n",
            std::string(protocol::toString(stage.stage)).c_str(), stage.cases.size(), worst,
            stage.skipped.empty() ? "" : ", skipped: ", stage.skipped.c_str());
    }
    for (const auto& block : details.blocks)
        std::printf("timing          %-12s %zu pairs of %s against %s on %d data sets\n",
            std::string(store::toString(block.purpose)).c_str(), block.block.pairs.size(),
            block.block.b.c_str(), block.block.a.c_str(), block.block.dataSets);
    if (!details.compileLog.empty())
        std::printf("--- compiler log\n%s\n", details.compileLog.c_str());
    std::printf("--- source\n%s\n",
        readableSource(details).value_or(details.candidate.candidate.source).c_str());
}

int showVerb(const Options& options, const std::string& experiment)
{
    const auto reader = openReader(options);
    if (!reader)
        return complain(reader.error());
    const auto details = experimentOf(*reader, experiment);
    if (!details)
        return complain(details.error());
    const auto said = annotationOf(*reader, details->row);
    if (!said)
        return complain(said.error());
    if (!options.json) {
        printDetails(*details, *said);
        return 0;
    }
    Json json = jsonOf(details->row);
    json["annotation"] = {{"pinned", said->isPinned}, {"note", said->note}, {"tags", said->tags}};
    json["source"] = details->candidate.candidate.source;
    json["tunables"] = details->candidate.candidate.tunables;
    json["checks"] = details->checks;
    json["compile_log"] = details->compileLog;
    json["thresholds"] = details->thresholds;
    json["blocks"] = Json::array();
    for (const auto& block : details->blocks)
        json["blocks"].push_back(
            {{"purpose", store::toString(block.purpose)}, {"block", block.block}});
    std::printf("%s\n", dumpIndented(forScripts(json)).c_str());
    return 0;
}

int diffVerb(const Options& options, const std::string& a, const std::string& b)
{
    const auto reader = openReader(options);
    if (!reader)
        return complain(reader.error());
    const auto left = experimentOf(*reader, a);
    const auto right = experimentOf(*reader, b);
    if (!left || !right)
        return complain(left ? right.error() : left.error());
    const auto leftSource = readableSource(*left);
    const auto rightSource = readableSource(*right);
    if (!leftSource || !rightSource)
        return complain(leftSource ? rightSource.error() : leftSource.error());
    const auto patch
        = diff::unifiedPatch(*leftSource, *rightSource, {"a/experiment-" + a, "b/experiment-" + b});
    std::fputs(patch.c_str(), stdout);
    return 0;
}

int judgeVerb(const Options& options, const std::string& run)
{
    const auto reader = openReader(options);
    if (!reader)
        return complain(reader.error());
    const auto id = runIdOf(*reader, run);
    if (!id)
        return complain(id.error());
    const auto judged = store::judgeRunAgain(*reader, *id);
    if (!judged)
        return complain(judged.error());
    Json changed = Json::array();
    for (const auto& each : judged->changed) {
        changed.push_back({{"experiment", each.experiment.value},
            {"stored", judge::toString(each.stored.kind)}, {"stored_reason", each.stored.sentence},
            {"again", judge::toString(each.again.kind)}, {"again_reason", each.again.sentence}});
        if (!options.json)
            std::printf("%6lld  stored %s: %s\n        again  %s: %s\n",
                static_cast<long long>(each.experiment.value),
                std::string(judge::toString(each.stored.kind)).c_str(),
                each.stored.sentence.c_str(), std::string(judge::toString(each.again.kind)).c_str(),
                each.again.sentence.c_str());
    }
    if (options.json)
        std::printf("%s\n",
            Json {{"experiments", judged->experiments}, {"changed", changed}}.dump(2).c_str());
    else
        std::printf("%lld experiments and controls judged again from their stored samples, %zu "
                    "verdicts differ\n",
            static_cast<long long>(judged->experiments), judged->changed.size());
    return judged->changed.empty() ? 0 : kExitFailed;
}

} // namespace

void addHistoryVerbs(Program& program)
{
    auto& options = program.options;
    static ListArguments arguments;
    auto* list = program.app.add_subcommand(
        "list", "The runs of a history, or with --run the experiments of one");
    list->add_option("--run", arguments.run, "A run's number, or last")->check(notEmpty());
    list->add_option("--verdict", arguments.verdict,
            "Only kept, reverted, incorrect and so on; 'failed': never timed. Without --run: of "
            "all runs")
        ->check(notEmpty());
    list->add_option("--limit", arguments.limit, "At most so many rows")
        ->capture_default_str()
        ->check(atLeastOne());
    list->add_flag("--controls", arguments.withControls, "The judge's own controls as well");
    addHistory(*list, options);
    addJson(*list, options);
    list->callback([&program] { program.exitCode = listVerb(program.options, arguments); });

    static std::string experiment;
    auto* show = program.app.add_subcommand("show", "One experiment: verdict, evidence, source");
    show->add_option("EXPERIMENT", experiment, "Its number in `list`")->required();
    addHistory(*show, options);
    addJson(*show, options);
    show->callback([&program] { program.exitCode = showVerb(program.options, experiment); });

    static std::string judged = "last";
    auto* judge = program.app.add_subcommand(
        "judge", "Compute every verdict of a run again from its stored samples");
    judge->add_option("RUN", judged, "Number of the run, or last")->capture_default_str();
    addHistory(*judge, options);
    addJson(*judge, options);
    judge->callback([&program] { program.exitCode = judgeVerb(program.options, judged); });

    static std::string left;
    static std::string right;
    auto* diff
        = program.app.add_subcommand("diff", "The patch from one experiment's source to another's");
    diff->add_option("A", left, "An experiment")->required();
    diff->add_option("B", right, "An experiment")->required();
    addHistory(*diff, options);
    diff->callback([&program] { program.exitCode = diffVerb(program.options, left, right); });
}

} // namespace autokernel::cli
