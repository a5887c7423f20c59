// SPDX-License-Identifier: GPL-3.0-or-later
// The progress of kernels: every experiment by verdict, the verified best as a step line, named
// rungs, the noise floor round the best, and a strip for experiments without a valid time. Follows
// new data until the user zooms. UI thread.
#pragma once

#include "ui/charts/chart.h"
#include "ui/charts/mark_cloud.h"

#include <map>
#include <memory>
#include <optional>

namespace autokernel::ui {

class ProgressView final : public Chart
{
    Q_OBJECT

public:
    enum class Arrangement
    {
        One,
        Multiples, // a panel a kernel, with one x axis
        Together // all in one panel, each over its own eager
    };

    explicit ProgressView(const Theme& theme, QWidget* parent = nullptr);

    void setData(const KernelProgress& progress) { setData({progress}, Arrangement::One); }
    // `slices`: which kernel the run was at, as bands behind the marks.
    void setData(std::vector<KernelProgress> kernels, Arrangement arrangement,
        std::vector<KernelSlice> slices = {});
    void setHidden(std::set<VerdictClass> hidden);
    void setLogarithmic(bool logarithmic); // the speedup
    // Experiments, or the time since the run began (ProgressAxis::Elapsed); what lies at zero is
    // left of all.
    void setLogarithmicX(bool logarithmic);
    bool follows() const { return m_follows; }
    void follow(); // fits all data, and stays so while they grow
    // What the user zoomed into; empty while the view follows. One of other axes changes nothing.
    std::vector<QCPRange> zoom() const;
    void setZoom(const std::vector<QCPRange>& ranges);
    void select(std::int64_t number);
    std::int64_t selected() const { return m_selected; }
    const KernelProgress& data() const { return m_kernels.front(); } // the first of them
    const std::vector<KernelProgress>& kernels() const { return m_kernels; }
    Arrangement arrangement() const { return m_arrangement; }
    const std::set<VerdictClass>& hidden() const { return m_hidden; }

    struct Whole // also of what lies outside of the axes
    {
        std::map<VerdictClass, std::int64_t> counts;
        std::int64_t marks = 0;
        bool hasBest = false;
        bool hasRungs = false; // beside eager
    };
    Whole whole() const;
    // What is visible, as a value: data that come later do not change it.
    struct Shown
    {
        std::vector<KernelProgress> kernels; // cut to their axes
        Arrangement arrangement = Arrangement::One;
        std::vector<KernelSlice> slices = {};
        std::set<VerdictClass> hidden = {};
        bool isLogarithmic = false;
        bool isLogarithmicX = false;
        std::vector<QCPRange> axes = {}; // x and y of each panel; empty: all data are fitted
        std::optional<Whole> whole = {}; // nullopt: nothing was cut off
    };
    Shown shown() const;
    // For a file: no window shows it. The size decides how many panels stand side by side.
    static std::unique_ptr<ProgressView> drawn(
        const Shown& shown, const Theme& theme, const QSize& size);

signals:
    void picked(std::int64_t number);
    void opened(std::int64_t number); // its diff is wanted
    void followsChanged(bool follows);
    void logarithmicToggled();
    void logarithmicXToggled();
    void axisToggled();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Panel
    {
        QCPAxisRect* rect = nullptr;
        std::vector<std::size_t> kernels; // into m_kernels
    };
    struct Hit
    {
        const KernelProgress* kernel = nullptr;
        const ProgressMark* mark = nullptr;
    };
    void draw() override;
    bool obey(ChartCommand command) override;
    void addPanels();
    int columnsThatFit() const;
    int leastNameRoom() const; // at the right of a panel
    void addStrip(int row, int column);
    QCPAxisRect& stripOf(std::size_t panel) const; // below its column
    void shareX();
    std::optional<double> firstSecond() const; // of the clock's axis
    void addPanel(const Panel& panel);
    void addLines(const Panel& panel, std::vector<EndLabel>& labels);
    void addName(const Panel& panel);
    void addNoise(const Panel& panel);
    void addMinimumEffect(const Panel& panel, std::vector<EndLabel>& labels);
    void addMarks();
    void fit();
    QCPRange wholeX() const;
    void fitY(const Panel& panel) const;
    void hover(const QPoint& at);
    void showBand(const QPoint& at); // whose kernel the run was at
    Hit nearest(const QPointF& at) const;
    void step(int by, bool keepsAlone);
    void goBack();

    static constexpr const char* kSelectionLayer = "selection";

    std::vector<Panel> m_panels;
    std::vector<QCPAxisRect*> m_strips; // one a column
    int m_columns = 1;
    std::vector<KernelProgress> m_kernels {1}; // never empty
    std::vector<MarkCloud*> m_clouds; // the plot's: two a kernel, the strip's second
    std::optional<Whole> m_whole; // of a copy, which has a part of the data
    std::vector<KernelSlice> m_slices;
    Arrangement m_arrangement = Arrangement::One;
    std::set<VerdictClass> m_hidden;
    std::int64_t m_selected = 0;
    bool m_logarithmic = false;
    bool m_logarithmicX = false;
    bool m_follows = true;
};

} // namespace autokernel::ui
