package reading

import (
	"fmt"
	"os"
	"runtime"

	seccomp "github.com/elastic/go-seccomp-bpf"
	"github.com/elastic/go-seccomp-bpf/arch"
	"golang.org/x/sys/unix"
)

// What is allowed, by seccomp(2); the rest fails with EPERM. Names that an architecture
// does not have are passed over.
var (
	// runtimeCalls are what a Go program needs that computes, and waits for a socket.
	runtimeCalls = []string{
		"brk", "clock_getres", "clock_gettime", "clock_nanosleep", "close", "epoll_create1", "epoll_ctl", "epoll_pwait", "epoll_wait",
		"eventfd2", "exit", "exit_group", "fcntl", "fstat", "futex", "getcpu", "getpid", "getrandom", "getrlimit", "getrusage",
		"gettid", "gettimeofday", "lseek", "madvise", "membarrier", "mincore", "mmap", "mprotect", "mremap", "munmap", "nanosleep",
		"pipe2", "poll", "ppoll", "pread64", "read", "readv", "recvmsg", "restart_syscall", "rseq", "rt_sigaction", "rt_sigprocmask",
		"rt_sigreturn", "sched_getaffinity", "sched_yield", "sendmsg", "set_robust_list", "sigaltstack", "time", "uname", "write", "writev",
	}
	// programCalls are what another program needs besides, to start and to read files.
	// What it may open, openat and lockFiles say.
	programCalls = []string{
		"access", "arch_prctl", "execve", "faccessat", "faccessat2", "fadvise64", "fstatfs", "getcwd", "getdents64", "getegid", "geteuid",
		"getgid", "getuid", "ioctl", "lstat", "newfstatat", "prctl", "readlink", "readlinkat", "sched_getparam", "sched_getscheduler",
		"set_tid_address", "stat", "statfs", "statx", "sysinfo",
	}
)

// lockReader takes from this process what a reader of documents has no use for: files,
// network, other processes. An error says that the kernel cannot do it.
func lockReader() error { return lock(runtimeCalls) }

// lockProgram is lockReader for a program that will be put in this one's place: it can
// still be started, and read files.
func lockProgram() error {
	return lock(append(runtimeCalls[:len(runtimeCalls):len(runtimeCalls)], programCalls...),
		seccomp.NameWithConditions{Name: "openat", Conditions: onlyReading(2)},
		seccomp.NameWithConditions{Name: "open", Conditions: onlyReading(1)})
}

func onlyReading(argument uint32) seccomp.ArgumentConditions {
	return seccomp.ArgumentConditions{{Argument: argument, Operation: seccomp.BitsNotSet, Value: unix.O_WRONLY | unix.O_RDWR | unix.O_CREAT | unix.O_TRUNC}}
}

func lock(names []string, more ...seccomp.NameWithConditions) error {
	self := uint64(os.Getpid())
	more = append(more,
		// Threads, no processes. The flags of clone3 lie in memory, where a filter cannot look: see below.
		seccomp.NameWithConditions{Name: "clone", Conditions: seccomp.ArgumentConditions{{Argument: 0, Operation: seccomp.BitsSet, Value: unix.CLONE_THREAD}}},
		// The Go runtime signals its own threads to interrupt them.
		seccomp.NameWithConditions{Name: "tgkill", Conditions: seccomp.ArgumentConditions{{Argument: 0, Operation: seccomp.Equal, Value: self}}},
		// Looking at limits, not setting them.
		seccomp.NameWithConditions{Name: "prlimit64", Conditions: seccomp.ArgumentConditions{{Argument: 2, Operation: seccomp.Equal, Value: 0}}},
	)
	info, err := arch.GetInfo("")
	if err != nil {
		return err
	}
	allowed := seccomp.SyscallGroup{Action: seccomp.ActionAllow}
	for _, name := range names {
		if _, has := info.SyscallNames[name]; has {
			allowed.Names = append(allowed.Names, name)
		}
	}
	for _, call := range more {
		if _, has := info.SyscallNames[call.Name]; has {
			allowed.NamesWithCondtions = append(allowed.NamesWithCondtions, call)
		}
	}
	allowed.Names = append(allowed.Names, "clone3")
	runtime.LockOSThread() // no_new_privs is of a thread; TSync brings it to all
	defer runtime.UnlockOSThread()
	// Each filter has one action besides its default, and of two filters the strictest
	// counts. To libc ENOSYS says that it has to take clone.
	enosys := seccomp.SyscallGroup{Names: []string{"clone3"}, Action: seccomp.ActionErrno | seccomp.Action(unix.ENOSYS)}
	if err := load(seccomp.ActionAllow, enosys); err != nil {
		return err
	}
	return load(seccomp.ActionErrno, allowed) // EPERM
}

func load(otherwise seccomp.Action, group seccomp.SyscallGroup) error {
	err := seccomp.LoadFilter(seccomp.Filter{NoNewPrivs: true, Flag: seccomp.FilterFlagTSync,
		Policy: seccomp.Policy{DefaultAction: otherwise, Syscalls: []seccomp.SyscallGroup{group}}})
	if err != nil {
		return fmt.Errorf("limit system calls: %w", err)
	}
	return nil
}
