#include <stdexcept>

#include "base/json.hpp"
#include "speak/link_card.hpp"
#include "speak/pictures.hpp"
#include "store/sql.hpp"

namespace chancery::speak {

std::optional<ShownCard> card_of(store::Snapshot& snapshot, activity::NoteId note) {
  auto query = store::connection(snapshot).query("SELECT card FROM note_card WHERE note = ?");
  if (!query.bind(note).step()) return std::nullopt;
  const auto card = json::parse_object(query.text(0));
  if (!card) throw std::runtime_error("a note's card cannot be read");
  return ShownCard{json::text_or_empty(*card, "url"), json::text_or_empty(*card, "title"),
                   json::text_or_empty(*card, "description"), json::text_or_empty(*card, "site"),
                   json::text_or_empty(*card, "image")};
}

namespace rows {

void put_card(store::Transaction& tx, activity::NoteId note, const std::optional<PostCard>& card) {
  if (!card) return erase_card(tx, note);
  const auto picture = card->media ? picture_by_id(tx, card->media) : std::nullopt;
  const json::Object shown{{"url", card->url},
                           {"title", card->title},
                           {"description", card->description},
                           {"site", card->site},
                           {"image", picture ? picture->small : std::string()}};
  store::connection(tx)
      .query("INSERT INTO note_card (note, card) VALUES (?, ?) ON CONFLICT (note) DO UPDATE SET card = excluded.card")
      .bind(note, boost::json::serialize(shown))
      .run();
}

void erase_card(store::Transaction& tx, activity::NoteId note) {
  store::connection(tx).query("DELETE FROM note_card WHERE note = ?").bind(note).run();
}

}  // namespace rows

}  // namespace chancery::speak
