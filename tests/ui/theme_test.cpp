// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style.h"
#include "ui/theme/theme.h"
#include "ui/theme/verdict_style.h"

#include "report/html_style.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QFile>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSlider>
#include <algorithm>
#include <cmath>

namespace autokernel::ui {
namespace {

using Triple = std::array<double, 3>;

Triple linear(const QColor& color)
{
    const auto of = [](double channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return {of(color.redF()), of(color.greenF()), of(color.blueF())};
}

Triple times(const std::array<Triple, 3>& matrix, const Triple& value)
{
    Triple product {};
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j)
            product[i] += matrix[i][j] * value[j];
    return product;
}

// CIE 1976 L*a*b* of linear sRGB, white D65.
Triple lab(const Triple& rgb)
{
    const auto xyz = times(
        {{{0.4124, 0.3576, 0.1805}, {0.2126, 0.7152, 0.0722}, {0.0193, 0.1192, 0.9505}}},
        {std::clamp(rgb[0], 0.0, 1.0), std::clamp(rgb[1], 0.0, 1.0), std::clamp(rgb[2], 0.0, 1.0)});
    const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
    const double x = f(xyz[0] / 0.9505);
    const double y = f(xyz[1]);
    const double z = f(xyz[2] / 1.089);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

// Full protanopia, deuteranopia and tritanopia: Machado, Oliveira, Fernandes 2009.
constexpr std::array<std::array<Triple, 3>, 4> kEyes {
    std::array<Triple, 3> {Triple {1, 0, 0}, Triple {0, 1, 0}, Triple {0, 0, 1}},
    std::array<Triple, 3> {Triple {0.152286, 1.052583, -0.204868},
        Triple {0.114503, 0.786281, 0.099216}, Triple {-0.003882, -0.048116, 1.051998}},
    std::array<Triple, 3> {Triple {0.367322, 0.860646, -0.227968},
        Triple {0.280085, 0.672501, 0.047413}, Triple {-0.011820, 0.042940, 0.968881}},
    std::array<Triple, 3> {Triple {1.255528, -0.076749, -0.178779},
        Triple {-0.078411, 0.930809, 0.147602}, Triple {0.004733, 0.691367, 0.303900}}};

class ShippedTheme : public testing::TestWithParam<const Theme& (*)()>
{
};

// WCAG 2.1: 4.5 for text, 3 for marks and lines that mean something.
TEST_P(ShippedTheme, textIsReadableOnEveryGround)
{
    const Theme& theme = GetParam()();
    for (const auto ground : {Paint::Card, Paint::Window, Paint::AccentSoft})
        EXPECT_GE(contrast(theme[Paint::Text], theme[ground]), 4.5) << toString(ground);
    for (const auto text : {Paint::Soft, Paint::Accent, Paint::Kept, Paint::Keyword, Paint::Type,
             Paint::Number, Paint::String, Paint::Comment})
        EXPECT_GE(contrast(theme[text], theme[Paint::Card]), 4.5) << toString(text);
    for (const auto ground : {Paint::Added, Paint::Removed, Paint::AddedWord, Paint::RemovedWord})
        EXPECT_GE(contrast(theme[Paint::Text], theme[ground]), 4.5) << toString(ground);
    for (const auto ground : {Paint::Added, Paint::Removed})
        for (const auto code : {Paint::Keyword, Paint::Type, Paint::Number, Paint::String,
                 Paint::Comment, Paint::Soft})
            EXPECT_GE(contrast(theme[code], theme[ground]), 4.5)
                << toString(code) << " on " << toString(ground);
    EXPECT_GE(contrast(theme[Paint::Kept], theme[Paint::KeptSoft]), 3);
}

TEST_P(ShippedTheme, everyVerdictIsSeenOnACard)
{
    const Theme& theme = GetParam()();
    for (const auto verdict : kVerdictClasses)
        EXPECT_GE(contrast(theme[paintOf(verdict)], theme[Paint::Card]), 3)
            << labelOf(verdict).toStdString();
}

TEST_P(ShippedTheme, kernelsAreToldApartWithAnyEyes)
{
    const Theme& theme = GetParam()();
    constexpr double kApart = 15; // units of L*a*b*; 2.3 are just noticed side by side
    for (std::size_t i = 0; i < kSeriesPaints; ++i) {
        EXPECT_GE(contrast(theme[seriesPaint(i)], theme[Paint::Card]), 4.5)
            << toString(seriesPaint(i)) << " also colours text";
        for (std::size_t j = 0; j < i; ++j)
            for (const auto& eyes : kEyes) {
                const auto a = lab(times(eyes, linear(theme[seriesPaint(i)])));
                const auto b = lab(times(eyes, linear(theme[seriesPaint(j)])));
                EXPECT_GE(std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]), kApart)
                    << toString(seriesPaint(i)) << " and " << toString(seriesPaint(j));
            }
    }
}

// The program in a theme, as long as this lives.
class Dressed
{
public:
    explicit Dressed(const Theme& theme)
        : m_before(QApplication::palette())
        , m_sheet(qApp->styleSheet())
    {
        QApplication::setPalette(paletteOf(theme));
        qApp->setStyleSheet(styleSheetOf(theme));
    }
    ~Dressed()
    {
        qApp->setStyleSheet(m_sheet);
        QApplication::setPalette(m_before);
    }
    Dressed(const Dressed&) = delete;
    Dressed& operator=(const Dressed&) = delete;

private:
    QPalette m_before;
    QString m_sheet;
};

// A style sheet may exchange a widget's palette for one of its own.
TEST_P(ShippedTheme, placeholdersAndKeysAreReadable)
{
    const Theme& theme = GetParam()();
    const Dressed dressed(theme);
    QWidget window;
    QLineEdit line(&window);
    QPlainTextEdit note(&window);
    QListWidget list(&window);
    for (QWidget* widget : std::initializer_list<QWidget*> {&line, &note, &list}) {
        widget->ensurePolished();
        const auto ink = widget->palette().color(QPalette::PlaceholderText);
        EXPECT_EQ(ink.alpha(), 255) << widget->metaObject()->className();
        EXPECT_GE(contrast(ink, theme[Paint::Card]), 4.5) << widget->metaObject()->className();
        EXPECT_EQ(widget->palette().color(QPalette::Text), theme[Paint::Text]);
    }
}

// The frame tells a checked button from another one.
TEST_P(ShippedTheme, aCheckedButtonAndASlidersHandleAreSeen)
{
    const Theme& theme = GetParam()();
    const Dressed dressed(theme);
    const auto pixelsOf = [&](QWidget& widget) {
        widget.resize(120, 30);
        const auto image = widget.grab().toImage();
        double best = 0;
        for (int x = 0; x < image.width(); ++x)
            for (int y = 0; y < image.height(); ++y)
                if (image.pixelColor(x, y) == theme[Paint::Accent])
                    best = std::max(best, contrast(image.pixelColor(x, y), theme[Paint::Card]));
        return best;
    };
    QPushButton button;
    button.setCheckable(true);
    EXPECT_EQ(pixelsOf(button), 0) << "not checked";
    button.setChecked(true);
    EXPECT_GE(pixelsOf(button), 3);
    EXPECT_GE(contrast(theme[Paint::Text], theme[Paint::AccentSoft]), 4.5);
    QSlider slider(Qt::Horizontal);
    EXPECT_GE(pixelsOf(slider), 3);
}

// A kernel's colour must not read as "kept" or as "selected".
TEST_P(ShippedTheme, kernelsHaveNeitherTheInkOfAKeepNorThatOfASelection)
{
    const Theme& theme = GetParam()();
    constexpr double kApart = 20; // units of L*a*b*
    for (std::size_t i = 0; i < kSeriesPaints; ++i)
        for (const auto taken : {Paint::Kept, Paint::Accent}) {
            const auto a = lab(linear(theme[seriesPaint(i)]));
            const auto b = lab(linear(theme[taken]));
            EXPECT_GE(std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]), kApart)
                << toString(seriesPaint(i)) << " and " << toString(taken);
        }
}

INSTANTIATE_TEST_SUITE_P(
    All, ShippedTheme, testing::Values(&Theme::light, &Theme::dark, &Theme::print));

TEST(Theme, theReportDrawsKernelsInTheWindowsColours)
{
    static_assert(report::kSeriesColors == kSeriesPaints);
    const QString style(report::kStyle);
    for (std::size_t i = 0; i < kSeriesPaints; ++i) {
        const auto entry = [&](const Theme& theme) {
            return QString("--series-%1:%2").arg(i + 1).arg(theme[seriesPaint(i)].name());
        };
        const auto light = style.indexOf(entry(Theme::light()));
        EXPECT_GE(light, 0) << i;
        EXPECT_GT(style.indexOf(entry(Theme::dark())), light) << i;
    }
}

TEST(Theme, aMissingColourIsNamed)
{
    const auto theme = Theme::fromJson(R"({"window": "#ffffff"})");
    ASSERT_FALSE(theme);
    EXPECT_EQ(theme.error().message, "the theme has no colour 'card'.");
}

TEST(Theme, contrastIsThatOfTheStandard)
{
    EXPECT_NEAR(contrast(Qt::black, Qt::white), 21, 1e-9);
    EXPECT_NEAR(contrast(QColor("#777777"), Qt::white), 4.48, 0.01);
}

TEST(Theme, everyPictureOfTheStyleSheetIsInTheProgram)
{
    for (const auto* theme : {&Theme::light(), &Theme::dark()}) {
        auto matches = QRegularExpression("url\\(([^)]+)\\)").globalMatch(styleSheetOf(*theme));
        int pictures = 0;
        for (; matches.hasNext(); ++pictures) {
            const auto file = matches.next().captured(1);
            EXPECT_TRUE(QFile::exists(file)) << file.toStdString();
        }
        EXPECT_GT(pictures, 0);
    }
}

TEST(Theme, theStyleSheetNamesNoPaintThatItDoesNotKnow)
{
    EXPECT_FALSE(styleSheetOf(Theme::light()).contains('@'));
}

TEST(VerdictStyle, aChampionThatFellIsRevertedAndCountedApart)
{
    using judge::VerdictKind;
    EXPECT_EQ(classOf(VerdictKind::Kept), VerdictClass::Kept);
    EXPECT_EQ(classOf(VerdictKind::Kept, false, true), VerdictClass::Reverted);
    EXPECT_EQ(classOf(VerdictKind::Kept, true, true), VerdictClass::Control);
    EXPECT_EQ(keptWords(3, 0), "3 kept");
    EXPECT_EQ(keptWords(3, 1), "3 kept, 1 of them demoted");
}

} // namespace
} // namespace autokernel::ui
