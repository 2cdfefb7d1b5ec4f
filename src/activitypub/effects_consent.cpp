// Who asks first: requests to quote a note of ours or to reply to it (FEP-044f; https://gotosocial.org/ns). The note's
// own policy answers, at once; nothing waits for a person.
#include <utility>

#include "activity/events.hpp"
#include "activitypub/delivery_audience.hpp"
#include "activitypub/delivery_plan.hpp"
#include "activitypub/effect_parts.hpp"
#include "activitypub/following.hpp"
#include "activitypub/reading.hpp"
#include "activitypub/received.hpp"
#include "activitypub/stamps.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"

namespace chancery::activitypub {
namespace {

struct AskedConsent {
  std::string name;     // under which the request is remembered
  std::string request;  // its id; what stands for it where there is none
  StampKind kind = StampKind::Quote;
  activity::NoteId note;
  std::string instrument;
  activity::Actor by;
  std::optional<WrittenToUs> words;  // of the instrument, where they are known
};

// The instrument is the asker's own, and does to this note what it asks for.
Status check_instrument(const Received& received, StampKind kind) {
  const auto& activity = received.activity;
  if (!same_origin(activity.instrument, received.signer.uri)) {
    return fail(Errc::Forbidden, "an instrument of another server");
  }
  if (!activity.note) return {};
  if (const auto owned = check_ownership(*activity.note, received.signer); !owned) return owned;
  const auto& about = kind == StampKind::Quote ? activity.note->quote : activity.note->in_reply_to;
  if (about != activity.object) return fail(Errc::Invalid, "the instrument is about another note");
  return {};
}

OwnActivity answer_of(const AskedConsent& asked, const activity::Note& note, activity::ActivityId id, Timestamp now) {
  OwnActivity answer;
  answer.id = id;
  answer.account = note.account;
  answer.note = note.id;
  answer.follow = asked.request;
  answer.follower = asked.by.uri;
  answer.object = asked.instrument;
  answer.created_at = now;
  return answer;
}

Status decide(store::Transaction& tx, const AskedConsent& asked, const store::Store& store,
              const activity::Addresses& addresses) {
  const auto now = store.clock().now();
  const auto note = own_public_note(tx, asked.note);
  if (!note || blocked(tx, note->account, asked.by.uri) || !first_time(tx, asked.name, now)) return {};
  const bool quote = asked.kind == StampKind::Quote;
  const auto who = quote ? note->parts.policy.quote : note->parts.policy.reply;
  auto answer = answer_of(asked, *note, store.ids().make<activity::ActivityId>(), now);
  if (is_permitted(tx, *note, who, asked.by.uri)) {
    const auto stamp =
        save_stamp(tx, {store.ids().next(), note->id, asked.kind, asked.instrument, asked.by.uri, now, asked.by.inbox});
    answer.kind = ActivityKind::AcceptStamp;
    answer.detail = address_of(addresses, stamp);
    // Many servers send a quote no other way.
    if (asked.words) {
      if (auto kept = keep(tx, *asked.words, {}); !kept) return kept;
    }
  } else {
    answer.kind = ActivityKind::RejectStamp;
    answer.detail = quote ? "QuoteRequest" : "ReplyRequest";
  }
  queue_activity(tx, store.ids(), {answer, {false, {asked.by.inbox}, {}}});
  return {};
}

// Of the author alone, where we know who that is.
bool is_of(store::Transaction& tx, const std::string& quoted, const std::string& by) {
  const auto note = store::note_by_uri(tx, quoted);
  const auto author = note ? note->attributed_to : author_of_reading(tx, quoted);
  return author.empty() || author == by;
}

}  // namespace

Decision request(const Received& received) {
  const auto& activity = received.activity;
  const auto note = received.peers.addresses().note_in(activity.object);
  if (!note || activity.instrument.empty()) return nothing();
  const auto kind = activity.verb == Verb::QuoteRequest ? StampKind::Quote : StampKind::Reply;
  if (const auto sound = check_instrument(received, kind); !sound) return fail(sound.error());
  auto words = activity.note ? written_to_us(received, *activity.note) : std::nullopt;
  if (words && !read_words(received, *activity.note, *words)) words.reset();
  return effect([asked = AskedConsent{name_of(activity), activity.id.empty() ? name_of(activity) : activity.id, kind,
                                      *note, activity.instrument, received.signer, std::move(words)},
                 &store = received.store, &addresses = received.peers.addresses()](
                    store::Transaction& tx) { return decide(tx, asked, store, addresses); },
                true);
}

// The consent to a quote of ours: from the server of what is quoted, to the request we sent there. A refusal changes
// nothing: the note goes on as a link.
Decision answer_to_request(const Received& received) {
  const auto& activity = received.activity;
  const auto asked = received.peers.addresses().activity_in(activity.object);
  if (!asked || activity.verb != Verb::Accept || activity.result.empty()) return nothing();
  if (!same_origin(activity.result, received.signer.uri)) return fail(Errc::Forbidden, "a consent of another server");
  return effect([asked = *asked, stamp = activity.result, by = received.signer.uri](store::Transaction& tx) -> Status {
    const auto own = activity_by_id(tx, asked);
    if (!own || own->kind != ActivityKind::QuoteRequest || !same_origin(own->object, by)) return {};
    if (!is_of(tx, own->object, by)) return {};
    auto note = store::note_by_id(tx, own->note);
    if (!note || note->deleted || note->parts.quote != own->object) return {};
    if (note->parts.quote_authorization == stamp) return {};
    remember_consent(tx, own->id, stamp);
    note->parts.quote_authorization = stamp;
    store::put_note_parts(tx, note->id, note->parts);
    store::append_event(tx, activity::events::kQuoteConsented, {{"note", note->id.value}});
    return {};
  });
}

void revoke_consent(store::Transaction& tx, const std::string& stamp, const std::string& by) {
  for (const auto& request : requests_consented_by(tx, stamp)) {
    auto note = store::note_by_id(tx, request.note);
    if (!note || note->parts.quote_authorization != stamp || !is_of(tx, request.object, by)) continue;
    note->parts.quote_authorization.clear();
    store::put_note_parts(tx, note->id, note->parts);
    if (!note->deleted) store::append_event(tx, activity::events::kQuoteRevoked, {{"note", note->id.value}});
  }
}

}  // namespace chancery::activitypub
