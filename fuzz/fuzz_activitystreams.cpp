// What other servers send us: any bytes must be read or refused, never more. What was read keeps its promises.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "activitypub/note_finder.hpp"
#include "activitypub/read.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace chancery;
  static const activitypub::Peers peers{*activity::Addresses::of("https://mfa.example"), net::AddressGuard{}};
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  if (const auto activity = activitypub::read_activity(text, peers)) {
    const bool sound = peers.check(activity->actor).has_value() &&
                       (activity->id.empty() || activitypub::same_origin(activity->id, activity->actor)) &&
                       (!activity->note || peers.check(activity->note->id).has_value());
    if (!sound) std::abort();
  }
  if (const auto object = json::parse_object(text, activitypub::kLimits)) {
    if (const auto actor = activitypub::read_actor(*object, peers)) {
      if (!activitypub::same_origin(actor->inbox, actor->uri)) std::abort();
    }
    if (const auto note = activitypub::read_note(*object, peers)) {
      if (activitypub::source_digest(*note).size() != 64) std::abort();
    }
    static_cast<void>(activitypub::consent_in(*object, "canAnnounce", {"https://mfa.example/actors/1"}));
    static_cast<void>(activitypub::read_key(*object, peers));
  }
  return 0;
}
