// The addresses of what is ours. Actors, notes, activities and keys are identifiers for ever: once another server
// has seen one, its form can never change.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "activity/actor.hpp"
#include "activity/note.hpp"
#include "base/result.hpp"

namespace chancery::activity {

// An activity of ours: /activities/ID. The Create of a note carries the note's own number.
using ActivityId = Id<struct ActivityTag>;
[[nodiscard]] constexpr ActivityId create_of(NoteId note) {
  return ActivityId{note.value};
}

// Thread safety: immutable after construction; copy freely.
class Addresses {
 public:
  // `base_url` is scheme and authority: "https://mfa.example", "http://127.0.0.1:8080". A closing slash is dropped.
  // Fails with Errc::Invalid on a path, a query, user info, or http for a host that is not loopback.
  [[nodiscard]] static Result<Addresses> of(std::string_view base_url);

  [[nodiscard]] const std::string& base() const { return base_; }
  // What follows @name@: the host, with the port when it is not the scheme's own.
  [[nodiscard]] const std::string& host() const { return host_; }
  // A loopback server federates with the named test peers alone.
  [[nodiscard]] bool loopback() const { return loopback_; }

  [[nodiscard]] std::string actor(AccountId id) const { return base_ + "/actors/" + id.text(); }
  [[nodiscard]] std::string key(AccountId id) const { return actor(id) + "#main-key"; }
  [[nodiscard]] std::string inbox(AccountId id) const { return actor(id) + "/inbox"; }
  [[nodiscard]] std::string outbox(AccountId id) const { return actor(id) + "/outbox"; }
  [[nodiscard]] std::string followers(AccountId id) const { return actor(id) + "/followers"; }
  [[nodiscard]] std::string following(AccountId id) const { return actor(id) + "/following"; }
  // The notes it has pinned.
  [[nodiscard]] std::string featured(AccountId id) const { return actor(id) + "/featured"; }
  [[nodiscard]] std::string shared_inbox() const { return base_ + "/inbox"; }
  // The actor that signs fetches for the whole server.
  [[nodiscard]] std::string instance_actor() const { return base_ + "/actors/instance"; }
  [[nodiscard]] std::string instance_key() const { return instance_actor() + "#main-key"; }
  [[nodiscard]] std::string note(NoteId id) const { return base_ + "/notes/" + id.text(); }
  [[nodiscard]] std::string replies(NoteId id) const { return note(id) + "/replies"; }
  // Every note of the conversation that began with this one.
  [[nodiscard]] std::string conversation(NoteId root) const { return note(root) + "/context"; }
  // Our consent to a quote of the note, or to a reply to it.
  [[nodiscard]] std::string quote_stamp(NoteId id, std::int64_t stamp) const {
    return note(id) + "/quotes/" + std::to_string(stamp);
  }
  [[nodiscard]] std::string reply_stamp(NoteId id, std::int64_t stamp) const {
    return note(id) + "/approvals/" + std::to_string(stamp);
  }
  [[nodiscard]] std::string activity(ActivityId id) const { return base_ + "/activities/" + id.text(); }
  // A page for people; renames change it, nothing may store it as an identifier.
  [[nodiscard]] std::string page(std::string_view name) const { return base_ + "/@" + std::string(name); }
  [[nodiscard]] std::string media(std::string_view file) const { return base_ + "/media/" + std::string(file); }
  // The page of what we said under a #tag; what is not ASCII is percent-encoded.
  [[nodiscard]] std::string tag(std::string_view name) const;
  [[nodiscard]] std::string acct(std::string_view name) const { return std::string(name) + '@' + host_; }

  // The way back: the id in an address of ours, or nothing when the address is not ours or names something else.
  [[nodiscard]] std::optional<AccountId> account_in(std::string_view uri) const;
  [[nodiscard]] std::optional<NoteId> note_in(std::string_view uri) const;
  [[nodiscard]] std::optional<ActivityId> activity_in(std::string_view uri) const;

 private:
  Addresses(std::string base, std::string host, bool loopback)
      : base_(std::move(base)), host_(std::move(host)), loopback_(loopback) {}

  std::string base_;  // without a closing slash
  std::string host_;
  bool loopback_;
};

}  // namespace chancery::activity
