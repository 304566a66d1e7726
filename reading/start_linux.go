package reading

import (
	"math"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// beNice makes the calling goroutine's thread, and the processes that it starts, wait
// for others. The thread belongs to the goroutine from then on and ends with it.
func beNice() {
	runtime.LockOSThread()
	_ = unix.Setpriority(unix.PRIO_PROCESS, 0, niceness) // they are slower to answer others then, no more
}

// alone puts a child into a group of its own, and has the kernel kill it when the thread
// that started it ends: also when this process is killed.
func alone() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// socketpair is two ends that no child inherits unless it is given one.
func socketpair() ([2]int, error) {
	return syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
}

// closeOthers keeps children from inheriting what this process was itself started with.
func closeOthers() {
	_ = unix.CloseRange(socketFD, math.MaxUint32, unix.CLOSE_RANGE_CLOEXEC) // Linux 5.11
}
