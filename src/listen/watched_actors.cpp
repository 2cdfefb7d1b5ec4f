#include "listen/watched_actors.hpp"

#include <algorithm>

#include "listen/query.hpp"
#include "listen/query_address.hpp"

namespace chancery::listen {
namespace {

constexpr std::string_view kDid = "did:";
constexpr std::string_view kRepository = "at://";
constexpr std::string_view kWeb = "https://";
constexpr std::string_view kAccount = "acct:";

std::string_view up_to(std::string_view text, std::string_view ends) {
  return text.substr(0, text.find_first_of(ends));
}

// The DID in whose repository an at:// address lies; empty for any other address.
std::string_view repository_of(std::string_view address) {
  return address.starts_with(kRepository) ? up_to(address.substr(kRepository.size()), "/") : std::string_view{};
}

std::string_view host_of_web(std::string_view address) {
  return address.starts_with(kWeb) ? up_to(address.substr(kWeb.size()), "/?#:") : std::string_view{};
}

// The host of an address on the fediverse, in the register's form; empty for any other.
std::string_view host_in(std::string_view address) {
  if (address.starts_with(kAccount)) return address.substr(address.rfind('@') + 1);
  return host_of_web(address);
}

// By what an author is found: her DID, or her address on the fediverse as queries write it. Empty: by nothing.
std::string author_key(std::string_view author) {
  if (author.starts_with(kDid)) return std::string(author);
  if (!author.starts_with(kWeb) && author.find('@', 1) == std::string_view::npos) return {};
  return in_queries(author);
}

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
  for (const PublicActor& actor : actors) take(actor, named);
}

void WatchedActors::take(const PublicActor& actor,
                         const std::map<std::string, std::vector<WatchedActor::Naming>, std::less<>>& named) {
  std::set<std::string, std::less<>> hosts;
  for (const auto& address : actor.says.addresses) {
    const auto host = host_in(address);
    if (!host.empty()) hosts.emplace(host);
  }
  for (const auto& address : actor.says.addresses) {
    const auto key = author_key(address);
    if (key.empty()) continue;
    public_.insert(key);
    const auto found = named.find(in_queries(address));
    if (found == named.end()) continue;
    auto naming = found->second;
    std::ranges::sort(naming, {}, [](const auto& one) { return one.watch.value; });
    hosts_.insert(hosts.begin(), hosts.end());
    watched_.emplace(key, WatchedActor{actor.id, actor.says.country, std::move(naming), hosts});
  }
}

const WatchedActor* WatchedActors::find(std::string_view author) const {
  const auto found = author.starts_with(kDid) ? watched_.find(author) : watched_.find(author_key(author));
  return found == watched_.end() ? nullptr : &found->second;
}

bool WatchedActors::is_public(std::string_view author) const {
  return author.starts_with(kDid) ? public_.contains(author) : public_.contains(author_key(author));
}

bool WatchedActors::may_be_watched(std::string_view address) const {
  if (const auto did = repository_of(address); !did.empty()) return watched_.contains(did);
  return !hosts_.empty() && hosts_.contains(host_of_web(address));
}

bool lies_with(std::string_view address, std::string_view author, const WatchedActor& actor) {
  if (const auto did = repository_of(address); !did.empty()) return did == author;
  const auto host = host_of_web(address);
  return !host.empty() && actor.hosts.contains(host);
}

}  // namespace chancery::listen
