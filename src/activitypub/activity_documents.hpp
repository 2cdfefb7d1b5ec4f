// The documents of what our accounts do beside publishing notes: follow, share, block, report, consent, move.
//
// Pure, like documents.hpp.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "activity/addresses.hpp"
#include "base/clock.hpp"

namespace chancery::activitypub {

using activity::Addresses;

// Who does it, under which id.
struct Doing {
  activity::ActivityId id;
  activity::AccountId account;
};

[[nodiscard]] std::string follow_document(const Addresses& addresses, const Doing& doing, std::string_view whom);
[[nodiscard]] std::string undo_follow_document(const Addresses& addresses, const Doing& doing, std::string_view follow,
                                               std::string_view whom);
// To the public; `author` of the note is told.
[[nodiscard]] json::Object announce_object(const Addresses& addresses, const Doing& doing, std::string_view note,
                                           std::string_view author, Timestamp published);
[[nodiscard]] std::string announce_document(const Addresses& addresses, const Doing& doing, std::string_view note,
                                            std::string_view author, Timestamp published);
[[nodiscard]] std::string undo_announce_document(const Addresses& addresses, const Doing& doing,
                                                 std::string_view announce, std::string_view note,
                                                 std::string_view author);
[[nodiscard]] std::string block_document(const Addresses& addresses, const Doing& doing, std::string_view whom);
[[nodiscard]] std::string undo_block_document(const Addresses& addresses, const Doing& doing, std::string_view block,
                                              std::string_view whom);
// From the instance actor: the server complains, not one of its people.
[[nodiscard]] std::string flag_document(const Addresses& addresses, const Doing& doing, std::string_view whom,
                                        std::span<const std::string> notes, std::string_view content);
[[nodiscard]] std::string move_document(const Addresses& addresses, const Doing& doing, std::string_view target);
[[nodiscard]] std::string reject_document(const Addresses& addresses, const Doing& doing, std::string_view follow,
                                          std::string_view follower);
// A note added to, or removed from, the featured ones.
[[nodiscard]] std::string featured_document(const Addresses& addresses, const Doing& doing, std::string_view type,
                                            std::string_view note);

// What somebody asks to do with a note of ours (FEP-044f; https://gotosocial.org/ns).
struct InteractionRequest {
  std::string_view type;  // "QuoteRequest" or "ReplyRequest"
  std::string_view id;
  std::string_view actor;
  std::string_view note;        // ours
  std::string_view instrument;  // what quotes it or replies to it
};
// Asks whether a note of ours may quote another; our note is the instrument.
[[nodiscard]] std::string quote_request_document(const Addresses& addresses, const Doing& doing,
                                                 std::string_view quoted, std::string_view instrument);
[[nodiscard]] std::string accept_request_document(const Addresses& addresses, const Doing& doing,
                                                  const InteractionRequest& request, std::string_view stamp);
[[nodiscard]] std::string reject_request_document(const Addresses& addresses, const Doing& doing,
                                                  const InteractionRequest& request);
// A consent of ours.
struct Consent {
  std::string id;
  std::string_view type;  // "QuoteAuthorization" or "ReplyAuthorization"
  std::string_view note;  // ours
  std::string_view interacting;
};
// The consent itself, for others to look up.
[[nodiscard]] std::string stamp_document(const Addresses& addresses, activity::AccountId account,
                                         const Consent& consent);
// Tells whom it was given that it is taken back.
[[nodiscard]] std::string delete_stamp_document(const Addresses& addresses, const Doing& doing, std::string_view whom,
                                                const Consent& consent);

}  // namespace chancery::activitypub
