// What two thousand watches of twenty terms cost: to read, to compile, to read back, and on each post of a stream,
// beside the plain matcher over the same words.
//
//   bench_query FILE      a recording of Jetstream, one frame a line, not compressed
//   bench_query --print   the watches, one a line, and nothing else
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <new>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "atproto/jetstream_v1.hpp"
#include "base/clock.hpp"
#include "listen/query.hpp"
#include "listen/query_program.hpp"
#include "listen/query_set.hpp"
#include "text/matcher.hpp"
#include "watches.hpp"

namespace {

std::size_t allocations = 0;  // of the whole program: this one has a single thread

}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* place = std::malloc(size)) return place;
  throw std::bad_alloc();
}
void operator delete(void* place) noexcept {
  std::free(place);
}
void operator delete(void* place, std::size_t) noexcept {
  std::free(place);
}

namespace {

using namespace chancery;

// The posts of a recording, kept.
struct Posts {
  struct Post {
    std::string text;
    std::vector<std::string> mentions;
    std::vector<std::string> tags;
    std::vector<std::string_view> mention_views;
    std::vector<std::string_view> tag_views;
    bool reply = false;
  };
  std::vector<Post> all;

  [[nodiscard]] static listen::PostFacts facts(const Post& post) {
    listen::PostFacts facts;
    facts.text = post.text;
    facts.network = "bluesky";
    facts.reply = post.reply;
    facts.mentions = post.mention_views;
    facts.tags = post.tag_views;
    return facts;
  }
};

Posts read(const char* file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error(fmt::format("cannot read {}", file));
  const SystemClock clock;
  atproto::JetstreamV1Decoder decoder(clock);
  Posts posts;
  for (std::string line; std::getline(in, line);) {
    const auto event = decoder.decode(line);
    if (!event || event->kind != activity::DecodedEvent::Kind::Post || event->post.text.empty()) continue;
    auto& post = posts.all.emplace_back();
    post.text = event->post.text;
    post.mentions.assign(event->post.mentions.begin(), event->post.mentions.end());
    post.tags.assign(event->post.tags.begin(), event->post.tags.end());
    post.reply = !event->post.in_reply_to.empty();
  }
  for (auto& post : posts.all) {
    post.mention_views.assign(post.mentions.begin(), post.mentions.end());
    post.tag_views.assign(post.tags.begin(), post.tags.end());
  }
  return posts;
}

// Of the processor, so that what else runs on the machine counts less.
double milliseconds(const std::function<void()>& work) {
  const std::clock_t began = std::clock();
  work();
  return 1e3 * static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
}

void print(std::string_view what, double figure, std::string_view unit, std::string_view beside = "",
           std::string_view target = "") {
  fmt::print("{{\"what\":\"{}\",\"figure\":{:.1f},\"unit\":\"{}\",\"beside\":\"{}\",\"target\":\"{}\"}}\n", what,
             figure, unit, beside, target);
}

std::vector<listen::Query> parse_all() {
  const auto vocabulary = listen::QueryVocabulary::standard();
  std::vector<listen::Query> queries;
  for (const std::string& watch : bench::make_watches()) {
    auto query = listen::Query::parse(watch, vocabulary);
    if (!query) throw std::runtime_error(watch + ": " + listen::to_error(query.error()).hint);
    queries.push_back(std::move(*query));
  }
  return queries;
}

// Nanoseconds a post of each, in turns, the best of some rounds.
struct Costs {
  double plain = 1e9;
  double located = 1e9;
  double queries = 1e9;
};

Costs measure(const std::vector<const Posts::Post*>& posts, const text::Matcher& matcher, const listen::QuerySet& set) {
  constexpr int kRounds = 9;
  text::Matcher::Scratch plain_scratch;
  listen::QuerySet::Scratch scratch;
  std::size_t found = 0;
  Costs costs;
  const auto best = [&](double& into, const std::function<void(const Posts::Post&)>& ask) {
    const double all =
        milliseconds([&] { std::for_each(posts.begin(), posts.end(), [&](const auto* p) { ask(*p); }); });
    into = std::min(into, all * 1e6 / static_cast<double>(posts.size()));
  };
  for (int round = 0; round < kRounds; ++round) {
    best(costs.plain, [&](const auto& post) { found += matcher.match(post.text, plain_scratch).size(); });
    best(costs.located, [&](const auto& post) { found += matcher.locate(post.text, plain_scratch).hits.size(); });
    best(costs.queries, [&](const auto& post) { found += set.candidates(Posts::facts(post), scratch).size(); });
  }
  if (found == 0) fmt::print(stderr, "nothing was found\n");
  return costs;
}

void report_matching(const Posts& posts, std::span<const listen::Query> queries, const listen::QuerySet& set) {
  const listen::QueryProgram program(queries);
  const auto matcher = text::Matcher::compile_patterns(program.patterns, {.terms = listen::kMaxQuerySetTerms}).value();
  listen::QuerySet::Scratch scratch;
  std::vector<const Posts::Post*> all;
  std::vector<const Posts::Post*> quiet;
  std::size_t matched = 0;
  for (const auto& post : posts.all) {
    const bool hit = !set.candidates(Posts::facts(post), scratch).empty();
    matched += hit ? 1 : 0;
    all.push_back(&post);
    if (!hit) quiet.push_back(&post);
  }
  const std::size_t before = allocations;
  for (const auto* post : quiet) static_cast<void>(set.candidates(Posts::facts(*post), scratch));
  const std::size_t made = allocations - before;
  text::Matcher::Scratch plain;
  for (const auto* post : quiet) static_cast<void>(matcher.match(post->text, plain));
  const std::size_t before_plain = allocations;
  for (const auto* post : quiet) static_cast<void>(matcher.match(post->text, plain));
  const std::size_t made_plain = allocations - before_plain;

  print(fmt::format("posts a watch matches, of {}", posts.all.size()),
        100.0 * static_cast<double>(matched) / static_cast<double>(posts.all.size()), "%", "", "about 2");
  const Costs quietly = measure(quiet, matcher, set);
  print("2,000 watches, a post that matches nothing", quietly.queries, "ns",
        fmt::format("the plain matcher: {:.1f} ({:.2f} x); with places: {:.1f}", quietly.plain,
                    quietly.queries / quietly.plain, quietly.located),
        "<= 1.5 x");
  const Costs costs = measure(all, matcher, set);
  print("2,000 watches, a post of the stream", costs.queries, "ns",
        fmt::format("the plain matcher: {:.1f} ({:.2f} x)", costs.plain, costs.queries / costs.plain));
  print("allocations for a post that matches nothing", static_cast<double>(made) / static_cast<double>(quiet.size()),
        "", fmt::format("{} in all; the plain matcher, in folding: {}", made, made_plain), "0");
}

int run(const char* file) {
  std::vector<listen::Query> queries;
  const double parsing = milliseconds([&] { queries = parse_all(); });
  std::size_t positive = 0;
  std::optional<listen::QuerySet> set;
  const double compiling = milliseconds([&] { set.emplace(listen::QuerySet::compile(queries).value()); });
  const std::string kept = set->serialise();
  std::optional<listen::QuerySet> again;
  const double reading = milliseconds([&] { again.emplace(listen::QuerySet::compile(queries, kept).value()); });
  if (!again->from_kept()) throw std::runtime_error("the kept database was not used");
  for (const auto& query : queries) positive += query.positive_terms().size();
  const std::size_t terms = set->terms();
  print(fmt::format("read {} watches, {} distinct terms, {} positive", queries.size(), terms, positive), parsing, "ms");
  print("compile them", compiling, "ms", fmt::format("{:.1f} MB kept", static_cast<double>(kept.size()) / 1e6),
        "< 5,000 with reading");
  print("read them back compiled", reading, "ms", "", "< 200");
  if (file != nullptr) report_matching(read(file), queries, *set);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view{argv[1]} == "--print") {
    for (const std::string& watch : bench::make_watches()) fmt::print("{}\n", watch);
    return 0;
  }
  return run(argc > 1 ? argv[1] : nullptr);
}
