// Sketches of distinct people as they come back from a store: reading fails, or gives one that works on and that saves
// what reads again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "trend/hyperloglog.hpp"

namespace {

// Ends the process, which the fuzzer reports.
void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using chancery::trend::HyperLogLog;
  auto read = HyperLogLog::restore({reinterpret_cast<const char*>(data), size});
  if (!read) return 0;
  require(HyperLogLog::restore(read->save()).value() == *read);
  for (std::uint64_t i = 0; i < 70; ++i) read->add(i * 0x9e3779b97f4a7c15);
  require(read->estimate() >= 30);
  return 0;
}
