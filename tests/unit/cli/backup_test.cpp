// Backup, restore and verify on a real data folder: what goes in comes back, and what was changed is named.
#include "cli/backup.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "cli/keys.hpp"
#include "cli/verify.hpp"
#include "crypto/rsa.hpp"
#include "proof/heads.hpp"
#include "proof/rebuild.hpp"
#include "speak/accounts.hpp"
#include "speak/holding.hpp"
#include "speak/posts.hpp"
#include "staff/audit.hpp"
#include "store/accounts.hpp"
#include "store/notes.hpp"
#include "support/saying.hpp"
#include "support/temp_folder.hpp"

namespace chancery::cli {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class BackupTest : public ::testing::Test {
 protected:
  BackupTest() { lay(); }

  static Config config_of(const fs::path& data) {
    auto config = parse_config("[server]\nbase_url = \"https://mfa.example\"\n", "test").value();
    config.data = data;
    return config;
  }
  void lay() {
    auto laid = Foundation::lay(config_of(folder / "data"));
    ASSERT_TRUE(laid.has_value()) << laid.error().detail;
    foundation = std::move(*laid);
  }
  void say(const std::string& text) {
    auto& store = foundation->chancery();
    if (!account) {
      account = speak::create_account(store, foundation->account_keys(),
                                      {.type = activity::ActorType::Organization,
                                       .name = "press",
                                       .display_name = "Press",
                                       .summary = "",
                                       .language = "en"},
                                      "user:test")
                    .value()
                    .id;
      speaker.emplace(store, speak::Publisher{foundation->addresses(), foundation->proof_log()});
    }
    notes.push_back(speaker->say(account, text).id);
  }
  std::string sign() { return foundation->proof_log().sign_head_if_grown(foundation->chancery()).value()->checkpoint; }
  std::string add_picture() {
    return foundation->picture_files().put({.format = media::Format::Png, .bytes = "picture"}).value().text();
  }
  void close() {
    speaker.reset();
    foundation.reset();
  }
  Result<Manifest> back_up(const std::string& to = "backup", bool with_listening = false) {
    return make_backup(*foundation, {folder / to, folder / (to + ".secrets"), with_listening}, "cli:0");
  }
  Result<Restored> restore(const std::string& to = "restored", std::vector<fs::path> heads = {}) {
    return restore_backup(config_of(folder / to),
                          {folder / "backup", folder / "backup.secrets", false, std::move(heads)}, "cli:0");
  }
  // "name STATE" of each finding.
  static std::vector<std::string> verify(const fs::path& path) {
    std::vector<std::string> found;
    const auto checks = verify_folder(path);
    if (!checks) return {checks.error().hint};
    for (const auto& check : *checks) {
      if (check.state != api::Check::State::Ok) found.push_back(check.name + ": " + check.message);
    }
    return found;
  }

  chancery::test::TempFolder folder;
  std::unique_ptr<Foundation> foundation;
  std::optional<chancery::test::Speaker> speaker;
  activity::AccountId account;
  std::vector<activity::NoteId> notes;
};

TEST_F(BackupTest, ComesBackWithNotesPicturesSecretsAndProof) {
  say("We welcome the agreement.");
  const auto head = sign();
  const auto picture = add_picture();
  const auto made = back_up();
  ASSERT_TRUE(made.has_value()) << made.error().detail;
  EXPECT_EQ(made->proof_head, head);
  EXPECT_GT(made->audit_sequence, 0);
  EXPECT_TRUE(verify(folder / "backup").empty()) << verify(folder / "backup").front();
  close();

  const auto restored = restore();
  ASSERT_TRUE(restored.has_value()) << restored.error().hint;
  EXPECT_EQ(restored->gaps, 0);
  EXPECT_TRUE(verify(folder / "restored").empty()) << verify(folder / "restored").front();
  EXPECT_EQ(content(folder / "restored/secrets/staff"), content(folder / "data/secrets/staff"));
  EXPECT_EQ(content(folder / "restored/proof-head"), head);

  const auto again = Foundation::lay(config_of(folder / "restored"));
  ASSERT_TRUE(again.has_value()) << again.error().detail;
  (*again)->chancery().read([&](store::Snapshot& snapshot) {
    EXPECT_TRUE(store::note_by_id(snapshot, notes.at(0)).has_value());
    EXPECT_EQ(staff::audit_entries(snapshot, 0, 1).front().action, "backup.restore");
  });
  EXPECT_TRUE((*again)->picture_files().find(media::FileName::parse(picture).value()).has_value());
}

TEST_F(BackupTest, LeavesOutWhatWasHeardUnlessAsked) {
  ASSERT_TRUE(back_up().has_value());
  EXPECT_FALSE(fs::exists(folder / "backup/listen.db"));
  ASSERT_TRUE(back_up("more", true).has_value());
  EXPECT_TRUE(fs::exists(folder / "more/listen.db"));
  EXPECT_TRUE(verify(folder / "more").empty());
}

TEST_F(BackupTest, NeverPutsTheSecretsBesideTheData) {
  const auto beside = make_backup(*foundation, {folder / "backup", folder / "backup/secrets", false}, "cli:0");
  ASSERT_FALSE(beside.has_value());
  EXPECT_EQ(beside.error().code, Errc::Invalid);
  ASSERT_TRUE(back_up().has_value());
  EXPECT_FALSE(fs::exists(folder / "backup/secrets"));
  EXPECT_EQ(fs::status(folder / "backup.secrets").permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(BackupTest, WritesOverNothing) {
  ASSERT_TRUE(back_up().has_value());
  EXPECT_EQ(back_up().error().code, Errc::Conflict);
  EXPECT_EQ(make_backup(*foundation, {folder / "data/inside", {}, false}, "cli:0").error().code, Errc::Invalid);
  const auto in_use = restore("data");
  ASSERT_FALSE(in_use.has_value());
  EXPECT_THAT(in_use.error().hint, HasSubstr("in use by")) << "a server runs there";
  close();
  EXPECT_THAT(restore("data").error().hint, HasSubstr("is not empty"));
  fs::create_directory(folder / "other");
  std::ofstream(folder / "other/letter") << "mine";
  EXPECT_THAT(restore("other").error().hint, HasSubstr("holds letter"));
}

TEST_F(BackupTest, RestoresNothingFromABackupThatWasChanged) {
  ASSERT_TRUE(back_up().has_value());
  std::ofstream(folder / "backup/chancery.db", std::ios::app) << "x";
  EXPECT_THAT(restore().error().hint, HasSubstr("chancery.db is not what was backed up"));
  EXPECT_FALSE(fs::exists(folder / "restored/chancery.db"));
  EXPECT_THAT(verify(folder / "backup"), Contains(HasSubstr("manifest")));
}

TEST_F(BackupTest, WantsTheSecretsOrAWordThatTheyAreLost) {
  ASSERT_TRUE(back_up().has_value());
  close();
  const auto silent = restore_backup(config_of(folder / "a"), {folder / "backup", {}, false, {}}, "cli:0");
  ASSERT_FALSE(silent.has_value());
  EXPECT_THAT(silent.error().hint, HasSubstr("--without-secrets"));
  EXPECT_TRUE(restore_backup(config_of(folder / "a"), {folder / "backup", {}, true, {}}, "cli:0").has_value());
  EXPECT_TRUE(restore_backup(config_of(folder / "b"), {folder / "backup", folder / "data/secrets", false, {}}, "cli:0")
                  .has_value())
      << "a copy of the folder will do";
  EXPECT_EQ(content(folder / "b/secrets/proof-index"), content(folder / "data/secrets/proof-index"));
}

TEST_F(BackupTest, NamesThePublishedHeadsThatARestoreRollsBack) {
  say("Said before the backup.");
  sign();
  ASSERT_TRUE(back_up().has_value());
  say("Said after the backup.");
  const auto lost = sign();
  close();

  // The lost server's own file, found in the folder; and the same head once more, as somebody had fetched it.
  fs::create_directory(folder / "restored");
  std::ofstream(folder / "restored/proof-head") << lost;
  const auto restored = restore();
  ASSERT_TRUE(restored.has_value()) << restored.error().hint;
  EXPECT_EQ(restored->gaps, 1);
  std::ofstream(folder / "head.json") << boost::json::serialize(json::Object{{"checkpoint", lost}});
  const auto told = restore("elsewhere", {folder / "head.json"});
  ASSERT_TRUE(told.has_value()) << told.error().hint;
  EXPECT_EQ(told->gaps, 1);
  EXPECT_TRUE(verify(folder / "elsewhere").empty());

  const auto again = Foundation::lay(config_of(folder / "restored"));
  ASSERT_TRUE(again.has_value());
  (*again)->chancery().read([&](store::Snapshot& snapshot) {
    EXPECT_EQ(proof::gaps(snapshot).size(), 1U);
    EXPECT_FALSE(proof::contains_head(snapshot, lost).value());
  });
  std::ofstream(folder / "nonsense") << "no head";
  EXPECT_FALSE(restore("third", {folder / "nonsense"}).has_value());
}

// What waited to leave may have left between the backup and the loss: it must not leave again by itself.
TEST_F(BackupTest, WhatWaitedToLeaveIsHeldUntilPeopleLookedAtIt) {
  say("Said.");
  auto& store = foundation->chancery();
  const auto id = store.ids().make<speak::PostId>();
  speak::PostBody body{.account = account};
  body.texts = {{"en", "We leave at noon.", ""}};
  ASSERT_TRUE(store.write_now([&](store::Transaction& tx) -> Status {
    const speak::Acting acting{speaker->officer(), foundation->clock().now()};
    const auto post = speak::draft_post(tx, id, acting, body, "noon");
    if (!post) return fail(post.error());
    const auto approved = speak::submit_post(tx, id, acting, post->version, {});
    return approved ? Status{} : fail(approved.error());
  }));
  ASSERT_TRUE(back_up().has_value());
  close();

  const auto restored = restore();
  ASSERT_TRUE(restored.has_value()) << restored.error().hint;
  EXPECT_EQ(restored->held, 1U);
  const auto again = Foundation::lay(config_of(folder / "restored"));
  ASSERT_TRUE(again.has_value()) << again.error().hint;
  (*again)->chancery().read([&](store::Snapshot& snapshot) {
    EXPECT_EQ(speak::post_by_id(snapshot, id)->status, speak::PostStatus::Held);
    const auto hold = speak::standing_hold(snapshot);
    ASSERT_TRUE(hold.has_value());
    EXPECT_FALSE(hold->by) << "no person";
    EXPECT_THAT(hold->reason, HasSubstr("restored from the backup"));
    EXPECT_EQ(speak::steps_of(snapshot, id).back().step, "hold");
  });
}

TEST_F(BackupTest, VerifyNamesWhatIsWrong) {
  say("Said.");
  sign();
  const auto picture = add_picture();
  EXPECT_TRUE(verify(folder / "data").empty()) << "also while it is in use";
  close();
  EXPECT_TRUE(verify(folder / "data").empty()) << verify(folder / "data").front();

  std::ofstream(folder / "data/media" / picture.substr(0, 2) / picture.substr(2)) << "other bytes";
  EXPECT_THAT(verify(folder / "data"), Contains(HasSubstr("pictures: 1 of 1")));
  fs::permissions(folder / "data/secrets/staff", fs::perms::others_read, fs::perm_options::add);
  EXPECT_THAT(verify(folder / "data"), Contains(HasSubstr("staff can be read by others")));
  fs::remove(folder / "data/secrets/proof-index");
  EXPECT_THAT(verify(folder / "data"), Contains(testing::StartsWith("secrets")));
  EXPECT_EQ(verify_folder(folder / "nowhere").error().code, Errc::NotFound);
}

TEST_F(BackupTest, RotatesAnAccountsKeyAtOnceAndTellsFollowers) {
  say("Said.");
  const auto press = [&] {
    return foundation->chancery().read(
        [](store::Snapshot& snapshot) { return store::account_by_name(snapshot, "press").value(); });
  };
  const auto before = press();
  const auto done = rotate_key(*foundation, "account:press", "cli:0");
  ASSERT_TRUE(done.has_value()) << done.error().detail;
  EXPECT_FALSE(done->restart);
  const auto after = press();
  EXPECT_NE(after.public_key_pem, before.public_key_pem);
  const auto key =
      crypto::PrivateKey::parse(foundation->account_keys().open(after.private_key_pem, after.id.text()).value_or(""));
  ASSERT_TRUE(key.has_value());
  EXPECT_TRUE(crypto::PublicKey::parse(after.public_key_pem)->verify("a", key->sign("a")).has_value());
  EXPECT_FALSE(crypto::PublicKey::parse(before.public_key_pem)->verify("a", key->sign("a")).has_value());
  const auto entry = foundation->chancery().read(
      [](store::Snapshot& snapshot) { return staff::audit_entries(snapshot, 0, 1).front(); });
  EXPECT_EQ(entry.action, "key.rotate");
  EXPECT_EQ(entry.subject, "account:" + account.text());
}

TEST_F(BackupTest, ABackupHoldsNoAccountsKeyInClear) {
  say("Said.");
  ASSERT_TRUE(back_up().has_value());
  EXPECT_THAT(content(folder / "backup/chancery.db"), testing::Not(HasSubstr("PRIVATE KEY")));
}

TEST_F(BackupTest, AKeyThatStoodInClearIsSealedAtTheNextStart) {
  say("Said.");
  const auto keys = crypto::generate_rsa_key_pair();
  ASSERT_TRUE(foundation->chancery().write_now([&](store::Transaction& tx) {
    return store::replace_account_keys(tx, account, keys.public_pem, keys.private_pem);
  }));
  EXPECT_THAT(verify(folder / "data"), Contains(HasSubstr("account keys: 1 stand in clear")));
  close();
  lay();
  EXPECT_TRUE(verify(folder / "data").empty());
  const auto press = foundation->chancery().read(
      [](store::Snapshot& snapshot) { return store::account_by_name(snapshot, "press").value(); });
  EXPECT_EQ(press.public_key_pem, keys.public_pem) << "the same key as before";
  EXPECT_EQ(foundation->account_keys().open(press.private_key_pem, account.text()).value(), keys.private_pem);
  ASSERT_TRUE(back_up().has_value());
  EXPECT_THAT(content(folder / "backup/chancery.db"), testing::Not(HasSubstr("PRIVATE KEY"))) << "nor in free pages";
}

TEST_F(BackupTest, WithAnotherSecretItSaysWhichAndHowToGoOn) {
  say("Said.");
  close();
  fs::remove(folder / "data/secrets/account-keys");
  const auto refused = Foundation::lay(config_of(folder / "data"));
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().hint, HasSubstr("account-keys does not open the private key of @press"));
  EXPECT_THAT(refused.error().hint, HasSubstr("keys renew-lost"));
  EXPECT_THAT(verify(folder / "data"), Contains(HasSubstr("does not open the private key of @press")));

  auto renewed = Foundation::lay(config_of(folder / "data"), "cli:0");
  ASSERT_TRUE(renewed.has_value()) << renewed.error().detail;
  const auto entry = (*renewed)->chancery().read(
      [](store::Snapshot& snapshot) { return staff::audit_entries(snapshot, 0, 1).front(); });
  EXPECT_EQ(entry.action + ' ' + entry.actor, "key.rotate cli:0");
  renewed->reset();
  EXPECT_TRUE(Foundation::lay(config_of(folder / "data")).has_value());
}

TEST_F(BackupTest, RestoredWithoutItsSecretsEveryAccountHasANewKey) {
  say("Said.");
  const auto before = foundation->chancery().read(
      [](store::Snapshot& snapshot) { return store::account_by_name(snapshot, "press")->public_key_pem; });
  ASSERT_TRUE(back_up().has_value());
  close();
  ASSERT_TRUE(restore_backup(config_of(folder / "restored"), {folder / "backup", {}, true, {}}, "cli:0").has_value());
  const auto again = Foundation::lay(config_of(folder / "restored"));
  ASSERT_TRUE(again.has_value()) << again.error().hint;
  (*again)->chancery().read(
      [&](store::Snapshot& snapshot) { EXPECT_NE(store::account_by_name(snapshot, "press")->public_key_pem, before); });
}

TEST_F(BackupTest, ANewSigningKeyIsNamedInTheLogAndOldHeadsStayValid) {
  say("Under the first key.");
  const auto first = sign();
  const auto done = rotate_key(*foundation, "proof-signing", "cli:0");
  ASSERT_TRUE(done.has_value());
  EXPECT_TRUE(done->restart);
  close();
  account = {};
  lay();
  const auto second = foundation->proof_log().sign_head_if_grown(foundation->chancery()).value();
  ASSERT_TRUE(second.has_value()) << "the new key's leaf is signed at once";
  const auto check = proof::check_log(foundation->chancery());
  EXPECT_TRUE(check.problems.empty());
  EXPECT_EQ(check.heads, 2);
  EXPECT_TRUE(foundation->chancery()
                  .read([&](store::Snapshot& snapshot) { return proof::contains_head(snapshot, first); })
                  .value());
}

TEST_F(BackupTest, SaysWhyAKeyStays) {
  const auto keys = keys_of(*foundation);
  EXPECT_EQ(keys.size(), 9U);
  for (const auto& key : keys) {
    if (key.rotates) continue;
    const auto refused = rotate_key(*foundation, key.name, "cli:0");
    ASSERT_FALSE(refused.has_value()) << key.name;
    EXPECT_EQ(refused.error().code, Errc::Refused);
    EXPECT_THAT(refused.error().hint, HasSubstr(key.remark));
  }
  EXPECT_EQ(rotate_key(*foundation, "account:nobody", "cli:0").error().code, Errc::NotFound);
  EXPECT_EQ(rotate_key(*foundation, "lock", "cli:0").error().code, Errc::NotFound);
}

}  // namespace
}  // namespace chancery::cli
