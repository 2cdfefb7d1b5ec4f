// Which conversations somebody asks for: the query of the inbox, of a saved view and of the search field.
//
//   place:queue desk:5 language:ar matter:consular urgency:2 topic:visa has:draft is:breached account:press private:no
//   "words"
//
// All of it must hold; `desk:` may come more than once and means any of them. What stands without a field is searched
// for.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "desk/event.hpp"

namespace chancery::desk {

struct ViewQuery {
  enum class List { Queue, Mine, Held, Open, Closed, Any };  // "queue", "mine", "held", "open", "closed", "any"
  List list = List::Queue;
  std::vector<DeskId> desks;
  std::string language, topic, country, account;  // account: its name, without @
  std::optional<Matter> matter;
  int urgency = 0;  // at least
  std::optional<bool> has_draft, is_private;
  bool breached = false;
  std::string mark;   // "quarantined", "withdrawn", "imported", "unsorted", "official", "flood", "gone";
                      // from:public-actor is official
  std::string words;  // phrases in quotes among them
  friend bool operator==(const ViewQuery&, const ViewQuery&) = default;
};

struct ViewError {
  std::size_t position = 0, length = 0;  // in characters
  std::string message, expected;
};

inline constexpr std::size_t kViewBytes = 1024;

// An empty query is the queue. What it cannot read it tells: where, what, and what was probably meant.
[[nodiscard]] tl::expected<ViewQuery, ViewError> parse_view(std::string_view text);
// As this language writes it, in one order: parse_view(canonical(q)) == q.
[[nodiscard]] std::string canonical(const ViewQuery& query);

}  // namespace chancery::desk
