#include "feeds/detecting_decoder.hpp"

namespace chancery::feeds {

using activity::DecodedEvent;

Result<DecodedEvent> DetectingDecoder::decode(std::string_view line) {
  return decode_with(&LineDecoder::decode, line);
}

Result<DecodedEvent> DetectingDecoder::decode_padded(std::string_view line) {
  return decode_with(&LineDecoder::decode_padded, line);
}

Result<DecodedEvent> DetectingDecoder::decode_with(Decode how, std::string_view line) {
  auto& first = likely_ != nullptr ? *likely_ : jetstream_;
  auto& second = &first == &jetstream_ ? neutral_ : jetstream_;
  auto event = (first.*how)(line);
  if (event) {
    likely_ = &first;
    return event;
  }
  auto other = (second.*how)(line);
  if (other) {
    likely_ = &second;
    return other;
  }
  // Nobody can read it: the error of the format it was meant in helps most. Only Jetstream counts in microseconds.
  constexpr std::size_t kLook = 4'096;
  const bool meant_for_jetstream = line.substr(0, kLook).find("\"time_us\"") != std::string_view::npos;
  return meant_for_jetstream == (&first == &jetstream_) ? event : other;
}

}  // namespace chancery::feeds
