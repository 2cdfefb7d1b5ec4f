// Lists of blocked servers, as an officer uploads them from anywhere.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "activitypub/block_list.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace chancery::activitypub;
  const std::string_view csv(reinterpret_cast<const char*>(data), size);
  const auto list = read_block_list(csv, "social.mfa.example");
  if (!list) return 0;
  // What is written reads the same.
  const auto again = read_block_list(write_block_list(list->rules), "social.mfa.example");
  if (!again || again->rules.size() != list->rules.size()) std::abort();
  return 0;
}
