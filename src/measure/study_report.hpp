// A study's report: what a published study would say, with every figure's numerator, denominator and interval.
#pragma once

#include <string>

#include "measure/study.hpp"

namespace chancery::measure {

[[nodiscard]] std::string to_report(const Study& study);

}  // namespace chancery::measure
