package artifact

import "errors"

// Network is the target network as looked up: what the configured subnets, or
// the configured subnet group, turned out to be.
type Network struct {
	VPCID string
	// DBSubnetGroupName is the existing group that was asked for; empty when
	// subnets were.
	DBSubnetGroupName string
	SubnetIDs         []string
	// AvailabilityZones of the subnets, each once.
	AvailabilityZones []string
}

// Discovery is everything that was found out for one configuration.
type Discovery struct {
	Source Source
	// Network is nil when the configuration asks for the source's own.
	Network *Network
}

// Resolve turns what was asked for and what was found into the artifact.
func Resolve(c Config, d Discovery, changelog *Changelog) (Spec, error) {
	return Spec{}, errors.New("not built yet")
}
