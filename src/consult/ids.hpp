// Ids of people and statements as they stand in files, and their order.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace chancery::consult {

// Digits, and nothing else.
[[nodiscard]] bool is_number(std::string_view id);
// Numbers before texts: numbers by value, texts by bytes.
[[nodiscard]] bool id_less(std::string_view a, std::string_view b);

// Each id once, numbered in the order met. Thread safety: one thread.
class Ids {
 public:
  static constexpr std::uint32_t kUnknown = 0xffffffffU;

  std::uint32_t number_of(std::string_view id);
  [[nodiscard]] std::uint32_t find(std::string_view id) const;  // or kUnknown
  [[nodiscard]] std::size_t size() const { return ids_.size(); }
  [[nodiscard]] const std::string& operator[](std::size_t number) const { return ids_[number]; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view id) const { return std::hash<std::string_view>{}(id); }
  };
  // Small numbers, which most ids are, are looked up without a hash.
  std::vector<std::uint32_t> small_;
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> other_;
  std::vector<std::string> ids_;
};

}  // namespace chancery::consult
