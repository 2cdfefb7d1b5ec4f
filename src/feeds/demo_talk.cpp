#include "feeds/demo_talk.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "feeds/demo_people.hpp"
#include "feeds/demo_story.hpp"
#include "feeds/demo_texts.hpp"
#include "feeds/phrase_book.hpp"

namespace chancery::feeds {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr minutes kSlice{10};
constexpr double kSlicesAnHour = 6;
constexpr double kChatter = 0.22;  // posts that do not name the country, beside one that does
constexpr double kShares = 0.13;   // reposts, beside one post
constexpr double kStrangers = 0.35;
constexpr double kStrangersInCrisis = 0.6;
constexpr std::size_t kRecent = 40;             // posts of a language that are answered and shared
constexpr double kRegularsAPost = 90;           // for each everyday post an hour
constexpr std::uint64_t kCopyists = 1'000'000;  // numbers of people in groups
constexpr std::uint64_t kRing = 2'000'000;
constexpr std::size_t kRingAccounts = 12;

// One post as it will be said.
struct Said {
  Timestamp time;
  std::string author;
  std::string text;
  std::string id;
  std::string rev;
  std::string in_reply_to;
  std::string repost_of;
  std::string quote_of;
  std::string_view declared;
  bool media = false;
};

struct Chosen {
  std::string_view phrase;
  PhraseTone tone = PhraseTone::Plain;
};

// A text that many copy: how often in an hour, and while how much of the story is left.
struct Copying {
  std::string_view language;
  std::string_view theme;
  std::size_t text = 0;  // which of the theme's
  hours from{0};         // before the story's end
  hours to{0};
  std::size_t an_hour = 0;
};
constexpr std::array<Copying, 4> kCopied{{
    {.language = "en", .theme = "campaign-copy", .text = 0, .from = hours{273}, .to = hours{265}, .an_hour = 5},
    {.language = "es", .theme = "campaign-copy", .text = 0, .from = hours{226}, .to = hours{218}, .an_hour = 5},
    {.language = "pt", .theme = "crisis-copy", .text = 0, .from = hours{7}, .to = hours{1}, .an_hour = 4},
    {.language = "en", .theme = "crisis-copy", .text = 0, .from = hours{4}, .to = hours{0}, .an_hour = 9},
}};
// What the ring of accounts shares, minutes before the end.
constexpr std::array kRingShares = {minutes{165}, minutes{135}, minutes{105}, minutes{75}, minutes{45}};

// What one language says: its book, its people, its latest posts.
struct Voice {
  Voice(const DemoLanguage& of, std::uint64_t seed)
      : language(&of),
        book(demo_texts(of.tag)),
        people(seed, static_cast<std::size_t>(of.everyday * kRegularsAPost) + 20) {}

  const DemoLanguage* language;
  PhraseBook book;
  DemoPeople people;
  std::vector<std::string> recent;  // ids; the oldest is replaced
  std::size_t oldest = 0;

  void remember(const std::string& id) {
    if (recent.size() < kRecent) {
      recent.push_back(id);
    } else {
      recent[oldest++ % kRecent] = id;
    }
  }
  [[nodiscard]] std::string recent_one(Dice& dice) const {
    return recent.empty() ? std::string{} : dice.one_of(std::span{recent});
  }
  // Any phrase of a theme, whatever its tone; nothing when the book has none.
  [[nodiscard]] std::optional<Chosen> choose(std::string_view theme, Dice& dice) const {
    std::size_t all = 0;
    for (std::size_t tone = 0; tone < kPhraseTones; ++tone) all += book.phrases(theme, PhraseTone{tone}).size();
    if (all == 0) return std::nullopt;
    auto which = dice.below(all);
    for (std::size_t tone = 0;; ++tone) {
      const auto phrases = book.phrases(theme, PhraseTone{tone});
      if (which < phrases.size()) return Chosen{.phrase = phrases[which], .tone = PhraseTone{tone}};
      which -= phrases.size();
    }
  }
};

constexpr std::array<std::string_view, 12> kThemes = {
    // Half of what a ministry hears is about papers, work and the weather.
    "consular", "consular", "trade",  "trade", "climate", "climate",
    "culture",  "tourism",  "rights", "cyber", "health",  "elections",
};

// The parts of a text the network knows as such: words between spaces.
struct Parts {
  std::vector<std::string_view> links;
  std::vector<std::string_view> mentions;
  std::vector<std::string_view> tags;

  void read(std::string_view text) {
    links.clear();
    mentions.clear();
    tags.clear();
    while (!text.empty()) {
      const auto end = std::min(text.find(' '), text.size());
      add(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

 private:
  void add(std::string_view word) {
    const auto last = word.find_last_not_of(".,;:!?)");
    word = word.substr(0, last == std::string_view::npos ? 0 : last + 1);
    if (word.starts_with("https://")) links.push_back(word);
    if (word.size() < 2) return;
    auto* named = word.front() == '@' ? &mentions : word.front() == '#' ? &tags : nullptr;
    if (named == nullptr) return;
    word.remove_prefix(1);
    if (std::ranges::find(*named, word) == named->end()) named->push_back(word);
  }
};

}  // namespace

std::span<const std::string_view> demo_terms() {
  static constexpr std::array<std::string_view, 11> kTerms{
      "Marendia",  "Marendian", "Marendie",  // en es pt tr, en, fr
      "Marendien", "Марендия",  "Марендии",  // de, ru
      "Марендию",  "Марендией",              // ru
      "مارينديا",  "马伦迪亚",  "मारेंडिया",   // ar, zh, hi
  };
  return kTerms;
}

struct DemoTalk::Impl {
  Impl(Timestamp now, unsigned with_seed)
      : seed(with_seed), end(std::chrono::floor<hours>(now)), hour(end - kDemoStory), extras(demo_texts("common")) {
    std::uint64_t number = 0;
    for (const auto& language : demo_languages()) voices.emplace_back(language, mix(seed, ++number));
  }

  // Everything that is said in the next hour, in the order of time.
  void make_hour() {
    said.clear();
    at = 0;
    Dice dice(mix(mix(seed, 7), static_cast<std::uint64_t>(to_micros(hour))));
    for (auto slice = hour; slice < hour + hours{1}; slice += kSlice) {
      for (auto& voice : voices) talk(voice, slice, dice);
    }
    const auto moment = demo_moment(hour, end);
    for (const auto& copying : kCopied) copy(copying, moment, dice);
    for (const auto before : kRingShares) share_together(before, moment, dice);
    std::ranges::stable_sort(said, {}, &Said::time);
    for (auto& post : said) {
      post.time = last = std::max(post.time, last + microseconds{1});
    }
    hour += hours{1};
  }

  void talk(Voice& voice, Timestamp slice, Dice& dice) {
    const auto middle = slice + kSlice / 2;
    const auto moment = demo_moment(middle, end);
    const auto& language = *voice.language;
    const auto times = [&](double an_hour) { return dice.poisson(an_hour / kSlicesAnHour); };
    const auto usual = everyday_rate(language, middle);
    const auto campaign = campaign_rate(language, moment, middle);
    const auto crisis = crisis_rate(language, moment);
    for (auto n = times(usual); n > 0; --n) say(voice, kThemes[dice.below(kThemes.size())], slice, dice);
    for (auto n = times(campaign); n > 0; --n) say(voice, "campaign", slice, dice);
    for (auto n = times(crisis); n > 0; --n) say(voice, "crisis", slice, dice);
    for (auto n = times(usual * kChatter); n > 0; --n) chat(voice, slice, dice);
    for (auto n = times((usual + campaign + crisis) * kShares); n > 0; --n) share(voice, slice, dice);
  }

  Said& post(Voice& voice, std::string author, Timestamp time, std::string_view collection, Dice& dice) {
    Said post{.time = time, .author = std::move(author)};
    post.rev = tid(time, static_cast<unsigned>(dice.below(1024)));
    post.id = "at://" + post.author + "/" + std::string{collection} + "/" + post.rev;
    post.declared = dice.chance(0.9) ? voice.language->declared : std::string_view{};
    return said.emplace_back(std::move(post));
  }
  static Timestamp within(Timestamp slice, Dice& dice) {
    return slice + microseconds{dice.below(static_cast<std::size_t>(microseconds(kSlice).count()))};
  }

  // A phrase of the theme, what people add to such a phrase, and now and then a tag, a link, a sign.
  void say(Voice& voice, std::string_view theme, Timestamp slice, Dice& dice) {
    const auto chosen = voice.choose(theme, dice);
    if (!chosen) return;
    const bool crisis = theme == "crisis";
    auto& made = post(voice, voice.people.somebody(dice, crisis ? kStrangersInCrisis : kStrangers), within(slice, dice),
                      "app.bsky.feed.post", dice);
    const auto add = [&](std::span<const std::string_view> of, double often) {
      if (!of.empty() && dice.chance(often)) append(made.text, voice, voice.book.fill(dice.one_of(of), dice));
    };
    // Enough around it that few texts are near-duplicates of another.
    add(voice.book.phrases(crisis ? "crisis-aside" : "aside", PhraseTone::Plain), crisis ? 0.95 : 0.8);
    append(made.text, voice, voice.book.fill(chosen->phrase, dice));
    add(voice.book.phrases(crisis ? "crisis-end" : "end", chosen->tone), 0.85);
    adorn(made.text, voice, theme, chosen->tone, dice);
    made.media = dice.chance(0.15);
    if (dice.chance(0.08)) made.in_reply_to = voice.recent_one(dice);
    if (dice.chance(0.04)) made.quote_of = voice.recent_one(dice);
    voice.remember(made.id);
  }

  // One more sentence.
  static void append(std::string& text, const Voice& voice, std::string_view sentence) {
    if (!text.empty() && voice.language->tag != "zh") text += ' ';
    text += sentence;
  }

  void adorn(std::string& text, const Voice& voice, std::string_view theme, PhraseTone tone, Dice& dice) const {
    const auto add = [&](std::span<const std::string_view> of, const PhraseBook& book) {
      if (of.empty()) return;
      text += ' ';
      text += book.fill(dice.one_of(of), dice);
    };
    const bool story = theme == "campaign" || theme == "crisis";
    if (dice.chance(0.16)) add(extras.phrases("sign", tone), extras);
    if (dice.chance(story ? 0.6 : 0.2)) {
      add(voice.book.phrases(std::string{theme} + "-tag", PhraseTone::Plain), voice.book);
    }
    if (dice.chance(story ? 0.12 : 0.09)) {
      add(extras.phrases(story ? std::string{theme} + "-link" : std::string{"link"}, PhraseTone::Plain), extras);
    }
  }

  // What does not name the country: an answer to somebody, or something else altogether.
  void chat(Voice& voice, Timestamp slice, Dice& dice) {
    const bool reply = dice.chance(0.5);
    const auto chosen = voice.choose(reply ? "reply" : "elsewhere", dice);
    if (!chosen) return;
    auto& made = post(voice, voice.people.somebody(dice, kStrangers), within(slice, dice), "app.bsky.feed.post", dice);
    made.text = voice.book.fill(chosen->phrase, dice);
    if (reply) made.in_reply_to = voice.recent_one(dice);
  }

  void share(Voice& voice, Timestamp slice, Dice& dice) {
    auto shared = voice.recent_one(dice);
    if (shared.empty()) return;
    auto& made =
        post(voice, voice.people.somebody(dice, kStrangers), within(slice, dice), "app.bsky.feed.repost", dice);
    made.repost_of = std::move(shared);
  }

  // The same words from one account after the other, the odd sign in front or behind.
  void copy(const Copying& copying, const DemoMoment& moment, Dice& dice) {
    if (moment.before > copying.from || moment.before <= copying.to) return;
    auto& voice = voice_of(copying.language);
    const auto texts = voice.book.phrases(copying.theme, PhraseTone::Plain);
    const auto signs = extras.phrases("copied", PhraseTone::Plain);
    if (copying.text >= texts.size()) return;
    const auto hours_in = static_cast<std::uint64_t>((copying.from - moment.before) / hours{1});
    for (std::size_t i = 0; i < copying.an_hour; ++i) {
      const auto account = kCopyists + static_cast<std::uint64_t>(copying.from.count()) * 1000 +
                           hours_in * copying.an_hour + i + 1'000'000 * moment.round;
      const auto time = hour + microseconds{dice.below(3'600'000'000U)};
      auto& made = post(voice, voice.people.member(account), time, "app.bsky.feed.post", dice);
      made.text = voice.book.fill(texts[copying.text], dice);
      if (!signs.empty() && dice.chance(0.4)) made.text += " " + std::string{dice.one_of(signs)};
    }
  }

  // Twelve accounts share one post of the crisis within half a minute.
  void share_together(minutes before, const DemoMoment& moment, Dice& dice) {
    if (moment.before < before || moment.before - before >= hours{1}) return;
    auto& voice = voice_of("en");
    const auto chosen = voice.choose("crisis", dice);
    if (!chosen) return;
    const auto time = hour + (moment.before - before);
    auto& made = post(voice, voice.people.member(kRing), time, "app.bsky.feed.post", dice);
    made.text = voice.book.fill(chosen->phrase, dice);
    const auto shared = made.id;
    for (std::size_t i = 1; i <= kRingAccounts; ++i) {
      const auto later = time + seconds{4} + microseconds{dice.below(22'000'000)};
      post(voice, voice.people.member(kRing + i), later, "app.bsky.feed.repost", dice).repost_of = shared;
    }
  }

  Voice& voice_of(std::string_view tag) {
    return *std::ranges::find_if(voices, [tag](const Voice& voice) { return voice.language->tag == tag; });
  }

  std::uint64_t seed;
  Timestamp end;
  Timestamp hour;  // the next to be made
  Timestamp last;  // of the last post made
  std::vector<Voice> voices;
  PhraseBook extras;
  std::vector<Said> said;  // this hour
  std::size_t at = 0;      // the next of them
  Parts parts;
};

DemoTalk::DemoTalk(Timestamp now, unsigned seed) : impl_(std::make_unique<Impl>(now, seed)) {}
DemoTalk::~DemoTalk() = default;
DemoTalk::DemoTalk(DemoTalk&&) noexcept = default;
DemoTalk& DemoTalk::operator=(DemoTalk&&) noexcept = default;

std::optional<activity::PublicPost> DemoTalk::next() {
  while (impl_->at == impl_->said.size()) impl_->make_hour();
  const auto& said = impl_->said[impl_->at++];
  auto& parts = impl_->parts;
  parts.read(said.text);
  return activity::PublicPost{.id = said.id,
                              .author = said.author,
                              .time = said.time,
                              .text = said.text,
                              .declared_language = said.declared,
                              .in_reply_to = said.in_reply_to,
                              .repost_of = said.repost_of,
                              .quote_of = said.quote_of,
                              .rev = said.rev,
                              .media = said.media,
                              .links = parts.links,
                              .mentions = parts.mentions,
                              .tags = parts.tags};
}

}  // namespace chancery::feeds
