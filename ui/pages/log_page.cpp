// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/log_page.h"

#include "ui/shell/card.h"

namespace autokernel::ui {

LogPage::LogPage(QWidget* parent)
    : Page(parent)
    , m_level(new QComboBox)
    , m_lines(new QPlainTextEdit)
{
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(12, 12, 12, 12);
    auto* card = new Card;
    card->setTitle(tr("Log"), tr("of the run that is shown"));
    card->body().setContentsMargins(8, 8, 8, 8);
    m_level->addItem(tr("Everything"), static_cast<int>(store::LogLevel::Debug));
    m_level->addItem(tr("Warnings and errors"), static_cast<int>(store::LogLevel::Warning));
    m_level->setAccessibleName(tr("Least level"));
    card->controls().addWidget(m_level);
    m_lines->setReadOnly(true);
    m_lines->setFont(codeFont());
    m_lines->setAccessibleName(tr("Log lines"));
    card->body().addWidget(m_lines);
    page->addWidget(card);
    connect(m_level, &QComboBox::currentIndexChanged, this, &LogPage::fill);
}

void LogPage::present(const SnapshotPtr& snapshot)
{
    const bool isSame = m_snapshot && m_snapshot->log.size() == snapshot->log.size()
        && m_snapshot->report.run.summary.id == snapshot->report.run.summary.id;
    m_snapshot = snapshot;
    if (!isSame)
        fill();
}

void LogPage::fill()
{
    if (!m_snapshot)
        return;
    const auto least = static_cast<store::LogLevel>(m_level->currentData().toInt());
    QStringList lines;
    for (const auto& line : m_snapshot->log)
        if (line.level >= least)
            lines.push_back(QString("%1  %2  %3")
                                .arg(QString::fromStdString(line.at).mid(11, 8),
                                    QString::fromUtf8(store::toString(line.level).data()),
                                    QString::fromStdString(line.text)));
    m_lines->setPlainText(lines.isEmpty() ? tr("Nothing was logged.") : lines.join('\n'));
}

} // namespace autokernel::ui
