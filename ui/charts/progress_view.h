// SPDX-License-Identifier: GPL-3.0-or-later
// The progress of one kernel: every experiment by verdict, the verified best as a step line, named
// rungs, and a strip for experiments without a valid time. Follows new data until the user zooms.
// UI thread.
#pragma once

#include "ui/charts/plot.h"
#include "ui/charts/progress_data.h"

#include <QWidget>
#include <memory>

namespace autokernel::ui {

class ProgressView final : public QWidget
{
    Q_OBJECT

public:
    explicit ProgressView(const Theme& theme, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    void setData(const KernelProgress& progress);
    void setHidden(std::set<VerdictClass> hidden);
    void setLogarithmic(bool logarithmic);
    bool follows() const { return m_follows; }
    void follow(); // fits all data, and stays so while they grow
    void select(std::int64_t number);
    Plot& plot() { return *m_plot; }
    const KernelProgress& data() const { return m_progress; }
    const std::set<VerdictClass>& hidden() const { return m_hidden; }
    // What is visible now, in another theme, for a file: no window shows it.
    std::unique_ptr<ProgressView> detached(const Theme& theme) const;

signals:
    void picked(std::int64_t number);
    void followsChanged(bool follows);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void draw();
    void addMarks();
    void addStrip();
    void fit();
    void hover(const QPoint& at);
    const ProgressMark* nearest(const QPointF& at) const;
    void step(int by);

    Plot* m_plot;
    QCPAxisRect* m_main = nullptr;
    QCPAxisRect* m_strip = nullptr;
    KernelProgress m_progress;
    std::set<VerdictClass> m_hidden;
    std::int64_t m_selected = 0;
    bool m_logarithmic = false;
    bool m_follows = true;
};

} // namespace autokernel::ui
