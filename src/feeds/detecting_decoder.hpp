// Reads Jetstream v1 events and neutral posts alike: what a line is shows in the line itself.
#pragma once

#include <string_view>

#include "activity/public_post.hpp"
#include "base/result.hpp"

namespace chancery::feeds {

// Tries the format of the last line that could be read first, then the other: a file in one format costs nothing
// more, files of both joined together are read too. One object may serve many files.
//
// Thread safety: one thread.
class DetectingDecoder final : public activity::LineDecoder {
 public:
  // Borrows both for its lifetime: the Jetstream decoder belongs to another network.
  DetectingDecoder(activity::LineDecoder& jetstream, activity::LineDecoder& neutral)
      : jetstream_(jetstream), neutral_(neutral) {}

  // Fails with the error of the decoder whose format the line resembles.
  [[nodiscard]] Result<activity::DecodedEvent> decode(std::string_view line) override;
  [[nodiscard]] Result<activity::DecodedEvent> decode_padded(std::string_view line) override;

 private:
  using Decode = Result<activity::DecodedEvent> (activity::LineDecoder::*)(std::string_view);
  [[nodiscard]] Result<activity::DecodedEvent> decode_with(Decode how, std::string_view line);

  activity::LineDecoder& jetstream_;
  activity::LineDecoder& neutral_;
  activity::LineDecoder* likely_ = nullptr;  // one of the two; null before the first line that could be read
};

}  // namespace chancery::feeds
