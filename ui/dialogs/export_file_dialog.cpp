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
    connect(this, &ExportDialog::fileChanged, this, &ExportFileDialog::followName);
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

std::optional<int> ExportFileDialog::formatOfName() const
{
    const QString suffix = QFileInfo(file()).suffix();
    const auto found = std::find_if(m_formats.begin(), m_formats.end(),
        [&](const Format& each) { return each.suffix.compare(suffix, Qt::CaseInsensitive) == 0; });
    return found == m_formats.end() ? std::nullopt
                                    : std::optional(static_cast<int>(found - m_formats.begin()));
}

// A suffix that is one of ours is exchanged; any other is the user's own.
void ExportFileDialog::showFormat()
{
    const auto named = formatOfName();
    if (named && *named != format())
        setFile(file().chopped(QFileInfo(file()).suffix().size())
            + m_formats[static_cast<std::size_t>(format())].suffix);
}

void ExportFileDialog::followName()
{
    if (const auto named = formatOfName())
        m_format->setCurrentIndex(*named);
}

} // namespace autokernel::ui
