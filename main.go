// Command terraform-provider-dbartifact is a Terraform provider that builds
// database artifacts (container images that can re-create an Aurora database)
// and converges them into clusters. With a verb as its first argument, or under
// one of the predecessor's names, the same binary is the command line that does
// both without Terraform; inside an artifact image it is the entrypoint.
package main

import (
	"context"
	"flag"
	"log"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	// An artifact image holds nothing but this program, so it brings its own
	// root certificates for places without any.
	_ "golang.org/x/crypto/x509roots/fallback"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cli"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/provider"
)

// version is set at release time with -ldflags "-X main.version=...".
var version = "dev"

func main() {
	if run, ok := cli.Command(os.Args); ok {
		ctx, stop := cli.UntilSignaled(context.Background())
		code := run(ctx, cli.Process{Stdout: os.Stdout, Stderr: os.Stderr, Version: version})
		stop()
		os.Exit(code)
	}

	debug := flag.Bool("debug", false, "serve for a debugger such as delve")
	flag.Parse()
	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/dbartifact/dbartifact",
		Debug:   *debug,
	})
	if err != nil {
		log.Fatal(err)
	}
}
