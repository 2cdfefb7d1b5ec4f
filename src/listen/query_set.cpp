#include "listen/query_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <vector>

#include "base/ascii.hpp"
#include "listen/query_program.hpp"
#include "text/fold.hpp"
#include "text/marks.hpp"
#include "text/matcher.hpp"
#include "text/word_positions.hpp"

namespace chancery::listen {
namespace {

// Three-valued logic (Kleene): AND is the least, OR the greatest, NOT turns around.
enum class Truth : std::uint8_t { No, Unknown, Yes };

Truth truth(bool value) {
  return value ? Truth::Yes : Truth::No;
}

// Whether a tag lies in a range (RFC 4647, basic filtering); the two written Norwegians are Norwegian.
bool is_language(std::string_view tag, std::string_view range) {
  if (range == "no" && (tag == "nb" || tag == "nn")) return true;
  return tag.size() >= range.size() && ascii::same_letters(tag.substr(0, range.size()), range) &&
         (tag.size() == range.size() || tag[range.size()] == '-');
}

bool holds(std::span<const std::string> list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

struct Range {
  std::uint32_t begin = 0;
  std::uint32_t count = 0;
};

}  // namespace

PostFacts facts_of(const activity::PublicPost& post, std::string_view network) {
  PostFacts facts;
  facts.text = post.text;
  facts.author = post.author;
  facts.network = network;
  facts.reply = !post.in_reply_to.empty();
  facts.repost = !post.repost_of.empty();
  facts.quote = !post.quote_of.empty();
  facts.link = !post.links.empty();
  facts.media = post.media;
  facts.mentions = post.mentions;
  facts.tags = post.tags;
  return facts;
}

struct QuerySet::Impl {
  Impl(std::span<const Query> queries) : program(queries) {}

  QueryProgram program;
  std::unique_ptr<text::Matcher> matcher;
  bool from_kept = false;

  void mark_patterns(Scratch::Impl& mine) const;
  void mark_tags(const PostFacts& post, Scratch::Impl& mine) const;
  void mark_mentions(const PostFacts& post, Scratch::Impl& mine) const;
  void mark_tag(std::string_view tag, Scratch::Impl& mine) const;
  void mark_mention(std::string_view name, Scratch::Impl& mine) const;
  static void trigger(std::span<const std::uint32_t> queries, Scratch::Impl& mine);
  void report(std::uint32_t query, Truth found, Scratch::Impl& mine) const;

  [[nodiscard]] Truth evaluate(std::uint32_t at, const PostFacts& post, const LateFacts* late,
                               Scratch::Impl& mine) const;
  [[nodiscard]] Truth narrow(const FlatNode& node, const PostFacts& post, const LateFacts* late) const;
  [[nodiscard]] bool near(std::uint32_t at, Scratch::Impl& mine) const;
  void collect(std::uint32_t operand, const Scratch::Impl& mine, std::vector<text::Hit>& out) const;
};

struct QuerySet::Scratch::Impl {
  text::Matcher::Scratch matching;
  text::WordFolder folder;
  std::string name;  // a mention in lower case
  PostFacts post;
  std::string_view words;

  std::vector<text::Hit> hits;            // by pattern, then place
  std::vector<Range> hits_of;             // pattern -> its hits; empty between posts
  std::vector<std::uint8_t> tag_found;    // by tag; all 0 between posts
  std::vector<std::uint8_t> actor_found;  // by actor; all 0 between posts
  std::vector<std::uint32_t> tags;        // those marked
  std::vector<std::uint32_t> actors;      // those marked

  std::vector<std::uint8_t> triggered;  // by query; all 0 between posts
  std::vector<std::uint32_t> queries;   // those triggered

  text::WordPositions positions;
  bool positions_read = false;
  std::vector<text::Hit> left;
  std::vector<text::Hit> right;

  std::vector<QueryMatch> matches;
  std::vector<Range> term_ranges;  // of each match, in `terms`
  std::vector<std::uint32_t> terms;

  // Forgets the last post; its marks are found by its lists, so that nothing is swept.
  void forget();
  void fit(const QueryProgram& program);
};

void QuerySet::Scratch::Impl::forget() {
  for (const text::Hit& hit : hits) hits_of[hit.pattern] = {};
  for (const std::uint32_t tag : tags) tag_found[tag] = 0;
  for (const std::uint32_t actor : actors) actor_found[actor] = 0;
  for (const std::uint32_t query : queries) triggered[query] = 0;
  hits.clear();
  tags.clear();
  actors.clear();
  queries.clear();
  matches.clear();
  term_ranges.clear();
  terms.clear();
  positions_read = false;
}

void QuerySet::Scratch::Impl::fit(const QueryProgram& program) {
  const auto grow = [](auto& list, std::size_t size) {
    if (list.size() < size) list.resize(size);
  };
  grow(hits_of, program.patterns.size());
  grow(tag_found, program.tags.size());
  grow(actor_found, program.actors.size());
  grow(triggered, program.queries.size());
}

QuerySet::Scratch::Scratch() : impl_(std::make_unique<Impl>()) {}
QuerySet::Scratch::Scratch(Scratch&&) noexcept = default;
QuerySet::Scratch& QuerySet::Scratch::operator=(Scratch&&) noexcept = default;
QuerySet::Scratch::~Scratch() = default;

QuerySet::QuerySet(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
QuerySet::QuerySet(QuerySet&&) noexcept = default;
QuerySet& QuerySet::operator=(QuerySet&&) noexcept = default;
QuerySet::~QuerySet() = default;

Result<QuerySet> QuerySet::compile(std::span<const Query> queries, std::string_view kept) {
  auto impl = std::make_unique<Impl>(queries);
  const text::MatcherLimits limits{.terms = kMaxQuerySetTerms};
  if (!kept.empty()) {
    if (auto read = text::Matcher::deserialise(impl->program.patterns, kept, limits)) {
      impl->matcher = std::make_unique<text::Matcher>(std::move(*read));
      impl->from_kept = true;
    }
  }
  if (!impl->matcher) {
    auto made = text::Matcher::compile_patterns(impl->program.patterns, limits);
    if (!made) return fail(made.error());
    impl->matcher = std::make_unique<text::Matcher>(std::move(*made));
  }
  return QuerySet{std::move(impl)};
}

std::string QuerySet::serialise() const {
  return impl_->matcher->serialise();
}
bool QuerySet::from_kept() const {
  return impl_->from_kept;
}
std::size_t QuerySet::queries() const {
  return impl_->program.queries.size();
}
std::size_t QuerySet::terms() const {
  return impl_->program.patterns.size() + impl_->program.tags.size() + impl_->program.actors.size();
}

std::span<const QueryMatch> QuerySet::candidates(const PostFacts& post, Scratch& scratch) const {
  Scratch::Impl& mine = *scratch.impl_;
  const QueryProgram& program = impl_->program;
  mine.forget();
  mine.fit(program);
  mine.post = post;
  const text::Hits found = impl_->matcher->locate(post.text, mine.matching);
  mine.words = found.words;
  for (const text::Hit& hit : found.hits) Impl::trigger(program.by_pattern.of(hit.pattern), mine);
  if (!program.tags.empty()) impl_->mark_tags(post, mine);
  if (!program.actors_at.empty()) impl_->mark_mentions(post, mine);
  if (mine.queries.empty()) return {};

  mine.hits.assign(found.hits.begin(), found.hits.end());
  impl_->mark_patterns(mine);
  std::sort(mine.queries.begin(), mine.queries.end());
  for (const std::uint32_t query : mine.queries) {
    const Truth found_so = impl_->evaluate(program.queries[query].root, post, nullptr, mine);
    if (found_so != Truth::No) impl_->report(query, found_so, mine);
  }
  for (std::size_t i = 0; i < mine.matches.size(); ++i) {
    const auto [begin, count] = mine.term_ranges[i];
    mine.matches[i].terms = std::span{mine.terms}.subspan(begin, count);
  }
  return mine.matches;
}

bool QuerySet::confirm(const QueryMatch& match, const LateFacts& late, Scratch& scratch) const {
  Scratch::Impl& mine = *scratch.impl_;
  return impl_->evaluate(impl_->program.queries[match.query].root, mine.post, &late, mine) == Truth::Yes;
}

// By pattern, then by place. Only once a query is to be evaluated: most posts with a hit have none that leads to one.
void QuerySet::Impl::mark_patterns(Scratch::Impl& mine) const {
  std::sort(mine.hits.begin(), mine.hits.end(), [](const text::Hit& a, const text::Hit& b) {
    return std::tie(a.pattern, a.begin) < std::tie(b.pattern, b.begin);
  });
  for (std::uint32_t i = 0; i < mine.hits.size(); ++i) {
    Range& range = mine.hits_of[mine.hits[i].pattern];
    if (range.count++ == 0) range.begin = i;
  }
}

void QuerySet::Impl::mark_tags(const PostFacts& post, Scratch::Impl& mine) const {
  for (const std::string_view tag : post.tags) mark_tag(tag, mine);
  for (auto tag = text::next_tag(post.text, 0); tag; tag = text::next_tag(post.text, tag->end)) {
    mark_tag(tag->name, mine);
  }
}

void QuerySet::Impl::mark_tag(std::string_view tag, Scratch::Impl& mine) const {
  const auto found = program.tags.find(mine.folder.fold_words(tag));
  if (found == program.tags.end() || mine.tag_found[found->second] != 0) return;
  mine.tag_found[found->second] = 1;
  mine.tags.push_back(found->second);
  trigger(program.by_tag.of(found->second), mine);
}

void QuerySet::Impl::mark_mentions(const PostFacts& post, Scratch::Impl& mine) const {
  for (const std::string_view name : post.mentions) mark_mention(name, mine);
  for (auto name = text::next_mention(post.text, 0); name; name = text::next_mention(post.text, name->end)) {
    mark_mention(name->name, mine);
  }
}

void QuerySet::Impl::mark_mention(std::string_view name, Scratch::Impl& mine) const {
  mine.name.assign(name);  // its room is kept from mention to mention
  for (char& c : mine.name) c = ascii::lower(c);
  const auto found = program.actors_at.find(mine.name);
  if (found == program.actors_at.end()) return;
  for (const std::uint32_t actor : found->second) {
    if (mine.actor_found[actor] != 0) continue;
    mine.actor_found[actor] = 1;
    mine.actors.push_back(actor);
    trigger(program.by_actor.of(actor), mine);
  }
}

void QuerySet::Impl::trigger(std::span<const std::uint32_t> queries, Scratch::Impl& mine) {
  for (const std::uint32_t query : queries) {
    if (mine.triggered[query] != 0) continue;
    mine.triggered[query] = 1;
    mine.queries.push_back(query);
  }
}

void QuerySet::Impl::report(std::uint32_t query, Truth found, Scratch::Impl& mine) const {
  const auto begin = static_cast<std::uint32_t>(mine.terms.size());
  const auto& positive = program.queries[query].positive;
  for (std::uint32_t term = 0; term < positive.size(); ++term) {
    if (evaluate(positive[term], mine.post, nullptr, mine) == Truth::Yes) mine.terms.push_back(term);
  }
  mine.matches.push_back({query, found == Truth::Yes, {}});
  mine.term_ranges.push_back({begin, static_cast<std::uint32_t>(mine.terms.size()) - begin});
}

// Trees are no deeper than the parser allows.
Truth QuerySet::Impl::evaluate(std::uint32_t at, const PostFacts& post, const LateFacts* late,
                               Scratch::Impl& mine) const {
  const FlatNode& node = program.nodes[at];
  switch (node.kind) {
    case QueryNode::Kind::Term:
      return truth(mine.hits_of[node.leaf].count > 0);
    case QueryNode::Kind::Tag:
      return truth(mine.tag_found[node.leaf] != 0);
    case QueryNode::Kind::Mention:
      return truth(mine.actor_found[node.leaf] != 0);
    case QueryNode::Kind::Narrow:
      return narrow(node, post, late);
    case QueryNode::Kind::Near:
      return truth(near(at, mine));
    case QueryNode::Kind::Not: {
      const Truth inside = evaluate(at + 1, post, late, mine);
      return inside == Truth::Unknown ? Truth::Unknown : truth(inside == Truth::No);
    }
    case QueryNode::Kind::And:
    case QueryNode::Kind::Or: {
      const bool all = node.kind == QueryNode::Kind::And;
      const Truth settled = all ? Truth::No : Truth::Yes;
      Truth out = all ? Truth::Yes : Truth::No;
      for (std::uint32_t child = at + 1; child < node.end; child = program.nodes[child].end) {
        const Truth each = evaluate(child, post, late, mine);
        if (each == settled) return settled;
        if (each == Truth::Unknown) out = Truth::Unknown;
      }
      return out;
    }
  }
  return Truth::No;
}

Truth QuerySet::Impl::narrow(const FlatNode& node, const PostFacts& post, const LateFacts* late) const {
  if (node.field == QueryField::From) {
    const auto& addresses = program.actors[node.leaf];
    return truth(std::any_of(addresses.begin(), addresses.end(),
                             [&](const std::string& each) { return ascii::same_letters(each, post.author); }));
  }
  const std::string_view value = program.values[node.leaf];
  switch (node.field) {
    case QueryField::Network:
      return truth(post.network == value);
    case QueryField::Has:
      if (value == "media") return truth(post.media);
      return truth(post.link || post.text.find("https://") != std::string_view::npos ||
                   post.text.find("http://") != std::string_view::npos);
    case QueryField::Is:
      return truth(value == "reply" ? post.reply : value == "repost" ? post.repost : post.quote);
    default:
      break;
  }
  if (late == nullptr) return Truth::Unknown;
  if (node.field == QueryField::Language) return truth(is_language(late->language, value));
  return truth(holds(node.field == QueryField::Country ? late->countries : late->topics, value));
}

// The hits of an operand: a Term, or an Or of Terms.
void QuerySet::Impl::collect(std::uint32_t operand, const Scratch::Impl& mine, std::vector<text::Hit>& out) const {
  out.clear();
  for (std::uint32_t at = operand; at < program.nodes[operand].end; ++at) {
    if (program.nodes[at].kind != QueryNode::Kind::Term) continue;
    const Range range = mine.hits_of[program.nodes[at].leaf];
    const auto first = mine.hits.begin() + range.begin;
    out.insert(out.end(), first, first + range.count);
  }
}

bool QuerySet::Impl::near(std::uint32_t at, Scratch::Impl& mine) const {
  const FlatNode& node = program.nodes[at];
  collect(at + 1, mine, mine.left);
  if (mine.left.empty()) return false;
  collect(program.nodes[at + 1].end, mine, mine.right);
  if (mine.right.empty()) return false;
  if (!mine.positions_read) {
    mine.positions.read(mine.words);
    mine.positions_read = true;
  }
  const auto by_begin = [](const text::Hit& a, const text::Hit& b) { return a.begin < b.begin; };
  // The nearest second after each first is the one to ask for.
  const auto follows = [&](const std::vector<text::Hit>& first, std::vector<text::Hit>& second) {
    std::sort(second.begin(), second.end(), by_begin);
    return std::any_of(first.begin(), first.end(), [&](const text::Hit& a) {
      const auto b = std::lower_bound(second.begin(), second.end(), text::Hit{0, a.end, 0}, by_begin);
      return b != second.end() && mine.positions.at(b->begin) - mine.positions.at(a.end - 1) <= node.distance;
    });
  };
  return follows(mine.left, mine.right) || (!node.ordered && follows(mine.right, mine.left));
}

}  // namespace chancery::listen
