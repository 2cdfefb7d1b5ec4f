#include "listen/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <utility>

#include "listen/figures.hpp"
#include "listen/findings.hpp"
#include "listen/personal_names.hpp"
#include "listen/query_set.hpp"
#include "listen/talk.hpp"
#include "listen/tally.hpp"
#include "listen/watching.hpp"
#include "text/agenda.hpp"
#include "text/countries.hpp"
#include "text/segment.hpp"
#include "text/utf8.hpp"
#include "trend/coordination.hpp"
#include "trend/narratives.hpp"
#include "trend/near_duplicates.hpp"

namespace chancery::listen {
namespace {

constexpr std::size_t kMostReportedShares = 4'000'000;
constexpr std::chrono::hours kCopiesWindow{24 * 366};
constexpr std::size_t kCopiedPosts = 1'000'000;  // the last so many are compared
constexpr std::size_t kToldDuplicates = 50;      // clusters told, largest first

std::uint64_t text_hash(std::string_view text) {
  return std::hash<std::string_view>{}(text);
}

// A watch as typed. Private persons are no watch here either.
Result<Query> read_watch(const std::string& expression, const QueryVocabulary& vocabulary, const PersonalNames& names) {
  auto query = Query::parse(expression, vocabulary);
  if (!query) {
    auto error = to_error(query.error());
    return fail(error.code, error.detail, fmt::format("--watch '{}': {}", expression, error.hint));
  }
  if (const auto held = names.held_in(*query, [](std::string_view) { return false; }); !held.empty()) {
    return fail(
        Errc::Invalid, "a personal name as a watch",
        fmt::format("--watch '{}': \"{}\" looks like a person's name. Only public actors in the register may be "
                    "named, on the server, after the data-protection officer has seen it",
                    expression, held.front().phrase));
  }
  return std::move(*query);
}

// A text that stands for a cluster.
struct Example {
  std::uint64_t post = 0;
  std::uint64_t author = 0;
  std::string text;
};

}  // namespace

struct Report::Impl {
  Impl(ReportOptions settings, const PostAnnotator& with, std::optional<QuerySet> queries)
      : options(std::move(settings)), annotator(with), set(std::move(queries)) {
    tally.bins.resize(std::max<std::size_t>(1, options.watches.size()));
  }

  ReportOptions options;
  const PostAnnotator& annotator;
  std::optional<QuerySet> set;  // none: every post matches
  QuerySet::Scratch matching;
  PostAnnotator::Scratch annotating;
  text::Segmenter segmenter;
  Tally tally;
  trend::NearDuplicates duplicates{{.window = kCopiesWindow, .posts = kCopiedPosts}};
  std::map<std::uint64_t, Example> examples;                         // by cluster
  std::unordered_multimap<std::uint64_t, std::uint64_t> example_of;  // by post: the clusters it stands for
  std::vector<trend::Share> shares;
  trend::Narratives narratives = narratives_of_posts();
  Timestamp last;  // of the posts that matched

  [[nodiscard]] bool within(Timestamp time) const;
  // The watches that match, by position from 1; nothing: none does.
  [[nodiscard]] std::optional<std::vector<std::int64_t>> matches(const activity::PublicPost& post, Network network,
                                                                 std::optional<Annotation>& annotation);
  void add_match(const activity::PublicPost& post, const std::vector<std::int64_t>& watches,
                 const Annotation& annotation);
  void add_shares(const activity::PublicPost& post);
  void forget_post(std::uint64_t post);
  void forget_author(std::uint64_t author);
  [[nodiscard]] Findings findings() const;
};

bool Report::Impl::within(Timestamp time) const {
  return !(options.since && time < *options.since) && !(options.until && time >= *options.until);
}

std::optional<std::vector<std::int64_t>> Report::Impl::matches(const activity::PublicPost& post, Network network,
                                                               std::optional<Annotation>& annotation) {
  std::vector<std::int64_t> watches;
  if (set) {
    for (const QueryMatch& match : set->candidates(facts_of(post, to_string(network)), matching)) {
      if (!match.certain) {
        if (!annotation) annotation = annotator.annotate(post.text, post.declared_language, annotating);
        if (!set->confirm(match, late_facts_of(*annotation), matching)) continue;
      }
      watches.push_back(match.query + 1);
    }
    if (watches.empty()) return std::nullopt;
  }
  if (!annotation) annotation = annotator.annotate(post.text, post.declared_language, annotating);
  const auto& named = annotation->countries;
  const bool about = options.countries.empty() || std::ranges::any_of(options.countries, [&](const auto& country) {
                       return std::ranges::find(named, country) != named.end();
                     });
  return about ? std::optional{watches} : std::nullopt;
}

void Report::Impl::add_match(const activity::PublicPost& post, const std::vector<std::int64_t>& watches,
                             const Annotation& annotation) {
  const std::uint64_t author = text_hash(post.author);
  tally.matched.add(author);
  tally.hours[start_of_hour(post.time)].matched.add(author);
  tally.languages[annotation.language].add(author);
  for (const auto& topic : annotation.topics) tally.topics[topic].add(author);
  for (const auto& country : annotation.countries) tally.countries[country].add(author);
  if (!annotation.sentiment.empty()) {
    tally.sentiment[annotation.sentiment].add(author);
    auto& tone = tally.tone[annotation.language];
    tone.language = annotation.language;
    ++tone.said[annotation.sentiment == "negative" ? 0 : annotation.sentiment == "neutral" ? 1 : 2];
  }
  tally.together[watches].add(author);
  if (watches.empty()) tally.bins.front()[floor_to_bin(post.time)].add(author);
  for (const std::int64_t watch : watches) {
    tally.bins[static_cast<std::size_t>(watch) - 1][floor_to_bin(post.time)].add(author);
  }
  add_shares(post);
  last = std::max(last, post.time);
  const std::string words = segmenter.search_words(post.text);
  tell(narratives, talk_post({}, author, post, annotation, words));
  const std::uint64_t number = text_hash(post.id);
  const auto cluster = duplicates.add(number, post.time, author, words);
  if (!cluster || examples.contains(*cluster)) return;
  examples.emplace(*cluster, Example{number, author, text::strip_bidi_controls(post.text)});
  example_of.emplace(number, *cluster);
}

// The next post of the cluster stands for it.
void Report::Impl::forget_post(std::uint64_t post) {
  const auto [begin, end] = example_of.equal_range(post);
  for (auto at = begin; at != end; ++at) examples.erase(at->second);
  example_of.erase(begin, end);
}

void Report::Impl::forget_author(std::uint64_t author) {
  std::vector<std::uint64_t> posts;
  for (const auto& [cluster, example] : examples) {
    if (example.author == author) posts.push_back(example.post);
  }
  for (const std::uint64_t post : posts) forget_post(post);
}

void Report::Impl::add_shares(const activity::PublicPost& post) {
  if (shares.size() >= kMostReportedShares) return;
  const std::uint64_t account = text_hash(post.author);
  if (!post.repost_of.empty()) shares.push_back({text_hash(post.repost_of), account, post.time});
  for (const auto link : post.links) shares.push_back({text_hash(link), account, post.time});
}

Report::Report(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Report::Report(Report&&) noexcept = default;
Report& Report::operator=(Report&&) noexcept = default;
Report::~Report() = default;

Result<Report> Report::start(ReportOptions options, const PostAnnotator& annotator) {
  if (options.since && options.until && *options.since >= *options.until) {
    return fail(Errc::Invalid, "empty period", "--since must be before --until");
  }
  if (options.share_window.count() <= 0 || options.min_shared == 0) {
    return fail(Errc::Invalid, "nothing can be shared so", "--window and --min-shared must be 1 or more");
  }
  for (auto& country : options.countries) {
    const auto read = text::parse_country(country);
    if (!read) return fail(Errc::Invalid, read.error().detail, "--country " + country + ": " + read.error().hint);
    country = read->alpha2();
  }
  const auto vocabulary = QueryVocabulary::standard(annotator.own_topics().topics());
  const PersonalNames names;
  std::vector<Query> queries;
  for (const std::string& expression : options.watches) {
    auto query = read_watch(expression, vocabulary, names);
    if (!query) return fail(query.error());
    queries.push_back(std::move(*query));
  }
  std::optional<QuerySet> set;
  if (!queries.empty()) {
    auto compiled = QuerySet::compile(queries);
    if (!compiled) return fail(compiled.error());
    set = std::move(*compiled);
  }
  return Report{std::make_unique<Impl>(std::move(options), annotator, std::move(set))};
}

Findings Report::Impl::findings() const {
  Findings found{.tally = tally,
                 .watches = options.watches,
                 .tone = {},
                 .share_window = options.share_window,
                 .min_shared = options.min_shared,
                 .coordination = {},
                 .copies = {},
                 .narratives = {}};
  std::vector<text::ToneCount> tones;
  for (const auto& entry : tally.tone) tones.push_back(entry.second);
  const auto shown = shown_rows(tally.sentiment, true);
  const bool all_shown = std::ranges::all_of(shown, [](const auto& row) { return row.second.has_value(); });
  if (all_shown) found.tone = text::estimate_tone(tones, annotator.sentiment());
  found.coordination = trend::coordination(trend::co_sharings(shares, options.share_window).edges, options.min_shared);
  for (const auto* cluster : duplicates.clusters()) {
    if (found.copies.size() == kToldDuplicates) break;
    if (!cluster->authors.at_least(kMinAuthors)) continue;
    const auto example = examples.find(cluster->id);
    found.copies.push_back({.size = static_cast<std::int64_t>(cluster->size),
                            .authors = static_cast<std::int64_t>(cluster->authors.count()),
                            .example = example == examples.end() ? std::string{} : example->second.text});
  }
  for (const auto& narrative : narratives.shown(last)) {
    FoundNarrative& told = found.narratives.emplace_back();
    for (const auto& word : narrative.words) told.words.push_back(word.word);
    told.posts = static_cast<std::int64_t>(narrative.posts);
    told.authors = static_cast<std::int64_t>(narrative.authors);
    told.first_seen = narrative.first;
    for (const auto& language : narrative.languages) {
      if (language.authors >= kMinAuthors) told.languages.push_back(language.language);
    }
  }
  return found;
}

json::Object Report::to_json(std::chrono::duration<double> seconds) const {
  return findings_json(impl_->findings(), seconds);
}

std::string Report::to_table(std::chrono::duration<double> seconds) const {
  return findings_table(impl_->findings(), seconds);
}

void Report::count_event() {
  ++impl_->tally.events;
}
void Report::count_bad_line() {
  ++impl_->tally.bad_lines;
}
std::uint64_t Report::events() const {
  return impl_->tally.events;
}
std::uint64_t Report::bad_lines() const {
  return impl_->tally.bad_lines;
}
std::uint64_t Report::posts() const {
  return impl_->tally.posts;
}

void Report::count_events(std::uint64_t events, std::uint64_t bad_lines) {
  impl_->tally.events += events;
  impl_->tally.bad_lines += bad_lines;
}

void Report::add(const activity::PublicPost& post, Network network) {
  Impl& impl = *impl_;
  if (post.update) return impl.forget_post(text_hash(post.id));
  if (!impl.within(post.time)) return;
  if (post.text.empty() && !post.repost_of.empty()) {
    if (!impl.set) impl.add_shares(post);
    return;
  }
  ++impl.tally.posts;
  ++impl.tally.hours[start_of_hour(post.time)].posts;
  std::optional<Annotation> annotation;
  if (const auto watches = impl.matches(post, network, annotation)) {
    impl.add_match(post, *watches, *annotation);
  } else if (in_sample(post.id)) {
    if (!annotation) annotation = impl.annotator.annotate(post.text, post.declared_language, impl.annotating);
    ++impl.tally.sampled;
    impl.tally.sample_languages[annotation->language].add(text_hash(post.author));
  }
}

void Report::remove(const activity::Removal& removal) {
  if (removal.id.empty()) {
    impl_->forget_author(text_hash(removal.author));
  } else {
    impl_->forget_post(text_hash(removal.id));
  }
}

}  // namespace chancery::listen
