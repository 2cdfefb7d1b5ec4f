// chancery-media: started by chancery with a socket as standard input; nothing for people to run.
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <cstring>

#include "media/worker/confine.hpp"
#include "media/worker/decode.hpp"
#include "media/worker/serve.hpp"

namespace {

bool is_socket(int descriptor) {
  int type = 0;
  socklen_t size = sizeof type;
  return ::getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) == 0;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace chancery::media;
  Confinement confinement;
  if (!is_socket(STDIN_FILENO)) {
    std::fputs("chancery-media decodes images for chancery, which starts it by itself\n", stderr);
    return 2;
  }
  if (argc > 1) {
    const char* end = argv[1] + std::strlen(argv[1]);
    if (std::from_chars(argv[1], end, confinement.memory).ptr != end) return 2;
  }
  ::clearenv();  // NOLINT(concurrency-mt-unsafe): no thread is there yet
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  if (!prepare_decoder()) return 70;
  if (const auto problem = confine(confinement); !problem.empty()) {
    std::fprintf(stderr, "chancery-media has no sandbox: %s\n", problem.c_str());
    return 71;
  }
  ::_exit(serve(STDIN_FILENO));  // nothing is left to tidy up, and the sandbox forbids most of it
}
