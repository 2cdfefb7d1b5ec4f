// Memory over a day of the public stream: a recording of some minutes, played over and over with its times and record
// keys moved on, through the whole of listening. Prints the peak without the recording itself.
//
//   bench_day FILE     a recording of Jetstream v1, one frame a line
#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "pipeline.hpp"

namespace {

using chancery::bench::Stream;

constexpr std::string_view kTime = "\"time_us\":";
constexpr std::string_view kKey = "\"rkey\":\"";
constexpr std::size_t kTimeDigits = 16;
constexpr std::string_view kBase32 = "234567abcdefghijklmnopqrstuvwxyz";

std::int64_t time_of(std::string_view line) {
  return std::strtoll(line.data() + line.find(kTime) + kTime.size(), nullptr, 10);
}

// The same minutes later: each line keeps its length.
void move_on(Stream& stream, std::chrono::microseconds span, std::size_t round) {
  for (const std::string_view line : stream.lines) {
    char* const begin = stream.bytes.data() + (line.data() - stream.bytes.data());
    const auto later = std::to_string(time_of(line) + span.count());
    later.copy(begin + line.find(kTime) + kTime.size(), kTimeDigits);
    const auto key = line.find(kKey);
    if (key == std::string_view::npos) continue;
    begin[key + kKey.size() + 2] = kBase32[round / kBase32.size()];
    begin[key + kKey.size() + 3] = kBase32[round % kBase32.size()];
  }
}

// Megabytes of a field of /proc/self/status.
std::int64_t status_of(const std::string& field) {
  std::ifstream in("/proc/self/status");
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(field)) return std::strtoll(line.c_str() + field.size() + 1, nullptr, 10) / 1024;
  }
  throw std::runtime_error(field + " is not in /proc/self/status");
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) throw std::runtime_error("which recording?");
  auto stream = chancery::bench::read_stream(arguments[1]);
  const auto recording = static_cast<std::int64_t>(stream.bytes.size() >> 20);
  const std::chrono::microseconds span{time_of(stream.lines.back()) - time_of(stream.lines.front()) + 1};
  const auto rounds = static_cast<std::size_t>(std::chrono::hours{24} / span + 1);
  const chancery::bench::Models models;
  chancery::bench::Whole whole(models, stream.watches);
  std::int64_t matched = 0;
  for (std::size_t round = 0; round < rounds; ++round) {
    matched += whole(stream);
    move_on(stream, span, round);
    if (round % 10 == 0) fmt::print(stderr, "round {} of {}: {} MB\n", round, rounds, status_of("VmRSS:") - recording);
  }
  fmt::print(
      "{{\"what\":\"memory over a day: {} events, {} of them matched\",\"figure\":{},\"unit\":\"MB at its peak\","
      "\"beside\":\"\",\"target\":\"< 400 MB\"}}\n",
      rounds * stream.lines.size(), matched, status_of("VmHWM:") - recording);
  return 0;
}
