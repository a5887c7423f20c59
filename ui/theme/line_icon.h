// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures drawn with lines of one grey, which take the theme's colours: Qt's style sheets cannot
// colour a picture. UI thread.
#pragma once

#include "ui/theme/theme.h"

#include <QIcon>

namespace autokernel::ui {

// `name` is a file of resources/icons/pages; soft, or in the accent's colour where it is checked.
QIcon lineIcon(const QString& name, const Theme& theme);

} // namespace autokernel::ui
