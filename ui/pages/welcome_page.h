// SPDX-License-Identifier: GPL-3.0-or-later
// The first page of a window without a run, and the system check at any time: what this machine
// offers, and three ways to begin. UI thread.
#pragma once

#include "ui/pages/page.h"
#include "ui/pages/system_check_rows.h"
#include "ui/shell/card.h"

#include <QGridLayout>
#include <QPushButton>

namespace autokernel::ui {

class WelcomePage final : public Page
{
    Q_OBJECT

public:
    explicit WelcomePage(const Theme& theme, QWidget* parent = nullptr);

    void present(const SnapshotPtr& snapshot) override;
    void setTheme(const Theme& theme) override;
    void showCheck(const SystemFacts& facts);
    void showDoing(const QString& what); // "": the look has ended
    bool isLooking() const { return !m_doing->text().isEmpty(); }
    void setRunning(bool isRunning); // nothing can be begun beside a run

signals:
    void demoWanted();
    void newRunWanted();
    void exampleWanted();
    void checkWanted(); // look again, and measure the roofs again

private:
    void buildWays(QBoxLayout& layout);
    void showRow(int index, const CheckRow& row);
    void rebuild();

    const Theme* m_theme;
    QPushButton* m_demo;
    QPushButton* m_new;
    QPushButton* m_example;
    QPushButton* m_again;
    Card* m_check;
    QGridLayout* m_rows;
    QLabel* m_doing;
    SystemFacts m_facts;
};

} // namespace autokernel::ui
