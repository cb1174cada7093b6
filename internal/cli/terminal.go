package cli

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

// terminal shows the phase in work on one line that is drawn anew, with a clock
// that runs, and leaves a line behind for each phase that has ended.
type terminal struct {
	w     io.Writer
	width func() int // in columns; 0 for unknown

	mu    sync.Mutex
	event converge.Event // last one of the phase in work; zero between phases
	at    time.Time      // when it came
	drawn bool           // whether the line in work is on the screen

	stop, stopped chan struct{}
}

// eraseLine returns to the line's begin and empties it (ECMA-48, EL).
const eraseLine = "\r\x1b[K"

// newTerminal starts the clock; end stops it.
func newTerminal(w io.Writer, width func() int) *terminal {
	t := &terminal{w: w, width: width, stop: make(chan struct{}), stopped: make(chan struct{})}
	go t.run()
	return t
}

func (t *terminal) run() {
	defer close(t.stopped)
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for {
		select {
		case <-t.stop:
			return
		case <-second.C:
			t.mu.Lock()
			t.draw()
			t.mu.Unlock()
		}
	}
}

// report is a [converge.Report].
func (t *terminal) report(e converge.Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if e.Done {
		t.erase()
		t.event = converge.Event{}
		fmt.Fprintln(t.w, sentence(e))
		return
	}
	t.event, t.at = e, time.Now()
	t.draw()
}

// leave leaves a line of text behind, above the one in work.
func (t *terminal) leave(line string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.erase()
	fmt.Fprintln(t.w, line)
	t.draw()
}

// end stops the clock and takes the line in work away.
func (t *terminal) end() {
	close(t.stop)
	<-t.stopped
	t.mu.Lock()
	defer t.mu.Unlock()
	t.erase()
}

func (t *terminal) draw() {
	if t.event.Phase == "" {
		return
	}
	now := t.event
	now.Elapsed += time.Since(t.at)
	fmt.Fprint(t.w, eraseLine+cut(sentence(now), t.width()))
	t.drawn = true
}

func (t *terminal) erase() {
	if t.drawn {
		fmt.Fprint(t.w, eraseLine)
	}
	t.drawn = false
}

// cut shortens text so that it leaves a column free: a full line would wrap, and
// could not be erased.
func cut(text string, width int) string {
	if runes := []rune(text); width > 1 && len(runes) >= width {
		return string(runes[:width-1])
	}
	return text
}
