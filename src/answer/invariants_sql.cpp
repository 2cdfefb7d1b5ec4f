#include <fmt/format.h>

#include <utility>

#include "answer/append.hpp"
#include "answer/invariants.hpp"
#include "answer/rows.hpp"
#include "desk/fold.hpp"
#include "desk/waits.hpp"
#include "store/sql.hpp"

namespace chancery::answer {
namespace {

constexpr std::int64_t kCheckedConversations = 500;

class Findings {
 public:
  explicit Findings(InvariantsCheck& check) : check_(check) {}
  void add(std::string_view rule, std::string what) {
    if (check_.broken.size() < kBrokenShown) check_.broken.push_back({std::string(rule), std::move(what)});
  }
  // Every row a query finds is a fault; its first column says which.
  void add_rows(store::Snapshot& snapshot, std::string_view rule, std::string_view what, std::string_view sql) {
    auto query = store::connection(snapshot).query(sql);
    while (query.step()) add(rule, fmt::format("{} {}", what, query.integer(0)));
  }

 private:
  InvariantsCheck& check_;
};

void check_fold(Findings& findings, const Conversation& c, const std::vector<desk::Event>& events) {
  const auto row = standing_of(c);
  auto folded = desk::fold(events);
  folded.is_private = row.is_private;  // of one that began among few the row alone knows it
  if (folded == row) return;
  findings.add("I2",
               fmt::format("conversation {}: place {} / {}, desk {} / {}, holder {} / {}, token {} / {}, matter {} / "
                           "{}, urgency {} / {} (row / events)",
                           c.id.value, desk::to_string(row.place), desk::to_string(folded.place), row.desk.value,
                           folded.desk.value, row.holder.value, folded.holder.value, row.token, folded.token,
                           desk::to_string(row.matter), desk::to_string(folded.matter), row.urgency, folded.urgency));
}

void check_clocks(Findings& findings, const Conversation& c, const std::vector<desk::Event>& events,
                  const desk::Workplace& workplace) {
  const auto clocks = desk::clocks(events, workplace.calendars, workplace.targets, c.last_at);
  if (clocks.due != c.due_at) {
    findings.add("I3", fmt::format("conversation {}: due {} in its row, {} by its events", c.id.value,
                                   to_rfc3339(c.due_at), to_rfc3339(clocks.due)));
  }
}

void check_answered(Findings& findings, const Conversation& c, const std::vector<desk::Event>& events) {
  if (c.outcome != desk::Outcome::Answered || c.deidentified_at || desk::waits(events).answered) return;
  findings.add("I6", fmt::format("closed as answered, and she waits: conversation {}", c.id.value));
}

std::vector<Conversation> slice(store::Snapshot& snapshot, ConversationId after) {
  std::vector<Conversation> found;
  auto query = store::connection(snapshot).query(fmt::format(
      "SELECT {} FROM desk_conversation c WHERE c.id > ? ORDER BY c.id LIMIT ?", rows::kConversationColumns));
  query.bind(after, kCheckedConversations);
  while (query.step()) found.push_back(rows::read_conversation(query));
  return found;
}

// While the backfill is under way, what was there before it is not all sorted.
void check_received(store::Snapshot& snapshot, Findings& findings) {
  findings.add_rows(snapshot, "I1", "in no conversation: note",
                    "SELECT n.id FROM note n WHERE n.actor IS NOT NULL AND n.deleted = 0"
                    " AND EXISTS (SELECT 1 FROM note_addressed a WHERE a.note = n.id)"
                    " AND NOT EXISTS (SELECT 1 FROM message m WHERE m.note = n.id)"
                    " AND NOT EXISTS (SELECT 1 FROM parked_event p WHERE p.consumer = 'answer' AND "
                    "json_extract(p.facts, '$.note') = n.id)"
                    " AND NOT EXISTS (SELECT 1 FROM job WHERE kind = 'answer.backfill')"
                    " AND n.id NOT IN (SELECT json_extract(e.facts, '$.note') FROM event e WHERE e.type IN "
                    "('NoteReceived', 'NoteFound') AND e.position >"
                    "   (SELECT coalesce(max(position), 0) FROM cursor WHERE consumer = 'answer'))");
}

void check_rows(store::Snapshot& snapshot, Findings& findings) {
  findings.add_rows(snapshot, "I4", "sent by a stale token: post",
                    "SELECT r.post FROM reply r JOIN conversation_event e ON e.post = r.post AND e.kind = 'answered'"
                    " AND e.conversation = r.conversation WHERE r.state = 'sent' AND r.kind = 'reply' AND e.token <>"
                    " r.token");
  findings.add_rows(
      snapshot, "I4", "sent without a record: post",
      "SELECT r.post FROM reply r WHERE r.state = 'sent' AND NOT EXISTS (SELECT 1 FROM conversation_event e"
      " WHERE e.post = r.post AND e.kind = 'answered')");
  findings.add_rows(snapshot, "I5", "more than one reply under way: conversation",
                    "SELECT conversation FROM reply WHERE state = 'open' AND kind = 'reply' GROUP BY conversation"
                    " HAVING count(*) > 1");
  findings.add_rows(snapshot, "I5", "answers nothing of its conversation: post",
                    "SELECT r.post FROM reply r WHERE r.state = 'open' AND NOT EXISTS (SELECT 1 FROM message m WHERE"
                    " m.note = r.parent AND m.conversation = r.conversation)");
  findings.add_rows(
      snapshot, "I6", "closed without a word: conversation",
      "SELECT id FROM desk_conversation WHERE place = 'closed' AND (outcome IS NULL OR"
      " (outcome IN ('referred', 'noted', 'no_reply') AND outcome_detail = '' AND deidentified_at IS NULL))");
  findings.add_rows(
      snapshot, "I6", "closed as answered, and nothing answers: conversation",
      "SELECT c.id FROM desk_conversation c WHERE c.place = 'closed' AND c.outcome = 'answered'"
      " AND c.deidentified_at IS NULL AND NOT EXISTS (SELECT 1 FROM conversation_event e JOIN message m ON"
      " m.note = e.note AND m.conversation = e.conversation WHERE e.conversation = c.id AND e.kind = 'answered'"
      " AND e.value NOT LIKE 'aside%' AND m.state IN ('shown', 'rewritten') AND m.at >= coalesce((SELECT max(i.at)"
      " FROM message i WHERE i.conversation = c.id AND i.direction = 'in' AND i.state IN ('shown', 'rewritten')), 0))");
  findings.add_rows(
      snapshot, "I7", "words in a code: event",
      "SELECT id FROM conversation_event WHERE value GLOB '*[^a-zA-Z0-9_ :./+-]*' OR length(value) > 500");
  findings.add_rows(snapshot, "I7", "words in the audit log: entry",
                    "SELECT sequence FROM audit_entry WHERE action LIKE 'conversation.%' AND subject NOT GLOB"
                    " 'conversation:[0-9]*'");
  findings.add_rows(snapshot, "I7", "words in the log: event",
                    "SELECT position FROM event WHERE type = 'ConversationChanged' AND length(facts) > 300");
}

}  // namespace

InvariantsCheck check_invariants(const store::Store& store, const std::optional<desk::Workplace>& workplace,
                                 const std::stop_token& stop) {
  InvariantsCheck check;
  Findings findings(check);
  store.read([&](store::Snapshot& snapshot) {
    check_received(snapshot, findings);
    check_rows(snapshot, findings);
  });
  for (ConversationId after; !stop.stop_requested();) {
    const auto looked = store.read([&](store::Snapshot& snapshot) {
      auto found = slice(snapshot, after);
      for (const auto& c : found) {
        const auto events = events_of(snapshot, c.id);
        check_fold(findings, c, events);
        check_answered(findings, c, events);
        if (workplace) check_clocks(findings, c, events, *workplace);
      }
      return found;
    });
    check.conversations += looked.size();
    if (looked.size() < static_cast<std::size_t>(kCheckedConversations)) break;
    after = looked.back().id;
  }
  return check;
}

}  // namespace chancery::answer
