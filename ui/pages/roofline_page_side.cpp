// SPDX-License-Identifier: GPL-3.0-or-later
// What stands beside the roofline: what is reached, the marks, the sources, the table.
#include "ui/figures.h"
#include "ui/pages/roofline_page.h"
#include "ui/theme/metrics.h"
#include "ui/unbroken.h"

#include <algorithm>
#include <iterator>
#include <map>

namespace autokernel::ui {
namespace {

// What the model would gain, from what it measures; by the forecast alone where it was not
// measured.
std::vector<FactRows::Row> gainRows(const RooflineTrail& trail, const Snapshot& snapshot)
{
    std::vector<FactRows::Row> rows;
    const auto& report = snapshot.report;
    const auto& queue = snapshot.queue;
    if (queue.forwardMicroseconds <= 0)
        return rows;
    const auto tr = [](const char* source) { return RooflinePage::tr(source); };
    for (std::size_t i = 0; i < queue.rows.size(); ++i) {
        const auto& row = queue.rows[i];
        if (!row.kernel || report.kernels[*row.kernel].target.id != trail.target || !row.overEager
            || row.presentMicroseconds <= 0)
            continue;
        if (!row.isApplied)
            return {{tr("It is left out of the model, which is not faster with it.")}};
        // One above its roof, by a wrong figure or a nearer cache, has nothing to gain.
        const double atRoof = row.overEager->value
            * std::max(1.0, row.presentMicroseconds / trail.leastMicroseconds);
        const auto& measured = report.outcome.ours.overEager;
        const double present = measured ? measured->value : report::presentForecast(queue);
        const double then = report::measuredIf(queue, present, i, atRoof);
        rows.push_back({measured ? tr("Model as it is, measured") : tr("Model as it is, forecast"),
            speedup(present), {}, {},
            measured ? tr("End to end, over eager")
                     : tr("Amdahl's law from the shares of the profile, over eager")});
        if (then > 0)
            rows.push_back({tr("Model then, forecast"), tr("about %1").arg(speedup(then)), {}, {},
                tr("That figure by the change of Amdahl's law from the shares of the profile")});
    }
    return rows;
}

} // namespace

QLayout* RooflinePage::buildSide()
{
    auto* side = new QVBoxLayout;
    side->setSpacing(kPageMargin);
    side->setContentsMargins(0, 0, 0, 0);
    side->addWidget(m_readout);
    const auto add = [&](const QString& title, std::initializer_list<QWidget*> parts) {
        auto* card = new Card(title);
        for (auto* part : parts)
            card->body().addWidget(part);
        side->addWidget(card);
    };
    m_source->setWordWrap(true);
    add(tr("Best verified, of its roof"), {m_kernels, m_noKernel});
    m_gainCard = new Card;
    m_gainCard->body().addWidget(m_gain);
    side->addWidget(m_gainCard);
    add(tr("Marks"), {m_marks});
    add(tr("Where the figures come from"), {m_source});
    side->addStretch();
    return side;
}

// The chart's own marks; one kernel alone shows its candidates by verdict.
void RooflinePage::showLegend()
{
    const auto sign = [&](RoofMark mark) { return signOf(mark, *m_theme, Paint::Text); };
    std::vector<FactRows::Row> rows {{tr("best verified"), {}, sign(RoofMark::Best)},
        {tr("eager, where it started"), {}, sign(RoofMark::Start)}};
    const auto& trails = m_chart->data().trails;
    const auto hasRung = [&](bool isVendor) {
        return std::any_of(trails.begin(), trails.end(), [&](const auto& trail) {
            return std::any_of(trail.rungs.begin(), trail.rungs.end(),
                [&](const auto& rung) { return rung.isVendor == isVendor; });
        });
    };
    if (hasRung(true) || hasRung(false))
        rows.push_back({!hasRung(false) ? tr("the vendor's kernel")
                : hasRung(true)         ? tr("a rung of the ladder, or the vendor's kernel")
                                        : tr("a rung of the ladder"),
            {}, sign(RoofMark::Rung)});
    if (!m_chart->kernel()) {
        rows.push_back({tr("kept on the way"), {}, sign(RoofMark::OnTheWay)});
    } else {
        constexpr int kSize = 16;
        for (const auto verdict : kVerdictClasses)
            if (verdict != VerdictClass::Control && !hasNoTime(verdict))
                rows.push_back({tr("candidate, %1").arg(labelOf(verdict).toLower()), {},
                    markIcon(verdict, *m_theme).pixmap(QSize(kSize, kSize), devicePixelRatioF())});
    }
    const auto& nominal = m_chart->data().nominal;
    rows.push_back({tr("roof, measured"), {}, signOfRoof(Qt::SolidLine, *m_theme, Paint::Text)});
    if (nominal.isKnown())
        rows.push_back({tr("roof, by the data sheet"), {},
            signOfRoof(Qt::DashLine, *m_theme, Paint::Soft), {}, nominal.source});
    else
        rows.push_back({nominal.missing});
    m_marks->set(rows);
}

void RooflinePage::showKernels(const RooflineData& drawn)
{
    // Below the roof that bounds it: shares of different roofs do not compare.
    std::map<QString, std::vector<FactRows::Row>> byRoof;
    for (const auto& trail : drawn.trails)
        if (trail.champion && trail.leastMicroseconds > 0) {
            const double time = trail.candidates[*trail.champion].microseconds;
            byRoof[trail.bound].push_back(
                {trail.sign.name, unbroken(percent(trail.fractionOfRoof(time))),
                    signOf(RoofMark::Best, *m_theme, trail.sign.paint), {},
                    tr("%1: %2").arg(trail.kernel, shareOfRoof(trail, time))});
        }
    std::vector<FactRows::Row> rows;
    for (auto& [bound, kernels] : byRoof) {
        rows.push_back(
            {bound == "compute" ? tr("of the compute roof") : tr("of the %1 roof").arg(bound)});
        std::move(kernels.begin(), kernels.end(), std::back_inserter(rows));
    }
    m_kernels->set(rows);
    m_noKernel->setVisible(rows.empty());
}

// Of the selected experiment; else of the champion that is shown, largest share first.
void RooflinePage::showReadout()
{
    const auto& drawn = m_chart->data();
    const RooflineTrail* trail = nullptr;
    const RooflineCandidate* candidate = nullptr;
    for (const auto& each : drawn.trails)
        for (const auto& one : each.candidates)
            if (one.number == m_chart->selected()) {
                trail = &each;
                candidate = &one;
            }
    const auto wanted = m_kernel->currentData().toLongLong();
    for (const auto& each : drawn.trails)
        if (candidate == nullptr && each.champion && (wanted == 0 || each.target.value == wanted)) {
            trail = &each;
            candidate = &each.candidates[*each.champion];
        }
    if (candidate == nullptr || trail->leastMicroseconds <= 0) {
        m_readout->setMissing(
            drawn.hasRoofs() ? tr("Choose an experiment that was timed.") : summaryOf(drawn));
        showGain(nullptr);
        return;
    }
    m_readout->set(*trail, *candidate);
    showGain(trail);
}

void RooflinePage::showGain(const RooflineTrail* trail)
{
    const auto rows = trail != nullptr && m_snapshot ? gainRows(*trail, *m_snapshot)
                                                     : std::vector<FactRows::Row>();
    m_gainCard->setTitle(tr("At its roof"), rows.empty() ? QString() : trail->sign.name);
    m_gain->set(rows);
    m_gainCard->setVisible(!rows.empty());
}

void RooflinePage::showTable()
{
    if (m_twin->isHidden())
        return;
    struct Row
    {
        const RooflineTrail* trail;
        std::int64_t number;
        QString what;
        double microseconds;
    };
    auto drawn = std::make_shared<RooflineData>(m_chart->data());
    auto rows = std::make_shared<std::vector<Row>>();
    const auto wanted = m_kernel->currentData().toLongLong();
    for (const auto& trail : drawn->trails) {
        if (wanted != 0 && trail.target.value != wanted)
            continue;
        if (trail.eagerMicroseconds > 0)
            rows->push_back({&trail, 0, tr("eager"), trail.eagerMicroseconds});
        for (const auto& rung : trail.rungs)
            rows->push_back({&trail, 0, rung.name, rung.microseconds});
        for (auto each = trail.candidates.rbegin(); each != trail.candidates.rend(); ++each)
            rows->push_back({&trail, each->number,
                QString("#%1 %2").arg(each->number).arg(labelOf(each->verdict).toLower()),
                each->microseconds});
    }
    const auto cell = [drawn, rows](int index, int column) {
        const auto& row = (*rows)[static_cast<std::size_t>(index)];
        switch (column) {
        case 0:
            return row.what;
        case 1:
            return row.trail->kernel;
        case 2:
            return microseconds(row.microseconds);
        case 3:
            return rate(row.trail->flopPerSecond(row.microseconds), "FLOP");
        case 4:
            return QString::number(row.trail->intensity(), 'g', 3);
        default:
            return shareOfRoof(*row.trail, row.microseconds);
        }
    };
    m_twin->setContent({{tr("what"), tr("kernel"), tr("one call"), tr("rate"), tr("FLOP per byte"),
                            tr("of its roof")},
        static_cast<int>(rows->size()), cell,
        [rows](int index) { return (*rows)[static_cast<std::size_t>(index)].number; }});
    m_twin->select(m_chart->selected());
}

} // namespace autokernel::ui
