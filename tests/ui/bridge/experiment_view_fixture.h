// SPDX-License-Identifier: GPL-3.0-or-later
// Views of the experiments of a synthetic run.
#pragma once

#include "core/report/report_fixture.h"
#include "ui/bridge/experiment_view.h"

#include <gtest/gtest.h>

namespace autokernel::ui {

class ExperimentViewTest : public report::test::ReportTest
{
protected:
    ExperimentViewTest()
        : m_report(report())
        , m_types(store::test::unwrap(kernel::loadKernelTypes({installationRoot() / "kernels"})))
    {
        for (const auto& kernel : m_report.kernels)
            if (kernel.champion)
                m_best = kernel.keeps[*kernel.champion].row.experiment;
    }

    Result<ExperimentViewPtr> read(
        std::int64_t number, Against against = Against::Parent, std::int64_t other = 0)
    {
        return readExperimentView(reader(), {m_run, number, against, other, 7}, m_types);
    }

    report::ReportData m_report;
    std::vector<kernel::KernelType> m_types;
    store::ExperimentRow m_best;
};

} // namespace autokernel::ui
