// Tells the staff application that something changed, over Server-Sent Events. Never what: the reader asks again.
//
// Topics: heard {posts, figures} · source (a Source) · reply {note, in_reply_to} · delivery {note} ·
// account {account} · alert {alert} · post {post}. At most four events a second go out on a topic; when several things
// changed in between, the event is {} and the reader asks for all it shows. So memory is bounded whatever happens
// outside.
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "activity/note.hpp"
#include "activity/source_control.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "listen/alerts.hpp"
#include "net/responder.hpp"
#include "speak/posts.hpp"
#include "store/store.hpp"

namespace chancery::api {

enum class Topic { Heard, Source, Reply, Delivery, Account, Alert, Post };
[[nodiscard]] std::string_view to_string(Topic topic);

// Thread safety: any thread may announce and subscribe; `run` has a thread of its own, made in cli.
class ChangeFeed {
 public:
  static constexpr std::chrono::milliseconds kInterval{250};
  static constexpr std::chrono::seconds kSessionCheck{5};
  static constexpr std::size_t kReaders = 256;
  static constexpr std::size_t kReadersPerSession = 8;

  // One open stream.
  struct Reader {
    net::EventStream stream;
    std::string session;                // which session opened it: the same text `close_session` is given
    std::function<bool()> still_valid;  // false once that session was revoked, expired or lost its right
  };

  // Borrows clock and source for its lifetime; the source's state is looked at once a second while someone reads.
  ChangeFeed(const Clock& clock, const activity::SourceControl& source);

  void heard();  // a watch matched, or figures moved
  void reply(activity::NoteId note, activity::NoteId in_reply_to);
  void delivery(activity::NoteId note);
  void account(activity::AccountId account);
  void alert(listen::AlertId alert);
  void post(speak::PostId post);  // one on its way stands elsewhere; none: several may

  // Whether one more stream may open. Fails with Errc::TooMany over the limits.
  [[nodiscard]] Status admit(std::string_view session) const;
  void subscribe(Reader reader);
  // Closes the session's streams: it signed out or was revoked.
  void close_session(std::string_view session);
  [[nodiscard]] std::size_t readers() const;

  // Until stopped: sends what is pending. Closes every stream at the end.
  void run(std::stop_token stop);
  // Sends what is due now; returns when something next is. For tests, and what `run` repeats.
  [[nodiscard]] std::chrono::steady_clock::time_point flush();

 private:
  struct Pending {
    bool any = false;
    std::string data;  // "{}" when more than one thing changed
    std::chrono::steady_clock::time_point not_before{};
  };

  void announce(Topic topic, std::string data);
  void look_at_source(std::chrono::steady_clock::time_point now);
  void check_sessions(std::chrono::steady_clock::time_point now);
  void send(Topic topic, std::string_view data);

  const Clock& clock_;
  const activity::SourceControl& source_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::array<Pending, 7> pending_;                            // guarded by mutex_
  std::uint64_t announced_ = 0;                               // guarded by mutex_; how often something became pending
  std::list<Reader> readers_;                                 // guarded by mutex_
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
