// SPDX-License-Identifier: GPL-3.0-or-later
// Remarks of which each begins with what it says and goes on with why, so that many are seen at
// once: folded to a few lines each, in full on demand. UI thread.
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QStringList>
#include <QVBoxLayout>

namespace autokernel::ui {

class RemarkList final : public QWidget
{
    Q_OBJECT

public:
    // What of a folded remark is seen.
    enum class Fold
    {
        Heads, // what it says
        Below, // and below that a few lines of why
        Behind // and behind that as much of why as fits the line
    };
    // `name` is what the remarks are about, for whoever hears the button.
    RemarkList(Fold fold, const QString& name, QWidget* parent = nullptr);

    // Rich text; the first "<br>" of a remark ends what it says.
    void set(const QStringList& remarks);
    QPushButton& button() { return *m_button; } // unfolds them; hidden where nothing is folded

signals:
    void linkActivated(const QString& link);

private:
    QLabel* makeText(const QString& words);
    void addFolded(const QString& remark);

    Fold m_fold;
    QStringList m_remarks;
    QWidget* m_folded;
    QVBoxLayout* m_rows;
    QLabel* m_full;
    QPushButton* m_button;
};

} // namespace autokernel::ui
