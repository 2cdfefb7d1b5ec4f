#include "cli/folder_client.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <utility>

#include "answer/workload.hpp"
#include "api/account_end.hpp"
#include "base/ids.hpp"
#include "cli/backup.hpp"
#include "cli/desk_check.hpp"
#include "cli/doctor.hpp"
#include "cli/keys.hpp"
#include "net/router.hpp"
#include "speak/erasing.hpp"

namespace chancery::cli {
namespace {

// A request answered on the spot, without a socket.
class Direct final : public net::Responder::Sink {
 public:
  void respond(net::Response response) override { response_ = std::move(response); }
  net::EventStream stream(net::Headers) override { return net::EventStream{nullptr}; }
  [[nodiscard]] const net::Response& response() const { return response_; }

 private:
  net::Response response_;
};

// The control routes themselves, in this process, on a folder no server holds.
Result<json::Object> ask_folder(const Config& config, net::Method method, const std::string& path,
                                const std::string& body) {
  if (!std::filesystem::exists(config.data / "chancery.db")) {
    return fail(Errc::NotFound, fmt::format("{} is no data folder", config.data.string()),
                fmt::format("{}: there is no data folder here; name it with --data, or start one with chancery serve",
                            config.data.string()));
  }
  auto own = config;
  if (config.origin.at("server.base_url") == "default")
    own.base_url = fixed_base_url(config.data).value_or(config.base_url);
  auto foundation = Foundation::lay(own);
  if (!foundation) return fail(foundation.error());
  auto& laid = **foundation;
  staff::Passwords passwords(laid.staff_keys());
  const staff::Sessions sessions(laid.chancery(), laid.staff_keys());
  staff::Enrolments enrolments(laid.chancery(), laid.staff_keys(), passwords, sessions);
  net::Router router;
  api::add_control_routes(router, control_services(laid, enrolments, {}));
  net::Request request;
  request.method = method;
  request.target = path;
  request.path = path;
  request.peer_uid = ::geteuid();
  request.body = body;
  if (!body.empty()) request.headers.add("Content-Type", "application/json");
  auto answer = std::make_shared<Direct>();  // shared with the responder
  router.dispatch(std::move(request), net::Responder{answer});
  const auto* text = std::get_if<std::string>(&answer->response().body);
  auto object = json::parse_object(text == nullptr ? "{}" : *text);
  if (answer->response().status >= 400) {
    const auto hint = object ? json::text(*object, "hint") : std::nullopt;
    return fail(code_of(answer->response().status), fmt::format("refused with {}", answer->response().status),
                hint ? std::string{*hint} : "refused");
  }
  return object;
}

Result<json::Object> back_up(const Foundation& foundation, const json::Object& wanted, const std::string& by,
                             const std::stop_token& stop) {
  const std::filesystem::path to = json::text_or_empty(wanted, "to");
  const std::filesystem::path secrets = json::text_or_empty(wanted, "secrets");
  if (!to.is_absolute() || (!secrets.empty() && !secrets.is_absolute())) {
    return fail(Errc::Invalid, "to, secrets: whole paths are needed, as the server stands in another folder");
  }
  const BackupOptions options{to, secrets, json::boolean(wanted, "with_listening").value_or(false)};
  const auto made = make_backup(foundation, options, by, stop);
  if (!made) return fail(made.error());
  std::int64_t bytes = 0;
  for (const auto& file : made->files) bytes += file.bytes;
  return json::Object{{"to", to.string()},
                      {"at", to_rfc3339(made->at)},
                      {"files", made->files.size()},
                      {"bytes", bytes},
                      {"audit", {{"sequence", made->audit_sequence}, {"hash", made->audit_hash}}},
                      {"proof_head", made->proof_head},
                      {"secrets", secrets.string()}};
}

json::Object list_keys(const Foundation& foundation) {
  json::Array keys;
  for (const auto& key : keys_of(foundation)) {
    keys.push_back(
        json::Object{{"name", key.name}, {"purpose", key.purpose}, {"rotates", key.rotates}, {"remark", key.remark}});
  }
  return {{"keys", std::move(keys)}};
}

Result<json::Object> rotate(const Foundation& foundation, const json::Object& wanted, const std::string& by) {
  const auto name = json::require_text(wanted, "name");
  if (!name) return fail(name.error());
  const auto done = rotate_key(foundation, *name, by);
  if (!done) return fail(done.error());
  return json::Object{{"name", *name}, {"effect", done->effect}, {"restart", done->restart}};
}

// By the address of the note's page, or by its number.
Result<json::Object> erase(const Foundation& foundation, const json::Object& wanted, const std::string& by) {
  const auto named = json::require_text(wanted, "note");
  if (!named) return fail(named.error());
  const auto reason = json::require_text(wanted, "reason");
  if (!reason) return fail(reason.error());
  auto note = foundation.addresses().note_in(*named);
  if (const auto id = parse_id(*named); !note && id) note = activity::NoteId{*id};
  if (!note) return fail(Errc::Invalid, "note: write the address of its page, or its number");
  const speak::Publisher publisher{foundation.addresses(), foundation.proof_log()};
  const auto done = foundation.chancery().write_now([&](store::Transaction& tx) {
    return speak::erase_words(tx, publisher, *note, *reason, by, foundation.clock().now());
  });
  if (!done) return fail(done.error());
  return json::Object{{"note", foundation.addresses().note(*note)}};
}

// Where no server runs: nothing but the file remembers her.
Result<json::Object> end_user(const Foundation& foundation, const json::Object& wanted, const std::string& by) {
  auto& store = foundation.chancery();
  answer::Workplaces workplaces;
  store.read([&](store::Snapshot& snapshot) { workplaces.replace(answer::worked_by(snapshot)); });
  answer::Claims claims(store, foundation.clock(), workplaces);
  return api::end_account_of({.store = store, .claims = claims, .forget = {}}, wanted, by);
}

}  // namespace

Result<json::Object> ask(const ConfigFlags& flags, net::Method method, const std::string& path, const std::string& body,
                         std::chrono::milliseconds patience) {
  const auto config = flags.load();
  if (!config) return fail(config.error());
  auto answer = ask_server(config->data, method, path, body, patience);
  if (!answer) return fail(answer.error());
  if (*answer) return std::move(**answer);
  return ask_folder(*config, method, path, body);
}

api::ControlServices control_services(const Foundation& foundation, staff::Enrolments& enrolments,
                                      std::stop_token stop) {
  return {.store = foundation.chancery(),
          .addresses = foundation.addresses(),
          .enrolments = enrolments,
          .doctor = [&foundation] { return examine(foundation); },
          .back_up = [&foundation, stop = std::move(stop)](
                         const json::Object& wanted,
                         const std::string& by) { return back_up(foundation, wanted, by, stop); },
          .keys = [&foundation]() -> Result<json::Object> { return list_keys(foundation); },
          .rotate_key = [&foundation](const json::Object& wanted,
                                      const std::string& by) { return rotate(foundation, wanted, by); },
          .erase = [&foundation](const json::Object& wanted,
                                 const std::string& by) { return erase(foundation, wanted, by); },
          .end_user = [&foundation](const json::Object& wanted,
                                    const std::string& by) { return end_user(foundation, wanted, by); },
          .check_desk = [&foundation] { return check_desk(foundation.chancery(), std::nullopt); }};
}

}  // namespace chancery::cli
