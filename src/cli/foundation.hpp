// What every command that touches the data folder stands on: the folder, its stores, its secrets, the addresses.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "activity/addresses.hpp"
#include "activitypub/instance_actor.hpp"
#include "base/clock.hpp"
#include "base/config.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "cli/set_back_clock.hpp"
#include "crypto/key_box.hpp"
#include "listen/pseudonym.hpp"
#include "media/files.hpp"
#include "media/remote_cache.hpp"
#include "net/address_guard.hpp"
#include "proof/log.hpp"
#include "staff/keys.hpp"
#include "store/data_folder.hpp"
#include "store/store.hpp"

namespace chancery::cli {

// The base URL a data folder's identifiers carry; nothing before it was served.
[[nodiscard]] std::optional<std::string> fixed_base_url(const std::filesystem::path& data);

// Those of every module, as Store::open wants them.
[[nodiscard]] std::vector<store::Migration> all_migrations();

// Neither copied nor moved: its parts hold references to one another.
class Foundation {
 public:
  // Claims the folder, opens and migrates the stores, reads or makes the secrets.
  // Fails with Errc::Conflict (another process has the folder), Invalid (configuration; or the base URL changed
  // although accounts exist: identifiers are for ever), Unavailable (also when an account's private key does not open
  // with secrets/account-keys; but with `renew_lost_keys_as`, who does it as the audit log writes it, such an account
  // is given a new key pair).
  [[nodiscard]] static Result<std::unique_ptr<Foundation>> lay(const Config& config,
                                                               const std::string& renew_lost_keys_as = {});
  Foundation(const Foundation&) = delete;
  Foundation& operator=(const Foundation&) = delete;

  [[nodiscard]] const Config& config() const { return config_; }
  [[nodiscard]] const Clock& clock() const { return clock_; }
  // For the demo, before anything runs; zero: as the system has it.
  void set_clock_back(std::chrono::hours by) { clock_.set_back(by); }
  [[nodiscard]] const store::DataFolder& folder() const { return folder_; }
  [[nodiscard]] store::Store& chancery() const { return *chancery_; }
  [[nodiscard]] store::Store& listen() const { return *listen_; }
  [[nodiscard]] const activity::Addresses& addresses() const { return addresses_; }
  // For requests whose address a stranger may have named: nothing private is excepted.
  [[nodiscard]] const net::AddressGuard& guard() const { return guard_; }
  // For those an administrator names: the house's own services that the configuration lists are excepted.
  [[nodiscard]] const net::AddressGuard& house_guard() const { return house_guard_; }
  [[nodiscard]] const staff::Keys& staff_keys() const { return staff_keys_; }
  // What the accounts' private keys are sealed with in chancery.db.
  [[nodiscard]] const crypto::KeyBox& account_keys() const { return *account_keys_; }
  [[nodiscard]] const activitypub::InstanceActor& instance_actor() const { return *instance_actor_; }
  [[nodiscard]] const listen::PseudonymKeys& pseudonym_keys() const { return pseudonym_keys_; }
  [[nodiscard]] const std::string& opt_out_key() const { return opt_out_key_; }
  [[nodiscard]] const proof::Log& proof_log() const { return *proof_log_; }
  // Signs heads of the audit log.
  [[nodiscard]] const crypto::Ed25519Key& audit_key() const { return *audit_key_; }
  [[nodiscard]] media::Files& picture_files() const { return *picture_files_; }
  [[nodiscard]] media::RemoteCache& remote_pictures() const { return *remote_pictures_; }
  [[nodiscard]] const std::string& picture_key() const { return picture_key_; }

 private:
  Foundation(Config config, store::DataFolder folder, activity::Addresses addresses);
  [[nodiscard]] Status open_stores();
  [[nodiscard]] Status read_secrets(const std::string& instance_key);
  [[nodiscard]] Status read_proof_secrets();
  [[nodiscard]] Status read_account_keys(const std::string& renew_lost_keys_as);
  [[nodiscard]] Status fix_base_url();

  const Config config_;
  SetBackClock clock_;
  IdSource ids_;
  const store::DataFolder folder_;
  const activity::Addresses addresses_;
  const net::AddressGuard guard_;
  const net::AddressGuard house_guard_;
  std::unique_ptr<store::Store> chancery_;
  std::unique_ptr<store::Store> listen_;
  staff::Keys staff_keys_;
  listen::PseudonymKeys pseudonym_keys_;
  std::string opt_out_key_;
  std::optional<crypto::KeyBox> account_keys_;
  std::unique_ptr<proof::Log> proof_log_;
  std::optional<crypto::Ed25519Key> audit_key_;
  std::unique_ptr<media::Files> picture_files_;
  std::unique_ptr<media::RemoteCache> remote_pictures_;
  std::string picture_key_;
  std::unique_ptr<activitypub::InstanceActor> instance_actor_;
};

}  // namespace chancery::cli
