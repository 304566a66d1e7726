package document

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"testing"
	"unicode/utf16"
)

var littleEndian = binary.AppendByteOrder(binary.LittleEndian)

// node is a stream, or with others in it a folder, of a compound file.
type node struct {
	name string
	data []byte
	in   []node
}

func stream(name, data string) node { return node{name: name, data: []byte(data)} }

func folder(name string, in ...node) node { return node{name: name, in: in} }

// ole makes a compound file: version 3, sectors of 512 bytes, no short streams (they are
// padded to 4,096 bytes, so that they are none).
func ole(t testing.TB, in ...node) []byte {
	t.Helper()
	const sector, free, end, fatMark = 512, 0xffffffff, 0xfffffffe, 0xfffffffd
	var data, dir []byte
	var fat []uint32
	add := func(b []byte) (first uint32) {
		first = uint32(len(fat))
		for i := 0; i < len(b); i += sector {
			data = append(data, b[i:min(len(b), i+sector)]...)
			data = append(data, make([]byte, (sector-len(data)%sector)%sector)...)
			fat = append(fat, uint32(len(fat)+1))
		}
		fat[len(fat)-1] = end
		return first
	}
	// Siblings are a list to the right; readers do not ask for a balanced tree.
	var put func(n node, kind byte) int
	put = func(n node, kind byte) int {
		at := len(dir) / 128
		e := make([]byte, 128)
		for i, u := range utf16.Encode([]rune(n.name)) {
			binary.LittleEndian.PutUint16(e[2*i:], u)
		}
		binary.LittleEndian.PutUint16(e[64:], uint16(2*len(n.name)+2))
		e[66], e[67] = kind, 1
		for _, o := range []int{68, 72, 76} {
			binary.LittleEndian.PutUint32(e[o:], free)
		}
		binary.LittleEndian.PutUint32(e[116:], end)
		if n.in == nil && kind == 2 {
			size := max(len(n.data), 4096)
			binary.LittleEndian.PutUint32(e[116:], add(append(slices.Clone(n.data), make([]byte, size-len(n.data))...)))
			binary.LittleEndian.PutUint32(e[120:], uint32(size))
		}
		dir = append(dir, e...)
		last, field := at, 76
		for _, child := range n.in {
			kind := byte(2)
			if child.in != nil {
				kind = 1
			}
			c := put(child, kind)
			binary.LittleEndian.PutUint32(dir[last*128+field:], uint32(c))
			last, field = c, 72
		}
		return at
	}
	put(node{name: "Root Entry", in: in}, 5)
	for len(dir)%sector != 0 {
		e := make([]byte, 128)
		for _, o := range []int{68, 72, 76} {
			binary.LittleEndian.PutUint32(e[o:], free)
		}
		dir = append(dir, e...)
	}
	dirAt := add(dir)
	fats := (len(fat) + 127) / 127 // those of the table itself too
	fatAt := len(fat)
	for range fats {
		fat = append(fat, fatMark)
	}
	for len(fat)%128 != 0 {
		fat = append(fat, free)
	}
	if fats > 109 {
		t.Fatal("too large for this maker")
	}
	head := make([]byte, sector)
	copy(head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	for at, v := range map[int]uint16{24: 0x3e, 26: 3, 28: 0xfffe, 30: 9, 32: 6} {
		binary.LittleEndian.PutUint16(head[at:], v)
	}
	for at, v := range map[int]uint32{44: uint32(fats), 48: dirAt, 56: 4096, 60: end, 68: end} {
		binary.LittleEndian.PutUint32(head[at:], v)
	}
	for i := range 109 {
		v := uint32(free)
		if i < fats {
			v = uint32(fatAt + i)
		}
		binary.LittleEndian.PutUint32(head[76+4*i:], v)
	}
	out := append(head, data...)
	for _, v := range fat {
		out = binary.LittleEndian.AppendUint32(out, v)
	}
	return out
}

// mapi makes what holds properties: text and bytes as streams, numbers in the table.
func mapi(header int, fixed map[int]uint64, text map[int]string, more ...node) []node {
	table := make([]byte, header)
	for id, v := range fixed {
		table = binary.LittleEndian.AppendUint16(table, 3)
		table = binary.LittleEndian.AppendUint16(table, uint16(id))
		table = append(table, 0, 0, 0, 0)
		table = binary.LittleEndian.AppendUint64(table, v)
	}
	nodes := []node{{name: "__properties_version1.0", data: table}}
	for id, s := range text {
		nodes = append(nodes, node{name: fmt.Sprintf("__substg1.0_%04X001F", id), data: utf16Bytes(littleEndian, s)})
	}
	return append(nodes, more...)
}

// deflateRTF packs RTF without compressing it, as LZFu has it.
func deflateRTF(s string) []byte {
	var b bytes.Buffer
	for i := range len(s) {
		if i%8 == 0 {
			b.WriteByte(0)
		}
		b.WriteByte(s[i])
	}
	// The end: a reference to the place that is written next.
	at := (len(rtfDictionary) + len(s)) & 4095
	stop := []byte{1, byte(at >> 4), byte(at << 4)}
	out := b.Bytes()
	if n := len(s) % 8; n != 0 {
		out[len(out)-n-1] = 1 << n
		stop = stop[1:]
	}
	out = append(out, stop...)
	head := binary.LittleEndian.AppendUint32(nil, uint32(len(out)+12))
	head = binary.LittleEndian.AppendUint32(head, uint32(len(s)))
	return append(append(append(head, "LZFu"...), 0, 0, 0, 0), out...)
}
