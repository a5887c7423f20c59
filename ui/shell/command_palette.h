// SPDX-License-Identifier: GPL-3.0-or-later
// Type a few letters, press Return: actions, pages, kernels and experiments of the shown run. UI
// thread.
#pragma once

#include <QDialog>
#include <QLineEdit>
#include <QListWidget>
#include <functional>
#include <vector>

namespace autokernel::ui {

struct Command
{
    QString text; // what is matched
    QString detail; // a shortcut, or what kind of thing it is
    std::function<void()> act;
};

class CommandPalette final : public QDialog
{
    Q_OBJECT

public:
    // `experiments`: of the shown run; a typed number up to it opens that experiment.
    CommandPalette(std::vector<Command> commands, std::int64_t experiments,
        std::function<void(std::int64_t)> openExperiment, QWidget* parent = nullptr);

    // What Return would do; "" for nothing.
    QString chosenText() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showMatches(const QString& typed);
    void act();

    std::vector<Command> m_commands;
    std::int64_t m_experiments;
    std::function<void(std::int64_t)> m_openExperiment;
    std::vector<Command> m_shown; // by row of the list
    QLineEdit* m_typed;
    QListWidget* m_list;
};

} // namespace autokernel::ui
