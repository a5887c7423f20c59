// SPDX-License-Identifier: GPL-3.0-or-later
// In which format, where to: for reports, tables and patches. UI thread.
#pragma once

#include "ui/dialogs/export_dialog.h"

#include <vector>

namespace autokernel::ui {

class ExportFileDialog final : public ExportDialog
{
    Q_OBJECT

public:
    struct Format
    {
        QString name; // "HTML, one file"
        QString suffix; // "html"
    };
    using Write = std::function<void(const QString& file, int format, Done)>;

    // `stem`: the suggested file without its suffix; `remark` says what will be in it.
    ExportFileDialog(const QString& title, const QString& remark, const QString& stem,
        std::vector<Format> formats, Write write, QWidget* parent = nullptr);

    int format() const { return m_format->currentIndex(); }
    void setFormat(int format) { m_format->setCurrentIndex(format); }

private:
    void write(Done done) override;

    std::vector<Format> m_formats;
    Write m_write;
    QComboBox* m_format;
};

} // namespace autokernel::ui
