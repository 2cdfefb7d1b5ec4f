// With what the commands that read files end, beside base/result.hpp's codes.
#pragma once

namespace chancery::cli {

inline constexpr int kUsage = 2;      // the command line makes no sense
inline constexpr int kUnusable = 65;  // what was read is of no use (sysexits.h: EX_DATAERR)

}  // namespace chancery::cli
