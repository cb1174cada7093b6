package sandbox

import (
	"encoding/json"
	"io"
	"sync"
)

// RequestLog returns a function for Config.OnRequest that writes each call as one
// line of JSON. What cannot be written goes to failed, which is called from many
// goroutines.
func RequestLog(w io.Writer, failed func(error)) func(Request) {
	var mu sync.Mutex
	out := json.NewEncoder(w) // writes a line at once
	out.SetEscapeHTML(false)
	return func(r Request) {
		mu.Lock()
		defer mu.Unlock()
		if err := out.Encode(r); err != nil {
			failed(err)
		}
	}
}
