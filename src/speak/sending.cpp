#include "speak/sending.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "activity/events.hpp"
#include "base/log.hpp"
#include "speak/answering.hpp"
#include "speak/departure_rules.hpp"
#include "speak/link_card.hpp"
#include "speak/permissions.hpp"
#include "speak/post_note.hpp"
#include "speak/post_rows.hpp"
#include "speak/statements.hpp"
#include "staff/audit.hpp"
#include "store/actors.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"
#include "store/shares.hpp"

namespace chancery::speak {
namespace {

using activity::Note;

constexpr std::chrono::minutes kLookAgain{1};    // after a server did not answer
constexpr std::chrono::minutes kLookedLong{60};  // after which a post goes back
constexpr std::size_t kCopies = 20;              // of one text to many, in one transaction
constexpr std::size_t kLooks = 4;                // at other servers, before what else is due has its turn

// What a change of the post can mend; anything else is the program's trouble, and the post stays where it is.
bool mendable(const Error& error) {
  return error.code == Errc::NotFound || error.code == Errc::Invalid || error.code == Errc::Conflict ||
         error.code == Errc::Forbidden;
}

// The program takes this step, when people's time has come.
void record(store::Transaction& tx, const Post& post, std::string_view step, std::string_view reason, Timestamp now) {
  rows::append_step(tx, post.id,
                    {.at = now,
                     .actor = std::string(kProgramActor),
                     .step = std::string(step),
                     .version = post.version,
                     .reason = std::string(reason)});
  staff::append_audit(tx, now, kProgramActor, "post." + std::string(step), "post:" + post.id.text());
}

// The card of the part this note is.
std::optional<PostCard> card_of_part(const Post& post, activity::NoteId note) {
  if (note == post.note) return post.body.card;
  const auto at = static_cast<std::size_t>(std::ranges::find(post.following, note) - post.following.begin());
  return at < post.body.following.size() ? post.body.following[at].card : std::nullopt;
}

// Tells the others that this note is there, or says something else now.
void tell_followers(store::Transaction& tx, const Post& post, const Note& note, bool edit, Timestamp now) {
  json::Object facts{{"note", note.id.value}, {"account", post.body.account.value}};
  if (edit) facts["version"] = post.version;
  store::append_event(tx, edit ? activity::events::kNoteEdited : activity::events::kNotePublished, facts);
  rows::put_note_version(tx, note, post.version, now);
  rows::put_card(tx, note.id, card_of_part(post, note.id));
}

void close(store::Transaction& tx, Post& post, Timestamp now) {
  post.status = PostStatus::Sent;
  post.sent_version = post.version;
  post.leaves_at.reset();
  post.changed_at = now;
  rows::put_state(tx, post);
  rows::put_following(tx, post);
  record(tx, post, "send", "", now);
}

// One that cannot leave goes back to who wrote it.
void give_back(store::Transaction& tx, const Publisher& publisher, Post& post, const Error& why, Timestamp now) {
  rows::forget_approvals(tx, post.id, post.version);
  rows::forget_release(tx, post.id, post.version);
  post.status = PostStatus::Draft;
  post.leaves_at.reset();
  post.changed_at = now;
  rows::put_state(tx, post);
  record(tx, post, "return", why.hint, now);
  if (publisher.rules != nullptr) publisher.rules->went_back(tx, post.id, why.hint, now);
}

// A poll that stays the same keeps its votes and its end.
void keep_votes(const Note& before, Note& after) {
  const auto& cast = before.parts.question;
  auto& asked = after.parts.question;
  const auto names = [](const activity::Question::Option& option) -> const std::string& { return option.name; };
  if (cast && asked && cast->multiple == asked->multiple &&
      std::ranges::equal(cast->options, asked->options, {}, names, names)) {
    asked = cast;
  }
}

// The note a part became; none when it was not sent yet.
activity::NoteId note_of_part(const Post& post, std::size_t part) {
  if (part == 0) return post.note;
  return part <= post.following.size() ? post.following[part - 1] : activity::NoteId{};
}

// A later part of a thread answers the part before it, and speaks to the same people.
void follow(const Note& before, Note& note) {
  note.in_reply_to = before.uri;
  note.in_reply_to_note = before.id;
  note.visibility = before.visibility;
}

DepartureRules::Departure departure_of(const Post& post, activity::NoteId parent, activity::NoteId note, bool edit) {
  return {.post = post.id,
          .version = post.version,
          .digest = post.digest,
          .account = post.body.account,
          .parent = parent,
          .note = note,
          .edit = edit};
}

// Others' word on it. Whatever they fail with is for people to mend.
Status ask_others(store::Transaction& tx, const Publisher& publisher, const DepartureRules::Departure& departure) {
  if (publisher.rules == nullptr) return {};
  auto allowed = publisher.rules->may_leave(tx, departure);
  if (allowed) return {};
  auto why = std::move(allowed.error());
  if (why.hint.empty()) why.hint = "It could not be sent: look at the conversation it answers.";
  return fail(Errc::Conflict, std::move(why.detail), std::move(why.hint));
}

void tell_others(store::Transaction& tx, const Publisher& publisher, const Post& post, const Note& note, bool edit,
                 Timestamp now) {
  if (publisher.rules == nullptr) return;
  auto parent = note.in_reply_to_note;
  if (!parent && !note.in_reply_to.empty()) {
    const auto strangers = store::note_by_uri(tx, note.in_reply_to);
    if (strangers) parent = strangers->id;
  }
  publisher.rules->has_left(tx, departure_of(post, parent, note.id, edit), note, now);
}

Status publish(store::Transaction& tx, const Publisher& publisher, const Post& post, const Note& note, Timestamp now) {
  if (auto told = record_statement(tx, publisher, proof::Kind::Published, note, now); !told) return told;
  if (auto inserted = store::insert_note(tx, note); !inserted) return inserted;
  tell_followers(tx, post, note, false, now);
  tell_others(tx, publisher, post, note, false, now);
  return {};
}

Status edit(store::Transaction& tx, const Publisher& publisher, const Post& post, const Note& before, Note note,
            Timestamp now) {
  if (auto told = record_statement(tx, publisher, proof::Kind::Edited, note, now); !told) return told;
  keep_votes(before, note);
  note.published = before.published;
  note.updated = now;
  store::rewrite_note(tx, before.id, {note.content, note.language, note.visibility, now, note.parts});
  tell_followers(tx, post, note, true, now);
  tell_others(tx, publisher, post, note, true, now);
  return {};
}

// Of a sent thread only what differs is told again.
bool stays(store::Transaction& tx, const Post& post, std::size_t part) {
  if (post.body.following.empty() || post.sent_version == 0) return false;
  const auto sent = rows::version(tx, post.id, post.sent_version);
  return sent && part < part_count(*sent) && part_of(*sent, part) == part_of(post.body, part);
}

// Nothing of ours is made of another's post but the fact that it is shared.
Status send_share(store::Transaction& tx, const Publisher& publisher, IdSource& ids, Post post, Timestamp now) {
  const auto& shared = *post.body.share;
  if (store::standing_share(tx, post.body.account, shared.uri)) {
    return fail(Errc::Conflict, "twice", "share: this account shares it already");
  }
  const store::Share share{.id = ids.make<activity::ActivityId>(),
                           .account = post.body.account,
                           .post = post.id.value,
                           .uri = shared.uri,
                           .author = shared.author,
                           .digest = shared.digest,
                           .at = now,
                           .undone_at = {}};
  if (auto told = record_share(tx, publisher, proof::Kind::Shared, share, now); !told) return told;
  store::insert_share(tx, share);
  store::append_event(tx, activity::events::kNoteShared, {{"share", share.id.value}, {"account", share.account.value}});
  close(tx, post, now);
  return {};
}

// The parts in order, each answering the one before it; one that was deleted is passed over.
Status send_notes(store::Transaction& tx, const Publisher& publisher, IdSource& ids, Post post, Timestamp now) {
  std::optional<Note> previous;
  std::vector<activity::NoteId> standing;
  for (std::size_t part = 0; part < part_count(post.body); ++part) {
    const auto known = note_of_part(post, part);
    const auto before = known ? store::note_by_id(tx, known) : std::nullopt;
    if (known && (!before || before->deleted)) continue;
    if (!known && part > 0 && !previous) continue;  // nothing is left for it to follow
    // A moment between them: others put a thread in order by its times.
    const auto at = now + std::chrono::milliseconds{part};
    auto note = note_of(tx, publisher.addresses, part_of(post.body, part), known ? known : ids.make<activity::NoteId>(),
                        at, before ? &*before : nullptr);
    if (!note) return fail(note.error());
    if (part > 0 && previous && !before) follow(*previous, *note);
    if (before && !stays(tx, post, part)) {
      if (auto changed = edit(tx, publisher, post, *before, *note, now); !changed) return changed;
    } else if (!before) {
      if (part == 0) post.note = note->id;
      if (part > 0) post.following.push_back(note->id);
      if (auto published = publish(tx, publisher, post, *note, now); !published) return published;
    }
    standing.push_back(note->id);
    previous = std::move(*note);
  }
  if (!previous) return fail(Errc::NotFound, "deleted", "the note was deleted: there is nothing to change");
  if (standing.size() > 1) store::put_thread(tx, standing);
  close(tx, post, now);
  return {};
}

// The note by which one of many is answered.
Result<Note> copy_for(store::Transaction& tx, const Publisher& publisher, IdSource& ids, const Post& post,
                      activity::NoteId parent, Timestamp now) {
  auto body = post.body;
  body.answers.clear();
  body.in_reply_to = parent;
  if (auto allowed = may_answer(tx, body, publisher.known, now); !allowed) return fail(allowed.error());
  if (auto allowed = ask_others(tx, publisher, departure_of(post, parent, {}, false)); !allowed) {
    return fail(allowed.error());
  }
  auto note = note_of(tx, publisher.addresses, body, ids.make<activity::NoteId>(), now);
  if (note) note->parts.quiet = note->visibility == activity::Visibility::Unlisted;
  return note;
}

// Some of those it answers; the others have their turn after what else is due. Who cannot be answered any more is left
// out.
Status send_copies(store::Transaction& tx, const Publisher& publisher, IdSource& ids, Post post, Timestamp now) {
  rows::open_copies(tx, post);
  for (const auto parent : rows::copies_due(tx, post.id, kCopies)) {
    const auto note = copy_for(tx, publisher, ids, post, parent, now);
    if (!note && !mendable(note.error())) return fail(note.error());
    if (note) {
      if (auto published = publish(tx, publisher, post, *note, now); !published) return published;
    }
    rows::put_copy(tx, post.id, parent, note ? note->id : activity::NoteId{});
  }
  if (!rows::copies_due(tx, post.id, 1).empty()) {
    post.leaves_at = now;
    rows::put_state(tx, post);
    return {};
  }
  if (!rows::any_copy_sent(tx, post.id)) {
    return fail(Errc::NotFound, "nobody is left to answer", "answers: none of them can be answered any more");
  }
  close(tx, post, now);
  return {};
}

// What it is about, if anything, may still be shared or quoted: asked in the transaction in which it leaves.
Status send(store::Transaction& tx, const Publisher& publisher, IdSource& ids, Post post, Timestamp now) {
  const bool says_more = !post.note || post.following.size() + 1 < part_count(post.body);
  if (auto here = check_stays(tx, post.body.account); !here && says_more) return here;
  if (auto allowed = may_amplify(tx, post.body, publisher.known, now); !allowed) return allowed;
  if (auto allowed = post.note ? Status{} : may_answer(tx, post.body, publisher.known, now); !allowed) return allowed;
  if (post.body.share) return send_share(tx, publisher, ids, std::move(post), now);
  if (!post.body.answers.empty()) return send_copies(tx, publisher, ids, std::move(post), now);
  const auto departure = departure_of(post, post.body.in_reply_to, post.note, post.sent_version != 0);
  if (auto allowed = ask_others(tx, publisher, departure); !allowed) {
    give_back(tx, publisher, post, allowed.error(), now);  // nothing was written yet but what they wrote
    return {};
  }
  return send_notes(tx, publisher, ids, std::move(post), now);
}

// The time that was chosen is long gone: whether it is still to be said is people's to decide.
bool is_late(const Post& post, Timestamp now) {
  return post.scheduled && now - *post.scheduled > kLate && !(post.release && post.release->version == post.version);
}

void hold_late(store::Transaction& tx, Post post, Timestamp now) {
  post.status = PostStatus::Held;
  post.changed_at = now;
  rows::put_state(tx, post);
  record(tx, post, "hold", "its time passed more than an hour ago: look at the server's clock, then choose another",
         now);
}

// What could not leave goes back, where it still stands as it was found.
Result<bool> give_back_or_fail(store::Store& store, const Publisher& publisher, PostId id, const Error& why) {
  if (!mendable(why)) return fail(why);
  return store.write_now([&](store::Transaction& tx) -> Result<bool> {
    auto post = rows::post(tx, id);
    if (post && post->status == PostStatus::Approved) give_back(tx, publisher, *post, why, store.clock().now());
    return true;
  });
}

bool is_due(const std::optional<Post>& post, Timestamp now) {
  return post && post->status == PostStatus::Approved && post->leaves_at && *post->leaves_at <= now;
}

// One post that says nothing of another's, in a transaction of its own: whole or not at all. True when it left or went
// back.
Result<bool> send_one(store::Store& store, const Publisher& publisher, PostId id) {
  const auto now = store.clock().now();
  const auto left = store.write_now([&](store::Transaction& tx) -> Result<bool> {
    auto post = rows::post(tx, id);
    if (!is_due(post, now)) return false;
    if (is_late(*post, now)) {
      hold_late(tx, std::move(*post), now);
      return true;
    }
    if (auto sent = send(tx, publisher, store.ids(), std::move(*post), now); !sent) return fail(sent.error());
    return true;
  });
  return left ? left : give_back_or_fail(store, publisher, id, left.error());
}

bool may_pass(const Error& error) {
  return error.code == Errc::Timeout || error.code == Errc::Unavailable || error.code == Errc::TooMany;
}

// Its server does not answer: it is tried again, and after an hour its writers decide.
void wait_or_give_back(store::Transaction& tx, const Publisher& publisher, Post post, Timestamp now) {
  const auto due = std::max(post.scheduled.value_or(post.changed_at), post.changed_at);
  if (now - due > kLookedLong) {
    give_back(tx, publisher, post,
              Error{Errc::Timeout, "no answer", "the server of the post it speaks of has not answered for an hour"},
              now);
    return;
  }
  post.leaves_at = now + kLookAgain;
  rows::put_state(tx, post);
}

Status take_look(store::Transaction& tx, const Post& post, const Result<activity::SourceNote>& looked, Timestamp now) {
  if (!looked) {
    store::drop_source(tx, amplified(post.body));
    return {};
  }
  store::put_source(tx, *looked, now);
  // Her inbox: she is told.
  if (!looked->ours && !looked->author.inbox.empty()) static_cast<void>(store::save_actor(tx, looked->author));
  return {};
}

// Whether it stands as it stood when its subject was looked at.
bool still_due(const std::optional<Post>& post, const Post& before, Timestamp now) {
  return is_due(post, now) && post->digest == before.digest;
}

// What speaks of another's post: that is looked at first, while nothing is locked, and what was seen is kept even where
// the post goes back. True when it left or went back.
Result<bool> send_amplified(store::Store& store, const Publisher& publisher, PostId id) {
  const auto found =
      store.write_now([&](store::Transaction& tx) -> Result<std::optional<Post>> { return rows::post(tx, id); });
  if (!found) return fail(found.error());
  if (!is_due(*found, store.clock().now())) return false;
  const Post& due = **found;
  const auto looked = publisher.sources
                          ? publisher.sources->look(amplified(due.body), due.body.account)
                          : Result<activity::SourceNote>(fail(Errc::NotFound, "nothing looks at other servers"));
  const bool silent = !looked && may_pass(looked.error());
  if (!silent && (publisher.sources || due.body.share)) {
    auto taken =
        store.write_now([&](store::Transaction& tx) { return take_look(tx, due, looked, store.clock().now()); });
    if (!taken) return fail(taken.error());
  }
  const auto left = store.write_now([&](store::Transaction& tx) -> Result<bool> {
    const auto now = store.clock().now();
    auto post = rows::post(tx, due.id);
    if (!still_due(post, due, now)) return false;
    if (is_late(*post, now)) {
      hold_late(tx, std::move(*post), now);
      return true;
    }
    if (silent) {
      wait_or_give_back(tx, publisher, std::move(*post), now);
      return false;
    }
    if (auto sent = send(tx, publisher, store.ids(), std::move(*post), now); !sent) return fail(sent.error());
    return true;
  });
  return left ? left : give_back_or_fail(store, publisher, due.id, left.error());
}

}  // namespace

Result<std::size_t> send_due(store::Store& store, const Publisher& publisher, std::size_t limit) {
  std::optional<Error> trouble;
  std::vector<PostId> stuck;  // passed over for the rest of this call
  std::size_t done = 0;
  const auto note = [&](PostId id, const Result<bool>& left) {
    if (!left && !trouble) trouble = left.error();
    if (!left) log::error("speak", "post {} does not leave: {}", id.text(), left.error().detail);
    if (!left || !*left) stuck.push_back(id);
    done += left && *left ? 1 : 0;
  };
  // Permissions whose time is over end before anything leaves by them.
  if (auto ended = end_lapsed(store, publisher); !ended) {
    log::error("speak", "a permission whose time is over does not end: {}", ended.error().detail);
    trouble = ended.error();
  }
  while (done < limit && stuck.size() < limit) {
    const auto due = store.read([&](store::Snapshot& snapshot) {
      return rows::due_posts(snapshot, store.clock().now(), false, stuck.size() + 1);
    });
    const auto next = std::ranges::find_if(due, [&](PostId id) { return std::ranges::find(stuck, id) == stuck.end(); });
    if (next == due.end()) break;
    note(*next, send_one(store, publisher, *next));
  }
  const auto amplifying = store.read(
      [&](store::Snapshot& snapshot) { return rows::due_posts(snapshot, store.clock().now(), true, limit); });
  std::size_t looks = 0;
  for (auto id = amplifying.begin(); id != amplifying.end() && looks < kLooks; ++id) {
    const auto left = send_amplified(store, publisher, *id);
    looks += left ? 1 : 0;
    note(*id, left);
  }
  if (trouble && done == 0) return fail(*trouble);
  return done;
}

}  // namespace chancery::speak
