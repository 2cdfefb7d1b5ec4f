#include "listen/watched_actors.hpp"

#include <algorithm>

#include "listen/query.hpp"
#include "text/fold.hpp"

namespace chancery::listen {
namespace {

constexpr std::string_view kDid = "did:";
constexpr std::string_view kAt = "at://";

// The addresses a query names with a positive sign.
void collect_named(const QueryNode& node, std::set<std::string>& addresses) {
  if (node.kind == QueryNode::Kind::Not) return;
  const bool from = node.kind == QueryNode::Kind::Narrow && node.field == QueryField::From;
  if (from || node.kind == QueryNode::Kind::Mention) addresses.insert(node.addresses.begin(), node.addresses.end());
  for (const QueryNode& child : node.children) collect_named(child, addresses);
}

}  // namespace

std::vector<WatchId> WatchedActor::watches(Timestamp now) const {
  std::vector<WatchId> ids;
  for (const Naming& naming : named_by) {
    if (now < naming.until) ids.push_back(naming.watch);
  }
  return ids;
}

WatchedActors::WatchedActors(std::span<const Watch> watches, const QueryVocabulary& vocabulary,
                             const std::vector<PublicActor>& actors) {
  std::map<std::string, std::vector<WatchedActor::Naming>, std::less<>> named;  // by folded address
  for (const Watch& watch : watches) {
    if (watch.suspended) continue;
    const auto query = Query::parse(watch.query, vocabulary);
    if (!query) continue;  // left out of what runs as well
    std::set<std::string> addresses;
    collect_named(query->root(), addresses);
    for (const auto& address : addresses) named[address].push_back({watch.id, watch.expires});
  }
  for (const PublicActor& actor : actors) {
    for (const auto& address : actor.says.addresses) {
      if (!address.starts_with(kDid)) continue;
      public_.insert(address);
      const auto found = named.find(text::fold(address));
      if (found == named.end()) continue;
      auto naming = found->second;
      std::ranges::sort(naming, {}, [](const auto& one) { return one.watch.value; });
      watched_.emplace(address, WatchedActor{actor.id, actor.says.country, std::move(naming)});
    }
  }
}

const WatchedActor* WatchedActors::find(std::string_view did) const {
  const auto found = watched_.find(did);
  return found == watched_.end() ? nullptr : &found->second;
}

std::string_view authority_of(std::string_view address) {
  if (!address.starts_with(kAt)) return {};
  address.remove_prefix(kAt.size());
  return address.substr(0, address.find('/'));
}

}  // namespace chancery::listen
