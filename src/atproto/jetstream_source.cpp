#include "atproto/jetstream_source.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "base/json.hpp"
#include "base/log.hpp"

namespace chancery::atproto {
namespace {

using activity::SourceState;
using std::chrono::milliseconds;

// An address that cannot be read is refused when it is dialled.
Wire wire_of_text(const std::string& address) {
  const auto url = net::Url::parse(address);
  return url ? wire_of(*url) : Wire::V1;
}

// The name of the error in an XRPC envelope, {"error","message"?}; empty when there is none.
std::string error_name(const std::string& body) {
  const auto envelope = json::parse_object(body);
  return envelope ? std::string(json::text(*envelope, "error").value_or("")) : std::string();
}

// A stranger's words, fit for a line of the log.
std::string on_one_line(std::string text) {
  std::ranges::replace_if(text, [](unsigned char c) { return c < ' ' || c == 0x7f; }, '?');
  return text;
}

void wait(milliseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait_for(lock, stop, time, [] { return false; });
}

}  // namespace

JetstreamSource::JetstreamSource(JetstreamOptions options, activity::PostSink& sink, const Clock& clock,
                                 StoredPosition stored_position)
    : options_(std::move(options)),
      wire_(wire_of_text(options_.address)),
      sink_(sink),
      clock_(clock),
      stored_position_(std::move(stored_position)),
      meter_(clock, activity::SourceKind::Jetstream, options_.address),
      feeder_(sink, clock, meter_, options_.address),
      v1_(clock),
      v2_(clock),
      resumption_(wire_, options_.seed),
      dictionaries_(options_.dictionaries),
      compressed_(options_.compression == Compression::Zstd),
      random_(options_.seed) {
  meter_.retained(options_.retention);
}

void JetstreamSource::run(std::stop_token stop) {
  constexpr unsigned kMostAtOnce = 3;
  while (!stop.stop_requested()) {
    meter_.enter(SourceState::Connecting);
    const auto started = clock_.steady();
    const auto ended = listen_once(stop);
    feeder_.hand_over(stop);
    if (stop.stop_requested()) break;
    if (heard_ || clock_.steady() - started >= options_.healthy) failures_ = at_once_ = 0;
    if (ended.again && ++at_once_ <= kMostAtOnce) {
      log::info("atproto", "{}; again at once", ended.why.detail);
      continue;
    }
    const auto pause = next_wait();
    log::info("atproto", "{}; again in {} ms", ended.why.detail, pause.count());
    meter_.enter(SourceState::Waiting, ended.why.hint);
    wait(pause, stop);
  }
  meter_.enter(SourceState::Stopped);
}

JetstreamSource::Ending JetstreamSource::listen_once(const std::stop_token& stop) {
  heard_ = false;
  const auto address = net::Url::parse(options_.address);
  if (!address) return {address.error()};
  const auto dictionary = prepare_compression(*address);
  const auto cursor = resumption_.begin(stored_position_(options_.address));
  const auto url = subscribe_url(*address, {.cursor = cursor, .dictionary = dictionary});
  if (!url) return {url.error()};
  std::optional<net::WebSocketRefusal> refusal;
  auto socket = options_.socket;
  socket.deflate = options_.compression == Compression::Deflate;
  socket.refused = [&refusal](const net::WebSocketRefusal& told) { refusal = told; };
  auto client = net::WebSocketClient::connect(*url, options_.guard, socket, stop);
  if (!client && refusal) return refused(*address, *refusal, std::move(client.error()));
  if (!client) return {std::move(client.error())};

  meter_.enter(SourceState::Live);
  log::info("atproto", "{}: connected", address->authority());
  return read(**client, stop);
}

JetstreamSource::Ending JetstreamSource::read(net::WebSocketClient& client, const std::stop_token& stop) {
  for (;;) {
    feeder_.hand_over_due(stop);
    const auto message = client.read_for(std::max(milliseconds{0}, feeder_.until_due()));
    if (!message) return {message.error()};
    if (!*message) continue;
    const auto event = decode(**message);
    if (!event) {
      if (frames_ && event.error().code == Errc::Unsupported) {
        compressed_ = false;
        return {event.error(), true};
      }
      feeder_.add(event, stop);
      continue;
    }
    if (wire_ == Wire::V2 && v2_.notice().kind != StreamNotice::Kind::None) {
      if (auto ending = heed(v2_.notice())) return *ending;
    }
    const auto verdict = resumption_.judge(*event);
    if (verdict == Resumption::Verdict::Elsewhere) {
      feeder_.hand_over(stop);
      feeder_.count_anew();
      return {Error{Errc::Conflict, "the server counts otherwise than before: asking by time", {}}, true};
    }
    if (const auto gap = resumption_.take_gap()) report_gap(*gap, stop);
    if (verdict != Resumption::Verdict::Take) continue;
    feeder_.add(event, stop);
    heard_ = heard_ || event->cursor > 0;
  }
}

Result<activity::DecodedEvent> JetstreamSource::decode(const net::WebSocketMessage& message) {
  const auto decoder = [this]() -> activity::LineDecoder& {
    if (wire_ == Wire::V2) return v2_;
    return v1_;
  };
  if (!message.binary) return decoder().decode(message.payload);
  // A server that was asked for plain frames and sends others speaks another protocol: counted, not decoded.
  if (!frames_) return fail(Errc::Malformed, "Jetstream event: a binary frame");
  const auto event = frames_->unpack(message.payload);
  if (!event) return fail(event.error());
  return decoder().decode_padded(*event);
}

std::uint32_t JetstreamSource::prepare_compression(const net::Url& address) {
  frames_.reset();
  if (!compressed_) return 0;
  if (!dictionary_) {
    auto found = dictionaries_.find(address);
    if (found) dictionary_ = std::move(*found);
    if (!found) log::warn("atproto", "{}: frames come plain: {}", address.authority(), found.error().detail);
  }
  if (!dictionary_) return 0;
  auto frames = ZstdFrames::with(*dictionary_);
  if (!frames) {
    log::warn("atproto", "{}: frames come plain: {}", address.authority(), frames.error().detail);
    compressed_ = false;
    return 0;
  }
  frames_ = std::move(*frames);
  return dictionary_->id();
}

JetstreamSource::Ending JetstreamSource::refused(const net::Url& address, const net::WebSocketRefusal& refusal,
                                                 Error error) {
  constexpr int kBadRequest = 400;
  constexpr int kNotReady = 503;
  if (refusal.status == kNotReady) {
    error.hint = address.authority() + " refuses the connection: it is not ready yet";
    return {std::move(error)};
  }
  if (refusal.status != kBadRequest) return {std::move(error)};
  const auto name = error_name(refusal.body);
  if (!name.empty()) error.detail += ": " + on_one_line(name.substr(0, 64));
  if (name == "CursorTooOld") {
    resumption_.refused();
    feeder_.count_anew();
    return {std::move(error), true};
  }
  if (!frames_) return {std::move(error)};
  // The dictionary was retired, or this server compresses nothing.
  auto renewed = name == "UnknownZstdDictionary" ? dictionaries_.renew(address) : fail(Error{});
  const bool other = renewed && dictionary_ && renewed->id() != dictionary_->id();
  compressed_ = other;
  if (other) dictionary_ = std::move(*renewed);
  if (!other) log::warn("atproto", "{}: frames come plain: compressed ones were refused", address.authority());
  return {std::move(error), true};
}

std::optional<JetstreamSource::Ending> JetstreamSource::heed(const StreamNotice& notice) {
  const auto words = on_one_line(notice.name + (notice.message.empty() ? "" : ": " + notice.message));
  if (notice.kind == StreamNotice::Kind::Info) {
    // OutdatedCursor: where the stream goes on shows in its first event.
    log::info("atproto", "the server says: {}", words);
    return std::nullopt;
  }
  return Ending{
      {Errc::Gone, "the server ends the stream: " + words, "the server ended the stream: " + on_one_line(notice.name)}};
}

void JetstreamSource::report_gap(const activity::SourceGap& gap, const std::stop_token& stop) {
  feeder_.hand_over(stop);
  meter_.lost(gap);
  sink_.gap({.source = options_.address, .from = gap.from, .to = gap.to});
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
  at_once_ = 0;
  return milliseconds{std::uniform_int_distribution<milliseconds::rep>(longest / 2, longest)(random_)};
}

}  // namespace chancery::atproto
