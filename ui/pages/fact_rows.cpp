// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/fact_rows.h"

#include "ui/shell/card.h"

#include <QProgressBar>
#include <cmath>

namespace autokernel::ui {
namespace {

constexpr int kSignColumn = 0;
constexpr int kWhatColumn = 1;
constexpr int kValueColumn = 2;
constexpr int kBarSteps = 1000;

QProgressBar* makeBar(double part)
{
    auto* bar = new QProgressBar;
    bar->setObjectName("comparison"); // without a track: no whole that would fill it
    bar->setTextVisible(false);
    bar->setRange(0, kBarSteps);
    bar->setValue(static_cast<int>(std::lround(part * kBarSteps)));
    return bar;
}

} // namespace

FactRows::FactRows(QWidget* parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(8);
    m_grid->setVerticalSpacing(5);
    m_grid->setColumnStretch(kWhatColumn, 1);
}

void FactRows::set(const std::vector<Row>& rows)
{
    while (auto* item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_texts.clear();
    int line = 0;
    for (const auto& row : rows) {
        m_texts.push_back(row.value.isEmpty() ? row.what : row.what + ": " + row.value);
        const bool hasSign = !row.sign.isNull();
        if (hasSign) {
            auto* sign = new QLabel;
            sign->setPixmap(row.sign);
            m_grid->addWidget(sign, line, kSignColumn, Qt::AlignTop);
        }
        auto* what = makeLabel(row.what);
        what->setWordWrap(true);
        what->setToolTip(row.tip);
        m_grid->addWidget(what, line, hasSign ? kWhatColumn : kSignColumn, 1,
            (hasSign ? 1 : 2) + (row.value.isEmpty() ? 1 : 0));
        if (!row.value.isEmpty()) {
            auto* value = makeLabel(row.value, Type::Body, row.part.has_value());
            value->setToolTip(row.tip);
            m_grid->addWidget(value, line, kValueColumn, Qt::AlignRight | Qt::AlignTop);
        }
        ++line;
        if (row.part)
            m_grid->addWidget(makeBar(*row.part), line++, kSignColumn, 1, 3);
    }
    setVisible(!rows.empty());
}

} // namespace autokernel::ui
