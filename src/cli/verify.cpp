#include "cli/verify.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include "activity/addresses.hpp"
#include "activitypub/instance_actor.hpp"
#include "answer/invariants.hpp"
#include "cli/check_results.hpp"
#include "cli/foundation.hpp"
#include "cli/manifest.hpp"
#include "cli/whole_files.hpp"
#include "crypto/ed25519.hpp"
#include "media/files.hpp"
#include "proof/rebuild.hpp"
#include "speak/account_keys.hpp"
#include "staff/audit.hpp"
#include "store/copy.hpp"

namespace chancery::cli {
namespace {

namespace fs = std::filesystem;
using api::Check;
using State = api::Check::State;

constexpr std::string_view kRestore = "restore a backup: chancery restore";

Check check_schema(const std::string& database, const std::vector<std::string>& applied) {
  std::set<std::string_view> known;
  for (const auto& migration : all_migrations()) {
    if (migration.database == database) known.insert(migration.name);
  }
  const auto name = database + " schema";
  for (const auto& each : applied) {
    if (known.contains(each)) continue;
    return broken(name, fmt::format("{} is unknown to this version", each), "use the newer version that wrote it");
  }
  if (applied.size() < known.size()) {
    return warn(name, fmt::format("{} of {} steps: an earlier version wrote it", applied.size(), known.size()),
                "nothing to do: chancery serve brings it up to date");
  }
  return ok(name, applied.empty() ? "" : applied.back());
}

Check check_tables(const std::string& database, const store::Inspection& found) {
  if (!found.damage.empty()) {
    return broken(database, fmt::format("{} findings; the first: {}", found.damage.size(), found.damage.front()),
                  std::string(kRestore));
  }
  if (!found.dangling.empty()) {
    return broken(database, fmt::format("rows that refer to nothing in {}", fmt::join(found.dangling, ", ")),
                  "report it with this line");
  }
  return ok(database, "whole, and every reference leads somewhere");
}

Check verify_audit(const store::Store& store, const Manifest* manifest) {
  const auto check = staff::verify_audit(store);
  if (!check.intact) {
    return broken("audit", fmt::format("the chain breaks at entry {}", check.broken_at.value_or(0)),
                  "compare with a backup and with the heads kept elsewhere: somebody changed the log");
  }
  if (manifest != nullptr &&
      (manifest->audit_sequence != check.head.sequence || manifest->audit_hash != check.head.hash)) {
    return broken(
        "audit",
        fmt::format("the chain ends at {}, the manifest says {}", check.head.sequence, manifest->audit_sequence),
        "take another backup");
  }
  return ok("audit", fmt::format("{} entries, head {} {:.16}", check.checked, check.head.sequence, check.head.hash));
}

// A file of an earlier version has no conversations. Its clocks are looked at by the server alone, which knows the
// calendars.
Check check_conversations(const store::Store& store, const std::vector<std::string>& applied) {
  if (std::ranges::find(applied, "20261126T0520_search") == applied.end()) return ok("conversations", "none yet");
  const auto check = answer::check_invariants(store, std::nullopt);
  if (check.broken.empty()) {
    return ok("conversations", fmt::format("{}, each where its events say", check.conversations));
  }
  const auto& first = check.broken.front();
  return broken("conversations",
                fmt::format("{} findings; the first: {} {}", check.broken.size(), first.rule, first.what),
                "report it with this line");
}

Check check_proof(const store::Store& store, const fs::path& folder) {
  const auto check = proof::check_log(store);
  if (!check.problems.empty()) {
    return broken("transparency log", fmt::format("{}", fmt::join(check.problems, "; ")), std::string(kRestore));
  }
  const auto published = content(folder / "proof-head");
  if (!published.empty()) {
    const auto contained =
        store.read([&](store::Snapshot& snapshot) { return proof::contains_head(snapshot, published); });
    if (!contained || !*contained) {
      return warn("transparency log", "the head in proof-head, which others may have, is not contained in the log",
                  "start the server: a leaf will name the gap");
    }
  }
  return ok("transparency log", fmt::format("{} leaves, {} heads, all as they were signed", check.leaves, check.heads));
}

Check check_pictures(const fs::path& folder) {
  std::size_t good = 0;
  std::vector<std::string> bad;
  std::error_code error;
  for (fs::recursive_directory_iterator each(folder / "media", error), end; !error && each != end;
       each.increment(error)) {
    const auto file = each->path().filename().string();
    if (!each->is_regular_file(error) || file.starts_with("unfinished-")) continue;
    const auto path = each->path().lexically_relative(folder).generic_string();
    const auto name = media::FileName::parse(each->path().parent_path().filename().string() + file);
    const auto found = name ? describe_file(folder, path) : fail(Error{});
    if (found && name->text().starts_with(found->sha256)) {
      ++good;
    } else {
      bad.push_back(path);
    }
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    return broken("pictures", error.message(), "check who owns media/");
  }
  if (bad.empty()) return ok("pictures", fmt::format("{} files, each as its name says", good));
  return broken("pictures",
                fmt::format("{} of {} are not as their names say; the first: {}", bad.size(), bad.size() + good,
                            *std::ranges::min_element(bad)),
                "copy these files from a backup");
}

// Sealed in the database; and, where the secret is at hand, to be opened with it.
Check verify_account_keys(const fs::path& folder, const store::Store& store) {
  const auto box = crypto::KeyBox::of(content(folder / "secrets/account-keys"));
  const auto state = store.read([&](store::Snapshot& snapshot) {
    return speak::account_key_state(snapshot, box ? *box : crypto::KeyBox::of(std::string(32, '\0')).value());
  });
  if (state.in_clear > 0) {
    return warn("account keys", fmt::format("{} stand in clear: an earlier version wrote it", state.in_clear),
                "keep it as you keep keys; chancery serve seals those of a data folder");
  }
  if (box && !state.lost.empty()) {
    return broken("account keys",
                  fmt::format("secrets/account-keys does not open the private key of @{}", state.lost.front().name),
                  "copy the secrets from where they are kept");
  }
  return ok("account keys", fmt::format("{} sealed", state.sealed));
}

// Whether what the secrets are needed for can be done with them.
Check verify_secrets(const fs::path& folder, const store::Store& store) {
  constexpr std::array kNames{"staff",       "listen",        "opt-outs",    "instance-actor.pem",
                              "proof-index", "proof-signing", "account-keys"};
  constexpr std::array kMadeAnew{"audit-signing", "remote-media"};  // at a start where they are missing
  const auto secrets = folder / "secrets";
  for (const auto* name : kNames) {
    std::error_code error;
    const auto mode = fs::status(secrets / name, error).permissions();
    const auto others = fs::perms::group_all | fs::perms::others_all;
    if (error || content(secrets / name).empty()) {
      return broken("secrets", fmt::format("{} is missing, empty or unreadable", (secrets / name).string()),
                    "copy the secrets from where they are kept");
    }
    if ((mode & others) != fs::perms::none) {
      return broken("secrets", fmt::format("{} can be read by others", (secrets / name).string()),
                    fmt::format("chmod -R go= '{}'", secrets.string()));
    }
  }
  const auto addresses = activity::Addresses::of(fixed_base_url(folder).value_or("http://localhost"));
  if (addresses && !activitypub::InstanceActor::load(*addresses, content(secrets / "instance-actor.pem"))) {
    return broken("secrets", "instance-actor.pem is damaged", "copy the secrets from where they are kept");
  }
  const auto signing = crypto::Ed25519Key::of(content(secrets / "proof-signing"));
  if (!signing) return broken("secrets", "proof-signing is damaged", "copy the secrets from where they are kept");
  const auto newest = store.read([](store::Snapshot& snapshot) { return proof::newest_head(snapshot); });
  if (addresses && newest &&
      newest->verifier_key != proof::verifier_key(proof::origin_of(addresses->host()), signing->public_key())) {
    return warn("secrets", "proof-signing is another key than the one that signed the newest head",
                "nothing to do after a rotation; else copy the secrets from where they are kept");
  }
  for (const auto* name : kMadeAnew) {
    if (content(secrets / name).empty()) {
      return warn("secrets", fmt::format("{} is missing, empty or unreadable", (secrets / name).string()),
                  "copy it from where the secrets are kept, or the next start makes another");
    }
  }
  return ok("secrets", fmt::format("{} present and readable", kNames.size() + kMadeAnew.size()));
}

Result<std::vector<Check>> verify_stores(const fs::path& folder, const Manifest* manifest) {
  const SystemClock clock;
  IdSource ids(clock, 0);
  std::vector<Check> checks;
  std::unique_ptr<const store::Store> chancery;
  std::vector<std::string> applied;
  for (const std::string database : {"chancery", "listen"}) {
    const auto file = folder / (database + ".db");
    if (std::error_code error; !fs::exists(file, error)) continue;
    auto opened = store::Store::open_to_read(file, manifest != nullptr, clock, ids);
    if (!opened) {
      checks.push_back(broken(database, opened.error().hint, std::string(kRestore)));
      continue;
    }
    const auto found = store::inspect(**opened);
    checks.push_back(check_tables(database, found));
    checks.push_back(check_schema(database, found.migrations));
    if (database != "chancery" || !found.damage.empty()) continue;
    chancery = std::move(*opened);
    applied = found.migrations;
  }
  if (!chancery) return checks;
  checks.push_back(verify_audit(*chancery, manifest));
  checks.push_back(check_proof(*chancery, folder));
  checks.push_back(check_conversations(*chancery, applied));
  checks.push_back(check_pictures(folder));
  checks.push_back(verify_account_keys(folder, *chancery));
  if (manifest == nullptr) checks.push_back(verify_secrets(folder, *chancery));
  return checks;
}

}  // namespace

Result<std::vector<Check>> verify_folder(const fs::path& folder) {
  std::error_code error;
  if (fs::exists(folder / kManifestFile, error)) {
    const auto manifest = read_backup(folder);
    if (!manifest) {
      return std::vector{broken("manifest", manifest.error().hint, "take another backup")};
    }
    auto checks = verify_stores(folder, &*manifest);
    if (!checks) return checks;
    checks->insert(checks->begin(), ok("manifest", fmt::format("{} files, each with its size and SHA-256; of {}",
                                                               manifest->files.size(), to_rfc3339(manifest->at))));
    return checks;
  }
  if (!fs::exists(folder / "chancery.db", error)) {
    return fail(Errc::NotFound, fmt::format("{} is neither a data folder nor a backup", folder.string()));
  }
  return verify_stores(folder, nullptr);
}

}  // namespace chancery::cli
