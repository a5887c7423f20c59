// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/export_file_dialog.h"

#include "ui/shell/card.h"

#include <QFileInfo>

namespace autokernel::ui {

ExportFileDialog::ExportFileDialog(const QString& title, const QString& remark, const QString& stem,
    std::vector<Format> formats, Write write, QWidget* parent)
    : ExportDialog(title, stem + '.' + formats.front().suffix, parent)
    , m_formats(std::move(formats))
    , m_write(std::move(write))
    , m_format(new QComboBox)
{
    QStringList filters;
    QStringList suffixes;
    for (const auto& format : m_formats) {
        m_format->addItem(format.name);
        suffixes.push_back(format.suffix);
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
    tieFormat(*m_format, suffixes);
}

void ExportFileDialog::write(Done done)
{
    // Where there is one format, no name denies it.
    if (m_formats.size() > 1 && !formatOfName()) {
        QStringList suffixes;
        for (const auto& format : m_formats)
            suffixes.push_back('.' + format.suffix);
        const QString last = suffixes.takeLast();
        return done(fail(ErrorCode::Unsupported,
            "{} is nothing that AutoKernel can write here: end it in {} or {}.",
            QFileInfo(file()).fileName().toStdString(), suffixes.join(", ").toStdString(),
            last.toStdString()));
    }
    m_write(file(), format(), std::move(done));
}

} // namespace autokernel::ui
