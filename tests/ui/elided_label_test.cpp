// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/elided_label.h"
#include "ui/shell/status_line.h"

#include <gtest/gtest.h>

namespace autokernel::ui {
namespace {

TEST(ElidedLabelTest, givesWayButAsksForAllOfItsText)
{
    ElidedLabel label(Type::Body);
    label.setText("short");
    const int narrow = label.minimumSizeHint().width();
    EXPECT_EQ(narrow, label.sizeHint().width()) << "nothing to give";
    label.setText(QString("a name that goes on ").repeated(20));
    EXPECT_GT(label.sizeHint().width(), 1000);
    EXPECT_LT(label.minimumSizeHint().width(), 200);
}

// Three permanent labels once made the window wider than a small screen.
TEST(ElidedLabelTest, noHistoryAndNoProcessorWidenTheStatusLine)
{
    StatusLine line;
    report::ReportData report;
    report.run.summary.id = store::RunId {1};
    report.run.device.name = std::string(200, 'x');
    line.present(report);
    line.setHistory("/" + std::string(150, 'a') + "/" + std::string(150, 'b') + ".db");
    EXPECT_LT(line.minimumSizeHint().width(), 700);
}

} // namespace
} // namespace autokernel::ui
