package reading

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// Limits of recognising one page: seconds of processor, and open files.
const (
	limitOCR      = 60
	limitOCRFiles = 64
)

// OCR is what the child needs to know that becomes tesseract. Its standard input is the
// picture, its standard output what was recognised.
type OCR struct {
	Program   string // path of tesseract
	Languages string // "nld+eng"
	Data      string // folder of its languages; "" for its own
	DPI       string // of the picture
}

// BecomeOCR puts tesseract in the place of this process: with limits, without network,
// without files but those of programs and languages.
func BecomeOCR(o OCR) error {
	program, err := filepath.EvalSymlinks(o.Program)
	if err != nil {
		return err
	}
	if err := limitChild(limitOCR, limitMemory, limitOCRFiles); err != nil {
		return fmt.Errorf("limits: %w", err)
	}
	runtime.LockOSThread() // Landlock is of a thread, the one that becomes the program
	bin := filepath.Dir(program)
	folders := []string{"/usr", "/lib", "/lib64", "/nix/store", bin, filepath.Join(bin, "../lib"), filepath.Join(bin, "../share")}
	env := []string{"OMP_THREAD_LIMIT=1"}
	if o.Data != "" {
		folders, env = append(folders, o.Data), append(env, "TESSDATA_PREFIX="+o.Data)
	}
	// Where the kernel has no Landlock, or no seccomp, the limits remain; the parent has
	// said so.
	_ = seeOnly(folders...)
	_ = lockProgram()
	args := []string{"tesseract", "stdin", "stdout", "-l", o.Languages, "--dpi", o.DPI, "tsv"}
	return &os.PathError{Op: "start", Path: program, Err: syscall.Exec(program, args, env)} //nolint:gosec // found by the parent
}
