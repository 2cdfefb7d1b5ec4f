#include "api/change_feed.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "activity/events.hpp"
#include "api/representations.hpp"
#include "store/events.hpp"

namespace chancery::api {
namespace {

constexpr std::array<std::string_view, kTopicCount> kTopics{
    "heard",    "source", "reply",  "delivery", "account", "alert",  "post", "conversation",
    "presence", "desk",   "notice", "line",     "fire",    "crisis", "qa",   "clock"};
constexpr std::chrono::seconds kSourceLook{1};
constexpr std::chrono::seconds kLongestSleep{1};
constexpr std::chrono::milliseconds kLogPatience{1000};
constexpr std::size_t kEventsAtOnce = 256;

std::string fact(std::string_view key, std::int64_t id) {
  return boost::json::serialize(json::Object{{key, std::to_string(id)}});
}

// Those that belong to desks: told to whoever may read one of them.
bool is_of_desks(Topic topic) {
  return topic == Topic::Conversation || topic == Topic::Presence || topic == Topic::Desk || topic == Topic::Clock;
}

// What of her role it takes to be told.
std::optional<staff::Action> needs(Topic topic) {
  using staff::Action;
  switch (topic) {
    case Topic::Heard:
    case Topic::Source:
    case Topic::Alert:
      return Action::ReadListening;
    case Topic::Reply:
    case Topic::Delivery:
    case Topic::Account:
    case Topic::Post:
      return Action::ReadAccounts;
    case Topic::Conversation:
    case Topic::Presence:
    case Topic::Desk:
    case Topic::Clock:
    case Topic::Line:
    case Topic::Qa:
      return Action::ReadDesk;
    case Topic::Fire:
    case Topic::Crisis:
      return Action::HandleCrisis;
    case Topic::Notice:
      return std::nullopt;
  }
  return std::nullopt;
}

std::string single(std::string_view key, const std::set<std::string>& ids) {
  return ids.size() == 1 ? boost::json::serialize(json::Object{{key, *ids.begin()}}) : "{}";
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

ChangeFeed::ChangeFeed(const Clock& clock, const activity::SourceControl& source)
    : clock_(clock),
      source_(source),
      revision_(static_cast<std::uint64_t>(to_micros(clock.now()))),
      everywhere_(revision_) {}

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
  grow();
  announce(Topic::Post, post ? fact("post", post.value) : "{}");
}

void ChangeFeed::reply_draft(speak::PostId post, desk::DeskId desk) {
  grow(desk);
  announce(Topic::Post, fact("post", post.value));
}

void ChangeFeed::conversation(desk::DeskId desk, desk::ConversationId conversation) {
  grow(desk);
  announce_at(Topic::Conversation, desk, conversation);
}

void ChangeFeed::presence(desk::DeskId desk, desk::ConversationId conversation) {
  announce_at(Topic::Presence, desk, conversation);
}

void ChangeFeed::desk(desk::DeskId desk) {
  {
    const std::lock_guard lock(mutex_);
    everywhere_ = ++revision_;
    rights_changed_ = true;
  }
  announce_at(Topic::Desk, desk, {});
}

void ChangeFeed::clock(desk::DeskId desk) {
  grow(desk);
  announce_at(Topic::Clock, desk, {});
}

void ChangeFeed::notice(staff::UserId user) {
  {
    const std::lock_guard lock(mutex_);
    if (readers_.empty()) return;
    auto& pending = pending_.at(static_cast<std::size_t>(Topic::Notice));
    pending.users.insert(user);
    pending.any = true;
    ++announced_;
  }
  changed_.notify_all();
}

void ChangeFeed::line() {
  announce(Topic::Line, "{}");
}

void ChangeFeed::fire(activity::NoteId note) {
  announce(Topic::Fire, fact("note", note.value));
}

void ChangeFeed::crisis(std::int64_t crisis) {
  announce(Topic::Crisis, fact("crisis", crisis));
}

void ChangeFeed::qa(std::int64_t qa) {
  announce(Topic::Qa, fact("qa", qa));
}

void ChangeFeed::names() {
  grow();
}

std::uint64_t ChangeFeed::revision() const {
  const std::lock_guard lock(mutex_);
  return revision_;
}

std::uint64_t ChangeFeed::revision(std::span<const desk::DeskId> desks) const {
  const std::lock_guard lock(mutex_);
  auto last = everywhere_;
  for (const auto desk : desks) {
    if (const auto at = of_desk_.find(desk); at != of_desk_.end()) last = std::max(last, at->second);
  }
  return last;
}

void ChangeFeed::grow() {
  const std::lock_guard lock(mutex_);
  everywhere_ = ++revision_;
}

void ChangeFeed::grow(desk::DeskId desk) {
  const std::lock_guard lock(mutex_);
  of_desk_[desk] = ++revision_;
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

void ChangeFeed::announce_at(Topic topic, desk::DeskId desk, desk::ConversationId conversation) {
  {
    const std::lock_guard lock(mutex_);
    if (readers_.empty()) return;
    auto& pending = pending_.at(static_cast<std::size_t>(topic));
    if (pending.any && pending.at.contains({desk, conversation})) return;
    // No more is kept than the largest event could name.
    pending.everywhere = pending.everywhere || pending.at.size() == kDesks * kConversations;
    if (!pending.everywhere) pending.at.insert({desk, conversation});
    pending.any = true;
    ++announced_;
  }
  changed_.notify_all();
}

Status ChangeFeed::admit(std::string_view session) const {
  const std::lock_guard lock(mutex_);
  const auto own = std::ranges::count_if(readers_, [&](const Open& open) { return open.reader.session == session; });
  if (readers_.size() < kReaders && static_cast<std::size_t>(own) < kReadersPerSession) return {};
  return fail(Errc::TooMany, "too many open streams", "too many windows are open: close some");
}

void ChangeFeed::subscribe(Reader reader) {
  Open open{std::move(reader), {}};
  if (open.reader.rights) open.rights = open.reader.rights();  // asks the store: not under the lock
  const std::lock_guard lock(mutex_);
  readers_.push_back(std::move(open));
}

void ChangeFeed::close_session(std::string_view session) {
  const std::lock_guard lock(mutex_);
  std::erase_if(readers_, [&](const Open& open) {
    if (open.reader.session != session) return false;
    open.reader.stream.close();
    return true;
  });
}

void ChangeFeed::close_user(staff::UserId user) {
  const std::lock_guard lock(mutex_);
  std::erase_if(readers_, [&](const Open& open) {
    if (open.reader.user != user) return false;
    open.reader.stream.close();
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
  std::vector<Reader> readers;
  {
    const std::lock_guard lock(mutex_);
    if (now < next_session_check_ && !rights_changed_) return;
    rights_changed_ = false;
    for (const auto& open : readers_) readers.push_back(open.reader);
  }
  next_session_check_ = now + kSessionCheck;
  // Asks the store: not under the lock.
  std::vector<std::optional<ReaderRights>> rights;
  for (const auto& reader : readers) {
    if (!reader.still_valid()) reader.stream.close();
    rights.push_back(reader.rights && reader.stream.open() ? std::optional{reader.rights()} : std::nullopt);
  }
  const std::lock_guard lock(mutex_);
  for (auto& open : readers_) {
    for (std::size_t i = 0; i < readers.size(); ++i) {
      if (open.reader.session == readers[i].session && rights[i]) open.rights = rights[i];
    }
  }
  std::erase_if(readers_, [](const Open& open) { return !open.reader.stream.open(); });
}

// What she is told; nothing when it is none of hers.
std::optional<std::string> ChangeFeed::told(Topic topic, const Pending& what, const Open& open) {
  if (topic == Topic::Notice) return what.users.contains(open.reader.user) ? std::optional{"{}"} : std::nullopt;
  const auto needed = needs(topic);
  if (open.rights && needed && !staff::can(open.rights->role, *needed)) return std::nullopt;
  if (!is_of_desks(topic)) return what.data;
  const auto hers = [&](desk::DeskId desk) {
    return !open.rights || open.rights->desks.may(staff::DeskAction::Read, desk);
  };
  if (what.everywhere && (!open.rights || open.rights->desks.anywhere(staff::DeskAction::Read))) return "{}";
  std::set<std::string> desks;
  std::set<std::string> conversations;
  for (const auto& [desk, conversation] : what.at) {
    if (!hers(desk)) continue;
    desks.insert(desk.text());
    if (conversation) conversations.insert(conversation.text());
  }
  if (desks.empty()) return std::nullopt;
  if (topic == Topic::Presence) return single("conversation", conversations);
  if (topic != Topic::Conversation) return single("desk", desks);
  if (desks.size() > kDesks) return "{}";
  json::Object said{{"desks", json::Array(desks.begin(), desks.end())}};
  if (conversations.size() <= kConversations) {
    said["conversations"] = json::Array(conversations.begin(), conversations.end());
  }
  return boost::json::serialize(said);
}

void ChangeFeed::send(Topic topic, const Pending& what) {
  const std::lock_guard lock(mutex_);
  std::erase_if(readers_, [&](const Open& open) {
    const auto data = told(topic, what, open);
    return data && !open.reader.stream.send(to_string(topic), *data);
  });
}

std::chrono::steady_clock::time_point ChangeFeed::flush() {
  const auto now = clock_.steady();
  check_sessions(now);
  look_at_source(now);
  auto next = now + kLongestSleep;
  for (std::size_t i = 0; i < pending_.size(); ++i) {
    Pending due;
    {
      const std::lock_guard lock(mutex_);
      auto& pending = pending_.at(i);
      if (!pending.any) continue;
      if (now < pending.not_before) {
        next = std::min(next, pending.not_before);
        continue;
      }
      due = std::exchange(pending, {});
      pending.not_before = now + kInterval;
    }
    send(static_cast<Topic>(i), due);
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
  for (const auto& open : readers_) open.reader.stream.close();
  readers_.clear();
}

void announce_event(ChangeFeed& feed, std::string_view type, const json::Object& facts) {
  namespace events = activity::events;
  const activity::NoteId note{id_in(facts, "note")};
  const activity::AccountId account{id_in(facts, "account")};
  const desk::DeskId at{id_in(facts, "desk")};
  if (type == events::kNoteReceived || type == events::kNoteChanged || type == events::kNoteWithdrawn) {
    feed.reply(note, activity::NoteId{id_in(facts, "in_reply_to")});
  } else if (type == events::kNotePublished || type == events::kNoteDeleted || type == events::kAccountCreated ||
             type == events::kFollowed || type == events::kUnfollowed) {
    feed.account(account);
  } else if (type == events::kConversationChanged) {
    const desk::ConversationId conversation{id_in(facts, "conversation")};
    feed.conversation(at, conversation);
    if (const desk::DeskId from{id_in(facts, "from_desk")}; from) feed.conversation(from, conversation);
  } else if (type == events::kDeskChanged) {
    feed.desk(at);
  } else if (type == events::kClockWarned) {
    feed.clock(at);
  } else if (type == events::kLineChanged) {
    feed.line();
  } else if (type == events::kPostUnderFire) {
    feed.fire(note);
  } else if (type == events::kCrisisOpened || type == events::kCrisisChanged || type == events::kCrisisClosed) {
    feed.crisis(id_in(facts, "crisis"));
  } else if (type == events::kQaChanged) {
    feed.qa(id_in(facts, "qa"));
  } else if (type == events::kNoticePut) {
    feed.notice(staff::UserId{id_in(facts, "user")});
  } else if (type == events::kUserEnded) {
    feed.close_user(staff::UserId{id_in(facts, "user")});
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
