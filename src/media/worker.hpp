// The hand that holds `chancery-media`, the second program: it decodes a stranger's image where it can harm nothing and
// makes it anew.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "media/child_process.hpp"
#include "media/picture.hpp"

namespace chancery::media {

// Bytes that stand in a file: an upload in the spool.
struct FileRange {
  std::filesystem::path path;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

// One child process, started when the first image comes, kept for the next, and replaced after its death or after
// `images` of them. One image at a time: a second caller waits, and the wait counts into its deadline.
// Have one for what our people upload and another for what strangers' servers show: a child that a stranger's image
// took over must never make ours.
// Thread safety: any thread; a call blocks until the image is made or the deadline has passed.
class Worker {
 public:
  struct Options {
    std::filesystem::path program = beside_this_program();
    std::chrono::milliseconds deadline{20'000};         // of one image, waiting included
    std::uint64_t memory = std::uint64_t{1'024} << 20;  // address space of the child, its libraries included
    std::uint64_t bytes = std::uint64_t{40} << 20;      // of an image as it comes
    std::uint64_t pixels = 40'000'000;                  // likewise, by its header: refused before anything is decoded
    unsigned images = 200;                              // for one child
  };

  explicit Worker(Options options) : options_(std::move(options)) {}
  // Where chancery-media is expected: in the folder of the running program.
  [[nodiscard]] static std::filesystem::path beside_this_program();

  // Reads JPEG, PNG, WebP or GIF (its first frame), turns it upright, converts it to sRGB, drops every metadata, crops
  // and shrinks it. Renditions are JPEG; PNG where the original was drawn and not photographed; WebP where a photograph
  // has transparent parts.
  // Fails with Errc::Unsupported (no such format), Errc::TooLarge (bytes, pixels), Errc::Malformed (damaged, or the
  // child died of it), Errc::Timeout, Errc::Internal (the file is shorter than said), Errc::TooMany (others were before
  // it until the deadline) and Errc::Unavailable (the program is not there, or does not get its sandbox).
  [[nodiscard]] Result<Picture> render(std::string_view bytes, const RenderOptions& options = {});
  // Likewise; the file is read in pieces.
  [[nodiscard]] Result<Picture> render(const FileRange& file, const RenderOptions& options = {});

  // Starts the child now, so that the first image need not wait for it and a missing program is known early.
  [[nodiscard]] Status start();

 private:
  class Input;
  using Deadline = std::chrono::steady_clock::time_point;

  [[nodiscard]] Result<Picture> render(Input& input, const RenderOptions& options);
  [[nodiscard]] Status start_child(Deadline deadline);
  [[nodiscard]] Status begin(std::string_view request, Deadline deadline);
  [[nodiscard]] Result<std::string> exchange(Input& input, Deadline deadline);
  [[nodiscard]] Error failed(const Error& error);

  const Options options_;
  std::timed_mutex mutex_;  // held for one image
  std::optional<ChildProcess> child_;
  unsigned images_ = 0;  // given to this child
};

}  // namespace chancery::media
