// What strangers write: Create, Update, Delete.
#include <algorithm>
#include <utility>

#include "activity/events.hpp"
#include "activitypub/conversation_parts.hpp"
#include "activitypub/effect_parts.hpp"
#include "activitypub/followers.hpp"
#include "activitypub/following.hpp"
#include "activitypub/moderation.hpp"
#include "activitypub/note_finder.hpp"
#include "activitypub/read_parts.hpp"
#include "activitypub/reading.hpp"
#include "activitypub/received.hpp"
#include "activitypub/stamps.hpp"
#include "store/accounts.hpp"
#include "store/actors.hpp"
#include "store/events.hpp"
#include "store/note_addressed.hpp"
#include "store/notes.hpp"
#include "store/shares.hpp"

namespace chancery::activitypub {
namespace {

namespace events = activity::events;

bool addresses_actor(const ReceivedNote& note, const std::string& uri) {
  return std::ranges::find(note.audience.to, uri) != note.audience.to.end() ||
         std::ranges::find(note.audience.cc, uri) != note.audience.cc.end();
}

// The account a tag names: by its actor, or where a peer leaves that out by "@name@host".
std::optional<activity::AccountId> account_of(const ReceivedMention& mention, const Received& received) {
  if (!mention.href.empty()) return received.peers.addresses().account_in(mention.href);
  const auto name = mention.name.substr(mention.name.starts_with('@') ? 1 : 0);
  return received.store.read([&](store::Snapshot& snapshot) -> std::optional<activity::AccountId> {
    const auto account = store::account_by_name(snapshot, name.substr(0, name.find('@')));
    return account ? std::optional(account->id) : std::nullopt;
  });
}

// The accounts of ours it mentions: both the tag and the address are needed.
std::vector<activity::AccountId> mentioned(const Received& received, const ReceivedNote& note) {
  std::vector<activity::AccountId> accounts;
  for (const auto& mention : note.mentions) {
    const auto account = account_of(mention, received);
    if (account && addresses_actor(note, received.peers.addresses().actor(*account))) accounts.push_back(*account);
  }
  return accounts;
}

// The accounts of ours whose addresses stand in `to` or `cc`.
std::vector<activity::AccountId> named(const activity::Addresses& addresses, const activity::Audience& audience) {
  std::vector<activity::AccountId> accounts;
  for (const auto* list : {&audience.to, &audience.cc}) {
    for (const auto& uri : *list) {
      const auto account = addresses.account_in(uri);
      if (account && accounts.size() < kMaxMentions && std::ranges::find(accounts, *account) == accounts.end()) {
        accounts.push_back(*account);
      }
    }
  }
  return accounts;
}

activity::Visibility visibility_of(const ReceivedNote& received) {
  return received.audience.visibility(followers_in(received));
}

// When its author wrote these words, as she says; never later than now, so that no clock keeps her own changes out.
Timestamp time_of(const ReceivedNote& received, Timestamp now) {
  return std::min(received.updated.value_or(received.published.value_or(now)), now);
}

// Whom it names is not kept, but for accounts of ours: see create(). Translations have the room of one more text.
activity::NoteParts kept_parts(const ReceivedNote& received) {
  activity::NoteParts parts;
  parts.summary = received.summary;
  parts.sensitive = received.sensitive || !received.summary.empty();
  std::size_t room = kMaxContent;
  for (const auto& [language, html] : received.translations) {
    auto content = kept_html(html);
    if (content.empty() || content.size() > room) continue;
    room -= content.size();
    parts.translations.push_back({language, std::move(content)});
  }
  parts.attachments = received.attachments;
  parts.hashtags = received.hashtags;
  parts.emojis = received.emojis;
  parts.question = received.question;
  parts.quote = received.quote;
  return parts;
}

// Whether a person who looked at the note has not read this: counted votes alone say nothing new.
bool says_other(const activity::Note& note, std::string_view content, const activity::NoteParts& parts) {
  auto now = parts;
  if (now.question && note.parts.question) {
    now.question->voters = note.parts.question->voters;
    for (std::size_t i = 0; i < now.question->options.size() && i < note.parts.question->options.size(); ++i) {
      now.question->options[i].votes = note.parts.question->options[i].votes;
    }
  }
  return content != note.content || now != note.parts;
}

// What was said to fewer people is never shown to more: a later, wider audience may be a mistake.
void change_words(store::Transaction& tx, const activity::Note& note, store::NoteChange change) {
  change.visibility = std::max(change.visibility, note.visibility);
  change.parts.mentions = note.parts.mentions;
  store::rewrite_note(tx, note.id, change);
  const bool other = says_other(note, change.content, change.parts);
  if (!other && change.visibility == note.visibility) return;
  // Somebody showed what it said before; of this nobody has read a word.
  if (other && note.screening == activity::Screening::Released) {
    store::screen_note(tx, note.id, screening_of(tx, note.attributed_to));
  }
  store::append_event(tx, events::kNoteChanged, note_facts(note.id, note.actor));
}

bool says_something(const std::string& content, const activity::NoteParts& parts) {
  return !content.empty() || !parts.attachments.empty() || parts.question;
}

activity::Note as_stored(const ReceivedNote& received, const store::Store& store) {
  activity::Note note;
  note.id = store.ids().make<activity::NoteId>();
  note.uri = received.id;
  note.attributed_to = received.attributed_to;
  note.in_reply_to = received.in_reply_to;
  note.content = kept_html(received.content);
  note.language = received.language;
  note.url = received.url.empty() ? received.id : received.url;
  note.visibility = visibility_of(received);
  note.received = store.clock().now();
  note.published = std::min(received.published.value_or(note.received), note.received);
  note.updated = time_of(received, note.received);
  note.parts = kept_parts(received);
  return note;
}

Reading as_reading(const ReceivedNote& received, const store::Store& store) {
  const auto note = as_stored(received, store);
  Reading reading;
  reading.id = note.id.value;
  reading.uri = note.uri;
  reading.author = note.attributed_to;
  reading.summary = note.parts.summary;
  reading.parts.attachments = note.parts.attachments;
  reading.parts.emojis = note.parts.emojis;
  reading.parts.sensitive = note.parts.sensitive;
  reading.content = note.content;
  reading.language = note.language;
  reading.url = note.url;
  reading.published = note.published;
  reading.updated = note.updated;
  reading.received = note.received;
  return reading;
}

// What one we follow says to everyone, and not in answer to somebody else: for the reading list.
Decision post_of_peer(const Received& received) {
  const auto& note = *received.activity.note;
  const auto& author = received.signer.uri;
  const bool answers_another = !note.in_reply_to.empty() && !same_origin(note.in_reply_to, author);
  if (note.vote || answers_another || visibility_of(note) > activity::Visibility::Unlisted) return nothing();
  if (!received.store.read([&](store::Snapshot& snapshot) { return is_followed(snapshot, author); })) return nothing();
  if (const auto owned = check_ownership(note, received.signer); !owned) return fail(owned.error());
  return effect([name = name_of(received.activity),
                 reading = as_reading(note, received.store)](store::Transaction& tx) -> Status {
    if (!first_time(tx, name, reading.received) || was_received(tx, withdrawal_of(reading.uri))) return {};
    if (!add_reading(tx, reading)) return {};
    store::append_event(tx, events::kPeerPosted, {{"reading", reading.id}});
    return {};
  });
}

Decision post_elsewhere(const Received& received) {
  const auto& note = *received.activity.note;
  auto reading = post_of_peer(received);
  if (!reading || *reading || !check_ownership(note, received.signer)) return reading;
  return answer_past_us(note, received.store, received.peers);
}

// Who may answer is the author's to say: who may not is neither kept nor shown, wherever else it is.
bool may_reply(store::Transaction& tx, const activity::Note& parent, const std::string& author) {
  return is_permitted(tx, parent, parent.parts.policy.reply, author) && !blocked(tx, parent.account, author);
}

std::optional<activity::Note> own_note(store::Transaction& tx, std::optional<activity::NoteId> id) {
  auto note = id ? store::note_by_id(tx, *id) : std::nullopt;
  if (!note || !note->account || note->deleted) return std::nullopt;
  return note;
}

// Whom of ours it speaks to, as far as they hear its author: the account it answers first, a private word before a
// public one.
std::vector<store::Addressed> addressees(store::Transaction& tx, const WrittenToUs& written,
                                         const std::optional<activity::Note>& replied,
                                         const std::optional<activity::Note>& quoted) {
  using How = store::AddressedHow;
  std::vector<store::Addressed> accounts;
  const auto add = [&](activity::AccountId account, How how) {
    const bool twice = std::ranges::find(accounts, account, &store::Addressed::account) != accounts.end();
    if (!twice && store::account_by_id(tx, account)) accounts.push_back({account, how});
  };
  const auto hears = [&](activity::AccountId account) { return !blocked(tx, account, written.author.uri); };
  const bool direct = written.note.visibility == activity::Visibility::Direct;
  if (replied) add(replied->account, How::Reply);
  for (const auto account : written.direct) {
    if (hears(account)) add(account, How::Direct);
  }
  for (const auto account : written.mentioned) {
    if (hears(account)) add(account, direct ? How::Direct : How::Mention);
  }
  if (quoted && is_permitted(tx, *quoted, quoted->parts.policy.quote, written.author.uri)) {
    add(quoted->account, How::Quote);
  }
  return accounts;
}

void withdraw(store::Transaction& tx, const activity::Note& note) {
  store::bury_note(tx, note.id);
  store::append_event(tx, events::kNoteWithdrawn, note_facts(note.id, note.actor));
}

Decision update_profile(const Received& received) {
  if (received.activity.profile->uri != received.signer.uri) {
    return fail(Errc::Forbidden, "the profile of another actor");
  }
  Effect effect;
  effect.changes_actor = true;
  effect.write = [profile = *received.activity.profile,
                  &store = received.store](store::Transaction& tx) mutable -> Status {
    if (!store::actor_by_uri(tx, profile.uri)) return {};
    profile.fetched_at = store.clock().now();
    move_follower_inbox(tx, store::save_actor(tx, profile), delivery_inbox(profile));
    return {};
  };
  return std::optional(std::move(effect));
}

}  // namespace

std::optional<WrittenToUs> written_to_us(const Received& received, const ReceivedNote& written) {
  const auto& addresses = received.peers.addresses();
  WrittenToUs to_us;
  to_us.parent = addresses.note_in(written.in_reply_to);
  to_us.quoted = addresses.note_in(written.quote);
  to_us.mentioned = mentioned(received, written);
  if (visibility_of(written) == activity::Visibility::Direct) to_us.direct = named(addresses, written.audience);
  if (!to_us.speaks_to_us() && !to_us.quoted) return std::nullopt;
  to_us.author = received.signer;
  to_us.reactor = reactor_of(received);
  return to_us;
}

bool read_words(const Received& received, const ReceivedNote& written, WrittenToUs& to_us) {
  to_us.note = as_stored(written, received.store);
  if (!says_something(to_us.note.content, to_us.note.parts)) return false;
  auto accounts = to_us.mentioned;
  for (const auto account : to_us.direct) {
    if (std::ranges::find(accounts, account) == accounts.end()) accounts.push_back(account);
  }
  for (const auto account : accounts) {
    to_us.note.parts.mentions.push_back({received.peers.addresses().actor(account), {}});
  }
  return true;
}

Status keep(store::Transaction& tx, WrittenToUs written, const std::string& name) {
  auto& note = written.note;
  const auto now = note.received;
  const auto replied = own_note(tx, written.parent);
  if (replied && !may_reply(tx, *replied, written.author.uri)) return {};
  auto quoted = written.quoted ? own_public_note(tx, *written.quoted) : std::nullopt;
  if (quoted && blocked(tx, quoted->account, written.author.uri)) quoted.reset();
  const auto accounts = addressees(tx, written, replied, quoted);
  if (accounts.empty() && !quoted) return {};
  if (!name.empty() && !first_time(tx, name, now)) return {};
  if (was_received(tx, withdrawal_of(note.uri))) return {};
  const auto known = store::note_by_uri(tx, note.uri);
  if (known && (!known->fetched || known->deleted || known->attributed_to != note.attributed_to)) return {};
  // What was said to few is counted like the rest; that it was a public actor is for those few.
  const bool open =
      note.visibility == activity::Visibility::Public || note.visibility == activity::Visibility::Unlisted;
  if (!open) written.reactor.public_actor.reset();
  if (replied) count(tx, *replied, store::ReactionKind::Reply, written.reactor, now);
  if (quoted) count(tx, *quoted, store::ReactionKind::Quote, written.reactor, now);
  if (accounts.empty()) return {};
  note.actor = store::save_actor(tx, written.author);
  note.screening = screening_of(tx, written.author.uri);
  if (known) note.id = known->id;
  auto facts = note_facts(note.id, note.actor);
  if (replied) {
    note.in_reply_to_note = replied->id;
    facts["in_reply_to"] = replied->id.value;
  }
  if (known) {
    store::receive_note(tx, note.id, note.in_reply_to_note);
  } else if (auto inserted = store::insert_note(tx, note); !inserted) {
    return inserted;
  }
  store::put_addressed(tx, note.id, accounts);
  store::append_event(tx, events::kNoteReceived, facts);
  return {};
}

Decision create(const Received& received) {
  const auto& written = *received.activity.note;
  auto to_us = written_to_us(received, written);
  if (!to_us) return post_elsewhere(received);
  if (written.vote) return nothing();
  // Who quotes us speaks to others all the same.
  auto elsewhere = to_us->speaks_to_us() ? nothing() : post_elsewhere(received);
  if (!elsewhere) return elsewhere;
  if (const auto owned = check_ownership(written, received.signer); !owned) return fail(owned.error());
  if (!read_words(received, written, *to_us)) return elsewhere;
  const auto name = name_of(received.activity) + (to_us->speaks_to_us() ? "" : " quote");
  return effect([name, to_us = std::move(*to_us), elsewhere = std::move(*elsewhere)](store::Transaction& tx) -> Status {
    if (elsewhere) {
      if (auto done = elsewhere->write(tx); !done) return done;
    }
    return keep(tx, to_us, name);
  });
}

Result<bool> keep_fetched(store::Transaction& tx, const ReceivedNote& written, const activity::Actor& author,
                          const store::Store& store, const Peers& peers) {
  if (const auto owned = check_ownership(written, author); !owned) return false;
  auto note = as_stored(written, store);
  const auto known = store::note_by_uri(tx, note.uri);
  const bool for_all = !written.vote && note.visibility <= activity::Visibility::Unlisted;
  if (known) {
    if (known->account || known->deleted || known->attributed_to != note.attributed_to) return false;
    if (known->fetched && (!for_all || !says_something(note.content, note.parts))) {
      drop_fetched(tx, *known);
      return false;
    }
    if (for_all && note.updated > known->updated && says_something(note.content, note.parts)) {
      change_words(tx, *known, {note.content, note.language, note.visibility, note.updated, note.parts});
    }
    return true;
  }
  if (!for_all || !says_something(note.content, note.parts) || was_received(tx, withdrawal_of(note.uri))) return false;
  const auto parent = peers.addresses().note_in(written.in_reply_to);
  const auto replied = parent ? store::note_by_id(tx, *parent) : std::nullopt;
  if (replied && replied->account) {
    if (replied->deleted || !may_reply(tx, *replied, author.uri)) return false;
    note.in_reply_to_note = *parent;
  }
  note.actor = store::save_actor(tx, author);
  note.screening = screening_of(tx, author.uri);
  note.fetched = true;
  if (const auto inserted = store::insert_note(tx, note); !inserted) return fail(inserted.error());
  if (note.in_reply_to_note) store::put_addressed(tx, note.id, {{{replied->account, store::AddressedHow::Reply}}});
  store::append_event(tx, events::kNoteFound, note_facts(note.id, note.actor));
  return true;
}

Decision update(const Received& received) {
  const auto& activity = received.activity;
  if (activity.profile) return update_profile(received);
  if (!activity.note) return nothing();
  if (const auto owned = check_ownership(*activity.note, received.signer); !owned) return fail(owned.error());
  const auto& written = *activity.note;
  return effect([uri = written.id, author = received.signer.uri, content = kept_html(written.content),
                 written_parts = kept_parts(written), language = written.language, visibility = visibility_of(written),
                 updated = time_of(written, received.store.clock().now()),
                 reading = as_reading(written, received.store),
                 digest = source_digest(written)](store::Transaction& tx) -> Status {
    store::source_changed(tx, uri, author, digest);
    if (visibility <= activity::Visibility::Unlisted) static_cast<void>(change_reading(tx, reading));
    const auto note = store::note_by_uri(tx, uri);
    if (!note || note->attributed_to != author || note->deleted || updated < note->updated) return {};
    if (!says_something(content, written_parts)) {
      withdraw(tx, *note);
    } else {
      change_words(tx, *note, {content, language, visibility, updated, written_parts});
    }
    return {};
  });
}

Decision remove(const Received& received) {
  const auto& object = received.activity.object;
  const auto& author = received.signer.uri;
  if (object.empty()) return nothing();
  if (object == author) return std::optional(actor_gone(author));
  if (!same_origin(object, author)) return fail(Errc::Forbidden, "the object of another server");
  return effect([uri = object, author, &store = received.store](store::Transaction& tx) -> Status {
    remove_stamps(tx, uri, author);
    revoke_consent(tx, uri, author);
    static_cast<void>(remove_reading(tx, uri, author));
    store::source_withdrawn(tx, uri, author);
    const auto note = store::note_by_uri(tx, uri);
    if (!note) {
      // Its Create may come later; then it is not wanted any more.
      static_cast<void>(first_time(tx, withdrawal_of(uri), store.clock().now(), kWithdrawalKept));
      return {};
    }
    if (note->attributed_to == author && !note->deleted) withdraw(tx, *note);
    return {};
  });
}

}  // namespace chancery::activitypub
