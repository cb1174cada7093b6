package cli

// sandboxCommand is the verb sandbox. Without one of its own verbs it runs.
type sandboxCommand struct {
	Run    sandboxRun    `cmd:"" default:"withargs" help:"Run the sandbox until interrupted. What sandbox does when no verb follows."`
	Exec   sandboxExec   `cmd:"" help:"Run a command with a sandbox of its own, and end the sandbox with it."`
	Status sandboxStatus `cmd:"" help:"Show what a running sandbox has."`
}
