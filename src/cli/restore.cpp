#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <utility>

#include "base/json.hpp"
#include "cli/backup.hpp"
#include "cli/proof_heads.hpp"
#include "cli/secrets_file.hpp"
#include "cli/whole_files.hpp"
#include "proof/rebuild.hpp"
#include "speak/hold_restored.hpp"
#include "staff/audit.hpp"

namespace chancery::cli {
namespace {

namespace fs = std::filesystem;

// The folder as it must be: unused, and empty but for the head that a lost server left.
Status check_folder(const fs::path& data) {
  std::error_code error;
  if (fs::exists(data / "lock", error)) {
    // Tells whose it is when a server runs there.
    if (const auto claimed = store::DataFolder::claim(data); !claimed) return fail(claimed.error());
  }
  return make_empty_folder(data, kHeadFile);
}

Result<Secrets> wanted_secrets(const RestoreOptions& options) {
  if (!options.secrets.empty()) return read_secrets(options.secrets);
  if (options.without_secrets) return Secrets{};
  return fail(Errc::Invalid, "restore: secrets not mentioned",
              "name the secrets that belong to this backup with --secrets FILE; or, when they are lost, write "
              "--without-secrets: then nobody's password or authenticator works, every account signs with a new key, "
              "objections to listening are forgotten, and earlier texts are not found in the transparency log");
}

// A checkpoint, or the answer of /api/public/proof/head that holds one.
std::string checkpoint_in(std::string text) {
  const auto answer = json::parse_object(text);
  const auto* head = answer ? json::object(*answer, "head") : nullptr;
  if (head != nullptr) return json::text_or_empty(*head, "checkpoint");
  return answer ? json::text_or_empty(*answer, "checkpoint") : text;
}

// Checkpoints that others may have: the folder's own from before, those the operator brings.
Result<std::vector<std::string>> published_heads(const fs::path& data, const RestoreOptions& options) {
  std::vector<std::string> heads;
  if (auto kept = content(data / kHeadFile); !kept.empty()) heads.push_back(std::move(kept));
  for (const auto& file : options.published_heads) {
    heads.push_back(checkpoint_in(content(file)));
    if (heads.back().empty()) return fail(Errc::NotFound, fmt::format("{} holds no signed head", file.string()));
  }
  return heads;
}

Status fill(const fs::path& data, const fs::path& from, const Manifest& manifest, const Secrets& secrets) {
  for (const auto& file : manifest.files) {
    if (auto copied = copy_new(from / file.path, data / file.path); !copied) return copied;
  }
  const auto folder = store::DataFolder::claim(data);
  if (!folder) return fail(folder.error());
  for (const auto& [name, bytes] : secrets) {
    if (auto kept = folder->replace_secret(name, bytes); !kept) return kept;
  }
  return flush_folder(data);
}

Result<int> name_gaps(const Foundation& foundation, const std::vector<std::string>& heads) {
  return foundation.chancery().write_now([&](store::Transaction& tx) -> Result<int> {
    int gaps = 0;
    for (const auto& head : heads) {
      const auto named = foundation.proof_log().name_gap(tx, head, foundation.clock().now());
      if (!named) {
        return fail(
            named.error().code, "a published head: " + named.error().detail,
            "a published head is not one of this log, or its key is not among the secrets: " + named.error().hint);
      }
      gaps += *named ? 1 : 0;
    }
    return gaps;
  });
}

// What waited to leave at the backup's time may have left since, under another address. Gives how many posts were held.
Result<std::size_t> hold_posts(const Foundation& foundation, const Manifest& manifest, const std::string& by) {
  return foundation.chancery().write_now([&](store::Transaction& tx) -> Result<std::size_t> {
    const auto now = foundation.clock().now();
    const auto at = to_rfc3339(manifest.at);
    const auto held =
        speak::hold_restored(tx, by, now, fmt::format("restored from the backup of {}: look what left since", at));
    staff::append_audit(tx, now, by, "backup.restore", at);
    return held;
  });
}

// The head that stands outside the database is the restored log's own from here on.
Status sign_head(const Foundation& foundation) {
  const auto signed_now = foundation.proof_log().sign_head_if_grown(foundation.chancery());
  if (!signed_now) return fail(signed_now.error());
  const auto newest =
      foundation.chancery().read([](store::Snapshot& snapshot) { return proof::newest_head(snapshot); });
  return newest ? foundation.folder().write(std::string(kHeadFile), newest->checkpoint) : Status{};
}

}  // namespace

Result<Restored> restore_backup(const Config& config, const RestoreOptions& options, const std::string& by) {
  const auto secrets = wanted_secrets(options);
  if (!secrets) return fail(secrets.error());
  auto manifest = read_backup(options.from);
  if (!manifest) return fail(manifest.error());
  const auto heads = published_heads(config.data, options);
  if (!heads) return fail(heads.error());
  if (auto ready = check_folder(config.data); !ready) return fail(ready.error());
  if (auto filled = fill(config.data, options.from, *manifest, *secrets); !filled) return fail(filled.error());

  auto own = config;
  own.base_url = manifest->base_url;
  const auto foundation = Foundation::lay(own, options.without_secrets ? by : std::string{});
  if (!foundation) return fail(foundation.error());
  const auto gaps = name_gaps(**foundation, *heads);
  if (!gaps) return fail(gaps.error());
  const auto held = hold_posts(**foundation, *manifest, by);
  if (!held) return fail(held.error());
  if (auto signed_now = sign_head(**foundation); !signed_now) return fail(signed_now.error());
  return Restored{std::move(*manifest), *gaps, *held};
}

}  // namespace chancery::cli
