// Numbers as text: the same bytes on any machine, in no locale.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace chancery::figure {

// "-1.50" with two decimals; never "-0.00". Halves go as the nearest double lies. Not finite: "–".
[[nodiscard]] std::string fixed(double value, int decimals);
// The same without zeroes at the end: "-1.5", "3".
[[nodiscard]] std::string shortest(double value, int decimals);
// Seven significant digits at most, "0.01234567", "1.2e-09": for tables that programs read. What libraries of two
// machines compute differently lies far behind.
[[nodiscard]] std::string significant(double value, int digits = 7);
// "1,133".
[[nodiscard]] std::string grouped(std::uint64_t value);
// "1 vote", "1,133 votes".
[[nodiscard]] std::string counted(std::uint64_t value, std::string_view one, std::string_view several);
// fixed() as readers see it, with a minus sign (U+2212) for the hyphen.
[[nodiscard]] std::string told(double value, int decimals);
// The same with a plus where it is above zero: "+1.50", "−1.50", "0.00".
[[nodiscard]] std::string with_sign(double value, int decimals);
// "45.5 %", with a space that does not break.
[[nodiscard]] std::string percent(double share, int decimals = 1);
// For axes: "5", "20k", "3m", "1.5bn", "2tn"; below one "0.01".
[[nodiscard]] std::string magnitude(double value);

}  // namespace chancery::figure
