#include "api/change_feed.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "activity/events.hpp"
#include "api/representations.hpp"
#include "store/events.hpp"

namespace chancery::api {
namespace {

constexpr std::array<std::string_view, 7> kTopics{"heard", "source", "reply", "delivery", "account", "alert", "post"};
constexpr std::chrono::seconds kSourceLook{1};
constexpr std::chrono::seconds kLongestSleep{1};
constexpr std::chrono::milliseconds kLogPatience{1000};
constexpr std::size_t kEventsAtOnce = 256;

std::string fact(std::string_view key, std::int64_t id) {
  return boost::json::serialize(json::Object{{key, std::to_string(id)}});
}

std::int64_t id_in(const json::Object& facts, std::string_view key) {
  if (const auto number = json::integer(facts, key)) return *number;
  const auto text = json::text(facts, key);
  return text ? parse_id(*text).value_or(0) : 0;
}

}  // namespace

std::string_view to_string(Topic topic) {
  return kTopics.at(static_cast<std::size_t>(topic));
}

ChangeFeed::ChangeFeed(const Clock& clock, const activity::SourceControl& source) : clock_(clock), source_(source) {}

void ChangeFeed::heard() {
  announce(Topic::Heard, R"({"posts":true,"figures":true})");
}

void ChangeFeed::reply(activity::NoteId note, activity::NoteId in_reply_to) {
  json::Object facts{{"note", note.text()}};
  if (in_reply_to) facts["in_reply_to"] = in_reply_to.text();
  announce(Topic::Reply, boost::json::serialize(facts));
}

void ChangeFeed::delivery(activity::NoteId note) {
  announce(Topic::Delivery, fact("note", note.value));
}

void ChangeFeed::account(activity::AccountId account) {
  announce(Topic::Account, fact("account", account.value));
}

void ChangeFeed::alert(listen::AlertId alert) {
  announce(Topic::Alert, fact("alert", alert.value));
}

void ChangeFeed::post(speak::PostId post) {
  announce(Topic::Post, post ? fact("post", post.value) : "{}");
}

void ChangeFeed::announce(Topic topic, std::string data) {
  {
    const std::lock_guard lock(mutex_);
    if (readers_.empty()) return;
    auto& pending = pending_.at(static_cast<std::size_t>(topic));
    if (pending.any && pending.data == data) return;
    pending.data = pending.any && topic != Topic::Source ? "{}" : std::move(data);
    pending.any = true;
    ++announced_;
  }
  changed_.notify_all();
}

Status ChangeFeed::admit(std::string_view session) const {
  const std::lock_guard lock(mutex_);
  const auto own = std::ranges::count(readers_, session, &Reader::session);
  if (readers_.size() < kReaders && static_cast<std::size_t>(own) < kReadersPerSession) return {};
  return fail(Errc::TooMany, "too many open streams", "too many windows are open: close some");
}

void ChangeFeed::subscribe(Reader reader) {
  const std::lock_guard lock(mutex_);
  readers_.push_back(std::move(reader));
}

void ChangeFeed::close_session(std::string_view session) {
  const std::lock_guard lock(mutex_);
  std::erase_if(readers_, [&](const Reader& reader) {
    if (reader.session != session) return false;
    reader.stream.close();
    return true;
  });
}

std::size_t ChangeFeed::readers() const {
  const std::lock_guard lock(mutex_);
  return readers_.size();
}

void ChangeFeed::look_at_source(std::chrono::steady_clock::time_point now) {
  if (now < next_source_look_ || readers() == 0) return;
  next_source_look_ = now + kSourceLook;
  auto status = source_.status();
  if (last_source_ == status) return;
  announce(Topic::Source, boost::json::serialize(to_json(status)));
  last_source_ = std::move(status);
}

void ChangeFeed::check_sessions(std::chrono::steady_clock::time_point now) {
  if (now < next_session_check_) return;
  next_session_check_ = now + kSessionCheck;
  std::vector<Reader> readers;
  {
    const std::lock_guard lock(mutex_);
    readers.assign(readers_.begin(), readers_.end());
  }
  for (const auto& reader : readers) {  // asks the store: not under the lock
    if (!reader.still_valid()) reader.stream.close();
  }
  const std::lock_guard lock(mutex_);
  std::erase_if(readers_, [](const Reader& reader) { return !reader.stream.open(); });
}

void ChangeFeed::send(Topic topic, std::string_view data) {
  const std::lock_guard lock(mutex_);
  std::erase_if(readers_, [&](const Reader& reader) { return !reader.stream.send(to_string(topic), data); });
}

std::chrono::steady_clock::time_point ChangeFeed::flush() {
  const auto now = clock_.steady();
  check_sessions(now);
  look_at_source(now);
  auto next = now + kLongestSleep;
  for (std::size_t i = 0; i < pending_.size(); ++i) {
    std::string data;
    {
      const std::lock_guard lock(mutex_);
      auto& pending = pending_.at(i);
      if (!pending.any) continue;
      if (now < pending.not_before) {
        next = std::min(next, pending.not_before);
        continue;
      }
      data = std::exchange(pending.data, {});
      pending.any = false;
      pending.not_before = now + kInterval;
    }
    send(static_cast<Topic>(i), data);
  }
  return next;
}

void ChangeFeed::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    std::uint64_t seen = 0;
    {
      const std::lock_guard lock(mutex_);
      seen = announced_;
    }
    const auto next = flush();
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, next - clock_.steady(), [&] { return announced_ != seen; });
  }
  const std::lock_guard lock(mutex_);
  for (const auto& reader : readers_) reader.stream.close();
  readers_.clear();
}

void announce_event(ChangeFeed& feed, std::string_view type, const json::Object& facts) {
  namespace events = activity::events;
  const activity::NoteId note{id_in(facts, "note")};
  const activity::AccountId account{id_in(facts, "account")};
  if (type == events::kNoteReceived || type == events::kNoteChanged || type == events::kNoteWithdrawn) {
    feed.reply(note, activity::NoteId{id_in(facts, "in_reply_to")});
  } else if (type == events::kNotePublished || type == events::kNoteDeleted || type == events::kAccountCreated ||
             type == events::kFollowed || type == events::kUnfollowed) {
    feed.account(account);
  }
}

void follow_events(store::Store& store, ChangeFeed& feed, std::stop_token stop) {
  const std::stop_callback wake(stop, [&store] { store.wake_all(); });
  auto position = store.last_position();
  while (!stop.stop_requested()) {
    store.wait_for_events(position, kLogPatience);
    const auto events =
        store.read([&](store::Snapshot& snapshot) { return store::events_after(snapshot, position, kEventsAtOnce); });
    for (const auto& event : events) {
      announce_event(feed, event.type, event.facts);
      position = event.position;
    }
  }
}

}  // namespace chancery::api
