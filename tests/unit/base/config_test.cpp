#include "base/config.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace chancery {
namespace {

std::string hint_of(const Result<Config>& config) {
  EXPECT_FALSE(config.has_value());
  return config ? "" : config.error().hint;
}

TEST(Config, HasADefaultForEveryKeyAndSaysSo) {
  const auto config = parse_config("", "chancery.toml");
  ASSERT_TRUE(config.has_value());
  EXPECT_EQ(config->listen, "127.0.0.1:8080");
  EXPECT_EQ(config->base_url, "http://127.0.0.1:8080");
  EXPECT_EQ(config->origin.at("server.listen"), "default");
}

TEST(Config, ItsCommentedDefaultsReadBackAsTheDefaults) {
  std::string text = commented_defaults();
  std::string uncommented;
  // Every "# key = value" line becomes a setting.
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# ") && line.find(" = ") != std::string::npos) line = line.substr(2);
    uncommented += line + '\n';
  }
  const auto config = parse_config(uncommented, "chancery.toml");
  ASSERT_TRUE(config.has_value()) << config.error().hint;
  const auto defaults = parse_config("", "x");
  EXPECT_EQ(config->listen, defaults->listen);
  EXPECT_EQ(config->jetstream, defaults->jetstream);
  EXPECT_EQ(config->data, defaults->data);
  EXPECT_EQ(config->origin.at("listen.jetstream"), "file");
}

TEST(Config, NamesFileLineKeyAndTheNearestKnownOne) {
  const auto hint = hint_of(parse_config("[server]\nlisten = \"127.0.0.1:1\"\nlog_levle = \"info\"\n", "c.toml"));
  EXPECT_NE(hint.find("c.toml: line 3"), std::string::npos) << hint;
  EXPECT_NE(hint.find("server.log_levle"), std::string::npos) << hint;
  EXPECT_NE(hint.find("did you mean server.log_level?"), std::string::npos) << hint;
}

TEST(Config, RefusesWrongTypesAndValues) {
  for (const auto* text :
       {"listen = 1", "[server]\nlisten = 8080", "[server]\nlisten = \"8080\"", "[server]\nlog_level = \"loud\"",
        "[server]\nbase_url = \"mfa.example\"", "[server]\nbase_url = \"https://mfa.example/path\"",
        "[listen]\njetstream = \"https://x\"", "[listen]\njetstream_compression = \"gzip\"",
        "[federation]\ntest_peers = [1]", "[notify]\ninternal_endpoints = [\"cases.mfa.example\"]", "[server\n",
        "[server]\nlisten = [\"a:1\",\"b:2\"]"}) {
    EXPECT_NE(hint_of(parse_config(text, "c.toml")).find("c.toml"), std::string::npos) << text;
  }
}

TEST(Config, ReadsASwitch) {
  EXPECT_FALSE(parse_config("", "c.toml")->authorized_fetch);
  EXPECT_TRUE(parse_config("[federation]\nauthorized_fetch = true\n", "c.toml")->authorized_fetch);
  EXPECT_TRUE(load_config({.environment = {{"CHANCERY_FEDERATION_AUTHORIZED_FETCH", "true"}}})->authorized_fetch);
  for (const auto* text :
       {"[federation]\nauthorized_fetch = 1", "[federation]\nauthorized_fetch = \"yes\"", "[server]\nlisten = true"}) {
    EXPECT_NE(hint_of(parse_config(text, "c.toml")).find("c.toml"), std::string::npos) << text;
  }
}

TEST(Config, ReadsThePortsOfOthers) {
  EXPECT_TRUE(parse_config("", "c.toml")->ports.empty());
  EXPECT_EQ(parse_config("[federation]\nports = [\"8443\", \"444\"]\n", "c.toml")->ports,
            (std::vector<std::string>{"8443", "444"}));
  for (const auto* value : {"[\"0\"]", "[\"65536\"]", "[\"https\"]", "[\"\"]", "[\"8443 \"]", "[8443]"}) {
    const auto text = std::string("[federation]\nports = ") + value;
    EXPECT_NE(hint_of(parse_config(text, "c.toml")).find("c.toml"), std::string::npos) << text;
  }
}

TEST(Config, ReadsANumber) {
  EXPECT_EQ(parse_config("", "c.toml")->conversation_notes, 200);
  EXPECT_EQ(parse_config("[federation]\nconversation_notes = 50\n", "c.toml")->conversation_notes, 50);
  EXPECT_EQ(load_config({.environment = {{"CHANCERY_FEDERATION_CONVERSATION_NOTES", "0"}}})->conversation_notes, 0);
  for (const auto* value : {"-1", "1001", "\"many\"", "1.5", "true", "\"5x\""}) {
    const auto text = std::string("[federation]\nconversation_notes = ") + value;
    EXPECT_NE(hint_of(parse_config(text, "c.toml")).find("c.toml"), std::string::npos) << text;
  }
}

TEST(Config, KnowsALoopbackAddressFromOneThatOnlyLooksLikeIt) {
  const auto with = [](const std::string& base_url) {
    return parse_config("[server]\nbase_url = \"" + base_url + "\"\n[federation]\ntest_peers = [\"127.0.0.1:9101\"]\n",
                        "c.toml");
  };
  for (const auto* loopback : {"http://127.0.0.1:80", "http://localhost", "http://[::1]:8080", "http://127.1.2.3"}) {
    EXPECT_TRUE(with(loopback).has_value()) << loopback;
  }
  for (const auto* other : {"https://localhost.mfa.example", "https://127.0.0.1.example", "https://[::1].example"}) {
    EXPECT_FALSE(with(other).has_value()) << other;
  }
}

TEST(Config, RefusesTestPeersOnAPublicServer) {
  const auto config = parse_config(
      "[server]\nbase_url = \"https://social.mfa.example\"\n[federation]\ntest_peers = [\"127.0.0.1:9101\"]\n",
      "c.toml");
  ASSERT_FALSE(config.has_value());
  EXPECT_EQ(config.error().code, Errc::Refused);
}

TEST(Config, FlagWinsOverEnvironmentOverFile) {
  const auto file = std::filesystem::temp_directory_path() / "chancery-config-test.toml";
  std::ofstream(file) << "[server]\nlisten = \"127.0.0.1:1001\"\nlog_level = \"warn\"\ndata = \"/srv/a\"\n";
  const auto config = load_config({.file = file,
                                   .environment = {{"CHANCERY_SERVER_LISTEN", "127.0.0.1:1002"},
                                                   {"CHANCERY_SERVER_LOG_LEVEL", "error"},
                                                   {"CHANCERY_SERVER_TRUSTED_PROXIES", "10.0.0.1, 10.0.0.2"}},
                                   .flags = {{"server.listen", "127.0.0.1:1003"}}});
  std::filesystem::remove(file);
  ASSERT_TRUE(config.has_value()) << config.error().hint;
  EXPECT_EQ(config->listen, "127.0.0.1:1003");
  EXPECT_EQ(config->log_level, "error");
  EXPECT_EQ(config->data, "/srv/a");
  EXPECT_EQ(config->trusted_proxies, (std::vector<std::string>{"10.0.0.1", "10.0.0.2"}));
  EXPECT_EQ(config->origin.at("server.listen"), "flag");
  EXPECT_EQ(config->origin.at("server.log_level"), "environment");
  EXPECT_EQ(config->origin.at("server.data"), "file");
}

TEST(Config, ReadsAnAmountOfDisk) {
  EXPECT_EQ(parse_bytes("256 MB").value(), std::uint64_t{256} << 20U);
  EXPECT_EQ(parse_bytes("2GB").value(), std::uint64_t{2} << 30U);
  for (const auto* wrong : {"", "MB", "0 MB", "-1 MB", "256", "256 mb", "1025 GB", "99999999 MB", "1.5 GB"}) {
    EXPECT_FALSE(parse_bytes(wrong).has_value()) << wrong;
  }
  const auto refused = parse_config("[media]\nremote_cache = \"much\"\n", "chancery.toml");
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().hint.find("256 MB"), std::string::npos) << refused.error().hint;
}

TEST(Config, NamesCountriesAsTheInstallationDoes) {
  const auto config = parse_config(
      "[names]\nTR = { en = \"Türkiye\", \"*\" = \"Türkiye\", fr = \"Turquie\" }\nPS = { en = \"State of Palestine\" "
      "}\n",
      "c.toml");
  ASSERT_TRUE(config.has_value()) << config.error().hint;
  EXPECT_EQ(config->map.own_name("TR", "de"), "Türkiye");
  EXPECT_EQ(config->map.own_name("TR", "fr-CA"), "Turquie");
  EXPECT_EQ(config->map.own_name("PS", "en-GB"), "State of Palestine");
  EXPECT_EQ(config->map.own_name("PS", "fr"), "");
  EXPECT_EQ(config->map.own_name("NO", "en"), "");
}

TEST(Config, DashesEveryDisputeUnlessToldOtherwise) {
  const auto plain = parse_config("", "c.toml");
  ASSERT_TRUE(plain.has_value());
  EXPECT_TRUE(plain->map.solid.empty() && plain->map.hidden.empty());
  const auto own = parse_config("[map]\nsolid = [\"kosovo\"]\nhidden = [\"crimea\"]\n", "c.toml");
  ASSERT_TRUE(own.has_value()) << own.error().hint;
  EXPECT_EQ(own->map.solid, std::vector<std::string>{"kosovo"});
  EXPECT_EQ(own->map.hidden, std::vector<std::string>{"crimea"});
  const auto all = parse_config("[map]\nsolid = [\"all\"]\n", "c.toml");
  ASSERT_TRUE(all.has_value());
  EXPECT_EQ(all->map.solid.size(), disputes().size());
}

TEST(Config, RefusesNamesAndDisputesThatMeanNothing) {
  for (const auto* text :
       {"[names]\nTurkey = { en = \"x\" }", "[names]\nTR = \"Türkiye\"", "[names]\nTR = { en = 1 }",
        "[names]\nTR = { en = \" \" }", "[names]\nTR = { \"e\" = \"x\" }", "[map]\nsolid = [\"atlantis\"]"}) {
    EXPECT_NE(hint_of(parse_config(text, "c.toml")).find("c.toml: line 2"), std::string::npos) << text;
  }
  EXPECT_NE(hint_of(parse_config("[map]\nsolid = [\"all\"]\nhidden = [\"golan\"]", "c.toml")).find("golan"),
            std::string::npos);
}

TEST(Config, TakesWhatTheCheckBeforePublicationIsTold) {
  const auto config = parse_config(
      "[speak]\nlink_domains = [\"GOV.example\"]\ndays = [\"2026-03-05/2026-03-07 TR earthquake\", \"03-05 TR x\"]\n"
      "rival_names = []\n",
      "c.toml");
  ASSERT_TRUE(config.has_value()) << config.error().hint;
  EXPECT_TRUE(config->speak.rival_names.empty());
  EXPECT_EQ(parse_link_domain(config->speak.link_domains[0]).value(), "gov.example");
  const auto day = parse_declared_day(config->speak.days[0]).value();
  using std::chrono::year_month_day;
  using namespace std::chrono_literals;
  EXPECT_EQ(day.country, "TR");
  EXPECT_EQ(day.words, "earthquake");
  EXPECT_TRUE(day.holds(year_month_day{2026y / 3 / 6}));
  EXPECT_FALSE(day.holds(year_month_day{2026y / 3 / 8}));
  EXPECT_FALSE(day.holds(year_month_day{2027y / 3 / 6}));
  EXPECT_TRUE(parse_declared_day(config->speak.days[1])->holds(year_month_day{2031y / 3 / 5}));
  EXPECT_EQ(parse_rival_names("Kyiv | Kiev").value(), (std::vector<std::string>{"Kyiv", "Kiev"}));
}

TEST(Config, RefusesDaysDomainsAndNamesThatMeanNothing) {
  for (const auto* text :
       {"days = [\"2026-02-30 TR x\"]", "days = [\"2026-03-07/2026-03-05 TR x\"]", "days = [\"2026-03-05 tr x\"]",
        "days = [\"2026-03-05 TR\"]", "days = [\"soon TR x\"]", "link_domains = [\"https://gov.example\"]",
        "link_domains = [\"gov..example\"]", "rival_names = [\"Kyiv\"]", "rival_names = [\"Kyiv | \"]"}) {
    EXPECT_NE(hint_of(parse_config("[speak]\n" + std::string{text}, "c.toml")).find("c.toml: line 2"),
              std::string::npos)
        << text;
  }
}

TEST(Config, SaysWhichFileCannotBeRead) {
  EXPECT_NE(
      hint_of(load_config({.file = "/nonexistent/c.toml", .environment = {}, .flags = {}})).find("/nonexistent/c.toml"),
      std::string::npos);
}

TEST(HostPort, TakesAddressesAndNames) {
  EXPECT_EQ(parse_host_port("127.0.0.1:80")->port, 80);
  EXPECT_EQ(parse_host_port("[::1]:80")->host, "::1");
  EXPECT_EQ(parse_host_port("social.mfa.example:443")->host, "social.mfa.example");
  for (const auto* text : {"", ":80", "host", "host:", "host:70000", "::1:80", "host:80x", "a b:80"}) {
    EXPECT_FALSE(parse_host_port(text).has_value()) << text;
  }
}

TEST(Config, TakesACertificateWithItsKeyAndNotWithout) {
  const auto whole = parse_config(
      "[server]\nlisten = \"0.0.0.0:443\"\ntls_certificate = \"c.pem\"\ntls_key = \"k.pem\"\n"
      "redirect_listen = \"0.0.0.0:80\"\nacme_folder = \"a\"\n",
      "c.toml");
  ASSERT_TRUE(whole.has_value()) << whole.error().hint;
  EXPECT_EQ(whole->base_url, "https://0.0.0.0:443");
  for (const auto* half : {"tls_certificate = \"c.pem\"", "tls_key = \"k.pem\"", "acme_folder = \"a\"",
                           "redirect_listen = \"127.0.0.1:8080\"", "redirect_listen = \"80\""}) {
    const auto refused = parse_config(std::string("[server]\n") + half + "\n", "c.toml");
    ASSERT_FALSE(refused.has_value()) << half;
    EXPECT_NE(refused.error().hint.find("server."), std::string::npos) << refused.error().hint;
  }
}

}  // namespace
}  // namespace chancery
