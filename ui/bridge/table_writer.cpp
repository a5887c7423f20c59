// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/table_writer.h"

#include "base/files.h"
#include "report/json_values.h"

#include <algorithm>

namespace autokernel::ui {
namespace {
constexpr std::size_t kPage = 2'000; // some tens of milliseconds

report::TableFormat formatOf(TableFile file)
{
    return file == TableFile::Csv ? report::TableFormat::Csv : report::TableFormat::Tsv;
}

std::string headOf(const TableExport& wanted)
{
    if (wanted.format != TableFile::Json)
        return report::experimentsHeading(formatOf(wanted.format));
    const Json head {{"schema_version", report::kSchemaVersion}, {"run", wanted.filter.run.value}};
    auto text = dumpLine(head);
    text.back() = ','; // the object goes on
    return text + "\"experiments\":[";
}
} // namespace

TableWriter::TableWriter(TableExport wanted, std::vector<store::ExperimentId> rows)
    : m_wanted(std::move(wanted))
    , m_rows(std::move(rows))
    , m_text(headOf(m_wanted))
{
}

Result<bool> TableWriter::addPage(const store::HistoryReader& reader)
{
    AK_ASSIGN(const auto said, store::readAnnotations(reader, m_wanted.filter.run));
    for (const auto end = std::min(m_next + kPage, m_rows.size()); m_next < end; ++m_next) {
        AK_ASSIGN(const auto row, reader.experimentRow(m_rows[m_next]));
        addRow(row, said);
    }
    if (m_next < m_rows.size())
        return false;
    if (m_wanted.format == TableFile::Json)
        m_text += "\n]}\n";
    if (!m_wanted.file.isEmpty())
        AK_TRY(writeFileAtomically(m_wanted.file.toStdString(), m_text));
    return true;
}

void TableWriter::addRow(const store::ExperimentRow& row, const store::RunAnnotations& said)
{
    if (m_wanted.format == TableFile::Json)
        m_text += (m_next == 0 ? "\n" : ",\n") + dumpLine(report::experimentJson(row, said));
    else
        m_text += report::experimentLine(row, said, formatOf(m_wanted.format));
}

} // namespace autokernel::ui
