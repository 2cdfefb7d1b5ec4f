// What came of asking: kept, named, remembered as not to be had.
#include <algorithm>
#include <chrono>

#include "activity/events.hpp"
#include "activitypub/conversation_parts.hpp"
#include "activitypub/key_ring.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"

namespace chancery::activitypub {
namespace {

using rows::ItemKind;
using rows::ItemState;

constexpr std::int64_t kMostAttempts = 3;  // of one round
constexpr Timestamp kNever = Timestamp::max();

class Settling {
 public:
  Settling(store::Transaction& tx, const store::Store& store, const Peers& peers, const ConversationLimits& limits,
           rows::Conversation conversation, const Asked& asked)
      : tx_(tx),
        store_(store),
        peers_(peers),
        limits_(limits),
        conversation_(std::move(conversation)),
        asked_(asked),
        now_(store.clock().now()) {}

  Status run() {
    conversation_.requests += asked_.requests;
    conversation_.bytes += asked_.bytes;
    if (asked_.error) {
      failed(*asked_.error);
    } else if (asked_.item.kind == ItemKind::Collection) {
      read_on(asked_.links.beginning, asked_.item.depth);
      done(ItemState::Named, now_);
    } else if (!asked_.created.empty()) {
      name(asked_.created, ItemKind::Note, asked_.item.depth);
      done(ItemState::Refused, kNever);
    } else if (asked_.note) {
      if (auto kept = take(*asked_.note); !kept) return kept;
    }
    if (conversation_.requests >= limits_.requests || conversation_.bytes >= limits_.bytes) cut();
    rows::put_conversation(tx_, conversation_);
    return {};
  }

 private:
  void done(ItemState state, Timestamp retry_at) { rows::settle_item(tx_, asked_.item.id, state, retry_at); }
  void refuse() { done(ItemState::Refused, now_ + limits_.refused); }

  void cut() {
    if (!rows::has_due(tx_, conversation_.id)) return;
    rows::clear_due(tx_, conversation_.id);
    conversation_.cut = true;
  }

  std::optional<activity::Note> stored() { return store::note_by_uri(tx_, asked_.item.uri); }

  // What its own server says is gone goes here too; what it only keeps from us stays if somebody sent it.
  void failed(const Error& error) {
    if (may_pass(error)) {
      const auto again = asked_.item.attempts + 1 < kMostAttempts;
      const std::chrono::seconds own =
          std::chrono::minutes{1} * (1 << (2 * std::min<std::int64_t>(asked_.item.attempts, 5)));
      const auto pause = std::max(own, error.retry_after);
      return rows::retry_item(tx_, asked_.item.id, again ? std::optional<Timestamp>(now_ + pause) : std::nullopt);
    }
    const auto note = asked_.item.kind == ItemKind::Note ? stored() : std::nullopt;
    if (note && !note->account && !note->deleted) {
      if (error.code == Errc::Gone) {
        note->fetched ? drop_fetched(tx_, *note) : withdraw(*note);
      } else if (note->fetched && (error.code == Errc::NotFound || error.code == Errc::Refused)) {
        drop_fetched(tx_, *note);
      } else {
        // It cannot be read just now: what we have stays until it was not seen for long.
        return rows::retry_item(tx_, asked_.item.id, std::nullopt);
      }
    }
    done(ItemState::Refused, error.code == Errc::Gone ? kNever : now_ + limits_.refused);
  }

  void withdraw(const activity::Note& note) {
    store::bury_note(tx_, note.id);
    store::append_event(tx_, activity::events::kNoteWithdrawn, {{"note", note.id.value}, {"actor", note.actor.value}});
  }

  Status take(const ReceivedNote& note) {
    if (!asked_.author) return belongs_nowhere(note), Status{};
    const auto before = stored();
    if (!before && conversation_.found >= limits_.notes) {
      conversation_.cut = true;
      done(ItemState::Named, now_);
      return {};
    }
    const auto kept = keep_fetched(tx_, note, *asked_.author, store_, peers_);
    if (!kept) return fail(kept.error());
    if (!*kept) return refuse(), Status{};
    if (!before) ++conversation_.found;
    rows::put_conversation(tx_, conversation_);
    rows::keep_item(tx_, conversation_.id, note.id, asked_.item.host, now_);
    join_what_belongs(note);
    rows::adopt_orphans(tx_, conversation_.id, note.id, now_);
    go_on(note);
    return {};
  }

  // It may prove that two conversations are one. Ours is the one that goes on.
  void join_what_belongs(const ReceivedNote& note) {
    auto others = rows::conversations_answering(tx_, note.id);
    if (const auto above = rows::conversation_of(tx_, note.in_reply_to)) others.push_back(*above);
    for (const auto other : others) {
      if (other == conversation_.id || !rows::conversation(tx_, other)) continue;
      rows::join(tx_, conversation_.id, other);
      conversation_ = rows::conversation(tx_, conversation_.id).value_or(conversation_);
    }
  }

  // It says it answers something we do not have: that is asked for first.
  void belongs_nowhere(const ReceivedNote& note) {
    if (stored() || note.in_reply_to.empty() || asked_.item.depth >= limits_.depth) return refuse();
    name(note.in_reply_to, ItemKind::Note, asked_.item.depth + 1);
    rows::orphan_item(tx_, asked_.item.id, note.in_reply_to);
  }

  void go_on(const ReceivedNote& note) {
    if (!note.in_reply_to.empty() && asked_.item.depth < limits_.depth &&
        !rows::conversation_of(tx_, note.in_reply_to)) {
      name(note.in_reply_to, ItemKind::Note, asked_.item.depth + 1);
    }
    read_on(asked_.links.beginning, 0);
    name(asked_.links.replies, ItemKind::Collection, 0);
    name(asked_.links.context, ItemKind::Collection, 0);
  }

  void read_on(const ReceivedCollection& collection, std::int64_t page) {
    for (const auto& uri : collection.items) name(uri, ItemKind::Note, 0);
    if (page + 1 < limits_.pages) {
      name(collection.next, ItemKind::Collection, page + 1);
    } else if (!collection.next.empty()) {
      conversation_.cut = true;
    }
  }

  void name(const std::string& uri, ItemKind kind, std::int64_t depth) {
    const auto host = uri.empty() ? std::string() : host_to_ask(peers_, uri);
    if (host.empty()) return;
    if (named_ < 0) named_ = rows::count_named(tx_, conversation_.id);
    if (named_ >= most_named(limits_)) {
      conversation_.cut = true;
      return;
    }
    ++named_;
    rows::name_item(tx_, conversation_, {uri, kind, host, depth}, now_);
  }

  store::Transaction& tx_;
  const store::Store& store_;
  const Peers& peers_;
  const ConversationLimits& limits_;
  rows::Conversation conversation_;
  const Asked& asked_;
  const Timestamp now_;
  std::int64_t named_ = -1;  // not counted yet
};

}  // namespace

Status settle(store::Transaction& tx, const store::Store& store, const Peers& peers, const ConversationLimits& limits,
              const Asked& asked) {
  // It may have been left, or joined to another, meanwhile.
  auto conversation = rows::conversation(tx, asked.item.conversation);
  if (!conversation) return {};
  return Settling(tx, store, peers, limits, std::move(*conversation), asked).run();
}

}  // namespace chancery::activitypub
