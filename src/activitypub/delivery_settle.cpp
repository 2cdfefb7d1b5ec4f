#include "activitypub/delivery_settle.hpp"

#include <algorithm>

#include "activity/events.hpp"
#include "activitypub/followers.hpp"
#include "base/log.hpp"
#include "store/events.hpp"

namespace chancery::activitypub {
namespace {

constexpr std::size_t kDroppedAtOnce = 200;  // the rest at the next failure, or by prune()

int reason_of(const Result<net::IncomingResponse>& answer) {
  if (answer) return answer->status;
  return answer.error().code == Errc::Timeout ? kNoAnswer : kNoConnection;
}

}  // namespace

void Settlement::apply(const Answered& each) {
  const auto& delivery = each.delivery;
  const auto& answer = each.answer;
  const auto verdict = judge(answer, now_);
  auto& host = hosts_[delivery.host_id];
  if (verdict.host_trouble) {
    fail_host(delivery, reason_of(answer), verdict.retry_after);
  } else if (answer) {
    host = {{}, true};
  }
  switch (verdict.kind) {
    case Verdict::Kind::Delivered:
      return settle_delivery(tx_, delivery.key, DeliveryState::Delivered, tally_);
    case Verdict::Kind::Gone:
      settle_delivery(tx_, delivery.key, DeliveryState::Failed, tally_);
      return drop_followers(delivery);
    case Verdict::Kind::Failed:
      return give_up(delivery,
                     answer ? std::to_string(answer->status) : std::string(errc_info(answer.error().code).name));
    case Verdict::Kind::Retry:
      if (is_given_up(delivery, verdict)) return give_up(delivery, "too long in vain");
      const auto wait = std::max<std::chrono::milliseconds>(back_off(delivery.attempts + 1, random_()),
                                                            verdict.retry_after.value_or(std::chrono::seconds{0}));
      return postpone_delivery(tx_, delivery.key, now_ + wait, verdict.refused);
  }
}

void Settlement::end(const Ended& each) {
  look_again(each.delivery.host_id);
  settle_delivery(tx_, each.delivery.key, each.state, tally_);
}

void Settlement::fail_host(const DueDelivery& delivery, int reason, std::optional<std::chrono::seconds> retry_after) {
  auto& host = hosts_[delivery.host_id];
  const auto before = host.answered ? Circuit{} : host.failed.value_or(circuit_of(tx_, delivery.host_id));
  const auto after = after_failure(before, {reason, retry_after}, now_, random_(), rule_.circuit);
  const auto standing = standing_of(after, rule_.circuit);
  if (standing > HostStanding::Doubtful && standing != standing_of(before, rule_.circuit)) {
    log::info("activitypub", "{} is {}: {}", delivery.host, to_string(standing), reason_text(reason));
  }
  host = {after, false};
}

// What waits for a server in trouble is not, however old: it is parked with it, but for the one that tries it.
bool Settlement::is_given_up(const DueDelivery& delivery, const Verdict& verdict) const {
  if (now_ - delivery.created_at < rule_.give_up) return false;
  const auto host = hosts_.find(delivery.host_id);
  const bool failing = verdict.host_trouble && host != hosts_.end() && host->second.failed &&
                       standing_of(*host->second.failed, rule_.circuit) >= HostStanding::Failing;
  return !failing;
}

void Settlement::give_up(const DueDelivery& delivery, const std::string& why) {
  log::info("activitypub", "delivery of {} to {} given up: {}", delivery.key.activity.text(), delivery.host, why);
  settle_delivery(tx_, delivery.key, DeliveryState::Failed, tally_);
}

void Settlement::drop_followers(const DueDelivery& delivery) {
  forget_inbox(tx_, delivery.inbox);
  for (const auto& follower : remove_followers_at(tx_, delivery.inbox)) {
    forget_accepts(tx_, follower.account, follower.actor_uri);
    json::Object facts{{"account", follower.account.value}, {"actor", follower.actor.value}};
    store::append_event(tx_, activity::events::kUnfollowed, facts);
  }
}

void Settlement::save(std::int64_t id, const Host& host) {
  if (host.failed) {
    save_circuit(tx_, id, *host.failed, rule_.circuit);
    if (host.failed->parked_at) drop_waiting(tx_, id, kDroppedAtOnce, tally_);
  } else if (host.answered && circuit_of(tx_, id) != Circuit{}) {
    save_circuit(tx_, id, {}, rule_.circuit);
    revive_dropped(tx_, id, now_, tally_);
    hurry(tx_, id, now_);
  }
  reschedule(tx_, id, now_);
}

void Settlement::close() {
  for (const auto& [id, host] : hosts_) save(id, host);
  tally_.write(tx_);
}

}  // namespace chancery::activitypub
