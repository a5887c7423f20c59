// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/package_command.h"

#include "ui/bridge/in_background.h"
#include "ui/text.h"

#include "engine/package_folder.h"

#include <QFileDialog>
#include <QMessageBox>

namespace autokernel::ui {
namespace {

namespace fs = std::filesystem;

Result<void> copyStored(const fs::path& history, store::RunId run, const fs::path& out)
{
    AK_ASSIGN(const auto reader, store::HistoryReader::open(history));
    AK_ASSIGN(const auto package, engine::storedPackage(reader, run, history));
    return engine::copyPackage(package, out);
}

} // namespace

PackageCommand::PackageCommand(QWidget& window)
    : QObject(&window)
    , m_window(&window)
{
}

void PackageCommand::present(const SnapshotPtr& snapshot)
{
    m_source = {snapshot->history, snapshot->report.run.summary.id};
}

void PackageCommand::save()
{
    const auto source = m_source; // whatever is shown when the folder has been chosen
    const QString folder = QFileDialog::getExistingDirectory(
        m_window, tr("Save model and kernels: a new or empty folder"));
    if (!folder.isEmpty())
        copyTo(folder.toStdString(), source);
}

void PackageCommand::copyTo(const fs::path& folder, const Source& source)
{
    inBackground(
        *this, [source, folder] { return copyStored(source.history, source.run, folder); },
        [this, folder](const Result<void>& copied) {
            if (!copied)
                QMessageBox::warning(
                    m_window, tr("Nothing was saved"), text(copied.error().message));
            else
                emit said(tr("Model and kernels are in %1; load.py there loads both.")
                              .arg(text(folder.string())));
        });
}

} // namespace autokernel::ui
