// Package conformance holds the sandbox to AWS's answers: each row of a table of
// legal and illegal calls is a test named after its row, made with AWS's own
// client, or with a raw query where that client cannot form the call.
//
// testdata/rows.tsv lists the rows (section.number, basis, the case) and
// testdata/left-out.tsv those that the sandbox does not serve, with the reason.
// The basis is Q (AWS's words, quoted in public), D (documented by AWS), E
// (another emulator's text) or I (inference, and then not promised).
package conformance
