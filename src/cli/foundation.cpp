#include "cli/foundation.hpp"

#include <fmt/format.h>

#include <fstream>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "activitypub/migrations.hpp"
#include "activitypub/picture_links.hpp"
#include "answer/migrations.hpp"
#include "cli/workers.hpp"
#include "feeds/migrations.hpp"
#include "listen/migrations.hpp"
#include "listen/pseudonym.hpp"
#include "notify/migrations.hpp"
#include "proof/migrations.hpp"
#include "speak/account_keys.hpp"
#include "speak/migrations.hpp"
#include "staff/migrations.hpp"
#include "store/accounts.hpp"

namespace chancery::cli {
namespace {

std::uint64_t random_seed() {
  std::random_device device;
  return (std::uint64_t{device()} << 32U) | device();
}

std::vector<std::uint16_t> ports_of(const Config& config) {
  std::vector<std::uint16_t> ports;
  for (const auto& text : config.ports) {
    if (const auto port = parse_port(text)) ports.push_back(*port);
  }
  return ports;
}

}  // namespace

std::vector<store::Migration> all_migrations() {
  std::vector<store::Migration> all;
  for (const auto& each :
       {store::migrations(), staff::migrations(), speak::migrations(), activitypub::migrations(), listen::migrations(),
        feeds::migrations(), proof::migrations(), answer::migrations(), notify::migrations()}) {
    all.insert(all.end(), each.begin(), each.end());
  }
  return all;
}

std::optional<std::string> fixed_base_url(const std::filesystem::path& data) {
  std::string fixed;
  std::ifstream in(data / "base_url");
  if (!in || !std::getline(in, fixed) || fixed.empty()) return std::nullopt;
  return fixed;
}

Foundation::Foundation(Config config, store::DataFolder folder, activity::Addresses addresses)
    : config_(std::move(config)),
      ids_(clock_, random_seed()),
      folder_(std::move(folder)),
      addresses_(std::move(addresses)),
      guard_({.internal_endpoints = {}, .test_peers = config_.test_peers, .ports = ports_of(config_)}),
      house_guard_({.internal_endpoints = config_.internal_endpoints, .test_peers = config_.test_peers, .ports = {}}) {}

Result<std::unique_ptr<Foundation>> Foundation::lay(const Config& config, const std::string& renew_lost_keys_as) {
  auto addresses = activity::Addresses::of(config.base_url);
  if (!addresses) return fail(addresses.error());
  auto folder = store::DataFolder::claim(config.data);
  if (!folder) return fail(folder.error());
  std::unique_ptr<Foundation> made{new Foundation(config, std::move(*folder), std::move(*addresses))};
  // Nothing takes longer at the first start than that key: it is made while the stores open.
  auto key = Result<std::string>(fail(Error{}));
  auto maker = named_thread("instance key", [&](const std::stop_token&) {
    key = made->folder_.secret("instance-actor.pem", activitypub::InstanceActor::make_key);
  });
  const auto opened = made->open_stores();
  maker.join();
  if (!opened) return fail(opened.error());
  if (!key) return fail(key.error());
  if (auto ok = made->read_secrets(*key); !ok) return fail(ok.error());
  if (auto ok = made->read_account_keys(renew_lost_keys_as); !ok) return fail(ok.error());
  if (auto ok = made->fix_base_url(); !ok) return fail(ok.error());
  return made;
}

Status Foundation::open_stores() {
  const auto open = [&](std::string database, store::Durability durability) {
    store::StoreOptions options;
    options.file = folder_.path() / (database + ".db");
    options.database = std::move(database);
    options.durability = durability;
    // Inboxes of two hundred desks: a slow search must not keep the others waiting.
    if (options.database == "chancery") options.readers = 4;
    options.migrations = all_migrations();
    return store::Store::open(std::move(options), clock_, ids_);
  };
  auto chancery = open("chancery", store::Durability::Full);
  if (!chancery) return fail(chancery.error());
  auto listen = open("listen", store::Durability::Normal);
  if (!listen) return fail(listen.error());
  auto pictures = media::Files::open(folder_.path() / "media");
  if (!pictures) return fail(pictures.error());
  const auto bound = parse_bytes(config_.remote_cache);
  if (!bound) return fail(bound.error());
  auto remote = media::RemoteCache::open(folder_.path() / "remote-media", *bound);
  if (!remote) return fail(remote.error());
  picture_files_ = std::make_unique<media::Files>(std::move(*pictures));
  remote_pictures_ = std::make_unique<media::RemoteCache>(std::move(*remote));
  chancery_ = std::move(*chancery);
  listen_ = std::move(*listen);
  return {};
}

Status Foundation::read_secrets(const std::string& instance_key) {
  const auto staff = folder_.secret("staff", staff::make_secret);
  if (!staff) return fail(staff.error());
  staff_keys_ = staff::Keys::derive(*staff);
  auto listen = folder_.secret("listen", listen::make_pseudonym_key);
  if (!listen) return fail(listen.error());
  auto keys = listen::read_keys(*listen, clock_.now());
  if (!keys) return fail(keys.error());
  pseudonym_keys_ = std::move(*keys);
  // From the first start on the file says when the key began.
  if (const auto bytes = listen::write_keys(pseudonym_keys_); bytes != *listen) {
    if (auto kept = folder_.replace_secret("listen", bytes); !kept) return fail(kept.error());
  }
  auto opt_outs = folder_.secret("opt-outs", listen::make_pseudonym_key);
  if (!opt_outs) return fail(opt_outs.error());
  opt_out_key_ = std::move(*opt_outs);
  auto pictures = folder_.secret("remote-media", activitypub::make_picture_key);
  if (!pictures) return fail(pictures.error());
  picture_key_ = std::move(*pictures);
  if (auto ok = read_proof_secrets(); !ok) return fail(ok.error());
  auto instance = activitypub::InstanceActor::load(addresses_, instance_key);
  if (!instance) return fail(instance.error());
  instance_actor_ = std::make_unique<activitypub::InstanceActor>(std::move(*instance));
  return {};
}

Status Foundation::read_proof_secrets() {
  auto index = folder_.secret("proof-index", proof::make_secret);
  if (!index) return fail(index.error());
  const auto seed = folder_.secret("proof-signing", proof::make_secret);
  if (!seed) return fail(seed.error());
  const auto audit_seed = folder_.secret("audit-signing", proof::make_secret);
  if (!audit_seed) return fail(audit_seed.error());
  auto audit = crypto::Ed25519Key::of(*audit_seed);
  if (!audit) return fail(Errc::Unavailable, "secrets/audit-signing: " + audit.error().detail);
  audit_key_ = std::move(*audit);
  auto signing = crypto::Ed25519Key::of(*seed);
  if (!signing) return fail(Errc::Unavailable, "secrets/proof-signing: " + signing.error().detail);
  proof_log_ =
      std::make_unique<proof::Log>(proof::origin_of(addresses_.host()), std::move(*index), std::move(*signing));
  return {};
}

Status Foundation::read_account_keys(const std::string& renew_lost_keys_as) {
  auto secret = folder_.secret("account-keys", crypto::KeyBox::make_key);
  if (!secret) return fail(secret.error());
  auto box = crypto::KeyBox::of(std::move(*secret));
  if (!box) return fail(Errc::Unavailable, "secrets/account-keys: " + box.error().detail);
  account_keys_ = std::move(*box);
  if (auto sealed = speak::seal_account_keys(*chancery_, *account_keys_); !sealed) return sealed;
  const auto lost =
      chancery_->read([&](store::Snapshot& snapshot) { return speak::account_key_state(snapshot, *account_keys_); })
          .lost;
  if (!lost.empty() && renew_lost_keys_as.empty()) {
    return fail(Errc::Unavailable, fmt::format("secrets/account-keys does not open the key of @{}", lost.front().name),
                fmt::format("{}/secrets/account-keys does not open the private key of @{}: put the file back that "
                            "belongs to this data folder; when it is lost for good: chancery keys renew-lost",
                            folder_.path().string(), lost.front().name));
  }
  for (const auto& account : lost) {
    if (auto done = speak::rotate_account_key(*chancery_, *account_keys_, account.id, renew_lost_keys_as); !done) {
      return done;
    }
  }
  return {};
}

// The base URL is part of every identifier: from the first account on it can never change.
Status Foundation::fix_base_url() {
  const auto fixed = fixed_base_url(folder_.path()).value_or("");
  if (fixed == addresses_.base()) return {};
  const bool any_account =
      chancery_->read([](store::Snapshot& snapshot) { return !store::accounts(snapshot).empty(); });
  if (any_account) {
    return fail(Errc::Invalid, fmt::format("base URL was {}, is now {}", fixed, addresses_.base()),
                fmt::format("{}: accounts were made under {}, which is part of their identifiers for ever; set "
                            "server.base_url to it, or start with another data folder",
                            folder_.path().string(), fixed.empty() ? "another base URL" : fixed));
  }
  return folder_.write("base_url", addresses_.base() + '\n');
}

}  // namespace chancery::cli
