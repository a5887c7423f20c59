// SPDX-License-Identifier: Apache-2.0
// fmt's compiled part, built into our own library: Debian ships it as a shared library only, which
// other distributions have not, and header-only it doubles the compile time of every file here.
#include <fmt/format-inl.h>

FMT_BEGIN_NAMESPACE

template auto detail::dragonbox::to_decimal(float) noexcept -> dragonbox::decimal_fp<float>;
template auto detail::dragonbox::to_decimal(double) noexcept -> dragonbox::decimal_fp<double>;
template detail::locale_ref::locale_ref(const std::locale&);
template auto detail::locale_ref::get<std::locale>() const -> std::locale;
template auto detail::thousands_sep_impl(locale_ref) -> thousands_sep_result<char>;
template auto detail::decimal_point_impl(locale_ref) -> char;
template void detail::buffer<char>::append(const char*, const char*);
template void detail::vformat_to(
    buffer<char>&, string_view, basic_format_args<buffer_context<char>>, locale_ref);

FMT_END_NAMESPACE
