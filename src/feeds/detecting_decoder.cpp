#include "feeds/detecting_decoder.hpp"

#include <optional>
#include <utility>

namespace chancery::feeds {
namespace {

using activity::DecodedEvent;

// Which format a line that nobody can read was meant in. Only Jetstream v1 counts in microseconds, only v2 wraps
// its events.
std::size_t meant(std::string_view line) {
  constexpr std::size_t kLook = 4'096;
  const auto start = line.substr(0, kLook);
  if (start.find("\"time_us\"") != std::string_view::npos) return 0;
  return start.find("\"payload\"") != std::string_view::npos ? 1 : 2;
}

}  // namespace

Result<DecodedEvent> DetectingDecoder::decode(std::string_view line) {
  return decode_with(&LineDecoder::decode, line);
}

Result<DecodedEvent> DetectingDecoder::decode_padded(std::string_view line) {
  return decode_with(&LineDecoder::decode_padded, line);
}

Result<DecodedEvent> DetectingDecoder::decode_with(Decode how, std::string_view line) {
  auto event = (decoders_.at(likely_)->*how)(line);
  if (event) return event;
  const auto wanted = meant(line);
  const auto first = likely_;
  for (std::size_t i = 0; i < decoders_.size(); ++i) {
    if (i == first) continue;
    auto other = (decoders_.at(i)->*how)(line);
    if (other) {
      likely_ = i;
      return other;
    }
    if (i == wanted) event = std::move(other);  // this error helps most
  }
  return event;
}

}  // namespace chancery::feeds
