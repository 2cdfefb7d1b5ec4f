// Reads events of both Jetstream wires and neutral posts alike: what a line is shows in the line itself.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "activity/public_post.hpp"
#include "base/result.hpp"

namespace chancery::feeds {

// Tries the format of the last line that could be read first, then the others: a file in one format costs nothing
// more, files of all joined together are read too. One object may serve many files.
//
// Thread safety: one thread.
class DetectingDecoder final : public activity::LineDecoder {
 public:
  // Borrows all for its lifetime: the Jetstream decoders belong to another network.
  DetectingDecoder(activity::LineDecoder& jetstream_v1, activity::LineDecoder& jetstream_v2,
                   activity::LineDecoder& neutral)
      : decoders_{&jetstream_v1, &jetstream_v2, &neutral} {}

  // Fails with the error of the decoder whose format the line resembles.
  [[nodiscard]] Result<activity::DecodedEvent> decode(std::string_view line) override;
  [[nodiscard]] Result<activity::DecodedEvent> decode_padded(std::string_view line) override;

 private:
  using Decode = Result<activity::DecodedEvent> (activity::LineDecoder::*)(std::string_view);
  [[nodiscard]] Result<activity::DecodedEvent> decode_with(Decode how, std::string_view line);

  std::array<activity::LineDecoder*, 3> decoders_;
  std::size_t likely_ = 0;  // which of them read the last line that could be read
};

}  // namespace chancery::feeds
