#include "measure/census.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <map>

#include "measure/bootstrap.hpp"
#include "statistics/intervals.hpp"

namespace chancery::measure {
namespace {

constexpr std::int64_t kUnknown = Account::kUnknown;

// Original posts: those that do not pass on somebody else's.
std::optional<std::int64_t> original_posts(const Account& account) {
  if (account.posts == kUnknown) return {};
  return std::max<std::int64_t>(0, account.posts - std::max<std::int64_t>(0, account.shares));
}

Figure count(std::string key, std::string name, std::uint64_t number) {
  return {.key = std::move(key), .name = std::move(name), .numerator = number};
}

std::string too_few(std::uint64_t denominator) {
  return fmt::format("denominator {} is under {}", denominator, kLeastDenominator);
}

// Sums over the accounts for which both are known: numerator and denominator of each.
using Pairs = std::vector<Pair>;

// The sum of the ones over the sum of the others, and how far it would be another with other accounts: what one account
// says is not drawn post by post.
Figure ratio_of_sums(std::string key, std::string name, const Pairs& pairs, std::uint64_t seed, bool rate) {
  Figure figure{.key = std::move(key), .name = std::move(name), .denominator = 0, .rate = rate};
  for (const auto& [top, bottom] : pairs) {
    figure.numerator += static_cast<std::uint64_t>(top);
    *figure.denominator += static_cast<std::uint64_t>(bottom);
  }
  if (*figure.denominator < kLeastDenominator) {
    figure.withheld = too_few(*figure.denominator);
    return figure;
  }
  figure.value = static_cast<double>(figure.numerator) / static_cast<double>(*figure.denominator);
  if (const auto interval = bootstrap_ratio(pairs, seed)) {
    figure.lower = interval->lower;
    figure.upper = interval->upper;
  }
  return figure;
}

class Counting {
 public:
  Counting(const StudyInput& input, const Measures& measures) : input_(input), measures_(measures) {}

  Census run() {
    count_accounts();
    count_activity();
    count_ties();
    count_languages();
    count_countries();
    return std::move(census_);
  }

 private:
  template <class Is>
  [[nodiscard]] std::uint64_t how_many(Is is) const {
    return static_cast<std::uint64_t>(std::ranges::count_if(input_.accounts, is));
  }
  void add(Figure figure) { census_.figures.push_back(std::move(figure)); }

  void count_accounts() {
    const std::uint64_t all = input_.accounts.size();
    add(count("accounts", "Accounts in the roster", all));
    add(counted_share("with_office", "Hold an office", how_many([](auto& a) { return a.named(); }), all));
    add(counted_share("personal", "Personal", how_many([](auto& a) { return a.kind == Kind::Personal; }), all));
    add(counted_share("institutional", "Institutional", how_many([](auto& a) { return a.kind == Kind::Institutional; }),
                      all));
    add(counted_share("kind_unknown", "Kind not known", how_many([](auto& a) { return a.kind == Kind::Unknown; }),
                      all));
    std::set<std::string_view> covered;
    for (const auto& account : input_.accounts) {
      if (!account.country.empty()) covered.insert(account.country);
    }
    if (input_.countries.empty()) {
      add(count("countries", "Countries covered", covered.size()));
    } else {
      const auto known = std::ranges::count_if(input_.countries, [&](auto& c) { return covered.contains(c.code); });
      add(counted_share("countries", "Countries covered, of the table's", static_cast<std::uint64_t>(known),
                        input_.countries.size()));
    }
  }

  void count_activity() {
    const auto posts_known = how_many([](auto& a) { return a.posts != kUnknown; });
    add(share("active", "Have posted", how_many([](auto& a) { return a.posts > 0; }), posts_known));
    Pairs per_account, replies, reposts;
    for (const auto& account : input_.accounts) {
      if (account.posts == kUnknown) continue;
      per_account.push_back({static_cast<double>(account.posts), 1});
      if (account.replies != kUnknown) {
        replies.push_back(
            {static_cast<double>(std::min(account.replies, account.posts)), static_cast<double>(account.posts)});
      }
      if (account.reposts != kUnknown) {
        reposts.push_back({static_cast<double>(account.reposts), static_cast<double>(*original_posts(account))});
      }
    }
    const auto seed = input_.parameters.seed;
    add(ratio_of_sums("posts_per_account", "Posts an account", per_account, seed, true));
    add(ratio_of_sums("conversational", "Conversational share: replies among posts", replies, seed, false));
    add(ratio_of_sums("effectiveness", "Effectiveness: reposts an original post", reposts, seed, true));
  }

  void count_ties() {
    const auto following_known = how_many([](auto& a) { return a.following != kUnknown; });
    add(share("follows_none", "Follow nobody at all", how_many([](auto& a) { return a.following == 0; }),
              following_known));
    std::uint64_t no_peer = 0, followed_by_none = 0, tied_both_ways = 0;
    std::uint64_t in_sum = 0;
    for (std::size_t i = 0; i < input_.accounts.size(); ++i) {
      const auto list = input_.accounts[i].list;
      census_.listed_present += list == graph::ListState::Present ? 1 : 0;
      census_.listed_absent += list == graph::ListState::Absent ? 1 : 0;
      census_.listed_failed += list == graph::ListState::Failed ? 1 : 0;
      no_peer += list == graph::ListState::Present && measures_.out_degree[i] == 0 ? 1 : 0;
      followed_by_none += measures_.in_degree[i] == 0 ? 1 : 0;
      tied_both_ways += list == graph::ListState::Present && measures_.mutual[i] > 0 ? 1 : 0;
      in_sum += measures_.in_degree[i];
    }
    census_.mean_in_degree = static_cast<double>(in_sum) / static_cast<double>(input_.accounts.size());
    const std::uint64_t lists = input_.ties_given ? census_.listed_present : 0;
    const std::uint64_t all = input_.ties_given ? input_.accounts.size() : 0;
    const bool undirected = input_.parameters.undirected;
    add(share("follows_no_peer", undirected ? "Tied to no peer" : "Follow no peer", input_.ties_given ? no_peer : 0,
              lists));
    add_directed(
        share("followed_by_no_peer", "Are followed by no peer", input_.ties_given ? followed_by_none : 0, all));
    add_directed(share("has_mutual", "Have a mutual tie", tied_both_ways, lists));
    add_directed(counted_share("reciprocity", "Reciprocity: ties that are answered", measures_.reciprocity.numerator,
                               measures_.reciprocity.denominator));
    add(counted_share("density", "Density: ties among possible ones", measures_.density.numerator,
                      input_.ties_given ? measures_.density.denominator : 0));
  }

  // What means nothing where ties have no direction is then told as such.
  void add_directed(Figure figure) {
    if (input_.parameters.undirected) {
      figure = {.key = figure.key, .name = figure.name, .withheld = "ties have no direction"};
    }
    add(std::move(figure));
  }

  void count_languages() {
    std::map<std::string, std::uint64_t> use;
    std::uint64_t known = 0;
    for (const auto& account : input_.accounts) {
      if (account.languages.empty()) continue;
      ++known;
      std::string_view rest = account.languages;
      for (;;) {
        const auto end = rest.find(' ');
        ++use[std::string(rest.substr(0, end))];
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 1);
      }
    }
    for (const auto& [tag, accounts] : use) census_.languages.push_back(share(tag, tag, accounts, known));
    std::ranges::stable_sort(census_.languages, std::greater{}, &Figure::numerator);
  }

  void count_countries() {
    std::map<std::string_view, std::string_view> names;
    for (const auto& country : input_.countries) names.emplace(country.code, country.name);
    std::map<std::string_view, Census::OfCountry> found;
    for (graph::Node i = 0; i < input_.accounts.size(); ++i) {
      const auto& account = input_.accounts[i];
      auto& country = found[account.country];
      ++country.accounts;
      country.personal += account.kind == Kind::Personal ? 1 : 0;
      country.institutional += account.kind == Kind::Institutional ? 1 : 0;
      country.followed_by += measures_.in_degree[i];
      if (!account.named()) continue;
      ++country.with_office;
      const auto followers = measures_.in_degree[i];
      const bool better = !country.best_followed || followers > measures_.in_degree[*country.best_followed];
      if (followers > 0 && better) country.best_followed = i;
    }
    if (input_.parameters.undirected) count_once(found);
    for (auto& [code, country] : found) {
      country.code = code;
      if (const auto name = names.find(code); name != names.end()) country.name = name->second;
      census_.countries.push_back(std::move(country));
    }
    if (!census_.countries.empty() && census_.countries.front().code.empty()) {
      std::ranges::rotate(census_.countries, census_.countries.begin() + 1);
    }
  }

  // A tie without direction between two accounts of a country was met from both ends.
  void count_once(std::map<std::string_view, Census::OfCountry>& found) const {
    for (graph::Node i = 0; i < input_.accounts.size(); ++i) {
      const auto& country = input_.accounts[i].country;
      for (const auto other : input_.graph.out().of(i)) {
        if (other < i && input_.accounts[other].country == country) --found[country].followed_by;
      }
    }
  }

  const StudyInput& input_;
  const Measures& measures_;
  Census census_;
};

}  // namespace

Figure counted_share(std::string key, std::string name, std::uint64_t numerator, std::uint64_t denominator) {
  Figure figure{.key = std::move(key), .name = std::move(name), .numerator = numerator, .denominator = denominator};
  if (denominator < kLeastDenominator) {
    figure.withheld = too_few(denominator);
  } else {
    figure.value = static_cast<double>(numerator) / static_cast<double>(denominator);
  }
  return figure;
}

Figure share(std::string key, std::string name, std::uint64_t numerator, std::uint64_t denominator) {
  auto figure = counted_share(std::move(key), std::move(name), numerator, denominator);
  if (const auto interval = statistics::wilson(numerator, denominator); interval && figure.value) {
    figure.lower = interval->lower;
    figure.upper = interval->upper;
  }
  return figure;
}

const Figure& Census::figure(std::string_view key) const {
  const auto found = std::ranges::find(figures, key, &Figure::key);
  assert(found != figures.end());
  return *found;
}

Census take_census(const StudyInput& input, const Measures& measures) {
  return Counting(input, measures).run();
}

std::optional<Figure> conversational(const Account& account) {
  if (account.posts == kUnknown || account.replies == kUnknown) return {};
  return share("conversational", "", static_cast<std::uint64_t>(std::min(account.replies, account.posts)),
               static_cast<std::uint64_t>(account.posts));
}

std::optional<Figure> effectiveness(const Account& account) {
  const auto originals = original_posts(account);
  if (!originals || account.reposts == kUnknown) return {};
  Figure figure{.key = "effectiveness",
                .numerator = static_cast<std::uint64_t>(account.reposts),
                .denominator = static_cast<std::uint64_t>(*originals),
                .rate = true};
  if (*figure.denominator < kLeastDenominator) {
    figure.withheld = too_few(*figure.denominator);
  } else {
    figure.value = static_cast<double>(figure.numerator) / static_cast<double>(*figure.denominator);
  }
  return figure;
}

}  // namespace chancery::measure
