#include "atproto/jetstream_v2.hpp"

#include <simdjson.h>

#include <chrono>
#include <cstdint>
#include <optional>

#include "atproto/identifiers.hpp"
#include "atproto/stream_event.hpp"
#include "base/json_lines.hpp"

namespace chancery::atproto {
namespace {

using activity::DecodedEvent;
namespace ondemand = simdjson::ondemand;

using json::each_member;
using json::is;
using json::kFine;
using json::Refusal;

constexpr std::size_t kMaxName = 128;
constexpr std::size_t kMaxMessage = 1'024;
constexpr std::int64_t kSeqEnd = 1'000'000'000'000'000;  // from here on, a cursor is a time

enum class Frame : std::uint8_t { Missing, Message, Error, Other };
enum class KindV2 : std::uint8_t { Missing, Commit, Account, Sync, Info, Other };

struct EventV2 : StreamEvent {
  Frame frame = Frame::Missing;
  KindV2 kind = KindV2::Missing;
  bool has_payload = false;
  std::int64_t seq = 0;
  std::string_view time;
  std::string_view name;  // of an #info, or of an error
  std::string_view message;
};

Refusal read_kind(ondemand::value value, EventV2& event) {
  const auto type = json::plain(value);
  const auto mark = type.find('#');
  if (mark == std::string_view::npos) return "the payload's $type is no reference to a kind";
  const auto kind = type.substr(mark + 1);
  event.kind = is(kind, "commit")    ? KindV2::Commit
               : is(kind, "account") ? KindV2::Account
               : is(kind, "sync")    ? KindV2::Sync
               : is(kind, "info")    ? KindV2::Info
                                     : KindV2::Other;
  return kFine;
}

Refusal read_frame(ondemand::value value, EventV2& event) {
  const auto type = json::plain(value);
  if (type.empty()) return "$type is not a text, or empty";
  event.frame = is(type, "message") ? Frame::Message : is(type, "error") ? Frame::Error : Frame::Other;
  return kFine;
}

// Words of the server: what is no text, or too long, is passed over.
Refusal read_words(ondemand::value value, std::string_view& into, std::size_t most) {
  if (value.raw_json_token().front() != '"') return json::walk(value, kMaxDepth);
  into = json::text(value, most);
  return kFine;
}

Refusal read_payload(ondemand::value value, EventV2& event, PostRecord& record) {
  ondemand::object payload;
  if (value.get_object().get(payload)) return "payload is not an object";
  event.has_payload = true;
  return each_member(payload, [&](ondemand::raw_json_string key, ondemand::value member) {
    if (is(key, "$type")) return read_kind(member, event);
    if (is(key, "cid")) return json::skip(member);
    if (is(key, "collection")) return read_collection(member, event);
    if (is(key, "did")) return read_plain(member, event.did, "did is not a text");
    if (is(key, "operation")) return read_operation(member, event);
    if (is(key, "record")) return read_record(member, event, record);
    if (is(key, "rev")) return read_plain(member, event.rev, "rev is not a text");
    if (is(key, "rkey")) return read_plain(member, event.rkey, "rkey is not a text");
    if (is(key, "seq")) return member.get_int64().get(event.seq) ? "seq is not an integer" : kFine;
    if (is(key, "time")) return read_plain(member, event.time, "time is not a text");
    if (is(key, "account")) return read_account(member, event);
    if (is(key, "name")) return read_words(member, event.name, kMaxName);
    if (is(key, "message")) return read_words(member, event.message, kMaxMessage);
    return json::walk(member, kMaxDepth);
  });
}

// Two digits of a number, or a number over 99 when they are none.
unsigned two_digits(const char* at) {
  const auto tens = static_cast<unsigned>(at[0] - '0');
  const auto ones = static_cast<unsigned>(at[1] - '0');
  return tens > 9 || ones > 9 ? 1'000 : tens * 10 + ones;
}

// "2026-07-04T14:38:08.010000Z", as every server writes it; what is written otherwise is left to from_rfc3339.
std::optional<std::int64_t> six_decimals(std::string_view text) {
  if (text.size() != 27 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' ||
      text[19] != '.' || text[26] != 'Z') {
    return std::nullopt;
  }
  const char* at = text.data();
  const auto century = two_digits(at);
  const auto year = two_digits(at + 2);
  const auto month = two_digits(at + 5);
  const auto day = two_digits(at + 8);
  const auto hour = two_digits(at + 11);
  const auto minute = two_digits(at + 14);
  const auto second = two_digits(at + 17);
  const auto high = two_digits(at + 20);
  const auto middle = two_digits(at + 22);
  const auto low = two_digits(at + 24);
  const bool digits = century < 100 && year < 100 && high < 100 && middle < 100 && low < 100;
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(century * 100 + year)},
                                         std::chrono::month{month}, std::chrono::day{day}};
  if (!digits || hour > 23 || minute > 59 || second > 59 || !date.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
  const std::int64_t seconds = ((days * 24 + hour) * 60 + minute) * 60 + second;
  return seconds * 1'000'000 + high * 10'000 + middle * 100 + low;
}

std::int64_t micros_of(std::string_view time) {
  if (const auto read = six_decimals(time)) return *read;
  const auto read = from_rfc3339(time);
  return read ? to_micros(*read) : 0;
}

}  // namespace

struct JetstreamV2Decoder::Impl {
  explicit Impl(const Clock& clock) : composer(clock) {}

  [[nodiscard]] Refusal decode(std::string_view line, DecodedEvent& decoded);
  [[nodiscard]] Refusal read(std::string_view line, EventV2& event);
  [[nodiscard]] Refusal compose(EventV2& event, std::string_view line, DecodedEvent& decoded);
  [[nodiscard]] Refusal note(StreamNotice::Kind kind, const EventV2& event);

  EventComposer composer;
  ondemand::parser parser;
  LinePad pad;
  StreamNotice notice;
};

JetstreamV2Decoder::JetstreamV2Decoder(const Clock& clock) : impl_(std::make_unique<Impl>(clock)) {}
JetstreamV2Decoder::~JetstreamV2Decoder() = default;

const StreamNotice& JetstreamV2Decoder::notice() const {
  return impl_->notice;
}

Result<DecodedEvent> JetstreamV2Decoder::decode(std::string_view line) {
  return decode_padded(line.size() > kMaxLine ? line : impl_->pad.pad(line));
}

Result<DecodedEvent> JetstreamV2Decoder::decode_padded(std::string_view line) {
  static_assert(kPadding >= simdjson::SIMDJSON_PADDING);
  Result<DecodedEvent> decoded;
  if (const auto refusal = impl_->decode(line, *decoded)) {
    decoded = fail(Errc::Malformed, std::string("Jetstream v2 frame: ") + refusal);
  }
  return decoded;
}

Refusal JetstreamV2Decoder::Impl::decode(std::string_view line, DecodedEvent& decoded) {
  notice.kind = StreamNotice::Kind::None;
  if (line.size() > kMaxLine) return "longer than 5 MiB";
  EventV2 event;
  if (const auto refusal = read(line, event)) return refusal;
  switch (event.frame) {
    case Frame::Missing:
      return "$type is missing";
    case Frame::Error:
      return note(StreamNotice::Kind::Error, event);
    case Frame::Other:
      return kFine;
    case Frame::Message:
      break;
  }
  if (!event.has_payload) return "a message without payload";
  if (event.kind == KindV2::Missing) return "the payload's $type is missing";
  if (event.kind == KindV2::Info) return note(StreamNotice::Kind::Info, event);
  return compose(event, line, decoded);
}

Refusal JetstreamV2Decoder::Impl::note(StreamNotice::Kind kind, const EventV2& event) {
  if (event.name.empty()) return kind == StreamNotice::Kind::Info ? "info without name" : "error without error";
  notice.kind = kind;
  notice.name = event.name;
  notice.message = event.message;
  return kFine;
}

Refusal JetstreamV2Decoder::Impl::compose(EventV2& event, std::string_view line, DecodedEvent& decoded) {
  if (event.did.empty()) return "did is missing";
  if (event.seq <= 0 || event.seq >= kSeqEnd) return "seq is missing or no sequence number";
  const auto time_us = micros_of(event.time);
  if (!composer.plausible(time_us)) return "time is missing, not RFC 3339, before 2020, or in the future";
  decoded.cursor = event.seq;
  decoded.time = from_micros(time_us);
  switch (event.kind) {
    case KindV2::Commit:
      if (event.collection == StreamEvent::Collection::Missing) return "commit without collection";
      if (event.collection == StreamEvent::Collection::Other) return kFine;
      return composer.compose_commit(event, time_us, line, decoded);
    case KindV2::Account:
      return EventComposer::compose_account(event, decoded);
    case KindV2::Sync:
      if (!is_did(event.did)) return "did is no DID";
      decoded.kind = DecodedEvent::Kind::Removal;
      decoded.removal = {.id = {}, .author = event.did, .rev = event.time};
      return kFine;
    default:
      return kFine;
  }
}

Refusal JetstreamV2Decoder::Impl::read(std::string_view line, EventV2& event) {
  ondemand::document document;
  if (parser.iterate(line, line.size() + kPadding).get(document)) return "not whole JSON in UTF-8";
  ondemand::object object;
  if (document.get_object().get(object)) return "not a whole JSON object";
  const auto refusal = each_member(object, [&](ondemand::raw_json_string key, ondemand::value value) {
    if (is(key, "payload")) return read_payload(value, event, composer.record());
    if (is(key, "$type")) return read_frame(value, event);
    if (is(key, "error")) return read_words(value, event.name, kMaxName);
    if (is(key, "message")) return read_words(value, event.message, kMaxMessage);
    return json::walk(value, kMaxDepth);
  });
  if (refusal != kFine) return refusal;
  return document.current_location().error() == simdjson::OUT_OF_BOUNDS ? kFine : "something follows the frame";
}

}  // namespace chancery::atproto
