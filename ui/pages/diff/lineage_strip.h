// SPDX-License-Identifier: GPL-3.0-or-later
// The way from a kernel's starter to its winner: one chip a keep, with its speedup over eager as
// all pages print it. A click opens it, Left and Right go along, and it can be played. UI thread.
#pragma once

#include "ui/bridge/experiment_view.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QFrame>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QTimer>

namespace autokernel::ui {

class LineageChip final : public QAbstractButton
{
    Q_OBJECT

public:
    LineageChip(const LineageStep& step, bool isFirst, const Theme& theme);

    std::int64_t number() const { return m_step.experiment.number; }
    void setTheme(const Theme& theme);
    void setRole(bool isShown, bool isOther); // the candidate of the diff, or its other side
    QSize sizeHint() const override;

signals:
    void stepWanted(int direction);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    LineageStep m_step;
    const Theme* m_theme;
    QString m_name;
    QString m_ratio;
    bool m_isOther = false;
};

class LineageStrip final : public QFrame
{
    Q_OBJECT

public:
    explicit LineageStrip(const Theme& theme, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    // Where the shown experiment is no keep it ends the strip, behind what it was made from. An
    // arrow leads to what descends from the chip before it, a dot to what does not.
    void present(const ExperimentView& view);
    void clear(const QString& why);
    std::vector<LineageChip*> chips() const { return m_chips; }
    void step(int direction); // along the keeps; stops at the ends
    void play(bool plays);
    bool isPlaying() const { return m_player.isActive(); }

signals:
    // isAlong: by stepping or playing, so that it is compared with the step before it.
    void picked(std::int64_t number, bool isAlong);

private:
    void add(const LineageStep& step, bool isFirst);
    int position() const; // of the shown experiment among the chips; -1: none

    const Theme* m_theme;
    QHBoxLayout* m_row;
    QScrollArea* m_area;
    QPushButton* m_play;
    QTimer m_player;
    std::vector<LineageChip*> m_chips;
    std::int64_t m_shown = 0;
};

} // namespace autokernel::ui
