// What a webhook may be told of, and as what. Ids, codes and counts of what happened, never words, never a person.
// Pure.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "store/events.hpp"

namespace chancery::notify {

inline constexpr auto kWebhookEvents = std::to_array<std::string_view>({"conversation.opened",
                                                                        "conversation.reopened",
                                                                        "conversation.claimed",
                                                                        "conversation.released",
                                                                        "conversation.assigned",
                                                                        "conversation.moved",
                                                                        "conversation.answered",
                                                                        "conversation.closed",
                                                                        "clock.warned",
                                                                        "clock.breached",
                                                                        "clearance.asked",
                                                                        "clearance.given",
                                                                        "clearance.refused",
                                                                        "clearance.silent",
                                                                        "clearance.overdue",
                                                                        "line.changed",
                                                                        "line.approved",
                                                                        "line.expired",
                                                                        "post.sent",
                                                                        "post.edited",
                                                                        "post.deleted",
                                                                        "posts.held",
                                                                        "posts.lifted",
                                                                        "fire.alert",
                                                                        "crisis.opened",
                                                                        "crisis.entry",
                                                                        "crisis.closed",
                                                                        "qa.opened",
                                                                        "qa.closed",
                                                                        "hold.placed",
                                                                        "hold.lifted",
                                                                        "export.made",
                                                                        "export.failed"});
// Sent when staff ask for it.
inline constexpr std::string_view kWebhookTest = "webhook.test";

[[nodiscard]] bool is_webhook_event(std::string_view type);

struct Told {
  std::string_view type;  // one of kWebhookEvents
  json::Object data;
};
// What an event of the log is told as; nothing when no webhook hears of its kind.
[[nodiscard]] std::optional<Told> told_by(const store::Event& event);

// The body as it is signed and sent: {"type", "timestamp", "data"}.
[[nodiscard]] std::string webhook_body(std::string_view type, Timestamp at, const json::Object& data);

}  // namespace chancery::notify
