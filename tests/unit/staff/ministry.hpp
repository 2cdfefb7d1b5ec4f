// A ministry to test with: a store, the parts of sign-in at the least cost, and people who hold authenticators.
#pragma once

#include <string>
#include <utility>

#include "crypto/encoding.hpp"
#include "crypto/totp.hpp"
#include "staff/audit.hpp"
#include "staff/enrolment.hpp"
#include "staff/keys.hpp"
#include "staff/migrations.hpp"
#include "staff/passwords.hpp"
#include "staff/sessions.hpp"
#include "staff/sign_in.hpp"
#include "support/stores.hpp"

namespace chancery::staff::test {

inline constexpr std::string_view kPassword = "correct horse battery";

// Somebody with a login, a password and an authenticator.
struct Person {
  std::string login;
  std::string totp_secret;  // raw bytes
};

struct Ministry {
  chancery::test::TestStore store{chancery::test::migrations_of({migrations()})};
  Keys keys = Keys::derive(std::string(32, 's'));
  Passwords passwords{keys, {.cost = crypto::PasswordCost::least()}};
  Sessions sessions{*store, keys};
  Enrolments enrolments{*store, keys, passwords, sessions};
  SignIn sign_in{*store, keys, passwords, sessions};

  [[nodiscard]] static Institution norway() { return {"Ministry of Foreign Affairs", "NO", {"nb", "en"}, false}; }

  [[nodiscard]] std::string code(std::string_view secret) const {
    return crypto::totp_code(secret, crypto::totp_step(store.clock.now()));
  }
  [[nodiscard]] std::string secret_of(std::string_view token) const {
    return crypto::from_base32(enrolments.open(token).value().totp_secret).value();
  }
  [[nodiscard]] NewUser new_user(std::string_view token, std::string login) const {
    return {std::move(login), "Anna Berg", std::string(kPassword), code(secret_of(token))};
  }

  // The first administrator, through a set-up link; the clock then stands in the next step.
  Person set_up(std::string login = "anna") {
    const auto link = enrolments.new_setup_link(kSetupActor).value();
    Person person{login, secret_of(link.token)};
    const auto done = enrolments.complete_setup(link.token, norway(), new_user(link.token, login), {});
    if (!done) throw std::runtime_error(done.error().detail);
    store.clock.advance(std::chrono::seconds{60});
    return person;
  }
  Person join(std::string login, Role role = Role::Officer) {
    const auto link = enrolments.invite("user:anna", "Invited", role).value();
    Person person{login, secret_of(link.token)};
    const auto done = enrolments.accept_invitation(link.token, new_user(link.token, login));
    if (!done) throw std::runtime_error(done.error().detail);
    store.clock.advance(std::chrono::seconds{60});
    return person;
  }

  [[nodiscard]] Credentials credentials(const Person& person, std::string address = "192.0.2.1") const {
    return {person.login, std::string(kPassword), code(person.totp_secret), std::move(address), {}};
  }
  // "action subject" of the newest entries, newest first.
  [[nodiscard]] std::vector<std::string> audited(std::size_t count) const {
    // A write that waits for its turn, so that those nobody waited for are done.
    (void)store->write_now([](store::Transaction&) -> Status { return {}; });
    std::vector<std::string> lines;
    for (const auto& e : store->read([&](store::Snapshot& snapshot) { return audit_entries(snapshot, 0, count); })) {
      lines.push_back(e.actor + ' ' + e.action + ' ' + e.subject);
    }
    return lines;
  }
};

}  // namespace chancery::staff::test
