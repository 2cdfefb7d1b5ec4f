// What a note has beside its text: the same in other languages, pictures, a poll, whom it names, what it quotes, and
// who may do what with it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "activity/emoji.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

namespace chancery::activity {

// A text in one language (ActivityStreams `contentMap`, `summaryMap`, `nameMap`).
struct Wording {
  std::string language;  // BCP 47
  std::string text;
  bool operator==(const Wording&) const = default;
};

[[nodiscard]] json::Array write_wordings(const std::vector<Wording>& wordings);  // pairs
[[nodiscard]] std::vector<Wording> read_wordings(const json::Object& object, std::string_view key);

// Where the eye should rest when a picture is cropped: -1 to 1 from left to right and from bottom to top (Mastodon's
// `focalPoint`).
struct FocalPoint {
  double x = 0;
  double y = 0;
  bool operator==(const FocalPoint&) const = default;
};

struct Attachment {
  std::string url;           // ours: below BASE/media/
  std::string media_type;    // "image/webp"
  std::vector<Wording> alt;  // what it shows, in words; the first language is the note's own
  int width = 0;             // pixels; 0 when unknown
  int height = 0;
  std::string blurhash;
  FocalPoint focus;
  bool operator==(const Attachment&) const = default;
};

// Another actor the note names, and delivers to.
struct Mention {
  std::string actor;  // URI
  std::string acct;   // "@name@host"
  bool operator==(const Mention&) const = default;
};

// A poll (ActivityStreams `Question`). Only numbers are kept of who voted.
struct Question {
  struct Option {
    std::string name;
    std::int64_t votes = 0;
    bool operator==(const Option&) const = default;
  };
  std::vector<Option> options;
  bool multiple = false;  // `anyOf`, else `oneOf`
  Timestamp ends;
  std::int64_t voters = 0;
  bool operator==(const Question&) const = default;
};

// Who may do something with the note without asking (`interactionPolicy`, https://gotosocial.org/ns; FEP-044f).
enum class Permitted { Anyone, Followers, Mentioned, Nobody };
[[nodiscard]] std::string_view to_string(Permitted permitted);  // "anyone"
[[nodiscard]] Result<Permitted> parse_permitted(std::string_view text);

struct InteractionPolicy {
  Permitted reply = Permitted::Anyone;
  Permitted quote = Permitted::Anyone;
  bool operator==(const InteractionPolicy&) const = default;
};

struct NoteParts {
  std::string summary;  // the content warning in the note's own language, plain text
  bool sensitive = false;
  std::vector<Wording> translations;          // HTML, the note's own language left out
  std::vector<Wording> summary_translations;  // plain
  std::vector<Attachment> attachments;
  std::vector<Mention> mentions;
  std::vector<std::string> hashtags;  // without '#', as written
  std::vector<Emoji> emojis;          // a stranger's: what stands in its texts
  std::optional<Question> question;
  std::string quote;                // URI of the note it quotes
  std::string quote_authorization;  // URI of the quoted author's consent (FEP-044f)
  InteractionPolicy policy;
  bool herself = false;  // written by the office-holder, not by her team
  bool quiet = false;    // one of many answers in the same words: for whom it answers, and whoever looks
  Timestamp removed;     // when a deleted note of ours was taken back; zero: it was not, or nobody knows when
  bool operator==(const NoteParts&) const = default;
};

// As it is stored: members that say nothing are left out; empty when nothing is said.
[[nodiscard]] std::string write_parts(const NoteParts& parts);
// Fails with Errc::Malformed: what write_parts() wrote is always read.
[[nodiscard]] Result<NoteParts> read_parts(std::string_view stored);

}  // namespace chancery::activity
