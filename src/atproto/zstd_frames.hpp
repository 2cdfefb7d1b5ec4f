// Unpacks the events of a compressed Jetstream: each message is one zstd frame (RFC 8878), made with a dictionary
// both sides hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace chancery::atproto {

// A structured zstd dictionary (RFC 8878 section 5). A value.
class ZstdDictionary {
 public:
  static constexpr std::size_t kMaxBytes = 1024 * 1024;

  // Fails with Errc::Malformed for what is none: too large, without the magic number, without an id.
  [[nodiscard]] static Result<ZstdDictionary> parse(std::string bytes);

  [[nodiscard]] std::uint32_t id() const { return id_; }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  ZstdDictionary(std::string bytes, std::uint32_t id) : bytes_(std::move(bytes)), id_(id) {}

  std::string bytes_;
  std::uint32_t id_ = 0;
};

// Memory: the dictionary, digested, and the longest event seen: 5 MiB at most, whatever a frame says of itself.
//
// Thread safety: one thread.
class ZstdFrames {
 public:
  static constexpr std::size_t kMaxEvent = 5 * 1024 * 1024;

  // Fails with Errc::Malformed when zstd cannot use the dictionary.
  [[nodiscard]] static Result<ZstdFrames> with(const ZstdDictionary& dictionary);
  ZstdFrames(ZstdFrames&&) noexcept;
  ZstdFrames& operator=(ZstdFrames&&) noexcept;
  ZstdFrames(const ZstdFrames&) = delete;
  ZstdFrames& operator=(const ZstdFrames&) = delete;
  ~ZstdFrames();

  // The event in a frame: lives until the next call, with LineDecoder::kPadding bytes behind it. Fails with
  //   Errc::Unsupported for a frame made with another dictionary,
  //   Errc::TooLarge for one that unpacks to more than kMaxEvent,
  //   Errc::Malformed for one that does not unpack, or that something follows.
  [[nodiscard]] Result<std::string_view> unpack(std::string_view frame);

 private:
  struct Impl;
  explicit ZstdFrames(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace chancery::atproto
