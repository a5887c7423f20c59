// SPDX-License-Identifier: GPL-3.0-or-later
// While it lives, letters without Ctrl or Alt do nothing but write text: for users who hit keys by
// accident, or whose screen reader or speech input types letters. UI thread.
#pragma once

#include <QObject>

namespace autokernel::ui {

class LetterKeysOff final : public QObject
{
    Q_OBJECT

public:
    LetterKeysOff(); // for the whole application

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace autokernel::ui
