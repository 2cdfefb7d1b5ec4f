#include "api/known_actors.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "activity/acct.hpp"
#include "activitypub/peers.hpp"
#include "listen/register.hpp"
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

// Whom the post addressed under that name; none: nobody.
const activity::Mention* mention_of(const speak::PostBody& body, const std::string& name) {
  const auto found = std::ranges::find(body.mentions, '@' + name, &activity::Mention::acct);
  return found == body.mentions.end() ? nullptr : &*found;
}

// What is known of her without asking.
activity::Actor named(const activity::Mention& mention, const std::string& name) {
  activity::Actor actor;
  actor.uri = mention.actor;
  actor.preferred_username = name.substr(0, name.find('@'));
  return actor;
}

bool may_address(const Services& services, const speak::PostBody& body, const activity::Actor& actor,
                 const std::string& name) {
  return services.store.read([&](store::Snapshot& snapshot) {
    if (is_registered(snapshot, actor, name, services.clock.now())) return true;
    const auto parent = body.in_reply_to ? store::note_by_id(snapshot, body.in_reply_to) : std::nullopt;
    return parent && !parent->fetched && parent->attributed_to == actor.uri;
  });
}

bool may_pass(const Error& error) {
  return error.code == Errc::Timeout || error.code == Errc::Unavailable || error.code == Errc::TooMany;
}

}  // namespace

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

std::vector<std::string> fill_mentions(const Services& services, Looks& looks, speak::PostBody& body,
                                       const speak::PostBody* before) {
  std::vector<std::string> unasked;
  body.mentions.clear();
  Result<Looks::Seat> seat = fail(Errc::TooMany, "not asked for yet");
  const auto begun = services.clock.steady();
  const auto look = [&](const std::string& name) -> Result<activity::Actor> {
    if (services.clock.steady() - begun > kAskingTime) return fail(Errc::Timeout, "a person waits");
    if (!seat) seat = looks.take();
    if (!seat) return fail(seat.error());
    return services.finder.find(name);
  };
  for (const auto& name : names_in(body)) {
    const auto* stood = before ? mention_of(*before, name) : nullptr;
    if (stood && may_address(services, body, named(*stood, name), name)) {
      body.mentions.push_back(*stood);
      continue;
    }
    const auto actor = look(name);
    if (actor) {
      if (may_address(services, body, *actor, name)) body.mentions.push_back({actor->uri, '@' + name});
    } else if (may_pass(actor.error())) {
      if (stood) body.mentions.push_back(*stood);
      if (!stood) unasked.push_back('@' + name);
    }
  }
  return unasked;
}

}  // namespace chancery::api
