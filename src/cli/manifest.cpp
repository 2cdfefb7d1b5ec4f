#include "cli/manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "base/json.hpp"
#include "crypto/encoding.hpp"
#include "crypto/file_hash.hpp"

namespace chancery::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kFormat = 1;
// A million pictures of 150 bytes each; nested no deeper than a file's members.
constexpr json::Limits kLimits{.bytes = std::size_t{512} << 20, .depth = 8, .members = 8'000'000};

auto malformed(std::string_view what) {
  return fail(Errc::Malformed, fmt::format("{}: {}", kManifestFile, what));
}

// Relative, in parts that are names.
bool is_inside(std::string_view path) {
  if (path.empty() || path.size() > 255 || path.find('\0') != std::string_view::npos) return false;
  while (true) {
    const auto slash = path.find('/');
    const auto part = path.substr(0, slash);
    if (part.empty() || part == "." || part == "..") return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

json::Object file_json(const BackedUpFile& file) {
  return {{"path", file.path}, {"bytes", file.bytes}, {"sha256", file.sha256}};
}

Result<BackedUpFile> file_of(const json::Object& object) {
  BackedUpFile file{json::text_or_empty(object, "path"), json::integer(object, "bytes").value_or(-1),
                    json::text_or_empty(object, "sha256")};
  const auto hash = crypto::from_hex(file.sha256);
  if (!is_inside(file.path)) return malformed("a path leads out of the backup's folder");
  if (file.bytes < 0 || !hash || hash->size() != 32) return malformed(file.path + ": size and SHA-256 are needed");
  return file;
}

}  // namespace

std::string write_manifest(const Manifest& manifest) {
  json::Object schema;
  for (const auto& [database, migration] : manifest.schema) schema[database] = migration;
  json::Array files;
  for (const auto& file : manifest.files) files.push_back(file_json(file));
  const json::Object object{{"format", kFormat},
                            {"chancery", manifest.version},
                            {"at", to_rfc3339(manifest.at)},
                            {"base_url", manifest.base_url},
                            {"schema", std::move(schema)},
                            {"audit", {{"sequence", manifest.audit_sequence}, {"hash", manifest.audit_hash}}},
                            {"proof_head", manifest.proof_head},
                            {"secrets", manifest.secrets_apart ? "written apart" : "not included"},
                            {"files", std::move(files)}};
  return boost::json::serialize(object) + '\n';
}

Result<Manifest> parse_manifest(std::string_view text) {
  const auto object = json::parse_object(text, kLimits);
  if (!object) return malformed(object.error().hint);
  const auto format = json::integer(*object, "format");
  if (!format) return malformed("it has no format");
  if (*format != kFormat) {
    return fail(Errc::Unsupported, fmt::format("{}: written by a later version of Chancery", kManifestFile));
  }
  Manifest manifest;
  manifest.version = json::text_or_empty(*object, "chancery");
  const auto at = from_rfc3339(json::text_or_empty(*object, "at"));
  if (!at) return malformed("at: not a time");
  manifest.at = *at;
  manifest.base_url = json::text_or_empty(*object, "base_url");
  if (const auto* schema = json::object(*object, "schema")) {
    for (const auto& [database, migration] : *schema) {
      if (migration.is_string()) manifest.schema[std::string(database)] = migration.get_string().c_str();
    }
  }
  if (const auto* audit = json::object(*object, "audit")) {
    manifest.audit_sequence = json::integer(*audit, "sequence").value_or(0);
    manifest.audit_hash = json::text_or_empty(*audit, "hash");
  }
  manifest.proof_head = json::text_or_empty(*object, "proof_head");
  manifest.secrets_apart = json::text(*object, "secrets") == "written apart";
  for (const auto* each : json::objects(*object, "files")) {
    auto file = file_of(*each);
    if (!file) return fail(file.error());
    manifest.files.push_back(std::move(*file));
  }
  if (std::ranges::find(manifest.files, "chancery.db", &BackedUpFile::path) == manifest.files.end()) {
    return malformed("it names no chancery.db");
  }
  return manifest;
}

Result<BackedUpFile> describe_file(const fs::path& folder, const std::string& path) {
  const auto hash = crypto::hash_file(folder / path);
  if (!hash) return fail(hash.error());
  return BackedUpFile{path, hash->bytes, crypto::to_hex(hash->sha256)};
}

Result<Manifest> read_backup(const fs::path& folder) {
  std::ifstream in(folder / kManifestFile, std::ios::binary);
  if (!in) {
    return fail(Errc::NotFound, fmt::format("{} has no {}", folder.string(), kManifestFile),
                fmt::format("{} is no backup, or one that was not finished: there is no {} in it", folder.string(),
                            kManifestFile));
  }
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  auto manifest = parse_manifest(text);
  if (!manifest) return fail(manifest.error());
  for (const auto& file : manifest->files) {
    const auto found = describe_file(folder, file.path);
    if (!found || found->bytes != file.bytes || found->sha256 != file.sha256) {
      const auto why = found ? "is not what was backed up" : "is missing or cannot be read";
      return fail(Errc::Invalid, fmt::format("{} {}: take another backup", (folder / file.path).string(), why));
    }
  }
  return manifest;
}

}  // namespace chancery::cli
