// SPDX-License-Identifier: GPL-3.0-or-later
// A QCustomPlot in our colours with names at the ends of lines instead of a legend. The only file
// that includes its header. UI thread.
#pragma once

#include "ui/theme/theme.h"

#include <qcustomplot.h>

#include <QElapsedTimer>
#include <functional>
#include <vector>

namespace autokernel::ui {

struct EndLabel
{
    double value = 0; // on the y axis
    QString text;
    Paint paint = Paint::Soft;
    bool isStrong = false;
    QString detail = {}; // small, behind the text
    bool mayMerge = false; // with neighbours that may, into one label of them all
};
// What a label of several says.
using MergedText = std::function<QString(double low, double high, int count)>;

// Lines that stand behind others. Wider than 1, which is one pixel of any screen, also of one with
// twice as many.
inline constexpr double kThin = 1.2;

// At the right of charts that stand one above the other: most names fit, so that the charts end in
// one line.
inline constexpr int kNameRoom = 164; // pixels

class Plot : public QCustomPlot
{
    Q_OBJECT

public:
    explicit Plot(const Theme& theme, QWidget* parent = nullptr);

    const Theme& theme() const { return *m_theme; }
    void setTheme(const Theme& theme); // the owner draws anew

    // A new rectangle below those that there are, its axes, grid and fonts in our look.
    QCPAxisRect& addPanel() { return addPanel(plotLayout()->rowCount(), 0); }
    QCPAxisRect& addPanel(int row, int column);
    QPen pen(Paint paint, double width = 1, Qt::PenStyle style = Qt::SolidLine) const;
    // A horizontal line across the rectangle.
    void horizontal(QCPAxisRect& rect, double y, const QPen& pen);
    // A bar across it, behind all lines; never thinner than a line.
    void band(QCPAxisRect& rect, double low, double high, Paint paint);
    void clearAll(); // plottables, items, labels and axis rectangles
    // Names at the right edge, pushed apart where they would overlap, with a leader to the line
    // where they were; all rectangles that have some leave the room of the longest.
    void setEndLabels(
        QCPAxisRect& rect, std::vector<EndLabel> labels, const MergedText& merged = {});
    // What the names at the right edge need. They have never less than was set, so that charts that
    // stand one above the other end in one line although one has a longer name.
    int nameRoom() const { return m_ownWidth; }
    void setLeastNameRoom(int pixels);
    // One step back in what was zoomed and dragged; false: nothing is left to undo.
    bool goBack();
    void forgetViews() { m_views.clear(); }
    std::vector<QCPRange> view() const; // of all axes
    bool setView(const std::vector<QCPRange>& ranges); // false: of another arrangement of axes
    // At most one replot is queued, however often this is called.
    void refresh() { replot(QCustomPlot::rpQueuedReplot); }

signals:
    void zoomed(); // by the user

private:
    void placeEndLabels();
    void rememberView();
    void makeNameRoom();

    const Theme* m_theme;
    struct Labelled
    {
        QCPAxisRect* rect;
        std::vector<EndLabel> labels;
        MergedText merged;
        std::vector<QCPItemText*> items;
        std::vector<QCPItemLine*> leaders;
    };
    void placeLabels(const Labelled& labelled);
    QCPItemText* addEndLabel(const EndLabel& label);
    QCPItemLine* addLeader();
    std::vector<Labelled> m_labels;
    int m_ownWidth = 0; // of the longest
    int m_labelWidth = 0; // that they have
    int m_leastNameRoom = 0;
    std::vector<std::vector<QCPRange>> m_views; // before each zoom, oldest first
    QElapsedTimer m_sinceWheel;
};

} // namespace autokernel::ui
