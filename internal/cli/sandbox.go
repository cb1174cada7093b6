package cli

// sandboxCommand is the verb sandbox. Without one of its own verbs it runs.
type sandboxCommand struct {
	Run sandboxRun `cmd:"" default:"withargs" help:"Run the sandbox until interrupted. What sandbox does when no verb follows."`
}
