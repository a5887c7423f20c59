// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/search_facts.h"

#include "ui/figures.h"
#include "ui/names.h"
#include "ui/sentence.h"

#include "judge/gate.h"

#include <QRegularExpression>
#include <algorithm>
#include <cmath>
#include <map>

namespace autokernel::ui {
namespace {

constexpr std::size_t kMostNext = 3;
constexpr const char* kControl = "control";

bool isOver(const report::ReportData& report)
{
    const auto state = report.run.summary.state;
    return state != store::RunState::Active && state != store::RunState::Paused;
}

// The short name of the kernel that was searched before the last stretch of this one; "": none.
QString kernelBefore(const report::ReportData& report, store::TargetId target)
{
    store::TargetId before;
    store::TargetId current;
    for (const auto& point : report.progress) {
        if (point.isControl || point.target == current)
            continue;
        if (point.target == target)
            before = current;
        current = point.target;
    }
    const auto signs = kernelSigns(report);
    for (std::size_t i = 0; i < signs.size(); ++i)
        if (report.kernels[i].target.id == before)
            return signs[i].name;
    return {};
}

class Finders
{
public:
    void add(const std::shared_ptr<const std::string>& mutator, VerdictClass verdict)
    {
        if (!mutator || verdict == VerdictClass::Control)
            return;
        auto& found = m_byText[mutator.get()];
        ++found.tried;
        found.kept += verdict == VerdictClass::Kept ? 1 : 0;
    }
    std::vector<FoundBy> sorted() const
    {
        std::map<std::string, FoundBy> byName;
        for (const auto& [name, found] : m_byText) {
            if (name->empty() || *name == kControl)
                continue;
            auto& all = byName[*name];
            all.tried += found.tried;
            all.kept += found.kept;
        }
        std::vector<FoundBy> sorted;
        for (auto& [name, found] : byName) {
            found.mutator = mutatorName(name);
            sorted.push_back(std::move(found));
        }
        std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
            return a.kept != b.kept ? a.kept > b.kept : a.tried > b.tried;
        });
        return sorted;
    }

private:
    // By address first: many thousand experiments share few texts.
    std::map<const std::string*, FoundBy> m_byText;
};

QString perMinute(double gain)
{
    return QObject::tr("%1 a minute").arg(percent(gain));
}

} // namespace

std::vector<FoundBy> foundBy(const std::vector<KernelProgress>& kernels)
{
    Finders finders;
    for (const auto& kernel : kernels)
        for (const auto& mark : kernel.marks)
            finders.add(mark.mutator, mark.verdict);
    return finders.sorted();
}

std::vector<FoundBy> foundBy(const report::ReportData& report)
{
    Finders finders;
    for (const auto& point : report.progress)
        if (point.verdict != judge::VerdictKind::Cancelled)
            finders.add(point.mutator, classOf(point.verdict, point.isControl, point.isDemoted));
    return finders.sorted();
}

QString whyTurned(const report::ReportData& report, const report::KernelReport& kernel)
{
    static const QRegularExpression promise(
        "^.+ promises ([\\d.]+ %) of the forward per minute, this one ([\\d.]+ %)\\.$");
    const auto& reason = kernel.target.reason;
    if (reason.empty())
        return {};
    const auto match = promise.match(text(reason));
    const auto left = kernelBefore(report, kernel.target.id);
    if (match.hasMatch() && !left.isEmpty())
        return QObject::tr("The search came here because it promised %1 of the forward a minute; "
                           "%2, searched until then, promised %3.")
            .arg(match.captured(1), left, match.captured(2));
    return QObject::tr("When the search turned here: %1")
        .arg(withNames(sentence(reason), kernelNames(report)));
}

std::vector<std::size_t> nextInLine(const report::KernelQueue& queue, bool isOver)
{
    std::vector<std::size_t> next;
    for (std::size_t i = 0; i < queue.rows.size(); ++i) {
        const auto& row = queue.rows[i];
        const bool waits
            = isOver ? row.kernel.has_value() : row.state == report::QueueState::Waiting;
        if (waits && row.gainPerMinute && *row.gainPerMinute > 0)
            next.push_back(i);
    }
    std::stable_sort(next.begin(), next.end(), [&](std::size_t a, std::size_t b) {
        return *queue.rows[a].gainPerMinute > *queue.rows[b].gainPerMinute;
    });
    if (next.size() > kMostNext)
        next.resize(kMostNext);
    return next;
}

SearchFacts::SearchFacts(QWidget* parent)
    : Card({}, parent)
    , m_figures(new FactRows)
    , m_remarks(makeLabel({}, Type::Small, true))
    , m_nextCaption(makeLabel({}, Type::Small, true))
    , m_next(new FactRows)
    , m_findersCaption(makeLabel(tr("Who found it: kept of tried"), Type::Small, true))
    , m_finders(new FactRows)
{
    m_remarks->setWordWrap(true);
    m_nextCaption->setWordWrap(true);
    for (QWidget* part : std::initializer_list<QWidget*> {
             m_figures, m_remarks, m_nextCaption, m_next, m_findersCaption, m_finders})
        body().addWidget(part);
    body().addStretch();
}

void SearchFacts::present(const Snapshot& snapshot, const report::KernelReport* kernel,
    const std::vector<KernelProgress>& shown)
{
    if (kernel != nullptr) {
        showKernel(snapshot, *kernel);
    } else {
        setTitle(tr("All kernels"));
        m_figures->set({});
        m_remarks->setText(
            tr("A kernel's speedup is over its own eager: two kernels at the same height do not "
               "save the same time. The card above shows the whole model."));
    }
    m_remarks->setHidden(m_remarks->text().isEmpty());
    showNext(snapshot);
    showFinders(shown);
}

void SearchFacts::clear()
{
    setTitle(tr("Why this kernel"));
    m_remarks->hide();
    m_figures->set({});
    setSection(*m_nextCaption, *m_next, {});
    setSection(*m_findersCaption, *m_finders, {});
}

void SearchFacts::showKernel(const Snapshot& snapshot, const report::KernelReport& kernel)
{
    const auto& rows = snapshot.queue.rows;
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const auto& each) {
        return each.kernel && snapshot.report.kernels[*each.kernel].target.id == kernel.target.id;
    });
    setTitle(tr("Why this kernel"));
    std::vector<FactRows::Row> figures;
    if (row != rows.end()) {
        if (row->share > 0 && row->share < 1)
            figures.push_back({tr("Share of the model"), percent(row->share), {}, {},
                tr("Of one forward's time, as the model came")});
        if (row->headroom > 0)
            figures.push_back(
                {tr("To the %1 roof").arg(text(row->limit)), speedup(row->headroom), {}, {},
                    tr("Its present time over the least that the measured roofs allow for modelled "
                       "FLOP and bytes")});
        if (row->gainPerMinute)
            figures.push_back({tr("Expected gain"), perMinute(*row->gainPerMinute), {}, {},
                tr("What a minute of search is expected to save of one forward's time")});
    }
    if (kernel.noiseFloor && *kernel.noiseFloor > 0)
        figures.push_back({tr("Noise floor"), percent(std::expm1(*kernel.noiseFloor)), {}, {},
            tr("A gain within the band round the best cannot be told from noise")});
    if (kernel.noiseFloor)
        figures.push_back({tr("Asked of a candidate"),
            tr("+%1").arg(percent(std::expm1(judge::minimumEffect(*kernel.noiseFloor)))), {}, {},
            tr("Over the best; one whose interval lies below it is reverted")});
    m_figures->set(figures);
    m_remarks->setText(whyTurned(snapshot.report, kernel));
}

void SearchFacts::showNext(const Snapshot& snapshot)
{
    const auto& queue = snapshot.queue;
    const bool over = isOver(snapshot.report);
    const auto signs = kernelSigns(snapshot.report);
    const auto next = nextInLine(queue, over);
    std::vector<FactRows::Row> rows;
    for (const auto index : next) {
        const auto& row = queue.rows[index];
        rows.push_back({signs[*row.kernel].name, perMinute(*row.gainPerMinute), {},
            *row.gainPerMinute / *queue.rows[next.front()].gainPerMinute,
            tr("%1: what a minute of search is expected to save of one forward's time")
                .arg(text(row.name))});
    }
    m_nextCaption->setText(over ? tr("Next in line, if continued") : tr("Next in line"));
    setSection(*m_nextCaption, *m_next, rows);
}

void SearchFacts::showFinders(const std::vector<KernelProgress>& shown)
{
    std::vector<FactRows::Row> rows;
    for (const auto& found : foundBy(shown))
        rows.push_back(
            {found.mutator, tr("%1 of %2").arg(grouped(found.kept), grouped(found.tried))});
    setSection(*m_findersCaption, *m_finders, rows);
}

void SearchFacts::setSection(
    QLabel& caption, FactRows& rows, const std::vector<FactRows::Row>& content)
{
    rows.set(content);
    caption.setHidden(content.empty());
}

} // namespace autokernel::ui
