#include "desk/event.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace chancery::desk {
namespace {

template <class Enum, std::size_t N>
using Words = std::array<std::pair<Enum, std::string_view>, N>;

constexpr auto kKinds = std::to_array<std::pair<EventKind, std::string_view>>({
    {EventKind::Received, "received"},
    {EventKind::Rewritten, "rewritten"},
    {EventKind::Withdrawn, "withdrawn"},
    {EventKind::Answered, "answered"},
    {EventKind::TakenBack, "taken_back"},
    {EventKind::Routed, "routed"},
    {EventKind::Moved, "moved"},
    {EventKind::Claimed, "claimed"},
    {EventKind::Released, "released"},
    {EventKind::Lapsed, "lapsed"},
    {EventKind::TakenOver, "taken_over"},
    {EventKind::Assigned, "assigned"},
    {EventKind::Drafted, "drafted"},
    {EventKind::Submitted, "submitted"},
    {EventKind::Returned, "returned"},
    {EventKind::Recalled, "recalled"},
    {EventKind::Noted, "noted"},
    {EventKind::Classified, "classified"},
    {EventKind::Urgency, "urgency"},
    {EventKind::Marked, "marked"},
    {EventKind::MadePrivate, "made_private"},
    {EventKind::JoinedQa, "joined_qa"},
    {EventKind::LeftQa, "left_qa"},
    {EventKind::MergedIn, "merged_in"},
    {EventKind::MergedInto, "merged_into"},
    {EventKind::Closed, "closed"},
    {EventKind::Reopened, "reopened"},
    {EventKind::Held, "held"},
    {EventKind::Lifted, "lifted"},
    {EventKind::Deidentified, "deidentified"},
    {EventKind::Imported, "imported"},
});
constexpr Words<Matter, 4> kMatters{{{Matter::Life, "life"},
                                     {Matter::Consular, "consular"},
                                     {Matter::Question, "question"},
                                     {Matter::Dialogue, "dialogue"}}};
constexpr Words<Place, 3> kPlaces{{{Place::Queue, "queue"}, {Place::Person, "person"}, {Place::Closed, "closed"}}};
constexpr Words<Outcome, 5> kOutcomes{{{Outcome::Answered, "answered"},
                                       {Outcome::Referred, "referred"},
                                       {Outcome::Noted, "noted"},
                                       {Outcome::NoReply, "no_reply"},
                                       {Outcome::Merged, "merged"}}};

template <class Enum, std::size_t N>
std::string_view word(const Words<Enum, N>& words, Enum value) {
  const auto found = std::ranges::find(words, value, &std::pair<Enum, std::string_view>::first);
  return found == words.end() ? std::string_view{} : found->second;
}

template <class Enum, std::size_t N>
Result<Enum> parse(const Words<Enum, N>& words, std::string_view text, std::string_view what) {
  for (const auto& [value, name] : words) {
    if (name == text) return value;
  }
  std::string hint = std::string(what) + ": one of";
  for (const auto& [value, name] : words) hint.append(" ").append(name);
  return fail(Errc::Invalid, "no such " + std::string(what), hint + ".");
}

}  // namespace

std::string_view to_string(EventKind kind) {
  return word(kKinds, kind);
}
std::string_view to_string(Matter matter) {
  return word(kMatters, matter);
}
std::string_view to_string(Place place) {
  return word(kPlaces, place);
}
std::string_view to_string(Outcome outcome) {
  return word(kOutcomes, outcome);
}

Result<EventKind> parse_event_kind(std::string_view text) {
  return parse(kKinds, text, "event");
}
Result<Matter> parse_matter(std::string_view text) {
  return parse(kMatters, text, "matter");
}
Result<Place> parse_place(std::string_view text) {
  return parse(kPlaces, text, "place");
}
Result<Outcome> parse_outcome(std::string_view text) {
  return parse(kOutcomes, text, "outcome");
}

}  // namespace chancery::desk
