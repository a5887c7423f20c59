// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include "base/files.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QStyleFactory>
#include <QTimer>

namespace {

using autokernel::ui::MainWindow;

// One page a second: the experiment that the diff shows comes from the reader's thread.
void savePages(MainWindow& window, const QString& folder)
{
    constexpr int kWait = 1000; // milliseconds
    QDir().mkpath(folder);
    window.pickBest();
    int delay = kWait;
    for (const auto& [view, name] : {std::pair(MainWindow::View::Morning, "morning"),
             std::pair(MainWindow::View::Progress, "progress"),
             std::pair(MainWindow::View::Roofline, "roofline"),
             std::pair(MainWindow::View::Kernels, "kernels"),
             std::pair(MainWindow::View::Experiments, "experiments"),
             std::pair(MainWindow::View::Diff, "diff"), std::pair(MainWindow::View::Log, "log")}) {
        QTimer::singleShot(delay, &window, [&window, view = view] { window.showView(view); });
        QTimer::singleShot(delay + kWait / 2, &window, [&window, folder, name = name] {
            window.grab().save(QString("%1/%2.png").arg(folder, name));
        });
        delay += kWait;
    }
    QTimer::singleShot(delay, &window, [] { QApplication::quit(); });
}

} // namespace

int main(int argc, char** argv)
{
    using namespace autokernel;
    QApplication application(argc, argv);
    QApplication::setApplicationName("AutoKernel");
    QApplication::setApplicationVersion(AUTOKERNEL_VERSION);
    QApplication::setStyle(QStyleFactory::create("Fusion"));
    QCommandLineParser parser;
    parser.setApplicationDescription("Makes a PyTorch model faster overnight, with the proof.");
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption history("history", "The history to show and write.", "FILE");
    const QCommandLineOption theme("theme", "light or dark", "NAME", "light");
    const QCommandLineOption screenshots(
        "screenshots", "Save a picture of each page into this folder and end.", "DIR");
    parser.addOptions({history, theme, screenshots});
    parser.process(application);
    const auto& colors = parser.value(theme) == "dark" ? ui::Theme::dark() : ui::Theme::light();
    QApplication::setFont(ui::fontOf(ui::Type::Body));
    QApplication::setPalette(ui::paletteOf(colors));
    application.setStyleSheet(ui::styleSheetOf(colors));
    const std::filesystem::path file = parser.isSet(history)
        ? std::filesystem::path(parser.value(history).toStdString())
        : dataDirectory() / "history.db";
    ui::MainWindow window(file, colors);
    if (parser.isSet(screenshots)) {
        QObject::connect(&window, &ui::MainWindow::shown, &application,
            [&] { savePages(window, parser.value(screenshots)); });
    }
    window.show();
    return QApplication::exec();
}
