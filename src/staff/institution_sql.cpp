#include "activity/events.hpp"
#include "base/json.hpp"
#include "staff/institution.hpp"
#include "staff/plain_text.hpp"
#include "store/events.hpp"
#include "store/sql.hpp"

namespace chancery::staff {
namespace {

std::string languages_text(const std::vector<std::string>& languages) {
  json::Array array;
  for (const auto& language : languages) array.emplace_back(language);
  return boost::json::serialize(array);
}

std::vector<std::string> read_languages(const std::string& text) {
  std::vector<std::string> languages;
  const auto value = json::parse(text);
  if (!value || !value->is_array()) return languages;
  for (const auto& each : value->get_array()) {
    if (const auto* tag = each.if_string()) languages.emplace_back(tag->data(), tag->size());
  }
  return languages;
}

std::optional<Institution> read_institution(store::Connection& db) {
  auto query = db.query("SELECT name, country, languages, demo, contact FROM institution WHERE id = 1");
  if (!query.step()) return std::nullopt;
  return Institution{query.text(0), query.text(1), read_languages(query.text(2)), query.integer(3) != 0, query.text(4)};
}

}  // namespace

std::optional<Institution> institution(store::Snapshot& snapshot) {
  return read_institution(connection(snapshot));
}

std::optional<Institution> institution(store::Transaction& tx) {
  return read_institution(connection(tx));
}

Status name_institution(store::Transaction& tx, const Institution& institution) {
  if (auto status = check_institution(institution); !status) return status;
  const auto inserted =
      connection(tx)
          .query(
              "INSERT INTO institution (id, name, country, languages, demo) VALUES (1, ?, ?, ?, ?)"
              " ON CONFLICT (id) DO NOTHING")
          .bind(institution.name, institution.country, languages_text(institution.languages), institution.demo)
          .run();
  if (inserted == 0) {
    return fail(Errc::Conflict, "the institution is named already", "This server is set up already: sign in.");
  }
  store::append_event(tx, activity::events::kInstitutionNamed, {});
  return {};
}

Status set_contact(store::Transaction& tx, std::string_view contact) {
  if (!contact.empty()) {
    if (auto status = check_plain_text(contact, 200, "contact"); !status) return status;
  }
  const auto changed = connection(tx).query("UPDATE institution SET contact = ? WHERE id = 1").bind(contact).run();
  if (changed == 0) return fail(Errc::Conflict, "the institution has no name yet", "Set the server up first.");
  return {};
}

}  // namespace chancery::staff
