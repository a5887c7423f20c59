// SPDX-License-Identifier: Apache-2.0
// A run as tables for other programs: CSV (RFC 4180, C locale, units in the header), TSV and JSON
// (resources/schemas/export.schema.json, ladder.schema.json). Any thread that owns a reader.
#pragma once

#include "base/json.h"
#include "store/annotations.h"

#include <string>
#include <vector>

namespace autokernel::report {

enum class TableFormat
{
    Csv,
    Tsv // for spreadsheets: tabs, no quotes, lines end in "\n"
};
// One line each, with its end. Ratios and their 95 % intervals are columns of their own.
std::string experimentsHeading(TableFormat format);
std::string experimentLine(
    const store::ExperimentRow& row, const store::RunAnnotations& said, TableFormat format);

// One of the "experiments" of exportJson().
Json experimentJson(const store::ExperimentRow& row, const store::RunAnnotations& said);

Result<std::string> experimentsTable(
    const store::HistoryReader& reader, store::RunId run, TableFormat format);
Result<std::string> experimentsCsv(const store::HistoryReader& reader, store::RunId run);
Result<Json> exportJson(const store::HistoryReader& reader, store::RunId run);

// `ladder --json`: {type, shape, dtype, contender, median_us, low_us, high_us, correct} for each
// row; type "model" and the inputs as shape where a whole model was measured.
Json ladderJson(const std::vector<store::LadderRow>& rows,
    const std::vector<store::TargetRow>& targets,
    const std::optional<protocol::ModelInfo>& model = {});

} // namespace autokernel::report
