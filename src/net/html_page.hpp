// Whether another server's answer is a page people read.
#pragma once

#include "base/media_type.hpp"
#include "net/http_client.hpp"

namespace chancery::net {

// Answered in full, as HTML or XHTML; its Content-Type in any letters and with any parameters.
[[nodiscard]] inline bool is_html_page(const IncomingResponse& answer) {
  const auto type = bare_media_type(answer.headers.find("Content-Type").value_or(""));
  return answer.status == 200 && (type == "text/html" || type == "application/xhtml+xml");
}

}  // namespace chancery::net
