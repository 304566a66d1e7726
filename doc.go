// Package onus holds the nouns and the rules of a case workbench for litigation
// analysts. It reads nothing and writes nothing: standard library and the table
// of ISO 4217 only.
//
// Glossary (and words we avoid):
//
//   - Case: the workspace, a matter. Not: project, dossier.
//   - Proceeding: one action in one court. Not: lawsuit, trial.
//   - Party: who takes part or is spoken of, named or not. Not: entity, actor.
//   - Relationship: a typed, dated tie between two parties. Not: edge.
//   - Claim party: a party in its role in one claim. Not: tie.
//   - Claim: one demand for relief; its kind says which. Not: issue, count.
//   - Sanction: a measure against individuals, never a procedural sanction.
//   - Evidence: an item; an exhibit is its number. Not: document, asset.
//   - Link: what an exhibit does for a claim; its stance says it. Not: tag.
//   - Stance: supports, refutes, undercuts, context; unassessed until a person judges.
//   - Member: what a user may do in a case: reader, annotator, analyst, lead.
//   - Change: one line of the history; a hash chain per case. Not: event, audit.
//   - Op: all changes of one request, undone together.
package onus
