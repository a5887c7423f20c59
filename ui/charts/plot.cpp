// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/plot.h"

#include "ui/charts/end_label_layout.h"
#include "ui/theme/style.h"

#include <algorithm>
#include <cmath>

namespace autokernel::ui {
namespace {
constexpr double kLabelHeight = 16; // pixels
constexpr double kDetailHeight = 14;
constexpr int kLabelGap = 8;
constexpr int kLeaderRoom = 10; // more, where labels are pushed away from their lines
constexpr QMargins kMargins {72, 10, 24, 44};
constexpr qint64 kOneZoom = 600; // milliseconds: turns of the wheel that are one step back
constexpr std::size_t kMostViews = 50;
} // namespace

Plot::Plot(const Theme& theme, QWidget* parent)
    : QCustomPlot(parent)
    , m_theme(&theme)
{
    setTheme(theme);
    setPlottingHint(QCP::phFastPolylines);
    setNoAntialiasingOnDrag(true);
    // Labels stand at the pixels that the layout gave the axes.
    connect(this, &QCustomPlot::afterLayout, this, &Plot::placeEndLabels);
    connect(this, &QCustomPlot::mouseWheel, this, [this] {
        if (!m_sinceWheel.isValid() || m_sinceWheel.elapsed() > kOneZoom)
            rememberView();
        m_sinceWheel.start();
        emit zoomed();
    });
    // Shift and drag draws the box to zoom into.
    connect(this, &QCustomPlot::mousePress, this, [this](const QMouseEvent* event) {
        rememberView();
        setSelectionRectMode(event->modifiers() & Qt::ShiftModifier ? QCP::srmZoom : QCP::srmNone);
    });
    connect(this, &QCustomPlot::mouseMove, this, [this](const QMouseEvent* event) {
        if (event->buttons() & Qt::LeftButton)
            emit zoomed();
    });
}

void Plot::setTheme(const Theme& theme)
{
    m_theme = &theme;
    setBackground(theme[Paint::Card]);
}

QPen Plot::pen(Paint paint, double width, Qt::PenStyle style) const
{
    return QPen((*m_theme)[paint], width, style);
}

QCPAxisRect& Plot::addPanel(int row, int column)
{
    auto* rect = new QCPAxisRect(this);
    plotLayout()->addElement(row, column, rect);
    rect->setAutoMargins(QCP::msNone);
    rect->setMargins(kMargins);
    rect->setBackground(Qt::NoBrush);
    for (QCPAxis* axis : rect->axes()) {
        axis->setBasePen(Qt::NoPen);
        axis->setTickPen(Qt::NoPen);
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLabelFont(fontOf(Type::Small));
        axis->setLabelFont(fontOf(Type::Small));
        axis->setTickLabelColor((*m_theme)[Paint::Soft]);
        axis->setLabelColor((*m_theme)[Paint::Soft]);
        axis->grid()->setPen(pen(Paint::Grid));
        axis->grid()->setZeroLinePen(Qt::NoPen);
        axis->grid()->setSubGridVisible(false);
    }
    rect->axis(QCPAxis::atBottom)->grid()->setVisible(false);
    return *rect;
}

void Plot::horizontal(QCPAxisRect& rect, double y, const QPen& pen)
{
    auto* line = new QCPItemStraightLine(this);
    line->setClipAxisRect(&rect);
    for (auto* point : {line->point1, line->point2}) {
        point->setAxes(rect.axis(QCPAxis::atBottom), rect.axis(QCPAxis::atLeft));
        point->setAxisRect(&rect);
        point->setTypeX(QCPItemPosition::ptAxisRectRatio);
        point->setTypeY(QCPItemPosition::ptPlotCoords);
    }
    line->point1->setCoords(0, y);
    line->point2->setCoords(1, y);
    line->setPen(pen);
    line->setSelectable(false);
}

void Plot::band(QCPAxisRect& rect, double low, double high, Paint paint)
{
    auto* bar = new QCPItemRect(this);
    bar->setLayer("background");
    bar->setClipAxisRect(&rect);
    for (auto* corner : {bar->topLeft, bar->bottomRight}) {
        corner->setAxes(rect.axis(QCPAxis::atBottom), rect.axis(QCPAxis::atLeft));
        corner->setAxisRect(&rect);
        corner->setTypeX(QCPItemPosition::ptAxisRectRatio);
        corner->setTypeY(QCPItemPosition::ptPlotCoords);
    }
    bar->topLeft->setCoords(0, high);
    bar->bottomRight->setCoords(1, low);
    bar->setBrush((*m_theme)[paint]);
    bar->setPen(pen(paint, kThin));
    bar->setSelectable(false);
}

void Plot::setEndLabels(QCPAxisRect& rect, std::vector<EndLabel> labels, const MergedText& merged)
{
    std::sort(labels.begin(), labels.end(),
        [](const EndLabel& a, const EndLabel& b) { return a.value > b.value; });
    Labelled labelled {&rect, std::move(labels), merged, {}, {}};
    m_ownWidth = std::max(m_ownWidth, rect.margins().right());
    for (const EndLabel& label : labelled.labels) {
        labelled.items.push_back(addEndLabel(label));
        labelled.leaders.push_back(addLeader());
        const QFontMetrics metrics(labelled.items.back()->font());
        for (const auto& line : {label.text, label.detail})
            m_ownWidth = std::max(
                m_ownWidth, metrics.horizontalAdvance(line) + 2 * kLabelGap + kLeaderRoom);
    }
    m_labels.push_back(std::move(labelled));
    m_labelWidth = std::max(m_ownWidth, m_leastNameRoom);
    makeNameRoom();
}

QCPItemText* Plot::addEndLabel(const EndLabel& label)
{
    auto* item = new QCPItemText(this);
    item->setLayer("overlay");
    item->setClipToAxisRect(false);
    item->position->setType(QCPItemPosition::ptAbsolute);
    item->setPositionAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    item->setTextAlignment(Qt::AlignLeft);
    QFont font = fontOf(Type::Small);
    font.setWeight(label.isStrong ? QFont::DemiBold : QFont::Normal);
    item->setFont(font);
    item->setColor((*m_theme)[label.paint]);
    item->setSelectable(false);
    return item;
}

QCPItemLine* Plot::addLeader()
{
    auto* line = new QCPItemLine(this);
    line->setLayer("overlay");
    line->setClipToAxisRect(false);
    line->setSelectable(false);
    line->setPen(pen(Paint::Soft, kThin));
    for (auto* end : {line->start, line->end})
        end->setType(QCPItemPosition::ptAbsolute);
    return line;
}

void Plot::setLeastNameRoom(int pixels)
{
    m_leastNameRoom = pixels;
    const int room = std::max(m_ownWidth, pixels);
    if (m_labels.empty() || m_labelWidth == room)
        return;
    m_labelWidth = room;
    makeNameRoom();
    refresh();
}

void Plot::makeNameRoom()
{
    for (const auto& each : m_labels) {
        auto margins = each.rect->margins();
        margins.setRight(m_labelWidth);
        each.rect->setMargins(margins);
    }
}

void Plot::placeEndLabels()
{
    for (const Labelled& labelled : m_labels)
        placeLabels(labelled);
}

void Plot::placeLabels(const Labelled& labelled)
{
    constexpr double kPushed = 3; // pixels: nearer, the eye needs no leader
    const auto& labels = labelled.labels;
    const QRect area = labelled.rect->rect();
    const QCPAxis* y = labelled.rect->axis(QCPAxis::atLeft);
    std::vector<EndLabelWish> wishes;
    for (const auto& label : labels)
        wishes.push_back({y->coordToPixel(label.value),
            label.detail.isEmpty() ? kLabelHeight : kLabelHeight + kDetailHeight,
            label.mayMerge && labelled.merged});
    for (std::size_t i = 0; i < labels.size(); ++i) {
        labelled.items[i]->setVisible(false);
        labelled.leaders[i]->setVisible(false);
    }
    // The ticks' labels are below.
    const auto places
        = autokernel::ui::placeEndLabels(wishes, area.top(), area.bottom() + kLabelHeight / 2);
    const auto isSeen = [&](const EndLabelPlace& place) {
        return place.at >= area.top() - 1 && place.at <= area.bottom() + 1;
    };
    const auto isPushed = [&](const EndLabelPlace& place) {
        return isSeen(place) && std::abs(place.centre - place.at) > kPushed;
    };
    const bool hasLeaders = std::any_of(places.begin(), places.end(), isPushed);
    const double left = area.right() + kLabelGap + (hasLeaders ? kLeaderRoom : 0);
    for (const auto& place : places) {
        if (!isSeen(place))
            continue;
        const auto& label = labels[place.first];
        auto* item = labelled.items[place.first];
        item->setText(place.count > 1 ? labelled.merged(labels[place.first + place.count - 1].value,
                          label.value, static_cast<int>(place.count))
                : label.detail.isEmpty() ? label.text
                                         : label.text + '\n' + label.detail);
        item->position->setCoords(left, place.centre);
        item->setVisible(true);
        if (!isPushed(place))
            continue;
        auto* leader = labelled.leaders[place.first];
        leader->start->setCoords(area.right() + 2, place.at);
        leader->end->setCoords(left - 3, place.centre);
        leader->setVisible(true);
    }
}

std::vector<QCPRange> Plot::view() const
{
    std::vector<QCPRange> ranges;
    for (const auto* rect : axisRects())
        for (const auto type : {QCPAxis::atBottom, QCPAxis::atLeft})
            ranges.push_back(rect->axis(type)->range());
    return ranges;
}

bool Plot::setView(const std::vector<QCPRange>& ranges)
{
    if (ranges.size() != 2 * static_cast<std::size_t>(axisRectCount()))
        return false;
    auto range = ranges.begin();
    for (auto* rect : axisRects())
        for (const auto type : {QCPAxis::atBottom, QCPAxis::atLeft})
            rect->axis(type)->setRange(*range++);
    refresh();
    return true;
}

void Plot::rememberView()
{
    auto now = view();
    if (!m_views.empty() && m_views.back() == now)
        return;
    m_views.push_back(std::move(now));
    if (m_views.size() > kMostViews)
        m_views.erase(m_views.begin());
}

bool Plot::goBack()
{
    const auto now = view();
    // A click remembers a view and changes nothing; another arrangement has other axes.
    while (!m_views.empty() && (m_views.back() == now || m_views.back().size() != now.size()))
        m_views.pop_back();
    if (m_views.empty())
        return false;
    setView(m_views.back());
    m_views.pop_back();
    return true;
}

void Plot::clearAll()
{
    m_labels.clear();
    m_ownWidth = 0;
    m_labelWidth = 0;
    clearPlottables();
    clearItems();
    plotLayout()->clear();
}

} // namespace autokernel::ui
