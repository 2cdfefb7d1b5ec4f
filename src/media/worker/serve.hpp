// chancery-media's conversation with the server.
#pragma once

namespace chancery::media {

// Says that it is ready, then reads images from the socket and answers each, until the other side is gone or says
// what is not in the protocol. The process's exit status.
[[nodiscard]] int serve(int socket);

}  // namespace chancery::media
