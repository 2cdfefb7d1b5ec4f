// Finds the zstd dictionary a Jetstream server's frames are made with.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "atproto/jetstream_address.hpp"
#include "atproto/zstd_frames.hpp"
#include "base/result.hpp"
#include "net/url.hpp"

namespace chancery::atproto {

struct ZstdDictionaryPlaces {
  std::filesystem::path file;   // what the operator gave; empty: nothing
  std::filesystem::path cache;  // a folder of ours where fetched ones are kept; empty: nowhere
  // Fetches the body of an https address through the guard, at most ZstdDictionary::kMaxBytes; empty: nothing is
  // fetched.
  std::function<Result<std::string>(const net::Url& url)> fetch;
};

// Thread safety: one thread.
class ZstdDictionaries {
 public:
  explicit ZstdDictionaries(ZstdDictionaryPlaces places) : places_(std::move(places)) {}

  // The operator's, else the one kept of this server, else (v2) the one the server gives. v1 servers give none.
  // Fails with Errc::NotFound, or why the file or what was fetched is none; the hint says what to do.
  [[nodiscard]] Result<ZstdDictionary> find(const net::Url& address) const;
  // The server knows ours no longer: its current one. Fails as `find`.
  [[nodiscard]] Result<ZstdDictionary> renew(const net::Url& address) const;

 private:
  [[nodiscard]] std::filesystem::path kept(const net::Url& address) const;

  ZstdDictionaryPlaces places_;
};

}  // namespace chancery::atproto
