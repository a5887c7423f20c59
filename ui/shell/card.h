// SPDX-License-Identifier: GPL-3.0-or-later
// The pieces that every page is made of. UI thread.
#pragma once

#include "ui/theme/style.h"

#include <QAction>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <functional>

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
    void setTitleWidget(QWidget* widget); // what the card is about, where the user chooses that
    QHBoxLayout& controls() { return *m_controls; }
    QVBoxLayout& body() { return *m_body; }

private:
    QLabel* m_title;
    QLabel* m_remark;
    QHBoxLayout* m_head;
    QHBoxLayout* m_controls;
    QVBoxLayout* m_body;
};

// A button for an action of the window, with its text for buttons and its state; a click triggers
// it, or does `act`.
QPushButton* makeButton(QAction& action, std::function<void()> act = {});

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
    void setCaption(const QString& caption) { m_caption->setText(caption); }

private:
    QLabel* m_caption;
    QLabel* m_figure;
    QLabel* m_evidence;
};

} // namespace autokernel::ui
