package account

import "fmt"

// AddSharedVPC adds a VPC, vpc-1a, that another account shares with this one, with
// a subnet in each of three zones (subnet-1a to subnet-1c). Its default security
// group is its owner's, and not to be used from here.
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html
func (a *Account) AddSharedVPC() {
	vpc := &VPC{ID: "vpc-1a", CIDR: "172.30.0.0/16", InternetGateway: true, Owner: OtherID}
	if a.VPCs[vpc.ID] != nil {
		return
	}
	a.VPCs[vpc.ID] = vpc
	for i, zone := range []string{"a", "b", "c"} {
		id := "subnet-1" + zone
		a.Subnets[id] = &Subnet{ID: id, VPC: vpc.ID, Zone: zone, CIDR: fmt.Sprintf("172.30.%d.0/20", 16*i), Owner: OtherID}
	}
}
