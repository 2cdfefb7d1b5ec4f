#include <array>

#include "store/engine.hpp"
#include "store/reaction_bins.hpp"

namespace chancery::store {
namespace {

constexpr std::array<std::string_view, 4> kReactionNames{"like", "announce", "reply", "quote"};

ReactionSums sum_within(Connection& db, activity::NoteId note, std::chrono::minutes age) {
  ReactionSums sums;
  auto query = db.query(
      "SELECT kind, sum(n), sum(fresh), sum(unknown_age) FROM reaction_bin WHERE note = ? AND minute < ? GROUP BY "
      "kind");
  query.bind(note, std::int64_t{age.count()});
  while (query.step()) {
    const auto kind = query.text(0);
    auto& sum = kind == kReactionNames[0]   ? sums.likes
                : kind == kReactionNames[1] ? sums.announces
                : kind == kReactionNames[2] ? sums.replies
                                            : sums.quotes;
    sum = {query.integer(1), query.integer(2), query.integer(3)};
  }
  return sums;
}

std::vector<OfficialReaction> find_official(Connection& db, activity::NoteId note) {
  std::vector<OfficialReaction> found;
  auto query =
      db.query("SELECT note, public_actor, kind, at FROM official_reaction WHERE note = ? ORDER BY at, public_actor");
  query.bind(note);
  while (query.step()) {
    found.push_back({query.id<activity::NoteId>(0), query.integer(1), query.text(2), query.time(3)});
  }
  return found;
}

}  // namespace

std::string_view to_string(ReactionKind kind) {
  return kReactionNames.at(static_cast<std::size_t>(kind));
}

void count_reaction(Transaction& tx, const activity::Note& note, ReactionKind kind, Timestamp account_made,
                    Timestamp at) {
  const auto minute = std::chrono::floor<std::chrono::minutes>(at - note.published);
  if (minute.count() < 0 || minute >= kReactionsBinned) return;
  const bool unknown = account_made == Timestamp{};
  const bool fresh = !unknown && at - account_made < kFreshAccount;
  tx.connection()
      .query(
          "INSERT INTO reaction_bin (note, minute, kind, n, fresh, unknown_age) VALUES (?, ?, ?, 1, ?, ?)"
          " ON CONFLICT (note, minute, kind) DO UPDATE SET n = n + 1, fresh = fresh + excluded.fresh,"
          " unknown_age = unknown_age + excluded.unknown_age")
      .bind(note.id, std::int64_t{minute.count()}, to_string(kind), std::int64_t{fresh}, std::int64_t{unknown})
      .run();
}

void uncount_reaction(Transaction& tx, activity::NoteId note, ReactionKind kind) {
  tx.connection()
      .query(
          "UPDATE reaction_bin SET n = n - 1, fresh = min(fresh, n - 1), unknown_age = min(unknown_age, n - 1)"
          " WHERE note = ?1 AND kind = ?2 AND minute ="
          " (SELECT max(minute) FROM reaction_bin WHERE note = ?1 AND kind = ?2 AND n > 0)")
      .bind(note, to_string(kind))
      .run();
}

ReactionSums reactions_within(Snapshot& snapshot, activity::NoteId note, std::chrono::minutes age) {
  return sum_within(snapshot.connection(), note, age);
}

ReactionSums reactions_within(Transaction& tx, activity::NoteId note, std::chrono::minutes age) {
  return sum_within(tx.connection(), note, age);
}

std::vector<ReactionBin> reaction_bins(Snapshot& snapshot, activity::NoteId note) {
  std::vector<ReactionBin> bins;
  auto query =
      snapshot.connection().query("SELECT minute, kind, n FROM reaction_bin WHERE note = ? ORDER BY minute, kind");
  query.bind(note);
  while (query.step()) bins.push_back({static_cast<int>(query.integer(0)), query.text(1), query.integer(2)});
  return bins;
}

void put_official_reaction(Transaction& tx, activity::NoteId note, std::int64_t public_actor, ReactionKind kind,
                           Timestamp at) {
  tx.connection()
      .query(
          "INSERT INTO official_reaction (note, public_actor, kind, at) VALUES (?, ?, ?, ?)"
          " ON CONFLICT (note, public_actor, kind) DO NOTHING")
      .bind(note, public_actor, to_string(kind), at)
      .run();
}

std::vector<OfficialReaction> official_reactions(Snapshot& snapshot, activity::NoteId note) {
  return find_official(snapshot.connection(), note);
}

std::vector<OfficialReaction> official_reactions(Transaction& tx, activity::NoteId note) {
  return find_official(tx.connection(), note);
}

}  // namespace chancery::store
