// Sending: signed deliveries a second beside the signing rate of the same core; queueing a post for 1.6 million
// followers on 30,000 servers, and how long others wait for the writer meanwhile; dead servers beside live ones. The
// sending process runs on core 0, the servers it sends to on core 1.
#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "activity/events.hpp"
#include "activitypub/delivery.hpp"
#include "activitypub/followers.hpp"
#include "activitypub/knock.hpp"
#include "activitypub/migrations.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "crypto/rsa.hpp"
#include "net/http_client.hpp"
#include "speak/migrations.hpp"
#include "staff/migrations.hpp"
#include "store/accounts.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"
#include "store/sql.hpp"
#include "store/store.hpp"

namespace {

using namespace chancery;
using std::chrono::steady_clock;

constexpr int kDead = 10'000;

void pin(int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(core, &set);
  static_cast<void>(sched_setaffinity(0, sizeof set, &set));  // one core alone: then both share it
}

double seconds_since(steady_clock::time_point began) {
  return std::chrono::duration<double>(steady_clock::now() - began).count();
}

// Of this process, all its threads: what others do on the core meanwhile does not count.
double processor_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// 127.1.0.1, 127.1.0.2 …
std::string address(int server) {
  return fmt::format("127.{}.{}.{}", 1 + server / 62'500, server / 250 % 250, 1 + server % 250);
}

// --- The servers: one process for all. A live one answers 202; a dead one takes the connection and says nothing.

class Sink {
 public:
  explicit Sink(int live, int silent) {
    epoll_ = epoll_create1(0);
    for (int i = 0; i < live + silent; ++i) {
      const int fd = open_listener(i);
      if (i >= live) silent_.push_back(fd);
      watch(fd);
    }
  }
  [[nodiscard]] int port() const { return port_; }
  [[noreturn]] void run() {
    std::vector<epoll_event> events(512);
    for (;;) {
      const int ready = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < ready; ++i) serve(events[static_cast<std::size_t>(i)].data.fd);
    }
  }

 private:
  int open_listener(int server) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(static_cast<std::uint16_t>(port_));
    inet_pton(AF_INET, address(server).c_str(), &where.sin_addr);
    const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0 || listen(fd, 64) != 0) {
      throw std::runtime_error("cannot listen on " + address(server));
    }
    if (port_ == 0) {
      socklen_t size = sizeof where;
      getsockname(fd, reinterpret_cast<sockaddr*>(&where), &size);
      port_ = ntohs(where.sin_port);
    }
    listeners_.push_back(fd);
    return fd;
  }
  void watch(int fd) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  }
  void serve(int fd) {
    if (std::ranges::binary_search(listeners_, fd)) {
      const int client = accept4(fd, nullptr, nullptr, SOCK_NONBLOCK);
      if (client < 0) return;
      if (!std::ranges::binary_search(silent_, fd)) watch(client);
      return;
    }
    auto& got = requests_[fd];
    char buffer[16 * 1024];
    const auto count = read(fd, buffer, sizeof buffer);
    if (count <= 0) {
      requests_.erase(fd);
      close(fd);
      return;
    }
    got.append(buffer, static_cast<std::size_t>(count));
    while (complete(got)) {
      static constexpr std::string_view kAnswer = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";
      if (write(fd, kAnswer.data(), kAnswer.size()) < 0) return;
    }
  }
  // Takes the first whole request away.
  static bool complete(std::string& got) {
    const auto head = got.find("\r\n\r\n");
    if (head == std::string::npos) return false;
    static constexpr std::string_view kLength = "Content-Length: ";
    const auto at = got.find(kLength);
    std::size_t length = 0;
    if (at < head) std::from_chars(got.data() + at + kLength.size(), got.data() + head, length);
    if (got.size() < head + 4 + length) return false;
    got.erase(0, head + 4 + length);
    return true;
  }

  int epoll_ = -1;
  int port_ = 0;
  std::vector<int> listeners_;  // ascending
  std::vector<int> silent_;
  std::map<int, std::string> requests_;
};

struct SinkProcess {
  pid_t pid = 0;
  int port = 0;
  SinkProcess(int live, int silent) {
    Sink sink(live, silent);
    port = sink.port();
    pid = fork();
    if (pid != 0) return;
    pin(1);
    sink.run();
  }
  SinkProcess(const SinkProcess&) = delete;
  SinkProcess& operator=(const SinkProcess&) = delete;
  ~SinkProcess() {
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
  }
};

// --- Our side

std::filesystem::path fresh_folder() {
  auto name = (std::filesystem::temp_directory_path() / "chancery-bench-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
  return name;
}

net::AddressGuard guard_for(int port, int servers) {
  net::AddressGuard::Exceptions exceptions;
  for (int i = 0; i < servers; ++i) exceptions.test_peers.push_back(fmt::format("{}:{}", address(i), port));
  return net::AddressGuard(std::move(exceptions));
}

struct Ministry {
  explicit Ministry(const net::AddressGuard& guard)
      : peers(*activity::Addresses::of("http://127.0.0.1:8080"), guard),
        client({.guard = guard, .user_agent = "Chancery-bench/1.0"}) {
    store::StoreOptions options;
    options.file = folder / "chancery.db";
    options.database = "chancery";
    for (const auto& module :
         {store::migrations(), staff::migrations(), speak::migrations(), activitypub::migrations()}) {
      options.migrations.insert(options.migrations.end(), module.begin(), module.end());
    }
    store = std::move(*store::Store::open(options, clock, ids));
    const auto keys = crypto::generate_rsa_key_pair();
    account.id = ids.make<activity::AccountId>();
    account.name = "press";
    account.display_name = "Press office";
    account.language = "en";
    account.public_key_pem = keys.public_pem;
    account.private_key_pem = account_keys.seal(keys.private_pem, account.id.text());
    account.created_at = clock.now();
    write([&](store::Transaction& tx) { return store::insert_account(tx, account); });
  }
  ~Ministry() {
    store.reset();
    std::filesystem::remove_all(folder);
  }
  Ministry(const Ministry&) = delete;
  Ministry& operator=(const Ministry&) = delete;

  template <class F>
  void write(F fn) {
    if (const auto done = store->write_now(fn); !done) throw std::runtime_error(done.error().detail);
  }
  // As `speak` leaves it to others: the note and its event, in one transaction.
  void publish(int number) {
    activity::Note note;
    note.id = ids.make<activity::NoteId>();
    note.uri = peers.addresses().note(note.id);
    note.account = account.id;
    note.attributed_to = peers.addresses().actor(account.id);
    note.content = fmt::format("<p>Statement {}: {}</p>", number, std::string(600, 'x'));
    note.language = "en";
    note.published = note.received = note.updated = clock.now();
    write([&](store::Transaction& tx) -> Status {
      if (auto inserted = store::insert_note(tx, note); !inserted) return inserted;
      json::Object facts{{"note", note.id.value}, {"account", account.id.value}};
      store::append_event(tx, activity::events::kNotePublished, facts);
      return {};
    });
  }
  // `people` followers on `servers` servers, each with `inboxes` of them, written in bulk.
  void gain(int people, int servers, int inboxes, int port) {
    write([&](store::Transaction& tx) -> Status {
      auto& db = store::connection(tx);
      for (int i = 0; i < servers; ++i) {
        const auto host = fmt::format("{}:{}", address(i), port);
        db.query("INSERT INTO delivery_host (id, name) VALUES (?, ?)").bind(i + 1, host).run();
      }
      for (int i = 0; i < servers * inboxes; ++i) {
        const auto uri = fmt::format("http://{}:{}/inbox/{}", address(i % servers), port, i / servers);
        db.query("INSERT INTO delivery_inbox (id, uri, host) VALUES (?, ?, ?)").bind(i + 1, uri, i % servers + 1).run();
        db.query("INSERT INTO follower_inbox (account, inbox, followers) VALUES (?, ?, ?)")
            .bind(account.id, i + 1, std::max(1, people / servers))
            .run();
      }
      return {};
    });
    constexpr int kSlice = 1'000;
    for (int from = 0; from < people; from += kSlice) {
      write([&](store::Transaction& tx) -> Status {
        auto& db = store::connection(tx);
        for (int i = from; i < std::min(from + kSlice, people); ++i) {
          const auto host = fmt::format("{}:{}", address(i % servers), port);
          const auto uri = fmt::format("http://{}/users/{}", host, i);
          db.query(
                "INSERT INTO actor (id, uri, type, preferred_username, name, inbox, shared_inbox, url, public_key_id,"
                " public_key_pem, fetched_at) VALUES (?, ?, 'Person', '', '', ?, ?, '', ?, '', 0)")
              .bind(i + 1, uri, uri + "/inbox", "http://" + host + "/inbox", uri + "#main-key")
              .run();
          db.query("INSERT INTO follower (account, actor, actor_uri, follow, inbox, since) VALUES (?, ?, ?, ?, ?, 0)")
              .bind(account.id, i + 1, uri, uri + "#follow", "http://" + host + "/inbox")
              .run();
        }
        return {};
      });
    }
  }
  // Followers on servers that are known to fail, after those there are.
  void gain_dead(int live, int inboxes, int servers, int port) {
    write([&](store::Transaction& tx) -> Status {
      auto& db = store::connection(tx);
      const auto now = clock.now();
      for (int i = live; i < live + servers; ++i) {
        const auto host = fmt::format("{}:{}", address(i), port);
        const int id = live * inboxes + i;
        db.query(
              "INSERT INTO delivery_host (id, name, standing, failures, failing_since, failed_at, reason)"
              " VALUES (?, ?, 2, 7, ?, ?, 1)")
            .bind(id, host, now, now)
            .run();
        db.query("INSERT INTO delivery_inbox (id, uri, host) VALUES (?, ?, ?)")
            .bind(id, "http://" + host + "/inbox", id)
            .run();
        db.query("INSERT INTO follower_inbox (account, inbox, followers) VALUES (?, ?, 1)").bind(account.id, id).run();
      }
      return {};
    });
  }
  std::int64_t count(std::string_view sql) {
    return store->read([&](store::Snapshot& snapshot) {
      auto query = store::connection(snapshot).query(sql);
      return query.step() ? query.integer(0) : 0;
    });
  }

  SystemClock clock;
  IdSource ids{clock, 1};
  std::filesystem::path folder = fresh_folder();
  std::unique_ptr<store::Store> store;
  activity::Account account;
  const crypto::KeyBox account_keys = crypto::KeyBox::of(std::string(32, 'k')).value();
  const activitypub::Peers peers;
  net::HttpClient client;
};

// Plans and sends on two threads, as `serve` does.
class Sending {
 public:
  Sending(Ministry& ministry, const activitypub::Deliveries::Limits& limits)
      : knocker_(*ministry.store, ministry.client),
        deliveries_(*ministry.store, knocker_, ministry.peers, 7, limits),
        store_(*ministry.store) {
    deliveries_.open_keys_with(ministry.account_keys);
    plan_ = std::jthread([this](std::stop_token stop) { deliveries_.plan(std::move(stop)); });
    send_ = std::jthread([this](std::stop_token stop) { deliveries_.run(std::move(stop)); });
  }
  ~Sending() {
    plan_.request_stop();
    send_.request_stop();
    store_.wake_all();
    deliveries_.nudge();
  }
  Sending(const Sending&) = delete;
  Sending& operator=(const Sending&) = delete;

 private:
  activitypub::Knocker knocker_;
  activitypub::Deliveries deliveries_;
  store::Store& store_;
  std::jthread plan_;
  std::jthread send_;
};

template <class Done>
void wait_for(Done done) {
  while (!done()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

// What `openssl speed` says of this core, signatures a second.
double signing_rate() {
  FILE* pipe = popen("taskset -c 0 openssl speed -seconds 3 rsa2048 2>/dev/null", "r");
  if (pipe == nullptr) throw std::runtime_error("openssl does not start");
  double rate = 0;
  char line[512];
  while (fgets(line, sizeof line, pipe) != nullptr) {
    double sign = 0;
    if (std::sscanf(line, "rsa 2048 bits %*s %*s %lf", &sign) == 1) rate = sign;
  }
  pclose(pipe);
  return rate;
}

void print(std::string_view what, double figure, std::string_view unit, std::string_view beside,
           std::string_view target) {
  fmt::print("{{\"what\":\"{}\",\"figure\":{:.1f},\"unit\":\"{}\",\"beside\":\"{}\",\"target\":\"{}\"}}\n", what,
             figure, unit, beside, target);
  std::fflush(stdout);
}

// Deliveries a second to live servers, beside `dead` more that are known to fail and have something due: half of them
// refuse, half are silent. `listed` addresses of such are known to the guard, which costs each delivery a look.
struct Load {
  int live = 500;   // servers
  int inboxes = 4;  // of each
  int notes = 3;
};

struct Rate {
  double wall = 0;       // a second
  double processor = 0;  // a second of processor time
};

Rate fan_out(const Load& load, int listed, int dead) {
  const auto& [live, inboxes, notes] = load;
  const SinkProcess sink(live, dead / 2);
  pin(0);
  Ministry ministry(guard_for(sink.port, live + listed));
  ministry.gain(0, live, inboxes, sink.port);
  if (dead > 0) ministry.gain_dead(live, inboxes, dead, sink.port);
  const Sending sending(ministry, {});
  const auto began = steady_clock::now();
  const auto used = processor_seconds();
  for (int i = 0; i < notes; ++i) ministry.publish(i);
  const int all = live * inboxes * notes;
  wait_for([&] { return ministry.count("SELECT SUM(delivered) FROM dispatch") >= all; });
  return {all / seconds_since(began), all / (processor_seconds() - used)};
}

double resident_mb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
  }
  return 0;
}

struct Waits {
  double longest = 0;  // ms
  double usual = 0;    // the 99th of a hundred
};

// How long a small write waits, one after the other, until told to stop.
Waits write_meanwhile(Ministry& ministry, const std::atomic<bool>& over) {
  std::vector<double> times;
  while (!over) {
    const auto began = steady_clock::now();
    ministry.write([&](store::Transaction& tx) -> Status {
      store::connection(tx).query("UPDATE account SET summary = '' WHERE id = ?").bind(ministry.account.id).run();
      return {};
    });
    times.push_back(1000 * seconds_since(began));
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  std::ranges::sort(times);
  return {times.back(), times[times.size() * 99 / 100]};
}

// The longest that the bare disk takes meanwhile for what a commit asks of it, ms: 4 KB appended to a file in the same
// folder and synced, one after the other, from the other core.
double sync_meanwhile(const std::filesystem::path& folder, const std::atomic<bool>& over) {
  pin(1);
  const int file = ::open((folder / "sync").c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) throw std::runtime_error("no file to sync");
  const std::string page(4'096, 'x');
  double longest = 0;
  while (!over) {
    const auto began = steady_clock::now();
    if (::write(file, page.data(), page.size()) < 0 || ::fdatasync(file) != 0) {
      throw std::runtime_error("the disk takes nothing");
    }
    longest = std::max(longest, 1000 * seconds_since(began));
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ::close(file);
  return longest;
}

void queueing() {
  constexpr int kPeople = 1'600'000;
  constexpr int kServers = 30'000;
  pin(0);
  Ministry ministry(net::AddressGuard{});
  ministry.gain(kPeople, kServers, 1, 443);
  std::atomic<bool> over = false;
  Waits before;
  std::thread quiet([&] { before = write_meanwhile(ministry, over); });
  std::this_thread::sleep_for(std::chrono::seconds(1));
  over = true;
  quiet.join();

  activitypub::Deliveries::Limits nobody;
  nobody.under_way = 0;  // queueing alone
  const Sending sending(ministry, nobody);
  over = false;
  Waits during;
  double disk = 0;
  std::thread busy([&] { during = write_meanwhile(ministry, over); });
  std::thread bare([&] { disk = sync_meanwhile(ministry.folder, over); });
  const auto began = steady_clock::now();
  const auto used = processor_seconds();
  ministry.publish(1);
  wait_for([&] { return ministry.count("SELECT COALESCE(SUM(waiting), 0) FROM dispatch") == kServers; });
  const auto took = seconds_since(began);
  const auto processor = processor_seconds() - used;
  over = true;
  busy.join();
  bare.join();
  print("a post to 1,600,000 followers on 30,000 servers queued", 1000 * took, "ms",
        fmt::format("{:.0f} ms of processor time, the writes beside it included", 1000 * processor), "< 2,000 ms");
  print("longest wait of a small write meanwhile", during.longest, "ms",
        fmt::format("a bare 4 KB synced on the same disk meanwhile: longest {:.1f}; 99 of 100 writes within {:.1f}; "
                    "before: longest {:.1f}, 99 of 100 within {:.1f}",
                    disk, during.usual, before.longest, before.usual),
        "< 10 ms");
  print("memory at its peak", resident_mb(), "MB", "filling the database included", "< 300 MB");
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view only = argc > 1 ? argv[1] : "";
  log::set_level(log::Level::Error);
  const auto signing = signing_rate();
  if (only == "queue") {
    queueing();
    return 0;
  }
  const auto plain = fan_out({}, 0, 0);
  print("signed deliveries to distinct inboxes, one core", plain.wall, "/s",
        fmt::format("openssl speed rsa2048: {:.0f} ({:.0f} %); {:.0f} a second of processor time ({:.0f} %)", signing,
                    100 * plain.wall / signing, plain.processor, 100 * plain.processor / signing),
        ">= 80 %");
  if (only == "send") return 0;
  const Load many{.live = 2'000, .inboxes = 10, .notes = 1};
  const auto alone = fan_out(many, kDead, 0);
  const auto beside = fan_out(many, kDead, kDead);
  print("a post for 20,000 inboxes that live, beside 10,000 servers known to fail, all due", beside.wall, "/s",
        fmt::format("{:.0f} without them: {:.1f} %; by processor time {:.1f} %", alone.wall,
                    100 * beside.wall / alone.wall, 100 * beside.processor / alone.processor),
        "> 95 %");
  queueing();
  return 0;
}
