#include "media/worker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <system_error>

#include "base/log.hpp"
#include "media/frames.hpp"

namespace chancery::media {
namespace {

constexpr std::size_t kPiece = 65'536;

std::string in_millions(std::uint64_t count) {
  const auto tenths = (count + 50'000) / 100'000;
  return tenths % 10 == 0 ? fmt::format("{}", tenths / 10) : fmt::format("{}.{}", tenths / 10, tenths % 10);
}

Error refusal(const RefusedImage& refused, const Worker::Options& limits) {
  switch (refused.reason) {
    case Refusal::UnknownFormat:
      return {Errc::Unsupported, "no format that is read", "only JPEG, PNG, WebP and GIF pictures are taken"};
    case Refusal::TooManyPixels:
      if (std::max(refused.width, refused.height) > kMaxSide) {
        return {Errc::TooLarge, "a side over the limit",
                fmt::format("the picture has {} by {} pixels; a side may have at most {}", refused.width,
                            refused.height, kMaxSide)};
      }
      return {Errc::TooLarge, "pixels over the limit",
              fmt::format("the picture has {} million pixels; at most {} million are taken",
                          in_millions(std::uint64_t{refused.width} * refused.height), in_millions(limits.pixels))};
    case Refusal::Damaged:
      return {Errc::Malformed, "damaged: " + refused.detail,
              "the picture is damaged or not whole; save it again and send that"};
    case Refusal::Failed:
      break;
  }
  return {Errc::Malformed, "failed: " + refused.detail,
          "no picture could be made of this file; save it again as JPEG or PNG and send that"};
}

}  // namespace

// Where the bytes of an image come from, piece by piece.
class Worker::Input {
 public:
  explicit Input(std::string_view bytes) : bytes_(bytes), left_(bytes.size()) {}
  explicit Input(const FileRange& range) : file_(std::in_place, range.path, std::ios::binary), left_(range.length) {
    file_->seekg(static_cast<std::streamoff>(range.offset));
  }

  [[nodiscard]] std::uint64_t left() const { return left_; }
  // The next piece. Fails with Errc::Internal when the file has fewer bytes than it should.
  [[nodiscard]] Result<std::string_view> next() {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left_, kPiece));
    left_ -= size;
    if (!file_) {
      const auto piece = bytes_.substr(0, size);
      bytes_.remove_prefix(size);
      return piece;
    }
    piece_.resize(size);
    if (!file_->read(piece_.data(), static_cast<std::streamsize>(size))) {
      return fail(Errc::Internal, "the file of a picture cannot be read", "the server lost the file; send it again");
    }
    return std::string_view(piece_);
  }

 private:
  std::string_view bytes_;
  std::optional<std::ifstream> file_;
  std::string piece_;
  std::uint64_t left_;
};

std::filesystem::path Worker::beside_this_program() {
  std::error_code error;
  auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) self = "/usr/bin/chancery";
  return self.replace_filename("chancery-media");
}

Result<Picture> Worker::render(std::string_view bytes, const RenderOptions& options) {
  Input input(bytes);
  return render(input, options);
}

Result<Picture> Worker::render(const FileRange& file, const RenderOptions& options) {
  Input input(file);
  return render(input, options);
}

Status Worker::start() {
  const auto deadline = std::chrono::steady_clock::now() + options_.deadline;
  const std::scoped_lock lock(mutex_);
  return child_ ? Status{} : start_child(deadline);
}

Result<Picture> Worker::render(Input& input, const RenderOptions& options) {
  const auto deadline = std::chrono::steady_clock::now() + options_.deadline;
  const auto bytes = std::min(options_.bytes, kMaxImage);
  if (input.left() > bytes) {
    return fail(Errc::TooLarge, "bytes over the limit",
                fmt::format("the picture has {:.1f} MB; at most {:.0f} MB are taken",
                            static_cast<double>(input.left()) / 1e6, static_cast<double>(bytes) / 1e6));
  }
  const std::unique_lock lock(mutex_, deadline);
  if (!lock) return fail(Errc::TooMany, "pictures wait", "other pictures are being made; try again in a moment");
  const auto request = encode_request({options, input.left(), options_.pixels});
  if (const auto begun = begin(request, deadline); !begun) return fail(begun.error());
  auto answer = exchange(input, deadline);
  if (!answer) return fail(failed(answer.error()));
  auto read = decode_answer(*answer, options);
  if (!read) return fail(failed(read.error()));
  if (const auto* refused = std::get_if<RefusedImage>(&*read)) return fail(refusal(*refused, options_));
  return std::get<Picture>(std::move(*read));
}

Status Worker::start_child(Deadline deadline) {
  images_ = 0;
  auto child = ChildProcess::start(options_.program, {std::to_string(options_.memory)});
  if (!child) return fail(child.error());
  const auto ready = child->read(kReady.size(), deadline);
  if (!ready || *ready != kReady) {
    const auto ended = child->end();
    return fail(Errc::Unavailable, fmt::format("{} did not get ready: {}", options_.program.string(), ended),
                "pictures cannot be made now; try again later");
  }
  child_ = std::move(*child);
  return {};
}

// A child that died since the last image is found out here, before any byte of this one was read.
Status Worker::begin(std::string_view request, Deadline deadline) {
  if (images_ >= options_.images) child_.reset();
  if (!child_ || !child_->write(request, deadline)) {
    if (const auto started = start_child(deadline); !started) return started;
    if (const auto sent = child_->write(request, deadline); !sent) return sent;
  }
  ++images_;
  return {};
}

Result<std::string> Worker::exchange(Input& input, Deadline deadline) {
  while (input.left() > 0) {
    const auto piece = input.next();
    if (!piece) return fail(piece.error());
    if (const auto sent = child_->write(*piece, deadline); !sent) return fail(sent.error());
  }
  const auto head = child_->read(kAnswerHeadBytes, deadline);
  if (!head) return fail(head.error());
  const auto size = decode_answer_head(*head);
  if (!size) return fail(size.error());
  return child_->read(*size, deadline);
}

// An exchange that did not end well leaves a child nobody knows the state of.
Error Worker::failed(const Error& error) {
  const auto ended = child_ ? child_->end() : std::string("never started");
  child_.reset();
  log::warn("media", "no picture made: {}; chancery-media: {}", error.detail, ended);
  if (error.code == Errc::Internal) return error;  // the child is not to blame
  if (error.code == Errc::Timeout) {
    return {Errc::Timeout, error.detail,
            fmt::format("the picture could not be made within {} seconds; send a smaller one",
                        std::chrono::ceil<std::chrono::seconds>(options_.deadline).count())};
  }
  return {Errc::Malformed, error.detail + "; chancery-media: " + ended,
          "no picture could be made of this file; save it again as JPEG or PNG and send that"};
}

}  // namespace chancery::media
