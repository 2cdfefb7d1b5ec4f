#include "atproto/jetstream_source.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "base/log.hpp"

namespace chancery::atproto {
namespace {

using activity::SourceState;
using std::chrono::milliseconds;

// Events of one moment may come in any order; a first event this much later than the cursor is no gap.
constexpr std::chrono::microseconds kDisorder{std::chrono::seconds{1}};

std::string_view key_of(std::string_view parameter) {
  return parameter.substr(0, parameter.find('='));
}

// What is kept of the operator's own query.
bool is_kept(std::string_view key, bool has_cursor) {
  constexpr std::array<std::string_view, 3> kNever{"compress", "requireHello", "maxMessageSizeBytes"};
  return !key.empty() && std::ranges::find(kNever, key) == kNever.end() && !(has_cursor && key == "cursor");
}

void wait(milliseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait_for(lock, stop, time, [] { return false; });
}

}  // namespace

Result<net::Url> subscribe_url(const net::Url& address, std::int64_t cursor) {
  if (address.scheme() != "wss" && address.scheme() != "ws") {
    return fail(Errc::Invalid, "a Jetstream address begins with wss://, such as wss://host/subscribe");
  }
  const std::string_view target = address.target();
  const auto mark = target.find('?');
  auto path = std::string(target.substr(0, mark));
  if (path == "/") path = "/subscribe";

  std::string query;
  bool names_collections = false;
  const auto add = [&query](std::string_view parameter) {
    query += query.empty() ? '?' : '&';
    query += parameter;
  };
  auto rest = mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
  while (!rest.empty()) {
    const auto parameter = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), parameter.size() + 1));
    const auto key = key_of(parameter);
    if (!is_kept(key, cursor > 0)) continue;
    names_collections = names_collections || key == "wantedCollections";
    add(parameter);
  }
  if (!names_collections) add("wantedCollections=app.bsky.feed.post");
  if (cursor > 0) add("cursor=" + std::to_string(cursor));
  return net::Url::parse(address.origin() + path + query);
}

JetstreamSource::JetstreamSource(JetstreamOptions options, activity::PostSink& sink, const Clock& clock,
                                 StoredCursor stored_cursor)
    : options_(std::move(options)),
      clock_(clock),
      stored_cursor_(std::move(stored_cursor)),
      meter_(clock, activity::SourceKind::Jetstream, options_.address),
      feeder_(sink, clock, meter_, options_.address),
      decoder_(clock),
      random_(options_.seed) {}

void JetstreamSource::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    meter_.enter(SourceState::Connecting);
    const auto started = clock_.steady();
    const auto ended = listen_once(stop);
    feeder_.hand_over(stop);
    if (stop.stop_requested()) break;
    if (clock_.steady() - started >= options_.healthy) failures_ = 0;
    const auto pause = next_wait();
    log::info("atproto", "{}; again in {} ms", ended.detail, pause.count());
    meter_.enter(SourceState::Waiting, ended.hint);
    wait(pause, stop);
  }
  meter_.enter(SourceState::Stopped);
}

Error JetstreamSource::listen_once(const std::stop_token& stop) {
  const auto address = net::Url::parse(options_.address);
  if (!address) return address.error();
  const auto stored = stored_cursor_(options_.address);
  const auto url = subscribe_url(*address, std::max<std::int64_t>(0, stored - kOverlap.count()));
  if (!url) return url.error();
  auto client = net::WebSocketClient::connect(*url, options_.guard, options_.socket, stop);
  if (!client) return client.error();

  meter_.enter(SourceState::Live);
  log::info("atproto", "{}: connected", address->authority());
  bool first = true;
  for (;;) {
    feeder_.hand_over_due(stop);
    const auto message = (*client)->read_for(std::max(milliseconds{0}, feeder_.until_due()));
    if (!message) return message.error();
    if (!*message) continue;
    // A server that was asked for plain frames and sends others speaks another protocol: counted, not decoded.
    const auto event = (*message)->binary ? fail(Errc::Malformed, "Jetstream event: a binary frame")
                                          : decoder_.decode((*message)->payload);
    if (event && std::exchange(first, false)) note_resumption(stored, event->cursor);
    feeder_.add(event, stop);
  }
}

void JetstreamSource::note_resumption(std::int64_t stored, std::int64_t first) {
  if (stored == 0 || first <= stored + kDisorder.count()) return;
  const activity::SourceGap gap{from_micros(stored), from_micros(first)};
  meter_.lost(gap);
  log::warn("atproto", "what came between {} and {} is lost: the server no longer had it", to_rfc3339(gap.from),
            to_rfc3339(gap.to));
}

// Doubles with each failure in a row; anywhere in its upper half, so that not all clients of a server that broke
// come back at once.
milliseconds JetstreamSource::next_wait() {
  constexpr unsigned kDoublings = 16;
  const auto doubled = options_.first_wait * (1U << std::min(failures_, kDoublings));
  const auto longest = std::min<milliseconds>(doubled, options_.longest_wait).count();
  ++failures_;
  return milliseconds{std::uniform_int_distribution<milliseconds::rep>(longest / 2, longest)(random_)};
}

}  // namespace chancery::atproto
