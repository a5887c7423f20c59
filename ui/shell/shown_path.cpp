// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/shown_path.h"

#include <QDir>
#include <algorithm>

namespace autokernel::ui {

QString shownPath(const std::filesystem::path& file, int mostLetters)
{
    QString path
        = QString::fromStdString(std::filesystem::absolute(file).lexically_normal().string());
    if (const QString home = QDir::homePath(); home != "/" && path.startsWith(home + '/'))
        path.replace(0, home.size(), "~");
    const auto most = static_cast<qsizetype>(mostLetters);
    if (path.size() <= most)
        return path;
    const auto name = path.size() - path.lastIndexOf('/');
    const auto tail = std::max(name, most / 2);
    const auto head = std::max<qsizetype>(0, most - tail - 1);
    return path.left(head) + "…" + path.right(tail);
}

} // namespace autokernel::ui
