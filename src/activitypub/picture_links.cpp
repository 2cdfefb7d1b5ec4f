#include "activitypub/picture_links.hpp"

#include <algorithm>
#include <array>

#include "activitypub/peers.hpp"
#include "activitypub/read.hpp"
#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "crypto/random.hpp"
#include "net/url.hpp"
#include "store/actors.hpp"
#include "store/notes.hpp"

namespace chancery::activitypub {
namespace {

constexpr std::size_t kRowBytes = 9;
constexpr std::size_t kMacBytes = 9;
constexpr std::size_t kTokenLetters = 24;  // of 18 bytes
constexpr unsigned kStaffBit = 0x80;
constexpr unsigned kKindShift = 5;
constexpr unsigned kKindMask = 0x3;
constexpr unsigned kEmojiBit = 0x10;
constexpr unsigned kIndexMask = 0x0f;
static_assert(kMaxAttachments <= kIndexMask + 1 && kMaxEmojis <= kIndexMask + 1);

auto no_picture() {
  return fail(Errc::NotFound, "no picture of this name", "there is no such picture");
}

}  // namespace

std::string make_picture_key() {
  return crypto::random_bytes(32);
}

bool is_picture(const activity::Attachment& attachment) {
  static constexpr std::array<std::string_view, 6> kShown{"image/jpeg", "image/jpg", "image/png",
                                                          "image/webp", "image/gif", "image/*"};
  return std::ranges::find(kShown, attachment.media_type) != kShown.end();
}

std::string PictureLinks::bytes_of(const Row& row) {
  const auto first = (row.onlooker == Onlooker::Staff ? kStaffBit : 0U) |
                     static_cast<unsigned>(row.kind) << kKindShift | (row.emoji ? kEmojiBit : 0U) |
                     static_cast<unsigned>(row.index);
  std::string bytes(1, static_cast<char>(first));
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes += static_cast<char>(static_cast<std::uint64_t>(row.id) >> static_cast<unsigned>(shift));
  }
  return bytes;
}

std::optional<PictureLinks::Row> PictureLinks::read_row(std::string_view bytes) {
  const auto first = static_cast<unsigned char>(bytes.front());
  const auto kind = first >> kKindShift & kKindMask;
  if (kind > static_cast<unsigned>(Kind::Reading)) return std::nullopt;
  std::uint64_t id = 0;
  for (const char c : bytes.substr(1, kRowBytes - 1)) id = id << 8U | static_cast<unsigned char>(c);
  return Row{(first & kStaffBit) != 0 ? Onlooker::Staff : Onlooker::Public, static_cast<Kind>(kind),
             (first & kEmojiBit) != 0, first & kIndexMask, static_cast<std::int64_t>(id)};
}

std::optional<RemotePicture> PictureLinks::find(store::Snapshot& snapshot, const Row& row) {
  const auto emoji_of = [&](const std::vector<activity::Emoji>& emojis,
                            const std::string& author) -> std::optional<RemotePicture> {
    if (row.index >= emojis.size()) return std::nullopt;
    return RemotePicture{emojis[row.index].url, ShownAs::Emoji, author};
  };
  const auto part_of = [&](const activity::NoteParts& parts,
                           const std::string& author) -> std::optional<RemotePicture> {
    if (row.emoji) return emoji_of(parts.emojis, author);
    if (row.index >= parts.attachments.size() || !is_picture(parts.attachments[row.index])) return std::nullopt;
    return RemotePicture{parts.attachments[row.index].url, ShownAs::Picture, author};
  };
  if (row.kind == Kind::Actor) {
    const auto actor = store::actor_by_id(snapshot, activity::ActorId{row.id});
    if (actor && row.emoji) return emoji_of(actor->emojis, actor->uri);
    if (!actor || actor->icon.empty()) return std::nullopt;
    return RemotePicture{actor->icon, ShownAs::Face, actor->uri};
  }
  if (row.kind == Kind::Reading) {
    const auto reading = reading_by_id(snapshot, row.id);
    return reading && row.onlooker == Onlooker::Staff ? part_of(reading->parts, reading->author) : std::nullopt;
  }
  const auto note = store::note_by_id(snapshot, activity::NoteId{row.id});
  if (!note || note->account || note->deleted) return std::nullopt;
  if (row.onlooker == Onlooker::Public && !is_public(*note)) return std::nullopt;
  return part_of(note->parts, note->attributed_to);
}

bool PictureLinks::admits(const RemotePicture& picture) const {
  const auto host = host_of(picture.url);
  return !host.empty() && welcomes(host) && welcomes(host_of(picture.actor)) && !blocks_.has_actor(picture.actor);
}

std::string PictureLinks::sign(std::string_view row, std::string_view url) const {
  return crypto::hmac_sha256(key_, std::string(row).append(url)).substr(0, kMacBytes);
}

std::string PictureLinks::path(const Row& row, const RemotePicture& picture) const {
  if (!admits(picture)) return {};
  const auto bytes = bytes_of(row);
  return "/remote-media/" + crypto::to_base64url(bytes + sign(bytes, picture.url));
}

std::string PictureLinks::of(const activity::Note& note, std::size_t attachment, Onlooker onlooker) const {
  const auto& attachments = note.parts.attachments;
  if (note.account || attachment >= attachments.size() || !is_picture(attachments[attachment])) return {};
  return path({onlooker, Kind::Note, false, attachment, note.id.value},
              {attachments[attachment].url, ShownAs::Picture, note.attributed_to});
}

std::string PictureLinks::of(const Reading& reading, std::size_t attachment) const {
  const auto& attachments = reading.parts.attachments;
  if (attachment >= attachments.size() || !is_picture(attachments[attachment])) return {};
  return path({Onlooker::Staff, Kind::Reading, false, attachment, reading.id},
              {attachments[attachment].url, ShownAs::Picture, reading.author});
}

std::string PictureLinks::of(const activity::Actor& actor, Onlooker onlooker) const {
  if (!actor.id || actor.icon.empty()) return {};
  return path({onlooker, Kind::Actor, false, 0, actor.id.value}, {actor.icon, ShownAs::Face, actor.uri});
}

std::string PictureLinks::emoji_path(Row row, const std::vector<activity::Emoji>& emojis, std::string_view shortcode,
                                     const std::string& author) const {
  const auto found = std::ranges::find(emojis, shortcode, &activity::Emoji::shortcode);
  row.emoji = true;
  row.index = static_cast<std::size_t>(found - emojis.begin());
  if (found == emojis.end() || row.index > kIndexMask) return {};
  return path(row, {found->url, ShownAs::Emoji, author});
}

std::string PictureLinks::emoji(const activity::Note& note, std::string_view shortcode, Onlooker onlooker) const {
  if (note.account) return {};
  return emoji_path({.onlooker = onlooker, .kind = Kind::Note, .id = note.id.value}, note.parts.emojis, shortcode,
                    note.attributed_to);
}

std::string PictureLinks::emoji(const Reading& reading, std::string_view shortcode) const {
  return emoji_path({.onlooker = Onlooker::Staff, .kind = Kind::Reading, .id = reading.id}, reading.parts.emojis,
                    shortcode, reading.author);
}

std::string PictureLinks::emoji(const activity::Actor& actor, std::string_view shortcode, Onlooker onlooker) const {
  if (!actor.id) return {};
  return emoji_path({.onlooker = onlooker, .kind = Kind::Actor, .id = actor.id.value}, actor.emojis, shortcode,
                    actor.uri);
}

Result<RemotePicture> PictureLinks::resolve(store::Snapshot& snapshot, std::string_view token) const {
  if (token.size() != kTokenLetters) return no_picture();
  const auto bytes = crypto::from_base64url(token);
  if (!bytes || bytes->size() != kRowBytes + kMacBytes) return no_picture();
  const auto signed_row = std::string_view(*bytes).substr(0, kRowBytes);
  const auto row = read_row(signed_row);
  if (!row) return no_picture();
  auto picture = find(snapshot, *row);
  if (!picture || !crypto::constant_time_equal(sign(signed_row, picture->url), bytes->substr(kRowBytes)) ||
      !admits(*picture)) {
    return no_picture();
  }
  return std::move(*picture);
}

}  // namespace chancery::activitypub
