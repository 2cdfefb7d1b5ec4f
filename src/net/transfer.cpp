#include "net/transfer.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "base/ascii.hpp"
#include "net/numeric_address.hpp"

namespace chancery::net {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kMaxHeaderBytes = 64 * 1024;
constexpr std::size_t kMaxHeaderFields = 200;

// Fields the client sets itself: a caller's own would contradict it.
bool is_client_field(std::string_view name) {
  static constexpr std::array<std::string_view, 7> kOurs{
      "host", "user-agent", "accept-encoding", "content-length", "connection", "transfer-encoding", "expect"};
  return std::any_of(kOurs.begin(), kOurs.end(),
                     [&](std::string_view ours) { return ascii::same_letters(name, ours); });
}

bool is_safe_to_send(std::string_view name, std::string_view value) {
  constexpr std::string_view kBreaks("\r\n\0", 3);
  return !name.empty() && name.find_first_of(": \t;") == std::string_view::npos &&
         name.find_first_of(kBreaks) == std::string_view::npos &&
         value.find_first_of(kBreaks) == std::string_view::npos;
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

void set_fields(Transfer& transfer) {
  const auto add = [&](const std::string& line) {
    // libcurl gives the same list back, or a new one for an empty one.
    transfer.fields.reset(curl_slist_append(transfer.fields.release(), line.c_str()));
  };
  add("Expect:");
  for (const auto& [name, value] : transfer.request.headers.all()) {
    if (!is_client_field(name)) add(value.empty() ? name + ';' : name + ": " + value);
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

}  // namespace

void prepare(Transfer& transfer, EasyHandle easy_handle, const std::string& user_agent) {
  transfer.easy = std::move(easy_handle);
  auto* easy = transfer.easy.get();
  const auto& request = transfer.request;
  set_method(request, easy);
  set_fields(transfer);
  const auto left = std::chrono::ceil<milliseconds>(transfer.deadline - std::chrono::steady_clock::now());
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
  // libcurl looks through all of its cache at the end of each transfer. Connections are kept, so few names are asked
  // for.
  curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
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

int status_of(CURL* easy) {
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  return static_cast<int>(status);
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
                     [](const auto& field) { return is_safe_to_send(field.first, field.second); });
}

}  // namespace chancery::net
