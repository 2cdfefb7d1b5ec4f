// The configuration file: any bytes give a configuration or an error, never a crash.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/config.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto config = chancery::parse_config({reinterpret_cast<const char*>(data), size}, "fuzz.toml");
  if (!config && config.error().hint.empty()) __builtin_trap();
  return 0;
}
