// Under which addresses of ours strangers' pictures are shown: /remote-media/TOKEN, which names a row we hold (a note's
// attachment, an actor's picture, one of their custom emoji) and not where it is kept, so that the server fetches
// nothing on a stranger's word.
//
// A token is 18 bytes, base64url: who may see it, what kind of row, whether an emoji, which of them (1 byte); the row's
// id (8); a keyed MAC over these and the remote address (9). A picture that its author replaced so gets another token,
// and an address may be kept by a browser for long.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "activity/actor.hpp"
#include "activity/note.hpp"
#include "activitypub/blocks.hpp"
#include "activitypub/reading.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

// Whom a link is made for. What everybody could see once goes when the note is withdrawn or kept back; staff, who were
// signed in when they got theirs, go on seeing it.
enum class Onlooker { Public, Staff };

// As what it is shown, which decides how large it is made.
enum class ShownAs : std::uint8_t { Picture, Face, Emoji };

// What a token stands for now.
struct RemotePicture {
  std::string url;
  ShownAs as = ShownAs::Picture;
  std::string actor;  // URI of who showed it
};

[[nodiscard]] std::string make_picture_key();  // 32 bytes

// Thread safety: any thread.
class PictureLinks {
 public:
  // `key`: of make_picture_key(). Borrows the blocks for its lifetime.
  PictureLinks(std::string key, const Blocks& blocks) : key_(std::move(key)), blocks_(blocks) {}

  // The path of a stranger's picture; empty for what is no picture, and where moderation says that none of its server
  // is to be fetched.
  [[nodiscard]] std::string of(const activity::Note& note, std::size_t attachment, Onlooker onlooker) const;
  [[nodiscard]] std::string of(const Reading& reading, std::size_t attachment) const;  // for staff alone
  [[nodiscard]] std::string of(const activity::Actor& actor, Onlooker onlooker) const;
  // The same of the custom emoji of a text or name; empty too for a shortcode that its author explained to nobody.
  [[nodiscard]] std::string emoji(const activity::Note& note, std::string_view shortcode, Onlooker onlooker) const;
  [[nodiscard]] std::string emoji(const Reading& reading, std::string_view shortcode) const;
  [[nodiscard]] std::string emoji(const activity::Actor& actor, std::string_view shortcode, Onlooker onlooker) const;

  // Fails with Errc::NotFound for what is no token of ours, for what is gone or kept back, and for what moderation
  // does not want. One read by id.
  [[nodiscard]] Result<RemotePicture> resolve(store::Snapshot& snapshot, std::string_view token) const;
  // Whether pictures may be fetched from there at all.
  [[nodiscard]] bool welcomes(std::string_view host) const { return !blocks_.rejects_media(host); }

 private:
  enum class Kind : std::uint8_t { Note, Actor, Reading };
  struct Row {
    Onlooker onlooker = Onlooker::Public;
    Kind kind = Kind::Note;
    bool emoji = false;
    std::size_t index = 0;  // below kMaxAttachments, kMaxEmojis
    std::int64_t id = 0;
  };
  [[nodiscard]] static std::string bytes_of(const Row& row);
  [[nodiscard]] static std::optional<Row> read_row(std::string_view bytes);
  [[nodiscard]] static std::optional<RemotePicture> find(store::Snapshot& snapshot, const Row& row);
  [[nodiscard]] bool admits(const RemotePicture& picture) const;
  [[nodiscard]] std::string sign(std::string_view row, std::string_view url) const;
  [[nodiscard]] std::string path(const Row& row, const RemotePicture& picture) const;
  [[nodiscard]] std::string emoji_path(Row row, const std::vector<activity::Emoji>& emojis, std::string_view shortcode,
                                       const std::string& author) const;

  const std::string key_;
  const Blocks& blocks_;
};

// Whether it is shown as a picture at all: JPEG, PNG, WebP and GIF are, and what is not named more closely. SVG is not.
[[nodiscard]] bool is_picture(const activity::Attachment& attachment);

}  // namespace chancery::activitypub
