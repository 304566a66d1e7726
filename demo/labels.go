package demo

import (
	"context"

	"onus"
)

// labels are the codebook: what somebody who reads these papers marks.
func labels() []onus.Label {
	return []onus.Label{
		{LabelName: "Promise about customer data", Colour: "yellow", Key: "1", Meaning: "Who assured whom that data of customers would stay apart, when, and in what form."},
		{LabelName: "Use of customer data", Colour: "red", Key: "2", Meaning: "What is said to have been done with the data, by whom."},
		{LabelName: "Who knew", Colour: "purple", Key: "3", Meaning: "Somebody is said to have known, or to have been told."},
		{LabelName: "Ownership and shares", Colour: "sky", Key: "4", Meaning: "Who holds how much of which company; the sources differ."},
		{LabelName: "Power of the court", Colour: "green", Key: "5", Meaning: "Whether a court may decide over a party."},
		{LabelName: "Report, not proof", Colour: "grey", Key: "6", Meaning: "Somebody repeats what a party says: it shows that it was said."},
	}
}

func (l *loader) labels(ctx context.Context) error {
	for _, label := range labels() {
		if err := l.create(ctx, label.LabelName, &label); err != nil {
			return err
		}
	}
	return nil
}
