// Where the rest of a conversation is to be found: `replies` and `context` of a note, and their pages.
//
// What a collection lists is a claim of its server: addresses alone are read, whatever is embedded. Each note is then
// asked for where it is at home.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "activitypub/peers.hpp"
#include "base/json.hpp"

namespace chancery::activitypub {

inline constexpr std::size_t kMaxItems = 500;  // of one document; the rest is passed over

struct ReceivedCollection {
  std::vector<std::string> items;  // notes of other servers, in order, each once; of a Create, what it created
  std::string next;                // the page to read on with; empty: none
  [[nodiscard]] bool empty() const { return items.empty() && next.empty(); }
};

// A collection, its embedded first page read with it, or a page. Any object is read as one: Mastodon 4.5 gives the
// first page of a `context` no type that is known. `next` is left out unless it has the origin of `at`, where all this
// stands.
[[nodiscard]] ReceivedCollection read_collection(const json::Object& object, std::string_view at, const Peers& peers);

struct ConversationLinks {
  std::string replies;           // to be asked for; empty: none, or a page of them was embedded
  ReceivedCollection beginning;  // that page
  std::string context;           // FEP-7888
};
// Both must have the note's origin.
[[nodiscard]] ConversationLinks read_links(const json::Object& note, std::string_view at, const Peers& peers);

// What stands where a note was (its type is Tombstone).
[[nodiscard]] bool is_tombstone(const json::Object& object);
// The object of a Create; empty of anything else. FEP-f228 allows collections of activities.
[[nodiscard]] std::string created_by(const json::Object& object);

}  // namespace chancery::activitypub
