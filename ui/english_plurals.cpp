// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/english_plurals.h"

#include <QRegularExpression>

namespace autokernel::ui {

QString EnglishPlurals::translate(
    const char* /*context*/, const char* source, const char* /*disambiguation*/, int n) const
{
    if (n < 0)
        return {};
    auto text = QString::fromUtf8(source);
    text.replace("(s)", n == 1 ? "" : "s");
    static const QRegularExpression kForms(R"(\((\w+)\|(\w+)\))");
    return text.replace(kForms, n == 1 ? R"(\1)" : R"(\2)");
}

} // namespace autokernel::ui
