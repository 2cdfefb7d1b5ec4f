// Saved states of all streaming objects: whatever bytes come back from a disk, reading fails or gives an object that
// works on, and that saves what reads again. The first byte chooses the object.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>

#include "trend/baseline.hpp"
#include "trend/burst.hpp"
#include "trend/hyperloglog.hpp"
#include "trend/narratives.hpp"
#include "trend/silence.hpp"

namespace {

using namespace chancery::trend;
using chancery::Timestamp;

// Ends the process, which the fuzzer reports.
void require(bool condition) {
  if (!condition) std::abort();
}

const Timestamp kNow{std::chrono::hours{490'000}};

void hyperloglog(std::string_view bytes) {
  auto read = HyperLogLog::restore(bytes);
  if (!read) return;
  require(HyperLogLog::restore(read->save()).value() == *read);
  for (std::uint64_t i = 0; i < 70; ++i) read->add(i * 0x9e3779b97f4a7c15);
  require(read->estimate() >= 30);
}

void baseline(std::string_view bytes) {
  auto read = Baseline::restore(bytes);
  if (!read) return;
  read->observe(kNow, 5);
  const Expected expected = read->bin(kNow, std::chrono::minutes{10});
  require(!(expected.value < 0) && !(expected.upper < expected.lower));
  require(Baseline::restore(read->save()).has_value());
}

void burst(std::string_view bytes) {
  auto read = BurstDetector::restore(bytes);
  if (!read) return;
  read->add(kNow, 50, Expected{.value = 3, .variance = 4, .history = 100});
  require(BurstDetector::restore(read->save()).has_value());
}

void silence(std::string_view bytes) {
  auto read = SilenceDetector::restore(bytes);
  if (!read) return;
  read->add({.from = kNow, .count = 0, .expected = {.value = 100, .variance = 200, .history = 100}});
  require(SilenceDetector::restore(read->save()).has_value());
}

void narratives(std::string_view bytes) {
  const NarrativeOptions options{.clusters = 64, .words = 1'000, .least_posts = 1, .least_authors = 1};
  auto read = Narratives::restore(bytes, options);
  if (!read) return;
  const std::string_view words[] = {"embassy", "closes", "coast", "story"};
  for (std::uint64_t i = 0; i < 70; ++i) {
    read->add({.at = kNow, .author = i, .language = "en", .words = std::span(words).first(1 + i % 4), .links = {}});
  }
  require(read->shown(kNow).size() <= 64);
  require(read->clusters() <= 64);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 5) {
    case 0:
      hyperloglog(bytes);
      break;
    case 1:
      baseline(bytes);
      break;
    case 2:
      burst(bytes);
      break;
    case 3:
      silence(bytes);
      break;
    default:
      narratives(bytes);
  }
  return 0;
}
