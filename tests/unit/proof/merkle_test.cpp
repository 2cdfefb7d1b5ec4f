#include "proof/merkle.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <map>

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"

namespace chancery::proof {
namespace {

using Leaves = std::span<const std::string>;

// A tree that keeps what the log keeps, and counts what is read of it.
class Grown {
 public:
  explicit Grown(Leaves leaves) {
    std::int64_t index = 0;
    for (const auto& leaf : leaves) {
      for (const auto& [node, hash] : completed_by(index, leaf_hash(leaf), nodes())) {
        EXPECT_TRUE(kept_.emplace(node, hash).second) << "a stored node never changes";
      }
      ++index;
    }
  }
  Nodes nodes() {
    return [this](Node node) {
      ++reads;
      return kept_.at(node);
    };
  }
  [[nodiscard]] std::size_t kept() const { return kept_.size(); }
  int reads = 0;

 private:
  std::map<Node, Hash> kept_;
};

// The definition of RFC 6962 section 2.1 over the leaves themselves.
Hash defined_root(Leaves leaves) {
  if (leaves.empty()) return crypto::sha256("");
  if (leaves.size() == 1) return crypto::sha256(std::string(1, '\0') + leaves[0]);
  std::size_t k = 1;
  while (2 * k < leaves.size()) k *= 2;
  return crypto::sha256("\x01" + defined_root(leaves.first(k)) + defined_root(leaves.subspan(k)));
}

std::vector<std::string> numbered(int count) {
  std::vector<std::string> leaves;
  for (int i = 0; i < count; ++i) leaves.push_back("leaf " + std::to_string(i));
  return leaves;
}

std::vector<std::string> hex(const std::vector<Hash>& hashes) {
  std::vector<std::string> texts;
  for (const auto& hash : hashes) texts.push_back(crypto::to_hex(hash));
  return texts;
}

// The eight leaves by which implementations of Certificate Transparency are compared, and what they give.
const std::vector<std::string> kKnown{"",
                                      std::string(1, '\0'),
                                      "\x10",
                                      "\x20\x21",
                                      "\x30\x31",
                                      "\x40\x41\x42\x43",
                                      "\x50\x51\x52\x53\x54\x55\x56\x57",
                                      "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
const std::vector<std::string> kKnownRoots{"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                           "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                           "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                           "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                           "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                           "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                           "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                           "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                           "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

TEST(Merkle, GivesTheKnownRoots) {
  Grown tree(kKnown);
  for (std::size_t size = 0; size < kKnownRoots.size(); ++size) {
    EXPECT_EQ(crypto::to_hex(root(static_cast<std::int64_t>(size), tree.nodes())), kKnownRoots[size]) << size;
  }
}

TEST(Merkle, GivesTheKnownInclusionProofs) {
  Grown tree(kKnown);
  const auto proof = [&](int leaf, int size) { return hex(inclusion_proof(leaf, size, tree.nodes())); };
  using Hexes = std::vector<std::string>;
  EXPECT_EQ(proof(0, 1), Hexes{});
  EXPECT_EQ(proof(0, 8), (Hexes{"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}));
  EXPECT_EQ(proof(5, 8), (Hexes{"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}));
  EXPECT_EQ(proof(2, 3), Hexes{"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"});
  EXPECT_EQ(proof(1, 5), (Hexes{"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}));
}

TEST(Merkle, GivesTheKnownConsistencyProofs) {
  Grown tree(kKnown);
  const auto proof = [&](int from, int to) { return hex(consistency_proof(from, to, tree.nodes())); };
  using Hexes = std::vector<std::string>;
  EXPECT_EQ(proof(1, 1), Hexes{});
  EXPECT_EQ(proof(1, 8), (Hexes{"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}));
  EXPECT_EQ(proof(6, 8), (Hexes{"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}));
  EXPECT_EQ(proof(2, 5), (Hexes{"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}));
}

TEST(Merkle, IsTheDefinitionAtEverySize) {
  const auto leaves = numbered(130);
  Grown tree(leaves);
  for (int size = 0; size <= 130; ++size) {
    EXPECT_EQ(root(size, tree.nodes()), defined_root(Leaves(leaves).first(static_cast<std::size_t>(size)))) << size;
  }
}

TEST(Merkle, EveryLeafIsProvedInEveryTreeAndInNoOtherPlace) {
  const auto leaves = numbered(130);
  Grown tree(leaves);
  for (int size = 1; size <= 130; ++size) {
    const auto top = root(size, tree.nodes());
    for (int leaf = 0; leaf < size; ++leaf) {
      const auto proof = inclusion_proof(leaf, size, tree.nodes());
      const auto hash = leaf_hash(leaves[static_cast<std::size_t>(leaf)]);
      ASSERT_TRUE(proves_inclusion(hash, leaf, size, proof, top)) << leaf << " of " << size;
      ASSERT_FALSE(proves_inclusion(leaf_hash("another"), leaf, size, proof, top)) << leaf << " of " << size;
      ASSERT_FALSE(proves_inclusion(hash, leaf + 1, size, proof, top)) << leaf << " of " << size;
      ASSERT_FALSE(proves_inclusion(hash, leaf - 1, size, proof, top)) << leaf << " of " << size;
    }
  }
}

TEST(Merkle, EveryTreeIsProvedToBeginWithEverySmallerOne) {
  const auto leaves = numbered(130);
  Grown tree(leaves);
  std::vector<Hash> roots;
  for (int size = 0; size <= 130; ++size) roots.push_back(root(size, tree.nodes()));
  for (int to = 0; to <= 130; ++to) {
    for (int from = 0; from <= to; ++from) {
      const auto proof = consistency_proof(from, to, tree.nodes());
      const auto before = roots[static_cast<std::size_t>(from)];
      const auto after = roots[static_cast<std::size_t>(to)];
      ASSERT_TRUE(proves_consistency(from, before, to, after, proof)) << from << " to " << to;
      ASSERT_FALSE(proves_consistency(from, leaf_hash("x"), to, after, proof)) << from << " to " << to;
      if (from == 0) continue;  // every tree begins with the empty one
      ASSERT_FALSE(proves_consistency(from, before, to, leaf_hash("x"), proof)) << from << " to " << to;
    }
  }
}

TEST(Merkle, AProofWithAnythingChangedProvesNothing) {
  Grown tree(numbered(100));
  const auto top = root(100, tree.nodes());
  const auto hash = leaf_hash("leaf 37");
  const auto inclusion = inclusion_proof(37, 100, tree.nodes());
  const auto earlier = root(37, tree.nodes());
  const auto consistency = consistency_proof(37, 100, tree.nodes());
  const auto both = [&](std::vector<Hash> changed_inclusion, std::vector<Hash> changed_consistency) {
    EXPECT_FALSE(proves_inclusion(hash, 37, 100, changed_inclusion, top));
    EXPECT_FALSE(proves_consistency(37, earlier, 100, top, changed_consistency));
  };
  const auto changed = [&](auto change) {
    auto a = inclusion;
    auto b = consistency;
    change(a);
    change(b);
    both(std::move(a), std::move(b));
  };
  for (std::size_t at = 0; at < inclusion.size(); ++at) changed([&](auto& proof) { proof.at(at)[at] ^= '\x01'; });
  changed([](auto& proof) { proof.pop_back(); });
  changed([](auto& proof) { proof.erase(proof.begin()); });
  changed([](auto& proof) { proof.push_back(proof.back()); });
  changed([](auto& proof) { std::swap(proof[0], proof[1]); });
  changed([](auto& proof) { proof.front().pop_back(); });
  changed([](auto& proof) { proof.clear(); });
}

TEST(Merkle, TakesAnyNumbersAndProofsWithoutHarm) {
  const auto hash = leaf_hash("x");
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  const std::vector<Hash> much(200, hash);
  for (const std::int64_t size : {std::int64_t{-1}, std::int64_t{0}, std::int64_t{1}, kMost}) {
    for (const std::int64_t leaf : {std::int64_t{-1}, std::int64_t{1}, kMost - 1, kMost}) {
      EXPECT_FALSE(proves_inclusion(hash, leaf, size, much, hash));
      EXPECT_FALSE(proves_consistency(leaf, hash, size, leaf_hash("y"), much));
    }
  }
  EXPECT_FALSE(proves_inclusion("short", 0, 1, {}, "short"));
}

TEST(Merkle, WorkIsLogarithmic) {
  Grown tree(numbered(5'000));
  EXPECT_LE(tree.kept(), 10'000U);
  const auto cost = [&](auto work) {
    tree.reads = 0;
    work();
    return tree.reads;
  };
  EXPECT_LE(cost([&] { (void)root(4'999, tree.nodes()); }), 13);
  EXPECT_LE(cost([&] { (void)inclusion_proof(17, 4'999, tree.nodes()); }), 26);
  EXPECT_LE(cost([&] { (void)consistency_proof(1'001, 4'999, tree.nodes()); }), 39);
  EXPECT_LE(cost([&] { (void)completed_by(4'095, leaf_hash("leaf 4095"), tree.nodes()); }), 12);
}

}  // namespace
}  // namespace chancery::proof
