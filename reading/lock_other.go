//go:build !linux

package reading

import "errors"

var errNoLock = errors.New("system calls are limited on Linux only")

func lockReader() error { return errNoLock }

func lockProgram() error { return errNoLock }

func seeOnly(...string) error { return errNoLock }
