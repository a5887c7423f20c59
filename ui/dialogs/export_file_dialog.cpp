// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/export_file_dialog.h"

#include "ui/shell/card.h"

#include <QFileInfo>
#include <algorithm>

namespace autokernel::ui {

ExportFileDialog::ExportFileDialog(const QString& title, const QString& remark, const QString& stem,
    std::vector<Format> formats, Write write, QWidget* parent)
    : ExportDialog(title, stem + '.' + formats.front().suffix, parent)
    , m_formats(std::move(formats))
    , m_write(std::move(write))
    , m_format(new QComboBox)
{
    QStringList filters;
    for (const auto& format : m_formats) {
        m_format->addItem(format.name);
        filters.push_back(QString("%1 (*.%2)").arg(format.name, format.suffix));
    }
    if (!remark.isEmpty()) {
        auto* label = makeLabel(remark, Type::Body, true);
        label->setWordWrap(true);
        form().addRow(label);
    }
    if (m_formats.size() > 1)
        form().addRow(tr("Fo&rmat"), m_format);
    addFileRow(filters.join(";;"));
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportFileDialog::showFormat);
}

// A suffix that is one of ours is exchanged; any other is the user's own.
void ExportFileDialog::showFormat()
{
    const QString suffix = QFileInfo(file()).suffix();
    const bool isOurs = std::any_of(m_formats.begin(), m_formats.end(),
        [&](const Format& each) { return each.suffix == suffix; });
    if (isOurs)
        setFile(
            file().chopped(suffix.size()) + m_formats[static_cast<std::size_t>(format())].suffix);
}

} // namespace autokernel::ui
