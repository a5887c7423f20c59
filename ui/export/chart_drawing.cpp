// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/chart_drawing.h"

#include <cmath>

namespace autokernel::ui {

Result<ChartBytes> drawChart(const ChartDrawing& drawing, ChartFormat format, const ChartSize& size)
{
    AK_TRY(checkSize(size));
    if (const int needed = withRoomFor(drawing, size).pixels.height();
        needed > size.pixels.height())
        return fail(ErrorCode::InvalidInput,
            "{} x {} pixels at {} dots per inch leave no room for its panels: a picture of this "
            "width needs a height of {}.",
            size.pixels.width(), size.pixels.height(), size.dotsPerInch, needed);
    return drawChart(*drawing.plot, format, size, drawing.caption);
}

ChartSize withRoomFor(const ChartDrawing& drawing, ChartSize size)
{
    const QSize logical = logicalSize(size);
    const ChartPage page(drawing.caption, logical, drawing.plot->theme());
    const int needed = page.top() + drawing.leastHeight + page.bottom();
    if (drawing.leastHeight > 0 && needed > logical.height())
        size.pixels.setHeight(static_cast<int>(
            std::ceil(static_cast<double>(needed) * size.dotsPerInch / kLogicalDotsPerInch)));
    return size;
}

} // namespace autokernel::ui
