// Stands in for a chancery-media that a hostile image has taken over: it does what the "image" says.
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "media/blurhash.hpp"
#include "media/frames.hpp"

namespace {

using namespace chancery::media;

std::string take(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t at = 0; at < size;) {
    const auto received = ::read(STDIN_FILENO, bytes.data() + at, size - at);
    if (received <= 0) ::_exit(0);
    at += static_cast<std::size_t>(received);
  }
  return bytes;
}

void give(std::string_view bytes) {
  if (::write(STDIN_FILENO, bytes.data(), bytes.size()) < 0) ::_exit(1);
}

Picture small_picture() {
  const Rendition rendition{Format::Jpeg, 2, 2, std::string("\xff\xd8\xff") + "…"};
  return {2, 2, static_cast<std::uint32_t>(::getpid()), "00H27k", {}, rendition, rendition};
}

void act(const std::string& how) {
  auto picture = small_picture();
  if (how == "crash") std::abort();
  if (how == "exit") ::_exit(3);
  if (how == "hang") ::pause();
  if (how == "garbage") return give(std::string(kAnswerHeadBytes, 'x'));
  if (how == "too wide") picture.large.width = 2'049;
  if (how == "not a picture") picture.small.bytes = "<script>";
  if (how == "bad blurhash") picture.blurhash = "<script>";
  auto answer = encode_answer(picture);
  if (how == "too long") answer.replace(4, 4, "\xff\xff\xff\x7f");
  if (how == "more than was announced") answer[4] = static_cast<char>(answer[4] - 1);
  if (how == "exit before the end") {
    give(answer.substr(0, 20));
    ::_exit(0);
  }
  give(answer);
  if (how == "answer, then die") ::_exit(0);
}

}  // namespace

int main() {
  give(kReady);
  for (;;) {
    const auto request = decode_request(take(kRequestBytes));
    if (!request) return 1;
    act(take(request->bytes));
  }
}
