// Real stores for tests: a file in a folder of its own, a clock set by hand, ids from a fixed seed.
#pragma once

#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "store/store.hpp"
#include "support/fixed_clock.hpp"
#include "support/temp_folder.hpp"

namespace chancery::test {

// The migrations of store and of the modules named, as open() wants them.
[[nodiscard]] inline std::vector<store::Migration> migrations_of(
    std::initializer_list<std::span<const store::Migration>> modules = {}) {
  std::vector<store::Migration> all(store::migrations().begin(), store::migrations().end());
  for (const auto& module : modules) all.insert(all.end(), module.begin(), module.end());
  return all;
}

// A store on FOLDER/DATABASE.db that can be closed and opened again.
class TestStore {
 public:
  explicit TestStore(std::vector<store::Migration> migrations = migrations_of(), std::string database = "chancery")
      : migrations_(std::move(migrations)), database_(std::move(database)) {
    open();
  }

  void open() {
    auto opened = store::Store::open(options(), clock, ids);
    if (!opened) throw std::runtime_error(opened.error().detail);
    store_ = std::move(*opened);
  }
  void close() { store_.reset(); }
  void reopen() {
    close();
    open();
  }

  [[nodiscard]] store::StoreOptions options() const {
    store::StoreOptions options;
    options.file = folder / (database_ + ".db");
    options.database = database_;
    options.migrations = migrations_;
    return options;
  }
  [[nodiscard]] store::Store& operator*() const { return *store_; }
  [[nodiscard]] store::Store* operator->() const { return store_.get(); }

  TempFolder folder;
  FixedClock clock;
  IdSource ids{clock, 7};

 private:
  std::vector<store::Migration> migrations_;
  std::string database_;
  std::unique_ptr<store::Store> store_;
};

}  // namespace chancery::test
