package document

import (
	"strings"
	"testing"
)

func TestLanguage(t *testing.T) {
	for text, want := range map[string]string{
		"De rechtbank oordeelt dat de vordering van eiser moet worden afgewezen omdat het bewijs ontbreekt.":                       "nl",
		"The court finds that the claim of the plaintiff must be dismissed because the evidence is lacking in every respect.":      "en",
		"Das Gericht stellt fest, dass die Klage des Klägers abzuweisen ist, weil der Beweis nicht erbracht worden ist.":           "de",
		"Le tribunal constate que la demande du demandeur doit être rejetée parce que la preuve n’a pas été apportée.":             "fr",
		"El tribunal considera que la demanda del actor debe ser desestimada porque no se ha aportado ninguna prueba de ello.":     "es",
		"Il tribunale ritiene che la domanda dell’attore debba essere respinta perché non è stata fornita alcuna prova dei fatti.": "it",
		"O tribunal considera que o pedido do requerente deve ser julgado improcedente porque não foi apresentada nenhuma prova.":  "pt",
		texts["gb18030"]:      "zh",
		texts["shift_jis"]:    "ja",
		texts["euc-kr"]:       "ko",
		texts["windows-1251"]: "ru",
		texts["windows-1256"]: "ar",
		"הצדדים הסכימו על אספקת שרתים בתנאים הבאים":                                                                           "he",
		"IBM China and 纽云 signed a contract about servers in Beijing, and the court later found that it was never performed.": "en",
		texts["iso-8859-2"]: "",
		"Taraflar aşağıdaki şartlarda sunucu tedariki konusunda anlaşmışlardır. İşbu sözleşme imza tarihinde yürürlüğe girer.": "",
		"Hello world": "",
		"":            "",
		"12 34 56 -- 1,000.00 EUR 44 33 22 11 99":  "",
		"xqzt bvrk wplm xqzt bvrk wplm zzkq vvbw ": "",
		"中文":                         "",
		strings.Repeat("合同", 20<<10): "zh",
	} {
		if got := language(text); got != want {
			t.Errorf("%.40q: %q, want %q", text, got, want)
		}
	}
}
