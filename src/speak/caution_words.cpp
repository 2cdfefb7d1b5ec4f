// The English of each caution. The staff application has its own in each of its languages (web/src/text).
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "speak/cautions.hpp"

namespace chancery::speak {
namespace {

// {0}: words, {1}: others, {2}: language, {3}: country, {4}: n, {5}: the first word, {6}: the second.
struct Sentences {
  std::string_view code;
  std::string_view reason;
  std::string_view advice;
};

constexpr std::string_view kSecondPerson = "One person more must approve. Ask somebody who knows how it is read there.";
constexpr std::string_view kTone = "Look whether its tone suits the day, or choose another.";
constexpr std::string_view kPlain = "Take them out: paste the text anew, as plain text.";

constexpr auto kCautionSentences = std::to_array<Sentences>({
    {"alt_missing", "A picture has no description in {2}.", "Say in a sentence what it shows."},
    {"alt_meaningless", "The description \"{0}\" tells nothing.", "Say in a sentence what the picture shows."},
    {"language_missing", "The text does not say which language it is in.", "Choose its language."},
    {"language_differs", "The text is marked as {2}, but reads as {1}.", "Choose the language it is written in."},
    {"languages_unchanged", "Changed in {0}; still as it was sent in {1}.",
     "Change the other languages too, or make sure that what they say still holds."},
    {"demand_public_name",
     "A demand (\"{5}\") stands with the name of an officeholder (\"{6}\"), in a language read in other countries.",
     kSecondPerson},
    {"demand_possible_name",
     "A demand (\"{5}\") stands with what looks like a person's name (\"{6}\"), in a language read in other countries. "
     "A rule of thumb found it, and it may be wrong.",
     kSecondPerson},
    {"national_day", "It would leave on the national day of {3}.", kTone},
    {"mourning_day", "It would leave on a day of mourning or remembrance in {3}: {0}.", kTone},
    {"own_day", "It would leave on a day the institution has put on its list, for {3}: {0}.", kTone},
    {"link_unlisted", "A link leads to {0}, which is not on the institution's list.", "Check the address."},
    {"link_shortened", "{0} shortens links: readers cannot see where it leads, and that can be changed.",
     "Write the full address."},
    {"link_misleading", "A link shows {1} but leads to {0}.", "Let the link show where it leads."},
    {"link_lookalike", "The address {0} has letters that cannot be seen, or that look like others.",
     "Type the address anew, letter by letter."},
    {"link_private_post", "{0} is a private person's post: no card shows it, since she was not asked.",
     "Leave it out, or ask her, record her permission, and quote it instead."},
    {"rival_spelling", "\"{0}\" is also called {1}. Both are in use.", "Choose on purpose."},
    {"bidi_controls", "The text has characters that cannot be seen and turn the direction of writing: {0}.", kPlain},
    {"mixed_scripts", "\"{0}\" mixes letters of several alphabets that look alike.", "Type the word anew."},
    {"hidden_characters", "The text has characters that cannot be seen: {0}.", kPlain},
    {"shouting", "Much of the text is in capitals: \"{0}\".", "Capitals are read as shouting, and are hard to read."},
    {"many_hashtags", "{4} hashtags in one text.", "Keep the two or three that people look for."},
});

std::string said(std::string_view pattern, const Caution& caution) {
  const auto word = [&](std::size_t i) { return i < caution.words.size() ? caution.words[i] : std::string{}; };
  return fmt::format(fmt::runtime(pattern), fmt::join(caution.words, ", "), fmt::join(caution.others, ", "),
                     caution.language, caution.country, caution.n, word(0), word(1));
}

const Sentences* caution_sentences(std::string_view code) {
  const auto* const found = std::ranges::find(kCautionSentences, code, &Sentences::code);
  return found == kCautionSentences.end() ? nullptr : found;
}

}  // namespace

std::string reason_of(const Caution& caution) {
  const auto* found = caution_sentences(caution.code);
  return found == nullptr ? caution.code : said(found->reason, caution);
}

std::string advice_of(const Caution& caution) {
  const auto* found = caution_sentences(caution.code);
  return found == nullptr ? std::string{} : std::string{found->advice};
}

json::Object to_json(const Caution& caution) {
  return {{"code", caution.code},
          {"level", to_string(caution.level)},
          {"part", caution.part},
          {"language", caution.language},
          {"words", json::Array(caution.words.begin(), caution.words.end())},
          {"others", json::Array(caution.others.begin(), caution.others.end())},
          {"country", caution.country},
          {"n", caution.n},
          {"reason", reason_of(caution)},
          {"advice", advice_of(caution)}};
}

}  // namespace chancery::speak
