// The check before publication: what of a post should be looked at again, each with its reason.
//
// Cautions never stop a post. Those of the level SecondPerson ask for one approval beyond the account's rule: a demand
// together with a person's name, in a language read in other countries. All of it is rules of thumb over lists in
// caution_lists/; README.md says how often they err.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/speak_settings.hpp"
#include "speak/post_body.hpp"
#include "speak/posts.hpp"
#include "text/annotator.hpp"
#include "text/language.hpp"

namespace chancery::speak {

enum class CautionLevel { Note, Caution, SecondPerson };
[[nodiscard]] std::string_view to_string(CautionLevel level);  // "note", "caution", "second_person"

struct Caution {
  std::string code;  // "alt_missing": stable, what the staff application has its sentences for
  CautionLevel level = CautionLevel::Caution;
  std::string part;      // "texts.0.markdown", "following.0.pictures.1.alt", "poll.options.0"; empty: all
  std::string language;  // of that part
  std::vector<std::string> words = {};   // found in it; of a demand: the demand, then the name; languages changed
  std::vector<std::string> others = {};  // rival spellings; the language it reads as; what a link shows; languages left
  std::string country = {};              // of a day
  std::size_t n = 0;                     // hashtags

  friend bool operator==(const Caution&, const Caution&) = default;
};

// In English, for the record and for readers of the API.
[[nodiscard]] std::string reason_of(const Caution& caution);
[[nodiscard]] std::string advice_of(const Caution& caution);
[[nodiscard]] json::Object to_json(const Caution& caution);

// What the check is told about the day and the institution.
struct CautionContext {
  std::string own_country;  // ISO 3166-1 alpha-2; empty: unknown
  std::string own_host;
  Timestamp leaves;                        // when the post is to leave
  std::vector<std::string> officeholders;  // names in the register of public actors, in all their languages
  std::vector<std::string> handles;        // their addresses as a post mentions them: "@minister@mfa.example"
  std::optional<PostBody> sent = {};       // of a change: what was sent
};

inline constexpr std::size_t kMaxCautions = 60;  // of one post; the gravest stay

// Made once: the lists are read then (some milliseconds). Thread safety: immutable; any thread may ask.
class CautionRules {
 public:
  // Borrows the models for its lifetime. What of the settings cannot be read is left out: the configuration checked it.
  CautionRules(const SpeakSettings& settings, const text::LanguageIdentifier& languages,
               const text::Annotator& countries);
  CautionRules(CautionRules&&) noexcept;
  ~CautionRules();

  // The gravest first, then in the order of the post. Linear in the post; some milliseconds for a post as usual, at
  // most half a second for twelve texts of 5,000 characters, and as much again for the longest descriptions.
  [[nodiscard]] std::vector<Caution> cautions_of(const PostBody& body, const CautionContext& context) const;
  // The same, as submit_post takes it.
  [[nodiscard]] Assessment assess(const PostBody& body, const CautionContext& context) const;

 private:
  struct Rules;
  std::unique_ptr<const Rules> rules_;
};

// 1 when a caution asks for a second person, else 0.
[[nodiscard]] int more_approvals(const std::vector<Caution>& cautions);

}  // namespace chancery::speak
