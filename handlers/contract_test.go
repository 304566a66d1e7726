package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// contractColumns is the contract's list of CSV columns, written down again.
var contractColumns = map[string]string{
	"cases":         "id,title,reference,court,jurisdiction,status,filed_on,summary,currency,language" + contractTail,
	"parties":       "id,name,native_name,aliases,kind,role,side,country,description" + contractTail,
	"relationships": "id,from_id,from_name,type,to_id,to_name,percent,from_date,to_date,note" + contractTail,
	"claims": "id,number,title,kind,relief_type,cause_of_action,legal_basis,verbatim,verbatim_language,amount,currency,unquantified,head_of_loss,calculation,measure,conduct,term,territory,until,status,disposition,granted_amount,description,claimants,respondents,targets,supports,refutes,undercuts,context,unassessed" +
		contractTail,
	"claim_parties": "claim_id,claim_number,party_id,party_name,role",
	"evidence": "id,exhibit,title,type,source,source_url,author,custodian,dated,received_on,language,bates_begin,bates_end,privilege,confidentiality,admissibility,offered_by_id,derived_from_id,translation_of_id,description,links" +
		contractTail,
	"links":   "id,evidence_id,exhibit,claim_id,claim_number,element_id,fact_id,fact_number,stance,why,locator,quote,annotation_id" + contractTail,
	"changes": "seq,at,actor,action,noun,id,field,old,new,reason,hash",
}

const contractTail = ",version,created_at,created_by,updated_at,updated_by,url"

// fullForms are forms with every field of a noun, in the order in which later
// ones refer to earlier ones: @parties is the id of the party made here.
var fullForms = []struct {
	noun string
	form []string
}{
	{"proceedings", []string{"court", "High Court", "reference", "1:22-cv-1", "level", "appeal", "filed_on", "2022-06", "status", "decided", "outcome", "Affirmed.\nWith costs.", "outcome_on", "2024-02-29", "note", "a note"}},
	{"parties", []string{"name", "Neu Cloud", "native_name", "新云", "aliases", "NC; Neu", "kind", "organisation", "role", "plaintiff", "side", "claimant", "country", "CN", "description", "A joint\nventure."}},
	{"parties", []string{"name", "Wang", "kind", "person", "role", "nonparty", "side", "neutral", "country", "", "native_name", "", "aliases", "", "description", ""}},
	{"relationships", []string{"from_id", "@parties", "type", "shareholder_of", "to_id", "@parties0", "percent", "19.35", "from_date", "2014", "to_date", "2017~", "note", "disputed"}},
	{"claims", []string{"title", "Pay", "kind", "damages", "relief_type", "lost_profits", "cause_of_action", "breach_of_contract", "legal_basis", "s 1", "verbatim", "„betaal”", "verbatim_language", "nl",
		"amount", "1250000.50", "currency", "USD", "unquantified", "false", "head_of_loss", "profit", "calculation", "a\nb", "measure", "m", "conduct", "c", "term", "interim", "territory", "PRC", "until", "2025/2026",
		"status", "pleaded", "disposition", "settled", "granted_amount", "7.00", "description", "d"}},
	{"evidence", []string{"title", "Mail", "type", "electronic", "source", "FD", "source_url", "https://example.org/a?b=c&d", "author", "A", "custodian", "C", "dated", "2018-05-01", "received_on", "2018",
		"language", "nl", "bates_begin", "NC001", "bates_end", "NC002", "privilege", "work_product", "confidentiality", "sealed", "admissibility", "offered", "offered_by_id", "@parties", "description", "d"}},
	{"evidence", []string{"title", "Copy", "derived_from_id", "@evidence0", "translation_of_id", "@evidence0"}},
	{"links", []string{"evidence_id", "@evidence", "claim_id", "@claims", "stance", "undercuts", "why", "because\nso", "locator", "p. 3", "quote", "“words”"}},
}

// enter creates every fullForm and returns the ids in order, by noun.
func enter(b *browser, caseURL string, each func(noun, address string, form url.Values)) map[string][]string {
	b.d.Helper()
	made := map[string][]string{}
	for _, f := range fullForms {
		form := url.Values{}
		for i := 0; i < len(f.form); i += 2 {
			v := f.form[i+1]
			if ref, ok := strings.CutPrefix(v, "@"); ok {
				noun, first := strings.CutSuffix(ref, "0")
				v = made[noun][len(made[noun])-1]
				if first {
					v = made[noun][0]
				}
			}
			form.Set(f.form[i], v)
		}
		address := b.post(caseURL+"/"+f.noun, form).made()
		if !strings.HasPrefix(address, caseURL+"/"+f.noun+"/") {
			b.d.Errorf("%s: made at %s", f.noun, address)
		}
		made[f.noun] = append(made[f.noun], idOf(address))
		if each != nil {
			each(f.noun, address, form)
		}
	}
	return made
}

func TestWhatIsPostedByColumnNameComesBack(t *testing.T) {
	b, caseURL := leadCase(t, Config{PublicURL: "http://onus.example"})
	enter(b, caseURL, func(noun, address string, form url.Values) {
		row := b.rowOf(caseURL, noun, idOf(address))
		for name := range form {
			if row[name] != form.Get(name) {
				t.Errorf("%s.csv, %s: %q, want %q", noun, name, row[name], form.Get(name))
			}
		}
		if row["version"] != "1" || row["url"] != "http://onus.example"+address || row["created_by"] != "lead@example.org" || !strings.HasSuffix(row["created_at"], "Z") {
			t.Errorf("%s.csv: version %q, url %q, made %q by %q", noun, row["version"], row["url"], row["created_at"], row["created_by"])
		}
		b.get(address).want(http.StatusOK)
		edit := fields(b.get(address + "/edit").want(http.StatusOK).doc())
		for name := range edit {
			if v, ok := form[name]; ok && edit.Get(name) != v[0] && (v[0] != "false" || edit.Has(name) && edit.Get(name) != "") {
				t.Errorf("%s: the form shows %q in %s, want %q", address, edit.Get(name), name, v[0])
			}
		}
		// Saving the form as it is changes nothing.
		b.post(address, edit).want(http.StatusSeeOther)
		if again := b.rowOf(caseURL, noun, idOf(address)); again["version"] != "1" {
			t.Errorf("%s: saved unchanged, it is version %s", address, again["version"])
		}
	})
}

func TestCSVColumnsAreThoseOfTheContract(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	for noun, want := range contractColumns {
		path := caseURL + "/" + noun + ".csv"
		if noun == "cases" {
			path = "/cases.csv"
		}
		a := b.get(path).want(http.StatusOK)
		names, _ := a.table()
		if got := strings.Join(names, ","); got != want {
			t.Errorf("%s.csv\n%s, want\n%s", noun, got, want)
		}
		first, _, _ := strings.Cut(a.Body.String(), "\n")
		if a.Header().Get("Content-Type") != "text/csv; charset=utf-8" || !strings.HasSuffix(first, "\r") {
			t.Errorf("%s.csv: %s, or no CRLF", noun, a.Header().Get("Content-Type"))
		}
		if with := b.get(path + "?bom=1").Body.String(); with != "\ufeff"+a.Body.String() && noun != "changes" {
			t.Errorf("%s.csv?bom=1 begins %q", noun, with[:10])
		}
		if again := b.get(path); again.Body.String() != a.Body.String() {
			t.Errorf("%s.csv: two exports differ", noun)
		}
	}
}

// fields is what a browser would send of the form on a page.
func fields(doc *goquery.Document) url.Values { return fieldsOf(doc.Find("#main form.form").First()) }

// fieldsOf is what a browser would send of a form.
func fieldsOf(form *goquery.Selection) url.Values {
	v := url.Values{}
	form.Find("input, select, textarea").Each(func(_ int, s *goquery.Selection) {
		name, kind := s.AttrOr("name", ""), s.AttrOr("type", "")
		_, checked := s.Attr("checked")
		switch {
		case name == "" || kind == "file" || (kind == "checkbox" || kind == "radio") && !checked:
		case goquery.NodeName(s) == "select":
			v.Add(name, s.Find("option[selected]").AttrOr("value", ""))
		case goquery.NodeName(s) == "textarea":
			// The parser drops the first line end, as a browser does, which sends CRLF.
			v.Add(name, strings.ReplaceAll(s.Text(), "\n", "\r\n"))
		default:
			v.Add(name, s.AttrOr("value", ""))
		}
	})
	for name, all := range v { // what the server takes is the last
		v[name] = []string{strings.ReplaceAll(all[len(all)-1], "\r\n", "\n")}
	}
	return v
}

func TestARefusedFormKeepsWhatWasTyped(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	made := enter(b, caseURL, nil)
	const typed = "  kept <b>\"as\" typed & \n\n two lines"
	for _, tt := range []struct{ noun, bad, value, text string }{
		{"proceedings", "court", " ", "note"}, {"proceedings", "filed_on", "31 June", "outcome"}, {"proceedings", "level", "nonsense", "note"},
		{"parties", "name", "", "description"}, {"parties", "country", "China", "description"}, {"parties", "kind", "", "description"},
		{"parties", "name", strings.Repeat("a", 1001), "description"},
		{"relationships", "percent", "101", "note"}, {"relationships", "percent", "0", "note"}, {"relationships", "to_id", "nobody", "note"}, {"relationships", "to_date", "1990", "note"},
		{"claims", "title", "\t", "description"}, {"claims", "amount", "-1", "calculation"}, {"claims", "amount", "ten", "calculation"}, {"claims", "currency", "XXQ", "description"},
		{"claims", "currency", "", "description"}, {"claims", "amount", "1.9999", "calculation"}, {"claims", "amount", strings.Repeat("9", 30), "calculation"}, {"claims", "unquantified", "true", "description"},
		{"evidence", "title", "", "description"}, {"evidence", "dated", "soon", "description"}, {"evidence", "derived_from_id", "EX-9999", "description"},
		{"links", "stance", "proves", "why"},
	} {
		for _, path := range []string{"/" + tt.noun, "/" + tt.noun + "/" + made[tt.noun][0]} {
			if tt.noun == "links" && path == "/links" {
				made["links"] = []string{made["links"][0]} // a second one is refused for another reason too
			}
			form := values("version", "1")
			for _, f := range fullForms {
				if f.noun == tt.noun {
					for i := 0; i < len(f.form); i += 2 {
						if !strings.HasPrefix(f.form[i+1], "@") {
							form.Set(f.form[i], f.form[i+1])
						}
					}
					break
				}
			}
			for name, ref := range map[string]string{"from_id": "parties", "evidence_id": "evidence", "claim_id": "claims"} {
				form.Set(name, made[ref][0])
			}
			form.Set("to_id", made["parties"][1])
			form.Set(tt.bad, tt.value)
			form.Set(tt.text, typed)
			before := b.rowsOf(caseURL, tt.noun)
			a := b.post(caseURL+path, form)
			if a.Code != http.StatusUnprocessableEntity {
				t.Errorf("%s with %s=%q: %d", path, tt.bad, shorten(tt.value), a.Code)
				continue
			}
			beside(t, a, tt.bad)
			shown := fields(a.doc())
			if shown.Get(tt.text) != typed {
				t.Errorf("%s: %s=%q came back as %q", path, tt.text, typed, shown.Get(tt.text))
			}
			if list := a.doc().Find("#f-" + tt.bad); !list.Is("select") && shown.Get(tt.bad) != tt.value && tt.bad != "unquantified" {
				t.Errorf("%s: the refused %s=%q came back as %q", path, tt.bad, tt.value, shown.Get(tt.bad))
			}
			if !slices.Equal(b.rowsOf(caseURL, tt.noun), before) {
				t.Errorf("%s with %s=%q: refused, but something changed", path, tt.bad, tt.value)
			}
		}
	}
}

func (b *browser) rowsOf(caseURL, noun string) []string {
	return strings.Split(b.get(caseURL+"/"+noun+".csv").Body.String(), "\n")
}

// beside checks that the problem of a field stands beside it, tied to it, and is
// named at the top of the form.
func beside(t *testing.T, a *answer, name string) {
	t.Helper()
	doc := a.doc()
	input := doc.Find("#f-" + name)
	problem := doc.Find("#f-" + name + "-problem")
	if strings.TrimSpace(problem.Text()) == "" {
		t.Errorf("%s: no problem beside %s: %s", shorten(a.asked), name, shorten(a.text()))
		return
	}
	described := strings.Fields(input.AttrOr("aria-describedby", ""))
	if !slices.Contains(described, "f-"+name+"-problem") || !input.Is("fieldset") && input.AttrOr("aria-invalid", "") != "true" {
		t.Errorf("%s: %s is not tied to its problem: described by %q, invalid %q", a.asked, name, described, input.AttrOr("aria-invalid", ""))
	}
	if doc.Find(`.problems a[href="#f-`+name+`"]`).Length() != 1 {
		t.Errorf("%s: the top of the form does not lead to %s", a.asked, name)
	}
}
