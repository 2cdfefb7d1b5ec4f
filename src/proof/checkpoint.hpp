// Signed tree heads, written as checkpoints (c2sp.org/tlog-checkpoint, c2sp.org/signed-note):
//
//   mfa.example/proof                              the log's name
//   42                                             leaves
//   CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=   root, base64
//   time 2026-11-22T09:30:00Z
//
//   — mfa.example/proof Az3grlgt…                  base64 of key id (4 bytes) and Ed25519 signature (64)
//
// The signature covers everything before the empty line, its last line break included. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "crypto/ed25519.hpp"
#include "proof/merkle.hpp"

namespace chancery::proof {

struct TreeHead {
  std::int64_t size = 0;
  Hash root;
  Timestamp at;
};

// The log's name for ever: host and "/proof".
[[nodiscard]] std::string origin_of(std::string_view host);

// "mfa.example/proof+0a1b2c3d+Ab…": name, key id in hex, base64 of 0x01 and the key. What a verifier is given.
[[nodiscard]] std::string verifier_key(std::string_view origin, std::string_view public_key);

[[nodiscard]] std::string write_checkpoint(std::string_view origin, const TreeHead& head,
                                           const crypto::Ed25519Key& key);

// Reads a checkpoint of at most 4 KiB and checks its signature by that key; signatures of others are passed over.
// Fails with Errc::Malformed, or Unauthorized when it is another log's or not signed by the key.
[[nodiscard]] Result<TreeHead> read_checkpoint(std::string_view text, std::string_view verifier_key);

}  // namespace chancery::proof
