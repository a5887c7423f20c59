// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui_verbs.h"
#include "app/page_pictures.h"
#include "ui/dialogs/settings.h"
#include "ui/english_plurals.h"
#include "ui/shell/evening.h"
#include "ui/shell/main_window.h"
#include "ui/shell/session_keeper.h"
#include "ui/theme/system_scheme.h"

#include "base/files.h"
#include "base/instruction_limit.h"
#include "store/history_reader.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFileInfo>
#include <QSettings>
#include <QStringList>
#include <QStyleFactory>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <vector>

namespace {

// Help and versions are read in a terminal; pages are saved without being shown.
bool needsDisplay(int argc, char** argv)
{
    return std::none_of(argv + 1, argv + argc, [](std::string_view word) {
        return word == "--help" || word == "-h" || word == "--help-all" || word == "--version"
            || word == "-v" || word.starts_with("--screenshots");
    });
}

int refuse(const QString& sentence) // of what was typed
{
    std::fprintf(stderr, "autokernel: %s\n", qPrintable(sentence));
    return 2;
}

} // namespace

int main(int argc, char** argv)
{
    using namespace autokernel;
    if (const auto limit = adoptInstructionLimit(); !limit) {
        std::fprintf(stderr, "autokernel: %s\n", limit.error().message.c_str());
        return 2;
    }
    if (app::asksForVerb(argc, argv))
        return app::runVerb(argc, argv);
    if (!app::hasDisplay() && needsDisplay(argc, argv)) {
        std::fputs("autokernel: there is no display to show a window on. `autokernel export` and "
                   "`autokernel report` need none, nor does autokernel-cli.\n",
            stderr);
        return 1;
    }
    if (!app::hasDisplay())
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    ui::EnglishPlurals english;
    QApplication::installTranslator(&english);
    QApplication::setApplicationName("AutoKernel");
    QApplication::setApplicationVersion(AUTOKERNEL_VERSION);
    // Desktops know the window by the name of its desktop file.
    QApplication::setDesktopFileName("autokernel");
    QApplication::setWindowIcon(QIcon(":/icons/autokernel.svg"));
    QApplication::setStyle(QStyleFactory::create("Fusion"));
    QCommandLineParser parser;
    parser.setApplicationDescription(
        "Makes a PyTorch model faster overnight, with the proof.\n\n"
        "FILE is what may be dropped on the window: a history, a model, a run.toml, a kernel "
        "folder.\n"
        "Without a window: autokernel export --help, autokernel report --help.\n"
        "Runs from a terminal: autokernel-cli --help.");
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption history("history", "The history to show and write.", "FILE");
    const QCommandLineOption theme(
        "theme", "light, dark or system, for this once; else what the settings say", "NAME");
    const QCommandLineOption screenshots(
        "screenshots", "Save a picture of each page into this folder and end.", "DIR");
    const QCommandLineOption once("exit-when-shown",
        "End as soon as the history's newest run is on the screen, to measure the start.");
    parser.addOptions({history, theme, screenshots, once});
    parser.addPositionalArgument("file", "A history to show, or what a run begins with.", "[FILE]");
    parser.process(application);
    if (parser.isSet(theme) && !ui::themeNamed(parser.value(theme)))
        return refuse(QString("there is no theme '%1': it is light, dark or system.")
                          .arg(parser.value(theme)));
    const auto files = parser.positionalArguments();
    if (files.size() > 1)
        return refuse("one file can be opened at a time.");
    for (const auto& file : files)
        if (!QFileInfo::exists(file))
            return refuse(QString("there is no file '%1'.").arg(file));
    QSettings stored(
        QSettings::IniFormat, QSettings::UserScope, "autokernel", "autokernel", &application);
    const auto settings = ui::loadSettings(stored);
    const auto session = ui::loadSession(stored);
    ui::SystemScheme system(QApplication::palette());
    const auto colorsForOnce = ui::themeNamed(parser.value(theme));
    const auto chosen = colorsForOnce.value_or(settings.theme);
    const bool isDark
        = chosen == ui::ThemeChoice::Dark || (chosen == ui::ThemeChoice::System && system.isDark());
    const auto& colors = isDark ? ui::Theme::dark() : ui::Theme::light();
    QApplication::setFont(ui::fontOf(ui::Type::Body));
    QApplication::setPalette(ui::paletteOf(colors));
    application.setStyleSheet(ui::styleSheetOf(colors));
    const QString named = parser.isSet(history) ? parser.value(history)
        : !settings.history.isEmpty()           ? settings.history
                                                : session.history;
    const std::filesystem::path file = named.isEmpty() ? dataDirectory() / "history.db"
                                                       : std::filesystem::path(named.toStdString());
    if (parser.isSet(screenshots))
        if (const auto readable = store::HistoryReader::open(file); !readable) {
            std::fprintf(stderr, "autokernel: %s\n", readable.error().message.c_str());
            return 1;
        }
    ui::MainWindow window(file, colors);
    window.follow(system);
    if (colorsForOnce)
        window.setThemeForOnce(*colorsForOnce);
    window.apply(settings);
    std::optional<ui::SessionKeeper> keeper; // of a window that a user works in
    app::PagePictures pictures(window, parser.value(screenshots));
    if (parser.isSet(screenshots)) {
        // A live run is shown anew all the time.
        QObject::connect(
            &window, &ui::MainWindow::shown, &application, [&] { pictures.start(); },
            static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
    } else if (parser.isSet(once)) {
        QObject::connect(&window, &ui::MainWindow::shown, &application, [&] {
            window.repaint();
            std::_Exit(0); // what closing costs is no part of a start
        });
    } else {
        window.restore(session);
        QObject::connect(&window, &ui::MainWindow::settingsChanged, &application,
            [&](const ui::Settings& changed) { ui::saveSettings(stored, changed); });
        keeper.emplace(window, stored);
        QObject::connect(
            &application, &QApplication::aboutToQuit, &*keeper, &ui::SessionKeeper::save);
    }
    for (const auto& each : files)
        window.evening().open(each.toStdString());
    window.show();
    return QApplication::exec();
}
