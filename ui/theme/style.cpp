// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style.h"

#include <QFontDatabase>

namespace autokernel::ui {
namespace {

struct Weight
{
    int pixels;
    QFont::Weight weight;
};

Weight weightOf(Type type)
{
    switch (type) {
    case Type::Small:
        return {12, QFont::Normal};
    case Type::Body:
        return {13, QFont::Normal};
    case Type::Title:
        return {15, QFont::DemiBold};
    case Type::Figure:
        return {26, QFont::DemiBold};
    }
    return {13, QFont::Normal};
}

// Fields and lists have no `color`: the palette's is the same, and Qt would derive a placeholder of
// half its opacity from it, which is too faint to read.
// Cells have a margin of Qt's beside their padding, headings an unlike one at their right; with
// these paddings a heading stands over its column.
constexpr const char* kSheet = R"(
QMainWindow, QDialog, QWizard { background: @window; }
QFrame#card { background: @card; border: 1px solid @line; border-radius: 8px; }
QFrame#header { background: @card; border: none; border-bottom: 1px solid @line; }
QFrame#rail { background: @card; border: none; border-right: 1px solid @line; }
QFrame#notice { background: @accent_soft; border: none; border-bottom: 1px solid @line; }
QLabel[problem="true"] { color: @incorrect; }
QFrame#rule { background: @line; border: none; max-height: 1px; min-height: 1px; }
QLabel { background: transparent; color: @text; }
QLabel[soft="true"] { color: @soft; }
QLabel[good="true"] { color: @kept; }
QLabel[bad="true"] { color: @incorrect; }
QLabel[warning="true"] { color: @inconclusive; }
QLabel#pill { background: @kept_soft; color: @kept; border-radius: 12px; padding: 0 12px; min-height: 24px; max-height: 24px; font-weight: 600; }
QLabel#pill[calm="true"] { background: @accent_soft; color: @accent; }
QLabel#pill[bad="true"] { background: @removed; color: @incorrect; }
QPushButton { background: @card; color: @text; border: 1px solid @line; border-radius: 6px; padding: 5px 12px; }
QPushButton:hover { border-color: @soft; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @soft; border-color: @grid; }
QPushButton:checked { background: @accent_soft; border-color: @accent; }
QPushButton[primary="true"] { background: @accent; color: @card; border-color: @accent; font-weight: 600; }
QPushButton[primary="true"]:focus { border-color: @text; }
QPushButton[primary="true"]:disabled { background: @grid; color: @soft; border-color: @line; }
QPushButton[danger="true"] { color: @incorrect; }
QPushButton[opensMenu="true"] { padding-left: 7px; padding-right: 26px; }
QPushButton::menu-indicator { image: url(:/icons/arrow-down.svg); subcontrol-origin: padding; subcontrol-position: center right; right: 9px; width: 10px; height: 10px; }
QPushButton#page { background: transparent; border: 1px solid transparent; padding: 7px 12px; text-align: left; }
QPushButton#page:hover { background: @window; }
QPushButton#page:focus { border-color: @accent; }
QPushButton#page:checked { background: @accent_soft; font-weight: 600; }
QMenuBar { background: @window; color: @soft; padding: 2px 4px; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: @accent_soft; color: @text; }
QMenu { background: @card; color: @text; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 5px 22px; border-radius: 4px; }
QMenu::item:selected { background: @accent_soft; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }
QStatusBar { background: @card; color: @soft; border-top: 1px solid @line; }
QStatusBar::item { border: none; }
QLineEdit, QComboBox, QSpinBox, QTimeEdit, QPlainTextEdit { background: @card; border: 1px solid @line; border-radius: 6px; padding: 4px 8px; selection-background-color: @accent; selection-color: @card; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QTimeEdit:focus, QPlainTextEdit:focus { border-color: @accent; }
QLineEdit[bad="true"], QLineEdit[bad="true"]:focus { color: @incorrect; border-color: @incorrect; }
QCheckBox::indicator, QRadioButton::indicator { width: 13px; height: 13px; border: 1px solid @soft; background: @card; }
QCheckBox::indicator { border-radius: 3px; }
QCheckBox[bare="true"] { spacing: 0; }
QRadioButton::indicator { border-radius: 7px; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: @accent; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url(:/icons/@check.svg); }
QRadioButton::indicator:checked { border-color: @accent; background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5, fx: 0.5, fy: 0.5, stop: 0 @accent, stop: 0.5 @accent, stop: 0.6 @card, stop: 1 @card); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: @line; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url(:/icons/arrow-down.svg); width: 10px; height: 10px; }
QAbstractSpinBox::up-button { subcontrol-origin: border; subcontrol-position: top right; border: none; width: 22px; }
QAbstractSpinBox::down-button { subcontrol-origin: border; subcontrol-position: bottom right; border: none; width: 22px; }
QAbstractSpinBox::up-arrow { image: url(:/icons/arrow-up.svg); width: 9px; height: 9px; }
QAbstractSpinBox::down-arrow { image: url(:/icons/arrow-down.svg); width: 9px; height: 9px; }
QComboBox QAbstractItemView { background: @card; color: @text; selection-background-color: @accent_soft; selection-color: @text; }
QTableView, QListView, QTreeView { background: @card; border: none; gridline-color: @grid; alternate-background-color: @window; selection-background-color: @accent_soft; selection-color: @text; outline: 0; }
QHeaderView { background: @card; }
QHeaderView::section { background: @card; color: @soft; border: none; border-bottom: 1px solid @line; padding: 6px 4px 6px 13px; }
QHeaderView::up-arrow, QHeaderView::down-arrow { subcontrol-origin: border; subcontrol-position: center right; width: 10px; height: 10px; right: 1px; }
QHeaderView::up-arrow { image: url(:/icons/arrow-up.svg); }
QHeaderView::down-arrow { image: url(:/icons/arrow-down.svg); }
QTreeView::item { padding: 3px 6px; }
QTableView::item { border-bottom: 1px solid @grid; padding: 0 10px; }
QLabel#chip { background: @window; border: 1px solid @line; border-radius: 10px; padding: 2px 9px; }
QFrame#upright { background: @line; border: none; }
QPlainTextEdit#pane { border: none; border-radius: 0; padding: 0; }
QPlainTextEdit#log { background: @window; }
QToolButton { background: @card; color: @text; border: 1px solid @line; border-radius: 6px; padding: 5px 12px; }
QToolButton:hover { border-color: @soft; }
QToolButton:focus { border-color: @accent; }
QToolButton:checked { background: @accent_soft; border-color: @accent; }
QToolButton#expression { padding: 5px 7px; }
QToolButton::menu-indicator { image: none; width: 0; }
QSlider::groove:horizontal { background: @line; border: none; border-radius: 2px; height: 4px; }
QSlider::sub-page:horizontal { background: @accent; border-radius: 2px; }
QSlider::handle:horizontal { background: @accent; border: 2px solid @card; border-radius: 8px; width: 12px; height: 12px; margin: -6px 0; }
QSlider::handle:horizontal:focus { border-color: @text; }
QSlider::handle:horizontal:disabled { background: @soft; }
QProgressBar { background: @grid; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QProgressBar#comparison { background: transparent; }
QToolTip { background: @card; color: @text; border: 1px solid @line; padding: 6px; }
QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar::handle:vertical { background: @line; border-radius: 4px; min-height: 28px; margin: 1px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle:horizontal { background: @line; border-radius: 4px; min-width: 28px; margin: 1px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QSplitter::handle { background: transparent; }
QMainWindow::separator { background: transparent; width: 8px; height: 8px; }
QMainWindow::separator:hover { background: @accent_soft; }
QDockWidget { background: @window; }
QToolButton#close { background: transparent; color: @soft; border: 1px solid transparent; padding: 2px 6px; }
QToolButton#close:hover { color: @text; background: @accent_soft; }
QToolButton#close:focus { border-color: @accent; }
QMainWindow QTabBar::tab { background: transparent; color: @soft; border: none; border-bottom: 2px solid transparent; padding: 6px 12px; }
QMainWindow QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QMainWindow QTabBar::tab:hover { color: @text; }
)";

} // namespace

QPalette paletteOf(const Theme& theme)
{
    QPalette palette;
    palette.setColor(QPalette::Window, theme[Paint::Window]);
    palette.setColor(QPalette::WindowText, theme[Paint::Text]);
    palette.setColor(QPalette::Base, theme[Paint::Card]);
    palette.setColor(QPalette::AlternateBase, theme[Paint::Window]);
    palette.setColor(QPalette::Text, theme[Paint::Text]);
    palette.setColor(QPalette::PlaceholderText, theme[Paint::Soft]);
    palette.setColor(QPalette::Button, theme[Paint::Card]);
    palette.setColor(QPalette::ButtonText, theme[Paint::Text]);
    palette.setColor(QPalette::Highlight, theme[Paint::Accent]);
    palette.setColor(QPalette::HighlightedText, theme[Paint::Card]);
    palette.setColor(QPalette::ToolTipBase, theme[Paint::Card]);
    palette.setColor(QPalette::ToolTipText, theme[Paint::Text]);
    palette.setColor(QPalette::Link, theme[Paint::Accent]);
    palette.setColor(QPalette::Mid, theme[Paint::Line]);
    palette.setColor(QPalette::Disabled, QPalette::Text, theme[Paint::Soft]);
    palette.setColor(QPalette::Disabled, QPalette::ButtonText, theme[Paint::Soft]);
    return palette;
}

QString styleSheetOf(const Theme& theme)
{
    QString sheet = QString::fromLatin1(kSheet);
    sheet.replace("@check", theme.isDark() ? "check-dark" : "check");
    // Longer names first: "accent_soft" before "accent".
    for (std::size_t i = 0; i < kPaints; ++i) {
        const auto paint = static_cast<Paint>(i);
        const auto name = toString(paint);
        if (name.find('_') != std::string_view::npos)
            sheet.replace('@' + QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())),
                theme[paint].name());
    }
    for (std::size_t i = 0; i < kPaints; ++i) {
        const auto paint = static_cast<Paint>(i);
        const auto name = toString(paint);
        sheet.replace('@' + QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())),
            theme[paint].name());
    }
    return sheet;
}

QFont fontOf(Type type)
{
    const auto [pixels, weight] = weightOf(type);
    QFont font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    font.setPixelSize(pixels);
    font.setWeight(weight);
    return font;
}

QFont codeFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPixelSize(13);
    return font;
}

} // namespace autokernel::ui
