#include "cli/backup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/secrets_file.hpp"
#include "cli/version.hpp"
#include "cli/whole_files.hpp"
#include "crypto/hash.hpp"
#include "proof/heads.hpp"
#include "staff/audit.hpp"
#include "store/copy.hpp"

namespace chancery::cli {
namespace {

namespace fs = std::filesystem;

bool is_within(const fs::path& path, const fs::path& folder) {
  const auto relative =
      fs::absolute(path).lexically_normal().lexically_relative(fs::absolute(folder).lexically_normal());
  return !relative.empty() && *relative.begin() != "..";
}

// The files below DIR/what, as paths below DIR. What is being written there is left out.
Result<std::vector<std::string>> files_below(const fs::path& data, const std::string& what) {
  std::vector<std::string> found;
  std::error_code error;
  if (!fs::exists(data / what, error)) return found;
  for (fs::recursive_directory_iterator each(data / what, error), end; !error && each != end; each.increment(error)) {
    const auto name = each->path().filename().string();
    if (!each->is_regular_file(error) || name.starts_with("unfinished-") || name.ends_with(".part")) continue;
    found.push_back(each->path().lexically_relative(data).generic_string());
  }
  if (error) return fail(Errc::Unavailable, fmt::format("{}: {}", (data / what).string(), error.message()));
  return found;
}

// One backup in the making.
class Backup {
 public:
  Backup(const Foundation& foundation, const BackupOptions& options, const std::stop_token& stop)
      : foundation_(foundation), data_(foundation.folder().path()), options_(options), stop_(stop) {}

  Result<Manifest> make() {
    if (auto ready = prepare(); !ready) return fail(ready.error());
    // Pictures before the database and after it: those removed meanwhile, and those added.
    if (auto done = copy_below("media", link_or_copy); !done) return fail(done.error());
    if (auto done = copy_databases(); !done) return fail(done.error());
    if (auto done = copy_below("media", link_or_copy); !done) return fail(done.error());
    if (auto done = copy_below("topics", copy_new); !done) return fail(done.error());
    if (auto done = copy_new(data_ / "base_url", options_.to / "base_url"); !done) return fail(done.error());
    if (auto done = read_heads(); !done) return fail(done.error());
    if (auto done = keep_secrets(); !done) return fail(done.error());
    if (auto done = write_down(); !done) return fail(done.error());
    return std::move(manifest_);
  }

 private:
  Status prepare() {
    if (!options_.secrets.empty() && is_within(options_.secrets, options_.to)) {
      return fail(Errc::Invalid, fmt::format("{} stands in the backup: who finds one must not find both; name a file "
                                             "elsewhere",
                                             options_.secrets.string()));
    }
    if (std::error_code error; !options_.secrets.empty() && fs::exists(options_.secrets, error)) {
      return fail(Errc::Conflict, fmt::format("{} is there already; name another file", options_.secrets.string()));
    }
    if (is_within(options_.to, data_)) {
      return fail(Errc::Invalid,
                  fmt::format("{} stands in the data folder; name a folder elsewhere", options_.to.string()));
    }
    manifest_.version = kVersion;
    manifest_.at = foundation_.clock().now();
    manifest_.base_url = foundation_.addresses().base();
    manifest_.secrets_apart = !options_.secrets.empty();
    return make_empty_folder(options_.to);
  }

  Status copy_below(const std::string& what, Status (*copy)(const fs::path&, const fs::path&)) {
    const auto files = files_below(data_, what);
    if (!files) return fail(files.error());
    for (const auto& file : *files) {
      if (stop_.stop_requested()) return fail(Errc::Unavailable, "the server stops");
      const auto copied = copy(data_ / file, options_.to / file);
      std::error_code error;
      if (!copied && fs::exists(data_ / file, error)) return copied;
    }
    return {};
  }

  Status copy_databases() {
    const auto copy = [&](const store::Store& store, const std::string& name) -> Status {
      const auto copied = store::copy_database(store, options_.to / name, stop_);
      if (!copied) return fail(copied.error());
      return {};
    };
    if (auto done = copy(foundation_.chancery(), "chancery.db"); !done) return done;
    return options_.with_listening ? copy(foundation_.listen(), "listen.db") : Status{};
  }

  // From the copy itself: what is said of it holds for it, whatever was written meanwhile.
  Status read_heads() {
    IdSource ids(foundation_.clock(), 0);
    for (const std::string database : {"chancery", "listen"}) {
      const auto file = options_.to / (database + ".db");
      if (std::error_code error; !fs::exists(file, error)) continue;
      const auto copy = store::Store::open_to_read(file, true, foundation_.clock(), ids);
      if (!copy) return fail(copy.error());
      const auto found = store::inspect(**copy);
      if (!found.damage.empty()) {
        return fail(Errc::Internal, fmt::format("{}: {}", file.string(), found.damage.front()),
                    fmt::format("the copy {} is damaged ({}): check the disk, then chancery doctor", file.string(),
                                found.damage.front()));
      }
      if (!found.migrations.empty()) manifest_.schema[database] = found.migrations.back();
      if (database != "chancery") continue;
      (*copy)->read([&](store::Snapshot& snapshot) {
        const auto head = staff::audit_head(snapshot);
        manifest_.audit_sequence = head.sequence;
        manifest_.audit_hash = head.hash;
        if (const auto newest = proof::newest_head(snapshot)) manifest_.proof_head = newest->checkpoint;
      });
    }
    return {};
  }

  Status keep_secrets() {
    if (options_.secrets.empty()) return {};
    const auto secrets = read_secrets_folder(data_ / "secrets");
    if (!secrets) return fail(secrets.error());
    return write_new(options_.secrets, write_secrets(*secrets));
  }

  Status write_down() {
    auto files = files_below(options_.to, "");
    if (!files) return fail(files.error());
    std::ranges::sort(*files);
    for (const auto& file : *files) {
      if (stop_.stop_requested()) return fail(Errc::Unavailable, "the server stops");
      auto described = describe_file(options_.to, file);
      if (!described) return fail(described.error());
      manifest_.files.push_back(std::move(*described));
    }
    return write_new(options_.to / kManifestFile, write_manifest(manifest_));
  }

  const Foundation& foundation_;
  const fs::path data_;
  const BackupOptions& options_;
  const std::stop_token& stop_;
  Manifest manifest_;
};

}  // namespace

Result<Manifest> make_backup(const Foundation& foundation, const BackupOptions& options, const std::string& by,
                             const std::stop_token& stop) {
  auto made = Backup(foundation, options, stop).make();
  if (!made) return made;
  const auto told = foundation.chancery().write_now([&](store::Transaction& tx) -> Status {
    staff::append_audit(tx, foundation.clock().now(), by, "backup.make", options.to.string());
    if (!options.secrets.empty()) {
      staff::append_audit(tx, foundation.clock().now(), by, "secrets.export", options.secrets.string());
    }
    return {};
  });
  if (!told) return fail(told.error());
  return made;
}

}  // namespace chancery::cli
