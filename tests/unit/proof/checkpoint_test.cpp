#include "proof/checkpoint.hpp"

#include <gtest/gtest.h>

#include "crypto/encoding.hpp"

namespace chancery::proof {
namespace {

class Checkpoint : public testing::Test {
 protected:
  static std::string replaced(std::string text, std::string_view from, std::string_view to) {
    text.replace(text.find(from), from.size(), to);
    return text;
  }
  crypto::Ed25519Key key = *crypto::Ed25519Key::of(std::string(32, 's'));
  std::string name = "mfa.example/proof";
  std::string verifier = verifier_key(name, key.public_key());
  TreeHead head{42, leaf_hash("root"), *from_rfc3339("2026-11-22T09:30:00Z")};
  std::string text = write_checkpoint(name, head, key);
};

TEST_F(Checkpoint, IsWrittenInFourLinesAndASignature) {
  const auto body = "mfa.example/proof\n42\n" + crypto::to_base64(head.root) + "\ntime 2026-11-22T09:30:00Z\n";
  ASSERT_TRUE(text.starts_with(body + "\n\u2014 mfa.example/proof "));
  EXPECT_TRUE(text.ends_with("\n"));
  const auto last = text.substr(text.rfind(' ') + 1);
  const auto bytes = *crypto::from_base64(last.substr(0, last.size() - 1));
  ASSERT_EQ(bytes.size(), 68U);
  EXPECT_EQ(bytes.substr(4), key.sign(body));
  EXPECT_EQ(verifier.substr(0, name.size() + 9), name + '+' + crypto::to_hex(bytes.substr(0, 4)));
}

TEST_F(Checkpoint, TheKeyIdIsThatOfSignedNotes) {
  // The example of golang.org/x/mod/sumdb/note: a public key everyone knows, with its id.
  const std::string known = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
  const auto bytes = *crypto::from_base64(known.substr(known.rfind('+') + 1));
  EXPECT_EQ(verifier_key("PeterNeumann", bytes.substr(1)), known);
}

TEST_F(Checkpoint, IsReadBack) {
  const auto read = read_checkpoint(text, verifier);
  ASSERT_TRUE(read.has_value()) << read.error().detail;
  EXPECT_EQ(read->size, 42);
  EXPECT_EQ(read->root, head.root);
  EXPECT_EQ(read->at, head.at);
}

TEST_F(Checkpoint, AWitnessMaySignBelow) {
  const auto witness = *crypto::Ed25519Key::of(std::string(32, 'w'));
  const auto other = write_checkpoint("witness.example", head, witness);
  const auto line = other.substr(other.rfind("\n\n") + 2);
  EXPECT_TRUE(read_checkpoint(text + line, verifier).has_value());
  EXPECT_TRUE(read_checkpoint(replaced(text, "\n\n", "\n\n" + line), verifier).has_value());
}

TEST_F(Checkpoint, NothingInItCanBeChanged) {
  for (const auto& changed :
       {replaced(text, "42", "43"), replaced(text, "09:30", "09:31"), replaced(text, "mfa", "mfb"),
        replaced(text, "time", "Time"), replaced(text, "\n\n", "\nmore\n\n")}) {
    const auto read = read_checkpoint(changed, verifier);
    ASSERT_FALSE(read.has_value()) << changed;
    EXPECT_EQ(read.error().code, Errc::Unauthorized) << changed;
  }
  const auto other = *crypto::Ed25519Key::of(std::string(32, 'o'));
  EXPECT_FALSE(read_checkpoint(text, verifier_key(name, other.public_key())).has_value());
  EXPECT_FALSE(read_checkpoint(write_checkpoint("other.example", head, key), verifier).has_value());
}

TEST_F(Checkpoint, RefusesWhatIsNone) {
  for (const auto& bad : std::vector<std::string>{"", "\n\n", "a\n\n", text.substr(0, text.size() - 1),
                                                  std::string(5'000, 'x'), replaced(text, "\u2014 ", "- ")}) {
    EXPECT_FALSE(read_checkpoint(bad, verifier).has_value()) << bad;
  }
  for (const auto* bad : {"", "a", "a+b", "a+b+c", "a+00000000+ATEy"}) {
    EXPECT_FALSE(read_checkpoint(text, bad).has_value()) << bad;
  }
}

TEST_F(Checkpoint, ASignedTextThatIsNoHeadIsRefused) {
  for (const auto* body : {"mfa.example/proof\n", "mfa.example/proof\n042\n\n", "mfa.example/proof\n-1\nAAAA\nt\n"}) {
    const std::string id = *crypto::from_hex(verifier.substr(name.size() + 1, 8));
    const auto made = std::string(body) + "\n\u2014 " + name + ' ' + crypto::to_base64(id + key.sign(body)) + '\n';
    const auto read = read_checkpoint(made, verifier);
    ASSERT_FALSE(read.has_value()) << body;
  }
}

}  // namespace
}  // namespace chancery::proof
