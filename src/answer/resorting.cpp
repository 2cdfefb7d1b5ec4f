#include "answer/resorting.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "answer/note_reader.hpp"
#include "answer/receiving.hpp"
#include "answer/rows.hpp"
#include "store/notes.hpp"

namespace chancery::answer {
namespace {

SortFacts facts_now(const Conversation& c, const Message& last, const std::optional<Person>& person) {
  SortFacts facts{.language = last.language,
                  .topics = last.topics,
                  .countries = last.countries,
                  .account = c.account,
                  .host = {},
                  .how = last.how,
                  .matter = c.matter,
                  .urgency = c.urgency,
                  .public_actor = has(c.flags, Flag::Official),
                  .is_private = c.is_private,
                  .plain = {},
                  .now = {}};
  if (person) facts.host = host_of_uri(person->actor);
  return facts;
}

}  // namespace

Record routed_to(const Conversation& c, const Sorted& sorted, Timestamp at) {
  Record routed;
  routed.event = event_of(desk::EventKind::Routed, at);
  routed.event.desk = sorted.desk;
  routed.event.matter = std::min(sorted.matter, c.matter);
  routed.event.urgency = std::max(sorted.urgency, c.urgency);
  routed.code = sorted.why;
  return routed;
}

Result<Sorted> sort_anew(store::Transaction& tx, Sorter& sorter, const Conversation& c, Timestamp now) {
  std::optional<Message> last;
  for (auto& message : rows::messages(tx, c.id)) {
    if (message.direction == Direction::In && message.stands()) last = std::move(message);
  }
  if (!last) return Sorted{.desk = c.desk, .matter = c.matter, .urgency = c.urgency, .marks = {}, .why = "withdrawn"};
  const auto note = store::note_by_id(tx, last->note);
  const auto plain = note ? plain_of(*note) : std::string();
  auto facts = facts_now(c, *last, c.person ? rows::person(tx, c.person) : std::nullopt);
  facts.plain = plain;
  facts.now = now;
  return sorter.sort(tx, facts);
}

}  // namespace chancery::answer
