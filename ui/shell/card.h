// SPDX-License-Identifier: GPL-3.0-or-later
// The pieces that every page is made of. UI thread.
#pragma once

#include "ui/theme/style.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace autokernel::ui {

QLabel* makeLabel(const QString& text, Type type = Type::Body, bool isSoft = false);
QFrame* makeRule(); // a line of one pixel
// "soft", "good", "calm", "bad": dynamic properties that the style sheet reads.
void setFlag(QWidget& widget, const char* flag, bool value);

// A frame with a title, a soft remark behind it, room for controls at the right, and a body.
class Card : public QFrame
{
    Q_OBJECT

public:
    explicit Card(const QString& title = {}, QWidget* parent = nullptr);

    void setTitle(const QString& title, const QString& remark = {});
    QHBoxLayout& controls() { return *m_controls; }
    QVBoxLayout& body() { return *m_body; }

private:
    QLabel* m_title;
    QLabel* m_remark;
    QHBoxLayout* m_controls;
    QVBoxLayout* m_body;
};

// One large figure: what it is above, where it comes from below.
class FigureCard final : public QFrame
{
    Q_OBJECT

public:
    explicit FigureCard(const QString& caption, QWidget* parent = nullptr);

    enum class Tone
    {
        Plain,
        Good,
        Doubtful
    };
    void set(const QString& figure, const QString& evidence, Tone tone = Tone::Plain);

private:
    QLabel* m_figure;
    QLabel* m_evidence;
};

} // namespace autokernel::ui
