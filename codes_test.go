package onus

import "testing"

func TestCodeListsAreSound(t *testing.T) {
	if len(CodeLists()) != 39 {
		t.Errorf("%d lists", len(CodeLists()))
	}
	for _, list := range CodeLists() {
		labels, codes := map[string]bool{}, map[string]bool{}
		for _, c := range Codes(list) {
			if c.Code == "" || c.Label == "" || codes[c.Code] || labels[c.Label] {
				t.Errorf("%s: empty or double: %+v", list, c)
			}
			codes[c.Code], labels[c.Label] = true, true
			if !IsCode(list, c.Code) {
				t.Errorf("%s: %s is not known", list, c.Code)
			}
		}
	}
}

func TestCodesOutsideTheListsAreRefused(t *testing.T) {
	for _, c := range [][2]string{{ListStance, ""}, {ListStance, "Supports"}, {"", ""}, {"nothing", "supports"}, {ListSide, "supports"}} {
		if IsCode(c[0], c[1]) {
			t.Errorf("%q is said to be in list %q", c[1], c[0])
		}
	}
	if Codes("nothing") != nil {
		t.Error("a list that does not exist has codes")
	}
}

func TestCodesDoNotAllocate(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { IsCode(ListStance, Codes(ListStance)[0].Code) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
