// Jetstream v1 events, one a line.
#include "atproto/jetstream_v1.hpp"
#include "jetstream_promises.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace chancery;
  static const fuzz::StoppedClock clock;
  static atproto::JetstreamV1Decoder decoder(clock);
  fuzz::decode_lines(decoder, data, size, [](const activity::DecodedEvent& event) {
    fuzz::expect(event.cursor > 0);
    if (event.kind == activity::DecodedEvent::Kind::Post) fuzz::expect(to_micros(event.post.time) == event.cursor);
  });
  return 0;
}
