package main

import "fmt"

// table prints the figures as they come, in Markdown.
type table struct{}

// figure is a value with its target, as text.
type figure struct{ value, target, met string }

func (table) begin() {
	fmt.Println("| what | measured | target | | baseline of this run |")
	fmt.Println("|---|--:|--:|---|---|")
}

func (table) row(what string, f figure, baseline string) {
	fmt.Printf("| %s | %s | %s | %s | %s |\n", what, f.value, f.target, f.met, baseline)
}

func plain(v float64, unit string) figure { return figure{value: printed(v, unit)} }

func above(v float64, unit string, target float64) figure {
	return figure{printed(v, unit), "≥ " + printed(target, unit), verdict(v >= target)}
}

func below(v float64, unit string, target float64) figure {
	return figure{printed(v, unit), "< " + printed(target, unit), verdict(v < target)}
}

func verdict(met bool) string {
	if met {
		return "met"
	}
	return "missed"
}

func printed(v float64, unit string) string {
	digits := 0
	switch {
	case v < 3:
		digits = 2
	case v < 100:
		digits = 1
	}
	return fmt.Sprintf("%.*f %s", digits, v, unit)
}
