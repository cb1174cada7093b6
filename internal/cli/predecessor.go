package cli

import (
	"context"
	"fmt"

	"github.com/alecthomas/kong"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

// predecessors are the command lines of database-artifact-factory, by the names
// that this program may be linked or copied to. They take its arguments; what
// they print is what our verbs print.
var predecessors = map[string]program{
	"db-artifact-builder": {
		"db-artifact-builder",
		"Publishes a database artifact: what database-artifact-factory's builder did. The verb build of terraform-provider-dbartifact can do more.",
		&builderCommand{},
	},
	"db-artifact-converge": {
		"db-artifact-converge",
		"Converges a database artifact: what database-artifact-factory's command did. The verb converge of terraform-provider-dbartifact can do more.",
		&convergerCommand{},
	},
}

// builderCommand is db-artifact-builder.
type builderCommand struct {
	ConfigFile string `arg:"" name:"config_file" help:"Path of the INI file." type:"existingfile"`
}

// Run builds db-artifact:latest in the local Docker Engine.
func (c builderCommand) Run(ctx context.Context, out *console) error {
	return buildCommand{Config: c.ConfigFile, Name: "db-artifact:latest", Store: "docker"}.Run(ctx, out)
}

// convergerCommand is db-artifact-converge.
type convergerCommand struct {
	CreateMode     string   `name:"create_mode" required:"" help:"create, a database from scratch with the schema, or clone, a clone of the existing one."`
	AWSProfile     string   `name:"aws_profile" help:"AWS profile to use credentials from. Default: AWS's."`
	AWSCredentials string   `name:"aws_credentials" help:"AWS credentials file. Default: AWS's." placeholder:"FILE"`
	DBUsername     string   `name:"db_username" help:"Master user of the created database; a clone keeps its source's." placeholder:"NAME"`
	DBPassword     string   `name:"db_password" help:"Master password. Better: --db_password_file." placeholder:"PASSWORD"`
	DBPasswordFile string   `name:"db_password_file" help:"File that holds the master password. Default: a password that RDS manages." placeholder:"FILE" env:"DB_PASSWORD_FILE"`
	AllowedCIDRs   []string `name:"allowed_cidr_blocks" help:"Address ranges that may connect. Default: none; database-artifact-factory let in the address that it was run from." placeholder:"CIDR"`
	DockerImage    string   `name:"docker_image" default:"db-artifact:latest" help:"Image of the database artifact."`
}

// Run converges the image into a cluster with a generated identifier.
func (c convergerCommand) Run(ctx context.Context, process Process, out *console) error {
	if c.DBPassword != "" {
		if err := c.hidePassword(process); err != nil {
			return err
		}
	}
	var command convergeCommand
	if err := kong.ApplyDefaults(&command); err != nil {
		return err
	}
	command.Image, command.CreateMode = c.DockerImage, c.CreateMode
	command.Profile, command.SharedCredentialsFile = c.AWSProfile, c.AWSCredentials
	command.DBUsername, command.MasterPasswordFile = c.DBUsername, c.DBPasswordFile
	command.AllowedCIDRBlocks = c.AllowedCIDRs
	if c.CreateMode == string(converge.ModeCreate) { // there is nothing in it yet that they must not see
		command.MaintenanceCIDRBlocks = c.AllowedCIDRs
	}
	return command.Run(ctx, out)
}

// hidePassword starts the program anew without the password among its arguments,
// which stand in the process list, and says so. It returns only when that went
// wrong.
func (c convergerCommand) hidePassword(process Process) error {
	fmt.Fprintln(process.Stderr, "warning: --db_password puts the password into the process list and the shell's history; "+
		"the program starts anew without it, but give --db_password_file instead")
	err := restart(c.DBPassword, func(file string) []string {
		args := []string{"--db_password_file=" + file, "--create_mode=" + c.CreateMode, "--docker_image=" + c.DockerImage}
		for _, option := range [][2]string{{"--aws_profile=", c.AWSProfile}, {"--aws_credentials=", c.AWSCredentials}, {"--db_username=", c.DBUsername}} {
			if option[1] != "" {
				args = append(args, option[0]+option[1])
			}
		}
		for _, block := range c.AllowedCIDRs {
			args = append(args, "--allowed_cidr_blocks="+block)
		}
		return args
	})
	return fmt.Errorf("taking --db_password out of the process list: %w", err)
}
