package main

import (
	"fmt"
	"strings"
	"unicode"

	"onus"
)

var (
	firstNames = strings.Fields("Anna Bram Chen Daan Eva Fatima Guus Hanna Ilse Jan Katja Lars Mei Noor Olga Pieter Qing Rosa Sanne Tom Ulla Vera Wei Xander Yara Zoë")
	lastNames  = strings.Fields("Bakker Chen Dekker Evers Fischer García Hendriks Ivanova Jansen Koster Li Müller Nguyen Olsen Peters Quist Rossi Smit Tanaka Vermeer Wang Young Zhao")
	companies  = strings.Fields("Northwind Meridian Aurora Borealis Cascade Delta Equinox Fulcrum Granite Horizon Isotope Juniper Keystone Lattice Monarch Nimbus Orbit Pinnacle Quasar Rampart")
	sectors    = strings.Fields("Cloud Systems Networks Software Services Holding Trading Logistics Data Capital")
	places     = strings.Fields("Amsterdam Rotterdam Utrecht Beijing Shanghai Armonk Dublin Leuven Hamburg Lyon")
	prose      = strings.Fields("the defendant agreement to in of and supply hosting platform without notice before customers were moved partner contract" +
		" meeting minutes show that revenue fell after termination its employees copied source code under confidentiality joint venture board" +
		" résumé of which a letter dated refers price list reseller territory exclusive shall not disclose e-mail archive server log invoice" +
		" over verlies van klanten de overeenkomst werd opgezegd 合同 终止 客户 数据")
)

func (g *generator) oneOf(words ...string) string { return words[g.IntN(len(words))] }

func (g *generator) code(list string) string {
	codes := onus.Codes(list)
	return codes[g.IntN(len(codes))].Code
}

func (g *generator) day(year int) onus.Date {
	return onus.Date(fmt.Sprintf("%04d-%02d-%02d", year+g.IntN(2026-year), 1+g.IntN(12), 1+g.IntN(28)))
}

// organisation and person have the same name whenever they are asked about i.
func (*generator) organisation(i int) string {
	return fmt.Sprintf("%s %s %d B.V.", companies[i%len(companies)], sectors[i/7%len(sectors)], i)
}

func (*generator) person(i int) string {
	return fmt.Sprintf("%s %s-%d", firstNames[i%len(firstNames)], lastNames[i/3%len(lastNames)], i)
}

func (g *generator) title() string {
	s := []rune(strings.TrimSuffix(g.text(35+g.IntN(30)), "."))
	s[0] = unicode.ToUpper(s[0])
	return string(s)
}

// text is prose of about n bytes.
func (g *generator) text(n int) string {
	var b strings.Builder
	for b.Len() < n {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(g.oneOf(prose...))
	}
	return b.String() + "."
}
