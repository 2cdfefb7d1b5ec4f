#include "notify/webhook_events.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

#include "activity/events.hpp"

namespace chancery::notify {
namespace {

namespace events = activity::events;

// Ids of the facts as texts, codes and counts as they are; what is absent stays so.
json::Object picked(const json::Object& facts, std::initializer_list<std::string_view> ids,
                    std::initializer_list<std::string_view> codes = {},
                    std::initializer_list<std::string_view> counts = {}) {
  json::Object data;
  for (const auto name : ids) {
    if (const auto id = json::integer(facts, name)) data[name] = std::to_string(*id);
  }
  for (const auto name : codes) {
    if (const auto code = json::text(facts, name)) data[name] = *code;
  }
  for (const auto name : counts) {
    if (const auto count = json::integer(facts, name)) data[name] = *count;
  }
  return data;
}

std::string_view conversation_type(const json::Object& facts) {
  const auto kind = json::text(facts, "kind").value_or("");
  if (kind == "routed" && json::boolean(facts, "opened").value_or(false)) return "conversation.opened";
  if (kind == "routed" && facts.contains("from_desk")) return "conversation.moved";
  if (kind == "moved") return "conversation.moved";
  if (kind == "reopened") return "conversation.reopened";
  if (kind == "closed" || kind == "merged_into") return "conversation.closed";
  if (kind == "claimed" || kind == "taken_over") return "conversation.claimed";
  if (kind == "released" || kind == "lapsed") return "conversation.released";
  if (kind == "assigned") return "conversation.assigned";
  if (kind == "answered" && facts.contains("note")) return "conversation.answered";
  return {};
}

std::optional<Told> conversation(const json::Object& facts) {
  const auto type = conversation_type(facts);
  if (type.empty()) return std::nullopt;
  if (type == "conversation.closed") return Told{type, picked(facts, {"conversation", "desk"}, {"outcome"})};
  if (type == "conversation.moved") return Told{type, picked(facts, {"conversation", "desk", "from_desk"})};
  if (type == "conversation.claimed" || type == "conversation.released") {
    return Told{type, picked(facts, {"conversation", "desk"}, {"kind"})};
  }
  if (type == "conversation.answered") return Told{type, picked(facts, {"conversation", "desk", "note"})};
  return Told{type, picked(facts, {"conversation", "desk"})};
}

std::optional<Told> clearance_told(const json::Object& facts) {
  static constexpr auto kTypes =
      std::to_array<std::pair<std::string_view, std::string_view>>({{"asked", "clearance.asked"},
                                                                    {"cleared", "clearance.given"},
                                                                    {"objected", "clearance.refused"},
                                                                    {"silent", "clearance.silent"},
                                                                    {"overdue", "clearance.overdue"}});
  const auto state = json::text(facts, "state").value_or("");
  const auto* const at = std::ranges::find(kTypes, state, &std::pair<std::string_view, std::string_view>::first);
  if (at == kTypes.end()) return std::nullopt;
  return Told{at->second, picked(facts, {"post", "conversation", "desk"}, {}, {"step"})};
}

std::optional<Told> line_told(const json::Object& facts) {
  const auto state = json::text(facts, "state").value_or("");
  if (state == "approved") return Told{"line.approved", picked(facts, {"line"}, {"language"}, {"version"})};
  if (state == "expired") return Told{"line.expired", picked(facts, {"line"}, {"language"}, {"version"})};
  return Told{"line.changed", picked(facts, {"line"}, {"language", "state"}, {"version"})};
}

std::optional<Told> crisis_entry(const json::Object& facts) {
  if (!facts.contains("entry")) return std::nullopt;
  return Told{"crisis.entry", picked(facts, {"crisis", "entry"}, {"kind"})};
}

std::optional<Told> archive_told(const json::Object& facts) {
  const bool made = json::text(facts, "state").value_or("") == "ready";
  return Told{made ? "export.made" : "export.failed", picked(facts, {"export"}, {"scope"}, {"conversations"})};
}

std::optional<Told> qa(const json::Object& facts) {
  const auto state = json::text(facts, "state").value_or("");
  if (state == "open") return Told{"qa.opened", picked(facts, {"qa"})};
  if (state == "closed") return Told{"qa.closed", picked(facts, {"qa"})};
  return std::nullopt;
}

}  // namespace

bool is_webhook_event(std::string_view type) {
  return std::ranges::find(kWebhookEvents, type) != kWebhookEvents.end();
}

std::optional<Told> told_by(const store::Event& event) {
  const auto& facts = event.facts;
  if (event.type == events::kConversationChanged) return conversation(facts);
  if (event.type == events::kClockWarned) {
    const bool breached = json::boolean(facts, "breached").value_or(false);
    return Told{breached ? "clock.breached" : "clock.warned", picked(facts, {"conversation", "desk"}, {"clock"})};
  }
  if (event.type == events::kNotePublished) return Told{"post.sent", picked(facts, {"note", "account"})};
  if (event.type == events::kNoteEdited) return Told{"post.edited", picked(facts, {"note", "account"})};
  if (event.type == events::kNoteDeleted) return Told{"post.deleted", picked(facts, {"note", "account"})};
  if (event.type == events::kPostUnderFire) return Told{"fire.alert", picked(facts, {"note", "alert"})};
  if (event.type == events::kCrisisOpened) return Told{"crisis.opened", picked(facts, {"crisis"})};
  if (event.type == events::kCrisisChanged) return crisis_entry(facts);
  if (event.type == events::kCrisisClosed) return Told{"crisis.closed", picked(facts, {"crisis"})};
  if (event.type == events::kQaChanged) return qa(facts);
  if (event.type == events::kClearanceChanged) return clearance_told(facts);
  if (event.type == events::kLineChanged) return line_told(facts);
  if (event.type == events::kPostsHeld) return Told{"posts.held", picked(facts, {}, {}, {"posts"})};
  if (event.type == events::kPostsHoldLifted) return Told{"posts.lifted", picked(facts, {}, {}, {"posts"})};
  if (event.type == events::kLegalHoldPlaced) return Told{"hold.placed", picked(facts, {"hold", "subject"}, {"scope"})};
  if (event.type == events::kLegalHoldLifted) return Told{"hold.lifted", picked(facts, {"hold", "subject"}, {"scope"})};
  if (event.type == events::kExportSettled) return archive_told(facts);
  return std::nullopt;
}

std::string webhook_body(std::string_view type, Timestamp at, const json::Object& data) {
  return boost::json::serialize(json::Object{{"type", type}, {"timestamp", to_rfc3339(at)}, {"data", data}});
}

}  // namespace chancery::notify
