// SPDX-License-Identifier: GPL-3.0-or-later
// All rows of the table of experiments, as CSV, TSV or JSON, read page by page so that whoever owns
// the reader can do other things between two pages. On the reader's thread.
#pragma once

#include "ui/bridge/experiment_index.h"

#include "report/export.h"

#include <QString>
#include <cstdint>
#include <memory>
#include <string>

namespace autokernel::ui {

enum class TableFile
{
    Csv,
    Tsv,
    Json // {schema_version, run, experiments}, the last as in the export of a whole run
};

struct TableExport
{
    std::uint64_t request = 0; // comes back with the answer
    ExperimentFilter filter; // which rows, in which order
    std::vector<store::ExperimentId> rows; // where there are some: these alone, of its run
    TableFile format = TableFile::Csv;
    QString file; // "": the text itself is the answer
};

struct SavedTable
{
    std::uint64_t request = 0;
    Result<std::string> text; // "" where it is in a file; else why it is not
};
using SavedTablePtr = std::shared_ptr<const SavedTable>;

class TableWriter
{
public:
    // `rows`: what the filter leaves.
    TableWriter(TableExport wanted, std::vector<store::ExperimentId> rows);

    const TableExport& wanted() const { return m_wanted; }
    // Reads the next page; true when that was the last one, and the file is written then.
    Result<bool> addPage(const store::HistoryReader& reader);
    const std::string& text() const { return m_text; }

private:
    void addRow(const store::ExperimentRow& row, const store::RunAnnotations& said);

    TableExport m_wanted;
    std::vector<store::ExperimentId> m_rows;
    std::size_t m_next = 0; // of them
    std::string m_text;
};

} // namespace autokernel::ui
