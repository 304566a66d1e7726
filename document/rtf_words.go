package document

import (
	"io"
	"strings"
)

// word does what a control word asks for. Those that say how text looks are not known.
func (r *rtf) word(word string, n int, given bool) error {
	if r.skip > 0 && word != "bin" { // it stands for the character before it, as a whole
		r.skip--
		return nil
	}
	star := r.star
	r.star = false
	on := !given || n != 0
	switch word {
	case "bin":
		if _, err := io.CopyN(io.Discard, r.in, int64(max(0, n))); err != nil {
			return io.ErrUnexpectedEOF
		}
	case "u":
		if r.to != toNothing {
			r.unicode(n)
		}
	case "uc":
		r.uc = max(0, min(n, 16))
	case "ansicpg":
		r.fonts.document = n
	case "mac":
		r.fonts.document = 10000
	case "pc":
		r.fonts.document = 437
	case "pca":
		r.fonts.document = 850
	case "f":
		r.font = n
	case "fcharset", "cpg":
		if r.to == toFonts {
			r.fonts.define(r.font, word, n)
		}
	case "plain":
		r.font, r.deleted = r.fonts.usual, false
	case "deff":
		r.font, r.fonts.usual = n, n
	case "deleted":
		r.flush()
		r.deleted = on
	default:
		if !r.paragraphWord(word, n, on) && !r.textWord(word) {
			r.destination(word, star)
		}
	}
	return nil
}

// paragraphWord knows what is said of paragraphs and tables.
func (r *rtf) paragraphWord(word string, n int, on bool) bool {
	switch word {
	case "pard":
		r.para = rtfPara{}
	case "s":
		r.para.style, r.style = n, n
	case "outlinelevel":
		if r.to == toStyles && len(r.styles) < maxDefined {
			r.styles[r.style] = n + 1
		} else {
			r.para.outline = n + 1
		}
	case "ls":
		r.para.list = n
	case "ilvl":
		r.para.depth = n
	case "intbl":
		r.para.table = on
	case "trowd":
		r.head = false
	case "trhdr":
		r.head = true
	case "yr", "mo", "dy":
		if r.to == toNothing && r.name == "creatim" {
			r.created[strings.Index("yrmody", word)/2] = n
		}
	default:
		return false
	}
	return true
}

// characters are control words that stand for text.
var characters = map[string]string{
	"tab": "\t", "line": "\n", "lbr": "\n", "softline": "\n", "emdash": "—", "endash": "–", "emspace": "\u2003",
	"enspace": "\u2002", "qmspace": "\u2005", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“",
	"rdblquote": "”", "zwj": "\u200d", "zwnj": "\u200c", "ltrmark": "\u200e", "rtlmark": "\u200f", "nestcell": "\t",
}

// textWord knows text, and where paragraphs, cells and rows end.
func (r *rtf) textWord(word string) bool {
	if s, ok := characters[word]; ok {
		r.text(s)
		return true
	}
	switch word {
	case "par", "sect", "page", "column", "nestrow":
		if r.flush(); r.to == toBody {
			r.closeParagraph()
		} else {
			r.put(" ")
		}
	case "cell":
		if r.flush(); r.to == toBody {
			r.para.table = true
			r.closeParagraph()
			r.openCell()
			r.endCell()
		}
	case "row":
		if r.flush(); r.to == toBody {
			r.closeParagraph()
			r.closeRow()
		}
	default:
		return false
	}
	return true
}

// destination tells where the text of the group that it opens belongs.
func (r *rtf) destination(word string, star bool) {
	if r.to == toNothing && word != "ud" { // what is within something left out is left out
		return
	}
	r.flush()
	switch word {
	case "fonttbl":
		r.to = toFonts
	case "stylesheet":
		r.to = toStyles
	case "title", "author", "fldinst", "atnauthor", "listtext", "pntext":
		r.collect(word)
	case "creatim":
		r.to, r.name = toNothing, word
	case "footnote", "annotation", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf":
		if r.to == toBody {
			r.aside(word)
		}
	case "ud":
		r.to = toBody
	case "shpinst", "shptxt", "info", "rtf":
	case "colortbl", "pict", "sp", "shprslt", "nonesttables", "upr", "operator", "doccomm", "subject", "keywords", "revtim",
		"printim", "buptim", "company", "category", "manager", "comment", "atnid", "xe", "tc", "rxe", "ftnsep", "ftnsepc",
		"ftncn", "aftnsep", "aftnsepc", "aftncn", "template", "filetbl", "fname":
		r.to = toNothing
	default:
		if star {
			r.to = toNothing
		}
	}
}
