#include "media/worker/confine.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <initializer_list>
#include <memory>
#include <system_error>
#include <type_traits>

// The shadow memory of sanitizers takes terabytes of addresses. gcc tells of them by macros, clang by features.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CHANCERY_SHADOW_MEMORY 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CHANCERY_SHADOW_MEMORY 1
#endif
#endif

namespace chancery::media {
namespace {

std::string failed(std::string what, int error) {
  return std::move(what) + ": " + std::generic_category().message(error);
}

bool limit(__rlimit_resource_t resource, std::uint64_t value) {
  const rlimit limits{value, value};
  return ::setrlimit(resource, &limits) == 0;
}

std::string set_limits(const Confinement& confinement) {
#ifndef CHANCERY_SHADOW_MEMORY
  if (!limit(RLIMIT_AS, confinement.memory)) return failed("RLIMIT_AS", errno);
#endif
  if (!limit(RLIMIT_CPU, confinement.cpu_seconds)) return failed("RLIMIT_CPU", errno);
  if (!limit(RLIMIT_FSIZE, 0)) return failed("RLIMIT_FSIZE", errno);
  if (!limit(RLIMIT_CORE, 0)) return failed("RLIMIT_CORE", errno);
  if (!limit(RLIMIT_NOFILE, 3)) return failed("RLIMIT_NOFILE", errno);
  return {};
}

// Takes away every right on every file. A kernel without Landlock changes nothing: seccomp says the same.
void lock_files() {
  landlock_ruleset_attr everything{};
  everything.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;  // all of the first version
  const auto ruleset = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &everything, sizeof everything, 0));
  if (ruleset < 0) return;
  (void)::syscall(SYS_landlock_restrict_self, ruleset, 0);
  ::close(ruleset);
}

struct Release {
  void operator()(void* filter) const { seccomp_release(filter); }
};
using Filter = std::unique_ptr<std::remove_pointer_t<scmp_filter_ctx>, Release>;

// Rules are added until one fails.
class Rules {
 public:
  explicit Rules(scmp_filter_ctx filter) : filter_(filter) {}

  void allow(std::initializer_list<int> calls) {
    for (const int call : calls) add(SCMP_ACT_ALLOW, call, {});
  }
  void add(std::uint32_t action, int call, std::initializer_list<scmp_arg_cmp> conditions) {
    if (error_ == 0) {
      error_ = -seccomp_rule_add_array(filter_, action, call, static_cast<unsigned>(conditions.size()),
                                       conditions.size() == 0 ? nullptr : std::data(conditions));
    }
  }
  [[nodiscard]] int error() const { return error_; }

 private:
  scmp_filter_ctx filter_;
  int error_ = 0;
};

void allow_memory(Rules& rules) {
  rules.allow({SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise)});
  // No memory that can be run: no code of a stranger, and no libraries loaded later.
  rules.add(SCMP_ACT_ALLOW, SCMP_SYS(mmap), {SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)});
  rules.add(SCMP_ACT_ALLOW, SCMP_SYS(mprotect), {SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)});
}

void allow_threads(Rules& rules) {
  rules.allow({SCMP_SYS(futex), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(rt_sigaction),
               SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(sched_yield),
               SCMP_SYS(sched_getaffinity), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(exit), SCMP_SYS(exit_group),
               SCMP_SYS(restart_syscall)});
  rules.add(SCMP_ACT_ALLOW, SCMP_SYS(clone), {SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)});
  rules.add(SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), {});  // its flags are out of a filter's sight: clone it is
  rules.add(SCMP_ACT_ALLOW, SCMP_SYS(prctl), {SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME)});
  // abort(), to itself.
  rules.add(SCMP_ACT_ALLOW, SCMP_SYS(tgkill), {SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(::getpid()))});
}

void allow_input_and_output(Rules& rules) {
  rules.allow({SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(newfstatat)});
  rules.allow({SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),
               SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(getrandom), SCMP_SYS(getrusage), SCMP_SYS(sysinfo)});
  rules.add(SCMP_ACT_ERRNO(EACCES), SCMP_SYS(openat),
            {SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY)});
  rules.add(SCMP_ACT_ERRNO(EACCES), SCMP_SYS(open),
            {SCMP_A1(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY)});
  rules.add(SCMP_ACT_ERRNO(EACCES), SCMP_SYS(access), {});
  rules.add(SCMP_ACT_ERRNO(EACCES), SCMP_SYS(readlink), {});
  rules.add(SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prlimit64), {});
  rules.add(SCMP_ACT_ERRNO(ENOTTY), SCMP_SYS(ioctl), {});
}

std::string filter_calls() {
  const Filter filter(seccomp_init(SCMP_ACT_KILL_PROCESS));
  if (!filter) return "seccomp has no filter";
  Rules rules(filter.get());
  allow_memory(rules);
  allow_threads(rules);
  allow_input_and_output(rules);
  if (rules.error() != 0) return failed("seccomp's rules", rules.error());
  const auto set = [&](scmp_filter_attr name, std::uint32_t value) {
    return -seccomp_attr_set(filter.get(), name, value);
  };
  if (const int error = set(SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS)) return failed("seccomp", error);
  if (const int error = set(SCMP_FLTATR_CTL_TSYNC, 1)) return failed("seccomp for all threads", error);
  if (const int error = -seccomp_load(filter.get())) return failed("seccomp cannot be loaded", error);
  return {};
}

}  // namespace

std::string confine(const Confinement& confinement) {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failed("PR_SET_NO_NEW_PRIVS", errno);
  if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return failed("PR_SET_DUMPABLE", errno);
  lock_files();
  if (auto problem = set_limits(confinement); !problem.empty()) return problem;
  return filter_calls();
}

}  // namespace chancery::media
