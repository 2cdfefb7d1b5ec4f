// What a post says and to whom: all that a second person approves.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activity/note.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

namespace chancery::speak {

using MediaId = Id<struct MediaTag>;

inline constexpr std::size_t kMaxCharacters = 5'000;  // of a text, as a reader counts them: grapheme clusters
inline constexpr std::size_t kMaxWarning = 200;       // characters of a content warning
inline constexpr std::size_t kMaxAlt = 1'500;         // characters of a picture's description
inline constexpr std::size_t kMaxPictures = 4;        // what most servers show
inline constexpr std::size_t kMaxLanguages = 12;
inline constexpr std::size_t kMaxParts = 25;            // of a thread
inline constexpr std::size_t kMaxThreadText = 240'000;  // bytes of a thread's texts together
inline constexpr std::size_t kMaxAnswers = 2'000;       // whom one text answers
inline constexpr std::size_t kMaxPollOptions = 10;
inline constexpr std::size_t kMaxPollOption = 100;  // characters

struct PostText {
  std::string language;  // BCP 47
  std::string markdown;  // light Markdown (text/markdown.hpp)
  std::string warning;   // shown before the text; empty: none
  bool operator==(const PostText&) const = default;
};

struct PostPicture {
  MediaId media;
  std::string sha256;  // of the picture as stored: what is approved is this picture, not this number
  std::vector<activity::Wording> alt;
  activity::FocalPoint focus;
  bool operator==(const PostPicture&) const = default;
};

struct PostPoll {
  std::vector<std::string> options;
  bool multiple = false;
  std::chrono::minutes open_for{24 * 60};  // from the moment it is sent
  bool operator==(const PostPoll&) const = default;
};

// What the page of the first link says about itself: speak/link_card.hpp. Never taken from a browser.
struct PostCard {
  std::string url;
  std::string title;
  std::string description;  // may be empty, and so may those below
  std::string site;
  MediaId media;       // none: no picture
  std::string sha256;  // of the picture as stored
  bool operator==(const PostCard&) const = default;
};

// What a thread says after its first part: a note of its own, which answers the one before it. What is asked, answered
// and quoted belongs to the first.
struct PostPart {
  std::vector<PostText> texts;  // in the languages of the first part
  std::vector<PostPicture> pictures;
  bool operator==(const PostPart&) const = default;
};

// Another's post that is shared: the words are hers alone.
struct SharedNote {
  std::string uri;
  std::string author;  // URI
  std::string digest;  // of what it said when it was chosen: what is approved is these words, not this address
  bool operator==(const SharedNote&) const = default;
};

// Who wrote it: the office's team, or the office-holder herself.
enum class Hand { Team, Herself };

struct PostBody {
  activity::AccountId account;
  std::vector<PostText> texts;  // the first is the note's own language; none where it shares
  std::vector<PostPicture> pictures;
  std::optional<PostPoll> poll;
  std::optional<PostCard> card;
  activity::Visibility visibility = activity::Visibility::Public;
  activity::NoteId in_reply_to;             // a stored note, ours or a stranger's; none for a post of its own
  std::string quote;                        // URI of a note; empty: none
  std::optional<SharedNote> share;          // then it says nothing of its own
  std::vector<activity::Mention> mentions;  // the actors behind the @name@host of the texts
  activity::InteractionPolicy policy;
  Hand hand = Hand::Team;
  bool sensitive = false;
  std::vector<PostPart> following;        // the parts of a thread after the first; empty: no thread
  std::vector<activity::NoteId> answers;  // one text to many: each gets it as a note of its own; empty: none
  bool operator==(const PostBody&) const = default;
};

// The address of what it shares or quotes; empty: neither.
[[nodiscard]] const std::string& amplified(const PostBody& body);

// 1 for a post that is no thread.
[[nodiscard]] std::size_t part_count(const PostBody& body);
// One part as a post of its own, from 0: the thread's account, audience and hand, and those of the mentioned whom this
// part names (of a direct thread, all of them: it is addressed to them). `part` < part_count(body).
[[nodiscard]] PostBody part_of(const PostBody& body, std::size_t part);

// Languages each once, texts and alternatives within their limits, a poll of two different options at least and
// without pictures beside it; of one that shares, nothing beside the share. Fails with Errc::Invalid; the hint begins
// with the field: "texts.0.markdown: …", "following.0.texts.0.markdown: …".
[[nodiscard]] Status check_body(const PostBody& body);
// The same for what only a draft may lack: an alternative text, in the note's own language, for every picture; every
// part of a thread in all its languages.
[[nodiscard]] Status check_complete(const PostBody& body);

// As it is stored and hashed: the same body gives the same bytes.
[[nodiscard]] std::string write_body(const PostBody& body);
// Fails with Errc::Malformed: what write_body() wrote is always read.
[[nodiscard]] Result<PostBody> read_body(std::string_view stored);
// SHA-256 of write_body(), in hex: text, media, card, account and audience.
[[nodiscard]] std::string digest_of(const PostBody& body);

}  // namespace chancery::speak
