// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/experiment_filter_bar.h"

#include "ui/text.h"
#include "ui/theme/verdict_style.h"

#include <QHBoxLayout>
#include <QSignalBlocker>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr int kKernelWidth = 240; // at most
// Of the user's marks; tags follow.
constexpr int kPinned = 1;
constexpr int kFirstTag = 2;

} // namespace

ExperimentFilterBar::ExperimentFilterBar(ShownExperiments& shown, QWidget* parent)
    : QWidget(parent)
    , m_shown(&shown)
    , m_search(new SearchBox(tr("Search experiments"), tr("Idea, title, reason or #12")))
    , m_verdict(new QComboBox)
    , m_said(new QComboBox)
    , m_kernel(new QComboBox)
    , m_best(new QCheckBox(tr("Best only")))
{
    buildBoxes();
    m_best->setToolTip(tr("What raised the verified best and still stands"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    for (QWidget* part :
        std::initializer_list<QWidget*> {m_best, m_kernel, m_said, m_verdict, m_search})
        layout->addWidget(part);
    connect(m_search, &SearchBox::changed, this, &ExperimentFilterBar::changed);
    connect(m_best, &QCheckBox::toggled, this, &ExperimentFilterBar::changed);
    for (auto* box : {m_said, m_kernel})
        connect(box, &QComboBox::currentIndexChanged, this, &ExperimentFilterBar::changed);
    followShown();
}

// What is chosen here is chosen in the chart too, and the other way round.
void ExperimentFilterBar::followShown()
{
    connect(m_verdict, &QComboBox::currentIndexChanged, this, [this](int index) {
        if (const auto verdict = m_verdict->itemData(index); verdict.isValid())
            m_shown->showOnly(verdict.toString());
    });
    connect(m_kernel, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_shown->chooseKernel(index > 0 ? m_kernel->currentText() : QString());
    });
    connect(m_shown, &ShownExperiments::kernelChosen, this, &ExperimentFilterBar::showKernel);
    connect(m_shown, &ShownExperiments::verdictsChanged, this, [this] {
        showVerdicts();
        emit changed();
    });
    showVerdicts();
}

// A choice of the legend that no entry stands for gets one of its own, which stays while it is so.
void ExperimentFilterBar::showVerdicts()
{
    const QSignalBlocker quiet(m_verdict);
    if (const int last = m_verdict->count() - 1; !m_verdict->itemData(last).isValid())
        m_verdict->removeItem(last);
    const auto hidden = static_cast<int>(m_shown->hidden().size());
    if (hidden > 0 && m_shown->verdict().isEmpty()) {
        m_verdict->addItem(tr("%n verdict(s) hidden", nullptr, hidden));
        m_verdict->setCurrentIndex(m_verdict->count() - 1);
    } else {
        m_verdict->setCurrentIndex(m_verdict->findData(m_shown->verdict()));
    }
}

void ExperimentFilterBar::showKernel(const QString& key)
{
    const int index = key.isEmpty() ? 0 : m_kernel->findText(key);
    m_kernelToChoose = index < 0 ? key : QString();
    if (index >= 0)
        m_kernel->setCurrentIndex(index);
}

void ExperimentFilterBar::buildBoxes()
{
    m_verdict->setAccessibleName(tr("Verdict"));
    m_verdict->addItem(tr("All verdicts"), QString());
    for (const auto kind : judge::kAllVerdictKinds)
        m_verdict->addItem(labelOfKind(kind), QString::fromUtf8(judge::toString(kind).data()));
    m_verdict->addItem(labelOf(VerdictClass::Control), QString("control"));
    m_kernel->setAccessibleName(tr("Kernel"));
    m_kernel->addItem(tr("All kernels"), 0);
    m_kernel->setMaximumWidth(kKernelWidth);
    m_said->setAccessibleName(tr("Pinned or tagged"));
    m_said->addItem(tr("All marks"));
    m_said->addItem(tr("★ Pinned"));
}

ExperimentFilterBar::Filter ExperimentFilterBar::filter() const
{
    return {m_search->text(), m_shown->verdict(), m_said->currentData().toString(),
        m_said->currentIndex() == kPinned, m_search->isExpression(), m_best->isChecked()};
}

void ExperimentFilterBar::setFilter(const Filter& filter)
{
    if (m_verdict->findData(filter.verdict) >= 0)
        m_shown->showOnly(filter.verdict);
    setOthers(filter);
}

void ExperimentFilterBar::setOthers(const Filter& filter)
{
    m_search->setSearch(filter.text, filter.isExpression);
    m_best->setChecked(filter.onlyBest);
    m_kernel->setCurrentIndex(0);
    if (!filter.tag.isEmpty() && m_said->findData(filter.tag) < 0)
        m_said->addItem(tr("tag: %1").arg(filter.tag), filter.tag);
    m_said->setCurrentIndex(!filter.tag.isEmpty() ? m_said->findData(filter.tag)
            : filter.onlyPinned                   ? kPinned
                                                  : 0);
}

void ExperimentFilterBar::narrow(ExperimentFilter& filter) const
{
    const auto chosen = this->filter();
    filter.verdict = chosen.verdict.toStdString();
    filter.hiddenVerdicts.clear();
    if (chosen.verdict.isEmpty())
        for (const auto hidden : m_shown->hidden())
            for (const auto& verdict : verdictsOf(hidden))
                filter.hiddenVerdicts.push_back(verdict.toStdString());
    filter.target = {m_kernel->currentData().toLongLong()};
    filter.text = m_search->asked().toStdString();
    filter.isExpression = chosen.isExpression;
    filter.onlyBest = chosen.onlyBest;
    filter.onlyPinned = chosen.onlyPinned;
    filter.tag = chosen.tag.toStdString();
}

bool ExperimentFilterBar::asksForAnnotations() const
{
    return m_said->currentIndex() > 0 || !m_search->asked().isEmpty();
}

QJsonObject ExperimentFilterBar::look() const
{
    const auto now = filter();
    const QString kernel = !m_kernelToChoose.isEmpty() ? m_kernelToChoose
        : m_kernel->currentIndex() > 0                 ? m_kernel->currentText()
                                                       : QString();
    return {{"search", now.text}, {"verdict", now.verdict}, {"tag", now.tag},
        {"pinned", now.onlyPinned}, {"kernel", kernel}, {"expression", now.isExpression},
        {"best", now.onlyBest}};
}

void ExperimentFilterBar::setLook(const QJsonObject& look)
{
    const Filter filter {look["search"].toString(), look["verdict"].toString(),
        look["tag"].toString(), look["pinned"].toBool(), look["expression"].toBool(),
        look["best"].toBool()};
    // Without a verdict, what the chart's own look hides stays hidden.
    if (filter.verdict.isEmpty() && m_shown->verdict().isEmpty())
        setOthers(filter);
    else
        setFilter(filter);
    m_shown->chooseKernel(look["kernel"].toString());
}

void ExperimentFilterBar::setKernels(const std::vector<report::KernelReport>& kernels)
{
    bool isSame = m_kernel->count() == static_cast<int>(kernels.size()) + 1;
    for (int i = 1; isSame && i < m_kernel->count(); ++i)
        isSame = m_kernel->itemData(i).toLongLong()
            == kernels[static_cast<std::size_t>(i - 1)].target.id.value;
    if (isSame && m_kernelToChoose.isEmpty())
        return;
    const auto before = m_kernel->currentData();
    forgetKernels();
    const QSignalBlocker quiet(m_kernel);
    for (const auto& kernel : kernels)
        m_kernel->addItem(text(kernel.target.target.key()), qint64(kernel.target.id.value));
    m_kernel->setCurrentIndex(std::max(0, m_kernel->findData(before)));
    if (!kernels.empty())
        m_kernel->setCurrentText(std::exchange(m_kernelToChoose, {}));
}

void ExperimentFilterBar::forgetKernels()
{
    const QSignalBlocker quiet(m_kernel);
    m_kernel->clear();
    m_kernel->addItem(tr("All kernels"), 0);
}

void ExperimentFilterBar::setTags(QStringList tags)
{
    const QString chosen = m_said->currentData().toString();
    if (!chosen.isEmpty() && !tags.contains(chosen))
        tags.push_back(chosen);
    const QSignalBlocker quiet(m_said);
    const int kind = m_said->currentIndex();
    while (m_said->count() > kFirstTag)
        m_said->removeItem(kFirstTag);
    for (const auto& tag : tags)
        m_said->addItem(tr("tag: %1").arg(tag), tag);
    m_said->setCurrentIndex(chosen.isEmpty() ? kind : m_said->findData(chosen));
}

} // namespace autokernel::ui
