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
  const auto add = [&](const std::vector<speak::PostText>& texts) {
    for (const auto& text : texts) {
      for (auto mark = text::next_mention(text.markdown, 0); mark;
           mark = text::next_mention(text.markdown, mark->end)) {
        if (names.size() == kMostNames) return;
        const std::string name(mark->name);
        if (name.find('@') == std::string::npos || std::ranges::find(names, name) != names.end()) continue;
        names.push_back(name);
      }
    }
  };
  add(body.texts);
  for (const auto& part : body.following) add(part.texts);
  return names;
}

}  // namespace

std::string handle_of(const activity::Actor& actor) {
  const auto url = net::Url::parse(actor.uri);
  return url ? actor.preferred_username + '@' + url->authority() : actor.uri;
}

RegisteredAddresses::RegisteredAddresses(const std::vector<listen::PublicActor>& actors) {
  for (const auto& known : actors) addresses_.insert(known.says.addresses.begin(), known.says.addresses.end());
}

RegisteredAddresses::RegisteredAddresses(store::Snapshot& snapshot, Timestamp now)
    : RegisteredAddresses(listen::active_public_actors(snapshot, now)) {}

RegisteredAddresses::RegisteredAddresses(store::Transaction& tx, Timestamp now)
    : RegisteredAddresses(listen::active_public_actors(tx, now)) {}

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

bool is_registered(store::Transaction& tx, const activity::Actor& actor, std::string_view asked, Timestamp now) {
  return RegisteredAddresses(tx, now).has(actor, asked);
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
      return parent && !parent->fetched && parent->attributed_to == actor->uri;
    });
    if (may) body.mentions.push_back({actor->uri, '@' + name});
  }
}

}  // namespace chancery::api
