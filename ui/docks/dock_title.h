// SPDX-License-Identifier: GPL-3.0-or-later
// The title of a panel: its name, a soft remark, and a button that closes it. Drawn by us, since
// the style's own has pictures that no theme colours. UI thread.
#pragma once

#include <QDockWidget>
#include <QLabel>

namespace autokernel::ui {

class DockTitle final : public QWidget
{
    Q_OBJECT

public:
    // Follows the window title of `dock`; begins and ends where the content does that it has in
    // `area`.
    DockTitle(QDockWidget& dock, Qt::DockWidgetArea area);

    void setRemark(const QString& remark) { m_remark->setText(remark); }

private:
    QLabel* m_remark;
};

} // namespace autokernel::ui
