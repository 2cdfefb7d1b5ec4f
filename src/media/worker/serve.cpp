#include "media/worker/serve.hpp"

#include <malloc.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "media/frames.hpp"
#include "media/worker/decode.hpp"

namespace chancery::media {
namespace {

bool read_all(int socket, std::string& bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    const auto received = ::read(socket, bytes.data() + at, bytes.size() - at);
    if (received < 0 && errno == EINTR) continue;
    if (received <= 0) return false;
    at += static_cast<std::size_t>(received);
  }
  return true;
}

bool write_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::write(socket, bytes.data(), bytes.size());
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool answer_one(int socket) {
  std::string head(kRequestBytes, '\0');
  if (!read_all(socket, head)) return false;
  const auto request = decode_request(head);
  if (!request) return false;
  std::string image(request->bytes, '\0');
  if (!read_all(socket, image)) return false;
  return write_all(socket, encode_answer(make_picture(image, request->options, request->pixels)));
}

}  // namespace

int serve(int socket) {
  if (!write_all(socket, kReady)) return 1;
  while (answer_one(socket)) ::malloc_trim(0);  // what one image needed is not held for the next
  return 0;
}

}  // namespace chancery::media
