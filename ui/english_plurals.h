// SPDX-License-Identifier: GPL-3.0-or-later
// What tr() shows of a counted text in English. Sources hold both forms, "%n kernel(s)" or
// "%n time(s) (lies|lie) beyond"; another language brings a file of Qt's own with its own plurals.
// Installed before such a file. Any thread.
#pragma once

#include <QTranslator>

namespace autokernel::ui {

class EnglishPlurals final : public QTranslator
{
    Q_OBJECT

public:
    using QTranslator::QTranslator;

    bool isEmpty() const override { return false; }
    QString translate(const char* context, const char* source, const char* disambiguation,
        int n) const override; // null where nothing is counted
};

// Of tr(): counts may be larger than its number, and beyond one English has one form.
constexpr int pluralOf(std::int64_t count)
{
    return count > 1000 ? 1000 : static_cast<int>(count);
}

} // namespace autokernel::ui
