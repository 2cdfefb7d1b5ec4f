#include "cli/proof_heads.hpp"

#include <chrono>
#include <fstream>
#include <iterator>
#include <string>

#include "base/log.hpp"

namespace chancery::cli {
namespace {

constexpr std::chrono::seconds kPause{60};

void name_gap(store::Store& store, const proof::Log& proof_log, const store::DataFolder& folder) {
  std::ifstream in(folder.path() / kHeadFile, std::ios::binary);
  const std::string published{std::istreambuf_iterator<char>(in), {}};
  if (published.empty()) return;
  const auto named =
      store.write_now([&](store::Transaction& tx) { return proof_log.name_gap(tx, published, store.clock().now()); });
  if (!named) {
    log::error("proof", "{} is no head of this log: {}", kHeadFile, named.error().detail);
  } else if (*named) {
    log::warn("proof", "a published head is not contained in the log: a restored backup? A leaf says so");
  }
}

void sign(store::Store& store, const proof::Log& proof_log, const store::DataFolder& folder) {
  const auto head = proof_log.sign_head_if_grown(store);
  if (!head) {
    log::error("proof", "no head was signed: {}", head.error().detail);
  } else if (*head) {
    if (auto kept = folder.write(kHeadFile, (*head)->checkpoint); !kept) {
      log::error("proof", "the newest head is not kept outside the database: {}", kept.error().detail);
    }
  }
}

}  // namespace

void sign_heads(store::Store& store, const proof::Log& proof_log, const store::DataFolder& folder,
                std::stop_token stop) {
  name_gap(store, proof_log, folder);
  while (!stop.stop_requested()) {
    const auto position = store.last_position();
    sign(store, proof_log, folder);
    store.wait_for_events(position, kPause, stop);
  }
}

}  // namespace chancery::cli
