package artifact

// FieldError is what is wrong with one setting. [Config.Validate], [Resolve]
// and [ParseINI] join as many as there are, so that nobody has to find them one
// run at a time.
type FieldError struct {
	// Section is "source_db" or "target_db".
	Section string
	// Key is the setting inside it, with a dot before a nested one:
	// "serverlessv2_scaling.min_capacity".
	Key string
	// Problem says what was found and what was expected, without a full stop.
	Problem string
}

// Error renders `target_db.subnet_ids: problem`.
func (e *FieldError) Error() string { return e.Section + "." + e.Key + ": " + e.Problem }

// The two sections of a configuration, in INI and in HCL.
const (
	sectionSource = "source_db"
	sectionTarget = "target_db"
)
