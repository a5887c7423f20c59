// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/table_writer.h"

#include "base/files.h"

namespace autokernel::ui {
namespace {
constexpr int kPage = 2'000; // some tens of milliseconds
} // namespace

TableWriter::TableWriter(TableExport wanted)
    : m_wanted(std::move(wanted))
    , m_text(report::experimentsHeading(m_wanted.format))
{
    m_wanted.query.limit = kPage;
    m_wanted.query.after = {};
}

Result<bool> TableWriter::addPage(const store::HistoryReader& reader)
{
    AK_ASSIGN(const auto rows, reader.experiments(m_wanted.query));
    AK_ASSIGN(const auto said, store::readAnnotations(reader, m_wanted.query.run));
    for (const auto& row : rows)
        m_text += report::experimentLine(row, said, m_wanted.format);
    if (std::ssize(rows) == kPage) {
        m_wanted.query.after = rows.back().id;
        return false;
    }
    if (!m_wanted.file.isEmpty())
        AK_TRY(writeFileAtomically(m_wanted.file.toStdString(), m_text));
    return true;
}

} // namespace autokernel::ui
