#include "answer/notices.hpp"

#include <array>
#include <optional>
#include <utility>

#include "activity/events.hpp"
#include "answer/nullable.hpp"
#include "store/events.hpp"
#include "store/sql.hpp"

namespace chancery::answer {
namespace {

constexpr auto kNoticeKinds =
    std::to_array<std::pair<NoticeKind, std::string_view>>({{NoticeKind::Mention, "mention"},
                                                            {NoticeKind::Assigned, "assigned"},
                                                            {NoticeKind::TakenOver, "taken_over"},
                                                            {NoticeKind::Returned, "returned"},
                                                            {NoticeKind::SaidMore, "said_more"},
                                                            {NoticeKind::Held, "held"},
                                                            {NoticeKind::Graver, "graver"},
                                                            {NoticeKind::Warned, "warned"},
                                                            {NoticeKind::Breached, "breached"},
                                                            {NoticeKind::HandedOver, "handed_over"},
                                                            {NoticeKind::WebhookPaused, "webhook_paused"},
                                                            {NoticeKind::PostLate, "post_late"},
                                                            {NoticeKind::ClearanceAsked, "clearance_asked"},
                                                            {NoticeKind::Cleared, "cleared"},
                                                            {NoticeKind::Objected, "objected"},
                                                            {NoticeKind::ClearanceOverdue, "clearance_overdue"},
                                                            {NoticeKind::ClearanceVoid, "clearance_void"}});

NoticeKind read_notice_kind(std::string_view text) {
  for (const auto& [kind, name] : kNoticeKinds) {
    if (name == text) return kind;
  }
  return NoticeKind::Mention;
}

}  // namespace

std::string_view to_string(NoticeKind kind) {
  for (const auto& [known, name] : kNoticeKinds) {
    if (known == kind) return name;
  }
  return {};
}

void put_notice(store::Transaction& tx, const Notice& notice) {
  if (notice.user == notice.by || !notice.user) return;
  store::connection(tx)
      .query("INSERT INTO notice (user, kind, conversation, other, by, at) VALUES (?, ?, ?, ?, ?, ?)")
      .bind(notice.user, to_string(notice.kind), or_null(notice.conversation.value), or_null(notice.other),
            or_null(notice.by.value), notice.at)
      .run();
  store::append_event(tx, activity::events::kNoticePut, {{"user", notice.user.value}});
}

bool was_told(store::Transaction& tx, const Notice& notice, Timestamp since) {
  auto query =
      store::connection(tx).query("SELECT 1 FROM notice WHERE user = ? AND kind = ? AND other = ? AND at >= ? LIMIT 1");
  return query.bind(notice.user, to_string(notice.kind), notice.other, since).step();
}

std::vector<Notice> notices_of(store::Snapshot& snapshot, staff::UserId user, std::size_t limit) {
  std::vector<Notice> found;
  auto query = store::connection(snapshot).query(
      "SELECT id, kind, conversation, other, by, at FROM notice WHERE user = ? AND seen_at IS NULL"
      " ORDER BY id DESC LIMIT ?");
  query.bind(user, static_cast<std::int64_t>(limit));
  while (query.step()) {
    found.push_back({.id = query.integer(0),
                     .user = user,
                     .kind = read_notice_kind(query.text(1)),
                     .conversation = query.id<ConversationId>(2),
                     .other = query.integer(3),
                     .by = query.id<staff::UserId>(4),
                     .at = query.time(5)});
  }
  return found;
}

Status see_notice(store::Transaction& tx, staff::UserId user, std::int64_t id, Timestamp now) {
  const auto seen = store::connection(tx)
                        .query("UPDATE notice SET seen_at = coalesce(seen_at, ?) WHERE id = ? AND user = ?")
                        .bind(now, id, user)
                        .run();
  if (seen == 0) return fail(Errc::NotFound, "there is no such notice");
  return {};
}

void see_all_notices(store::Transaction& tx, staff::UserId user, Timestamp now) {
  store::connection(tx).query("UPDATE notice SET seen_at = ? WHERE user = ? AND seen_at IS NULL").bind(now, user).run();
}

}  // namespace chancery::answer
