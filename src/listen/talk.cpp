#include "listen/talk.hpp"

#include <algorithm>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <unordered_map>

#include "listen/cells.hpp"
#include "listen/figures.hpp"
#include "listen/tally.hpp"
#include "listen/withholding.hpp"
#include "text/fold.hpp"
#include "text/function_words.hpp"
#include "trend/narratives.hpp"
#include "trend/near_duplicates.hpp"

namespace chancery::listen {
namespace {

constexpr std::chrono::hours kWindow = kWindows.back();
constexpr std::chrono::hours kTrend = trend::kTrendWindow;
constexpr std::size_t kMaxPosts = 65'536;  // as many as near-duplicates keep
constexpr std::size_t kMostTalkShares = 500'000;
constexpr trend::NearDuplicateOptions kTalkDuplicates{.window = kWindow, .posts = kMaxPosts};

std::uint64_t pseudonym_number(const Pseudonym& post) {
  std::uint64_t number = 0;
  std::memcpy(&number, post.data(), sizeof number);
  return number;
}

// What is kept of a post.
struct Said {
  Pseudonym post{};
  std::uint64_t author = 0;
  Timestamp time;
  std::string language;
  std::vector<WatchId> watches;
};

bool concerns(const Said& said, WatchId watch) {
  return watch == kAllWatches || std::ranges::find(said.watches, watch) != said.watches.end();
}

// What is kept of a story, as one window tells it of one watch.
class Story {
 public:
  Story(Timestamp now, std::chrono::hours window, WatchId watch)
      : now_(now), from_(window_start(now, window)), watch_(watch) {}

  void add(const Said& said) {
    if (!concerns(said, watch_)) return;
    if (said.time >= now_ - kTrend) {
      late_.add(said.author);
    } else if (said.time >= now_ - 2 * kTrend) {
      early_.add(said.author);
    }
    if (said.time < from_) return;
    if (count_.posts == 0 || said.time < first_->time) first_ = &said;
    last_seen_ = std::max(last_seen_, said.time);
    languages_[said.language].add(said.author);
    count_.add(said.author);
    posts_.push_back({said.time, said.author});
  }

  [[nodiscard]] bool told() const { return count_.posts > 0 && !too_few(count_); }
  // Into what both kinds of stories tell; in steps, as the same story is told of other windows and watches.
  template <class Told>
  void tell(Told& story, Timestamp first_known) const {
    story.first_seen = first_known < from_ ? first_known : first_->time;
    story.last_seen = last_seen_;
    story.posts = in_steps(count_.posts);
    story.authors = in_steps(count_.people());
    story.example = first_->post;
  }
  [[nodiscard]] const std::map<std::string, Count>& languages() const { return languages_; }
  [[nodiscard]] std::int64_t onset() const { return trend::onset_of(posts_); }
  [[nodiscard]] std::optional<double> growth() const {
    if (early_.posts == 0 || too_few(early_) || late_.posts == 0 || too_few(late_)) return std::nullopt;
    return static_cast<double>(late_.posts) / static_cast<double>(early_.posts);
  }

 private:
  Timestamp now_;
  Timestamp from_;
  WatchId watch_;
  Count count_;  // in the window
  Count late_;
  Count early_;
  const Said* first_ = nullptr;
  Timestamp last_seen_;
  std::map<std::string, Count> languages_;
  std::vector<trend::OnsetPost> posts_;
};

}  // namespace

struct Talk::Impl {
  mutable std::mutex mutex;  // guards all below
  std::unordered_map<std::uint64_t, Said> posts;
  std::deque<std::uint64_t> order;  // as they came
  trend::NearDuplicates duplicates{kTalkDuplicates};
  std::unordered_map<std::uint64_t, std::vector<std::uint64_t>> copies;  // posts by the cluster they joined
  std::deque<trend::Share> shares;
  std::unordered_map<std::uint64_t, std::size_t> authors;  // how many posts and shares there are of each
  trend::Narratives narratives = narratives_of_posts();
  std::unordered_map<std::uint64_t, std::vector<std::uint64_t>> told;  // posts by the narrative they went to
  Timestamp tidied;                                                    // when what is past the window was dropped

  void drop(Timestamp now);
  void one_less(std::uint64_t author);
  void drop_oldest_share();
  void add_share(const trend::Share& share);
  [[nodiscard]] std::map<std::uint64_t, std::vector<const Said*>> clusters() const;
};

TalkPost talk_post(const Pseudonym& post, std::uint64_t author, const activity::PublicPost& heard,
                   const Annotation& annotation, std::string words) {
  TalkPost talk;
  talk.post = post;
  talk.author = author;
  talk.time = heard.time;
  talk.language = annotation.language;
  talk.words = std::move(words);
  talk.topics = annotation.topics;
  talk.countries = annotation.countries;
  for (const auto tag : heard.tags) talk.tags.emplace_back(tag);
  for (const auto link : heard.links) talk.links.push_back(std::hash<std::string_view>{}(link));
  return talk;
}

trend::Narratives narratives_of_posts() {
  trend::NarrativeOptions options;
  auto words = std::make_shared<const text::FunctionWords>();  // shared by copies of the function alone
  options.names_nothing = [words](std::string_view language, std::string_view word) {
    return words->holds(language, word);
  };
  return trend::Narratives(std::move(options));
}

std::uint64_t tell(trend::Narratives& narratives, const TalkPost& post) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < post.words.size();) {
    const auto end = std::min(post.words.find(' ', at), post.words.size());
    if (end > at) words.push_back(std::string_view{post.words}.substr(at, end - at));
    at = end + 1;
  }
  std::vector<std::string> shared;
  for (const auto& tag : post.tags) shared.push_back('#' + text::fold(tag));
  for (const auto& country : post.countries) shared.push_back("country:" + country);
  for (const auto& topic : post.topics) shared.push_back("topic:" + topic);
  for (const auto link : post.links) shared.push_back("link:" + std::to_string(link));
  const std::vector<std::string_view> links(shared.begin(), shared.end());
  return narratives.add(
      {.at = post.time, .author = post.author, .language = post.language, .words = words, .links = links});
}

Talk::Talk() : impl_(std::make_unique<Impl>()) {}
Talk::~Talk() = default;

void Talk::Impl::drop(Timestamp now) {
  tidied = std::max(tidied, now);
  while (!order.empty()) {
    const auto oldest = posts.find(order.front());
    if (oldest != posts.end()) {
      if (order.size() <= kMaxPosts && oldest->second.time >= now - kWindow) break;
      one_less(oldest->second.author);
      posts.erase(oldest);
    }
    order.pop_front();
  }
  while (!shares.empty() && shares.front().time < now - kWindow) drop_oldest_share();
  for (auto& entry : told) std::erase_if(entry.second, [&](std::uint64_t post) { return !posts.contains(post); });
  std::erase_if(told, [](const auto& entry) { return entry.second.empty(); });
  std::erase_if(copies, [&](const auto& entry) { return duplicates.find(entry.first) == nullptr; });
}

void Talk::Impl::one_less(std::uint64_t author) {
  const auto found = authors.find(author);
  if (found != authors.end() && --found->second == 0) authors.erase(found);
}

void Talk::Impl::drop_oldest_share() {
  one_less(shares.front().account);
  shares.pop_front();
}

void Talk::Impl::add_share(const trend::Share& share) {
  if (shares.size() >= kMostTalkShares) drop_oldest_share();
  shares.push_back(share);
  ++authors[share.account];
}

void Talk::add(const TalkPost& post) {
  const std::lock_guard lock(impl_->mutex);
  const std::uint64_t number = pseudonym_number(post.post);
  const bool fresh =
      impl_->posts.try_emplace(number, Said{post.post, post.author, post.time, post.language, post.watches}).second;
  if (!fresh) return;
  ++impl_->authors[post.author];
  impl_->order.push_back(number);
  if (const auto cluster = impl_->duplicates.add(number, post.time, post.author, post.words)) {
    auto& copies = impl_->copies[*cluster];
    if (const auto* found = impl_->duplicates.find(*cluster); found != nullptr && copies.empty()) {
      copies.push_back(found->representative);
    }
    copies.push_back(number);
  }
  if (const auto narrative = tell(impl_->narratives, post); narrative != 0) impl_->told[narrative].push_back(number);
  for (const auto& [from, into] : impl_->narratives.take_merges()) {
    auto& merged = impl_->told[from];
    auto& grown = impl_->told[into];
    grown.insert(grown.end(), merged.begin(), merged.end());
    impl_->told.erase(from);
  }
  for (const std::uint64_t link : post.links) impl_->add_share({link, post.author, post.time});
  constexpr std::size_t kTidyEvery = 1024;
  constexpr std::chrono::hours kTidyAfter{1};
  if (impl_->order.size() % kTidyEvery == 0 || post.time >= impl_->tidied + kTidyAfter) impl_->drop(post.time);
}

void Talk::forget(const Pseudonym& post) {
  const std::lock_guard lock(impl_->mutex);
  const std::uint64_t number = pseudonym_number(post);
  const auto said = impl_->posts.find(number);
  if (said == impl_->posts.end()) return;
  impl_->one_less(said->second.author);
  impl_->posts.erase(said);
  impl_->duplicates.forget(number);
}

void Talk::forget_all() {
  const std::lock_guard lock(impl_->mutex);
  impl_->posts.clear();
  impl_->order.clear();
  impl_->duplicates = trend::NearDuplicates{kTalkDuplicates};
  impl_->copies.clear();
  impl_->shares.clear();
  impl_->authors.clear();
  impl_->narratives = narratives_of_posts();
  impl_->told.clear();
}

void Talk::forget_author(const Pseudonym& pseudonym) {
  const std::uint64_t author = author_number(pseudonym);
  const std::lock_guard lock(impl_->mutex);
  if (impl_->authors.erase(author) == 0) return;  // as for nearly all who leave a network
  std::erase_if(impl_->posts, [&](const auto& entry) {
    if (entry.second.author != author) return false;
    impl_->duplicates.forget(entry.first);
    return true;
  });
  std::erase_if(impl_->shares, [&](const trend::Share& share) { return share.account == author; });
}

void Talk::share(std::uint64_t object, std::uint64_t account, Timestamp time) {
  const std::lock_guard lock(impl_->mutex);
  impl_->add_share({object, account, time});
}

// The posts of each cluster that are still kept, by the id it answers under now.
std::map<std::uint64_t, std::vector<const Said*>> Talk::Impl::clusters() const {
  std::map<std::uint64_t, std::vector<const Said*>> found;
  for (const auto& [id, numbers] : copies) {
    const auto* cluster = duplicates.find(id);
    if (cluster == nullptr) continue;
    for (const std::uint64_t number : numbers) {
      if (const auto said = posts.find(number); said != posts.end()) found[cluster->id].push_back(&said->second);
    }
  }
  return found;
}

std::vector<CopiedText> Talk::copied_texts(Timestamp now, std::chrono::hours window, WatchId watch) const {
  const std::lock_guard lock(impl_->mutex);
  std::vector<CopiedText> texts;
  for (const auto& [id, said] : impl_->clusters()) {
    Story story(now, window, watch);
    for (const Said* one : said) story.add(*one);
    if (!story.told()) continue;
    const auto* cluster = impl_->duplicates.find(id);
    CopiedText text{.id = id};
    story.tell(text, cluster->first);
    text.min_similarity = cluster->least_similarity;
    for (const auto& [language, count] : story.languages()) {
      if (!too_few(count)) text.languages.push_back(language);
    }
    texts.push_back(std::move(text));
  }
  std::ranges::stable_sort(texts, std::ranges::greater{}, &CopiedText::posts);
  return texts;
}

std::vector<Narrative> Talk::narratives(Timestamp now, std::chrono::hours window, WatchId watch) const {
  const std::lock_guard lock(impl_->mutex);
  std::vector<Narrative> narratives;
  for (const auto& shown : impl_->narratives.shown(now)) {
    const auto told = impl_->told.find(shown.id);
    if (told == impl_->told.end()) continue;
    Story story(now, window, watch);
    for (const std::uint64_t number : told->second) {
      if (const auto said = impl_->posts.find(number); said != impl_->posts.end()) story.add(said->second);
    }
    if (!story.told()) continue;
    Narrative narrative{.id = shown.id};
    story.tell(narrative, shown.first);
    narrative.growth = story.growth();
    if (shown.before > 0) narrative.rise = static_cast<double>(shown.recent) / static_cast<double>(shown.before);
    narrative.onset = story.onset();
    for (const auto& word : shown.words) narrative.words.push_back(word.word);
    // The languages part the posts, whose number is told.
    for (const auto& [language, posts] : shown_rows(story.languages(), true)) {
      narrative.languages.emplace_back(language, posts ? std::optional{in_steps(*posts)} : std::nullopt);
    }
    narratives.push_back(std::move(narrative));
  }
  std::ranges::stable_sort(narratives, std::ranges::greater{}, &Narrative::posts);
  return narratives;
}

trend::Expected Talk::usual_onset(Timestamp now) const {
  const std::lock_guard lock(impl_->mutex);
  const auto kept = std::ranges::find_if(impl_->order, [&](std::uint64_t post) { return impl_->posts.contains(post); });
  if (kept == impl_->order.end()) return trend::usual_onset({});
  // Of what was said when the posts kept begin nobody knows how it began.
  const Timestamp known_from = impl_->posts.at(*kept).time + trend::kOnset;
  std::vector<std::int64_t> onsets;
  for (const auto& shown : impl_->narratives.shown(now)) {
    const auto told = impl_->told.find(shown.id);
    if (told == impl_->told.end() || shown.first < known_from || shown.first > now - trend::kOnset) continue;
    std::vector<trend::OnsetPost> posts;
    for (const std::uint64_t number : told->second) {
      const auto said = impl_->posts.find(number);
      if (said != impl_->posts.end()) posts.push_back({said->second.time, said->second.author});
    }
    if (!posts.empty()) onsets.push_back(trend::onset_of(posts));
  }
  return trend::usual_onset(onsets);
}

trend::Coordination Talk::coordination(Timestamp now, std::chrono::hours window) const {
  std::vector<trend::Share> shares;
  {
    const std::lock_guard lock(impl_->mutex);
    const Timestamp from = window_start(now, window);
    for (const trend::Share& share : impl_->shares) {
      if (share.time >= from) shares.push_back(share);
    }
  }
  return trend::coordination(trend::co_sharings(shares, kShareWindow).edges, kMinShared);
}

}  // namespace chancery::listen
