#include "cli/manifest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "cli/secrets_file.hpp"
#include "support/temp_folder.hpp"

namespace chancery::cli {
namespace {

using testing::HasSubstr;

// printf 'abc' | sha256sum
constexpr auto kAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

Manifest example() {
  Manifest manifest;
  manifest.version = "0.4.0";
  manifest.at = from_rfc3339("2026-11-23T06:00:00Z").value();
  manifest.base_url = "https://mfa.example";
  manifest.schema = {{"chancery", "20261122T0930_notes"}};
  manifest.audit_sequence = 7;
  manifest.audit_hash = std::string(64, 'a');
  manifest.proof_head = "mfa.example/proof\n1\nroot\n";
  manifest.files = {{"chancery.db", 3, kAbc}, {"media/ab/cd.webp", 0, std::string(64, '0')}};
  return manifest;
}

TEST(Manifest, ComesBackAsItWasWritten) {
  const auto read = parse_manifest(write_manifest(example()));
  ASSERT_TRUE(read.has_value()) << read.error().hint;
  EXPECT_EQ(write_manifest(*read), write_manifest(example()));
  EXPECT_EQ(read->files.at(1).path, "media/ab/cd.webp");
  EXPECT_EQ(read->schema.at("chancery"), "20261122T0930_notes");
  EXPECT_FALSE(read->secrets_apart);
}

TEST(Manifest, RefusesWhatIsNoneAndPathsThatLeadOut) {
  EXPECT_EQ(parse_manifest("").error().code, Errc::Malformed);
  EXPECT_EQ(parse_manifest("{}").error().code, Errc::Malformed);
  EXPECT_EQ(parse_manifest(R"({"format":2})").error().code, Errc::Unsupported);
  for (const auto* path : {"/etc/passwd", "../chancery.db", "media/../../x", "media//x", "", ".", "media/", "a/./b"}) {
    auto bad = example();
    bad.files.push_back({path, 1, kAbc});
    const auto read = parse_manifest(write_manifest(bad));
    ASSERT_FALSE(read.has_value()) << path;
    EXPECT_EQ(read.error().code, Errc::Malformed) << path;
  }
  auto without = example();
  without.files.erase(without.files.begin());
  EXPECT_THAT(parse_manifest(write_manifest(without)).error().hint, HasSubstr("names no chancery.db"));
}

TEST(Manifest, NamesTheFileThatIsNotAsItWasBackedUp) {
  const test::TempFolder folder;
  auto manifest = example();
  manifest.files.pop_back();
  EXPECT_EQ(read_backup(folder.path()).error().code, Errc::NotFound);
  std::ofstream(folder / std::string(kManifestFile)) << write_manifest(manifest);
  EXPECT_THAT(read_backup(folder.path()).error().hint, HasSubstr("chancery.db is missing"));
  std::ofstream(folder / "chancery.db") << "abd";
  EXPECT_THAT(read_backup(folder.path()).error().hint, HasSubstr("chancery.db is not what was backed up"));
  std::ofstream(folder / "chancery.db") << "abc";
  EXPECT_TRUE(read_backup(folder.path()).has_value());
}

TEST(SecretsFile, ComesBackAsItWasWritten) {
  const Secrets secrets{{"staff", std::string("\0\xff key", 6)}, {"instance-actor.pem", "-----BEGIN"}};
  EXPECT_EQ(parse_secrets(write_secrets(secrets)).value(), secrets);
}

TEST(SecretsFile, RefusesNamesAndBytesThatNoSecretHas) {
  for (const auto* text : {"", "{}", R"({"format":1})", R"({"format":2,"secrets":{}})",
                           R"({"format":1,"secrets":{"../x":"YQ=="}})", R"({"format":1,"secrets":{"staff":"%"}})",
                           R"({"format":1,"secrets":{"staff":""}})", R"({"format":1,"secrets":{"staff":7}})"}) {
    EXPECT_EQ(parse_secrets(text).error().code, Errc::Malformed) << text;
  }
}

}  // namespace
}  // namespace chancery::cli
