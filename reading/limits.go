package reading

import (
	"time"

	"golang.org/x/sys/unix"
)

// limitChild sets hard limits on this process, which nothing in it can raise: seconds
// of processor from now on, bytes of private memory, open files. It may write no file
// and leaves no core. Memory is what is mapped to be written, since the address space
// that the Go runtime and wazero reserve says nothing.
func limitChild(cpu, memory, files uint64) error {
	var used unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &used); err != nil {
		return err
	}
	so := time.Duration(used.Utime.Nano() + used.Stime.Nano())
	for _, l := range []struct {
		resource int
		most     uint64
	}{
		// Both limits the same: the kernel kills. A signal of a lower soft limit could be ignored.
		{unix.RLIMIT_CPU, cpu + uint64(so/time.Second) + 1},
		{unix.RLIMIT_DATA, memory},
		{unix.RLIMIT_FSIZE, 0},
		{unix.RLIMIT_CORE, 0},
		{unix.RLIMIT_NOFILE, files},
	} {
		if err := unix.Setrlimit(l.resource, &unix.Rlimit{Cur: l.most, Max: l.most}); err != nil {
			return err
		}
	}
	return nil
}
