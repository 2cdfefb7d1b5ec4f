#include "net/http_client.hpp"

#include <algorithm>
#include <cassert>
#include <deque>
#include <future>
#include <map>
#include <mutex>
#include <stop_token>
#include <thread>
#include <unordered_map>
#include <utility>

#include "net/curl_sockets.hpp"
#include "net/threads.hpp"
#include "net/transfer.hpp"

namespace chancery::net {

namespace {

using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kLongestNap{60'000};
// What has waited so long for a host's connection gets one more: a kept connection is cheaper than a new one, and a
// host that answers soon needs no second.
constexpr milliseconds kPatience{50};
constexpr std::size_t kSpareHandles = 64;
// While so many transfers run, one turn serves what came in a millisecond.
constexpr std::size_t kMany = 16;
constexpr milliseconds kGather{1};

}  // namespace

struct HttpClient::Impl {
  struct Global {
    Global() { curl_global_init(CURL_GLOBAL_DEFAULT); }
    Global(const Global&) = delete;
    Global& operator=(const Global&) = delete;
    ~Global() { curl_global_cleanup(); }
  };
  using Pending = std::unique_ptr<Transfer>;
  // The requests to one host wait for each other here; a slow host holds up nobody else.
  struct Host {
    std::size_t running = 0;
    std::size_t allowed = 1;  // at once; grows while requests wait
    bool in_turn = false;
    bool impatient = false;  // in `patience`
    std::deque<Pending> waiting;
  };
  struct Patience {
    std::string host;
    Steady::time_point end;
  };

  explicit Impl(Options client_options) : options(std::move(client_options)), sockets(options.idle_connections) {
    const SignalsBlocked quiet;
    thread = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    thread.request_stop();
    sockets.wake();
    thread.join();
  }

  // Any thread.
  void enqueue(std::vector<Pending> transfers);

  // The client's own thread.
  void run(const std::stop_token& stop);
  void take_arrivals();
  void wait_for_turn(Pending transfer);
  void give_turn(const std::string& name, Host& host);
  void lose_patience();
  void start_what_may();
  void start(Pending transfer);
  void finish(CURL* easy, CURLcode code);
  void expire();
  [[nodiscard]] milliseconds nap() const;
  void fail_everything();
  void leave_queue(std::size_t count);

  const Global global;  // before what uses libcurl
  const Options options;
  CurlSockets sockets;
  std::mutex mutex;
  std::vector<Pending> arrivals;  // guarded by mutex
  std::size_t queued = 0;         // guarded by mutex: arrived, or waiting for their turn
  bool closed = false;            // guarded by mutex

  std::unordered_map<std::string, Host> hosts;
  std::deque<std::string> turn;   // the hosts that may start something, each once
  std::deque<Patience> patience;  // in the order of their ends
  std::unordered_map<CURL*, Pending> running;
  std::vector<EasyHandle> spare;                               // reset
  Steady::time_point next_expiry = Steady::time_point::max();  // of those that wait
  std::jthread thread;
};

// Wakes the client once, however many there are: one that finds others waiting has been told.
void HttpClient::Impl::enqueue(std::vector<Pending> transfers) {
  bool first = false;
  {
    const std::lock_guard lock(mutex);
    if (!closed) {
      first = arrivals.empty();
      for (auto& transfer : transfers) {
        if (queued >= options.queue) {
          transfer->refusal =
              Error{Errc::TooMany, "the queue of outgoing requests is full", "too much is being sent; try again later"};
        }
        ++queued;
        arrivals.push_back(std::move(transfer));
      }
      transfers.clear();
    }
  }
  for (auto& late : transfers) late->done(fail(Errc::Unavailable, "the client is closed", "the server is stopping"));
  if (first) sockets.wake();
}

void HttpClient::Impl::leave_queue(std::size_t count) {
  const std::lock_guard lock(mutex);
  queued -= count;
}

void HttpClient::Impl::run(const std::stop_token& stop) {
  name_this_thread("http-client");
  while (!stop.stop_requested()) {
    take_arrivals();
    expire();
    lose_patience();
    start_what_may();
    if (running.size() >= kMany) std::this_thread::sleep_for(kGather);
    sockets.turn(nap());
    while (const auto ended = sockets.next_ended()) finish(ended->easy, ended->code);
  }
  fail_everything();
}

void HttpClient::Impl::take_arrivals() {
  std::vector<Pending> batch;
  {
    const std::lock_guard lock(mutex);
    batch.swap(arrivals);
  }
  for (auto& transfer : batch) {
    if (!transfer->refusal && transfer->request.unix_socket.empty()) {
      if (auto allowed = options.guard.check_url(transfer->request.url); !allowed) transfer->refusal = allowed.error();
    }
    if (!transfer->refusal && !is_sayable(transfer->request)) {
      transfer->refusal =
          Error{Errc::Malformed, "an outgoing request that HTTP cannot say", "the request cannot be sent"};
    }
    if (!transfer->refusal) {
      wait_for_turn(std::move(transfer));
    } else {
      leave_queue(1);
      transfer->done(fail(std::move(*transfer->refusal)));
    }
  }
}

void HttpClient::Impl::wait_for_turn(Pending transfer) {
  next_expiry = std::min(next_expiry, transfer->deadline);
  auto& host = hosts[transfer->slot];
  host.waiting.push_back(std::move(transfer));
  give_turn(host.waiting.back()->slot, host);
}

// To start what waits there, now or when it has waited long enough for a further connection.
void HttpClient::Impl::give_turn(const std::string& name, Host& host) {
  const auto most = std::min(host.allowed, options.transfers_per_host);
  if (host.running < most) {
    if (!std::exchange(host.in_turn, true)) turn.push_back(name);
  } else if (host.allowed < options.transfers_per_host && !host.waiting.empty()) {
    if (!std::exchange(host.impatient, true)) patience.push_back({name, Steady::now() + kPatience});
  }
}

void HttpClient::Impl::lose_patience() {
  const auto now = Steady::now();
  while (!patience.empty() && patience.front().end <= now) {
    const auto name = std::move(patience.front().host);
    patience.pop_front();
    const auto found = hosts.find(name);
    if (found == hosts.end()) continue;
    auto& host = found->second;
    host.impatient = false;
    if (!host.waiting.empty() && host.running >= host.allowed) ++host.allowed;
    give_turn(name, host);
  }
}

void HttpClient::Impl::start_what_may() {
  while (running.size() < options.transfers && !turn.empty()) {
    const auto name = std::move(turn.front());
    turn.pop_front();
    auto& host = hosts.at(name);
    host.in_turn = false;
    if (host.waiting.empty()) {
      if (host.running == 0) hosts.erase(name);
      continue;
    }
    auto transfer = std::move(host.waiting.front());
    host.waiting.pop_front();
    ++host.running;
    leave_queue(1);
    start(std::move(transfer));
    if (!host.waiting.empty()) give_turn(name, host);
  }
}

void HttpClient::Impl::start(Pending transfer) {
  EasyHandle handle(spare.empty() ? curl_easy_init() : spare.back().release());
  if (!spare.empty()) spare.pop_back();
  prepare(*transfer, std::move(handle), options.user_agent);
  auto* easy = transfer->easy.get();
  sockets.add(easy);
  running.emplace(easy, std::move(transfer));
}

void HttpClient::Impl::finish(CURL* easy, CURLcode code) {
  auto node = running.extract(easy);
  auto& transfer = *node.mapped();
  sockets.remove(easy);
  auto& host = hosts.at(transfer.slot);
  --host.running;
  if (!std::exchange(host.in_turn, true)) turn.push_back(transfer.slot);
  const int status = status_of(easy);
  if (spare.size() < kSpareHandles) {
    curl_easy_reset(easy);
    spare.push_back(std::move(transfer.easy));
  }
  if (code == CURLE_OK || (transfer.request.discard_body && transfer.header_complete)) {
    transfer.response.status = status;
    transfer.response.url = std::move(transfer.request.url);
    return transfer.done(std::move(transfer.response));
  }
  if (transfer.refusal && code != CURLE_OPERATION_TIMEDOUT) return transfer.done(fail(std::move(*transfer.refusal)));
  transfer.done(fail(error_of(code, transfer.request.url.host())));
}

void HttpClient::Impl::expire() {
  const auto now = Steady::now();
  if (now < next_expiry) return;
  next_expiry = Steady::time_point::max();
  std::vector<Pending> late;
  for (auto& [name, host] : hosts) {
    for (auto& transfer : host.waiting) {
      if (transfer->deadline <= now) {
        late.push_back(std::move(transfer));
      } else {
        next_expiry = std::min(next_expiry, transfer->deadline);
      }
    }
    std::erase_if(host.waiting, [](const Pending& transfer) { return transfer == nullptr; });
  }
  leave_queue(late.size());
  for (auto& transfer : late) {
    transfer->done(fail(error_of(CURLE_OPERATION_TIMEDOUT, transfer->request.url.host())));
  }
}

milliseconds HttpClient::Impl::nap() const {
  if (!turn.empty() && running.size() < options.transfers) return milliseconds{0};
  const auto next = patience.empty() ? next_expiry : std::min(next_expiry, patience.front().end);
  if (next == Steady::time_point::max()) return kLongestNap;
  return std::clamp(std::chrono::ceil<milliseconds>(next - Steady::now()), milliseconds{0}, kLongestNap);
}

void HttpClient::Impl::fail_everything() {
  std::vector<Pending> all;
  {
    const std::lock_guard lock(mutex);
    closed = true;
    all.swap(arrivals);
  }
  for (auto& [easy, transfer] : running) {
    sockets.remove(easy);
    all.push_back(std::move(transfer));
  }
  running.clear();
  for (auto& [name, host] : hosts) {
    for (auto& transfer : host.waiting) all.push_back(std::move(transfer));
  }
  hosts.clear();
  for (auto& transfer : all) transfer->done(fail(Errc::Unavailable, "the client is closed", "the server is stopping"));
}

HttpClient::HttpClient(Options options) : impl_(std::make_unique<Impl>(std::move(options))) {}

HttpClient::~HttpClient() = default;

void HttpClient::send(OutgoingRequest request, Done done) {
  std::vector<Outgoing> one;
  one.push_back({std::move(request), std::move(done)});
  send(std::move(one));
}

void HttpClient::send(std::vector<Outgoing> requests) {
  std::vector<Impl::Pending> transfers;
  transfers.reserve(requests.size());
  for (auto& [request, done] : requests) {
    auto transfer = std::make_unique<Transfer>();
    transfer->deadline = Steady::now() + request.deadline;
    transfer->slot = request.unix_socket.empty() ? request.url.origin() : request.unix_socket.native();
    transfer->guard = &impl_->options.guard;
    transfer->request = std::move(request);
    transfer->done = std::move(done);
    transfers.push_back(std::move(transfer));
  }
  impl_->enqueue(std::move(transfers));
}

Result<IncomingResponse> HttpClient::fetch(OutgoingRequest request) {
  assert(std::this_thread::get_id() != impl_->thread.get_id() && "it would wait for itself");
  std::promise<Result<IncomingResponse>> promise;
  auto answer = promise.get_future();
  send(std::move(request), [&promise](Result<IncomingResponse> result) { promise.set_value(std::move(result)); });
  return answer.get();
}

}  // namespace chancery::net
