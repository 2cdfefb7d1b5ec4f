#include "cli/secrets_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "base/json.hpp"
#include "crypto/encoding.hpp"

namespace chancery::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargest = 64 * 1024;

// As store::DataFolder names them.
bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && name.front() != '.' && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  });
}

std::optional<std::string> content_if_there(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::string write_secrets(const Secrets& secrets) {
  json::Object members;
  for (const auto& [name, bytes] : secrets) members[name] = crypto::to_base64(bytes);
  return boost::json::serialize(json::Object{{"format", 1}, {"secrets", std::move(members)}}) + '\n';
}

Result<Secrets> parse_secrets(std::string_view text) {
  const auto object = json::parse_object(text, {.bytes = std::size_t{16} << 20, .depth = 4, .members = 1000});
  const auto* members = object ? json::object(*object, "secrets") : nullptr;
  if (members == nullptr || json::integer(*object, "format") != 1) {
    return fail(Errc::Malformed, "not a file of secrets as chancery backup --secrets writes it");
  }
  Secrets secrets;
  for (const auto& [name, value] : *members) {
    if (!is_name(name)) return fail(Errc::Malformed, "the file of secrets has a name that no secret has");
    auto bytes = crypto::from_base64(value.is_string() ? std::string_view(value.get_string()) : "");
    if (!bytes || bytes->empty() || bytes->size() > kLargest) {
      return fail(Errc::Malformed, fmt::format("the file of secrets: {} is damaged", std::string_view(name)));
    }
    secrets.emplace(name, std::move(*bytes));
  }
  return secrets;
}

Result<Secrets> read_secrets_folder(const fs::path& folder) {
  Secrets secrets;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const auto name = entry.path().filename().string();
    if (!is_name(name) || name.ends_with(".part") || !entry.is_regular_file(error)) continue;
    auto bytes = content_if_there(entry.path());
    if (!bytes) return fail(Errc::Unavailable, fmt::format("{} cannot be read", entry.path().string()));
    secrets.emplace(name, std::move(*bytes));
  }
  if (error) return fail(Errc::Unavailable, fmt::format("{}: {}", folder.string(), error.message()));
  return secrets;
}

Result<Secrets> read_secrets(const fs::path& from) {
  std::error_code error;
  if (fs::is_directory(from, error)) return read_secrets_folder(from);
  const auto text = content_if_there(from);
  if (!text) return fail(Errc::NotFound, fmt::format("{} cannot be read", from.string()));
  auto secrets = parse_secrets(*text);
  if (!secrets) return fail(secrets.error().code, fmt::format("{}: {}", from.string(), secrets.error().hint));
  return secrets;
}

}  // namespace chancery::cli
