#include "net/http_client.hpp"

#include <curl/curl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <deque>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

#include "net/numeric_address.hpp"
#include "net/threads.hpp"

namespace chancery::net {

namespace {

using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t kMaxHeaderBytes = 64 * 1024;
constexpr std::size_t kMaxHeaderFields = 200;
constexpr milliseconds kLongestNap{60'000};

struct EasyCloser {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListCloser {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct MultiCloser {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

bool equals_lower(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() && std::equal(text.begin(), text.end(), lower.begin(), [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
         });
}

// Fields the client sets itself: a caller's own would contradict it.
bool is_ours(std::string_view name) {
  static constexpr std::array<std::string_view, 7> kOurs{
      "host", "user-agent", "accept-encoding", "content-length", "connection", "transfer-encoding", "expect"};
  return std::any_of(kOurs.begin(), kOurs.end(), [&](std::string_view ours) { return equals_lower(name, ours); });
}

bool is_safe(std::string_view name, std::string_view value) {
  constexpr std::string_view kBreaks("\r\n\0", 3);
  return !name.empty() && name.find_first_of(": \t;") == std::string_view::npos &&
         name.find_first_of(kBreaks) == std::string_view::npos &&
         value.find_first_of(kBreaks) == std::string_view::npos;
}

// One request on its way. Lives in the client's lists; libcurl holds its address while it runs.
struct Transfer {
  OutgoingRequest request;
  HttpClient::Done done;
  Steady::time_point deadline;
  std::string slot;  // whose turn it waits for: scheme, host and port
  const AddressGuard* guard = nullptr;

  std::unique_ptr<curl_slist, ListCloser> fields;
  std::unique_ptr<CURL, EasyCloser> easy;  // from its start on
  IncomingResponse response;
  std::size_t header_bytes = 0;
  std::size_t discarded = 0;     // bytes of the body
  bool header_complete = false;  // the answer's own, not that of a 100 Continue before it
  std::optional<Error> refusal;  // why we broke it off ourselves
};

int status_of(CURL* easy) {
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  return static_cast<int>(status);
}

std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* context) {
  auto& transfer = *static_cast<Transfer*>(context);
  auto& response = transfer.response;
  std::string_view line(bytes, size * count);
  transfer.header_bytes += line.size();
  if (transfer.header_bytes > kMaxHeaderBytes || response.headers.all().size() >= kMaxHeaderFields) {
    transfer.refusal =
        Error{Errc::TooLarge, "the header of the answer is too large", "the other server's answer is too large"};
    return 0;
  }
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  // A status line begins a header anew: "100 Continue" may come before the answer.
  if (line.starts_with("HTTP/")) response.headers = Headers();
  if (line.empty()) transfer.header_complete = status_of(transfer.easy.get()) >= 200;
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || line.starts_with("HTTP/")) return size * count;
  auto value = line.substr(colon + 1);
  while (value.starts_with(' ') || value.starts_with('\t')) value.remove_prefix(1);
  while (value.ends_with(' ') || value.ends_with('\t')) value.remove_suffix(1);
  response.headers.add(std::string(line.substr(0, colon)), std::string(value));
  return size * count;
}

std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* context) {
  auto& transfer = *static_cast<Transfer*>(context);
  if (transfer.request.discard_body) {
    transfer.discarded += size * count;
    return transfer.discarded > transfer.request.max_body ? 0 : size * count;
  }
  auto& body = transfer.response.body;
  const auto room = transfer.request.max_body - body.size();
  if (size * count > room) {
    transfer.refusal =
        Error{Errc::TooLarge, "the body of the answer is over " + std::to_string(transfer.request.max_body) + " bytes",
              "the other server's answer is too large"};
    return 0;
  }
  body.append(bytes, size * count);
  return size * count;
}

// The moment of dialling: what the guard sees here is what is connected to.
curl_socket_t open_socket(void* context, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(context);
  if (transfer.request.unix_socket.empty()) {
    sockaddr_storage storage{};
    std::copy_n(reinterpret_cast<const char*>(&address->addr), std::min<std::size_t>(address->addrlen, sizeof(storage)),
                reinterpret_cast<char*>(&storage));
    const auto numeric = NumericAddress::of(storage);
    const auto allowed = transfer.guard->check_address(transfer.request.url, numeric ? numeric->text() : std::string());
    if (!allowed) {
      transfer.refusal = allowed.error();
      return CURL_SOCKET_BAD;
    }
  }
  const auto socket = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  return socket < 0 ? CURL_SOCKET_BAD : socket;
}

Error error_of(CURLcode code, const std::string& host) {
  auto detail = host + ": " + curl_easy_strerror(code);
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return {Errc::Timeout, std::move(detail), host + " did not answer in time"};
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return {Errc::Malformed, std::move(detail), host + " did not answer in HTTP"};
    case CURLE_PEER_FAILED_VERIFICATION:
      return {Errc::Unavailable, std::move(detail), "the certificate of " + host + " cannot be trusted"};
    default:
      return {Errc::Unavailable, std::move(detail), host + " cannot be reached"};
  }
}

// Whether HTTP can say it: no field may break out of its line.
bool is_sayable(const OutgoingRequest& request) {
  const auto& fields = request.headers.all();
  return request.method != Method::Other && (request.url.scheme() == "https" || request.url.scheme() == "http") &&
         std::all_of(fields.begin(), fields.end(),
                     [](const auto& field) { return is_safe(field.first, field.second); });
}

void set_fields(Transfer& transfer) {
  const auto add = [&](const std::string& line) {
    // libcurl gives the same list back, or a new one for an empty one.
    transfer.fields.reset(curl_slist_append(transfer.fields.release(), line.c_str()));
  };
  add("Expect:");
  for (const auto& [name, value] : transfer.request.headers.all()) {
    if (!is_ours(name)) add(value.empty() ? name + ';' : name + ": " + value);
  }
  if (!transfer.request.headers.find("Content-Type")) add("Content-Type:");
  curl_easy_setopt(transfer.easy.get(), CURLOPT_HTTPHEADER, transfer.fields.get());
}

void set_method(const OutgoingRequest& request, CURL* easy) {
  if (request.method == Method::Head) {
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    return;
  }
  const bool has_body = request.method == Method::Post || request.method == Method::Put ||
                        request.method == Method::Patch || !request.body.empty();
  if (has_body) {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.c_str());  // libcurl reads it where it lies
  }
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, std::string(to_string(request.method)).c_str());
}

void prepare(Transfer& transfer, const std::string& user_agent) {
  transfer.easy.reset(curl_easy_init());
  auto* easy = transfer.easy.get();
  const auto& request = transfer.request;
  set_method(request, easy);
  set_fields(transfer);
  const auto left = std::chrono::ceil<milliseconds>(transfer.deadline - Steady::now());
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(left.count(), 1)));
  curl_easy_setopt(easy, CURLOPT_URL, request.url.text().c_str());
  curl_easy_setopt(easy, CURLOPT_USERAGENT, user_agent.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");       // and none from the environment
  curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);  // what was signed is what is asked
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // a name server that is slow must not stall the other transfers
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &transfer);
  if (!request.unix_socket.empty()) curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, request.unix_socket.c_str());
}

}  // namespace

struct HttpClient::Impl {
  using Pending = std::unique_ptr<Transfer>;
  // The requests to one host wait for each other here; a slow host holds up nobody else.
  struct Host {
    std::size_t running = 0;
    bool in_turn = false;
    std::deque<Pending> waiting;
  };

  explicit Impl(Options client_options) : options(std::move(client_options)) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    multi.reset(curl_multi_init());
    curl_multi_setopt(multi.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(options.transfers));
    const SignalsBlocked quiet;
    thread = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    thread.request_stop();
    curl_multi_wakeup(multi.get());
    thread.join();
    multi.reset();
    curl_global_cleanup();
  }

  // Any thread.
  void enqueue(Pending transfer);

  // The client's own thread.
  void run(const std::stop_token& stop);
  void take_arrivals();
  void wait_for_turn(Pending transfer);
  void start_what_may();
  void start(Pending transfer);
  void finish_what_ended();
  void finish(CURL* easy, CURLcode code);
  void expire();
  [[nodiscard]] int nap() const;
  void fail_everything();
  void leave_queue(std::size_t count);

  const Options options;
  std::unique_ptr<CURLM, MultiCloser> multi;
  std::mutex mutex;
  std::vector<Pending> arrivals;  // guarded by mutex
  std::size_t queued = 0;         // guarded by mutex: arrived, or waiting for their turn
  bool closed = false;            // guarded by mutex

  std::map<std::string, Host> hosts;
  std::deque<std::string> turn;  // the hosts that may start something, each once
  std::map<CURL*, Pending> running;
  Steady::time_point next_expiry = Steady::time_point::max();  // of those that wait
  std::jthread thread;
};

void HttpClient::Impl::enqueue(Pending transfer) {
  {
    const std::lock_guard lock(mutex);
    if (!closed) {
      if (queued >= options.queue) {
        transfer->refusal =
            Error{Errc::TooMany, "the queue of outgoing requests is full", "too much is being sent; try again later"};
      }
      ++queued;
      arrivals.push_back(std::move(transfer));
    }
  }
  if (transfer) return transfer->done(fail(Errc::Unavailable, "the client is closed", "the server is stopping"));
  curl_multi_wakeup(multi.get());
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
    start_what_may();
    int still_running = 0;
    curl_multi_perform(multi.get(), &still_running);
    finish_what_ended();
    start_what_may();
    curl_multi_poll(multi.get(), nullptr, 0, nap(), nullptr);
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
  if (host.running < options.transfers_per_host && !std::exchange(host.in_turn, true)) turn.push_back(transfer->slot);
  host.waiting.push_back(std::move(transfer));
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
    if (!host.waiting.empty() && host.running < options.transfers_per_host) {
      host.in_turn = true;
      turn.push_back(name);
    }
  }
}

void HttpClient::Impl::start(Pending transfer) {
  prepare(*transfer, options.user_agent);
  auto* easy = transfer->easy.get();
  curl_multi_add_handle(multi.get(), easy);
  running.emplace(easy, std::move(transfer));
}

void HttpClient::Impl::finish_what_ended() {
  int left = 0;
  while (const auto* message = curl_multi_info_read(multi.get(), &left)) {
    if (message->msg == CURLMSG_DONE) finish(message->easy_handle, message->data.result);
  }
}

void HttpClient::Impl::finish(CURL* easy, CURLcode code) {
  auto node = running.extract(easy);
  auto& transfer = *node.mapped();
  curl_multi_remove_handle(multi.get(), easy);
  auto& host = hosts.at(transfer.slot);
  --host.running;
  if (!std::exchange(host.in_turn, true)) turn.push_back(transfer.slot);
  if (code == CURLE_OK || (transfer.request.discard_body && transfer.header_complete)) {
    transfer.response.status = status_of(easy);
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

int HttpClient::Impl::nap() const {
  if (next_expiry == Steady::time_point::max()) return static_cast<int>(kLongestNap.count());
  const auto until = std::chrono::ceil<milliseconds>(next_expiry - Steady::now());
  return static_cast<int>(std::clamp(until, milliseconds{0}, kLongestNap).count());
}

void HttpClient::Impl::fail_everything() {
  std::vector<Pending> all;
  {
    const std::lock_guard lock(mutex);
    closed = true;
    all.swap(arrivals);
  }
  for (auto& [easy, transfer] : running) {
    curl_multi_remove_handle(multi.get(), easy);
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
  auto transfer = std::make_unique<Transfer>();
  transfer->deadline = Steady::now() + request.deadline;
  transfer->slot = request.unix_socket.empty() ? request.url.origin() : request.unix_socket.native();
  transfer->guard = &impl_->options.guard;
  transfer->request = std::move(request);
  transfer->done = std::move(done);
  impl_->enqueue(std::move(transfer));
}

Result<IncomingResponse> HttpClient::fetch(OutgoingRequest request) {
  assert(std::this_thread::get_id() != impl_->thread.get_id() && "it would wait for itself");
  std::promise<Result<IncomingResponse>> promise;
  auto answer = promise.get_future();
  send(std::move(request), [&promise](Result<IncomingResponse> result) { promise.set_value(std::move(result)); });
  return answer.get();
}

}  // namespace chancery::net
