// SPDX-License-Identifier: GPL-3.0-or-later
// Saves a picture of every page and dialog, each as soon as what it shows has come from the threads
// that read and ask. For documents, and for whoever judges the look. UI thread.
#pragma once

#include "ui/shell/main_window.h"

#include <QElapsedTimer>
#include <QTimer>
#include <functional>
#include <vector>

namespace autokernel::app {

class PagePictures
{
public:
    PagePictures(ui::MainWindow& window, const QString& folder);

    // Goes through them and quits the application behind the last one.
    void start();

private:
    struct Picture
    {
        QAction* action; // opens what is to be seen; its id names the file, unless `name` does
        std::function<bool()> isReady;
        QString name = {};
        QStringList panels = {}; // actions that open them, and close them afterwards
        std::function<void()> prepare = {}; // before the action
    };

    void addPages();
    void addArrangements();
    void addRooflineOfOne();
    void addDiffs();
    void addPanels();
    void addDialogs();
    void openDiff();
    void next();
    void triggerPanels(const Picture& picture);
    void look();
    void save(QWidget& shown, const QString& name);

    ui::MainWindow& m_window;
    QString m_folder;
    std::vector<Picture> m_pictures; // those that are left, the next one first
    QTimer m_poll;
    QElapsedTimer m_open; // since the picture's page was asked for
};

} // namespace autokernel::app
