#include "atproto/stream_event.hpp"

#include <chrono>
#include <cstring>

#include "atproto/identifiers.hpp"

namespace chancery::atproto {
namespace {

using activity::DecodedEvent;
namespace ondemand = simdjson::ondemand;
using json::is;
using json::kFine;
using json::Refusal;

constexpr std::size_t kMaxRev = 64;
constexpr std::size_t kLinePadding = activity::LineDecoder::kPadding;

}  // namespace

Refusal read_account(ondemand::object account, StreamEvent& event) {
  return json::each_member(account, [&event](ondemand::raw_json_string key, ondemand::value member) {
    if (is(key, "status")) {
      const auto status = json::plain(member);
      if (status.data() == nullptr) return "status is not a text";
      // atproto.com/specs/account; every other status takes the author's posts away.
      event.only_server_trouble = is(status, "desynchronized") || is(status, "throttled");
      return kFine;
    }
    if (is(key, "seq")) {
      std::int64_t seq = 0;
      const auto token = member.raw_json_token();
      if (member.get_int64().get(seq)) return "seq of the account is not an integer";
      event.account_seq = token.substr(0, token.find_first_not_of("0123456789"));
      return kFine;
    }
    if (!is(key, "active")) return json::walk(member, kMaxDepth);
    bool active = false;
    if (member.get_bool().get(active)) return "active is neither true nor false";
    event.account = active ? StreamEvent::Account::Active : StreamEvent::Account::Inactive;
    return kFine;
  });
}

Refusal EventComposer::compose_account(const StreamEvent& event, DecodedEvent& decoded) {
  if (event.account == StreamEvent::Account::Missing) return "kind is account, but there is none, or none with active";
  if (!is_did(event.did)) return "did is no DID";
  if (event.account == StreamEvent::Account::Inactive && !event.only_server_trouble) {
    decoded.kind = DecodedEvent::Kind::Removal;
    decoded.removal.author = event.did;
    decoded.removal.rev = event.account_seq;
  }
  return kFine;
}

Refusal EventComposer::compose_commit(StreamEvent& event, std::int64_t time_us, std::string_view line,
                                      DecodedEvent& decoded) {
  using Operation = StreamEvent::Operation;
  const bool repost = event.collection == StreamEvent::Collection::Reposts;
  if (!is_did(event.did)) return "did is no DID";
  if (!is_record_key(event.rkey)) return "rkey is missing or no record key";
  id_.assign("at://").append(event.did).append(repost ? "/app.bsky.feed.repost/" : "/app.bsky.feed.post/");
  id_.append(event.rkey);
  if (event.operation == Operation::Delete) {
    decoded.kind = DecodedEvent::Kind::Removal;
    const bool named = event.rev.size() <= kMaxRev && is_printable_ascii(event.rev);
    decoded.removal = {.id = id_, .author = event.did, .rev = named ? event.rev : std::string_view()};
    return kFine;
  }
  const bool update = event.operation == Operation::Update;
  if (!update && event.operation != Operation::Create) return "operation is none of create, update, delete";
  if (event.rev.empty() || event.rev.size() > kMaxRev || !is_printable_ascii(event.rev)) {
    return "rev is missing or no revision";
  }
  if (!event.late_record.empty()) {
    if (const auto refusal = read_late_record(event, line)) return refusal;
  }
  if (!event.has_record || record_.text.data() == nullptr) return "a post without text";
  if (repost && record_.repost_of.empty()) return "a repost without subject";
  decoded.kind = DecodedEvent::Kind::Post;
  decoded.post = {.id = id_,
                  .author = event.did,
                  .time = from_micros(time_us),
                  .text = record_.text,
                  .declared_language = record_.language,
                  .in_reply_to = record_.in_reply_to,
                  .repost_of = record_.repost_of,
                  .quote_of = record_.quote_of,
                  .rev = event.rev,
                  .update = update,
                  .media = record_.media,
                  .links = record_.links,
                  .mentions = record_.mentions,
                  .tags = record_.tags};
  return kFine;
}

// The record came before its collection: it is read now, from its place in the line.
Refusal EventComposer::read_late_record(StreamEvent& event, std::string_view line) {
  const auto behind = static_cast<std::size_t>(line.data() + line.size() - event.late_record.data());
  ondemand::document document;
  ondemand::object object;
  if (late_parser_.iterate(event.late_record, behind + kLinePadding).get(document) ||
      document.get_object().get(object)) {
    return "record is not an object";
  }
  event.has_record = true;
  return event.collection == StreamEvent::Collection::Posts ? read_post_record(object, kMaxDepth, record_)
                                                            : read_repost_record(object, record_);
}

bool EventComposer::still_plausible(std::int64_t time_us) {
  constexpr std::int64_t kAhead = std::chrono::microseconds{std::chrono::hours{24}}.count();
  latest_ = to_micros(clock_.now()) + kAhead;  // asked only when a time is new to us
  return time_us <= latest_;
}

std::string_view LinePad::pad(std::string_view line) {
  if (buffer_.size() < line.size() + kLinePadding) buffer_.resize(line.size() + kLinePadding);
  if (!line.empty()) std::memcpy(buffer_.data(), line.data(), line.size());
  std::memset(buffer_.data() + line.size(), 0, kLinePadding);  // never what an earlier line left there
  return {buffer_.data(), line.size()};
}

}  // namespace chancery::atproto
