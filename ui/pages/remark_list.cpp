// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/remark_list.h"

#include "ui/shell/card.h"
#include "ui/shell/elided_label.h"

#include <QHBoxLayout>
#include <QTextDocumentFragment>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr const char* kEndOfHead = "<br>";
constexpr int kMostLines = 3; // of why, in a narrow column
constexpr int kBetween = 8; // pixels, as between the paragraphs of the full text

QString headOf(const QString& remark)
{
    return remark.section(kEndOfHead, 0, 0);
}

// In one line, without its links: the full text has them.
QString restOf(const QString& remark)
{
    auto rest = QTextDocumentFragment::fromHtml(remark.section(kEndOfHead, 1)).toPlainText();
    return rest.simplified();
}

} // namespace

RemarkList::RemarkList(Fold fold, const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_fold(fold)
    , m_folded(new QWidget)
    , m_rows(new QVBoxLayout(m_folded))
    , m_full(makeText({}))
    , m_button(new QPushButton(tr("All")))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_folded);
    layout->addWidget(m_full);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(kBetween);
    m_full->hide();
    m_button->setCheckable(true);
    m_button->setAccessibleName(tr("%1, in full").arg(name));
    m_button->setToolTip(tr("Each remark with all that is behind it"));
    connect(m_button, &QPushButton::toggled, this, [this](bool isFull) {
        m_button->setText(isFull ? tr("Less") : tr("All"));
        m_folded->setVisible(!isFull);
        m_full->setVisible(isFull);
    });
}

QLabel* RemarkList::makeText(const QString& words)
{
    auto* label = makeLabel(words);
    label->setWordWrap(true);
    label->setTextFormat(Qt::RichText);
    label->setTextInteractionFlags(Qt::TextBrowserInteraction);
    connect(label, &QLabel::linkActivated, this, &RemarkList::linkActivated);
    return label;
}

void RemarkList::set(const QStringList& remarks)
{
    if (remarks == m_remarks)
        return;
    m_remarks = remarks;
    m_full->setText(
        "<p style='margin:0 0 8px 0'>" + remarks.join("</p><p style='margin:0 0 8px 0'>") + "</p>");
    while (auto* item = m_rows->takeAt(0)) {
        auto* row = item->widget();
        row->hide();
        for (auto* label : row->findChildren<QLabel*>())
            label->clear(); // nothing of another run is left to be read
        row->deleteLater(); // a link may be in the middle of its own click
        delete item;
    }
    for (const auto& remark : remarks)
        addFolded(remark);
    m_button->setVisible(std::any_of(remarks.begin(), remarks.end(),
        [](const auto& remark) { return !restOf(remark).isEmpty(); }));
}

void RemarkList::addFolded(const QString& remark)
{
    auto* row = new QWidget;
    auto* layout = new QBoxLayout(
        m_fold == Fold::Behind ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom, row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(m_fold == Fold::Behind ? kBetween : 0);
    auto* head = makeText(headOf(remark));
    const auto rest = m_fold == Fold::Heads ? QString() : restOf(remark);
    layout->addWidget(head);
    if (!rest.isEmpty()) {
        if (m_fold == Fold::Behind)
            head->setWordWrap(false); // its own width is what the rest leaves
        auto* why = new ElidedLabel(Type::Small);
        if (m_fold == Fold::Below)
            why->setMostLines(kMostLines);
        why->setText(rest);
        layout->addWidget(why, 1);
    }
    m_rows->addWidget(row);
}

} // namespace autokernel::ui
