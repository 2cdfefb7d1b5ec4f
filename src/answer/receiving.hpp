// A stranger's note becomes a message of exactly one conversation: of one that is there, which goes on and may become
// graver, or of a new one, sorted to its desk.
#pragma once

#include "activity/addresses.hpp"
#include "activity/public_actors.hpp"
#include "answer/note_reader.hpp"
#include "answer/sorting.hpp"
#include "answer/workplaces.hpp"
#include "store/store.hpp"

namespace chancery::answer {

// What both the intake and the backfill work with; borrowed for as long as they live.
struct Incoming {
  store::Store& store;
  const text::LanguageIdentifier& languages;
  const text::Annotator& agenda;
  const Urgency& urgency;
  Sorter& sorter;
  const Workplaces& workplaces;
  const activity::PublicActors& public_actors;
  const activity::Addresses& addresses;
};

// A stranger's note that is stored, and what it says.
struct Arrival {
  const activity::Note& note;
  const Said& said;
  Timestamp at;           // when it reached us
  bool imported = false;  // it was there before the desk was
};
// Makes it a message: of a conversation that is there, or of a new one, sorted to its desk. Does nothing where it is
// one already, or speaks to none of ours. Fails with Errc::Unavailable where there is no desk.
[[nodiscard]] Status receive(store::Transaction& tx, const Incoming& incoming, const Arrival& arrival);

// Of an address of hers: what rules of routing call her server. Empty where it is none.
[[nodiscard]] std::string host_of_uri(std::string_view uri);
// Graver words in a conversation that is there raise it; nothing said later makes it less urgent. What a person said of
// it stands, and she or whoever has it now is told.
[[nodiscard]] Status raise_by_words(store::Transaction& tx, const desk::Workplace& workplace, const Conversation& c,
                                    const UrgencyFound& found, Timestamp at);
// Who has it is told, while an answer is on its way that does not know of what she said.
void tell_of_more(store::Transaction& tx, const Conversation& c, Timestamp at);

}  // namespace chancery::answer
