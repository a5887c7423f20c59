// SPDX-License-Identifier: Apache-2.0
#include "report/export.h"

#include "base/statistics.h"
#include "report/annotation_text.h"
#include "report/escape.h"
#include "report/experiment_pages.h"
#include "report/json_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace autokernel::report {
namespace {

// The shortest text that reads back as the same double; empty where there is none.
std::string number(std::optional<double> value)
{
    return value && std::isfinite(*value) ? fmt::format("{}", *value) : "";
}

// The fields of one line, as they are written between commas or tabs.
class Line
{
public:
    explicit Line(TableFormat format)
        : m_format(format)
    {
    }
    void text(std::string_view value)
    {
        raw(m_format == TableFormat::Csv ? csvField(value) : tsvField(value));
    }
    void real(std::optional<double> value) { raw(number(value)); }
    void integer(std::int64_t value) { raw(fmt::format("{}", value)); }
    void interval(const std::optional<store::SpeedupInterval>& value)
    {
        real(value ? std::optional(value->value) : std::nullopt);
        real(value ? std::optional(value->low) : std::nullopt);
        real(value ? std::optional(value->high) : std::nullopt);
    }
    std::string ended() const { return m_text + (m_format == TableFormat::Csv ? "\r\n" : "\n"); }

private:
    void raw(const std::string& field)
    {
        if (!m_isFirst)
            m_text += m_format == TableFormat::Csv ? ',' : '\t';
        m_isFirst = false;
        m_text += field;
    }

    TableFormat m_format;
    bool m_isFirst = true;
    std::string m_text;
};

constexpr std::array kExperimentColumns {"experiment", "number", "target", "verdict", "rule",
    "sentence", "stage", "control", "mutator", "idea", "title", "speedup_over_incumbent",
    "speedup_over_incumbent_low", "speedup_over_incumbent_high", "speedup_over_starter",
    "speedup_over_starter_low", "speedup_over_starter_high", "speedup_over_eager",
    "speedup_over_eager_low", "speedup_over_eager_high", "candidate_us", "incumbent_us",
    "started_at_utc", "duration_s", "pinned", "tags", "note"};

const store::Annotation& annotationOf(
    const store::ExperimentRow& row, const store::RunAnnotations& said)
{
    static const store::Annotation nothing;
    const auto found = said.experiments.find(row.id);
    return found == said.experiments.end() ? nothing : found->second;
}

struct Subject // of a ladder row
{
    std::string type = "model";
    std::string shape;
    std::string dtype;
};

Subject subjectOf(const store::LadderRow& row, const std::vector<store::TargetRow>& targets,
    const std::optional<protocol::ModelInfo>& model)
{
    const auto found = std::find_if(targets.begin(), targets.end(), [&](const auto& each) {
        return row.record.target.isValid() && each.id == row.record.target;
    });
    if (found != targets.end()) {
        const auto& target = found->target;
        const std::string variant = target.variant == "default" ? "" : "/" + target.variant;
        return {target.type + variant, kernel::formatSymbols(target.symbols),
            std::string(kernel::toString(target.dtype))};
    }
    Subject subject;
    if (model) {
        for (const auto& input : model->inputs)
            subject.shape += (subject.shape.empty() ? "" : ", ") + input;
        subject.dtype = model->dtype;
    }
    return subject;
}

} // namespace

std::string experimentsHeading(TableFormat format)
{
    Line line(format);
    for (const char* column : kExperimentColumns)
        line.text(column);
    return line.ended();
}

std::string experimentLine(
    const store::ExperimentRow& row, const store::RunAnnotations& said, TableFormat format)
{
    Line line(format);
    line.integer(row.id.value);
    line.integer(row.number);
    line.text(row.targetKey);
    line.text(judge::toString(row.verdict.kind));
    line.text(row.verdict.rule);
    line.text(row.verdict.sentence);
    line.text(toString(row.stageReached));
    line.text(toString(row.control));
    line.text(row.mutator);
    line.text(row.idea);
    line.text(row.title);
    line.interval(row.overIncumbent);
    line.interval(row.overStarter);
    line.interval(row.overEager);
    line.real(row.candidateMicroseconds);
    line.real(row.incumbentMicroseconds);
    line.text(row.startedAt);
    line.real(row.seconds);
    const auto& annotation = annotationOf(row, said);
    line.integer(annotation.isPinned ? 1 : 0);
    line.text(store::textOfTags(annotation.tags));
    line.text(annotation.note);
    return line.ended();
}

Json experimentJson(const store::ExperimentRow& row, const store::RunAnnotations& said)
{
    return {{"id", row.id.value}, {"number", row.number}, {"target", row.targetKey},
        {"candidate", row.candidate.value}, {"title", row.title}, {"mutator", row.mutator},
        {"idea", row.idea}, {"control", textOrNull(std::string(toString(row.control)))},
        {"verdict", judge::toString(row.verdict.kind)}, {"rule", row.verdict.rule},
        {"sentence", row.verdict.sentence}, {"stage", toString(row.stageReached)},
        {"over_incumbent", intervalOrNull(row.overIncumbent)},
        {"over_starter", intervalOrNull(row.overStarter)},
        {"over_eager", intervalOrNull(row.overEager)},
        {"candidate_us", realOrNull(row.candidateMicroseconds)},
        {"incumbent_us", realOrNull(row.incumbentMicroseconds)}, {"started_at", row.startedAt},
        {"seconds", row.seconds}, {"annotation", annotationJson(annotationOf(row, said))}};
}

Result<std::string> experimentsTable(
    const store::HistoryReader& reader, store::RunId run, TableFormat format)
{
    AK_TRY(reader.run(run));
    AK_ASSIGN(const auto said, store::readAnnotations(reader, run));
    std::string table = experimentsHeading(format);
    AK_TRY(forEachExperiment(reader, run,
        [&](const store::ExperimentRow& row) { table += experimentLine(row, said, format); }));
    return table;
}

Result<std::string> experimentsCsv(const store::HistoryReader& reader, store::RunId run)
{
    return experimentsTable(reader, run, TableFormat::Csv);
}

Result<Json> exportJson(const store::HistoryReader& reader, store::RunId run)
{
    AK_ASSIGN(const auto details, reader.run(run));
    AK_ASSIGN(const auto ladder, reader.ladder(run));
    AK_ASSIGN(const auto targets, reader.targets(run));
    AK_ASSIGN(const auto said, store::readAnnotations(reader, run));
    Json experiments = Json::array();
    AK_TRY(forEachExperiment(reader, run, [&](const store::ExperimentRow& row) {
        experiments.push_back(experimentJson(row, said));
    }));
    return Json {{"schema_version", kSchemaVersion}, {"run", runJson(details)},
        {"annotation", annotationJson(said.run)}, {"experiments", std::move(experiments)},
        {"ladder", ladderJson(ladder, targets, details.model)}};
}

Json ladderJson(const std::vector<store::LadderRow>& rows,
    const std::vector<store::TargetRow>& targets, const std::optional<protocol::ModelInfo>& model)
{
    Json result = Json::array();
    for (const auto& row : rows) {
        const auto [type, shape, dtype] = subjectOf(row, targets, model);
        result.push_back({{"type", type}, {"shape", shape}, {"dtype", dtype},
            {"contender", row.record.samples.name},
            {"median_us", realOrNull(row.medianMicroseconds)},
            {"low_us", realOrNull(row.lowMicroseconds)},
            {"high_us", realOrNull(row.highMicroseconds)},
            {"correct", row.record.samples.correct}});
        if (const auto& witness = row.record.samples.witnessNanoseconds; !witness.empty())
            result.back()["cupti_median_us"] = statistics::median(witness) / 1e3;
        if (!row.record.samples.error.empty())
            result.back()["error"] = row.record.samples.error;
    }
    return result;
}

} // namespace autokernel::report
