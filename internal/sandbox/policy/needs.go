package policy

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// need is a permission that a call takes.
type need struct{ action, resource string }

const (
	createSecret = "secretsmanager:CreateSecret"
	createRole   = "iam:CreateServiceLinkedRole"
)

// resources are the kinds of resources that parameters name:
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
var resources = map[string]string{
	"DBClusterIdentifier": "cluster:", "SourceDBClusterIdentifier": "cluster:", "DBInstanceIdentifier": "db:", "DBSubnetGroupName": "subgrp:",
	"DBClusterParameterGroupName": "cluster-pg:", "DBParameterGroupName": "pg:", "OptionGroupName": "og:",
	"DBClusterSnapshotIdentifier": "cluster-snapshot:", "SnapshotIdentifier": "cluster-snapshot:", "ResourceName": "", "ResourceArn": "",
}

// created names the parameter with what a call makes, which its tags are for.
var created = map[string]string{
	"CreateDBCluster": "DBClusterIdentifier", "RestoreDBClusterToPointInTime": "DBClusterIdentifier", "RestoreDBClusterFromSnapshot": "DBClusterIdentifier",
	"CreateDBInstance": "DBInstanceIdentifier", "CreateDBSubnetGroup": "DBSubnetGroupName", "CreateDBClusterSnapshot": "DBClusterSnapshotIdentifier",
	"CreateDBClusterParameterGroup": "DBClusterParameterGroupName", "CreateDBParameterGroup": "DBParameterGroupName",
}

// needsOf returns the permissions that a call takes, in a fixed order.
func needsOf(r *wire.Request) []need {
	if r.Service == wire.RDSData {
		return dataNeeds(r)
	}
	action := "rds:" + r.Action
	var all []need
	for _, parameter := range slices.Sorted(maps.Keys(resources)) {
		if value := r.Form.Get(parameter); value != "" {
			all = append(all, need{action, arnOf(r.Region, resources[parameter], value)})
		}
	}
	if resources[created[r.Action]] == "cluster:" && r.Form.Get("DBSubnetGroupName") == "" {
		all = append(all, need{action, arnOf(r.Region, "subgrp:", "default")}) // it is used when none is named
	}
	if len(all) == 0 {
		all = append(all, need{action, "*"})
	}
	if name := created[r.Action]; name != "" && hasTags(r) {
		all = append(all, need{"rds:AddTagsToResource", arnOf(r.Region, resources[name], r.Form.Get(name))})
	}
	if final := r.Form.Get("FinalDBSnapshotIdentifier"); final != "" && r.Action == "DeleteDBCluster" {
		all = append(all, need{"rds:CreateDBClusterSnapshot", arnOf(r.Region, "cluster-snapshot:", final)})
	}
	if resources[created[r.Action]] == "cluster:" { // an account without the role gets it with its first cluster
		all = append(all, need{createRole, account.ARN("iam", "", "role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS")})
	}
	if strings.EqualFold(r.Form.Get("ManageMasterUserPassword"), "true") {
		all = append(all, need{createSecret, account.ARN("secretsmanager", r.Region, "secret:rds!cluster-*")})
	}
	return all
}

// dataNeeds are those of the Data API, which reads the secret as its caller:
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrdsdataapi.html
func dataNeeds(r *wire.Request) []need {
	var in struct {
		ResourceARN string `json:"resourceArn"`
		SecretARN   string `json:"secretArn"`
	}
	if json.Unmarshal(r.Body, &in) != nil {
		return nil // the operation refuses it
	}
	return []need{{"rds-data:" + r.Action, in.ResourceARN}, {"secretsmanager:GetSecretValue", in.SecretARN}}
}

func arnOf(region, kind, nameOrARN string) string {
	if strings.HasPrefix(nameOrARN, "arn:") {
		return nameOrARN
	}
	return account.ARN("rds", region, kind+strings.ToLower(nameOrARN))
}

func hasTags(r *wire.Request) bool {
	for name := range r.Form {
		if strings.HasPrefix(name, "Tags.") {
			return true
		}
	}
	return false
}
