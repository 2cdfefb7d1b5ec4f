#include "api/known_actors.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "activity/acct.hpp"
#include "activitypub/peers.hpp"
#include "listen/register.hpp"
#include "net/url.hpp"
#include "store/notes.hpp"
#include "text/marks.hpp"

namespace chancery::api {
namespace {

constexpr std::size_t kMostNames = 10;          // asked for in one post
constexpr std::chrono::seconds kAskingTime{8};  // after which no other name is asked for: a person waits

// "name@host", each once, in the order they are written.
std::vector<std::string> names_in(const speak::PostBody& body) {
  std::vector<std::string> names;
  for (const auto& text : body.texts) {
    for (auto mark = text::next_mention(text.markdown, 0); mark; mark = text::next_mention(text.markdown, mark->end)) {
      const std::string name(mark->name);
      if (name.find('@') == std::string::npos || std::ranges::find(names, name) != names.end()) continue;
      names.push_back(name);
      if (names.size() == kMostNames) return names;
    }
  }
  return names;
}

}  // namespace

std::string handle_of(const activity::Actor& actor) {
  const auto url = net::Url::parse(actor.uri);
  return url ? actor.preferred_username + '@' + url->authority() : actor.uri;
}

RegisteredAddresses::RegisteredAddresses(store::Snapshot& snapshot, Timestamp now) {
  for (auto& known : listen::active_public_actors(snapshot, now)) {
    for (auto& address : known.says.addresses) addresses_.insert(std::move(address));
  }
}

bool RegisteredAddresses::has(const activity::Actor& actor, std::string_view asked) const {
  const auto acct = activity::Acct::parse(asked);
  if (addresses_.contains("acct:" + handle_of(actor)) || addresses_.contains(actor.uri)) return true;
  if (addresses_.contains(acct ? acct->uri() : std::string(asked))) return true;
  // Anybody may say that an institution's page is her own; her server may not.
  return activitypub::same_origin(actor.url, actor.uri) && addresses_.contains(actor.url);
}

bool is_registered(store::Snapshot& snapshot, const activity::Actor& actor, std::string_view asked, Timestamp now) {
  return RegisteredAddresses(snapshot, now).has(actor, asked);
}

void fill_mentions(const Services& services, Looks& looks, speak::PostBody& body) {
  body.mentions.clear();
  const auto names = names_in(body);
  if (names.empty()) return;
  const auto seat = looks.take();
  if (!seat) return;
  const auto begun = services.clock.steady();
  for (const auto& name : names) {
    if (services.clock.steady() - begun > kAskingTime) return;
    const auto actor = services.finder.find(name);
    if (!actor) continue;
    const bool may = services.store.read([&](store::Snapshot& snapshot) {
      if (is_registered(snapshot, *actor, name, services.clock.now())) return true;
      const auto parent = body.in_reply_to ? store::note_by_id(snapshot, body.in_reply_to) : std::nullopt;
      return parent && parent->attributed_to == actor->uri;
    });
    if (may) body.mentions.push_back({actor->uri, '@' + name});
  }
}

}  // namespace chancery::api
