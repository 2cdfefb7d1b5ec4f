#include <algorithm>
#include <array>
#include <utility>

#include "activitypub/own_activity.hpp"
#include "store/sql.hpp"

namespace chancery::activitypub {
namespace {

constexpr std::array<std::pair<ActivityKind, std::string_view>, 21> kKinds{
    {{ActivityKind::Create, "create"},
     {ActivityKind::Update, "update"},
     {ActivityKind::UpdateActor, "update_actor"},
     {ActivityKind::Delete, "delete"},
     {ActivityKind::Accept, "accept"},
     {ActivityKind::Reject, "reject"},
     {ActivityKind::AcceptStamp, "accept_stamp"},
     {ActivityKind::RejectStamp, "reject_stamp"},
     {ActivityKind::DeleteQuoteStamp, "delete_quote_stamp"},
     {ActivityKind::DeleteReplyStamp, "delete_reply_stamp"},
     {ActivityKind::Follow, "follow"},
     {ActivityKind::UndoFollow, "undo_follow"},
     {ActivityKind::Announce, "announce"},
     {ActivityKind::UndoAnnounce, "undo_announce"},
     {ActivityKind::Block, "block"},
     {ActivityKind::UndoBlock, "undo_block"},
     {ActivityKind::QuoteRequest, "quote_request"},
     {ActivityKind::Flag, "flag"},
     {ActivityKind::Move, "move"},
     {ActivityKind::Add, "add"},
     {ActivityKind::Remove, "remove"}}};

std::string_view activity_name(ActivityKind kind) {
  return std::ranges::find(kKinds, kind, [](const auto& pair) { return pair.first; })->second;
}

ActivityKind kind_of(std::string_view name) {
  const auto* found = std::ranges::find(kKinds, name, [](const auto& pair) { return pair.second; });
  return found == kKinds.end() ? ActivityKind::Create : found->first;
}

std::optional<std::int64_t> or_null(activity::NoteId note) {
  return note ? std::optional{note.value} : std::nullopt;
}

// Columns id, kind, account, note, follow, follower, created_at, object, detail in that order.
OwnActivity read_activity_row(const store::Query& query) {
  OwnActivity activity;
  activity.id = query.id<activity::ActivityId>(0);
  activity.kind = kind_of(query.text(1));
  activity.account = query.id<activity::AccountId>(2);
  activity.note = activity::NoteId{query.maybe_integer(3).value_or(0)};
  activity.follow = query.text(4);
  activity.follower = query.text(5);
  activity.created_at = query.time(6);
  activity.object = query.text(7);
  activity.detail = query.text(8);
  return activity;
}

std::optional<OwnActivity> find_activity(store::Connection& db, activity::ActivityId id) {
  auto query = db.query(
      "SELECT id, kind, account, note, follow, follower, created_at, object, detail FROM activity WHERE id = ?");
  if (!query.bind(id).step()) return std::nullopt;
  return read_activity_row(query);
}

}  // namespace

void add_activity(store::Transaction& tx, const OwnActivity& activity) {
  store::connection(tx)
      .query(
          "INSERT INTO activity (id, kind, account, note, follow, follower, created_at, object, detail)"
          " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING")
      .bind(activity.id, activity_name(activity.kind), activity.account, or_null(activity.note), activity.follow,
            activity.follower, activity.created_at, activity.object, activity.detail)
      .run();
}

void remember_consent(store::Transaction& tx, activity::ActivityId request, std::string_view stamp) {
  store::connection(tx)
      .query("UPDATE activity SET detail = ? WHERE id = ? AND kind = 'quote_request'")
      .bind(stamp, request)
      .run();
}

std::vector<OwnActivity> requests_consented_by(store::Transaction& tx, std::string_view stamp) {
  std::vector<OwnActivity> requests;
  auto query = store::connection(tx).query(
      "SELECT id, kind, account, note, follow, follower, created_at, object, detail FROM activity "
      "WHERE kind = 'quote_request' AND detail <> '' AND detail = ?");
  query.bind(stamp);
  while (query.step()) requests.push_back(read_activity_row(query));
  return requests;
}

std::optional<OwnActivity> activity_by_id(store::Snapshot& snapshot, activity::ActivityId id) {
  return find_activity(store::connection(snapshot), id);
}

std::optional<OwnActivity> activity_by_id(store::Transaction& tx, activity::ActivityId id) {
  return find_activity(store::connection(tx), id);
}

}  // namespace chancery::activitypub
