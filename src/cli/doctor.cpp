#include "cli/doctor.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <utility>

#include "activitypub/delivery.hpp"
#include "answer/intake.hpp"
#include "cli/check_results.hpp"
#include "cli/topic_folder.hpp"
#include "listen/watch.hpp"
#include "net/tls.hpp"
#include "net/url.hpp"
#include "notify/webhooks.hpp"
#include "speak/account_keys.hpp"
#include "speak/late_posts.hpp"
#include "staff/audit.hpp"
#include "staff/institution.hpp"
#include "store/accounts.hpp"
#include "store/events.hpp"

namespace chancery::cli {
namespace {

using api::Check;
using State = api::Check::State;

Check check_setup(const Foundation& foundation) {
  const auto named = foundation.chancery().read([](store::Snapshot& snapshot) { return staff::institution(snapshot); });
  if (named) return ok("set-up", fmt::format("{} ({})", named->name, named->country));
  return warn("set-up", "nobody has set this server up yet", "chancery setup-link");
}

Check check_base_url(const Foundation& foundation) {
  const auto& config = foundation.config();
  if (!config.test_peers.empty()) {
    return warn("base URL",
                fmt::format("{}: the test switch is on for {} peers", config.base_url, config.test_peers.size()),
                "remove federation.test_peers from the configuration");
  }
  if (foundation.addresses().loopback()) {
    const auto accounts =
        foundation.chancery().read([](store::Snapshot& snapshot) { return store::accounts(snapshot); });
    return warn("base URL", fmt::format("{} is this machine alone: nothing federates", config.base_url),
                accounts.empty()
                    ? "set server.base_url to the public https address before the first account is made"
                    : "the accounts here keep this address for ever: to federate, set server.base_url to the public "
                      "https address, begin with an empty data folder, and make them anew there");
  }
  return ok("base URL", config.base_url);
}

Check check_certificate(const Foundation& foundation) {
  constexpr std::chrono::days kSoon{14};
  const auto& config = foundation.config();
  const auto certificate = net::TlsCertificate::load({config.tls_certificate, config.tls_key});
  if (!certificate) return broken("certificate", certificate.error().hint, "mend the file, then SIGHUP the server");
  const auto expires = (*certificate)->expires();
  const auto now = foundation.clock().now();
  if (expires <= now) {
    return broken("certificate", fmt::format("ended on {}", to_rfc3339(expires)), "renew it: nobody can connect");
  }
  if (expires <= now + kSoon) {
    return warn("certificate", fmt::format("ends on {}", to_rfc3339(expires)), "renew it");
  }
  return ok("certificate", fmt::format("until {}", to_rfc3339(expires)));
}

Check check_secrets(const Foundation& foundation) {
  namespace fs = std::filesystem;
  const auto folder = foundation.folder().path() / "secrets";
  std::error_code error;
  const auto open_to_others = [&](const fs::path& path) {
    return (fs::status(path, error).permissions() & (fs::perms::group_all | fs::perms::others_all)) != fs::perms::none;
  };
  bool exposed = open_to_others(folder);
  for (const auto& entry : fs::directory_iterator(folder, error)) exposed = exposed || open_to_others(entry.path());
  if (exposed) {
    return broken("secrets", fmt::format("{} can be read by others", folder.string()),
                  fmt::format("chmod -R go= '{}'", folder.string()));
  }
  return ok("secrets", folder.string());
}

Check check_account_keys(const Foundation& foundation) {
  const auto state = foundation.chancery().read(
      [&](store::Snapshot& snapshot) { return speak::account_key_state(snapshot, foundation.account_keys()); });
  if (!state.lost.empty()) {
    return broken("account keys", fmt::format("the private key of @{} does not open", state.lost.front().name),
                  fmt::format("chancery keys rotate account:{}", state.lost.front().name));
  }
  if (state.in_clear > 0) {
    return broken("account keys", fmt::format("{} stand in clear in chancery.db", state.in_clear),
                  "restart the server: it seals them");
  }
  return ok("account keys", fmt::format("{} sealed, and open with secrets/account-keys", state.sealed));
}

Check check_store(std::string name, const store::Store& store) {
  const auto health = store.health();
  if (!health.integrity_ok) {
    return broken(std::move(name), health.integrity, fmt::format("restore {} from a backup", store.file().string()));
  }
  constexpr std::int64_t kLargeWal = 256 * 1024 * 1024;
  auto message =
      fmt::format("{:.1f} MB, log of writes {:.1f} MB, {} writes waiting", static_cast<double>(health.bytes) / 1e6,
                  static_cast<double>(health.wal_bytes) / 1e6, health.queued);
  if (health.wal_bytes > kLargeWal) {
    return warn(std::move(name), message, "a reader holds an old snapshot: restart the server");
  }
  return ok(std::move(name), std::move(message));
}

Check check_parked(std::string name, const store::Store& store) {
  const auto parked = store.read([](store::Snapshot& snapshot) { return store::parked_events(snapshot); });
  if (parked.empty()) return ok(std::move(name), "no event is parked");
  const auto& first = parked.front();
  return broken(std::move(name),
                fmt::format("{} parked; the first: {} could not handle {} at {}: {}", parked.size(), first.consumer,
                            first.event.type, first.event.position, first.error),
                first.consumer == answer::Intake::kConsumer
                    ? "chancery desk retry (it is done at every start and every hour, too); report it with this line "
                      "where it stays"
                    : "report it with this line; the consumers go on without these events");
}

Check check_watches(const Foundation& foundation) {
  constexpr std::chrono::days kSoon{14};
  const auto watches = foundation.chancery().read([](store::Snapshot& snapshot) { return listen::watches(snapshot); });
  const auto now = foundation.clock().now();
  for (const auto& watch : watches) {
    if (!watch.active(now)) {
      return warn("watches",
                  fmt::format("\"{}\" expired on {}: it matches nothing", watch.name, to_rfc3339(watch.expires)),
                  "ask whoever owns it whether it is still needed");
    }
    if (!watch.active(now + kSoon)) {
      return warn("watches", fmt::format("\"{}\" expires on {}", watch.name, to_rfc3339(watch.expires)),
                  "ask whoever owns it whether it is still needed");
    }
  }
  return ok("watches", fmt::format("{} running", watches.size()));
}

Check check_own_topics(const Foundation& foundation) {
  const auto read = read_topic_folder(foundation.folder().path());
  if (read.problems.empty()) return ok("own topics", fmt::format("{} told", read.topics.topics().size()));
  return warn("own topics", fmt::format("{} left out; the first: {}", read.problems.size(), read.problems.front()),
              "chancery train topic --out the file again, or remove it; then restart the server");
}

Check check_deliveries(const Foundation& foundation) {
  constexpr std::size_t kNamed = 5;
  const auto stuck =
      foundation.chancery().read([](store::Snapshot& snapshot) { return activitypub::stuck_hosts(snapshot, kNamed); });
  if (stuck.empty()) return ok("deliveries", "no server is failing");
  std::string names;
  for (const auto& host : stuck) {
    names += fmt::format("{}{} ({}, {} failures, {} waiting, next try {})", names.empty() ? "" : "; ", host.host,
                         activitypub::to_string(host.standing), host.failures, host.pending, to_rfc3339(host.retry_at));
  }
  return warn("deliveries", names,
              "nothing to do: each is tried again, and parked after three days; its first answer revives it");
}

Check check_posts(const Foundation& foundation) {
  const auto late = foundation.chancery().read(
      [&](store::Snapshot& snapshot) { return speak::late_posts(snapshot, foundation.clock().now()); });
  if (late.empty()) return ok("posts", "none is late");
  return broken("posts",
                fmt::format("{} should have left; the first: post {}, at {}", late.size(), late.front().id.text(),
                            to_rfc3339(late.front().leaves_at)),
                "start the server; where it runs, its log says every minute why each does not leave");
}

Check check_webhooks(const Foundation& foundation) {
  const auto webhooks =
      foundation.chancery().read([](store::Snapshot& snapshot) { return notify::webhooks(snapshot); });
  std::string troubled;
  for (const auto& webhook : webhooks) {
    const bool asked = webhook.paused_why == notify::PausedWhy::Asked;
    if (asked || (!webhook.paused_at && !webhook.failing_since && webhook.dropped == 0)) continue;
    const auto url = net::Url::parse(webhook.url);
    const auto state = webhook.paused_at       ? fmt::format("paused since {}", to_rfc3339(*webhook.paused_at))
                       : webhook.failing_since ? fmt::format("failing since {}", to_rfc3339(*webhook.failing_since))
                                               : std::string("working");
    troubled += fmt::format("{}{} ({}, {} waiting, {} dropped)", troubled.empty() ? "" : "; ",
                            url ? url->authority() : webhook.id.text(), state, webhook.waiting, webhook.dropped);
  }
  if (troubled.empty()) return ok("webhooks", fmt::format("{}, none failing", webhooks.size()));
  return warn("webhooks", troubled, "see Integrations in the staff application: mend the receiver, then let it go on");
}

Check check_audit(const Foundation& foundation) {
  const auto check = staff::verify_audit(foundation.chancery());
  if (check.intact) {
    return ok("audit", fmt::format("{} entries, head {} {:.16}", check.checked, check.head.sequence, check.head.hash));
  }
  return broken("audit", fmt::format("the chain breaks at entry {}", check.broken_at.value_or(0)),
                "compare with a backup and with the heads kept elsewhere: somebody changed the log");
}

}  // namespace

std::vector<api::Check> examine(const Foundation& foundation) {
  std::vector<Check> checks{check_setup(foundation),
                            check_base_url(foundation),
                            check_secrets(foundation),
                            check_account_keys(foundation),
                            check_store("chancery.db", foundation.chancery()),
                            check_store("listen.db", foundation.listen()),
                            check_parked("events of chancery.db", foundation.chancery()),
                            check_parked("events of listen.db", foundation.listen()),
                            check_watches(foundation),
                            check_own_topics(foundation),
                            check_posts(foundation),
                            check_deliveries(foundation),
                            check_webhooks(foundation),
                            check_audit(foundation)};
  if (!foundation.config().tls_certificate.empty()) checks.push_back(check_certificate(foundation));
  return checks;
}

}  // namespace chancery::cli
