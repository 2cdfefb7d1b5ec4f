// A checkpoint and a verifier key that strangers wrote: the key is the first line, the checkpoint what follows.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "proof/checkpoint.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace chancery;
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  const auto end = input.find('\n');
  if (end == std::string_view::npos) return 0;
  const auto head = proof::read_checkpoint(input.substr(end + 1), input.substr(0, end));
  if (head && (head->size < 0 || head->root.size() != 32)) std::abort();
  // Any name can be signed under, and what was signed is read back.
  static const auto key = *crypto::Ed25519Key::of("a seed of exactly thirty-two let");
  const auto name = input.substr(0, end);
  if (name.empty() || name.size() > 200 || name.find('+') != std::string_view::npos) return 0;
  const proof::TreeHead ours{42, proof::leaf_hash(input), Timestamp{}};
  const auto back =
      proof::read_checkpoint(proof::write_checkpoint(name, ours, key), proof::verifier_key(name, key.public_key()));
  if (!back || back->root != ours.root) std::abort();
  return 0;
}
