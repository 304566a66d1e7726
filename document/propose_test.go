package document

import (
	"testing"

	"onus"
)

func TestFromName(t *testing.T) {
	for name, want := range map[string]onus.Properties{
		"2014-03-05_Brief aan IBM.pdf":       {Title: "2014-03-05 Brief aan IBM", Dated: "2014-03-05"},
		"brief 20140305.docx":                {Title: "brief 20140305", Dated: "2014-03-05"},
		"IMG_20140305_121314.jpg":            {Title: "IMG 20140305 121314", Dated: "2014-03-05"},
		"20140305121314.eml":                 {Title: "20140305121314", Dated: "2014-03-05"},
		"05-03-2014 contract.pdf":            {Title: "05-03-2014 contract", Dated: "2014-03-05"},
		"03.25.2014.pdf":                     {Title: "03.25.2014", Dated: "2014-03-25"},
		"Notulen 5 maart 2014.odt":           {Title: "Notulen 5 maart 2014", Dated: "2014-03-05"},
		"Letter of March 5, 2014.pdf":        {Title: "Letter of March 5, 2014", Dated: "2014-03-05"},
		"Lettre du 1er août 2014.pdf":        {Title: "Lettre du 1er août 2014", Dated: "2014-08-01"},
		"Carta, 5 de marzo de 2014.pdf":      {Title: "Carta, 5 de marzo de 2014", Dated: "2014-03-05"},
		"合同 2014年3月5日.docx":                  {Title: "合同 2014年3月5日", Dated: "2014-03-05"},
		"月报2014年3月.xlsx":                     {Title: "月报2014年3月", Dated: "2014-03"},
		"Report March 2014.pdf":              {Title: "Report March 2014", Dated: "2014-03"},
		"minutes_2014-03.txt":                {Title: "minutes 2014-03", Dated: "2014-03"},
		"2014-02-30 no such day.pdf":         {Title: "2014-02-30 no such day"},
		"invoice 123456789.pdf":              {Title: "invoice 123456789"},
		"Room 12 table 2014.pdf":             {Title: "Room 12 table 2014"},
		"version 1.2":                        {Title: "version 1.2"},
		"report%20final.pdf":                 {Title: "report final"},
		`C:\Users\jan\Desktop\a_b__c .pdf`:   {Title: "a b c"},
		"../../etc/passwd":                   {Title: "passwd"},
		".pdf":                               {Title: ".pdf"},
		"":                                   {},
		"dir/":                               {Title: "dir"},
		"archive.7z":                         {Title: "archive"},
		"a\x00b\xff.txt":                     {Title: "a\ufffdb\ufffd"},
		"two 2014-13-45 and 2015-01-02.html": {Title: "two 2014-13-45 and 2015-01-02", Dated: "2015-01-02"},
	} {
		if got := FromName(name); got != want {
			t.Errorf("%q: %+v, want %+v", name, got, want)
		}
	}
}

func FuzzFromName(f *testing.F) {
	f.Add("2014-03-05 brief.pdf")
	f.Fuzz(func(t *testing.T, name string) {
		if d := FromName(name).Dated; d != "" {
			if _, err := onus.ParseDate(d); err != nil {
				t.Errorf("%q: %q is no date: %v", name, d, err)
			}
		}
	})
}
