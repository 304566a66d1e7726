package document

import (
	"fmt"
	"strconv"
	"strings"
)

// number writes n in a format of Word; decimal in those that are not known.
func number(n int, format string) string {
	switch {
	case n <= 0:
	case format == "decimalZero":
		return fmt.Sprintf("%02d", n)
	case format == "lowerLetter" && n <= maxLetters:
		return letters(n)
	case format == "upperLetter" && n <= maxLetters:
		return strings.ToUpper(letters(n))
	case format == "lowerRoman" && n < 4000:
		return strings.ToLower(roman(n))
	case format == "upperRoman" && n < 4000:
		return roman(n)
	case n < 100 && (strings.HasPrefix(format, "chineseCounting") || strings.HasPrefix(format, "japaneseCounting") ||
		strings.HasPrefix(format, "taiwaneseCounting")):
		return han(n)
	}
	return strconv.Itoa(n)
}

// maxLetters is where letters end: Word counts z, aa, bb, and so on.
const maxLetters = 26 * 30

func letters(n int) string {
	return strings.Repeat(string(rune('a'+(n-1)%26)), (n-1)/26+1)
}

func roman(n int) string {
	var out strings.Builder
	for i, v := range []int{1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1} {
		for ; n >= v; n -= v {
			out.WriteString([]string{"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"}[i])
		}
	}
	return out.String()
}

// han writes 1 to 99 in Chinese.
func han(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch tens := n / 10; tens {
	case 0:
		return digits[n]
	case 1:
		return "十" + digits[n%10]
	default:
		return digits[tens] + "十" + digits[n%10]
	}
}
