#include "listen/watching.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"

namespace chancery::listen {
LateFacts late_facts_of(const Annotation& annotation) {
  return {.language = annotation.language, .countries = annotation.countries, .topics = annotation.topics};
}

std::vector<std::string> shown_terms(const Query& query) {
  std::vector<std::string> terms;
  for (const QueryNode* node : query.positive_terms()) {
    switch (node->kind) {
      case QueryNode::Kind::Tag:
        terms.push_back('#' + node->text);
        break;
      case QueryNode::Kind::Mention:
        terms.push_back('@' + node->text);
        break;
      default:
        terms.push_back(node->prefix ? node->text + '*' : node->text);
    }
  }
  return terms;
}

Watching::Watching(std::vector<Watch> watches, std::vector<std::vector<std::string>> terms, QuerySet set)
    : watches_(std::move(watches)), terms_(std::move(terms)), set_(std::move(set)) {}

Result<std::shared_ptr<const Watching>> Watching::compile(std::vector<Watch> watches, const QueryVocabulary& vocabulary,
                                                          std::string_view kept) {
  std::vector<Query> queries;
  std::vector<std::vector<std::string>> terms;
  std::erase_if(watches, [&](const Watch& watch) {
    auto query = Query::parse(watch.query, vocabulary);
    if (!query) {
      log::warn("listen", "watch {} is left out: {}", watch.id.text(), to_error(query.error()).hint);
      return true;
    }
    terms.push_back(shown_terms(*query));
    queries.push_back(std::move(*query));
    return false;
  });
  auto set = QuerySet::compile(queries, kept);
  if (!set) return fail(Errc::Internal, set.error().detail, set.error().hint);
  return std::shared_ptr<const Watching>{new Watching{std::move(watches), std::move(terms), std::move(*set)}};
}

std::vector<WatchHit> Watching::hits(const activity::PublicPost& post, Network network, Timestamp now,
                                     const PostAnnotator& annotator, PostAnnotator::Scratch& words,
                                     QuerySet::Scratch& scratch, std::optional<Annotation>& annotation) const {
  std::vector<WatchHit> hits;
  for (const QueryMatch& match : set_.candidates(facts_of(post, to_string(network)), scratch)) {
    const Watch& watch = watches_[match.query];
    if (!watch.active(now)) continue;
    if (!annotation) annotation = annotator.annotate(post.text, post.declared_language, words);
    if (!match.certain && !set_.confirm(match, late_facts_of(*annotation), scratch)) continue;
    WatchHit& hit = hits.emplace_back(WatchHit{watch.id, {}});
    for (const std::uint32_t term : match.terms) hit.terms.push_back(terms_[match.query][term]);
  }
  std::ranges::sort(hits, {}, [](const WatchHit& hit) { return hit.watch.value; });
  return hits;
}

}  // namespace chancery::listen
