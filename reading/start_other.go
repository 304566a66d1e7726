//go:build !linux

package reading

import "syscall"

func beNice() {}

func alone() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func socketpair() ([2]int, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err == nil {
		syscall.CloseOnExec(fds[0])
		syscall.CloseOnExec(fds[1])
	}
	return fds, err
}

func closeOthers() {}
