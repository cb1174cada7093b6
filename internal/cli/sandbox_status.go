package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/admin"
)

// statusTime bounds how long a sandbox may take to say how it is.
const statusTime = 30 * time.Second

type sandboxStatus struct {
	URL  string `help:"Endpoint of the sandbox." default:"http://127.0.0.1:4566" env:"AWS_ENDPOINT_URL"`
	JSON bool   `help:"Print JSON for machines."`
}

// Run shows what a running sandbox has. It asks from this machine, for no other
// is answered.
func (c sandboxStatus) Run(ctx context.Context, process Process) error {
	ctx, cancel := context.WithTimeout(ctx, statusTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(c.URL, "/")+admin.Prefix+"status", nil)
	if err != nil {
		return fmt.Errorf("asking the sandbox at %s: %w", c.URL, err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("asking the sandbox: %w", err)
	}
	defer func() { _ = response.Body.Close() }() // it was only read
	if response.StatusCode != http.StatusOK {
		said, _ := io.ReadAll(io.LimitReader(response.Body, 1<<10)) // best effort: the status says enough
		return fmt.Errorf("asking the sandbox at %s: it answers %s: %s", c.URL, response.Status, strings.TrimSpace(string(said)))
	}
	var status admin.Status
	if err := json.NewDecoder(response.Body).Decode(&status); err != nil {
		return fmt.Errorf("reading what the sandbox at %s says: %w", c.URL, err)
	}
	if c.JSON {
		out := json.NewEncoder(process.Stdout)
		out.SetIndent("", "  ")
		return out.Encode(status)
	}
	return printStatus(process.Stdout, status)
}

func printStatus(out io.Writer, s admin.Status) error {
	fmt.Fprintf(out, "%s: %s, timing %s, %d calls answered, %d faults in force\n", s.URL, s.Engine, s.Timing, s.Requests, s.Faults)
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "CLUSTER\tSTATUS\tADDRESS\tDISK\tINSTANCES")
	for _, c := range s.Clusters {
		var instances []string
		for _, i := range c.Instances {
			instances = append(instances, i.Identifier+" "+i.Status)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%.1f MB\t%s\n", c.Identifier, c.Status, net.JoinHostPort(c.Address, strconv.Itoa(c.Port)),
			float64(c.DiskBytes)/1e6, strings.Join(instances, ", "))
	}
	return w.Flush()
}
