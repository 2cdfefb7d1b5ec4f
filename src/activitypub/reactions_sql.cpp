#include <algorithm>
#include <span>

#include "activity/events.hpp"
#include "activitypub/reactions.hpp"
#include "crypto/hash.hpp"
#include "crypto/random.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"
#include "store/sql.hpp"

namespace chancery::activitypub {
namespace {

using Blob = std::vector<unsigned char>;

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kReactionDigestBytes = 16;
constexpr std::string_view kVote = "vote";

std::string_view reaction_name(Reaction kind) {
  return kind == Reaction::Like ? "like" : "announce";
}

Blob bytes_of(std::string_view text) {
  return {text.begin(), text.end()};
}

std::span<const unsigned char> view(const Blob& blob) {
  return blob;
}

// The note's key, made at the first reaction.
std::string key_of(store::Connection& db, activity::NoteId note) {
  {
    auto query = db.query("SELECT key FROM reaction_key WHERE note = ?");
    if (query.bind(note).step()) {
      const auto key = query.blob(0);
      return {key.begin(), key.end()};
    }
  }
  const auto key = crypto::random_bytes(kKeyBytes);
  const auto blob = bytes_of(key);
  db.query("INSERT INTO reaction_key (note, key) VALUES (?, ?)").bind(note, view(blob)).run();
  return key;
}

Blob reaction_digest(store::Connection& db, activity::NoteId note, std::string_view actor) {
  return bytes_of(crypto::blake2b(actor, key_of(db, note), kReactionDigestBytes));
}

bool add(store::Connection& db, activity::NoteId note, std::string_view kind, const Blob& who, std::int64_t choice) {
  return db.query("INSERT INTO reaction (note, kind, who, choice) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
             .bind(note, kind, view(who), choice)
             .run() > 0;
}

bool has_voted(store::Connection& db, activity::NoteId note, const Blob& who) {
  auto query = db.query("SELECT 1 FROM reaction WHERE note = ? AND kind = 'vote' AND who = ? LIMIT 1");
  return query.bind(note, view(who)).step();
}

void forget_voters(store::Connection& db, activity::NoteId note) {
  db.query("DELETE FROM reaction WHERE note = ? AND kind = 'vote'").bind(note).run();
}

struct DuePoll {
  activity::NoteId note;
  bool ended = false;
};

std::vector<DuePoll> due_polls(store::Connection& db, Timestamp now, std::size_t limit) {
  std::vector<DuePoll> due;
  auto query =
      db.query("SELECT note, ends <= ?1 FROM poll WHERE ends <= ?1 OR (changed = 1 AND told_at <= ?2) LIMIT ?3");
  query.bind(now, now - kPollRounds, static_cast<std::int64_t>(limit));
  while (query.step()) due.push_back({query.id<activity::NoteId>(0), query.integer(1) != 0});
  return due;
}

}  // namespace

bool add_reaction(store::Transaction& tx, activity::NoteId note, Reaction kind, std::string_view actor) {
  auto& db = store::connection(tx);
  return add(db, note, reaction_name(kind), reaction_digest(db, note, actor), 0);
}

bool remove_reaction(store::Transaction& tx, activity::NoteId note, Reaction kind, std::string_view actor) {
  auto& db = store::connection(tx);
  const auto who = reaction_digest(db, note, actor);
  return db.query("DELETE FROM reaction WHERE note = ? AND kind = ? AND who = ?")
             .bind(note, reaction_name(kind), view(who))
             .run() > 0;
}

ReactionCounts reaction_counts(store::Snapshot& snapshot, activity::NoteId note) {
  auto query = store::connection(snapshot).query(
      "SELECT COUNT(*) FILTER (WHERE kind = 'like'), COUNT(*) FILTER (WHERE kind = 'announce')"
      " FROM reaction WHERE note = ? AND kind IN ('like', 'announce')");
  if (!query.bind(note).step()) return {};
  return {query.integer(0), query.integer(1)};
}

void forget_reactions(store::Transaction& tx, activity::NoteId note) {
  auto& db = store::connection(tx);
  db.query("DELETE FROM reaction WHERE note = ?").bind(note).run();
  db.query("DELETE FROM reaction_key WHERE note = ?").bind(note).run();
  db.query("DELETE FROM poll WHERE note = ?").bind(note).run();
}

bool cast_vote(store::Transaction& tx, activity::NoteId id, std::string_view option, std::string_view actor,
               Timestamp now) {
  auto note = store::note_by_id(tx, id);
  if (!note || !note->account || note->deleted || !note->parts.question) return false;
  auto& question = *note->parts.question;
  const auto chosen = std::ranges::find(question.options, option, &activity::Question::Option::name);
  if (chosen == question.options.end() || now >= question.ends) return false;
  auto& db = store::connection(tx);
  const auto who = reaction_digest(db, id, actor);
  const bool voted = has_voted(db, id, who);
  if (voted && !question.multiple) return false;
  if (!add(db, id, kVote, who, chosen - question.options.begin())) return false;
  ++chosen->votes;
  if (!voted) ++question.voters;
  store::put_note_parts(tx, id, note->parts);
  watch_poll(tx, id, question, now);
  db.query("UPDATE poll SET changed = 1 WHERE note = ?").bind(id).run();
  return true;
}

void watch_poll(store::Transaction& tx, activity::NoteId note, const activity::Question& question, Timestamp now) {
  auto& db = store::connection(tx);
  if (question.voters == 0) forget_voters(db, note);
  db.query(
        "INSERT INTO poll (note, ends, told_at) VALUES (?, ?, ?) ON CONFLICT (note) DO UPDATE SET ends = excluded.ends")
      .bind(note, question.ends, now)
      .run();
}

std::size_t tell_polls(store::Transaction& tx, Timestamp now, std::size_t limit) {
  auto& db = store::connection(tx);
  const auto due = due_polls(db, now, limit);
  for (const auto& [note, ended] : due) {
    if (ended) {
      db.query("DELETE FROM poll WHERE note = ?").bind(note).run();
      forget_voters(db, note);
    } else {
      db.query("UPDATE poll SET changed = 0, told_at = ? WHERE note = ?").bind(now, note).run();
    }
    store::append_event(tx, activity::events::kPollCounted, {{"note", note.value}});
  }
  return due.size();
}

}  // namespace chancery::activitypub
