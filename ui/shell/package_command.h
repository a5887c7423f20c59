// SPDX-License-Identifier: GPL-3.0-or-later
// Saves what the user takes away: the rewritten model, its kernels and the lines that load them.
// The dialog is on the UI thread, files are looked at and copied in the background.
#pragma once

#include "ui/bridge/snapshot.h"

#include <QWidget>
#include <filesystem>

namespace autokernel::ui {

class PackageCommand final : public QObject
{
    Q_OBJECT

public:
    explicit PackageCommand(QWidget& window);

    void present(const SnapshotPtr& snapshot);
    void save(); // asks for a folder

signals:
    void said(const QString& sentence);

private:
    // A run and the history that it is in, which never part.
    struct Source
    {
        std::filesystem::path history;
        store::RunId run;
    };
    void copyTo(const std::filesystem::path& folder, const Source& source);

    QWidget* m_window;
    Source m_source;
};

} // namespace autokernel::ui
