#include "net/curl_sockets.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace chancery::net {
namespace {

constexpr std::size_t kReady = 128;  // taken in one turn

int as_curl(std::uint32_t ready) {
  int what = 0;
  if ((ready & EPOLLIN) != 0) what |= CURL_CSELECT_IN;
  if ((ready & EPOLLOUT) != 0) what |= CURL_CSELECT_OUT;
  if ((ready & (EPOLLERR | EPOLLHUP)) != 0) what |= CURL_CSELECT_ERR | CURL_CSELECT_IN;
  return what;
}

std::uint32_t as_epoll(int what) {
  std::uint32_t wanted = 0;
  if (what == CURL_POLL_IN || what == CURL_POLL_INOUT) wanted |= EPOLLIN;
  if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT) wanted |= EPOLLOUT;
  return wanted;
}

}  // namespace

CurlSockets::CurlSockets(std::size_t idle)
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      multi_(curl_multi_init()) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = wake_.get();
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, wake_.get(), &event);
  auto* multi = multi_.get();
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, static_cast<long>(idle));
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this);
}

// `known` is what curl_multi_assign() was given for this socket: set once epoll watches it.
int CurlSockets::on_socket(CURL* /*easy*/, curl_socket_t socket, int what, void* self, void* known) {
  auto& sockets = *static_cast<CurlSockets*>(self);
  if (what == CURL_POLL_REMOVE) {
    ::epoll_ctl(sockets.epoll_.get(), EPOLL_CTL_DEL, socket, nullptr);
    return 0;
  }
  epoll_event event{};
  event.events = as_epoll(what);
  event.data.fd = socket;
  ::epoll_ctl(sockets.epoll_.get(), known != nullptr ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event);
  if (known == nullptr) curl_multi_assign(sockets.multi_.get(), socket, self);
  return 0;
}

int CurlSockets::on_timer(CURLM* /*multi*/, long milliseconds, void* self) {
  auto& timer = static_cast<CurlSockets*>(self)->timer_;
  timer = milliseconds < 0 ? Steady::time_point::max() : Steady::now() + std::chrono::milliseconds(milliseconds);
  return 0;
}

std::optional<CurlSockets::Ended> CurlSockets::next_ended() {
  int left = 0;
  while (const auto* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg == CURLMSG_DONE) return Ended{message->easy_handle, message->data.result};
  }
  return std::nullopt;
}

int CurlSockets::wait_time(std::chrono::milliseconds at_most) const {
  if (timer_ == Steady::time_point::max()) return static_cast<int>(at_most.count());
  const auto until = std::chrono::ceil<std::chrono::milliseconds>(timer_ - Steady::now());
  return static_cast<int>(std::clamp(until, std::chrono::milliseconds{0}, at_most).count());
}

void CurlSockets::turn(std::chrono::milliseconds at_most) {
  std::array<epoll_event, kReady> ready;
  const int count = ::epoll_wait(epoll_.get(), ready.data(), static_cast<int>(ready.size()), wait_time(at_most));
  int running = 0;
  for (int i = 0; i < count; ++i) {
    const auto& event = ready[static_cast<std::size_t>(i)];
    if (event.data.fd == wake_.get()) {
      std::uint64_t told = 0;
      (void)!::read(wake_.get(), &told, sizeof told);
      continue;
    }
    curl_multi_socket_action(multi_.get(), event.data.fd, as_curl(event.events), &running);
  }
  if (timer_ > Steady::now()) return;
  timer_ = Steady::time_point::max();  // libcurl sets the next one meanwhile
  curl_multi_socket_action(multi_.get(), CURL_SOCKET_TIMEOUT, 0, &running);
}

void CurlSockets::wake() const {
  const std::uint64_t one = 1;
  (void)!::write(wake_.get(), &one, sizeof one);
}

}  // namespace chancery::net
