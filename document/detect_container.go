package document

import (
	"bytes"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

func isZIP(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06"))
}

func isOLE(head []byte) bool {
	return bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
}

// detectZIP goes by the entries of an archive, wherever in it they stand.
func detectZIP(in Input, head []byte) (format, mediaType string) {
	m := mimetype.Detect(head).String()
	p, err := openPack(in)
	if err != nil {
		return guessZIP(m, extensionOf(in.Name))
	}
	parts := map[string]bool{}
	for _, name := range p.names {
		folder, file, _ := strings.Cut(strings.ToLower(name), "/")
		parts[folder] = parts[folder] || file != ""
	}
	types, content := p.has("[Content_Types].xml"), p.has("content.xml")
	switch {
	case types && parts["word"]:
		return "docx", typeDOCX
	case types && parts["xl"] && !p.has("xl/workbook.bin"):
		return "xlsx", typeXLSX
	case types && (parts["ppt"] || parts["xl"]):
		return "", m
	case content && (p.has("mimetype") || p.salvaged && extensionOf(in.Name) == "odt"):
		if kind := p.mediaType(); !strings.HasPrefix(kind, typeODT) {
			return "", kind
		}
		return "odt", typeODT
	}
	return "archive", m
}

// guessZIP goes by the first entries, which mimetype knows, and the name.
func guessZIP(m, ext string) (format, mediaType string) {
	switch {
	case m == typeDOCX, m == typeZIP && (ext == "docx" || ext == "docm"):
		return "docx", typeDOCX
	case m == typeXLSX, m == typeZIP && (ext == "xlsx" || ext == "xlsm"):
		return "xlsx", typeXLSX
	case m == typeODT, m == typeZIP && ext == "odt":
		return "odt", typeODT
	case strings.HasPrefix(m, "application/vnd."):
		return "", m
	}
	return "archive", m
}

// detectOLE goes by the streams of a compound file.
func detectOLE(in Input) (format, mediaType string) {
	root, err := openOLE(in)
	if err != nil {
		return guessOLE(extensionOf(in.Name))
	}
	switch {
	case root.streams["__properties_version1.0"] != nil:
		return "msg", typeMSG
	case root.streams["EncryptedPackage"] != nil:
		switch ext := extensionOf(in.Name); {
		case strings.HasPrefix(ext, "xl"):
			return "xlsx", typeXLSX
		case strings.HasPrefix(ext, "pp"):
			return "", "application/vnd.openxmlformats-officedocument.presentationml.presentation"
		}
		return "docx", typeDOCX
	case root.streams["WordDocument"] != nil:
		return "", "application/msword"
	case root.streams["Workbook"] != nil || root.streams["Book"] != nil:
		return "", "application/vnd.ms-excel"
	case root.streams["PowerPoint Document"] != nil:
		return "", "application/vnd.ms-powerpoint"
	}
	return "", "application/x-ole-storage"
}

// guessOLE goes by the name: of Office documents those with a new name are encrypted.
func guessOLE(ext string) (format, mediaType string) {
	switch ext {
	case "msg":
		return "msg", typeMSG
	case "docx", "docm":
		return "docx", typeDOCX
	case "xlsx", "xlsm":
		return "xlsx", typeXLSX
	case "doc":
		return "", "application/msword"
	case "xls":
		return "", "application/vnd.ms-excel"
	case "ppt":
		return "", "application/vnd.ms-powerpoint"
	}
	return "", "application/x-ole-storage"
}
