// SPDX-License-Identifier: Apache-2.0
#include "lab/device/machine_state.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace autokernel::lab {
namespace {

// First line of /proc/stat: "cpu user nice system idle iowait irq softirq steal guest guest_nice".
// Guest time is contained in user time.
void readTicks(MachineState& state)
{
    std::ifstream file("/proc/stat");
    std::string label;
    std::uint64_t user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, soft = 0, steal = 0;
    if (!(file >> label >> user >> nice >> system >> idle >> wait >> irq >> soft >> steal))
        return;
    state.stealTicks = steal;
    state.busyTicks = user + nice + system + irq + soft;
    state.totalTicks = state.busyTicks + idle + wait + steal;
}

double readPressure()
{
    std::ifstream file("/proc/pressure/cpu");
    std::string some;
    std::string average;
    if (!(file >> some >> average) || some != "some" || !average.starts_with("avg10="))
        return -1;
    std::istringstream number(average.substr(6));
    double percent = -1;
    number >> percent;
    return percent;
}

double meanMegahertz()
{
    std::ifstream file("/proc/cpuinfo");
    double sum = 0;
    int count = 0;
    for (std::string line; std::getline(file, line);) {
        const auto colon = line.find(':');
        if (!line.starts_with("cpu MHz") || colon == std::string::npos)
            continue;
        std::istringstream number(line.substr(colon + 1));
        double value = 0;
        if (number >> value) {
            sum += value;
            ++count;
        }
    }
    return count > 0 ? sum / count : 0;
}

} // namespace

MachineState cpuTicks()
{
    MachineState state;
    readTicks(state);
    return state;
}

MachineState machineState()
{
    MachineState state = cpuTicks();
    std::ifstream("/proc/loadavg") >> state.loadAverage;
    state.cpuPressurePercent = readPressure();
    state.megahertz = meanMegahertz();
    std::ifstream("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor") >> state.governor;
    return state;
}

double stealFraction(const MachineState& before, const MachineState& after)
{
    if (after.totalTicks <= before.totalTicks || after.stealTicks < before.stealTicks)
        return 0;
    return std::min(1.0,
        static_cast<double>(after.stealTicks - before.stealTicks)
            / static_cast<double>(after.totalTicks - before.totalTicks));
}

} // namespace autokernel::lab
