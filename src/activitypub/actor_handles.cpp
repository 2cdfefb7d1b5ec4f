#include "activitypub/actor_handles.hpp"

#include <condition_variable>
#include <mutex>
#include <utility>

#include "activity/acct.hpp"
#include "activitypub/key_ring.hpp"
#include "activitypub/webfinger.hpp"
#include "base/ascii.hpp"
#include "base/log.hpp"
#include "store/actor_handles.hpp"

namespace chancery::activitypub {
namespace {

// Servers differ in the case they write names in; none tells two people apart by it.
bool is_same_acct(const activity::Acct& a, const activity::Acct& b) {
  return a.host() == b.host() && ascii::same_letters(a.user(), b.user());
}

// What could not be asked now is asked again; all else is an answer, and it is no.
Result<std::string> refused_unless_passing(const Error& error) {
  if (may_pass(error)) return fail(error);
  return std::string();
}

}  // namespace

Result<std::string> ActorHandles::confirm(const activity::Actor& actor, const std::stop_token& stop) const {
  auto unconfirmed = actor;
  unconfirmed.handle.clear();
  const auto home = activity::Acct::parse(activity::handle_of(unconfirmed));
  if (!home) return std::string();
  const auto said = ask_webfinger(parts_.client, parts_.peers, *home, options_.deadline, stop);
  if (!said) return refused_unless_passing(said.error());
  const auto subject = activity::Acct::parse(said->subject.empty() ? home->uri() : said->subject);
  if (said->actor != actor.uri || !subject || !ascii::same_letters(subject->user(), actor.preferred_username)) {
    return std::string();
  }
  const auto handle = actor.preferred_username + '@' + subject->host();
  if (subject->host() == home->host()) return handle;
  const auto agreed = ask_webfinger(parts_.client, parts_.peers, *subject, options_.deadline, stop);
  if (!agreed) return refused_unless_passing(agreed.error());
  const auto theirs = activity::Acct::parse(agreed->subject);
  if (agreed->actor != actor.uri || !theirs || !is_same_acct(*theirs, *subject)) {
    log::info("activitypub", "{} does not confirm the handle {} of {}", subject->host(), handle, actor.uri);
    return std::string();
  }
  return handle;
}

Result<bool> ActorHandles::check_next(const std::stop_token& stop) {
  const auto actor = parts_.store.read([](store::Snapshot& snapshot) { return store::due_handle(snapshot); });
  if (!actor) return false;
  const auto handle = confirm(*actor, stop);
  if (stop.stop_requested()) return false;
  auto settled = parts_.store.write_now([&](store::Transaction& tx) -> Status {
    if (handle) {
      store::settle_handle(tx, *actor, *handle, parts_.store.clock().now());
    } else {
      store::put_handle_off(tx, actor->id);
    }
    return {};
  });
  if (!settled) return fail(settled.error());
  return true;
}

void ActorHandles::run(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any asleep;
  while (!stop.stop_requested()) {
    const auto checked = check_next(stop);
    if (!checked) log::warn("activitypub", "a handle was not settled: {}", checked.error().detail);
    std::unique_lock lock(mutex);
    const auto wait = checked.value_or(false) ? options_.pause : std::chrono::milliseconds{options_.round};
    asleep.wait_for(lock, stop, wait, [] { return false; });
  }
}

}  // namespace chancery::activitypub
