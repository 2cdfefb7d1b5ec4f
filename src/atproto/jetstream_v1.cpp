#include "atproto/jetstream_v1.hpp"

#include <simdjson.h>

#include <cstdint>
#include <string>

#include "atproto/foreign_commit.hpp"
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

enum class KindV1 : std::uint8_t { Missing, Commit, Account, Other };

struct EventV1 : StreamEvent {
  std::int64_t time_us = 0;
  KindV1 kind = KindV1::Missing;
  bool has_commit = false;
};

Refusal read_kind(ondemand::value value, EventV1& event) {
  const auto kind = json::plain(value);
  if (kind.empty()) return "kind is not a text, or empty";
  event.kind = is(kind, "commit") ? KindV1::Commit : is(kind, "account") ? KindV1::Account : KindV1::Other;
  return kFine;
}

// Records of other collections are the bulk of the stream and are nobody's business: once the collection is known
// to be another, the rest is skipped.
Refusal read_commit(ondemand::value value, EventV1& event, PostRecord& record) {
  ondemand::object commit;
  if (value.get_object().get(commit)) return "commit is not an object";
  event.has_commit = true;
  return each_member(commit, [&](ondemand::raw_json_string key, ondemand::value member) {
    if (is(key, "rev")) return read_plain(member, event.rev, "rev is not a text");
    if (is(key, "operation")) return read_operation(member, event);
    if (is(key, "collection")) {
      if (const auto refusal = read_collection(member, event)) return refusal;
      return event.collection == StreamEvent::Collection::Other ? json::kEnough : kFine;
    }
    if (is(key, "rkey")) return read_plain(member, event.rkey, "rkey is not a text");
    return is(key, "record") ? read_record(member, event, record) : json::walk(member, kMaxDepth);
  });
}

}  // namespace

struct JetstreamV1Decoder::Impl {
  explicit Impl(const Clock& clock) : composer(clock) {}

  [[nodiscard]] Refusal decode(std::string_view line, DecodedEvent& decoded);
  [[nodiscard]] Refusal read(std::string_view line, EventV1& event);

  EventComposer composer;
  ondemand::parser parser;
  LinePad pad;
};

JetstreamV1Decoder::JetstreamV1Decoder(const Clock& clock) : impl_(std::make_unique<Impl>(clock)) {}
JetstreamV1Decoder::~JetstreamV1Decoder() = default;

Result<DecodedEvent> JetstreamV1Decoder::decode(std::string_view line) {
  return decode_padded(line.size() > kMaxLine ? line : impl_->pad.pad(line));
}

Result<DecodedEvent> JetstreamV1Decoder::decode_padded(std::string_view line) {
  static_assert(kPadding >= simdjson::SIMDJSON_PADDING);
  Result<DecodedEvent> decoded;
  if (const auto refusal = impl_->decode(line, *decoded)) {
    decoded = fail(Errc::Malformed, std::string("Jetstream event: ") + refusal);
  }
  return decoded;
}

Refusal JetstreamV1Decoder::Impl::decode(std::string_view line, DecodedEvent& decoded) {
  if (line.size() > kMaxLine) return "longer than 5 MiB";
  if (const auto time = time_of_foreign_commit(line); time && composer.plausible(*time)) {
    decoded.cursor = *time;
    decoded.time = from_micros(*time);
    return kFine;
  }
  EventV1 event;
  if (const auto refusal = read(line, event)) return refusal;
  if (event.did.empty()) return "did is missing";
  if (!composer.plausible(event.time_us)) return "time_us is missing, before 2020, or in the future";

  decoded.cursor = event.time_us;
  decoded.time = from_micros(event.time_us);
  switch (event.kind) {
    case KindV1::Missing:
      return "kind is missing";
    case KindV1::Other:
      return kFine;
    case KindV1::Account:
      return EventComposer::compose_account(event, decoded);
    case KindV1::Commit:
      if (!event.has_commit) return "kind is commit, but there is none";
      if (event.collection == StreamEvent::Collection::Missing) return "commit without collection";
      if (event.collection == StreamEvent::Collection::Other) return kFine;
      return composer.compose_commit(event, event.time_us, line, decoded);
  }
  return kFine;
}

Refusal JetstreamV1Decoder::Impl::read(std::string_view line, EventV1& event) {
  ondemand::document document;
  if (parser.iterate(line, line.size() + kPadding).get(document)) return "not whole JSON in UTF-8";
  ondemand::object object;
  if (document.get_object().get(object)) return "not a whole JSON object";
  const auto refusal = each_member(object, [&](ondemand::raw_json_string key, ondemand::value value) {
    if (is(key, "did")) return read_plain(value, event.did, "did is not a text");
    if (is(key, "time_us")) return value.get_int64().get(event.time_us) ? "time_us is not an integer" : kFine;
    if (is(key, "kind")) return read_kind(value, event);
    if (is(key, "commit")) return read_commit(value, event, composer.record());
    if (is(key, "account")) return read_account(value, event);
    return json::walk(value, kMaxDepth);
  });
  if (refusal != kFine) return refusal;
  return document.current_location().error() == simdjson::OUT_OF_BOUNDS ? kFine : "something follows the event";
}

}  // namespace chancery::atproto
