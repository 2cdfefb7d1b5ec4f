// Jetstream v2 frames, one a line.
#include "atproto/jetstream_v2.hpp"
#include "jetstream_promises.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace chancery;
  static const fuzz::StoppedClock clock;
  static atproto::JetstreamV2Decoder decoder(clock);
  fuzz::decode_lines(decoder, data, size, [](const activity::DecodedEvent& event) {
    fuzz::expect((event.cursor > 0) == (event.time != Timestamp{}));
    if (event.kind == activity::DecodedEvent::Kind::Post) {
      fuzz::expect(event.cursor > 0 && event.post.time == event.time);
    }
  });
  return 0;
}
