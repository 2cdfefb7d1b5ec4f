// What stands beside a backup: any bytes give a manifest or secrets, or an error; what is read comes back alike.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "cli/manifest.hpp"
#include "cli/secrets_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace chancery::cli;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (const auto manifest = parse_manifest(text)) {
    const auto again = parse_manifest(write_manifest(*manifest));
    if (!again || write_manifest(*again) != write_manifest(*manifest)) __builtin_trap();
    for (const auto& file : manifest->files) {
      if (file.path.starts_with('/') || file.path.starts_with("../")) __builtin_trap();
    }
  }
  if (const auto secrets = parse_secrets(text)) {
    if (parse_secrets(write_secrets(*secrets)) != *secrets) __builtin_trap();
  }
  return 0;
}
