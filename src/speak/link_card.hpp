// The card of a link: what the page a post leads to says about itself, fetched once while the post is written, approved
// with it, and shown below it.
#pragma once

#include <optional>
#include <string>

#include "activity/addresses.hpp"
#include "speak/post_body.hpp"
#include "store/store.hpp"

namespace chancery::speak {

// The first address in the post's own language that is worth a card: a link to the web that is no mention, no tag and
// no page of ours. Empty when there is none, and where pictures or a poll take its place.
[[nodiscard]] std::string link_for_card(const PostBody& body, const activity::Addresses& addresses);

// A card as it is shown.
struct ShownCard {
  std::string url;
  std::string title;
  std::string description;
  std::string site;
  std::string image;  // name of a file of ours (media/files.hpp); empty: none
};
// Of a note of ours, as it was sent last.
[[nodiscard]] std::optional<ShownCard> card_of(store::Snapshot& snapshot, activity::NoteId note);

namespace rows {

// The card that version of the note leaves with, or none.
void put_card(store::Transaction& tx, activity::NoteId note, const std::optional<PostCard>& card);
void erase_card(store::Transaction& tx, activity::NoteId note);

}  // namespace rows

}  // namespace chancery::speak
