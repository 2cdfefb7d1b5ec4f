// Listens to a Jetstream server, on either wire: connects, decodes, hands batches to the sink, comes back after every
// break.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <stop_token>
#include <string>
#include <string_view>

#include "activity/batch_feeder.hpp"
#include "activity/public_post.hpp"
#include "activity/source_control.hpp"
#include "activity/source_meter.hpp"
#include "atproto/jetstream_address.hpp"
#include "atproto/jetstream_v1.hpp"
#include "atproto/jetstream_v2.hpp"
#include "atproto/resumption.hpp"
#include "atproto/zstd_dictionaries.hpp"
#include "atproto/zstd_frames.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "net/address_guard.hpp"
#include "net/url.hpp"
#include "net/websocket_client.hpp"

namespace chancery::atproto {

struct JetstreamOptions {
  std::string address;  // "wss://host/subscribe" or "wss://host/xrpc/…"; also the cursor's name
  net::AddressGuard guard;
  net::WebSocketOptions socket;
  Compression compression = Compression::None;
  ZstdDictionaryPlaces dictionaries;            // for Compression::Zstd; where none can be had, frames come plain
  std::chrono::hours retention{36};             // how far back servers resume, unless their operator changed it
  std::chrono::milliseconds first_wait{1'000};  // before the first new attempt; doubled after each that fails
  std::chrono::milliseconds longest_wait{60'000};
  std::chrono::milliseconds healthy{60'000};  // a line that held this long, or brought anything new, resets the waiting
  std::uint64_t seed = 0;                     // of the jitter, and of what recognises redelivery
};

// What is redelivered within one run is dropped here; what a new run hears again (v1: five seconds) the sink drops by
// id and rev. A gap is told to the sink, in the status and in the log.
//
// Thread safety: one named worker runs `run`; any thread may ask for the status.
class JetstreamSource {
 public:
  // What the sink's store holds of a source. Without a cursor but with a time, the stream is taken up by time: as
  // when the address was changed.
  using StoredPosition = std::function<activity::StreamPosition(std::string_view source)>;

  // Borrows sink and clock for its lifetime.
  JetstreamSource(JetstreamOptions options, activity::PostSink& sink, const Clock& clock,
                  StoredPosition stored_position);

  // Until stopped. Stops within the time the sink needs for the batch at hand.
  void run(std::stop_token stop);
  [[nodiscard]] activity::SourceStatus status() const { return meter_.status(); }

 private:
  // How a connection ended. `again` is set when another attempt at once makes sense.
  struct Ending {
    Error why;
    bool again = false;
  };

  // One connection, from dialling to its end.
  [[nodiscard]] Ending listen_once(const std::stop_token& stop);
  // Reads until the line ends.
  [[nodiscard]] Ending read(net::WebSocketClient& client, const std::stop_token& stop);
  [[nodiscard]] Result<activity::DecodedEvent> decode(const net::WebSocketMessage& message);
  // The dictionary to ask for; 0 for plain frames.
  [[nodiscard]] std::uint32_t prepare_compression(const net::Url& address);
  [[nodiscard]] Ending refused(const net::Url& address, const net::WebSocketRefusal& refusal, Error error);
  // What a server says of the stream; an ending when it is to end.
  [[nodiscard]] std::optional<Ending> heed(const StreamNotice& notice);
  void report_gap(const activity::SourceGap& gap, const std::stop_token& stop);
  [[nodiscard]] std::chrono::milliseconds next_wait();

  JetstreamOptions options_;
  const Wire wire_;
  activity::PostSink& sink_;
  const Clock& clock_;
  StoredPosition stored_position_;
  activity::SourceMeter meter_;
  activity::BatchFeeder feeder_;
  JetstreamV1Decoder v1_;
  JetstreamV2Decoder v2_;
  Resumption resumption_;
  ZstdDictionaries dictionaries_;
  std::optional<ZstdDictionary> dictionary_;  // asked for
  std::optional<ZstdFrames> frames_;          // on this connection
  bool compressed_;                           // as configured, until it turns out to be impossible
  std::mt19937_64 random_;
  bool heard_ = false;     // this connection brought something new
  unsigned failures_ = 0;  // in a row
  unsigned at_once_ = 0;   // attempts in a row without waiting
};

}  // namespace chancery::atproto
