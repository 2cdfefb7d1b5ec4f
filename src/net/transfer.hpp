// One outgoing request on its way through libcurl. For net/ alone.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "net/http_client.hpp"

namespace chancery::net {

struct EasyCloser {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
using EasyHandle = std::unique_ptr<CURL, EasyCloser>;

struct FieldsCloser {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

// libcurl holds its address while it runs.
struct Transfer {
  OutgoingRequest request;
  HttpClient::Done done;
  std::chrono::steady_clock::time_point deadline;
  std::string slot;  // whose turn it waits for: scheme, host and port
  const AddressGuard* guard = nullptr;

  std::unique_ptr<curl_slist, FieldsCloser> fields;
  EasyHandle easy;  // from its start on
  IncomingResponse response;
  std::size_t header_bytes = 0;
  std::size_t discarded = 0;     // bytes of the body
  bool header_complete = false;  // the answer's own, not that of a 100 Continue before it
  std::optional<Error> refusal;  // why we broke it off ourselves
};

// Whether HTTP can say it: no field may break out of its line.
[[nodiscard]] bool is_sayable(const OutgoingRequest& request);
// Tells the handle, which must be new or reset, everything about the request.
void prepare(Transfer& transfer, EasyHandle easy, const std::string& user_agent);
[[nodiscard]] int status_of(CURL* easy);
[[nodiscard]] Error error_of(CURLcode code, const std::string& host);

}  // namespace chancery::net
