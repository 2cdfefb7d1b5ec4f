// Collections of other servers, and the links that lead to them: whatever they say, what is read from them is bounded,
// each address once, each an address we would ask, and pages are of the same server.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string_view>

#include "activitypub/read.hpp"
#include "activitypub/read_collection.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace chancery;
  static const activitypub::Peers peers{*activity::Addresses::of("https://mfa.example"), net::AddressGuard{}};
  constexpr std::string_view kAt = "https://far.example/notes/1";
  const auto object =
      json::parse_object(std::string_view(reinterpret_cast<const char*>(data), size), activitypub::kLimits);
  if (!object) return 0;

  const auto promise = [](bool kept) {
    if (!kept) std::abort();
  };
  const auto check = [&](const activitypub::ReceivedCollection& found) {
    promise(found.items.size() <= activitypub::kMaxItems);
    promise(std::set<std::string>(found.items.begin(), found.items.end()).size() == found.items.size());
    for (const auto& item : found.items) promise(peers.check(item).has_value());
    promise(found.next.empty() || activitypub::same_origin(found.next, kAt));
  };
  check(activitypub::read_collection(*object, kAt, peers));
  const auto links = activitypub::read_links(*object, kAt, peers);
  check(links.beginning);
  for (const auto& uri : {links.replies, links.context}) promise(uri.empty() || activitypub::same_origin(uri, kAt));
  static_cast<void>(activitypub::is_tombstone(*object));
  static_cast<void>(activitypub::created_by(*object));
  return 0;
}
