// SPDX-License-Identifier: GPL-3.0-or-later
// A card's title and a remark that is never cut, since a figure without its device says nothing:
// behind the title where both fit, else below it in as many lines as it needs. Where a line ends
// between two of its dotted parts the dot is left away. UI thread.
#pragma once

#include <QBoxLayout>
#include <QLabel>

namespace autokernel::ui {

class TitleLine final : public QWidget
{
    Q_OBJECT

public:
    explicit TitleLine(QWidget* title);

    // `whole`: what the title says, for where it is cut itself; `link`: words of the remark that
    // can be clicked, or reached by keys.
    void setRemark(const QString& remark, const QString& whole = {}, const QString& link = {});
    const QLabel& remark() const { return *m_label; }

signals:
    void linkActivated();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange();
    void showRemark(const QString& remark); // in its lines

    QWidget* m_title;
    QLabel* m_label;
    QBoxLayout* m_layout;
    QString m_remark;
    QString m_whole;
    QString m_link; // "": there is none
};

} // namespace autokernel::ui
