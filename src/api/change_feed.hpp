// Tells the staff application that something changed, over Server-Sent Events. Never what: the reader asks again.
//
// Topics: heard {posts, figures} · source (a Source) · reply {note, in_reply_to} · delivery {note} ·
// account {account} · alert {alert} · post {post} · conversation {desks, conversations} · presence {conversation} ·
// desk {desk} · notice {} · line {} · fire {note} · crisis {crisis} · qa {qa} · clock {desk}. At most four events a
// second go out on a topic; when several things changed in between, the event is {} and the reader asks for all it
// shows (of conversations: the desks and, while they are few, the conversations by name). So memory is bounded whatever
// happens outside. Each reader is told of what she may read, and of the desks she may read alone.
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "activity/note.hpp"
#include "activity/source_control.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "desk/ids.hpp"
#include "listen/alerts.hpp"
#include "net/responder.hpp"
#include "speak/posts.hpp"
#include "staff/desk_rights.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::api {

enum class Topic {
  Heard,
  Source,
  Reply,
  Delivery,
  Account,
  Alert,
  Post,
  Conversation,
  Presence,
  Desk,
  Notice,
  Line,
  Fire,
  Crisis,
  Qa,
  Clock
};
inline constexpr std::size_t kTopicCount = 16;
[[nodiscard]] std::string_view to_string(Topic topic);

// What a reader of the stream may be told of.
struct ReaderRights {
  staff::Role role = staff::Role::Auditor;
  staff::DeskRights desks;
};

// Thread safety: any thread may announce and subscribe; `run` has a thread of its own, made in cli.
class ChangeFeed {
 public:
  static constexpr std::chrono::milliseconds kInterval{250};
  static constexpr std::chrono::seconds kSessionCheck{5};
  static constexpr std::size_t kReaders = 1'024;
  static constexpr std::size_t kReadersPerSession = 8;
  static constexpr std::size_t kDesks = 32;          // named in one event
  static constexpr std::size_t kConversations = 16;  // likewise

  // One open stream.
  struct Reader {
    net::EventStream stream;
    std::string session;                // which session opened it: the same text `close_session` is given
    std::function<bool()> still_valid;  // false once that session was revoked, expired or lost its right
    staff::UserId user = {};
    std::function<ReaderRights()> rights = {};  // asked when it opens and every kSessionCheck; none: all of it
  };

  // Borrows clock and source for its lifetime; the source's state is looked at once a second while someone reads.
  ChangeFeed(const Clock& clock, const activity::SourceControl& source);

  void heard();  // a watch matched, or figures moved
  void reply(activity::NoteId note, activity::NoteId in_reply_to);
  void delivery(activity::NoteId note);
  void account(activity::AccountId account);
  void alert(listen::AlertId alert);
  void post(speak::PostId post);                            // one on its way stands elsewhere; none: several may
  void reply_draft(speak::PostId post, desk::DeskId desk);  // likewise, of a conversation at that desk
  void conversation(desk::DeskId desk, desk::ConversationId conversation);
  void presence(desk::DeskId desk, desk::ConversationId conversation);  // who looks at it
  void desk(desk::DeskId desk);                                         // it, its hours, who may do what there
  void clock(desk::DeskId desk);                                        // something there is due soon, or overdue
  void notice(staff::UserId user);                                      // to her alone
  void line();
  void fire(activity::NoteId note);
  void crisis(std::int64_t crisis);
  void qa(std::int64_t qa);
  void names();  // what lists say of colleagues; tells nobody

  // Grows with everything announced that a list of conversations shows (them, their desks, their clocks, posts),
  // whether anybody reads or not. Begins anew, elsewhere, with each start.
  [[nodiscard]] std::uint64_t revision() const;
  // Likewise, with what a list of these desks alone shows: what its ETag is made of.
  [[nodiscard]] std::uint64_t revision(std::span<const desk::DeskId> desks) const;

  // Whether one more stream may open. Fails with Errc::TooMany over the limits.
  [[nodiscard]] Status admit(std::string_view session) const;
  void subscribe(Reader reader);
  // Closes the session's streams: it signed out or was revoked.
  void close_session(std::string_view session);
  // Closes all of hers: her account ended, or what she may do changed.
  void close_user(staff::UserId user);
  [[nodiscard]] std::size_t readers() const;

  // Until stopped: sends what is pending. Closes every stream at the end.
  void run(std::stop_token stop);
  // Sends what is due now; returns when something next is. For tests, and what `run` repeats.
  [[nodiscard]] std::chrono::steady_clock::time_point flush();

 private:
  using AtDesk = std::pair<desk::DeskId, desk::ConversationId>;

  struct Pending {
    bool any = false;
    std::string data;               // of a topic that is the same for everybody; "{}" when more than one thing changed
    std::set<AtDesk> at;            // of a topic that belongs to desks
    bool everywhere = false;        // more than can be named
    std::set<staff::UserId> users;  // of notices
    std::chrono::steady_clock::time_point not_before{};
  };
  struct Open {
    Reader reader;
    std::optional<ReaderRights> rights;  // none: all of it
  };

  void grow();                   // for every list
  void grow(desk::DeskId desk);  // for those of it
  void announce(Topic topic, std::string data);
  void announce_at(Topic topic, desk::DeskId desk, desk::ConversationId conversation);
  void look_at_source(std::chrono::steady_clock::time_point now);
  void check_sessions(std::chrono::steady_clock::time_point now);
  void send(Topic topic, const Pending& what);
  [[nodiscard]] static std::optional<std::string> told(Topic topic, const Pending& what, const Open& open);

  const Clock& clock_;
  const activity::SourceControl& source_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::array<Pending, kTopicCount> pending_;                  // guarded by mutex_
  std::uint64_t announced_ = 0;                               // guarded by mutex_; how often something became pending
  std::list<Open> readers_;                                   // guarded by mutex_
  std::uint64_t revision_;                                    // guarded by mutex_
  std::uint64_t everywhere_;                                  // guarded by mutex_; as of the last change for all
  std::map<desk::DeskId, std::uint64_t> of_desk_;             // guarded by mutex_; as of its own last change
  bool rights_changed_ = false;                               // guarded by mutex_
  std::optional<activity::SourceStatus> last_source_;         // flush's own
  std::chrono::steady_clock::time_point next_source_look_{};  // flush's own
  std::chrono::steady_clock::time_point next_session_check_{};
};

// Reads on from the end of the log until stopped and announces what staff should see. It keeps no cursor: whoever
// was not connected asks for the state anyway.
void follow_events(store::Store& store, ChangeFeed& feed, std::stop_token stop);
// One event, as it is announced.
void announce_event(ChangeFeed& feed, std::string_view type, const json::Object& facts);

}  // namespace chancery::api
