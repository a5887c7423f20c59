// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page_pictures.h"

#include "ui/docks/side_panels.h"
#include "ui/wizard/run_wizard.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <algorithm>
#include <cstdio>

namespace autokernel::app {
namespace {

using namespace std::chrono_literals;
constexpr auto kPollInterval = 100ms;
constexpr auto kSettleTime = 500ms; // layouts, charts, and what is drawn once it is seen
constexpr auto kLongestWait = 120s; // a system check measures the roofs of this machine
constexpr auto kPause = 250ms; // until a dialog's own event loop has ended

struct Comparison
{
    std::int64_t number = 0; // 0: there is nothing to compare
    ui::AgainstChoice against;
};

// A keep beside the one that it beat, since that is what the page is for; else the fastest
// candidate that was made from another one.
Comparison bestComparison(const report::ReportData& report)
{
    Comparison best;
    double most = 0;
    for (const auto& kernel : report.kernels)
        for (const auto& keep : kernel.keeps)
            if (keep.isChained && keep.overEager() && keep.overEager()->value > most) {
                most = keep.overEager()->value;
                best = {keep.row.experiment.number, {ui::Against::Incumbent, 0}};
            }
    if (best.number > 0)
        return best;
    for (const auto& point : report.progress) {
        const bool hasParent = point.mutator && *point.mutator != "seed" && !point.isControl;
        if (hasParent && point.overEager && point.overEager->value > most) {
            most = point.overEager->value;
            best = {point.number, {ui::Against::Parent, 0}};
        }
    }
    return best;
}

// The last one that got no time since it is wrong or does not run; 0: none.
std::int64_t failedCandidate(const report::ReportData& report)
{
    for (auto point = report.progress.rbegin(); point != report.progress.rend(); ++point)
        if (!point->isControl && ui::hasNoTime(ui::classOf(point->verdict)))
            return point->number;
    return 0;
}

} // namespace

PagePictures::PagePictures(ui::MainWindow& window, const QString& folder)
    : m_window(window)
    , m_folder(folder)
{
    m_poll.setInterval(kPollInterval);
    QObject::connect(&m_poll, &QTimer::timeout, &m_window, [this] { look(); });
}

void PagePictures::start()
{
    QDir().mkpath(m_folder);
    openDiff();
    addPages();
    addArrangements();
    addRooflineOfOne();
    addDiffs();
    addPanels();
    addDialogs();
    next();
}

void PagePictures::openDiff()
{
    auto* diff = m_window.findChild<ui::DiffPage*>();
    const auto chosen = bestComparison(m_window.snapshot()->report);
    if (chosen.number > 0)
        diff->open(chosen.number, chosen.against);
    else
        m_window.pickBest(); // a source alone, where nothing was made from another one
}

void PagePictures::addPages()
{
    const auto* diff = m_window.findChild<ui::DiffPage*>();
    const auto* compared = m_window.findChild<ui::CompareView*>();
    for (auto* action : m_window.actions().all()) {
        const QString id = action->objectName();
        if (id == "page.diff")
            m_pictures.push_back({action, [diff] { return diff->view() != nullptr; }});
        else if (id.startsWith("page."))
            m_pictures.push_back({action, {}});
    }
    // Over the page of runs, which it leaves selected; one run alone would be that page again.
    if (m_window.snapshot()->runs.size() >= 2)
        m_pictures.push_back(
            {m_window.actions().find("runs.compare"), [compared] { return !compared->isEmpty(); }});
}

// The progress chart's other ways to show a run, and its first one again.
void PagePictures::addArrangements()
{
    auto* page = m_window.findChild<ui::ProgressPage*>();
    auto* action = m_window.actions().find("page.progress");
    const auto& kernels = m_window.snapshot()->report.kernels;
    if (kernels.empty())
        return;
    const auto before = page->look();
    const auto add = [&](const char* name, const QJsonObject& look) {
        m_pictures.push_back({action, {}, name, {}, [page, look] {
                                  page->setLook(look);
                                  page->chooseKernel(look["kernel"].toString());
                              }});
    };
    const auto with = [&](const char* key, const QJsonValue& value) {
        auto look = before;
        look[key] = value;
        return look;
    };
    // Named as the page's choice has them.
    add("progress-clock", with("clock", true));
    if (kernels.size() > 1) {
        add("progress-multiples", with("kernel", ui::ProgressPage::tr("Small multiples")));
        add("progress-together", with("kernel", ui::ProgressPage::tr("All kernels in one")));
    }
    add("progress", before);
    m_pictures.push_back(
        {m_window.actions().find("export.chart"), {}}); // of the page that is shown
}

// The kernel that was searched most, with the trail of its candidates; then all of them again.
void PagePictures::addRooflineOfOne()
{
    auto* page = m_window.findChild<ui::RooflinePage*>();
    auto* action = m_window.actions().find("page.roofline");
    const auto& kernels = m_window.snapshot()->report.kernels;
    const auto most = std::max_element(kernels.begin(), kernels.end(),
        [](const auto& a, const auto& b) { return a.target.experiments < b.target.experiments; });
    if (most == kernels.end())
        return;
    const auto before = page->look();
    auto look = before;
    look["kernel"] = QString::fromStdString(most->target.target.key());
    look.remove("zoom");
    m_pictures.push_back({action, {}, "roofline-kernel", {}, [page, action, look] {
                              action->trigger(); // a look is taken by a page that is seen
                              page->setLook(look);
                          }});
    m_pictures.push_back({action, {}, "roofline", {}, [page, before] { page->setLook(before); }});
}

// What else a diff may be: in one column, and of a candidate that failed; then the best one again.
void PagePictures::addDiffs()
{
    auto* diff = m_window.findChild<ui::DiffPage*>();
    auto* action = m_window.actions().find("page.diff");
    const auto shows = [diff](std::int64_t number) {
        return [diff, number] { return diff->number() == number; };
    };
    m_pictures.push_back({action, [diff] { return diff->view() != nullptr; }, "diff-unified", {},
        [diff] { diff->setUnified(true); }});
    const auto failed = failedCandidate(m_window.snapshot()->report);
    if (failed > 0)
        m_pictures.push_back({action, shows(failed), "diff-failed", {}, [diff, failed] {
                                  diff->setUnified(false);
                                  diff->open(failed, {ui::Against::Parent, 0});
                              }});
    m_pictures.push_back({action, [diff] { return diff->view() != nullptr; }, "diff", {},
        [this, diff] {
            diff->setUnified(false);
            openDiff();
        }});
}

// Beside the pages that they are most used with; closed again for what comes after them.
void PagePictures::addPanels()
{
    using ui::SidePanels;
    const auto add = [this](const char* name, const char* page, QStringList panels) {
        m_pictures.push_back({m_window.actions().find(page), {}, name, std::move(panels)});
    };
    add("panels", "page.progress", {SidePanels::kKernels, SidePanels::kDetails, SidePanels::kLog});
    add("panels-diff", "page.diff", {SidePanels::kKernels});
}

void PagePictures::addDialogs()
{
    const auto* welcome = m_window.findChild<ui::WelcomePage*>();
    m_pictures.push_back(
        {m_window.actions().find("window.check"), [welcome] { return !welcome->isLooking(); }});
    for (const char* id : {"run.new", "window.settings", "window.palette", "help.shortcuts",
             "help.about", "export.table", "export.report", "experiment.note"})
        m_pictures.push_back({m_window.actions().find(id), {}});
}

void PagePictures::next()
{
    if (m_pictures.empty())
        return QApplication::quit();
    m_open.start();
    m_poll.start(); // before the action, which returns only when its dialog is closed
    const auto picture = m_pictures.front(); // its dialog's loop takes it off the list
    if (picture.prepare)
        picture.prepare();
    triggerPanels(picture);
    picture.action->trigger();
}

void PagePictures::triggerPanels(const Picture& picture)
{
    for (const auto& panel : picture.panels)
        m_window.actions().find(panel)->trigger();
}

void PagePictures::look()
{
    const auto& picture = m_pictures.front();
    const auto& isReady = picture.isReady;
    const auto waited = std::chrono::milliseconds(m_open.elapsed());
    const bool isHere = waited >= kSettleTime && (!isReady || isReady());
    if (!isHere && waited < kLongestWait)
        return;
    m_poll.stop();
    const QString name
        = picture.name.isEmpty() ? picture.action->objectName().section('.', 1) : picture.name;
    if (!isHere)
        std::fprintf(stderr, "autokernel: %s was not ready in time.\n", qPrintable(name));
    auto* dialog = QApplication::activeModalWidget();
    auto* shown = dialog != nullptr ? dialog : static_cast<QWidget*>(&m_window);
    save(*shown, name);
    if (auto* wizard = qobject_cast<ui::RunWizard*>(dialog))
        for (const auto step : ui::kWizardSteps)
            if (step != wizard->step()) {
                wizard->showStep(step);
                QApplication::processEvents(); // texts that wrap are laid out twice
                save(*wizard, QString("%1-%2").arg(name).arg(static_cast<int>(step) + 1));
            }
    if (dialog != nullptr)
        dialog->close();
    triggerPanels(picture);
    m_pictures.erase(m_pictures.begin());
    QTimer::singleShot(kPause, &m_window, [this] { next(); });
}

void PagePictures::save(QWidget& shown, const QString& name)
{
    if (!shown.grab().save(QString("%1/%2.png").arg(m_folder, name)))
        std::fprintf(stderr, "autokernel: cannot write %s.png.\n", qPrintable(name));
}

} // namespace autokernel::app
