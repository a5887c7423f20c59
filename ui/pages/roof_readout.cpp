// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/roof_readout.h"

#include "ui/figures.h"
#include "ui/unbroken.h"

#include <algorithm>

namespace autokernel::ui {
namespace {

QString flopOf(double flop)
{
    return rate(flop, "FLOP").remove("/s"); // a rate's text for one second of it
}

} // namespace

RoofReadout::RoofReadout(QWidget* parent)
    : Card({}, parent)
    , m_share(makeLabel({}, Type::Figure))
    , m_bar(new QProgressBar)
    , m_sentence(makeLabel({}, Type::Small, true))
    , m_facts(new FactRows)
{
    m_bar->setRange(0, 100);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Part of its roof"));
    m_sentence->setWordWrap(true);
    for (QWidget* part : std::initializer_list<QWidget*> {m_share, m_bar, m_sentence, m_facts})
        body().addWidget(part);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
}

void RoofReadout::set(const RooflineTrail& trail, const RooflineCandidate& candidate)
{
    const double time = candidate.microseconds;
    const double fraction = trail.fractionOfRoof(time);
    setTitle(trail.sign.name);
    setToolTip(trail.kernel);
    m_share->setText(unbroken(shareOfRoof(trail, time)));
    setFlag(*m_share, "soft", fraction > 1);
    m_bar->setValue(static_cast<int>(100 * std::clamp(fraction, 0.0, 1.0)));
    m_bar->show();
    m_sentence->setText(unbroken(readoutOf(trail, time)));
    m_facts->set({{tr("#%1 %2, its own session")
                          .arg(candidate.number)
                          .arg(labelOf(candidate.verdict).toLower()),
                      microseconds(time), {}, {}, tr("Median of one call")},
        {tr("at the roof"), microseconds(trail.leastMicroseconds)},
        {tr("work, modelled"), flopOf(trail.flop)},
        {tr("data, modelled"), byteCount(trail.bytes)}});
}

void RoofReadout::setMissing(const QString& why)
{
    setTitle(tr("Of its roof"));
    setToolTip({});
    m_share->setText(tr("not known"));
    setFlag(*m_share, "soft", true);
    m_bar->hide();
    m_sentence->setText(why);
    m_facts->set({});
}

} // namespace autokernel::ui
