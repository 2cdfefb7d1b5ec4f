#include <algorithm>
#include <set>

#include "trend/narratives_impl.hpp"
#include "trend/state.hpp"

namespace chancery::trend {

std::string Narratives::save() const {
  const Impl& my = *impl_;
  StateWriter out;
  out.tag("NAR1");
  out.time(my.epoch);
  out.time(my.newest);
  out.varint(my.last_id);
  my.vocabulary.write(out);
  out.varint(my.merges.size());
  for (const auto& [from, into] : my.merges) {
    out.varint(from);
    out.varint(into);
  }
  out.varint(my.clusters.size());
  for (const NarrativeCluster& cluster : my.clusters) cluster.write(out);
  return std::move(out).take();
}

Result<Narratives> Narratives::restore(std::string_view bytes, NarrativeOptions options) {
  StateReader in(bytes);
  in.tag("NAR1");
  Narratives result(options);
  Impl& my = *result.impl_;
  my.epoch = in.time();
  my.newest = in.time();
  in.require(my.epoch <= my.newest && my.newest - my.epoch <= 64 * std::chrono::microseconds{my.options.half_life});
  my.last_id = in.varint();
  my.vocabulary.read(in);
  const std::size_t merges = in.count(Impl::kMostMerges, 2);
  for (std::size_t i = 0; i < merges; ++i) {
    const std::uint64_t from = in.varint();
    my.merges.emplace_back(from, in.varint());
  }
  const auto known = [&](const auto& term) { return my.vocabulary.knows(term.word); };
  std::set<std::uint64_t> ids;
  const std::size_t clusters = in.count(my.options.clusters, 1);
  for (std::uint32_t place = 0; place < clusters && in.ok(); ++place) {
    NarrativeCluster& cluster = my.clusters.emplace_back();
    cluster.read(in);
    if (cluster.id == 0) {
      my.free.push(place);
      continue;
    }
    in.require(cluster.id <= my.last_id && ids.insert(cluster.id).second && cluster.posts > 0 && cluster.length > 0);
    in.require(std::ranges::all_of(cluster.centre, known));
    for (const RecentPost& post : cluster.recent) in.require(std::ranges::all_of(post.terms, known));
    if (in.ok()) my.index_all(place);
  }
  if (auto status = in.finish("list of narratives"); !status) return fail(status.error());
  return result;
}

}  // namespace chancery::trend
