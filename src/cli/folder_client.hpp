// How commands reach a data folder: through the server that holds it, or by themselves when none runs.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "api/routes.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "cli/command.hpp"
#include "cli/control_client.hpp"
#include "cli/foundation.hpp"
#include "net/http.hpp"
#include "staff/enrolment.hpp"

namespace chancery::cli {

// The running server's answer on DIR/control.sock; without a server the same routes are asked in this process, which
// takes the folder's lock meanwhile. Fails with the error answered, or Errc::NotFound when there is no data folder.
[[nodiscard]] Result<json::Object> ask(const ConfigFlags& flags, net::Method method, const std::string& path,
                                       const std::string& body = {}, std::chrono::milliseconds patience = kPatience);

// What the control routes are wired to. Borrows both; `stop` ends a backup under way.
[[nodiscard]] api::ControlServices control_services(const Foundation& foundation, staff::Enrolments& enrolments,
                                                    std::stop_token stop);

}  // namespace chancery::cli
