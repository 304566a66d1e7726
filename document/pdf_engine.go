package document

import (
	"context"
	"errors"
	"fmt"
	"io"
	"syscall"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// pdfExtractor names the reader in onus.Document.
const pdfExtractor = "onus pdf 1, go-pdfium 1.21.4"

// maxGuest is the memory that pdfium may have, in bytes. The child process that it runs
// in is allowed 1 GiB for everything.
const maxGuest = 640 << 20

// engine is pdfium, compiled from WebAssembly. It sees no files and no network; what it is
// given to read is the only thing that it can reach.
type engine struct {
	pool   pdfium.Pool
	cache  wazero.CompilationCache
	pdfium pdfium.Pdfium
	used   bool         // the instance has seen a document
	memory *guestMemory // of the instance that runs, or ran last
}

// newEngine compiles pdfium, or takes the compiled code from the folder cache ("" for none).
func newEngine(cache string) (*engine, error) {
	e := &engine{}
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling)
	if cache != "" {
		var err error
		if e.cache, err = wazero.NewCompilationCacheWithDir(cache); err != nil {
			return nil, fmt.Errorf("cache of compiled code: %w", err)
		}
		config = config.WithCompilationCache(e.cache)
	}
	allocate := experimental.MemoryAllocatorFunc(func(_, _ uint64) experimental.LinearMemory {
		e.memory = &guestMemory{}
		return e.memory
	})
	var err error
	e.pool, err = webassembly.Init(webassembly.Config{
		Context:       experimental.WithMemoryAllocator(context.Background(), allocate),
		MaxIdle:       1,
		MaxTotal:      1,
		FSConfig:      wazero.NewFSConfig(), // the default would be all of /
		RuntimeConfig: config,
		Stdout:        io.Discard,
		Stderr:        io.Discard,
	})
	if err != nil {
		return nil, fmt.Errorf("pdfium: %w", err)
	}
	return e, e.start()
}

// start makes an instance of pdfium if none runs.
func (e *engine) start() (err error) {
	if e.pdfium != nil {
		return nil
	}
	if e.pdfium, err = e.pool.GetInstance(time.Minute); err != nil {
		return fmt.Errorf("pdfium: %w", err)
	}
	e.used = false
	return nil
}

// stop ends the instance, and frees its memory. After an error this is the only thing that
// may be done with it: pdfium may have stopped anywhere.
func (e *engine) stop() {
	if e.pdfium != nil {
		_ = e.pdfium.Kill() // only says that it is closed already
		e.pdfium = nil
	}
}

func (e *engine) close() error {
	e.stop()
	err := e.pool.Close()
	if e.cache != nil {
		err = errors.Join(err, e.cache.Close(context.Background()))
	}
	return err
}

// guestMemory is the memory of one instance. Its addresses are reserved at once, so that
// growing copies nothing and the garbage collector never sees it.
type guestMemory struct {
	reserved []byte
	size     uint64
	full     bool // more than maxGuest was asked for
}

// Reallocate is of experimental.LinearMemory.
func (m *guestMemory) Reallocate(size uint64) []byte {
	if size > maxGuest {
		m.full = true
		return nil
	}
	if m.reserved == nil {
		reserved, err := syscall.Mmap(-1, 0, maxGuest, syscall.PROT_NONE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
		if err != nil {
			return nil
		}
		m.reserved = reserved
	}
	if size > m.size {
		if err := syscall.Mprotect(m.reserved[:size], syscall.PROT_READ|syscall.PROT_WRITE); err != nil {
			m.full = true
			return nil
		}
		m.size = size
	}
	return m.reserved[:size:size]
}

// Free is of experimental.LinearMemory.
func (m *guestMemory) Free() {
	if m.reserved != nil {
		_ = syscall.Munmap(m.reserved) // fails only for what was never mapped
		m.reserved = nil
	}
}
