#include "activitypub/conversation.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "activity/events.hpp"
#include "activitypub/conversation_parts.hpp"
#include "activitypub/conversation_rows.hpp"
#include "activitypub/reading.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"

namespace chancery::activitypub {
namespace {

namespace events = activity::events;
using activity::Note;

constexpr std::size_t kHighest = 100;        // stored notes above one, looked at when it is placed
constexpr std::int64_t kRoundsAtOnce = 5;    // begun in one transaction: some milliseconds
constexpr std::int64_t kMissing = 50;        // parents asked for in one round
constexpr std::int64_t kStepsUntilRare = 6;  // rounds

bool is_for_all(const Note& note) {
  return !note.deleted && note.visibility <= activity::Visibility::Unlisted;
}

// The note and what is stored above it, up to what has its place.
std::vector<Note> unplaced_above(store::Transaction& tx, const Note& note) {
  std::vector<Note> chain{note};
  std::set<std::string> seen{note.uri};
  while (chain.size() < kHighest && !chain.back().in_reply_to.empty()) {
    const auto& above = chain.back().in_reply_to;
    if (!seen.insert(above).second || rows::conversation_of(tx, above)) break;
    auto parent = store::note_by_uri(tx, above);
    if (!parent || !is_for_all(*parent)) break;
    chain.push_back(std::move(*parent));
  }
  return chain;
}

// Something came: it is gone through soon, but not without a pause.
void touch(store::Transaction& tx, const ConversationLimits& limits, ConversationId id, Timestamp now) {
  rows::touch(tx, id, now + limits.first_round, limits.between_rounds);
}

// We are no longer part of it.
void leave(store::Transaction& tx, ConversationId id, Timestamp now) {
  for (const auto note : rows::fetched_notes(tx, id, now + std::chrono::hours{1})) {
    if (const auto found = store::note_by_id(tx, note)) drop_fetched(tx, *found);
  }
  rows::remove_conversation(tx, id);
}

void begin_round(store::Transaction& tx, const Peers& peers, const ConversationLimits& limits, ConversationId id,
                 Timestamp now) {
  if (!rows::is_ours(tx, id)) return leave(tx, id, now);
  for (const auto note : rows::fetched_notes(tx, id, now - limits.unseen)) {
    const auto found = store::note_by_id(tx, note);
    if (!found) continue;
    drop_fetched(tx, *found);
    rows::remove_item(tx, id, found->uri);
  }
  auto conversation = rows::conversation(tx, id);
  if (!conversation) return;
  conversation->next_at.reset();
  ++conversation->step;
  ++conversation->round;
  conversation->begun_at = now;
  conversation->under_way = true;
  conversation->requests = 0;
  conversation->bytes = 0;
  conversation->cut = false;
  rows::put_conversation(tx, *conversation);
  for (const auto& parent : rows::missing_parents(tx, id, kMissing)) {
    const auto host = host_to_ask(peers, parent.uri);
    if (host.empty() || parent.depth >= limits.depth) continue;
    rows::name_item(tx, *conversation, {parent.uri, rows::ItemKind::Note, host, parent.depth + 1}, now);
  }
  rows::name_known(tx, id, limits.each_round, now);
}

void end_round(store::Transaction& tx, rows::Conversation conversation, Timestamp now) {
  rows::clear_due(tx, conversation.id);
  rows::forget_pages(tx, conversation.id, now);
  conversation.under_way = false;
  const bool over = !rows::has_others(tx, conversation.id) ||
                    (conversation.step > kStepsUntilRare && rows::fetched_notes(tx, conversation.id, now).empty());
  if (!conversation.next_at && !over) conversation.next_at = now + pause_after(conversation.step);
  rows::put_conversation(tx, conversation);
}

Status placed(store::Transaction& tx, IdSource& ids, const Peers& peers, const ConversationLimits& limits,
              const Note& note, Timestamp now) {
  if (!is_for_all(note)) return {};
  touch(tx, limits, place_note(tx, ids, peers, note, now), now);
  return {};
}

// What one we follow said is kept as what is fetched, beside the reading list: so it stands where its answers do.
void wanted(store::Transaction& tx, IdSource& ids, const Peers& peers, const ConversationLimits& limits,
            std::int64_t reading, Timestamp now) {
  const auto said = reading_by_id(tx, reading);
  const auto host = said && said->shared_by.empty() ? host_to_ask(peers, said->uri) : std::string();
  if (host.empty() || rows::wanted_for(tx, said->uri)) return;
  const auto known = rows::conversation_of(tx, said->uri);
  const auto id = known ? *known : rows::make_conversation(tx, ids);
  rows::want(tx, id, said->uri);
  const auto conversation = rows::conversation(tx, id);
  if (conversation && !known) {
    rows::name_item(tx, *conversation, {said->uri, rows::ItemKind::Note, host, 0}, std::nullopt);
  }
  touch(tx, limits, id, now);
}

}  // namespace

std::chrono::minutes pause_after(std::int64_t step) {
  using std::chrono::hours;
  static constexpr std::array<std::chrono::minutes, kStepsUntilRare> kPauses{
      std::chrono::minutes{10}, hours{1}, hours{6}, hours{24}, hours{72}, hours{7 * 24}};
  const auto place = static_cast<std::size_t>(std::max<std::int64_t>(step, 1) - 1);
  return place < kPauses.size() ? kPauses.at(place) : std::chrono::minutes{hours{30 * 24}};
}

std::string host_to_ask(const Peers& peers, std::string_view uri) {
  const auto url = peers.check(uri);
  return url ? url->authority() : std::string();
}

ConversationId place_note(store::Transaction& tx, IdSource& ids, const Peers& peers, const Note& note, Timestamp now) {
  if (const auto known = rows::conversation_of(tx, note.uri)) return *known;
  const auto chain = unplaced_above(tx, note);
  const auto above = rows::conversation_of(tx, chain.back().in_reply_to);
  const auto id = above ? *above : rows::make_conversation(tx, ids);
  for (const auto& each : chain) {
    rows::keep_item(tx, id, each.uri, each.account ? std::string() : host_to_ask(peers, each.uri), now);
    for (const auto other : rows::conversations_answering(tx, each.uri)) {
      if (other != id) rows::join(tx, id, other);
    }
  }
  return id;
}

Status follow_conversations(store::Transaction& tx, IdSource& ids, const Peers& peers, const ConversationLimits& limits,
                            const store::Event& event) {
  const activity::NoteId id{json::integer(event.facts, "note").value_or(0)};
  if (event.type == events::kNoteReceived || event.type == events::kNotePublished) {
    const auto note = store::note_by_id(tx, id);
    // A post of ours that answers nothing has no conversation until somebody answers it.
    if (!note || (note->account && note->in_reply_to.empty())) return {};
    return placed(tx, ids, peers, limits, *note, event.at);
  }
  if (event.type == events::kConversationWanted) {
    wanted(tx, ids, peers, limits, json::integer(event.facts, "reading").value_or(0), event.at);
    return {};
  }
  if (event.type == events::kNoteDeleted || event.type == events::kNoteWithdrawn) {
    const auto note = store::note_by_id(tx, id);
    const auto conversation = note ? rows::conversation_of(tx, note->uri) : std::nullopt;
    if (conversation && !rows::is_ours(tx, *conversation)) leave(tx, *conversation, event.at);
  }
  return {};
}

void point_to(store::Transaction& tx, const ConversationLimits& limits, const std::string& note,
              const std::string& in_reply_to, const Peers& peers, Timestamp now) {
  const auto id = rows::conversation_of(tx, in_reply_to);
  const auto conversation = id ? rows::conversation(tx, *id) : std::nullopt;
  const auto host = host_to_ask(peers, note);
  if (!conversation || host.empty() || rows::count_named(tx, *id) >= most_named(limits)) return;
  if (rows::item(tx, *id, note)) return;
  rows::name_item(tx, *conversation, {note, rows::ItemKind::Note, host, 0}, std::nullopt);
  touch(tx, limits, *id, now);
}

void look_again(store::Transaction& tx, const ConversationLimits& limits, const std::string& note, Timestamp now) {
  const auto id = rows::conversation_of(tx, note);
  if (id) rows::ask_again(tx, *id, note, now - limits.between_rounds, now);
}

void drop_fetched(store::Transaction& tx, const Note& note) {
  // Her account may be there all the same.
  store::append_event(tx, events::kNoteWithdrawn,
                      {{"note", note.id.value}, {"actor", note.actor.value}, {"found", true}});
  if (note.screening == activity::Screening::Hidden) return store::bury_note(tx, note.id);
  store::erase_note(tx, note.id);
  rows::remove_actor_without_traces(tx, note.actor);
}

void turn_rounds(store::Transaction& tx, const Peers& peers, const ConversationLimits& limits, Timestamp now) {
  for (const auto id : rows::take_unwanted(tx)) {
    if (!rows::is_ours(tx, id)) leave(tx, id, now);
  }
  for (const auto id : rows::rounds_under_way(tx)) {
    auto conversation = rows::conversation(tx, id);
    if (!conversation) continue;
    const bool late = now - conversation->begun_at >= limits.round;
    if (!late && rows::has_due(tx, id)) continue;
    conversation->cut = conversation->cut || (late && rows::has_due(tx, id));
    end_round(tx, *conversation, now);
  }
  if (rows::count_due(tx) >= limits.queue) return;
  for (const auto id : rows::rounds_due(tx, now, kRoundsAtOnce)) begin_round(tx, peers, limits, id, now);
}

}  // namespace chancery::activitypub
