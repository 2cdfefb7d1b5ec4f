#include "atproto/zstd_dictionaries.hpp"

#include <cctype>
#include <fstream>
#include <optional>
#include <system_error>
#include <utility>

#include "base/log.hpp"

namespace chancery::atproto {
namespace {

namespace fs = std::filesystem;

Result<ZstdDictionary> read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(Errc::NotFound, path.string() + ": cannot be read", path.string() + " cannot be read");
  std::string bytes(ZstdDictionary::kMaxBytes + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  auto dictionary = ZstdDictionary::parse(std::move(bytes));
  if (!dictionary) {
    const auto why = path.string() + ": " + dictionary.error().detail;
    return fail(Errc::Malformed, why, why);
  }
  return dictionary;
}

// Under another name first, so that a crash leaves no half of it. That it cannot be kept is no reason not to use it.
void keep(const fs::path& path, const std::string& bytes) {
  if (path.empty()) return;
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  auto draft = path;
  draft += ".new";
  std::ofstream out(draft, std::ios::binary | std::ios::trunc);
  out << bytes;
  out.close();
  if (out) fs::rename(draft, path, error);
  if (!out || error) log::warn("atproto", "{}: the dictionary cannot be kept here", path.string());
}

}  // namespace

Result<ZstdDictionary> ZstdDictionaries::find(const net::Url& address) const {
  if (!places_.file.empty()) return read(places_.file);
  if (wire_of(address) == Wire::V1) {
    return fail(Errc::NotFound, "a v1 stream gives no dictionary",
                "give the stream's zstd dictionary: listen.jetstream_dictionary");
  }
  if (const auto path = kept(address); !path.empty()) {
    if (auto dictionary = read(path)) return dictionary;
  }
  return renew(address);
}

Result<ZstdDictionary> ZstdDictionaries::renew(const net::Url& address) const {
  if (wire_of(address) == Wire::V1 || !places_.fetch) {
    return fail(Errc::NotFound, "no other dictionary can be had", "the stream knows another zstd dictionary");
  }
  const auto url = dictionary_url(address);
  if (!url) return fail(url.error());
  auto bytes = places_.fetch(*url);
  if (!bytes) return fail(std::move(bytes.error()));
  auto dictionary = ZstdDictionary::parse(std::move(*bytes));
  if (!dictionary) return fail(Errc::Malformed, url->text() + ": " + dictionary.error().detail);
  log::info("atproto", "{}: zstd dictionary {}", address.authority(), dictionary->id());
  keep(kept(address), dictionary->bytes());
  return dictionary;
}

fs::path ZstdDictionaries::kept(const net::Url& address) const {
  if (places_.cache.empty()) return {};
  std::string name = "jetstream-";
  for (const char c : address.authority()) {
    name += std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' ? c : '_';
  }
  return places_.cache / (name + ".zdict");
}

}  // namespace chancery::atproto
