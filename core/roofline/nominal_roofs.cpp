// SPDX-License-Identifier: Apache-2.0
#include "roofline/nominal_roofs.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace autokernel::roofline {
namespace {

constexpr double kTera = 1e12;

struct Device
{
    std::string_view name;
    int cores; // multiprocessors
    std::string_view source;
    double fp32; // TFLOP/s of the plain units, as the next two of the tensor units
    double tf32;
    double half; // fp16 and bf16
    double dram; // TB/s
};

constexpr std::string_view kH100 = "NVIDIA H100 data sheet (SXM5, dense)";
constexpr std::string_view kH200 = "NVIDIA H200 data sheet (SXM5, dense)";
constexpr std::string_view kA100 = "NVIDIA A100 data sheet (SXM4 80 GB, dense)";

constexpr std::array kDevices {
    Device {"NVIDIA H100 80GB HBM3", 132, kH100, 66.9, 494.7, 989.4, 3.35},
    Device {"NVIDIA H200", 132, kH200, 66.9, 494.7, 989.4, 4.8},
    Device {"NVIDIA A100-SXM4-80GB", 108, kA100, 19.5, 156, 312, 2.039},
};

} // namespace

std::vector<NominalPeak> NominalRoofs::peaksOf(std::string_view dtype) const
{
    std::vector<NominalPeak> found;
    std::copy_if(peaks.begin(), peaks.end(), std::back_inserter(found),
        [&](const NominalPeak& peak) { return peak.dtype == dtype; });
    return found;
}

std::optional<NominalRoofs> nominalRoofsOf(std::string_view deviceName, int cores)
{
    const auto device = std::find_if(kDevices.begin(), kDevices.end(),
        [&](const Device& each) { return each.name == deviceName && each.cores == cores; });
    if (device == kDevices.end())
        return std::nullopt;
    return NominalRoofs {std::string(device->source),
        {{"fp32", "fp32", device->fp32 * kTera}, {"fp32", "tf32 tensor", device->tf32 * kTera},
            {"fp16", "fp16 tensor", device->half * kTera},
            {"bf16", "bf16 tensor", device->half * kTera}},
        device->dram * kTera};
}

std::string whyNoNominalRoofs(std::string_view device)
{
    return device == "cpu" ? "No nominal roof: it would need the processor's highest clock, which "
                             "is not known."
                           : "No nominal roof: the data sheet of this device is not known.";
}

} // namespace autokernel::roofline
