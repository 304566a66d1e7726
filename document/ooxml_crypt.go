package document

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/richardlehane/mscfb"
	"github.com/xuri/excelize/v2"
)

// unlocked gives the package within a file that Office has encrypted, and every other
// file as it is. The error is ErrPassword without the right password, ErrUnreadable for
// files of Office 97 to 2003, which have the same wrapping.
func unlocked(in Input) (Input, error) {
	head := make([]byte, 8)
	if n, _ := in.R.ReadAt(head, 0); !isOLE(head[:n]) {
		return in, nil
	}
	if err := checkContainer(in); err != nil {
		return in, err
	}
	raw, err := io.ReadAll(io.NewSectionReader(in.R, 0, in.Size))
	if err != nil {
		return in, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	password := in.Password
	if password == "" {
		password = "VelvetSweatshop" // what Excel itself tries: "protected" without asking
	}
	plain, err := decrypt(raw, password)
	if err != nil {
		return in, err
	}
	if !bytes.HasPrefix(plain, []byte("PK")) { // Decrypt does not compare the verifier
		return in, ErrPassword
	}
	return Input{R: bytes.NewReader(plain), Size: int64(len(plain)), Name: in.Name}, nil
}

// decrypt is the one of excelize, which panics over streams that are too short.
func decrypt(raw []byte, password string) (plain []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("encrypted package: %w: %v", ErrDamaged, p)
		}
	}()
	plain, err = excelize.Decrypt(raw, &excelize.Options{Password: password})
	if err != nil {
		err = fmt.Errorf("%w: %w", ErrPassword, err)
	}
	return plain, err
}

// checkContainer looks whether there is an encrypted package, of a size that can be true:
// Decrypt takes the sizes on trust.
func checkContainer(in Input) error {
	container, err := mscfb.New(in.R)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	encrypted := false
	for {
		entry, err := container.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		if entry.Size > in.Size {
			return fmt.Errorf("stream of %d bytes: %w", entry.Size, ErrDamaged)
		}
		encrypted = encrypted || entry.Name == "EncryptedPackage"
	}
	if !encrypted {
		return fmt.Errorf("binary format of Office: %w", ErrUnreadable)
	}
	return nil
}
