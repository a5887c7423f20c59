// SPDX-License-Identifier: GPL-3.0-or-later
// Letters without Ctrl or Alt are keys of charts, tables and the diff alone: elsewhere they write
// text and jump to entries. They can be switched off, for users who hit keys by accident, or whose
// screen reader or speech input types letters; then they do nothing but write. UI thread.
#pragma once

#include <QObject>

namespace autokernel::ui {

class LetterKeys final : public QObject
{
    Q_OBJECT

public:
    explicit LetterKeys(QObject* parent = nullptr); // for the whole application

    void setOn(bool isOn) { m_isOn = isOn; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool m_isOn = true;
};

} // namespace autokernel::ui
