package cli

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

// progress begins to show what a verb is at, in the way that suits stderr: a
// line that is drawn anew on a terminal, a line for each event elsewhere, JSON
// for machines. Notes find their place beside it; call end, which may be done
// twice, before anything else is printed.
func (c *console) progress() (report converge.Report, end func()) {
	if c.json {
		return c.reportJSON, func() {}
	}
	if screen, ok := c.Stderr.(*os.File); ok && term.IsTerminal(int(screen.Fd())) && os.Getenv("TERM") != "dumb" {
		c.screen = newTerminal(screen, func() int {
			width, _, _ := term.GetSize(int(screen.Fd()))
			return width
		})
		return c.screen.report, sync.OnceFunc(func() {
			c.screen.end()
			c.screen = nil
		})
	}
	return linesTo(c.Stderr), func() {}
}

// linesTo returns a report that prints a line for each event.
func linesTo(w io.Writer) converge.Report {
	return func(e converge.Event) { fmt.Fprintln(w, sentence(e)) }
}

// sentence says an event, with the time since its phase began.
func sentence(e converge.Event) string {
	return fmt.Sprintf("%-12s %s %s (%s)", e.Phase, e.Object, e.Status, clock(e.Elapsed))
}

// clock writes a time as minutes and seconds, or with hours when there are any.
func clock(d time.Duration) string {
	seconds := int(d.Seconds())
	if hours := seconds / 3600; hours > 0 {
		return fmt.Sprintf("%d:%02d:%02d", hours, seconds/60%60, seconds%60)
	}
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

// eventJSON is an event as machines read it. Names stay; fields may be added.
type eventJSON struct {
	Time           time.Time `json:"time"`
	Phase          string    `json:"phase"`
	Object         string    `json:"object"`
	Status         string    `json:"status"`
	ElapsedSeconds float64   `json:"elapsed_seconds"`
	Done           bool      `json:"done"`
}

func (c *console) reportJSON(e converge.Event) {
	c.line(eventJSON{
		Time: time.Now().UTC(), Phase: e.Phase, Object: e.Object, Status: e.Status,
		ElapsedSeconds: e.Elapsed.Seconds(), Done: e.Done,
	})
}
