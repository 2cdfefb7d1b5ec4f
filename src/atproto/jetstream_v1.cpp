#include "atproto/jetstream_v1.hpp"

#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "atproto/identifiers.hpp"
#include "base/json_lines.hpp"

namespace chancery::atproto {
namespace {

using activity::DecodedEvent;
namespace ondemand = simdjson::ondemand;

using json::each_item;
using json::each_member;
using json::is;
using json::kBroken;
using json::kFine;
using json::Refusal;

constexpr char kPostCollection[] = "app.bsky.feed.post";
constexpr std::int64_t kEarliest = 1'577'836'800'000'000;  // 2020: the network began later
constexpr std::int64_t kAhead = std::chrono::microseconds{std::chrono::hours{24}}.count();
constexpr std::size_t kMaxUri = 8'192;  // atproto.com/specs/at-uri-scheme
constexpr std::size_t kMaxLanguage = 128;
constexpr std::size_t kMaxRev = 64;

enum class Kind : std::uint8_t { Missing, Commit, Account, Other };
enum class Collection : std::uint8_t { Missing, Posts, Other };
enum class Operation : std::uint8_t { Missing, Create, Update, Delete, Other };
enum class Account : std::uint8_t { Missing, Active, Inactive };

// What the members of one event say; small, because it is cleared for each. The views lie in the line or, unescaped,
// in the parser's memory.
struct Event {
  std::string_view did;
  std::int64_t time_us = 0;
  Kind kind = Kind::Missing;
  bool has_commit = false;
  Collection collection = Collection::Missing;
  Operation operation = Operation::Missing;
  Account account = Account::Missing;
  bool only_server_trouble = false;  // the account's status tells of the servers between, not of its holder
  std::string_view rkey;
  std::string_view rev;
  std::string_view record;  // as JSON, when it came before what says how to read it
  std::string_view text;    // null until there is one
  std::string_view language;
  std::string_view in_reply_to;
};

bool is_printable_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

Refusal read_plain(ondemand::value value, std::string_view& into, Refusal why) {
  into = json::plain(value);
  return into.data() == nullptr ? why : kFine;
}

Refusal read_kind(ondemand::value value, Event& event) {
  const auto kind = json::plain(value);
  if (kind.empty()) return "kind is not a text, or empty";
  event.kind = is(kind, "commit") ? Kind::Commit : is(kind, "account") ? Kind::Account : Kind::Other;
  return kFine;
}

Refusal read_operation(ondemand::value value, Event& event) {
  const auto operation = json::plain(value);
  if (operation.data() == nullptr) return "operation is not a text";
  event.operation = is(operation, "create")   ? Operation::Create
                    : is(operation, "update") ? Operation::Update
                    : is(operation, "delete") ? Operation::Delete
                                              : Operation::Other;
  return kFine;
}

Refusal read_text(ondemand::value value, std::string_view& into, std::size_t most, Refusal why) {
  into = json::text(value, most);
  return into.data() == nullptr ? why : kFine;
}

Refusal pass_over(ondemand::value value) {
  return json::walk(value, JetstreamV1Decoder::kMaxDepth);
}

Refusal read_langs(ondemand::value value, Event& event) {
  ondemand::array langs;
  if (value.get_array().get(langs)) return "langs is not a list";
  bool first = true;
  return each_item(langs, [&](ondemand::value item) {
    const auto tag = json::plain(item);
    if (tag.data() == nullptr || tag.size() > kMaxLanguage || !is_printable_ascii(tag)) {
      return "langs holds something else than language tags";
    }
    if (std::exchange(first, false)) event.language = tag;
    return kFine;
  });
}

Refusal read_reply(ondemand::value value, Event& event) {
  constexpr Refusal kWhy = "reply is not {parent: {uri}}";
  ondemand::object reply;
  if (value.get_object().get(reply)) return kWhy;
  return each_member(reply, [&event](ondemand::raw_json_string key, ondemand::value member) {
    if (!is(key, "parent")) return pass_over(member);
    ondemand::object parent;
    if (member.get_object().get(parent)) return kWhy;
    return each_member(parent, [&event](ondemand::raw_json_string inner, ondemand::value part) {
      return is(inner, "uri") ? read_text(part, event.in_reply_to, kMaxUri, kWhy) : pass_over(part);
    });
  });
}

// A record of app.bsky.feed.post.
Refusal read_post(ondemand::object record, Event& event) {
  return each_member(record, [&event](ondemand::raw_json_string key, ondemand::value value) {
    if (is(key, "text")) {
      return read_text(value, event.text, JetstreamV1Decoder::kMaxText, "text is no text, not UTF-8, or too long");
    }
    const bool langs = is(key, "langs");
    if (langs || is(key, "reply")) {
      bool null = false;
      if (value.is_null().get(null)) return kBroken;
      if (null) return kFine;
      return langs ? read_langs(value, event) : read_reply(value, event);
    }
    return pass_over(value);
  });
}

Refusal keep_record(ondemand::value value, Event& event) {
  ondemand::object record;
  const bool fine = !value.get_object().get(record) && !record.raw_json().get(event.record);
  return fine ? kFine : "record is not an object";
}

// Records of other collections are the bulk of the stream and are nobody's business: once the collection is known
// to be another, the rest is skipped.
Refusal read_commit(ondemand::value value, Event& event) {
  ondemand::object commit;
  if (value.get_object().get(commit)) return "commit is not an object";
  event.has_commit = true;
  return each_member(commit, [&event](ondemand::raw_json_string key, ondemand::value member) {
    if (is(key, "rev")) return read_plain(member, event.rev, "rev is not a text");
    if (is(key, "operation")) return read_operation(member, event);
    if (is(key, "collection")) {
      const auto collection = json::plain(member);
      if (collection.empty()) return "collection is not a text, or empty";
      event.collection = is(collection, kPostCollection) ? Collection::Posts : Collection::Other;
      return event.collection == Collection::Posts ? kFine : json::kEnough;
    }
    if (is(key, "rkey")) return read_plain(member, event.rkey, "rkey is not a text");
    if (!is(key, "record")) return pass_over(member);
    if (event.collection == Collection::Missing) return keep_record(member, event);
    ondemand::object record;
    return member.get_object().get(record) ? "record is not an object" : read_post(record, event);
  });
}

Refusal read_account(ondemand::value value, Event& event) {
  ondemand::object account;
  if (value.get_object().get(account)) return "account is not an object";
  return each_member(account, [&event](ondemand::raw_json_string key, ondemand::value member) {
    if (is(key, "status")) {
      const auto status = json::plain(member);
      if (status.data() == nullptr) return "status is not a text";
      // atproto.com/specs/account; every other status takes the author's posts away.
      event.only_server_trouble = is(status, "desynchronized") || is(status, "throttled");
      return kFine;
    }
    if (!is(key, "active")) return pass_over(member);
    bool active = false;
    if (member.get_bool().get(active)) return "active is neither true nor false";
    event.account = active ? Account::Active : Account::Inactive;
    return kFine;
  });
}

}  // namespace

struct JetstreamV1Decoder::Impl {
  explicit Impl(const Clock& its_clock) : clock(its_clock) {}

  // Copies the line to where simdjson may read on past its end.
  [[nodiscard]] std::string_view pad(std::string_view line);
  [[nodiscard]] Refusal decode(std::string_view padded_line, DecodedEvent& decoded);
  [[nodiscard]] Refusal read(Event& event);
  [[nodiscard]] Refusal read_late_record(Event& event);
  [[nodiscard]] Refusal decode_account(const Event& event, DecodedEvent& decoded) const;
  [[nodiscard]] Refusal decode_post(Event& event, DecodedEvent& decoded);
  [[nodiscard]] bool plausible(std::int64_t time_us);

  const Clock& clock;
  ondemand::parser parser;
  ondemand::parser late_parser;
  std::vector<char> buffer;
  std::string_view line;  // being decoded; padded
  std::string id;
  std::int64_t latest = 0;  // times up to here are known to be plausible
};

JetstreamV1Decoder::JetstreamV1Decoder(const Clock& clock) : impl_(std::make_unique<Impl>(clock)) {}
JetstreamV1Decoder::~JetstreamV1Decoder() = default;

Result<DecodedEvent> JetstreamV1Decoder::decode(std::string_view line) {
  return decode_padded(line.size() > kMaxLine ? line : impl_->pad(line));
}

Result<DecodedEvent> JetstreamV1Decoder::decode_padded(std::string_view line) {
  static_assert(kPadding >= simdjson::SIMDJSON_PADDING);
  Result<DecodedEvent> decoded;
  if (const auto refusal = impl_->decode(line, *decoded)) {
    decoded = fail(Errc::Malformed, std::string("Jetstream event: ") + refusal);
  }
  return decoded;
}

std::string_view JetstreamV1Decoder::Impl::pad(std::string_view text) {
  if (buffer.size() < text.size() + kPadding) buffer.resize(text.size() + kPadding);
  if (!text.empty()) std::memcpy(buffer.data(), text.data(), text.size());
  std::memset(buffer.data() + text.size(), 0, kPadding);  // never what an earlier line left there
  return {buffer.data(), text.size()};
}

Refusal JetstreamV1Decoder::Impl::decode(std::string_view padded_line, DecodedEvent& decoded) {
  if (padded_line.size() > kMaxLine) return "longer than 5 MiB";
  line = padded_line;

  Event event;
  if (const auto refusal = read(event)) return refusal;
  if (event.did.empty()) return "did is missing";
  if (!plausible(event.time_us)) return "time_us is missing, before 2020, or in the future";

  decoded.cursor = event.time_us;
  switch (event.kind) {
    case Kind::Missing:
      return "kind is missing";
    case Kind::Other:
      return kFine;
    case Kind::Account:
      return decode_account(event, decoded);
    case Kind::Commit:
      if (!event.has_commit) return "kind is commit, but there is none";
      if (event.collection == Collection::Missing) return "commit without collection";
      return event.collection == Collection::Posts ? decode_post(event, decoded) : kFine;
  }
  return kFine;
}

Refusal JetstreamV1Decoder::Impl::decode_account(const Event& event, DecodedEvent& decoded) const {
  if (event.account == Account::Missing) return "kind is account, but there is none, or none with active";
  if (!is_did(event.did)) return "did is no DID";
  if (event.account == Account::Inactive && !event.only_server_trouble) {
    decoded.kind = DecodedEvent::Kind::Removal;
    decoded.removal.author = event.did;
  }
  return kFine;
}

Refusal JetstreamV1Decoder::Impl::read(Event& event) {
  ondemand::document document;
  if (parser.iterate(line, line.size() + kPadding).get(document)) return "not whole JSON in UTF-8";
  ondemand::object object;
  if (document.get_object().get(object)) return "not a whole JSON object";
  const auto refusal = each_member(object, [&event](ondemand::raw_json_string key, ondemand::value value) {
    if (is(key, "did")) return read_plain(value, event.did, "did is not a text");
    if (is(key, "time_us")) return value.get_int64().get(event.time_us) ? "time_us is not an integer" : kFine;
    if (is(key, "kind")) return read_kind(value, event);
    if (is(key, "commit")) return read_commit(value, event);
    if (is(key, "account")) return read_account(value, event);
    return pass_over(value);
  });
  if (refusal != kFine) return refusal;
  return document.current_location().error() == simdjson::OUT_OF_BOUNDS ? kFine : "something follows the event";
}

Refusal JetstreamV1Decoder::Impl::decode_post(Event& event, DecodedEvent& decoded) {
  if (!is_did(event.did)) return "did is no DID";
  if (!is_record_key(event.rkey)) return "rkey is missing or no record key";
  id.assign("at://").append(event.did).append("/").append(kPostCollection).append("/").append(event.rkey);
  if (event.operation == Operation::Delete) {
    decoded.kind = DecodedEvent::Kind::Removal;
    decoded.removal = {.id = id, .author = event.did};
    return kFine;
  }
  const bool update = event.operation == Operation::Update;
  if (!update && event.operation != Operation::Create) return "operation is none of create, update, delete";
  if (event.rev.empty() || event.rev.size() > kMaxRev || !is_printable_ascii(event.rev)) {
    return "rev is missing or no revision";
  }
  if (!event.record.empty()) {
    if (const auto refusal = read_late_record(event)) return refusal;
  }
  if (event.text.data() == nullptr) return "a post without text";
  decoded.kind = DecodedEvent::Kind::Post;
  decoded.post = {.id = id,
                  .author = event.did,
                  .time = from_micros(event.time_us),
                  .text = event.text,
                  .declared_language = event.language,
                  .in_reply_to = event.in_reply_to,
                  .repost_of = {},
                  .rev = event.rev,
                  .update = update};
  return kFine;
}

// The record came before its collection: it is read now, from its place in the line.
Refusal JetstreamV1Decoder::Impl::read_late_record(Event& event) {
  const auto behind = static_cast<std::size_t>(line.data() + line.size() - event.record.data());
  ondemand::document document;
  ondemand::object object;
  if (late_parser.iterate(event.record, behind + kPadding).get(document) || document.get_object().get(object)) {
    return "record is not an object";
  }
  return read_post(object, event);
}

bool JetstreamV1Decoder::Impl::plausible(std::int64_t time_us) {
  if (time_us < kEarliest) return false;
  if (time_us > latest) latest = to_micros(clock.now()) + kAhead;  // asked only when a time is new to us
  return time_us <= latest;
}

}  // namespace chancery::atproto
