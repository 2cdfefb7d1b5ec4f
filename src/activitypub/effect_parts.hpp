// What the effects of single verbs share, one function for each verb. For effects*.cpp alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "activitypub/effects.hpp"
#include "activitypub/reactions.hpp"
#include "base/json.hpp"
#include "store/reaction_bins.hpp"

namespace chancery::activitypub {

using Decision = Result<std::optional<Effect>>;

// What every verb is judged by. Lives for the call.
struct Received {
  const ReceivedActivity& activity;
  const activity::Actor& signer;  // verified, the same as the activity's actor
  const store::Store& store;
  const Peers& peers;
  const activity::PublicActors* known = nullptr;  // the register; none: nobody is in it
};

[[nodiscard]] inline Decision nothing() {
  return std::optional<Effect>{};
}

[[nodiscard]] inline Decision effect(std::function<Status(store::Transaction&)> write, bool answers = false) {
  Effect effect;
  effect.write = std::move(write);
  effect.answers = answers;
  return std::optional(std::move(effect));
}

// One that only counts: many at once must not keep replies out.
[[nodiscard]] inline Decision counted(std::function<Status(store::Transaction&)> write) {
  Effect effect;
  effect.write = std::move(write);
  effect.counts = true;
  return std::optional(std::move(effect));
}

[[nodiscard]] json::Object follow_facts(activity::AccountId account, activity::ActorId actor);
[[nodiscard]] json::Object note_facts(activity::NoteId note, activity::ActorId actor);
// What is remembered of it: its actor with its id, or with what stands for that where a peer gives none. So nobody's
// words are taken for known by what another said.
[[nodiscard]] std::string name_of(const ReceivedActivity& activity);
// Where an actor's deliveries go: the shared inbox when there is one.
[[nodiscard]] const std::string& delivery_inbox(const activity::Actor& actor);
// FEP-fe34: nobody speaks for another, and nothing of another server is taken from this one.
[[nodiscard]] Status check_ownership(const ReceivedNote& note, const activity::Actor& signer);

// Whether the policy of a note of ours lets the actor do it: everyone, or who it names, or who follows its account.
[[nodiscard]] bool is_permitted(store::Transaction& tx, const activity::Note& note, activity::Permitted who,
                                const std::string& actor);
// A note of ours that everyone may see; nothing otherwise.
[[nodiscard]] std::optional<activity::Note> own_public_note(store::Transaction& tx, activity::NoteId id);

// What is told of whoever reacts to a note of ours: how old the account is, and which public actor, if any.
struct Reactor {
  Timestamp account_made;
  std::optional<std::int64_t> public_actor;
};
[[nodiscard]] Reactor reactor_of(const Received& received);
// Counts a reaction by its minute, and a public actor's by itself.
void count(store::Transaction& tx, const activity::Note& note, store::ReactionKind kind, const Reactor& reactor,
           Timestamp now);

// What a stranger wrote, as it would be kept, and whom of ours it may speak to.
struct WrittenToUs {
  activity::Note note;
  activity::Actor author;
  Reactor reactor;
  std::optional<activity::NoteId> parent;      // of ours, as its address says
  std::optional<activity::NoteId> quoted;      // likewise
  std::vector<activity::AccountId> mentioned;  // by tag and address
  std::vector<activity::AccountId> direct;     // by the address of a note for nobody else
  [[nodiscard]] bool speaks_to_us() const { return parent || !mentioned.empty() || !direct.empty(); }
};
// Nothing when it concerns none of ours. Its words are not read yet.
[[nodiscard]] std::optional<WrittenToUs> written_to_us(const Received& received, const ReceivedNote& written);
// Reads its words; false when there are none.
[[nodiscard]] bool read_words(const Received& received, const ReceivedNote& written, WrittenToUs& to_us);
// Keeps it, where the notes and accounts it speaks to let its author; `name`: of the activity that brought it, to take
// it once; empty: that was asked already.
[[nodiscard]] Status keep(store::Transaction& tx, WrittenToUs written, const std::string& name);

// effects_note.cpp
[[nodiscard]] Decision create(const Received& received);
[[nodiscard]] Decision update(const Received& received);
[[nodiscard]] Decision remove(const Received& received);
// effects_follow.cpp
[[nodiscard]] Decision follow(const Received& received);
[[nodiscard]] Decision undo_follow(const Received& received);
[[nodiscard]] Decision answer_to_follow(const Received& received);
[[nodiscard]] Decision move(const Received& received);
[[nodiscard]] Decision block(const Received& received);
[[nodiscard]] Decision undo_block(const Received& received);
// effects_reaction.cpp
[[nodiscard]] Decision react(const Received& received);
[[nodiscard]] Decision undo_reaction(const Received& received);
// Takes a reaction to a note of ours back, and off its bins; one that is not there changes nothing.
void remove_counted(store::Transaction& tx, activity::NoteId note, Reaction kind, const std::string& who);
[[nodiscard]] Decision vote(const Received& received);
// effects_passed_on.cpp
// A public answer in a conversation of ours that its author did not send to us: it is asked for with the rest.
[[nodiscard]] std::optional<Effect> answer_past_us(const ReceivedNote& note, const store::Store& store,
                                                   const Peers& peers);
// effects_consent.cpp
[[nodiscard]] Decision request(const Received& received);
[[nodiscard]] Decision answer_to_request(const Received& received);
// A consent to quotes of ours is taken back by whoever wrote what they quote, or by her server.
void revoke_consent(store::Transaction& tx, const std::string& stamp, const std::string& by);
// effects_report.cpp
[[nodiscard]] Decision report(const Received& received);

}  // namespace chancery::activitypub
