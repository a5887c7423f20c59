// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/table_writer.h"

#include "base/files.h"

#include <algorithm>

namespace autokernel::ui {
namespace {
constexpr std::size_t kPage = 2'000; // some tens of milliseconds
} // namespace

TableWriter::TableWriter(TableExport wanted, std::vector<store::ExperimentId> rows)
    : m_wanted(std::move(wanted))
    , m_rows(std::move(rows))
    , m_text(report::experimentsHeading(m_wanted.format))
{
}

Result<bool> TableWriter::addPage(const store::HistoryReader& reader)
{
    AK_ASSIGN(const auto said, store::readAnnotations(reader, m_wanted.filter.run));
    for (const auto end = std::min(m_next + kPage, m_rows.size()); m_next < end; ++m_next) {
        AK_ASSIGN(const auto row, reader.experimentRow(m_rows[m_next]));
        m_text += report::experimentLine(row, said, m_wanted.format);
    }
    if (m_next < m_rows.size())
        return false;
    if (!m_wanted.file.isEmpty())
        AK_TRY(writeFileAtomically(m_wanted.file.toStdString(), m_text));
    return true;
}

} // namespace autokernel::ui
