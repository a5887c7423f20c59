// SPDX-License-Identifier: GPL-3.0-or-later
// The line below the pages: what was said last, whether the machine is kept awake, what every
// figure above rests on, and the history that holds it. UI thread.
#pragma once

#include "report/report_data.h"

#include <QLabel>
#include <QStatusBar>
#include <filesystem>

namespace autokernel::ui {

class StatusLine final : public QStatusBar
{
    Q_OBJECT

public:
    explicit StatusLine(QWidget* parent = nullptr);

    void say(const QString& sentence);
    void setSleep(const QString& sentence) { m_sleep->setText(sentence); }
    // Of which nothing was said yet; read-only is the example.
    void setHistory(const std::filesystem::path& history, bool isReadOnly = false);
    void present(const report::ReportData& report); // of that history
    void presentFailure(); // it cannot be read now

private:
    void showHistory(const QString& state); // "%1" is its name

    QLabel* m_said;
    QLabel* m_sleep;
    QLabel* m_facts;
    QLabel* m_history;
    QString m_name; // of the history
    bool m_isReadOnly = false;
};

} // namespace autokernel::ui
