#include "notify/webhook_events.hpp"

#include <algorithm>
#include <initializer_list>

#include "activity/events.hpp"

namespace chancery::notify {
namespace {

namespace events = activity::events;

// Ids of the facts as texts, and codes as they are; what is absent stays so.
json::Object picked(const json::Object& facts, std::initializer_list<std::string_view> ids,
                    std::initializer_list<std::string_view> codes = {}) {
  json::Object data;
  for (const auto name : ids) {
    if (const auto id = json::integer(facts, name)) data[name] = std::to_string(*id);
  }
  for (const auto name : codes) {
    if (const auto code = json::text(facts, name)) data[name] = *code;
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
  return {};
}

std::optional<Told> conversation(const json::Object& facts) {
  const auto type = conversation_type(facts);
  if (type.empty()) return std::nullopt;
  if (type == "conversation.closed") return Told{type, picked(facts, {"conversation", "desk"}, {"outcome"})};
  if (type == "conversation.moved") return Told{type, picked(facts, {"conversation", "desk", "from_desk"})};
  return Told{type, picked(facts, {"conversation", "desk"})};
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
  if (event.type == events::kCrisisClosed) return Told{"crisis.closed", picked(facts, {"crisis"})};
  if (event.type == events::kQaChanged) return qa(facts);
  return std::nullopt;
}

std::string webhook_body(std::string_view type, Timestamp at, const json::Object& data) {
  return boost::json::serialize(json::Object{{"type", type}, {"timestamp", to_rfc3339(at)}, {"data", data}});
}

}  // namespace chancery::notify
