package csvio

import "strings"

// Column is one column of a file. A computed one is written but ignored on import.
type Column struct {
	Name     string
	Computed bool
}

// Every file of a noun, which has versions and an address of its own, ends so.
const tail = " version created_at created_by updated_at updated_by url†"

var (
	files = map[string][]Column{
		"cases":         columns("id title reference court jurisdiction status filed_on summary currency language" + tail),
		"proceedings":   columns("id court reference level filed_on status outcome outcome_on appeal_of_id note" + tail),
		"parties":       columns("id name native_name aliases kind role side country description" + tail),
		"relationships": columns("id from_id from_name† type to_id to_name† percent from_date to_date note" + tail),
		"claims": columns("id number title kind relief_type cause_of_action legal_basis verbatim verbatim_language" +
			" amount currency unquantified head_of_loss calculation measure conduct term territory until" +
			" status disposition granted_amount description claimants† respondents† targets†" +
			" supports† refutes† undercuts† context† unassessed†" + tail),
		"claim_parties": columns("claim_id claim_number† party_id party_name† role"),
		"evidence": columns("id exhibit title type source source_url author custodian dated received_on language" +
			" bates_begin bates_end privilege confidentiality admissibility offered_by_id derived_from_id" +
			" translation_of_id description links†" + tail),
		"links": columns("id evidence_id exhibit† claim_id claim_number† element_id fact_id fact_number†" +
			" stance why locator quote annotation_id" + tail),
		"labels": columns("id name colour meaning key position" + tail),
		"annotations": columns("id evidence_id exhibit† file_version page start end start_utf16† end_utf16† quote prefix suffix" +
			" label body visibility state in_reply_to" + tail),
		"members": columns("id email name role" + tail),
		"changes": columns("seq at actor action noun id field old new reason hash"),
		"custody": columns("at act by file_version detail"),
		"stamped": columns("exhibit title bates_begin bates_end file original sha256 note"),
	}
	headers = headersOf(files)
)

// Columns are the columns of a file, named without ".csv", in their order; nil
// for a file that does not exist. The slice is shared: do not change it.
func Columns(file string) []Column { return files[file] }

// Names are the names of Columns, for Writer.Header. The slice is shared.
func Names(file string) []string { return headers[file] }

// columns reads names separated by spaces; † after a name is a computed column.
func columns(names string) []Column {
	var list []Column
	for name := range strings.FieldsSeq(names) {
		name, computed := strings.CutSuffix(name, "†")
		list = append(list, Column{name, computed})
	}
	return list
}

func headersOf(files map[string][]Column) map[string][]string {
	all := map[string][]string{}
	for file, list := range files {
		for _, c := range list {
			all[file] = append(all[file], c.Name)
		}
	}
	return all
}
