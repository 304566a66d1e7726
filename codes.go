package onus

// Code is one entry of a code list. Code is what is stored, sent and exported,
// and never changes; Label is the English term shown for it.
type Code struct{ Code, Label string }

// The names of the code lists.
const (
	ListClaimKind      = "claim_kind"
	ListClaimStatus    = "claim_status"
	ListClaimPartyRole = "claim_party_role"
	ListInjunctionTerm = "injunction_term"
	ListPleadingKind   = "pleading_kind"
	ListCauseOfAction  = "cause_of_action"
	ListReliefType     = "relief_type"
	ListReliefStatus   = "relief_status"
	ListDisposition    = "disposition"
	ListJudgmentFor    = "judgment_for"

	ListCaseStatus       = "case_status"
	ListProceedingLevel  = "proceeding_level"
	ListProceedingStatus = "proceeding_status"
	ListMemberRole       = "member_role"
	ListLanguage         = "language"

	ListPartyKind     = "party_kind"
	ListSide          = "side"
	ListPartyRole     = "party_role"
	ListPartyRelation = "party_relation"

	ListSpeechAct      = "speech_act"
	ListStance         = "stance"
	ListDisputeStatus  = "dispute_status_derived"
	ListModality       = "modality"
	ListBurdenStandard = "burden_standard"
	ListDatePrecision  = "date_precision"

	ListEvidenceType           = "evidence_type"
	ListDocumentType           = "document_type"
	ListAdmissibility          = "admissibility"
	ListObjectionGround        = "objection_ground"
	ListPrivilege              = "privilege"
	ListConfidentiality        = "confidentiality"
	ListLocatorType            = "locator_type"
	ListSourceReliability      = "source_reliability"
	ListInformationCredibility = "information_credibility"
	ListReviewState            = "review_state"

	ListLabelColour     = "label_colour"
	ListVisibility      = "visibility"
	ListAnnotationState = "annotation_state"
	ListPlacement       = "placement"
)

var codeLists = map[string][]Code{
	ListClaimKind:              codesClaimKind,
	ListClaimStatus:            codesClaimStatus,
	ListClaimPartyRole:         codesClaimPartyRole,
	ListInjunctionTerm:         codesInjunctionTerm,
	ListPleadingKind:           codesPleadingKind,
	ListCauseOfAction:          codesCauseOfAction,
	ListReliefType:             codesReliefType,
	ListReliefStatus:           codesReliefStatus,
	ListDisposition:            codesDisposition,
	ListJudgmentFor:            codesJudgmentFor,
	ListCaseStatus:             codesCaseStatus,
	ListProceedingLevel:        codesProceedingLevel,
	ListProceedingStatus:       codesProceedingStatus,
	ListMemberRole:             codesMemberRole,
	ListLanguage:               codesLanguage,
	ListPartyKind:              codesPartyKind,
	ListSide:                   codesSide,
	ListPartyRole:              codesPartyRole,
	ListPartyRelation:          codesPartyRelation,
	ListSpeechAct:              codesSpeechAct,
	ListStance:                 codesStance,
	ListDisputeStatus:          codesDisputeStatusDerived,
	ListModality:               codesModality,
	ListBurdenStandard:         codesBurdenStandard,
	ListDatePrecision:          codesDatePrecision,
	ListEvidenceType:           codesEvidenceType,
	ListDocumentType:           codesDocumentType,
	ListAdmissibility:          codesAdmissibility,
	ListObjectionGround:        codesObjectionGround,
	ListPrivilege:              codesPrivilege,
	ListConfidentiality:        codesConfidentiality,
	ListLocatorType:            codesLocatorType,
	ListSourceReliability:      codesSourceReliability,
	ListInformationCredibility: codesInformationCredibility,
	ListReviewState:            codesReviewState,
	ListLabelColour:            codesLabelColour,
	ListVisibility:             codesVisibility,
	ListAnnotationState:        codesAnnotationState,
	ListPlacement:              codesPlacement,
}

type listCode struct{ list, code string }

var codeSet = indexCodes(codeLists)

func indexCodes(lists map[string][]Code) map[listCode]struct{} {
	set := map[listCode]struct{}{}
	for list, codes := range lists {
		for _, c := range codes {
			set[listCode{list, c.Code}] = struct{}{}
		}
	}
	return set
}

// Codes is a code list in the order to show it, common codes first; nil for a
// list that does not exist. The slice is shared: copy it before changing it.
func Codes(list string) []Code { return codeLists[list] }

// CodeLists are the names of all code lists, in no particular order.
func CodeLists() []string {
	names := make([]string, 0, len(codeLists))
	for list := range codeLists {
		names = append(names, list)
	}
	return names
}

// IsCode tells whether code is in the list. The empty code is in none.
func IsCode(list, code string) bool {
	_, ok := codeSet[listCode{list, code}]
	return ok
}
