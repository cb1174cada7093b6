package artifact

// Labels of an artifact's image. The specification is one of them, so that
// `docker inspect` and a registry's API show it without pulling a layer.
const (
	// LabelPrefix is reserved: a user's own labels do not begin with it.
	LabelPrefix = "io.dbartifact."
	// LabelSpec holds the specification's canonical JSON.
	LabelSpec = LabelPrefix + "spec"
	// LabelDigest holds the artifact digest: of the specification, and through
	// its hashes of every file, but not of the runtime binary.
	LabelDigest = LabelPrefix + "artifact-digest"
	// LabelVersion holds the specification's version, in decimal.
	LabelVersion = LabelPrefix + "spec-version"
	// LabelContact holds whom the artifact's users turn to, as the publisher
	// wrote it: OCI's "contact details of the people or organization
	// responsible for the image" (image specification, annotations). It is there
	// only when a contact was given.
	LabelContact = "org.opencontainers.image.authors"
)

// Where an image has its artifact.
const (
	// Folder is below the image's root; the paths here are in it.
	Folder = "artifact"
	// SpecFile holds the same text as [LabelSpec].
	SpecFile = "spec.json"
	// CompiledPath is the compiled schema's.
	CompiledPath = "changelog.json"
	// ContactFile holds the text of [LabelContact] for containers, from which
	// their own labels are out of reach. Like the label it may be missing.
	ContactFile = "contact.txt"
)
