// Listens to a Jetstream v1 server: connects, decodes, hands batches to the sink, comes back after every break.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <random>
#include <stop_token>
#include <string>
#include <string_view>

#include "activity/batch_feeder.hpp"
#include "activity/public_post.hpp"
#include "activity/source_control.hpp"
#include "activity/source_meter.hpp"
#include "atproto/jetstream_v1.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "net/address_guard.hpp"
#include "net/url.hpp"
#include "net/websocket_client.hpp"

namespace chancery::atproto {

struct JetstreamOptions {
  std::string address;  // "wss://host/subscribe"; also the cursor's name
  net::AddressGuard guard;
  net::WebSocketOptions socket;
  std::chrono::milliseconds first_wait{1'000};  // before the first new attempt; doubled after each that fails
  std::chrono::milliseconds longest_wait{60'000};
  std::chrono::milliseconds healthy{60'000};  // a line that held this long resets the waiting
  std::uint64_t seed = 0;                     // of the jitter
};

// The address to dial, with what we need in its query: posts only, unless the address names its own
// wantedCollections; `cursor` in microseconds (0: live). What would make the server send what we do not read
// (compress, requireHello), or hide deletions from us (maxMessageSizeBytes), is taken out.
// Fails with Errc::Invalid when the scheme is not ws or wss.
[[nodiscard]] Result<net::Url> subscribe_url(const net::Url& address, std::int64_t cursor);

// Resumes five seconds before the stored cursor (delivery is at least once: the sink drops what it has). When the
// first event after a resumption is later than the stored cursor, the server no longer had the stretch between: the
// gap is reported, because v1 says nothing itself.
//
// Thread safety: one named worker runs `run`; any thread may ask for the status.
class JetstreamSource {
 public:
  // What the sink's store holds as the cursor of a source; 0 when nothing.
  using StoredCursor = std::function<std::int64_t(std::string_view source)>;

  static constexpr std::chrono::microseconds kOverlap{std::chrono::seconds{5}};

  // Borrows sink and clock for its lifetime.
  JetstreamSource(JetstreamOptions options, activity::PostSink& sink, const Clock& clock, StoredCursor stored_cursor);

  // Until stopped. Stops within the time the sink needs for the batch at hand.
  void run(std::stop_token stop);
  [[nodiscard]] activity::SourceStatus status() const { return meter_.status(); }

 private:
  // One connection, from dialling to its end. Returns why it ended.
  [[nodiscard]] Error listen_once(const std::stop_token& stop);
  void note_resumption(std::int64_t stored, std::int64_t first);
  [[nodiscard]] std::chrono::milliseconds next_wait();

  JetstreamOptions options_;
  const Clock& clock_;
  StoredCursor stored_cursor_;
  activity::SourceMeter meter_;
  activity::BatchFeeder feeder_;
  JetstreamV1Decoder decoder_;
  std::mt19937_64 random_;
  unsigned failures_ = 0;  // in a row
};

}  // namespace chancery::atproto
